"""Check one file: its header, then its rows, a block at a time; set its ids aside for the comparison of all files."""

from __future__ import annotations

from functools import partial
from io import SEEK_END
from typing import TYPE_CHECKING, Any

from leadkit.check import parquet
from leadkit.check.arrow import compute
from leadkit.check.cells import wrong
from leadkit.check.keys import BETWEEN
from leadkit.check.lines import CsvFile
from leadkit.check.names import Promise, columns_at_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from leadkit.check.keys import Keys
    from leadkit.check.lines import Record
    from leadkit.check.report import Report
    from leadkit.schema import Table

_ROWS = 50_000  # rows of Parquet read at once
_LOSSES = ("cut_file", "cut_row", "cut_end", "long_line", "old_line_ends", "damaged_rows")  # whole rows may be gone


class FileCheck:
    """The check of one file of one table.

    Parameters
    ----------
    table : Table
        What the schema says.
    file : Path
        The file.
    name : str
        What the report calls it.
    report : Report
        Takes the faults.
    keys : Keys
        Takes the ids.
    """

    def __init__(self, table: Table, file: Path, name: str, report: Report, keys: Keys) -> None:
        self._table = table
        self._file = file
        self._name = name
        self._report = report
        self._keys = keys
        self._tell = partial(report.add, name)
        self._rows = 0
        self._last: int | None = None
        self._names: Sequence[str] = ()

    def run(self, said: Promise, progress: Callable[[int], None]) -> Sequence[str]:
        """Read the file once and name its columns; `progress` is told the bytes read so far."""
        self._report.open(self._name)
        self._keys.open(self._name)
        try:
            read = self._parquet if self._file.suffix == ".parquet" else self._csv
            sound = read(said.columns, progress)
        except OSError as why:
            self._tell("unreadable", why=why.strerror or type(why).__name__)
            sound = False
        self._report.rows += self._rows
        if sound and self._last is not None:
            self._cut(self._last, said)
        if sound and not self._rows and self._table.name == "people" and not self._report.seen(self._name):
            self._tell("no_rows", line=self._last)
        if not sound or any(self._report.seen(self._name, code) for code in _LOSSES):
            self._keys.lose(self._table.name)
        return self._names

    def _cut(self, last: int, said: Promise) -> None:
        """Tell whether a CSV file is shorter than it was when it was described."""
        with self._file.open("rb") as stream:
            stream.seek(-min(1, self._file.stat().st_size), SEEK_END)
            open_end = stream.read() != b"\n"
        if last < said.lines:
            self._tell("cut_file", line=last, has=f"{last:,}", said=f"{said.lines:,}")
        elif open_end and self._file.stat().st_size < said.size and not self._report.seen(self._name, "cut_row"):
            self._tell("cut_end", line=last)

    def _csv(self, wanted: Sequence[str], progress: Callable[[int], None]) -> bool:
        with self._file.open("rb") as stream:
            source = CsvFile(stream, self._tell)
            names = self._names = source.header()
            sound = bool(names) and columns_at_fault(self._table, names, wanted, self._tell, source.number)
            if sound:
                known = self._known(names)
                for block in source.blocks({name: names.index(name) for name in known}):
                    self._judge(block.lines, block.cells)
                    self._note_broken(block.broken, names)
                    progress(stream.tell())
            self._last = source.number
        return sound

    def _parquet(self, wanted: Sequence[str], progress: Callable[[int], None]) -> bool:
        file = parquet.opened(self._file, self._tell)
        if file is None:
            return False
        with file:
            names = self._names = list(file.schema_arrow.names)
            if not columns_at_fault(self._table, names, wanted, self._tell, None):
                return False
            for lines, cells in parquet.batches(file, self._known(names), _ROWS, self._tell):
                self._judge(lines, cells)
                progress(int(self._file.stat().st_size * self._rows / max(1, file.metadata.num_rows)))
        return True

    def _known(self, names: Sequence[str]) -> list[str]:
        return [name for name in dict.fromkeys(names) if self._table.get(name)]

    def _note_broken(self, records: Sequence[Record], names: Sequence[str]) -> None:
        """Of a broken row only the id is kept, so that rows that refer to it are not blamed."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

        self._rows += len(records)
        key = self._table.key[0]
        if len(self._table.key) == 1 and key in names:
            place = list(names).index(key)
            held = [record for record in records if place < len(record.cells)]
            ids = [record.cells[place].strip('" \r').encode("utf-8", "replace").decode("utf-8") for record in held]
            if ids:
                lines = pa.array([record.line for record in held], pa.int64())
                self._keys.note(self._table.name, lines, pa.array(ids, pa.string()), sound=False)

    def _judge(self, lines: Any, cells: Mapping[str, Any]) -> None:  # noqa: ANN401 - Arrow arrays
        pc = compute()

        self._rows += len(lines)
        for name, column in cells.items():
            field = self._table.field(name)
            for code, mask, rule in wrong(field, column, cells, self._report.today):
                bad = pc.indices_nonzero(mask)
                room = self._report.room(self._name, name, code)
                for i in bad[:room].to_pylist():
                    self._report.cell(self._name, lines[i].as_py(), name, code, rule, column[i].as_py() or "")
                self._report.skip(self._name, name, code, max(0, len(bad) - room))
            if field.refers_to:
                self._keys.refer(self._table.name, name, lines, column)
        if all(part in cells for part in self._table.key):
            ids = pc.binary_join_element_wise(*(cells[part] for part in self._table.key), BETWEEN)
            self._keys.note(self._table.name, lines, ids)
