"""The exercise notebooks: one source each, their form, their words, and that they run as given and as solved."""

import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest
from ruamel.yaml import YAML

from leadkit.errors import RunError
from leadkit.exercises import exercise
from leadkit.exercises.generate import for_student, for_trainer, made, main
from leadkit.prose import to_work_in, told_in

HOME = Path(__file__).resolve().parents[1]
SOURCES = sorted((HOME / "exercises" / "source").glob("[0-9]*.ipynb"))
NAMES = [path.stem for path in SOURCES]
WORLDS = {"saas-vi": {"lang": "vi"}, "shop": {"world": "shop", "people": 500, "seed": 3}}


def every(function):
    return pytest.mark.parametrize("source", SOURCES, ids=NAMES)(function)


def cells(path, kind):
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind}


def test_both_notebooks_of_every_source_are_what_it_makes(monkeypatch):
    monkeypatch.chdir(HOME)
    assert main(["--check"]) == 0, "run python -m leadkit.exercises.generate"


def test_a_stale_notebook_is_found_and_written_anew(tmp_path, monkeypatch, capsys):
    (tmp_path / "exercises" / "source").mkdir(parents=True)
    source = tmp_path / "exercises" / "source" / SOURCES[0].name
    source.write_bytes(SOURCES[0].read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    assert main(["--check"]) == 0
    for stale in (tmp_path / "exercises" / source.name, tmp_path / "exercises" / "solutions" / source.name):
        stale.write_text(stale.read_text(encoding="utf-8").replace("q1.check()", "q2.check()"), encoding="utf-8")
        assert main(["--check"]) == 1
        assert f"{stale.name} is stale" in capsys.readouterr().err
        assert main() == 0
        assert main(["--check"]) == 0
    monkeypatch.chdir(tmp_path / "exercises")
    with pytest.raises(RunError, match="no folder exercises/source here"):
        main()


@pytest.mark.parametrize(
    ("source", "student", "trainer"),
    [
        ("#: x = ____\nx = 1", "x = ____", "x = 1"),
        ("a\n#: x = ____\n#: y = ____\nx = 1\ny = 2\n\nx", "a\nx = ____\ny = ____\n\nx", "a\nx = 1\ny = 2\n\nx"),
        ("#: x = ____\nx = 1\n#.\nx + 1", "x = ____\nx + 1", "x = 1\nx + 1"),
        ("#: for i in a:\n#:     ____\nfor i in a:\n    b(i)", "for i in a:\n    ____", "for i in a:\n    b(i)"),
        ("#:\nx = 1", "", "x = 1"),
    ],
)  # fmt: skip
def test_a_solution_cell_becomes_what_the_student_sees_and_what_the_trainer_keeps(source, student, trainer):
    assert for_student(source) == student
    assert for_trainer(source) == trainer


def test_a_solution_cell_that_asks_for_nothing_is_refused(tmp_path):
    (tmp_path / "source").mkdir()
    cell = nbformat.v4.new_code_cell("x = 1", id="x", metadata={"tags": ["solution"]})
    path = tmp_path / "source" / "99_none.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    with pytest.raises(RunError, match=r"'x' of 99_none\.ipynb is tagged solution and has no line '#:'"):
        made(path)


@every
def test_the_form_is_the_same_everywhere(source):
    found = exercise(source.stem)
    node = nbformat.read(source, as_version=4)
    ids = [cell.id for cell in node.cells]
    assert ids[:5] == ["title", "learn", "parameters-intro", "parameters", "setup"]
    assert ids[-2:] == ["progress-intro", "progress"]
    asked = [one.key for one in found.questions]
    for number, key in enumerate(asked, 1):
        at = ids.index(f"{key}-task")
        assert node.cells[at].source.startswith(f"## {number} · ")
        assert ids.index(f"{key}-check") == ids.index(key) + 1 > at
        assert node.cells[ids.index(key) + 1].source == f"q{number}.check()"
        assert node.cells[ids.index(key)].metadata["tags"] == ["solution"]
    tagged = [cell.id for cell in node.cells if "solution" in cell.metadata.get("tags", [])]
    assert tagged == asked
    assert re.search(r"\*\*.*\?\*\*", node.cells[0].source)
    assert "**Time:**" in node.cells[1].source
    assert "**You need:**" in node.cells[1].source
    for name in ("world", "people", "seed", "as_of", "lang", "tables"):
        assert re.search(rf"^{name} = ", node.cells[3].source, re.MULTILINE)
    assert all(len(cell.source.splitlines()) <= 16 for cell in node.cells if cell.cell_type == "code")
    assert "solutions" not in nbformat.writes(node)


@every
def test_the_student_sees_a_blank_in_each_task_and_no_solution(source):
    student, trainer = (cells(HOME / "exercises" / folder / source.name, "code") for folder in ("", "solutions"))
    for question in exercise(source.stem).questions:
        assert "____" in student[question.key].source
        assert question.variable in student[question.key].source
        assert "____" not in trainer[question.key].source
        assert "#:" not in student[question.key].source + trainer[question.key].source
        lines = set(trainer[question.key].source.splitlines()) - set(student[question.key].source.splitlines())
        assert lines, question.key
        assert not [line for line in lines if line.strip() and line in json.dumps([c.source for c in student.values()])]


@every
@pytest.mark.parametrize("lang", ["th", "vi"])
def test_the_prose_is_translated_cell_by_cell(source, lang):
    prose = YAML(typ="safe").load((source.parent / "prose" / f"{source.stem}.{lang}.yaml").read_text(encoding="utf-8"))
    english = cells(source, "markdown")
    assert list(prose) == list(english)
    own = r"[ก-๙]" if lang == "th" else r"[ạảấầậẩẫắằặẳẵẹẻẽếềệểễịỉĩọỏốồộổỗớờợởỡụủũứừựửữỳỵỷỹđăơư]"
    for cell, text in prose.items():
        there = english[cell].source
        assert re.findall(r"^#+(?= )", text, re.MULTILINE) == re.findall(r"^#+(?= )", there, re.MULTILINE), cell
        assert sorted(re.findall(r"`[^`\n]+`", text)) == sorted(re.findall(r"`[^`\n]+`", there)), cell
        assert text.count("\n- ") == there.count("\n- "), cell
        assert re.search(own, text), cell


@every
@pytest.mark.parametrize("lang", ["th", "vi"])
def test_a_copy_to_work_in_speaks_the_language(source, lang, tmp_path):
    prose = YAML(typ="safe").load((source.parent / "prose" / f"{source.stem}.{lang}.yaml").read_text(encoding="utf-8"))
    shipped = HOME / "exercises" / source.name
    copy = tmp_path / "elsewhere" / source.name
    copy.parent.mkdir()
    copy.write_bytes(shipped.read_bytes())
    for path in (shipped, HOME / "exercises" / "solutions" / source.name, copy):
        assert {c.id: c.source for c in told_in(path, lang).cells if c.cell_type == "markdown"} == {
            cell: text.rstrip("\n") for cell, text in prose.items()
        }
    assert f'lang = \\"{lang}\\"' in to_work_in(shipped, {"lang": lang})


def executed(path, out, given):
    """Run a notebook as papermill does, and give what each check said."""
    done = papermill.execute_notebook(path, out, given, kernel_name="python3", progress_bar=False)
    outputs = {cell.id: cell.outputs for cell in done.cells if cell.cell_type == "code"}
    assert not [one for found in outputs.values() for one in found if one.output_type in ("error", "stream")]
    return {cell: found[0].data for cell, found in outputs.items() if cell.endswith("-check") or cell == "progress"}


@every
@pytest.mark.slow
@pytest.mark.parametrize("given", WORLDS.values(), ids=list(WORLDS))
@pytest.mark.filterwarnings("ignore")
def test_as_a_student_gets_it_it_runs_to_its_end_and_nothing_is_tried(source, given, tmp_path):
    told = executed(HOME / "exercises" / source.name, tmp_path / "done.ipynb", given)
    asked = len(exercise(source.stem).questions)
    assert len(told) == asked + 1
    assert {said["text/plain"][:1] for said in told.values()} == {"–", "0", "Đ"} - (
        {"Đ"} if "lang" not in given else {"0"}
    )
    assert all("–" in said["text/html"] for said in told.values())


@every
@pytest.mark.slow
@pytest.mark.parametrize("given", WORLDS.values(), ids=list(WORLDS))
@pytest.mark.filterwarnings("ignore")
def test_as_solved_it_is_correct_throughout(source, given, tmp_path):
    told = executed(HOME / "exercises" / "solutions" / source.name, tmp_path / "done.ipynb", given)
    marks = [said["text/plain"][:1] for name, said in told.items() if name != "progress"]
    assert set(marks) <= {"✓", "!"}
    assert marks.count("!") <= 1
    assert marks.count("✓") >= 4
