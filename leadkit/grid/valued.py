"""Diagrams that end in values: how many points, who speaks, which tier, instead of yes, no or unknown.

A sum over forty answers has 2 ** 40 truth vectors, but few totals. Such a diagram (a multi-terminal one) is built
answer by answer: two people who have come to the same value, and who are asked the same from here on, stand in one
point. What its ends are is then what can be, all of it; and each way to an end is a person who shows it.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from leadkit.grid.diagram import NO, UNKNOWN, YES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from leadkit.grid.diagram import Diagram

NOBODY = -1  # the end of every way that nobody can go
_END: tuple[int, tuple[int, ...]] = (1 << 30, ())  # an end asks nothing, after every column


class Valued:
    """Values at the ends of a diagram; its points are those of the diagram, its ends are below 0.

    Parameters
    ----------
    diagram : Diagram
        Where the points are kept, and their cost is counted.

    Examples
    --------
    >>> from leadkit.grid.diagram import Diagram
    >>> d = Diagram(allowed=1_000)
    >>> points = Valued(d)
    >>> bought, asked = d.point(0, [0, 1]), d.point(1, [0, 1, 2])
    >>> some = points.apply(lambda total, yes: total + 25 * (yes == 1), points.end(0), bought)
    >>> more = points.apply(lambda total, yes: total + 10 * (yes == 1), some, asked)
    >>> points.ends(more)
    [0, 10, 25, 35]
    >>> points.way(more, lambda total: total > 25)
    {1: 1, 0: 1}
    """

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._values: list[Any] = [None]
        self._known: dict[Hashable, int] = {None: NOBODY}

    def end(self, value: Hashable) -> int:
        """Give the end of a value; of None, the end of nobody."""
        found = self._known.get(value)
        if found is None:
            found = self._known[value] = -1 - len(self._values)
            self._values.append(value)
        return found

    def apply(
        self, how: Callable[..., Hashable], *points: int, settled: Callable[[Any], bool] = lambda _: False
    ) -> int:
        """Work a value out from the ends of some diagrams.

        Parameters
        ----------
        how : callable
            Is given the value of each end (0, 1 or 2 of a diagram of answers), gives the new one, or None for nobody.
        *points : int
            Diagrams of either kind. Where one of them ends in nobody, so does the new one.
        settled : callable
            Whether a value of the first diagram stays as it is, whatever the others say.

        Returns
        -------
        int
            The new diagram.
        """
        return self._apply(how, points, settled, {})

    def _apply(
        self,
        how: Callable[..., Hashable],
        points: tuple[int, ...],
        settled: Callable[[Any], bool],
        memo: dict[tuple[int, ...], int],
    ) -> int:
        found = memo.get(points)
        if found is None:
            found = memo[points] = self._applied(how, points, settled, memo)
        return found

    def _applied(
        self,
        how: Callable[..., Hashable],
        points: tuple[int, ...],
        settled: Callable[[Any], bool],
        memo: dict[tuple[int, ...], int],
    ) -> int:
        if NOBODY in points:
            return NOBODY
        first = points[0]
        if first < 0 and settled(self._values[-1 - first]):
            return first
        if max(points) <= UNKNOWN:
            return self.end(how(*map(self._value, points)))
        opened = [self._diagram.opened(point) if point > UNKNOWN else _END for point in points]
        place = min(opened)[0]
        on = [ways if one == place else repeat(point) for (one, ways), point in zip(opened, points, strict=True)]
        ways = []
        for ones in zip(*on, strict=False):  # a loop, not a comprehension: one frame of the stack for each column
            ways.append(self._apply(how, ones, settled, memo))  # noqa: PERF401
        self._diagram.spend(len(ways))
        return self._diagram.point(place, ways)

    def _value(self, end: int) -> Any:  # noqa: ANN401 - whatever was put there
        return end if end >= 0 else self._values[-1 - end]

    def ends(self, f: int) -> list[Any]:
        """List the values that a diagram ends in, sorted; without nobody."""
        seen, waiting, found = {f}, [f], []
        while waiting:
            point = waiting.pop()
            if point < 0:
                found.append(self._values[-1 - point])
                continue
            more = set(self._diagram.opened(point)[1]) - seen
            seen |= more
            waiting += more
        return sorted(value for value in found if value is not None)

    def way(
        self,
        f: int,
        wanted: Callable[[Any], bool],
        sure: Callable[[int], bool] = lambda _: True,
    ) -> dict[int, int] | None:
        """Find the first way to a wanted value.

        Parameters
        ----------
        f : int
            A diagram.
        wanted : callable
            Whether a value will do.
        sure : callable
            Whether the way may ask the column of a place.

        Returns
        -------
        dict or None
            The number of the cell by the place of each column asked on the way; None if there is no such way.
        """
        return self._way(f, wanted, sure, set())

    def _way(
        self, f: int, wanted: Callable[[Any], bool], sure: Callable[[int], bool], dead: set[int]
    ) -> dict[int, int] | None:
        if f in dead or f == NOBODY:
            return None
        if f < 0:
            return {} if wanted(self._values[-1 - f]) else None
        place, ways = self._diagram.opened(f)
        if sure(place):
            for cell, way in enumerate(ways):
                found = self._way(way, wanted, sure, dead)
                if found is not None:
                    found[place] = cell
                    return found
        dead.add(f)
        return None

    def where(self, f: int, value: Hashable) -> int:
        """Give those who have a value, as a diagram that ends in yes and no."""
        return self._where(f, self.end(value), {})

    def _where(self, f: int, end: int, memo: dict[int, int]) -> int:
        if f < 0:
            return YES if f == end else NO
        if f not in memo:
            place, ways = self._diagram.opened(f)
            self._diagram.spend(len(ways))
            on = []
            for way in ways:
                on.append(self._where(way, end, memo))  # noqa: PERF401 - as above
            memo[f] = self._diagram.point(place, on)
        return memo[f]

    def point(self, place: int, values: Iterable[Hashable]) -> int:
        """Give the point of a column whose cells have these values."""
        return self._diagram.point(place, [self.end(value) for value in values])
