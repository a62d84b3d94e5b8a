"""Counting: how many people get which answers, in the engine, so that a hundred million of them cost one pass.

:func:`tally` counts yes, no and unknown of each definition; :func:`regions` counts the people by the combination of
answers they get, which is what a picture of sets needs and what every agreement is worked out from; :func:`furthest`
counts them by the last of several steps that they have taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.definitions.asking import By, asked, listed
from leadkit.door import enter

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
    source = enter(people, as_of, [one.when for one in chosen])
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
    source = enter(people, as_of, [one.when for one in chosen])
    found = engine.run(patterns(chosen, source), {"people": source}, limits=limits, progress=progress)
    columns = [definition.column for definition in chosen]
    found = found.astype({**dict.fromkeys(columns, "boolean"), "people": "int64"})
    return found.sort_values(columns, ascending=False, na_position="last", ignore_index=True)


def furthest(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    limits: engine.Limits | None = None,
) -> pd.DataFrame:
    """Count how far people come: everybody at the last step that they are known to have taken.

    Parameters
    ----------
    people, as_of, limits
        As for :func:`classify`.
    by : Definitions or a list of definitions
        The steps, from first to last; ``definitions("journey")`` is the kit's own list.

    Returns
    -------
    DataFrame
        One row a step, after one for no step at all (term ``none``): people (whose last step it is; they add up to
        everybody), of_100 (the same of a hundred people, in whole ones that add up to 100), reached (who took this step
        at all, whatever came later) and unknown (of whom it cannot be told).

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Definition, Source
    >>> conditions = {"came": "visits_30d > 0", "bought": "purchases > 0"}
    >>> steps = [Definition(term, Source("s"), term, Condition(when)) for term, when in conditions.items()]
    >>> people = pd.DataFrame({"person_id": list("abc"), "visits_30d": [0, 2, 0], "purchases": [0, 0, 1]})
    >>> furthest(people, by=steps)[["term", "people", "of_100", "reached"]].values.tolist()
    [['none', 1, 34, 3], ['s_came', 1, 33, 1], ['s_bought', 1, 33, 1]]
    """
    chosen = listed(by)
    found = regions(people, by=chosen, as_of=as_of, limits=limits)
    names = [definition.column for definition in chosen]
    taken = found[names].fillna(value=False).astype(bool)
    last = (taken.to_numpy() * range(1, len(names) + 1)).max(axis=1)
    counts = found["people"].groupby(last).sum().reindex(range(len(names) + 1), fill_value=0)
    reached = [found["people"].sum(), *((found["people"] * taken[name]).sum() for name in names)]
    unknown = [0, *((found["people"] * found[name].isna()).sum() for name in names)]
    table = pd.DataFrame({"term": ["none", *names], "people": counts.to_numpy(), "of_100": _of_100(counts.tolist())})
    table = table.assign(reached=reached, unknown=unknown)
    return table.astype({"term": "str", **dict.fromkeys(table.columns[1:], "int64")})


def _of_100(counts: list[int]) -> list[int]:
    """Share a hundred out by counts, in whole ones: the largest remainders get the ones that rounding down leaves."""
    total = sum(counts) or 1
    shares = [count * 100 // total for count in counts]
    left = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 100 % total), i))
    for i in left[: 100 - sum(shares) if sum(counts) else 0]:
        shares[i] += 1
    return shares


def patterns(chosen: Iterable[Definition], source: Any) -> exp.Select:  # noqa: ANN401 - an engine input
    """Write the SELECT that counts people by their answers: one row a combination, and ``people``."""
    answers = exp.select(*asked(chosen, source)).from_(exp.to_table("people", quoted=True))
    names = [exp.column(definition.column, quoted=True) for definition in chosen]
    counted = exp.alias_(exp.Count(this=exp.Star()), "people", quoted=True)
    return exp.select(*names, counted).from_(answers.subquery("answers")).group_by(*(name.copy() for name in names))


def _number(case: exp.Expr) -> exp.Expr:
    """Count the people of one case."""
    return exp.Count(this=exp.Case(ifs=[exp.If(this=case, true=exp.Literal.number(1))]))
