"""What is bought, by whom, when and for how much: first purchases, renewals, top-ups, another product, and the rival's.

A contract runs for a year. On its anniversary it is renewed or it ends for good; while it runs, top-ups come as a
Poisson process. Satisfied customers stay longer, buy more often and spend more each time. Lost and open deals of sales
stand in the same table, and so do the purchases that the rival made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, Bools, Delay, Floats, Ints, Streams, later, logistic, runs
from leadkit.synth.draw import seconds as as_seconds
from leadkit.synth.saas.journeys import RIVAL, SALES, Journey
from leadkit.synth.saas.numbers import end, numbers

if TYPE_CHECKING:
    from leadkit.synth.saas.people import People

YEAR = 365 * DAY
ASKED = 30 * DAY  # before the anniversary, when the deal of a renewal is opened
FIRST, RENEWAL, TOP_UP, CROSS = range(4)


@dataclass(frozen=True)
class Contracts:
    """The contracts of customers: first purchase, first anniversary, and the moment at which they are not renewed."""

    bought: Ints
    anniversary: Ints
    renews: Floats
    top_ups: Floats
    ended: Ints


@dataclass(frozen=True)
class Orders:
    """Further orders of customers, one entry an order."""

    who: Ints
    at: Ints
    what: Ints


def contracts(streams: Streams, who: People, bought: Ints, old: Bools) -> Contracts:
    """Let the contracts of customers run; `old` accounts have their anniversary sooner than a year from now."""
    told, n = numbers()["repeat"], len(who)
    soon = (60 + 305 * streams("anniversary").random(n)) * DAY
    first = later(bought, np.where(old, soon, YEAR).astype(np.int64))
    renews = logistic(told["renew"]["base"] + told["renew"]["satisfied"] * who.satisfaction)
    say = told["top_ups"]
    log_rate = say["base"] + say["satisfied"] * who.satisfaction + say["size"] * np.log(who.employees / 38)
    rng, ended, due = streams("renewal"), np.full(n, NEVER), first
    while (due < end() + ASKED).any():
        stays = rng.random(n) < renews
        ended = np.where(~stays & (ended == NEVER) & (due < NEVER), due, ended)
        due = later(due, np.full(n, YEAR))
    return Contracts(bought, first, renews, np.exp(log_rate), ended)


def further(streams: Streams, held: Contracts) -> Orders:
    """Return the top-ups until the last day of the world, and the renewals whose deal is opened by then."""
    pieces, due = [], held.anniversary
    while (due < end() + ASKED).any():
        whom = np.flatnonzero((due < end() + ASKED) & (held.ended > due))
        pieces.append((whom, due[whom], np.full(len(whom), RENEWAL)))
        due = later(due, np.full(len(due), YEAR))
    left = np.maximum(end() - held.bought, 0)
    rng = streams("top-ups")
    owner, _ = runs(rng.poisson(held.top_ups * left / YEAR))
    at = held.bought[owner] + (rng.random(len(owner)) * left[owner]).astype(np.int64)
    kept = at < held.ended[owner]
    pieces.append((owner[kept], at[kept], np.full(int(kept.sum()), TOP_UP)))
    who, moments, what = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return Orders(who, moments, what)


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
    told, n = numbers()["delays"], len(trip.start)
    rng = streams(f"{name} closing")
    lost = later(trip.called, as_seconds(3.0 + Delay.of(told["lost"]).draw(rng.random(n))))
    closed = np.where(trip.bought < NEVER, trip.bought, lost)
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
        2.0 + Delay.of(numbers()["delays"]["rival"]).draw(streams(f"{name} rival").random(len(trip.start)))
    )
    return np.where(trip.fate == RIVAL, later(trip.called, wait), NEVER)
