"""Find the tables in a folder and the columns in a file, without reading any row."""

from __future__ import annotations

import csv
import glob
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import NamedTuple

from leadkit import schema
from leadkit.engine.inputs import of_commas
from leadkit.errors import DataError

# In words: one CSV file, one Parquet file, a folder of Parquet files, or numbered Parquet files.
_SHAPES = (".csv", ".parquet", "/*.parquet", "[-_.][0-9]*.parquet", "[-_.]part*.parquet")


class Found(NamedTuple):
    """One form of a table in a folder: a path or pattern that the engine can read, and the files it matches now."""

    pattern: str
    files: tuple[Path, ...]


class Private:
    """A temporary folder that is taken away, without a warning, with the last value that holds it.

    Examples
    --------
    >>> mine = Private()
    >>> mine.path.is_dir()
    True
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="leadkit-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def locate(folder: str | Path) -> dict[str, tuple[Found, ...]]:
    """Find the tables of a folder: ``people.csv``, ``people.parquet``, ``people/*.parquet``, ``people-0.parquet`` ...

    Parameters
    ----------
    folder : path
        The folder.

    Returns
    -------
    dict
        Table name (`truth` included) to the forms in which it is there; more than one form is a mistake.

    Raises
    ------
    DataError
        There is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "people.csv").write_text("person_id,created_at", encoding="utf-8")
    >>> list(locate(folder))
    ['people']
    """
    place = Path(folder).absolute()
    if not place.is_dir():
        what = "is a file, not a folder of tables" if place.exists() else "does not exist"
        raise DataError(f"The folder '{folder}' {what}.")
    found = {name: tuple(_forms(place, name)) for name in [*schema.tables(), "truth"]}
    return {name: forms for name, forms in found.items() if forms}


def _forms(folder: Path, name: str) -> list[Found]:
    here = glob.escape(str(folder / name))
    matches = {here + shape: tuple(Path(each) for each in sorted(glob.glob(here + shape))) for shape in _SHAPES}  # noqa: PTH207 - takes absolute patterns
    return [Found(pattern, files) for pattern, files in matches.items() if files]


def names_in(file: Path) -> list[str]:
    """Read the names of the columns of a CSV or Parquet file.

    Raises
    ------
    DataError
        The file cannot be read, or something else than commas stands between its cells.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "areas.csv"
    >>> _ = file.write_text("region,households", encoding="utf-8")
    >>> names_in(file)
    ['region', 'households']
    """
    try:
        if file.suffix == ".parquet":
            import pyarrow.parquet as pq  # noqa: PLC0415 - heavy, and needed only for Parquet

            return list(pq.read_schema(file).names)
        with file.open(encoding="utf-8-sig", newline="") as stream:
            of_commas(stream.readline(1 << 20), file.name)
            stream.seek(0)
            return next(csv.reader(stream), [])
    except (OSError, ValueError, csv.Error) as wrong:
        raise DataError(f"'{file.name}' cannot be read; `leadkit data check` on its folder says why.") from wrong
