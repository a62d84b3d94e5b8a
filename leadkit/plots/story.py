"""One person's story on a line of time: what is on record, from which table, and what the day asked could not yet know.

The table is that of ``Tables.story``: when, table, what, one row an entry. Entries after the day asked are hollow and
pale: they exist in the file, and no snapshot of that day may see them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, EMPTY, INK, PAPER, QUIET, canvas, date_axis, dress, write
from leadkit.plots.marks import need
from leadkit.words import number, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS = "osD^vPX*<>"


def story_line(story: pd.DataFrame, as_of: date | str, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw one person's entries, a lane a table, with the day asked as a line.

    Parameters
    ----------
    story : DataFrame
        Columns when (datetime), table (str), what (str).
    as_of : date or str
        The day asked; what is dated later is drawn hollow, on a shaded ground.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one if not given.
    lang : {"en", "th", "vi"}
        Language of the words.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        The table lacks a column, or holds no entry.

    Examples
    --------
    >>> story = pd.DataFrame({"when": pd.to_datetime(["2025-01-05", "2025-03-01"]),
    ...                       "table": ["events", "deals"], "what": ["demo_request", "opened"]})
    >>> ax = story_line(story, "2025-02-01")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['events', 'deals']
    """
    lanes, day = _read(story, as_of)
    ax = canvas(9.5, 1.5 + 0.55 * len(lanes)) if ax is None else ax
    last = max(story["when"].max(), pd.Timestamp(day)) + timedelta(days=12)
    first = min(story["when"].min(), pd.Timestamp(day)) - timedelta(days=12)
    border = mpl.date2num(pd.Timestamp(day) + timedelta(days=1))
    ax.axvspan(border, mpl.date2num(last), facecolor=EMPTY, zorder=0)
    ax.axvline(border, color=INK, linewidth=1.4)
    for row, lane in enumerate(lanes):
        entries = story.loc[story["table"] == lane, "when"]
        for known in (True, False):
            part = entries[(entries.dt.date <= day) == known]
            colour = COLOURS[row % len(COLOURS)]
            style: dict[str, Any] = {
                "color": colour,
                "markerfacecolor": colour if known else PAPER,
                "alpha": 0.85 if known else 0.6,
            }
            ax.plot(mpl.date2num(part), [row] * len(part), MARKS[row % len(MARKS)], markersize=8, zorder=3, **style)
    ax.set_yticks(range(len(lanes)), lanes)
    ax.set_ylim(len(lanes) - 0.4, -0.6)
    ax.set_xlim(mpl.date2num(first), mpl.date2num(last))
    date_axis(ax)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", color=EMPTY, linewidth=1)
    for side, key, shift in (("right", "known", -4), ("left", "later", 4)):
        _beside(ax, border, say(f"plots.story.{key}", lang, day=day.isoformat()), side, shift)
    dress(ax.get_yticklabels())
    return ax


def describe_story_line(story: pd.DataFrame, as_of: date | str, lang: str = "en") -> str:
    """Say in words what :func:`story_line` shows: entries known that day, by table, and how many came later.

    Examples
    --------
    >>> story = pd.DataFrame({"when": pd.to_datetime(["2025-01-05", "2025-03-01"]),
    ...                       "table": ["events", "deals"], "what": ["demo_request", "opened"]})
    >>> describe_story_line(story, "2025-02-01")
    'Known on 2025-02-01: events 1. Dated later, and not to be seen that day: 1.'
    """
    lanes, day = _read(story, as_of)
    known = story[story["when"].dt.date <= day]
    told = ", ".join(
        f"{lane} {number((known['table'] == lane).sum(), lang)}" for lane in lanes if (known["table"] == lane).any()
    )
    return say(
        "plots.story.describe",
        lang,
        day=day.isoformat(),
        known=told or "0",
        later=number(len(story) - len(known), lang),
    )


def _beside(ax: Axes, x: float, text: str, side: str, shift: int) -> None:
    """A word on one side of the day's line, above the lanes."""
    note = write(ax, x, 1.02, text, size=10, color=INK if side == "right" else QUIET, ha=side, va="bottom")
    note.set_transform(ax.get_xaxis_transform())
    note.set_text(f"{text} ◂" if side == "right" else f"▸ {text}")
    note.set_x(x + shift * 0.1)


def _read(story: pd.DataFrame, as_of: date | str) -> tuple[list[str], date]:
    """Lanes in the order in which they first speak, and the day as a date."""
    need(story, ("when", "table", "what"), "Story lines")
    ordered = story.sort_values("when", kind="stable")
    return list(dict.fromkeys(ordered["table"])), pd.Timestamp(as_of).date()
