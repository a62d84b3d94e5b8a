"""The tests that a card brings along: people made up, scored like anybody else, and held against what is expected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.door import enter, kinds_asked
from leadkit.errors import DataError
from leadkit.scoring import dated
from leadkit.scoring.asking import a_card
from leadkit.scoring.select import Select

if TYPE_CHECKING:
    from leadkit.scoring.values import Scorecard

_DAY = date(2024, 12, 31)  # any: tests say how many days ago something happened
_TEXTS = ("tier", "grade")
_KINDS = {"number": "a number", "text": "a text", "yes_no": "true or false"}


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
        given = [f"{name} = {value}" for name, value in example.given.items() if value is not None]
        given += [f"{event} {ago} days ago" for event, ago in example.events]
        for name, expected in example.expect.items():
            cell: Any = scored.loc[str(number), name]
            found = None if pd.isna(cell) else cell
            exactly = name in _TEXTS or found is None or expected is None
            passed = found == expected if exactly else _same(float(found or 0), float(expected))
            rows.append((number + 1, "; ".join(given) or "nothing", name, _text(expected), _text(found), bool(passed)))
    columns = ["test", "given", "name", "expected", "found", "passed"]
    kinds = {**dict.fromkeys(columns, "str"), "test": "int64", "passed": "bool"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _scored(card: Scorecard) -> pd.DataFrame:
    """Score the people of the tests, on a day of their own."""
    ids = [str(number) for number in range(len(card.examples))]
    _fitting(card)
    cells = {name: [one.given.get(name) for one in card.examples] for name in card.reads}
    people = pd.DataFrame({"person_id": ids, **{name: pd.Series(held, dtype=object) for name, held in cells.items()}})
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


def _fitting(card: Scorecard) -> None:
    """See that what a test gives is of the kind that the rules ask for."""
    wanted = kinds_asked(card.conditions)
    for number, example in enumerate(card.examples, 1):
        for name, value in example.given.items():
            kind = "yes_no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
            if value is not None and wanted.get(name, kind) != kind:
                asked = f"the rules ask for {_KINDS[wanted[name]]}"
                raise DataError(f"In test {number} of '{card.name}', {name} is {value!r}, and {asked}.")


def _same(found: float, expected: float) -> bool:
    """Compare to the ten-thousandth of a point, or of a share."""
    return round(found * 10_000) == round(expected * 10_000)


def _text(value: object) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
