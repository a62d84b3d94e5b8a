"""The commands of the exercises: a student's own copy, one file checked, a class graded."""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003 - typer reads the type
from typing import TYPE_CHECKING, Annotated

import typer

from leadkit.cli.frame import FAILED, MISTYPED, console, examples, share
from leadkit.words import check_language, say

if TYPE_CHECKING:
    from leadkit.exercises.grading import Grades, Row
    from leadkit.exercises.running import Limits

GROUP = examples(
    "leadkit exercises new 01 --student s-017",
    "leadkit exercises check 01_lead_contact_customer.s-017.ipynb",
    "leadkit exercises grade handed-in --to grades.csv --roster class.csv",
)
NEW = examples(
    "leadkit exercises new 01",
    "leadkit exercises new 01 --student s-017 --lang vi",
    "leadkit exercises new 05 --student s-017 --world shop --to my-05.ipynb",
)
CHECK = examples("leadkit exercises check my-01.ipynb", "leadkit exercises check my-01.ipynb --lang th")
GRADE = examples(
    "leadkit exercises grade handed-in --to grades.csv",
    "leadkit exercises grade handed-in.zip --to grades.csv --exercise 01 --roster class.csv --lang vi",
    "leadkit exercises grade handed-in --to grades.csv --timeout 120 --memory 4GB --jobs 2",
)
_UNITS = {"MB": 2**20, "GB": 2**30}

_Lang = Annotated[str, typer.Option(envvar="LEADKIT_LANG")]
_Timeout = Annotated[float, typer.Option(min=1)]


def new(
    name: str,
    student: str = "",
    world: str = "saas",
    lang: _Lang = "en",
    to: Path | None = None,
) -> None:
    """Make a student's own copy of an exercise.

    From the id follows a seed, so that each student has people and numbers of her own, and always the same ones. What
    exists is never overwritten.
    """
    from leadkit.exercises import exercise  # noqa: PLC0415 - `--help` must be quick
    from leadkit.exercises.roster import new as make  # noqa: PLC0415 - as above

    check_language(lang)
    file, seed = make(name, to, student=student, world=world, lang=lang)
    key = "made_sample" if seed is None else "made"
    typer.echo(say(f"grading.{key}", lang, file=file, exercise=exercise(name).number, student=student, seed=seed))


def check(
    file: Path,
    timeout: _Timeout = 60,
    memory: str = "2GB",
    lang: _Lang = "en",
) -> None:
    """Run one file from the top, as a trainer would, and say how each answer is.

    The file runs behind locks, in a process and a folder of its own; it is not changed. The exit code is 0 only when
    every answer is right; what only a person can judge does not count.
    """
    from leadkit.exercises.grading import GRADED, grade  # noqa: PLC0415 - `--help` must be quick

    check_language(lang)
    grades = grade(file, limits=_limits(timeout, memory, lang), jobs=1, lang=lang)
    row = grades.rows[0]
    _marks(grades, row, lang)
    if row.status != GRADED or any(mark.kind != "correct" and mark.reason != "rubric" for mark in row.marks):
        raise typer.Exit(FAILED)


def _marks(grades: Grades, row: Row, lang: str) -> None:
    from leadkit.exercises.outcome import Outcome  # noqa: PLC0415 - as above
    from leadkit.exercises.telling import status  # noqa: PLC0415 - as above

    for number, (question, mark) in enumerate(zip(grades.exercise.questions, row.marks, strict=bool(row.marks)), 1):
        outcome = Outcome(mark.kind, mark.says, mark.reason, lang)
        typer.echo(f"{number}. {question.name(lang)}\n   {outcome}")
    for note in row.notes:
        typer.echo(note)
    if row.marks:
        told = {"points": row.points, "of": sum(mark.of for mark in row.marks if mark.points is not None)}
        typer.echo(say(f"grading.checked{'_to_read' if row.to_read else ''}", lang, **told, to_read=row.to_read))
    else:
        typer.echo(status(row.status, lang))


def grade(
    folder: Path,
    to: Annotated[Path, typer.Option()],
    exercise: str | None = None,
    roster: Path | None = None,
    timeout: _Timeout = 60,
    memory: str = "2GB",
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1)] = None,
    lang: _Lang = "en",
) -> None:
    """Grade all notebooks of a folder or a zip.

    Each runs in a process of its own, behind locks, and is judged by your copy of the questions. The grades are a CSV;
    beside it stand a page that says whom to help with what, and the results that are kept, so that grading again only
    runs what is new. A file that could not be graded has a status and no points.
    """
    from leadkit import report  # noqa: PLC0415 - `--help` must be quick
    from leadkit.exercises import grading, telling  # noqa: PLC0415 - as above

    check_language(lang)
    limits, files = _limits(timeout, memory, lang), telling.places(to, folder)
    with share(f"grading {folder}") as progress:
        grades = grading.grade(
            folder, exercise, roster=roster, limits=limits, jobs=jobs, lang=lang, kept=files["kept"], progress=progress
        )
    written = telling.write(grades, files["csv"])
    page = report.grades(telling.page(grades, lang), written.with_suffix(".html"), lang)
    _summary(grades, lang)
    typer.echo(f"{written}\n{page}")


def _summary(grades: Grades, lang: str) -> None:
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    from leadkit.exercises.telling import missed, status  # noqa: PLC0415 - as above

    counted = [f"{status(one, lang)}: {number}" for one, number in grades.count().items()]
    reused = [say("grading.reused", lang, count=grades.reused)] if grades.reused else []
    typer.echo("; ".join([*counted, *reused]))
    table = Table(box=None, show_header=False, pad_edge=False)
    for one in missed(grades, lang):
        if one["missed"]:
            most = one["reasons"][0]
            text = say("grading.missed", lang, missed=one["missed"], all=one["all"])
            table.add_row(Text(one["name"]), Text(text), Text(f"{len(most['who'])}: {most['says']}"))
    console().print(table)
    for name, held in grades.locks.items():
        typer.echo(say(f"grading.lock{'' if held else '_open'}.{name}", lang), err=True)


def _limits(seconds: float, memory: str, lang: str) -> Limits:
    from leadkit.exercises.running import Limits  # noqa: PLC0415 - as above

    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(MB|GB)\s*", memory, re.IGNORECASE)
    if found is None or float(found[1]) <= 0:
        typer.echo(f"leadkit: {say('errors.no_size', lang, text=memory)}", err=True)
        raise typer.Exit(MISTYPED)
    return Limits(seconds, int(float(found[1]) * _UNITS[found[2].upper()]))
