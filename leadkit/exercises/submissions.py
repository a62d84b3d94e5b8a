"""What was handed in: notebooks of a folder or of a zip, read without running or trusting anything.

A file is parsed, never executed: its code cells, the exercise that it begins, and the world, people, seed and day of
its cell tagged `parameters`, as literals. What cannot be read says why (:class:`Trouble`), and stops no other file. A
zip is read in memory, member by member; one that was made to harm is refused whole.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from leadkit.errors import RunError
from leadkit.words import language, number, say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

MOST_BYTES, MOST_FILES, MOST_ZIPPED = 30 * 2**20, 5_000, 2**30
_MOST_CODE, _MOST_PARAMETERS, _MOST_PEOPLE = 2_000_000, 4_000, 20_000
_BEGIN = re.compile(r"^[^#\n]*\bbegin\(\s*[\"']([^\"']{1,60})[\"']", re.MULTILINE)
_HIDDEN = re.compile(r"(^|/)(\.|__MACOSX/)")
_TAGS = {"parameters", "injected-parameters"}


@dataclass(frozen=True)
class Trouble:
    """Why a file cannot be graded: a key under ``grading.trouble``, and what its placeholders stand for."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """One file that was handed in.

    Parameters
    ----------
    name : str
        Its path in the folder or zip.
    digest : str
        SHA-256 of its bytes.
    cells : tuple of mapping
        ``cell`` (its number in the notebook, from 1) and ``source`` of each code cell.
    begun : str
        The exercise that it begins, as it is written there; "" if none.
    settings : mapping
        What its `parameters` cell says: ``world``, ``people``, ``seed``, ``as_of``, ``student``.
    trouble : Trouble, optional
        Why it cannot be graded.
    """

    name: str
    digest: str
    cells: tuple[Mapping[str, Any], ...] = ()
    begun: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    trouble: Trouble | None = None

    @property
    def student(self) -> str:
        """Whose it is, as its `parameters` cell says; "" if it does not."""
        return str(self.settings.get("student", ""))


def collect(source: Path, lang: str = "") -> list[Submission]:
    """Read the notebooks of a folder, of a zip, or one notebook; sorted by name.

    Parameters
    ----------
    source : Path
        A folder (also of folders), a ``.zip``, or an ``.ipynb``.
    lang : {"", "en", "th", "vi"}
        The language of a complaint; by default the session's.

    Returns
    -------
    list of Submission

    Raises
    ------
    RunError
        There is nothing there, there is no notebook in it, or the zip is broken or made to harm.
    """
    if not source.exists():
        raise RunError(say_here("errors.nothing_there", lang, path=source))
    if source.is_dir():
        found = list(_of_folder(source))
    elif source.suffix.casefold() == ".ipynb":
        found = [_from_file(source, source.name)]
    else:
        found = list(_of_zip(source, lang))
    if not found:
        raise RunError(say_here("errors.no_files", lang, path=source))
    if len(found) > MOST_FILES:
        count, most = (number(many, language(lang)) for many in (len(found), MOST_FILES))
        raise RunError(say_here("errors.many_files", lang, path=source, count=count, most=most))
    return sorted(found, key=lambda one: one.name)


def _of_folder(folder: Path) -> Iterator[Submission]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix.casefold() == ".ipynb" and not _HIDDEN.search(name) and not path.is_dir():
            yield _from_file(path, unicodedata.normalize("NFC", name))


def _from_file(path: Path, name: str) -> Submission:
    if path.is_symlink() or not path.is_file():
        return Submission(name, "", trouble=Trouble("link"))
    try:
        with path.open("rb") as file:
            return parse(name, file.read(MOST_BYTES + 1))
    except OSError as error:
        return Submission(name, "", trouble=Trouble("closed", {"why": error.strerror or str(error)}))


def _of_zip(path: Path, lang: str) -> Iterator[Submission]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name, one in _wanted(archive, path, lang):
                with archive.open(one) as file:
                    yield parse(name, file.read(MOST_BYTES + 1))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise RunError(say_here("errors.zip.none", lang, path=path, why=error)) from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "lzma"}:
            raise RunError(say_here("errors.zip.damaged", lang, path=path, why=error)) from error
        raise


def _wanted(archive: zipfile.ZipFile, path: Path, lang: str) -> list[tuple[str, zipfile.ZipInfo]]:
    """Choose the notebooks; refuse the whole zip when it holds what no honest one does, or far too much."""
    members = [one for one in archive.infolist() if not one.is_dir()]
    for one in members:
        _refuse(one, path, lang)
    named = [(name, one) for one in members if (name := _name_of(one)).casefold().endswith(".ipynb")]
    wanted = [(name, one) for name, one in named if not _HIDDEN.search(name)]
    if len(members) > 20 * MOST_FILES or sum(one.file_size for _, one in wanted) > MOST_ZIPPED:
        raise RunError(say_here("errors.zip.large", lang, path=path))
    return wanted


def _refuse(member: zipfile.ZipInfo, path: Path, lang: str) -> None:
    name = member.filename.replace("\\", "/")
    mode = member.external_attr >> 16
    why = None
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        why = "absolute"
    elif ".." in name.split("/"):
        why = "outward"
    elif mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        why = "link"
    elif member.flag_bits & 1:
        why = "locked"
    if why:
        raise RunError(say_here(f"errors.zip.{why}", lang, path=path, name=name[:100]))


def _name_of(member: zipfile.ZipInfo) -> str:
    """Read a name as UTF-8 also where the zip does not say so, as many programs write it."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = member.filename
    return unicodedata.normalize("NFC", name)


def parse(name: str, content: bytes) -> Submission:
    """Read one notebook.

    Parameters
    ----------
    name : str
        What it is called.
    content : bytes
        All of it.

    Returns
    -------
    Submission
        With its `trouble`, if it cannot be graded.

    Examples
    --------
    >>> parse("a.ipynb", b"").trouble.key
    'empty'
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        cells = _cells(content)
        code = tuple({"cell": one["cell"], "source": one["source"]} for one in cells)
        begun = next((found[1] for one in code if (found := _BEGIN.search(one["source"]))), "")
        settings = _settings(one["source"] for one in cells if one["tagged"])
    except _ReadingError as error:
        return Submission(name, digest, trouble=error.trouble)
    return Submission(name, digest, code, begun, settings)


class _ReadingError(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.trouble = Trouble(key, values)


def _cells(content: bytes) -> list[dict[str, Any]]:
    if not content.strip():
        raise _ReadingError("empty")
    if len(content) > MOST_BYTES:
        raise _ReadingError("big", most=MOST_BYTES // 2**20)
    try:
        node = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _ReadingError("not_utf8") from None
    except (ValueError, RecursionError) as error:
        raise _ReadingError("not_notebook", why=str(error)[:120]) from None
    found = node.get("cells") if isinstance(node, dict) else None
    if not isinstance(found, list):
        raise _ReadingError("not_notebook", why="no cells")
    made = [_cell(number, one) for number, one in enumerate(found, 1) if _is_code(one)]
    if sum(len(one["source"]) for one in made) > _MOST_CODE:
        raise _ReadingError("big", most=_MOST_CODE // 10**6)
    return made


def _is_code(cell: object) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _cell(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    source, metadata = cell.get("source", ""), cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    tagged = isinstance(tags, list) and any(tag in _TAGS for tag in tags if isinstance(tag, str))
    return {"cell": number, "source": text, "tagged": tagged}


def _settings(sources: Iterable[str]) -> dict[str, Any]:
    """Read the assignments of the `parameters` cells as literals, the last of a name counting, as in a run."""
    told: dict[str, Any] = {}
    for source in sources:
        if len(source) > _MOST_PARAMETERS:
            raise _ReadingError("parameters", why="too long")
        try:
            for node in ast.parse(source).body:
                target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
                value = getattr(node, "value", None)
                if isinstance(target, ast.Name) and value is not None and target.id in _SETTINGS:
                    told[target.id] = ast.literal_eval(value)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
            raise _ReadingError("parameters", why=str(error).split(" on line")[0][:100]) from None
    for name, (fits, _) in _SETTINGS.items():
        if name in told and not fits(told[name]):
            raise _ReadingError("setting", name=name, value=repr(told[name])[:60])
    if told.get("tables"):
        raise _ReadingError("own_tables")
    return {name: _clean(told.get(name, usual)) for name, (_, usual) in _SETTINGS.items()}


def _clean(value: object) -> object:
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _is_day(value: object) -> bool:
    try:
        return value in {"", None} or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


# What is read of a `parameters` cell: what fits, and what holds when it is not said.
_SETTINGS: Mapping[str, tuple[Callable[[Any], bool], Any]] = {
    "world": (lambda value: isinstance(value, str) and len(value) < 60, "saas"),
    "people": (lambda value: value is None or _whole(value, 1, _MOST_PEOPLE), None),
    "seed": (lambda value: _whole(value, 0, 2**31), 7),
    "as_of": (_is_day, ""),
    "tables": (lambda value: isinstance(value, str), ""),
    "student": (lambda value: isinstance(value, str | int) and len(str(value)) <= 100, ""),
}
