"""Questions: what is asked, what is expected on a student's own data, and what she is told.

A question is code (what is expected, and how it is compared) and texts (``data/exercises/01.yaml``: its name, hints,
the sentences for wrong answers, why the solution is one). :meth:`Question.judge` is all that a check needs, in a
notebook as in a grader: an answer goes in, an :class:`Outcome` comes out, and no exception ever does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from leadkit import documents
from leadkit.errors import LeadkitError, UnknownNameError, nearest
from leadkit.exercises.blank import is_blank
from leadkit.exercises.comparing import Compare, Number, Words, passes
from leadkit.exercises.forms import Differs, Given
from leadkit.exercises.outcome import Outcome, visible
from leadkit.words import offered, pick, say, say_here

Answer = Callable[[Given], Any]
NOWHERE = object()  # the answer of a student who has no such variable


@dataclass(frozen=True)
class Question:
    """One task of an exercise.

    Parameters
    ----------
    key : str
        Its name, also of its texts, and of the cell that answers it.
    variable : str
        The variable in which the answer is looked for.
    kind : Compare
        How answers are compared.
    expected : callable
        ``expected(given)``: the right answer on a student's data, or None where there is none (a world too small).
    wrong : mapping of str to callable
        Plausible wrong answers, by name; those with a text under ``wrong`` are told what they mistook.
    points : int
        What it counts for.

    Examples
    --------
    >>> exercise("01")["unbought"].variable
    'unbought'
    """

    key: str
    variable: str
    kind: Compare
    expected: Answer
    wrong: Mapping[str, Answer] = field(default_factory=dict)
    points: int = 1
    texts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def name(self, lang: str = "en") -> str:
        """Say what it is called."""
        return pick(self.texts["name"], lang)

    def hints(self, lang: str = "en") -> list[str]:
        """Say its hints, from a nudge to nearly the answer."""
        return [pick(one, lang) for one in self.texts["hints"]]

    def judge(self, answer: object, given: Given, lang: str = "en") -> Outcome:
        """Judge an answer.

        Parameters
        ----------
        answer : object
            Whatever the student's variable holds; ``NOWHERE`` if there is no such variable.
        given : Given
            What she works on.
        lang : {"en", "th", "vi"}
            The language of what is said.

        Returns
        -------
        Outcome
            Always; whatever goes wrong in here is an outcome too.
        """
        try:
            return self._judged(answer, given, lang)
        except Exception as error:  # noqa: BLE001 - no check may end in a traceback, whatever a student hands over
            told = visible(str(error) or type(error).__name__)
            return Outcome("cannot_check", say("exercises.stopped", lang, error=told), type(error).__name__, lang)

    def _judged(self, answer: object, given: Given, lang: str) -> Outcome:
        if answer is NOWHERE or is_blank(answer):
            why = "nowhere" if answer is NOWHERE else "blank"
            return Outcome("not_tried", say(f"exercises.{why}", lang, variable=self.variable), why, lang)
        expected = self.expected(given)
        if expected is None:
            return Outcome("cannot_check", say("exercises.no_answer", lang), "no_answer", lang)
        try:
            self.kind.compare(answer, expected, given)
        except Differs as differs:
            return self._differs(answer, differs, given, lang)
        except LeadkitError as error:  # a condition that cannot be read, or asks for what is not there
            return Outcome("not_yet", str(error), type(error).__name__, lang)
        if isinstance(self.kind, Words):
            return Outcome("cannot_check", self.rubric(lang), "rubric", lang)
        return Outcome("correct", pick(self.texts.get("well"), lang), "", lang)

    def _differs(self, answer: object, differs: Differs, given: Given, lang: str) -> Outcome:
        """Say what was mistaken, where that is known, and how the answer differs."""
        own = differs.key.removeprefix("own.") if differs.key.startswith("own.") else ""
        text = pick(self.texts.get("aims", {}).get(own), lang) if own else ""
        told = differs.say(lang, text) if text or not own else say("exercises.differs.choice", lang, **differs.values)
        for name, sentence in self.texts.get("wrong", {}).items():
            if name in self.wrong and passes(self.kind, answer, self.wrong[name](given), given):
                said = (pick(sentence, lang), "" if isinstance(self.kind, Number) else told)
                return Outcome("not_yet", " ".join(filter(None, said)), f"wrong.{name}", lang)
        return Outcome("not_yet", told, differs.key, lang)

    def rubric(self, lang: str = "en") -> str:
        """Say by what an answer in words is to be read."""
        lines = [f"- {pick(one, lang)}" for one in self.texts["rubric"]]
        return "\n".join([say("exercises.rubric", lang), *lines])


@dataclass(frozen=True)
class Exercise:
    """The tasks that belong to one notebook of the series.

    Parameters
    ----------
    name : str
        The notebook's name, ``01_lead_contact_customer``.
    questions : tuple of Question
        In their order.
    worlds : tuple of str
        The worlds whose data it can be done on.

    Examples
    --------
    >>> exercise("01").number
    '01'
    """

    name: str
    questions: tuple[Question, ...]
    worlds: tuple[str, ...] = ("saas", "shop", "property")

    @property
    def number(self) -> str:
        """The number its name begins with."""
        return self.name.partition("_")[0]

    def __getitem__(self, key: str) -> Question:
        found = next((one for one in self.questions if one.key == key), None)
        if found is None:
            raise UnknownNameError(f"No question '{key}'.{nearest(key, [one.key for one in self.questions])}")
        return found


def numbers() -> list[str]:
    """List the numbers of the exercises that there are.

    Examples
    --------
    >>> "01" in numbers()
    True
    """
    folder = files("leadkit.exercises").joinpath("tasks")
    return sorted(one.name[1:3] for one in folder.iterdir() if one.name.startswith("e") and one.name.endswith(".py"))


def exercise(name: str, lang: str = "") -> Exercise:
    """Find an exercise by its number or its name, with its texts; a complaint is in `lang`, or the session's language.

    Raises
    ------
    UnknownNameError
        There is none.
    """
    number = str(name).partition("_")[0].removesuffix(".ipynb")
    number = f"{int(number):02d}" if number.isascii() and number.isdigit() else number
    if number not in numbers():
        raise UnknownNameError(say_here("errors.no_exercise", lang, name=name) + offered(number, numbers(), lang))
    return _with_texts(number)


@cache
def _with_texts(number: str) -> Exercise:
    found: Exercise = import_module(f"leadkit.exercises.tasks.e{number}").EXERCISE
    texts = documents.read(f"data/exercises/{number}.yaml")
    return replace(found, questions=tuple(replace(one, texts=texts[one.key]) for one in found.questions))
