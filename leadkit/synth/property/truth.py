"""The truth about each person in a market of two sellers, in which money may still come.

The shares are those by which the deals are drawn (:mod:`leadkit.synth.property.sellers`). Given that nothing was bought
by the day on which the last days begin, a first journey that runs belongs to somebody who will buy from us, whom the
rival has won but not yet signed, who is idle, or whose want is gone. The idle may come back when their money does; so
what is known of the money belongs to what is given: whether it has come, and whether they then came back.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.journeys import over
from leadkit.synth.common.truth import PARTS, ends, p_buy
from leadkit.synth.draw import DAY, NEVER, Delay, Floats, Ints
from leadkit.synth.property.money import found
from leadkit.synth.property.people import market

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.property.money import Money
    from leadkit.synth.property.sellers import Race


def truth(
    who: People, came: Arrival, first: Race, back: Race, money: Money, sold: Ints, again: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return the probability of buying in the window: as things are, and without the person's own obstacle.

    Parameters
    ----------
    who : People
        The people.
    came : Arrival
        How they came.
    first, back : Race
        The first journeys, and those on which they come back with the money.
    money : Money
        How the money was found.
    sold : array
        When the rival sold to them (:data:`NEVER`: it did not).
    again : pair of arrays
        The same two probabilities for those who are customers when the window begins.

    Returns
    -------
    pair of arrays
        As things are, and freed.
    """
    here = came.here
    bought = np.minimum(first.trip.bought, back.trip.bought)
    now, free = p_buy(came, replace(first.trip, bought=bought), again)
    stays, comes = idle(who, first.trip, money), return_chance(first.trip, back.trip, money)
    home = np.ones(len(bought)), np.zeros(len(bought))
    begun, back_begun = first.trip.start < here.reference, back.trip.start < here.reference
    for answer, freed in ((now, False), (free, True)):
        once = running(first, stays, comes[freed], freed=freed)
        twice = running(back, *home, freed=freed)
        told = np.where(sold < here.reference, 0.0, np.where(back_begun, twice, once))
        here_and_now = begun & (bought >= here.reference)
        answer[here_and_now] = told[here_and_now]
    return now, np.maximum(now, free)


def running(race: Race, stays: Floats, comes: Floats, *, freed: bool) -> Floats:
    """Return the probability that a journey which runs ends with us in the window, or its idle ones come back and buy.

    Parameters
    ----------
    race : Race
        The journey beside the rival.
    stays : array
        The probability of what is seen of an idle person's money and return by the first of these days.
    comes : array
        The probability that an idle person comes back and buys within the window.
    freed : bool
        Whether the obstacle is taken away on the first of these days.

    Returns
    -------
    array
        A probability each; it means nothing for journeys that have not begun.
    """
    trip, plan, rival = race.trip, race.trip.plan, race.rival
    here = plan.here
    called = np.minimum(trip.called, here.end)
    before, after = ((moment - called) / DAY for moment in (here.reference, here.end))
    f0, f1 = over(plan, before), over(plan, after)
    unsigned = 1.0 - Delay.of(here.numbers["delays"]["rival"]).over(before - 2.0)
    wants = 1.0 - plan.gone
    others = rival * unsigned + (1.0 - rival) * stays  # of those who want and are not ours, by what is seen
    seen = trip.p * (1.0 - f0) + (wants - trip.p) * others + plan.gone
    if not freed:
        return (trip.p * (f1 - f0) + (wants - trip.p) * (1.0 - rival) * comes) / seen
    fresh = over(plan, np.full(len(f0), float(here.numbers["window_days"])), waiting=False)
    own_time = (f1 - f0) / np.maximum(1.0 - f0, 1e-12)
    sooner = np.where(plan.waiting > 0, 1 - (1 - own_time) * (1 - fresh), own_time)
    released = (trip.p_free - trip.p) * others * fresh
    return (trip.p * (1.0 - f0) * sooner + released + (wants - trip.p_free) * (1.0 - rival) * comes) / seen


def idle(who: People, trip: Journey, money: Money) -> Floats:
    """Return the probability that an idle person shows what is seen: no money yet, or money and no seller so far."""
    here = trip.plan.here
    told = here.numbers["turning"]
    since = (here.reference - np.minimum(money.turned, here.reference)) / DAY
    share = told["elsewhere"] * market(here, "rival")[who.place]
    signed = share * Delay.of(here.numbers["delays"]["rival"]).over(since - 2.0)
    return np.where(money.turned < here.reference, (1.0 - money.comes_back) * (1.0 - signed), 1.0)


def return_chance(first: Journey, back: Journey, money: Money) -> tuple[Floats, Floats]:
    """Return the probability that the idle find their money in the window, come back and buy there; and freed."""
    here = first.plan.here
    answer = np.zeros(len(first.start)), np.zeros(len(first.start))
    rows = np.flatnonzero((money.turned >= here.reference) & (money.turned < NEVER) & (first.start < here.reference))
    plan, cause = back.plan.of(rows), money.cause[rows]
    since, window = (here.reference - first.called[rows]) / DAY, float(here.numbers["window_days"])
    before = done = found(here, cause, since)
    for a, b in pairwise(PARTS):
        share = found(here, cause, since + window * b)
        for total, freed in zip(answer, (False, True), strict=True):
            left = np.full(len(rows), window * (1 - (a + b) / 2))
            total[rows] += (share - done) / (1.0 - before) * money.comes_back[rows] * ends(plan, left, freed=freed)
        done = share
    return answer
