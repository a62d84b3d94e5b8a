"""Where many definitions agree, and where the schools part: every pair of them in one square.

The table is that of ``leadkit.compare``: one row a pair, with ``jaccard`` and ``kappa``. Definitions are ordered so
that those which agree stand together (never alphabetically), the number stands in its cell, and colour only repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.errors import DataError
from leadkit.plots.canvas import INK, canvas, dress, readable_on, write
from leadkit.plots.marks import scale
from leadkit.plots.squares import edges, squared, together
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage
    from numpy.typing import NDArray

MEASURES = {"jaccard": (0.0, 1.0), "kappa": (-1.0, 1.0)}


def agreement_map(
    pairs: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    measure: str = "jaccard",
    labels: Mapping[str, str] | None = None,
) -> Axes:
    """Draw how far every pair of definitions agrees.

    Parameters
    ----------
    pairs : DataFrame
        Columns a, b and the measure, one row a pair (each pair once).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, large enough for the number of definitions, if not given.
    lang : {"en", "th", "vi"}
        Language of the words around the numbers.
    measure : {"jaccard", "kappa"}
        Which agreement to show.
    labels : mapping, optional
        A name for each definition.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        The table lacks a, b or the measure, or holds no pair.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "z", "z"], "jaccard": [0.9, 0.1, 0.2]})
    >>> ax = agreement_map(pairs)
    >>> sorted(text.get_text() for text in ax.texts if text.get_text() != "·")
    ['0.10', '0.10', '0.20', '0.20', '0.90', '0.90']
    """
    names, matrix = _square(pairs, measure)
    n = len(names)
    ax = canvas(3.4 + 0.62 * n, 1.9 + 0.46 * n) if ax is None else ax
    low, high = MEASURES[measure]
    colours = "Blues" if measure == "jaccard" else "PuOr"
    shown = np.ma.masked_invalid(np.where(np.eye(n, dtype=bool), np.nan, matrix))
    picture = ax.imshow(shown, cmap=colours, vmin=low, vmax=high, aspect="auto")
    ax.set_facecolor("#e3e7ec")
    for row in range(n):
        for column in range(n):
            _cell(ax, picture, matrix[row, column], row, column, lang)
    edges(ax, names, labels)
    bar = ax.figure.colorbar(picture, ax=ax, fraction=0.035, pad=0.02)
    bar.outline.set_visible(False)
    scale(bar.ax.yaxis, lang)
    bar.set_label(say(f"plots.agreement.bar_{measure}", lang))
    dress([*bar.ax.get_yticklabels(), bar.ax.yaxis.label])
    return ax


def describe_agreement_map(
    pairs: pd.DataFrame, lang: str = "en", *, measure: str = "jaccard", labels: Mapping[str, str] | None = None
) -> str:
    """Say in words what :func:`agreement_map` shows: how many definitions, the closest pair, the furthest pair.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "z", "z"], "jaccard": [0.9, 0.1, 0.2]})
    >>> describe_agreement_map(pairs).split(". ")[1:]
    ['Most alike: x and y, 0.90', 'Least alike: x and z, 0.10.']
    """
    names, _ = _square(pairs, measure)
    title = labels or {}
    parts = [say(f"plots.agreement.describe_{measure}", lang, terms=len(names))]
    known = pairs.dropna(subset=[measure])
    if len(known):
        ranked = known.sort_values(measure, kind="stable")
        for key, row in (("most", ranked.iloc[-1]), ("least", ranked.iloc[0])):
            a, b = (title.get(name, name) for name in (row["a"], row["b"]))
            parts.append(say(f"plots.agreement.{key}", lang, a=a, b=b, value=number(f"{row[measure]:.2f}", lang)))
    if len(known) < len(pairs):
        parts.append(say("plots.agreement.undefined", lang, pairs=len(pairs) - len(known)))
    return " ".join(parts)


def _square(pairs: pd.DataFrame, measure: str) -> tuple[list[str], NDArray[np.float64]]:
    """Names in a telling order, and the symmetric matrix of the measure in that order."""
    lacking = [c for c in ("a", "b", measure) if c not in pairs.columns]
    if lacking or measure not in MEASURES or pairs.empty:
        raise DataError(
            "An agreement map takes the table of compare(): one row a pair, with a, b and "
            f"{' or '.join(MEASURES)}; this one has {len(pairs)} rows and {', '.join(map(str, pairs.columns))}."
        )
    names, found = squared(pairs, pairs[measure], pairs[measure], 1.0)
    matrix = found.astype(float)
    order = together(matrix)
    return [names[i] for i in order], matrix[np.ix_(order, order)]


def _cell(ax: Axes, picture: AxesImage, value: float, row: int, column: int, lang: str) -> None:
    if row == column or np.isnan(value):
        write(ax, column, row, "·" if row == column else "?", size=10, ha="center", va="center", color=INK)
        return
    colour = readable_on(tuple(map(float, picture.to_rgba(np.array(value)))))
    write(ax, column, row, number(f"{value:.2f}", lang), size=9.5, ha="center", va="center", color=colour)
