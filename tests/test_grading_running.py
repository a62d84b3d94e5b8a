"""One submission behind locks: what it may do, what it may not, and that nothing is left of it."""

import os
import socket
import sys
import time

import psutil
import pytest
from grading_fixtures import BOMB, HOG, LOOP, OVERWRITE

from leadkit.exercises import running
from leadkit.exercises.running import Limits, run

SMALL = Limits(seconds=40, memory=600 * 2**20)


def go(*sources, wanted=("a", "b", "c"), limits=SMALL, **options):
    return run([{"cell": i, "source": source} for i, source in enumerate(sources, 1)], wanted, limits, **options)


def held(ran, *names):
    """See that these locks held; the machine that tests run on is to have them all."""
    assert [name for name in names if not ran.locks.get(name)] == [], "this system lacks a lock that the kit relies on"
    return ran


def test_cells_run_in_order_and_one_that_fails_stops_no_other():
    ran = go("a = 1", "b = a + missing", "c = [a, 'x', None]")
    assert (ran.end, ran.cell, ran.answers) == ("done", 3, {"a": 1, "c": [1, "x", None]})
    assert ran.faults[0][0] == 2
    assert ran.faults[0][1].startswith("Line 1, `b = a + missing`: There is no 'missing' here")


def test_a_cell_that_is_no_python_is_told_and_the_next_one_runs():
    ran = go("a = (1", "b = 2")
    assert ran.answers == {"b": 2}
    assert "not Python" in ran.faults[0][1]


def test_magics_and_a_last_line_that_awaits_work_as_in_a_notebook():
    ran = go("%config InlineBackend.rc = {}\na = 1", "import asyncio\nb = await asyncio.sleep(0, result=2)")
    assert ran.answers == {"a": 1, "b": 2}


def test_an_endless_loop_is_ended_in_time_and_says_in_which_cell():
    begun = time.monotonic()
    ran = go("a = 1", LOOP, limits=Limits(seconds=5))
    assert (ran.end, ran.cell) == ("time", 2)
    assert time.monotonic() - begun < 45


def test_who_wants_too_much_memory_is_refused_it_and_the_next_cell_runs():
    ran = go(HOG, "del held", "a = 1")
    assert ran.end == "done"
    assert "MemoryError" in ran.faults[0][1]
    assert ran.answers == {"a": 1}


def test_memory_is_counted_over_all_processes_of_a_submission():
    one = "    if not os.fork():\n        x = b'x' * 150_000_000\n        time.sleep(60)"
    ran = go(f"import os, time\nfor _ in range(6):\n{one}\ntime.sleep(60)")
    assert ran.end == "memory"


def test_leaving_by_sys_exit_ends_a_cell_and_leaving_by_the_back_door_is_told():
    ran = go("import sys\nsys.exit(0)", "a = 1")
    assert (ran.end, ran.answers, len(ran.faults)) == ("done", {"a": 1}, 1)
    ran = go("a = 1", "import os\nos._exit(0)")
    assert (ran.end, ran.cell, ran.answers) == ("gone", 2, {})


def test_a_crash_of_the_interpreter_is_told():
    assert go("import ctypes\nctypes.string_at(0)").end == "gone"


def test_a_fork_bomb_is_bounded_and_nothing_is_left_of_it():
    slot = 77_000_000 + os.getpid()
    ran = go(BOMB, limits=Limits(seconds=15, memory=600 * 2**20, processes=60), slot=slot)
    assert ran.end in {"time", "memory", "processes"}
    assert owned(running._NOBODY + slot) == []
    assert [one for one in psutil.Process().children(recursive=True) if "sealing.py" in " ".join(one.cmdline())] == []


def owned(user):
    """List the processes of the user number that a run as root is given."""
    found = []
    for one in psutil.process_iter():
        try:
            found += [one] if one.uids().real == user else []
        except psutil.Error:
            continue
    return found


def test_a_child_that_leaves_its_group_is_ended_with_the_rest():
    mark = f"{600 + os.getpid()}.25"
    source = (
        "import os, subprocess\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        f"        os.execv('/usr/bin/sleep', ['sleep', '{mark}'])\n    os._exit(0)\n"
        f"subprocess.Popen(['/usr/bin/sleep', '{mark}'], start_new_session=True)\na = 1"
    )
    assert go(source).answers == {"a": 1}
    assert [one for one in psutil.process_iter(["cmdline"]) if mark in (one.info["cmdline"] or ())] == []


def test_output_of_100_mb_goes_nowhere():
    begun, before = time.monotonic(), psutil.Process().memory_info().rss
    ran = go("import sys\nfor _ in range(1000):\n    sys.stdout.write('x' * 100_000)\nprint('y' * 1000)\na = 1")
    assert ran.answers == {"a": 1}
    assert time.monotonic() - begun < 30
    assert psutil.Process().memory_info().rss - before < 80 * 2**20


def test_files_of_others_cannot_be_read_and_no_file_but_its_own_written(tmp_path):
    neighbour = tmp_path / "neighbour.ipynb"
    neighbour.write_text("answers")
    ran = go(
        f"a = open({str(neighbour)!r}).read()",
        f"import os\na = os.listdir({str(tmp_path)!r})",
        f"open({str(neighbour)!r}, 'a').write('x')",
        "a = open(os.path.expanduser('~root/.profile')).read() + open('/etc/passwd').read()",
        OVERWRITE,
        f"os.chmod({str(neighbour)!r}, 0)",
        "open('mine', 'w').write('own')\nb = open('mine').read()\nc = sorted(os.listdir('..'))",
        f"os.truncate({str(neighbour)!r}, 0)",
    )
    held(ran, "files", "calls")
    assert ran.answers == {"b": "own"}
    assert [cell for cell, _ in ran.faults] == [1, 2, 3, 4, 5, 7, 8]
    assert neighbour.read_text() == "answers"
    assert neighbour.stat().st_mode & 0o400


def test_its_folder_is_bounded_and_taken_away(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    ran = go(
        "import os\na = os.getcwd() == os.environ['HOME'] == os.environ['TMPDIR']",
        *["open('x', 'wb').write(b'x' * 300_000_000)"],
    )
    held(ran, "names")
    assert ran.answers == {"a": True}
    assert "No space" in ran.faults[0][1]
    assert list(tmp_path.iterdir()) == []


def test_there_is_no_network_not_even_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ran = go(
            f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\na = 1",
            "socket.socket(socket.AF_UNIX)\na = 1",
            "x, y = socket.socketpair()\nx.send(b'1')\nb = y.recv(1).decode()",
        )
    held(ran, "calls")
    assert ran.answers == {"b": "1"}
    assert "not permitted" in ran.faults[0][1]


def test_other_processes_are_neither_seen_nor_ended():
    ran = go(
        f"import os\na = os.path.exists('/proc/{os.getpid()}')", f"os.kill({os.getpid()}, 9)", "os.kill(-1, 9)\nb = 1"
    )
    held(ran, "names")
    assert ran.answers == {"a": False}
    assert len(ran.faults) == 2


def test_it_has_no_rights_and_gets_none_back():
    call = "import ctypes\nc = ctypes.CDLL(None)\na = [c.unshare(0x10000000), c.mount(b'x', b'/', b'tmpfs', 0, None)]"
    lines = "[line for line in open('/proc/self/status') if line.startswith(('NoNewPrivs', 'CapBnd', 'CapInh'))]"
    ran = go(call, f"b = {lines}", "open('/proc/sys/kernel/core_pattern', 'w')", "import os\nc = os.geteuid()")
    held(ran, "rights", "calls")
    assert ran.answers["a"] == [-1, -1]
    assert {int(line.split()[1], 16) for line in ran.answers["b"][:2]} == {0}
    assert ran.answers["b"][2].split()[1] == "1"
    assert ran.answers["c"] != 0
    assert ran.faults[0][0] == 3


def test_the_trainers_environment_stays_with_the_trainer(monkeypatch):
    monkeypatch.setenv("A_SECRET", "token")
    ran = go("import os\na = dict(os.environ)", "b = input()")
    assert "token" not in ran.answers["a"].values()
    assert not {"A_SECRET", "USER", "LOGNAME", "SSH_AUTH_SOCK"} & set(ran.answers["a"])
    assert "EOF" in ran.faults[0][1]


def test_junk_on_the_way_out_is_thrown_away_and_too_much_of_it_ends_the_run():
    shout = "for number in range(3, 30):\n    try:\n        os.write(number, {})\n    except OSError:\n        pass\n"
    junk = "b'\\n[1,{}]\\n\"x\"\\n' + b'[' * 5000 + b'\\n{\"fault\": 7, \"says\": null}\\n'"
    ran = go("import os\n" + shout.format(junk) + "a = 1")
    assert (ran.end, ran.answers) == ("done", {"a": 1})
    assert ran.faults == ((7, "None"),)
    flood = "".join(f"    {line}\n" for line in shout.format("b'x' * 60_000").splitlines())
    assert go(f"import os\nwhile True:\n{flood}").end == "talk"


def test_a_submission_cannot_say_that_locks_hold():
    assert running._told("gone", b'{"cell": 1}\n{"locks": {"files": true}}\n').locks == {}


def test_the_data_of_the_kit_and_pictures_can_be_made_behind_the_locks():
    ran = go(
        "import leadkit as lk\npeople = lk.snapshot(lk.load('saas'), as_of='2025-01-31')\na = len(people)",
        "b = lk.load('shop', people=200, seed=3).people['person_id'].head(2)",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.text(0.5, 0.5, 'ลูกค้า')\nfig.savefig('x.png')",
        limits=Limits(),
    )
    assert ran.faults == ()
    assert ran.answers["a"] > 500
    assert ran.answers["b"].tolist() == ["p0000001", "p0000002"]


def test_a_run_is_stopped_from_outside():
    import threading  # noqa: PLC0415 - only here

    stop = threading.Event()
    threading.Timer(2, stop.set).start()
    begun = time.monotonic()
    assert go(LOOP, stop=stop).end == "time"
    assert time.monotonic() - begun < 15


def test_a_system_without_processes_of_its_own_is_refused_in_one_sentence(monkeypatch):
    from leadkit.errors import RunError  # noqa: PLC0415 - as above

    monkeypatch.delattr(os, "fork")
    with pytest.raises(RunError, match="use Linux, macOS, or WSL"):
        go("a = 1")


@pytest.mark.skipif(sys.platform != "linux", reason="the locks of another system cannot be taken away one by one")
def test_without_namespaces_the_other_locks_still_hold_and_orphans_are_ended(monkeypatch, tmp_path):
    """As in a container: the kernel refuses new namespaces."""
    source = (running.Path(running.__file__).with_name("sealing.py")).read_text(encoding="utf-8")
    changed = tmp_path / "leadkit-without" / "sealing.py"
    changed.parent.mkdir()
    asked = "_LIBC.unshare(new)"
    assert source.count(asked) == 1
    changed.write_text(source.replace(asked, "True"), encoding="utf-8")
    monkeypatch.setattr(running, "__file__", str(changed.with_name("running.py")))
    mark = f"{700 + os.getpid()}.25"
    ran = go(
        f"import os\nif not os.fork():\n    os.setsid()\n    os.execv('/usr/bin/sleep', ['sleep', '{mark}'])\na = 1",
        f"os.kill({os.getpid()}, 9)",
        "import socket\nsocket.socket()",
        f"open({str(changed)!r})",
    )
    assert (ran.locks["names"], ran.locks["files"], ran.locks["calls"]) == (False, True, True)
    assert (ran.end, ran.answers, [cell for cell, _ in ran.faults]) == ("done", {"a": 1}, [2, 3, 4])
    assert [one for one in psutil.process_iter(["cmdline"]) if mark in (one.info["cmdline"] or ())] == []
