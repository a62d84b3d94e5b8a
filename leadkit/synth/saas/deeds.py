"""Log what people do beside looking at pages: sign up, fill in forms, follow, come to a fair, enquire, fill a cart.

Deeds on the site carry the session of the visit in which they happen; deeds elsewhere have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Ints, Streams, choose, runs
from leadkit.synth.saas.acts import ENQUIRIES, GUIDES, Acts
from leadkit.synth.saas.journeys import BUYS, SELF, Journey
from leadkit.synth.saas.numbers import KINDS, PAGES, channels, code, end, numbers

if TYPE_CHECKING:
    from leadkit.synth.log import Log
    from leadkit.synth.saas.arrival import Arrival
    from leadkit.synth.saas.people import People
    from leadkit.synth.saas.visits import Visits

SITE = (*PAGES, *GUIDES)
CONTACT_FIELDS = 5


def _when(moment: Ints) -> Ints:
    return np.flatnonzero(moment < end())


def deeds(streams: Streams, log: Log, who: People, came: Arrival, acts: Acts, seen: Visits) -> None:
    """Log newsletter, guides, the social network and fairs."""
    here = seen.of(seen.first, len(who))
    opening = seen.of(seen.opening, len(who))
    here = np.where(here == NOBODY, opening, here)
    on = _when(acts.newsletter)
    log.add(on, acts.newsletter[on], kind=code(KINDS, "newsletter_signup"), session=here[on], page=SITE.index("blog"))
    on = _when(acts.left)
    log.add(on, acts.left[on], kind=code(KINDS, "newsletter_leave"), channel=code(channels(), "email"))
    page = len(PAGES) + acts.guide
    for kind, wait, whom in (
        ("form_shown", 0, acts.shown < NEVER),
        ("form_submit", 60, acts.filled),
        ("guide_download", 75, acts.filled),
    ):
        on = np.flatnonzero(whom & (acts.shown < end()))
        asked = NOBODY if kind == "guide_download" else acts.fields[on]
        log.add(on, acts.shown[on] + wait, kind=code(KINDS, kind), session=here[on], page=page[on], fields=asked)
    social = code(channels(), "social")
    on = _when(acts.followed)
    log.add(on, acts.followed[on], kind=code(KINDS, "social_follow"), channel=social)
    rng = streams("social acts")
    on = _when(acts.interacted)
    owner, place = runs(1 + rng.poisson(numbers()["social_acts"], len(on)))
    spread = np.where(place == 0, 0.0, rng.random(len(owner)) * 240)
    log.add(on[owner], acts.interacted[on][owner] + (spread * DAY).astype(np.int64),
            kind=code(KINDS, "social_interaction"), channel=social)  # fmt: skip
    on = _when(acts.attended)
    log.add(on, acts.attended[on], kind=code(KINDS, "event_attended"), channel=code(channels(), "event"))
    talk = np.flatnonzero(seen.first & came.interested[seen.who] & (rng.random(len(seen.who)) < numbers()["chat"]))
    length = np.rint(40 + 300 * rng.random(len(talk)))
    log.add(seen.who[talk], seen.at[talk] + 130, kind=code(KINDS, "chat"), session=talk, seconds=length)


def enquire(streams: Streams, log: Log, who: People, came: Arrival, trip: Journey, acts: Acts, seen: Visits) -> None:
    """Log the enquiry with which a journey with sales begins, and the carts of those who buy on the site."""
    n = len(acts.enquired)
    session = seen.of(seen.opening, n)
    _enquiry(streams("enquiry"), log, acts, session)
    told, rng = numbers()["cart"], streams("cart")
    by_hand = (trip.plan.route == SELF) & (trip.start < end())
    buys = by_hand & (trip.fate == BUYS)
    fills = by_hand & ((rng.random(n) < told["starter"]) | buys)
    on = np.flatnonzero(fills)
    cents, page = (100 * who.price).astype(np.int64), SITE.index("checkout")
    log.add(on, trip.start[on], kind=code(KINDS, "cart_add"), session=session[on], page=page, amount=cents[on])
    on = np.flatnonzero(fills & (rng.random(n) < told["checkout"]))
    log.add(on, trip.start[on] + 70, kind=code(KINDS, "checkout_start"), session=session[on], page=page,
            amount=cents[on])  # fmt: skip
    closing = seen.of(seen.closing, n)
    on = np.flatnonzero(buys & (trip.bought < end()))
    for kind, before in (("cart_add", 200), ("checkout_start", 120)):
        at = np.maximum(trip.bought - before, came.born)[on]
        log.add(on, at, kind=code(KINDS, kind), session=closing[on], page=page,
                amount=cents[on])  # fmt: skip


def _enquiry(rng: np.random.Generator, log: Log, acts: Acts, session: Ints) -> None:
    asks = acts.enquired < end()
    for which, kind in enumerate(ENQUIRIES):
        on = np.flatnonzero(asks & (acts.enquiry == which))
        at, on_form = acts.enquired[on], kind in ("form_submit", "demo_request", "trial_start")
        if on_form:
            page = SITE.index("contact")
            log.add(on, at - 50, kind=code(KINDS, "form_shown"), session=session[on], page=page, fields=CONTACT_FIELDS)
            log.add(on, at - 1, kind=code(KINDS, "form_submit"), session=session[on], page=page, fields=CONTACT_FIELDS)
        if kind != "form_submit":
            log.add(on, at, kind=code(KINDS, kind), session=NOBODY if kind == "inbound_call" else session[on],
                    seconds=np.rint(60 + 500 * rng.random(len(on))) if not on_form else np.nan)  # fmt: skip


def refer(log: Log, referrer: Ints, came: Arrival) -> None:
    """Log both sides of each referral, at the moment at which the friend's row was made."""
    on = np.flatnonzero(referrer != NOBODY)
    channel = code(channels(), "referral")
    log.add(on, came.born[on], kind=code(KINDS, "referral_received"), other=referrer[on], channel=channel)
    log.add(referrer[on], came.born[on], kind=code(KINDS, "referral_made"), other=on, channel=channel)


def again(streams: Streams, log: Log, trip: Journey) -> None:
    """Log how customers ask about another product: a demo, a call or a form without a visit of its own."""
    told = numbers()["enquiry"]
    rng = streams("asks again")
    on = np.flatnonzero(trip.start < end())
    drawn = np.array([code(KINDS, kind) for kind in told])[choose(rng, len(on), list(told.values()))]
    log.add(on, trip.start[on], kind=drawn, channel=code(channels(), "direct"))
