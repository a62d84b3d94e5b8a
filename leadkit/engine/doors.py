"""The door for DataFrames: what a column holds, in Arrow, or one sentence about the cell that does not belong.

NaN and every other mark of a missing value become NULL, a column of True, False and None becomes a yes/no column,
categories become what they stand for. The DataFrame itself is never touched. What is common to every kind of input (a
NaN inside a file, texts in another Unicode form) is put right in the views of ``sources``.
"""

from __future__ import annotations

import datetime as dt
import numbers
import uuid
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa

    from leadkit.engine.inputs import Kind

_SORTS: dict[str, tuple[type, ...]] = {  # the first that fits; True is an int and a Timestamp is a date to Python
    "truth values": (bool, np.bool_),
    "numbers": (numbers.Number, Decimal),
    "texts": (str, uuid.UUID),
    "times": (dt.datetime, np.datetime64),
    "days": (dt.date,),
}
_KINDS: dict[str, Kind] = {"truth values": "yes_no", "numbers": "number", "texts": "text"}


def distinct(names: Iterable[object], table: str) -> list[str]:
    """Hold that the columns of a table are texts that differ, and by more than case; give them back.

    Raises
    ------
    DataError
        They do not.

    Examples
    --------
    >>> distinct(["person_id", "Budget", "budget"], "people")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    leadkit.errors.DataError: The table 'people' has two columns that differ only in capital letters, 'Budget' ...
    """
    seen: dict[str, str] = {}
    for name in names:
        if not isinstance(name, str):
            raise DataError(
                f"The table '{table}' has a column named {name!r}, which is not a text: rename the columns to texts."
            )
        if name.casefold() in seen:
            other = seen[name.casefold()]
            how = "named" if other == name else "that differ only in capital letters,"
            both = f"'{name}'" if other == name else f"'{other}' and '{name}'"
            raise DataError(f"The table '{table}' has two columns {how} {both}: rename one.")
        seen[name.casefold()] = name
    return list(seen.values())


def arrow(frame: pd.DataFrame, table: str, wanted: set[str] | None = None, *, empty: bool = False) -> pa.Table:
    """Turn a DataFrame into an Arrow table.

    Parameters
    ----------
    frame : DataFrame
        The rows.
    table : str
        What complaints call it.
    wanted : set of str, optional
        The columns to take, in lower case; all of them if none fits.
    empty : bool
        Whether only the columns matter, and no rows.

    Raises
    ------
    DataError
        A column mixes sorts of values, or holds what a table cannot.

    Examples
    --------
    >>> arrow(pd.DataFrame({"ok": [True, None], "n": [1.5, float("nan")]}), "people").to_pydict()
    {'ok': [True, None], 'n': [1.5, None]}
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed once there is a question

    names = distinct(frame.columns, table)
    chosen = [name for name in names if wanted is None or name.casefold() in wanted] or names
    return pa.table({name: _column(frame[name], table, empty=empty) for name in chosen})


def kinds(frame: pd.DataFrame) -> dict[str, Kind]:
    """Say what each column of a DataFrame holds; ``other`` when that is neither numbers, texts, nor yes and no.

    Examples
    --------
    >>> kinds(pd.DataFrame({"ok": [True, None], "n": [1, 2], "day": [pd.Timestamp("2024-01-01")] * 2}))
    {'ok': 'yes_no', 'n': 'number', 'day': 'other'}
    """
    names = distinct(frame.columns, "people")
    return {name: _kind(dtype, partial(frame.get, name)) for name, dtype in zip(names, frame.dtypes, strict=True)}


def _kind(dtype: Any, cells: Callable[[], Any]) -> Kind:  # noqa: ANN401 - any dtype
    """Say it by the dtype; only what objects are is seen by looking at them."""
    if isinstance(dtype, pd.CategoricalDtype):
        return _kind(dtype.categories.dtype, dtype.categories.to_series)
    if pd.api.types.is_bool_dtype(dtype):
        return "yes_no"
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_complex_dtype(dtype):
        return "number"
    if pd.api.types.is_object_dtype(dtype):
        sorts = _sorts(cells())
        return _KINDS.get(next(iter(sorts)), "other") if len(sorts) == 1 else "other"
    return "text" if pd.api.types.is_string_dtype(dtype) else "other"


def _column(series: pd.Series[Any], table: str, *, empty: bool = False) -> Any:  # noqa: ANN401 - an Arrow array
    import pyarrow as pa  # noqa: PLC0415 - as above

    if isinstance(series.dtype, pd.CategoricalDtype):
        # the categories may be anything, so they go through the door by themselves
        values = _column(series.cat.categories.to_series(name=series.name), table)
        codes = pa.array(series.cat.codes.to_numpy(), mask=series.isna().to_numpy())
        return values.take(codes)
    if isinstance(series.dtype, pd.SparseDtype):
        return _column(pd.Series(np.asarray(series), name=series.name), table)
    if pd.api.types.is_object_dtype(series.dtype):
        return _objects(series, table)[: 0 if empty else None]  # what objects are is seen only by looking at them
    series = series.iloc[:0] if empty else series
    if series.dtype == np.float16:
        series = series.astype("float32")
    try:
        array = pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise _unreadable(series, table) from error
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array.type, pa.BaseExtensionType):  # periods and intervals
        raise _unreadable(series, table)
    return array


def _objects(series: pd.Series[Any], table: str) -> Any:  # noqa: ANN401 - an Arrow array
    """Read a column of Python objects: all of one sort, or a sentence about the first odd one out."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    sorts = _sorts(series)
    if len(sorts) > 1:
        raise _mixed(series, sorts, table)
    known = series.notna().to_numpy()
    values = [value if here else None for value, here in zip(series.to_numpy(), known, strict=True)]
    kinds_of = {type(value) for value in values if value is not None}
    if "numbers" in sorts and any(issubclass(kind, float | np.floating) for kind in kinds_of) and len(kinds_of) > 1:
        values = [None if value is None else float(value) for value in values]
    if "texts" in sorts:
        values = [None if value is None else str(value) for value in values]
    try:
        return pa.array(values, from_pandas=True)
    except UnicodeEncodeError as error:
        raise DataError(
            f"Column '{series.name}' of '{table}' holds a text that is broken: {error.object!r}."
        ) from error
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise _unreadable(series, table) from error


def _sorts(series: pd.Series[Any]) -> Counter[str]:
    types = Counter(map(type, series[series.notna()].to_numpy()))
    sorts: Counter[str] = Counter()
    for kind, count in types.items():
        sorts[_sort(kind)] += count
    return sorts


def _sort(kind: type) -> str:
    return next((sort for sort, kinds_of in _SORTS.items() if issubclass(kind, kinds_of)), kind.__name__)


def _mixed(series: pd.Series[Any], sorts: Counter[str], table: str) -> DataError:
    usual = sorts.most_common(1)[0][0]
    known = series.notna().to_numpy()
    odd = [i for i, value in enumerate(series.to_numpy()) if known[i] and _sort(type(value)) != usual]
    at, value = odd[0], series.iloc[odd[0]]
    label = series.index[at].item() if isinstance(series.index[at], np.generic) else series.index[at]
    rows = pd.DataFrame({"row": [i + 1 for i in odd], "value": [str(series.iloc[i]) for i in odd]})
    return DataError(
        f"Column '{series.name}' of '{table}' mixes {' and '.join(sorts)}: row {at + 1} (index {label!r}) "
        f"holds {value!r} where most are {usual}; make them all one, and leave empty what is not known.",
        rows,
    )


def _unreadable(series: pd.Series[Any], table: str) -> DataError:
    return DataError(
        f"Column '{series.name}' of '{table}' ({series.dtype}) holds what a table of the kit cannot: turn it into "
        "numbers, texts, days or times, or leave it out."
    )
