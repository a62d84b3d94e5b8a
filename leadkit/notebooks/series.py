"""The notebooks as a series: where they are, what each is called, what it asks, what it can be told.

A notebook is chosen by its number (``1`` or ``01``), by its name (``01_lead_contact_customer``), or by a path (a
student's own copy, or a folder of them). What is shipped is found through `datasets`, so that it is the same in a
checkout and from a wheel.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit.errors import RunError, UnknownNameError
from leadkit.notebooks.parameters import Parameter, parameters_of
from leadkit.prose import load
from leadkit.words import offered, say_here

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Notebook:
    """One notebook, read but not run.

    Parameters
    ----------
    path : Path
        The file.
    title : str
        Its first heading.
    question : str
        The first paragraph under that heading.
    parameters : tuple of Parameter
        What its `parameters` cell assigns.

    Examples
    --------
    >>> Notebook(Path("01_lead_contact_customer.ipynb"), "", "", ()).number
    '01'
    """

    path: Path
    title: str
    question: str
    parameters: tuple[Parameter, ...]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def number(self) -> str:
        """The number the name begins with, or ""."""
        begins = re.match(r"\d+", self.name)
        return begins.group() if begins else ""


def find(folder: Path | None = None) -> tuple[Path, ...]:
    """List the notebooks of a folder (None: the shipped series), in order.

    Returns
    -------
    tuple of Path

    Examples
    --------
    >>> find(Path("no such folder"))
    ()
    """
    if folder is None:
        from leadkit import datasets  # noqa: PLC0415 - only when the shipped series is asked for

        folder = Path(datasets.shipped("notebooks"))
    return tuple(sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith(".")))


def choose(names: Sequence[str] = (), folder: Path | None = None, lang: str = "") -> tuple[Notebook, ...]:
    """Read the notebooks that were named: numbers, names, paths; nothing means the whole series.

    Parameters
    ----------
    names : sequence of str
        What was typed.
    folder : Path, optional
        Where the series is; by default the shipped one.
    lang : {"", "en", "th", "vi"}
        The language of a complaint; by default the session's.

    Returns
    -------
    tuple of Notebook
        Each once, in the order named.

    Raises
    ------
    UnknownNameError
        There is no such notebook.
    RunError
        A file is not a notebook, or two chosen files have one name.
    """
    paths = [path for name in names for path in _named(name, folder, lang)] if names else list(find(folder))
    if not paths:
        raise RunError(say_here("errors.no_notebooks" if folder else "errors.no_series", lang, path=folder))
    chosen = tuple(read(path, lang) for path in dict.fromkeys(paths))
    stems = [notebook.name for notebook in chosen]
    for stem in stems:
        if stems.count(stem) > 1:
            raise RunError(say_here("errors.same_name", lang, name=stem))
    return chosen


def _named(name: str, folder: Path | None, lang: str) -> list[Path]:
    path = Path(name).expanduser()
    if path.suffix == ".ipynb" and path.is_file():
        return [path.resolve()]
    series = find(folder)
    asked = name.removesuffix(".ipynb").casefold()
    number = f"{int(asked):02d}_" if asked.isascii() and asked.isdigit() else None
    hits = [book for book in series if book.stem.casefold() == asked or (number and book.stem.startswith(number))]
    if hits:
        return hits[:1]
    if path.is_dir() and find(path):
        return [book.resolve() for book in find(path)]
    known = offered(name, [book.stem for book in series], lang)
    raise UnknownNameError(say_here("errors.no_notebook", lang, name=name) + known)


def read(path: Path, lang: str = "") -> Notebook:
    """Read one notebook: title, question and parameters.

    Raises
    ------
    RunError
        The file cannot be read as a notebook.
    """
    cells = load(path, lang).cells
    markdown = [cell.source for cell in cells if cell.cell_type == "markdown"]
    title, question = headline("\n\n".join(markdown))
    tagged = [c.source for c in cells if c.cell_type == "code" and "parameters" in c.metadata.get("tags", [])]
    return Notebook(path, title or path.stem, question, parameters_of("\n".join(tagged), path.name, lang))


def quick_start() -> None:
    """Spare a process of our own two seconds, before it reads its first notebook.

    nbformat brings jsonschema, which compiles a grammar of internationalised web addresses as it is imported; no
    notebook needs it, and jsonschema does without where it is not installed. Not for a process that belongs to others.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None is how Python says: not to be had


def headline(markdown: str) -> tuple[str, str]:
    r"""Take the first heading and the first paragraph under it, as plain text.

    Parameters
    ----------
    markdown : str
        The text cells of a notebook.

    Returns
    -------
    tuple of str
        Title and question; "" for what is not there.

    Examples
    --------
    >>> headline("# 01 · Words\n\n**Who is a *lead*?**\n\nMore.")
    ('01 · Words', 'Who is a lead?')
    """
    blocks = [block.strip() for block in re.split(r"\n\s*\n|(?<=\n)(?=#)", markdown) if block.strip()]
    at = next((i for i, block in enumerate(blocks) if block.startswith("# ")), None)
    if at is None:
        return "", ""
    title, _, rest = blocks[at].removeprefix("# ").partition("\n")
    after = rest.strip() or (blocks[at + 1] if at + 1 < len(blocks) else "")
    question = "" if after.startswith(("#", "<", "|", "-", "```", "!")) else after
    return _plain(title), _plain(question)


def _plain(text: str) -> str:
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[*_`>]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", text)
    return " ".join(text.split())
