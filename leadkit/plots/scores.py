"""Scores of many: each person's with the range that the unknown leaves open, and how many have which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import marks, mpl
from leadkit.plots.canvas import COLOURS, EMPTY, INK, PAPER, canvas, write
from leadkit.plots.marks import OPEN, breadth, called, count, fit, frame, key, need, points, scale, short, tier_borders
from leadkit.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from leadkit.plots.marks import Borders, Labels

RANGES = ("person_id", "score", "score_low", "score_high")
MOST = 60  # people or bars that a page has room for
UNITS = 10_000


def score_ranges(
    scores: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, borders: Borders = None, labels: Labels = None
) -> Axes:
    """Draw people's scores as dots, each on the range in which it lies whatever the unknown answers turn out to be.

    Parameters
    ----------
    scores : DataFrame
        Columns person_id, score, score_low and score_high, at most sixty people in the order to be drawn.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the people, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    borders : mapping, optional
        Scores at which a tier begins, by its name.
    labels : mapping, optional
        A name for each person and each tier.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, or there are no people, or more than sixty.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"person_id": ["a"], "score": [20], "score_low": [10], "score_high": [45]})
    >>> int(score_ranges(table).patches[0].get_width())
    35
    """
    need(scores, RANGES, "Score ranges", MOST)
    ax = marks.rows(ax, [called(who, labels, lang) for who in scores["person_id"]], 0.25)
    frame(ax, say("plots.scores.score", lang))
    scale(ax.xaxis, lang)
    places = np.arange(len(scores))
    low, high = scores["score_low"], scores["score_high"]
    ax.barh(places, high - low, 0.5, left=low, zorder=2, **OPEN)
    handles: list[Any] = []
    for name, chosen, face in (("known", low == high, COLOURS[0]), ("open", low != high, PAPER)):
        style: dict[str, Any] = {
            "marker": "o" if name == "known" else "D",
            "markersize": 7 if name == "known" else 6,
            "markerfacecolor": face,
            "markeredgecolor": COLOURS[0],
            "markeredgewidth": 1.8,
            "linestyle": "",
        }
        ax.plot(scores["score"][chosen], places[chosen], zorder=3, **style)
        handles.append(mpl.Line2D([], [], label=say(f"plots.scores.{name}", lang), **style))
    handles.append(mpl.Patch(**OPEN, label=say("plots.scores.range", lang)))
    _limits(ax, [*low, *high, *(borders or {}).values()])
    ax.grid(axis="y", color=EMPTY, zorder=0)
    fit(ax)
    tier_borders(ax, borders, labels, lang)
    key(ax, handles)
    return ax


def describe_score_ranges(
    scores: pd.DataFrame, lang: str = "en", *, borders: Borders = None, labels: Labels = None
) -> str:
    """Say in words what :func:`score_ranges` shows: each score, its range, and the borders.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"person_id": ["a"], "score": [20], "score_low": [10], "score_high": [45]})
    >>> describe_score_ranges(table, borders={"warm": 15})
    'a: 20 (10 .. 45). warm ≥ 15.'
    """
    need(scores, RANGES, "Score ranges", MOST)
    told = []
    for row in scores.to_dict("records"):
        low, high = points(row["score_low"], lang), points(row["score_high"], lang)
        still = f" ({low} .. {high})" if low != high else ""
        told.append(f"{called(row['person_id'], labels, lang)}: {points(row['score'], lang)}{still}.")
    return " ".join([*told, *_borders(borders, labels, lang)])


def score_histogram(
    scores: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    width: float = 5,
    borders: Borders = None,
    labels: Labels = None,
) -> Axes:
    """Draw how many people have which score, and how many of them were won.

    Parameters
    ----------
    scores : DataFrame
        Columns score (exact) and people, if wanted wins, as ``what_if`` gives them.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9.3 by 4.5 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    width : float
        Points of a bar; a score on the border of two bars is in the upper one.
    borders : mapping, optional
        Scores at which a tier begins, by its name.
    labels : mapping, optional
        A name for each tier.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, nobody has a score, or the bars would be more than sixty.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = score_histogram(pd.DataFrame({"score": [0, 4.5, 5], "people": [7, 2, 3]}), width=5)
    >>> [int(bar.get_height()) for bar in ax.patches]
    [9, 3]
    """
    starts, people, wins = _bins(scores, width)
    box = {"boxstyle": "round,pad=0.05", "facecolor": PAPER, "edgecolor": "none"}
    ax = canvas(9.3, 4.5) if ax is None else ax
    frame(ax, say("plots.scores.score", lang), say("plots.answers.people", lang))
    scale(ax.xaxis, lang)
    scale(ax.yaxis, lang)
    style: dict[str, Any] = {"align": "edge", "zorder": 2, "linewidth": 0.8}
    ax.bar(starts, people, width, facecolor=COLOURS[4], edgecolor=PAPER, **style)
    won: dict[str, Any] = {"facecolor": COLOURS[1], "edgecolor": INK, "hatch": "///"}
    if wins is not None:
        ax.bar(starts, wins, width, **won, **style)
    _limits(ax, [*starts, *(starts + width), *(borders or {}).values()])
    ax.set_ylim(0, 1.13 * max(float(people.max()), 1))
    ax.yaxis.set_major_locator(mpl.MaxNLocator(integer=True))
    fit(ax, right=0.4)
    tier_borders(ax, borders, labels, lang)
    room = width / (ax.get_xlim()[1] - ax.get_xlim()[0]) * 0.98 * breadth(ax)
    for i, (start, height) in enumerate(zip(starts, people, strict=True)):
        text = short(int(height), lang) + (f"\n({short(int(wins[i]), lang)})" if wins is not None else "")
        if height and marks.wide(text, 9) < room:
            write(ax, start + width / 2, height, text, size=9, ha="center", va="bottom", linespacing=1.05, bbox=box)
    if wins is not None:
        key(ax, [mpl.Patch(**won, label=say("plots.moves.wins", lang))])
    return ax


def describe_score_histogram(
    scores: pd.DataFrame, lang: str = "en", *, width: float = 5, borders: Borders = None, labels: Labels = None
) -> str:
    """Say in words what :func:`score_histogram` shows: every bar with people, their wins, and the borders.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_score_histogram(pd.DataFrame({"score": [0, 4.5, 5], "people": [7, 2, 3], "wins": [0, 1, 2]}))
    'score 0 .. <5: 9 people, won: 1; 5 .. <10: 3 people, won: 2.'
    """
    starts, people, wins = _bins(scores, width)
    told = []
    for i, start in enumerate(starts):
        if people[i]:
            held = say("plots.sets.people", lang, people=count(people[i], lang))
            text = f"{points(start, lang)} .. <{points(start + width, lang)}: {held}"
            told.append(text + (marks.won_of(wins[i], lang) if wins is not None else ""))
    return " ".join([f"{say('plots.scores.score', lang)} {'; '.join(told)}.", *_borders(borders, labels, lang)])


def _borders(borders: Borders, labels: Labels, lang: str) -> list[str]:
    return [f"{called(tier, labels, lang)} ≥ {points(x, lang)}." for tier, x in (borders or {}).items()]


def _limits(ax: Axes, values: list[float]) -> None:
    low, high = min(values), max(values)
    pad = 0.03 * max(high - low, 1)
    ax.set_xlim(low - pad, high + pad)


def _bins(scores: pd.DataFrame, width: float) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64] | None]:
    """Where each bar starts, its people and its wins; counted in whole units, so that no score slips over a border."""
    need(scores, ("score", "people"), "Score histograms")
    step = round(width * UNITS)
    if step <= 0 or not int(scores["people"].sum()):
        raise DataError(f"A score histogram takes people and bars of some width, not {width:g}.")
    bars = np.floor_divide(np.rint(scores["score"].to_numpy(dtype=float) * UNITS).astype(np.int64), step)
    first, last = int(bars.min()), int(bars.max())
    if last - first >= MOST:
        raise DataError(
            f"Bars of {width:g} points would be {last - first + 1}; a picture has room for {MOST}. Make them wider."
        )
    columns = [name for name in ("people", "wins") if name in scores]
    counted = [np.zeros(last - first + 1, dtype=np.int64) for _ in columns]
    for total, name in zip(counted, columns, strict=True):
        np.add.at(total, bars - first, scores[name].to_numpy(dtype=np.int64))
    return np.arange(first, last + 1) * step / UNITS, counted[0], counted[1] if len(counted) > 1 else None
