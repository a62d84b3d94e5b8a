"""Who stands inside whom: every pair of definitions in one square, each with a sign and a colour of its own.

The table is that of ``leadkit.relations``: one row a pair, with ``kind``. A cell says how its row stands to its column.
The order is found, not alphabetical: definitions that stand alike to all others are neighbours, so that blocks of one
colour are schools of thought; the widest definitions come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import EMPTY, INK, PAPER, canvas, dress, readable_on
from leadkit.plots.squares import edges, squared, together
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Each kind: its sign, the colour of its cell, and how alike it makes two definitions (0 to 1).
KINDS = {
    "equal": ("=", "#0b3c5d", 1.0),
    "inside": ("⊂", "#8ecae6", 0.7),
    "contains": ("⊃", "#f6bd60", 0.7),
    "overlap": ("·", "#f6f7f9", 0.4),
    "apart": ("×", "#e8a598", 0.0),
    "not_proved": ("?", PAPER, 0.3),
    "never_true": ("!", "#b9c0c8", 0.3),
}
TURNED = {"inside": "contains", "contains": "inside"}
FEW = 12  # definitions up to which the description tells every inclusion


def relation_map(
    pairs: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, labels: Mapping[str, str] | None = None
) -> Axes:
    """Draw how every pair of definitions stands to each other.

    Parameters
    ----------
    pairs : DataFrame
        Columns a, b and kind, one row a pair (each pair once).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, large enough for the number of definitions, if not given.
    lang : {"en", "th", "vi"}
        Language of the key.
    labels : mapping, optional
        A name for each definition.

    Returns
    -------
    matplotlib Axes
        The same `ax`. Rows are named and numbered; columns carry the numbers.

    Raises
    ------
    DataError
        The table lacks a, b or kind, holds no pair, or a kind that does not exist.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = relation_map(pd.DataFrame({"a": ["buyer"], "b": ["loyal"], "kind": ["contains"]}))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['buyer  1', 'loyal  2']
    """
    names, matrix = _square(pairs)
    n = len(names)
    ax = canvas(3.6 + 0.205 * n, 1.7 + 0.205 * n) if ax is None else ax
    kinds = list(KINDS)
    codes = np.array([[kinds.index(kind) for kind in row] for row in matrix], dtype=float)
    codes[np.eye(n, dtype=bool)] = np.nan
    colours = mpl.ListedColormap([face for _, face, _ in KINDS.values()])
    ax.imshow(np.ma.masked_invalid(codes), cmap=colours, vmin=-0.5, vmax=len(kinds) - 0.5)
    ax.set_facecolor("#c6ccd4")
    ax.hlines(np.arange(n - 1) + 0.5, -0.5, n - 0.5, color=PAPER, linewidth=0.6)
    ax.vlines(np.arange(n - 1) + 0.5, -0.5, n - 0.5, color=PAPER, linewidth=0.6)
    for kind in kinds:
        rows, columns = np.nonzero((matrix == kind) & ~np.eye(n, dtype=bool))
        if len(rows):
            ax.plot(columns, rows, **_signed(kind), label=kind)
    edges(ax, names, labels, numbered=True)
    _key(ax, [kind for kind in kinds if (matrix[~np.eye(n, dtype=bool)] == kind).any()], lang)
    return ax


def describe_relation_map(pairs: pd.DataFrame, lang: str = "en", *, labels: Mapping[str, str] | None = None) -> str:
    """Say in words what :func:`relation_map` shows: how many pairs of each kind, and who is the same as whom.

    Of a few definitions, every inclusion is told too.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_relation_map(pd.DataFrame({"a": ["buyer"], "b": ["loyal"], "kind": ["contains"]}))
    'Relations of 2 definitions, by pairs: row contains column 1. Inside: loyal in buyer.'
    """
    names, matrix = _square(pairs)
    title = [(labels or {}).get(name, name) for name in names]
    parts = [say("plots.relations.describe", lang, terms=len(names))]
    kinds = {kind: int((pairs["kind"] == kind).sum()) for kind in KINDS}
    parts += [
        ", ".join(f"{say(f'plots.relations.{kind}', lang)} {number(n, lang)}" for kind, n in kinds.items() if n) + "."
    ]
    groups = {tuple(np.flatnonzero(row == "equal")) for row in matrix}
    same = ["; ".join(" = ".join(title[i] for i in group) for group in sorted(groups) if len(group) > 1)]
    parts += [say("plots.relations.same", lang, groups=same[0])] if same[0] else []
    if len(names) <= FEW:
        found = [say("plots.relations.in", lang, a=title[i], b=title[j]) for i, j in np.argwhere(matrix == "inside")]
        parts += [say("plots.relations.all_inside", lang, pairs=", ".join(found))] if found else []
    return " ".join(parts)


def _square(pairs: pd.DataFrame) -> tuple[list[str], NDArray[Any]]:
    """Names in the order found, and the kind of every row to every column in that order."""
    lacking = [c for c in ("a", "b", "kind") if c not in pairs.columns]
    if lacking or pairs.empty or not set(pairs["kind"]) <= set(KINDS):
        raise DataError(
            "A relation map takes the table of relations(): one row a pair, with a, b and kind; "
            f"this one has {len(pairs)} rows and {', '.join(map(str, pairs.columns))}."
        )
    names, matrix = squared(pairs, pairs["kind"], (TURNED.get(kind, kind) for kind in pairs["kind"]), "equal")
    order = _found(matrix)
    return [names[i] for i in order], matrix[np.ix_(order, order)]


def _found(matrix: NDArray[Any]) -> list[int]:
    """Find the order: alike are those that stand alike to all others; then the wider end is turned to the front."""
    likeness = np.vectorize({kind: alike for kind, (*_, alike) in KINDS.items()}.get, otypes=[float])(matrix)
    shared = np.array([(matrix == row).mean(axis=1) for row in matrix])
    order = together(shared + 0.5 * likeness)
    width = (matrix == "contains").sum(axis=1) - (matrix == "inside").sum(axis=1)
    half = len(order) // 2
    return order if width[order[:half]].sum() >= width[order[-half:]].sum() else order[::-1]


def _signed(kind: str) -> dict[str, Any]:
    """Style the sign of a kind as a marker: thousands of them are drawn at once, where texts would take long."""
    sign, face, _ = KINDS[kind]
    drawn = mpl.TextPath((0, 0), sign, size=10, prop=mpl.FontProperties(family="DejaVu Sans"))
    box, corners = drawn.get_extents(), np.array(drawn.vertices)
    middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    corners[drawn.codes == mpl.Path.CLOSEPOLY] = middle  # where the pen is lifted: it would shrink the sign
    path = mpl.Path(corners - middle, drawn.codes)
    size = {"overlap": 1.4, "equal": 7.0}.get(kind, 6.0)
    return {
        "linestyle": "",
        "marker": path,
        "markersize": size,
        "color": readable_on(mpl.to_rgb(face)),
        "markeredgewidth": 0,
    }


def _key(ax: Axes, kinds: list[str], lang: str) -> None:
    """Name the signs below the square."""
    marks = [
        (
            mpl.Patch(facecolor=KINDS[kind][1], edgecolor=EMPTY if KINDS[kind][1] != PAPER else INK),
            mpl.Line2D([], [], **_signed(kind)),
        )
        for kind in kinds
    ]
    said = [say(f"plots.relations.{kind}", lang) for kind in kinds]
    key = ax.legend(
        marks, said, loc="upper right", bbox_to_anchor=(1.0, -0.01), ncols=2, frameon=False, handlelength=1.4,
        handleheight=1.4, borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip
    dress(list(key.get_texts()))
