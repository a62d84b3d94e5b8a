"""What can be said against a card before anybody is scored by it: rules that never speak, gaps, tiers nobody can reach.

A card that can be read may still not say what its maker means. Everything here is proved over everybody who could be
(``faults``, ``reachable``), with a person who shows it, or said to be not proved. A *problem* cannot be meant; a
*note* may well be: nested rules overlap, and somebody for whom nobody speaks is what "else 0" is for.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from leadkit import words
from leadkit.findings import Finding, foreign, told, unasked
from leadkit.grid.proof import CELLS
from leadkit.scoring.faults import of_criteria
from leadkit.scoring.reachable import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from leadkit.scoring.values import Example, Scorecard

COLUMNS = ("level", "kind", "criterion", "rule", "tier", "proved", "example")


def check_card(card: Scorecard, lang: str = "en") -> pd.DataFrame:
    """Say what stands against a card, each finding proved over everybody who could be.

    Parameters
    ----------
    card : Scorecard
        The card, its parameters bound.
    lang : {"en", "th", "vi"}
        The language of the sentences.

    Returns
    -------
    DataFrame
        One row a finding, problems first: level (``problem``: cannot be meant; ``note``: may well be), kind, criterion,
        rule and tier (missing where it is about none), proved, example (a person as {column: value}, with ``events`` as
        in a card's tests where there have to be some; None where there is none to show) and says.

        The kinds: ``dead`` (nobody can make a rule true), ``silent`` (it never speaks, because others always do),
        ``gap`` (all is known and no rule speaks), ``overlap`` (under first, the order decides), ``cap`` and ``floor``
        (never reached, or without effect), ``constant`` (the same for everybody), ``tier`` (nobody can reach it),
        ``no_tier`` (somebody falls into none), ``weight``, ``points`` (of 0), ``parameter`` (asked by no rule),
        ``column`` (no snapshot has it) and ``not_proved`` (too many cells, or parts such as LIKE into which a proof
        does not look).

    Raises
    ------
    UnknownNameError
        The kit does not speak the language.
    ConditionError
        A condition mixes kinds.

    Notes
    -----
    What the columns say and what the dated events say are taken to be independent. An event may be missing, happen
    once, or as often as you like within what counts: "nobody can" is held against every number of events, for "somebody
    can" some hundred patterns are tried.

    Examples
    --------
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> from leadkit.conditions import Condition
    >>> small, large = Condition("stated_budget >= 5000"), Condition("stated_budget >= 20000")
    >>> rules = Rule("half", small, 12), Rule("full", large, 25)
    >>> found = check_card(Scorecard("small", (Criterion("budget", rules, policy="first"),)))
    >>> found[["level", "kind", "rule", "example"]].values.tolist()[0]
    ['problem', 'silent', 'full', {'stated_budget': 20000}]
    >>> print(found["says"][0])
    Whenever the rule 'full' is true, 'half' is true before it, so that it never speaks.
    """
    words.check_language(lang)
    found = [*chain.from_iterable(of_criteria(card)), *_tiers(card), *_foreign(card)]
    found += unasked(card.params, [name for criterion in card.criteria for name in criterion.params])
    return told(found, "rules", COLUMNS, lang)


# ---- the whole card -----------------------------------------------------------------------------------------------


def _tiers(card: Scorecard) -> Iterator[Finding]:
    for tier, found in reach(card, CELLS).items() if card.tiers else ():
        if tier is None:
            if found.example is not None:
                yield Finding("note", "no_tier", "no_tier", example=_shown(found.example))
            elif not found.proved:
                yield Finding("note", "not_proved", "no_tier_open", proved=False)
        elif found.example is None and found.proved:
            yield Finding("problem", "tier", "held" if found.before else "reach", tier=tier, names=found.before)
        elif found.example is None:
            yield Finding("note", "not_proved", "tier_open", tier=tier, proved=False)


def _shown(example: Example) -> dict[str, Any]:
    events = [{"event": event, "days_ago": ago} for event, ago in example.events]
    return {**example.given, **({"events": events} if events else {})}


def _foreign(card: Scorecard) -> Iterator[Finding]:
    """Name the columns that no snapshot has: of a team's own table, or misspelt, or a text without its quotes."""
    first: dict[str, tuple[str, str]] = {}
    for criterion in card.criteria:
        for rule in criterion.rules:
            for name in rule.when.columns:
                first.setdefault(name, (criterion.name, rule.name))
    for name, says, names in foreign(first):
        where, asks = first[name]
        yield Finding("note", "column", says, where, asks, names=names)
