"""What a trainer is told: a CSV for her records, and, for the page, who is to be helped with what."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING, Any

from leadkit.documents import whole
from leadkit.engine.delivery import harmless
from leadkit.errors import RunError
from leadkit.exercises.comparing import Words
from leadkit.exercises.grading import GRADED
from leadkit.exercises.outcome import marked, visible
from leadkit.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from leadkit.exercises.grading import Grades, Row

KEPT = "leadkit-graded.jsonl"  # beside the grades


def places(to: Path, source: Path) -> dict[str, Path]:
    """Say where grades, page and results go; what exists is kept.

    Parameters
    ----------
    to : Path
        The CSV.
    source : Path
        What is graded.

    Returns
    -------
    dict of str to Path
        ``csv``, ``page`` and ``kept``.

    Raises
    ------
    RunError
        One of them exists, would lie among the files that were handed in, or its folder cannot be written.
    """
    target = to.expanduser().absolute()
    made = {"csv": target, "page": target.with_suffix(".html")}
    taken = next((path for path in made.values() if path.exists() or path.is_symlink()), None)
    if taken is not None or target.suffix.casefold() != ".csv":
        why = f"'{taken}' exists already and is kept as it is" if taken else f"'{to}' is not called .csv"
        raise RunError(f"{why}; give another name, as in --to {free(target).name}.")
    if source.is_dir() and target.is_relative_to(source.expanduser().absolute()):
        raise RunError(f"Keep the grades away from the files of the students: '{to}' lies inside '{source}'.")
    if not os.access(target.parent, os.W_OK):
        raise RunError(f"The folder '{target.parent}' cannot be written.")
    return {**made, "kept": target.with_name(KEPT)}


def free(target: Path) -> Path:
    """Find the next name that is free, for the grades as for their page."""
    names = (target.with_name(f"{target.stem}-{i}.csv") for i in range(2, 10_000))
    first = target.with_suffix(".csv")
    return next(path for path in (first, *names) if not path.exists() and not path.with_suffix(".html").exists())


def write(grades: Grades, to: Path) -> Path:
    """Write the grades as a CSV that a spreadsheet opens safely; whole or not at all, and over nothing.

    Parameters
    ----------
    grades : Grades
        What came of it.
    to : Path
        Where; another name is taken if this one was taken meanwhile.

    Returns
    -------
    Path
        Where they are.
    """
    questions = grades.exercise.questions
    pairs = [head for one in questions for head in (one.key, f"{one.key}_points")]
    final = free(to) if to.exists() else to
    with whole(final) as hidden, hidden.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["student", "name", "file", "status", "points", "to_read", *pairs, "notes"])
        for row in grades.rows:
            marks = {mark.key: mark for mark in row.marks}
            told = [cell for one in questions for cell in _cells(marks.get(one.key))]
            texts = [harmless(visible(text)) for text in (row.student, row.name, row.file)]
            notes = harmless(" | ".join(row.notes))
            table.writerow([*texts, row.status, _number(row.points), _number(row.to_read), *told, notes])
    return final


def _cells(mark: Any) -> tuple[str, str]:  # noqa: ANN401 - a Mark or None
    return ("", "") if mark is None else (mark.kind, _number(mark.points))


def _number(points: int | None) -> str:
    return "" if points is None else str(points)


def missed(grades: Grades, lang: str) -> list[dict[str, Any]]:
    """List the questions, those first that most missed, with what was mistaken and by whom.

    Parameters
    ----------
    grades : Grades
        What came of it.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    list of dict
        ``name``, ``missed``, ``all`` (files graded), ``reasons``: ``says``, ``who``.
    """
    graded = [row for row in grades.rows if row.status == GRADED]
    found = []
    for number, question in enumerate(grades.exercise.questions):
        reasons: dict[str, dict[str, Any]] = {}
        for row in graded:
            mark = row.marks[number]
            if mark.kind != "correct" and mark.reason != "rubric":
                own = reasons.setdefault(mark.reason, {"kind": mark.kind, "says": mark.says, "who": []})
                own["who"].append(who(row))
        told = sorted(reasons.values(), key=lambda one: -len(one["who"]))
        count = sum(len(one["who"]) for one in told)
        name = f"{number + 1}. {question.name(lang)}"
        found.append({"name": name, "missed": count, "all": len(graded), "reasons": told})
    return sorted(found, key=lambda one: -one["missed"])


def who(row: Row) -> str:
    """Name a person, as far as it is known."""
    return visible(row.name or row.student or row.file)


def page(grades: Grades, lang: str) -> dict[str, Any]:
    """Gather what the page shows, as plain values.

    Parameters
    ----------
    grades : Grades
        What came of it.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    dict
        For ``report.grades``.
    """
    questions = grades.exercise.questions
    read = sum(one.points for one in questions if isinstance(one.kind, Words))
    rows = [
        {
            "who": who(row),
            "file": visible(row.file),
            "state": status(row.status, lang),
            "graded": row.status == GRADED,
            "points": row.points,
            "to_read": row.to_read,
            "marks": row.marks,
            "notes": row.notes,
        }
        for row in grades.rows
    ]
    locks = {name: say(f"grading.lock{'' if held else '_open'}.{name}", lang) for name, held in grades.locks.items()}
    return {
        "title": say("grading.title", lang, exercise=grades.exercise.number),
        "best": say("grading.best", lang, points=sum(one.points for one in questions), to_read=read),
        "count": {status(one, lang): number for one, number in grades.count().items()},
        "questions": [{**one, "reasons": list(map(_marked, one["reasons"]))} for one in missed(grades, lang)],
        "reading": _reading(grades, lang),
        "names": [one.name(lang) for one in questions],
        "rows": rows,
        "locks": locks,
    }


def _marked(reason: dict[str, Any]) -> dict[str, Any]:
    """Show code as code; all else is escaped."""
    from markupsafe import Markup  # noqa: PLC0415 - only for a page

    return {**reason, "says": Markup(marked(visible(reason["says"])))}  # noqa: S704 - `marked` escapes


def _reading(grades: Grades, lang: str) -> list[dict[str, Any]]:
    """Gather what a person is to read, and by what."""
    graded = [row for row in grades.rows if row.status == GRADED]
    asked = [(i, one) for i, one in enumerate(grades.exercise.questions) if isinstance(one.kind, Words)]
    told = []
    for i, question in asked:
        texts = [
            (who(row), [*map(visible, row.marks[i].answer.strip().splitlines())])
            for row in graded
            if row.marks[i].answer
        ]
        rubric = question.rubric(lang).splitlines()
        told.append(
            {"name": f"{i + 1}. {question.name(lang)}", "of": question.points, "rubric": rubric, "texts": texts}
        )
    return [one for one in told if one["texts"]]


def status(name: str, lang: str) -> str:
    """Say a status in a language."""
    return say(f"grading.status.{name.replace(' ', '_')}", lang)
