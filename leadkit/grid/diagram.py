"""A decision diagram: the cross join of all columns, never written out.

A condition asks one column after the other. Lay the columns in one order, and two people who have come the same way as
far as *what is still asked* goes can be told apart no more: they stand in one point. So a condition is a small graph
(a multi-valued decision diagram, after Bryant 1986): each point belongs to a column and has one way on for every cell
of that column; the ways end in no, yes or unknown. Equal graphs are one graph, so nothing is ever done twice.

A cross join of ten columns with six cells each has 60 million rows; its diagram has some hundred points.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# The three ends of every way, and the tables of three-valued logic over them.
NO, YES, UNKNOWN = 0, 1, 2
AND = ((0, 0, 0), (0, 1, 2), (0, 2, 2))
OR = ((0, 1, 2), (1, 1, 1), (2, 1, 2))
EQUAL = ((1, 0, 2), (0, 1, 2), (2, 2, 2))
FIRST_KNOWN = ((0, 0, 0), (1, 1, 1), (0, 1, 2))
NOT = (1, 0, 2)
IS_YES = (0, 1, 0)
IS_NOT_NO = (0, 1, 1)
IS_UNKNOWN = (0, 0, 1)

_SAME = (0, 1, 2)
_END = 1 << 30  # the place of an end: after every column


class TooManyCellsError(Exception):
    """The proof would cost more than was allowed; it never leaves the grid, where it becomes ``not_proved``."""


class Diagram:
    """All points of one proof, kept once each; a point is known by its number.

    Parameters
    ----------
    allowed : int
        How many cells may be looked at before :class:`TooManyCellsError` is raised.

    Examples
    --------
    >>> d = Diagram(allowed=1_000)
    >>> bought = d.point(0, [NO, YES, YES])          # column 0 has three cells
    >>> asked = d.point(1, [NO, YES, UNKNOWN])
    >>> d.join(AND, bought, d.each(NOT, bought))     # nobody has bought and not bought
    0
    >>> sorted(d.meet(bought, asked).items())        # column 0, cell 1; column 1, cell 1: both say yes
    [(0, 1), (1, 1)]
    """

    def __init__(self, allowed: int) -> None:
        self.cells = 0
        self._allowed = allowed
        self._place = [_END, _END, _END]
        self._ways: list[tuple[int, ...]] = [(), (), ()]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._joined: dict[tuple[tuple[int, ...], ...], dict[tuple[int, int], int]] = {}
        self._mapped: dict[tuple[int, ...], dict[int, int]] = {}

    def allow(self, cells: int) -> None:
        """Allow so many more cells from here on."""
        self._allowed = self.cells + cells

    def spend(self, cells: int) -> None:
        """Count cells, and stop when there are too many."""
        self.cells += cells
        if self.cells > self._allowed:
            raise TooManyCellsError

    def opened(self, f: int) -> tuple[int, tuple[int, ...]]:
        """Give the place of the column that a point asks, and the ways on; an end asks nothing, after every column."""
        return self._place[f], self._ways[f]

    def point(self, place: int, ways: Iterable[int]) -> int:
        """Give the point of a column (by its place) with these ways on; if all lead to one point, that point."""
        on = tuple(ways)
        if len(set(on)) == 1:
            return on[0]
        found = self._known.get((place, on))
        if found is None:
            found = self._known[place, on] = len(self._place)
            self._place.append(place)
            self._ways.append(on)
        return found

    def each(self, table: tuple[int, int, int], f: int) -> int:
        """Exchange the ends: ``each(NOT, f)``, ``each(IS_UNKNOWN, f)``."""
        return self._each(table, self._mapped.setdefault(table, {}), f)

    def _each(self, table: tuple[int, int, int], memo: dict[int, int], f: int) -> int:
        if f <= UNKNOWN:
            return table[f]
        if f not in memo:
            self.spend(len(self._ways[f]))
            ways = []  # a loop, not a comprehension: one frame of the stack for each column
            for way in self._ways[f]:
                ways.append(self._each(table, memo, way))  # noqa: PERF401
            memo[f] = self.point(self._place[f], ways)
        return memo[f]

    def join(self, table: tuple[tuple[int, int, int], ...], f: int, g: int) -> int:
        """Join two diagrams by a table of three-valued logic: ``join(AND, f, g)``."""
        return self._join(table, self._joined.setdefault(table, {}), f, g)

    def _join(self, table: tuple[tuple[int, int, int], ...], memo: dict[tuple[int, int], int], f: int, g: int) -> int:
        if f <= UNKNOWN or g <= UNKNOWN:
            known = _known_by_one(table, f, g)
            if known is not None:
                return known
        elif f == g and table is not EQUAL:
            return f
        found = memo.get((f, g))
        if found is None:
            place, pairs = self._abreast(f, g)
            ways = []
            for way, other in pairs:
                ways.append(self._join(table, memo, way, other))
            found = memo[f, g] = self.point(place, ways)
        return found

    def _abreast(self, f: int, g: int) -> tuple[int, Iterable[tuple[int, int]]]:
        """Take both one column on, the earlier one of theirs (a point of a later column waits)."""
        f_place, g_place = self._place[f], self._place[g]
        if f_place < g_place:
            self.spend(len(self._ways[f]))
            return f_place, zip(self._ways[f], repeat(g), strict=False)
        self.spend(len(self._ways[g]))
        if f_place > g_place:
            return g_place, zip(repeat(f), self._ways[g], strict=False)
        return f_place, zip(self._ways[f], self._ways[g], strict=True)

    def without(self, place: int, f: int) -> int:
        """Forget a column: yes where some cell of it says yes (for diagrams that end in yes or no only)."""
        return self._without(place, {}, f)

    def _without(self, place: int, memo: dict[int, int], f: int) -> int:
        if self._place[f] > place:
            return f
        if f not in memo:
            self.spend(len(self._ways[f]))
            if self._place[f] == place:
                some = NO
                for way in self._ways[f]:
                    some = self.join(OR, some, way)
                memo[f] = some
            else:
                ways = []
                for way in self._ways[f]:
                    ways.append(self._without(place, memo, way))  # noqa: PERF401 - as above
                memo[f] = self.point(self._place[f], ways)
        return memo[f]

    def meet(self, f: int, g: int, *, yes: bool = True, before: int = _END) -> dict[int, int] | None:
        """Find the first way on which `f` ends in yes, and `g` too (or, if not `yes`, `g` in anything else).

        Parameters
        ----------
        f, g : int
            Two points.
        yes : bool
            Whether `g` has to end in yes, or must not.
        before : int
            The way may only ask columns in front of this place.

        Returns
        -------
        dict or None
            The number of the cell by the place of each column asked on the way; None if there is no such way.
        """
        return self._meet(f, g, (YES,) if yes else (NO, UNKNOWN), before, set())

    def _meet(
        self, f: int, g: int, wanted: tuple[int, ...], before: int, dead: set[tuple[int, int]]
    ) -> dict[int, int] | None:
        if g <= UNKNOWN:
            if g not in wanted:
                return None
            if f == YES:
                return {}
        if (f <= UNKNOWN and f != YES) or (f, g) in dead:
            return None
        place, pairs = self._abreast(f, g)
        if place < before:
            for cell, (way, other) in enumerate(pairs):
                found = self._meet(way, other, wanted, before, dead)
                if found is not None:
                    found[place] = cell
                    return found
        dead.add((f, g))
        return None


def _known_by_one(table: tuple[tuple[int, int, int], ...], f: int, g: int) -> int | None:
    """Join two of which one is an end, if that end alone settles it (no AND ...), or leaves the other as it is."""
    if f <= UNKNOWN:
        if g <= UNKNOWN:
            return table[f][g]
        row, other = table[f], g
    else:
        row, other = (table[0][g], table[1][g], table[2][g]), f
    if row == _SAME:
        return other
    return row[0] if row[0] == row[1] == row[2] else None
