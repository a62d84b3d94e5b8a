"""Fixtures that several test modules share."""

import signal

import nbformat
import postgres as database
import pytest

collect_ignore = ["conftest.py", "browser/conftest.py"]  # two modules of one name, and neither holds a doctest

PARAMETERS = """\
world = "saas"
people = None
seed = 7
as_of = ""
lang = "en"
tables = ""
"""


def pytest_configure():
    """Hear Ctrl-C also where the tests were started in the background, which a shell does with SIGINT ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres():
    """Start a PostgreSQL for the tests that ask it; give a function that opens a connection."""
    with database.running() as connect:
        yield connect


@pytest.fixture
def write(tmp_path):
    """Write a small file, a pack if not said otherwise; give its path."""

    def _write(content, name="ours.yaml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def write_notebook(tmp_path):
    """Write a small notebook: a plain text is a code cell, ``("markdown", text)`` or ``(tag, text)`` says more."""

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


@pytest.fixture
def results(tmp_path):
    """Make a folder of executed notebooks, as a run leaves it, without running anything."""
    folder = tmp_path / "results"
    folder.mkdir()

    def add(name, *cells, lang="en", status="done", error=None, **told):
        node = nbformat.v4.new_notebook(cells=list(cells))
        node.metadata["leadkit"] = {
            "title": f"{name[:2]} · {name[3:].capitalize()}",
            "question": "Who is a lead?",
            "status": status,
            "seconds": 7.31,
            "started": "2025-06-30T14:15:02.500+00:00",
            "parameters": [["world", "saas"], ["people", None], ["lang", lang]],
            "given": ["lang"],
            "error": error,
            "versions": {"Python": "3.11.7", "leadkit": "0.1.0"},
        } | told
        nbformat.write(nbformat.from_dict(node), folder / f"{name}.ipynb")
        return folder

    return add
