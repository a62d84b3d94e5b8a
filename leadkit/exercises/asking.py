"""A notebook's side of the questions: ``begin`` puts them where a student can ask them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import datasets
from leadkit.exercises.blank import put
from leadkit.exercises.forms import Given
from leadkit.exercises.outcome import LOOKS, Message, Outcome, ipython
from leadkit.exercises.questions import NOWHERE, Exercise, Question, exercise
from leadkit.exercises.slips import install, nearest_of
from leadkit.words import check_language, pick, say

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from datetime import date

    from leadkit.tables import Tables


@dataclass
class Asked:
    """A question in a notebook: ``check()``, ``hint()``, ``solution()``.

    Parameters
    ----------
    question : Question
        What is asked.
    exercise : Exercise
        To which it belongs.
    given : Given
        What the student works on.
    namespace : mapping
        Her variables.
    progress : Progress
        Where the outcome is kept.
    lang : str
        Her language.
    """

    question: Question
    exercise: Exercise
    given: Given
    namespace: Mapping[str, Any]
    progress: Progress
    lang: str
    _hinted: int = 0
    _warned: bool = False

    def check(self) -> Outcome:
        """Look at the answer."""
        name = self.question.variable
        outcome = self.question.judge(self.namespace.get(name, NOWHERE), self.given, self.lang)
        if outcome.reason == "nowhere" and (near := nearest_of(name, self.namespace)):
            says = say("exercises.other_name", self.lang, variable=name, near=near)
            outcome = Outcome("not_tried", says, "nowhere", self.lang)
        self.progress.note(self.question.key, outcome)
        return outcome

    def hint(self) -> Message:
        """Give a hint, and a plainer one each time."""
        hints = self.question.hints(self.lang)
        self._hinted = min(self._hinted + 1, len(hints))
        head = say("exercises.hint", self.lang, number=self._hinted, all=len(hints))
        return Message(hints[self._hinted - 1], head)

    def solution(self) -> Message:
        """Show a solution, when it is asked for a second time."""
        if not self._warned:
            self._warned = True
            return Message(say("exercises.sure", self.lang), say("exercises.solution", self.lang))
        because = pick(self.question.texts.get("because"), self.lang)
        return Message(because, say("exercises.solution", self.lang), code=_solved(self.exercise, self.question.key))

    def __repr__(self) -> str:
        return say("exercises.asked", self.lang, name=self.question.name(self.lang))


def _solved(of: Exercise, key: str) -> str:
    """Read the cell that answers a question from the notebook of solutions."""
    path = datasets.shipped("exercises") / "solutions" / f"{of.name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(("".join(cell["source"]) for cell in cells if cell["id"] == key), "")


@dataclass
class Progress:
    """How far a student has come; where it is shown in a notebook, it keeps up.

    Parameters
    ----------
    questions : tuple of Question
        All of them.
    lang : str
        Her language.
    """

    questions: tuple[Question, ...]
    lang: str = "en"
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _handle: Any = None

    def note(self, key: str, outcome: Outcome) -> None:
        """Keep the outcome of a check."""
        self.outcomes[key] = outcome
        if self._handle is not None:
            self._handle.update(self._bundle(), raw=True)

    def count(self) -> dict[str, int]:
        """Count the questions by their latest outcome."""
        kinds = [self._kind(one) for one in self.questions]
        return {kind: kinds.count(kind) for kind in LOOKS if kind != "note"}

    def _kind(self, question: Question) -> str:
        return self.outcomes[question.key].kind if question.key in self.outcomes else "not_tried"

    def __str__(self) -> str:
        rows = [f"{LOOKS[self._kind(q)][0]} {i}. {q.name(self.lang)}" for i, q in enumerate(self.questions, 1)]
        return "\n".join([self._summary(), *rows])

    __repr__ = __str__

    def _summary(self) -> str:
        count = self.count()
        return say("exercises.progress", self.lang, all=len(self.questions), **count)

    def _repr_html_(self) -> str:
        rows = []
        for i, question in enumerate(self.questions, 1):
            kind = self._kind(question)
            word, (symbol, colour) = say(f"exercises.kind.{kind}", self.lang), LOOKS[kind]
            mark = f'<td style="border-left: 4px solid {colour}; text-align: left">{symbol} {escape(word)}</td>'
            rows.append(f'<tr><td style="text-align: left">{i}. {escape(question.name(self.lang))}</td>{mark}</tr>')
        return f"<p><strong>{escape(self._summary())}</strong></p><table>{''.join(rows)}</table>"

    def _bundle(self) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 - only a notebook asks for it

        handle = display(self._bundle(), raw=True, display_id=True)
        self._handle = handle if hasattr(ipython(), "kernel") else None  # a terminal cannot change what it has shown


def begin(
    name: str,
    namespace: MutableMapping[str, Any],
    *,
    data: Tables,
    as_of: str | date | None = None,
    lang: str = "en",
) -> tuple[Asked | Progress, ...]:
    """Begin an exercise in a notebook.

    Parameters
    ----------
    name : str
        Its number or name.
    namespace : dict
        ``globals()``: where the answers are looked for, and where the blank ``____`` is put.
    data : Tables
        What the student works on.
    as_of : str or date, optional
        The day asked; by default the last day of the tables.
    lang : {"en", "th", "vi"}
        Her language.

    Returns
    -------
    tuple
        The questions in their order, and the progress.

    Raises
    ------
    UnknownNameError
        There is no such exercise or language.

    Examples
    --------
    >>> import leadkit as lk
    >>> *questions, progress = begin("01", {}, data=lk.load("saas"))
    >>> questions[0].check().kind
    'not_tried'
    """
    found = exercise(name)
    given = Given(data, pd.Timestamp(as_of or data.last_day).date())
    progress = Progress(found.questions, check_language(lang))
    put(namespace)
    if (shell := ipython()) is not None and shell.user_ns is namespace:
        install(shell, lang)
    return (*(Asked(one, found, given, namespace, progress, lang) for one in found.questions), progress)
