"""Patterns: people counted by the answers they get, so that a card can be changed without touching them again.

Per criterion, people with the same answers share one small id; a person's pattern is one id a criterion, and equal
patterns are counted. A million people give a few thousand patterns. What is covered: points, weights, floors, caps and
the borders of tiers, exactly; a parameter at its declared stops. What is not: another condition, another window or
half-life, a parameter off its stops; for those, ask the people again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.errors import DataError, UnknownColumnError, UnknownNameError, nearest
from leadkit.outcomes import bought_after, must_reach
from leadkit.scoring.asking import a_card, ready
from leadkit.scoring.parts import added
from leadkit.tables import Tables
from leadkit.trees import after, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from leadkit.scoring.criteria import Criterion
    from leadkit.scoring.parts import Part
    from leadkit.scoring.select import Select
    from leadkit.scoring.values import Scorecard

MOST_STOPS = 40
_RULES_A_CODE = 31  # two bits a rule, in a whole number of 64


class Answers(NamedTuple):
    """What the ids of one column stand for: one row an id."""

    criterion: Criterion
    states: np.ndarray[Any, Any]  # int8, one column a rule: bit 0, whether it speaks; bit 1, whether that is open
    worth: np.ndarray[Any, Any]  # int64, hundredths of all its activities together


class Wins(NamedTuple):
    """How wins are known, if they are."""

    each: exp.Expr | None = None  # what is there once a win
    along: Sequence[exp.Expr] = ()  # taken along from the people
    bought: Mapping[str, exp.Select] = MappingProxyType({})  # the step that lists who bought
    also: Mapping[str, Any] = MappingProxyType({})  # the tables that it reads


@dataclass(frozen=True, eq=False)
class Patterns:
    """People counted by their answers to a card.

    Parameters
    ----------
    card : Scorecard
        The card, as it was asked.
    table : DataFrame
        One row a pattern: one id (int64) a criterion; for a parameter at its stops, further columns such as
        ``budget@list_price=5000``; people and, where it is known, wins (int64).
    answers : mapping of str to Answers
        What the ids of each column stand for.
    """

    card: Scorecard
    table: pd.DataFrame
    answers: Mapping[str, Answers]

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        people = int(self.table["people"].sum())
        return f"Patterns of the scorecard '{self.card.name}': {people:,} people in {len(self):,} patterns"


def patterns(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: Scorecard,
    as_of: str | date | None = None,
    horizon_days: int | None = None,
    wins: str | None = None,
    params: Sequence[str] = (),
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Patterns:
    """Count people by their answers to a card.

    Parameters
    ----------
    people, by, as_of, limits, progress
        As for :func:`leadkit.scoring.score`.
    horizon_days : int, optional
        Count wins: who bought from us within so many days after `as_of` (Tables only).
    wins : str, optional
        Count wins: a yes/no column of `people` that says so (a snapshot only); unknown counts as no win.
    params : sequence of str
        Parameters whose stops are to be covered, at most 40 stops together.

    Returns
    -------
    Patterns
        For :func:`leadkit.scoring.what_if`.

    Raises
    ------
    DataError
        Wins cannot be known, or there are too many stops.
    LeadkitError
        As for :func:`leadkit.scoring.score`.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> card = Scorecard("small", (Criterion("budget", (Rule("funded", Condition("stated_budget >= 20000"), 25),)),))
    >>> people = pd.DataFrame({"person_id": list("abc"), "stated_budget": [80_000, 9, 30_000]})
    >>> patterns(people, by=card).table.values.tolist()
    [[0, 1], [1, 2]]
    """
    a_card(by)
    variants = _variants(by, params)
    asked = ready(people, _criteria_only(by, variants.values()), as_of)
    how = won(people, asked.people, as_of, horizon_days, wins)
    inputs = {"people": asked.people, **asked.also, **how.also}
    rows = engine.run(_counted(asked.select, how), inputs, limits=limits, progress=progress)
    return _numbered(by, list(variants), asked.select.parts, rows)


def _criteria_only(card: Scorecard, criteria: Iterable[Criterion]) -> Scorecard:
    """Make a card of some criteria only, each under a number, since one may stand in it at several stops."""
    numbered = tuple(replace(one, name=f"c{at}") for at, one in enumerate(criteria))
    return replace(card, criteria=numbered, tiers=(), axes=(), examples=())


def _counted(select: Select, wins: Wins) -> exp.Select:
    """Write the SELECT that counts people, and wins, by what their answers say."""
    key = exp.column("person_id", quoted=True)
    codes = {f"code_{part.at}_{k}": code for part in select.parts for k, code in enumerate(_codes(part))}
    worth = {f"worth_{part.at}": _worth(part) for part in select.parts if part.criterion.activities}
    cells = {**codes, **worth}
    told = exp.select(key, *(exp.alias_(cell, name) for name, cell in cells.items()), copy=False)
    told = told.select(*(one.alias for one in wins.along), copy=False).from_("hits")
    counted = exp.select(*cells, exp.alias_(exp.Count(this=exp.Star()), "people")).from_("told")
    counted = counted.group_by(*cells).order_by(*cells)
    if wins.bought:
        same = exp.EQ(this=exp.column("person_id", table="bought"), expression=exp.column("person_id", table="told"))
        counted = counted.join("bought", on=same, join_type="left")
    if wins.each is not None:
        counted = counted.select(exp.alias_(exp.Count(this=wins.each), "wins"))
    return after({**select.answered(key, wins.along), "told": told, **wins.bought}, counted)


def _variants(card: Scorecard, params: Sequence[str]) -> dict[str, Criterion]:
    """List the criteria as the card has them and as the stops of parameters make them, by the name of a column."""
    found = {criterion.name: criterion for criterion in card.criteria}
    for stop in _stops(card, params):
        for own, criterion in zip(card.criteria, card.bind(**stop).criteria, strict=True):
            mine = {name: value for name, value in stop.items() if name in own.params}
            if mine:
                found.setdefault(column(own.name, mine), criterion)
    return found


def _stops(card: Scorecard, params: Sequence[str]) -> list[dict[str, Any]]:
    """List all stops of some parameters together; none where none is asked for."""
    known = {one.name: one for one in card.params}
    for name in params:
        if name not in known:
            raise UnknownNameError(f"No parameter '{name}' in the scorecard '{card.name}'.{nearest(name, known)}")
    every = list(product(*(known[name].stops or (known[name].value,) for name in params)))
    if len(every) > MOST_STOPS:
        raise DataError(
            f"These parameters have {len(every)} stops together, and patterns hold {MOST_STOPS}: take fewer."
        )
    return [dict(zip(params, values, strict=True)) for values in every if values]


def column(criterion: str, values: Mapping[str, object]) -> str:
    """Name the column of a criterion at some stops.

    Examples
    --------
    >>> column("budget", {"list_price": 5000})
    'budget@list_price=5000'
    """
    return criterion + "".join(f"@{name}={value}" for name, value in sorted(values.items()))


def _codes(part: Part) -> Iterator[exp.Expr]:
    """Write the states of all rules into as few whole numbers as hold them."""
    states = part.states()
    for first in range(0, len(states), _RULES_A_CODE):
        some = states[first : first + _RULES_A_CODE]
        yield exp.cast(
            added([exp.Mul(this=one, expression=exp.cast(whole(4**i), "BIGINT")) for i, one in enumerate(some)]),
            "BIGINT",
        )


def _worth(part: Part) -> exp.Expr:
    return exp.cast(added([part.worth(j) for j in range(len(part.criterion.activities))]), "BIGINT")


def won(
    people: Any,  # noqa: ANN401 - as the verb was given them
    source: Any,  # noqa: ANN401 - the same, as the engine reads them
    as_of: str | date | None,
    horizon_days: int | None,
    wins: str | None,
) -> Wins:
    """Say how wins are known, and hold that they can be."""
    if wins is not None and horizon_days is not None:
        raise DataError("Give either wins, a column, or horizon_days, not both.")
    if wins is not None:
        if isinstance(people, Tables):
            raise DataError("wins names a column of a snapshot; of Tables, ask with horizon_days=90 who bought later.")
        return _said(wins, engine.columns_of(source))
    if horizon_days is None:
        return Wins()
    if not isinstance(people, Tables) or as_of is None:
        raise DataError("horizon_days looks for what came after a day: give Tables and as_of.")
    must_reach(people, as_of, horizon_days)
    each = exp.column("person_id", table="bought")
    bought = bought_after(people, as_of, horizon_days)
    return Wins(each, bought={"bought": bought}, also={"deals": people.inputs()["deals"]})


def _said(wins: str, kinds: Mapping[str, str]) -> Wins:
    """Take wins from a yes/no column of the people, whose columns are of these kinds."""
    if wins not in kinds:
        raise UnknownColumnError(f"wins= names the column '{wins}', which the people lack.{nearest(wins, kinds)}")
    if kinds[wins] != "yes_no":
        raise DataError(
            f"wins= names a column of yes and no, and '{wins}' is {kinds[wins]}: turn it into true and false."
        )
    held = exp.Case(ifs=[exp.If(this=exp.column(wins, quoted=True), true=whole(1))])
    return Wins(exp.column("won"), along=[exp.alias_(held, "won")])


def _numbered(card: Scorecard, names: Sequence[str], parts: Sequence[Part], rows: pd.DataFrame) -> Patterns:
    """Give small ids to what each criterion's codes and worth say together."""
    table: dict[str, Any] = {}
    answers: dict[str, Answers] = {}
    for name, part in zip(names, parts, strict=True):
        columns = [one for one in rows.columns if one.startswith(f"code_{part.at}_") or one == f"worth_{part.at}"]
        cells = rows[columns].to_numpy(dtype="int64")
        distinct, ids = np.unique(cells, axis=0, return_inverse=True)
        table[name] = ids.reshape(-1).astype("int64")
        criterion = replace(part.criterion, name=name.partition("@")[0])
        codes = distinct[:, : len(columns) - bool(criterion.activities)]
        states = [(codes[:, i // _RULES_A_CODE] >> (2 * (i % _RULES_A_CODE))) & 3 for i in range(len(criterion.rules))]
        held = np.stack(states, axis=1).astype("int8") if states else np.zeros((len(distinct), 0), "int8")
        worth = distinct[:, -1] if criterion.activities else np.zeros(len(distinct), "int64")
        answers[name] = Answers(criterion, held, worth)
    for name in ("people", "wins"):
        if name in rows:
            table[name] = rows[name].to_numpy(dtype="int64")
    return Patterns(card, pd.DataFrame(table), answers)
