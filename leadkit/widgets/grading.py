"""Grades whose borders can be moved: people counted by where their numbers lie among a few hundred possible borders.

The borders stand where numbers part, at the roundest number that parts them in the same way. They begin where the
grades of the segmentation lie on this table, so that a card of borders and one of fifths say the same until one moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.conditions import Condition
from leadkit.errors import DataError
from leadkit.segments import Example, segment, trials
from leadkit.segments.asking import a_segmentation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from leadkit.segments import Measure, Segmentation

    Array = np.ndarray[Any, Any]

MOST_BYTES = 800_000
MOST_CODES = 5_000
STEPS = (200, 100, 60, 40, 25, 15)
FINEST = 4  # decimals of a border


@dataclass(frozen=True, eq=False)
class Graded:
    """A measure with its borders.

    Parameters
    ----------
    measure : Measure
        The measure.
    stops : tuple of float
        Where a border can stand, rising.
    cuts : tuple of float
        Where the borders stand at first, rising; equal ones leave the grade between them to nobody.
    coarse : bool
        Whether there are more places to part people than stops.
    """

    measure: Measure
    stops: tuple[float, ...]
    cuts: tuple[float, ...]
    coarse: bool

    @property
    def top(self) -> int:
        """The highest grade."""
        return len(self.cuts) + 1

    @property
    def high(self) -> bool:
        """Whether much is good."""
        return self.measure.best == "high"

    def sliders(self) -> list[tuple[int, str]]:
        """Give each border from the greatest number down: the grade that it opens, and its name."""
        grades = range(self.top, 1, -1) if self.high else range(2, self.top + 1)
        return [(grade, f"cut.{self.measure.name}.{grade}") for grade in grades]

    def bins(self, numbers: pd.Series) -> Array:
        """Say between which stops numbers lie: 0 for what is not known, then 1 and one more for each stop passed."""
        known = numbers.notna().to_numpy()
        side = "right" if self.high else "left"
        return np.where(known, 1 + np.searchsorted(self.stops, numbers.to_numpy("float64"), side=side), 0)  # type: ignore[call-overload]  # one of two

    def grades(self, cuts: Sequence[float]) -> Array:
        """Give the grade of each bin; 0 for what is not known."""
        ends = np.array([-np.inf, *self.stops] if self.high else [*self.stops, np.inf])
        reached = ends[:, None] >= np.array(cuts) if self.high else ends[:, None] <= np.array(cuts)
        return np.concatenate([[0], 1 + reached.sum(axis=1)])


@dataclass(frozen=True, eq=False)
class Crowd:
    """Everybody, counted.

    Parameters
    ----------
    graded : tuple of Graded
        The measures.
    rows : DataFrame
        One column of bins a measure; people; worth, the sum of the measure that is averaged.
    codes : array of int
        For each combination of grades (0 for not known), the place of its segment in ``by.everywhere``.
    apart : tuple of (str, int)
        Segments of people of whom the segmentation does not speak, or of whom nothing is known.
    """

    graded: tuple[Graded, ...]
    rows: pd.DataFrame
    codes: Array
    apart: tuple[tuple[str, int], ...]


def crowd(
    people: Any,  # noqa: ANN401 - as lk.segment takes it
    by: Segmentation,
    worth: Measure | None,
    as_of: str | date | None,
) -> Crowd:
    """Count people by the numbers behind their grades.

    Parameters
    ----------
    people, by, as_of
        As for :func:`leadkit.segment`.
    worth : Measure, optional
        The one of which there is to be an average.

    Returns
    -------
    Crowd

    Raises
    ------
    DataError
        A segment asks more than grades.
    """
    a_segmentation(by)
    measures = [one for one in by.measures if one.top is not None]
    names = [one.name for one in measures]
    _only_grades(by, names)
    raw = [replace(one, name=f"number_{at}", grades=None, cuts=None, best=None) for at, one in enumerate(measures)]
    found = segment(people, by=replace(by, measures=(*by.measures, *raw), examples=()), as_of=as_of)
    told = {one.name: found[number.name].astype("Float64") for one, number in zip(measures, raw, strict=True)}
    lost = found["segment"].eq(by.unknown.name) & found[names].isna().all(axis=1)
    out = found["segment"].eq(by.outside.name)
    apart = ((one.name, int(who.sum())) for one, who in ((by.outside, out), (by.unknown, lost)))
    inside = ~(out | lost)
    numbers = pd.DataFrame({name: one[inside] for name, one in told.items()})
    for steps in STEPS:
        graded = tuple(_graded(one, numbers[one.name], found.loc[inside, one.name], steps) for one in measures)
        rows = pd.DataFrame({one.measure.name: one.bins(numbers[one.measure.name]) for one in graded})
        rows["people"] = 1
        rows["worth"] = numbers[worth.name].fillna(0).to_numpy("float64") if worth else 0.0
        rows = rows.groupby(names, as_index=False).sum()
        if len(rows) * (2 * len(names) + 12) <= MOST_BYTES:
            break
    return Crowd(graded, rows, _codes(by, measures), tuple((name, n) for name, n in apart if n))


def _only_grades(by: Segmentation, names: Sequence[str]) -> None:
    """Hold that two or more measures have grades, that segments ask nothing else, and that they are not too many."""
    asked = [name for one in by.segments if one.when for name in one.when.columns if name not in names]
    if len(names) < 2 or asked:
        wrong = f"'{by.name}' asks '{asked[0]}' too" if asked else f"'{by.name}' has {len(names)} of them"
        raise DataError(f"A grade grid takes a segmentation by two or more measures with grades; {wrong}: try 'rfm'.")
    if np.prod([(one.top or 0) + 1 for one in by.measures if one.name in names]) > MOST_CODES:
        raise DataError(f"A grade grid has room for {MOST_CODES:,} combinations of grades; '{by.name}' has more.")


def _graded(measure: Measure, numbers: pd.Series, grades: pd.Series, steps: int) -> Graded:
    """Find the borders: between every two neighbours if they are few, else some that part people evenly."""
    sign = 1 if measure.best == "high" else -1  # turned round, the best is the greatest
    turned = (sign * numbers.dropna().astype("float64")).sort_values()
    distinct, first = np.unique(turned.to_numpy(), return_index=True)
    opens = _opens(measure, sign * numbers, grades)
    chosen = {float(one) for one in opens if one is not None and measure.cuts is None}
    if len(distinct) > steps:
        at = np.unique(np.searchsorted(first, np.linspace(0, len(turned) - 1, steps + 1), side="right") - 1)
        chosen |= set(distinct[at].tolist())
    else:
        chosen |= set(distinct.tolist())
    before = dict(zip(distinct[1:].tolist(), distinct[:-1].tolist(), strict=True))
    places = {one: sign * _roundest(before[one], one) if one in before else sign * one for one in chosen}
    beyond = sign * (float(distinct[-1]) + 1 if len(distinct) else 0.0)  # which nobody reaches
    if measure.cuts is not None:
        cuts = sorted(map(float, measure.cuts))
    else:
        cuts = sorted(beyond if one is None else places[float(one)] for one in opens)
    stops = tuple(sorted({*map(_plain, places.values()), *map(_plain, cuts)}))
    return Graded(measure, stops, tuple(map(_plain, cuts)), len(distinct) > steps)


def _opens(measure: Measure, turned: pd.Series, grades: pd.Series) -> list[float | None]:
    """Give the least number that reaches each grade from the second on; None for one that nobody reaches."""
    known = grades.fillna(0)
    least = [turned[known.ge(grade)].min() for grade in range(2, (measure.top or 0) + 1)]
    return [None if pd.isna(one) else float(one) for one in least]


def _roundest(above: float, most: float) -> float:
    """Give the roundest number that is greater than one and at most the other."""
    for decimals in range(-12, FINEST + 1):
        found = round(floor(round(most * 10.0**decimals, 6)) / 10.0**decimals, max(decimals, 0))
        if above < found <= most:
            return found
    return most


def _plain(number: float) -> float:
    return int(number) if number == int(number) else round(number, FINEST)


def _codes(by: Segmentation, measures: Sequence[Measure]) -> Array:
    """Ask the segments' own conditions of every combination of grades."""
    places = {one.name: at for at, one in enumerate(by.everywhere)}
    every = list(product(*(range((one.top or 0) + 1) for one in measures)))
    given = [
        {one.name: grade for one, grade in zip(measures, code, strict=True) if grade} for code in every if any(code)
    ]
    asked = replace(by, over=Condition("TRUE"), examples=tuple(Example(one, by.otherwise.name) for one in given))
    return np.array([len(places) - 1, *trials(asked)["found"].map(places)], "uint8")
