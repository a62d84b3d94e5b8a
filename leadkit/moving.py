"""Two cards or two segmentations side by side: who would be elsewhere, and what becomes of the wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.errors import DataError
from leadkit.scoring.asking import a_card
from leadkit.scoring.counted import reckoned
from leadkit.scoring.patterns import patterns, won
from leadkit.segments import Segmentation
from leadkit.segments.asking import a_segmentation, ready
from leadkit.trees import after, named

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from leadkit.scoring import Scorecard

    Two = tuple[Scorecard, Scorecard] | tuple[Segmentation, Segmentation]


def moves(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: Two,
    as_of: str | date | None = None,
    horizon_days: int | None = None,
    wins: str | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Count who moves between the tiers of two cards, or between the segments of two segmentations.

    Parameters
    ----------
    people, as_of, horizon_days, wins, limits, progress
        As for :func:`leadkit.scoring.patterns`; the people are asked once.
    by : tuple of two Scorecards, or of two Segmentations
        The one now, and the one to be.

    Returns
    -------
    DataFrame
        tier_a, tier_b (missing for no tier) or segment_a, segment_b, in the order of the two; people and, where they
        are known, wins. Only what occurs; the people add up to everybody.

    Raises
    ------
    LeadkitError
        As for :func:`leadkit.scoring.patterns`.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard, Tier
    >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25)
    >>> card = Scorecard("small", (Criterion("budget", (funded,)),), (Tier("warm", Condition("score >= 15")),))
    >>> stricter = card.changed("budget", points={"funded": 10})
    >>> people = pd.DataFrame({"person_id": list("abc"), "stated_budget": [80_000, 9, 30_000]})
    >>> moves(people, by=(card, stricter)).values.tolist()
    [['warm', nan, 2], [nan, nan, 1]]
    """
    if not isinstance(by, (tuple, list)) or len(by) != 2:
        raise DataError("moves puts two scorecards or two segmentations side by side: write by=(card, other).")
    how = {"limits": limits, "progress": progress}
    if any(isinstance(one, Segmentation) for one in by):
        return _of_segments(people, by, as_of, horizon_days, wins, how)
    return _of_tiers(people, by, as_of, horizon_days, wins, how)


def _of_tiers(
    people: Any,  # noqa: ANN401 - as above
    by: Any,  # noqa: ANN401 - two of a kind, which is looked at here
    as_of: str | date | None,
    horizon_days: int | None,
    wins: str | None,
    how: dict[str, Any],
) -> pd.DataFrame:
    for card in by:
        a_card(card)
    now, then = by
    prefixes = ("a_", "b_")
    criteria = tuple(
        replace(criterion, name=f"{prefix}{criterion.name}"[:60])
        for prefix, card in zip(prefixes, by, strict=True)
        for criterion in card.criteria
    )
    both = replace(now, criteria=criteria, tiers=(), axes=(), examples=())
    found = patterns(people, by=both, as_of=as_of, horizon_days=horizon_days, wins=wins, **how)
    tiers = [reckoned(found, card, prefix).tier for prefix, card in zip(prefixes, by, strict=True)]
    names = [pd.array([*(tier.name for tier in card.tiers), pd.NA], dtype="str") for card in by]
    size = len(then.tiers) + 1
    places, at = np.unique(tiers[0] * size + tiers[1], return_inverse=True)
    table = pd.DataFrame({"tier_a": names[0][places // size], "tier_b": names[1][places % size]})
    for name in ("people", "wins"):
        if name in found.table:
            held = np.bincount(at, weights=found.table[name], minlength=len(places))
            table[name] = held.astype("int64")
    return table


def _of_segments(
    people: Any,  # noqa: ANN401 - as above
    by: Any,  # noqa: ANN401 - as above
    as_of: str | date | None,
    horizon_days: int | None,
    wins: str | None,
    how: dict[str, Any],
) -> pd.DataFrame:
    for one in by:
        a_segmentation(one)
    source, selects = ready(people, as_of, *by)
    told = won(people, source, as_of, horizon_days, wins)
    key = named("person_id")
    placed = {side: select.whole(key, ["segment"]) for side, select in zip("ab", selects, strict=True)}
    counted = exp.select(exp.alias_(exp.Count(this=exp.Star()), "people")).from_(placed["a"].subquery("a"))
    counted = counted.join(placed["b"].subquery("b"), on=_same("b"))
    if told.along:
        counted = counted.join(exp.select(key, *told.along).from_("people").subquery("won"), on=_same("won"))
    if told.bought:
        counted = counted.join("bought", on=_same("bought"), join_type="left")
    if told.each is not None:
        counted = counted.select(exp.alias_(exp.Count(this=told.each), "wins"))
    sides = [exp.column("segment", table=side, quoted=True) for side in "ab"]
    counted = counted.select(*(exp.alias_(one, f"segment_{one.table}") for one in sides)).group_by(*sides)
    rows: pd.DataFrame = engine.run(after(told.bought, counted), {"people": source, **told.also}, **how)
    order = {f"segment_{side}": [s.name for s in one.everywhere] for side, one in zip("ab", by, strict=True)}
    rows = rows.sort_values(list(order), key=lambda names: names.map(order[str(names.name)].index), ignore_index=True)
    return rows[[*order, *(name for name in ("people", "wins") if name in rows)]]


def _same(table: str) -> exp.Expr:
    """Join by who is who."""
    columns = (exp.column("person_id", table=one, quoted=True) for one in ("a", table))
    return exp.EQ(**dict(zip(("this", "expression"), columns, strict=True)))
