"""Bring any source of a table into the types of the schema: exactly typed for the engine, and as pandas for people.

Files are handed on as they are, however large; a column that they lack is added empty by a SELECT over them, so that a
query may rely on every column of the schema, and one of a neighbouring type is cast there. Only Parquet files whose
columns have types that no cast brings over safely (texts for times) are written anew, once, into a private copy.
"""

from __future__ import annotations

import glob
from functools import reduce
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
    from collections.abc import Iterable, Mapping, Sequence
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


def names_of(source: pd.DataFrame | str | Path) -> list[str]:
    """Name the columns of a source, as they are in it: of all its files, if it is Parquet.

    Examples
    --------
    >>> names_of(pd.DataFrame({"region": ["Lanna"]}))
    ['region']
    """
    if isinstance(source, pd.DataFrame):
        return [str(name) for name in source.columns]
    files = files_of(str(source))
    held = files if files[0].suffix == ".parquet" else files[:1]  # CSV files of one table have one header
    return list(dict.fromkeys(name for file in held for name in names_in(file)))


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


def earliest(people: Table, source: Any) -> date | None:  # noqa: ANN401 - engine Input
    """Return the day on which the first person of a typed input was known; None when there is nobody.

    Examples
    --------
    >>> from leadkit import schema
    >>> people = schema.tables()["people"]
    >>> earliest(people, typed(people, pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"]}), Path()))
    datetime.date(2024, 1, 31)
    """
    first = exp.Min(this=exp.column("created_at")).as_("first")
    moment = _run(people, exp.select(first).from_(exp.to_table(people.name)), source)["first"].iloc[0]
    return None if pd.isna(moment) else pd.Timestamp(moment).date()


def latest(tables: Sequence[Table], inputs: Mapping[str, Any]) -> date | None:
    """Return the last day that any date column of some typed inputs holds; None when none holds any.

    Examples
    --------
    >>> from leadkit import schema
    >>> rows = pd.DataFrame({"person_id": ["a", "b"], "created_at": ["2024-01-31", None]})
    >>> latest([schema.tables()["people"]], {"people": typed(schema.tables()["people"], rows, Path())})
    datetime.date(2024, 1, 31)
    """
    dated = [table for table in tables if table.dates]
    try:
        last = engine.run(reduce(_and, map(_last_moment, dated)), inputs)["moment"].max()
    except LeadkitError:
        for table in dated:  # say which of them it is
            _run(table, _last_moment(table), inputs[table.name])
        raise
    return None if pd.isna(last) else pd.Timestamp(last).date()


def _last_moment(table: Table) -> exp.Query:
    ends = [exp.cast(exp.Max(this=exp.column(name, quoted=True)), "TIMESTAMP") for name in table.dates]
    return exp.select(exp.func("GREATEST", *ends).as_("moment")).from_(exp.to_table(table.name))


def _and(some: exp.Query, more: exp.Query) -> exp.Query:
    return exp.union(some, more, distinct=False)


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


def _run(table: Table, select: exp.Query, source: Any) -> pd.DataFrame:  # noqa: ANN401 - engine Input
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
