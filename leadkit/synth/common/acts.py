"""The deeds by which people show interest, apart from visits: newsletter, guide, social network, fairs, the enquiry.

Only the moments and the kinds are settled here, because other causes hang on them (who left their details, and when).
The guide is an experiment by lot: how many fields the form asks for, and how much the guide is worth to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.people import People, need_level
from leadkit.synth.common.plans import LANDING, SALES, SELF
from leadkit.synth.draw import DAY, NEVER, Bools, Ints, Streams, choose, later, logistic

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.world import World

ENQUIRIES = ("form_submit", "demo_request", "trial_start", "inbound_call", "chat")


@dataclass(frozen=True)
class Acts:
    """When each act happened (:data:`NEVER`: it did not), and of which kind it was."""

    visited: Ints
    newsletter: Ints
    left: Ints
    shown: Ints
    guide: Ints
    filled: Bools
    fields: Ints
    followed: Ints
    interacted: Ints
    attended: Ints
    enquired: Ints
    enquiry: Ints


def act(streams: Streams, who: People, came: Arrival, trip: Journey) -> Acts:
    """Settle the acts of everybody."""
    here, n, first = streams.here, len(who), came.first
    told = here.numbers
    social, event = came.by("social"), came.by("event")
    rng = streams("acts")
    # Whoever follows on a social network, or met us at a fair, need never visit the site.
    visits = came.interested & (~(social | event) | (rng.random(n) < 0.4) | trip.begun)
    looks_only = ~came.interested & came.by(*told["by_own_step"])
    visited = np.where(visits, first, np.where(looks_only, came.born, NEVER))
    waits = visits & (trip.start > first + 7 * DAY)
    share = np.where(waits, told["newsletter"]["later"], told["newsletter"]["now"])
    newsletter = np.where(visits & (rng.random(n) < share), later(visited, np.full(n, 200)), NEVER)
    leaves = rng.random(n) < told["newsletter"]["leaves"]
    gap = ((20 + 380 * rng.random(n)) * DAY).astype(np.int64)
    shown, guide, fields, filled = _guide(streams("guide"), here, who, visits)
    follows = rng.random(n) < np.where(social, told["follow"]["social"], told["follow"]["others"])
    follow_gap = np.where(social, 0, (30 * rng.random(n) * DAY).astype(np.int64))
    interacts = came.interested & ((social & ~follows) | (rng.random(n) < np.where(social, 0.45, 0.03)))
    fair = np.where(came.by("account"), told["event_attended"]["account"], told["event_attended"]["others"])
    elsewhere = came.interested & (rng.random(n) < fair)
    fair_day = later(first, (rng.random(n) * 200 * DAY).astype(np.int64))
    attended = np.where(event & came.interested, first, np.where(elsewhere, fair_day, NEVER))
    by_hand = (trip.plan.route == SALES) & trip.begun
    return Acts(
        visited=visited,
        newsletter=newsletter,
        left=np.where(leaves, later(newsletter, gap), NEVER),
        shown=np.where(shown, later(visited, np.full(n, 100)), NEVER),
        guide=guide,
        filled=shown & filled,
        fields=fields,
        followed=np.where(came.interested & follows, later(first, follow_gap), NEVER),
        interacted=np.where(interacts, later(first, np.where(social, 60, DAY)), NEVER),
        attended=attended,
        enquired=np.where(by_hand, trip.start, NEVER),
        enquiry=choose(rng, n, [told["enquiry"][kind] for kind in ENQUIRIES]),
    )


def _guide(rng: np.random.Generator, here: World, who: People, visits: Bools) -> tuple[Bools, Ints, Ints, Bools]:
    """Draw who is shown a guide, which one, how many fields the form has, and whether they fill it in."""
    told, n = here.numbers["guide"], len(who)
    shown = visits & (rng.random(n) < told["shown"])
    guide = (rng.random(n) * len(here.numbers["guides"])).astype(np.int64)
    fields = np.array(told["fields"])[(rng.random(n) * len(told["fields"])).astype(np.int64)]
    value = np.array(told["value"])[guide]
    logit = told["base"] + told["per_field"] * fields + value + told["need"] * need_level(who.need)
    return shown, guide, fields, rng.random(n) < logistic(logit)


def told_us(acts: Acts, trip: Journey) -> Ints:
    """Return when they first left details of their own accord: newsletter, guide, enquiry or cart."""
    guided = np.where(acts.filled, later(acts.shown, np.full(len(acts.shown), 60)), NEVER)
    by_hand = (trip.plan.route == SALES) | (trip.plan.route == SELF)
    journey = np.where(by_hand & (trip.start < trip.plan.here.end), trip.start, NEVER)
    return np.minimum(np.minimum(acts.newsletter, guided), journey)


def enquiry_visit(trip: Journey) -> Ints:
    """Return when the visit began in which they enquired or filled a cart."""
    by_hand = ((trip.plan.route == SALES) | (trip.plan.route == SELF)) & trip.begun
    return np.where(by_hand, trip.start - LANDING, NEVER)
