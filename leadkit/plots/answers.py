"""Yes, no and unknown, side by side: one bar a definition, never a bar that hides those of whom nothing is known.

The table is that of ``leadkit.definitions.tally``: term, yes, no, unknown. The three parts differ in colour and in
hatching, and each number is written on its part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, INK, PAPER, QUIET, canvas, dress, write
from leadkit.plots.marks import need, scale
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

PARTS = ("yes", "no", "unknown")
FILLS = {"yes": (COLOURS[0], "", "#ffffff"), "no": ("#d5dbe2", "", INK), "unknown": (PAPER, "////", INK)}


def answer_bars(
    tally: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    labels: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
) -> Axes:
    """Draw one bar a definition: how many answer yes, no, unknown.

    Parameters
    ----------
    tally : DataFrame
        Columns term, yes, no, unknown (people), one row a definition, drawn from top to bottom.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the bars, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each term.
    said : mapping, optional
        Words of the key and of the axis, where they count something else: yes, no, unknown (what is not named is
        not in the key) and people.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing or the table is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = answer_bars(pd.DataFrame({"term": ["lead"], "yes": [30], "no": [50], "unknown": [20]}))
    >>> [int(bar.get_width()) for bar in ax.patches]
    [30, 50, 20]
    """
    need(tally, ("term", *PARTS), "Answer bars")
    ax = canvas(9, 1.2 + 0.55 * len(tally)) if ax is None else ax
    paper(ax, tally, lang, labels, said)
    bars(ax, tally, lang)
    return ax


def everybody(tally: pd.DataFrame) -> int:
    """Count the people of the longest bar."""
    return max(int(tally[list(PARTS)].sum(axis=1).max()), 1)


def paper(
    ax: Axes,
    tally: pd.DataFrame,
    lang: str,
    labels: Mapping[str, str] | None,
    said: Mapping[str, str] | None = None,
) -> None:
    """Draw all but the bars: names, axis and key."""
    said = said or {part: say(part, lang) for part in PARTS} | {"people": say("plots.answers.people", lang)}
    n = len(tally)
    ax.set_yticks(range(n), [(labels or {}).get(str(term), str(term)) for term in tally["term"]])
    edge = 0.31 + min(0.05 * (n - 0.38), 0.15)  # half a bar, and some air
    ax.set_ylim(n - 1 + edge, -edge)
    ax.set_xlim(0, everybody(tally))
    ax.set_xlabel(said["people"])
    scale(ax.xaxis, lang)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    dress([*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label])
    _legend(ax, said)


def bars(ax: Axes, tally: pd.DataFrame, lang: str) -> None:
    """Draw the three parts of each bar, and write its number on each part that has room for it."""
    total, left = everybody(tally), [0] * len(tally)
    for part in PARTS:
        face, hatch, ink = FILLS[part]
        widths = [int(x) for x in tally[part]]
        if not any(widths):
            continue
        ax.barh(range(len(tally)), widths, left=left, height=0.62, color=face, hatch=hatch, edgecolor=QUIET, lw=0.6)
        for row, width in enumerate(widths):
            if width / total > 0.045:
                box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"} if hatch else None
                where = {"ha": "center", "va": "center", "color": ink}
                write(ax, left[row] + width / 2, row, number(width, lang), size=10, bbox=box, **where)
        left = [start + width for start, width in zip(left, widths, strict=True)]


def describe_answer_bars(tally: pd.DataFrame, lang: str = "en", *, labels: Mapping[str, str] | None = None) -> str:
    """Say in words what :func:`answer_bars` shows.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_answer_bars(pd.DataFrame({"term": ["lead"], "yes": [30], "no": [50], "unknown": [20]}))
    'lead: yes 30, no 50, unknown 20.'
    """
    need(tally, ("term", *PARTS), "Answer bars")
    lines = []
    for row in tally.itertuples(index=False):
        told = ", ".join(f"{say(part, lang)} {number(getattr(row, part), lang)}" for part in PARTS)
        lines.append(f"{(labels or {}).get(str(row.term), str(row.term))}: {told}.")
    return " ".join(lines)


def _legend(ax: Axes, said: Mapping[str, str]) -> None:
    parts = [(FILLS[part], said[part]) for part in PARTS if part in said]
    marks = [mpl.Patch(facecolor=fill[0], hatch=fill[1], edgecolor=QUIET, label=label) for fill, label in parts]
    key = ax.legend(handles=marks, ncols=3, loc="lower left", bbox_to_anchor=(0, 1.0), frameon=False, borderpad=0)
    dress(list(key.get_texts()))
