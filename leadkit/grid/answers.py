"""What the engine answers on the cells: DuckDB, which will run the conditions, also decides the atoms of a proof.

Nothing is stored: the cells go in as parameters of one SELECT and the answers come back, so there is no table that two
threads could share. The connection has no way to a file either.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from leadkit.grid.cells import Value, Variable

    Truth = bool | None

# Opening DuckDB costs more than most proofs: each thread keeps one empty, locked connection.
_KEPT = threading.local()
_EXACT = 15  # digits that every double holds


@dataclass(frozen=True)
class Atom:
    """A question about one or two variables and nothing else; in `test` each stands under the name of its column."""

    test: exp.Expr
    variables: tuple[str, ...]


def _connection() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - heavy, and needed only when something is proved

    if getattr(_KEPT, "process", None) != os.getpid():
        _KEPT.connection = duckdb.connect(config={"threads": 1, "enable_external_access": False})
        _KEPT.connection.execute("SET lock_configuration = true")
        _KEPT.process = os.getpid()
    connection: DuckDBPyConnection = _KEPT.connection
    return connection


def constant(tree: exp.Expr) -> tuple[Any, float | None] | None:
    """Say what a tree without columns comes to, and the double it is compared as if it is a number; None if to nothing.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> constant(parse_one("0.5 * 20000", read="duckdb"))
    (Decimal('10000.0'), 10000.0)
    >>> constant(parse_one("'TH'"))
    ('TH', None)
    """
    if isinstance(tree, exp.Literal) and tree.is_string:
        return tree.this, None
    if isinstance(tree, exp.Literal) and len(tree.this) <= _EXACT:
        return Decimal(tree.this), float(tree.this)
    import duckdb  # noqa: PLC0415 - as above

    double = exp.TryCast(this=tree.copy(), to=exp.DataType.build("DOUBLE"))
    try:
        value, near = _rows(exp.select(tree.copy(), double), [])[0]
    except duckdb.Error:
        return None
    return value, (near if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None)


def answers(
    atoms: Sequence[Atom], variables: Mapping[str, Variable], cells: Mapping[str, Sequence[Value]]
) -> list[list[Truth] | None]:
    """Answer every atom on every cell of its variable, or on every pair of cells (the second running faster).

    Parameters
    ----------
    atoms : sequence of Atom
        The questions.
    variables, cells : mapping
        What they are asked of, by name.

    Returns
    -------
    list
        One list of answers for each atom, in order; None for an atom that the engine cannot answer.
    """
    found: dict[Atom, list[Truth] | None] = {}
    for width in (1, 2):
        some = [atom for atom in atoms if len(atom.variables) == width]
        found |= dict(zip(some, _together(some, variables, cells), strict=True))
    return [found[atom] for atom in atoms]


def _together(
    atoms: Sequence[Atom], variables: Mapping[str, Variable], cells: Mapping[str, Sequence[Value]]
) -> list[list[Truth] | None]:
    import duckdb  # noqa: PLC0415 - as above

    try:
        return list(_ask(atoms, variables, cells)) if atoms else []
    except duckdb.Error:  # a number too long to be compared, say: find the culprit, keep the others
        if len(atoms) == 1:
            return [None]
        half = len(atoms) // 2
        return [*_together(atoms[:half], variables, cells), *_together(atoms[half:], variables, cells)]


def _ask(
    atoms: Sequence[Atom], variables: Mapping[str, Variable], cells: Mapping[str, Sequence[Value]]
) -> list[list[Truth]]:
    """One SELECT: row i holds the i-th cell of every variable, or the i-th pair of every two variables."""
    columns: dict[tuple[tuple[str, ...], str], exp.Expr] = {}
    given: list[list[Value]] = []
    tests = []
    for atom in atoms:
        step, names = 1, {}
        for name in reversed(atom.variables):
            one, size = variables[name], len(cells[name])
            if (atom.variables, name) not in columns:
                alias = one.column if len(atom.variables) == 1 else f"cell_{len(columns)}"
                columns[atom.variables, name] = exp.alias_(_cell(size, step, one.duckdb), alias, copy=False)
                given.append(_typed(cells[name], one.duckdb))
            names[one.column] = columns[atom.variables, name].alias
            step *= size
        tests.append(atom.test if len(names) == 1 else atom.test.transform(renamed, names))
    sizes = [_size(atom, cells) for atom in atoms]
    i = exp.column("i")
    numbers = exp.select(exp.alias_(exp.func("UNNEST", exp.func("RANGE", exp.convert(max(sizes)))), "i"), copy=False)
    people = exp.select(i, *columns.values(), copy=False).from_(numbers.subquery("numbers", copy=False), copy=False)
    select = exp.select(*tests, copy=False).from_(people.subquery("people", copy=False), copy=False)
    rows = _rows(select.order_by(i.copy(), copy=False), given)
    return [[row[at] for row in rows[:size]] for at, size in enumerate(sizes)]


def renamed(node: exp.Expr, names: Mapping[str, str]) -> exp.Expr:
    """Give a column its other name, else its name in lower case (for ``transform``)."""
    return exp.column(names.get(node.name.lower(), node.name.lower())) if isinstance(node, exp.Column) else node


def _size(atom: Atom, cells: Mapping[str, Sequence[Value]]) -> int:
    size = 1
    for name in atom.variables:
        size *= len(cells[name])
    return size


def _cell(count: int, step: int, duckdb: str) -> exp.Expr:
    """Build ``list[(i // step) % count + 1]``."""
    number = exp.Literal.number
    turn = exp.Paren(this=exp.IntDiv(this=exp.column("i"), expression=number(step)))
    place = exp.Add(this=exp.Mod(this=turn, expression=number(count)), expression=number(1))
    values = exp.DataType(this=exp.DType.ARRAY, expressions=[exp.DataType(this=exp.DType[duckdb])], nested=True)
    return exp.Anonymous(this="LIST_EXTRACT", expressions=[exp.Cast(this=exp.Placeholder(), to=values), place])


def _typed(values: Sequence[Value], duckdb: str) -> list[Value]:
    return [float(v) if duckdb == "DOUBLE" and v is not None and not isinstance(v, str) else v for v in values]


def _rows(select: exp.Select, given: list[list[Value]]) -> list[tuple[Any, ...]]:
    return _connection().execute(select.sql("duckdb"), given).fetchall()
