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


MOST_SAID = 4000  # characters; what a user wrote may be shown in a sentence, but cannot fill a screen


class LeadkitError(Exception):
    """Every complaint of the kit; ``str(error)`` is one plain sentence for the person who made the mistake.

    It is of one line and can be seen as it is, whatever was written in the file or table that it speaks of.

    Parameters
    ----------
    message : str
        The sentence.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_visible(message))


class UnknownNameError(LeadkitError):
    """A world, term, pack, notebook, parameter or language that does not exist."""


class ConditionError(LeadkitError):
    """The text of a condition cannot be read, or it compares what cannot be compared."""


class UnknownColumnError(ConditionError):
    """A condition names a column that the table it is asked of does not have."""


class PackError(LeadkitError):
    """A YAML pack is malformed; the sentence names file, line and field.

    Parameters
    ----------
    message : str
        The sentence.
    steps : tuple, optional
        The way to the field from the top, for a value that was not read from a file yet.
    """

    def __init__(self, message: str, steps: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.steps = steps


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


def _visible(message: str) -> str:
    """Fold line ends into spaces, and write what cannot be seen (control and bidirectional marks) as escapes."""
    if len(message) > MOST_SAID:
        message = f"{message[: MOST_SAID // 2]}...{message[-MOST_SAID // 2 :]}"
    if message.isprintable():
        return message
    seen = (one if one.isprintable() else " " if one.isspace() else ascii(one)[1:-1] for one in message)
    return "".join(seen)


def offer(name: str, choices: Iterable[str]) -> tuple[str, str]:
    """Find what to offer in the place of an unknown name; :func:`nearest` and ``words.offered`` say it.

    Parameters
    ----------
    name : str
        What was written.
    choices : iterable of str
        What exists.

    Returns
    -------
    tuple of str
        ``("near", the nearest)``, else ``("all", all of them)``, or ``("", "")`` if none exist.

    Examples
    --------
    >>> offer("sas", ["saas", "shop"]), offer("xyz", ["saas", "shop"]), offer("xyz", [])
    (('near', 'saas'), ('all', 'saas, shop'), ('', ''))
    """
    known = sorted(choices)
    near = difflib.get_close_matches(name.casefold(), [c.casefold() for c in known], n=1, cutoff=0.6)
    if near:
        return "near", next(c for c in known if c.casefold() == near[0])
    shown = ", ".join(f"{one[:57]}..." if len(one) > 60 else one for one in known[:40])
    return ("all", shown + (", ..." if len(known) > 40 else "")) if known else ("", "")


def nearest(name: str, choices: Iterable[str]) -> str:
    """Offer the nearest existing name, as the end of a sentence in English.

    Parameters
    ----------
    name, choices
        As for :func:`offer`.

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
    how, names = offer(name, choices)
    return {"near": f" Did you mean '{names}'?", "all": f" There are: {names}."}.get(how, "")
