"""Files as tables of a SELECT: Parquet as it is, CSV by its header and stated or recognised types.

What is not left to chance: the first line names the columns; a comma stands between cells, and a file with another mark
is refused; ``"`` is the only quotation mark; an empty cell is NULL; nothing is a comment. DuckDB's own guesses change
with the rows it happens to sample, and one of them (no quotation mark in sight, so there is none) tears rows apart.
"""

from __future__ import annotations

import csv
import gzip
from glob import escape
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from sqlglot import exp

from leadkit.engine.doors import distinct
from leadkit.engine.inputs import of_commas, suffix
from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from leadkit.engine.inputs import File

_LONGEST_NAME = 131_072  # characters
_SMALL = 16_000_000  # bytes up to which every row is looked at to recognise types
_SAMPLE = 100_000  # rows, beyond
_RECOGNISED = ("BOOLEAN", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR")


class Read(NamedTuple):
    """How some files are read: the table function, and the type of each column where it was stated to DuckDB."""

    table: exp.Table
    types: Mapping[str, str] | None


def table_of(connection: DuckDBPyConnection, file: File, paths: Sequence[str], name: str) -> Read:
    """Write the table function that reads some files as one table.

    Parameters
    ----------
    connection : DuckDBPyConnection
        A connection that may read them.
    file : File
        What was asked for.
    paths : sequence of str
        The absolute paths it stands for.
    name : str
        What the table is called, for complaints.

    Raises
    ------
    DataError
        A file has no header, another header than the first, or other marks than commas; or a column is there twice.
    """
    if suffix(paths[0]) == ".parquet":
        _same_columns([_of_parquet(path) for path in paths], paths, name, by_name=True)
        return Read(_function(exp.ReadParquet(expressions=[_literally(paths)]), union_by_name=len(paths) > 1), None)
    columns = _same_columns([_header(path) for path in paths], paths, name)
    stated = {column.casefold(): kind for column, kind in (file.types or {}).items()}
    types = {column: stated[column.casefold()] for column in columns if column.casefold() in stated}
    # An identifier is a text, whatever its digits: 007 is not 7.
    types |= {column: "VARCHAR" for column in columns if column not in types and column.lower().endswith("_id")}
    if len(types) < len(columns):
        types |= _recognised(connection, paths, types, columns)
    types = {column: types[column] for column in columns}
    return Read(_csv(paths, auto_detect=False, columns=types), types)


def _recognised(
    connection: DuckDBPyConnection, paths: Sequence[str], types: Mapping[str, str], columns: Sequence[str]
) -> dict[str, str]:
    import duckdb  # noqa: PLC0415 - heavy, and it is loaded by now

    small = sum(Path(path).stat().st_size for path in paths) <= _SMALL
    options: dict[str, Any] = {
        **({"types": dict(types)} if types else {}),
        "auto_detect": True,
        "sample_size": -1 if small else _SAMPLE,
        "auto_type_candidates": list(_RECOGNISED),
        "dateformat": "%Y-%m-%d",  # 03/04/2024 is a day in March or in April: it stays a text
        "timestampformat": "%Y-%m-%d %H:%M:%S",
        "union_by_name": len(paths) > 1,
    }
    try:
        looked = connection.sql(exp.select("*").from_(_csv(paths, **options)).sql(dialect="duckdb"))
    except duckdb.InvalidInputException:
        # A row stands in the way of every guess: reading all as text names it, with its line.
        texts = _csv(paths, auto_detect=False, columns=dict.fromkeys(columns, "VARCHAR"))
        every = [exp.Count(this=exp.column(column, quoted=True)) for column in columns]
        connection.sql(exp.select(*every).from_(texts).sql(dialect="duckdb")).fetchall()
        return dict.fromkeys(columns, "VARCHAR")
    if len(looked.columns) != len(columns):
        raise DataError(f"{Path(paths[0]).name} cannot be read as CSV: its header and its rows do not go together.")
    return dict(zip(columns, map(str, looked.types), strict=True))  # by place: DuckDB names odd headers in its own way


def _csv(paths: Sequence[str], **options: Any) -> exp.Table:  # noqa: ANN401 - any option
    fixed = {"header": True, "delim": ",", "quote": '"', "escape": '"', "comment": "", "skip": 0}
    return _function(exp.ReadCSV(this=_literally(paths)), **fixed, **options)


def _literally(paths: Sequence[str]) -> exp.Expr:
    return exp.convert([escape(path) for path in paths])


def _function(read: exp.Expression, **options: Any) -> exp.Table:  # noqa: ANN401 - as above
    for option, value in options.items():
        read.append("expressions", exp.EQ(this=exp.column(option), expression=_value(value)))
    return exp.Table(this=read)


def _value(value: Any) -> exp.Expr:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        pairs = [
            exp.PropertyEQ(this=exp.to_identifier(key, quoted=True), expression=exp.Literal.string(each))
            for key, each in value.items()
        ]
        return exp.Struct(expressions=pairs)
    return exp.convert(value)


def _same_columns(headers: Sequence[list[str]], paths: Sequence[str], name: str, *, by_name: bool = False) -> list[str]:
    first = distinct(headers[0], name)
    for header, path in zip(headers[1:], paths[1:], strict=True):
        if header != first and not (by_name and sorted(header) == sorted(first)):
            odd = next((c for c in [*header, *first] if (c in header) != (c in first)), None)
            why = f"only one of them has '{odd}'" if odd else "the columns stand in another order"
            raise DataError(
                f"{Path(paths[0]).name} and {Path(path).name} are not parts of one table: {why}; name them apart."
            )
    return first


def _of_parquet(path: str) -> list[str]:
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed for Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        names: list[str] = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{Path(path).name} cannot be read as Parquet: it is damaged, or not a Parquet file."
        ) from error
    return names


def _header(path: str) -> list[str]:
    name = Path(path).name
    try:
        with _opened(path) as lines:
            first = next(lines, "")
            header = next(csv.reader(chain([first], islice(lines, 1_000))), [])
    except (OSError, csv.Error) as error:
        raise DataError(f"{name} cannot be read as CSV: {error}.") from error
    of_commas(first, name)
    if any("\udc80" <= letter <= "\udcff" for column in header for letter in column):
        raise DataError(f"{name}, line 1: the text is not UTF-8; save the file as UTF-8 and try again.")
    if max(map(len, header), default=0) > _LONGEST_NAME:
        raise DataError(f"{name} cannot be read as CSV: line 1 holds a cell of more than {_LONGEST_NAME:,} characters.")
    if not any(header):
        raise DataError(f"{name} has no header: its first line must name the columns.")
    if "" in header:
        raise DataError(f"{name}, line 1: column {header.index('') + 1} has no name.")
    return header


def _opened(path: str) -> TextIO:
    if suffix(path) == ".csv.gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    return Path(path).open(encoding="utf-8-sig", errors="surrogateescape", newline="")
