"""The snapshot: what was known about each person at the end of one day, and nothing later.

Every verb of the kit asks its conditions of a snapshot. It is one SELECT, a part (CTE) a table, so that a reader can
follow a number from the tables to its column, and so that the same tree runs on 500 rows and on 100 million. Its parts
are the file ``data/snapshot.sql``, its columns are the lines of the vocabulary; this module puts the two together.

Days are UTC days. Whatever is dated on or before the day counts, to the end of the day; nothing later does, in any
table. People come as they were when their row was made, with every change up to the day on top; a deal that closed
later is open, and nothing of its end is known. A day after the last row is welcome: nothing new is known, but
everything is longer ago.

Unknown is not no: whether we can write to somebody is unknown where the table of people never had the column.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlglot
from sqlglot import exp

from leadkit import engine, schema, vocabulary
from leadkit.errors import DataError, LeadkitError
from leadkit.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from leadkit.schema import Field
    from leadkit.vocabulary import Column

_NOT_DETAILS = ("person_id", "full_name", "created_at")  # what a person is called, and when we met, is no condition
_MARKED = ("email", "phone", "social_account")  # in `details`, an empty text is nothing stored, and NULL never recorded
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def snapshot(
    tables: Tables,
    as_of: str | date | None = None,
    *,
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame | Path:
    """Say what was known about each person at the end of a day.

    Parameters
    ----------
    tables : Tables
        The tables of a team or a world.
    as_of : str or date, optional
        The day, as in ``"2025-06-30"``; by default the last day of the tables.
    to : path, optional
        A CSV or Parquet file to write to, for more people than memory holds.
    limits : Limits, optional
        Memory, threads and seconds of the engine.
    progress : callable, optional
        Told the share that is done, from 0 to 1.

    Returns
    -------
    DataFrame or Path
        One row a person known that day, sorted by `person_id`, with the columns of the vocabulary: ``boolean`` for yes
        and no, ``int64`` and ``float64`` for numbers that are never empty, ``Int64`` and ``Float64`` for the others,
        ``str`` for texts. With `to`, the path.

    Raises
    ------
    LeadkitError
        `as_of` is not a day.
    DataError
        Nobody was known yet on that day, or there is nobody at all.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "created_at": ["2025-01-01", "2025-03-01"]})
    >>> events = pd.DataFrame(
    ...     {"event_id": ["1"], "person_id": ["a"], "happened_at": ["2025-01-30"], "kind": ["demo_request"]}
    ... )
    >>> snapshot(Tables({"people": people, "events": events}), as_of="2025-02-01")[
    ...     ["person_id", "demo_requests", "last_activity_days", "showed_interest"]
    ... ]
      person_id  demo_requests  last_activity_days  showed_interest
    0         a              1                   2             True
    """
    asked = select(tables, as_of)
    made = engine.run(asked, tables.inputs(), to=to, limits=limits, progress=progress)
    return made.astype({name: _dtype(name) for name in made.columns}) if isinstance(made, pd.DataFrame) else made


def select(tables: Tables, as_of: str | date | None = None, columns: Collection[str] | None = None) -> exp.Select:
    """Build the one SELECT of a snapshot, without running it.

    Parameters
    ----------
    tables : Tables
        The tables; only the columns of their people and their days are looked at.
    as_of : str or date, optional
        The day; by default the last day of the tables.
    columns : collection of str, optional
        Make only these, and leave out every part that none of them needs; names it does not have are passed over.

    Returns
    -------
    sqlglot.exp.Select
        A SELECT from people, changes, organisations, events, answers, deals and crm_records.

    Raises
    ------
    LeadkitError, DataError
        As in :func:`snapshot`.

    Examples
    --------
    >>> tables = Tables({"people": pd.DataFrame({"person_id": ["a"], "created_at": ["2025-01-01"]})})
    >>> select(tables).sql("duckdb", pretty=True).splitlines()[0]
    '/* What was known about each person at the end of 2025-01-01 (UTC) */'
    """
    held, tastes = tables.recorded("people"), _tastes(tables)
    wanted = None if columns is None else frozenset(columns)
    marked = tuple(name for name in _MARKED if name in held)
    return _on(_whole(tastes, marked, wanted).copy(), day_of(tables, as_of))


def of(
    people: Any,  # noqa: ANN401 - any engine input, handed on untouched
    as_of: str | date | None = None,
    columns: Collection[str] | None = None,
) -> Any:  # noqa: ANN401 - as above
    """Turn Tables and a day into an input of the engine; hand every other input on.

    Parameters
    ----------
    people : Tables or engine Input
        What a verb was given.
    as_of : str or date, optional
        The day; only Tables can be asked for one.
    columns : collection of str, optional
        What will be asked of it: nothing else of a snapshot is worked out.

    Returns
    -------
    engine Input
        The snapshot, still to be computed, or `people` itself.

    Raises
    ------
    LeadkitError
        A day was asked of something that is already a snapshot.

    Examples
    --------
    >>> of(pd.DataFrame({"person_id": ["a"]}))
      person_id
    0         a
    """
    if isinstance(people, Tables):
        kinds = {column.name: column.kind for column in vocabulary.in_order(list(_tastes(people)))}
        made = select(people, as_of, columns)
        made.set("order", None)  # whoever asks it orders its answers: ten million people are not sorted twice
        return engine.Derived(made, people.inputs(), kinds)
    if as_of is not None:
        raise LeadkitError("as_of asks tables for a day, and this is a snapshot already; give tables, or leave it out.")
    return people


def day_of(tables: Tables, as_of: str | date | None = None) -> date:
    """Read the day asked, and see that somebody was known by then.

    Parameters
    ----------
    tables : Tables
        The tables.
    as_of : str or date, optional
        The day; by default the last day of the tables.

    Returns
    -------
    datetime.date
        The day; it may lie after the last row.

    Raises
    ------
    LeadkitError, DataError
        As in :func:`snapshot`.

    Examples
    --------
    >>> tables = Tables({"people": pd.DataFrame({"person_id": ["a"], "created_at": ["2025-01-01"]})})
    >>> day_of(tables, "2024-12-31")
    Traceback (most recent call last):
    leadkit.errors.DataError: as_of 2024-12-31 is before the data: the first person was known on 2025-01-01.
    """
    asked = None if as_of is None else as_day(as_of)
    first = tables.first_day
    day = asked or tables.last_day
    if day < first:
        raise DataError(f"as_of {day} is before the data: the first person was known on {first}.")
    return day


def as_day(as_of: str | date) -> date:
    """Read a day; a moment belongs to its UTC day."""
    try:
        if isinstance(as_of, str) and _DAY.fullmatch(as_of):
            as_of = date.fromisoformat(as_of)
        if isinstance(as_of, datetime):
            as_of = (as_of.astimezone(UTC) if as_of.tzinfo else as_of).date()
        if isinstance(as_of, date) and as_of < date.max:
            return as_of
    except (ValueError, TypeError):  # a missing moment compares with nothing
        pass
    raise LeadkitError(f"as_of {str(as_of)!r} is not a day; write it as in '2025-06-30'.")


def written(day: date, kind: str = "DATE") -> exp.Expr:
    """Write a day into SQL; as a TIMESTAMP, the midnight (UTC) with which it begins.

    Examples
    --------
    >>> written(date(2024, 12, 31), "TIMESTAMP").sql()
    "CAST('2024-12-31' AS TIMESTAMP)"
    """
    return exp.cast(exp.Literal.string(day.isoformat()), kind)


def _dtype(name: str) -> str:
    column = vocabulary.column(name)
    assert column is not None, name  # noqa: S101 - every column of the SELECT comes from the vocabulary
    if column.kind != "number":
        return "boolean" if column.kind == "yes_no" else "str"
    dtype = "Int64" if column.whole else "Float64"
    return dtype.lower() if column.null == "no_null" else dtype


def _tastes(tables: Tables) -> tuple[str, ...]:
    held = tables.recorded("people")
    return tuple(sorted(name for name in held if vocabulary.column(name) and name.startswith(vocabulary.TASTE)))


@lru_cache(maxsize=64)
def _whole(tastes: tuple[str, ...], marked: tuple[str, ...], wanted: frozenset[str] | None = None) -> exp.Select:
    """Put skeleton, details and columns together; the day is still open."""
    text = files("leadkit").joinpath("data/snapshot.sql").read_text(encoding="utf-8")
    tree = sqlglot.parse_one(text, read="duckdb")
    assert isinstance(tree, exp.Select)  # noqa: S101 - the file is ours
    parts = {cte.alias: cte.this for cte in tree.ctes}
    for column in vocabulary.in_order(list(tastes)):
        if column.name != "person_id" and (wanted is None or column.name in wanted):
            parts[column.table].select(exp.alias_(_line(column), column.name, quoted=True), copy=False)
            tree.select(_delivered(column), copy=False)
    _join_what_is_asked(tree)
    _join_what_is_asked(parts["who"])
    asked = {column.name for column in tree.find_all(exp.Column) if column.table == "details"}
    for field in _details(tastes):
        if field.name in asked:
            parts["changed"].select(_changed(field), copy=False)
            parts["details"].select(_as_it_was(field, recorded=field.name in marked), copy=False)
    _join_what_is_asked(parts["details"])
    _keep_what_is_read(tree)
    for node in tree.walk():
        node._meta = None  # noqa: SLF001 - where it stood in the file: every copy would copy that too
    return tree


def _join_what_is_asked(select: exp.Select) -> None:
    """Leave out joins from which nothing comes; each has at most one row a person, so no row is lost or doubled."""
    asked = {column.table for one in select.expressions for column in one.find_all(exp.Column)}
    select.set("joins", [join for join in select.args["joins"] if join.this.name in asked])


def _keep_what_is_read(tree: exp.Select) -> None:
    """Leave out the parts that nothing reads."""
    parts = {cte.alias: cte for cte in tree.ctes}
    read, waiting = set(), [table.name for table in (tree.args["from_"].this, *(j.this for j in tree.args["joins"]))]
    while waiting:
        name = waiting.pop()
        if name in parts and name not in read:
            read.add(name)
            waiting += [table.name for table in parts[name].find_all(exp.Table)]
    tree.args["with_"].set("expressions", [cte for name, cte in parts.items() if name in read])


def _details(tastes: tuple[str, ...]) -> list[Field]:
    people = schema.tables()["people"]
    return [field for field in people.fields if field.name not in _NOT_DETAILS] + [
        people.field(name) for name in tastes
    ]


def _changed(field: Field) -> exp.Expr:
    """Give the latest value of a detail; an empty text means that it was taken away."""
    value = exp.func("COALESCE", exp.column("value"), exp.Literal.string(""))
    latest = exp.ArgMax(this=value, expression=exp.Tuple(expressions=[exp.column("happened_at"), value.copy()]))
    this_field = exp.Where(this=exp.column("field").eq(field.name))
    return exp.alias_(exp.Filter(this=latest, expression=this_field), field.name, quoted=True)


def _as_it_was(field: Field, *, recorded: bool) -> exp.Expr:
    """Give a detail as it was that day: its latest change, or else what the row of the person says."""
    changed = exp.column(field.name, table="changed", quoted=True)
    original = exp.column(field.name, table="people", quoted=True)
    if field.name in _MARKED:
        value = exp.func("COALESCE", changed, original, exp.Literal.string("")) if recorded else changed
    elif field.kind == "text":
        value = exp.func("NULLIF", exp.func("COALESCE", changed, original), exp.Literal.string(""))
    else:
        read = exp.TryCast(this=changed.copy(), to=exp.DataType.build(field.duckdb, dialect="duckdb"))
        value = exp.Case().when(exp.Is(this=changed, expression=exp.null()), original).else_(read)
    return exp.alias_(value, field.name, quoted=True)


def _line(column: Column) -> exp.Expr:
    if column.name.startswith(vocabulary.TASTE):  # the name comes from a team's table: built, never parsed
        return exp.column(column.name, table="details", quoted=True)
    return sqlglot.parse_one(column.sql, read="duckdb")


def _delivered(column: Column) -> exp.Expr:
    """Give a column of the SELECT: nothing logged is 0 or no where the vocabulary says that it is never empty."""
    value: exp.Expr = exp.column(column.name, table=column.table, quoted=True)
    if column.null == "no_null" and column.table != "who":
        nothing = exp.false() if column.kind == "yes_no" else exp.Literal.number(0)
        value = exp.func("COALESCE", value, nothing)
    return exp.alias_(value, column.name, quoted=True)


def _on(tree: exp.Select, day: date) -> exp.Select:
    """Fill in the day and the lists of acts."""
    filled = {"as_of": written(day), "tomorrow": written(day + timedelta(days=1), "TIMESTAMP")}
    for listed in list(tree.find_all(exp.In)):
        kinds = vocabulary.acts().get(listed.expressions[0].name, ())
        if isinstance(listed.expressions[0], exp.Placeholder):
            listed.set("expressions", [exp.Literal.string(kind) for kind in kinds])
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(filled[place.name].copy())
    tree.args["with_"].comments = [f" What was known about each person at the end of {day} (UTC) "]
    return tree
