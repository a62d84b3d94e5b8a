"""A SELECT that is asked again and again: looked through, admitted and written out once.

For a class of thirty or one person at a web form, looking a tree through and writing it as text costs more than the
answer. What makes the same SELECT twice can keep it as :class:`Written`; the engine then only runs it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from leadkit.engine import gate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from leadkit.engine.kept import Ready


class Read(NamedTuple):
    """A table that a SELECT reads: its name without capitals, and whether inside a part (CTE)."""

    name: str
    in_part: bool


class Written:
    """A SELECT with what the engine wants to know of it, worked out once; the tree is not to be changed any more.

    Parameters
    ----------
    tree : sqlglot.exp.Query
        The SELECT.
    final : bool
        Whether all its columns but the first (who is who) are as ``delivery`` wants them by the way they are made: no
        other types, no NaN, and (in what is written as CSV) no text that came from a cell.
    plain_key : bool
        Whether that first column is a text that was put right already, so that a DataFrame can have it as it is.

    Examples
    --------
    >>> Written(exp.select("a").from_("people")).reads
    (Read(name='people', in_part=False),)
    """

    def __init__(self, tree: exp.Query, *, final: bool = False, plain_key: bool = False) -> None:
        self.tree = tree
        self.final = final
        self.plain_key = plain_key
        self._admitted: set[frozenset[str]] = set()
        self.ready: list[Ready] = []  # to be asked of a few people at a time; see `kept`

    @cached_property
    def _nodes(self) -> tuple[exp.Expr, ...]:
        """All of the tree: it is walked once."""
        return tuple(self.tree.walk()) if isinstance(self.tree, exp.Query) else ()

    @cached_property
    def names(self) -> set[str] | None:
        """Every name that may be a column's; None when any may be."""
        return gate.names_in(self.tree, self._nodes)

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """The tables that it reads from outside."""
        tables = gate.tables_of(self.tree, self._nodes)
        return tuple(Read(table.name.casefold(), table.find_ancestor(exp.CTE) is not None) for table in tables)

    def admit(self, tables: Iterable[str]) -> None:
        """Let it through the gate, or say why not; see :func:`leadkit.engine.gate.admit`."""
        known = frozenset(tables)
        if known not in self._admitted:
            gate.admit(self.tree, sorted(known), self._nodes)
            self._admitted.add(known)

    def text(self, connection: DuckDBPyConnection) -> str:
        """Write it out, and hold that DuckDB reads it as one SELECT; see :func:`leadkit.engine.gate.text_of`."""
        if "_text" not in self.__dict__:
            self._text = gate.text_of(connection, self.tree)
        return self._text
