"""Where things come from, and what they leave open: what every kind of pack has in common.

A definition, a scoring rule and a segment each have a source (who says so) and may have parameters (what the source
leaves open). None of them may answer in a column that a verb of the kit makes itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    Text = Mapping[str, str] | str

# Columns that the verbs make themselves: a definition that would be answered in one of these is refused.
RESERVED = frozenset(
    {
        *("person_id", "score", "score_low", "score_high", "coverage", "tier", "grade", "grades", "segment", "play"),
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
