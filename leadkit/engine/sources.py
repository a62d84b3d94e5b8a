"""Lay the tables of one question out on its connection: each under its own name, as a view that sets cells right.

A view puts right what any kind of input may bring: NaN becomes NULL, texts take Unicode's composed form (NFC),
categories become texts, whole numbers kept in few bytes take eight, so that 100 * 100 is 10000 in any file. Under the
view lies an Arrow table, a stream from a user's own DuckDB, a file, or another SELECT; these have private names, so
that nothing a query can call touches them.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit.engine import doors, files, gate
from leadkit.engine.inputs import Derived, File, checked, is_arrow, is_relation, paths
from leadkit.engine.written import Written
from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from leadkit.engine.inputs import Input

_BATCH = 100_000  # rows of a stream at a time
_SMALL = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
_WIDER = dict.fromkeys(_SMALL, exp.DataType.Type.BIGINT)
_WIDER["UBIGINT"] = exp.DataType.Type.INT128  # or 1 - 2 would be too small for it
_PLAIN = {"double": "DOUBLE", "string": "VARCHAR", "large_string": "VARCHAR", "bool": "BOOLEAN", "int64": "BIGINT"}
_PLAIN |= {"timestamp[us]": "TIMESTAMP", "date32[day]": "DATE", "decimal128(18, 2)": "DECIMAL(18,2)"}
_STATED = re.compile(r"BIGINT|BOOLEAN|DATE|DOUBLE|TIMESTAMP|VARCHAR|DECIMAL\(\d+,\d+\)")  # as DuckDB says them too
ROW = "__lk_row"  # numbers the rows of a DataFrame whose order is wanted back


@dataclass(frozen=True)
class Source:
    """One table of a question, not yet on a connection.

    Parameters
    ----------
    name : str
        What the query calls it (private, under a :class:`Derived`).
    said : str
        What complaints call it.
    holds : DataFrame, Arrow table, File, relation or Query
        What it is; a Query reads sources that stand before it.
    wanted : set of str, optional
        Columns that the question may name, in lower case; none when any.
    once : bool
        Whether it is read exactly once, so that it can be streamed.
    files : tuple of str
        The paths it stands for.
    """

    name: str
    said: str
    holds: pd.DataFrame | pa.Table | File | DuckDBPyRelation | exp.Query
    wanted: set[str] | None = None
    once: bool = False
    files: tuple[str, ...] = ()


def gathered(query: Written, inputs: Mapping[str, Input]) -> list[Source]:
    """List the sources that a query needs, and no others, each after those that it reads itself.

    Raises
    ------
    DataError, EngineError
        An input cannot be read, or the query is not one that the engine runs.

    Examples
    --------
    >>> people, truth = pd.DataFrame({"person_id": ["a"]}), pd.DataFrame({"person_id": ["a"]})
    >>> query = Written(exp.select("person_id").from_("people"))
    >>> [one.name for one in gathered(query, {"people": people, "truth": truth})]
    ['people']
    """
    return list(_gathered(query, inputs, ""))


def _gathered(query: Written, inputs: Mapping[str, Input], prefix: str) -> Iterator[Source]:
    doors.distinct(inputs, "inputs")
    query.admit(inputs)
    counts = Counter(read.name for read in query.reads)
    for name in inputs:
        if name.casefold() not in counts:
            continue
        source, private = checked(inputs[name], name), prefix + name  # what is not asked is not looked at
        if isinstance(source, Derived):
            yield from _gathered(Written(source.select), source.inputs, f"__lk_{private}_")
            yield Source(private, name, _renamed(source, f"__lk_{private}_"))
        else:
            once = counts[name.casefold()] == 1 and not any(read.in_part for read in query.reads)
            found = tuple(paths(source)) if isinstance(source, File) else ()
            yield Source(private, name, source, query.names, once, found)  # type: ignore[arg-type]  # never a bare path now


def _renamed(source: Derived, prefix: str) -> exp.Query:
    """Let a SELECT read its own tables under private names, while it goes on calling them what it calls them."""
    query = source.select.copy()
    known = {name.casefold(): name for name in source.inputs}
    for table in list(gate.tables_of(query)):
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
        table.set("this", exp.to_identifier(prefix + known[table.name.casefold()], quoted=True))
    return query


def laid_out(
    connection: DuckDBPyConnection, sources: Sequence[Source], *, numbered: bool = False, empty: bool = False
) -> ExitStack:
    """Put the sources on a connection; closing what this gives back takes them off again.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The connection of the question.
    sources : sequence of Source
        What :func:`gathered` gave.
    numbered : bool
        Whether DataFrames get a column :data:`ROW` with the number of each row.
    empty : bool
        Whether only the columns are wanted, and no rows of what is in memory.
    """
    off = ExitStack()
    try:
        for at, source in enumerate(sources):
            private = f"__lk_{at}"
            rows = rows_of(source, numbered=numbered, empty=empty)
            if rows is not None:
                off.callback(connection.unregister, private)
            lay(connection, source, private, rows)
    except BaseException:
        off.close()
        raise
    return off


def lay(connection: DuckDBPyConnection, source: Source, private: str, rows: Any, by: Any = None) -> None:  # noqa: ANN401
    """Put one source on a connection: its rows under a private name, if it has any, and the view over them.

    Parameters
    ----------
    connection, source
        As for :func:`laid_out`.
    private : str
        The name.
    rows : Arrow table, stream of Arrow, or None
        What :func:`rows_of` gave.
    by : object, optional
        What hands these rows out, to be registered in their place.
    """
    if rows is not None:
        connection.register(private, rows if by is None else by)
    if isinstance(source.holds, exp.Query):
        text = gate.text_of(connection, source.holds)
    else:
        text = _plain(private, rows) or _view(connection, source, private).sql(dialect="duckdb")
    connection.execute(temporary("VIEW", source.name, text))


def rows_of(source: Source, *, numbered: bool = False, empty: bool = False) -> Any:  # noqa: ANN401 - Arrow, or None
    """Give the rows of what is in memory, or a stream of them; None for files and queries."""
    holds: Any = source.holds
    if isinstance(holds, exp.Query | File):
        return None
    if not len(holds.columns):
        raise DataError(f"The table '{source.said}' has no columns.")
    if isinstance(holds, pd.DataFrame):
        rows = doors.arrow(holds, source.said, source.wanted, empty=empty)
        return rows.append_column(ROW, _count(rows.num_rows)) if numbered else rows
    if is_relation(holds):
        return _stream(holds.limit(0) if empty else holds, source)
    doors.distinct(holds.column_names, source.said)
    return holds.slice(0, 0) if empty else holds


def _stream(relation: DuckDBPyRelation, source: Source) -> pa.RecordBatchReader:
    import duckdb  # noqa: PLC0415 - loaded, since there is a relation

    names = doors.distinct(relation.columns, source.said)
    chosen = [name for name in names if source.wanted is None or name.casefold() in source.wanted] or names
    columns = ", ".join(exp.column(name, quoted=True).sql(dialect="duckdb") for name in chosen)
    try:
        reader: pa.RecordBatchReader = relation.project(columns).to_arrow_reader(_BATCH)
    except duckdb.Error as error:
        why = str(error).partition("\n")[0].rstrip(".")
        raise DataError(f"The DuckDB relation '{source.said}' could not be read: {why}.") from error
    return reader


def _plain(private: str, rows: Any) -> str | None:  # noqa: ANN401 - Arrow, or None
    """Write what a view over a table in memory selects by its own schema, not asking DuckDB; None if that won't do."""
    if not is_arrow(rows):
        return None
    kinds = [_PLAIN.get(str(kind)) for kind in rows.schema.types]
    columns = tuple((name, kind) for name, kind in zip(rows.schema.names, kinds, strict=True) if kind is not None)
    return _plain_view(private, columns) if len(columns) == len(kinds) else None


@lru_cache(maxsize=64)  # the same table of one person after the other
def _plain_view(private: str, columns: tuple[tuple[str, str], ...]) -> str:
    right = [_put_right(column, kind) for column, kind in columns]
    return exp.select(*right, copy=False).from_(named(private)).sql(dialect="duckdb", copy=False)


def _view(connection: DuckDBPyConnection, source: Source, private: str) -> exp.Query:
    if isinstance(source.holds, File):
        read = files.table_of(connection, source.holds, source.files, source.said)
        return _guarded(connection, read.table, read.types)
    table = named(private)
    if is_relation(source.holds) and not source.once:  # a stream can be read only once: keep what it brought
        everything = exp.select("*").from_(table).sql(dialect="duckdb")
        connection.execute(temporary("TABLE", f"{private}_kept", everything))
        table = named(f"{private}_kept")
    return _guarded(connection, table)


def temporary(kind: str, name: str, text: str) -> str:
    """Write how a SELECT, which was written out as `text` by now, is laid out under a name.

    Examples
    --------
    >>> temporary("VIEW", "my people", "SELECT 1")
    'CREATE TEMPORARY VIEW "my people" AS SELECT 1'
    """
    return f"CREATE TEMPORARY {kind} {named(name).sql(dialect='duckdb')} AS {text}"


def _guarded(connection: DuckDBPyConnection, table: exp.Table, stated: Mapping[str, str] | None = None) -> exp.Select:
    """Select every column of a table, put right; types not stated are those DuckDB finds, without reading the rows."""
    if stated is None or not all(_STATED.fullmatch(kind) for kind in stated.values()):
        found = connection.sql(exp.select("*").from_(table.copy()).sql(dialect="duckdb"))
        stated = dict(zip(found.columns, map(str, found.types), strict=True))
    return exp.select(*(_put_right(name, kind) for name, kind in stated.items())).from_(table)


def _put_right(name: str, kind: str) -> exp.Expr:
    column: exp.Expr = exp.column(name, quoted=True)
    if kind in {"FLOAT", "DOUBLE"}:
        column = no_nan(column)
    elif kind == "VARCHAR":
        column = exp.Anonymous(this="NFC_NORMALIZE", expressions=[column])
    elif kind.startswith("TIMESTAMP_"):  # of another precision
        column = exp.cast(column, exp.DataType.Type.TIMESTAMP)
    elif kind in _WIDER:
        column = exp.cast(column, _WIDER[kind])
    elif kind == "UUID":
        column = exp.Anonymous(this="NFC_NORMALIZE", expressions=[exp.cast(column, exp.DataType.Type.VARCHAR)])
    return exp.alias_(column, name, quoted=True)


def no_nan(column: exp.Expr) -> exp.Case:
    """Write the column with NULL in place of NaN.

    Examples
    --------
    >>> no_nan(exp.column("x")).sql(dialect="duckdb")
    'CASE WHEN ISNAN(x) THEN NULL ELSE x END'
    """
    # NULLIF(x, 'nan') is quicker and wrong: the statistics of a Parquet file leave NaN out, and DuckDB believes them
    return exp.Case(ifs=[exp.If(this=exp.IsNan(this=column), true=exp.null())], default=column.copy())


def _count(rows: int) -> Any:  # noqa: ANN401 - an Arrow array
    import numpy as np  # noqa: PLC0415 - comes with pandas
    import pyarrow as pa  # noqa: PLC0415 - heavy, and it is loaded by now

    return pa.array(np.arange(rows))


def named(name: str) -> exp.Table:
    """Write a table by its name, which may be any text.

    Examples
    --------
    >>> named("my people").sql(dialect="duckdb")
    '"my people"'
    """
    return exp.Table(this=exp.to_identifier(name, quoted=True))
