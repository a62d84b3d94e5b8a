"""Counts from date to date: one line a group, each named at its end, each with a dash and a mark of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, EMPTY, LINES, canvas, date_axis, dress, write
from leadkit.plots.marks import apart, count, dark, scale
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

MARKS = "osD^vP"


def date_lines(
    counts: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, labels: Mapping[str, str] | None = None
) -> Axes:
    """Draw how many people each group holds from date to date.

    Parameters
    ----------
    counts : DataFrame
        A column ``day`` (date or text), then up to six columns of counts.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9 by 4.5 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each column.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        There is no column ``day``, no row, or not one to six groups.

    Examples
    --------
    >>> ax = date_lines(pd.DataFrame({"day": ["2025-01-31", "2025-02-28"], "lead": [3, 5]}))
    >>> ax.lines[0].get_ydata().tolist()
    [3, 5]
    """
    groups = _groups(counts)
    ax = canvas(9, 4.5) if ax is None else ax
    days = mpl.date2num(pd.to_datetime(counts["day"]))
    for i, group in enumerate(groups):
        ax.plot(days, counts[group], color=COLOURS[i], linestyle=LINES[i], marker=MARKS[i], markersize=5, linewidth=2)
    span = max(float(days[-1] - days[0]), 1.0)
    top = max(float(counts[groups].to_numpy().max()), 1.0)
    ax.set_ylim(0, 1.08 * top)
    ax.set_xlim(days[0] - 0.02 * span, days[-1] + 0.02 * span)
    ends = {group: float(counts[group].iloc[-1]) for group in groups}
    for i, (group, height) in enumerate(apart(ends, 0.065 * top).items()):
        colour = COLOURS[groups.index(group)]
        name = f"{(labels or {}).get(group, group)} ({count(counts[group].iloc[-1], lang)})"
        write(ax, days[-1] + 0.045 * span, height, name, size=10.5, va="center", color=dark(colour), zorder=4 + i)
    date_axis(ax)
    scale(ax.yaxis, lang)
    ax.set_ylabel(say("plots.answers.people", lang))
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=EMPTY)
    dress([*ax.get_yticklabels(), ax.yaxis.label])
    return ax


def describe_date_lines(counts: pd.DataFrame, lang: str = "en", *, labels: Mapping[str, str] | None = None) -> str:
    """Say in words what :func:`date_lines` shows: where each group began, where it ended, and its peak.

    Examples
    --------
    >>> describe_date_lines(pd.DataFrame({"day": ["2025-01-31", "2025-02-28"], "lead": [3, 5]}))
    'lead: 3 on 2025-01-31, 5 on 2025-02-28, at most 5.'
    """
    groups = _groups(counts)
    first, last = (str(pd.Timestamp(d).date()) for d in (counts["day"].iloc[0], counts["day"].iloc[-1]))
    told = []
    for group in groups:
        line = counts[group]
        values = {
            "start": count(line.iloc[0], lang),
            "end": count(line.iloc[-1], lang),
            "most": count(line.max(), lang),
        }
        name = (labels or {}).get(group, group)
        told.append(say("plots.dates.describe", lang, name=name, first=first, last=last, **values))
    return " ".join(told)


def _groups(counts: pd.DataFrame) -> list[str]:
    groups = [str(c) for c in counts.columns if c != "day"]
    if "day" not in counts.columns or counts.empty or not 1 <= len(groups) <= len(MARKS):
        raise DataError(
            f"Date lines take a column 'day', rows, and one to six columns of counts; not {list(counts.columns)}."
        )
    return groups
