"""Tiers, grades and who moves between them: how a card parts the people, and how two cards differ.

A tier that is too narrow for its name has it under the bar, on a line of its own. People whom no tier holds are drawn
apart, hatched, and never as the lowest tier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import marks, mpl
from leadkit.plots.canvas import INK, PAPER, QUIET, dress, readable_on, write
from leadkit.plots.marks import LEVEL, OPEN, breadth, called, count, fit, frame, levels, listed, missing, rows, wide

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

BAR = 0.46  # inches


def tier_bars(sizes: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, labels: Labels = None) -> Axes:
    r"""Draw how a card parts the people into tiers: one bar a card, as long as everybody.

    Parameters
    ----------
    sizes : DataFrame
        Columns tier and people, if wanted wins and card, in the order to be drawn; a missing tier is nobody's tier.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the bars, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each tier and each card.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no rows, or a card has nobody.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = tier_bars(pd.DataFrame({"tier": ["cold", "warm"], "people": [60, 20]}))
    >>> [text.get_text() for text in ax.texts], float(ax.patches[0].get_width())
    (['cold\n60 (75%)', 'warm\n20 (25%)'], 0.75)
    """
    cards, own = _cards(sizes), ax is None
    tiers = [tier for tier in listed(sizes["tier"]) if not missing(tier)]
    ramp = mpl.colormaps["Blues"](np.linspace(0.12, 0.88, max(len(tiers), 2)))
    ax = rows(ax, [called(card, labels, lang) if "card" in sizes else "" for card in cards], 1, inches=2)
    frame(ax)
    ax.set_xlim(0, 1)
    fit(ax)
    y, ticks = 0.0, []
    for segments in _placed(ax, cards, lang, labels):
        ticks.append(y + BAR / 2)
        for tier, left, share, text, level in segments:
            nobody = missing(tier)
            face: Any = PAPER if nobody else ramp[tiers.index(tier)]
            look: Mapping[str, Any] = OPEN if nobody else {"facecolor": face, "edgecolor": PAPER, "linewidth": 1.5}
            ax.barh(y + BAR / 2, share, BAR, left=left, **look)
            x, under = left + share / 2, y + BAR + LEVEL * (abs(level) - 0.25)
            if not level:
                box = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"} if nobody else None
                ink = INK if nobody else readable_on(tuple(face))
                write(ax, x, y + BAR / 2, text, size=10, ha="center", va="center", color=ink, bbox=box, linespacing=1.1)
            else:
                ax.plot([x, x], [y + BAR, under + 0.06], color=QUIET, linewidth=0.9)
                side = "left" if level > 0 else "right"
                write(ax, x, under, f" {_line(text)} ", size=10, va="center", ha=side)
        y += BAR + 0.2 + LEVEL * max(abs(level) for *_, level in segments)
    ax.set_yticks(ticks, [text.get_text() for text in ax.get_yticklabels()])
    ax.set_ylim(y, -0.05)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    dress(ax.get_yticklabels())
    if own:
        figure: Any = ax.get_figure(root=True)
        figure.set_size_inches(figure.get_size_inches()[0], (y + 0.05) / ax.get_position().height)
    return ax


def describe_tier_bars(sizes: pd.DataFrame, lang: str = "en", *, labels: Labels = None) -> str:
    """Say in words what :func:`tier_bars` shows.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_tier_bars(pd.DataFrame({"tier": ["cold", None], "people": [60, 20], "wins": [3, 0]}))
    'cold: 60 (75%), won: 3; no tier: 20 (25%), won: 0.'
    """
    told = []
    for card, tiers in _cards(sizes).items():
        parts = [_line(text) for *_, text in _segments(tiers, lang, labels)]
        told.append((f"{called(card, labels, lang)}: " if "card" in sizes else "") + f"{'; '.join(parts)}.")
    return " ".join(told)


def _cards(sizes: pd.DataFrame) -> dict[Hashable, pd.DataFrame]:
    marks.need(sizes, ("tier", "people"), "Tier bars")
    cards: dict[Hashable, pd.DataFrame] = {"": sizes}
    if "card" in sizes:
        cards = {str(card): tiers for card, tiers in sizes.groupby("card", sort=False)}
    empty = [str(card) for card, tiers in cards.items() if not int(tiers["people"].sum())]
    if empty:
        raise DataError(f"A tier bar is as long as all the people of its card, and {empty[0] or 'this'} has nobody.")
    return cards


def _segments(tiers: pd.DataFrame, lang: str, labels: Labels) -> list[tuple[Hashable, float, float, str]]:
    """Each tier with where it starts, its share and its text."""
    everybody, left, found = int(tiers["people"].sum()), 0.0, []
    for row in tiers.to_dict("records"):
        share = int(row["people"]) / everybody
        text = f"{called(row['tier'], labels, lang)}\n{count(row['people'], lang)} ({marks.percent(share, lang)})"
        if "wins" in row:
            text += marks.won_of(row["wins"], lang)
        found.append((row["tier"], left, share, text))
        left += share
    return found


def _line(text: str) -> str:
    return text.replace("\n", ": ")


def _placed(
    ax: Axes, cards: dict[Hashable, pd.DataFrame], lang: str, labels: Labels
) -> list[list[tuple[Hashable, float, float, str, int]]]:
    """The segments of each card, each with the line under the bar that its text stands on; 0 is inside the bar.

    Texts go to the left of their stems (negative lines) if all of a bar can, and else to the right, which may widen the
    axis and so narrow the bars: until nothing changes.
    """
    bars = [_segments(tiers, lang, labels) for tiers in cards.values()]
    edge = 0.0
    while edge < ax.get_xlim()[1]:
        edge, placed = ax.get_xlim()[1], []
        inch = breadth(ax) / edge
        for segments in bars:
            outside = [wide(text) + 0.12 > share * inch for _, _, share, text in segments]
            flags = [
                (left + share / 2, f"  {_line(text)}")
                for (_, left, share, text), out in zip(segments, outside, strict=True)
                if out
            ]
            side = -1 if all(wide(text) + 0.1 < x * inch for x, text in flags) else 1
            lines = iter(levels(ax, flags if side > 0 else [(edge - x, text) for x, text in flags]))
            ends = [side * (next(lines) + 1) if out else 0 for out in outside]
            placed.append([(*segment, end) for segment, end in zip(segments, ends, strict=True)])
    return placed
