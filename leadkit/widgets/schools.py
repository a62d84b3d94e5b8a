"""Schools turned on and off: who is meant by which of them, who they are, and why each school says so.

Live, a million people behind it and more: people are counted once by what the schools answer, and some of each pattern
of answers come along with their verdicts in words, so that the page can tell of them without Python.
"""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from leadkit import words
from leadkit.definitions import Definitions, Source, labels, listed, regions
from leadkit.definitions.verdicts import WORDS
from leadkit.door import enter
from leadkit.errors import DataError
from leadkit.packs.writing import definitions_tree, written
from leadkit.plots import segment_bars, set_picture
from leadkit.widgets.carrying import LISTED, Carried, carried, codes_of
from leadkit.widgets.controls import Group, Kept, Switch
from leadkit.widgets.shown import Piece, Shown
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.definitions import By, Definition

    Array = np.ndarray[Any, Any]

MOST_SCHOOLS = len(ascii_uppercase)
MOST_PATTERNS = 5_000
SAID = 10  # regions in the text
ROWS = 24  # regions in the picture
ANSWERS = (True, False, None)  # what 0, 1 and 2 stand for
SIGNS = "yn?-"  # the same in the name of a region; the last one is a school that is off


class SchoolsValue(NamedTuple):
    """What the schools that are on say.

    Parameters
    ----------
    regions : DataFrame
        region (a sign a school: ``y``, ``n``, ``?``, ``-`` where it is off), a ``boolean`` column a school that is on,
        and people; the largest first.
    schools : mapping of str to str
        The letters and names of the schools that are on.
    region : str
        The one that is chosen; "" if none is.
    people : tuple of str
        Some of its people.
    person : str
        The one of them who is chosen; "" if none is.
    verdicts : DataFrame
        school, answer and why, for that person.
    """

    regions: pd.DataFrame
    schools: Mapping[str, str]
    region: str
    people: tuple[str, ...]
    person: str
    verdicts: pd.DataFrame


class SchoolsPiece(Piece):
    """See :func:`schools`."""

    kind = "schools"

    def __init__(
        self, chosen: Sequence[Definition], codes: Array, people: Array, carried: Carried, on: Sequence[str], lang: str
    ) -> None:
        self.chosen, self.codes, self.people, self.carried = chosen, codes, people, carried
        self.names = _names(chosen, lang)
        super().__init__((), lang)
        switches = (
            Switch(f"school.{one.column}", f"{letter} · {self.names[letter]}", not on or one.column in on)
            for letter, one in zip(self.names, chosen, strict=True)
        )
        self.groups = (Group(self.speaker.say("schools"), (*switches, Kept("region"), Kept("person"))),)

    def _on(self, state: Mapping[str, Any]) -> Array:
        return np.array([state[f"school.{one.column}"] for one in self.chosen], bool)

    def value(self, state: Mapping[str, Any]) -> SchoolsValue:
        """Count the regions of the schools that are on, and look the chosen people up.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        SchoolsValue
        """
        on = self._on(state)
        merged, of = np.unique(np.where(on, self.codes, 3), axis=0, return_inverse=True)
        people = np.bincount(of.ravel(), weights=self.people, minlength=len(merged)).astype("int64")
        order = np.argsort(-people, kind="stable")
        keys = ["".join(SIGNS[code] for code in row) for row in merged]
        table = pd.DataFrame({"region": pd.array([keys[at] for at in order], dtype="str")})
        for at in np.flatnonzero(on).tolist():
            table[self.chosen[at].column] = pd.array([ANSWERS[merged[row, at]] for row in order], dtype="boolean")
        table["people"] = people[order]
        wanted = "".join(sign if here else "-" for sign, here in zip(state["region"], on, strict=False))
        region = wanted if wanted in keys and on.any() else ""
        here = of.ravel()[self.carried.of] == (keys.index(region) if region else -1)
        found = {self.carried.ids[at]: at for at in np.flatnonzero(here)[:LISTED].tolist()[::-1]}
        ids = tuple(found)[::-1]
        person = state["person"] if state["person"] in found else ""
        told = self._verdicts(found.get(person), on)
        letters = {letter: name for (letter, name), here in zip(self.names.items(), on, strict=True) if here}
        return SchoolsValue(table, letters, region, ids, person, told)

    def _verdicts(self, at: int | None, on: Array) -> pd.DataFrame:
        """Look up what the schools that are on say of somebody."""
        rows = []
        for school in np.flatnonzero(on).tolist() if at is not None else ():
            why = self.carried.whys[int(self.carried.why[at, school])]
            answer = ANSWERS[self.codes[self.carried.of[at], school]]
            rows.append((self.chosen[school].column, answer, "; ".join(self.carried.sentences[one] for one in why)))
        table = pd.DataFrame(rows, columns=["school", "answer", "why"])
        return table.astype({"school": "str", "answer": "boolean", "why": "str"})

    def _answered(self, region: str) -> str:
        """Say the answers of a region: "A B yes, C no"."""
        told = [
            ([letter for letter, sign in zip(self.names, region, strict=True) if sign == SIGNS[code]], self._word(code))
            for code in range(len(ANSWERS))
        ]
        return ", ".join(f"{' '.join(letters)} {word}" for letters, word in told if letters)

    def _word(self, code: int) -> str:
        return words.say(WORDS[ANSWERS[code]], self.speaker.lang)

    def text(self, value: SchoolsValue) -> str:
        """Say the regions, who is chosen, and what each school says of them."""
        say, count = self.speaker.say, self.speaker.count
        if not value.schools:
            return say("none_on")
        if value.regions.empty:
            return say("nobody")
        parts = [say("which", schools="; ".join(f"{letter} = {name}" for letter, name in value.schools.items()))]
        pairs = list(zip(value.regions["region"], value.regions["people"].tolist(), strict=True))
        told = [f"{self._answered(region)}: {count('people', people)}" for region, people in pairs[:SAID]]
        if len(pairs) > SAID:
            told.append(self._rest([people for _, people in pairs[SAID:]]))
        parts.append("; ".join(told) + say("stop"))
        if value.region:
            people = count("people", dict(pairs)[value.region])
            parts.append(say("chosen", answers=self._answered(value.region), people=people))
        if value.person:
            codes = [ANSWERS.index(None if pd.isna(one) else bool(one)) for one in value.verdicts["answer"]]
            said = ", ".join(f"{letter} {self._word(code)}" for letter, code in zip(value.schools, codes, strict=True))
            parts.append(say("verdict", person=value.person, answers=said))
        return " ".join(parts)

    def _rest(self, people: Sequence[int]) -> str:
        number, count = self.speaker.number(len(people)), self.speaker.count("people", sum(people))
        return self.speaker.say("rest", n=number, people=count)

    def picture(self, value: SchoolsValue) -> Axes | None:
        """Draw the regions, if there is anybody: as circles where there are two or three schools, else as bars."""
        if not value.schools or value.regions.empty:
            return None
        lang = self.speaker.lang
        on = dict(zip(value.regions.columns[1:-1], value.schools.values(), strict=True))
        if len(on) in (2, 3):
            return set_picture(value.regions.drop(columns="region"), lang=lang, labels=on)
        rows = value.regions.rename(columns={"region": "segment"})[["segment", "people"]]
        told = {str(key): self._answered(str(key)) for key in rows["segment"].head(ROWS)}
        if len(rows) > ROWS:
            rest = self._rest(rows["people"].tolist()[ROWS:])
            rows = pd.concat(
                [
                    rows.head(ROWS),
                    pd.DataFrame({"segment": [rest.partition(":")[0]], "people": [rows["people"][ROWS:].sum()]}),
                ]
            )
        return segment_bars(rows, lang=lang, labels=told, apart=[key for key in told if "?" in key])

    def told(self) -> dict[str, Any]:
        """Give the page the schools, and the words of the verdicts."""
        schools = [
            {"column": one.column, "letter": letter, "label": name}
            for one, (letter, name) in zip(self.chosen, self.names.items(), strict=True)
        ]
        made = self.carried
        return {
            "schools": schools, "answers": [self._word(code) for code in range(len(ANSWERS))], "signs": SIGNS,
            "most": {"listed": LISTED, "said": SAID, "rows": ROWS},
            "ids": [*made.ids], "whys": [[*one] for one in made.whys], "sentences": [*made.sentences],
        }  # fmt: skip

    def table(self) -> dict[str, Array]:
        """Give the page the patterns of answers, and the people who come along."""
        found = {f"answer_{at}": self.codes[:, at].astype("uint8") for at in range(len(self.chosen))}
        found |= {f"why_{at}": self.carried.why[:, at].astype("uint32") for at in range(len(self.chosen))}
        return found | {"people": self.people.astype("uint32"), "of": self.carried.of.astype("uint16")}

    def pieces(self) -> list[Any]:
        """Give the pack in pieces: its head, and each school by its name."""
        tree = definitions_tree(_pack(self.chosen, self.names))
        terms = tree.pop("terms")
        shown = [written({"terms": [term]}).removeprefix("terms:\n") for term in terms]
        names = [f"school.{one.column}" for one in self.chosen]
        none = f"# {self.speaker.say('none_on')}\n"
        return [written(tree) + "terms:\n", [[*pair] for pair in zip(names, shown, strict=True)], none]

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the schools that are on as a pack."""
        head, terms, none = self.pieces()
        on = [term for name, term in terms if state[name]]
        return head + "".join(on) if on else str(none)


def _names(chosen: Sequence[Definition], lang: str) -> dict[str, str]:
    """Name each definition by a letter, and by its school too where there are several."""
    several = len({one.source.key for one in chosen}) > 1
    return {letter: _named(one, lang, several=several) for letter, one in zip(ascii_uppercase, chosen, strict=False)}


def _named(one: Definition, lang: str, *, several: bool) -> str:
    school, name = pick(one.source.publisher, lang) or one.source.key.replace("_", " "), one.name(lang)
    return name if not several or name.startswith(f"{school}:") else f"{school}: {name}"


def _pack(chosen: Sequence[Definition], names: Mapping[str, str]) -> Definitions:
    """Put definitions of several schools into one pack, each under the name of its column."""
    titles = dict.fromkeys(pick(one.source.title) or pick(one.source.publisher) or one.source.key for one in chosen)
    source = Source("schools", title="; ".join(titles))
    terms: dict[str, Definition] = {}
    several = len({one.source.key for one in chosen}) > 1
    for letter, one in zip(names, chosen, strict=True):
        plain = re.sub(r"[^a-z0-9_]", "_", one.column.casefold())[:56]
        name = plain if plain[:1].isalpha() and plain not in terms else f"{letter.casefold()}_{plain}"
        label = {lang: _named(one, lang, several=several) for lang in words.LANGUAGES}
        says = one.says if pick(one.says).strip() else one.when.say()
        terms[name] = replace(one, term=name, source=source, label=label, says=says)
    title = {lang: words.say("widgets.schools.title", lang) for lang in words.LANGUAGES}
    return Definitions("schools", title, source, tuple(terms.values()))


def schools(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    on: By | None = None,
    as_of: str | date | None = None,
    lang: str = "en",
) -> Shown:
    """Turn schools on and off over the same people.

    Parameters
    ----------
    people, by, as_of
        As for :func:`leadkit.regions`; at most 26 definitions.
    on : Definition, Definitions or a list of either, optional
        Those that are on at first; all of them if not given.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set: ``school.<column>``, ``region`` (a sign a school, as in ``"yn?"``) and ``person``.
        ``.value`` is what it shows, ``.yaml`` the schools that are on as a pack.

    Raises
    ------
    LeadkitError
        As for :func:`leadkit.regions`; or the schools or their patterns of answers are too many.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Definition
    >>> buyer = Definition("buyer", Source("shop"), "Has bought.", Condition("purchases > 0"))
    >>> caller = Definition("caller", Source("desk"), "Has called.", Condition("inbound_calls > 0"))
    >>> people = pd.DataFrame({"person_id": list("abc"), "purchases": [1, 0, 2], "inbound_calls": [0, 0, 3]})
    >>> shown = schools(people, by=[buyer, caller])
    >>> shown.value.regions[["region", "people"]].values.tolist()
    [['yy', 1], ['yn', 1], ['nn', 1]]
    >>> shown.state = {"school.desk_caller": False, "region": "y-", "person": "c"}
    >>> shown.value.people, shown.value.verdicts["why"].tolist()
    (('a', 'c'), ['purchases is more than 0: yes (purchases: 2)'])
    """
    chosen = listed(by)
    if len(chosen) > MOST_SCHOOLS:
        raise DataError(f"The schools have a letter each, so at most {MOST_SCHOOLS}: choose some of the {len(chosen)}.")
    source = enter(people, as_of, [one.when for one in chosen])
    counted = regions(source, by=chosen)
    if len(counted) > MOST_PATTERNS:
        raise DataError(
            f"These {len(chosen)} schools answer in {len(counted):,} different ways, and a page has room for "
            f"{MOST_PATTERNS:,}: choose fewer of them."
        )
    codes = codes_of(counted.drop(columns="people"))
    some = carried(source, chosen, codes, lang)
    at_first = list(labels(on)) if on is not None else []
    return Shown(SchoolsPiece(chosen, codes, counted["people"].to_numpy("int64"), some, at_first, lang))
