"""What DuckDB says when it stops, in one plain sentence of our own.

DuckDB's messages run over many lines, quote SQL that the user never wrote, and advise settings that are locked here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit.errors import DataError, EngineError, LeadkitError, UnknownColumnError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from leadkit.engine.inputs import Limits

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_FILE = re.compile(r"^\s*file = (.+)$", re.MULTILINE)
_CELL = re.compile(r"Error when converting column \"(.+?)\"\. Could not convert string \"(.*?)\" to '(.+?)'", re.DOTALL)
_COUNT = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_COLUMN = re.compile(r'(?:Referenced column|does not have a column named) "(.+?)"')
_WANTED = {
    "BOOLEAN": "true or false",
    "DATE": "a day such as 2024-12-31",
    "TIMESTAMP": "a time such as 2024-12-31 23:59:00",
    "BIGINT": "a whole number",
    "INTEGER": "a whole number",
    "DOUBLE": "a number",
    "FLOAT": "a number",
}


def complaint(
    error: BaseException, limits: Limits, columns: Callable[[], Collection[str]] = tuple
) -> LeadkitError | None:
    """Turn what DuckDB or Python raised into a complaint of the kit; None when it is not theirs to explain.

    Parameters
    ----------
    error : BaseException
        What was raised while a query ran.
    limits : Limits
        The limits it ran under.
    columns : callable
        Names the columns of its tables, to offer the nearest.
    """
    import duckdb  # noqa: PLC0415 - heavy, and it is loaded by now

    if isinstance(error, LeadkitError):
        return error
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        most = "it may use" if limits.memory is None else f"the {limits.memory} it may use"
        return EngineError(
            f"The query needs more memory than {most}: raise the limit, as in Limits(memory='8GB'), or go from files "
            "to a file with to=, which needs the least."
        )
    if isinstance(error, RecursionError):
        return EngineError("The query is nested too deeply to be run: ask it in several steps.")
    if not isinstance(error, duckdb.Error):
        return None
    said = str(error)
    return _of_csv(said) or _of_disk(said) or _of_query(said, columns)


def too_long(limits: Limits) -> EngineError:
    """Say that a query was stopped by the timer."""
    return EngineError(
        f"The query was stopped after {limits.seconds:g} seconds: raise the limit, as in "
        f"Limits(seconds={limits.seconds * 10:g}), or give it less data."
    )


def _of_csv(said: str) -> LeadkitError | None:
    line = _LINE.search(said)
    if line is None:
        return None
    file = _FILE.search(said)
    where = f"{Path(file[1].strip()).name if file else 'The CSV file'}, line {line[1]}"
    if cell := _CELL.search(said):
        column, value, kind = cell.groups()
        wanted = _WANTED.get(kind) or ("a number" if kind.startswith("DECIMAL") else f"a {kind}")
        return DataError(f"{where}, column '{column}': '{value}' is not {wanted}.")
    if count := _COUNT.search(said):
        return DataError(f"{where}: {count[2]} cells where the header has {count[1]}.")
    if "unterminated quote" in said:
        return DataError(f"{where}: a quotation mark is opened and never closed.")
    if "utf-8" in said.lower() or "unicode" in said.lower():
        return DataError(f"{where}: the text is not UTF-8; save the file as UTF-8 and try again.")
    return DataError(f"{where}: {_first(_LINE.sub('', said).partition('Original Line')[2].partition(chr(10))[2])}")


def _of_disk(said: str) -> LeadkitError | None:
    if "No space left" in said or "File too large" in said or "max_temp_directory_size" in said:
        return EngineError("The disk is full: nothing was written; make room, or write to another disk.")
    if said.startswith("IO Error"):
        return EngineError(f"A file could not be read or written: {_first(said)}")
    return None


def _of_query(said: str, columns: Callable[[], Collection[str]]) -> LeadkitError:
    if column := _COLUMN.search(said):
        return UnknownColumnError(f"The tables have no column '{column[1]}'.{nearest(column[1], columns())}")
    if "out of range" in said.lower() or said.startswith("Out of Range"):
        return EngineError(f"A number grew too large to be counted exactly: {_first(said)}")
    return EngineError(f"The query could not be run: {_first(said)}")


def _first(said: str) -> str:
    """Keep the first line, without the kind of error that it begins with, as the end of a sentence."""
    line = said.strip().splitlines()[0] if said.strip() else "no reason was given"
    return re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", line).rstrip(".") + "."
