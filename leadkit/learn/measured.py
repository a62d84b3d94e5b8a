"""Measures as a machine sees them: columns of numbers, with nothing filled in where one is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError, UnknownColumnError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    Array = np.ndarray[Any, Any]


def named(people: pd.DataFrame, also: Sequence[str], on: Sequence[str] | str) -> tuple[str, ...]:
    """Give the measures that are asked for, each once, and hold that they and `also` are columns of the people.

    Examples
    --------
    >>> named(pd.DataFrame({"visits": [1]}), (), ["visits", "visits"])
    ('visits',)
    """
    if not isinstance(people, pd.DataFrame):
        raise DataError(
            f"Measures are taken from a DataFrame, not from a {type(people).__name__}: give lk.snapshot(tables), or "
            "what lk.segment gives."
        )
    chosen = (on,) if isinstance(on, str) else tuple(dict.fromkeys(on))
    if not chosen:
        raise DataError("Nothing to measure people by: name columns, as in on=['purchases', 'total_spent'].")
    for name in (*also, *chosen):
        if name not in people.columns:
            known = [str(column) for column in people.columns]
            raise UnknownColumnError(f"The people have no column '{name}'.{nearest(str(name), known)}")
    return chosen


def numbers(people: pd.DataFrame, on: Sequence[str], *, log: bool) -> tuple[Array, Array]:
    """Take the measures as numbers (one column each; NaN where unknown), and say of whom all are known.

    Examples
    --------
    >>> people = pd.DataFrame({"visits": [1, None], "consent": [True, False]})
    >>> raw, known = numbers(people, ["visits", "consent"], log=False)
    >>> raw.tolist(), known.tolist()
    ([[1.0, 1.0], [nan, 0.0]], [True, False])
    """
    held = []
    for name in on:
        if not pd.api.types.is_numeric_dtype(people[name].dtype):  # yes and no are
            raise DataError(
                f"'{name}' is no column of numbers, and a distance needs numbers: leave it out, or turn it into yes "
                f"and no, as in people['{name}'] == 'decides'."
            )
        column = people[name].astype("Float64").to_numpy("float64", na_value=np.nan)
        if np.isinf(column).any():
            raise DataError(f"'{name}' holds an infinite number, from which everybody is equally far: leave it out.")
        if log and (column <= -1).any():
            raise DataError(
                f"log=True takes the logarithm of 1 + {name}, which {np.nanmin(column):g} does not have: use log=False."
            )
        held.append(column + 0.0)  # -0.0 is 0.0
    raw = np.stack(held, axis=1)
    return raw, np.asarray(~np.isnan(raw).any(axis=1))


def seen(rows: Array, weights: Array, *, scale: bool, log: bool) -> Array:
    """Give the rows as a distance sees them: their logarithm if asked for, then of one spread if asked for.

    Examples
    --------
    >>> seen(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([1.0, 1.0]), scale=True, log=False).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    points = np.log1p(rows) if log else rows
    if not scale or not len(points):
        return points
    from_mean = points - np.average(points, axis=0, weights=weights)
    spread = np.sqrt(np.average(from_mean**2, axis=0, weights=weights))
    alike = points.min(axis=0) == points.max(axis=0)  # what is left of them is rounding
    return np.where(alike, 0.0, from_mean / np.where(alike, 1.0, spread))


def between(points: Array, weights: Array, group: Array) -> float:
    """Give the share of the variance of all points that lies between the means of their groups.

    Examples
    --------
    >>> between(np.array([[0.0], [2.0], [4.0], [6.0]]), np.ones(4), np.array([0, 0, 1, 1]))
    0.8
    """
    if not len(points):
        return float("nan")
    from_mean = points - np.average(points, axis=0, weights=weights)
    whole = float((weights[:, None] * from_mean**2).sum())  # no matrix product: its sum depends on the threads
    held = np.bincount(group, weights=weights)
    sums = np.stack([np.bincount(group, weights=weights * column) for column in from_mean.T])
    parts = float((sums**2 / np.where(held > 0, held, 1.0)).sum())
    return parts / whole if whole > 0 else float("nan")


def codes(groups: Sequence[Any] | pd.Series[Any], people: int | None = None) -> Array:
    """Number groups; -1 for whoever has none.

    Examples
    --------
    >>> codes(["b", None, "a", "b"], 4).tolist()
    [0, -1, 1, 0]
    """
    column = groups if isinstance(groups, pd.Series) else pd.Series(list(groups))
    if people is not None and len(column) != people:
        raise DataError(f"There are {len(column)} groups for {people} people: give each person one, in their order.")
    return pd.factorize(column)[0]
