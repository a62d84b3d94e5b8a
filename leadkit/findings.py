"""What is found against a pack before anybody is asked by it: one line each, proved or said not to be.

A *problem* cannot be meant; a *note* may well be. Scorecards and segmentations look for other things and tell them in
the same way: a level, a kind, a place, somebody who shows it, and a sentence in three languages.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from leadkit import vocabulary, words
from leadkit.grid.value import described

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from leadkit.provenance import Parameter

_DTYPES = {"proved": "bool", "example": "object"}  # of the others, str


class Finding(NamedTuple):
    """One thing found: its place, somebody who shows it, and the sentence (a key of words and what it names)."""

    level: Literal["problem", "note"]
    kind: str
    says: str
    criterion: str | None = None
    rule: str | None = None
    tier: str | None = None
    example: Mapping[str, Any] | None = None
    proved: bool = True
    names: Sequence[str] = ()
    numbers: Mapping[str, float] = {}
    segment: str | None = None


def told(found: Iterable[Finding], room: str, columns: Sequence[str], lang: str) -> pd.DataFrame:
    """Put findings into a table, problems first.

    Parameters
    ----------
    found : iterable of Finding
        In the order in which they were found.
    room : str
        Where their sentences stand among the words.
    columns : sequence of str
        Fields of a finding; the sentence is added as ``says``.
    lang : {"en", "th", "vi"}
        The language of the sentences.

    Returns
    -------
    DataFrame
        One row a finding.
    """
    ordered = sorted(found, key=lambda one: one.level != "problem")
    rows = [[*(getattr(one, name) for name in columns), _said(one, room, lang)] for one in ordered]
    table = pd.DataFrame(rows, columns=[*columns, "says"])
    return table.astype({name: _DTYPES.get(name, "str") for name in table.columns})


def _said(one: Finding, room: str, lang: str) -> str:
    number = {name: words.number(f"{value:.2f}".rstrip("0").rstrip("."), lang) for name, value in one.numbers.items()}
    quoted = words.say("rules.and", lang).join(f"'{name}'" for name in one.names)
    names = words.say("rules.one_of", lang, names=quoted) if len(one.names) > 1 else quoted
    return words.say(
        f"{room}.{one.says}",
        lang,
        criterion=one.criterion,
        rule=one.rule,
        tier=one.tier,
        segment=one.segment,
        names=names,
        parts="; ".join(one.names),
        person=shown(one.example, lang),
        this=one.names[0] if one.names else "",
        near=one.names[-1] if one.names else "",
        **number,
    )


def shown(example: Mapping[str, Any] | None, lang: str = "en") -> str:
    """Say who a person of an example is: columns, then events.

    Examples
    --------
    >>> shown({"need": "some", "events": [{"event": "demo_request", "days_ago": 3}]})
    "need = 'some', demo_request 3 days ago"
    """
    if not example:
        return words.say("rules.anybody", lang)
    columns = {name: value for name, value in example.items() if name != "events"}
    told_of = [described(columns, lang)] if columns else []
    events = example.get("events", [])
    told_of += [words.say("rules.event", lang, event=one["event"], days=one["days_ago"]) for one in events]
    return ", ".join(told_of)


def foreign(asked: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Find columns that no snapshot has: of a team's own table, or misspelt, or a text without its quotes.

    Yields
    ------
    tuple
        The column, ``near`` or ``foreign``, and the column with the nearest one, if one is near.

    Examples
    --------
    >>> list(foreign(["age", "stated_bugdet"]))
    [('stated_bugdet', 'near', ['stated_bugdet', 'stated_budget'])]
    """
    for name in dict.fromkeys(asked):
        if vocabulary.column(name) is None:
            near = get_close_matches(name, vocabulary.columns(), n=1, cutoff=0.75)
            yield name, "near" if near else "foreign", [name, *near]


def unasked(params: Iterable[Parameter], asked: Collection[str], says: str = "unasked", *of: str) -> Iterator[Finding]:
    """Find parameters that nothing asks for, so that another value of theirs changes nothing.

    Examples
    --------
    >>> from leadkit.provenance import Parameter
    >>> [one.names for one in unasked([Parameter("price", 9), Parameter("quiet", 90)], ["price"])]
    [['quiet']]
    """
    for one in params:
        if one.name not in asked:
            yield Finding("note", "parameter", says, names=[one.name, *of])
