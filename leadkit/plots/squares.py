"""What squares share: an order in which alike things are neighbours, cells, and names on the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.plots import mpl
from leadkit.plots.canvas import PAPER, dress
from leadkit.plots.marks import OPEN, breadth, fit, frame, wide, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

FIGURE_SPACE = "\u2007"
GAP = 0.2  # cells between what is known and what is not
HATCHED: Mapping[str, Any] = {**OPEN, "edgecolor": "#c3cad2"}


def together(matrix: NDArray[np.float64]) -> list[int]:
    """Order things so that alike ones are neighbours: start from the most alike pair, add at whichever end fits best.

    Examples
    --------
    >>> together(np.array([[1, 0, 0.9], [0, 1, 0.2], [0.9, 0.2, 1]]))
    [0, 2, 1]
    """
    alike = np.nan_to_num(np.array(matrix, dtype=float), nan=-1.0)
    np.fill_diagonal(alike, -np.inf)
    first, second = map(int, np.unravel_index(np.argmax(alike), alike.shape))
    order, left = [first, second], set(range(len(alike))) - {first, second}
    while left:
        head = max(sorted(left), key=lambda i: alike[order[0], i])
        tail = max(sorted(left), key=lambda i: alike[order[-1], i])
        if alike[order[0], head] > alike[order[-1], tail]:
            order.insert(0, head)
            left.discard(head)
        else:
            order.append(tail)
            left.discard(tail)
    return order


def squared(pairs: pd.DataFrame, values: Iterable[Any], turned: Iterable[Any], same: object) -> tuple[list[str], Any]:
    """Lay pairs out in a square: what holds of (a, b), of (b, a), and of each with itself.

    Examples
    --------
    >>> import pandas as pd
    >>> squared(pd.DataFrame({"a": ["x"], "b": ["y"]}), ["inside"], ["contains"], "equal")
    (['x', 'y'], array([['equal', 'inside'],
           ['contains', 'equal']], dtype=object))
    """
    names = list(dict.fromkeys([*pairs["a"], *pairs["b"]]))
    at = {name: i for i, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), None, dtype=object)
    np.fill_diagonal(matrix, same)
    for a, b, value, back in zip(pairs["a"], pairs["b"], values, turned, strict=True):
        matrix[at[a], at[b]], matrix[at[b], at[a]] = value, back
    return names, matrix


def edges(ax: Axes, names: list[str], labels: Mapping[str, str] | None, *, numbered: bool = False) -> None:
    """Name the rows and the columns of a square; `numbered` columns carry the numbers of the rows instead of names."""
    titles = [(labels or {}).get(name, name) for name in names]
    places = range(len(names))
    if numbered:
        ax.set_xticks(places, [f"{i + 1}" for i in places])
        wide = len(str(len(names)))  # figure spaces keep the numbers under each other
        ax.set_yticks(places, [f"{title}  {f'{i + 1}'.rjust(wide, FIGURE_SPACE)}" for i, title in enumerate(titles)])
        ax.xaxis.tick_top()
    else:
        ax.set_xticks(places, titles, rotation=40, ha="right", rotation_mode="anchor")
        ax.set_yticks(places, titles)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    dress([*ax.get_xticklabels(), *ax.get_yticklabels()], size=9.5 if numbered else 10)


def cell(ax: Axes, x: float, y: float, face: Any, *, unknown: bool) -> None:  # noqa: ANN401 - any colour
    """Draw one cell of a square, hatched if what it stands for is not known.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> ax = canvas()
    >>> cell(ax, 1, 0, PAPER, unknown=True)
    >>> ax.patches[0].get_hatch()
    '////'
    """
    look: dict[str, Any] = {"facecolor": face, "edgecolor": "#c3cad2" if face == PAPER else PAPER, "linewidth": 1.0}
    ax.add_patch(mpl.Rectangle((x - 0.48, y - 0.47), 0.96, 0.94, **(HATCHED if unknown else look)))


def name_sides(ax: Axes, columns: Mapping[float, str], rows: Mapping[float, str]) -> None:
    """Name the sides of a square: columns across if they fit their cells, turned if not.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> ax = canvas()
    >>> name_sides(ax, {0: "cold", 1: "warm"}, {0: "old", 1: "new"})
    >>> [text.get_text() for text in ax.get_xticklabels()]
    ['cold', 'warm']
    """
    ax.set_yticks(list(rows), [wrap(name, 1.9) for name in rows.values()])
    ax.set_xticks(list(columns), list(columns.values()))
    ax.set_xlim(-0.55, max(columns) + 0.55)
    ax.set_ylim(-0.55, max(rows) + 0.55)
    frame(ax, ax.get_xlabel(), ax.get_ylabel())
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    fit(ax)
    room = breadth(ax) / (max(columns) + 1.1)
    names = [wrap(name, room - 0.1) for name in columns.values()]
    turned = max(wide(name) for name in names) > room - 0.04
    names = [wrap(name, 1.6) for name in columns.values()] if turned else names
    how: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if turned else {}
    ax.set_xticks(list(columns), names, **how)
    dress(list(ax.get_xticklabels()))
