"""Run notebooks side by side: each in a process and a kernel of its own, so that one that fails or dies stops no other.

The runner shows nothing: it tells a listener what happens (:class:`Event`) and gives back an :class:`Outcome` per
notebook. Stopping (Ctrl-C) ends every process that was started here, and no other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from leadkit.errors import RunError
from leadkit.notebooks.kernel import private_kernel
from leadkit.notebooks.series import read
from leadkit.notebooks.worker import give_up
from leadkit.prose import load
from leadkit.words import say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from leadkit.notebooks.parameters import Value
    from leadkit.notebooks.series import Notebook

Status = Literal["done", "failed", "died", "timeout", "broken"]


@dataclass(frozen=True)
class Event:
    """Something happened to one notebook.

    Parameters
    ----------
    notebook : str
        Its name.
    kind : {"start", "cell", "done"}
        What happened.
    cell : int
        The cell in work, counted from 1 (``cell``); all cells (``start``).
    """

    notebook: str
    kind: Literal["start", "cell", "done"]
    cell: int = 0


@dataclass(frozen=True)
class Outcome:
    """How one notebook went.

    Parameters
    ----------
    name : str
        The notebook.
    status : {"done", "failed", "died", "timeout", "broken"}
        ``failed``: a cell raised; ``died``: its kernel was lost; ``timeout``: a cell took too long; ``broken``: it
        never ran.
    seconds : float
        Wall time.
    error : mapping, optional
        ``cell`` (from 1), ``count`` (the number in ``In [n]``), ``line``, ``source``, ``name``, ``message``.

    Examples
    --------
    >>> Outcome("01_words", "failed", 2.0, {"cell": 4, "count": 2, "line": 1, "source": "1 / 0",
    ...         "name": "ZeroDivisionError", "message": "division by zero"}).sentence
    'cell 4 (In [2]), line 1: ZeroDivisionError: division by zero'
    """

    name: str
    status: Status
    seconds: float
    error: Mapping[str, Any] | None = None

    @property
    def sentence(self) -> str:
        """Where and why it failed, in one sentence; "" when it did not."""
        if self.error is None:
            return ""
        told = self.error
        why = f"{told['name']}: {told['message']}".removesuffix(": ")
        if not told["cell"]:
            return why
        count = f" (In [{told['count']}])" if told.get("count") else ""
        where = say_here("terminal.at_cell", cell=told["cell"]) + count
        line = f", {say_here('terminal.at_line', line=told['line'])}" if told.get("line") else ""
        lost = say_here(f"terminal.why_{self.status}") if self.status in {"died", "timeout"} else ""
        return f"{where}{line}: {lost or why}"


_NEVER = Outcome("", "broken", 0.0)  # of a run that was stopped: nobody reads it


@dataclass
class _Crew:
    """The processes that were started here, so that exactly they can be ended."""

    workers: set[subprocess.Popen[str]] = field(default_factory=set)
    dismissed: bool = False

    @contextmanager
    def hire(self, job: Mapping[str, Any], env: Mapping[str, str], errors: IO[str]) -> Iterator[subprocess.Popen[str]]:
        """Start one worker on its job; it is waited for when the block is left."""
        command = [sys.executable, "-P", "-m", "leadkit.notebooks.worker", json.dumps(job)]
        with subprocess.Popen(  # noqa: S603 - our own module, in our own Python
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            env={**env, "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,  # Ctrl-C comes to us alone, and we pass it on
        ) as worker:
            self.workers.add(worker)
            if self.dismissed:
                worker.terminate()
            try:
                yield worker
            except BaseException:
                _end([worker])
                raise
            finally:
                self.workers.discard(worker)

    def dismiss(self, patience: float = 10) -> None:
        """End every worker: kindly, then, after some seconds, firmly. Their kernels end with them."""
        self.dismissed = True
        _end(list(self.workers), patience)


def _end(workers: Sequence[subprocess.Popen[str]], patience: float = 10) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        try:
            worker.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def run(
    chosen: Sequence[Notebook],
    given: Sequence[Mapping[str, Value]],
    folder: Path,
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    listen: Callable[[Event], None] | None = None,
) -> list[Outcome]:
    """Execute the chosen notebooks into a folder, side by side.

    Parameters
    ----------
    chosen : sequence of Notebook
        What to run.
    given : sequence of mapping
        For each, the values it is given (from :func:`leadkit.notebooks.check`).
    folder : Path
        Where the executed notebooks go; it exists.
    jobs : int, optional
        How many at once; by default as many as the machine has cores.
    timeout : float, optional
        Seconds that one cell may take; by default as long as it needs.
    listen : callable, optional
        Told every :class:`Event`, from several threads.

    Returns
    -------
    list of Outcome
        In the order chosen.
    """
    crew, hear = _Crew(), listen or (lambda _event: None)
    with private_kernel() as env, ThreadPoolExecutor(max_workers=max(1, jobs or os.cpu_count() or 1)) as pool:
        tasks = [
            pool.submit(_one, notebook, values, folder, timeout=timeout, env=env, crew=crew, hear=hear)
            for notebook, values in zip(chosen, given, strict=True)
        ]
        try:
            return [task.result() for task in tasks]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            crew.dismiss()
            raise


def _one(
    notebook: Notebook,
    values: Mapping[str, Value],
    folder: Path,
    *,
    timeout: float | None,
    env: Mapping[str, str],
    crew: _Crew,
    hear: Callable[[Event], None],
) -> Outcome:
    job = {
        "source": str(notebook.path),
        "target": str(folder / notebook.path.name),
        "given": dict(values),
        "parameters": {parameter.name: parameter.default for parameter in notebook.parameters},
        "cwd": str(Path.cwd()),
        "timeout": timeout,
    }
    begun = time.time()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        last = _follow(job, notebook.name, env=env, crew=crew, hear=hear, errors=errors)
        if last is None and not crew.dismissed:
            last = give_up(job, _last_line(errors), begun)
    hear(Event(notebook.name, "done"))
    return Outcome(notebook.name, last["status"], last["seconds"], last["error"]) if last else _NEVER


def _follow(
    job: dict[str, Any],
    name: str,
    *,
    env: Mapping[str, str],
    crew: _Crew,
    hear: Callable[[Event], None],
    errors: IO[str],
) -> dict[str, Any] | None:
    """Pass on what a worker tells, until its last word; None when it was lost before."""
    last = None
    with crew.hire(job, env, errors) as worker:
        for line in worker.stdout or ():
            told = json.loads(line)
            if told["kind"] == "done":
                last = told
            else:
                hear(Event(name, told["kind"], told["cell"]))
    return last


def _last_line(errors: IO[str]) -> str:
    errors.seek(0)
    lines = [line.strip() for line in errors if line.strip()]
    return (lines or [say_here("terminal.silent")])[-1]


def try_kernel() -> str:
    """Run a notebook of one cell, exactly as all others are run, and tell what it printed.

    Returns
    -------
    str
        What ``print(1 + 1)`` printed.

    Raises
    ------
    RunError
        It did not run.
    """
    from nbformat import v4, write  # noqa: PLC0415 - only when a kernel is tried

    with tempfile.TemporaryDirectory(prefix="leadkit-", ignore_cleanup_errors=True) as made:
        source, target = Path(made) / "in", Path(made) / "out"
        source.mkdir()
        target.mkdir()
        write(v4.new_notebook(cells=[v4.new_code_cell("print(1 + 1)")]), source / "try.ipynb")
        outcome = run([read(source / "try.ipynb")], [{}], target, timeout=60)[0]
        if outcome.status != "done":
            raise RunError(outcome.sentence)
        return str(load(target / "try.ipynb").cells[0].outputs[0].text).strip()
