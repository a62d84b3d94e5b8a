"""Turn a DataFrame into an Arrow table of exactly the types of the schema, or say which column cannot be turned.

Missing values of every sort (None, NaN, NaT) become NULL, text takes Unicode form NFC, money is rounded to two
decimals, and times are brought to UTC. A column that the schema does not know is kept as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.errors import DataError

if TYPE_CHECKING:
    from leadkit.schema import Field, Table

_SAID = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "money": "an amount of money",
    "yes_no": "yes or no (true or false)",
    "day": "a day, as in 2024-01-31",
    "time": "a time, as in 2024-01-31 09:15:00",
}


def arrow_type(kind: str) -> Any:  # noqa: ANN401 - an Arrow type
    """Return the Arrow type of a kind of column.

    Examples
    --------
    >>> arrow_type("money")
    Decimal128Type(decimal128(18, 2))
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "money": pa.decimal128(18, 2),
        "yes_no": pa.bool_(),
        "day": pa.date32(),
        "time": pa.timestamp("us"),
    }[kind]


def arrow(table: Table, rows: pd.DataFrame) -> Any:  # noqa: ANN401 - an Arrow table
    """Give every column of a DataFrame the type of the schema, and add the columns that it lacks.

    Parameters
    ----------
    table : Table
        What the schema says.
    rows : DataFrame
        The rows; they are not changed.

    Returns
    -------
    pyarrow.Table
        All columns of the schema in its order, then the others.

    Raises
    ------
    DataError
        A column holds something that its type cannot.

    Examples
    --------
    >>> from leadkit import schema
    >>> areas = arrow(schema.tables()["areas"], pd.DataFrame({"region": ["Lanna"], "households": ["800"], "mine": [1]}))
    >>> areas.to_pydict()
    {'region': ['Lanna'], 'households': [800], 'surveyed': [None], 'said_yes': [None], 'mine': [1]}
    """
    import pyarrow as pa  # noqa: PLC0415

    columns = {str(name): rows[name] for name in rows.columns}
    names = [*table.names, *(name for name in columns if name not in table.names)]
    return pa.table({name: _column(table, name, columns.get(name), len(rows)) for name in names})


def _column(table: Table, name: str, column: pd.Series[Any] | None, rows: int) -> Any:  # noqa: ANN401 - an Arrow array
    import pyarrow as pa  # noqa: PLC0415

    of = table.get(name)
    if of is None:
        return _as_it_is(column)
    if column is None:
        return pa.nulls(rows, arrow_type(of.kind))
    try:
        return _converted(of, column)
    except (ValueError, TypeError, pa.ArrowException) as wrong:
        why = str(wrong).split("\n")[0][:160].rstrip(".")
        message = f"Column '{name}' of '{table.name}' holds something that is not {_SAID[of.kind]}: {why}."
        raise DataError(message) from wrong


def _converted(of: Field, column: pd.Series[Any]) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    if of.kind in ("day", "time"):
        return pa.array(_moments(column), pa.timestamp("us"), from_pandas=True).cast(arrow_type(of.kind))
    cells = _as_it_is(column)
    if isinstance(cells.type, pa.DictionaryType):
        cells = cells.dictionary_decode()
    if of.kind == "text":
        return _nfc(cells.cast(pa.string()))
    if of.kind == "money" and pa.types.is_integer(cells.type):
        cells = cells.cast(pa.decimal128(21, 2))  # so many digits may a whole number have
    if of.kind == "money" and (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        cells = cells.cast(pa.float64())  # to be rounded, not refused
    return cells.cast(arrow_type(of.kind))


def _as_it_is(column: Any) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    try:
        cells = pa.array(column, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        cells = pa.array(column.astype("str").where(column.notna()), from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _nfc(text: Any) -> Any:  # noqa: ANN401
    import pyarrow.compute as pc  # noqa: PLC0415

    normalize: Any = pc.utf8_normalize  # type: ignore[attr-defined]  # there, but not in the stubs
    return normalize(text, "NFC")


def _moments(column: pd.Series[Any]) -> pd.Series[Any]:
    """Read days and times as UTC without a zone; a bare number is not a day."""
    if pd.api.types.is_numeric_dtype(column) and column.notna().any():
        raise TypeError("a number is not a day")
    return pd.to_datetime(column, utc=True, format="ISO8601").dt.tz_localize(None).astype("datetime64[us]")
