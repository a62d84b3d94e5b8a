"""A notebook's text in another language: one YAML file each, ``prose/<notebook>.<lang>.yaml``, from cell id to text.

The notebooks are written once, in English; a run with ``-p lang vi`` tells the same story in Vietnamese. A cell that a
student has rewritten is left as it is: only text that still reads as it was shipped is exchanged for its translation.
Exercises are told in the same way.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

from leadkit import datasets, documents
from leadkit.errors import RunError
from leadkit.words import say_here

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbformat import NotebookNode


def load(path: Path, lang: str = "") -> NotebookNode:
    """Load a notebook file in the current format, or say in one sentence that it is none."""
    import nbformat  # noqa: PLC0415 - only when a notebook is really opened

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell without an id is given one; nobody needs to hear of it
            node: NotebookNode = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(node)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise RunError(say_here("errors.unreadable", lang, path=path, why=why)) from error
    return node


def told_in(path: Path, lang: str) -> NotebookNode:
    """Load a notebook with its text in a language, as far as there is a translation.

    Parameters
    ----------
    path : Path
        The notebook: of the series, or a student's copy of one.
    lang : str
        The language; English is what they are written in.

    Returns
    -------
    NotebookNode
    """
    node = load(path)
    if lang == "en":
        return node
    for home in _homes(path):
        prose = home / "prose" / f"{path.stem}.{lang}.yaml"
        if not prose.is_file() or not (home / path.name).is_file():
            continue
        texts = documents.read(prose)
        written = {cell.id: cell.source for cell in load(home / path.name).cells}
        for cell in node.cells:
            if cell.cell_type == "markdown" and cell.source == written.get(cell.id) and cell.id in texts:
                cell.source = str(texts[cell.id]).rstrip("\n")
    return node


def _homes(path: Path) -> list[Path]:
    """Find the folders whose translations may be meant: beside the notebook or its source, or of what is shipped."""
    beside = [path.parent, path.parent / "source", path.parent.parent / "source"]
    if any((home / "prose").is_dir() for home in beside):
        return beside
    return [datasets.shipped("notebooks"), datasets.shipped("exercises") / "source"]


def to_work_in(path: Path, values: Mapping[str, object]) -> str:
    """Write a notebook to work in: its text in one language, no outputs of another, its parameters set.

    Parameters
    ----------
    path : Path
        The notebook.
    values : mapping
        Parameters by name; ``lang`` is also the language of the text.

    Returns
    -------
    str
        The text of an ``.ipynb`` file.
    """
    import nbformat  # noqa: PLC0415 - only when a notebook is really written

    node = told_in(path, str(values.get("lang", "en")))
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = _assigned(cell.source, values)
    return f"{nbformat.writes(node)}\n"


def _assigned(source: str, values: Mapping[str, object]) -> str:
    r"""Write values into a `parameters` cell.

    Examples
    --------
    >>> _assigned('world = "saas"\nseed = 7', {"student": "Ann", "seed": 12})
    'student = "Ann"\nworld = "saas"\nseed = 12'
    """
    lines, left = [], dict(values)
    for line in source.splitlines():
        name = line.partition("=")[0].strip()
        lines.append(f"{name} = {_literal(left.pop(name))}" if name in left else line)
    return "\n".join([*(f"{name} = {_literal(value)}" for name, value in left.items()), *lines])


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
