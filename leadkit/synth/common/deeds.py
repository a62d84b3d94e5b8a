"""Log what people do beside looking at pages: sign up, fill in forms, follow, come to a fair, enquire, fill a cart.

Deeds on the site carry the session of the visit in which they happen; deeds elsewhere have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.acts import ENQUIRIES, Acts
from leadkit.synth.common.journeys import BUYS
from leadkit.synth.common.plans import SELF
from leadkit.synth.draw import DAY, NEVER, NOBODY, Ints, Streams, choose, runs
from leadkit.synth.vocabulary import KINDS, code

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.common.visits import Carts, Visits
    from leadkit.synth.log import Log
    from leadkit.synth.world import World

CONTACT_FIELDS = 5


def deeds(streams: Streams, log: Log, who: People, came: Arrival, acts: Acts, seen: Visits) -> None:
    """Log newsletter, guides, the social network and fairs."""
    here, began = streams.here, seen.of(seen.first, len(who))
    began = np.where(began == NOBODY, seen.of(seen.opening, len(who)), began)
    on = np.flatnonzero(acts.newsletter < here.end)
    log.add(
        on, acts.newsletter[on], kind=code(KINDS, "newsletter_signup"), session=began[on], page=here.site.index("blog")
    )
    on = np.flatnonzero(acts.left < here.end)
    log.add(on, acts.left[on], kind=code(KINDS, "newsletter_leave"), channel=code(here.channels, "email"))
    page = len(here.site) - len(here.numbers["guides"]) + acts.guide
    for kind, wait, whom in (
        ("form_shown", 0, acts.shown < NEVER),
        ("form_submit", 60, acts.filled),
        ("guide_download", 75, acts.filled),
    ):
        on = np.flatnonzero(whom & (acts.shown < here.end))
        asked = NOBODY if kind == "guide_download" else acts.fields[on]
        log.add(on, acts.shown[on] + wait, kind=code(KINDS, kind), session=began[on], page=page[on], fields=asked)
    social = code(here.channels, "social")
    on = np.flatnonzero(acts.followed < here.end)
    log.add(on, acts.followed[on], kind=code(KINDS, "social_follow"), channel=social)
    rng = streams("social acts")
    on = np.flatnonzero(acts.interacted < here.end)
    owner, place = runs(1 + rng.poisson(here.numbers["social_acts"], len(on)))
    spread = np.where(place == 0, 0.0, rng.random(len(owner)) * 240)
    log.add(on[owner], acts.interacted[on][owner] + (spread * DAY).astype(np.int64),
            kind=code(KINDS, "social_interaction"), channel=social)  # fmt: skip
    on = np.flatnonzero(acts.attended < here.end)
    log.add(on, acts.attended[on], kind=code(KINDS, "event_attended"), channel=code(here.channels, "event"))
    talk = np.flatnonzero(seen.first & came.interested[seen.who] & (rng.random(len(seen.who)) < here.numbers["chat"]))
    length = np.rint(40 + 300 * rng.random(len(talk)))
    log.add(seen.who[talk], seen.at[talk] + 130, kind=code(KINDS, "chat"), session=talk, seconds=length)


def enquire(
    streams: Streams, log: Log, who: People, came: Arrival, trip: Journey, acts: Acts, seen: Visits, carts: Carts
) -> None:  # fmt: skip
    """Log the enquiry with which a journey with sales begins, the first carts, and those that were filled later."""
    here, n = streams.here, len(acts.enquired)
    session = seen.of(seen.opening, n)
    _enquiry(streams("enquiry"), here, log, acts, session)
    told, rng = here.numbers["cart"], streams("cart")
    by_hand = (trip.plan.route == SELF) & (trip.start < here.end)
    buys = by_hand & (trip.fate == BUYS)
    fills = by_hand & ((rng.random(n) < told["starter"]) | buys)
    on = np.flatnonzero(fills)
    cents, page = (100 * who.price).astype(np.int64), here.site.index("checkout")
    log.add(on, trip.start[on], kind=code(KINDS, "cart_add"), session=session[on], page=page, amount=cents[on])
    # What shipping costs is seen at the checkout: there, and not before, it holds people back.
    checks = np.where(came.held_by("shipping"), told.get("checkout_if_shipping", told["checkout"]), told["checkout"])
    on = np.flatnonzero(fills & (rng.random(n) < checks))
    log.add(on, trip.start[on] + 70, kind=code(KINDS, "checkout_start"), session=session[on], page=page,
            amount=cents[on])  # fmt: skip
    visit = np.flatnonzero(seen.cart != NOBODY)
    cart = seen.cart[visit]
    whose, paid = carts.who[cart], carts.paid[cart]
    goes_on = paid | (streams("unpaid").random(len(carts.who))[cart] < checks[whose])
    for kind, before, chosen in (("cart_add", 200, np.ones(len(cart), dtype=bool)), ("checkout_start", 120, goes_on)):
        at = np.maximum(carts.at[cart] - before, came.born[whose])
        log.add(whose[chosen], at[chosen], kind=code(KINDS, kind), session=visit[chosen], page=page,
                amount=carts.cents[cart][chosen])  # fmt: skip


def _enquiry(rng: np.random.Generator, here: World, log: Log, acts: Acts, session: Ints) -> None:
    asks = acts.enquired < here.end
    for which, kind in enumerate(ENQUIRIES):
        on = np.flatnonzero(asks & (acts.enquiry == which))
        at, on_form = acts.enquired[on], kind in ("form_submit", "demo_request", "trial_start")
        if on_form:
            page = here.site.index("contact")
            log.add(on, at - 50, kind=code(KINDS, "form_shown"), session=session[on], page=page, fields=CONTACT_FIELDS)
            log.add(on, at - 1, kind=code(KINDS, "form_submit"), session=session[on], page=page, fields=CONTACT_FIELDS)
        if kind != "form_submit":
            log.add(on, at, kind=code(KINDS, kind), session=NOBODY if kind == "inbound_call" else session[on],
                    seconds=np.rint(60 + 500 * rng.random(len(on))) if not on_form else np.nan)  # fmt: skip


def refer(log: Log, referrer: Ints, came: Arrival) -> None:
    """Log both sides of each referral, at the moment at which the friend's row was made."""
    on = np.flatnonzero(referrer != NOBODY)
    channel = code(came.here.channels, "referral")
    log.add(on, came.born[on], kind=code(KINDS, "referral_received"), other=referrer[on], channel=channel)
    log.add(referrer[on], came.born[on], kind=code(KINDS, "referral_made"), other=on, channel=channel)


def again(streams: Streams, log: Log, trip: Journey, cause: str = "asks again") -> None:
    """Log a later enquiry (of customers about another product): a demo, a call or a form without a visit of its own."""
    here, told = streams.here, streams.here.numbers["enquiry"]
    rng = streams(cause)
    on = np.flatnonzero(trip.start < here.end)
    drawn = np.array([code(KINDS, kind) for kind in told])[choose(rng, len(on), list(told.values()))]
    log.add(on, trip.start[on], kind=drawn, channel=code(here.channels, "direct"))
