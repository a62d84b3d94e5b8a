"""The tree of complaints: one plain sentence each, saying what is wrong, where, and what to do instead.

Everything that a user can get wrong ends in a :class:`LeadkitError`. The command line prints its sentence and
nothing else; a notebook shows it as the last line of the traceback. ::

    LeadkitError
    ├── UnknownNameError    a world, term, pack, notebook, parameter or language that does not exist
    ├── ConditionError      the text of a condition cannot be read, or compares what cannot be compared
    │   └── UnknownColumnError  it names a column that the table does not have
    ├── PackError           a YAML pack is malformed (file, line, field)
    ├── DataError           a table or file is not what it should be (keeps the failing rows in ``.rows``)
    ├── EngineError         a query was stopped: it took too long, wanted too much memory, or was interrupted
    └── RunError            a notebook, a folder or a port stood in the way of a run

An unknown name offers the nearest one that exists: :func:`nearest`.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class LeadkitError(Exception):
    """Every complaint of the kit; ``str(error)`` is one plain sentence for the person who made the mistake."""


class UnknownNameError(LeadkitError):
    """A world, term, pack, notebook, parameter or language that does not exist."""


class ConditionError(LeadkitError):
    """The text of a condition cannot be read, or it compares what cannot be compared."""


class UnknownColumnError(ConditionError):
    """A condition names a column that the table it is asked of does not have."""


class PackError(LeadkitError):
    """A YAML pack is malformed; the sentence names file, line and field."""


class DataError(LeadkitError):
    """A table or file is not what it should be.

    Parameters
    ----------
    message : str
        The sentence.
    rows : object, optional
        The failing rows as a table (one row a fault), when there are any.
    """

    def __init__(self, message: str, rows: Any = None) -> None:  # noqa: ANN401 - a DataFrame, kept out of floor 0
        super().__init__(message)
        self.rows = rows


class EngineError(LeadkitError):
    """A query was stopped: it took too long, wanted too much memory, or was interrupted."""


class RunError(LeadkitError):
    """A notebook, a folder or a port stood in the way of a run."""


def nearest(name: str, choices: Iterable[str]) -> str:
    """Offer the nearest existing name, as the end of a sentence.

    Parameters
    ----------
    name : str
        What was written.
    choices : iterable of str
        What exists.

    Returns
    -------
    str
        ``" Did you mean 'x'?"`` when something is near, else ``" There are: a, b, c."`` (or nothing if none exist).

    Examples
    --------
    >>> "No world 'sas'." + nearest("sas", ["saas", "shop"])
    "No world 'sas'. Did you mean 'saas'?"
    >>> nearest("xyz", ["saas", "shop"])
    ' There are: saas, shop.'
    """
    known = sorted(choices)
    near = difflib.get_close_matches(name.casefold(), [c.casefold() for c in known], n=1, cutoff=0.6)
    if near:
        best = next(c for c in known if c.casefold() == near[0])
        return f" Did you mean '{best}'?"
    shown = ", ".join(known[:40]) + (", ..." if len(known) > 40 else "")
    return f" There are: {shown}." if known else ""
