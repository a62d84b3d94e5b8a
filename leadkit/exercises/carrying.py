"""Carry answers from one process to another as plain data: text, numbers, collections, tables, conditions.

pickle runs what it reads, and the readers of Arrow and Parquet are made for friendly bytes; so an answer travels as
JSON with a few marked forms, and is built anew, kind by kind, from a closed list. What is too deep, too long or of a
kind that is no data arrives as :class:`Uncarried`, which says why. Both sides hold the same limits, since the sending
one cannot be trusted to.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.conditions import Condition
from leadkit.definitions import Definition
from leadkit.errors import LeadkitError
from leadkit.exercises.blank import Blank

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DEEP, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_TEXT = 12, 200_000, 500, 1_000_000, 100_000
_MARK, _NO_TIME = "#", -(2**63)
_COLLECTIONS: dict[str, type] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_DTYPES = (
    *("bool", "boolean", "Int", "int", "UInt", "uint", "Float", "float", "str", "string", "datetime64", "timedelta64"),
)


@dataclass(frozen=True)
class Uncarried:
    """An answer that could not be carried.

    Parameters
    ----------
    kind : str
        The name of its type, as the student's process gave it.
    why : {"kind", "size", "broken"}
        It is no data; it is too big or too deep; or what arrived makes no sense.
    """

    kind: str
    why: str


class _TooMuchError(Exception):
    """A limit was passed on the way."""


def pack(value: object) -> Any:  # noqa: ANN401 - JSON is a tree of anything
    """Turn an answer into what JSON can hold.

    Parameters
    ----------
    value : object
        The answer.

    Returns
    -------
    object
        Texts, numbers, true, false, null, lists and mappings; for :func:`unpack`.

    Examples
    --------
    >>> pack(("a", 1)), pack(len)
    ({'#': 'tuple', 'v': ['a', 1]}, {'#': 'uncarried', 'v': {'kind': 'builtin_function_or_method', 'why': 'kind'}})
    """
    kind = type(value).__name__[:80]
    try:
        return _Packing().pack(value, MOST_DEEP)
    except (_TooMuchError, RecursionError):
        return {_MARK: "uncarried", "v": {"kind": kind, "why": "size"}}
    except Exception:  # noqa: BLE001 - a student's class may do anything; it is told, and the next answer is packed
        return {_MARK: "uncarried", "v": {"kind": kind, "why": "kind"}}


def unpack(tree: object) -> Any:  # noqa: ANN401 - an answer is anything
    """Build an answer from what JSON held; what makes no sense becomes an :class:`Uncarried`, never an exception.

    Examples
    --------
    >>> unpack(pack({"who": ("a", 2.5), "days": {3}}))
    {'who': ('a', 2.5), 'days': {3}}
    >>> unpack({"#": "os.system", "v": "ls"})
    Uncarried(kind='os.system', why='broken')
    """
    try:
        return _Unpacking().unpack(tree, MOST_DEEP)
    except (_TooMuchError, RecursionError):
        return Uncarried(_kind_of(tree), "size")
    except Exception:  # noqa: BLE001 - pandas complains in many ways; none may stop the grading of a class
        return Uncarried(_kind_of(tree), "broken")


def _kind_of(tree: object) -> str:
    return str(tree.get(_MARK, "dict"))[:80] if isinstance(tree, dict) else type(tree).__name__


class _Counting:
    """What both directions share: how much has been seen."""

    def __init__(self) -> None:
        self.left = MOST_CELLS

    def count(self, more: int = 1, *, deep: int = 1) -> None:
        self.left -= more
        if self.left < 0 or deep < 0:
            raise _TooMuchError

    def long(self, length: int) -> None:
        self.count(1 + length // 1000 if length <= MOST_TEXT else MOST_CELLS + 1)


class _Packing(_Counting):
    def pack(self, value: Any, deep: int) -> Any:  # noqa: ANN401 - see above
        self.count(deep=deep)
        if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0:  # a number of NumPy
            value = value.item()
        for mark, kind, text in _SCALARS:
            if isinstance(value, kind):
                return {_MARK: mark, "v": text(value)}
        if value is None or isinstance(value, str | bool | int | float):
            return self._simple(value)
        if isinstance(value, list | tuple | set | frozenset | dict) and len(value) > self.left:
            raise _TooMuchError
        for name, kind in _COLLECTIONS.items():
            if isinstance(value, kind):
                items: Any = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
                return {_MARK: name, "v": [self.pack(item, deep - 1) for item in items]}
        if isinstance(value, dict):
            pairs = [[self.pack(key, deep - 1), self.pack(item, deep - 1)] for key, item in value.items()]
            return {_MARK: "dict", "v": pairs}
        return self._table(value, deep)

    def _simple(self, value: str | bool | int | float | None) -> object:  # noqa: PYI041 - a bool is no number here
        if isinstance(value, str):
            self.long(len(value))
            return str(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {_MARK: "float", "v": repr(float(value))}
        if value is None or isinstance(value, bool):
            return value
        self.long(value.bit_length() * 50)  # JSON writes at most 4,300 digits
        return int(value)

    def _table(self, value: Any, deep: int) -> Any:  # noqa: ANN401 - see above
        if isinstance(value, pd.DataFrame):
            self.count(value.size + len(value))
            if len(value) > MOST_ROWS or value.shape[1] > MOST_COLUMNS:
                raise _TooMuchError
            columns = [self._column(value.iloc[:, i], deep) for i in range(value.shape[1])]
            names = [self.pack(name, deep - 1) for name in value.columns]
            return {_MARK: "frame", "names": names, "v": columns, "index": self._index(value.index, deep)}
        if isinstance(value, pd.Series):
            name, column = self.pack(value.name, deep - 1), self._column(value, deep)
            return {_MARK: "series", "name": name, "v": column, "index": self._index(value.index, deep)}
        if isinstance(value, pd.Index):
            return {_MARK: "index", **self._index(value, deep)}
        if type(value).__module__ == "numpy" or hasattr(value, "__array__"):
            return {_MARK: "list", "v": [self.pack(item, deep - 1) for item in value.tolist()]}
        raise TypeError

    def _index(self, index: pd.Index[Any], deep: int) -> Any:  # noqa: ANN401 - see above
        levels = [index.get_level_values(i) for i in range(index.nlevels)]
        names = [self.pack(name, deep - 1) for name in index.names]
        return {"names": names, "v": [self._column(level, deep) for level in levels]}

    def _column(self, values: Any, deep: int) -> Any:  # noqa: ANN401 - see above
        if len(values) > MOST_ROWS:
            raise _TooMuchError
        dtype = str(values.dtype)
        if dtype.startswith(("datetime64", "timedelta64")):
            whole = [
                None if missing else int(one)
                for one, missing in zip(values.astype("int64"), values.isna(), strict=True)
            ]
            return {"dtype": dtype, "v": whole}
        if not dtype.startswith(_DTYPES):
            dtype = "object"
        return {"dtype": dtype, "v": [self.pack(item, deep - 1) for item in values.tolist()]}


class _Unpacking(_Counting):
    def unpack(self, tree: Any, deep: int) -> Any:  # noqa: ANN401 - see above
        self.count(deep=deep)
        if isinstance(tree, str):
            self.long(len(tree))
        if not isinstance(tree, dict):
            if isinstance(tree, list):
                raise TypeError
            return tree
        mark = tree[_MARK]
        if mark in _READERS:
            return _READERS[mark](tree.get("v"))
        if mark in _COLLECTIONS:
            return _COLLECTIONS[mark](self.unpack(item, deep - 1) for item in tree["v"])
        builders = {"dict": self._dict, "series": self._series, "frame": self._frame, "index": self._index}
        return builders[mark](tree, deep)

    def _dict(self, tree: dict[str, Any], deep: int) -> dict[Any, Any]:
        return {self.unpack(key, deep - 1): self.unpack(item, deep - 1) for key, item in tree["v"]}

    def _series(self, tree: dict[str, Any], deep: int) -> pd.Series[Any]:
        index, name = self._index(tree["index"], deep), self.unpack(tree["name"], deep - 1)
        return pd.Series(self._column(tree["v"], deep), index=index, name=name)

    def _frame(self, tree: dict[str, Any], deep: int) -> pd.DataFrame:
        if len(tree["v"]) > MOST_COLUMNS:
            raise _TooMuchError
        index = self._index(tree["index"], deep)
        made = pd.DataFrame(
            {i: pd.Series(self._column(one, deep), index=index) for i, one in enumerate(tree["v"])}, index
        )
        return made.set_axis(pd.Index([self.unpack(name, deep - 1) for name in tree["names"]]), axis=1)

    def _index(self, tree: dict[str, Any], deep: int) -> pd.Index[Any]:
        levels = [self._column(level, deep) for level in tree["v"]]
        names = [self.unpack(name, deep - 1) for name in tree["names"]]
        if len(levels) > 1:
            return pd.MultiIndex.from_arrays(levels, names=names)
        made: pd.Index[Any] = pd.Index(levels[0], name=names[0])
        return made

    def _column(self, tree: dict[str, Any], deep: int) -> Any:  # noqa: ANN401 - see above
        dtype, values = str(tree["dtype"]), tree["v"]
        if len(values) > MOST_ROWS:
            raise _TooMuchError
        if not dtype.startswith((*_DTYPES, "object")):
            raise TypeError(dtype)
        if dtype.startswith(("datetime64", "timedelta64")):
            self.count(len(values))
            return np.array([_NO_TIME if one is None else int(one) for one in values], dtype="int64").astype(dtype)
        cells: Any = [self.unpack(item, deep - 1) for item in values]
        return pd.array(cells, dtype=dtype)


def _condition(text: object) -> Condition | Uncarried:
    try:
        return Condition(str(text))
    except LeadkitError:
        return Uncarried("Condition", "broken")


def _decimal(text: str) -> Decimal:
    made = Decimal(text)
    if made.is_finite() and abs(made.adjusted()) > 400:  # it could be written out with a billion noughts
        raise _TooMuchError
    return made


_SCALARS: tuple[tuple[str, type, Callable[[Any], object]], ...] = (
    ("NA", type(pd.NA), lambda _: None),
    ("NaT", type(pd.NaT), lambda _: None),  # before the moments: it is one of them
    ("blank", Blank, lambda _: None),
    ("condition", Condition, lambda value: value.text),
    ("condition", Definition, lambda value: value.when.text),
    ("decimal", Decimal, str),
    ("stamp", pd.Timestamp, lambda value: value.isoformat()),
    ("span", pd.Timedelta, lambda value: int(value.value)),
    ("moment", dt.datetime, lambda value: value.isoformat()),
    ("day", dt.date, lambda value: value.isoformat()),
)
_READERS: dict[str, Callable[[Any], object]] = {
    "uncarried": lambda told: Uncarried(str(told["kind"])[:80], "size" if told["why"] == "size" else "kind"),
    "blank": lambda _: Blank(),
    "NA": lambda _: pd.NA,
    "NaT": lambda _: pd.NaT,
    "float": lambda value: float(str(value)[:40]),
    "condition": _condition,
    "decimal": lambda value: _decimal(str(value)[:1000]),
    "stamp": lambda value: pd.Timestamp(str(value)[:80]),
    "span": lambda value: pd.Timedelta(int(value)),
    "moment": lambda value: dt.datetime.fromisoformat(str(value)[:80]),
    "day": lambda value: dt.date.fromisoformat(str(value)[:80]),
}
