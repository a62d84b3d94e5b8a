"""Agreement: two definitions of one word, and how often they mean the same people.

Shares alone flatter: two definitions that both say no to nearly everybody "agree" nearly always. Cohen's kappa asks how
much of the agreement is more than chance would give; Jaccard asks how much of what either means is meant by both.
Everything is counted in the engine, over the few combinations of answers that occur, so that a hundred million people
cost one pass.
"""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.definitions.asking import By, listed
from leadkit.definitions.counting import patterns
from leadkit.door import enter
from leadkit.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

COUNTS = ("both", "only_a", "only_b", "neither", "unknown")


def compare(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Count how often each pair of definitions agrees.

    Parameters
    ----------
    people, as_of, limits, progress
        As for :func:`classify`.
    by : Definitions or a list of definitions
        At least two definitions.

    Returns
    -------
    DataFrame
        One row a pair, in the order given.

        - a, b: the two columns of :func:`classify`.
        - both, only_a, only_b, neither, unknown: people (int64); `unknown` if either answer is. They add up.
        - jaccard: ``both / (both + only_a + only_b)`` over the people of whom both answers are known; NaN where nobody
          is meant by either.
        - kappa: Cohen's kappa over the same people: ``(p - q) / (1 - q)``, where p is the share on whom the two agree
          and q the share on whom they would by chance. NaN where there is nobody, and where both say the same one
          thing of everybody (chance alone explains that).

    Raises
    ------
    UnknownNameError
        There are fewer than two definitions.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Definition, Source
    >>> shop = Source("shop")
    >>> buyer = Definition("buyer", shop, "Has bought.", Condition("purchases > 0"))
    >>> loyal = Definition("loyal", shop, "Buys again.", Condition("purchases > 1"))
    >>> people = pd.DataFrame({"person_id": list("abcd"), "purchases": [0, 1, 3, 3]})
    >>> compare(people, by=[buyer, loyal]).iloc[0].to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'a': 'shop_buyer', 'b': 'shop_loyal', 'both': 2, 'only_a': 1, 'only_b': 0, 'neither': 1, 'unknown': 0,
     'jaccard': 0.6666666666666666, 'kappa': 0.5}
    """
    chosen = listed(by)
    if len(chosen) < 2:
        raise UnknownNameError(f"There is only one definition, '{chosen[0].column}': two are needed to compare.")
    source = enter(people, as_of, [one.when for one in chosen])
    query = _counted([definition.column for definition in chosen], patterns(chosen, source))
    found = engine.run(query, {"people": source}, limits=limits, progress=progress)
    counts = dict.fromkeys(product(range(len(chosen)), range(len(chosen)), COUNTS), 0)
    for i, j, a, b, number in found.itertuples(index=False):
        counts[i, j, _count(a, b)] += int(number)
    pairs = combinations(enumerate(definition.column for definition in chosen), 2)
    rows = [_row(a, b, *(counts[i, j, name] for name in COUNTS)) for (i, a), (j, b) in pairs]
    kinds = {"a": "str", "b": "str", **dict.fromkeys(COUNTS, "int64"), "jaccard": "float64", "kappa": "float64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _counted(columns: list[str], answers: exp.Select) -> exp.Select:
    """Count the people of each pair of definitions by their two answers.

    The combinations of answers that occur are few, however many people there are; each meets every pair of definitions,
    by their numbers.
    """
    numbers = exp.values([(number,) for number in range(len(columns))], alias="numbers", columns=["number"])
    one, other = exp.column("number", "one"), exp.column("number", "other")
    a, b = _answer(columns, one), _answer(columns, other)
    paired = (
        exp.select(one.as_("i"), other.as_("j"), a.as_("a"), b.as_("b"), "people")
        .from_("answered")
        .join("numbers AS one", join_type="CROSS")
        .join("numbers AS other", on=exp.LT(this=one.copy(), expression=other.copy()))
    )
    return (
        exp.select("i", "j", "a", "b", exp.cast(exp.Sum(this=exp.column("people")), "BIGINT").as_("people"))
        .from_("paired")
        .group_by("i", "j", "a", "b")
        .with_("answered", as_=answers)
        .with_("numbers", as_=exp.select("number").from_(numbers))
        .with_("paired", as_=paired)
    )


def _answer(columns: list[str], number: exp.Column) -> exp.Case:
    """Take the answer of the definition with a number."""
    answers = [exp.column(name, "answered", quoted=True) for name in columns]
    ifs = [exp.If(this=exp.Literal.number(i), true=answer) for i, answer in enumerate(answers)]
    return exp.Case(this=number.copy(), ifs=ifs)


def _count(a: Any, b: Any) -> str:  # noqa: ANN401 - cells: True, False or nothing
    """Name the count that two answers belong to."""
    if pd.isna(a) or pd.isna(b):
        return "unknown"
    return {(True, True): "both", (True, False): "only_a", (False, True): "only_b"}.get((bool(a), bool(b)), "neither")


def _row(a: str, b: str, both: int, only_a: int, only_b: int, neither: int, unknown: int) -> tuple[object, ...]:
    """Measure one pair; in whole numbers up to the last division, so that no count is too large."""
    either = both + only_a + only_b
    known = either + neither
    chance = (both + only_a) * (both + only_b) + (neither + only_b) * (neither + only_a)
    room = known * known - chance
    jaccard = both / either if either else math.nan
    kappa = (known * (both + neither) - chance) / room if room else math.nan
    return a, b, both, only_a, only_b, neither, unknown, jaccard, kappa
