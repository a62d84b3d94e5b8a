"""One source, two notebooks: what the student gets and what the trainer keeps, written by a machine.

A source notebook lies in ``exercises/source``. Its cells tagged ``solution`` are solved; in them, lines that begin with
``#: `` stand above what they replace, up to the next blank line, ``#.`` or end of the cell: the student sees what
follows ``#: ``, the trainer what was replaced. ``python -m leadkit.exercises.generate`` writes both; with ``--check``
it only says whether they are what the sources make.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nbformat import NotebookNode

SHOWN, END = "#:", "#."


def for_student(source: str) -> str:
    r"""Make of a solution cell what the student sees.

    Examples
    --------
    >>> for_student('#: rule = ____\nrule = "purchases = 0"\n\nrule')
    'rule = ____\n\nrule'
    """
    kept, replacing = [], False
    for line in source.splitlines():
        if line.startswith(SHOWN):
            kept.append(line.removeprefix(SHOWN).removeprefix(" "))
            replacing = True
        elif not line.strip() or line.rstrip() == END:
            replacing = False
            kept += [line] if line.rstrip() != END else []
        elif not replacing:
            kept.append(line)
    return "\n".join(kept)


def for_trainer(source: str) -> str:
    r"""Make of a solution cell what the trainer keeps.

    Examples
    --------
    >>> for_trainer('#: rule = ____\nrule = "purchases = 0"\n\nrule')
    'rule = "purchases = 0"\n\nrule'
    """
    return "\n".join(line for line in source.splitlines() if not line.startswith(SHOWN) and line.rstrip() != END)


def made(path: Path) -> dict[Path, str]:
    """Make both notebooks of a source.

    Parameters
    ----------
    path : Path
        The source notebook, in ``exercises/source``.

    Returns
    -------
    dict of Path to str
        The text of each file.

    Raises
    ------
    RunError
        A solution cell would leave nothing to do, or nothing to run.
    """
    home = path.parent.parent
    return {
        home / path.name: _written(path, for_student),
        home / "solutions" / path.name: _written(path, for_trainer),
    }


def _written(path: Path, turned: Callable[[str], str]) -> str:
    import nbformat  # noqa: PLC0415 - only when notebooks are made

    node: NotebookNode = nbformat.read(path, as_version=4)
    for cell in node.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        if "solution" in cell.metadata.get("tags", []):
            if SHOWN not in cell.source:
                raise RunError(f"The cell '{cell.id}' of {path.name} is tagged solution and has no line '{SHOWN}'.")
            cell.source = turned(cell.source)
            cell.metadata["tags"] = [tag for tag in cell.metadata["tags"] if tag != "solution"] or ["answer"]
    return str(nbformat.writes(node)) + "\n"


def main(arguments: Sequence[str] = ()) -> int:
    """Write the notebooks of all sources in ``exercises/source`` under the current folder, or check them.

    Returns
    -------
    int
        1 when something is stale.
    """
    sources = sorted(Path("exercises/source").glob("[0-9]*.ipynb"))
    if not sources:
        raise RunError("There is no folder exercises/source here; run this at the top of a checkout.")
    files = {path: text for source in sources for path, text in made(source).items()}
    stale = [path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            sys.stderr.write(f"{path} is stale: run python -m leadkit.exercises.generate\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
