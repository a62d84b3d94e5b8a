"""A notebook's text in another language: one YAML file each, ``prose/<notebook>.<lang>.yaml``, from cell id to text.

The notebooks are written once, in English; a run with ``-p lang vi`` tells the same story in Vietnamese. A cell that a
student has rewritten is left as it is: only text that still reads as it was shipped is exchanged for its translation.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit import documents
from leadkit.notebooks.series import load

if TYPE_CHECKING:
    from nbformat import NotebookNode


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
    from leadkit import datasets  # noqa: PLC0415 - only for a copy that lies elsewhere

    return [Path(datasets.shipped("notebooks")), Path(datasets.shipped("exercises")) / "source"]


def to_work_in(path: Path, lang: str) -> str:
    """Write a notebook of the series to work in: its text and `lang` in one language, no outputs of another.

    Parameters
    ----------
    path : Path
        The notebook.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    str
        The text of an ``.ipynb`` file.
    """
    import nbformat  # noqa: PLC0415 - only when a notebook is really written

    node = told_in(path, lang)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = re.sub(r'^lang = "en"$', f'lang = "{lang}"', cell.source, flags=re.MULTILINE)
    return str(nbformat.writes(node))
