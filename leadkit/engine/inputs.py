"""What the engine reads: tables in memory, files named by a path or a glob, a SELECT over others; and its limits.

These are plain values. Globs are expanded here, by Python, to absolute paths of files that exist: the connection is
then opened for those files and for no others (see ``locks``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pandas as pd

from leadkit.errors import DataError, EngineError
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from duckdb import DuckDBPyRelation
    from sqlglot import exp

Kind = Literal["number", "text", "yes_no", "other"]
SUFFIXES = (".csv", ".csv.gz", ".parquet")
_SIZE = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A CSV file (or a glob of them) whose columns have stated types; also Parquet, which states its own.

    Parameters
    ----------
    path : str
        The file, or a glob.
    types : mapping of column to DuckDB type, optional
        Such as ``{"stated_budget": "DECIMAL(18,2)"}``. Columns that the file does not have are passed over; columns
        that are not named here are recognised from their cells.

    Examples
    --------
    >>> File("people.csv", {"birth_year": "BIGINT"}).path
    'people.csv'
    """

    path: str
    types: Mapping[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Derived:
    """A SELECT over other inputs, used as a source itself: the snapshot of some tables, say.

    Parameters
    ----------
    select : sqlglot.exp.Query
        One SELECT.
    inputs : mapping of table name to Input
        The tables it reads.
    kinds : mapping of column to Kind, optional
        What its columns hold, if that is known without planning the SELECT.

    Examples
    --------
    >>> from sqlglot import exp
    >>> events = pd.DataFrame({"person_id": ["a", "a", "b"]})
    >>> visits = exp.select("person_id", "COUNT(*) AS visits").from_("events").group_by("person_id")
    >>> Derived(visits, {"events": events}).select.named_selects
    ['person_id', 'visits']
    """

    select: exp.Query
    inputs: Mapping[str, Input]
    kinds: Mapping[str, Kind] | None = None


@dataclass(frozen=True)
class Limits:
    """How much a query may use.

    Parameters
    ----------
    memory : str, optional
        Such as ``"2GB"``; beyond it the engine works on disk, and what does not fit there is stopped. By default
        DuckDB's own limit, 80 % of the machine.
    threads : int, optional
        By default as many as the machine has cores.
    seconds : float
        A query that takes longer is stopped.

    Examples
    --------
    >>> Limits(memory="2GB", seconds=60)
    Limits(memory='2GB', threads=None, seconds=60)
    >>> Limits(memory="a lot")
    Traceback (most recent call last):
    ...
    leadkit.errors.EngineError: 'a lot' is not a size of memory: write a number and a unit, such as '500MB' or '2GB'.
    """

    memory: str | None = None
    threads: int | None = None
    seconds: float = field(default=900)

    def __post_init__(self) -> None:
        if self.memory is not None and not (
            _SIZE.fullmatch(self.memory) and float(self.memory[:-2].rstrip("KMGTkmgtIi ")) > 0
        ):
            raise EngineError(
                f"'{self.memory}' is not a size of memory: write a number and a unit, such as '500MB' or '2GB'."
            )
        if self.threads is not None and self.threads < 1:
            raise EngineError(f"{self.threads} threads cannot run anything: give 1 or more, or none to use every core.")
        if not self.seconds > 0:
            raise EngineError(f"A query cannot be given {self.seconds} seconds: give more than 0.")


Input: TypeAlias = "pd.DataFrame | pa.Table | str | Path | File | Derived | DuckDBPyRelation"


def is_relation(source: Any) -> bool:  # noqa: ANN401 - whatever was given
    """Tell a relation of a user's own DuckDB connection, without importing DuckDB for those who have none."""
    return type(source).__name__ == "DuckDBPyRelation"


def is_arrow(source: Any) -> bool:  # noqa: ANN401 - whatever was given
    """Tell an Arrow table, without importing pyarrow."""
    return type(source).__name__ == "Table" and type(source).__module__.startswith("pyarrow")


def checked(source: Any, name: str) -> Input:  # noqa: ANN401 - whatever was given
    """Give `source` back as an Input, a path as a :class:`File`; say what can be read when it is none.

    Examples
    --------
    >>> checked("people.parquet", "people")
    File(path='people.parquet', types=None)
    >>> checked(3, "people")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    leadkit.errors.DataError: The table 'people' cannot be read from int: give a DataFrame, ...
    """
    if isinstance(source, str | Path):
        return File(str(source))
    if isinstance(source, pd.DataFrame | File | Derived) or is_arrow(source) or is_relation(source):
        return source  # type: ignore[no-any-return]  # just established
    raise DataError(
        f"The table '{name}' cannot be read from {type(source).__name__}: give a DataFrame, an Arrow table, the path "
        "of a CSV or Parquet file, or a DuckDB relation."
    )


def other_mark(header: str) -> str:
    """Name the mark that stands between the cells of a CSV header in place of commas; an empty text if commas do.

    Such a file is refused at every door, never read by a guess: where Excel writes semicolons it also writes 1.234 for
    1234 and 1,5 for 1.5, and a table that is wrong a thousandfold without a word is worse than one that is not read.

    Examples
    --------
    >>> other_mark("person_id;created_at"), other_mark("person_id,a;b"), other_mark("person_id")
    (';', '', '')
    """
    mark = "" if "," in header else next((mark for mark in ";\t|" if mark in header), "")
    return "Tab" if mark == "\t" else mark


def of_commas(header: str, file: str) -> None:
    """Refuse a CSV file between whose cells stands another mark.

    Raises
    ------
    DataError
        With the sentence of ``leadkit data check``, word for word.
    """
    if mark := other_mark(header):
        said = say("check.separator", mark=mark)
        raise DataError(f"{file}, line 1: {said[0].lower()}{said[1:]}")


def suffix(path: str | Path) -> str:
    """Give the suffix by which the engine knows a file, or an empty text.

    Examples
    --------
    >>> suffix("a/people.CSV.gz"), suffix("people.xlsx")
    ('.csv.gz', '')
    """
    name = Path(path).name.lower()
    return max((known for known in SUFFIXES if name.endswith(known)), key=len, default="")


def paths(file: File) -> list[str]:
    """Expand a path or glob to the absolute paths of files that exist, all of one kind, in the order of their names.

    Raises
    ------
    DataError
        Nothing matches, or something matches that is not CSV or Parquet, or both kinds do.

    Examples
    --------
    >>> paths(File("no/such/file.csv"))
    Traceback (most recent call last):
    ...
    leadkit.errors.DataError: There is no file 'no/such/file.csv'.
    """
    shown = file.path
    path = Path(shown).expanduser()
    if path.is_dir():
        raise DataError(f"'{shown}' is a folder: name its files, as in '{shown.rstrip('/')}/*.parquet'.")
    found = [str(path)] if path.exists() else sorted(glob(str(path), recursive=True))  # noqa: PTH207 - any glob
    found = [str(Path(each).absolute()) for each in found if not Path(each).is_dir()]
    if not found:
        raise DataError(f"There is no file '{shown}'.")
    kinds = {suffix(each).removesuffix(".gz"): each for each in found}
    if "" in kinds:
        raise DataError(
            f"'{Path(kinds['']).name}' is not a kind of file that can be read: give .csv, .csv.gz or .parquet."
        )
    if len(kinds) > 1:
        raise DataError(f"'{shown}' matches both CSV and Parquet files: name one kind, as in '*.parquet'.")
    return found
