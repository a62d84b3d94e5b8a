"""Reasons: what spoke for and against everybody, and the steps from there to the score, adding up exactly.

A row is a rule or an activity that spoke; then, where they changed something, a criterion's floor, cap and weight. The
units of one person's rows add up to the units of their score: nothing is rounded, nothing is left out. A rule that was
unknown did not speak, so it has no row; ``score_low`` and ``score_high`` say what it could still do.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.conditions.grammar import balanced
from leadkit.door import once_each
from leadkit.scoring.asking import ready
from leadkit.scoring.parts import NOBODY, bracketed
from leadkit.scoring.select import points
from leadkit.scoring.whole import CENTS, cents
from leadkit.tables import Tables
from leadkit.trees import after, whole
from leadkit.words import check_language, number, pick, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from leadkit.scoring.parts import Part
    from leadkit.scoring.values import Scorecard


class Step(NamedTuple):
    """One kind of row: what it is called, and its units (NULL for those it says nothing of)."""

    criterion: str
    rule: str | None
    step: str
    because: str
    units: exp.Expr


def explain(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: Scorecard,
    as_of: str | date | None = None,
    lang: str = "en",
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:  # noqa: ANN401 - the kind that went in
    """Give the reasons of everybody's score.

    Parameters
    ----------
    people, by, as_of, to, limits, progress
        As for :func:`leadkit.scoring.score`.
    lang : {"en", "th", "vi"}
        The language of the reasons.

    Returns
    -------
    DataFrame, path or relation
        person_id, criterion, rule (missing for a step), step (``rule``, ``activity``, ``floor``, ``cap``, ``weight``),
        points (float64), units (int64, ten-thousandths of a point), because. People in their order, rows in the order
        of the card; the units of a person add up to those of the score. Whoever has no rows scored nothing.

    Raises
    ------
    LeadkitError
        As for :func:`leadkit.scoring.score`; and nobody may stand twice in files either, since their reasons would be
        added up.

    Examples
    --------
    >>> import pandas as pd
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> rules = (Rule("funded", Condition("stated_budget >= 20000"), 25, "the money is set aside"),)
    >>> card = Scorecard("small", (Criterion("budget", rules, cap=20),))
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "stated_budget": [80_000, 9]})
    >>> explain(people, by=card)[["person_id", "step", "points", "because"]].values.tolist()
    [['a', 'rule', 25.0, 'the money is set aside'], ['a', 'cap', -5.0, 'at most 20 points']]
    """
    check_language(lang)
    asked = ready(people, by, as_of)
    if not isinstance(people, (pd.DataFrame, Tables)):  # of a DataFrame, `ready` sees to it
        once_each(asked.people, limits)

    def build(key: exp.Column) -> exp.Select:
        steps: dict[str, exp.Query] = {**asked.select.answered(key, spoken=True)}
        rows = [row for part in asked.select.parts for row in _rows(part, lang)]
        who = exp.column(key.name, quoted=True)
        told = [exp.alias_(row.units, f"step_{number}") for number, row in enumerate(rows)]
        steps["told"] = exp.select(who, *told, copy=False).from_("hits")
        steps["legend"] = _legend(rows)
        spoken = [_spoke(who, number) for number in range(len(rows))]
        steps["spoken"] = balanced(partial(exp.Union, distinct=False), spoken)
        return after(steps, _told(who), kept="told")  # each step reads it

    return engine.ask(asked.people, build, also=asked.also, many=True, to=to, limits=limits, progress=progress)


def _spoke(who: exp.Column, number: int) -> exp.Query:
    """Select those of whom one step says something."""
    units = exp.column(f"step_{number}")
    found = exp.select(who.copy(), exp.alias_(whole(number), "number"), exp.alias_(units, "units")).from_("told")
    return found.where(exp.Not(this=exp.Is(this=units.copy(), expression=exp.null())))


def _told(who: exp.Column) -> exp.Select:
    """Put words to the numbers of the steps, in the order of people and of the card."""
    key = exp.column(who.name, table="spoken", quoted=True)
    units = exp.column("units", table="spoken")
    columns = [exp.column(name, table="legend") for name in ("criterion", "rule", "step")]
    told = exp.select(key, *columns, exp.alias_(points(units), "points"), units, exp.column("because", table="legend"))
    same = exp.EQ(this=exp.column("number", table="legend"), expression=exp.column("number", table="spoken"))
    return told.from_("spoken").join("legend", on=same).order_by(key.copy(), exp.column("number", table="spoken"))


def _legend(rows: list[Step]) -> exp.Select:
    cells = [
        exp.Tuple(
            expressions=[
                whole(number),
                *(exp.null() if text is None else exp.Literal.string(text) for text in row[:4]),
            ]
        )
        for number, row in enumerate(rows)
    ]
    names = [exp.to_identifier(name) for name in ("number", "criterion", "rule", "step", "because")]
    return exp.select("*").from_(
        exp.Values(expressions=cells, alias=exp.TableAlias(this=exp.to_identifier("steps"), columns=names))
    )


def _rows(part: Part, lang: str) -> Iterator[Step]:
    """List the kinds of rows of a criterion, in the order in which they are told."""
    criterion, name = part.criterion, part.criterion.name
    summed = criterion.policy == "sum"
    for i, rule in enumerate(criterion.rules):
        spoke = part.yes(i) if summed else exp.EQ(this=part.spoke, expression=whole(NOBODY + i + 1))
        units: exp.Expr = exp.Case(ifs=[exp.If(this=spoke, true=whole(rule.cents * CENTS))])
        yield Step(name, rule.name, "rule", pick(rule.because, lang), units)
    for j, activity in enumerate(criterion.activities):
        units = _unless_nothing(exp.Mul(this=part.worth(j), expression=whole(CENTS)))
        yield Step(name, activity.name, "activity", pick(activity.because, lang), units)
    raw, floored = part.raw(), part.floored(part.raw())
    if criterion.floor is not None:
        yield _change(name, "floor", criterion.floor, floored, raw, lang)
    if criterion.cap is not None:
        yield _change(name, "cap", criterion.cap, part.clamped(raw), floored, lang)
    more = cents(criterion.weight) - CENTS
    if more:
        units = exp.Mul(this=bracketed(part.clamped(raw)), expression=whole(more))
        because = say("explain.weight", lang, number=number(criterion.weight, lang))
        yield Step(name, None, "weight", because, _unless_nothing(units))


def _change(name: str, step: str, border: Any, then: exp.Expr, before: exp.Expr, lang: str) -> Step:  # noqa: ANN401
    difference = exp.Sub(this=then, expression=exp.Paren(this=before.copy()))
    units = exp.Mul(this=exp.Paren(this=difference), expression=whole(CENTS))
    return Step(name, None, step, say(f"explain.{step}", lang, number=number(border, lang)), _unless_nothing(units))


def _unless_nothing(units: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=units, expression=whole(0))
