"""Shares, and what they are worth: 3 of 4 and 300 of 400 are both 75 %, and do not tell the same.

Their intervals; what a group's share promises of its next people; and how right such promises were.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    Array = np.ndarray[Any, Any]


def shares(yes: Iterable[int], of: Iterable[int], *, confidence: float = 0.95) -> pd.DataFrame:
    """Give shares and the intervals in which the true ones lie, unless we were unlucky.

    Wilson's interval: it never leaves 0 to 1, and it says something of groups in which nobody or everybody did. It is
    about chance alone: people who differ in more than the group they are in, or who were not drawn at random, may make
    a share wrong in ways that no interval shows.

    Parameters
    ----------
    yes : list or Series of int
        How many did.
    of : list or Series of int
        Of how many. A group of nobody has no share.
    confidence : float, default 0.95
        In how many of such tables the interval holds the true share.

    Returns
    -------
    DataFrame
        share, low and high (``float64``, from 0 to 1), one row a group, with the index of `yes`.

    Raises
    ------
    DataError
        The two do not have one length, more did than there are, or the confidence is not between 0 and 1.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.

    Examples
    --------
    >>> shares([3, 300, 0], [4, 400, 0]).round(2).values.tolist()
    [[0.75, 0.3, 0.95], [0.75, 0.71, 0.79], [nan, nan, nan]]
    """
    k = yes.astype("float64") if isinstance(yes, pd.Series) else pd.Series(list(yes), dtype="float64")
    counts = list(of)
    if len(k) != len(counts) or not all(0 <= did <= n for did, n in zip(k, counts, strict=True)):
        raise DataError("A share needs as many groups as counts, and in each at least 0 and at most all of its people.")
    if not 0 < confidence < 1:
        raise DataError(f"A confidence lies between 0 and 1, as in 0.95; {confidence} does not.")
    n = pd.Series(counts, index=k.index, dtype="float64")
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    p = k / n.where(n > 0)
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (p * (1 - p) / n + z2 / (4 * n**2))) ** 0.5 / (1 + z2 / n)
    low, high = (centre - half).clip(0, p), (centre + half).clip(p, 1)  # none and all are exactly that
    return pd.DataFrame({"share": p, "low": low, "high": high})


def credible(yes: Array, of: Array) -> tuple[Array, float]:
    """Say what to expect of the next people of each group, and of everybody.

    Bühlmann and Straub's credibility. Among groups of few people some shares are high and some low by chance alone, so
    a group's own share counts for as much as it is worth: fully where groups are large and differ, not at all where
    they differ no more than chance would make them.

    Parameters
    ----------
    yes, of : array of int
        How many did, and of how many; a group of nobody is expected to be as everybody. There is somebody.

    Returns
    -------
    tuple of array and float
        Each group's rate: everybody's, and ``n a / (n a + v)`` of what its own share is above or below, where n are its
        people, v is the variance within groups, and a that between them beyond what v explains; and everybody's.

    References
    ----------
    H. Bühlmann and E. Straub, Glaubwürdigkeit für Schadensätze, Mitteilungen der Vereinigung schweizerischer
    Versicherungsmathematiker 70 (1970), 111-133.

    Examples
    --------
    >>> rates, rate = credible(np.array([100, 300]), np.array([1000, 1000]))
    >>> rates.round(3).tolist(), rate
    ([0.101, 0.299], 0.2)
    >>> credible(np.array([1, 2]), np.array([10, 10]))[0].tolist()
    [0.15, 0.15]
    """
    n, everybody, groups = of.astype("float64"), int(of.sum()), int((of > 0).sum())
    rate = float(yes.sum() / everybody)
    own = np.divide(yes, n, out=np.full(len(n), rate), where=of > 0)
    alike = everybody == groups  # one person a group: nothing is seen within
    within = rate * (1 - rate) if alike else float((n * own * (1 - own)).sum() / (everybody - groups))
    spread = everybody - float((n**2).sum()) / everybody
    between = (float((n * (own - rate) ** 2).sum()) - (groups - 1) * within) / spread if spread > 0 else 0.0
    weight = n * max(between, 0.0)
    worth = np.divide(weight, weight + within, out=np.zeros(len(n)), where=weight > 0)
    return rate + worth * (own - rate), rate


def skill(
    yes: Array, of: Array, rates: Array, rate: float, *, seed: int = 1, repeats: int = 1000
) -> tuple[float, float, float]:
    """Say how right the rates of groups were beside one rate for everybody: the Brier skill score, with its interval.

    Parameters
    ----------
    yes, of : array of int
        How many of each group did, and of how many, afterwards.
    rates : array of float
        What had been expected of each group.
    rate : float
        What had been expected of everybody.
    seed, repeats : int
        Of the bootstrap: people are drawn with replacement. People of one group with one outcome weigh alike, so a draw
        is how many come from each such cell.

    Returns
    -------
    tuple of float
        The skill (1 is never wrong, 0 as good as one rate, below 0 worse), and between what 95 % of the draws lie. NaN
        where one rate is never wrong.

    References
    ----------
    G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950), 1-3.

    Examples
    --------
    >>> told = skill(np.array([10, 90]), np.array([100, 100]), np.array([0.1, 0.9]), 0.5)
    >>> [round(one, 2) for one in told]
    [0.64, 0.5, 0.77]
    """
    cells = np.concatenate([yes, of - yes])
    wrong = np.concatenate([(1 - rates) ** 2, rates**2])
    wrong_of_one = np.repeat([(1 - rate) ** 2, rate**2], len(rates))
    drawn = np.random.default_rng(seed).multinomial(cells.sum(), cells / cells.sum(), size=repeats)
    every = np.vstack([cells, drawn])
    one = (every * wrong_of_one).sum(axis=1)
    skills = 1 - np.divide((every * wrong).sum(axis=1), one, out=np.full(len(one), np.nan), where=one > 0)
    low, high = np.nanquantile(skills[1:], [0.025, 0.975]) if np.isfinite(skills[1:]).any() else (np.nan, np.nan)
    return float(skills[0]), float(low), float(high)
