r"""Write tables piece by piece, as Parquet or CSV, so that a world may be larger than memory.

Parquet: one row group for each block of people, sorted by person. CSV: UTF-8, commas, a header, `\n`, quotes only
where a text needs them, empty for NULL, times without a zone (they are UTC): the same bytes on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from leadkit.synth.arrow import Array, Table, pa, pc, pq

if TYPE_CHECKING:
    from pathlib import Path

NEEDS_QUOTES = r'[",\n\r]'


class Sink(Protocol):
    """Something that takes the pieces of one table."""

    def write(self, piece: Table) -> None:
        """Append a piece."""

    def close(self) -> None:
        """Finish the file."""


class ParquetSink:
    """One Parquet file, a row group a piece."""

    def __init__(self, path: Path, like: Table) -> None:
        coded = [field.name for field in like.schema if pa.types.is_dictionary(field.type)]
        self.writer = pq.ParquetWriter(
            path, spelt_out(like).schema, compression="zstd", compression_level=1, use_dictionary=coded,
            store_schema=False, store_decimal_as_integer=True,
        )  # fmt: skip

    def write(self, piece: Table) -> None:
        """Append a piece as a row group."""
        if piece.num_rows:
            self.writer.write_table(spelt_out(piece), row_group_size=piece.num_rows)

    def close(self) -> None:
        """Write the footer."""
        self.writer.close()


def spelt_out(piece: Table) -> Table:
    """Replace codes by their words: Arrow 26 writes a column of codes in bytes that differ from run to run.

    Examples
    --------
    >>> spelt_out(pa.table({"a": pa.array(["x", "x"]).dictionary_encode()})).schema.field("a").type
    DataType(string)
    """
    columns = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in piece.columns]
    return pa.table(dict(zip(piece.column_names, columns, strict=True)))


class CsvSink:
    """One CSV file."""

    def __init__(self, path: Path, like: Table) -> None:
        self.stream = path.open("wb")
        self.stream.write((",".join(like.column_names) + "\n").encode())

    def write(self, piece: Table) -> None:
        """Append a piece as lines."""
        if not piece.num_rows:
            return
        cells = [_cells(column.combine_chunks()) for column in piece.columns]
        lines = pc.binary_join_element_wise(*cells, ",") if len(cells) > 1 else cells[0]
        self.stream.write(("\n".join(lines.to_pylist()) + "\n").encode())

    def close(self) -> None:
        """Close the file."""
        self.stream.close()


def _cells(column: Array) -> Array:
    """Turn a column into text, quoted where that is needed."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"))
    text = column.cast(pa.string())
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.fill_null(pc.if_else(pc.match_substring_regex(text, NEEDS_QUOTES), quoted, text), "")


SINKS: dict[str, type[ParquetSink | CsvSink]] = {"parquet": ParquetSink, "csv": CsvSink}
