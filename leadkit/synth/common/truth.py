"""The truth about each person: the probability of buying in the last days of the world, as things are and freed.

It is computed from the shares and delays that the purchases are drawn from, given what had happened when those days
began (see :mod:`leadkit.synth.common.journeys`): nothing is fitted, nothing is counted. So people with a p of 0.3 buy
three times in ten, and a test says so. Taking an obstacle away at the start of those days sets free whoever it alone
held back; they then buy with the delay of somebody who has just begun. It does not bring back whose want is gone, nor
whom the rival has.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.journeys import Journey, chance, outcome_logits, over, reach_chance
from leadkit.synth.common.plans import SALES, Plan
from leadkit.synth.draw import DAY, NEVER, Floats, Ints

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival

# A journey may begin at any time inside the window: it is cut into parts, finer towards its end, where time runs short.
PARTS = (0.0, 0.30, 0.55, 0.75, 0.88, 0.96, 1.0)


def p_buy(came: Arrival, first: Journey, again: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the probability of buying in the window: as things are, and without the person's own obstacle.

    Parameters
    ----------
    came : Arrival
        How they came.
    first : Journey
        Their first journey.
    again : pair of arrays
        The same two probabilities for those who are customers when the window begins.

    Returns
    -------
    pair of arrays
        As things are, and freed.
    """
    customer = first.bought < came.here.reference
    now = np.where(customer, again[0], of_journey(first))
    free = np.where(customer, again[1], of_journey(first, freed=True))
    unaware = np.flatnonzero(came.unaware & ~customer)
    free[unaware] = _if_aware(first.plan.of(unaware))
    return now, np.maximum(now, free)


def of_journey(trip: Journey, *, freed: bool = False) -> Floats:
    """Return the probability that a journey ends in a purchase inside the window, given its state when it begins."""
    here = trip.plan.here
    begun = trip.start < here.reference
    answer = np.where(begun, _running(trip, freed=freed), 0.0)
    rows = np.flatnonzero(~begun & (trip.plan.may_start > 0) & (trip.plan.origin < here.end))
    answer[rows] = _to_come(trip.plan.of(rows), freed=freed)
    return np.where(trip.bought < here.reference, 0.0, answer)


def _running(trip: Journey, *, freed: bool) -> Floats:
    here = trip.plan.here
    called = np.minimum(trip.called, here.end)
    before, after = ((moment - called) / DAY for moment in (here.reference, here.end))
    f0, f1 = over(trip.plan, before), over(trip.plan, after)
    left = 1.0 - trip.p * f0
    if not freed:
        return trip.p * (f1 - f0) / left
    fresh = over(trip.plan, np.full(len(f0), float(here.numbers["window_days"])), waiting=False)
    own_time = (f1 - f0) / np.maximum(1.0 - f0, 1e-12)
    # Nobody waits any longer: the sooner of their own time and a fresh delay.
    sooner = np.where(trip.plan.waiting > 0, 1 - (1 - own_time) * (1 - fresh), own_time)
    released = (trip.p_free - trip.p) * fresh
    return (trip.p * (1.0 - f0) * sooner + released) / left


def _to_come(plan: Plan, *, freed: bool) -> Floats:
    """Return the probability that a journey begins in the window and also ends in a purchase there."""
    here = plan.here
    begins = np.maximum(plan.origin, here.reference)
    late = np.where(plan.origin < NEVER, (here.reference - np.minimum(plan.origin, here.reference)) / DAY, 0.0)
    done = np.where(plan.origin < here.reference, plan.at_once + (1 - plan.at_once) * plan.later.over(late), 0.0)
    return _within(plan, begins, late, freed=freed) * plan.may_start / (1.0 - plan.may_start * done)


def _if_aware(plan: Plan) -> Floats:
    """Return what it would be, had the unaware come to know of us on the first day of the window."""
    here = plan.here
    begins = np.full(len(plan.base), here.reference)
    told = _within(plan, begins, np.zeros(len(plan.base)), freed=True)
    at_once = plan.at_once * ends(plan, float(here.numbers["window_days"]) * np.ones(len(plan.base)), freed=True)
    return plan.if_aware * (told + at_once)


def _within(plan: Plan, begins: Ints, late: Floats, *, freed: bool) -> Floats:
    """Sum, over the parts of the window, the share that begins there times the share of those that end in time."""
    here = plan.here
    room = np.maximum(here.end - begins, 0) / DAY
    at_once = np.where(plan.origin >= here.reference, plan.at_once, 0.0)
    total = np.where(plan.origin < here.end, at_once * ends(plan, room, freed=freed), 0.0)
    done = plan.later.over(late)
    for a, b in pairwise(PARTS):
        over_by = plan.later.over(late + room * b)
        total = total + (1 - plan.at_once) * (over_by - done) * ends(plan, room * (1 - (a + b) / 2), freed=freed)
        done = over_by
    return total


def ends(plan: Plan, days: Floats, *, freed: bool) -> Floats:
    """Return the probability that a journey ends in a purchase in so many days, over all ways of handling it."""
    none = np.zeros(len(plan.base))
    plain = chance(plan, none, freed=freed) * over(plan, days, waiting=not freed)
    if not (plan.route == SALES).any():
        return plain
    handle, reach = plan.here.numbers["handling"], reach_chance(plan.here)
    results = outcome_logits(plan.here)
    bounds = np.array([0.05, *handle["delay_hours"]])
    total = np.zeros(len(plan.base))
    for pace, share in enumerate(handle["delay_share"]):
        in_time = over(plan, days - (bounds[pace] + bounds[pace + 1]) / 48.0, waiting=not freed)
        ways = (
            1 - reach[pace] + np.zeros(len(plan.base)), reach[pace] * (1 - plan.passing),
            reach[pace] * plan.passing * (1 - plan.accepting), reach[pace] * plan.passing * plan.accepting,
        )  # fmt: skip
        won = sum(
            way * chance(plan, handle["delay_logit"][pace] + results[i], freed=freed) for i, way in enumerate(ways)
        )
        total = total + share * won * in_time
    return np.where(plan.route == SALES, total, plain)
