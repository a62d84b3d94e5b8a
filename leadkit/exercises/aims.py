"""Aims: what an answer of the student's own has to fulfil, when there is no single right one.

A definition of her own can be held against others by proof and by number; a person whom she found, or made up, can be
asked what each definition says of her.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import vocabulary
from leadkit.conditions import Condition
from leadkit.definitions import Definition, classify
from leadkit.exercises.forms import Differs, Given, as_people, kind_of, plain
from leadkit.exercises.outcome import shown
from leadkit.provenance import Source

if TYPE_CHECKING:
    Person = Mapping[str, Any]
    Lacks = Mapping[str, object] | None


def as_person(answer: object, given: Given) -> Person:
    """Read one person: the id of a real one, or the values of somebody made up.

    Parameters
    ----------
    answer : object
        An id, a row of the snapshot, or a mapping from columns to values (such as ``relation.example``).
    given : Given
        Who there is, and what columns.

    Returns
    -------
    mapping
        Values by column, those that were given.

    Raises
    ------
    Differs
        It is nobody, more than one, or somebody who cannot be.
    """
    if isinstance(answer, pd.DataFrame) and len(answer) == 1 and "person_id" not in answer.columns:
        answer = answer.iloc[0]
    if isinstance(answer, pd.Series) and set(answer.index) & set(given.everybody.columns):
        answer = answer.to_dict()
    return _made_up(answer, given) if isinstance(answer, Mapping) else _real(answer, given)


def _real(answer: object, given: Given) -> Person:
    if not isinstance(answer, (str, list, tuple, set, pd.Series, pd.Index, pd.DataFrame)):
        raise Differs("not_person", kind=kind_of(answer))
    ids = as_people(answer, given)
    if len(ids) != 1:
        raise Differs("not_one_person", kind=kind_of(answer), many=len(ids))
    return given.row(ids[0], given.everybody.columns)


def _made_up(answer: Person, given: Given) -> Person:
    person = {str(name): plain(value) for name, value in answer.items()}
    for name in person:
        if name not in given.everybody.columns:
            raise Differs("no_such_column", column=shown(name, 40).strip("'"))
    for fact in _facts():
        if set(fact.columns) <= set(person) and answered(person, fact) is False:
            raise Differs("impossible", fact=fact.text)
    return person


@cache
def _facts() -> tuple[Condition, ...]:
    return tuple(Condition(text) for text in vocabulary.facts())


def answered(person: Person, rule: Condition) -> bool | None:
    """Ask a condition of one person; of a column that was not given, nothing is known, or nothing happened."""
    row = pd.DataFrame([{name: person.get(name, _nothing(name)) for name in rule.columns}]).convert_dtypes()
    told = classify(row.assign(person_id="she"), by=Definition("rule", Source("asked"), "", rule))
    return plain(told["asked_rule"].iloc[0])  # type: ignore[no-any-return]  # yes, no, or None


def _nothing(name: str) -> object:
    column = vocabulary.column(name)
    return None if column is None or column.null != "no_null" else {"number": 0, "yes_no": False}.get(column.kind)


def says(rule: Condition, *, wanted: bool) -> Callable[[Person, Given], Lacks]:
    """Aim: a person of whom a condition says yes (or no)."""

    def aim(person: Person, _: Given) -> Lacks:
        if answered(person, rule) is wanted:
            return None
        return {"row": _telling({name: person.get(name, _nothing(name)) for name in rule.columns})}

    return aim


def stands(*kinds: str, to: Condition) -> Callable[[Condition, Given], Lacks]:
    """Aim: a condition that stands to another in one of some ways, proved; else somebody who shows that it does not."""

    def aim(rule: Condition, _: Given) -> Lacks:
        relation = rule.relation(to)
        if relation.kind not in kinds and relation.kind in ("never_true", "not_proved"):
            raise Differs("rule_could_nobody" if relation.kind == "never_true" else "not_proved")
        return None if relation.kind in kinds else {"row": _shows(relation.people, kinds)}

    return aim


def _shows(people: Mapping[str, Person], kinds: tuple[str, ...]) -> Person:
    """Choose who speaks against: somebody who is both, where nobody should be; else somebody who is the first alone."""
    keys = ("both",) if "apart" in kinds else ("only_first",) if "inside" in kinds else ("only_second", "only_first")
    return _telling(next((people[key] for key in (*keys, *people) if key in people), {}))


def _telling(person: Person) -> Person:
    """Leave out what never happened, unless that is all there is."""
    return {name: value for name, value in person.items() if isinstance(value, bool) or value != 0} or person


def keeps(of: Condition, share: float) -> Callable[[Condition, Given], Lacks]:
    """Aim: a condition that keeps at least a share of the people of another, on the student's own table."""

    def aim(rule: Condition, given: Given) -> Lacks:
        theirs = set(given.who(of))
        kept = len(theirs & set(given.who(rule)))
        return None if kept >= share * len(theirs) else {"kept": kept, "all": len(theirs)}

    return aim
