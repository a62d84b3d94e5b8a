"""Planes: people counted over two axes that are never blended into one number, and where a definition lies on them.

Need and ability to pay, fit and chance: a single score hides which of the two is low. So :func:`cells` counts people by
the values of several columns, the unknown ones too; :func:`spread` proves of each cell whether a definition means
everybody in it, some (it asks other things as well) or nobody; :func:`fit` says how many conditions of a persona each
person meets.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine, snapshot, vocabulary
from leadkit.conditions import Condition
from leadkit.conditions.relations import relations as prove
from leadkit.definitions.asking import By, asked, listed
from leadkit.door import enter
from leadkit.errors import UnknownColumnError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from leadkit.grid import Relation

NEED_ABILITY = ("need", "ability_to_pay")


def cells(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    over: Sequence[str] = NEED_ABILITY,
    as_of: str | date | None = None,
    limits: engine.Limits | None = None,
) -> pd.DataFrame:
    """Count people by the values of some columns; an unknown value is a value of its own.

    Parameters
    ----------
    people, as_of, limits
        As for :func:`classify`.
    over : list of str
        The columns.

    Returns
    -------
    DataFrame
        The columns and ``people`` (int64), one row a combination that occurs, unknown ones last. The counts add up to
        the number of people.

    Raises
    ------
    UnknownColumnError
        The table lacks a column.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": list("abc"), "need": ["some", None, "some"]})
    >>> cells(people, over=["need"])["people"].tolist()
    [2, 1]
    """
    source, names = snapshot.of(people, as_of, list(over)), list(over)
    known = engine.columns_of(source)
    for name in names:
        if name not in known:
            raise UnknownColumnError(f"This table has no column '{name}'.{nearest(name, known)}")
    columns = [exp.column(name, quoted=True) for name in names]
    counted = exp.alias_(exp.Count(this=exp.Star()), "people", quoted=True)
    query = exp.select(*columns, counted).from_(exp.to_table("people", quoted=True)).group_by(*columns)
    found = engine.run(query, {"people": source}, limits=limits).astype({"people": "int64"})
    return found.sort_values(names, na_position="last", ignore_index=True)


def spread(*, by: By, over: Sequence[str] = NEED_ABILITY) -> pd.DataFrame:
    """Prove where definitions lie on a plane of columns with closed lists of values.

    Parameters
    ----------
    by : Definition, Definitions or a list of either
        The definitions.
    over : list of str
        Columns of the vocabulary with a closed list of values.

    Returns
    -------
    DataFrame
        One row a definition and a cell: term, the columns (None is unknown) and answer: ``yes`` (everybody in the cell
        is meant), ``some`` (it depends on other things too), ``unknown`` (nobody is known to be meant), ``no``.

    Raises
    ------
    UnknownNameError
        A column is not in the vocabulary, or has no closed list.

    Examples
    --------
    >>> from leadkit.definitions import Definition, Source
    >>> able = Condition("need = 'some' AND ability_to_pay = 'yes'")
    >>> target = Definition("target", Source("shop"), "Needs it and can pay.", able)
    >>> found = spread(by=target).set_index(["need", "ability_to_pay"])["answer"]
    >>> found["some", "yes"], found["none", "yes"], found["some"].iloc[-1]
    ('yes', 'no', 'unknown')
    """
    chosen = listed(by)
    places = list(product(*([*_closed(name), None] for name in over)))
    named = {f"cell {i}": _at(dict(zip(over, place, strict=True))) for i, place in enumerate(places)}
    for one in chosen:
        named |= {one.column: one.when, f"not {one.column}": Condition(f"NOT ({one.when.text})")}
    found = prove(named)
    rows = [
        (one.column, *place, _answer(found[f"cell {i}", one.column], found[f"cell {i}", f"not {one.column}"]))
        for one in chosen
        for i, place in enumerate(places)
    ]
    columns = ["term", *over, "answer"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str"))


def fit(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
) -> Any:  # noqa: ANN401 - the kind that went in
    """Count how many conditions of a persona each person meets.

    Parameters
    ----------
    people, as_of, to, limits
        As for :func:`classify`.
    by : Definition, Definitions or a list of either
        The persona: each definition is one of its conditions.

    Returns
    -------
    DataFrame, path or relation
        person_id; met, unknown and conditions (int64): how many are met, of how many it is unknown, how many there are;
        fit_low and fit_high: the share that is met, if all unknown ones fail, and if all hold.

    Examples
    --------
    >>> from leadkit.definitions import Definition, Source
    >>> grown = Definition("grown", Source("s"), "Is of age.", Condition("age > 17"))
    >>> near = Definition("near", Source("s"), "Lives near.", Condition("country = 'VN'"))
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "age": [40, None], "country": ["TH", "VN"]})
    >>> fit(people, by=[grown, near])[["met", "unknown", "fit_low", "fit_high"]].values.tolist()
    [[1.0, 0.0, 0.5, 0.5], [1.0, 1.0, 0.5, 1.0]]
    """
    chosen = listed(by)
    source = enter(people, as_of, [one.when for one in chosen])
    answers = [answer.this for answer in asked(chosen, source)]
    met = _added(answers)
    unknown = _added([answer.copy().is_(exp.null()) for answer in answers])
    most = exp.Literal.number(len(chosen))
    shares = {"fit_low": met, "fit_high": exp.Add(this=exp.paren(met.copy()), expression=exp.paren(unknown.copy()))}
    columns = [
        *(exp.alias_(exp.cast(count, "BIGINT"), name) for name, count in (("met", met), ("unknown", unknown))),
        exp.alias_(exp.cast(most, "BIGINT"), "conditions"),
        *(
            exp.alias_(exp.Div(this=exp.cast(exp.paren(count.copy()), "DOUBLE"), expression=most.copy()), name)
            for name, count in shares.items()
        ),
    ]
    return engine.ask(source, columns, to=to, limits=limits)


def _added(answers: list[exp.Expr]) -> exp.Expr:
    """Add up how many of the answers are yes."""
    ones = [
        exp.Case(ifs=[exp.If(this=answer.copy(), true=exp.Literal.number(1))], default=exp.Literal.number(0))
        for answer in answers
    ]
    total: exp.Expr = ones[0]
    for one in ones[1:]:
        total = exp.Add(this=total, expression=one)
    return total


def _closed(name: str) -> tuple[str, ...]:
    """List the values that a column can hold."""
    lists = {one.name: one.values for one in vocabulary.columns().values() if one.values}  # noqa: PD011 - no pandas here
    if name not in lists:
        raise UnknownNameError(f"'{name}' is no column with a closed list of values.{nearest(name, lists)}")
    return lists[name]


def _at(place: dict[str, str | None]) -> Condition:
    """Ask for one cell; the values are the vocabulary's own."""
    parts = [f"{name} IS NULL" if value is None else f"{name} = '{value}'" for name, value in place.items()]
    return Condition(" AND ".join(parts))


def _answer(held: Relation, denied: Relation) -> str:
    """Say what a definition answers in a cell, by how the cell stands to it and to its denial."""
    if held.kind in ("equal", "inside"):
        return "yes"
    if held.kind in ("apart", "never_true"):
        return "no" if held.kind == "never_true" or denied.kind in ("equal", "inside") else "unknown"
    return "some"
