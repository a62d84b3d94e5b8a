"""What if: tiers, scores and wins of a changed card, counted over patterns, without touching people again.

The same arithmetic as ``parts`` writes in SQL, in NumPy, over answers that the engine gave: nothing is asked here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from leadkit.errors import DataError
from leadkit.scoring.asking import a_card
from leadkit.scoring.patterns import Patterns, column
from leadkit.scoring.tiers import comparisons, holds
from leadkit.scoring.whole import UNITS, cents

if TYPE_CHECKING:
    from leadkit.conditions import Condition
    from leadkit.scoring.criteria import Criterion
    from leadkit.scoring.patterns import Answers
    from leadkit.scoring.tiers import Comparison, Joined
    from leadkit.scoring.values import Scorecard

    Array = np.ndarray[Any, Any]

_ENDS = ("score", "score_low", "score_high")
_FAR = np.int64(1) << 60
_FEW = 1 << 20  # places that are counted one by one rather than sorted


class WhatIf(NamedTuple):
    """What a card gives over some patterns.

    Parameters
    ----------
    tiers : DataFrame
        tier (in the order of the card; missing for those in none, if there are any), people and, where known, wins.
    scores : DataFrame
        score (every one that occurs, rising), people and, where known, wins.
    """

    tiers: pd.DataFrame
    scores: pd.DataFrame


def what_if(patterns: Patterns, card: Scorecard) -> WhatIf:
    """Count tiers, scores and wins of a card over patterns, exactly as if everybody were scored again.

    Parameters
    ----------
    patterns : Patterns
        From :func:`leadkit.scoring.patterns`.
    card : Scorecard
        The card they were made by, or the same with other points, weights, floors, caps or tiers, or with a parameter
        at another of the stops that the patterns hold.

    Returns
    -------
    WhatIf
        ``.tiers`` and ``.scores``.

    Raises
    ------
    DataError
        The card differs from the patterns' own in what they do not hold.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard, Tier, patterns
    >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25)
    >>> card = Scorecard("small", (Criterion("budget", (funded,)),), (Tier("warm", Condition("score >= 15")),))
    >>> people = pd.DataFrame({"person_id": list("abc"), "stated_budget": [80_000, 9, 30_000]})
    >>> counted = patterns(people, by=card)
    >>> what_if(counted, card.changed("budget", weight=0.5)).scores.values.tolist()
    [[0.0, 1.0], [12.5, 2.0]]
    """
    if not isinstance(patterns, Patterns):
        raise DataError(f"what_if takes patterns first, not a {type(patterns).__name__}: make them with lk.patterns.")
    a_card(card)
    found = reckoned(patterns, card)
    counts = {name: patterns.table[name].to_numpy() for name in ("people", "wins") if name in patterns.table}
    return WhatIf(_tiers(card, found.tier, counts), _scores(found.score, counts))


class Reckoned(NamedTuple):
    """What a card gives to each pattern: its score in units, and the number of its tier (one past the last: none)."""

    score: Array
    tier: Array


def reckoned(patterns: Patterns, card: Scorecard, prefix: str = "") -> Reckoned:
    """Work out the score and the tier of each pattern.

    Parameters
    ----------
    patterns, card
        As for :func:`what_if`.
    prefix : str
        What stands before the names of the card's criteria among those of the patterns.

    Returns
    -------
    Reckoned
        One number a pattern.
    """
    asked = {"score", *(name for tier in card.tiers for name in tier.when.columns)}  # what no tier asks is not counted
    units: dict[str, Array] = {}
    total = {end: np.zeros(len(patterns), "int64") for end in _ENDS}
    known = np.zeros(len(patterns), "int64")
    for criterion in card.criteria:
        name = _held(patterns, card, criterion, prefix)
        ids = patterns.table[name].to_numpy()
        ends = [_weighed(criterion, raw) for raw in raw_ends(criterion, patterns.answers[name])]
        units[criterion.column] = ends[0][ids]
        total["score"] += units[criterion.column]
        for end, told in zip(_ENDS[1:], ends[1:], strict=True):
            if end in asked:
                total[end] += told[ids]
        if "coverage" in asked:
            known += (ends[1] == ends[2])[ids]
    names = tuple(criterion.name for criterion in card.criteria)
    tier = np.full(len(known), len(card.tiers))
    for number in reversed(range(len(card.tiers))):
        tier[holds(_compared(card.tiers[number].when, names), {**units, **total}, known, len(names))] = number
    return Reckoned(total["score"], tier)


@lru_cache(maxsize=256)  # the same tiers are asked each time that a slider moves
def _compared(condition: Condition, criteria: tuple[str, ...]) -> Comparison | Joined:
    """Turn a tier's condition into comparisons, once."""
    return comparisons(condition, criteria)


def _held(patterns: Patterns, card: Scorecard, criterion: Criterion, prefix: str) -> str:
    """Find the column of ids that answers a criterion of the card."""
    names = [one.name.removeprefix(prefix) for one in patterns.card.criteria if one.name.startswith(prefix)]
    if names != [one.name for one in card.criteria]:
        raise DataError(
            f"These patterns are of the scorecard '{patterns.card.name}' with the criteria {', '.join(names)}: a card "
            "with other criteria needs patterns of its own."
        )
    values = {one.name: one.value for one in card.params}
    found = [name for name in patterns.answers if name.partition("@")[0] == prefix + criterion.name]
    for name in found:
        own = patterns.answers[name].criterion
        if _asks(own) == _asks(criterion):
            return name
    own = patterns.answers[prefix + criterion.name].criterion
    if _asks(own, bound=False) == _asks(criterion, bound=False):
        stops = ", ".join(found[1:]) or "none"
        raise DataError(
            f"The criterion '{criterion.name}' is asked with {column('', values).lstrip('@').replace('@', ', ')}, and "
            f"these patterns do not hold that (they hold: {stops}): make them with params=, at a declared stop."
        )
    raise DataError(
        f"In the criterion '{criterion.name}' more was changed than points, weight, floor, cap: patterns do not hold "
        "other conditions, policies or activities; score the people again."
    )


def _asks(criterion: Criterion, *, bound: bool = True) -> tuple[object, ...]:
    """What of a criterion the answers depend on; or the same before its parameters were bound."""
    rules = tuple((rule.name, rule.when if bound else rule.template or rule.when) for rule in criterion.rules)
    return criterion.policy, rules, criterion.activities


def raw_ends(criterion: Criterion, answers: Answers) -> tuple[Array, Array, Array]:
    """Give the hundredths of each id, before floor, cap and weight: as it is, at least, at most."""
    points = np.array([rule.cents for rule in criterion.rules], dtype="int64")
    states = answers.states
    yes, true, unknown = (states & 1).astype(bool), states == 1, states >= 2
    if criterion.policy == "sum":
        certain = true @ points + answers.worth
        return (
            yes @ points + answers.worth,
            certain + unknown @ np.minimum(points, 0),
            certain + unknown @ np.maximum(points, 0),
        )
    if criterion.policy == "first":
        before = np.cumsum(true, axis=1) - true == 0  # up to the first that is certain
        may, nobody = (true | unknown) & before, ~true.any(axis=1)
        first = points[yes.argmax(axis=1)] * yes.any(axis=1)
        low = np.where(may, points, _FAR).min(axis=1)
        high = np.where(may, points, -_FAR).max(axis=1)
        return first, np.where(nobody, np.minimum(low, 0), low), np.where(nobody, np.maximum(high, 0), high)
    best = np.where(true, points, -_FAR).max(axis=1)
    some = true.any(axis=1)
    could = np.where(unknown, points, -_FAR).max(axis=1)
    least = np.where(unknown, points, _FAR).min(axis=1)
    return (
        np.where(yes, points, -_FAR).max(axis=1, initial=-_FAR) * yes.any(axis=1),
        np.where(some, best, np.minimum(least, 0)),
        np.where(some, np.maximum(best, could), np.maximum(could, 0)),
    )


def _weighed(criterion: Criterion, raw: Array) -> Array:
    if criterion.floor is not None:
        raw = np.maximum(raw, cents(criterion.floor))
    if criterion.cap is not None:
        raw = np.minimum(raw, cents(criterion.cap))
    return raw.astype("int64") * cents(criterion.weight)


def _tiers(card: Scorecard, tier: Array, counts: dict[str, Array]) -> pd.DataFrame:
    shown = [one.name for one in card.tiers]
    some = bool((tier == len(shown)).any())
    told = {name: _sums(tier, held, len(shown) + 1)[: len(shown) + some] for name, held in counts.items()}
    named = pd.array([*shown, *([pd.NA] if some else [])], dtype="str")
    return pd.DataFrame({"tier": named, **told})


def _scores(score: Array, counts: dict[str, Array]) -> pd.DataFrame:
    values, places = _distinct(score)
    told = {name: _sums(places, held, len(values)) for name, held in counts.items()}
    return pd.DataFrame({"score": values / UNITS, **told})


def _distinct(score: Array) -> tuple[Array, Array]:
    """Give the scores that occur, rising, and the place of each among them; sorted only if they lie too far apart."""
    if not len(score):
        return score, score
    away = score - score.min()
    step = max(int(np.gcd.reduce(away)), 1)
    if int(away.max()) // step >= _FEW:
        values, places = np.unique(score, return_inverse=True)
        return values, places
    steps = away // step
    occurs = np.bincount(steps) > 0
    return occurs.nonzero()[0] * step + score.min(), (np.cumsum(occurs) - 1)[steps]


def _sums(places: Array, held: Array, size: int) -> Array:
    """Add whole numbers up by place; exact, since they stay under 2 ** 53."""
    return np.bincount(places, weights=held, minlength=size).astype("int64")
