"""Read a CSV file line by line in bounded memory, and name what is wrong with its lines.

A line is read up to a cap and no further, so that a file without line ends cannot fill the memory. Quoted cells may
hold line ends; when a quotation mark is never closed, only the line that opened it is given up, and reading goes on
with the next one. Lines are counted as an editor counts them.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

from leadkit.check import quick
from leadkit.check.arrow import nulled
from leadkit.check.quick import LONGEST_CELL
from leadkit.engine.inputs import other_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_LINE = 1 << 20
_MOST_LINES = 1_000  # in one record
_MOST_TEXT = 1 << 18
_PIECE = 1 << 22  # bytes read at once
_MARK = "\ufeff"  # of byte order, before the first line of a file
_LOST = re.compile("[\udc80-\udcff]")  # how bytes that are not UTF-8 are carried along


class Tell(Protocol):
    """Take down one fault of the file that is being read."""

    def __call__(self, code: str, *, line: int | None = None, column: str | None = None, **said: object) -> None:
        """Name the fault, its line and its column."""


class Line(NamedTuple):
    """One physical line; `flaw` is the number of its first byte that is not UTF-8."""

    number: int
    text: str
    end: str
    flaw: int | None


class Record(NamedTuple):
    """One row of the file; not `sound` if something was wrong with it, and then its cells are not judged."""

    line: int
    cells: list[str]
    sound: bool


class Block(NamedTuple):
    """Some rows of a file: line numbers and columns of text (Arrow arrays) of the sound ones, and the broken ones."""

    lines: Any
    cells: Mapping[str, Any]
    broken: list[Record]


class CsvFile:
    r"""A CSV file as a stream of blocks of rows.

    Parameters
    ----------
    stream : binary file
        The open file.
    tell : callable
        Takes the faults.

    Examples
    --------
    >>> from io import BytesIO
    >>> faults = []
    >>> def tell(code, *, line=None, column=None, **said):
    ...     faults.append((code, line))
    >>> file = CsvFile(BytesIO(b'a,b\n1,"x\n2,y\n3\n'), tell)
    >>> file.header(), [block.cells["b"].to_pylist() for block in file.blocks({"b": 1})], faults
    (['a', 'b'], [['y']], [('open_quote', 2), ('few_cells', 4)])
    """

    def __init__(self, stream: BinaryIO, tell: Tell) -> None:
        self._stream = stream
        self._tell = tell
        self.number = 0  # of lines read so far
        self._offset = 0
        self._back: deque[Line] = deque()
        self._names: list[str] = []
        self._end = ""

    def header(self) -> list[str]:
        """Read the names of the columns; an empty list if the file has none, or cannot be read at all."""
        start = self._stream.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff") or start.count(0) == 1:
            self._tell("utf16", line=1)
            return []
        self._stream.seek(0)
        first = self._line()
        if first is None:
            if not self.number:
                self._tell("empty_file", line=1)
            return []
        self._end = first.end
        if "\0" in first.text:
            self._tell("not_text", line=first.number)
            return []
        if mark := other_mark(first.text):
            self._tell("separator", line=first.number, mark=mark)
            return []
        cells = self._cells(first, 0)[0] or []
        if first.flaw is not None:
            self._tell("encoding", line=first.number, byte=first.flaw)
        self._names = [_LOST.sub("\N{REPLACEMENT CHARACTER}", name) for name in cells]
        return self._names

    def blocks(self, wanted: Mapping[str, int]) -> Iterator[Block]:
        """Give all rows after the header, a few megabytes at a time; faults are told on the way."""
        import pyarrow as pa  # noqa: PLC0415 - heavy, and not needed by `import leadkit`

        while True:
            start = self._offset
            self._stream.seek(start)
            piece = self._stream.read(_PIECE) + self._stream.readline(LONGEST_LINE + 1)
            if not piece:
                return
            split = quick.columns(piece, self._names, wanted, self._end, LONGEST_LINE) if wanted else None
            if split:
                lines, cells = split
                yield Block(pa.array(range(self.number + 1, self.number + lines + 1), pa.int64()), cells, [])
                self.number += lines
                self._offset += len(piece)
            else:
                self._stream.seek(start)
                yield _block(list(self._records(start + len(piece))), wanted)

    def _records(self, until: int) -> Iterator[Record]:
        """Give the rows that begin before a byte of the file, line by line."""
        while (self._back or self._offset < until) and (line := self._line()) is not None:
            if not line.text and len(self._names) > 1:
                continue  # an empty line says nothing, and every reader passes over it
            cells, lines = self._cells(line, len(self._names))
            if self._end and lines[-1].end not in (self._end, ""):
                self._tell("line_ends", line=lines[-1].number)
            if cells is not None and [cells[0].lstrip(_MARK), *cells[1:]] == self._names:
                self._tell("header_again", line=line.number)
            elif cells is not None:
                yield Record(line.number, cells, self._whole(lines, cells))
            else:
                if line.flaw is not None:
                    self._tell("encoding", line=line.number, byte=line.flaw)
                yield Record(line.number, line.text.split(","), sound=False)

    def _whole(self, lines: list[Line], cells: list[str]) -> bool:
        """Whether a row has the right number of cells, all of them readable."""
        if len(cells) != len(self._names):
            code = "many_cells" if len(cells) > len(self._names) else "few_cells"
            if code == "few_cells" and not lines[-1].end:
                code = "cut_row"
            self._tell(code, line=lines[0].number, has=len(cells), said=len(self._names))
            return False
        flaw = next((line for line in lines if line.flaw is not None), lines[0])
        if flaw.flaw is None and not any("\0" in line.text for line in lines):
            return True
        for name, cell in zip(self._names, cells, strict=True):
            if _LOST.search(cell):
                self._tell("encoding", line=flaw.number, column=name, byte=flaw.flaw)
            elif "\0" in cell:
                self._tell("zero_byte", line=lines[0].number, column=name)
        return False

    def _line(self) -> Line | None:
        """Read the next physical line that is not too long."""
        if self._back:
            return self._back.popleft()
        while raw := self._stream.readline(LONGEST_LINE + 1):
            self.number += 1
            start, self._offset = self._offset, self._offset + len(raw)
            if len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
                code = "old_line_ends" if b"\r" in raw else "long_line"
                self._tell(code, line=self.number, most=f"{LONGEST_LINE:,}")
                self._pass_over()
                continue
            return self._decoded(raw, start)
        return None

    def _pass_over(self) -> None:
        while raw := self._stream.readline(LONGEST_LINE):
            self._offset += len(raw)
            if raw.endswith(b"\n"):
                return

    def _decoded(self, raw: bytes, start: int) -> Line:
        if self.number == 1 and raw.startswith(b"\xef\xbb\xbf"):
            raw, start = raw[3:], start + 3
        try:
            text, flaw = raw.decode("utf-8"), None
        except UnicodeDecodeError as wrong:
            text, flaw = raw.decode("utf-8", "surrogateescape"), start + wrong.start + 1
        end = "\r\n" if text.endswith("\r\n") else "\n" if text.endswith("\n") else ""
        return Line(self.number, text[: len(text) - len(end)], end, flaw)

    def _cells(self, line: Line, width: int) -> tuple[list[str] | None, list[Line]]:
        """Split a record into cells, taking in further lines while a quoted cell is open."""
        if '"' not in line.text and "\r" not in line.text:
            return line.text.split(","), [line]
        taken = [line]
        cells, code = _parsed(taken)
        while code == "open_quote" and self._until_quote(taken):
            cells, code = _parsed(taken)
        if len(taken) > 1 and (code or (width and len(cells) != width)):
            self._back.extendleft(reversed(taken[1:]))
            code, taken = "open_quote", [line]
        if code:
            self._tell(code, line=line.number, most=f"{LONGEST_CELL:,}")
            return None, taken
        return cells, taken

    def _until_quote(self, taken: list[Line]) -> bool:
        """Take in lines up to the next one with a quotation mark; say whether one came within the limits."""
        text = sum(len(line.text) for line in taken)
        while len(taken) < _MOST_LINES and text < _MOST_TEXT and (line := self._line()) is not None:
            taken.append(line)
            text += len(line.text)
            if '"' in line.text:
                return True
        return False


def _parsed(lines: list[Line]) -> tuple[list[str], str]:
    """Read one record with the csv module, which knows the rules of quotation; or give the code of the fault."""
    try:
        cells = next(csv.reader([line.text + line.end for line in lines], strict=True))
    except csv.Error as wrong:
        told = str(wrong)
    else:  # asked here as well: the csv module's own limit may have been moved by another library
        return (cells, "") if max(map(len, cells), default=0) <= LONGEST_CELL else ([], "long_cell")
    if told.startswith("unexpected end"):
        return [], "open_quote"
    if told.startswith("field larger"):
        return [], "long_cell"
    return [], "old_line_ends" if told.startswith("new-line") else "after_quote"


def _block(records: list[Record], wanted: Mapping[str, int]) -> Block:
    """Turn sound rows into columns of text, empty cells null."""
    import pyarrow as pa  # noqa: PLC0415

    sound = [record for record in records if record.sound]
    text = {name: pa.array([record.cells[i] for record in sound], pa.string()) for name, i in wanted.items()}
    cells = {name: nulled(column) for name, column in text.items()}
    lines = pa.array([record.line for record in sound], pa.int64())
    return Block(lines, cells, [record for record in records if not record.sound])
