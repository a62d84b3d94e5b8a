"""A PostgreSQL of the tests' own: started for them, in a folder of its own, and gone with them, however they end.

Run as a program, this file is the keeper: it makes a database cluster, starts the server on a socket in the folder
(no port, no network), says where, and waits until whoever started it closes the pipe or dies; then it stops the server
and removes the folder. So nothing is left when a test fails, when Ctrl-C is pressed, or when the tests are killed.
The server refuses to run as root, so root lends it the user ``postgres``. Where PostgreSQL or the extra `database` is
missing the tests are skipped, except in CI, where that is a failure.
"""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

try:
    import pg8000.native
    from pg8000.exceptions import DatabaseError
except ImportError:
    pg8000, DatabaseError = None, ()

SETTINGS = {  # nothing here outlives the tests, so nothing needs to be safe on the disk
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "10",
    "TimeZone": "UTC",
    "jit": "off",
}


def missing(what):
    """Skip here, fail in CI."""
    if os.environ.get("CI", "").casefold() == "true":
        pytest.fail(f"{what} is missing, and CI must ask a real PostgreSQL")
    pytest.skip(f"{what} is missing")


def programs():
    """The folder that holds `initdb` and `postgres`: Debian's newest, or that on the path; None if there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextlib.contextmanager
def running():
    """Start a server; give a function that opens a connection to it."""
    if pg8000 is None:
        missing("pg8000 (pip install leadkit[database])")
    if programs() is None:
        missing("PostgreSQL (apt-get install postgresql)")
    command = [sys.executable, __file__]
    # in a session of its own, or Ctrl-C would end the keeper before it has tidied up
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as keeper:
        told = json.loads(keeper.stdout.readline() or '{"error": "the keeper said nothing"}')
        if "error" in told:
            pytest.fail(f"PostgreSQL did not start: {told['error']}")
        try:
            yield lambda: connect(told["socket"])
        finally:
            keeper.stdin.close()
            keeper.wait(30)


@contextlib.contextmanager
def connect(socket):
    """Open a connection and close it at the end."""
    connection = pg8000.native.Connection("postgres", unix_sock=socket)
    try:
        yield connection
    finally:
        connection.close()


def copied(connection, name, types, rows):
    """Make a table anew and copy rows into it; None is NULL."""
    columns = ", ".join(f"{pg8000.native.identifier(column)} {kind}" for column, kind in types.items())
    connection.run(f"DROP TABLE IF EXISTS {name}")
    connection.run(f"CREATE TABLE {name} ({columns})")
    lines = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows))
    connection.run(f"COPY {name} FROM STDIN", stream=lines)
    connection.run(f"ANALYZE {name}")


def _cell(value):
    """Write a value as COPY reads it."""
    if value is None:
        return "\\N"
    text = str(value)
    for mark, written in {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}.items():
        text = text.replace(mark, written)
    return text


# The keeper.


def _keep():
    """Start, say where, wait for the end of the pipe, stop and tidy up."""
    with tempfile.TemporaryDirectory(prefix="leadkit-postgres-") as folder, contextlib.ExitStack() as after:
        borrowed = _borrowed(folder)
        try:
            server = _started(Path(folder), borrowed, after)
        except (OSError, subprocess.SubprocessError, TimeoutError) as error:
            said = getattr(error, "stderr", None) or str(error)
            print(json.dumps({"error": said[-2000:]}), flush=True)  # noqa: T201 - this is how the keeper speaks
            return
        print(json.dumps({"socket": str(_socket(folder))}), flush=True)  # noqa: T201 - as above
        sys.stdin.read()
        server.send_signal(signal.SIGINT)  # fast: without waiting for who is still connected


def _started(folder, borrowed, after):
    bin_, data = programs(), folder / "data"
    cluster = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([bin_ / "initdb", *cluster], check=True, capture_output=True, text=True, cwd=folder, **borrowed)
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        command = [bin_ / "postgres", "-D", data, "-k", folder, *settings]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **borrowed)
    after.callback(_ended, server)
    for _ in range(600):
        if server.poll() is not None:
            raise OSError((folder / "log").read_text())
        if "ready to accept connections" in (folder / "log").read_text():
            return server
        time.sleep(0.05)
    raise TimeoutError((folder / "log").read_text())


def _ended(server):
    """Stop the server for certain, and its children with it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.send_signal(signal.SIGINT)
        server.wait(10)
    server.kill()
    server.wait()


def _borrowed(folder):
    """As which user the server runs: PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _socket(folder):
    return Path(folder) / ".s.PGSQL.5432"


if __name__ == "__main__":
    _keep()
