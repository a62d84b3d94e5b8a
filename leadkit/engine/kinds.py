"""What the columns of an input hold: numbers, texts, yes and no, or something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit.engine import delivery, doors
from leadkit.engine.inputs import Derived, Limits, checked, is_relation
from leadkit.engine.question import asking
from leadkit.engine.written import Written

if TYPE_CHECKING:
    from leadkit.engine.inputs import Input, Kind

_DECIMAL = re.compile(r"DECIMAL\(\d+,\d+\)")


def columns_of(source: Input) -> dict[str, Kind]:
    """Say what each column of an input holds, without reading its rows (a small CSV is read to recognise its types).

    Parameters
    ----------
    source : Input
        Any input of :func:`run`.

    Returns
    -------
    dict
        Column to ``number``, ``text``, ``yes_no`` or ``other`` (days and times, lists, nothing but missing values).

    Examples
    --------
    >>> columns_of(pd.DataFrame({"person_id": ["a"], "spent": [1.5], "consent": [None]}))
    {'person_id': 'text', 'spent': 'number', 'consent': 'other'}
    """
    given = checked(source, "people")
    if isinstance(given, pd.DataFrame):
        return doors.kinds(given)
    if is_relation(given):
        relation: Any = given
        return {name: _kind(str(kind)) for name, kind in zip(relation.columns, relation.types, strict=True)}
    if isinstance(given, Derived) and given.kinds is not None:
        return dict(given.kinds)
    everything = exp.select("*").from_(exp.to_table("people"))
    with asking(Written(everything), {"people": given}, Limits(), None, None) as question:

        def work() -> dict[str, Kind]:
            question.lay_out(empty=True)
            found = question.connection.sql(everything.sql(dialect="duckdb"))
            return {name: _kind(str(kind)) for name, kind in zip(found.columns, found.types, strict=True)}

        return question.watched(work)


def _kind(kind: str) -> Kind:
    if kind == "BOOLEAN":
        return "yes_no"
    if kind in {"VARCHAR", "UUID"} or kind.startswith("ENUM"):
        return "text"
    return "number" if kind in delivery.NUMBERS or _DECIMAL.fullmatch(kind) else "other"
