"""Chance, in small vectorised pieces: one stream for each cause and each block, and the shapes that worlds draw from.

A world must have the same bytes whatever the number of threads and the order of work. So people are made in blocks of
a fixed size, and every cause inside a block has a stream of its own, keyed by (seed, world, cause, block): no draw
depends on how many draws another cause, or another block, has taken. Adding a cause moves no other.

Delays are log-logistic, because both the draw and the share that is over by a given day are one line: the truth is
then computed by the very formula that the purchases are drawn from.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.synth.world import World

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

DAY = 86_400
NEVER = np.int64(1) << np.int64(60)  # a moment that does not come
NOBODY = -1


@dataclass(frozen=True)
class Streams:
    """The streams of chance of one block of one world.

    Parameters
    ----------
    here : World
        The world.
    seed : int
        The seed that the user chose.
    block : int
        Which block of people.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> of = Streams(world("saas"), 7, 0)
    >>> bool(of("need").random() == of("need").random()), bool(of("need").random() == of("fit").random())
    (True, False)
    """

    here: World
    seed: int
    block: int

    def __call__(self, cause: str) -> np.random.Generator:
        """Begin the stream of one cause."""
        key = zlib.crc32(f"{self.here.name}.{cause}".encode())
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(self.block, key))))


def logistic(x: Floats) -> Floats:
    """Turn logits into probabilities.

    Examples
    --------
    >>> logistic(np.array([0.0, 100.0, -100.0])).round(3).tolist()
    [0.5, 1.0, 0.0]
    """
    answer: Floats = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(x, dtype=np.float64)))
    return answer


def choose(rng: np.random.Generator, n: int, weights: Sequence[float] | Floats) -> Ints:
    """Draw `n` numbers of items, all with the same weights.

    Examples
    --------
    >>> choose(np.random.default_rng(1), 4, [0, 1, 0]).tolist()
    [1, 1, 1, 1]
    """
    ends = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Ints = np.minimum(np.searchsorted(ends, rng.random(n) * ends[-1], side="right"), len(ends) - 1)
    return drawn


def choose_rows(rng: np.random.Generator, weights: Floats) -> Ints:
    """Draw one item for each row of a table of weights.

    Examples
    --------
    >>> choose_rows(np.random.default_rng(1), np.array([[0.0, 2.0], [3.0, 0.0]])).tolist()
    [1, 0]
    """
    ends = np.cumsum(weights, axis=1)
    limit = rng.random(len(weights)) * ends[:, -1]
    drawn: Ints = np.minimum((ends <= limit[:, None]).sum(axis=1), weights.shape[1] - 1).astype(np.int64)
    return drawn


def table(numbers: Mapping[str, float], keys: Sequence[str]) -> Floats:
    """Line up named numbers in the order of `keys`, so that codes can look them up.

    Examples
    --------
    >>> table({"b": 2, "a": 1}, ["a", "b"]).tolist()
    [1.0, 2.0]
    """
    return np.array([numbers[key] for key in keys], dtype=np.float64)


@dataclass(frozen=True)
class Delay:
    """Log-logistic days: half are over at `median`; the greater `shape`, the narrower.

    Examples
    --------
    >>> Delay(14.0, 2.0).over(np.array([-3.0, 14.0, 1e9])).round(3).tolist()
    [0.0, 0.5, 1.0]
    """

    median: float
    shape: float

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Delay:
        """Read one from the numbers of a world."""
        return cls(float(numbers["median"]), float(numbers["shape"]))

    def over(self, days: Floats) -> Floats:
        """Return the share that is over after so many days (none before the start)."""
        ratio = (np.maximum(days, 0.0) / self.median) ** self.shape
        answer: Floats = ratio / (1.0 + ratio)
        return answer

    def draw(self, u: Floats) -> Floats:
        """Return the days at which the shares `u` (0 <= u < 1) are over."""
        answer: Floats = self.median * (u / (1.0 - u)) ** (1.0 / self.shape)
        return answer


@dataclass(frozen=True)
class TwoSpeeds:
    """A mixture of a quick and a slow delay; the share of the quick differs from person to person.

    Examples
    --------
    >>> both = TwoSpeeds(Delay(10.0, 2.0), Delay(100.0, 2.0))
    >>> both.over(np.array([10.0]), np.array([1.0])).tolist()
    [0.5]
    """

    quick: Delay
    slow: Delay

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> TwoSpeeds:
        """Read one from the numbers of a world."""
        return cls(Delay.of(numbers["quick"]), Delay.of(numbers["slow"]))

    def over(self, days: Floats, share: Floats) -> Floats:
        """Return the share that is over after so many days."""
        answer: Floats = share * self.quick.over(days) + (1.0 - share) * self.slow.over(days)
        return answer


def own(key: int, who: Ints, place: int) -> Floats:
    """Draw one number from 0 to 1 for each person and place, the same whoever else draws: a hash (SplitMix64).

    Examples
    --------
    >>> both, one = own(7, np.array([3, 4]), 0), own(7, np.array([4]), 0)
    >>> bool(both[1] == one[0]), bool(both[0] == both[1]), bool(one[0] == own(7, np.array([4]), 1)[0])
    (True, False, False)
    """
    z = np.asarray(who, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z += np.uint64((key + place * 0xD1B54A32D192ED03) % (1 << 64))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
    drawn: Floats = ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return drawn


def seconds(days: Floats) -> Ints:
    """Turn days into whole seconds; very long ones become :data:`NEVER`.

    Examples
    --------
    >>> seconds(np.array([0.5, 1e12])).tolist() == [43200, int(NEVER)]
    True
    """
    return np.where(days > 40_000, NEVER, (np.minimum(days, 40_000) * DAY).astype(np.int64))


def later(moment: Ints, wait: Ints) -> Ints:
    """Add a wait to a moment; never stays never.

    Examples
    --------
    >>> later(np.array([5, NEVER]), np.array([2, 2])).tolist() == [7, int(NEVER)]
    True
    """
    return np.where((moment >= NEVER) | (wait >= NEVER), NEVER, moment + np.minimum(wait, NEVER - 1))


def runs(counts: Ints) -> tuple[Ints, Ints]:
    """Spread rows: for counts (2, 0, 1) the owners are (0, 0, 2) and the places within each are (0, 1, 0).

    Examples
    --------
    >>> [x.tolist() for x in runs(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner)) - first
