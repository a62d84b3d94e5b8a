"""Collect dated rows of one block, cause by cause, and put them in order once at the end.

Each cause adds its rows as whole columns: who (the row of the person in the block), when (seconds since the first day
of the world) and whatever columns it fills. What falls outside the person's own time (before their row was made, or
after the last day of the world) is dropped here, in one place, so that no cause has to think of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.synth.draw import Ints


Rows: TypeAlias = dict[str, npt.NDArray[Any]]  # column name to values


class Log:
    """Rows of one table, added in pieces.

    Parameters
    ----------
    columns : mapping of str to number
        Every column besides `who` and `at`, and the value that stands for an empty cell.

    Examples
    --------
    >>> log = Log({"kind": -1, "seconds": np.nan})
    >>> log.add(np.array([1, 0]), np.array([50, 60]), kind=3)
    >>> log.add(np.array([1]), np.array([40]), kind=4, seconds=2.5)
    >>> rows = log.ordered(born=np.array([0, 45]), end=100)
    >>> rows["who"].tolist(), rows["kind"].tolist()
    ([0, 1], [3, 3])
    """

    def __init__(self, columns: Mapping[str, float]) -> None:
        self.columns = dict(columns)
        self.pieces: list[Rows] = []

    def add(self, who: Ints, at: Ints, **given: npt.ArrayLike) -> None:
        """Add rows; a column is an array as long as `who`, or one value for all of them."""
        piece: Rows = {"who": np.asarray(who, dtype=np.int64), "at": np.asarray(at)}
        unknown = set(given) - set(self.columns)
        if unknown:
            raise KeyError(f"no such column: {sorted(unknown)}")
        for name, value in given.items():
            kind = np.float64 if np.isnan(self.columns[name]) else np.int64
            piece[name] = np.broadcast_to(np.asarray(value, dtype=kind), piece["who"].shape)
        self.pieces.append(piece)

    def ordered(self, born: Ints, end: int) -> Rows:
        """Return the columns, sorted by person and time; rows of one moment keep the order in which they were added."""
        who = np.concatenate([piece["who"] for piece in self.pieces]) if self.pieces else np.zeros(0, np.int64)
        at = np.concatenate([piece["at"] for piece in self.pieces]) if self.pieces else np.zeros(0, np.int64)
        kept = np.flatnonzero((at >= born[who]) & (at < end))
        kept = kept[np.lexsort((at[kept], who[kept]))]
        rows = {"who": who[kept], "at": at[kept]}
        for name, empty in self.columns.items():
            rows[name] = self._column(name, empty)[kept]
        return rows

    def _column(self, name: str, empty: float) -> npt.NDArray[Any]:
        kind = np.float64 if np.isnan(empty) else np.int64
        if not self.pieces:
            return np.zeros(0, kind)
        return np.concatenate([piece.get(name, np.full(len(piece["who"]), empty, kind)) for piece in self.pieces])
