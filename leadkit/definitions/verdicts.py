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
    from collections.abc import Iterable

    from leadkit.definitions.values import Definition

Answer = bool | None
WORDS = {True: "yes", False: "no", None: "unknown"}


class Part(NamedTuple):
    """A part of a condition that is asked on its own, and what it came to."""

    condition: Condition
    answer: Answer = None


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
    answers = classify(row, by=chosen)
    found = _asked(row, (part for definition in chosen for part in _leaves(definition.when)))
    speaker = _Speaker(row, lang, labels)
    rows = [speaker.told(definition, _answer(answers[definition.column].iloc[0]), found) for definition in chosen]
    columns = ["source", "term", "label", "answer", "verdict", "says", "condition", "why"]
    return pd.DataFrame(rows, columns=columns).astype({**dict.fromkeys(columns, "str"), "answer": "boolean"})


class _Speaker(NamedTuple):
    """Tells about one person in one language."""

    row: pd.DataFrame
    lang: str
    labels: bool

    def told(self, definition: Definition, answer: Answer, found: Mapping[str, Part]) -> tuple[object, ...]:
        """Make one row of the table."""
        lang, when = self.lang, definition.when
        deciding = dict.fromkeys(_deciding(when, bare(when.tree), found))
        why = "; ".join(self.because(found[key]) for key in deciding)
        source = pick(definition.source.publisher, lang) or definition.source.key
        said = (say(WORDS[answer], lang), pick(definition.says, lang), when.say(lang, labels=self.labels))
        return source, definition.term, definition.name(lang), answer, *said, why

    def because(self, part: Part) -> str:
        """Say one part, its answer, and the values it rests on (unless there is nothing to add)."""
        shown = ", ".join(f"{self.named(name)}: {self.value(name)}" for name in part.condition.columns)
        condition = part.condition.say(self.lang, labels=self.labels)
        key = "values" if shown else "plain"
        answer = say(WORDS[part.answer], self.lang)
        return say(f"definitions.why.{key}", self.lang, condition=condition, answer=answer, values=shown)

    def named(self, name: str) -> str:
        """Name a column as the condition does."""
        column = vocabulary.column(name) if self.labels else None
        return pick(column.label, self.lang) if column else name

    def value(self, name: str) -> str:
        """Show the person's own value."""
        value = self.row[name].iloc[0]
        if pd.isna(value):
            column = vocabulary.column(name)
            return say(f"definitions.why.{'never' if column and column.null == 'never' else 'empty'}", self.lang)
        if str(self.row[name].dtype) in ("bool", "boolean"):
            return say("yes" if value else "no", self.lang)
        return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)


def _deciding(condition: Condition, node: exp.Expression, found: Mapping[str, Part]) -> list[str]:
    """Find the parts that decided: all that hold of a joint that holds, all that fail of one that fails, and so on."""
    node = bare(node)
    if isinstance(node, JOINTS):
        answer = _worked_out(condition, node, found)
        inner = [part for part in parts(node) if _worked_out(condition, part, found) is answer]
        return [key for part in inner for key in _deciding(condition, part, found)]
    if _denies(node):
        return _deciding(condition, node.this, found)
    return [_text(condition, node)]


def _worked_out(condition: Condition, node: exp.Expression, found: Mapping[str, Part]) -> Answer:
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
    return found[_text(condition, node)].answer


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


def _asked(row: pd.DataFrame, texts: Iterable[str]) -> dict[str, Part]:
    """Ask every part once, all in one SELECT."""
    wanted = {text: Condition(text) for text in dict.fromkeys(texts)}
    columns = engine.columns_of(row)
    asked = [exp.alias_(one.asked(columns), f"part_{i}", quoted=True) for i, one in enumerate(wanted.values())]
    answers = engine.ask(row, asked)
    told = [_answer(answers[f"part_{i}"].iloc[0]) for i in range(len(wanted))]
    return {text: Part(wanted[text], answer) for text, answer in zip(wanted, told, strict=True)}


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
    known = {name: column.kind for name in row.columns if (column := vocabulary.column(name))}
    try:
        return row.astype({name: DTYPES[kind] for name, kind in known.items()})
    except (TypeError, ValueError) as error:
        raise DataError(f"This row does not hold what a snapshot holds: {error}.") from None


def _answer(value: Any) -> Answer:  # noqa: ANN401 - a cell
    return None if pd.isna(value) else bool(value)
