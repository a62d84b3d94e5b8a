"""Two cards side by side: who would be in another tier, and what becomes of the wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError
from leadkit.scoring.asking import a_card
from leadkit.scoring.counted import reckoned
from leadkit.scoring.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from leadkit import engine
    from leadkit.scoring.values import Scorecard


def moves(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: tuple[Scorecard, Scorecard],
    as_of: str | date | None = None,
    horizon_days: int | None = None,
    wins: str | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Count who moves between the tiers of two cards.

    Parameters
    ----------
    people, as_of, horizon_days, wins, limits, progress
        As for :func:`leadkit.scoring.patterns`; the people are asked once.
    by : tuple of two Scorecards
        The card now, and the card to be.

    Returns
    -------
    DataFrame
        tier_a, tier_b (in the order of the cards; missing for no tier), people and, where they are known, wins. Only
        what occurs; the people add up to everybody.

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
        raise DataError("moves puts two scorecards side by side: write by=(card, other).")
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
    found = patterns(
        people, by=both, as_of=as_of, horizon_days=horizon_days, wins=wins, limits=limits, progress=progress
    )
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
