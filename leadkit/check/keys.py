"""Find ids that stand twice and ids that nobody has, out of core.

While a folder is read, the ids of every row and all references to them are set aside in small Parquet files of a
private temporary folder, in text as they stand; the engine then groups and joins them with its own limits of memory.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from leadkit import engine, schema
from leadkit.check.arrow import compute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from leadkit.check.report import Report
    from leadkit.schema import Table

BETWEEN = "\x1f"  # joins the parts of an id that has several; it cannot stand in a sound cell by accident
_LIMITS = engine.Limits(memory="1GB", seconds=86_400)
_SHIFT = 40  # file number and line in one whole number: at = file << 40 | line
_TWICE = """
    WITH twice AS (SELECT id, MIN(at) AS first, MAX(at) AS last FROM ids WHERE sound GROUP BY id HAVING COUNT(*) > 1)
    SELECT ids.at, ids.id, CASE WHEN ids.at = twice.first THEN twice.last ELSE twice.first END AS other
    FROM ids JOIN twice ON ids.id = twice.id WHERE ids.sound
"""
_NOBODY = """
    SELECT refs.at, refs.id, refs.at AS other
    FROM refs LEFT JOIN (SELECT DISTINCT id FROM ids) AS known ON refs.id = known.id WHERE known.id IS NULL
"""


class Keys:
    """Ids and references of one folder.

    Parameters
    ----------
    aside : Path
        A private temporary folder.
    """

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._writers: dict[str, Any] = {}
        self._files: list[str] = []
        self._missed: set[str] = set()

    def open(self, file: str) -> None:
        """Begin the next file; what is noted from now on stands in it."""
        self._files.append(file)

    def note(self, table: str, lines: Any, ids: Any, *, sound: bool = True) -> None:  # noqa: ANN401 - Arrow arrays
        """Set the ids of some rows aside; those of broken rows are known to exist, but not judged."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

        self._write(f"id.{table}", lines, ids, sound=pa.array([sound] * len(ids)))

    def refer(self, table: str, column: str, lines: Any, ids: Any) -> None:  # noqa: ANN401
        """Set the references of some rows aside."""
        self._write(f"ref.{table}.{column}", lines, ids)

    def _write(self, name: str, lines: Any, ids: Any, **more: Any) -> None:  # noqa: ANN401
        import pyarrow as pa  # noqa: PLC0415

        pc = compute()
        import pyarrow.parquet as pq  # noqa: PLC0415

        at = pc.add(pc.cast(lines, pa.int64()), (len(self._files) - 1) << _SHIFT)
        rows = pa.table({"at": at, "id": ids, **more})
        rows = rows.filter(pc.is_valid(rows["id"]))
        if not rows:
            return
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self._aside / f"{name}.parquet", rows.schema)
        self._writers[name].write_table(rows)

    def close(self) -> None:
        """Finish the files that were set aside."""
        for writer in self._writers.values():
            writer.close()

    def judge(self, report: Report, present: Collection[str]) -> None:
        """Add every id that stands twice, every reference to an id that nobody has, or to a table that is not there."""
        self.close()
        for table in [*schema.tables().values(), schema.truth()]:
            if f"id.{table.name}" in self._writers:
                self._twice(table, report)
        for name in self._writers:
            if name.startswith("ref."):
                self._unknown(name, report, present)

    def _twice(self, table: Table, report: Report) -> None:
        column = ", ".join(table.key)
        for at, value, other in self._ask(_TWICE, {"ids": f"id.{table.name}"}, report, column, "duplicate"):
            (file, line), (other_file, other_line) = self._place(at), self._place(other)
            place = "" if other_file == file else f" ({other_file})"
            shown = value.replace(BETWEEN, ", ")
            report.add(file, "duplicate", line=line, column=column, value=shown, other=other_line, place=place)

    def _unknown(self, name: str, report: Report, present: Collection[str]) -> None:
        _, table, column = name.split(".")
        other, key = str(schema.table(table).field(column).refers_to).split(".")
        if f"id.{other}" not in self._writers:
            # A table that is there but shows no ids has been complained of already.
            if other not in present and other not in self._missed:
                self._missed.add(other)
                report.add(f"{other}.csv", "referred_file", table=other)
            return
        for at, value, _ in self._ask(_NOBODY, {"refs": name, "ids": f"id.{other}"}, report, column, "unknown_id"):
            file, line = self._place(at)
            said = "unknown_id" if value == value.strip() else "unknown_id_spaces"
            report.add(file, "unknown_id", said, line=line, column=column, value=value, id=key, table=other)

    def _ask(
        self, sql: str, names: Mapping[str, str], report: Report, column: str, code: str
    ) -> list[tuple[int, str, int]]:
        """Return the first faults in the order of the files, and have the others counted."""
        faults = sqlglot.parse_one(sql, read="duckdb", into=exp.Select)
        inputs = {name: str(self._aside / f"{file}.parquet") for name, file in names.items()}
        first = exp.select("at", "id", "other").from_(faults.subquery("faults")).order_by("at").limit(report.limit)
        told = engine.run(first, inputs, limits=_LIMITS)
        if len(told) == report.limit:
            number = sqlglot.parse_one(f"at >> {_SHIFT}", read="duckdb")
            each = exp.select(number.as_("file"), exp.Count(this=exp.Star()).as_("n"))
            counts = engine.run(each.from_(faults.subquery("faults")).group_by(number.copy()), inputs, limits=_LIMITS)
            listed = Counter(int(at) >> _SHIFT for at in told["at"])
            for file, n in zip(counts["file"], counts["n"], strict=True):
                report.skip(self._files[file], column, code, int(n) - listed[file])
        return [(int(at), str(value), int(other)) for at, value, other in told.itertuples(index=False)]

    def _place(self, at: int) -> tuple[str, int]:
        return self._files[at >> _SHIFT], at & ((1 << _SHIFT) - 1)
