"""The tests that a card brings along: people made up, scored like anybody else, and held against what is expected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine, made_up
from leadkit.door import enter, kinds_asked
from leadkit.scoring import dated
from leadkit.scoring.asking import a_card
from leadkit.scoring.select import Select

if TYPE_CHECKING:
    from leadkit.scoring.values import Scorecard

_DAY = date(2024, 12, 31)  # any: tests say how many days ago something happened
_TEXTS = ("tier", "grade")


def trials(card: Scorecard) -> pd.DataFrame:
    """Run the tests of a card.

    Parameters
    ----------
    card : Scorecard
        The card, with its ``examples``.

    Returns
    -------
    DataFrame
        One row an expectation: test (counted from 1), given (what was given, as text), name (``tier``, ``score``, ...),
        expected, found (as texts) and passed.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Example, Rule, Scorecard, Tier
    >>> card = Scorecard(
    ...     "small",
    ...     (Criterion("budget", (Rule("funded", Condition("stated_budget >= 20000"), 25),)),),
    ...     (Tier("warm", Condition("score >= 15")),),
    ...     examples=(Example({"stated_budget": 30000}, expect={"tier": "warm", "score": 20}),),
    ... )
    >>> trials(card)[["name", "expected", "found", "passed"]].values.tolist()
    [['tier', 'warm', 'warm', True], ['score', '20', '25', False]]
    """
    a_card(card)
    scored = _scored(card).set_index("person_id") if card.examples else pd.DataFrame()
    rows = []
    for number, example in enumerate(card.examples):
        given = made_up.said(example.given, (f"{event} {ago} days ago" for event, ago in example.events))
        for name, expected in example.expect.items():
            cell: Any = scored.loc[str(number), name]
            found = None if pd.isna(cell) else cell
            exactly = name in _TEXTS or found is None or expected is None
            passed = found == expected if exactly else _same(float(found or 0), float(expected))
            rows.append((number + 1, given, name, made_up.text(expected), made_up.text(found), bool(passed)))
    return made_up.verdicts(rows)


def _scored(card: Scorecard) -> pd.DataFrame:
    """Score the people of the tests, on a day of their own."""
    given = [one.given for one in card.examples]
    people = made_up.people(given, card.reads, kinds_asked(card.conditions), card.name)
    ids = people["person_id"].tolist()
    source = enter(people, None, card.conditions)
    also, steps = dated.of_events(_happened(card, ids), card, _DAY) if card.activities else ({}, None)
    select = Select(card, engine.columns_of(source), steps)
    return engine.run(select.scored(exp.column("person_id", quoted=True)), {"people": source, **also})


def _happened(card: Scorecard, ids: list[str]) -> pd.DataFrame:
    """Give the events of the tests, each at noon."""
    noon = datetime(_DAY.year, _DAY.month, _DAY.day, 12)  # noqa: DTZ001 - times of the tables are UTC, without a zone
    told = [
        (person, event, noon - timedelta(days=ago))
        for person, example in zip(ids, card.examples, strict=True)
        for event, ago in example.events
    ]
    happened = pd.DataFrame(told, columns=["person_id", "kind", "happened_at"])
    return happened.astype({"person_id": "str", "kind": "str", "happened_at": "datetime64[us]"})


def _same(found: float, expected: float) -> bool:
    """Compare to the ten-thousandth of a point, or of a share."""
    return round(found * 10_000) == round(expected * 10_000)
