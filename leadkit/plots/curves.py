"""Lines of points and of wins: how reasons fade from day to day, and how early a ranking finds those who buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots.canvas import COLOURS, EMPTY, INK, LINES, QUIET, badge, canvas, write
from leadkit.plots.marks import LEVEL, apart, called, dark, fit, frame, height, need, percent, points, scale, wide, wrap
from leadkit.plots.plane import LETTERS
from leadkit.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Borders, Labels

COLUMNS = ("day", "name", "points")
FOUND = ("name", "called", "found")


def decay_lines(
    left: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, borders: Borders = None, labels: Labels = None
) -> Axes:
    """Draw how many points are left of each activity from day to day.

    Parameters
    ----------
    left : DataFrame
        Columns day (days ago, a number), name (at most six) and points, one row a name and day.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9.3 by 4.2 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    borders : mapping, optional
        Points at which a tier begins, by its name, as lines across.
    labels : mapping, optional
        A name for each line and each tier.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no rows, or there are more than six names.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = decay_lines(pd.DataFrame({"day": [0, 30], "name": "demo", "points": [40, 20]}), borders={"warm": 30})
    >>> ax.lines[0].get_ydata().tolist(), [text.get_text() for text in ax.texts]
    ([40, 20], ['warm ≥ 30', 'demo'])
    """
    lines = _lines(left, COLUMNS, "Decay lines")
    ax = canvas(9.3, 4.2) if ax is None else ax
    shown = {name: wrap(called(name, labels, lang), 2.4, 10.5) for name in lines}
    for i, line in enumerate(lines.values()):
        style: dict[str, Any] = {"color": COLOURS[i], "linestyle": LINES[i], "linewidth": 2.2}
        ax.plot(line["day"], line["points"], zorder=3, **style)
    first, last = float(left["day"].min()), float(left["day"].max())
    span = max(last - first, 1.0)
    frame(ax, say("plots.decay.day", lang), say("plots.decay.points", lang))
    scale(ax.xaxis, lang)
    scale(ax.yaxis, lang)
    heights = [0.0, *left["points"], *(borders or {}).values()]
    ax.set_ylim(1.06 * min(heights), max(1.06 * max(heights), 1))
    ax.set_xlim(first, first + span)
    ax.grid(axis="y", color=EMPTY)
    fit(ax, right=0.95 + max(wide(name, 10.5) for name in shown.values()))
    inch = (ax.get_ylim()[1] - ax.get_ylim()[0]) / height(ax)
    for tier, y in apart(borders or {}, LEVEL * inch).items():
        at = (borders or {})[tier]
        ax.axhline(at, color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=2.5)
        text = f"{called(tier, labels, lang)} ≥ {points(at, lang)}"
        write(ax, first + 0.99 * span, y, text, size=10, ha="right", va="bottom")
    ends = {name: float(line["points"].iloc[-1]) for name, line in lines.items()}
    tall = 1 + max(name.count("\n") for name in shown.values())
    gap = 0.2 * tall * inch
    for name, y in apart(ends, gap).items():
        i = list(lines).index(name)
        colour = dark(COLOURS[i])
        start, *along = (first + x * span for x in (1.025, 1.035, 1.085))
        ax.plot([lines[name]["day"].iloc[-1], start], [ends[name], y], color=colour, linewidth=0.8, clip_on=False)
        ax.plot(along, [y, y], color=COLOURS[i], linestyle=LINES[i], linewidth=2.2, clip_on=False)
        write(ax, first + 1.1 * span, y, shown[name], size=10.5, va="center", color=colour)
    return ax


def describe_decay_lines(
    left: pd.DataFrame, lang: str = "en", *, borders: Borders = None, labels: Labels = None
) -> str:
    """Say in words what :func:`decay_lines` shows: where each line begins, where half of it is left, where it ends.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_decay_lines(pd.DataFrame({"day": [0, 30], "name": "demo", "points": [40, 20]}), borders={"warm": 30})
    'demo: 40 points on day 0, 20 on day 30; half or less from day 30. warm begins at 30.'
    """
    told = []
    for name, line in _lines(left, COLUMNS, "Decay lines").items():
        start, end = (points(line["points"].iloc[i], lang) for i in (0, -1))
        days = {"first": points(line["day"].iloc[0], lang), "last": points(line["day"].iloc[-1], lang)}
        text = say("plots.decay.describe", lang, name=called(name, labels, lang), start=start, end=end, **days)
        half = line.loc[line["points"].abs() <= abs(line["points"].iloc[0]) / 2, "day"]
        text += say("plots.decay.half", lang, day=points(half.iloc[0], lang)) if len(half) else ""
        told.append(f"{text}.")
    for tier, y in (borders or {}).items():
        told.append(say("plots.decay.border", lang, tier=called(tier, labels, lang), points=points(y, lang)))
    return " ".join(told)


def gain_curve(
    curves: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    best: str | None = None,
    at: float = 0.2,
    labels: Labels = None,
) -> Axes:
    """Draw what share of the wins each ranking finds in the people it calls first, beside chance and the best possible.

    Parameters
    ----------
    curves : DataFrame
        Columns name (at most six), called and found (shares from 0 to 1, rising).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9.3 by 5.4 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    best : str, optional
        The name that stands for the best possible ranking, drawn in ink.
    at : float
        The share of people at which the curves are read off in the key.
    labels : mapping, optional
        A name for each ranking.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no rows, more than six names, or numbers that are no shares.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = gain_curve(pd.DataFrame({"name": "bant", "called": [0, 0.2, 1], "found": [0, 0.5, 1]}))
    >>> [text.get_text() for text in ax.texts]
    ['A', 'First 20% called:', 'A', 'bant: 50%', 'by chance: 20%']
    """
    lines = _curves(curves)
    ax = canvas(9.3, 5.4) if ax is None else ax
    ax.plot([0, 1], [0, 1], color=QUIET, linewidth=1.2, linestyle=(0, (2, 2)))
    ax.axvline(at, color=EMPTY, linewidth=1.5, zorder=0)
    for i, (name, line) in enumerate(lines.items()):
        colour = INK if name == best else COLOURS[i]
        ax.plot(line["called"], line["found"], color=colour, linestyle=LINES[i], linewidth=2.2)
        x = (i + 0.6) / (len(lines) + 0.6)
        badge(ax, x, float(np.interp(x, line["called"], line["found"])), LETTERS[i], colour, full=True, size=9)
    frame(ax, say("plots.gain.called", lang), say("plots.gain.found", lang))
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.03)
    for axis in (ax.xaxis, ax.yaxis):
        scale(axis, lang, shares=True)
    texts = [wrap(_found(name, line, at, labels, lang), 2.6, 10.5) for name, line in lines.items()]
    head = say("plots.gain.first", lang, share=percent(at, lang))
    fit(ax, right=0.9 + max(wide(text, 10.5) for text in [*texts, head]))
    step, y = LINE / height(ax), 0.95
    beside = {"transform": ax.transAxes, "va": "center"}
    write(ax, 1.05, y, head, size=10.5, color=QUIET, **beside)
    for i, (name, text) in enumerate(zip(lines, texts, strict=True)):
        y -= step * (1 + 0.3 * text.count("\n"))
        badge(ax, 1.075, y, LETTERS[i], INK if name == best else COLOURS[i], full=True, size=9, transform=ax.transAxes)
        write(ax, 1.12, y, text, size=10.5, **beside)
        y -= step * 0.3 * text.count("\n")
    ax.plot([1.05, 1.1], [y - step] * 2, color=QUIET, lw=1.2, ls=(0, (2, 2)), transform=ax.transAxes, clip_on=False)
    write(ax, 1.12, y - step, f"{say('plots.gain.chance', lang)}: {percent(at, lang)}", size=10.5, **beside)
    return ax


def describe_gain_curve(
    curves: pd.DataFrame, lang: str = "en", *, best: str | None = None, at: float = 0.2, labels: Labels = None
) -> str:
    """Say in words what :func:`gain_curve` shows, read off at one share of people called.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_gain_curve(pd.DataFrame({"name": "bant", "called": [0, 0.2, 1], "found": [0, 0.5, 1]}))
    'Share of the wins found. First 20% called: bant: 50%, by chance: 20%.'
    """
    told = [_found(name, line, at, labels, lang) for name, line in _curves(curves).items() if name != best]
    told += [_found(name, line, at, labels, lang) for name, line in _curves(curves).items() if name == best]
    told.append(f"{say('plots.gain.chance', lang)}: {percent(at, lang)}")
    head = say("plots.gain.first", lang, share=percent(at, lang))
    return f"{say('plots.gain.found', lang).capitalize()}. {head} {', '.join(told)}."


LINE = 0.34  # inches between the lines of a key beside the picture


def _found(name: str, line: pd.DataFrame, at: float, labels: Labels, lang: str) -> str:
    return f"{called(name, labels, lang)}: {percent(float(np.interp(at, line['called'], line['found'])), lang)}"


def _curves(curves: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lines = _lines(curves, FOUND, "Gain curves")
    shares = curves[["called", "found"]].to_numpy(dtype=float)
    if not ((shares >= 0) & (shares <= 1)).all() or not all(
        c["called"].is_monotonic_increasing for c in lines.values()
    ):
        raise DataError("A gain curve takes shares from 0 to 1, and people called that never become fewer.")
    return lines


def _lines(table: pd.DataFrame, columns: tuple[str, ...], picture: str) -> dict[str, pd.DataFrame]:
    need(table, columns, picture)
    lines = {str(name): line for name, line in table.groupby("name", sort=False)}
    if len(lines) > len(COLOURS):
        raise DataError(f"{picture} are at most {len(COLOURS)}; this table has {len(lines)} names.")
    return lines
