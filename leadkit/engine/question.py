"""One question under way: its connection, its tables, the clock it runs against, and what is tidied away after it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from glob import escape
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
from sqlglot import exp

from leadkit.engine import locks, sources
from leadkit.engine.complaints import complaint
from leadkit.engine.inputs import File, Limits, is_relation
from leadkit.engine.watch import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from leadkit.engine.inputs import Input
    from leadkit.engine.writing import Target
    from leadkit.engine.written import Written

T = TypeVar("T")


class Question:
    """A connection with the tables of one question.

    Parameters
    ----------
    connection : DuckDBPyConnection
        Opened for it.
    needed : sequence of Source
        Its tables.
    limits : Limits
        What it may use.
    after : ExitStack
        What is undone at the end.
    """

    def __init__(
        self, connection: DuckDBPyConnection, needed: Sequence[sources.Source], limits: Limits, after: ExitStack
    ) -> None:
        self.connection = connection
        self._needed = needed
        self._limits = limits
        self._after = after

    def lay_out(self, *, numbered: bool = False, empty: bool = False) -> None:
        """Put the tables on the connection; their rows numbered, or without any rows."""
        self._after.enter_context(sources.laid_out(self.connection, self._needed, numbered=numbered, empty=empty))

    def watched(self, work: Callable[[], T], progress: Callable[[float], None] | None = None) -> T:
        """Do some work on the connection, and turn what DuckDB says into a sentence."""
        try:
            return watched(self.connection, work, self._limits, progress)
        except Exception as error:
            if type(error).__name__ in {"FatalException", "InternalException"}:
                locks.forget()
            told = complaint(error, self._limits, self.columns)
            if told is None or told is error:
                raise
            raise told from error

    def columns(self) -> list[str]:
        """Name all columns of the tables, for the nearest one to be offered."""
        views = (source for source in self._needed if not isinstance(source.holds, exp.Query))
        return sorted({name for source in views for name in self._named(source)})

    def _named(self, source: sources.Source) -> list[str]:
        if isinstance(source.holds, pd.DataFrame):
            return [str(name) for name in source.holds.columns]
        every = exp.select("*").from_(sources.named(source.name))
        columns: list[str] = self.connection.sql(every.sql(dialect="duckdb")).columns
        return columns


@contextmanager
def asking(
    query: Written,
    inputs: Mapping[str, Input],
    limits: Limits,
    progress: Callable[[float], None] | None,
    target: Target | None,
) -> Iterator[Question]:
    """Open the connection that a query needs, and tidy up after it: connection, temporary folder, unfinished file.

    Parameters
    ----------
    query, inputs, limits, progress
        As for :func:`leadkit.engine.run`.
    target : Target, optional
        The file to be written.
    """
    needed = sources.gathered(query, inputs)
    apart = any(isinstance(source.holds, File) or is_relation(source.holds) for source in needed)
    with ExitStack() as after:
        if apart or target is not None or progress is not None or limits.memory or limits.threads:
            spill = tempfile.mkdtemp(prefix="leadkit-engine-")
            after.callback(shutil.rmtree, spill, ignore_errors=True)
            # a name that holds * or [ is read under its escaped form, and found under its own
            allowed = [form for source in needed for path in source.files for form in {path, escape(path)}]
            if target is not None:
                allowed.append(str(target.hidden))
                after.callback(target.discard)
            connection = locks.fresh(allowed, limits, spill, progress=progress is not None)
        else:
            connection = locks.shared()
        after.callback(connection.close)
        yield Question(connection, needed, limits, after)
