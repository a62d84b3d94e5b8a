"""How long customers of the world `saas` stay, and what they buy again: renewals, top-ups, another product.

A contract runs for a year. On its anniversary it is renewed or it ends for good; while it runs, top-ups come as a
Poisson process. Satisfied customers stay longer, buy more often and spend more each time. Some ask sales about
another product: a new journey, as lead and customer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.truth import of_journey
from leadkit.synth.draw import DAY, NEVER, Bools, Floats, Ints, Streams, later, logistic, runs

if TYPE_CHECKING:
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World

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
    here = streams.here
    told, n = here.numbers["repeat"], len(who)
    soon = (60 + 305 * streams("anniversary").random(n)) * DAY
    first = later(bought, np.where(old, soon, YEAR).astype(np.int64))
    renews = logistic(told["renew"]["base"] + told["renew"]["satisfied"] * who.satisfaction)
    say = told["top_ups"]
    log_rate = say["base"] + say["satisfied"] * who.satisfaction + say["size"] * np.log(who.employees / 38)
    rng, ended, due = streams("renewal"), np.full(n, NEVER), first
    while (due < here.end + ASKED).any():
        stays = rng.random(n) < renews
        ended = np.where(~stays & (ended == NEVER) & (due < NEVER), due, ended)
        due = later(due, np.full(n, YEAR))
    return Contracts(bought, first, renews, np.exp(log_rate), ended)


def further(streams: Streams, held: Contracts, since: Ints) -> Orders:
    """Return the top-ups until the last day of the world, and the renewals whose deal is opened by then.

    Top-ups are counted from `since`: the first purchase; in a twin of the world (`without`) that of the world as it
    was, so that the chance of everybody else stays the same.
    """
    here = streams.here
    pieces, due = [], held.anniversary
    while (due < here.end + ASKED).any():
        whom = np.flatnonzero((due < here.end + ASKED) & (held.ended > due))
        pieces.append((whom, due[whom], np.full(len(whom), RENEWAL)))
        due = later(due, np.full(len(due), YEAR))
    left = np.maximum(here.end - since, 0)
    rng = streams("top-ups")
    owner, _ = runs(rng.poisson(held.top_ups * left / YEAR))
    at = since[owner] + (rng.random(len(owner)) * left[owner]).astype(np.int64)
    kept = at < held.ended[owner]
    pieces.append((owner[kept], at[kept], np.full(int(kept.sum()), TOP_UP)))
    who, moments, what = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return Orders(who, moments, what)


def p_again(held: Contracts, cross: Journey) -> tuple[Floats, Floats]:
    """Return the probability of a renewal, a top-up or another product in the window: as it is, and freed."""
    again = renewal(held, cross.plan.here)
    return 1 - (1 - again) * (1 - of_journey(cross)), 1 - (1 - again) * (1 - of_journey(cross, freed=True))


def renewal(held: Contracts, here: World) -> Floats:
    """Return the probability of a renewal or a top-up in the window, for those who are customers when it begins."""
    runs = (held.bought < here.reference) & (held.ended >= here.reference)
    since = here.reference - np.minimum(held.anniversary, here.reference)
    due = held.anniversary + np.where(held.anniversary < here.reference, -(-since // YEAR) * YEAR, 0)
    in_window = due < here.end
    upto = np.where(in_window, due, here.end) - here.reference
    rate = held.top_ups / YEAR
    none = np.exp(-rate * upto) * np.where(in_window, 1.0 - held.renews, 1.0)
    return np.where(runs, 1.0 - none, 0.0)
