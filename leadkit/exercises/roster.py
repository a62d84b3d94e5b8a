"""Who is in the class, and what is each student's own: a roster (CSV), a seed that follows from an id, a notebook."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import unicodedata
from errno import ENOTDIR
from pathlib import Path

from leadkit import datasets, documents
from leadkit.errors import DataError, RunError, UnknownNameError, nearest
from leadkit.exercises.questions import Exercise, exercise
from leadkit.prose import to_work_in
from leadkit.words import check_language, offered, say_here

PEOPLE = 1200  # on a table of one's own
_TRIES = 5  # seeds of one student: the next one when a question has no answer on a table


def same(student: str) -> str:
    """Write an id so that two ways of typing it are one.

    Examples
    --------
    >>> same(" S-017 ") == same("s-017")
    True
    """
    return unicodedata.normalize("NFKC", student).strip().casefold()


def seeds(number: str, student: str) -> tuple[int, ...]:
    """Work out the seeds of a student for an exercise: always the same ones, and seldom another's.

    Parameters
    ----------
    number : str
        The exercise.
    student : str
        The id.

    Returns
    -------
    tuple of int
        The first is used, unless a question has no answer on the table that it makes.

    Examples
    --------
    >>> seeds("01", "S-017") == seeds("01", "s-017"), seeds("01", "s-017")[0] != seeds("02", "s-017")[0]
    (True, True)
    """
    said = (hashlib.sha256(f"{number}:{same(student)}:{i}".encode()).digest() for i in range(_TRIES))
    return tuple(10_000 + int.from_bytes(one[:8], "big") % 990_000 for one in said)


def read_roster(path: Path) -> dict[str, str]:
    """Read a class: from each student's id to the name, in the order of the file.

    Parameters
    ----------
    path : Path
        A CSV in UTF-8 with a column ``student``, and perhaps one ``name``.

    Returns
    -------
    dict of str to str

    Raises
    ------
    DataError
        It cannot be read, has no such column, names nobody, or somebody twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"The roster '{path}' is not in UTF-8: save it as 'CSV UTF-8' from the spreadsheet.") from None
    except OSError as error:
        raise DataError(f"The roster '{path}' cannot be read: {error.strerror or error}.") from None
    head = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    columns = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    if "student" not in columns:
        near = nearest("student", columns)
        raise DataError(f"The roster '{path}' has no column 'student' with the id of each.{near}")
    found: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        student = unicodedata.normalize("NFC", row[columns["student"]] or "").strip()
        if student and same(student) in map(same, found):
            raise DataError(f"The roster '{path}' names the student '{student}' twice (again in line {number}).")
        if student:
            found[student] = unicodedata.normalize("NFC", row.get(columns.get("name", ""), "") or "").strip()
    if not found:
        raise DataError(f"The roster '{path}' names no student.")
    return found


def new(
    name: str, to: Path | None = None, *, student: str = "", world: str = "saas", lang: str = "en"
) -> tuple[Path, int | None]:
    """Write a student's own copy of an exercise; nothing is ever overwritten.

    Parameters
    ----------
    name : str
        Number or name of the exercise.
    to : Path, optional
        The file; by default the name of the exercise, with the id, in the current folder.
    student : str, optional
        The id: the table is then the student's own.
    world : str, default "saas"
        Whose people.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    tuple
        The file, and its seed (None: the sample that everybody has).

    Raises
    ------
    UnknownNameError
        There is no such exercise, world or language.
    RunError
        The file exists, or cannot be written.
    """
    found, student = exercise(name, lang), unicodedata.normalize("NFC", student).strip()
    if world not in found.worlds:
        told = say_here("errors.not_its_world", lang, number=found.number, world=world)
        raise UnknownNameError(told + offered(world, found.worlds, lang))
    safe = re.sub(r"[^\w.-]+", "_", student).strip("._")
    target = to or Path(".".join(filter(None, (found.name, safe, "ipynb"))))
    if target.exists() or target.is_symlink():
        raise _taken(target, lang)
    seed = _answerable(found, world, student) if student else None
    own = {"student": student, "people": PEOPLE, "seed": seed} if student else {}
    values = {**own, "world": world, "lang": check_language(lang)}
    text = to_work_in(datasets.shipped("exercises") / f"{found.name}.ipynb", values)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with documents.whole(target) as hidden:
            hidden.write_text(text, encoding="utf-8")
    except OSError as error:
        if os.path.lexists(target):
            raise _taken(target, lang) from None
        why = os.strerror(ENOTDIR) if isinstance(error, FileExistsError) else error.strerror or error
        raise RunError(say_here("errors.file_closed", lang, path=target, why=why)) from error
    return target, seed


def _taken(target: Path, lang: str) -> RunError:
    return RunError(say_here("errors.file_there", lang, path=target))


def _answerable(found: Exercise, world: str, student: str) -> int:
    """Take the first of a student's seeds on whose table every question has an answer."""
    from leadkit.exercises.forms import Given  # noqa: PLC0415 - it brings the whole kit

    own = seeds(found.number, student)
    for seed in own:
        data = datasets.load(world, people=PEOPLE, seed=seed)
        given = Given(data, data.last_day)
        if all(one.expected(given) is not None for one in found.questions):
            return seed
    return own[0]
