"""Results as files: written under a hidden name beside the target, renamed when whole; nothing is ever replaced.

A CSV is meant for eyes and spreadsheets: a text that a spreadsheet would calculate (one that begins with ``=``,
``+``, ``-``, ``@``, a tab or a line end) gets an apostrophe before it, in the header too; numbers stay numbers. The
apostrophe stays when the kit reads the file again: what is to be read again exactly belongs in Parquet.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from leadkit.documents import settle
from leadkit.engine.inputs import suffix
from leadkit.errors import DataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COPY = {
    ".csv": "COPY (SELECT 1) TO 'there' (FORMAT CSV, HEADER TRUE, USE_TMP_FILE FALSE)",
    # Row groups of the usual size: rows read in such groups pass on as they are, and others are put together anew.
    ".parquet": "COPY (SELECT 1) TO 'there' (FORMAT PARQUET, COMPRESSION ZSTD, USE_TMP_FILE FALSE, "
    "WRITE_BLOOM_FILTER FALSE)",
}


class Target:
    """A file that is to be written.

    Parameters
    ----------
    path : str or Path
        Where; ``.csv`` or ``.parquet``. Its folder exists, it does not.

    Raises
    ------
    DataError
        It cannot be written there; said before any work is done.

    Examples
    --------
    >>> Target("people.xlsx")
    Traceback (most recent call last):
    ...
    leadkit.errors.DataError: 'people.xlsx' is not a kind of file that can be written: end it in .csv or .parquet.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).expanduser().absolute()
        self.suffix = suffix(self.path)
        if self.suffix not in _COPY:
            raise DataError(f"'{path}' is not a kind of file that can be written: end it in .csv or .parquet.")
        if not self.path.parent.is_dir():
            raise DataError(f"There is no folder '{self.path.parent}' to write '{self.path.name}' into: make it first.")
        if os.path.lexists(self.path):
            raise self._exists()
        if not os.access(self.path.parent, os.W_OK | os.X_OK):
            raise DataError(
                f"The folder '{self.path.parent}' cannot be written to: choose another for '{self.path.name}'."
            )
        self.hidden = self.path.with_name(f".{self.path.name}.{secrets.token_hex(6)}.tmp")

    @property
    def form(self) -> str:
        """How the columns are shaped for it (see ``delivery``)."""
        return "csv" if self.suffix == ".csv" else "table"

    def write(self, connection: DuckDBPyConnection, query: exp.Query) -> None:
        """Let the engine write the rows of `query` under the hidden name."""
        copy = parse_one(_COPY[self.suffix], read="duckdb")
        copy.set("this", exp.Subquery(this=query))
        copy.set("files", [exp.Literal.string(str(self.hidden))])
        connection.execute(copy.sql(dialect="duckdb"))

    def keep(self) -> Path:
        """Give the finished file its name; somebody else's file of that name is left as it is."""
        try:
            settle(self.hidden, self.path)
        except FileExistsError:
            raise self._exists() from None
        return self.path

    def discard(self) -> None:
        """Remove the hidden file, if there is any."""
        self.hidden.unlink(missing_ok=True)

    def _exists(self) -> DataError:
        return DataError(f"'{self.path}' exists already and is left as it is: choose another name for the result.")
