"""Finding, checking, running, copying and resetting notebooks: small throw-away ones, to be read at a glance."""

import contextlib
import datetime as dt
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from processes import started

from leadkit import notebooks, prose, words
from leadkit.errors import RunError, UnknownNameError
from leadkit.notebooks import kernel, lab, worker
from leadkit.notebooks.parameters import Parameter, parameters_of
from leadkit.notebooks.series import headline


@pytest.fixture
def series(write_notebook, parameters):
    write_notebook("00_start", ("markdown", "# 00 · Start\n\n**Does it *work*?**"), parameters, "print(lang)")
    write_notebook("01_words", ("markdown", "# 01 · Words"), ("parameters", "lang = 'en'\nlimit = 0.5"), "limit")
    return write_notebook("02_plain", "1 + 1").parent


def one(path, out, given=None, **options):
    """Run one notebook and give its outcome and what was written."""
    chosen = notebooks.choose([str(path)])
    outcome = notebooks.run(chosen, [given or {}], out, **options)[0]
    return outcome, nbformat.read(out / path.name, as_version=4)


# Choosing


def test_a_notebook_is_chosen_by_number_name_or_path(series):
    def names(*asked):
        return [book.name for book in notebooks.choose(asked, series)]

    assert names("1") == names("01") == names("01_words") == names("01_WORDS.ipynb") == ["01_words"]
    assert names(str(series / "02_plain.ipynb"), "0") == ["02_plain", "00_start"]
    assert names(str(series)) == names() == ["00_start", "01_words", "02_plain"]
    assert names("00", "0", "00_start") == ["00_start"]


def test_an_unknown_notebook_offers_the_nearest(series):
    with pytest.raises(UnknownNameError, match=r"No notebook '01_wrods'\. Did you mean '01_words'\?"):
        notebooks.choose(["01_wrods"], series)
    with pytest.raises(UnknownNameError, match="No notebook '77'"):
        notebooks.choose(["77"], series)


def test_an_empty_series_is_one_sentence(tmp_path):
    with pytest.raises(RunError, match="no notebooks in"):
        notebooks.choose([], tmp_path)


def test_two_files_of_one_name_cannot_run_together(series, write_notebook):
    other = write_notebook("00_start", "2", folder="mine")
    with pytest.raises(RunError, match="Two of the chosen notebooks are called '00_start'"):
        notebooks.choose([str(other), "00"], series)


@pytest.mark.parametrize("text", ["{", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "[]", ""])
def test_a_file_that_is_no_notebook_is_one_sentence(tmp_path, text):
    path = tmp_path / "bad.ipynb"
    path.write_text(text)
    with pytest.raises(RunError, match="is not a notebook that can be read: ") as told:
        notebooks.read(path)
    assert "\n" not in str(told.value)


def test_title_and_question_are_the_first_heading_and_what_stands_under_it(series):
    book = notebooks.read(series / "00_start.ipynb")
    assert (book.number, book.title, book.question) == ("00", "00 · Start", "Does it work?")
    plain = notebooks.read(series / "02_plain.ipynb")
    assert (plain.title, plain.question, plain.parameters) == ("02_plain", "", ())
    assert headline("# A [link](x.ipynb) and `code`\n## Part") == ("A link and code", "")
    assert headline("words\n\n# Late\nunder it") == ("Late", "under it")


# Parameters


def test_the_parameters_cell_is_read_without_running_it():
    cell = (
        "import os\nseed = 7\npeople: int | None = None  # the sample\nday: str = '2025-06-30'\nsize = 2 * 3\na = b = 1"
    )
    found = {p.name: (p.default, p.hint) for p in parameters_of(cell, "01")}
    assert found == {
        "seed": (7, ""),
        "people": (None, "int | None"),
        "day": ("2025-06-30", "str"),
        "size": ("2 * 3", ""),
        "a": (1, ""),
        "b": (1, ""),
    }


def test_a_parameters_cell_that_is_not_python_names_its_line():
    with pytest.raises(RunError, match=r"parameters cell of 01 is not Python \(line 2\)"):
        parameters_of("a = 1\nb = = 2", "01")


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (Parameter("people", None), "500", 500),
        (Parameter("people", None), "None", None),
        (Parameter("people", None), "", None),
        (Parameter("seed", 7), "0", 0),
        (Parameter("lang", "en"), "th", "th"),
        (Parameter("as_of", ""), "2025-06-30", "2025-06-30"),
        (Parameter("tables", ""), "", ""),
        (Parameter("limit", 0.5), "2", 2.0),
        (Parameter("deep", True), "no", False),
        (Parameter("deep", False), "True", True),
        (Parameter("title", "all"), "7", "7"),
        (Parameter("word", None, "str | None"), "7", "7"),
        (Parameter("free", None), "7", 7),
        (Parameter("free", None), "seven", "seven"),
        (Parameter("free", None), "[1]", "[1]"),
    ],
)
def test_what_is_typed_is_read_by_the_kind_of_the_parameter(parameter, text, value):
    read = parameter.read(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("parameter", "text", "says"),
    [
        (Parameter("people", None), "abc", "Parameter 'people' takes a whole number, and 'abc' is not one."),
        (Parameter("people", None), "0", "Parameter 'people' takes a whole number of at least 1, and '0' is less."),
        (Parameter("seed", 7), "1.5", "Parameter 'seed' takes a whole number, and '1.5' is not one."),
        (Parameter("lang", "en"), "de", "Parameter 'lang': No language 'de'. There are: en, th, vi."),
        (Parameter("as_of", ""), "30/6", "Parameter 'as_of' takes a day such as 2025-06-30, and '30/6' is not one."),
        (Parameter("tables", ""), "no", "Parameter 'tables' takes a folder of tables, and there is no folder 'no'."),
        (Parameter("limit", 0.5), "half", "Parameter 'limit' takes a number, and 'half' is not one."),
        (Parameter("deep", True), "perhaps", "Parameter 'deep' takes yes or no, and 'perhaps' is neither."),
        (Parameter("world", "saas"), "sas", "Parameter 'world': No world 'sas'. Did you mean 'saas'?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_sentence(parameter, text, says):
    with pytest.raises((RunError, UnknownNameError)) as told:
        parameter.read(text)
    assert str(told.value) == says


def test_the_worlds_are_the_ones_that_can_be_made():
    assert Parameter("world", "saas").read("saas") == "saas"


def test_a_parameter_goes_to_the_notebooks_that_take_it(series):
    chosen = notebooks.choose([], series)
    typed = {"lang": "vi", "seed": "11"}
    assert notebooks.check(chosen, typed) == [{"seed": 11, "lang": "vi"}, {"lang": "vi"}, {}]
    assert notebooks.lacking(chosen, typed) == {"lang": ["02_plain"], "seed": ["01_words", "02_plain"]}


def test_an_unknown_parameter_offers_the_nearest(series):
    chosen = notebooks.choose([], series)
    with pytest.raises(
        UnknownNameError, match=r"No parameter 'limt' in any of the chosen notebooks\. Did you mean 'limit'\?"
    ):
        notebooks.check(chosen, {"limt": "1"})
    with pytest.raises(UnknownNameError, match="No parameter 'limit' in 00_start"):
        notebooks.check(chosen[:1], {"limit": "1"})


# Folders


def test_a_folder_of_results_appears_only_when_it_is_whole(tmp_path):
    out = tmp_path / "new" / "results"
    with notebooks.ResultFolder(out) as folder:
        (folder / "a").write_text("a")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["a"]
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit])
def test_what_stops_in_between_leaves_nothing(tmp_path, stop):
    def begin_and_stop():
        with notebooks.ResultFolder(tmp_path / "results") as folder:
            (folder / "a").write_text("a")
            raise stop

    with pytest.raises(stop):
        begin_and_stop()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_and_untouched(tmp_path):
    out = tmp_path / "results"
    out.mkdir()
    (out / "mine").write_text("mine")
    with (
        pytest.raises(RunError, match="exists already, and results are never written over"),
        notebooks.ResultFolder(out),
    ):
        pass
    assert (out / "mine").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written: "), notebooks.ResultFolder(tmp_path / "file" / "results"):
        pass


def test_two_runs_into_one_folder_never_mix(tmp_path):
    out = tmp_path / "results"
    with notebooks.ResultFolder(out) as folder:
        (folder / "first").write_text("1")
        with pytest.raises(RunError, match="Another run is writing"), notebooks.ResultFolder(out):
            pass
    assert [path.name for path in out.iterdir()] == ["first"]


def test_a_claim_that_is_not_signed_yet_counts(tmp_path):
    (tmp_path / ".results.writing").mkdir()
    with pytest.raises(RunError, match="Another run"), notebooks.ResultFolder(tmp_path / "results"):
        pass


@pytest.mark.parametrize("owner", ["no number", "dead"])
def test_what_a_killed_run_left_is_taken_over(tmp_path, owner):
    if owner == "dead":
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        owner = str(gone.pid)
    aside = tmp_path / ".results.writing"
    aside.mkdir()
    (aside / ".owner").write_text(owner)
    (aside / "half").write_text("")
    with notebooks.ResultFolder(tmp_path / "results") as folder:
        (folder / "whole").write_text("")
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["whole"]


def test_a_folder_that_appears_meanwhile_is_not_touched_and_nothing_is_lost(tmp_path):
    results = notebooks.ResultFolder(tmp_path / "results")
    with results as folder:
        (folder / "ours").write_text("")
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "theirs").write_text("")
    assert results.out == tmp_path / "results-2"
    assert [path.name for path in results.out.iterdir()] == ["ours"]
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["theirs"]


def test_a_run_without_a_name_takes_the_next_where_another_is_quicker(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ours, theirs = notebooks.ResultFolder(), notebooks.ResultFolder()
    theirs._aim(ours.out)  # chosen in the same second, when neither had it
    with ours as one, theirs as two:
        (one / "a.txt").write_text("a")
        (two / "b.txt").write_text("b")
    assert {path.name for path in tmp_path.iterdir()} == {ours.out.name, theirs.out.name}
    assert [path.name for path in (*ours.out.iterdir(), *theirs.out.iterdir())] == ["a.txt", "b.txt"]


def test_default_folders_of_one_second_differ(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    now = dt.datetime(2025, 6, 30, 14, 15, 2, tzinfo=dt.UTC)
    assert str(notebooks.default_folder(now)) == "leadkit-results-20250630-141502"
    Path("leadkit-results-20250630-141502").mkdir()
    Path(".leadkit-results-20250630-141502-2.writing").mkdir()
    assert str(notebooks.default_folder(now)) == "leadkit-results-20250630-141502-3"


def test_copies_are_added_and_never_overwritten(series, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "01_words.ipynb").write_text("my work")
    assert notebooks.copy_series(mine, series) == (["00_start.ipynb", "02_plain.ipynb"], ["01_words.ipynb"])
    assert (mine / "01_words.ipynb").read_text() == "my work"
    assert (mine / "00_start.ipynb").read_bytes() == (series / "00_start.ipynb").read_bytes()
    assert notebooks.copy_series(mine, series)[0] == []


def test_a_reset_keeps_the_users_own_version(series, tmp_path):
    mine = tmp_path / "mine"
    fresh, backup = notebooks.reset("1", mine, series)
    assert (fresh, backup) == (mine / "01_words.ipynb", None)
    assert notebooks.reset("1", mine, series)[1] is None
    saved = []
    for text in ("my work", "more work"):
        fresh.write_text(text)
        saved.append(notebooks.reset("01_words", mine, series)[1])
        assert fresh.read_bytes() == (series / "01_words.ipynb").read_bytes()
    assert [path.read_text() for path in saved] == ["my work", "more work"]
    assert len(list(mine.iterdir())) == 3


def test_a_reset_gives_the_language_asked_and_keeps_no_copy_in_which_nobody_worked(tmp_path):
    fresh, _ = notebooks.reset("01", tmp_path)
    assert notebooks.reset("01", tmp_path, lang="th") == (fresh, None)
    (parameters,) = (
        cell.source for cell in nbformat.read(fresh, 4).cells if "parameters" in cell.metadata.get("tags", [])
    )
    assert 'lang = "th"' in parameters
    fresh.write_text("my work")
    assert notebooks.reset("01", tmp_path, lang="vi")[1] is not None


def test_the_kernels_of_lab_speak_the_language_it_was_opened_in(tmp_path, monkeypatch):
    class Server:
        def __init__(self, _command, env):
            said.append(env.get(words.LANGUAGE))

        wait = terminate = lambda _: 0

    said = []
    monkeypatch.delenv(words.LANGUAGE, raising=False)
    monkeypatch.setattr(lab.subprocess, "Popen", Server)
    for lang in ("th", ""):
        assert notebooks.open_lab(tmp_path, lang=lang, browser=False) == 0
    assert said == ["th", None]


def test_copies_into_a_folder_that_cannot_be_written_are_one_sentence(series, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"):
        notebooks.copy_series(tmp_path / "file", series)
    with pytest.raises(RunError, match="cannot be written"):
        notebooks.reset("1", tmp_path / "file", series)


# Text in another language


def test_the_text_is_told_in_the_language_of_the_run(series, write_notebook):
    (series / "prose").mkdir()
    (series / "prose" / "00_start.vi.yaml").write_text('text-0: "# 00 · Bắt đầu"\n', encoding="utf-8")
    path = series / "00_start.ipynb"
    assert prose.told_in(path, "vi").cells[0].source == "# 00 · Bắt đầu"
    assert prose.told_in(path, "en").cells[0].source.startswith("# 00 · Start")
    assert prose.told_in(path, "th").cells[0].source.startswith("# 00 · Start")


def test_text_that_a_student_has_rewritten_stays(series):
    (series / "prose").mkdir()
    (series / "prose" / "00_start.vi.yaml").write_text('text-0: "# 00 · Bắt đầu"\n', encoding="utf-8")
    path = series / "00_start.ipynb"
    written = nbformat.read(path, as_version=4)
    mine = path.with_name("mine.ipynb")
    nbformat.write(written, mine)
    (series / "prose" / "mine.vi.yaml").write_text('text-0: "# anders"\n', encoding="utf-8")
    assert prose.told_in(mine, "vi").cells[0].source == "# anders"
    assert prose._homes(path)[0] == series


def test_a_copy_of_the_series_is_told_in_the_language_too(tmp_path):
    mine = tmp_path / "mine"
    added, kept = notebooks.copy_series(mine)
    assert "00_start_here.ipynb" in added
    assert kept == []
    shipped = notebooks.find()[0]
    told = prose.told_in(mine / shipped.name, "vi")
    assert told.cells[0].source == prose.told_in(shipped, "vi").cells[0].source
    assert told.cells[0].source != nbformat.read(shipped, as_version=4).cells[0].source


def test_copies_to_work_in_can_be_had_in_a_language(series, tmp_path):
    (series / "prose").mkdir()
    (series / "prose" / "00_start.th.yaml").write_text('text-0: "# 00 · เริ่มต้น"\n', encoding="utf-8")
    notebooks.copy_series(tmp_path / "mine", series, lang="th")
    mine = nbformat.read(tmp_path / "mine" / "00_start.ipynb", as_version=4)
    assert mine.cells[0].source == "# 00 · เริ่มต้น"
    assert 'lang = "th"' in mine.cells[1].source
    assert all(not cell.outputs for cell in mine.cells if cell.cell_type == "code")


# Running


@pytest.mark.slow
def test_a_worker_tells_start_cells_and_end(write_notebook, tmp_path, monkeypatch):
    path = write_notebook("00_told", ("markdown", "# 00 · Told\n\nWell?"), "x = 1\nx / 0", "never")
    told = []
    job = {"source": str(path), "target": str(tmp_path / "out.ipynb"), "given": {}, "parameters": {"lang": "en"}}
    with kernel.private_kernel() as env:
        for name in ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            monkeypatch.setenv(name, env[name])
        worker.perform({**job, "cwd": str(tmp_path), "timeout": 30}, lambda **event: told.append(event))
    assert told[:2] == [{"kind": "start", "cell": 3}, {"kind": "cell", "cell": 2}]
    assert (told[-1]["status"], told[-1]["error"]["line"], told[-1]["error"]["source"]) == ("failed", 2, "x / 0")


def test_a_worker_reads_its_job_from_the_command_line(monkeypatch, capfd):
    monkeypatch.setattr(worker, "perform", lambda job, tell: tell(kind="done", job=job))
    monkeypatch.setattr(sys, "argv", ["worker", '{"source": "a"}'])
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    handlers = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    worker.main()
    assert json.loads(capfd.readouterr().out.splitlines()[-1]) == {"kind": "done", "job": {"source": "a"}}
    with pytest.raises(SystemExit):
        handlers[signal.SIGTERM](15, None)


@pytest.mark.slow
def test_what_stops_a_run_ends_its_workers(write_notebook, tmp_path):
    paths = [write_notebook(f"0{n}_long", "import time\ntime.sleep(300)") for n in range(3)]

    def stop(event):
        if event.kind == "cell":
            raise KeyboardInterrupt

    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(KeyboardInterrupt):
        notebooks.run(notebooks.choose([str(p) for p in paths]), [{}, {}, {}], tmp_path, jobs=2, listen=stop)
    left = set(psutil.Process().children(recursive=True)) - before
    assert psutil.wait_procs(left, timeout=10)[1] == []


def test_a_worker_that_will_not_end_is_killed():
    crew = notebooks.runner._Crew()
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
    with started([sys.executable, "-c", code], stdout=subprocess.PIPE) as stubborn:
        stubborn.stdout.readline()
        crew.workers.add(stubborn)
        crew.dismiss(patience=0.2)
        assert stubborn.wait(timeout=10) == -signal.SIGKILL


@pytest.mark.slow
def test_notebooks_run_side_by_side_and_one_that_fails_stops_no_other(write_notebook, parameters, tmp_path):
    good = write_notebook("00_good", ("markdown", "# 00 · Good\n\nDoes it?"), parameters, "print(lang, people)")
    bad = write_notebook("01_bad", parameters, "a = 1\nb = a / 0", "print('never')")
    dead = write_notebook("02_dead", "print('alive')", "import os\nos._exit(3)", "1")
    slow = write_notebook("03_slow", "import time\ntime.sleep(60)")
    fine = write_notebook("04_shown", ("raises-exception", "1 / 0"), "print('goes on')")
    out = tmp_path / "out"
    out.mkdir()
    chosen = notebooks.choose([str(p) for p in (good, bad, dead, slow, fine)])
    events = []
    given = [{"lang": "vi", "people": 5}, {}, {}, {}, {}]
    outcomes = {o.name: o for o in notebooks.run(chosen, given, out, jobs=2, timeout=15, listen=events.append)}

    assert {name: o.status for name, o in outcomes.items()} == {
        "00_good": "done", "01_bad": "failed", "02_dead": "died", "03_slow": "timeout", "04_shown": "done",
    }  # fmt: skip
    assert outcomes["00_good"].sentence == ""
    assert outcomes["01_bad"].sentence == "cell 2 (In [2]), line 2: ZeroDivisionError: division by zero"
    assert outcomes["01_bad"].error["source"] == "b = a / 0"
    assert re.match(r"cell 2( \(In \[2\]\))?: its kernel died there", outcomes["02_dead"].sentence)
    assert outcomes["03_slow"].sentence == "cell 1 (In [1]): the cell took longer than it was allowed to"
    assert sorted(path.name for path in out.iterdir()) == [f"{name}.ipynb" for name in sorted(outcomes)]

    done = nbformat.read(out / "00_good.ipynb", as_version=4)
    assert done.cells[-1].outputs[0].text == "vi 5\n"
    told = done.metadata.leadkit
    assert (told.title, told.question, told.status, told.given) == ("00 · Good", "Does it?", "done", ["lang", "people"])
    assert [name for name, _ in told.parameters] == ["world", "people", "seed", "as_of", "lang", "tables"]
    assert dict(told.parameters)["people"] == 5
    assert "papermill" not in json.dumps(done)
    assert str(tmp_path) not in json.dumps(done)
    assert nbformat.read(out / "02_dead.ipynb", as_version=4).cells[0].outputs[0].text == "alive\n"
    of_bad = nbformat.read(out / "01_bad.ipynb", as_version=4)
    assert [cell.source for cell in of_bad.cells] == [parameters[1], "a = 1\nb = a / 0", "print('never')"]

    seen = [event.kind for event in events if event.notebook == "00_good"]
    assert seen == ["start", "cell", "cell", "cell", "done"]
    assert next(event.cell for event in events if event.kind == "start" and event.notebook == "00_good") == 4


@pytest.mark.slow
def test_the_kernel_is_the_python_that_runs_leadkit_whatever_else_is_installed(write_notebook, tmp_path, monkeypatch):
    other = tmp_path / "jupyter" / "kernels" / "python3"
    other.mkdir(parents=True)
    (other / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "ipython" / "profile_default" / "startup").mkdir(parents=True)
    (tmp_path / "ipython" / "profile_default" / "startup" / "00.py").write_text("raise SystemExit")
    (tmp_path / "json.py").write_text("raise ValueError('a file of the user shadows the library')")
    monkeypatch.chdir(tmp_path)
    path = write_notebook("00_where", "import sys, os\nprint(sys.executable)\nprint(os.getcwd())")
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "json.py").rename(tmp_path / "papermill.py")
    outcome, done = one(path, out)
    assert outcome.status == "done", outcome.sentence
    assert done.cells[0].outputs[0].text.split() == [sys.executable, str(tmp_path)]
    assert done.metadata.kernelspec.name == "python3"


@pytest.mark.slow
def test_a_worker_that_is_lost_is_told_and_its_notebook_kept(write_notebook, tmp_path):
    path = write_notebook(
        "00_lost",
        "import os, signal, time\nprint('came so far')\ntime.sleep(1.1)",  # it is saved about once a second
        "os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(9)",
    )
    out = tmp_path / "out"
    out.mkdir()
    outcome, done = one(path, out)
    assert outcome.status == "broken"
    assert outcome.sentence.startswith("the process that ran it was lost")
    assert done.cells[0].outputs[0].text == "came so far\n"
    assert done.metadata.leadkit.error.kind == "broken"


def test_a_kernel_that_cannot_be_had_is_told(write_notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    told = []
    path = write_notebook("00_none", "1")
    job = {
        "source": str(path),
        "target": str(tmp_path / "out.ipynb"),
        "given": {},
        "parameters": {},
        "cwd": ".",
        "timeout": 5,
    }
    worker.perform(job, lambda **event: told.append(event))
    assert told[0] == {"kind": "start", "cell": 1}
    assert told[-1]["status"] == "broken"
    assert told[-1]["error"]["name"] == "NoSuchKernel"
    assert told[-1]["error"]["cell"] == 0


def test_what_a_notebook_shows_on_purpose_is_no_fault():
    shown = nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
    cell = nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}, outputs=[shown])
    note = nbformat.v4.new_markdown_cell("An exception!", metadata={"tags": ["papermill-error-cell-tag"]})
    node = nbformat.v4.new_notebook(cells=[note, cell])
    assert worker._fault(node, type("PapermillExecutionError", (Exception,), {})(), 0) is None
    assert [c.source for c in node.cells] == ["1 / 0"]
    lost = worker._fault(node, type("DeadKernelError", (Exception,), {})("Kernel died"), 0)
    assert (lost["kind"], lost["cell"], lost["message"]) == ("died", 1, "Kernel died")


def test_the_line_is_taken_from_the_traceback_of_this_very_cell():
    cell = nbformat.v4.new_code_cell("def f():\n    g()\nf()", execution_count=3)
    trace = [
        "\x1b[36mCell \x1b[0m\x1b[32mIn[1]\x1b[39m\x1b[32m, line 9\x1b[39m",
        "Cell In[3], line 3",
        "Cell In[3], line 2",
    ]
    output = nbformat.v4.new_output("error", ename="E", evalue="", traceback=trace)
    assert worker._line(output, cell) == 2
    output.traceback = ["no line at all"]
    assert worker._line(output, cell) is None


@pytest.mark.slow
def test_a_kernel_can_be_tried():
    assert notebooks.try_kernel() == "2"


def test_trying_a_kernel_that_does_not_start_is_one_sentence(monkeypatch):
    lost = notebooks.Outcome("try", "broken", 1.0, {"cell": 0, "name": "NoSuchKernel", "message": "none"})
    monkeypatch.setattr(notebooks.runner, "run", lambda *_a, **_k: [lost])
    with pytest.raises(RunError, match="NoSuchKernel: none"):
        notebooks.try_kernel()


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_ends_every_process_and_leaves_nothing(write_notebook, tmp_path, stop):
    path = write_notebook("00_long", "open('begun', 'w').close()\nimport time\ntime.sleep(300)")
    folder = tmp_path / "here"
    folder.mkdir()
    command = [sys.executable, "-m", "leadkit", "run", str(path), "--out", "results"]
    with started(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        until = time.monotonic() + 90
        while not (folder / "begun").exists() and time.monotonic() < until:
            time.sleep(0.1)
        (folder / "begun").unlink()
        begun = psutil.Process(running.pid).children(recursive=True)
        running.send_signal(stop)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", "Stopped; nothing was left behind.\n")
    assert len(begun) >= 2  # the worker and its kernel
    assert psutil.wait_procs(begun, timeout=10)[1] == []
    assert list(folder.iterdir()) == []


# JupyterLab


@pytest.mark.slow
def test_jupyterlab_listens_on_this_machine_only_behind_a_token(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    port = next(port for port in range(9100, 9200) if lab.is_free(port))
    code = f"import pathlib, leadkit.notebooks as n; n.open_lab(pathlib.Path('mine'), port={port}, browser=False)"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started([sys.executable, "-u", "-c", code], cwd=tmp_path, **pipes) as running:
        address = running.stdout.readline().strip()
        assert address.startswith(f"http://127.0.0.1:{port}/lab?token=")
        token = address.partition("token=")[2]

        def ask(path, key=None):
            door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            with contextlib.closing(door):
                door.request("GET", path, headers={"Authorization": f"token {key}"} if key else {})
                answer = door.getresponse()
                return answer.status, answer.read()

        until = time.monotonic() + 90
        while lab.is_free(port) and time.monotonic() < until:
            time.sleep(0.2)
        assert ask("/api/contents")[0] == 403
        assert ask("/api/contents", "wrong")[0] == 403
        assert ask("/api/contents", token)[0] == 200
        python = json.loads(ask("/api/kernelspecs", token)[1])["kernelspecs"]["python3"]["spec"]
        assert python["argv"][0] == sys.executable
        heard, words = set(), []
        for child in psutil.Process(running.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # a helper of JupyterLab's that has ended by now
                heard |= {c.laddr.ip for c in child.net_connections() if c.status == "LISTEN"}
                words += child.cmdline()
        assert heard == {"127.0.0.1"}
        assert words
        assert token not in " ".join(words)
        with pytest.raises(RunError, match=f"Port {port} is in use"):
            lab.open_lab(folder, port=port)
        begun = psutil.Process(running.pid).children(recursive=True)
        for process in begun:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGINT)  # as a terminal does, which sends Ctrl-C to all
        running.wait(timeout=60)
    assert psutil.wait_procs(begun, timeout=10)[1] == []


def test_the_token_goes_by_the_environment_and_what_jupyterlab_says_comes_back(tmp_path, monkeypatch):
    code = "import os, sys; open('token', 'w').write(os.environ['JUPYTER_TOKEN']); sys.exit(5)"
    monkeypatch.setattr(lab, "_command", lambda *_a, **_k: [sys.executable, "-c", code])
    monkeypatch.chdir(tmp_path)
    before, told = signal.getsignal(signal.SIGINT), []
    assert lab.open_lab(tmp_path, announce=told.append) == 5
    assert told[0].endswith(f"/lab?token={(tmp_path / 'token').read_text()}")
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("root", [True, False])
def test_jupyterlab_is_told_to_stay_on_this_machine(tmp_path, monkeypatch, root):
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    command = lab._command(tmp_path, 8888, browser=True)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--no-browser" not in command
    assert ("--allow-root" in command) == root
    assert "--no-browser" in lab._command(tmp_path, 8888, browser=False)


def test_a_port_is_a_number_that_exists(tmp_path):
    for port in (0, 65536, -1):
        with pytest.raises(RunError, match="A port is a number from 1 to 65535"):
            lab.open_lab(tmp_path, port=port)


def test_the_next_free_port_is_taken(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: port == 8890)
    assert lab._free_port(None) == 8890
    monkeypatch.setattr(lab, "is_free", lambda _port: False)
    with pytest.raises(RunError, match="No port from 8888 to 8987 is free"):
        lab._free_port(None)


def test_the_private_kernel_stands_before_all_others(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with kernel.private_kernel("python3") as env:
        first, second = env["JUPYTER_PATH"].split(os.pathsep)
        assert second == str(tmp_path)
        spec = json.loads(Path(first, "kernels", "python3", "kernel.json").read_text())
        assert spec["argv"][0] == sys.executable
    assert not Path(first).exists()
