"""The cells of a column: a few values that stand for all of them.

A condition that compares a column with 20000 and 50000 cannot tell 30000 from 30001. So five values and NULL say
everything: one below, 20000, one between, 50000, one above. Whole numbers have whole cells only (nothing lies between
3 and 4), a closed list has its own values, yes/no has two. Columns that are compared with each other share their cut
points, and each gap between two of them holds as many cells as there are such columns, so that every order in which
they can stand is there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    Value = bool | int | float | str | None
    Cut = int | float | Decimal | str

T = TypeVar("T")

SOMETHING = "(some value)"  # the one cell, beside NULL, of a column that can only be asked whether it is known
ANOTHER = "(another)"  # a text that is none of those named
_MOST = 2**63 - 1  # the whole numbers that a column of the engine can hold
_FILLERS = ("~", "z", "a", "A", "0", "-", "!", " ", "\t")


class NoRoomError(Exception):
    """No text can be written down for a gap between two texts; it never leaves the grid."""


@dataclass
class Variable:
    """One thing that conditions ask: a column of the table, or (when `free`) a part that is not looked into.

    `cuts` are the constants it is compared with, `links` the variables it is compared with; `ordered` says whether it
    is a text that is compared by order; `column` is its name inside atoms. The reader of trees (``atoms.py``) fills
    them in.
    """

    name: str
    kind: str
    whole: bool = False
    nullable: bool = True
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    free: bool = False
    column: str = ""
    cuts: set[Cut] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    ordered: bool = False

    @property
    def closed(self) -> bool:
        """Whether its cells are all the values there are, so that any question about it alone can be decided."""
        return self.kind == "yes_no" or bool(self.values)

    @property
    def duckdb(self) -> str:
        """The type in which DuckDB is asked about its cells."""
        if self.kind == "number":
            return "BIGINT" if self.whole else "DOUBLE"
        return "BOOLEAN" if self.kind == "yes_no" else "VARCHAR"


def cells(group: Sequence[Variable]) -> dict[str, list[Value]]:
    """Give the cells of variables of one kind that are linked with each other, by name; NULL comes last.

    Examples
    --------
    >>> cells([Variable("stated_budget", "number", cuts={20000})])
    {'stated_budget': [20000, 19999, 20001, None]}
    >>> cells([Variable("purchases", "number", whole=True, nullable=False, low=0, cuts={1})])
    {'purchases': [0, 1, 2]}
    >>> cells([Variable("country", "text", cuts={"TH"})])
    {'country': ['TH', '(another)', None]}
    """
    kind = group[0].kind
    if kind == "number":
        found = _numbers(group)
    elif kind == "text":
        found = _texts(group)
    else:
        found = {one.name: [False, True] if kind == "yes_no" else [SOMETHING] for one in group}
    return {one.name: [*found[one.name], *([None] if one.nullable else [])] for one in group}


def _numbers(group: Sequence[Variable]) -> dict[str, list[Value]]:
    """Cut points and the cells between them; small and round ones first, since one of them will be an example."""
    ends = [end for one in group for end in (one.low, one.high) if end is not None]
    cuts = {cut for one in group for cut in one.cuts if not isinstance(cut, str) and math.isfinite(cut)} | set(
        ends
    ) or {0}
    wholes = sum(one.whole for one in group)
    steps = sorted({step for cut in cuts for step in (math.floor(cut), math.ceil(cut)) if abs(step) <= _MOST})
    whole = {*steps, *(n for gap in _gaps(steps) for n in _whole_between(*gap, wholes))}
    points = sorted({float(cut) for cut in cuts} | ({float(n) for n in whole} if wholes else set()))
    real = {*points, *(x for gap in _gaps(points) for x in _between(*gap, len(group) - wholes))}
    return {one.name: [*_plain(whole if one.whole else real, one.low, one.high)] for one in group}


def _plain(numbers: Iterable[float], low: float | None, high: float | None) -> list[int | float]:
    """Keep the numbers of a range: those first that are whole, round and small, written as whole where they are."""
    inside = [n for n in numbers if (low is None or n >= low) and (high is None or n <= high)]
    inside.sort(key=lambda n: (n != int(n), len(str(abs(int(n))).rstrip("0")), abs(n), n < 0))
    return [int(n) if n == int(n) and abs(n) < 2**53 else n for n in inside]


def _gaps(steps: Sequence[T]) -> list[tuple[T | None, T | None]]:
    """List the open gaps before, between and after sorted steps."""
    return list(zip([None, *steps], [*steps, None], strict=True))


def _whole_between(low: int | None, high: int | None, count: int) -> Iterable[int]:
    if low is None:
        return () if high is None else range(max(high - count, -_MOST), high)
    return range(low + 1, min(low + count, _MOST if high is None else high - 1) + 1)


def _between(low: float | None, high: float | None, count: int) -> list[float]:
    """Give `count` numbers inside a gap, as short to write as can be (all there are, if there are fewer)."""
    if low is None:
        return [] if high is None else sorted(-x for x in _between(-high, None, count))
    end = math.inf if high is None else high
    tries = [[float(math.floor(low) + i) for i in range(1, count + 1)]]
    if high is None:
        tries.append([low + abs(low) * i / (count + 1) for i in range(1, count + 1)])
    else:
        even = [low + (high - low) * (i / (count + 1)) for i in range(1, count + 1)]
        tries += [[round(x, digits) for x in even] for digits in range(1, 18)]
    for found in tries:
        if all(a < b for a, b in zip([low, *found], [*found, end], strict=True)):
            return found
    next_ones = [low]
    while len(next_ones) <= count and math.nextafter(next_ones[-1], math.inf) < end:
        next_ones.append(math.nextafter(next_ones[-1], math.inf))
    return next_ones[1:]


def _texts(group: Sequence[Variable]) -> dict[str, list[Value]]:
    """Name the texts, then others: any will do, unless texts are compared by order (which is binary)."""
    named = sorted(
        {cut for one in group for cut in one.cuts if isinstance(cut, str)} | {v for one in group for v in one.values}
    )
    room = sum(not one.values for one in group)
    if any(one.ordered for one in group) and room:
        others = [text for gap in _gaps(named) for text in _texts_between(*gap, room)]
    else:
        others = [ANOTHER if i == 0 else f"(another {i + 1})" for i in range(room)]
        while set(others) & set(named):
            others = [f"({text})" for text in others]
    return {one.name: list(one.values) if one.values else [*named, *others] for one in group}


def _texts_between(low: str | None, high: str | None, count: int) -> list[str]:
    """Give `count` texts strictly between two in binary order (which is the order of Python's texts)."""
    if high == "":
        return []
    for filler in _FILLERS:
        found = [(low or "") + filler * i for i in range(1, count + 1)]
        if high is None or all(text < high for text in found):
            return found
    if low is None and count == 1:
        return [""]
    raise NoRoomError
