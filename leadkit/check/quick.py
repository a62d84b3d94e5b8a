"""Read a piece of a CSV file at once when nothing about it is unusual; whatever is, goes line by line (`lines`).

Most pieces of a file have no quotation mark out of place and no odd line: Arrow or the csv module splits those in a
tenth of the time. Nothing is decided here about what is wrong: a piece is either plainly right or left alone.
"""

from __future__ import annotations

import csv
from io import BytesIO
from typing import TYPE_CHECKING, Any

from leadkit.check.arrow import compute, nulled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MARK = b"\xef\xbb\xbf"  # a byte order mark, which Arrow would swallow

LONGEST_CELL = 131_072  # characters; Python's csv module has the same limit unless another library moved it


def columns(
    piece: bytes, names: Sequence[str], wanted: Mapping[str, int], end: str, longest: int = 1 << 20
) -> tuple[int, dict[str, Any]] | None:
    r"""Split a piece of whole lines into columns of text.

    Parameters
    ----------
    piece : bytes
        Whole lines.
    names : sequence of str
        The header: how many cells each line must have.
    wanted : mapping of str to int
        The columns to return, and where they stand.
    end : str
        How lines end in this file.
    longest : int
        The most bytes of a line.

    Returns
    -------
    tuple of (int, dict of str to pyarrow.Array) or None
        The number of lines, each one row, and the cells, empty ones null; ``None`` if anything is unusual.

    Examples
    --------
    >>> lines, cells = columns(b"a,1\nb,\n", ["id", "n"], {"n": 1}, "\n")
    >>> lines, cells["n"].to_pylist()
    (2, ['1', None])
    >>> columns(b"a,1\nb\n", ["id", "n"], {"n": 1}, "\n") is None
    True
    """
    ends = piece.count(b"\n")
    returns = piece.count(b"\r")
    if returns != (ends if end == "\r\n" else 0) or returns != piece.count(b"\r\n"):
        return None
    if b"\0" in piece or piece.startswith(_MARK):
        return None
    if len(names) > 1 and (piece.startswith((b"\n", b"\r")) or b"\n\n" in piece or b"\n\r" in piece):
        return None  # empty lines, which are no rows
    if len(piece) > longest and max(map(len, piece.split(b"\n"))) >= longest:
        return None
    lines = ends + (not piece.endswith(b"\n"))
    split = _with_quotes if b'"' in piece else _without_quotes
    cells = split(piece, len(names), wanted)
    if cells is None or any(len(column) != lines for column in cells.values()) or _header_again(cells):
        return None
    return lines, {name: nulled(column) for name, column in cells.items()}


def _header_again(cells: Mapping[str, Any]) -> bool:
    """Whether a row may be the header: it names its last column (before the first one may stand a mark)."""
    last = list(cells)[-1]
    return bool(compute().index(cells[last], last).as_py() >= 0)


def _without_quotes(piece: bytes, width: int, wanted: Mapping[str, int]) -> dict[str, Any] | None:
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv as arrow_csv  # noqa: PLC0415

    places = [str(i) for i in range(width)]
    try:
        read = arrow_csv.read_csv(
            BytesIO(piece),
            arrow_csv.ReadOptions(column_names=places, block_size=len(piece) + 1),
            arrow_csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(places, pa.string()),
                include_columns=[str(i) for i in wanted.values()],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException:
        return None
    return {name: read[str(i)].combine_chunks() for name, i in wanted.items()}


def _with_quotes(piece: bytes, width: int, wanted: Mapping[str, int]) -> dict[str, Any] | None:
    import pyarrow as pa  # noqa: PLC0415

    try:
        text = piece.decode("utf-8")
        rows = list(csv.reader(text.rstrip("\r\n").split("\n"), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if any(len(row) != width or max(map(len, row), default=0) > LONGEST_CELL for row in rows):
        return None
    split = list(zip(*rows, strict=True))
    return {name: pa.array(split[i], pa.string()) for name, i in wanted.items()}
