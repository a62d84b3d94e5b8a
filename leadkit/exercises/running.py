"""The trainer's side of a run: start one submission behind locks, watch it, end it and all that it started.

The process that is started (``sealing``) is handed cells and names, and hands back lines of JSON. Here they are read
with a limit, while the clock, the memory and the number of processes are watched; whoever passes a limit is ended,
children first. Nothing that comes back is run, evaluated or believed to be more than an answer.
"""

from __future__ import annotations

import json
import os
import selectors
import site
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.errors import RunError
from leadkit.exercises.carrying import unpack
from leadkit.words import say_here

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psutil

_MOST_SAID = 48 * 2**20  # bytes of answers
_MOST_FAULTS, _MOST_TOLD = 50, 400
_STEP = 0.1  # seconds between two looks
_START = 60  # seconds that our own part may take before the first cell, on a busy machine
_NOBODY = 2_000_000_000  # a user number that no file belongs to; one for each run at a time
LOCKS = ("files", "calls", "names", "rights")


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    seconds : float
        Wall time, from the first cell.
    memory : int
        Bytes, of one process and of all together.
    processes : int
        Processes and threads at once.
    """

    seconds: float = 60
    memory: int = 2 * 2**30
    processes: int = 128


@dataclass(frozen=True)
class Ran:
    """How the run of one submission went.

    Parameters
    ----------
    end : str
        ``done``; ``time``, ``memory``, ``processes``, ``talk`` (a limit was passed); ``gone`` (its process ended
        before it had answered).
    cell : int
        The cell it had reached, from 1.
    faults : tuple of pairs
        The cells that failed: its number, and what stopped it.
    answers : mapping
        From variable to value, for those that were there.
    locks : mapping
        Which locks held, by name (:data:`LOCKS`).
    broken : str
        Why the kit itself could not be started there; "" if it was.
    """

    end: str
    cell: int = 0
    faults: tuple[tuple[int, str], ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    locks: Mapping[str, bool] = field(default_factory=dict)
    broken: str = ""


_USUAL = Limits()


def run(
    cells: Sequence[Mapping[str, Any]],
    wanted: Sequence[str],
    limits: Limits = _USUAL,
    *,
    slot: int = 0,
    lang: str = "en",
    stop: threading.Event | None = None,
) -> Ran:
    """Run the code cells of a submission in a process of their own, behind locks.

    Parameters
    ----------
    cells : sequence of mapping
        ``cell`` and ``source`` of each.
    wanted : sequence of str
        The variables that hold answers.
    limits : Limits, optional
        What it may use.
    slot : int, default 0
        Which of the runs at a time this is; where root grades, each gets a user number of its own.
    lang : {"en", "th", "vi"}
        The language of what is said of a cell that failed.
    stop : threading.Event, optional
        Set from outside, it ends the run.

    Returns
    -------
    Ran

    Raises
    ------
    RunError
        This system has no processes that can be kept apart.

    Examples
    --------
    >>> went = run([{"cell": 1, "source": "answer = 6 * 7"}, {"cell": 2, "source": "1 / 0"}], ["answer", "other"])
    >>> went.end, went.answers, went.faults
    ('done', {'answer': 42}, ((2, 'Line 1, `1 / 0`: ZeroDivisionError: division by zero.'),))
    """
    if not hasattr(os, "fork"):
        raise RunError(say_here("errors.no_locks", lang))
    with tempfile.TemporaryDirectory(prefix="leadkit-", ignore_cleanup_errors=True) as work:
        folder = os.path.realpath(work)
        job = {
            "work": folder,
            "read": readable(),
            "package": str(files("leadkit")),
            "seconds": int(limits.seconds * 2 + _START),
            "memory": limits.memory,
            "processes": limits.processes,
            "user": _NOBODY + slot,
            "cells": list(cells),
            "wanted": list(wanted),
            "lang": lang,
        }
        with subprocess.Popen(  # noqa: S603 - our own module, in our own Python
            [sys.executable, "-P", str(Path(__file__).with_name("sealing.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        ) as keeper:
            try:
                end, said = _watch(keeper, json.dumps(job).encode(), limits, stop or threading.Event())
            finally:
                _end(keeper)
    return _told(end, said)


def readable() -> list[str]:
    """List what a submission may read: Python, its packages, the kit and its data; not the folders beside them."""
    from leadkit import datasets  # noqa: PLC0415 - only when something is run

    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages(), site.getusersitepackages()]
    return sorted({*map(os.path.realpath, [*python, str(files("leadkit")), str(datasets.shipped("datasets"))])})


def _environment(work: str) -> dict[str, str]:
    told = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0"}
    told |= dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME"), work)
    told |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return told | {"MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUSERBASE": site.getuserbase()}


def _watch(keeper: subprocess.Popen[bytes], job: bytes, limits: Limits, stop: threading.Event) -> tuple[str, bytes]:
    """Hand over the job, read what is said, and stop at the first limit that is passed."""
    stdin, stdout = keeper.stdin, keeper.stdout
    if stdin is None or stdout is None:
        raise AssertionError("both are pipes")
    try:
        stdin.write(job)
        stdin.close()
    except BrokenPipeError:  # it could not even start
        return "gone", b""
    os.set_blocking(stdout.fileno(), False)
    said, clock = bytearray(), _Clock(keeper.pid, limits)
    with selectors.DefaultSelector() as ready:
        ready.register(stdout, selectors.EVENT_READ)
        while True:
            over = keeper.poll() is not None
            piece = stdout.read(2**20) if ready.select(0 if over else _STEP) else None
            said += piece or b""
            if over and not piece:
                return "gone", bytes(said)
            passed = "time" if stop.is_set() else "talk" if len(said) > _MOST_SAID else clock.passed(said)
            if passed:
                return passed, bytes(said[:_MOST_SAID])
            if piece == b"":  # nothing more will be said: it only has to end
                time.sleep(_STEP)


class _Clock:
    """The time of one submission, which begins with its first cell, and now and then a look at what it uses."""

    def __init__(self, keeper: int, limits: Limits) -> None:
        import psutil  # noqa: PLC0415 - only when something is run

        self.family, self.limits, self.begun, self.looked = psutil.Process(keeper), limits, False, 0.0
        self.until = time.monotonic() + _START

    def passed(self, said: bytearray) -> str:
        """Name the limit that was passed, or ""."""
        now = time.monotonic()
        if not self.begun and b'{"cell"' in said:
            self.begun, self.until = True, now + self.limits.seconds
        if now > self.until:
            return "time"
        if now - self.looked < 2 * _STEP:
            return ""
        self.looked = now
        return _too_big(self.family, self.limits)


def _too_big(family: psutil.Process, limits: Limits) -> str:
    import psutil  # noqa: PLC0415 - as above

    memory = count = 0
    try:
        for one in family.children(recursive=True):
            try:
                memory, count = memory + one.memory_info().rss, count + 1
            except psutil.Error:
                continue
    except psutil.Error:
        return ""
    return "processes" if count > limits.processes else "memory" if memory > limits.memory else ""


def _end(keeper: subprocess.Popen[bytes]) -> None:
    """End the children first, so that none is left without the keeper, which would be given their children."""
    import psutil  # noqa: PLC0415 - as above

    until = time.monotonic() + 10
    while keeper.poll() is None and time.monotonic() < until:
        try:
            children = psutil.Process(keeper.pid).children(recursive=True)
        except psutil.Error:
            break
        for child in children:
            try:
                child.kill()
            except psutil.Error:
                continue
        if not children:
            break
        psutil.wait_procs(children, timeout=0.2)
    keeper.kill()
    keeper.wait()


def _told(end: str, said: bytes) -> Ran:
    """Read the lines; whatever is not as it should be is left out, and only a whole run is `done`."""
    cell, broken = 0, ""
    faults: list[tuple[int, str]] = []
    answers, locks = dict[str, Any](), dict[str, bool]()
    for number, line in enumerate(said.split(b"\n")):
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(one, dict):
            continue
        if number == 0 and isinstance(one.get("locks"), dict):
            locks = {name: one["locks"].get(name) is True for name in LOCKS}
        elif number == 1 and "broken" in one:
            broken = str(one["broken"])[:_MOST_TOLD]
        elif isinstance(one.get("cell"), int):
            cell = one["cell"]
        elif isinstance(one.get("fault"), int) and len(faults) < _MOST_FAULTS:
            faults.append((one["fault"], str(one.get("says"))[:_MOST_TOLD]))
        elif isinstance(one.get("answer"), str):
            answers[one["answer"]] = unpack(one.get("value"))
        elif one.get("done") is True and end == "gone":
            end = "done"
    return Ran(end, cell, tuple(faults), answers, locks, broken)
