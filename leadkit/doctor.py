"""Does everything work on this machine? One finding a line, and for each that is not good, what to do.

Asked for before a class rather than in it: ``leadkit doctor``. A *bad* finding stops the kit from working; a *poor* one
only makes it slow or plain.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from leadkit.errors import LeadkitError
from leadkit.words import language, number, say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_THAI_AND_VIETNAMESE = "ลีดผู้ติดต่อ khách hàng tiềm năng được"
_GIGABYTE = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    name : str
        What.
    state : {"good", "poor", "bad"}
        How it is.
    found : str
        What was seen.
    advice : str
        What to do; "" when it is good.
    """

    name: str
    state: Literal["good", "poor", "bad"]
    found: str
    advice: str = ""


def examine(try_kernel: Callable[[], str]) -> Iterator[Finding]:
    """Look at everything, one thing after the other.

    Parameters
    ----------
    try_kernel : callable
        Runs a tiny notebook and tells what it printed, or raises a LeadkitError.

    Yields
    ------
    Finding
    """
    yield python()
    yield packages()
    yield shipped()
    yield fonts()
    yield terminal()
    yield writable(Path.cwd(), "current")
    yield writable(Path(tempfile.gettempdir()), "temporary")
    yield loopback()
    yield machine()
    yield kernel(try_kernel)


def python(found: tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """Look whether Python is new enough.

    Examples
    --------
    >>> python((3, 10, 2)).state
    'bad'
    """
    text = ".".join(map(str, found))
    if found < (3, 11):
        return Finding("Python", "bad", text, _say("newer_python"))
    return Finding("Python", "good", f"{text} ({sys.executable})")


def packages(name: str = "leadkit") -> Finding:
    """Look whether everything that leadkit builds on is there, in a version that fits."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - only when asked

    try:
        needed = [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return Finding(_say("packages"), "bad", _say("not_installed", name=name), "python -m pip install leadkit")
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    have = {one.name: _version(one.name) for one in needed}
    wrong = [
        _say("is_other" if have[one.name] else "is_missing", name=one.name, found=have[one.name], wanted=one.specifier)
        for one in needed
        if not one.specifier.contains(have[one.name] or "0", prereleases=True)
    ]
    if wrong:
        return Finding(_say("packages"), "bad", "; ".join(wrong), "python -m pip install --upgrade leadkit")
    return Finding(_say("packages"), "good", _say("all_packages", name=name, version=version(name), count=len(needed)))


def _say(key: str, **given: object) -> str:
    return say_here(f"doctor.{key}", "", **given)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def shipped() -> Finding:
    """Look whether the notebooks and the sample worlds are there."""
    from leadkit import datasets  # noqa: PLC0415 - only when asked

    try:
        notebooks = len(list(Path(datasets.shipped("notebooks")).glob("*.ipynb")))
        worlds = len(list(Path(datasets.shipped("datasets")).glob("*/datapackage.json")))
    except LeadkitError as error:
        return Finding(_say("shipped"), "bad", str(error), "python -m pip install --force-reinstall leadkit")
    found = _say("all_shipped", notebooks=notebooks, worlds=worlds)
    if not notebooks or not worlds:
        return Finding(_say("shipped"), "bad", found, "python -m pip install --force-reinstall leadkit")
    return Finding(_say("shipped"), "good", found)


def fonts(folder: Path | None = None) -> Finding:
    """Look whether pictures can be labelled in Thai and Vietnamese.

    Parameters
    ----------
    folder : Path, optional
        Where the typeface is; by default in the package it comes with.
    """
    import matplotlib as mpl  # noqa: PLC0415 - only when asked
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415 - as above
    from packaging.version import Version  # noqa: PLC0415 - as above

    if folder is None:
        import fontpkg_sarabun  # noqa: PLC0415 - as above

        folder = Path(fontpkg_sarabun.ROOT) / "files"
    file = folder / "Sarabun-Regular.ttf"
    repair = "python -m pip install --force-reinstall fontpkg-sarabun"
    if not file.exists():
        return Finding(_say("fonts"), "bad", _say("no_file", file=file), repair)
    letters = FT2Font(str(file)).get_charmap()
    lacking = sorted({letter for letter in _THAI_AND_VIETNAMESE if ord(letter) not in letters})
    if lacking:
        return Finding(_say("fonts"), "bad", _say("lacks", letters=" ".join(lacking)), repair)
    if Version(mpl.__version__) < Version("3.11"):
        advice = "python -m pip install --upgrade matplotlib"
        return Finding(_say("fonts"), "bad", _say("misplaces", version=mpl.__version__), advice)
    return Finding(_say("fonts"), "good", _say("all_fonts", version=mpl.__version__))


def terminal(encoding: str | None = None) -> Finding:
    """Look whether the terminal can show Thai and Vietnamese (the notebooks can in any case)."""
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        _THAI_AND_VIETNAMESE.encode(encoding)
    except UnicodeEncodeError:
        return Finding(_say("terminal"), "poor", encoding, _say("utf8"))
    return Finding(_say("terminal"), "good", f"{encoding}: {_THAI_AND_VIETNAMESE}")


def writable(folder: Path, which: Literal["current", "temporary"]) -> Finding:
    """Look whether files can be made in a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"leadkit")
    except OSError as error:
        advice = _say("own_folder" if which == "current" else "own_tmp")
        return Finding(_say(which), "bad", _say("not_written", folder=folder, why=error.strerror), advice)
    return Finding(_say(which), "good", _say("written", folder=folder))


def loopback() -> Finding:
    """Look whether a port is to be had on this machine, for JupyterLab and its kernels."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
    except OSError as error:
        return Finding(_say("loopback"), "bad", _say("no_port", why=error.strerror), _say("listen"))
    return Finding(_say("loopback"), "good", _say("port", port=port))


def machine(memory: int | None = None, cores: int | None = None) -> Finding:
    """Look whether there is memory for the larger worlds.

    Examples
    --------
    >>> machine(memory=1024**3 // 2, cores=2).state
    'poor'
    """
    import psutil  # noqa: PLC0415 - only when asked

    free = psutil.virtual_memory().available if memory is None else memory
    found = _say("memory", memory=number(f"{free / _GIGABYTE:.1f}", language()), cores=cores or os.cpu_count() or 1)
    if free < _GIGABYTE:
        return Finding(_say("machine"), "poor", found, _say("one_by_one"))
    return Finding(_say("machine"), "good", found)


def kernel(try_kernel: Callable[[], str]) -> Finding:
    """Look whether a notebook runs."""
    advice = f"{sys.executable} -m pip install --upgrade ipykernel papermill"
    try:
        said = try_kernel()
    except LeadkitError as error:
        return Finding(_say("kernel"), "bad", str(error), advice)
    if said != "2":
        return Finding(_say("kernel"), "bad", _say("miscounted", said=said), advice)
    return Finding(_say("kernel"), "good", _say("counted"))
