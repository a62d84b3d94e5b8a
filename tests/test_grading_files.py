"""What is handed in: folders, zips, names and bytes of every kind; the roster; a student's own copy."""

import json
import stat
import zipfile

import pytest
from grading_fixtures import NAME, code, hand_in, light, notebook

import leadkit as lk
from leadkit.errors import DataError, RunError, UnknownNameError
from leadkit.exercises import Given, exercise, roster, submissions
from leadkit.exercises.roster import new, read_roster, seeds
from leadkit.exercises.submissions import MOST_BYTES, collect, parse


def zipped(tmp_path, *members, name="class.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return path


def test_a_folder_and_a_zip_of_it_hold_the_same_submissions(tmp_path):
    files = {"a/Nguyễn Á.ipynb": light("x = 1"), "ลูกค้า 1.ipynb": light("x = 2"), "b.ipynb": b"", "b.txt": b"?"}
    files |= {".ipynb_checkpoints/b-checkpoint.ipynb": light(), "__MACOSX/._b.ipynb": b"\x00\x05"}
    folder = hand_in(tmp_path / "handed in", files)
    assert [one.name for one in collect(folder)] == ["a/Nguyễn Á.ipynb", "b.ipynb", "ลูกค้า 1.ipynb"]
    assert collect(zipped(tmp_path, *files.items())) == collect(folder)


def test_a_name_that_a_zip_does_not_call_utf_8_is_read_as_it_was_meant(tmp_path):
    path = zipped(tmp_path, ("XXXXXXX.ipynb", light()))
    path.write_bytes(path.read_bytes().replace(b"XXXXXXX", "ÁÉÍx".encode()))
    assert [one.name for one in collect(path)] == ["ÁÉÍx.ipynb"]


def member(name, mode=0, flags=0):
    made = zipfile.ZipInfo(name)
    made.external_attr, made.flag_bits = mode << 16, flags
    return made


@pytest.mark.parametrize(
    ("name", "mode", "why"),
    [
        ("/etc/cron.d/a.ipynb", 0, "an absolute path"),
        ("C:\\a.ipynb", 0, "an absolute path"),
        ("a/../../b.ipynb", 0, "a path that leads out of it"),
        ("..\\b.ipynb", 0, "a path that leads out of it"),
        ("a.ipynb", stat.S_IFLNK | 0o777, "a link"),
        ("a.ipynb", stat.S_IFIFO, "a link"),
    ],
)
def test_a_zip_with_ways_out_of_it_is_refused_in_one_sentence(tmp_path, name, mode, why):
    path = zipped(tmp_path, ("ok.ipynb", light()), (member(name, mode), "x"))
    with pytest.raises(RunError, match=why) as told:
        collect(path)
    assert "\n" not in str(told.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "MOST_ZIPPED", 20_000_000)
    path = zipped(tmp_path, *((f"{i}.ipynb", b"0" * 1_000_000) for i in range(21)))
    assert path.stat().st_size < 50_000
    with pytest.raises(RunError, match="would unpack to more than a class hands in"):
        collect(path)


def test_one_large_member_is_read_no_further_than_the_limit(tmp_path):
    (only,) = collect(zipped(tmp_path, ("a.ipynb", b" " * (MOST_BYTES + 10) + b"1")))
    assert only.trouble.key in {"big", "empty"}


def test_broken_zips_and_other_files_are_refused_in_one_sentence(tmp_path):
    whole = zipped(tmp_path, ("a.ipynb", light("x = 1" * 500)))
    cut, spoilt = tmp_path / "cut.zip", tmp_path / "spoilt.zip"
    cut.write_bytes(whole.read_bytes()[:-60])
    data = bytearray(whole.read_bytes())
    data[60:90] = b"\xff" * 30
    spoilt.write_bytes(data)
    (tmp_path / "notes.txt").write_text("hello")
    for path in (cut, spoilt, tmp_path / "notes.txt"):
        with pytest.raises(RunError, match=path.name):
            collect(path)


def test_what_is_not_there_or_empty_is_one_sentence(tmp_path):
    (tmp_path / "empty").mkdir()
    for path, why in ((tmp_path / "none", "There is no folder or file"), (tmp_path / "empty", "no notebooks")):
        with pytest.raises(RunError, match=why):
            collect(path)
    with pytest.raises(RunError, match="no notebooks"):
        collect(zipped(tmp_path, ("a.txt", "x")))


def test_a_link_is_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text(light())
    folder = hand_in(tmp_path / "in", {"a.ipynb": light()})
    (folder / "b.ipynb").symlink_to(secret)
    assert [one.trouble and one.trouble.key for one in collect(folder)] == [None, "link"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe{}", "not_utf8"),
        (b"{", "not_notebook"),
        (b"[]", "not_notebook"),
        (b"[" * 100_000, "not_notebook"),
        (b'{"cells": {}}', "not_notebook"),
        (b" " * MOST_BYTES + b"{}", "big"),
        (light(people=10**9).encode(), "setting"),
        (light(seed="7").encode(), "setting"),
        (light(seed=True).encode(), "setting"),
        (light(as_of="30 June").encode(), "setting"),
        (light(tables="mine").encode(), "own_tables"),
    ],
)
def test_what_cannot_be_graded_says_why(content, key):
    assert parse("a.ipynb", content).trouble.key == key


@pytest.mark.parametrize("value", ["__import__('os').system('touch /tmp/harm')", "1 +", "(" * 500, "-" * 3000 + "1"])
def test_parameters_are_read_as_literals_and_never_run(value):
    cells = [code(f"seed = {value}", "parameters")]
    assert parse("a.ipynb", json.dumps({"cells": cells}).encode()).trouble.key == "parameters"


def test_odd_notebooks_are_read_as_far_as_they_go():
    cells = [None, 7, {"cell_type": "code"}, {"cell_type": "code", "source": ["a = 1\n", "b"], "metadata": {"tags": 3}}]
    read = parse("a.ipynb", json.dumps({"cells": cells}).encode())
    assert [(one["cell"], one["source"]) for one in read.cells] == [(3, ""), (4, "a = 1\nb")]
    assert (read.trouble, read.begun, read.settings["world"]) == (None, "", "saas")


def test_the_exercise_is_known_by_what_it_begins_and_not_by_its_name():
    assert parse("99_other.ipynb", notebook().encode()).begun == "01"
    assert parse("01_x.ipynb", light(begun="# begin('01')").encode()).begun == ""


def test_a_roster_is_read_as_spreadsheets_write_it(write):
    told = {"s-1": "Án", "s-2": "วรรณา"}
    for text in ("student,name\ns-1,Án\ns-2,วรรณา\n", "Name;Student\r\nÁn; s-1 \r\nวรรณา;s-2\r\n;\r\n"):
        assert read_roster(write(b"\xef\xbb\xbf" + text.encode(), "class.csv")) == told
    assert read_roster(write("student\ns-1\n", "class.csv")) == {"s-1": ""}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("id,name\na,b\n", "has no column 'student'"),
        ("studnet\na\n", "Did you mean 'studnet'"),
        ("", "has no column 'student'"),
        ("student\n", "names no student"),
        ("student\na\n A\n", "names the student 'A' twice"),
        ("student,name\na,Ngọc\n".encode("utf-16"), "not in UTF-8"),
        ("student,name\na,Ch\xe2u\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused_in_one_sentence(write, content, why):
    with pytest.raises(DataError, match=why):
        read_roster(write(content, "class.csv"))


def test_a_roster_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_roster(tmp_path / "none.csv")


def test_seeds_are_a_students_own_and_always_the_same():
    assert seeds("01", "s-017") == seeds("01", " S-017") == (own := seeds("01", "s-017"))
    assert len({seeds("01", f"s-{i}")[0] for i in range(60)}) > 57
    assert set(own).isdisjoint(seeds("02", "s-017"))


def test_a_students_copy_is_her_own_and_answers_can_be_found_on_it(tmp_path):
    path, seed = new("1", tmp_path / "my own.ipynb", student='ส-๑ "x"', world="shop", lang="vi")
    read = parse(path.name, path.read_bytes())
    assert read.trouble is None
    assert read.settings == {
        "world": "shop", "people": 1200, "seed": seed, "as_of": "", "tables": "", "student": 'ส-๑ "x"'
    }  # fmt: skip
    assert seed in seeds("01", 'ส-๑ "x"')
    data = lk.load("shop", people=1200, seed=seed)
    given = Given(data, data.last_day)
    assert all(one.expected(given) is not None for one in exercise("01").questions)
    assert 'lang = \\"vi\\"' in path.read_text(encoding="utf-8")


def test_a_copy_without_an_id_is_the_sample_that_everybody_has(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, seed = new("01")
    assert (path.name, seed) == (f"{NAME}.ipynb", None)
    mine, blank = (
        [one["source"] for one in parse("a", text).cells] for text in (path.read_bytes(), notebook("blank").encode())
    )
    assert mine == [one.replace('lang = ""', 'lang = "en"') for one in blank]  # a copy keeps its language


def test_nothing_is_ever_overwritten(tmp_path):
    mine = tmp_path / "mine.ipynb"
    mine.write_text("work")
    with pytest.raises(RunError, match=r"exists already and is kept .* --to"):
        new("01", mine)
    assert mine.read_text() == "work"


def test_an_exercise_that_came_while_it_was_made_is_kept(tmp_path, monkeypatch):
    mine = tmp_path / "01.ipynb"

    def meanwhile(path, values):
        mine.write_text("mine")
        return "theirs"

    monkeypatch.setattr(roster, "to_work_in", meanwhile)
    with pytest.raises(RunError, match="exists already and is kept"):
        new("01", mine)
    assert ([file.name for file in tmp_path.iterdir()], mine.read_text()) == (["01.ipynb"], "mine")


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("77", {}, "No exercise '77'"),
        ("01", {"world": "shpo"}, "Did you mean 'shop'"),
        ("01", {"lang": "fr"}, "No lang"),
    ],
)
def test_an_unknown_exercise_world_or_language_is_one_sentence(tmp_path, name, options, why):
    with pytest.raises(UnknownNameError, match=why):
        new(name, tmp_path / "x.ipynb", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_name_made_of_an_id_stays_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, _ = new("01", student="../../x/.")
    assert path.parent.resolve() == tmp_path
    assert [one.name for one in tmp_path.iterdir()] == [f"{NAME}.x.ipynb"]
