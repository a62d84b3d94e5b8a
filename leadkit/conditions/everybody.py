"""Everybody who could be, for some conditions: whom they are true of, and somebody who shows it.

The cells of all columns that the conditions ask, as far as the known facts allow them (``leadkit.grid.world``). What
nobody here is, nobody can be: that is a proof. Where a part was not looked into (LIKE, say), only people on whose way
it is not asked are witnesses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit import vocabulary
from leadkit.conditions.relations import facts
from leadkit.grid import diagram as d
from leadkit.grid.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leadkit.grid.cells import Value
    from leadkit.vocabulary import Column


class Everybody:
    """The people whom some conditions can tell apart.

    Parameters
    ----------
    trees : mapping of str to exp.Expr
        The conditions, ready for the grid.
    columns : mapping of str to vocabulary.Column
        Columns that the vocabulary does not have.
    allowed : int
        How many cells may be looked at.
    laws : sequence of exp.Expr
        What is never false of anybody, beside the vocabulary's facts.

    Raises
    ------
    TooManyCellsError
        It would take more.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.conditions.relations import for_the_grid
    >>> some = Everybody({"regular": for_the_grid(Condition("purchases >= 5"))}, {}, 100_000)
    >>> some.somebody(some.all_of(some.yes("regular")))
    {'purchases': 5}
    """

    def __init__(
        self,
        trees: Mapping[str, exp.Expr],
        columns: Mapping[str, Column],
        allowed: int,
        laws: Sequence[exp.Expr] = (),
    ) -> None:
        self.diagram = d.Diagram(allowed)
        self._named = tuple(trees)
        asked = {column.name for tree in trees.values() for column in tree.find_all(exp.Column)}
        found = {name: one for name in sorted(asked) if (one := vocabulary.column(name))}
        kinds = {**columns, **vocabulary.columns(), **found}
        self.world = World(self.diagram, trees, [*facts(), *laws], kinds)
        self.law = self.world.possible(d.IS_YES, d.YES)

    @property
    def free(self) -> tuple[str, ...]:
        """The parts that were not looked into, as SQL."""
        return self.world.free(*self._named)

    def yes(self, name: str) -> int:
        """Give those of whom a condition is true."""
        return self.diagram.each(d.IS_YES, self.world.point(name))

    def no(self, name: str) -> int:
        """Give those of whom it is false, and not unknown."""
        return self.diagram.each(d.NOT, self.diagram.each(d.IS_NOT_NO, self.world.point(name)))

    def all_of(self, *points: int, but: Iterable[int] = ()) -> int:
        """Give those who could be and are all of some, and none of others."""
        found = self.law
        for point in points:
            found = self.diagram.join(d.AND, found, point)
        for point in but:
            found = self.diagram.join(d.AND, found, self.diagram.each(d.NOT, point))
        return found

    def somebody(self, f: int) -> dict[str, Value] | None:
        """Describe one of some people; None if there is nobody, or only perhaps somebody (free parts)."""
        way = self.diagram.meet(f, d.YES, before=self.world.free_from)
        return None if way is None else self.person(way)

    def person(self, way: Mapping[int, int]) -> dict[str, Value]:
        """Describe the person at the end of a way by all columns that the conditions name."""
        return self.world.person(way, *self._named)

    def sure(self, place: int) -> bool:
        """Whether a way on which a column was asked is still a witness."""
        return place < self.world.free_from or place >= self.world.beyond
