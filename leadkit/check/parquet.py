"""Read Parquet files for the check: a batch of rows at a time, every cell as the text a person would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit.check.arrow import compute, nulled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leadkit.check.lines import Tell


def batches(file: Any, names: Sequence[str], rows: int, tell: Tell) -> Iterator[tuple[Any, dict[str, Any]]]:  # noqa: ANN401
    """Give the rows of an open Parquet file as numbers and columns of text.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
        The file.
    names : sequence of str
        The columns to read.
    rows : int
        How many rows at most at a time.
    tell : callable
        Takes the faults.

    Yields
    ------
    tuple of (pyarrow.Array, dict of str to pyarrow.Array)
        Row numbers from 1, and the cells as text, empty ones null.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

    nested = set()
    done = 0
    for group in range(file.num_row_groups):
        start, done = done, done + file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(batch_size=rows, columns=list(names), row_groups=[group]):
                cells = {name: as_text(batch.column(name)) for name in names}
                for name in names:
                    if cells[name] is None and name not in nested:
                        nested.add(name)
                        tell("nested", column=name)
                numbers = pa.array(range(start + 1, start + len(batch) + 1), pa.int64())
                start += len(batch)
                yield numbers, {name: column for name, column in cells.items() if column is not None}
        except (OSError, pa.ArrowException):
            tell("damaged_rows", line=start + 1, last=f"{done:,}")


def opened(path: Path, tell: Tell) -> Any:  # noqa: ANN401 - an open Parquet file, or None
    """Open a Parquet file, or tell why it cannot be opened."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowException):
        tell("empty_file" if not path.stat().st_size else "not_parquet")
        return None


def as_text(column: Any) -> Any:  # noqa: ANN401 - Arrow array in, Arrow array or None out
    """Write a column as text; ``None`` if its cells are not single values.

    Examples
    --------
    >>> import pyarrow as pa
    >>> as_text(pa.array([0.1 + 0.2, float("nan"), 12.0])).to_pylist()
    ['0.3', None, '12']
    >>> from decimal import Decimal
    >>> as_text(pa.array([Decimal("1.500"), Decimal("-20.000")])).to_pylist()
    ['1.5', '-20']
    """
    import pyarrow as pa  # noqa: PLC0415

    pc = compute()

    if pa.types.is_floating(column.type):
        # Sixteen digits are the file's, not the person's: 0.1 + 0.2 is 0.3, and NaN is an empty cell.
        column = pc.round(pc.if_else(pc.is_nan(column), None, column), 6)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)
    try:
        text = column.cast(pa.string())
    except pa.ArrowException:
        return None
    if pa.types.is_decimal(column.type):  # 1.500 has the type of the file, and so no doubt about its dot
        text = pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1")
        text = pc.utf8_rtrim(text, ".")
    return nulled(text)
