"""What comes out: the columns of a result in the few types that a reader of the kit has to know.

==========================  =============================  ==============================
in the engine               in a DataFrame                 in Parquet, Arrow, a relation
==========================  =============================  ==============================
whole numbers of any width  int64; Int64 if some are NULL  BIGINT
DOUBLE, FLOAT               float64; Float64 if some NULL  DOUBLE, never NaN
DECIMAL (money)             as DOUBLE                      DECIMAL
BOOLEAN                     boolean                        BOOLEAN
VARCHAR, ENUM, UUID         str                            VARCHAR
DATE                        datetime64[us]                 DATE
TIMESTAMP                   datetime64[us]                 TIMESTAMP
TIMESTAMP WITH TIME ZONE    datetime64[us, UTC]            TIMESTAMP WITH TIME ZONE
anything else               object                         as it is
==========================  =============================  ==============================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit.engine.sources import named, no_nan, temporary
from leadkit.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from leadkit.engine.written import Written

_WHOLE = {
    *("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"),
    *("UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM"),
}
NUMBERS = _WHOLE | {"BIGINT", "FLOAT", "DOUBLE"}
_TEXT = ("ENUM", "UUID", "JSON", '"NULL"')
_TOLD = "__lk_told"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a spreadsheet calculate


def shaped(connection: DuckDBPyConnection, query: Written, form: str) -> exp.Select:
    """Lay a query out as a view, and ask it for its columns in the types of the table above; the order of rows stays.

    A long query is so written out and read once, and what is around it is short.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where its tables are laid out.
    query : Written
        The query.
    form : {"frame", "table", "csv"}
        Where the rows go: into a DataFrame; into Parquet, Arrow or a relation; into a CSV file.

    Raises
    ------
    EngineError
        Two of its columns have the same name.
    """
    text = query.text(connection)
    found = connection.sql(text)
    _differ(found.columns)
    connection.execute(temporary("VIEW", _TOLD, text))
    made = []
    for at, (name, kind) in enumerate(zip(found.columns, found.types, strict=True)):
        column, head = exp.column(name, quoted=True), harmless(name) if form == "csv" else name
        told = column if query.final and at else _made(column, str(kind), form)
        made.append(exp.alias_(told, head, quoted=True, copy=False))
    return exp.select(*made, copy=False).from_(named(_TOLD), copy=False)


def _made(column: exp.Column, kind: str, form: str) -> exp.Expr:
    if kind in _WHOLE:
        return exp.cast(column, exp.DataType.Type.BIGINT)
    if kind in {"FLOAT", "DOUBLE"}:
        return no_nan(exp.cast(column, exp.DataType.Type.DOUBLE) if kind == "FLOAT" else column)
    if kind.startswith("TIMESTAMP_"):  # of another precision
        return exp.cast(column, exp.DataType.Type.TIMESTAMP)
    if form == "frame" and kind.startswith("DECIMAL"):
        return exp.cast(column, exp.DataType.Type.DOUBLE)
    if form == "frame" and kind == "DATE":
        return exp.cast(column, exp.DataType.Type.TIMESTAMP)
    text = exp.cast(column, exp.DataType.Type.VARCHAR) if kind.startswith(_TEXT) else column
    return _harmless(text) if form == "csv" and (kind == "VARCHAR" or kind.startswith(_TEXT)) else text


def harmless(text: str) -> str:
    """Keep a spreadsheet from calculating a text: one that begins like a formula gets an apostrophe before it.

    Examples
    --------
    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _harmless(text: exp.Expr) -> exp.Case:
    first = exp.Left(this=text.copy(), expression=exp.Literal.number(1))
    marks = [exp.Literal.string(mark) for mark in _FORMULA]
    marked = exp.DPipe(this=exp.Literal.string("'"), expression=text.copy())
    return exp.Case(ifs=[exp.If(this=exp.In(this=first, expressions=marks), true=marked)], default=text)


def _differ(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise EngineError(f"The query gives two columns the name '{name}': give one of them another.")
        seen.add(name.casefold())


def frame(rows: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a DataFrame with the dtypes of the table above.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame(pa.table({"n": [1, None], "ok": [True, False], "t": ["a", None]})).dtypes.map(str).to_dict()
    {'n': 'Int64', 'ok': 'boolean', 't': 'str'}
    """
    columns = {name: column(rows.column(name)) for name in rows.column_names}
    return pd.DataFrame(columns, index=pd.RangeIndex(rows.num_rows))


def column(values: Any) -> Any:  # noqa: ANN401 - an Arrow column in, a pandas one out
    """Turn one Arrow column into a pandas one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> column(pa.chunked_array([[True, None]]))
    <BooleanArray>
    [True, <NA>]
    Length: 2, dtype: boolean
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and it is loaded by now

    kind = values.type
    if pa.types.is_boolean(kind):
        return _masked(pd.BooleanDtype(), values)
    if pa.types.is_int64(kind) and values.null_count:
        return _masked(pd.Int64Dtype(), values)
    if pa.types.is_float64(kind) and values.null_count:
        return _masked(pd.Float64Dtype(), values)
    told = values.to_pandas()
    return (told.astype("str") if pa.types.is_string(kind) or pa.types.is_large_string(kind) else told).array


def _masked(dtype: Any, values: Any) -> Any:  # noqa: ANN401 - a nullable dtype of pandas; Arrow in, pandas out
    return dtype.__from_arrow__(values)
