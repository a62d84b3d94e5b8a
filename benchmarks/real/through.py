"""Take tables made of real data through the kit: data check, snapshots, every pack of definitions, a notebook.

What `olist.py` and `cdnow.py` share: each of them turns its own files into the kit's tables, and says what is its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import leadkit as lk
from leadkit import check, schema
from leadkit.check.silent import gaps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

_KINDS = ("definitions", "crm")


def written(tables: Mapping[str, pd.DataFrame], folder: Path) -> Path:
    """Write tables as CSV into a new folder."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def silent(tables: lk.Tables) -> set[str]:
    """Name the columns of a snapshot that say 0 or no of everybody only because nothing was recorded."""
    held = {name: names for name in schema.tables() if (names := tables.recorded(name))}
    return {column for *_, columns in gaps(held) for column in columns}


def packs(tables: lk.Tables, people: pd.DataFrame) -> pd.DataFrame:
    """Count yes, no and unknown of every term of every shipped pack; and how many are unknown if silence is no answer.

    `in_truth_unknown` asks again of the same people, with nothing in place of the zeros of tables that are not there.
    A term over a column in which an empty cell means never (a day, an outcome) keeps an answer that nobody recorded.
    """
    terms = [pack for kind in _KINDS for name in lk.shelf(kind) for pack in lk.definitions(name)]
    told = lk.tally(people, by=terms)
    unheard = {name: people[name].convert_dtypes().mask(people[name].notna()) for name in silent(tables)}
    honest = people.assign(**unheard)
    return told.assign(in_truth_unknown=lk.tally(honest, by=terms)["unknown"])


def report(folder: Path, days: Sequence[str], own: Callable[[pd.DataFrame], str], out: Path | None = None) -> int:
    """Check, take snapshots, ask every pack and run notebook 01; print what each showed, and return the exit code."""
    began = time.perf_counter()
    faults = check.check(folder)
    print(f"data check: {faults.attrs['faults']} faults in {faults.attrs['rows']:,} rows", end=" ")
    print(f"({time.perf_counter() - began:.1f} s)")
    print("\n".join(faults.attrs["notes"]))
    if len(faults):
        print(faults.head(10).to_string(index=False))
    tables = lk.read(folder)
    print(tables)
    for day in [*days, str(tables.last_day)]:
        began = time.perf_counter()
        people = lk.snapshot(tables, as_of=day)
        bought = int((people["purchases"] > 0).sum())
        print(f"snapshot {day}: {len(people):,} people, {bought:,} bought ({time.perf_counter() - began:.1f} s)")
    began = time.perf_counter()
    told = packs(tables, people)
    print(told.to_string(index=False))
    hushed = (told["unknown"] < told["in_truth_unknown"]).sum()
    print(f"{hushed} of {len(told)} terms say yes or no only because a table is not there", end=" ")
    print(f"({time.perf_counter() - began:.1f} s)")
    print(own(people))
    page = out or Path(tempfile.mkdtemp()) / "page"
    command = [sys.executable, "-m", "leadkit", "run", "01", "-p", "tables", str(folder), "--out", str(page)]
    code = subprocess.run(command, check=False).returncode
    print(f"notebook 01 on it: exit code {code}")
    return int(bool(len(faults)) or code)


def main(
    files: Sequence[str],
    where: str,
    convert: Callable[[Path, Path], object],
    days: Sequence[str],
    own: Callable[[pd.DataFrame], str],
) -> int:
    """Run on the folder named on the command line."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    if len(sys.argv) < 2 or not all((source / name).is_file() for name in files):
        print(f"Give the folder that holds {' and '.join(files)} ({where}).")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tables"
        convert(source, folder)
        return report(folder, days, own, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
