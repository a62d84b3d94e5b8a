"""Need and ability to pay under the hand: the answer from which on it is a need, and who is able.

Live: there are a few dozen ways to draw these borders, so Python asks everybody, draws the regions and proves the
claims of the source for each of them, and the page looks up what was found.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from leadkit import words
from leadkit.conditions import Condition
from leadkit.conditions.relations import relations as prove
from leadkit.definitions import cells, classify, spread
from leadkit.definitions.proof import judged
from leadkit.errors import DataError
from leadkit.packs import definitions
from leadkit.packs.writing import definitions_tree
from leadkit.plots import need_ability_map
from leadkit.plots.ability import ABILITIES, NEEDS
from leadkit.plots.plane import BADGES, LETTERS
from leadkit.shares import shares
from leadkit.widgets import slots
from leadkit.widgets.controls import Choice, Group
from leadkit.widgets.shown import Piece, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.definitions import Definition, Definitions
    from leadkit.grid import Relation

# Which answers are meant, by the choice made; and where the packs ask for them.
ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "need_from": {name: NEEDS[at:] for at, name in enumerate(NEEDS)},
    "able_from": {name: ABILITIES[at:] for at, name in enumerate(ABILITIES)},
    "short": {"not_yet": ABILITIES[1:2], "not_yet_or_no": ABILITIES[:2], "any": ABILITIES},
}
USUAL = {"need_from": "some", "able_from": "yes", "short": "not_yet"}
ASKED = {
    "need_from": ("need IN ('pressing', 'some')", "need IN ({})"),
    "able_from": ("ability_to_pay = 'yes'", "ability_to_pay IN ({})"),
    "short": ("ability_to_pay = 'not_yet'", "ability_to_pay IN ({})"),
}
ROWS, COLUMNS = (None, *NEEDS), (None, *ABILITIES)
SIDES = {"need": ROWS, "ability_to_pay": COLUMNS}
SPREAD = ("term", *SIDES, "answer")


class AbilityValue(NamedTuple):
    """What the borders give.

    Parameters
    ----------
    need_from, able_from : str
        Where they stand.
    cells, spread : DataFrame
        As :func:`leadkit.cells` and :func:`leadkit.spread` give them.
    terms : DataFrame
        term, label, people, unknown, and the share (with low and high) of those of whom it is known.
    claims : DataFrame
        says, a, relation, b, found, holds and example, as :func:`leadkit.claims` gives them.
    """

    need_from: str
    able_from: str
    cells: pd.DataFrame
    spread: pd.DataFrame
    terms: pd.DataFrame
    claims: pd.DataFrame


def _listed(answers: Sequence[str]) -> str:
    return ", ".join(f"'{one}'" for one in answers)


def _moved(text: str, given: Mapping[str, str]) -> str:
    """Give a condition's text with other borders."""
    for name, (usual, asked) in ASKED.items():
        text = text.replace(usual, asked.format(given[name]))
    return text


class AbilityMapPiece(Piece):
    """See :func:`ability_map`."""

    kind = "ability_map"

    def __init__(self, people: Any, pack: Definitions, terms: Sequence[Definition], as_of: Any, lang: str) -> None:  # noqa: ANN401 - as lk.classify takes them
        self.pack, self.terms = pack, tuple(terms)
        super().__init__((), lang)
        say = self.speaker.say
        names = {name: words.say(f"plots.ability.need_{name}", lang) for name in NEEDS}
        names |= {name: words.say(f"plots.ability.able_{name}", lang) for name in ABILITIES}
        self.names = names | {None: words.say("unknown", lang)}
        options = {
            name: tuple((one, say(f"short_{one}") if name == "short" else names[one]) for one in told)
            for name, told in ANSWERS.items()
        }
        choices = tuple(Choice(name, say(name), USUAL[name], told) for name, told in options.items())
        self.groups = (Group(say("borders"), choices),)
        self.cells = cells(people, over=list(SIDES), as_of=as_of)
        self.asked: dict[str, Definition] = {}
        states = [dict(zip(ANSWERS, state, strict=True)) for state in product(*ANSWERS.values())]
        for state, term in product(states, self.terms):
            when = self._when(term, state)
            self.asked.setdefault(when.text, replace(term, term=f"asked_{len(self.asked)}", when=when))
        self.answers = classify(people, by=list(self.asked.values()), as_of=as_of)
        self.spread = spread(by=list(self.asked.values()))
        self.proved: dict[tuple[str, str], Relation] = {}
        for need in ANSWERS["need_from"]:
            self._prove([state for state in states if state["need_from"] == need])

    def _lists(self, state: Mapping[str, Any]) -> dict[str, str]:
        return {name: _listed(ANSWERS[name][state[name]]) for name in ANSWERS}

    def _when(self, term: Definition, state: Mapping[str, Any]) -> Condition:
        return Condition(_moved(term.when.text, self._lists(state)), term.when.where)

    def _prove(self, states: Sequence[Mapping[str, Any]]) -> None:
        """Prove how the terms of the claims stand to each other, all of some states at once."""
        wanted = {
            (self._when(self.pack[one.a], state), self._when(self.pack[one.b], state))
            for one in self.pack.claims for state in states
        }  # fmt: skip
        ordered = {when.text: when for pair in zip(*wanted, strict=True) for when in pair} if wanted else {}
        found = prove(ordered)
        for a, b in wanted:
            self.proved[a.text, b.text] = found.get((a.text, b.text)) or a.relation(b)

    def value(self, state: Mapping[str, Any]) -> AbilityValue:
        """Give the map, its regions and the claims with the borders of a state.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        AbilityValue
        """
        told, drawn = [], []
        for term in self.terms:
            asked = self.asked[self._when(term, state).text]
            answers = self.answers[asked.column]
            told.append((term.column, term.name(self.speaker.lang), int(answers.sum()), int(answers.isna().sum())))
            drawn.append(self.spread[self.spread["term"].eq(asked.column)].assign(term=term.column))
        terms = pd.DataFrame(told, columns=["term", "label", "people", "unknown"])
        terms = terms.join(shares(terms["people"], len(self.answers) - terms["unknown"]))
        claims = [self._claim(one, state) for one in self.pack.claims]
        columns = ["says", "a", "relation", "b", "found", "holds", "example"]
        table = pd.DataFrame(claims, columns=columns).astype({"holds": "boolean", "example": "object"})
        where = state["need_from"], state["able_from"]
        return AbilityValue(*where, self.cells, pd.concat(drawn, ignore_index=True), terms, table)

    def _claim(self, claim: Any, state: Mapping[str, Any]) -> tuple[Any, ...]:  # noqa: ANN401 - a Claim
        proved = self.proved[tuple(self._when(self.pack[name], state).text for name in (claim.a, claim.b))]  # type: ignore[index]  # two of them
        holds, example = judged(claim, proved)
        return words.pick(claim.says, self.speaker.lang), claim.a, claim.relation, claim.b, proved.kind, holds, example

    def text(self, value: AbilityValue) -> str:
        """Say how many are meant by each term, and which claims hold."""
        held = [self.speaker.say("claim", says=says, holds=holds) for says, _, holds, _ in self._claims(value)]
        return " ".join([*self._terms(value), *held])

    def _terms(self, value: AbilityValue) -> list[str]:
        """Say of each term how many it means."""
        speaker, told = self.speaker, []
        for row in value.terms.to_dict("records"):
            given = {name: speaker.count("people", row[name]) for name in ("people", "unknown")} | {
                "label": row["label"]
            }
            known = not pd.isna(row["share"])
            ends = {end: speaker.percent(row[end]) for end in ("share", "low", "high")} if known else {}
            told.append(speaker.say("term" if known else "term_unknown", **given, **ends))
        return told

    def _claims(self, value: AbilityValue) -> list[tuple[str, str, str, str]]:
        """Say of each claim what it says, what is proved, whether it holds, and who breaks it."""
        say, lang = self.speaker.say, self.speaker.lang
        return [
            (
                row["says"],
                say("found", **{end: self.pack[row[end]].name(lang) for end in ("a", "b")}, kind=say(row["found"])),
                say("open" if pd.isna(row["holds"]) else "holds" if row["holds"] else "fails"),
                in_words(row["example"], lang) if row["example"] else "",
            )
            for row in value.claims.to_dict("records")
        ]

    def picture(self, value: AbilityValue) -> Axes | None:
        """Draw the map, if there is anybody."""
        if not len(self.answers):
            return None
        return need_ability_map(
            value.cells, value.spread, lang=self.speaker.lang, need_from=value.need_from, able_from=value.able_from,
            labels=dict(zip(value.terms["term"], value.terms["label"], strict=True)),
        )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Give the page the cells, and what was found for each way to draw the borders."""
        lang, found = self.speaker.lang, {}
        counts = [[0 for _ in COLUMNS] for _ in ROWS]
        for row in self.cells.to_dict("records"):
            place = [names.index(row[of]) if row[of] in names[1:] else 0 for of, names in SIDES.items()]
            counts[place[0]][place[1]] += row["people"]
        for state in product(*ANSWERS.values()):
            value = self.value(dict(zip(ANSWERS, state, strict=True)))
            answers = {(*where,): answer for *where, answer in value.spread[[*SPREAD]].fillna("").to_numpy()}
            marks = [
                [[answers.get((term, need or "", able or ""), "no") for able in COLUMNS] for need in ROWS]
                for term in value.terms["term"]
            ]
            bars = value.terms[["label", "people", "unknown"]].to_dict("records")
            told = {"terms": self._terms(value), "claims": self._claims(value)}
            found["|".join(state)] = told | {"marks": marks, "bars": bars}
        return {
            "rows": [self.names[name] for name in ROWS], "columns": [self.names[name] for name in COLUMNS],
            "counts": counts, "needs": NEEDS, "abilities": ABILITIES, "found": found, "letters": LETTERS,
            "axes": [words.say(f"plots.ability.{name}", lang) for name in ("need", "ability")],
            "notes": [words.say(f"plots.ability.badge_{name}", lang) for name in ("all", "some", "unknown")],
            "people": len(self.answers),
            "lists": {name: {one: _listed(answers) for one, answers in told.items()} for name, told in ANSWERS.items()},
        }  # fmt: skip

    def pieces(self) -> list[Any]:
        """Give the pack, with places for the borders."""
        tree = definitions_tree(self.pack)
        marks = {name: str(slots.Slot(name)) for name in ANSWERS}
        for term in tree["terms"]:
            term["when"] = _moved(term["when"], marks)
        return slots.cut(tree, self.state())

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the pack with the borders of a state."""
        return slots.filled(self.pieces(), self._lists(state))


def in_words(example: Mapping[str, Any], lang: str) -> str:
    """Say somebody made up by a proof in words.

    Examples
    --------
    >>> in_words({"need": "some", "age": None, "purchases": 2}, "en")
    'need is some and age is not known and purchases is 2'
    """

    def told(name: str, value: Any) -> str:  # noqa: ANN401 - a cell
        if value is None:
            return f"{name} IS NULL"
        if isinstance(value, bool):
            return name if value else f"NOT {name}"
        text = str(value).replace("'", "''")
        return f"{name} = '{text}'" if isinstance(value, str) else f"{name} = {value}"

    said = Condition(" AND ".join(told(name, value) for name, value in example.items())).say(lang, labels=True)
    for kind, answers in (("need", NEEDS), ("able", ABILITIES)):
        for one in {*answers} & {value for value in example.values() if isinstance(value, str)}:
            said = re.sub(rf"\b{one}\b", words.say(f"plots.ability.{kind}_{one}", lang), said)
    return said


def ability_map(
    people: Any,  # noqa: ANN401 - as lk.classify takes it
    *,
    by: Definitions | None = None,
    terms: Sequence[str] = ("target", "potential"),
    also: Sequence[Definition] = (),
    as_of: str | date | None = None,
    lang: str = "en",
) -> Shown:
    """Put the borders of need and of ability to pay under the hand.

    Parameters
    ----------
    people : DataFrame or Tables
        As for :func:`leadkit.classify`.
    by : Definitions, optional
        A pack whose conditions ask ``need IN ('pressing', 'some')``, and with ``ability_to_pay = 'yes'`` and
        ``ability_to_pay = 'not_yet'`` who is able and who is not yet; ``ninja``, if not given. Its claims are proved.
    terms : sequence of str
        Which of its terms are drawn.
    also : sequence of Definition
        Terms of others; the borders that they share move along.
    as_of : str or date, optional
        The day (Tables only).
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set; ``.value`` is what it shows, ``.yaml`` the pack with these borders.

    Raises
    ------
    DataError
        None of the terms asks for a need in this way, or they are more than six.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "need": ["some", "stock"], "ability_to_pay": ["not_yet", "yes"],
    ...                        "targeted": [True, False], "interest_kinds": [1, 0]})
    >>> shown = ability_map(people)
    >>> shown.value.terms[["term", "people"]].values.tolist(), shown.value.claims["holds"].tolist()
    ([['ninja_target', 0], ['ninja_potential', 1]], [True, False, False, False])
    >>> shown.state = {"able_from": "not_yet", "need_from": "stock"}
    >>> shown.value.terms["people"].tolist(), shown.value.claims["holds"].tolist()
    ([2, 1], [False, True, False, False])
    """
    pack = definitions("ninja") if by is None else by
    drawn = [*(pack[name] for name in terms), *also]
    if not 1 <= len(drawn) <= BADGES or not any(ASKED["need_from"][0] in one.when.text for one in drawn):
        said = f"from 1 to {BADGES} terms that ask {ASKED['need_from'][0]}"
        raise DataError(f"An ability map draws {said}; these are {len(drawn)} of '{pack.name}': try 'ninja'.")
    return Shown(AbilityMapPiece(people, pack, drawn, as_of, lang))
