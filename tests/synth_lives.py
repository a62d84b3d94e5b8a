"""Lives of the world `saas`, made once for several test modules, and the intervals by which they are judged."""

from functools import cache

import numpy as np

from leadkit.synth.saas import live

SEEDS = (1, 2, 3, 4)
PEOPLE = 20_000


@cache
def lives():
    """Four blocks, each of another seed."""
    return [live(seed, 0, PEOPLE) for seed in SEEDS]


def pooled(value):
    """Put one array of every life end to end: ``pooled(lambda life: life.who.need)``."""
    return np.concatenate([value(life) for life in lives()])


def more(happened, here, there):
    """How many standard errors the share of `happened` is higher among `here` than among `there`."""
    a, b = happened[here], happened[there]
    assert min(len(a), len(b)) >= 50
    error = np.sqrt(a.mean() * (1 - a.mean()) / len(a) + b.mean() * (1 - b.mean()) / len(b))
    return (a.mean() - b.mean()) / error


def off(happened, p):
    """How many standard deviations the number that happened is off its expectation, given everybody's probability."""
    return (happened.sum() - p.sum()) / np.sqrt((p * (1 - p)).sum())
