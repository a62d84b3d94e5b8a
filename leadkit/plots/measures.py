"""People by two grades: a square of how many have each pair, and what a third measure is on average.

Grades rise to the right and upwards, so that those who are best in both stand in the top right corner. People with an
unknown grade have a row and a column of their own, apart and hatched: an unknown grade is not the lowest one.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import PAPER, QUIET, canvas, write
from leadkit.plots.marks import breadth, called, count, height, missing, need, points, short, wide, wrap
from leadkit.plots.squares import GAP, cell, name_sides
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

    Cells = Mapping[tuple[str, str], tuple[int, float]]

MOST = 10  # grades that a side has room for


def measure_grid(
    people: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    x: str = "r",
    y: str = "f",
    value: str | None = None,
    people_in: str | None = None,
    labels: Labels = None,
) -> Axes:
    r"""Draw how many people have each pair of two grades, and if wanted what another measure is on average there.

    Parameters
    ----------
    people : DataFrame
        One row a person, as ``segment`` gives them: two columns of whole grades, at most ten different ones (missing
        where not known), and the column `value`.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, large enough for the grades, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    x, y : str
        The columns of the grades across and up.
    value : str, optional
        A column of numbers; its average over those of whom it is known stands in brackets.
    people_in : str, optional
        A column that says how many people a row stands for; one each, if not given.
    labels : mapping, optional
        A name for each column and each grade.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no people, or grades are not whole numbers or too many.

    Examples
    --------
    >>> people = pd.DataFrame({"r": [1, 2, 2], "f": [1, 1, 2], "m": [5.0, 10, 2.5]})
    >>> [text.get_text() for text in measure_grid(people, value="m").texts]
    ['1\n(5)', '1\n(10)', '0', '1\n(2.5)', '(n): m, average']
    """
    cells, *grades = _read(people, x, y, value, people_in)
    columns, rows = ({i + GAP * (side[0] == "" and i > 0): grade for i, grade in enumerate(side)} for side in grades)
    ax = canvas(9.3, 1.9 + (0.62 if value else 0.5) * len(rows)) if ax is None else ax
    ax.set_xlabel(wrap(called(x, labels, lang), 7.0))
    ax.set_ylabel(wrap(called(y, labels, lang), 0.5 * len(rows)))
    name_sides(ax, *({at: _grade(grade, labels, lang) for at, grade in side.items()} for side in (columns, rows)))
    room = 0.9 * breadth(ax) / (max(columns) + 1.1)
    most = max(held for held, _ in cells.values())
    for (up, b), (across, a) in product(rows.items(), columns.items()):
        held, mean = cells.get((a, b), (0, np.nan))
        shade = mpl.colormaps["Blues"](0.04 + 0.5 * float(np.sqrt(held / most)))
        cell(ax, across, up, shade if held else PAPER, unknown="" in (a, b))
        text = count(held, lang) if wide(count(held, lang), 12) < room else short(held, lang)
        text += "" if missing(mean) else f"\n({short(mean, lang)})"
        ink: Any = {} if held else {"color": QUIET}
        write(ax, across, up, text, size=12 if held else 10, ha="center", va="center", linespacing=1.15, **ink)
    if value:
        note = wrap(say("plots.measures.average", lang, name=called(value, labels, lang)), 7.0)
        write(ax, 1, 1 + 0.08 / height(ax), note, size=10, color=QUIET, ha="right", va="bottom", transform=ax.transAxes)
    return ax


def describe_measure_grid(
    people: pd.DataFrame,
    lang: str = "en",
    *,
    x: str = "r",
    y: str = "f",
    value: str | None = None,
    people_in: str | None = None,
    labels: Labels = None,
) -> str:
    """Say in words what :func:`measure_grid` shows: every pair of grades that somebody has.

    Examples
    --------
    >>> people = pd.DataFrame({"r": [1, 2, 2], "f": [1, None, None], "m": [5.0, 10, 2.5]})
    >>> describe_measure_grid(people, value="m")
    '3 people by r and f. r 2, f unknown: 2, m 6.25 on average. r 1, f 1: 1, m 5 on average.'
    """
    cells, *grades = _read(people, x, y, value, people_in)
    names = {"x": called(x, labels, lang), "y": called(y, labels, lang)}
    told = [say("plots.measures.describe", lang, people=count(sum(held for held, _ in cells.values()), lang), **names)]
    for b, a in product(grades[1], grades[0]):
        held, mean = cells.get((a, b), (0, np.nan))
        if held:
            pair = {"i": _grade(a, labels, lang), "j": _grade(b, labels, lang)}
            text = say("plots.measures.cell", lang, people=count(held, lang), **names, **pair)
            of = {"name": called(value, labels, lang), "value": points(round(mean, 2), lang) if held else ""}
            told.append(f"{text}{'' if missing(mean) else say('plots.measures.mean', lang, **of)}.")
    return " ".join(told)


def _grade(grade: str, labels: Labels, lang: str) -> str:
    return called(grade or None, labels, lang, "unknown")


def _read(
    people: pd.DataFrame, x: str, y: str, value: str | None, people_in: str | None
) -> tuple[Cells, list[str], list[str]]:
    """People and their average in each cell, then the grades of both sides, the unknown one ("") first."""
    need(people, [x, y, *filter(None, (value, people_in))], "Measure grids")
    found: dict[str, pd.Series] = {}
    for side, name in (("x", x), ("y", y)):
        number = pd.to_numeric(people[name], errors="coerce").astype("Float64")
        known = number.dropna()
        if len(known) < people[name].notna().sum() or (known % 1 != 0).any():
            raise DataError(f"A measure grid takes grades, which are whole numbers; those of '{name}' are not.")
        if len(known) and known.max() - min(known.min(), 1) >= MOST:
            raise DataError(f"A measure grid has room for {MOST} grades; '{name}' goes up to {known.max():g}.")
        found[side] = number.astype("Int64").astype("str").mask(number.isna(), "")
    numbers = people[value].astype("Float64") if value else pd.Series(pd.NA, index=people.index, dtype="Float64")
    held = people[people_in] if people_in else pd.Series(1, index=people.index)
    columns = {"people": held, "known": held.where(numbers.notna(), 0), "sum": numbers.fillna(0) * held}
    sums = pd.DataFrame({**found, **columns}).groupby(["x", "y"]).sum().astype("float64")
    cells = {pair: (int(n), total / known if known else np.nan) for pair, n, known, total in sums.itertuples()}
    return cells, *(_side(found[side]) for side in ("x", "y"))  # type: ignore[return-value]  # two of them


def _side(grades: pd.Series) -> list[str]:
    """Every grade from the first to the highest, those that nobody has too."""
    known = [int(grade) for grade in grades.unique() if grade]
    full = [str(i) for i in range(min([1, *known]), max(known) + 1)] if known else []
    return [*([""] if (grades == "").any() else []), *full]
