"""k-means: groups of people near to each other in some measures, the same on every machine and every day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit import words
from leadkit.errors import DataError
from leadkit.learn.measured import between, named, numbers, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    Array = np.ndarray[Any, Any]

SAMPLED = 5_000  # people; the silhouette of more is that of so many of them
_STARTS = 10  # k-means ends where it began well; the best of so many starts is kept


@dataclass(frozen=True, eq=False)
class Clusters:
    """Groups that k-means found.

    Parameters
    ----------
    table : DataFrame
        person_id and cluster (``Int64``), in the order and with the index of the people: 1 is the largest cluster;
        missing for those who were left out.
    centres : DataFrame
        One row a cluster: cluster, people, share, and the mean of each measure over its people, in its own unit.
    silhouette : float
        From -1 to 1, the mean over people of how much nearer they are to their own cluster than to the next; NaN where
        there is nothing to compare.
    explained : float
        The share of the variance of the measures, as k-means saw them, that lies between the clusters (0 to 1).
    left_out : int
        People of whom a measure is not known.
    sampled : int or None
        The silhouette is that of so many people, drawn by the seed; None if it is that of all.
    on : tuple of str
        The measures.
    scale, log : bool
        How k-means saw them.
    """

    table: pd.DataFrame
    centres: pd.DataFrame
    silhouette: float
    explained: float
    left_out: int
    sampled: int | None
    on: tuple[str, ...]
    scale: bool
    log: bool

    def say(self, lang: str = "en") -> str:
        """Say what was done and found, in one language."""

        def figure(value: float) -> str:
            return "–" if np.isnan(value) else words.number(f"{value:.2f}", lang)

        people = words.number(int(self.centres["people"].sum()), lang)
        told = {"k": len(self.centres), "people": people, "on": ", ".join(self.on)}
        parts = [words.say(f"clusters.{'scaled' if self.scale else 'raw'}", lang, **told)]
        parts += [words.say("clusters.log", lang)] * self.log
        parts.append(
            words.say("clusters.found", lang, silhouette=figure(self.silhouette), explained=figure(self.explained))
        )
        if self.sampled is not None:
            parts.append(words.say("clusters.sampled", lang, sampled=words.number(self.sampled, lang)))
        if self.left_out:
            parts.append(words.say("clusters.left_out", lang, left_out=words.number(self.left_out, lang)))
        return " ".join(parts)

    def __repr__(self) -> str:
        return self.say()


def clusters(
    people: pd.DataFrame,
    *,
    on: Sequence[str],
    k: int = 5,
    seed: int = 1,
    scale: bool = True,
    log: bool = False,
) -> Clusters:
    """Look for k groups of people with k-means.

    The same people give the same groups, whatever the order of the rows and the number of threads, and people with
    equal measures are always in one group.

    Parameters
    ----------
    people : DataFrame
        person_id and the measures: a snapshot, or what :func:`leadkit.segments.segment` gives.
    on : sequence of str
        Columns of numbers; yes and no count as 1 and 0.
    k : int
        How many groups, from 2.
    seed : int
        Of the starts (ten, of which the best is kept), and of the sample for the silhouette.
    scale : bool
        Give every measure the same spread (mean 0, standard deviation 1); otherwise the one with the largest numbers
        decides nearly alone.
    log : bool
        Take ``log(1 + x)`` of every measure first, for money and counts whose few large values would pull a group of
        their own; no value may be -1 or less.

    Returns
    -------
    Clusters
        ``.table``, ``.centres``, ``.silhouette``, ``.explained``, ``.left_out`` and ``.say(lang)``.

    Raises
    ------
    UnknownColumnError
        A measure is not there.
    DataError
        A measure is no number, or there are fewer different people than groups.

    References
    ----------
    S. P. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28 (1982), 129-137.
    P. J. Rousseeuw, Silhouettes, Journal of Computational and Applied Mathematics 20 (1987), 53-65.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": list("abcde"), "purchases": [1, 1, 2, 30, None], "visits": [2, 2, 3, 9, 1]})
    >>> found = clusters(people, on=["purchases", "visits"], k=2)
    >>> found.table["cluster"].tolist()
    [1, 1, 1, 2, <NA>]
    >>> found.centres.round(2).values.tolist()
    [[1.0, 3.0, 0.75, 1.33, 2.33], [2.0, 1.0, 0.25, 30.0, 9.0]]
    """
    from sklearn.cluster import KMeans  # noqa: PLC0415 - heavy
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with it

    on = named(people, ("person_id",), on)
    for name, value, least in (("k", k, 2), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise DataError(f"{name} is a whole number from {least}, not {value!r}.")
    raw, known = numbers(people, on, log=log)
    rows, who, times = _distinct(raw[known])
    if len(rows) < k:
        raise DataError(
            f"There are {len(rows)} different rows of {', '.join(on)}, and k-means was asked for {k} groups: give a "
            "smaller k or more measures."
        )
    weights = times.astype("float64")
    points = seen(rows, weights, scale=scale, log=log)
    with threadpool_limits(limits=1):  # sums of several threads depend on which of them is done first
        found = KMeans(k, n_init=_STARTS, random_state=seed, algorithm="lloyd").fit(points, sample_weight=weights)
        number = _by_size(found.labels_, weights)
        silhouette, sampled = _silhouette(points, number, times, seed)
    cluster = pd.array([pd.NA] * len(people), dtype="Int64")
    cluster[known] = number[who] + 1
    centres = _centres(rows, number, weights, on)
    share = between(points, weights, number)
    table = pd.DataFrame({"person_id": people["person_id"], "cluster": cluster}, index=people.index)
    return Clusters(table, centres, silhouette, share, int((~known).sum()), sampled, on, scale, log)


def _distinct(rows: Array) -> tuple[Array, Array, Array]:
    """Give the different rows in their order, which of them each row is, and how often each is there.

    Where k-means begins depends on the order of the rows, and people come in any; numbers have one order.
    """
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    who = np.empty(len(rows), dtype="int64")
    who[order] = np.cumsum(begins) - 1
    return ordered[begins], who, np.bincount(who)


def _by_size(labels: Array, weights: Array) -> Array:
    """Number the groups from 0, the largest first; of equals, the one that comes first in the order of the numbers."""
    _, first = np.unique(labels, return_index=True)
    order = np.lexsort((first, -np.bincount(labels, weights=weights)))
    number = np.empty(len(order), dtype="int64")
    number[order] = np.arange(len(order))
    return number[labels]


def _silhouette(points: Array, number: Array, times: Array, seed: int) -> tuple[float, int | None]:
    """Say how far the groups stand apart; of many people, by a sample of them."""
    from sklearn import config_context  # noqa: PLC0415 - heavy
    from sklearn.metrics import silhouette_score  # noqa: PLC0415 - heavy

    people, sampled = np.repeat(np.arange(len(times)), times), None
    if len(people) > SAMPLED:
        sampled = SAMPLED
        people = people[np.sort(np.random.default_rng(seed).choice(len(people), SAMPLED, replace=False))]
    if not 1 < len(np.unique(number[people])) < len(people):
        return float("nan"), sampled
    with config_context(working_memory=64):  # megabytes; all distances at once would take 200
        return float(silhouette_score(points[people], number[people])), sampled


def _centres(rows: Array, number: Array, weights: Array, on: Sequence[str]) -> pd.DataFrame:
    """Give the mean of each measure over the people of each group, in its own unit."""
    held = np.bincount(number, weights=weights)
    means = {name: np.bincount(number, weights=weights * rows[:, at]) / held for at, name in enumerate(on)}
    people = held.astype("int64")
    return pd.DataFrame({"cluster": np.arange(len(held)) + 1, "people": people, "share": held / held.sum(), **means})
