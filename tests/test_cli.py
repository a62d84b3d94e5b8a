"""The command line: a map that cannot lag behind, one sentence for a mistake, and real calls of every command."""

import re
import signal
import subprocess
import sys

import pandas as pd
import pytest
import typer
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

import leadkit as lk
from leadkit import datasets, doctor, notebooks
from leadkit.cli import app, frame, given, main, series
from leadkit.words import strings

RULES = [f"rules {name}" for name in ("check", "diff", "say", "schema", "sql", "test")]
TASKS = [f"exercises {name}" for name in ("check", "grade", "new")]
COMMANDS = ["app", "classify", "data check", "data make", "doctor", *TASKS, "explain", "lab", "reset", *RULES, "run"]
COMMANDS += ["score", "segment"]


def leadkit(*words):
    """Type a command, and give exit code, standard output and standard error."""
    ran = CliRunner().invoke(app, [str(word) for word in words], prog_name="leadkit")
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.stdout, ran.stderr


def helped(command):
    """Name what the help of a command has strings for."""
    return {key.rpartition(".")[2] for key in strings("en") if key.startswith(f"help.{command}.")}


def tree(group, path=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from tree(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world") / "saas"
    assert leadkit("data", "make", "saas", "--people", 60, "--seed", 3, "--out", folder, "--format", "csv")[0] == 0
    return folder


# The map


def test_every_command_is_known_here_and_has_help_and_an_example():
    commands = dict(tree(typer.main.get_command(app)))
    assert sorted(commands) == COMMANDS
    for path, command in commands.items():
        assert re.match(r"[A-Z][^\n]*\.", command.help), path
        assert command.epilog.startswith("Examples:\n  "), path
        for example in command.epilog.splitlines()[1:]:
            assert example.startswith(f"  leadkit {path}"), path
        said = {name for key in (path.replace(" ", "_"), "any") for name in helped(key)}
        assert all(option.help or option.name in said for option in command.params if option.name != "help"), path


def test_every_example_is_typed_rightly():
    for path, command in tree(typer.main.get_command(app)):
        for example in command.epilog.splitlines()[1:]:
            words = example.partition(" > ")[0].replace("'", "").split()[1 + len(path.split()) :]
            assert command.make_context(path, words), example


@pytest.mark.parametrize("path", ["", "data", "rules", *COMMANDS])
def test_help_is_a_page_with_examples_and_no_mistake(path):
    code, out, err = leadkit(*path.split(), "--help")
    assert (code, err) == (0, "")
    assert "Examples:" in out
    assert "leadkit " in out


def test_the_map_shows_every_command():
    out = leadkit("--help")[1]
    assert all(re.search(rf"\b{name.split()[0]}\b", out) for name in COMMANDS)


def test_the_version_is_said():
    assert leadkit("--version") == (0, "leadkit 0.1.0\n", "")


def test_help_is_quick_and_loads_nothing_heavy():
    heavy = ("duckdb", "matplotlib", "papermill", "nbconvert", "nbformat", "faker", "rich.progress")
    code = f"import sys; import leadkit.cli; print([m for m in {heavy!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_python_m_leadkit_is_the_command_line():
    ran = subprocess.run([sys.executable, "-m", "leadkit", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == "leadkit 0.1.0\n"


# Mistakes


def test_a_mistyped_command_or_option_is_usage():
    assert leadkit("rnu")[0] == leadkit("run", "--joobs", "2")[0] == leadkit("data", "make", "saas")[0] == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["run", "99"], 2, "No notebook '99'."),
        (["run", "BOOK", "-p", "peopel", "5"], 2, "No parameter 'peopel' in 00_book. Did you mean 'people'?"),
        (["run", "BOOK", "-p", "people", "abc"], 2, "Parameter 'people' takes a whole number, and 'abc' is not one."),
        (["run", "BOOK", "-p", "lang", "fr"], 2, "Parameter 'lang': No language 'fr'."),
        (["run", "BOOK", "-p", "world", "sas"], 2, "Parameter 'world': No world 'sas'. Did you mean 'saas'?"),
        (["run", "BOOK", "-p", "tables", "none"], 2, "Parameter 'tables' takes a folder of tables"),
        (["run", "BOOK", "--out", "."], 1, "exists already, and results are never written over"),
        (["run", "BOOK", "--out", "BOOK/results"], 1, "cannot be written"),
        (["reset", "99"], 2, "No notebook '99'."),
        (["app", "99"], 2, "No notebook '99'."),
        (["app", "05", "--lang", "fr"], 2, "No language 'fr'."),
        (["data", "make", "sas", "-n", "5", "-o", "new"], 2, "No world 'sas'. Did you mean 'saas'?"),
        (["data", "make", "saas", "-n", "0", "-o", "new"], 1, "A world has at least 1"),
        (["data", "make", "shop", "-n", "9", "-o", "new", "--without", "shiping"], 2, "Did you mean 'shipping'?"),
        (["data", "check", "nowhere"], 1, "nowhere"),
        (["classify", "nowhere.csv", "--by", "marketstar"], 1, "nowhere.csv"),
        (["classify", "nowhere.csv", "--by", "marketstr"], 2, "No pack 'marketstr'. Did you mean 'marketstar'?"),
        (["classify", "x.csv", "--by", "successagency", "-p", "quiett", "3"], 2, "Did you mean 'quiet'?"),
        (
            ["classify", "x.csv", "--by", "marketstar", "--by", "successagency", "-p", "quiett", "3"],
            2,
            "No parameter 'quiett' in marketstar, successagency. Did you mean 'quiet'?",
        ),
    ],
)
def test_a_mistake_is_one_sentence_on_the_standard_error(write_notebook, parameters, empty_folder, words, code, says):
    book = str(write_notebook("00_book", parameters))
    ran, out, err = leadkit(*(word.replace("BOOK", book) for word in words))
    assert (ran, out) == (code, "")
    assert says in err
    assert err.startswith("leadkit: ")
    assert err.count("\n") == 1
    assert list(empty_folder.iterdir()) == []


@pytest.mark.parametrize("words", [["-p"], ["-p", "lang"], ["--param", "lang"]])
def test_a_parameter_without_a_value_is_usage(words):
    code, _, err = leadkit("run", *words)
    assert code == 2
    assert "takes a name and a value" in err


def test_a_pair_may_be_two_words_or_one():
    command = dict(tree(typer.main.get_command(app)))["run"]
    words = ["01", "-p", "lang", "vi", "--param", "seed=-3", "-p", "title", "a=b", "--", "-p", "x"]
    read = command.make_context("run", list(words)).params
    assert frame.pairs(read["param"]) == {"lang": "vi", "seed": "-3", "title": "a=b"}
    assert read["notebooks"] == ["01", "-p", "x"]


def test_ctrl_c_is_one_sentence_and_130(monkeypatch):
    def stopped(*_a, **_k):
        raise KeyboardInterrupt

    monkeypatch.setattr(notebooks, "choose", stopped)
    assert leadkit("run") == (130, "", "Stopped; nothing was left behind.\n")


def test_a_fault_of_the_kit_itself_is_not_hidden(monkeypatch):
    def wrong(*_a, **_k):
        raise ZeroDivisionError

    monkeypatch.setattr(notebooks, "choose", wrong)
    with pytest.raises(ZeroDivisionError):
        leadkit("run")


def test_being_told_to_end_is_like_ctrl_c(monkeypatch):
    handlers = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(sys, "argv", ["leadkit", "--version"])
    with pytest.raises(SystemExit):
        main()
    with pytest.raises(KeyboardInterrupt):
        handlers[signal.SIGTERM](15, None)


# Running


@pytest.mark.slow
def test_a_run_writes_a_page_and_a_failed_notebook_is_shown_and_counts(write_notebook, parameters, empty_folder):
    good = write_notebook("00_good", ("markdown", "# 00 · Good"), parameters, "print(lang)")
    bad = write_notebook("01_bad", ("markdown", "# 01 · Bad"), "a = 1\nb = a / 0")
    code, out, err = leadkit("run", good, bad, "-p", "lang", "vi", "--out", "results", "--jobs", "2")
    assert code == 1
    assert err == "Without 'lang', since they do not take it: 01_bad.\n"
    lines = out.splitlines()
    assert re.match(r"00_good +done +\d+\.\d$", lines[1].rstrip())
    assert re.match(
        r"01_bad +failed +\d+\.\d +cell 2 \(In \[1\]\), line 2: ZeroDivisionError: division by zero", lines[2]
    )
    assert lines[3].strip() == "b = a / 0"
    assert lines[-1] == str(empty_folder / "results" / "index.html")
    assert sorted(path.name for path in (empty_folder / "results").iterdir()) == [
        "00_good.html", "00_good.ipynb", "01_bad.html", "01_bad.ipynb", "index.html",
    ]  # fmt: skip
    assert "1 of 2 notebooks did not run to the end." in (empty_folder / "results" / "index.html").read_text("utf-8")
    assert [path.name for path in empty_folder.iterdir()] == ["results"]


@pytest.mark.slow
def test_two_runs_at_once_in_one_folder_never_mix(write_notebook, empty_folder):
    books = [write_notebook(f"00_{word}", f"print('{word}')") for word in ("one", "two")]
    command = [sys.executable, "-m", "leadkit", "run"]
    runs = [
        subprocess.Popen([*command, book], cwd=empty_folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for book in books
    ]
    told = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    folders = sorted(empty_folder.iterdir())
    assert len(folders) == 2
    held = sorted(sorted(path.name for path in folder.glob("*.ipynb")) for folder in folders)
    assert held == [["00_one.ipynb"], ["00_two.ipynb"]]


def test_the_bars_follow_the_cells():
    bars = Progress(console=Console(quiet=True), disable=True)
    task = bars.add_task("00_start", total=None, start=False, note="waiting")
    seen = []
    for kind, cell in (("start", 4), ("cell", 3), ("done", 0)):
        series._move(bars, task, notebooks.Event("00_start", kind, cell))
        seen.append((bars.tasks[0].completed, bars.tasks[0].total, bars.tasks[0].fields["note"]))
    assert seen == [(0, 4, "starting its kernel"), (2, 4, "cell 3 of 4"), (4, 4, "done")]
    assert bars.tasks[0].finished


# JupyterLab


def test_lab_copies_opens_and_keeps(write_notebook, monkeypatch, empty_folder):
    write_notebook("00_start", "1")
    source = write_notebook("01_words", "2").parent
    monkeypatch.setattr(datasets, "shipped", lambda _kind: source)
    opened = []

    def open_lab(folder, *, lang, port, browser, announce):
        announce("http://127.0.0.1:8888/lab?token=t")
        opened.append((folder.name, lang, port, browser))
        return 0

    monkeypatch.setattr(notebooks, "open_lab", open_lab)
    (empty_folder / "mine").mkdir()
    (empty_folder / "mine" / "01_words.ipynb").write_text("my work")
    code, out, err = leadkit("lab", "--folder", "mine", "--no-browser", "--port", "8899")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Added to mine:", "  00_start.ipynb", "Kept as you left them:", "  01_words.ipynb",
        "JupyterLab opens at http://127.0.0.1:8888/lab?token=t", "Stop it with Ctrl-C.",
    ]  # fmt: skip
    assert opened == [("mine", "en", 8899, False)]
    monkeypatch.setattr(notebooks, "open_lab", lambda *_a, **_k: 1)
    assert leadkit("lab", "--folder", "mine")[0] == 1
    assert (empty_folder / "mine" / "01_words.ipynb").read_text() == "my work"

    code, out, err = leadkit("reset", "1", "--folder", "mine")
    fresh, yours = out.splitlines()
    assert (code, err, fresh) == (0, "", "Fresh: mine/01_words.ipynb")
    assert (empty_folder / yours.removeprefix("Yours: ")).read_text() == "my work"
    assert leadkit("reset", "1", "--folder", "mine")[1] == "Fresh: mine/01_words.ipynb\n"


# Tables


def test_a_world_is_made_and_is_without_fault(world):
    assert leadkit("data", "check", world) == (0, f"No faults in {world}.\n", "")
    assert len(lk.read(world).people) >= 60


def test_what_is_not_there_is_said_and_is_no_fault(tmp_path):
    (tmp_path / "people.csv").write_text("person_id,created_at,email,phone\na,2024-01-31,,\n")
    code, out, err = leadkit("data", "check", tmp_path)
    assert (code, err, out.splitlines()[0]) == (0, "", f"No faults in {tmp_path}.")
    assert "'people' has no column 'social_account': has_social_account will be unknown for everybody.\n" in out
    assert "There is no table 'crm_records': in_crm will be 0 or no for everybody, which does not mean" in out


def test_every_fault_is_a_line_and_the_count_is_said(tmp_path):
    folder = tmp_path / "bad"
    folder.mkdir()
    table = "person_id,created_at\na,2024-01-31\nb,2024-13-01\n"
    (folder / "people.csv").write_text(table)
    code, out, err = leadkit("data", "check", folder)
    assert code == 1
    assert out.splitlines()[0].split() == ["file", "line", "column", "reason", "value"]
    assert re.match(
        r"people\.csv +3 +created_at +There is no such day as '2024-13-01'\. +2024-13-01", out.splitlines()[1]
    )
    assert err == f"1 fault in {folder}.\n"
    assert (folder / "people.csv").read_text() == table


def test_classify_counts_and_shows_the_first_rows(world):
    code, out, err = leadkit("classify", world, "--by", "marketstar")
    assert (code, err) == (0, "")
    counted = lk.tally(lk.read(world), by=lk.definitions("marketstar"))
    lead = counted.set_index("term").loc["marketstar_lead"]
    assert re.search(rf"^ +marketstar_lead +{lead.yes} +{lead.no} +{lead.unknown}$", out, re.MULTILINE)
    assert "The first 10 people:" in out
    assert lk.read(world).people["full_name"].dropna().iloc[0] not in out


def test_classify_writes_what_the_verb_gives(world, tmp_path):
    to = tmp_path / "answers.parquet"
    words = ["--by", "marketstar", "--by", "successagency", "-p", "quiet", "30", "--as-of", "2025-03-31", "--to", to]
    assert leadkit("classify", world, *words) == (0, f"{to}\n", "")
    schools = [lk.definitions("marketstar"), lk.definitions("successagency", quiet=30)]
    asked = lk.classify(lk.read(world), by=schools, as_of="2025-03-31")
    written = pd.read_parquet(to, dtype_backend="numpy_nullable")
    assert written.columns[0] == "person_id"
    assert list(written.columns) == list(asked.columns)
    by_id = written.set_index("person_id").loc[asked["person_id"]].astype("boolean")
    assert (
        by_id.equals(asked.set_index("person_id").astype("boolean"))
        or (by_id == asked.set_index("person_id")).all().all()
    )


def test_classify_takes_a_snapshot_file(world, tmp_path):
    snapshot = tmp_path / "snapshot.parquet"
    lk.snapshot(lk.read(world)).to_parquet(snapshot)
    of_file, of_tables = (leadkit("classify", data_, "--by", "marketstar")[1] for data_ in (snapshot, world))
    assert of_file.split("The first")[0] == of_tables.split("The first")[0]


def test_the_values_of_a_pack_are_read_as_what_they_look_like():
    read = given.values([f"p{i}={text}" for i, text in enumerate(("30", "0.5", "true", "FALSE", "TH"))])
    assert list(read.values()) == [30, 0.5, True, False, "TH"]


# Progress


def test_progress_is_silent_when_nobody_watches(capsys):
    with frame.share("x") as progress:
        progress(0.5)
    assert capsys.readouterr() == ("", "")


def test_lines_are_long_where_nobody_watches():
    assert frame.console().width == 160


# The doctor


@pytest.mark.slow
def test_the_doctor_tells_one_finding_a_line_and_fails_when_one_is_bad(monkeypatch):
    def examine(try_kernel):
        assert try_kernel is notebooks.try_kernel
        yield doctor.Finding("a", "good", "well")
        yield doctor.Finding("b", "poor", "slow", "wait")
        yield state

    monkeypatch.setattr(doctor, "examine", examine)
    state = doctor.Finding("c", "good", "well")
    assert leadkit("doctor") == (0, "good  a: well\npoor  b: slow\n      wait\ngood  c: well\n", "")
    state = doctor.Finding("c", "bad", "ill", "cure it")
    assert leadkit("doctor") == (1, "good  a: well\npoor  b: slow\n      wait\n bad  c: ill\n      cure it\n", "")


def test_what_a_student_reads_in_the_terminal_is_in_the_language_of_the_session(monkeypatch, capsys):
    monkeypatch.setenv("LEADKIT_LANG", "th")
    monkeypatch.setattr(doctor, "examine", lambda _kernel: [doctor.Finding("ก", "good", "ข")])
    assert leadkit("doctor") == (0, "  ดี  ก: ข\n", "")
    fault = {"cell": 4, "count": 2, "line": 1, "source": "1 / 0", "name": "ZeroDivisionError", "message": "x"}
    series._summary([notebooks.Outcome("01", "done", 2.0), notebooks.Outcome("02", "failed", 2.0, fault)])
    told = capsys.readouterr().out
    assert "สมุดบันทึก" in told
    assert "เซลล์ 4 (In [2]), บรรทัด 1: ZeroDivisionError: x" in " ".join(told.split())
    assert not {"done", "failed", "cell", "line", "seconds"} & {*told.replace(":", " ").split()}


def test_a_language_that_is_none_is_said_before_anything_is_put_away(monkeypatch, tmp_path):
    folder = tmp_path / "of mine"
    folder.mkdir()
    mine = folder / "01_lead_contact_customer.ipynb"
    mine.write_text("mine", encoding="utf-8")
    monkeypatch.setenv("LEADKIT_LANG", "xx")
    code, out, told = leadkit("reset", "01", "--folder", str(folder))
    assert (code, out) == (2, "")
    assert "LEADKIT_LANG is 'xx'" in told
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {mine.name: "mine"}
