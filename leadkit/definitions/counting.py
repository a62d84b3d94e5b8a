"""Counting: how many people get which answers, in the engine, so that a hundred million of them cost one pass.

:func:`tally` counts yes, no and unknown of each definition; :func:`regions` counts the people by the combination of
answers they get, which is what a picture of sets needs and what every agreement is worked out from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.definitions.asking import By, asked, listed
from leadkit.definitions.door import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from leadkit.definitions.values import Definition

ANSWERS = ("yes", "no", "unknown")


def tally(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Count yes, no and unknown of each definition.

    Parameters
    ----------
    people, by, as_of, limits, progress
        As for :func:`classify`.

    Returns
    -------
    DataFrame
        One row a definition, in the order given: term (its column in :func:`classify`), yes, no, unknown (int64). The
        three add up to the number of people.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Definition, Source
    >>> rich = Definition("rich", Source("shop"), "Has money.", Condition("stated_budget >= 20"))
    >>> tally(pd.DataFrame({"person_id": list("abcd"), "stated_budget": [30, 5, None, 20]}), by=rich)
            term  yes  no  unknown
    0  shop_rich    2   1        1
    """
    chosen = listed(by)
    source = enter(people, as_of, chosen)
    answers = exp.select(*asked(chosen, source)).from_("people")
    counts = []
    for i, definition in enumerate(chosen):
        answer = exp.column(definition.column, quoted=True)
        cases = (answer, exp.not_(answer), answer.is_(exp.null()))
        counts += [exp.alias_(_number(case), f"{name}_{i}") for name, case in zip(ANSWERS, cases, strict=True)]
    query = exp.select(*counts).from_(answers.subquery("answers"))
    told = engine.run(query, {"people": source}, limits=limits, progress=progress).iloc[0]
    rows = [(one.column, *(int(told[f"{name}_{i}"]) for name in ANSWERS)) for i, one in enumerate(chosen)]
    return pd.DataFrame(rows, columns=["term", *ANSWERS]).astype({"term": "str", **dict.fromkeys(ANSWERS, "int64")})


def regions(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Count the people by the combination of answers they get: the regions of a set picture.

    Parameters
    ----------
    people, by, as_of, limits, progress
        As for :func:`classify`.

    Returns
    -------
    DataFrame
        One ``boolean`` column a definition (unknown is ``<NA>``) and ``people`` (int64). Only combinations that occur;
        yes before no before unknown, column by column. The counts add up to the number of people.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Definition, Source
    >>> shop = Source("shop")
    >>> buyer = Definition("buyer", shop, "Has bought.", Condition("purchases > 0"))
    >>> loyal = Definition("loyal", shop, "Buys again.", Condition("purchases > 1"))
    >>> people = pd.DataFrame({"person_id": list("abcd"), "purchases": [0, 1, 3, 3]})
    >>> regions(people, by=[buyer, loyal]).values.tolist()
    [[True, True, 2], [True, False, 1], [False, False, 1]]
    """
    chosen = listed(by)
    source = enter(people, as_of, chosen)
    found = engine.run(patterns(chosen, source), {"people": source}, limits=limits, progress=progress)
    columns = [definition.column for definition in chosen]
    found = found.astype({**dict.fromkeys(columns, "boolean"), "people": "int64"})
    return found.sort_values(columns, ascending=False, na_position="last", ignore_index=True)


def patterns(chosen: Iterable[Definition], source: Any) -> exp.Select:  # noqa: ANN401 - an engine input
    """Write the SELECT that counts people by their answers: one row a combination, and ``people``."""
    answers = exp.select(*asked(chosen, source)).from_(exp.to_table("people", quoted=True))
    names = [exp.column(definition.column, quoted=True) for definition in chosen]
    counted = exp.alias_(exp.Count(this=exp.Star()), "people", quoted=True)
    return exp.select(*names, counted).from_(answers.subquery("answers")).group_by(*(name.copy() for name in names))


def _number(case: exp.Expr) -> exp.Expr:
    """Count the people of one case."""
    return exp.Count(this=exp.Case(ifs=[exp.If(this=case, true=exp.Literal.number(1))]))
