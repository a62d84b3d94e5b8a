"""The connection and its locks: what a query may see and touch, whatever its text says. The order matters.

Tables in memory share one connection a process, opened at the first question; each question has a cursor of its own,
in which its tables are named and which nobody else sees. Files have a fresh connection a question: it may read the
files that were named and write the one temporary file that was chosen for it, and nothing else. No connection can
load an extension, change a setting, or see a variable of the Python program.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from duckdb import DuckDBPyConnection

    from leadkit.engine.inputs import Limits


def shared() -> DuckDBPyConnection:
    """Give a cursor of the connection that this process keeps for tables in memory; close it when done.

    Examples
    --------
    >>> cursor = shared()
    >>> cursor.sql("SELECT 42 AS answer").fetchall()
    [(42,)]
    >>> cursor.close()
    """
    return of_process().cursor()


def of_process() -> DuckDBPyConnection:
    """Give the connection itself; it is another one after a fork, and after :func:`forget`."""
    return _of_process(os.getpid())


def forget() -> None:
    """Drop the connection of this process, after an error that may have broken it; the next question opens another."""
    _of_process.cache_clear()


@cache
def _of_process(_process: int) -> DuckDBPyConnection:
    return _locked(_steps(allowed=(), spill=None))


def fresh(allowed: Sequence[str], limits: Limits, spill: str, *, progress: bool = False) -> DuckDBPyConnection:
    """Open a connection for one question.

    Parameters
    ----------
    allowed : sequence of str
        Absolute paths: the only files that it can read or write.
    limits : Limits
        Memory and threads.
    spill : str
        A private folder for what does not fit into memory.
    progress : bool
        Whether it should count how far it is.
    """
    return _locked(_steps(allowed, spill, limits, progress=progress))


def _steps(
    allowed: Sequence[str], spill: str | None, limits: Limits | None = None, *, progress: bool = False
) -> Iterator[exp.Set]:
    yield _set("TimeZone", "UTC", scope="GLOBAL")
    # A long IN would be turned into a join, and a join gives rows in any order: answers are to come in the order asked.
    yield _set("disabled_optimizers", "in_clause", scope="GLOBAL")
    if limits is not None and limits.memory is not None:
        yield _set("memory_limit", limits.memory)
    if limits is not None and limits.threads is not None:
        yield _set("threads", limits.threads)
    yield _set("enable_progress_bar", progress)
    yield _set("enable_progress_bar_print", value=False)
    yield _set("allowed_paths", list(allowed))
    yield _set("temp_directory", spill or "")
    yield _set("enable_external_access", value=False)
    yield _set("lock_configuration", value=True)


def _locked(steps: Iterator[exp.Set]) -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - heavy, and only needed once there is a question

    connection = duckdb.connect(
        ":memory:",
        config={
            "python_enable_replacements": False,  # or a query could read the variables of the program
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    for step in steps:
        connection.execute(step.sql(dialect="duckdb"))
    return connection


def _set(name: str, value: Any, scope: str | None = None) -> exp.Set:  # noqa: ANN401 - any setting
    equals = exp.EQ(this=exp.column(name), expression=exp.convert(value))
    return exp.Set(expressions=[exp.SetItem(this=equals, kind=scope)])
