"""Collect faults: listed up to a limit per file, column and reason, counted beyond it, so that memory stays bounded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leadkit import words
from leadkit.check.advice import reason, shown

if TYPE_CHECKING:
    import pandas as pd

    from leadkit.schema import Field

COLUMNS = ("file", "line", "column", "reason", "value")


@dataclass
class Report:
    """The faults found so far.

    Parameters
    ----------
    today : str
        The last day that is not in the future.
    limit : int
        How many faults of one kind are listed per file and column.
    lang : {"en", "th", "vi"}
        The language of the reasons.
    rows : int
        How many rows were read so far.
    """

    today: str
    limit: int
    lang: str
    rows: int = 0
    _rows: list[tuple[str, int | None, str | None, str, str]] = field(default_factory=list)
    _seen: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    _files: dict[str, int] = field(default_factory=dict)

    def open(self, file: str) -> None:
        """Remember a file, so that the report tells files in the order in which they were opened."""
        self._files.setdefault(file, len(self._files))

    def room(self, file: str, column: str | None, code: str) -> int:
        """How many more faults of this kind will be listed."""
        return max(0, self.limit - self._seen[file, column, code])

    def seen(self, file: str, code: str | None = None) -> bool:
        """Whether a file has a fault, of this kind or of any, in any column."""
        return any(key[0] == file and code in (None, key[2]) for key in self._seen)

    def skip(self, file: str, column: str | None, code: str, count: int) -> None:
        """Count faults that are not listed."""
        if count:
            self._seen[file, column, code] += count

    def cell(self, file: str, line: int | None, column: str, code: str, of: Field, value: str) -> None:
        """Add a cell that breaks the rules of its column."""
        said = reason(code, of, value, self.today, self.lang)
        self._add(file, line, column, code, said, shown(value, personal=of.personal))

    def add(
        self,
        file: str,
        code: str,
        sentence: str = "",
        *,
        line: int | None = None,
        column: str | None = None,
        value: str = "",
        **said: object,
    ) -> None:
        """Add any other fault; `said` fills the placeholders of the sentence ``check.<sentence or code>``."""
        name = None if column is None else shown(column)  # the header of a damaged file may hold anything
        told = words.say(f"check.{sentence or code}", self.lang, **({"column": name} | said))
        self._add(file, line, name, code, told, shown(value))

    def _add(self, file: str, line: int | None, column: str | None, code: str, said: str, value: str) -> None:
        self.open(file)
        if self.room(file, column, code):
            self._rows.append((file, line, column, said, value))
        self._seen[file, column, code] += 1

    def table(self) -> pd.DataFrame:
        """Return the faults as a table, ordered by file and line; what was only counted comes last."""
        import pandas as pd  # noqa: PLC0415 - loaded with the rest of the kit; here it only makes the result

        rows = sorted(self._rows, key=lambda row: (self._files[row[0]], row[1] or 0))
        more = [
            (
                file,
                None,
                column,
                words.say("check.more", self.lang, count=f"{count - self.limit:,}", limit=self.limit),
                "",
            )
            for (file, column, _), count in self._seen.items()
            if count > self.limit
        ]
        told = pd.DataFrame([*rows, *more], columns=list(COLUMNS))
        kinds = {"file": "str", "line": "Int64", "column": "str", "reason": "str", "value": "str"}
        told = told.astype(kinds)
        told.attrs["rows"] = self.rows
        told.attrs["files"] = list(self._files)
        told.attrs["faults"] = sum(self._seen.values())
        told.attrs["not_listed"] = sum(max(0, count - self.limit) for count in self._seen.values())
        return told
