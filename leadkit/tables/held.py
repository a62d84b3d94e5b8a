"""Small CSV files, read once: a class that asks a world twenty questions does not wait for twenty readings of it.

What was read is kept with the tables and let go with them; a file that has changed is read again. A file that cannot be
read is handed on as it is, so that whoever asks it is told what is wrong, and where.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from leadkit import engine
from leadkit.errors import LeadkitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SMALL = 16_000_000  # bytes of a table in CSV that is kept in memory


class Held:
    """A typed input over CSV files, kept in memory once it was read.

    Parameters
    ----------
    source : engine Input
        What reads the files.
    files : sequence of Path
        The files.
    """

    def __init__(self, source: Any, files: Sequence[Path]) -> None:  # noqa: ANN401 - any engine Input
        self.source, self._files = source, files
        self._read: tuple[object, Any] | None = None

    def now(self) -> Any:  # noqa: ANN401 - as above
        """Give the rows as they are in the files now; the input itself, if they cannot be read."""
        try:
            stamp = [(each.st_mtime_ns, each.st_size) for each in (file.stat() for file in self._files)]
        except OSError:
            return self.source
        if self._read is None or self._read[0] != stamp:
            try:
                self._read = stamp, engine.rows(self.source)
            except LeadkitError:
                self._read = stamp, self.source
        return self._read[1]


class Inputs(Mapping[str, Any]):
    """Inputs that also hold the folders their files lie in, for whoever asks them after the tables are gone.

    Parameters
    ----------
    held : mapping of str to Held or engine Input
        Every table; what is :class:`Held` is read when it is asked for.
    keep : object
        What must live as long.
    """

    def __init__(self, held: Mapping[str, Any], keep: object) -> None:
        self._held, self.keep = held, keep

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - an engine Input
        one = self._held[name]
        return one.now() if isinstance(one, Held) else one

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
