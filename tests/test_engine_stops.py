"""What stops a query leaves nothing behind: the timer, Ctrl-C, a progress bar that fails, a stream that hangs."""

import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from processes import started
from sqlglot import parse_one

from leadkit.engine import Limits, run
from leadkit.engine.watch import watched
from leadkit.errors import EngineError

ENDLESS = parse_one(
    "SELECT COUNT(*) AS n FROM range(10000000000) AS a(x), range(1000000) AS b(x) WHERE a.x % 7 = b.x % 3",
    read="duckdb",
)


def listed(folder):
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def private(tmp_path, monkeypatch):
    """A folder of its own for everything temporary, so that we see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


INTERRUPTED = """
    import sys, threading, time
    from sqlglot import parse_one
    from leadkit.engine import run
    rows = parse_one("SELECT a.x, hash(a.x) % 1000 AS y FROM range(100000000000) AS a(x)", read="duckdb")
    print("ready", flush=True)
    try:
        run(rows, {}, to=sys.argv[1])
    except KeyboardInterrupt:
        print("interrupted", [thread.name for thread in threading.enumerate() if thread.name == "leadkit-engine"])
"""


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_ctrl_c_while_writing_leaves_no_partial_file_and_no_temporary_folder(tmp_path, private, kind):
    out = tmp_path / "out"
    out.mkdir()
    command = [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(out / f"told.{kind}")]
    with started(command, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 60
        while not any(each.stat().st_size for each in out.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        (hidden,) = listed(out)
        assert hidden.startswith(f".told.{kind}.")
        since = time.monotonic()
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=30)
    assert told == "interrupted []\n"
    assert process.returncode == 0
    assert time.monotonic() - since < 15
    assert listed(out) == []
    assert listed(private) == []
    assert listed(tmp_path) == ["out", "temporary"]


def test_ctrl_c_while_a_dataframe_is_asked_stops_the_query(monkeypatch):
    threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(ENDLESS, {})
    assert time.monotonic() - started < 10
    assert run(parse_one("SELECT 42 AS x"), {})["x"].tolist() == [42]


def test_a_query_past_its_limit_leaves_no_file_and_no_temporary_folder(tmp_path, private):
    with pytest.raises(EngineError, match=r"stopped after 0\.3 seconds"):
        run(ENDLESS, {}, to=tmp_path / "told.csv", limits=Limits(seconds=0.3))
    assert listed(tmp_path) == ["temporary"]
    assert listed(private) == []


def test_what_spilled_to_disk_is_removed(tmp_path, private):
    query = parse_one("SELECT x FROM range(3000000) AS t(x) ORDER BY hash(x)", read="duckdb")
    seen = []
    run(
        query,
        {},
        to=tmp_path / "told.parquet",
        limits=Limits(memory="60MB", threads=1),
        progress=lambda _: seen.append(listed(private)),
    )
    assert any(seen)
    assert listed(private) == []


def test_a_progress_callback_that_fails_stops_the_query(private):
    def fails(share):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(ENDLESS, {}, progress=fails)
    assert listed(private) == []
    assert not any(thread.name == "leadkit-engine" for thread in threading.enumerate())


def test_progress_is_told_where_the_caller_stands_while_the_query_runs():
    names = set()
    query = parse_one("SELECT COUNT(*) AS n FROM range(60000000) AS a(x) WHERE hash(x) % 3 = 0", read="duckdb")
    run(query, {}, progress=lambda _: names.add(threading.current_thread().name))
    assert names == {threading.current_thread().name}


def test_the_engine_gives_up_on_a_stream_that_does_not_come(private, monkeypatch):
    monkeypatch.setattr("leadkit.engine.watch._GRACE", 0.2)
    mine = duckdb.connect()
    slow = mine.sql(ENDLESS.sql(dialect="duckdb"))
    with pytest.raises(EngineError, match=r"stopped after 0\.3 seconds"):
        run(parse_one("SELECT * FROM t"), {"t": slow}, limits=Limits(seconds=0.3))
    while any(thread.name == "leadkit-engine" for thread in threading.enumerate()):
        mine.interrupt()
        time.sleep(0.05)
    assert listed(private) == []
    assert mine.sql("SELECT 1").fetchall() == [(1,)]


def test_work_that_ends_just_in_time_counts():
    """The timer and the end of the work may fall together: what was found is not thrown away."""
    connection = duckdb.connect()

    def work():
        time.sleep(0.3)  # hears no interrupt
        return 42

    assert watched(connection, work, Limits(seconds=0.1)) == 42


def test_nothing_stays_on_the_connection_of_the_process():
    people = pd.DataFrame({"person_id": ["a"], "x": [1]})
    table = pa.table({"person_id": ["a"], "x": [1]})
    for t in (people, table):
        run(parse_one("SELECT * FROM t"), {"t": t})
    with pytest.raises(EngineError, match="a table 't', which was not given"):
        run(parse_one("SELECT * FROM t"), {})
    found = run(parse_one("SELECT COUNT(*) AS n FROM people"), {"people": people})
    assert found["n"].tolist() == [1]
