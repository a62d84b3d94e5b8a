"""What squares of pairs share: an order in which alike things are neighbours, and names on the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.plots.canvas import dress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

FIGURE_SPACE = "\u2007"


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
