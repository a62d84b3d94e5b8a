"""Bring any source of a table into the types of the schema: exactly typed for the engine, and as pandas for people.

Files are handed on as they are, however large; a column that they lack is added empty by a SELECT over them, so that a
query may rely on every column of the schema, and one of a neighbouring type is cast there. Only Parquet files whose
columns have types that no cast brings over safely (texts for times) are written anew, once, into a private copy.
"""

from __future__ import annotations

import glob
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.errors import DataError, EngineError, LeadkitError, nearest
from leadkit.tables.convert import arrow, arrow_type
from leadkit.tables.folder import names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from leadkit.schema import Field, Table

PANDAS: Mapping[str, str] = MappingProxyType(
    {
        "text": "str",
        "integer": "Int64",
        "number": "Float64",
        "money": "Float64",
        "yes_no": "boolean",
        "day": "datetime64[us]",
        "time": "datetime64[us]",
    }
)
_BATCH = 50_000  # rows


def typed(table: Table, source: pd.DataFrame | str | Path | None, aside: Path) -> Any:  # noqa: ANN401 - engine Input
    """Return an engine input that holds every column of the table in its type.

    Parameters
    ----------
    table : Table
        What the schema says.
    source : DataFrame, path or None
        Where the rows are; ``None`` for a table without rows.
    aside : Path
        A private folder for a copy of Parquet files whose columns have other types.

    Returns
    -------
    engine Input
        An Arrow table for a DataFrame; the file itself, or a SELECT over it that adds what it lacks.

    Raises
    ------
    DataError
        A cell cannot be what its column must be.

    Examples
    --------
    >>> from leadkit import schema
    >>> typed(schema.tables()["areas"], pd.DataFrame({"region": ["Lanna"], "households": [800]}), Path()).column_names
    ['region', 'households', 'surveyed', 'said_yes']
    """
    if source is None:
        return arrow(table, pd.DataFrame())
    if isinstance(source, pd.DataFrame):
        return arrow(table, source)
    pattern = str(Path(source).absolute())
    files = files_of(pattern)
    if files[0].suffix == ".parquet":
        held = [_types(file) for file in files]
        if all(_casts(f, each[f.name]) for each in held for name in each if (f := table.get(name))):
            there = list(dict.fromkeys(name for each in held for name in each))
            exact = {n for n in there if all(each.get(n, _exact(table, n)) == _exact(table, n) for each in held)}
            return _completed(table, pattern, there, exact)
        return _converted(table, files, aside)
    there = names_in(files[0])
    types = {name: f.duckdb for name in there if (f := table.get(name))}
    return _completed(table, engine.File(pattern, types), there, set(there))


def files_of(pattern: str) -> list[Path]:
    """List the files that a path or pattern means.

    Raises
    ------
    DataError
        There are none.

    Examples
    --------
    >>> files_of("nowhere/people.csv")
    Traceback (most recent call last):
    leadkit.errors.DataError: There is no file 'nowhere/people.csv'.
    """
    exact = Path(pattern)
    files = [exact] if exact.is_file() else [Path(file) for file in sorted(glob.glob(pattern))]  # noqa: PTH207 - takes absolute patterns
    if not files:
        raise DataError(f"There is no file '{pattern}'.")
    return files


def require(table: Table, source: pd.DataFrame | str | Path) -> None:
    """Refuse a source that lacks a column which every row needs.

    Raises
    ------
    DataError
        With the nearest name that is there.

    Examples
    --------
    >>> from leadkit import schema
    >>> require(schema.tables()["areas"], pd.DataFrame({"regoin": ["Lanna"], "households": [800]}))
    Traceback (most recent call last):
    leadkit.errors.DataError: The table 'areas' has no column 'region'. Did you mean 'regoin'?
    """
    if isinstance(source, pd.DataFrame):
        where, names = f"The table '{table.name}'", [str(name) for name in source.columns]
    else:
        file = files_of(str(source))[0]
        where, names = f"'{file.name}'", names_in(file)
    for f in table.fields:
        if f.required and f.name not in names:
            raise DataError(f"{where} has no column '{f.name}'.{nearest(f.name, set(names) - set(table.names))}")
    twice = [name for name in names if sum(name.casefold() == other.casefold() for other in names) > 1]
    if twice:
        raise DataError(f"{where} has the column '{twice[0]}' twice; keep one.")


def frame(table: Table, source: Any) -> pd.DataFrame:  # noqa: ANN401 - engine Input
    """Read a typed input as a pandas table; columns that the schema does not know are kept as they come.

    Examples
    --------
    >>> from leadkit import schema
    >>> areas = schema.tables()["areas"]
    >>> lanna = typed(areas, pd.DataFrame({"region": ["Lanna"], "households": ["800"]}), Path())
    >>> frame(areas, lanna).dtypes.astype(str).tolist()
    ['str', 'Int64', 'Int64', 'Int64']
    """
    rows = _run(table, exp.select("*").from_(exp.to_table(table.name)), source)
    return rows.astype({name: PANDAS[f.kind] for name in rows.columns if (f := table.get(name))})


def latest(table: Table, source: Any) -> list[date]:  # noqa: ANN401 - engine Input
    """Return the last day that each date column of a typed input holds, for those that hold any.

    Examples
    --------
    >>> from leadkit import schema
    >>> latest(schema.tables()["areas"], None)
    []
    """
    if not table.dates:
        return []
    ends = [exp.alias_(exp.Max(this=exp.column(name, quoted=True)), name, quoted=True) for name in table.dates]
    row = _run(table, exp.select(*ends).from_(exp.to_table(table.name)), source).iloc[0]
    return [pd.Timestamp(moment).date() for moment in row if pd.notna(moment)]


def count(table: Table, source: Any) -> int:  # noqa: ANN401 - engine Input
    """Count the rows of a typed input.

    Examples
    --------
    >>> from leadkit import schema
    >>> areas = schema.tables()["areas"]
    >>> count(areas, typed(areas, None, Path()))
    0
    """
    rows = exp.alias_(exp.Count(this=exp.Star()), "n")
    return int(_run(table, exp.select(rows).from_(exp.to_table(table.name)), source)["n"].iloc[0])


def _run(table: Table, select: exp.Select, source: Any) -> pd.DataFrame:  # noqa: ANN401 - engine Input
    try:
        return engine.run(select, {table.name: source})
    except EngineError:
        raise
    except LeadkitError as wrong:
        raise DataError(
            f"The table '{table.name}' cannot be read: {wrong} (`leadkit data check FOLDER` names every bad row.)"
        ) from wrong


def _types(file: Path) -> dict[str, Any]:
    """Return the Arrow type of each column of a Parquet file; that texts are kept as a dictionary is no matter here."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`
    import pyarrow.parquet as pq  # noqa: PLC0415

    held = {column.name: column.type for column in pq.read_schema(file)}
    plain = {name: t.value_type if isinstance(t, pa.DictionaryType) else t for name, t in held.items()}
    return {name: pa.string() if pa.types.is_large_string(t) else t for name, t in plain.items()}


def _exact(table: Table, name: str) -> Any:  # noqa: ANN401 - an Arrow type, or None
    f = table.get(name)
    return arrow_type(f.kind) if f else None


def _casts(of: Field, held: Any) -> bool:  # noqa: ANN401 - an Arrow type
    """Whether the engine's own cast brings a type into that of the column without changing what a cell says."""
    import pyarrow as pa  # noqa: PLC0415

    if held == arrow_type(of.kind):
        return True
    whole, real = pa.types.is_integer(held), pa.types.is_floating(held) or pa.types.is_decimal(held)
    if of.kind == "time":
        return bool(pa.types.is_date32(held) or (pa.types.is_timestamp(held) and held.tz is None))
    return bool(whole or real) if of.kind in ("number", "money") else bool(whole) and of.kind == "integer"


def _completed(table: Table, source: str | engine.File, there: Iterable[str], exact: set[str]) -> Any:  # noqa: ANN401
    """Add the columns that a file lacks and cast those of a neighbouring type, as a SELECT over it."""
    missing = [f for f in table.fields if f.name not in there]
    other = [f for name in there if name not in exact and (f := table.get(name))]
    if not missing and not other:
        return source
    cast = {f.name: exp.cast(exp.column(f.name, quoted=True), f.duckdb, dialect="duckdb") for f in other}
    empty = {f.name: exp.cast(exp.null(), f.duckdb, dialect="duckdb") for f in missing}
    held = [exp.column(name, quoted=True) for name in there if name not in cast]
    more = [exp.alias_(each, name, quoted=True) for name, each in (cast | empty).items()]
    return engine.Derived(exp.select(*held, *more).from_(exp.to_table("held")), {"held": source})


def _converted(table: Table, files: Iterable[Path], aside: Path) -> str:
    """Write Parquet files of other types anew in the types of the schema, a batch at a time."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    copy, writer = aside / f"{table.name}.parquet", None
    try:
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(batch_size=_BATCH):
                rows = arrow(table, batch.to_pandas())
                writer = writer or pq.ParquetWriter(copy, rows.schema)
                writer.write_table(rows.select(writer.schema.names).cast(writer.schema))
        if writer is None:
            writer = pq.ParquetWriter(copy, arrow(table, pd.DataFrame()).schema)
    except (OSError, KeyError, pa.ArrowException) as wrong:
        raise DataError(f"The Parquet files of '{table.name}' cannot be read as one table: {wrong}.") from wrong
    finally:
        if writer is not None:
            writer.close()
    return str(copy)
