"""Proof: how two definitions stand to each other over everybody who could exist, and whether a source is right.

A sentence such as "potential customers are a part of target customers" is no matter of opinion once both words are
conditions: it is true of all people, or somebody speaks against it, and then that somebody can be shown. No data is
needed; where there is some, :func:`claims` counts it beside the proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.conditions.relations import relations as prove
from leadkit.definitions.agreement import COUNTS, compare
from leadkit.definitions.asking import By, listed
from leadkit.definitions.values import Definitions
from leadkit.errors import UnknownNameError
from leadkit.words import check_language, pick

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from leadkit import engine
    from leadkit.definitions.values import Claim
    from leadkit.grid import Relation

# What is found when a claim holds: whoever says "inside" is not refuted by two equal sets.
HOLDS = {
    "equal": {"equal"},
    "inside": {"inside", "equal"},
    "contains": {"contains", "equal"},
    "apart": {"apart"},
    "overlap": {"overlap", "inside", "contains", "equal"},
}
# Who speaks against a claim, in the order of looking; and which counts are those people.
AGAINST = {
    "equal": ("only_first", "only_second"),
    "inside": ("only_first",),
    "contains": ("only_second",),
    "apart": ("both",),
    "overlap": (),
}
COUNTED = {"only_first": "only_a", "only_second": "only_b", "both": "both"}


def relations(*, by: By, lang: str = "en") -> pd.DataFrame:
    """Prove how every two definitions stand to each other.

    Parameters
    ----------
    by : Definitions or a list of definitions
        At least two.
    lang : {"en", "th", "vi"}
        The language of the notes.

    Returns
    -------
    DataFrame
        One row a pair, in the order given: a, b (columns of :func:`classify`), kind (equal, inside, contains, apart,
        overlap, never_true, not_proved), example (a person, as column to value, who shows it; None where there is none)
        and note.

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
    >>> relations(by=[buyer, loyal])[["a", "kind", "b"]].values.tolist()
    [['shop_buyer', 'contains', 'shop_loyal']]
    """
    check_language(lang)
    chosen = listed(by)
    if len(chosen) < 2:
        raise UnknownNameError(f"There is only one definition, '{chosen[0].column}': two are needed to relate.")
    found = prove({definition.column: definition.when for definition in chosen})
    rows = [(a, b, proved.kind, proved.example, proved.note_in(lang)) for (a, b), proved in found.items()]
    table = pd.DataFrame(rows, columns=["a", "b", "kind", "example", "note"])
    return table.astype({"a": "str", "b": "str", "kind": "str", "example": "object", "note": "str"})


def claims(
    *,
    by: Definitions | Iterable[Definitions],
    people: Any = None,  # noqa: ANN401 - whatever the engine reads, or Tables
    as_of: str | date | None = None,
    lang: str = "en",
    limits: engine.Limits | None = None,
) -> pd.DataFrame:
    """Hold what a source says about its own words against the proof, and against people if there are any.

    Parameters
    ----------
    by : Definitions or a list of them
        Packs with claims.
    people, as_of, limits : optional
        As for :func:`classify`: count every claim over these people too.
    lang : {"en", "th", "vi"}
        The language of the sentences.

    Returns
    -------
    DataFrame
        One row a claim: source, says, a, relation, b, found (what is proved), holds (``boolean``; unknown where nothing
        could be proved), hedge, example (a person who speaks against it, or None). With `people` also both, only_a,
        only_b, neither, unknown, and against: how many of the people speak against it.

        "Inside" and "contains" hold for equal sets too; "overlap" says that somebody can be both.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Claim, Definition, Source
    >>> shop = Source("shop")
    >>> terms = (
    ...     Definition("buyer", shop, "Has bought.", Condition("purchases > 0")),
    ...     Definition("loyal", shop, "Buys again.", Condition("purchases > 1")),
    ... )
    >>> pack = Definitions("shop", "Shop", shop, terms, (Claim("every buyer is loyal", "buyer", "inside", "loyal"),))
    >>> claims(by=pack)[["says", "found", "holds", "example"]].values.tolist()
    [['every buyer is loyal', 'contains', False, {'purchases': 1}]]
    """
    check_language(lang)
    packs = [by] if isinstance(by, Definitions) else list(by)
    if not all(isinstance(pack, Definitions) for pack in packs):
        raise UnknownNameError("by= takes packs of definitions here, since claims belong to a pack.")
    rows = [_held(pack, claim, lang) for pack in packs for claim in pack.claims]
    columns = ["source", "says", "a", "relation", "b", "found", "holds", "hedge", "example"]
    texts = dict.fromkeys(columns, "str")
    table = pd.DataFrame(rows, columns=columns).astype({**texts, "holds": "boolean", "example": "object"})
    if people is None:
        return table
    counts = _counted([(pack, claim) for pack in packs for claim in pack.claims], people, as_of, limits)
    return table.join(pd.DataFrame(counts, columns=[*COUNTS, "against"]).astype("int64"))


def _held(pack: Definitions, claim: Claim, lang: str) -> tuple[object, ...]:
    proved: Relation = pack[claim.a].when.relation(pack[claim.b].when)
    holds, example = judged(claim, proved)
    says, hedge = pick(claim.says, lang), pick(claim.hedge, lang)
    return pack.name, says, claim.a, claim.relation, claim.b, proved.kind, holds, hedge, example


def judged(claim: Claim, proved: Relation) -> tuple[bool | None, dict[str, Any] | None]:
    """Say whether a claim holds by what is proved (None where nothing could be), and who speaks against it."""
    holds = None if proved.kind in ("never_true", "not_proved") else proved.kind in HOLDS[claim.relation]
    against = next((proved.people[key] for key in AGAINST[claim.relation] if key in proved.people), None)
    return holds, None if holds or against is None else dict(against)


def _counted(
    said: list[tuple[Definitions, Claim]],
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    as_of: str | date | None,
    limits: engine.Limits | None,
) -> list[list[int]]:
    """Count all claims in one pass over the people."""
    terms = {term.column: term for pack, claim in said for term in (pack[claim.a], pack[claim.b])}
    if not terms:
        return []
    compared = compare(people, by=terms.values(), as_of=as_of, limits=limits)
    told = {(row["a"], row["b"]): row for row in compared.to_dict("records")}
    rows = []
    for pack, claim in said:
        a, b = pack[claim.a].column, pack[claim.b].column
        turned = (a, b) not in told
        counts = {name: int(told[(b, a) if turned else (a, b)][name]) for name in COUNTS}
        if turned:
            counts["only_a"], counts["only_b"] = counts["only_b"], counts["only_a"]
        against = sum(counts[COUNTED[key]] for key in AGAINST[claim.relation])
        rows.append([*counts.values(), against])
    return rows
