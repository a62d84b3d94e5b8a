"""Run a query while watching it: the clock, how far it is, and whether the person pressed Ctrl-C.

The query runs in a thread of its own and the thread that asked waits beside it. So Ctrl-C arrives at once, the timer
needs no further thread, and the progress callback is called where the caller stands (which notebooks and progress
bars want).
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from leadkit.engine.complaints import too_long

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from leadkit.engine.inputs import Limits
    from leadkit.errors import LeadkitError

T = TypeVar("T")
_STEP = 0.1  # seconds between two looks
_GRACE = 5.0  # seconds that a query gets to end after it was told to


class _Work(Generic[T]):
    """A piece of work and what came of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._found: list[T] = []
        self._error: BaseException = RuntimeError("the work has not ended")
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again where the work was asked for
            self._error = error
        finally:
            self.done.set()

    def result(self, stopped: LeadkitError | None) -> T:
        """Give what came of it, or raise what went wrong; a work that was stopped raises `stopped`."""
        if self._found:
            return self._found[0]
        if stopped is not None:
            raise stopped from self._error
        raise self._error


def watched(
    connection: DuckDBPyConnection,
    work: Callable[[], T],
    limits: Limits,
    progress: Callable[[float], None] | None = None,
) -> T:
    """Do `work` on `connection` and give back what it gives; stop it at the limit, or when the caller is interrupted.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Where the work runs its queries.
    work : callable
        The work.
    limits : Limits
        How many seconds it may take.
    progress : callable, optional
        Called with a number from 0 to 1, which never falls.

    Raises
    ------
    EngineError
        It took too long.
    """
    running = _Work(work)
    end = time.monotonic() + limits.seconds
    far, stopped = 0.0, None
    try:
        threading.Thread(target=running.run, name="leadkit-engine", daemon=True).start()
        if progress is not None:
            progress(far)
        while not running.done.wait(max(min(_STEP, end - time.monotonic()), 0.001)):
            if time.monotonic() >= end:
                stopped = too_long(limits)
                _stop(connection, running.done)
                break
            if progress is not None:
                far = max(far, min(connection.query_progress() / 100, 1.0))
                progress(far)
    except BaseException:  # Ctrl-C, or the progress callback itself
        _stop(connection, running.done)
        raise
    found = running.result(stopped)
    if progress is not None:
        progress(1.0)
    return found


def _stop(connection: DuckDBPyConnection, done: threading.Event) -> None:
    """Interrupt until it has ended: an interrupt between two statements is not remembered."""
    end = time.monotonic() + _GRACE
    while not done.is_set() and time.monotonic() < end:
        connection.interrupt()
        done.wait(0.05)
