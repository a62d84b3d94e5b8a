"""Folders that nobody loses work in: the results of a run, and a student's own copy of the series.

A folder of results appears whole or not at all: everything is written into a hidden sibling, ``.<name>.writing``,
which is renamed at the end. Making that sibling is also the claim (``mkdir`` is atomic), so two runs can never mix; a
claim whose owner died is taken over. In a student's folder nothing is ever overwritten: what exists is kept, and a
reset moves it aside under a dated name first.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit.documents import whole
from leadkit.errors import RunError
from leadkit.notebooks.series import choose, find
from leadkit.prose import to_work_in
from leadkit.words import LANGUAGES, say_here

if TYPE_CHECKING:
    from types import TracebackType

_OWNER = ".owner"


def default_folder(now: dt.datetime | None = None) -> Path:
    """Name a folder of results that does not exist yet, in the current folder.

    Examples
    --------
    >>> default_folder(dt.datetime(2025, 6, 30, 14, 15, 2)).name
    'leadkit-results-20250630-141502'
    """
    moment = now or dt.datetime.now().astimezone()
    base = f"leadkit-results-{moment:%Y%m%d-%H%M%S}"
    names = (base if i == 1 else f"{base}-{i}" for i in range(1, 1000))
    return next(path for name in names if not (path := Path(name)).exists() and not _claim_of(path).exists())


def _claim_of(final: Path) -> Path:
    return final.parent / f".{final.name}.writing"


class ResultFolder:
    """A folder that is written aside and appears under its own name only when it is whole.

    Use it in a ``with`` statement; an exception inside, Ctrl-C included, leaves nothing.

    Parameters
    ----------
    out : Path, optional
        Where the results shall be. It must not exist. If not given: a name of this second in the current folder, or the
        next one where another run is quicker.

    Raises
    ------
    RunError
        The folder exists, another run is writing it, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> out = Path(tempfile.mkdtemp()) / "results"
    >>> with ResultFolder(out) as folder:
    ...     _ = (folder / "index.html").write_text("whole")
    ...     out.exists()
    False
    >>> (out / "index.html").read_text()
    'whole'
    """

    def __init__(self, out: Path | None = None) -> None:
        self.named = out is not None
        self._aim(out or default_folder())

    def _aim(self, out: Path) -> None:
        self.out = out.expanduser().absolute()
        self.aside = _claim_of(self.out)

    def __enter__(self) -> Path:
        if self.named:
            _refuse_existing(self.out)
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._claim()
            (self.aside / _OWNER).write_text(str(os.getpid()), encoding="ascii")
        except OSError as error:
            raise _closed("folder", self.out, error) from error
        return self.aside

    def _claim(self) -> None:
        try:
            self.aside.mkdir()
        except FileExistsError:
            if not self.named:
                self._aim(default_folder())
                return self._claim()
            if _alive(self.aside / _OWNER):
                raise RunError(say_here("errors.other_run", path=self.out)) from None
            shutil.rmtree(self.aside)
            self.aside.mkdir()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            shutil.rmtree(self.aside, ignore_errors=True)
            return
        (self.aside / _OWNER).unlink()
        if self.out.exists():  # somebody made it meanwhile: nothing of theirs is touched, nothing of ours is lost
            self.out = default_folder().absolute() if self.out.parent == Path.cwd() else _beside(self.out)
        self.aside.rename(self.out)


def _refuse_existing(out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise RunError(say_here("errors.results_there", path=out))


def _closed(what: str, path: Path, error: OSError, lang: str = "") -> RunError:
    return RunError(say_here(f"errors.{what}_closed", lang, path=path, why=error.strerror or error))


def _beside(out: Path) -> Path:
    return next(path for i in range(2, 1000) if not (path := out.with_name(f"{out.name}-{i}")).exists())


def _alive(owner: Path) -> bool:
    import psutil  # noqa: PLC0415 - only when somebody was here before us

    try:
        return bool(psutil.pid_exists(int(owner.read_text(encoding="ascii"))))
    except OSError:  # claimed, and its owner is about to sign
        return True
    except ValueError:
        return False


def copy_series(folder: Path, source: Path | None = None, *, lang: str = "en") -> tuple[list[str], list[str]]:
    """Copy the series, and its glossary, into a folder of the user's; what is there already is kept as it is.

    Parameters
    ----------
    folder : Path
        The user's folder; it is made when it is not there.
    source : Path, optional
        Where the series is; by default the shipped one.
    lang : {"en", "th", "vi"}
        The language of what is added.

    Returns
    -------
    tuple of list of str
        The names that were added, and the names that were kept.

    Raises
    ------
    RunError
        The folder cannot be written.
    """
    added: list[str] = []
    kept: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        series = find(source)
        for path in [*series, *(series[0].parent.glob("glossary.md") if series else ())]:
            there = folder / path.name
            (kept if there.exists() else added).append(path.name)
            if not there.exists():
                _copy(path, there, lang)
    except OSError as error:
        raise _closed("folder", folder, error, lang) from error
    return added, kept


def reset(name: str, folder: Path, source: Path | None = None, *, lang: str = "en") -> tuple[Path, Path | None]:
    """Put a fresh copy of one notebook into the user's folder, and keep the user's own beside it.

    Parameters
    ----------
    name : str
        Number or name of a notebook of the series.
    folder : Path
        The user's folder.
    source : Path, optional
        Where the series is; by default the shipped one.
    lang : {"en", "th", "vi"}
        The language of the fresh copy.

    Returns
    -------
    tuple
        The fresh copy, and where the user's version is now (None: there was none, or nothing in it was changed).

    Raises
    ------
    UnknownNameError
        There is no such notebook.
    RunError
        The folder cannot be written.
    """
    fresh = choose([name], source, lang)[0].path
    mine = folder / fresh.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        backup = None
        if mine.exists() and not any(mine.read_bytes() == _fresh(fresh, each) for each in LANGUAGES):
            backup = _dated(mine)
            mine.rename(backup)
        _copy(fresh, mine, lang)
    except OSError as error:
        raise _closed("notebook", mine, error, lang) from error
    return mine, backup


def _dated(path: Path) -> Path:
    stamp = f"{dt.datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    names = (f"{path.stem}.{stamp}{'' if i == 1 else f'-{i}'}{path.suffix}" for i in range(1, 1000))
    return next(there for name in names if not (there := path.with_name(name)).exists())


def _copy(source: Path, target: Path, lang: str) -> None:
    with whole(target, over=True) as hidden:
        hidden.write_bytes(_fresh(source, lang))  # not its mode: a wheel's files may be read-only, a student's must not


def _fresh(source: Path, lang: str) -> bytes:
    """Give a notebook as it is before anybody works in it."""
    if lang == "en" or source.suffix != ".ipynb":
        return source.read_bytes()
    return to_work_in(source, {"lang": lang}).encode("utf-8")
