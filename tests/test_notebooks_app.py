"""A notebook as an application: what is served, in which language, and one sentence where that cannot be."""

from pathlib import Path

import nbformat
import pytest
from test_cli import leadkit

from leadkit import notebooks
from leadkit.errors import RunError
from leadkit.notebooks import app


@pytest.fixture
def served(monkeypatch):
    """Serve nothing; keep what would have been served, and how."""
    told = {}

    def serve(command, where, **how):
        told.update(how, command=command(8891), where=where, text=Path(command(8891)[4]).read_text("utf-8"))
        return 0

    monkeypatch.setattr(app, "find_spec", lambda name: name == "voila")
    monkeypatch.setattr(app, "serve", serve)
    return told


def test_a_copy_in_the_wanted_language_is_served_on_the_loopback_with_our_template(served):
    (book,) = notebooks.choose(["05"])
    assert notebooks.open_app(book, lang="th", port=8891, browser=False) == 0
    node = nbformat.reads(served["text"], as_version=4)
    assert 'lang = "th"' in "".join(cell.source for cell in node.cells)
    assert all(not cell.get("outputs") for cell in node.cells)
    assert {"--Voila.ip=127.0.0.1", "--port=8891", "--Voila.auto_token=True", "--no-browser"} < set(served["command"])
    assert (Path(served["shelf"]) / "voila" / "templates" / "leadkit" / "index.html.j2").is_file()
    assert not Path(served["command"][4]).exists(), "the copy is left behind"
    assert "--no-browser" not in app._command(Path("x.ipynb"), 8891, browser=True)


def test_without_voila_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(app, "find_spec", lambda _name: None)
    (book,) = notebooks.choose(["05"])
    with pytest.raises(RunError, match=r"needs Voila, which is not installed here: pip install 'leadkit\[app\]'"):
        notebooks.open_app(book)


def test_a_folder_of_several_is_no_application(write_notebook, served):
    folder = write_notebook("00_one", "1").parent
    write_notebook("01_two", "2")
    code, out, err = leadkit("app", folder)
    assert (code, out, served) == (1, "", {})
    assert f"'{folder}' holds 2: name one of them" in " ".join(err.split())


def test_the_command_hands_the_address_on_and_fails_when_voila_does(write_notebook, served, monkeypatch):
    book = write_notebook("00_one", "1")
    assert leadkit("app", book, "--no-browser")[0] == 0
    monkeypatch.setattr(app, "serve", lambda *_a, announce, **_k: announce("http://here") or 3)
    code, out, _ = leadkit("app", book)
    assert (code, out) == (1, "The application opens at http://here\nStop it with Ctrl-C.\n")
