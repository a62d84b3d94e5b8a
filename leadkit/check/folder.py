"""Check a folder of tables and name every bad row: file, line, column, what is wrong, and what to write instead.

The check reads what is written, not what a database would make of it; it writes nothing into the folder, reads each
file once, and needs a bounded amount of memory however large, long-lined or damaged a file is. Ids are compared out of
core.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit import schema
from leadkit.check.keys import Keys
from leadkit.check.names import Promise, files_at_fault, promised
from leadkit.check.onefile import FileCheck
from leadkit.check.report import Report
from leadkit.check.silent import notes
from leadkit.errors import DataError
from leadkit.tables import locate
from leadkit.words import check_language

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def check(
    folder: str | Path,
    *,
    today: date | str | None = None,
    limit: int = 1_000,
    lang: str = "en",
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    r"""Check a folder of tables, CSV or Parquet, against the schema.

    Parameters
    ----------
    folder : path
        The folder; only files named after a table are read.
    today : date or str, optional
        The last day that is not in the future; the present day (UTC) if not given.
    limit : int, default 1000
        How many faults of one kind are listed per file and column; further ones are counted in a last row.
    lang : {"en", "th", "vi"}
        The language of the reasons.
    progress : callable, optional
        Told the share of the bytes read so far, from 0 to 1.

    Returns
    -------
    DataFrame
        One row a fault: `file`, `line` (as an editor counts; the row number in Parquet), `column`, `reason`, `value`
        (at most 60 characters; contact details are masked). Empty if all is well. ``.attrs`` holds the numbers of
        `faults`, of those `not_listed`, of `rows` read, the names of the `files`, and `notes`: sentences on tables and
        columns that are not there, which is no fault, but decides what a snapshot can say. Of a table that has lost
        rows (cut off, not readable) this alone is told: who refers to its ids is not to blame until it is whole.

    Raises
    ------
    DataError
        There is no such folder, or `today` or `limit` makes no sense.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> lines = ["person_id,created_at,country", "a,2024-01-31,TH", "b,31/01/2024,VN"]
    >>> _ = (folder / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    >>> check(folder)[["file", "line", "column", "reason"]].values.tolist()
    [['people.csv', 3, 'created_at', "'31/01/2024' does not begin with the year; write 2024-01-31."]]
    """
    report = Report(_day(today), _limit(limit), check_language(lang))
    place = Path(folder)
    found = locate(place)
    said = promised(place, report)
    files_at_fault(place, found, said, report)
    files = [(name, file) for name, forms in found.items() for file in forms[0].files]
    held: dict[str, set[str]] = {name: set() for name in found}
    total = sum(file.stat().st_size for _, file in files) or 1
    with tempfile.TemporaryDirectory(prefix="leadkit-check-", ignore_cleanup_errors=True) as aside:
        keys = Keys(Path(aside))
        try:
            done = 0
            for name, file in files:
                label = file.relative_to(place.absolute()).as_posix()
                one = FileCheck(schema.table(name), file, label, report, keys)
                held[name].update(one.run(said.get(label, Promise()), _part(progress, done, total)))
                done += file.stat().st_size
            keys.judge(report, set(found))
        finally:
            keys.close()
    if progress:
        progress(1.0)
    told = report.table()
    told.attrs["notes"] = notes(held, lang)
    return told


def _day(today: date | str | None) -> str:
    try:
        return date.fromisoformat(str(today or datetime.now(UTC).date())).isoformat()
    except ValueError as wrong:
        raise DataError(f"today='{today}' is not a day; write it as in 2024-01-31.") from wrong


def _limit(limit: int) -> int:
    if limit < 1:
        raise DataError(f"limit={limit} would list nothing; it must be at least 1.")
    return limit


def _part(progress: Callable[[float], None] | None, done: int, total: int) -> Callable[[int], None]:
    """Turn bytes of one file into a share of all."""
    return lambda read: progress(min(1.0, (done + read) / total)) if progress else None
