"""Small CSV files, read once: a class that asks a world twenty questions does not wait for twenty readings of it.

What was read is kept with the tables and let go with them; a file that has changed is read again. A file that cannot be
read is handed on as it is, so that whoever asks it is told what is wrong, and where.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit import engine
from leadkit.errors import LeadkitError
from leadkit.tables.typed import files_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = 16_000_000  # bytes of a table in CSV that is kept in memory


class Held:
    """A typed input over CSV files, kept in memory once it was read, as long as the files are small.

    Parameters
    ----------
    source : engine Input
        What reads the files.
    pattern : str
        The file, or a glob of files.
    """

    def __init__(self, source: Any, pattern: str) -> None:  # noqa: ANN401 - any engine Input
        self.source, self._pattern = source, str(Path(pattern).absolute())
        self._read: tuple[object, Any] | None = None

    def now(self) -> Any:  # noqa: ANN401 - as above
        """Give the rows as they are in the files now; the input itself, if they are many or cannot be read."""
        try:
            stamp = [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files_of(self._pattern)]
            if sum(size for *_, size in stamp) > SMALL:
                return self.source
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, self.source  # if reading it goes wrong
                self._read = stamp, engine.rows(self.source)
        except (OSError, LeadkitError):
            return self.source
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
