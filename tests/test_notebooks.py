"""The notebooks themselves: their form, their words, their pictures, and that they run everywhere.

That they run as they were committed is nbval's part (pytest collects ``notebooks/`` with it); here they are read, run
at other parameters, and broken on purpose, to see that the suite goes red.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from ruamel.yaml import YAML

HOME = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((HOME / "notebooks").glob("[0-9]*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
BROKEN = {
    "an error": ("1 / 0", []),
    "another text": ("print('two')", [nbformat.v4.new_output("stream", name="stdout", text="one\n")]),
    "another table": (
        "import pandas as pd\npd.DataFrame({'a': [1]})",
        [nbformat.v4.new_output("execute_result", data={"text/plain": "   a\n0  2"}, execution_count=1)],
    ),
}


@pytest.fixture(params=NOTEBOOKS, ids=NAMES)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def headings(notebook):
    return re.findall(
        r"^(#+ .*)$", "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"), re.MULTILINE
    )


def test_the_headings_follow_one_order(notebook):
    found = headings(notebook)
    assert re.match(r"# \d\d · ", found[0])
    sections = [h for h in found if re.match(r"## \d · ", h)]
    named = [h for h in found if h.startswith("## ") and h not in sections]
    assert named == ["## You will learn", "## Parameters", "## What the sources say", "## Recap", "## Where next"]
    assert 2 <= len(sections) <= 5
    assert [s[3] for s in sections] == [str(i + 1) for i in range(len(sections))]


def test_every_section_predicts_before_it_runs_and_looks_before_it_changes(notebook):
    text = "\n".join(headings(notebook))
    for section in re.split(r"^## \d · .*$", text, flags=re.MULTILINE)[1:]:
        steps = re.findall(r"^### (\w+)", section.split("\n## ")[0], re.MULTILINE)
        assert list(dict.fromkeys(steps)) == ["Predict", "Run", "Look", "Change"] or set(steps) == {
            "Predict",
            "Run",
            "Look",
            "Change",
        }
        assert steps[0] == "Predict"
        assert steps[-1] == "Change"


def test_the_question_the_time_and_the_need_are_said_at_the_top(notebook):
    top = notebook.cells[0].source + notebook.cells[1].source
    assert re.search(r"\*\*.*\?\*\*", top)
    assert "**Time:**" in top
    assert "**You need:**" in top


def test_the_recap_has_at_most_five_points(notebook):
    recap = next(c.source for c in notebook.cells if c.source.startswith("## Recap"))
    assert 1 <= recap.count("\n- ") <= 5


def test_the_parameters_are_tagged_and_complete(notebook):
    cells = [c for c in code(notebook) if "parameters" in c.metadata.get("tags", [])]
    assert len(cells) == 1
    for name in ("world", "people", "seed", "as_of", "lang", "tables"):
        assert re.search(rf"^{name} = ", cells[0].source, re.MULTILINE)


def test_code_cells_are_short_and_were_run_without_error(notebook):
    for number, cell in enumerate(code(notebook), 1):
        assert len(cell.source.splitlines()) <= 12, cell.id
        assert cell.execution_count == number, "run it from a fresh kernel, top to bottom, before you commit it"
        assert not [out for out in cell.outputs if out.output_type == "error"], cell.id


def test_every_picture_has_an_alternative_that_says_its_numbers(notebook):
    pictures = [out for cell in code(notebook) for out in cell.outputs if "image/png" in out.get("data", {})]
    assert pictures
    for picture in pictures:
        alt = picture.metadata["image/png"]["alt"]
        assert alt == picture.data["text/plain"]
        (image,) = BeautifulSoup(picture.data["text/html"], "html.parser").find_all(True)
        assert (image.name, image["alt"]) == ("img", alt)
        assert image["src"] == f"data:image/png;base64,{''.join(picture.data['image/png'].split())}"
        assert re.search(r"\d", alt)


def test_every_section_has_something_to_look_at(notebook):
    ids = {cell.id: cell for cell in notebook.cells}
    looks = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "markdown" and "### Look" in cell.source]
    for i in looks:
        after = notebook.cells[i + 1]
        assert after.cell_type == "code", ids
        assert after.outputs


def test_cells_are_named_for_what_they_do(notebook):
    assert all(
        re.fullmatch(r"[a-z][a-z0-9-]+", cell.id) and not re.fullmatch(r"[0-9a-f]{8}", cell.id)
        for cell in notebook.cells
    )


def test_links_lead_somewhere(notebook):
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert target.startswith("https://") or (HOME / "notebooks" / target).exists(), target


def test_the_committed_file_is_small_and_names_no_machine(notebook):
    text = nbformat.writes(notebook)
    assert len(text) < 1_500_000
    assert not re.search(r"/(home|root|work|tmp|Users)/", text)


@pytest.mark.parametrize("lang", ["th", "vi"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_the_prose_is_translated_cell_by_cell(path, lang):
    prose = YAML(typ="safe").load(
        (HOME / "notebooks" / "prose" / f"{path.stem}.{lang}.yaml").read_text(encoding="utf-8")
    )
    cells = {c.id: c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"}
    assert list(prose) == list(cells)
    for cell, text in prose.items():
        english = cells[cell]
        assert re.findall(r"^#+(?= )", text, re.MULTILINE) == re.findall(r"^#+(?= )", english, re.MULTILINE), cell
        assert re.findall(r"\]\(([^)]*)\)", text) == re.findall(r"\]\(([^)]*)\)", english), cell
        assert sorted(re.findall(r"(?<!`)`[^`\n]+`", text)) == sorted(re.findall(r"(?<!`)`[^`\n]+`", english)), cell
        assert text.count("\n- ") == english.count("\n- "), cell
        assert text.strip() != english.strip(), cell
        own = r"[ก-๙]" if lang == "th" else r"[ạảấầậẩẫắằặẳẵẹẻẽếềệểễịỉĩọỏốồộổỗớờợởỡụủũứừựửữỳỵỷỹđăơư]"
        assert re.search(own, text) or len(text) < 20, cell


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [["-p", "lang", "th", "-p", "seed", "1", "-p", "people", "400"],
     ["-p", "lang", "vi", "-p", "seed", "2", "-p", "people", "1500"],
     ["-p", "lang", "en", "-p", "seed", "3", "-p", "people", "60"]],
    ids=["th-1-400", "vi-2-1500", "en-3-60"],
)  # fmt: skip
def test_every_notebook_runs_at_other_parameters(given, tmp_path):
    out = tmp_path / "page"
    ran = subprocess.run(
        [sys.executable, "-m", "leadkit", "run", *given, "--out", str(out)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (out / "index.html").exists()
    for name in NAMES:
        done = nbformat.read(out / f"{name}.ipynb", as_version=4)
        text = json.dumps(done, ensure_ascii=False)
        assert "Glyph" not in text, "a letter that no font could draw"
        assert [c for c in code(done) if c.execution_count is None and c.source.strip()] == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_notebook_makes_the_suite_red(fault, tmp_path):
    source, outputs = BROKEN[fault]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=1)])
    nbformat.write(notebook, tmp_path / "99_broken.ipynb")
    options = [
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        "-q",
        "--rootdir",
        str(tmp_path),
        "-c",
        "/dev/null",
    ]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path / "99_broken.ipynb")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout
    assert "1 failed" in ran.stdout


@pytest.mark.parametrize("lang", ["th", "vi"])
def test_a_copy_to_work_in_speaks_the_language_and_sets_it(lang, tmp_path):
    from leadkit.notebooks import copy_series  # noqa: PLC0415

    added, kept = copy_series(tmp_path, lang=lang)
    assert kept == []
    assert {f"{name}.ipynb" for name in NAMES} | {"glossary.md"} == set(added)
    for name in NAMES:
        prose = YAML(typ="safe").load(
            (HOME / "notebooks" / "prose" / f"{name}.{lang}.yaml").read_text(encoding="utf-8")
        )
        node = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
        assert {c.id: c.source.strip() for c in node.cells if c.cell_type == "markdown"} == {
            cell: text.strip() for cell, text in prose.items()
        }
        assert any(f'lang = "{lang}"' in c.source for c in code(node))
        assert not any(c.outputs for c in code(node))
