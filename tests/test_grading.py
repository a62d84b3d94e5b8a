"""A class is graded: every file has a status, points stand only where they were earned, and nobody is lost."""

import csv
import json
import re
import shutil

import pytest
from grading_fixtures import NAME, ROSTER, answered, code, hand_in, honest, hostile, light, notebook
from typer.testing import CliRunner

from leadkit.cli import app
from leadkit.errors import RunError
from leadkit.exercises import grading, keeping, telling
from leadkit.exercises.grading import grade
from leadkit.exercises.running import Limits, Ran

KEYS = ["unbought", "unfiled", "breaker", "shared", "own_lead", "defence"]


def leadkit(*words):
    """Type a command, and give exit code, standard output and standard error."""
    ran = CliRunner().invoke(app, [str(word) for word in words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.stdout, ran.stderr


def table(path):
    """Read the grades as a spreadsheet would, by file."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    return {row["file"] or row["student"]: row for row in rows}


@pytest.fixture(scope="module", autouse=True)
def one_kit():
    """Take the kit for unchanged, whoever is at work on it while the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "fingerprint", lambda: "this kit")
        yield


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Grade the ordinary class once, by the command."""
    home = tmp_path_factory.mktemp("class")
    hand_in(home / "in", honest())
    (home / "class.csv").write_text(ROSTER, encoding="utf-8")
    told = leadkit("exercises", "grade", home / "in", "--to", home / "grades.csv", "--roster", home / "class.csv")
    return home, told


def test_every_file_and_every_student_has_a_row_and_a_status(done):
    home, (exit_code, out, _) = done
    rows = table(home / "grades.csv")
    assert exit_code == 0
    assert {name: row["status"] for name, row in rows.items()} == {
        "right.ipynb": "graded",
        "Nguyễn Văn Á, nửa đúng.ipynb": "graded",
        "ว่าง.ipynb": "graded",
        "syntax.ipynb": "graded",
        "final (2) copy FINAL.ipynb": "graded",
        "duplicated.ipynb": "graded",
        "order.ipynb": "graded",
        "other.ipynb": "not this exercise",
        "own.ipynb": "not this exercise",
        "empty.ipynb": "unreadable",
        "latin.ipynb": "unreadable",
        "tables.ipynb": "unreadable",
        "twice-a.ipynb": "two copies",
        "twice-b.ipynb": "two copies",
        "same-a.ipynb": "two copies",
        "same-b.ipynb": "two copies",
        "s-7": "no file",
        "s-11": "no file",
    }
    assert out.splitlines()[0] == "graded: 7; not this exercise: 2; two copies: 4; unreadable: 3; no file: 2"


def test_points_stand_only_where_a_file_was_graded(done):
    rows = table(done[0] / "grades.csv")
    assert {name: row["points"] for name, row in rows.items() if row["points"]} == {
        "right.ipynb": "9",
        "Nguyễn Văn Á, nửa đúng.ipynb": "5",
        "ว่าง.ipynb": "0",
        "syntax.ipynb": "5",
        "final (2) copy FINAL.ipynb": "6",
        "duplicated.ipynb": "6",
        "order.ipynb": "0",
    }
    for row in rows.values():
        if row["status"] != "graded":
            assert {row[f"{key}{what}"] for key in KEYS for what in ("", "_points")} == {""}


def test_each_question_has_its_outcome_and_words_wait_for_a_person(done):
    rows = table(done[0] / "grades.csv")
    half = rows["Nguyễn Văn Á, nửa đúng.ipynb"]
    assert [half[key] for key in KEYS] == ["not_yet", "not_tried", "correct", "not_yet", "correct", "cannot_check"]
    assert (half["defence_points"], half["to_read"]) == ("", "3")
    assert {rows["ว่าง.ipynb"][key] for key in KEYS} == {"not_tried"}
    assert {rows["right.ipynb"][key] for key in KEYS[:-1]} == {"correct"}


def test_notes_say_what_a_trainer_should_know(done):
    notes = {name: row["notes"] for name, row in table(done[0] / "grades.csv").items()}
    assert notes["right.ipynb"] == ""
    assert "Cell 3: Line 1" in notes["syntax.ipynb"]
    assert "There is no 'counted' here" in notes["syntax.ipynb"]
    assert "There is no 'start' here" in notes["order.ipynb"]
    assert "The roster has no student 's-07'; the nearest is 's-7'." in notes["order.ipynb"]
    assert "Its seed, 7, is not one of s-05's own" in notes["final (2) copy FINAL.ipynb"]
    assert "The same student as in twice-b.ipynb." in notes["twice-a.ipynb"]
    assert "The same student as in twice-a.ipynb." in notes["twice-b.ipynb"]
    assert "The very same file as same-b.ipynb." in notes["same-a.ipynb"]
    assert "It does not say whose it is" in notes["same-a.ipynb"]
    assert notes["other.ipynb"] == "It is exercise 02, not 01."
    assert "with tables = " in notes["tables.ipynb"]


def test_the_grades_are_safe_in_a_spreadsheet_and_name_people_by_the_roster(done):
    home, _ = done
    rows = table(home / "grades.csv")
    assert (rows["right.ipynb"]["student"], rows["right.ipynb"]["name"]) == ("s-01", "'=Ann")
    assert rows["ว่าง.ipynb"]["name"] == "วรรณา"
    assert (home / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_page_says_what_was_missed_most_and_whom_to_help(done):
    home, (_, out, _) = done
    page = (home / "grades.html").read_text(encoding="utf-8")
    titles = re.findall(r"<h3>(\d)\.", page)
    assert titles[0] == "2"
    assert sorted(titles[:6]) == list("123456")
    assert re.search(r"These are those who have bought\..*Văn Á", page)
    assert "It is for those who telephone." in page
    assert not re.search(r"<(script|link|img)|https?://(?!www\.w3\.org)", page)
    assert "2. Customers nobody has on file" in out
    assert [one.name for one in home.iterdir()].count("grades.csv") == 1


def test_grades_that_exist_are_kept_and_a_second_run_runs_only_what_is_new(done, tmp_path):
    home, _ = done
    before = (home / "grades.csv").read_bytes()
    words = ["exercises", "grade", home / "in", "--roster", home / "class.csv", "--to"]
    exit_code, _, err = leadkit(*words, home / "grades.csv")
    assert (exit_code, "kept as it is; give another name, as in --to grades-2.csv" in err) == (1, True)
    assert (home / "grades.csv").read_bytes() == before
    exit_code, out, _ = leadkit(*words, home / "grades-2.csv")
    assert (exit_code, "7 taken from an earlier run" in out) == (0, True)
    assert (home / "grades-2.csv").read_bytes() == before
    (home / "in" / "new.ipynb").write_text(light(*answered(), student="s-12"))
    _, out, _ = leadkit(*words, home / "grades-3.csv")
    assert "7 taken from an earlier run" in out
    assert table(home / "grades-3.csv")["new.ipynb"]["points"] == "6"
    (home / "in" / "new.ipynb").unlink()


def test_any_order_and_any_number_at_once_give_the_same_bytes(tmp_path):
    files = {f"{i}.ipynb": light(*answered(unbought=f"purchases = {i}"), student=f"s-{i}") for i in range(3)}
    files |= {"slow.ipynb": light("import time\ntime.sleep(2)", *answered()), "wrong.ipynb": light("x = 1 / 0")}
    told = []
    for jobs, names in ((1, sorted(files)), (4, sorted(files, reverse=True))):
        folder = hand_in(tmp_path / f"in-{jobs}", {name: files[name] for name in names})
        to = tmp_path / f"out-{jobs}" / "grades.csv"
        to.parent.mkdir()
        assert leadkit("exercises", "grade", folder, "--to", to, "--jobs", jobs)[0] == 0
        told.append((to.read_bytes(), to.with_suffix(".html").read_bytes()))
    assert told[0] == told[1]


def test_who_means_harm_harms_nobody_and_is_told(tmp_path):
    neighbour = tmp_path / "in" / "right.ipynb"
    files = hostile(neighbour)
    hand_in(tmp_path / "in", {**files, "right.ipynb": light(*answered())})
    before = {path.name: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    to = tmp_path / "grades.csv"
    words = ["--timeout", 12, "--memory", "600MB"]
    exit_code, out, _ = leadkit("exercises", "grade", tmp_path / "in", "--to", to, *words)
    rows = table(to)
    assert exit_code == 0
    assert {name: (row["status"], row["points"]) for name, row in rows.items()} == {
        "loop.ipynb": ("timed out", ""),
        "hog.ipynb": ("graded", "6"),
        "leaves.ipynb": ("graded", "6"),
        "back-door.ipynb": ("crashed", ""),
        "overwrites.ipynb": ("graded", "5"),
        "reads.ipynb": ("graded", "0"),
        "shouts.ipynb": ("graded", "6"),
        "bomb.ipynb": (rows["bomb.ipynb"]["status"], ""),
        "paints.ipynb": ("graded", "6"),
        "function.ipynb": ("graded", "0"),
        "right.ipynb": ("graded", "6"),
    }
    assert rows["bomb.ipynb"]["status"] in {"crashed", "timed out"}
    assert rows["loop.ipynb"]["notes"].startswith("Cell 7 was still running after 12 seconds.")
    assert "ended by itself in cell 7" in rows["back-door.ipynb"]["notes"]
    assert "MemoryError" in rows["hog.ipynb"]["notes"]
    assert "Permission denied" in rows["reads.ipynb"]["notes"]
    assert "Permission denied" in rows["overwrites.ipynb"]["notes"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "in").iterdir()} == before
    page = to.with_suffix(".html").read_text(encoding="utf-8")
    for text in (page, to.read_text(encoding="utf-8"), out):
        assert not re.search("\x1b|\u202e|<script|<img", text.replace("<script>alert(1)", "" if text is page else "."))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page
    assert "`unbought` holds something of the type builtin_function_or_method" not in rows["function.ipynb"]["notes"]
    assert "holds something of the type builtin_function_or_method" in page


def test_the_trainers_questions_are_asked_whatever_a_file_does_to_its_own(tmp_path):
    cheat = "import leadkit.exercises.questions as q\nq.Question.judge = lambda *_: 'correct'\nunbought = 'age > 1'"
    hand_in(tmp_path, {"a.ipynb": light(cheat)})
    (row,) = grade(tmp_path).rows
    assert (row.points, row.marks[0].kind) == (0, "not_yet")


def test_a_zip_is_graded_like_the_folder(tmp_path):
    folder = hand_in(tmp_path / "in", {"ลูก ค้า.ipynb": light(*answered())})
    shutil.make_archive(str(tmp_path / "in"), "zip", folder)
    assert grade(tmp_path / "in.zip").rows == grade(folder).rows


def test_the_exercise_is_the_one_that_most_begin_or_the_one_named(tmp_path):
    second = 'if False:\n    begin("05", globals())'
    hand_in(tmp_path, {"a.ipynb": light("a = 1"), "b.ipynb": light("b = 1", begun=second)})
    with pytest.raises(RunError, match="exercise 01 as 05: say with --exercise"):
        grade(tmp_path)
    grades = grade(tmp_path, "01")
    assert [row.status for row in grades.rows] == ["graded", "not this exercise"]
    hand_in(tmp_path / "x", {"a.ipynb": json.dumps({"cells": [code("1")]})})
    with pytest.raises(RunError, match="None of the notebooks begins an exercise"):
        grade(tmp_path / "x")


def test_a_sentence_is_said_in_the_trainers_language(tmp_path):
    hand_in(tmp_path, {"a.ipynb": light("unbought = 1 +", "unbought = len"), "b.ipynb": b""})
    for lang, empty in (("th", "ไฟล์ว่างเปล่า"), ("vi", "Tệp trống.")):
        grades = grade(tmp_path, "01", lang=lang)
        assert grades.rows[1].notes == (empty,)
        assert "builtin_function_or_method" in grades.rows[0].marks[0].says
        told = telling.page(grades, lang)
        assert not re.search(r"grading\.|[a-z]+_[a-z]+\.", json.dumps([told["title"], told["best"], told["count"]]))


def test_data_that_cannot_be_made_is_told_and_is_no_zero(tmp_path):
    hand_in(tmp_path, {"a.ipynb": light(seed=8), "b.ipynb": light(world="mars")})
    first, second = grade(tmp_path).rows
    assert (first.status, first.points) == (second.status, second.points) == ("unreadable", None)
    assert "seed 8" in first.notes[0]
    assert "world = mars" in second.notes[0]


def test_a_run_that_was_stopped_is_taken_up_where_it_was(tmp_path, monkeypatch):
    hand_in(tmp_path / "in", {f"{i}.ipynb": light(f"a = {i}") for i in range(3)})
    seen = []

    def stop(share):
        seen.append(share)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(tmp_path / "in", jobs=1, kept=tmp_path / "kept.jsonl", progress=stop)
    with (tmp_path / "kept.jsonl").open("a") as file:
        file.write('{"of": "cut')
    grades = grade(tmp_path / "in", jobs=1, kept=tmp_path / "kept.jsonl")
    assert (grades.reused, len(grades.rows)) == (2, 3)
    ran = []
    monkeypatch.setattr(grading, "run", lambda *_, **__: ran.append(1))
    assert grade(tmp_path / "in", kept=tmp_path / "kept.jsonl") == grading.Grades(grades.exercise, grades.rows, {}, 3)
    assert ran == []


def test_another_kit_other_limits_or_another_language_keep_nothing(tmp_path, monkeypatch):
    kept = keeping.Kept(tmp_path / "kept.jsonl", "01 en")
    kept.add("digest", {"status": "graded"})
    assert keeping.Kept(tmp_path / "kept.jsonl", "01 en").results == {"digest": {"status": "graded"}}
    assert keeping.Kept(tmp_path / "kept.jsonl", "01 th").results == {}
    monkeypatch.setattr(keeping, "fingerprint", lambda: "another kit")
    assert keeping.Kept(tmp_path / "kept.jsonl", "01 en").results == {}


def test_when_nothing_can_be_run_here_no_student_pays_for_it(tmp_path):
    hand_in(tmp_path, {"a.ipynb": light()})
    with pytest.raises(RunError, match="Not even an empty notebook can be run within these limits"):
        grade(tmp_path, limits=Limits(memory=20 * 2**20))


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["none", "--to", "g.csv"], 1, "There is no folder or file 'none'"),
        (["in", "--to", "g.xlsx"], 1, "is not called .csv; give another name, as in --to g.csv"),
        (["in", "--to", "in/g.csv"], 1, "Keep the grades away from the files of the students"),
        (["in", "--to", "none/g.csv"], 1, "cannot be written"),
        (["in", "--to", "g.csv", "--memory", "lots"], 2, "--memory takes a size such as 2GB"),
        (["in", "--to", "g.csv", "--exercise", "88"], 2, "No exercise '88'"),
        (["in", "--to", "g.csv", "--lang", "fr"], 2, "No language 'fr'"),
        (["in", "--to", "g.csv", "--roster", "none.csv"], 1, "The roster 'none.csv' cannot be read"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(tmp_path, monkeypatch, words, code, why):
    monkeypatch.chdir(tmp_path)
    hand_in(tmp_path / "in", {"a.ipynb": light()})
    exit_code, out, err = leadkit("exercises", "grade", *words)
    assert (exit_code, out, why in err) == (code, "", True)
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_a_student_makes_a_copy_and_checks_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exit_code, out, _ = leadkit("exercises", "new", "01", "--student", "s-017")
    assert (exit_code, out.startswith(f"{NAME}.s-017.ipynb: exercise 01 for s-017, with seed ")) == (0, True)
    assert leadkit("exercises", "new", "01", "--student", "s-017")[0] == 1
    exit_code, out, _ = leadkit("exercises", "check", f"{NAME}.s-017.ipynb", "--lang", "vi")
    assert (exit_code, out.count("–"), "0 trên 12 điểm" in out) == (1, 6, True)


def test_check_is_content_only_when_every_answer_is_right(tmp_path):
    right, half, bad = (tmp_path / f"{name}.ipynb" for name in ("right", "half", "bad"))
    right.write_text(notebook())
    half.write_text(light(*answered(), "1 / 0"))
    bad.write_text(light("import os\nos._exit(3)"))
    exit_code, out, _ = leadkit("exercises", "check", right)
    assert (exit_code, out.count("✓"), "9 of 9 points, and 3 more for a person to give" in out) == (0, 5, True)
    exit_code, out, _ = leadkit("exercises", "check", half)
    assert (exit_code, out.count("✓"), "division by zero" in out) == (1, 3, True)
    exit_code, out, _ = leadkit("exercises", "check", bad)
    assert (exit_code, "ended by itself in cell 3" in out, "crashed" in out) == (1, True, True)


def test_what_could_not_be_started_is_tried_again_and_then_called_no_fault_of_the_file(tmp_path, monkeypatch):
    hand_in(tmp_path / "in", {"a.ipynb": light("unbought = 'age > 1'")})
    started, lost = Ran("done", 1, answers={"tried": 1}), Ran("gone", broken="ImportError: no kit")
    for told, status, kept in (([started, lost, started], "graded", 1), ([started, lost, lost], "crashed", 0)):
        left, file = list(told), tmp_path / f"{status}.jsonl"
        monkeypatch.setattr(grading, "run", lambda *_, left=left, **__: left.pop(0))
        (row,) = grade(tmp_path / "in", kept=file).rows
        assert (row.status, len(file.read_text().splitlines()) if file.exists() else 0) == (status, kept)
    assert row.notes == ("It could not be started (ImportError: no kit); that is no fault of the file. Grade again.",)
