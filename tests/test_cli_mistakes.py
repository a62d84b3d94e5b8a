"""What a student mistook is said in the language of the session: each sentence, brought about by a command."""

import errno
import os
import re
import zipfile
from pathlib import Path

import pytest
from grading_fixtures import hand_in, light
from hypothesis import given
from hypothesis import strategies as st
from test_cli import leadkit

from leadkit import datasets, errors, notebooks, words
from leadkit.exercises import submissions
from leadkit.exercises.questions import numbers
from leadkit.notebooks import app, lab, runner

SERIES = ", ".join(path.stem for path in notebooks.find())
TASKS = ", ".join(numbers())
NO_FOLDER = os.strerror(errno.ENOTDIR)
MORE = "deep: bool = True\nlimit: float = 0.5"
ZIPS = {"in": "a", "absolute": "/a", "outward": "../a", "link": "a", "locked": "a", "damaged": "a"}


@pytest.fixture
def here(tmp_path, monkeypatch, write_notebook, parameters):
    """Go to a folder with what the commands below stumble over."""
    monkeypatch.chdir(tmp_path)
    for folder in ("mine", "yours"):
        write_notebook("00_book", (parameters[0], parameters[1] + MORE), folder=folder)
    write_notebook("01_other", "2", folder="mine")
    write_notebook("02_odd", ("parameters", "a = (\n"), folder=".")
    other = light(begun='if False:\n    begin("05", globals())')
    hand_in(tmp_path / "in", {"a.ipynb": light(), "b.ipynb": other})
    hand_in(tmp_path, {"bad.ipynb": "", "notes.txt": "hello", "seed.ipynb": light(seed=8)})
    for name, member in ZIPS.items():
        one = zipfile.ZipInfo(f"{member}.ipynb")
        one.external_attr, one.compress_type = (0o120777 << 16 if name == "link" else 0), zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(f"{name}.zip", "w") as archive:
            archive.writestr(one, "x" * 99)
        data = bytearray((tmp_path / f"{name}.zip").read_bytes())
        data[data.index(b"PK\1\2") + 8] |= name == "locked"
        data[37] ^= 0xFF if name == "damaged" else 0  # in the midst of what was deflated
        (tmp_path / f"{name}.zip").write_bytes(data)
    for folder in ("empty", ".taken.writing"):
        (tmp_path / folder).mkdir()
    (tmp_path / ".taken.writing" / ".owner").write_text(str(os.getpid()), encoding="ascii")
    return tmp_path.resolve()


def typed(kind, name, text, **told):
    """Type a parameter that cannot be read."""
    return (
        f"run mine/00_book.ipynb -p {name} {text}",
        lambda say: say(f"parameter.{kind}", name=name, text=text, **told),
    )


def handed(why, **told):
    """Check a zip that is not opened."""
    return (f"exercises check {why}.zip", lambda say: say(f"zip.{why}", path=f"{why}.zip", **told))


def plain(command, key, **told):
    """Type a command that is answered with one sentence."""
    return (command, lambda say: say(key, **told))


CASES = [
    ("run 99", lambda say: say("no_notebook", name="99") + say("all", names=SERIES)),
    ("reset 00_strat", lambda say: say("no_notebook", name="00_strat") + say("near", names="00_start_here")),
    ("app 00 --lang xx", lambda say: say("no_language", name="xx") + say("all", names="en, th, vi")),
    plain("run", "no_series"),
    plain("run mine/00_book.ipynb yours/00_book.ipynb", "same_name", name="00_book"),
    plain("app mine", "many_notebooks", name="mine", count=2),
    plain("run bad.ipynb", "unreadable", path="HERE/bad.ipynb", why="Notebook does not appear to be JSON: ''"),
    plain("app 02_odd.ipynb", "not_python", name="02_odd.ipynb", line=1, why="'(' was never closed"),
    (
        "run 00 -p peple 3",
        lambda say: say("no_parameter", notebook="00_start_here", name="peple") + say("near", names="people"),
    ),
    ("run mine -p peple 3", lambda say: say("no_parameter_anywhere", name="peple") + say("near", names="people")),
    (
        "run mine -p world sas",
        lambda say: say("parameter.of", name="world", why=say("no_world", name="sas") + say("near", names="saas")),
    ),
    (
        "run 00 -p lang xx",
        lambda say: say(
            "parameter.of", name="lang", why=say("no_language", name="xx") + say("all", names="en, th, vi")
        ),
    ),
    typed("whole", "people", "x"),
    typed("least", "people", "0", least=1),
    typed("number", "limit", "half"),
    typed("yes_no", "deep", "perhaps"),
    typed("day", "as_of", "30/6"),
    typed("folder", "tables", "none"),
    plain("run mine --out .", "results_there", path="HERE"),
    plain("run mine --out taken", "other_run", path="HERE/taken"),
    plain("run mine --out bad.ipynb/x/y", "folder_closed", path="HERE/bad.ipynb/x/y", why=NO_FOLDER),
    plain("lab --folder notes.txt/x", "folder_closed", path="notes.txt/x", why=NO_FOLDER),
    plain("reset 00 --folder notes.txt/x", "notebook_closed", path="notes.txt/x/00_start_here.ipynb", why=NO_FOLDER),
    plain("lab --port 99999", "no_port", port=99999),
    plain("lab --port 8899", "port_in_use", port=8899),
    plain("app mine/00_book.ipynb", "ports_in_use"),
    plain("app 00", "no_voila"),
    plain("reset 00", "not_whole", name="notebooks"),
    ("exercises new 77", lambda say: say("no_exercise", name="77") + say("all", names=TASKS)),
    (
        "exercises new 1 --world sas",
        lambda say: say("not_its_world", number="01", world="sas") + say("near", names="saas"),
    ),
    plain("exercises new 1 --to bad.ipynb", "file_there", path="bad.ipynb"),
    plain("exercises new 1 --to bad.ipynb/x", "file_closed", path="bad.ipynb/x", why=NO_FOLDER),
    plain("exercises new 1 --to bad.ipynb/x/y", "file_closed", path="bad.ipynb/x/y", why=NO_FOLDER),
    plain("exercises check in --memory lots", "no_size", text="lots"),
    plain("exercises check nowhere", "nothing_there", path="nowhere"),
    plain("exercises check empty", "no_files", path="empty"),
    plain("exercises check yours/../in", "many_files", path="yours/../in", count=2, most=1),
    plain("exercises check mine/00_book.ipynb", "none_begun"),
    ("exercises check in", lambda say: say("tied", exercises=f"01{say('as')}05")),
    plain("exercises check in/a.ipynb --memory 20MB", "not_even_one", why=""),
    plain("exercises check in/a.ipynb", "no_locks"),
    plain("exercises check notes.txt", "zip.none", path="notes.txt", why="File is not a zip file"),
    plain("exercises check in.zip", "zip.large", path="in.zip"),
    plain(
        "exercises check damaged.zip",
        "zip.damaged",
        path="damaged.zip",
        why="Error -3 while decompressing data: invalid code lengths set",
    ),
    handed("absolute", name="/a.ipynb"),
    handed("outward", name="../a.ipynb"),
    handed("link", name="a.ipynb"),
    handed("locked", name="a.ipynb"),
]
# What stands in the way of a command, where a folder and a file do not bring it about.
SPOILT = {
    "run": (datasets, "shipped", lambda _kind: Path("empty")),
    "reset 00": (datasets, "files", lambda _package: Path("empty").resolve()),
    "lab --port 8899": (lab, "is_free", lambda _port: False),
    "app mine/00_book.ipynb": (lab, "is_free", lambda _port: False),
    "app 00": (app, "find_spec", lambda _name: None),
    "exercises check yours/../in": (submissions, "MOST_FILES", 1),
    "exercises check in/a.ipynb": (os, "fork"),
    "exercises check in.zip": (submissions, "MOST_ZIPPED", 1),
}


def spoil(monkeypatch, command):
    monkeypatch.setattr(app, "find_spec", lambda _name: True)
    if len(how := SPOILT.get(command, ())) == 2:
        monkeypatch.delattr(*how)
    elif how:
        monkeypatch.setattr(*how)


def sayer(lang, here, heard=None):
    """Say a sentence of a mistake in a language, and keep its key."""

    def say(key, **told):
        (heard if heard is not None else []).append(key)
        return words.say(f"errors.{key}", lang, **told).replace("HERE", str(here))

    return say


@pytest.mark.parametrize(("command", "told"), CASES, ids=[command for command, _ in CASES])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_mistake_is_told_in_the_language_of_the_session(here, monkeypatch, lang, command, told):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    spoil(monkeypatch, command)
    code, _, err = leadkit(*command.split())
    assert code in {1, 2}
    assert err == f"leadkit: {told(sayer(lang, here))}\n"


@pytest.mark.parametrize(
    ("command", "told"), [one for one in CASES if re.match(r"(lab|app|exercises)(?!.*--lang)", one[0])]
)
def test_a_mistake_is_told_in_the_language_that_the_command_names(here, monkeypatch, command, told):
    monkeypatch.delenv("LEADKIT_LANG", raising=False)
    spoil(monkeypatch, command)
    err = leadkit(*command.split(), "--lang", "th")[2]
    assert err == f"leadkit: {told(sayer('th', here))}\n"


def test_every_sentence_is_brought_about_here():
    heard = ["no_pair", "sample_seed", "no_notebooks"]  # below; and no command names another folder of the series
    for _, told in CASES:
        told(sayer("en", "", heard))
    assert {f"errors.{key}" for key in heard} == {key for key in words.strings("en") if key.startswith("errors.")}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_typer_a_grade_and_a_table_say_of_a_mistake_is_in_the_language_too(here, monkeypatch, lang):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    assert words.say("errors.no_pair", lang, flag="-p") in leadkit("run", "-p", "x")[2]
    assert words.say("errors.sample_seed", lang, usual=7, seed=8) in leadkit("exercises", "check", "seed.ipynb")[1]
    unread = words.say("grading.trouble.empty", lang)
    assert leadkit("exercises", "check", "bad.ipynb")[2] == f"leadkit: bad.ipynb: {unread}\n"
    with pytest.raises(errors.RunError) as told:
        notebooks.choose([], here / "empty")
    assert str(told.value) == words.say("errors.no_notebooks", lang, path=here / "empty")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_run_that_was_lost_or_stopped_is_told_in_the_language_of_the_session(here, monkeypatch, lang):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    monkeypatch.setattr(runner, "_follow", lambda *_a, **_k: None)
    out = leadkit("run", "mine/01_other.ipynb", "--out", "results")[1]
    assert f"{words.say('terminal.lost', lang)}: {words.say('terminal.silent', lang)}" in out

    def stopped(*_a, **_k):
        raise KeyboardInterrupt

    monkeypatch.setattr(notebooks, "choose", stopped)
    assert leadkit("run") == (130, "", f"{words.say('terminal.stopped', lang)}\n")


@given(st.text(max_size=9), st.lists(st.text(max_size=9), max_size=60))
def test_what_is_offered_is_the_same_in_all_languages(name, choices):
    assert words.offered(name, choices, "en") == errors.nearest(name, choices)
    how, names = errors.offer(name, choices)
    assert [names in words.offered(name, choices, lang) for lang in words.LANGUAGES] == [True] * 3
    assert bool(how) == bool(choices)
