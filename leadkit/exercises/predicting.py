"""Predict first: a question that is answered before something is run, by widget or by a plain call.

``predict("01-words")`` shows the question as text, which every notebook, page and terminal can read; where somebody
sits at a live notebook, controls stand under it, which do nothing but call :meth:`Prediction.answer`. The answers lie
in ``data/exercises/predict``, not in the notebook.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import documents
from leadkit.errors import DataError, UnknownNameError, nearest
from leadkit.exercises.blank import is_blank
from leadkit.exercises.choosing import InOrder, One, Several
from leadkit.exercises.comparing import Compare, Number
from leadkit.exercises.forms import Given
from leadkit.exercises.outcome import BOX, LOOKS, Outcome, ipython, marked
from leadkit.exercises.questions import Question
from leadkit.words import check_language, pick, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from leadkit.tables import Tables

KINDS: Mapping[str, Any] = {"one": One, "several": Several, "order": InOrder}


@dataclass
class Prediction:
    """A question to be answered before something is run.

    Parameters
    ----------
    key : str
        Its name, as in ``01-words``.
    kind : {"one", "several", "number", "order"}
        How it is answered.
    asks : str
        The question.
    choices : mapping of str to str
        Letters and what they stand for; empty for a number.
    question : Question
        What is expected, and what is said.
    given : Given, optional
        What the student works on.
    lang : str
        Her language.
    widget : bool, optional
        Whether controls stand under it; see :func:`predict`.

    Examples
    --------
    >>> predict("01-words", widget=False).answer("c").kind  # doctest: +ELLIPSIS
    ? Predict...
    'correct'
    """

    key: str
    kind: str
    asks: str
    choices: Mapping[str, str]
    question: Question
    given: Given | None
    lang: str = "en"
    widget: bool | None = None
    _seen: int | None = field(default=-1, init=False)

    def answer(self, answer: object) -> Outcome:
        """Answer it: a letter, letters, an order of letters, or a number."""
        if is_blank(answer):
            return Outcome("not_tried", say("exercises.predict.empty", self.lang), "blank", self.lang)
        return self.question.judge(answer, self.given, self.lang)  # type: ignore[arg-type]  # only some need it

    def __str__(self) -> str:
        lines = [f"? {say('exercises.predict.head', self.lang)}: {self.asks}"]
        lines += [f"  ({letter}) {text}" for letter, text in self.choices.items()]
        return "\n".join([*lines, self._how()])

    def __repr__(self) -> str:
        return f"Prediction({self.key!r})"

    def show(self) -> None:
        """Show it: as text in a terminal, as a box in a notebook, with controls where somebody can use them."""
        shell = ipython()
        if shell is None:
            sys.stdout.write(f"{self}\n")
            return
        from IPython.display import display  # noqa: PLC0415 - only where there is one

        self._seen = shell.execution_count
        display({"text/plain": str(self), "text/html": self._repr_html_()}, raw=True)
        live = getattr(getattr(shell, "kernel", None), "_allow_stdin", False)
        if self.widget or (self.widget is None and live):
            from leadkit.exercises.window import controls  # noqa: PLC0415 - ipywidgets, only where it is wanted

            display(controls(self))

    def _ipython_display_(self) -> None:
        """Show it, unless the same cell has shown it already."""
        shell = ipython()
        if shell is None or self._seen != shell.execution_count:
            self.show()

    def _how(self) -> str:
        example = {"one": '"a"', "several": '["a", "b"]', "order": '["a", "b", "c"]', "number": "0.5"}[self.kind]
        return say(f"exercises.predict.{self.kind}", self.lang, call=f"`.answer({example})`")

    def _repr_html_(self) -> str:
        rows = "".join(f"<br>({letter}) {marked(text)}" for letter, text in self.choices.items())
        head = escape(say("exercises.predict.head", self.lang))
        said = f"<strong>? {head}.</strong> {marked(self.asks)}{rows}<br><small>{marked(self._how())}</small>"
        return f'<div style="{BOX.format(colour=LOOKS["note"][1])}">{said}</div>'


def predict(
    key: str,
    *,
    data: Tables | None = None,
    as_of: str | date | None = None,
    lang: str = "en",
    widget: bool | None = None,
) -> Prediction:
    """Ask for a prediction, and show it.

    Parameters
    ----------
    key : str
        Number of the notebook and name of the question, as in ``"01-words"``.
    data : Tables, optional
        What the student works on, for a question whose answer is worked out on it.
    as_of : str or date, optional
        The day asked; by default the last day of the tables.
    lang : {"en", "th", "vi"}
        Her language.
    widget : bool, optional
        Whether to show controls; by default where somebody sits at a live notebook, and ipywidgets is there.

    Returns
    -------
    Prediction
        To be answered with ``.answer(...)``.

    Raises
    ------
    UnknownNameError
        There is no such question or language.
    DataError
        Its answer is worked out on a table, and none was given.
    """
    found = prediction(key, data=data, as_of=as_of, lang=lang)
    found.widget = widget
    found.show()
    return found


def prediction(
    key: str, *, data: Tables | None = None, as_of: str | date | None = None, lang: str = "en"
) -> Prediction:
    """Find the question of a prediction, and show nothing.

    Parameters
    ----------
    key, data, as_of, lang
        As for :func:`predict`.

    Returns
    -------
    Prediction
    """
    number, _, name = key.partition("-")
    if key not in predictions():
        raise UnknownNameError(f"No prediction '{key}'.{nearest(key, predictions())}")
    told = documents.read(f"data/exercises/predict/{number}.yaml")[name]
    texts = {"name": told["asks"], "well": told["well"], "hints": [], "aims": told.get("why", {})}
    expected = told.get("answer")
    work = getattr(import_module(f"leadkit.exercises.tasks.e{number}"), "PREDICTIONS", {}) if expected is None else {}
    if name in work and data is None:
        raise DataError(f"The answer of '{key}' is worked out on a table: write predict('{key}', data=data).")
    once = cache(work.get(name, lambda _: expected))  # she may answer more than once
    question = Question(name, name, _kind(told), once, texts=texts)
    choices = {letter: pick(text, check_language(lang)) for letter, text in told.get("choices", {}).items()}
    given = Given(data, pd.Timestamp(as_of or data.last_day).date()) if data is not None else None
    return Prediction(key, told["kind"], pick(told["asks"], lang), choices, question, given, lang)


def _kind(told: Mapping[str, Any]) -> Compare:
    if told["kind"] == "number":
        return Number(within=told["within"], share=told.get("share", False))
    kind: Compare = KINDS[told["kind"]](tuple(told["choices"]))
    return kind


def predictions() -> list[str]:
    """List all predictions.

    Examples
    --------
    >>> "01-words" in predictions()
    True
    """
    folder = files("leadkit").joinpath("data", "exercises", "predict")
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return [f"{file[:2]}-{name}" for file in found for name in documents.read(f"data/exercises/predict/{file}")]
