"""What beginners write instead, as data (``data/slips.yaml``): each slip has a pattern and says what to write.

The table never decides whether a condition is read: the reader does. When it stops, the first slip whose pattern
covers the place where it stopped explains why. Only the few that are marked ``always`` are refused although they could
be read, because something else is surely meant (``20,500`` in a list, ``2024-12-25`` as a subtraction).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit import documents
from leadkit.conditions.complaints import shown
from leadkit.conditions.tokens import mask

if TYPE_CHECKING:
    from collections.abc import Mapping

DOUBTFUL = re.compile(r"\d[-.,]\d")  # all slips that are refused always have this in them
AROUND = 200  # characters before and after the place where the reader stopped


class Slip(NamedTuple):
    """One slip: its name, a condition that makes it, the pattern that shows it, and what to write instead."""

    name: str
    example: str
    pattern: re.Pattern[str]
    instead: str
    always: bool


@cache
def slips() -> tuple[Slip, ...]:
    """All slips, in the order in which they are looked for.

    Examples
    --------
    >>> len(slips()) >= 20
    True
    """
    data = _data()
    return tuple(
        Slip(one["name"], one["example"], _pattern(one["pattern"]), one["instead"], one.get("always", False))
        for one in data["slips"]
    )


def words() -> Mapping[str, str]:
    """Words that are no column but mean something (yes, none), and what to write for them.

    Examples
    --------
    >>> words()["yes"]
    'TRUE'
    """
    return dict(_data()["words"])


def functions() -> Mapping[str, str]:
    """Functions that are not read, and what does their work.

    Examples
    --------
    >>> functions()["IFNULL"]
    'write COALESCE(x, 0)'
    """
    return dict(_data()["functions"])


def explain(text: str, at: int) -> tuple[int, int, str] | None:
    """Find the slip that stands at a place.

    Parameters
    ----------
    text : str
        The condition.
    at : int
        Where the reader stopped.

    Returns
    -------
    tuple of (int, int, str) or None
        Where the slip starts and ends, and what to write instead; nothing when no slip covers the place.

    Examples
    --------
    >>> explain("employees == 50", 11)
    (10, 12, "one = is enough, as in country = 'TH'")
    """
    first, last = max(0, at - AROUND), at + AROUND
    near, masked, cut = text[first:last], mask(text)[first:last], 0
    if first:  # what is cut off is shown, so that a pattern does not take the cut for the beginning or the end
        near, masked, cut = f"…{near}", f"…{masked}", 1
    if last < len(text):
        near, masked = f"{near}…", f"{masked}…"
    moved = first - cut
    for slip in slips():
        for match in slip.pattern.finditer(masked):
            if match.start() <= at - moved <= match.end():
                return match.start() + moved, match.end() + moved, _filled(slip, match, near)
    return None


def surely(text: str) -> tuple[int, int, str] | None:
    """Find the first slip that is refused although it could be read: its start, its end, and what to write instead.

    Examples
    --------
    >>> surely("employees IN (20,500)")
    (14, 20, 'is that one number? write 20500 without a comma; for two numbers put a space after the comma')
    """
    masked = mask(text)
    if not DOUBTFUL.search(masked):  # the table is read from its file only when it is needed
        return None
    for slip in slips():
        if slip.always and (match := slip.pattern.search(masked)):
            return match.start(), match.end(), _filled(slip, match, text)
    return None


def _filled(slip: Slip, match: re.Match[str], text: str) -> str:
    """Fill the groups of the pattern into the sentence, as they were written."""
    places = {name: match.span(name) for name in match.groupdict()}
    said = {name: shown(text[start:end]) if start >= 0 else "" for name, (start, end) in places.items()}
    return slip.instead.format(**said)


def _pattern(text: str) -> re.Pattern[str]:
    for name, piece in _data()["pieces"].items():
        text = text.replace(f"{{{name}}}", piece)
    return re.compile(text, re.IGNORECASE)


@cache
def _data() -> dict[str, Any]:
    return dict(documents.read("data/slips.yaml"))
