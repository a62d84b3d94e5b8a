"""The forms of an answer: whatever a student may rightly hand over, read into the one form that is compared.

The same people can be a table, a column, a list of ids, or a yes and no for every row; the same number can be a cell of
a table. What cannot be read says so in one sentence: :class:`Differs`, which is how every "not yet" is raised.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit import words
from leadkit.conditions import Condition
from leadkit.definitions import Definition, classify
from leadkit.exercises.outcome import shown
from leadkit.grid.value import described
from leadkit.provenance import Source
from leadkit.snapshot import snapshot

if TYPE_CHECKING:
    from datetime import date

    from leadkit.tables import Tables


class Differs(Exception):  # noqa: N818 - no fault of the program: an answer that is not right yet
    """An answer is not right yet, and this is how it differs.

    Parameters
    ----------
    key : str
        What is said: a key under ``exercises.differs``, or ``own.<name>`` for a sentence of the question's own.
    **values
        What its placeholders stand for: numbers, texts, or a person as ``{column: value}``.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def say(self, lang: str, text: str = "") -> str:
        """Say it in one language; `text` is the question's own sentence, if it has one."""
        said = {name: _told(value, lang) for name, value in self.values.items()}
        return text.format(**said) if text else words.say(f"exercises.differs.{self.key}", lang, **said)


def _told(value: object, lang: str) -> object:
    if isinstance(value, Mapping):
        return described(dict(value), lang)
    return written(value, lang) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def written(value: float, lang: str = "en") -> str:
    """Write a number as a language writes it, rounded about as a table shows it; a whole one in full.

    Examples
    --------
    >>> written(0.304635761589404, "vi"), written(1234.567), written(20000, "vi"), written(float("-inf"))
    ('0,304636', '1,234.57', '20.000', '−∞')
    """
    if isinstance(value, int) or not value or not math.isfinite(value):
        return words.number(int(value), lang) if math.isfinite(value) else "∞" if value > 0 else "−∞"
    places = min(max(2, 5 - math.floor(math.log10(abs(value)))), 15)  # six digits, and never less than two decimals
    return words.number(f"{round(value, places) + 0.0:.{places}f}".rstrip("0").rstrip("."), lang)


@dataclass(frozen=True)
class Given:
    """What a student works on: tables, and the day asked.

    Parameters
    ----------
    data : Tables
        The tables of her world, or of her own team.
    day : date
        The day.
    """

    data: Tables
    day: date

    @cached_property
    def everybody(self) -> pd.DataFrame:
        """The snapshot of that day, made once."""
        return snapshot(self.data, self.day)  # type: ignore[return-value]  # a path only where `to` is given

    def answers(self, *rules: Condition | Definition) -> pd.DataFrame:
        """Ask everybody several conditions: one column of yes, no and unknown each, by person."""
        asked = [Definition(f"rule_{i}", Source("asked"), "", as_condition(rule)) for i, rule in enumerate(rules)]
        told: pd.DataFrame = classify(self.everybody, by=asked).set_axis(["person_id", *range(len(rules))], axis=1)
        return told.set_index("person_id")

    def who(self, rule: Condition | Definition) -> list[str]:
        """List the ids of the people who meet a condition."""
        told = self.answers(rule)[0]
        return told.index[told.fillna(value=False).astype(bool)].tolist()

    def row(self, person: str, columns: Iterable[str]) -> dict[str, Any]:
        """Take what a person's row says in some columns."""
        row = self.everybody.loc[self.everybody["person_id"].eq(person), [*columns]].iloc[0]
        return {str(name): plain(value) for name, value in row.items()}


def plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a table
    """Make a value of Python's own of a cell: None, yes or no, a number or a text.

    Examples
    --------
    >>> plain(np.int64(3)), plain(pd.NA), plain(2.0)
    (3, None, 2)
    """
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def kind_of(answer: object) -> str:
    """Name the form of an answer, for a sentence.

    Examples
    --------
    >>> kind_of(3), kind_of("a"), kind_of([1])
    ('int', 'str', 'list')
    """
    return type(answer).__name__


def as_condition(answer: object, *_: object) -> Condition:
    """Read a condition: a Condition, a Definition, or the text of one.

    Raises
    ------
    Differs
        It is none of these.
    ConditionError
        The text cannot be read.
    """
    if isinstance(answer, Definition):
        return answer.when
    if isinstance(answer, Condition):
        return answer
    if isinstance(answer, str):
        return Condition(answer)
    raise Differs("not_condition", kind=kind_of(answer))


def as_number(answer: object) -> float:
    """Read a number: also out of a table, a column or a list that holds just this one.

    Raises
    ------
    Differs
        It is no number, not known, or infinite.
    """
    held = answer.to_numpy() if isinstance(answer, (pd.DataFrame, pd.Series, pd.Index)) else answer
    if isinstance(held, (np.ndarray, list, tuple)):
        flat = np.asarray(held, dtype=object).ravel()
        if len(flat) != 1:
            raise Differs("not_one_number", kind=kind_of(answer), many=len(flat))
        return as_number(flat[0])
    if isinstance(held, str) and held.strip().strip("+-").replace(".", "", 1).isdigit():
        raise Differs("text_for_number", value=shown(held))
    if held is pd.NA or held is pd.NaT:
        raise Differs("no_value")
    if isinstance(held, (bool, np.bool_)) or not isinstance(held, (Real, Decimal, np.number)):
        raise Differs("not_number", kind=kind_of(answer))
    try:
        number = float(held)
    except OverflowError:  # a whole number of more digits than a float has room for
        number = math.inf
    if not math.isfinite(number):
        raise Differs("no_value" if math.isnan(number) else "infinite")
    return number


def as_people(answer: object, given: Given) -> list[str]:
    """Read people: their ids, in whatever form they are held.

    Parameters
    ----------
    answer : object
        A table with a column or an index `person_id`, a column of ids, ids as a list, set, array or the keys of a
        dict, a yes or no for every row of the snapshot or for every id, a condition.
    given : Given
        Who there is.

    Returns
    -------
    list of str
        Each once, in the order of the answer.

    Raises
    ------
    Differs
        It is none of these, somebody stands there twice, or there is no such person.
    """
    ids = _ids(answer, given)
    known = set(given.everybody["person_id"])
    strangers = [one for one in ids if one not in known]
    if strangers:
        raise Differs("no_such_person", many=len(strangers), all=len(ids), first=shown(strangers[0]))
    if len(set(ids)) < len(ids):
        raise Differs("people_twice", rows=len(ids), many=len(set(ids)))
    return ids


def _ids(answer: object, given: Given) -> list[Any]:
    if isinstance(answer, (Condition, Definition)):
        return given.who(answer)
    if isinstance(answer, pd.DataFrame):
        return _ids(_column_of_ids(answer, given), given)
    if isinstance(answer, Mapping):
        answer = pd.Series(dict(answer), dtype=object)
    if isinstance(answer, str):
        answer = [answer]
    if isinstance(answer, (pd.Index, np.ndarray, list, tuple, set, frozenset)):
        answer = pd.Series(list(answer), dtype=object)
    if not isinstance(answer, pd.Series):
        raise Differs("not_people", kind=kind_of(answer))
    cells = [plain(one) for one in answer]
    if cells and all(one is None or isinstance(one, bool) for one in cells):
        return _marked(answer, [one is True for one in cells], given)
    by_index = answer.index.name == "person_id" or answer.index.isin(given.everybody["person_id"]).any()
    return answer.index.tolist() if by_index and not set(cells) & set(given.everybody["person_id"]) else cells


def _column_of_ids(table: pd.DataFrame, given: Given) -> pd.Series[Any] | pd.Index[Any]:
    if "person_id" in table.columns:
        return table["person_id"]
    if table.index.name == "person_id" or table.index.isin(given.everybody["person_id"]).any():
        return table.index
    if len(table.columns) == 1:
        return table.iloc[:, 0]
    raise Differs("no_person_id", columns=", ".join(shown(str(name), 20) for name in table.columns[:6]))


def _marked(answer: pd.Series[Any], yes: list[bool], given: Given) -> list[Any]:
    """Take whom a yes or no for each row, or for each id, says yes to."""
    everybody = given.everybody["person_id"]
    index = everybody.tolist() if len(answer) == len(everybody) and not answer.index.isin(everybody).any() else None
    if index is None and not answer.index.isin(everybody).all():
        raise Differs("other_rows", rows=len(answer), many=len(everybody))
    return [one for one, said in zip(index or answer.index, yes, strict=True) if said]


def as_table(answer: object) -> pd.DataFrame:
    """Read a table: a DataFrame, a Series, a dict, or a list of dicts; what its index holds becomes columns.

    Raises
    ------
    Differs
        It is none of these.
    """
    if isinstance(answer, Mapping):
        lists = answer and all(isinstance(one, (list, tuple, pd.Series, np.ndarray)) for one in answer.values())
        answer = pd.DataFrame(dict(answer)) if lists else pd.Series(dict(answer))
    elif isinstance(answer, list) and answer and all(isinstance(one, Mapping) for one in answer):
        answer = pd.DataFrame(answer)
    if isinstance(answer, pd.Series):
        answer = answer.to_frame()
    if not isinstance(answer, pd.DataFrame):
        raise Differs("not_table", kind=kind_of(answer))
    named = [name for name in answer.index.names if name is not None and name not in answer.columns]
    return answer.reset_index(level=named) if named else answer
