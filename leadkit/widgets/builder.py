"""A condition from menus: what a sentence becomes as a condition and as SQL, and whom it means.

A window: each move makes a condition of the kit, asks it of everybody, and shows what comes of it. A value is never
pasted into a text: the condition is made with parameters, and they are bound.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlglot import exp

from leadkit import engine, vocabulary, words
from leadkit.conditions import Condition
from leadkit.conditions.tokens import is_plain
from leadkit.definitions import Definition, Definitions, Source, tally
from leadkit.errors import ConditionError, DataError, LeadkitError
from leadkit.packs.writing import definitions_tree, written
from leadkit.plots import answer_bars, canvas, describe_answer_bars
from leadkit.snapshot import of, snapshot
from leadkit.tables import Tables
from leadkit.widgets.controls import Choice, Group, Line, Switch
from leadkit.widgets.ground import MovingAnswers
from leadkit.widgets.shown import DPI, Answer, Piece, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.vocabulary import Column

HOWS = {
    "at_least": "{} >= {}", "at_most": "{} <= {}", "more": "{} > {}", "less": "{} < {}", "is": "{} = {}",
    "is_not": "{} <> {}", "one_of": "{} IN ({})", "contains": "{} LIKE {}", "known": "{} IS NOT NULL",
    "missing": "{} IS NULL",
}  # fmt: skip
FITS = {
    "number": ("at_least", "at_most", "more", "less", "is", "is_not", "one_of", "known", "missing"),
    "text": ("is", "is_not", "one_of", "contains", "known", "missing"),
    "yes_no": ("is", "is_not", "known", "missing"),
}
BOTH = ("first", "second")
AT_FIRST = ("purchases", "newsletter")
FEW = 8  # values that are shown of a column with an open list
TERM = "ours_mine"


class Built(NamedTuple):
    """A condition from menus, and how many people answer it yes, no, unknown.

    Parameters
    ----------
    condition : Condition
        The condition.
    counts : DataFrame
        As :func:`leadkit.tally` gives it.
    strange : str
        What is said of a value that its column never has; "" if there is nothing to say.
    """

    condition: Condition
    counts: pd.DataFrame
    strange: str


class BuilderPiece(Piece):
    """See :func:`builder`."""

    kind, live = "builder", False

    def __init__(self, people: Any, lang: str) -> None:  # noqa: ANN401 - an engine input
        self.people = people
        found = engine.columns_of(people)
        known = {name: column for name in found if (column := vocabulary.column(name)) and name != "person_id"}
        self.columns: dict[str, Column] = {name: one for name, one in known.items() if one.kind in FITS}
        if "person_id" not in found or not self.columns:
            raise DataError("The builder needs a snapshot: person_id, and at least one column of the vocabulary.")
        self.kinds = {**found, **{name: one.kind for name, one in self.columns.items()}}
        self.frequent: dict[str, str] = {}
        super().__init__((), lang)
        say = self.speaker.say
        self.moving = MovingAnswers(lang, {TERM: say("this")}, dpi=DPI)
        joints = tuple((name, say(f"join_{name}")) for name in ("none", "and", "or"))
        first, second = (self._controls(at, name) for at, name in enumerate(BOTH))
        self.groups = (
            Group(say("first"), first),
            Group(say("second"), (Choice("join", say("join"), "none", joints), *second)),
        )

    def _controls(self, at: int, part: str) -> tuple[Choice, Choice, Line, Switch]:
        say, name = self.speaker.say, AT_FIRST[at] if AT_FIRST[at] in self.columns else next(iter(self.columns))
        usual = {
            "number": ("at_least", "1"),
            "yes_no": ("is", words.say("yes", self.speaker.lang)),
            "text": ("known", ""),
        }
        how, value = usual[self.columns[name].kind]
        columns = tuple((one, self._named(one)) for one in self.columns)
        return (
            Choice(f"{part}.column", say("column"), name, columns),
            Choice(f"{part}.how", say("how"), how, tuple((one, say(f"how_{one}")) for one in HOWS)),
            Line(f"{part}.value", say("value"), value),
            Switch(f"{part}.negated", say("negated"), value=False),
        )

    def _named(self, name: str) -> str:
        label = words.pick(self.columns[name].label, self.speaker.lang)
        return label if label == name else f"{label} ({name})"

    def value(self, state: Mapping[str, Any]) -> Built:
        """Make the condition of a state, and ask it of everybody.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        Built

        Raises
        ------
        ConditionError
            A value is missing, or does not fit its column; the sentence says what to write instead.
        """
        condition = self.condition(state)
        counts = tally(self.people, by=self._definition(condition))
        return Built(condition, counts, " ".join(filter(None, map(self._strange, self._used(state)))))

    def condition(self, state: Mapping[str, Any]) -> Condition:
        """Make the condition of a state.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        Condition
        """
        values: dict[str, object] = {}
        text = f" {state['join'].upper()} ".join([self._part(part, values) for part in self._used(state)])
        return Condition(text).bind(**values)

    def _used(self, state: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the parts that are asked, each as a mapping of its own."""
        names = BOTH[: 1 if state["join"] == "none" else 2]
        asked = ("column", "how", "value", "negated")
        return [{"part": part} | {name: state[f"{part}.{name}"] for name in asked} for part in names]

    def _part(self, part: Mapping[str, Any], values: dict[str, object]) -> str:
        """Write one part with parameters, and put their values beside it."""
        name, how = part["column"], part["how"]
        column = name if is_plain(name) else exp.to_identifier(name, quoted=True).sql()
        told = {f"{part['part']}{at or ''}": one for at, one in enumerate(self._values(part))}
        if how == "is" and [*told.values()] == [True]:
            return f"NOT {column}" if part["negated"] else column
        values |= {key: f"%{one}%" if how == "contains" else one for key, one in told.items()}
        text = HOWS[how].format(column, ", ".join(f":{key}" for key in told))
        return f"NOT ({text})" if part["negated"] else text

    def _values(self, part: Mapping[str, Any]) -> list[object]:
        """Read what was written as values of the column."""
        if part["how"] in ("known", "missing"):
            return []
        told, several = part["value"].strip(), part["how"] == "one_of"
        parts = re.split(";" if ";" in told else ",", told) if several else [told]
        found = [self._read(one.strip(), self.columns[part["column"]].kind) for one in parts if one.strip()]
        if not found:
            raise ConditionError(self.speaker.say("no_value", column=self._named(part["column"])))
        return found

    def _read(self, told: str, kind: str) -> object:
        """Read one value; what cannot be read stays a text, and the condition says what is wrong with it."""
        if kind == "yes_no":
            said = {words.say(one, lang).casefold(): one == "yes" for one in ("yes", "no") for lang in words.LANGUAGES}
            if (answer := ({"true": True, "false": False} | said).get(told.casefold())) is not None:
                return answer
        if kind == "text":
            return told
        apart, point = re.escape(self.speaker.words["thousands"]), self.speaker.words["point"]
        if re.fullmatch(rf"[-−]?\d{{1,3}}({apart}\d{{3}})+({re.escape(point)}\d+)?", told):
            told = re.sub(apart, "", told)
        try:
            return Decimal(told.replace(point, ".").replace("−", "-"))
        except InvalidOperation:
            return told

    def _strange(self, part: Mapping[str, Any]) -> str:
        """Say of a value that its column never has it."""
        name, told = part["column"], part["value"].strip()
        values = self.columns[name].values  # noqa: PD011 - a list of the vocabulary
        if part["how"] not in ("is", "is_not") or not values or told in values:
            return ""
        return self.speaker.say("strange", value=told, column=self._named(name), values=", ".join(values))

    def text(self, value: Built) -> str:
        """Say the condition and its counts."""
        said = {TERM: value.condition.say(self.speaker.lang, labels=True)}
        return " ".join(
            filter(None, [describe_answer_bars(value.counts, self.speaker.lang, labels=said), value.strange])
        )

    def picture(self, value: Built) -> Axes:
        """Draw how many answer yes, no and unknown."""
        return answer_bars(value.counts, canvas(6.6, 1.5), self.speaker.lang, labels={TERM: self.speaker.say("this")})

    def _definition(self, condition: Condition) -> Definition:
        says = {lang: condition.say(lang, labels=True) for lang in words.LANGUAGES}
        label = {lang: words.say("widgets.builder.this", lang) for lang in words.LANGUAGES}
        return Definition("mine", Source("ours", title="ours"), says, condition, label=label)

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the condition as a pack of one definition."""
        one = self._definition(self.condition(state))
        title = {lang: words.say("widgets.builder.this", lang) for lang in words.LANGUAGES}
        return written(definitions_tree(Definitions("ours", title, one.source, (one,))))

    def answer(self, state: Mapping[str, Any]) -> Answer:
        """Give the counts, the condition as text, SQL and sentence, and what the columns hold."""
        tables = [self._help(state)]
        try:
            value = self.value(state)
        except LeadkitError as error:
            return Answer(" ".join([*self._misfits(state), str(error)]), tables=tables)
        say, condition = self.speaker.say, value.condition
        query = exp.select("person_id").from_("people").where(condition.asked(self.kinds))
        said = [(say("sentence"), condition.say(self.speaker.lang, labels=True))]
        code = [
            (say("condition"), condition.text),
            (say("sql"), query.sql(dialect="duckdb", pretty=True)),
        ]
        return Answer(self.text(value), self.moving.png(value.counts), self.yaml(state), tables, code, said)

    def _misfits(self, state: Mapping[str, Any]) -> Iterator[str]:
        """Say which comparisons do not fit their columns, and which do."""
        say = self.speaker.say
        for part in self._used(state):
            fits = FITS[self.columns[part["column"]].kind]
            if part["how"] not in fits:
                told = ", ".join(say(f"how_{how}") for how in fits)
                yield say("misfit", how=say(f"how_{part['how']}"), column=self._named(part["column"]), fits=told)

    def _help(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Say of the columns that are asked what they mean, what they hold, and how they can be asked."""
        say, lang = self.speaker.say, self.speaker.lang
        rows = []
        for name in dict.fromkeys(part["column"] for part in self._used(state)):
            one = self.columns[name]
            fits = ", ".join(say(f"how_{how}") for how in FITS[one.kind])
            rows.append([self._named(name), words.pick(one.meaning, lang), self._holds(name, one), fits])
        heads = [say(key) for key in ("column", "means", "holds", "fits")]
        return {"caption": say("help"), "columns": heads, "rows": rows}

    def _holds(self, name: str, one: Column) -> str:
        if one.kind == "yes_no":
            return ", ".join(words.say(answer, self.speaker.lang) for answer in ("yes", "no"))
        if one.kind == "number":
            low = self.speaker.points(one.low) if one.low is not None else ""
            return self.speaker.say("number_from", low=low) if low else self.speaker.say("any_number")
        return ", ".join(one.values) or self._frequent(name)

    def _frequent(self, name: str) -> str:
        """List the values that most people have, where the vocabulary has no list."""
        if name not in self.frequent:
            column = exp.column(name, quoted=True)
            counted = exp.select(column.as_("value")).from_("people").where(exp.not_(column.copy().is_(exp.null())))
            counted = counted.group_by(column.copy()).order_by("COUNT(*) DESC", column.copy()).limit(FEW)
            found = engine.run(counted, {"people": self.people})["value"].astype(str)
            self.frequent[name] = ", ".join(one[:40] for one in found) + (", ..." if len(found) == FEW else "")
        return self.frequent[name]


def builder(people: Any, *, as_of: str | date | None = None, lang: str = "en") -> Shown:  # noqa: ANN401 - as lk.tally
    """Make a condition from menus, and see whom it means.

    Parameters
    ----------
    people, as_of
        As for :func:`leadkit.tally`. Columns that the vocabulary has can be asked.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set: ``first.column``, ``first.how``, ``first.value``, ``first.negated``, ``join`` and the
        same of ``second``. ``.value`` is the condition and its counts, ``.yaml`` a pack with this one definition.

    Raises
    ------
    LeadkitError
        The people have no person_id, or no column that the vocabulary knows.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": list("abc"), "purchases": [0, 1, 5]})
    >>> shown = builder(people)
    >>> shown.state = {"first.column": "purchases", "first.how": "more", "first.value": "1"}
    >>> shown.value.condition, shown.text
    (Condition('purchases > 1'), 'purchases is more than 1: yes 1, no 2, unknown 0.')
    """
    everybody = snapshot(people, as_of) if isinstance(people, Tables) else of(people, as_of)
    return Shown(BuilderPiece(everybody, lang))
