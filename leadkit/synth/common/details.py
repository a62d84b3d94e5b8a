"""Who gave us which details, when, and when they entered a CRM: the past that `changes` lets a snapshot rebuild.

Bought lists and friends bring details without the person's doing; everybody else leaves them with a deed. Whoever came
before that is a row without a name. Entering a CRM has causes of its own, so that being stored, being interested and
being a customer overlap in every way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.acts import Acts, told_us
from leadkit.synth.common.arrival import Arrival, by_channel
from leadkit.synth.common.plans import RESELLER, SALES, SELF
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Ints, Streams, later
from leadkit.synth.vocabulary import FROM

if TYPE_CHECKING:
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People

SELF_TOLD, LIST, FRIEND = range(len(FROM))


@dataclass(frozen=True)
class Details:
    """When each detail became known (:data:`NEVER`: not at all), and the later changes of a life."""

    given: Ints
    source: Ints
    email_at: Ints
    phone_at: Ints
    social_at: Ints
    named_at: Ints
    work_at: Ints
    consent: Ints
    crm_at: Ints
    new_job: Ints
    new_place: Ints
    partner_at: Ints

    @property
    def writable(self) -> Bools:
        """Whether they may be written to: they have not said no."""
        may: Bools = self.consent != 0
        return may


def details(streams: Streams, who: People, came: Arrival, acts: Acts, trip: Journey) -> Details:
    """Settle what becomes known of everybody."""
    here, n, rng = streams.here, len(who), streams("details")
    told = here.numbers["details"]
    given, source = _given(rng, who, came, acts, trip)
    by_mail_only = (given == acts.newsletter) | (given == acts.shown + 60)
    share = {kind: np.array([told[kind][name] for name in FROM])[source] for kind in ("email", "phone")}
    # Only people with an address who have not said no are targeted at all.
    has_email = by_mail_only | came.targeted | (rng.random(n) < share["email"])
    has_phone = ~has_email | (rng.random(n) < share["phone"])
    sales = np.where((trip.plan.route == SALES) & (trip.start < here.end), trip.start, NEVER)
    phone_at = np.where(by_mail_only, np.maximum(sales, given), given)
    social = rng.random(n) < np.where(came.by("social"), told["social"]["social"], told["social"]["others"])
    social_at = np.where(came.by("social"), came.born, acts.followed)
    yes = came.targeted | (rng.random(n) < told["consent"])
    asked = (source == SELF_TOLD) & (given < NEVER)
    named_at = np.where(came.by("social", "referral", "partner", "staff", "account"), came.born, given)
    work_known = (who.organisation != NOBODY) & ~came.by("staff") & (rng.random(n) < np.where(by_mail_only, 0.4, 0.92))
    life = {name: _life(streams(name), n, came, told[name]) for name in ("changes_job", "moves", "becomes_partner")}
    crm_at = _crm(streams("crm entry"), who, came, acts, trip)
    never_partner = came.by("staff", "partner", "survey") | (crm_at >= NEVER)
    job_at = np.maximum(life["changes_job"], later(named_at, np.full(n, DAY)))
    return Details(
        given=given, source=source,
        email_at=np.where(has_email, given, NEVER), phone_at=np.where(has_phone, phone_at, NEVER),
        social_at=np.where(social, social_at, NEVER), named_at=named_at,
        work_at=np.where(work_known, named_at, NEVER),
        consent=np.where(asked, yes.astype(np.int64), NOBODY),
        crm_at=crm_at,
        new_job=np.where(who.organisation != NOBODY, job_at, NEVER),
        new_place=life["moves"],
        partner_at=np.where(never_partner, NEVER, np.maximum(life["becomes_partner"], later(crm_at, np.full(n, DAY)))),
    )  # fmt: skip


def _given(rng: np.random.Generator, who: People, came: Arrival, acts: Acts, trip: Journey) -> tuple[Ints, Ints]:
    """Return when details were first given, and by whom."""
    told, n = came.here.numbers["details"], len(who)
    share = by_channel(came.here, {
        "list": told["list_complete"], "account": told["account_details"], "referral": told["friend_details"],
        "reseller": told["reseller_details"], "event": 1.0, "partner": 1.0, "staff": 1.0,
    })  # fmt: skip
    # A second row is made by a form, a list, a fair or a friend: it always comes with details.
    at_birth = came.targeted | who.double | (rng.random(n) < share[came.channel])
    own = told_us(acts, trip)
    given = np.where(at_birth, came.born, own)
    source = np.where(at_birth & came.by("list"), LIST, np.where(at_birth & came.by("referral"), FRIEND, SELF_TOLD))
    return given, source


def _life(rng: np.random.Generator, n: int, came: Arrival, a_year: float) -> Ints:
    """Draw when something happens that happens to this share of people in a year."""
    wait = -np.log1p(-rng.random(n)) / -np.log1p(-a_year) * 365
    return later(came.born, (np.minimum(wait, 30_000) * DAY).astype(np.int64) + DAY)


def _crm(rng: np.random.Generator, who: People, came: Arrival, acts: Acts, trip: Journey) -> Ints:
    """Return when each first entered a CRM."""
    told, n, ours = came.here.numbers["crm"], len(who), came.here.end
    share = by_channel(came.here, told["entry"])
    moments = [np.where(rng.random(n) < share[came.channel], came.born, NEVER)]
    route = trip.plan.route
    bought = np.where(trip.bought < ours, trip.bought, NEVER)
    for whom, part, moment in (
        (route == RESELLER, told["reseller_buyer"], later(bought, np.full(n, DAY))),
        (route == SELF, told["self_starter"], later(trip.start, np.full(n, 300))),
        (route == SALES, told["enquirer"], later(trip.start, np.full(n, 1200))),
        (acts.newsletter < ours, told["newsletter"], later(acts.newsletter, np.full(n, 600))),
    ):
        moments.append(np.where(whom & (rng.random(n) < part) & (moment < ours), moment, NEVER))
    earliest: Ints = np.minimum.reduce(moments)
    return earliest
