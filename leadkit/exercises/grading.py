"""A trainer's grading: each file run apart, its answers judged by the trainer's own questions, on the student's data.

What a file may do to its own process makes no difference: the questions asked here are those of the trainer's kit, and
the data they are asked on are made here, from the world and the seed that the file names. Points stand only where a
file was graded; whatever else happened is a status with a sentence, never a silent zero. What was graded is kept (by
the content of the file, the limits and the kit itself), so that a second run only does what is new.
"""

from __future__ import annotations

import collections
import os
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from leadkit import datasets
from leadkit.errors import LeadkitError, RunError
from leadkit.exercises.carrying import Uncarried
from leadkit.exercises.forms import Given
from leadkit.exercises.keeping import Kept
from leadkit.exercises.outcome import Outcome, visible
from leadkit.exercises.questions import NOWHERE, exercise
from leadkit.exercises.roster import read_roster, same, seeds
from leadkit.exercises.running import Limits, Ran, run
from leadkit.exercises.slips import nearest_of
from leadkit.exercises.submissions import collect
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from leadkit.exercises.keeping import Result
    from leadkit.exercises.outcome import Kind
    from leadkit.exercises.questions import Exercise, Question
    from leadkit.exercises.submissions import Submission, Trouble

GRADED, TIMED_OUT, CRASHED, NOT_THIS, COPIES = "graded", "timed out", "crashed", "not this exercise", "two copies"
UNREADABLE, ABSENT = "unreadable", "no file"
STATUSES = (GRADED, TIMED_OUT, CRASHED, NOT_THIS, COPIES, UNREADABLE, ABSENT)
_USUAL = Limits()
_NOTES, _READ = 10, 4000  # cells that failed, of one file; characters of an answer that a person reads


@dataclass(frozen=True)
class Mark:
    """What came of one question of one file; `points` None: only a person can say, who is to read the `answer`."""

    key: str
    kind: Kind
    points: int | None
    of: int
    says: str
    reason: str
    answer: str = ""


@dataclass(frozen=True)
class Row:
    """One file, or a student of the roster without one.

    Parameters
    ----------
    file, student, name : str
        Whose it is, as far as it is known.
    status : str
        One of :data:`STATUSES`.
    marks : tuple of Mark
        In the order of the questions; empty unless it was graded.
    notes : tuple of str
        What the trainer should know.
    """

    file: str
    student: str
    name: str
    status: str
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> int | None:
        """The points of what could be judged; None unless it was graded."""
        return sum(mark.points or 0 for mark in self.marks) if self.status == GRADED else None

    @property
    def to_read(self) -> int | None:
        """The points that a person is to give."""
        return sum(mark.of for mark in self.marks if mark.points is None) if self.status == GRADED else None


@dataclass(frozen=True)
class Grades:
    """What came of a folder.

    Parameters
    ----------
    exercise : Exercise
        Which it was.
    rows : tuple of Row
        By file, then the students without one.
    locks : mapping
        Which locks held while the files ran; empty when none had to run.
    reused : int
        How many were taken from an earlier run.
    """

    exercise: Exercise
    rows: tuple[Row, ...]
    locks: Mapping[str, bool] = field(default_factory=dict)
    reused: int = 0

    def count(self) -> dict[str, int]:
        """Count the rows by status, leaving out what there is none of."""
        found = collections.Counter(row.status for row in self.rows)
        return {status: found[status] for status in STATUSES if found[status]}


def grade(
    source: Path,
    name: str | None = None,
    *,
    roster: Path | None = None,
    limits: Limits = _USUAL,
    jobs: int | None = None,
    lang: str = "en",
    kept: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Grades:
    """Grade the notebooks of a folder or a zip, or one notebook.

    Parameters
    ----------
    source : Path
        What was handed in.
    name : str, optional
        Number or name of the exercise; by default the one that most files begin.
    roster : Path, optional
        The class (CSV with a column ``student``).
    limits : Limits, optional
        What one file may use.
    jobs : int, optional
        How many run at once; by default as many as there are cores. It makes no difference to the result.
    lang : {"en", "th", "vi"}
        The language of the sentences.
    kept : Path, optional
        Where results are kept, for another run.
    progress : callable, optional
        Told the share done.

    Returns
    -------
    Grades

    Raises
    ------
    RunError
        There is nothing to grade, or files cannot be run safely here.
    UnknownNameError
        There is no such exercise.
    DataError
        The roster cannot be used.
    """
    members = read_roster(roster) if roster else {}
    handed = collect(source, lang)
    found = _which(handed, name, lang)
    bad = {i: problem for i, one in enumerate(handed) if (problem := _problem(one, found, lang))}
    bad |= _copies({i: one for i, one in enumerate(handed) if i not in bad}, lang)
    store = Kept(kept, f"{found.number} {limits} {lang}")
    todo = {i: one for i, one in enumerate(handed) if i not in bad and one.digest not in store.results}
    reused = len(handed) - len(bad) - len(todo)
    locks = _tried(limits, lang) if todo else {}
    _Class(found, limits, lang, store).run(todo, jobs or os.cpu_count() or 1, progress or (lambda _: None))
    results = (bad[i] if i in bad else store.results[one.digest] for i, one in enumerate(handed))
    rows = [_row(one, result, found, members, lang) for one, result in zip(handed, results, strict=True)]
    there = {same(row.student) for row in rows}
    absent = (Row("", student, called, ABSENT) for student, called in members.items() if same(student) not in there)
    return Grades(found, (*rows, *absent), locks, reused)


def _which(handed: Sequence[Submission], name: str | None, lang: str) -> Exercise:
    """Find the exercise: the one named, or the one that most files begin."""
    if name is not None:
        return exercise(name, lang)
    begun = collections.Counter(number for one in handed if (number := _number(one)))
    if not begun:
        if handed[0].trouble is not None and all(one.trouble is not None for one in handed):  # nothing could be read
            raise RunError(f"{handed[0].name}: {_trouble(handed[0].trouble, lang)}")
        raise RunError(say("errors.none_begun", lang))
    (first, most), *others = begun.most_common()
    tied = sorted([first, *(number for number, count in others if count == most)])
    if len(tied) > 1:
        raise RunError(say("errors.tied", lang, exercises=say("errors.as", lang).join(tied)))
    return exercise(first)


def _number(one: Submission) -> str:
    try:
        return exercise(one.begun).number if one.begun else ""
    except LeadkitError:
        return ""


def _trouble(why: Trouble, lang: str) -> str:
    return say(f"grading.trouble.{why.key}", lang, **why.values)


def _problem(one: Submission, found: Exercise, lang: str) -> Result | None:
    """Say why a file is not run at all."""
    if one.trouble is not None:
        return _result(UNREADABLE, _trouble(one.trouble, lang))
    number = _number(one)
    if number != found.number:
        key, values = ("other", {"found": one.begun, "wanted": found.number}) if one.begun else ("none", {})
        return _result(NOT_THIS, say(f"grading.trouble.{key}", lang, **values))
    if one.settings["world"] not in found.worlds:
        return _result(UNREADABLE, say("grading.trouble.setting", lang, name="world", value=one.settings["world"]))
    return None


def _result(status: str, *notes: str) -> Result:
    return {"status": status, "notes": [visible(note) for note in notes], "marks": []}


def _copies(handed: Mapping[int, Submission], lang: str) -> dict[int, Result]:
    """Find files that are equal, and students who handed in twice: all are named, and none is preferred."""
    found: dict[int, Result] = {}
    for key, of in (("same_file", lambda one: one.digest), ("same_student", lambda one: same(one.student))):
        groups: dict[str, list[int]] = {}
        for i, one in handed.items():
            groups.setdefault(of(one), []).append(i)
        for mark, group in groups.items():
            for i in group if mark and len(group) > 1 else ():
                others = ", ".join(handed[other].name for other in group if other != i)
                found.setdefault(i, _result(COPIES))["notes"].append(visible(say(f"grading.{key}", lang, files=others)))
    return found


def _row(one: Submission, result: Result, found: Exercise, members: Mapping[str, str], lang: str) -> Row:
    """Bring a result and the roster together; what looks wrong about the person is noted."""
    notes = list(result["notes"])
    listed = next((student for student in members if same(student) == same(one.student)), None)
    readable = one.trouble is None and result["status"] != NOT_THIS
    if readable and members and one.student and listed is None:
        near = nearest_of(one.student, members)
        notes.append(say(f"grading.stranger{'_near' if near else ''}", lang, student=one.student, near=near))
    if readable and not one.student and members:
        notes.append(say("grading.nobody", lang))
    if readable and one.student and one.settings["seed"] not in seeds(found.number, one.student):
        notes.append(say("grading.seed", lang, seed=one.settings["seed"], student=one.student))
    marks = tuple(Mark(**mark) for mark in result["marks"])
    name = members.get(listed, "") if listed else ""
    return Row(one.name, listed or one.student, name, result["status"], marks, tuple(map(visible, notes)))


def _tried(limits: Limits, lang: str) -> Mapping[str, bool]:
    """Run one harmless cell, to see that files can be run here, and which locks hold."""
    ran = run([{"cell": 1, "source": "tried = 1"}], ["tried"], limits, lang=lang)
    if ran.answers.get("tried") != 1:
        why = f" ({ran.broken})" if ran.broken else ""
        raise RunError(say("errors.not_even_one", lang, why=why))
    return ran.locks


class _Class:
    """The files that are to be run: several at once, judged one after another."""

    def __init__(self, found: Exercise, limits: Limits, lang: str, store: Kept) -> None:
        self.found, self.limits, self.lang, self.store = found, limits, lang, store
        self.stop, self.turn = threading.Event(), threading.Lock()
        self.given = lru_cache(maxsize=4)(_given)

    def run(self, todo: Mapping[int, Submission], jobs: int, progress: Callable[[float], None]) -> None:
        """Run and judge; whoever interrupts loses only what was in work."""
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            slots = enumerate(todo.values(), os.getpid() % 100_000 * 1000)
            tasks = {pool.submit(self._one, one, slot): one for slot, one in slots}
            try:
                for count, task in enumerate(as_completed(tasks), 1):
                    result = task.result()
                    self.store.add(tasks[task].digest, result, keep=result["status"] != CRASHED)
                    progress(count / len(tasks))
            except BaseException:
                self.stop.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _one(self, one: Submission, slot: int) -> Result:
        wanted = [question.variable for question in self.found.questions]
        ran = run(one.cells, wanted, self.limits, slot=slot, lang=self.lang, stop=self.stop)
        if ran.end != "done" and ran.cell == 0 and not self.stop.is_set():  # no doing of the student's: once more
            ran = run(one.cells, wanted, self.limits, slot=slot, lang=self.lang, stop=self.stop)
        failed = [say("grading.fault", self.lang, cell=cell, says=says) for cell, says in ran.faults[:_NOTES]]
        if ran.end != "done":
            return _result(TIMED_OUT if ran.end == "time" else CRASHED, self._ended(ran), *failed)
        with self.turn:
            try:
                given = self.given(*(one.settings[name] for name in ("world", "people", "seed", "as_of")))
                marks = [self._mark(question, ran, given) for question in self.found.questions]
            except LeadkitError as error:
                return _result(UNREADABLE, say("grading.trouble.data", self.lang, why=error), *failed)
        return {**_result(GRADED, *failed), "marks": [asdict(mark) for mark in marks]}

    def _ended(self, ran: Ran) -> str:
        values = {"seconds": f"{self.limits.seconds:g}", "memory": self.limits.memory // 2**20, "cell": ran.cell}
        values["why"] = ran.broken or ran.end
        return say(f"grading.ended.{ran.end if ran.cell else 'start'}", self.lang, **values)

    def _mark(self, question: Question, ran: Ran, given: Given) -> Mark:
        answer = ran.answers.get(question.variable, NOWHERE)
        if isinstance(answer, Uncarried):
            says = say(f"grading.uncarried.{answer.why}", self.lang, variable=question.variable, kind=answer.kind)
            outcome = Outcome("not_yet", visible(says), f"uncarried.{answer.why}")
        else:
            outcome = question.judge(answer, given, self.lang)
        earned = {"correct": question.points, "cannot_check": None}.get(outcome.kind, 0)
        text = answer[:_READ] if outcome.reason == "rubric" and isinstance(answer, str) else ""
        return Mark(question.key, outcome.kind, earned, question.points, outcome.says, outcome.reason, text)


def _given(world: str, people: int | None, seed: int, as_of: str | None) -> Given:
    import pandas as pd  # noqa: PLC0415 - heavy, and only needed once there is something to judge

    data = datasets.load(world, people=people, seed=seed)
    return Given(data, pd.Timestamp(as_of or data.last_day).date())
