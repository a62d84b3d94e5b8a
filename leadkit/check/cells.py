"""Ask every cell of a column whether it may stand there: vectorised, a block of rows at a time.

Cells come as text, whatever the file: what a person reads in the file is what is judged. The forms below are stricter
than what a database would swallow, because a database guesses silently: DuckDB reads ``2024-01-31 09:15 PM`` as
morning, drops the zone of ``09:15+07:00``, and makes 2 of ``1.5`` in a column of whole numbers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from leadkit import schema
from leadkit.check.arrow import compute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadkit.schema import Field

# A day that exists, from year 1000 on: long months, short months, 28 days of February, and the leap days.
_YEAR = r"[1-9]\d{3}"
_LEAP = r"(?:[1-9]\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)"
_MONTHS = r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
DAY = rf"(?:{_YEAR}-{_MONTHS}|{_LEAP}-02-29)"
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
# Three digits after the dot are refused after one to three before it: 1.500 is 1500 wherever a dot parts thousands.
FORMS: Mapping[str, str] = {
    "integer": r"-?(?:\d{1,18}(?:\.0{1,2}|\.0{4,})?|(?:0\d{0,17}|\d{4,18})\.000)",
    "number": r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?",
    "money": r"-?(?:\d{1,16}(?:\.\d{1,2}|\.\d\d00+)?|(?:0\d{0,15}|\d{4,16})\.\d\d0)",
    "yes_no": r"(?i:true|false|t|f|yes|no|y|n|1|0)",
    "day": DAY,
    "time": rf"{DAY}(?:[ T]{CLOCK}(?:Z|\+00:00)?)?",
}
_NUMBERS = ("integer", "number", "money")


def wrong(of: Field, cells: Any, others: Mapping[str, Any], today: str) -> Iterator[tuple[str, Any, Field]]:  # noqa: ANN401 - Arrow arrays
    """Find the cells of one column that may not stand there.

    Parameters
    ----------
    of : Field
        What the schema says of the column.
    cells : pyarrow.Array
        The cells as text, empty ones null.
    others : mapping of str to pyarrow.Array
        The other columns of the same rows, for lists that depend on them.
    today : str
        The last day that is not in the future, as ``YYYY-MM-DD``.

    Yields
    ------
    tuple of (str, pyarrow.BooleanArray, Field)
        What is wrong (``empty``, ``kind``, ``low``, ``high``, ``values``, ``pattern``, ``future``), which cells, and
        the column whose rules they break (for a value in `changes`, the column of `people`).

    Examples
    --------
    >>> import pyarrow as pa
    >>> year = schema.tables()["people"].field("birth_year")
    >>> [(code, mask.to_pylist()) for code, mask, _ in wrong(year, pa.array(["1980", "x"]), {}, "2025-06-30")]
    [('kind', [False, True]), ('low', [False, False]), ('high', [False, False])]
    """
    pc = compute()

    if of.required:
        yield "empty", pc.fill_null(pc.equal(pc.utf8_trim_whitespace(cells), ""), fill_value=True), of
    if of.kind != "text":
        fits = _matches(cells, FORMS[of.kind])
        yield "kind", pc.invert(fits), of
        yield from _limits(of, pc.if_else(fits, cells, None), today)
    if of.values:
        yield "values", _outside(cells, of.values), of
    if of.pattern:
        yield "pattern", pc.invert(_matches(cells, of.pattern)), of
    yield from _by_others(of, cells, others, today)


def _matches(cells: Any, form: str) -> Any:  # noqa: ANN401
    pc = compute()

    return pc.fill_null(pc.match_substring_regex(cells, rf"\A(?:{form})\z"), fill_value=True)


def _outside(cells: Any, allowed: tuple[str, ...]) -> Any:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415

    pc = compute()

    inside = pc.is_in(cells, value_set=pa.array(allowed, pa.string()))
    return pc.and_(pc.is_valid(cells), pc.invert(inside))


def _limits(of: Field, cells: Any, today: str) -> Iterator[tuple[str, Any, Field]]:  # noqa: ANN401
    """Least, greatest and latest, for cells that have the right form (others are null here)."""
    import pyarrow as pa  # noqa: PLC0415

    pc = compute()

    if of.kind in _NUMBERS:
        numbers = pc.cast(cells, pa.float64())
        if of.low is not None:
            yield "low", pc.fill_null(pc.less(numbers, of.low), fill_value=False), of
        if of.high is not None:
            yield "high", pc.fill_null(pc.greater(numbers, of.high), fill_value=False), of
    elif of.kind in ("day", "time"):
        days = pc.utf8_slice_codeunits(cells, 0, 10)
        yield "future", pc.fill_null(pc.greater(days, today), fill_value=False), of


def _by_others(of: Field, cells: Any, others: Mapping[str, Any], today: str) -> Iterator[tuple[str, Any, Field]]:  # noqa: ANN401
    """Rules that depend on another column of the same row, or on the columns of another table."""
    pc = compute()

    if of.columns_of:
        table = schema.table(of.columns_of)
        strange = _outside(cells, table.names)
        if table.free:
            strange = pc.and_(strange, pc.invert(pc.fill_null(pc.starts_with(cells, table.free), fill_value=False)))
        yield "values", strange, replace(of, values=table.names)
    if of.values_by and of.values_by[0] in others:
        column, lists = of.values_by
        for value, allowed in lists.items():
            some = _where(cells, others[column], value)
            if some is not None:
                yield "values", _outside(some, allowed), replace(of, values=allowed)
    if of.value_of and of.value_of[0] in others:
        column, table_name = of.value_of
        for each in schema.table(table_name).fields:
            some = _where(cells, others[column], each.name)
            if some is not None:
                yield from wrong(replace(each, required=False), some, {}, today)


def _where(cells: Any, column: Any, value: str) -> Any:  # noqa: ANN401
    """Keep the cells of the rows in which `column` holds `value`; ``None`` if there is no such row."""
    pc = compute()

    here = pc.fill_null(pc.equal(column, value), fill_value=False)
    return pc.if_else(here, cells, None) if pc.any(here).as_py() else None
