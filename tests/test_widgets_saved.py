"""Widgets where nobody can run them: as a run leaves its notebook, in nbconvert's HTML and under papermill alone."""

import json
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from leadkit import notebooks
from leadkit.notebooks.kernel import NAME, private_kernel
from leadkit.notebooks.widgets import put_away
from leadkit.report import build
from leadkit.report.saved import saved
from leadkit.report.view import page_of
from leadkit.words import say

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from widget_cases import fresh, notebook

SHOWN = ("hostile", "window")
VIEW = "application/vnd.jupyter.widget-view+json"
STATES = "application/vnd.jupyter.widget-state+json"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run a notebook with a live widget and a window twice."""
    folder = tmp_path_factory.mktemp("runs")
    source = notebook(folder / "05_widgets.ipynb", *SHOWN, after=["hostile"])
    found = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        (outcome,) = notebooks.run(notebooks.choose([str(source)]), [{}], folder / name)
        assert outcome.status == "done", outcome.sentence
        found.append(nbformat.read(folder / name / "05_widgets.ipynb", as_version=4))
    return found


def results(node):
    return [one for cell in node.cells for one in cell.outputs if one.output_type == "execute_result"]


def test_a_run_leaves_pictures_with_words_in_the_outputs(runs):
    for name, output in zip([*SHOWN, "hostile"], results(runs[0]), strict=True):
        assert sorted(output.data) == ["image/png", "text/html", "text/plain"]
        assert output.data["text/plain"] == output.metadata["image/png"]["alt"] == fresh(name).text
    names = [output.metadata["leadkit"]["widget"] for output in results(runs[0])]
    assert names == ["widget-1", "widget-2", "widget-1"]
    assert "widgets" not in runs[0].metadata
    assert [*saved(runs[0])] == ["widget-1"]


def test_two_runs_leave_the_same(runs):
    one, two = ([*results(node), node.metadata["leadkit"]["widgets"]] for node in runs)
    assert json.dumps(one) == json.dumps(two)


def test_on_own_tables_nothing_of_single_people_is_kept_and_the_page_says_why(tmp_path):
    source = notebook(tmp_path / "05_widgets.ipynb", *SHOWN)
    node = nbformat.read(source, as_version=4)
    node.cells.insert(0, nbformat.v4.new_code_cell('tables = ""', metadata={"tags": ["parameters"]}))
    nbformat.write(node, source)
    folder = tmp_path / "page"
    folder.mkdir()
    (outcome,) = notebooks.run(notebooks.choose([str(source)]), [{"tables": "ours"}], folder)
    assert outcome.status == "done", outcome.sentence
    (target,) = folder.glob("*.ipynb")
    node = nbformat.read(target, as_version=4)
    assert node.metadata["leadkit"]["widgets"] == saved(node) == {}
    assert [output.metadata["leadkit"].get("own") for output in results(node)] == [True, None]  # a window keeps none
    page = page_of(target.stem, node)
    shown = [output for cell in page.cells for output in cell.outputs if output.picture]
    assert [output.kind for output in shown] == ["own", "window"]
    build(folder)
    html = target.with_suffix(".html").read_text(encoding="utf-8")
    assert say("run.own", "en") in BeautifulSoup(html, "html.parser").get_text()
    assert "data-leadkit" not in html


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_nbconvert_shows_each_picture_with_its_words(runs, template):
    page = BeautifulSoup(HTMLExporter(template_name=template).from_notebook_node(runs[0])[0], "html.parser")
    shown = [(one["src"].partition("base64,")[2], one["alt"]) for one in page.select("img")]
    wanted = [(output.data["image/png"], output.data["text/plain"]) for output in results(runs[0])]
    assert shown == [("".join(drawn.split()), words) for drawn, words in wanted]


def test_papermill_alone_keeps_widget_picture_and_words(tmp_path, monkeypatch):
    source = notebook(tmp_path / "x.ipynb", "window")
    with private_kernel() as env:
        monkeypatch.setenv("JUPYTER_PATH", env["JUPYTER_PATH"])
        node = papermill.execute_notebook(str(source), None, kernel_name=NAME, progress_bar=False)
    (output,) = results(node)
    assert {VIEW, "image/png", "text/html"} < set(output.data)
    assert output.data["text/plain"] == output.metadata["image/png"]["alt"] == fresh("window").text
    assert put_away(node) == {}


def test_widgets_of_others_keep_their_text():
    data = {VIEW: {"model_id": "a" * 32}, "text/plain": "IntSlider()"}
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("execute_result", data=data)])
    node = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_markdown_cell("text")])
    assert put_away(node) == {}
    assert results(nbformat.v4.new_notebook(cells=[cell]))[0].data == {"text/plain": "IntSlider()"}


LIVE = {"panel": {"live": True}, "table": {"ids": [1]}, "state": {}}
STRANGE = [
    "text",
    ["list"],
    {"state": "text"},
    {"state": {"panel": "text"}},
    {"state": {"panel": ["live"]}},
    {"state": LIVE, "buffers": "text"},
    {"state": LIVE, "buffers": [{"data": ""}]},
    {"state": LIVE, "buffers": [{"path": ["table", "ids", "x"], "data": ""}]},
    {"state": LIVE, "buffers": [{"path": ["table", "ids", 7], "data": ""}]},
    {"state": LIVE, "buffers": [{"path": ["table", "ids", 0, "x"], "data": ""}]},
    {"state": LIVE, "buffers": 7},
]


@pytest.mark.parametrize("model", STRANGE)
def test_what_the_kit_did_not_write_is_no_widget_and_no_crash(model):
    notes = {"leadkit": {"widgets": {"widget-1": model, "widget-2": {"state": LIVE}}}}
    assert [*saved(nbformat.v4.new_notebook(metadata=notes))] == ["widget-2"]


@pytest.mark.parametrize("notes", ["text", {"widgets": "text"}, {"widgets": ["list"]}])
def test_strange_notes_are_no_widgets(notes):
    assert saved(nbformat.v4.new_notebook(metadata={"leadkit": notes})) == {}


@pytest.mark.parametrize("panel", ["text", ["list"], None, {}])
def test_a_widget_of_others_may_have_a_panel_too(panel):
    output = nbformat.v4.new_output("execute_result", data={VIEW: {"model_id": "a"}, "text/plain": "Panel()"})
    states = {STATES: {"state": {"a": {"state": {"panel": panel}}}}}
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x", outputs=[output])], metadata={"widgets": states}
    )
    assert put_away(node) == {}
