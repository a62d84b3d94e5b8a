"""Verdicts: one person, every school, and the parts of each condition that decided.

A class believes a definition when it sees it judge somebody it knows. So for one person each definition gives its
answer, the condition said aloud, and why: of a condition that holds, the parts that made it hold; of one that does not,
the parts that stood in its way; of an unknown one, what nobody knows. Each part is asked by the engine as everything
else is, and shown with the person's own values.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from sqlglot import exp

from leadkit import engine, vocabulary
from leadkit.conditions import Condition
from leadkit.conditions.grammar import JOINTS, TESTS, bare, is_test, parts
from leadkit.definitions.asking import By, classify, listed
from leadkit.door import DTYPES, enter
from leadkit.errors import DataError
from leadkit.words import check_language, pick, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.definitions.values import Definition

Answer = bool | None
WORDS = {True: "yes", False: "no", None: "unknown"}


class Verdict(NamedTuple):
    """What a definition answers of somebody, and the parts of its condition that decided."""

    answer: Answer
    why: tuple[str, ...]


def verdicts(person: Any, *, by: By, lang: str = "en", labels: bool = False) -> pd.DataFrame:  # noqa: ANN401 - a row, however it is held
    """Say of one person what each definition answers, and why.

    Parameters
    ----------
    person : DataFrame with one row, Series or mapping
        One row of a snapshot.
    by : Definition, Definitions or a list of either
        According to whom.
    lang : {"en", "th", "vi"}
        The language.
    labels : bool
        Call the columns of the vocabulary by their labels instead of their names.

    Returns
    -------
    DataFrame
        One row a definition, in the order given: source (its name), term, label, answer (``boolean``), verdict (the
        answer as a word), says (the sentence), condition (said aloud) and why (the parts that decided, each with the
        person's values).

    Raises
    ------
    DataError
        There is not exactly one person.
    UnknownColumnError
        A condition asks for a column that the row lacks.

    Examples
    --------
    >>> from leadkit.definitions import Definition, Source
    >>> lead = Definition("lead", Source("shop"), "Asked us.", Condition("chats > 0 AND purchases = 0"))
    >>> told = verdicts({"chats": 3, "purchases": 2}, by=lead)
    >>> told[["verdict", "why"]].values.tolist()
    [['no', 'purchases is 0: no (purchases: 2)']]
    """
    check_language(lang)
    chosen = listed(by)
    row = enter(_one(person), None, [one.when for one in chosen])
    told = reasons(row, by=chosen, lang=lang, labels=labels)
    rows = [_told(one, verdict, lang, labels=labels) for one, (verdict,) in zip(chosen, told, strict=True)]
    columns = ["source", "term", "label", "answer", "verdict", "says", "condition", "why"]
    return pd.DataFrame(rows, columns=columns).astype({**dict.fromkeys(columns, "str"), "answer": "boolean"})


def reasons(people: pd.DataFrame, *, by: By, lang: str = "en", labels: bool = False) -> list[list[Verdict]]:
    """Say of many people at once what each definition answers, and why.

    Parameters
    ----------
    people : DataFrame
        Rows of a snapshot that have come in by the door.
    by, lang, labels
        As for :func:`verdicts`.

    Returns
    -------
    list of list of Verdict
        One list a definition, in it one verdict a person.

    Examples
    --------
    >>> from leadkit.definitions import Definition, Source
    >>> lead = Definition("lead", Source("shop"), "Asked us.", Condition("chats > 0 AND purchases = 0"))
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "chats": [3, 0], "purchases": [2, 0]})
    >>> [verdict.why for verdict in reasons(people, by=lead)[0]]
    [('purchases is 0: no (purchases: 2)',), ('chats is more than 0: no (chats: 0)',)]
    """
    chosen, people = listed(by), _typed(people)
    parts = {text: Condition(text) for one in chosen for text in _leaves(one.when)}
    columns = engine.columns_of(people)
    asked = [exp.alias_(one.asked(columns), f"part_{i}", quoted=True) for i, one in enumerate(parts.values())]
    answers, told = classify(people, by=chosen), engine.ask(people, asked)
    found = {text: _answers(told[f"part_{i}"]) for i, text in enumerate(parts)}
    speaker = _Speaker(people, lang, labels, parts)
    return [
        [Verdict(*one) for one in zip(_answers(answers[each.column]), speaker.whys(each.when, found), strict=True)]
        for each in chosen
    ]


def _told(definition: Definition, verdict: Verdict, lang: str, *, labels: bool) -> tuple[object, ...]:
    """Make one row of the table."""
    source = pick(definition.source.publisher, lang) or definition.source.key
    said = (say(WORDS[verdict.answer], lang), pick(definition.says, lang), definition.when.say(lang, labels=labels))
    return source, definition.term, definition.name(lang), verdict.answer, *said, "; ".join(verdict.why)


class _Speaker:
    """Tells about people in one language; what is the same of many is put into words once."""

    def __init__(self, people: pd.DataFrame, lang: str, labels: bool, parts: Mapping[str, Condition]) -> None:
        self.lang, self.labels, self.parts = lang, labels, parts
        names = {name for one in parts.values() for name in one.columns}
        self.values = {name: [self.value(name, cell) for cell in people[name].tolist()] for name in names}
        self.said = {text: one.say(lang, labels=labels) for text, one in parts.items()}
        self.known: dict[object, str] = {}

    def whys(self, when: Condition, found: Mapping[str, list[Answer]]) -> Iterator[tuple[str, ...]]:
        """Say of each person which parts decided."""
        tree, leaves, deciding = bare(when.tree), _leaves(when), dict[object, dict[str, None]]()
        for row, answers in enumerate(zip(*(found[text] for text in leaves), strict=True)):
            if answers not in deciding:
                deciding[answers] = dict.fromkeys(_deciding(when, tree, dict(zip(leaves, answers, strict=True))))
            yield tuple(self.because(text, found[text][row], row) for text in deciding[answers])

    def because(self, text: str, answer: Answer, row: int) -> str:
        """Say one part, its answer, and the values it rests on (unless there is nothing to add)."""
        values = tuple(self.values[name][row] for name in self.parts[text].columns)
        if (told := self.known.get((text, answer, values))) is None:
            pairs = zip(self.parts[text].columns, values, strict=True)
            shown = ", ".join(f"{self.named(name)}: {value}" for name, value in pairs)
            key, answered = "values" if shown else "plain", say(WORDS[answer], self.lang)
            told = say(f"definitions.why.{key}", self.lang, condition=self.said[text], answer=answered, values=shown)
            self.known[text, answer, values] = told
        return told

    def named(self, name: str) -> str:
        """Name a column as the condition does."""
        column = vocabulary.column(name) if self.labels else None
        return pick(column.label, self.lang) if column else name

    def value(self, name: str, value: Any) -> str:  # noqa: ANN401 - a cell
        """Show somebody's own value."""
        if pd.isna(value):
            column = vocabulary.column(name)
            return say(f"definitions.why.{'never' if column and column.null == 'never' else 'empty'}", self.lang)
        if isinstance(value, bool):
            return say("yes" if value else "no", self.lang)
        return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)


def _deciding(condition: Condition, node: exp.Expression, found: Mapping[str, Answer]) -> list[str]:
    """Find the parts that decided: all that hold of a joint that holds, all that fail of one that fails, and so on."""
    node = bare(node)
    if isinstance(node, JOINTS):
        answer = _worked_out(condition, node, found)
        inner = [part for part in parts(node) if _worked_out(condition, part, found) is answer]
        return [key for part in inner for key in _deciding(condition, part, found)]
    if _denies(node):
        return _deciding(condition, node.this, found)
    return [_text(condition, node)]


def _worked_out(condition: Condition, node: exp.Expression, found: Mapping[str, Answer]) -> Answer:
    """Work an answer out from those of its parts, in three-valued logic."""
    node = bare(node)
    if isinstance(node, JOINTS):
        told = [_worked_out(condition, part, found) for part in parts(node)]
        strong = isinstance(node, exp.Or)
        if strong in told:
            return strong
        return None if None in told else not strong
    if _denies(node):
        answer = _worked_out(condition, node.this, found)
        return None if answer is None else not answer
    return found[_text(condition, node)]


def _leaves(condition: Condition) -> list[str]:
    """List the texts of all parts of a condition that are no AND, OR or NOT of others."""
    found, waiting = [], [bare(condition.tree)]
    while waiting:
        node = bare(waiting.pop(0))
        if isinstance(node, JOINTS):
            waiting = [*parts(node), *waiting]
        elif _denies(node):
            waiting.insert(0, node.this)
        else:
            found.append(_text(condition, node))
    return found


def _denies(node: exp.Expression) -> bool:
    """Tell whether a NOT denies what stands in it; ``a NOT IN (1)`` is one comparison, and so is ``NOT newsletter``."""
    return isinstance(node, exp.Not) and not isinstance(node.this, TESTS) and is_test(node.this)


def _text(condition: Condition, node: exp.Expression) -> str:
    """Cut the text of a part out of the condition, as it was read."""
    inner = bare(node.this) if isinstance(node, exp.Not) else node
    start, end = inner.meta["span"]
    text = unicodedata.normalize("NFC", condition.text)[start:end]
    return text if inner is node or isinstance(inner, TESTS) else f"NOT {text}"


def _one(person: Any) -> pd.DataFrame:  # noqa: ANN401 - a row, however it is held
    """Make a table of one row, typed as the vocabulary says, of whatever holds one person."""
    if isinstance(person, pd.DataFrame):
        if len(person) != 1:
            raise DataError(f"A verdict is about one person; this table has {len(person):,} rows. Pick one of them.")
        row = person.copy()
    elif isinstance(person, (pd.Series, Mapping)):
        row = pd.DataFrame([dict(person)])
    else:
        raise DataError(f"A verdict is about one row of a snapshot, not about a {type(person).__name__}.")
    row = row.rename(columns=str)
    if "person_id" not in row.columns:
        row.insert(0, "person_id", "one")
    try:
        return _typed(row)
    except (TypeError, ValueError) as error:
        raise DataError(f"This row does not hold what a snapshot holds: {error}.") from None


def _typed(people: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of the vocabulary their kinds, so that a value is shown alike wherever it comes from."""
    known = {name: column.kind for name in people.columns if (column := vocabulary.column(name))}
    return people.astype({name: DTYPES[kind] for name, kind in known.items()})


def _answers(column: pd.Series) -> list[Answer]:
    return [None if pd.isna(value) else bool(value) for value in column]
