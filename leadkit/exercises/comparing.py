"""Comparing an answer with what was expected: every right form passes, and a wrong one hears how it differs.

Each kind of answer is a value with one verb, ``compare(answer, expected, given)``, that does nothing when the answer is
right and raises :class:`~leadkit.exercises.forms.Differs` when it is not. What is said never holds what was expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from leadkit.errors import LeadkitError
from leadkit.exercises.forms import Differs, Given, as_condition, as_number, as_people, as_table, kind_of, plain
from leadkit.exercises.outcome import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadkit.conditions import Condition

Expected = Any  # what a question expects is as many kinds of things as there are kinds of answers


class Compare(Protocol):
    """A kind of answer."""

    def compare(self, answer: object, expected: Expected, given: Given) -> None:
        """Say how an answer differs, by raising Differs; a right one passes."""
        ...


@dataclass(frozen=True)
class People:
    """Certain people, in any order.

    Parameters
    ----------
    shows : tuple of str
        The columns that are shown of the first person who should not be there, or is missing.
    """

    shows: tuple[str, ...] = ()

    def compare(self, answer: object, expected: Expected, given: Given) -> None:
        """Compare whom an answer names with whom it should."""
        self.held(as_people(answer, given), as_people(expected, given), given)

    def held(self, mine: list[str], right: list[str], given: Given, key: str = "people") -> None:
        """Say who is too many and who is missing."""
        more, fewer = (sorted(set(a) - set(b)) for a, b in ((mine, right), (right, mine)))
        if more or fewer:
            first = (more or fewer)[0]
            way = "both" if more and fewer else "more" if more else "fewer"
            told = {"more": len(more), "fewer": len(fewer), "first": first, "row": given.row(first, self.shows)}
            raise Differs(f"{key}_{way}", **told)


@dataclass(frozen=True)
class Rule:
    """A condition, judged by whom it takes on the student's own table, then by proof; never by its letters.

    Parameters
    ----------
    shows : tuple of str
        As for :class:`People`.
    unknown : bool
        Whether it also counts of whom the answer is unknown.
    """

    shows: tuple[str, ...] = ()
    unknown: bool = False

    def compare(self, answer: object, expected: Expected, given: Given) -> None:
        """Ask both conditions of everybody, then of everybody who could be."""
        mine, right = as_condition(answer), as_condition(expected)
        told = given.answers(mine, right)
        yes = told.fillna(value=False).astype(bool)
        shows = self.shows or mine.columns
        People(shows).held(yes.index[yes[0]].tolist(), yes.index[yes[1]].tolist(), given, "rule")
        open_ = told[told[0].isna() != told[1].isna()]
        if self.unknown and len(open_):
            key = "rule_says_unknown" if open_[0].isna().any() else "rule_says_no"
            first = open_.index[0]
            raise Differs(key, many=len(open_), first=first, row=given.row(first, shows))
        self._prove(mine, right)

    def _prove(self, mine: Condition, right: Condition) -> None:
        relation = mine.relation(right)
        there = {key: relation.people[key] for key in ("only_first", "only_second") if key in relation.people}
        if self.unknown and "differs_first" not in there and relation.people.get("differs"):
            there["differs"] = relation.people["differs"]
        if relation.kind not in ("equal", "not_proved") or "differs" in there:
            key, person = next(iter(there.items()), ("nobody", {}))
            raise Differs(f"rule_could_{key}", row=person)


@dataclass(frozen=True)
class Number:
    """A number.

    Parameters
    ----------
    within : float
        How far it may be from what is expected.
    share : bool
        Whether it is a share from 0 to 1, so that a percentage is a slip of its own.
    """

    within: float = 1e-9
    share: bool = False

    def compare(self, answer: object, expected: Expected, given: Given) -> None:  # noqa: ARG002 - as every kind of answer
        """Compare two numbers."""
        mine, right = as_number(answer), as_number(expected)
        off = mine - right
        if abs(off) <= self.within + 1e-12:
            return
        if self.share and abs(mine / 100 - right) <= max(self.within, 0.005):
            raise Differs("percentage", value=mine)
        if self.share and not 0 <= mine <= 1:
            raise Differs("no_share", value=mine)
        near = "nearly" if abs(off) <= max(2 * self.within, 0.02 * abs(right)) else "number"
        raise Differs(f"{near}_high" if off > 0 else f"{near}_low", value=mine)


@dataclass(frozen=True)
class Table:
    """A table, its columns in any order.

    Parameters
    ----------
    by : tuple of str
        The columns that name a row.
    ordered : bool
        Whether the order of the rows was asked for.
    within : float
        How far a number may be from what is expected.
    """

    by: tuple[str, ...]
    ordered: bool = False
    within: float = 1e-6

    def compare(self, answer: object, expected: Expected, given: Given) -> None:  # noqa: ARG002 - as every kind of answer
        """Compare columns, then rows, then cells; the first difference is told."""
        right = as_table(expected)
        mine = self._named(as_table(answer), right)
        missing = [name for name in right.columns if name not in mine.columns]
        extra = [str(name) for name in mine.columns if name not in right.columns]
        if missing:
            raise Differs("column_missing", column=missing[0], columns=shown(", ".join(map(str, mine.columns))))
        if extra:
            raise Differs("column_extra", column=shown(extra[0]))
        mine, right = (one.set_index([*self.by]) for one in (mine, right))
        rows = [[_key(one) for one in table.index] for table in (mine, right)]
        self._rows(*rows)
        for name in right.columns:
            cells = [dict(zip(keys, table[name], strict=True)) for keys, table in zip(rows, (mine, right), strict=True)]
            for key in rows[1]:
                self._cell(cells[0][key], cells[1][key], {"row": " · ".join(key), "column": str(name)})

    def _named(self, mine: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
        """Let an index without a name, or a column without one, stand for the one that is missing."""
        lacking = [name for name in right.columns if name not in mine.columns]
        if lacking and lacking[0] in self.by and len(self.by) == 1 and not isinstance(mine.index, pd.RangeIndex):
            mine = mine.rename_axis(lacking[0]).reset_index()
            lacking = lacking[1:]
        over = [name for name in mine.columns if name not in right.columns]
        nameless = len(over) == len(lacking) == 1 and str(over[0]) == "0"
        return mine.rename(columns={over[0]: lacking[0]}) if nameless else mine

    def _rows(self, mine: list[tuple[str, ...]], right: list[tuple[str, ...]]) -> None:
        more, fewer = ([key for key in a if key not in set(b)] for a, b in ((mine, right), (right, mine)))
        if more:
            raise Differs("row_extra", row=shown(" · ".join(more[0])), rows=len(mine))
        if fewer:
            raise Differs("row_missing", row=" · ".join(fewer[0]), rows=len(mine))
        if len(mine) != len(right):
            raise Differs("row_twice", row=next(" · ".join(key) for key in mine if mine.count(key) > 1))
        if self.ordered and mine != right:
            first = next(i for i, (a, b) in enumerate(zip(mine, right, strict=True)) if a != b)
            raise Differs("row_order", row=" · ".join(mine[first]), number=first + 1)

    def _cell(self, mine: Any, right: Any, where: Mapping[str, object]) -> None:  # noqa: ANN401 - cells
        mine, right = plain(mine), plain(right)
        number = isinstance(mine, (int, float)) and not isinstance(mine, bool)
        told = {**where, "value": mine if number else shown(mine)}
        if mine is None or right is None:
            if (mine is None) != (right is None):
                raise Differs("cell_unknown" if mine is None else "cell_known", **told)
        elif isinstance(right, str) or isinstance(right, bool) != isinstance(mine, bool):
            if type(mine) is not type(right):
                raise Differs("cell_type", **told, kind=kind_of(mine))
            if mine != right:
                raise Differs("cell_other", **told)
        elif abs(off := (mine if number else as_number(mine)) - as_number(right)) > self.within:
            raise Differs("cell_high" if off > 0 else "cell_low", **told)


def _key(row: object) -> tuple[str, ...]:
    return tuple(str(plain(one)) for one in (row if isinstance(row, tuple) else (row,)))


@dataclass(frozen=True)
class Aims:
    """An answer of the student's own that has to meet some aims: each has its own sentence when it is not met.

    Parameters
    ----------
    read : callable
        Reads the answer: ``read(answer, given)``.
    aims : mapping of str to callable
        ``aim(what was read, given)`` gives None when the aim is met; else what its sentence needs to know.
    """

    read: Callable[[object, Given], Any]
    aims: Mapping[str, Callable[[Any, Given], Mapping[str, object] | None]]

    def compare(self, answer: object, expected: Expected, given: Given) -> None:  # noqa: ARG002 - there is no one answer
        """Look at one aim after the other."""
        read = self.read(answer, given)
        for name, aim in self.aims.items():
            if (lacks := aim(read, given)) is not None:
                raise Differs(f"own.{name}", **lacks)


@dataclass(frozen=True)
class Words:
    """Words of the student's own, which no machine can judge.

    Parameters
    ----------
    least : int
        How many letters and marks it should have at least.
    """

    least: int = 80

    def compare(self, answer: object, expected: Expected, given: Given) -> None:  # noqa: ARG002 - as every kind of answer
        """See that there are words enough."""
        if not isinstance(answer, str):
            raise Differs("not_words", kind=kind_of(answer))
        if len(" ".join(answer.split())) < self.least:
            raise Differs("few_words", many=self.least)


def passes(kind: Compare, answer: object, expected: Expected, given: Given) -> bool:
    """Tell whether an answer is what is expected."""
    try:
        kind.compare(answer, expected, given)
    except (Differs, LeadkitError):
        return False
    return True
