"""Fixtures that several test modules share."""

import nbformat
import pytest

PARAMETERS = """\
world = "saas"
people = None
seed = 7
as_of = ""
lang = "en"
tables = ""
"""


@pytest.fixture
def write_notebook(tmp_path):
    """Write a small throw-away notebook: a plain text is a code cell, ``("markdown", text)`` or ``(tag, text)`` is not."""

    def write(name, *cells, folder="series"):
        made = []
        for number, cell in enumerate(cells):
            kind, text = ("code", cell) if isinstance(cell, str) else cell
            if kind == "markdown":
                made.append(nbformat.v4.new_markdown_cell(text, id=f"text-{number}"))
            else:
                tags = {} if kind == "code" else {"tags": [kind]}
                made.append(nbformat.v4.new_code_cell(text, id=f"cell-{number}", metadata=tags))
        path = tmp_path / folder / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True, parents=True)
        nbformat.write(nbformat.v4.new_notebook(cells=made), path)
        return path

    return write


@pytest.fixture
def parameters():
    """Give the `parameters` cell that every notebook of the series has."""
    return ("parameters", PARAMETERS)
