"""A SELECT kept ready for a few people at a time: planned once over a table of these columns, and then only run.

To plan a card costs ten times as much as to ask one person by it. DuckDB keeps the plan of a prepared statement as
long as nothing that it names is laid out anew; so the table that it reads stays the same object, and hands out other
rows each time. Everything else is as for any question: its own cursor, the same view, the same locks.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from leadkit.engine import locks, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from leadkit.engine.written import Written

MOST = 4  # cursors of one SELECT: for tables of other columns, or several threads


class _Rows:
    """A table in whose place another of the same schema can be put, while DuckDB goes on reading this object."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]  # of pyarrow


class Ready:
    """A SELECT over one small table, on a cursor of its own.

    Parameters
    ----------
    source : Source
        The table.
    schema : pyarrow.Schema
        Of its rows, which are numbered.
    """

    def __init__(self, source: sources.Source, schema: pa.Schema) -> None:
        self.fits = _fits(source, schema)
        self.connection = locks.shared()
        self._nobody = schema.empty_table()
        self._rows = _Rows(self._nobody)
        self._source = source
        self._planned = False

    def answer(self, written: Written, rows: pa.Table) -> pa.Table:
        """Run it over these rows."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and it is loaded by now

        self._rows.table = rows
        if not self._planned:
            sources.lay(self.connection, self._source, "__lk_0", rows, by=self._rows)
            self.connection.execute(f"PREPARE asked AS {written.text(self.connection)}")  # one SELECT: the gate held it
            self._planned = True
        found = self.connection.execute("EXECUTE asked").fetchnumpy()
        self._rows.table = self._nobody
        texts = {name: pa.string() if held.dtype == object else None for name, held in found.items()}
        return pa.table({name: pa.array(held, type=texts[name]) for name, held in found.items()})


@contextmanager
def lent(written: Written, source: sources.Source, schema: pa.Schema) -> Iterator[Ready]:
    """Lend a SELECT that is ready for a table like this; one that went wrong does not come back.

    Parameters
    ----------
    written : Written
        The SELECT, which keeps those that are ready for it.
    source, schema
        As for :class:`Ready`.
    """
    fits = _fits(source, schema)
    ready = next((one for one in list(written.ready) if one.fits == fits and _taken(one, written.ready)), None)
    ready = ready or Ready(source, schema)
    yield ready
    written.ready.append(ready)
    del written.ready[:-MOST]


def _fits(source: sources.Source, schema: pa.Schema) -> tuple[object, ...]:
    """Say what a cursor is ready for: a connection (which may be dropped), a table's name, its columns."""
    return (locks.of_process(), source.name, schema)


def _taken(one: Ready, ready: list[Ready]) -> bool:
    """Take it off the list; another thread may have been quicker."""
    try:
        ready.remove(one)
    except ValueError:
        return False
    return True
