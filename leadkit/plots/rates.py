"""Shares by group with their intervals and their counts: how sure the difference between two bars is, is in the bars.

The intervals are those of ``leadkit.shares``. A group of few people is drawn hollow and dashed; people of whom the
outcome is not known are counted beside the bar, never in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit.errors import DataError
from leadkit.plots import marks, mpl
from leadkit.plots.canvas import COLOURS, INK, PAPER, QUIET, write
from leadkit.plots.marks import between, called, count, doubts, fit, frame, key, listed, need, percent, rows, scale
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

COLUMNS = ("group", "share", "low", "high", "yes", "of")
HATCHES = ("", "///", "...")


def rate_bars(
    groups: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    labels: Labels = None,
    title: str | None = None,
    few: int = 30,
) -> Axes:
    """Draw the share of each group as a bar, its interval as a whisker, and the counts beside it.

    Parameters
    ----------
    groups : DataFrame
        Columns group, share, low, high (0 to 1; empty for a group of nobody), yes and of (people); if wanted ``series``
        (at most three, drawn side by side) and ``unknown`` (people of whom the outcome is not known, not in `of`).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the bars, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each group and each series.
    title : str, optional
        What the share is a share of, written under the axis.
    few : int
        A group of fewer people is drawn hollow.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no rows, or there are more than three series.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"group": ["warm"], "share": [0.2], "low": [0.1], "high": [0.3], "yes": [8], "of": [40]})
    >>> ax = rate_bars(table)
    >>> float(ax.patches[0].get_width()), ax.texts[0].get_text()
    (0.2, '20%  8 of 40')
    """
    ax = paper(groups, ax, lang, labels, title, few)
    bars(ax, groups, lang, few)
    return ax


def paper(
    groups: pd.DataFrame, ax: Axes | None, lang: str, labels: Labels, title: str | None, few: int,
    top: float | None = None, room: float | None = None,
) -> Axes:  # fmt: skip
    """Draw all but the bars: names, axis and key, with room beside the bars for what is written there."""
    names, series = _read(groups)
    ax = rows(ax, [called(name, labels, lang) for name in names], 0.16 + 0.28 * len(series))
    if top is None:
        top = float(groups[["share", "high"]].max().max()) if groups["share"].notna().any() else 1.0
    frame(ax, title or "")
    ax.set_xlim(0, max(1.04 * top, 0.01))
    scale(ax.xaxis, lang, shares=True)
    fit(ax, right=0.3 + (room or max(marks.wide(beside(row, lang)) for row in groups.to_dict("records"))))
    handles: list[Any] = [
        mpl.Patch(facecolor=COLOURS[i], hatch=HATCHES[i], edgecolor=PAPER, label=called(s, labels, lang))
        for i, s in enumerate(series)
        if len(series) > 1
    ]
    hollow = mpl.Patch(facecolor=PAPER, edgecolor=QUIET, ls="dashed", label=say("plots.rates.few", lang, few=few))
    handles += doubts(lang, hollow if groups["of"].between(1, few - 1).any() else None)
    key(ax, handles, 0.65 if title else 0.42)
    return ax


def bars(ax: Axes, groups: pd.DataFrame, lang: str, few: int) -> None:
    """Draw the bars with their intervals, and write their counts beside them."""
    names, series = _read(groups)
    thick = 0.8 / len(series)
    for row in groups.to_dict("records"):
        i = series.index(row["series"]) if "series" in row else 0
        y = [str(name) for name in names].index(str(row["group"])) + (i - (len(series) - 1) / 2) * thick
        if row["of"]:
            face, line = (PAPER, "dashed") if row["of"] < few else (COLOURS[i], "solid")
            ax.barh(y, row["share"], 0.86 * thick, facecolor=face, edgecolor=COLOURS[i], linestyle=line, lw=1.4)
            ax.patches[-1].set_hatch(HATCHES[i])
            if HATCHES[i] and row["of"] >= few:
                ax.patches[-1].set_edgecolor(PAPER)
            ends = [[row["share"] - row["low"]], [row["high"] - row["share"]]]
            ax.errorbar(row["share"], y, xerr=ends, color=INK, capsize=4, lw=1.5, fmt="none")
        write(ax, 1.015, y, beside(row, lang), size=10, va="center", transform=ax.get_yaxis_transform())


def describe_rate_bars(
    groups: pd.DataFrame, lang: str = "en", *, labels: Labels = None, title: str | None = None, few: int = 30
) -> str:
    """Say in words what :func:`rate_bars` shows: each share, its counts, its interval.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"group": ["warm"], "share": [0.2], "low": [0.1], "high": [0.3], "yes": [8], "of": [40]})
    >>> describe_rate_bars(table, title="became customers")
    'became customers. warm: 20% 8 of 40 (10%-30%).'
    """
    _read(groups)
    told = [f"{title}."] if title else []
    for row in groups.to_dict("records"):
        name = called(row["group"], labels, lang)
        name += f" ({called(row['series'], labels, lang)})" if "series" in row else ""
        text = beside(row, lang).replace("  ", " ")
        if row["of"]:
            text += between(row["low"], row["high"], lang)
            text += f", {say('plots.rates.few', lang, few=few)}" if row["of"] < few else ""
        told.append(f"{name}: {text}.")
    return " ".join(told)


def beside(row: Mapping[Any, Any], lang: str) -> str:
    """Say what is written beside a bar: its share and its counts."""
    text = say("plots.rates.of", lang, yes=count(row["yes"], lang), of=count(row["of"], lang))
    text = f"{percent(row['share'], lang)}  {text}" if row["of"] else say("plots.rates.nobody", lang)
    return text + (say("plots.rates.unknown", lang, people=count(row["unknown"], lang)) if row.get("unknown") else "")


def _read(groups: pd.DataFrame) -> tuple[list[Hashable], Sequence[Hashable]]:
    need(groups, COLUMNS, "Rate bars")
    series = listed(groups["series"]) if "series" in groups else [""]
    if len(series) > len(HATCHES):
        raise DataError(f"Rate bars stand at most {len(HATCHES)} side by side; this table has {len(series)} series.")
    return listed(groups["group"]), series
