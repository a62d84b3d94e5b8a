"""How the deal of a journey goes, step by step, and when the rival sells instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadkit.synth.common.journeys import BUYS, RIVAL, Journey
from leadkit.synth.common.plans import SALES
from leadkit.synth.draw import DAY, NEVER, Delay, Ints, Streams, later
from leadkit.synth.draw import seconds as as_seconds


@dataclass(frozen=True)
class Closing:
    """How the deal of a journey with sales goes, whether or not it is won."""

    screened: Ints
    decided: Ints
    offered: Ints
    talked: Ints
    closed: Ints


def closing(streams: Streams, name: str, trip: Journey) -> Closing:
    """Date the steps of sales; each takes a part of the time that is left, so that none comes after the purchase."""
    told, n = streams.here.numbers["delays"], len(trip.start)
    rng = streams(f"{name} closing")
    lost = later(trip.called, as_seconds(3.0 + Delay.of(told["lost"]).draw(rng.random(n))))
    closed = np.where((trip.bought < NEVER) & (trip.fate == BUYS), trip.bought, lost)
    contact = _step(trip.called, ((trip.tries - 1) * 3600 * (3 + 16 * rng.random(n))).astype(np.int64), closed, 0.3)
    screened = _step(contact, _days(rng, n, 0.02, 1.5), closed, 0.3)
    decided = _step(screened, _days(rng, n, 0.05, 2.5), closed, 0.3)
    offered = _step(decided, _days(rng, n, 1.0, 18.0), closed, 0.5)
    talked = _step(offered, _days(rng, n, 1.0, 12.0), closed, 0.5)
    return Closing(
        *(np.where(trip.plan.route == SALES, x, NEVER) for x in (screened, decided, offered, talked, closed))
    )


def _days(rng: np.random.Generator, n: int, least: float, most: float) -> Ints:
    return ((least + (most - least) * rng.random(n)) * DAY).astype(np.int64)


def _step(moment: Ints, wait: Ints, limit: Ints, part: float) -> Ints:
    """Go a step on, but at most a part of the way to the limit."""
    left = np.where((limit < NEVER) & (moment < NEVER), (part * (limit - np.minimum(moment, limit))), NEVER)
    return later(moment, np.minimum(wait, left.astype(np.int64)))


def to_rival(streams: Streams, name: str, trip: Journey) -> Ints:
    """Date the purchases from the rival by those whose journey ended there."""
    wait = as_seconds(
        2.0 + Delay.of(streams.here.numbers["delays"]["rival"]).draw(streams(f"{name} rival").random(len(trip.start)))
    )
    return np.where(trip.fate == RIVAL, later(trip.called, wait), NEVER)
