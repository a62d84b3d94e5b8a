"""Grades under the hand: the borders between them, the grid of two of them, and what becomes of the segments.

Live, up to a million people behind it: Python counts people between a few hundred possible borders and asks the
segmentation which segment each combination of grades is; moving a border only counts again, in the page as in
:meth:`GradeGridPiece.value`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from leadkit.errors import UnknownNameError, nearest
from leadkit.packs.writing import segmentation_tree
from leadkit.plots import measure_grid
from leadkit.widgets import slots
from leadkit.widgets.controls import Group, Slider
from leadkit.widgets.grading import crowd
from leadkit.widgets.shown import Piece, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.segments import Segmentation
    from leadkit.widgets.grading import Crowd

    Array = np.ndarray[Any, Any]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class GridValue(NamedTuple):
    """What the borders give.

    Parameters
    ----------
    cells : DataFrame
        The grades of two measures (missing where not known), people, and mean of a third where there is one.
    segments : DataFrame
        segment, label, people, and the share they are of all of whom the segmentation speaks.
    people, moved : int
        How many those are, and how many of them are in another segment than with the first borders.
    """

    cells: pd.DataFrame
    segments: pd.DataFrame
    people: int
    moved: int


class GradeGridPiece(Piece):
    """See :func:`grade_grid`."""

    kind = "grade_grid"

    def __init__(
        self,
        by: Segmentation,
        made: Crowd,
        sides: Sequence[int],
        worth: int | None,
        labels: Mapping[str, str],
        lang: str,
    ) -> None:
        self.by, self.made, self.sides, self.worth, self.labels = by, made, tuple(sides), worth, labels
        super().__init__((), lang)
        self.groups = tuple(self._groups())
        self.shape = tuple(one.top + 1 for one in made.graded)
        self.usual = made.codes[self._coded(self.state())]

    def _groups(self) -> Iterator[Group]:
        for at, one in enumerate(self.made.graded):
            cuts = one.cuts[::-1]
            sliders = [
                Slider(
                    name, self.speaker.say("grade", grade=grade), cuts[n], one.stops[0], one.stops[-1],
                    says="from" if one.high else "to", stops=one.stops,
                    under=one.sliders()[n - 1][1] if n else "",
                )
                for n, (grade, name) in enumerate(one.sliders())
            ]  # fmt: skip
            yield Group(self._named(at), tuple(sliders), closed=at not in self.sides)

    def _named(self, at: int) -> str:
        measure = self.made.graded[at].measure
        of = self.labels.get(measure.name) or measure.of.say(self.speaker.lang, labels=True)  # type: ignore[call-arg]  # grades are of a number
        return f"{measure.name}: {of}"

    def _coded(self, state: Mapping[str, Any]) -> Array:
        """Give the code of each row: its grades, as the digits of one number."""
        grades = [
            one.grades([state[name] for _, name in one.sliders()])[self.made.rows[one.measure.name]]
            for one in self.made.graded
        ]
        return np.ravel_multi_index(grades, self.shape)

    def value(self, state: Mapping[str, Any]) -> GridValue:
        """Count cells and segments with the borders of a state.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        GridValue
        """
        rows, coded, codes = self.made.rows, self._coded(state), self.made.codes
        sums = [np.bincount(coded, weights=rows[name], minlength=len(codes)) for name in ("people", "worth")]
        every = self.by.everywhere
        counts = np.bincount(codes, weights=sums[0], minlength=len(every)).astype("int64")
        total = int(counts.sum())
        shown = [at for at, one in enumerate(every) if one in self.by.segments or counts[at]]
        segments = pd.DataFrame({
            "segment": pd.array([every[at].name for at in shown], dtype="str"),
            "label": pd.array([every[at].said(self.speaker.lang) for at in shown], dtype="str"),
            "people": counts[shown],
            "share": counts[shown] / total if total else np.full(len(shown), np.nan),
        })  # fmt: skip
        moved = int(rows["people"][codes[coded] != self.usual].sum())
        return GridValue(self._cells(*sums), segments, total, moved)

    def _cells(self, people: Array, worth: Array) -> pd.DataFrame:
        """Add codes up to cells of two grades."""
        grades = np.unravel_index(np.arange(len(people)), self.shape)
        x, y = (grades[at] for at in self.sides)
        width = self.shape[self.sides[0]]
        known = people if self.worth is None else people * (grades[self.worth] > 0)
        sums = [np.bincount(y * width + x, weights=one) for one in (people, known, worth)]
        held = np.flatnonzero(sums[0])
        names = [self.made.graded[at].measure.name for at in self.sides]
        cells = pd.DataFrame({names[0]: held % width, names[1]: held // width}).astype("Int64").replace(0, pd.NA)
        cells["people"] = sums[0][held].astype("int64")
        if self.worth is not None:
            cells["mean"] = np.divide(sums[2], sums[1], where=sums[1] > 0, out=np.full(len(sums[0]), np.nan))[held]
        return cells

    def text(self, value: GridValue) -> str:
        """Say the segments, the fullest cell, and how many have moved."""
        speaker, say = self.speaker, self.speaker.say
        if not value.people:
            return " ".join([say("nobody"), *self._apart()])
        told = [
            say("segment", label=label, people=speaker.count("people", n), share=speaker.percent(n / value.people))
            for label, n in zip(value.segments["label"], value.segments["people"], strict=True)
        ]
        parts = ["; ".join(told) + say("stop")]
        best: dict[Any, Any] = value.cells.iloc[value.cells["people"].argmax()].to_dict()
        x, y = value.cells.columns[:2]
        i, j = (say("unknown") if pd.isna(best[name]) else int(best[name]) for name in (x, y))
        parts.append(say("fullest", x=x, y=y, i=i, j=j, people=speaker.count("people", int(best["people"]))))
        share = speaker.percent(value.moved / value.people)
        parts.append(
            say("moved", people=speaker.count("people", value.moved), share=share) if value.moved else say("unmoved")
        )
        return " ".join([*parts, *self._apart()])

    def _apart(self) -> list[str]:
        """Say who is not in the grid, and that borders stand only at some places."""
        labels = {one.name: one.said(self.speaker.lang) for one in self.by.everywhere}
        told = [
            self.speaker.say("apart", label=labels[name], people=self.speaker.count("people", n))
            for name, n in self.made.apart
        ]
        coarse = ", ".join(one.measure.name for one in self.made.graded if one.coarse)
        stops = max((len(one.stops) for one in self.made.graded), default=0)
        return [*told, *([self.speaker.say("coarse", names=coarse, stops=stops)] if coarse else [])]

    def picture(self, value: GridValue) -> Axes | None:
        """Draw the grid, if there is anybody."""
        if not value.people:
            return None
        x, y = value.cells.columns[:2]
        mean = None if self.worth is None else "mean"
        names = {name: self._named(at) for name, at in zip((x, y), self.sides, strict=True)}
        labels = names | ({} if self.worth is None else {"mean": self._named(self.worth)})
        return measure_grid(
            value.cells, lang=self.speaker.lang, x=x, y=y, value=mean, people_in="people", labels=labels
        )

    def told(self) -> dict[str, Any]:
        """Give the measures and the segments to the page."""
        measures = [
            {
                "name": one.measure.name, "label": self._named(at), "column": f"bin_{at}", "top": one.top,
                "high": one.high, "stops": one.stops, "cuts": [name for _, name in one.sliders()],
            }
            for at, one in enumerate(self.made.graded)
        ]  # fmt: skip
        own = len(self.by.segments)
        segments = [
            {
                "label": one.said(self.speaker.lang),
                "own": at < own,
                "letter": LETTERS[at] if at < len(LETTERS) else str(at),
            }
            for at, one in enumerate(self.by.everywhere)
        ]
        return {
            "measures": measures,
            "segments": segments,
            "sides": self.sides,
            "worth": self.worth,
            "apart": self._apart(),
        }

    def table(self) -> dict[str, Array]:
        """Give the table to the page: a bin a measure, people, what they are worth; and the segment of each code."""
        rows = self.made.rows
        found = {
            f"bin_{at}": rows[one.measure.name].to_numpy("uint8" if len(one.stops) < 255 else "uint16")
            for at, one in enumerate(self.made.graded)
        }
        worth = {} if self.worth is None else {"worth": rows["worth"].to_numpy("float64")}
        return found | worth | {"people": rows["people"].to_numpy("uint32"), "codes": self.made.codes}

    def pieces(self) -> list[Any]:
        """Give the segmentation's pack, with places for the borders."""
        tree = segmentation_tree(self.by)
        for one in self.made.graded:
            cuts = [str(slots.Slot(name)) for _, name in reversed(one.sliders())]
            tree["measures"][one.measure.name] = {"of": one.measure.of.text, "cuts": cuts, "best": one.measure.best}  # type: ignore[union-attr]  # as above
        return slots.cut(tree, self.state())

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the segmentation with the borders of a state as a pack."""
        return slots.filled(self.pieces(), state)


def grade_grid(
    people: Any,  # noqa: ANN401 - as lk.segment takes it
    *,
    by: Segmentation,
    x: str | None = None,
    y: str | None = None,
    as_of: str | date | None = None,
    labels: Mapping[str, str] | None = None,
    lang: str = "en",
) -> Shown:
    """Put the borders between grades under the hand.

    Parameters
    ----------
    people : DataFrame or Tables
        As for :func:`leadkit.segment`.
    by : Segmentation
        Two or more of its measures have grades, and its segments ask nothing else.
    x, y : str, optional
        The measures across and up; the first two if not given. The first of those left is averaged in the cells.
    as_of : str or date, optional
        The day (Tables only).
    labels : mapping, optional
        A name for each measure.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set; ``.value`` is what it shows, ``.yaml`` the segmentation with cuts in place of grades.

    Raises
    ------
    DataError
        The segmentation asks more than grades; or as for :func:`leadkit.segment`.
    UnknownNameError
        There is no such measure with grades.

    Examples
    --------
    >>> import leadkit as lk
    >>> facts = {"last_purchase_days": [3, 40, 300], "purchases": [9, 2, 1], "total_spent": [900, 50, 20]}
    >>> shown = grade_grid(pd.DataFrame({"person_id": list("abc"), **facts}), by=lk.segmentation("rfm"))
    >>> shown.value.cells[["r", "f", "people"]].values.tolist()
    [[1, 1, 1], [2, 2, 1], [4, 4, 1]]
    >>> shown.state = shown.state | {"cut.f.2": 2, "cut.f.3": 2}
    >>> shown.value.cells[["r", "f", "people"]].values.tolist()
    [[1, 1, 1], [2, 3, 1], [4, 4, 1]]
    """
    names = [one.name for one in getattr(by, "measures", ()) if one.top is not None]
    for name in filter(None, (x, y)):
        if name not in names:
            raise UnknownNameError(f"'{by.name}' has no measure '{name}' with grades.{nearest(name, names)}")
    x = x or next((name for name in names if name != y), None)
    y = y or next((name for name in names if name != x), None)
    left = [at for at, name in enumerate(names) if name not in (x, y)]
    worth = left[0] if left else None
    measure = None if worth is None else [one for one in by.measures if one.top is not None][worth]
    made = crowd(people, by, measure, as_of)
    sides = [names.index(str(name)) for name in (x, y)]
    return Shown(GradeGridPiece(by, made, sides, worth, labels or {}, lang))
