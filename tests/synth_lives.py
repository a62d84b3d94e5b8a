"""Lives of the worlds, made once for several test modules, and the intervals by which they are judged."""

from functools import cache

import numpy as np

from leadkit.synth.common import tables

SEEDS = (1, 2, 3, 4)
PEOPLE = 20_000


@cache
def lives(world="saas", without=None):
    """Four blocks, each of another seed."""
    return [tables.live(world, seed, 0, PEOPLE, without) for seed in SEEDS]


def pooled(value, world="saas", without=None):
    """Put one array of every life end to end: ``pooled(lambda life: life.who.need)``."""
    return np.concatenate([value(life) for life in lives(world, without)])


def bought(life):
    """Who bought from us in the last 90 days, as the table of deals says it."""
    deals = life.deals
    ours = (deals["won"] == 1) & (deals["seller"] == 0) & (deals["closed"] >= life.here.reference)
    answer = np.zeros(len(life.who), dtype=bool)
    answer[deals["who"][ours]] = True
    return answer


def once(life):
    """First rows only: a second row tells the truth about a human being who buys under the first."""
    return ~life.who.double


def more(happened, here, there):
    """How many standard errors the share of `happened` is higher among `here` than among `there`."""
    a, b = happened[here], happened[there]
    assert min(len(a), len(b)) >= 50
    error = np.sqrt(a.mean() * (1 - a.mean()) / len(a) + b.mean() * (1 - b.mean()) / len(b))
    return (a.mean() - b.mean()) / error


def off(happened, p):
    """How many standard deviations the number that happened is off its expectation, given everybody's probability."""
    return (happened.sum() - p.sum()) / np.sqrt((p * (1 - p)).sum())
