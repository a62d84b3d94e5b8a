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
    yield writable(Path.cwd(), "current folder")
    yield writable(Path(tempfile.gettempdir()), "temporary folder")
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
        return Finding("Python", "bad", text, "Install Python 3.11 or newer, and leadkit into it.")
    return Finding("Python", "good", f"{text} ({sys.executable})")


def packages(name: str = "leadkit") -> Finding:
    """Look whether everything that leadkit builds on is there, in a version that fits."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - only when asked

    try:
        needed = [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return Finding("packages", "bad", f"{name} is not installed", "python -m pip install leadkit")
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    have = {one.name: _version(one.name) for one in needed}
    wrong = [
        f"{one.name} is {have[one.name] or 'missing'}, and {one.specifier} is wanted"
        for one in needed
        if not one.specifier.contains(have[one.name] or "0", prereleases=True)
    ]
    if wrong:
        return Finding("packages", "bad", "; ".join(wrong), "python -m pip install --upgrade leadkit")
    return Finding("packages", "good", f"{name} {version(name)}, and the {len(needed)} packages it builds on")


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
        return Finding("notebooks and data", "bad", str(error), "python -m pip install --force-reinstall leadkit")
    found = f"{notebooks} notebooks and {worlds} sample worlds"
    if not notebooks or not worlds:
        return Finding("notebooks and data", "bad", found, "python -m pip install --force-reinstall leadkit")
    return Finding("notebooks and data", "good", found)


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
        return Finding("fonts", "bad", f"there is no {file}", repair)
    letters = FT2Font(str(file)).get_charmap()
    lacking = sorted({letter for letter in _THAI_AND_VIETNAMESE if ord(letter) not in letters})
    if lacking:
        return Finding("fonts", "bad", f"Sarabun lacks {' '.join(lacking)}", repair)
    if Version(mpl.__version__) < Version("3.11"):
        advice = "python -m pip install --upgrade matplotlib"
        return Finding("fonts", "bad", f"matplotlib {mpl.__version__} misplaces Thai vowels and tones", advice)
    return Finding("fonts", "good", f"Sarabun and matplotlib {mpl.__version__}: Thai and Vietnamese can be set")


def terminal(encoding: str | None = None) -> Finding:
    """Look whether the terminal can show Thai and Vietnamese (the notebooks can in any case)."""
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        _THAI_AND_VIETNAMESE.encode(encoding)
    except UnicodeEncodeError:
        return Finding("terminal", "poor", encoding, "Set the variable PYTHONUTF8=1 to see names as they are written.")
    return Finding("terminal", "good", f"{encoding}: {_THAI_AND_VIETNAMESE}")


def writable(folder: Path, name: str) -> Finding:
    """Look whether files can be made in a folder."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"leadkit")
    except OSError as error:
        advice = "Go to a folder of your own." if name == "current folder" else "Set TMPDIR to a folder of your own."
        return Finding(name, "bad", f"{folder} cannot be written: {error.strerror}", advice)
    return Finding(name, "good", f"{folder} can be written")


def loopback() -> Finding:
    """Look whether a port is to be had on this machine, for JupyterLab and its kernels."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
    except OSError as error:
        advice = "Allow programs to listen on 127.0.0.1; a firewall or a sandbox forbids it."
        return Finding("loopback", "bad", f"no port of 127.0.0.1 can be opened: {error.strerror}", advice)
    return Finding("loopback", "good", f"port {port} of 127.0.0.1 could be opened")


def machine(memory: int | None = None, cores: int | None = None) -> Finding:
    """Look whether there is memory for the larger worlds.

    Examples
    --------
    >>> machine(memory=1024**3 // 2, cores=2).state
    'poor'
    """
    import psutil  # noqa: PLC0415 - only when asked

    free = psutil.virtual_memory().available if memory is None else memory
    found = f"{free / _GIGABYTE:.1f} GB of memory free, {cores or os.cpu_count() or 1} cores"
    if free < _GIGABYTE:
        return Finding(
            "machine", "poor", found, "Close other programs, or run the notebooks one by one: leadkit run --jobs 1"
        )
    return Finding("machine", "good", found)


def kernel(try_kernel: Callable[[], str]) -> Finding:
    """Look whether a notebook runs."""
    advice = f"{sys.executable} -m pip install --upgrade ipykernel papermill"
    try:
        said = try_kernel()
    except LeadkitError as error:
        return Finding("kernel", "bad", str(error), advice)
    if said != "2":
        return Finding("kernel", "bad", f"1 + 1 was answered with '{said}'", advice)
    return Finding("kernel", "good", "a notebook was run, and counted rightly")
