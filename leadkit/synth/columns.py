"""Turn arrays of codes, moments and cents into Arrow columns, fast and always in the same bytes.

Codes become dictionaries (a word is stored once), ids are written digit by digit, money is exact, and what is empty is
NULL. Everything here is a pure function of its arrays.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.arrow import Array, pa, pc
from leadkit.synth.draw import NEVER, NOBODY, Bools, Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ids(prefix: str, numbers: Ints, width: int) -> Array:
    """Write ids: a prefix and a number with leading zeros.

    Examples
    --------
    >>> ids("p", np.array([7, 123]), 4).to_pylist()
    ['p0007', 'p0123']
    """
    n, size = len(numbers), len(prefix) + width
    text = np.empty((n, size), dtype=np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    left = np.asarray(numbers, dtype=np.int64).copy()
    if n and int(left.max()) >= 10**width:
        raise OverflowError(f"an id of {width} digits cannot hold {int(left.max())}")
    for place in range(size - 1, len(prefix) - 1, -1):
        left, digit = np.divmod(left, 10)
        text[:, place] = 48 + digit
    offsets = np.arange(n + 1, dtype=np.int32) * size
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(text))


def words(codes: Ints, vocabulary: Sequence[str] | Array) -> Array:
    """Look codes up in a vocabulary; a code below 0 is empty.

    Examples
    --------
    >>> words(np.array([1, -1]), ["no", "yes"]).to_pylist()
    ['yes', None]
    """
    known = vocabulary if isinstance(vocabulary, pa.Array) else pa.array(vocabulary, pa.string())
    indices = pa.array(np.asarray(codes, dtype=np.int32), mask=np.asarray(codes) < 0)
    return pa.DictionaryArray.from_arrays(indices, known)


def texts(values: Array, shown: Bools) -> Array:
    """Return texts as they are; what is not `shown` is empty.

    Examples
    --------
    >>> texts(pa.array(["a", "b"]), np.array([True, False])).to_pylist()
    ['a', None]
    """
    return pc.if_else(pa.array(shown), values, pa.scalar(None, pa.string()))


def moments(at: Ints, first_day: date) -> Array:
    """Return UTC times from seconds since the first midnight; what never happened is empty.

    Examples
    --------
    >>> from datetime import date
    >>> [str(t) for t in moments(np.array([61, -1]), date(2024, 1, 1)).to_pylist()]
    ['2024-01-01 00:01:01', 'None']
    """
    begin = int((datetime.combine(first_day, time(), UTC) - EPOCH).total_seconds())
    empty = (at < 0) | (at >= NEVER)
    micro = np.where(empty, 0, np.where(empty, 0, at) + begin) * 1_000_000
    return pa.array(micro, pa.int64(), mask=empty).cast(pa.timestamp("us"))


def days(day: Ints, first_day: date) -> Array:
    """Return dates from days since the first one.

    Examples
    --------
    >>> from datetime import date
    >>> str(days(np.array([31]), date(2024, 1, 1)).to_pylist()[0])
    '2024-02-01'
    """
    begin = (datetime.combine(first_day, time(), UTC) - EPOCH).days
    return pa.array((np.asarray(day) + begin).astype(np.int32), pa.int32()).cast(pa.date32())


def money(cents: Ints) -> Array:
    """Return exact money from cents; below 0 is empty.

    Examples
    --------
    >>> [str(m) for m in money(np.array([2050, -1])).to_pylist()]
    ['20.50', 'None']
    """
    whole = np.zeros((len(cents), 2), dtype=np.int64)  # a 128-bit number: its low half, then its high half
    whole[:, 0] = np.maximum(cents, 0)
    bits = np.packbits(np.asarray(cents) >= 0, bitorder="little")
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [pa.py_buffer(bits), pa.py_buffer(whole)])


def whole(values: Ints) -> Array:
    """Return whole numbers; below 0 is empty.

    Examples
    --------
    >>> whole(np.array([3, -1])).to_pylist()
    [3, None]
    """
    return pa.array(np.asarray(values, dtype=np.int64), pa.int64(), mask=np.asarray(values) == NOBODY)


def real(values: Floats) -> Array:
    """Return numbers; NaN is empty.

    Examples
    --------
    >>> real(np.array([0.5, np.nan])).to_pylist()
    [0.5, None]
    """
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def flags(codes: Ints) -> Array:
    """Return yes (1), no (0) or empty (below 0).

    Examples
    --------
    >>> flags(np.array([1, 0, -1])).to_pylist()
    [True, False, None]
    """
    return pa.array(np.asarray(codes) > 0, pa.bool_(), mask=np.asarray(codes) < 0)
