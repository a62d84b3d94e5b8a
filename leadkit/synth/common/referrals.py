"""Who referred whom: a network in which customers, the satisfied and the influential refer more, at least two deep.

Whether somebody was referred, and at which depth, is drawn with their arrival, because it moves what follows. Here each
gets a referrer: one step higher in the network, there at least two days earlier, and drawn by weight. A customer's
weight rises from the day of the first purchase on; influence is a trait of its own, so some refer many and buy nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Floats, Ints, Streams

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.people import People


def referrers(streams: Streams, who: People, came: Arrival, bought: Ints) -> Ints:
    """Return who referred each (-1: nobody)."""
    told, found = streams.here.numbers["referrer"], np.full(len(who), NOBODY)
    as_person = who.influence * told["anyone"]
    as_customer = who.influence * told["customer"] * np.exp(told["satisfied"] * who.satisfaction)
    rng = streams("referrer")
    for depth in (1, 2, 3):
        u = rng.random(len(who))
        above = np.flatnonzero((came.depth == depth - 1) & ~who.double)
        below = np.flatnonzero(came.depth == depth)
        if len(above) and len(below):
            found[below] = _match(
                np.concatenate([above, above]),
                np.concatenate([came.born[above], np.where(bought[above] < NEVER, bought[above] + 20 * DAY, NEVER)]),
                np.concatenate([as_person[above], as_customer[above]]),
                came.born[below] - told["after_days"] * DAY,
                u[below],
            )
    return found


def _match(whom: Ints, since: Ints, weight: Floats, until: Ints, u: Floats) -> Ints:
    """Draw for each moment one of those who are there by then, by weight."""
    order = np.argsort(since, kind="stable")
    ends = np.cumsum(weight[order])
    there = np.searchsorted(since[order], until, side="right")
    total = np.where(there > 0, ends[np.maximum(there - 1, 0)], 0.0)
    drawn = np.minimum(np.searchsorted(ends, u * total, side="right"), np.maximum(there - 1, 0))
    return np.where(there > 0, whom[order][drawn], NOBODY)
