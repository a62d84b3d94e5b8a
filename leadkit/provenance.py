"""Where things come from, and what they leave open: what every kind of pack has in common.

A definition, a scoring rule and a segment each have a source (who says so) and may have parameters (what the source
leaves open). None of them may answer in a column that a verb of the kit makes itself, and all are refused in the same
way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leadkit.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    Text = Mapping[str, str] | str
    Fault = tuple[tuple[str | int, ...], str]  # the steps to a field, and what is wrong with it

_WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")

# Columns that the verbs make themselves: a definition that would be answered in one of these is refused.
RESERVED = frozenset(
    {
        *("person_id", "as_of", "score", "score_low", "score_high", "coverage", "tier", "grade", "grades", "segment"),
        "play",
        *("criterion", "rule", "step", "points", "units", "because", "people", "wins", "kind", "example", "note"),
        *("a", "b", "both", "only_a", "only_b", "neither", "unknown", "jaccard", "kappa"),
    }
)


@dataclass(frozen=True)
class Source:
    """Who says so, where and when.

    Parameters
    ----------
    key : str
        The short name that opens every column of its terms (``marketstar_lead``).
    title, publisher : str or mapping
        What was published, and by whom.
    date : datetime.date, optional
        When, if the source says so.
    language : str
        The language it was read in (``en``, ``th``, ``vi``).

    Examples
    --------
    >>> Source("handbook", "Our sales handbook").key
    'handbook'
    """

    key: str
    title: Text = field(default="", hash=False)
    publisher: Text = field(default="", hash=False)
    date: date | None = None
    language: str = "en"


@dataclass(frozen=True)
class Parameter:
    """A number (or word) that the source leaves open: its value here, and the stops a slider may take.

    Examples
    --------
    >>> Parameter("quiet", 90, stops=(30, 60, 90, 180)).value
    90
    """

    name: str
    value: bool | float | str
    stops: tuple[bool | float | str, ...] = ()
    says: Text | None = field(default=None, hash=False)


def refuse(faults: Iterable[Fault], said: str) -> None:
    """Raise the first fault of a value, if there is one.

    Raises
    ------
    PackError
        The fault; `steps` leads to the field.

    Examples
    --------
    >>> refuse([(("tiers",), "there is none.")], "scorecard 'small'")
    Traceback (most recent call last):
    leadkit.errors.PackError: There is none. (scorecard 'small')
    """
    for steps, sentence in faults:
        raise PackError(f"{sentence[0].upper()}{sentence[1:]} ({said})", steps)


def of_names(steps: tuple[str | int, ...], what: str, names: Sequence[str], field: str = "name") -> Iterator[Fault]:
    """Find names that are no words, or that stand there twice.

    Examples
    --------
    >>> list(of_names(("tiers",), "tier", ["hot", "hot"]))
    [(('tiers', 1, 'name'), "the tier 'hot' stands here twice: give one of them another name.")]
    """
    for i, name in enumerate(names):
        if not isinstance(name, str) or not _WORD.fullmatch(name):
            yield (*steps, i, field), f"the {what} {name!r} needs a name of lower-case letters a to z, digits and _."
        elif name in names[:i]:
            yield (*steps, i, field), f"the {what} '{name}' stands here twice: give one of them another name."
