"""Find ids that stand twice and ids that nobody has, out of core.

While a folder is read, the ids of every row and all references to them are set aside, in text as they stand: a few in
memory, many in Parquet files of a private temporary folder, which the engine groups and joins within a limit of memory.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

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
_LIMITS = engine.Limits(memory="500MB", seconds=86_400)
IN_MEMORY = 500_000  # rows of ids; of more, all lie on disk
_SHIFT = 40  # file number and line in one whole number: at = file << 40 | line
_TWICE = """
    WITH twice AS (SELECT id, MIN(at) AS first, MAX(at) AS last FROM ids WHERE sound GROUP BY id HAVING COUNT(*) > 1)
    SELECT ids.at, ids.id, CASE WHEN ids.at = twice.first THEN twice.last ELSE twice.first END AS other
    FROM ids JOIN twice ON ids.id = twice.id WHERE ids.sound
"""
_NOBODY = """
    SELECT refs.at, refs.id, refs.at AS other
    FROM refs WHERE NOT EXISTS (SELECT 1 FROM ids WHERE ids.id = refs.id)
"""


class _Found(NamedTuple):
    """The faults to list, as (place, id, other place), and how many more each file has."""

    listed: list[tuple[int, str, int]]
    more: Counter[int]


class Keys:
    """Ids and references of one folder.

    Parameters
    ----------
    aside : Path
        A private temporary folder.
    """

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._held: dict[str, list[Any]] = {}
        self._writers: dict[str, Any] = {}
        self._files: list[str] = []
        self._lost: set[str] = set()

    def open(self, file: str) -> None:
        """Begin the next file; what is noted from now on stands in it."""
        self._files.append(file)

    def lose(self, table: str) -> None:
        """Remember that rows of a table could not be read: who refers to them is not to blame."""
        self._lost.add(table)

    def note(self, table: str, lines: Any, ids: Any, *, sound: bool = True) -> None:  # noqa: ANN401 - Arrow arrays
        """Set the ids of some rows aside; those of broken rows are known to exist, but not judged."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

        self._keep(f"id.{table}", lines, ids, sound=pa.array([sound] * len(ids)))

    def refer(self, table: str, column: str, lines: Any, ids: Any) -> None:  # noqa: ANN401
        """Set the references of some rows aside."""
        self._keep(f"ref.{table}.{column}", lines, ids)

    def _keep(self, name: str, lines: Any, ids: Any, **more: Any) -> None:  # noqa: ANN401
        import pyarrow as pa  # noqa: PLC0415

        pc = compute()
        at = pc.add(pc.cast(lines, pa.int64()), (len(self._files) - 1) << _SHIFT)
        rows = pa.table({"at": at, "id": ids, **more})
        rows = rows.filter(pc.is_valid(rows["id"]))
        if rows:
            self._held.setdefault(name, []).append(rows)
        if sum(len(piece) for pieces in self._held.values() for piece in pieces) > IN_MEMORY:
            self._set_aside()

    def _set_aside(self) -> None:
        """Move what is held in memory into files."""
        import pyarrow.parquet as pq  # noqa: PLC0415

        for name, pieces in self._held.items():
            if name not in self._writers:
                self._writers[name] = pq.ParquetWriter(self._aside / f"{name}.parquet", pieces[0].schema)
            for piece in pieces:
                self._writers[name].write_table(piece)
        self._held.clear()

    def _input(self, name: str) -> Any:  # noqa: ANN401 - engine Input
        import pyarrow as pa  # noqa: PLC0415

        return str(self._aside / f"{name}.parquet") if name in self._writers else pa.concat_tables(self._held[name])

    def _names(self) -> list[str]:
        return [*self._writers, *(name for name in self._held if name not in self._writers)]

    def close(self) -> None:
        """Finish the files that were set aside."""
        for writer in self._writers.values():
            writer.close()

    def judge(self, report: Report, present: Collection[str]) -> None:
        """Add every id that stands twice, every reference to an id that nobody has, or to a table that is not there."""
        if self._writers:
            self._set_aside()
        self.close()
        names = self._names()
        for table in [*schema.tables().values(), schema.truth()]:
            if f"id.{table.name}" in names:
                self._twice(table, report)
        for name in names:
            if name.startswith("ref."):
                self._unknown(name, report, present)

    def _twice(self, table: Table, report: Report) -> None:
        column = ", ".join(table.key)
        found = self._ask(_TWICE, {"ids": f"id.{table.name}"}, report.limit)
        for at, value, other in found.listed:
            (file, line), (other_file, other_line) = self._place(at), self._place(other)
            place = "" if other_file == file else f" ({other_file})"
            shown = value.replace(BETWEEN, ", ")
            report.add(file, "duplicate", line=line, column=column, value=shown, other=other_line, place=place)
        for number, count in found.more.items():
            report.skip(self._files[number], column, "duplicate", count)

    def _unknown(self, name: str, report: Report, present: Collection[str]) -> None:
        _, table, column = name.split(".")
        other, key = str(schema.table(table).field(column).refers_to).split(".")
        if other in self._lost:
            return  # it has been complained of; when it is whole, this can be asked
        if f"id.{other}" not in self._names():
            # A table that is there but shows no ids has been complained of already, and so has a promised one.
            if other not in present and not report.seen(f"{other}.csv"):
                report.add(f"{other}.csv", "referred_file", table=other)
            return
        found = self._ask(_NOBODY, {"refs": name, "ids": f"id.{other}"}, report.limit)
        for at, value, _ in found.listed:
            file, line = self._place(at)
            said = "unknown_id" if value == value.strip() else "unknown_id_spaces"
            report.add(file, "unknown_id", said, line=line, column=column, value=value, id=key, table=other)
        for number, count in found.more.items():
            report.skip(self._files[number], column, "unknown_id", count)

    def _ask(self, sql: str, names: Mapping[str, str], limit: int) -> _Found:
        """Find the first faults in the order of the files, and count the others file by file."""
        inputs = {name: self._input(kept) for name, kept in names.items()}
        if not self._writers and _all_is_well(inputs):
            return _Found([], Counter())
        limits = _LIMITS if self._writers else None  # what is in memory already needs no connection of its own
        faults = sqlglot.parse_one(sql, read="duckdb", into=exp.Select).subquery("faults")
        first = exp.select("at", "id", "other").from_(faults).order_by("at").limit(limit)
        told = engine.run(first, inputs, limits=limits)
        listed = [(int(at), str(value), int(other)) for at, value, other in told.itertuples(index=False)]
        more: Counter[int] = Counter()
        if len(listed) == limit:
            file = sqlglot.parse_one(f"at >> {_SHIFT}", read="duckdb")
            each = exp.select(file.as_("file"), exp.Count(this=exp.Star()).as_("n")).from_(faults).group_by(file.copy())
            counts = engine.run(each, inputs, limits=limits)
            more = Counter({int(number): int(n) for number, n in zip(counts["file"], counts["n"], strict=True)})
            more -= Counter(at >> _SHIFT for at, _, _ in listed)
        return _Found(listed, more)

    def _place(self, at: int) -> tuple[str, int]:
        return self._files[at >> _SHIFT], at & ((1 << _SHIFT) - 1)


def _all_is_well(inputs: Mapping[str, Any]) -> bool:
    """Whether ids in memory plainly differ, or references plainly meet one, so that the engine need not be asked."""
    pc = compute()
    ids = inputs["ids"]
    if "refs" in inputs:
        return bool(pc.all(pc.is_in(inputs["refs"]["id"], value_set=ids["id"].combine_chunks())).as_py())
    sound = ids.filter(ids["sound"])["id"]
    return bool(pc.count_distinct(sound).as_py() == len(sound))
