"""Fit against chance, two axes and never one blended number: who looks like the persona, and who may be won.

The table has one row a person: how many conditions of a persona are met (``leadkit.definitions.fit``) and an estimate
of the chance to win them, whatever made it. A person of whom a condition is unknown stands at what is known to be met,
and the cell says how many of its people could fit better. Kinds of people are lettered badges with their numbers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from leadkit.errors import DataError
from leadkit.plots.canvas import canvas, dress, write
from leadkit.plots.marks import count, need, points, short
from leadkit.plots.plane import BADGES, LETTERS, key, plane
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

COLUMNS = ("met", "unknown", "conditions")
CUTS = (0.05, 0.2, 0.5)


def fit_chance_map(
    people: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    chance: str = "chance",
    cuts: Sequence[float] = CUTS,
    kinds: Mapping[str, str] | None = None,
) -> Axes:
    """Draw people on the plane of fit and chance.

    Parameters
    ----------
    people : DataFrame
        One row a person: met, unknown and conditions (whole numbers), the chance (0 to 1, empty where there is no
        estimate) and a yes/no column a kind.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9.5 by 7 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    chance : str
        The column with the chance.
    cuts : list of float
        Borders between the bands of chance, rising; a chance on a border is above it.
    kinds : mapping, optional
        At most six yes/no columns, each with its name.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, a chance is not from 0 to 1, the cuts do not rise, or there are more than six kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"met": [2, 0], "unknown": [0, 1], "conditions": 2, "chance": [0.6, None]})
    >>> ax = fit_chance_map(people)
    >>> [text.get_text() for text in ax.texts if text.get_text().endswith("?")]
    ['+1?']
    """
    counts, could, marked = _read(people, chance, cuts, kinds or {})
    ax = canvas(9.5, 7) if ax is None else ax
    most = counts.shape[1] - 2
    rows = [say("unknown", lang), *_bands(cuts, lang)]
    columns = [
        say("plots.chance.nothing", lang),
        *(say("plots.chance.met", lang, met=i, of=most) for i in range(most + 1)),
    ]
    drawn = plane(ax, counts, rows, columns, lang)
    for row, column in np.argwhere(could):
        where = drawn.xs[column] + 0.46, drawn.ys[row] + 0.4
        write(ax, *where, f"+{count(could[row, column], lang)}?", size=9, ha="right", va="center")
    for i, numbers in enumerate(marked):
        for row, column in np.argwhere(numbers):
            drawn.badge(row, column, i, f"{LETTERS[i]} {short(int(numbers[row, column]), lang)}", full=False)
    ax.set_xlabel(say("plots.chance.fit", lang))
    ax.set_ylabel(say("plots.chance.chance", lang), labelpad=12)
    dress([ax.xaxis.label, ax.yaxis.label], size=11)
    notes = [say("plots.chance.better", lang)] if could.any() else []
    key(drawn, list(enumerate((kinds or {}).values())), notes)
    return ax


def describe_fit_chance_map(
    people: pd.DataFrame,
    lang: str = "en",
    *,
    chance: str = "chance",
    cuts: Sequence[float] = CUTS,
    kinds: Mapping[str, str] | None = None,
) -> str:
    """Say in words what :func:`fit_chance_map` shows: every cell with people, how many could fit better, and the kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"met": [2, 0], "unknown": [0, 1], "conditions": 2, "chance": [0.6, None]})
    >>> describe_fit_chance_map(people)
    'Fit and chance of 2 people. 0 of 2 met, chance unknown: 1 (+1?). 2 of 2 met, chance 50-100 %: 1.'
    """
    counts, could, marked = _read(people, chance, cuts, kinds or {})
    most = counts.shape[1] - 2
    parts = [say("plots.chance.describe", lang, people=count(counts.sum(), lang))]
    bands = [say("unknown", lang), *_bands(cuts, lang)]
    for row, column in np.argwhere(counts):
        nothing = column == 0
        met = say("plots.chance.nothing" if nothing else "plots.chance.met", lang, met=column - 1, of=most)
        cell = say("plots.chance.cell", lang, met=met, band=bands[row])
        told = [f"+{count(could[row, column], lang)}?"] if could[row, column] else []
        told += [
            f"{name} {count(n[row, column], lang)}"
            for name, n in zip((kinds or {}).values(), marked, strict=True)
            if n[row, column]
        ]
        more = f" ({', '.join(told)})" if told else ""
        parts.append(f"{cell}: {count(counts[row, column], lang)}{more}.")
    return " ".join(parts)


def _read(
    people: pd.DataFrame, chance: str, cuts: Sequence[float], kinds: Mapping[str, str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[NDArray[np.int64]]]:
    """Count by cell: everybody, those who could fit better, and each kind. Unknown chance is row 0, no fit column 0."""
    need(people, (*COLUMNS, chance, *kinds), "Fit x chance maps")
    if len(kinds) > BADGES or list(cuts) != sorted(set(cuts)) or not all(0 < cut < 1 for cut in cuts):
        raise DataError(f"A fit x chance map takes at most {BADGES} kinds, and cuts that rise between 0 and 1.")
    values = people[chance].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if ((values < 0) | (values > 1)).any():
        raise DataError(
            f"A chance is a number from 0 to 1; in '{chance}' it goes from {np.nanmin(values):g} "
            f"to {np.nanmax(values):g}."
        )
    most = int(people["conditions"].max())
    rows = np.where(np.isnan(values), 0, 1 + np.searchsorted(cuts, values, side="right"))
    met, unknown = (people[name].to_numpy(dtype=np.int64) for name in ("met", "unknown"))
    columns = np.where(unknown == people["conditions"].to_numpy(dtype=np.int64), 0, met + 1)

    def counted(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        table = np.zeros((len(cuts) + 2, most + 2), dtype=np.int64)
        np.add.at(table, (rows[chosen], columns[chosen]), 1)
        return table

    marked = [counted(people[kind].astype("boolean").fillna(value=False).to_numpy(dtype=bool)) for kind in kinds]
    return counted(np.ones(len(people), dtype=bool)), counted((unknown > 0) & (columns > 0)), marked


def _bands(cuts: Sequence[float], lang: str) -> list[str]:
    """Name the bands of chance, from low to high."""
    ends = [0.0, *cuts, 1.0]
    return [f"{points(low * 100, lang)}-{points(high * 100, lang)} %" for low, high in pairwise(ends)]
