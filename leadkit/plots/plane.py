"""The plane that several pictures are drawn on: people counted in cells of two axes, the unknown in cells of their own.

What nobody knows is a row or a column too, set apart by a gap, never dropped and never taken for a no. Definitions and
kinds stand in the cells as lettered badges, so that nothing is told by colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, EMPTY, LINES, PAPER, QUIET, badge, dress, write
from leadkit.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

LETTERS = "ABCDEF"
GAP = 0.28  # between what is known and what is not, in cells
BADGES = 6  # that a cell has room for, three in a row


class Plane(NamedTuple):
    """Where the cells of a plane are drawn.

    Parameters
    ----------
    ax : matplotlib Axes
        What it is drawn on.
    xs, ys : list of float
        The middle of each column and row.
    """

    ax: Axes
    xs: list[float]
    ys: list[float]

    def badge(self, row: int, column: int, i: int, text: str, *, full: bool) -> None:
        """Put the badge of letter `i` into a cell, at the place that this letter has in every cell."""
        x = self.xs[column] - 0.3 + 0.3 * (i % 3)
        y = self.ys[row] - 0.05 - 0.28 * (i // 3)
        badge(self.ax, x, y, text, COLOURS[i], full=full, size=9)

    def outline(self, cells: set[tuple[int, int]], i: int) -> None:
        """Draw the rim of a region of cells in the colour and the line of letter `i`, a little inside the cells."""
        inset = 0.5 - 0.025 * (i + 1)
        for row, column in sorted(cells):
            for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                if not self._open(cells, row, column, down, right):
                    sides = [(-abs(right), -abs(down)), (abs(right), abs(down))]
                    ends = [0.5 if self._open(cells, row, column, *side) else inset for side in sides]
                    x, y = self.xs[column] + inset * right, self.ys[row] + inset * down
                    xs = [x - ends[0] * abs(down), x + ends[1] * abs(down)]
                    ys = [y - ends[0] * abs(right), y + ends[1] * abs(right)]
                    self.ax.plot(xs, ys, color=COLOURS[i], linestyle=LINES[i], linewidth=2, zorder=3)

    def _open(self, cells: set[tuple[int, int]], row: int, column: int, down: int, right: int) -> bool:
        """Tell whether a region goes on in a direction; what is known and what is not do not touch."""
        gap = min(row, row + down) == 0 if down else min(column, column + right) == 0
        return (row + down, column + right) in cells and not gap


def plane(ax: Axes, counts: NDArray[np.int64], rows: Sequence[str], columns: Sequence[str], lang: str) -> Plane:
    """Draw the cells of a plane and their counts; the first row and the first column are the unknown ones.

    Rows are drawn from the bottom up.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> drawn = plane(canvas(), np.array([[1, 2], [3, 4]]), ["?", "some"], ["?", "yes"], "en")
    >>> drawn.xs, [text.get_text() for text in drawn.ax.texts]
    ([0.0, 1.28], ['1', '2', '3', '4'])
    """
    xs, ys = ([0.0, *(i + GAP for i in range(1, len(names)))] for names in (columns, rows))
    most = max(int(counts.max()), 1)
    for i, y in enumerate(ys):
        for j, x in enumerate(xs):
            known = i > 0 and j > 0
            face = mpl.colormaps["Blues"](0.04 + 0.4 * float(np.sqrt(counts[i, j] / most))) if known else EMPTY
            ax.add_patch(mpl.Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor=PAPER, linewidth=1.5))
            if not known:
                style: Any = {"fill": False, "hatch": "///", "edgecolor": "#dfe4e9", "lw": 0}
                ax.add_patch(mpl.Rectangle((x - 0.5, y - 0.5), 1, 1, **style))
            write(ax, x, y + 0.29, number(counts[i, j], lang), size=13, ha="center", va="center")
    ax.set_xticks(xs, list(columns))
    ax.set_yticks(ys, list(rows))
    ax.set_xlim(-0.55, max(xs) + 0.55)
    ax.set_ylim(-0.55, max(ys) + 0.55)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    dress([*ax.get_xticklabels(), *ax.get_yticklabels()], size=10.5)
    return Plane(ax, xs, ys)


def key(drawn: Plane, lines: Sequence[tuple[int | None, str]], notes: Sequence[str]) -> None:
    """Write the key under a plane: each letter's name on the left, what else the reader must know on the right.

    Under it, not beside it: a page shows a picture as wide as its text, and a wider picture has smaller letters.
    """
    top, left, right = min(drawn.ys) - 1.5, min(drawn.xs) - 0.3, drawn.xs[len(drawn.xs) // 2] + 0.1
    for at, (i, text) in enumerate(lines):
        y = top - 0.36 * at
        if i is not None:
            badge(drawn.ax, left, y, LETTERS[i], COLOURS[i], full=True, size=9.5)
        write(drawn.ax, left + 0.22, y, text, size=10.5, va="center")
    y = top + 0.1
    for note in notes:
        write(drawn.ax, right if lines else left, y, note, size=10, va="top", color=QUIET, linespacing=1.35)
        y -= 0.27 * (note.count("\n") + 1) + 0.03
