"""Plays: what is done with the people of a segment, for whom it is meant, why, and who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from leadkit.errors import UnknownNameError, nearest
from leadkit.words import check_language, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.provenance import Text

COLUMNS = ("play", "does", "for_whom", "why", "source")


@dataclass(frozen=True)
class Play:
    """One thing to do; its label is its name in few words, for pictures and tables.

    Examples
    --------
    >>> Play("thank", "Write a letter by hand.", "those who buy often", "they stay longer", "ours").name
    'thank'
    """

    name: str
    does: Text = field(default="", hash=False)
    for_whom: Text = field(default="", hash=False)
    why: Text = field(default="", hash=False)
    source: Text = field(default="", hash=False)
    label: Text | None = field(default=None, hash=False)

    def said(self, lang: str = "en") -> str:
        """Name it in one language.

        Examples
        --------
        >>> Play("win_back", label={"en": "win back", "vi": "giành lại"}).said("vi"), Play("win_back").said("vi")
        ('giành lại', 'win back')
        """
        return pick(self.label, lang) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Playbook:
    """Plays by name.

    Examples
    --------
    >>> book = Playbook("small", {"thank": Play("thank", "Write a letter by hand.")})
    >>> book["thank"].does
    'Write a letter by hand.'
    """

    name: str
    plays: Mapping[str, Play] = field(hash=False)
    title: Text = field(default="", hash=False)
    version: int = 1
    remark: Text | None = field(default=None, hash=False)

    def __getitem__(self, name: str) -> Play:
        if name not in self.plays:
            raise UnknownNameError(f"No play '{name}' in the playbook '{self.name}'.{nearest(str(name), self.plays)}")
        return self.plays[name]

    def table(self, lang: str = "en") -> pd.DataFrame:
        """Give all plays as a table.

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.

        Returns
        -------
        DataFrame
            In the order of the pack: play, does, for_whom, why, source.
        """
        check_language(lang)
        texts = [[one.name, *(pick(getattr(one, name), lang) for name in COLUMNS[1:])] for one in self.plays.values()]
        return pd.DataFrame(texts, columns=list(COLUMNS), dtype="str")

    def say(self, lang: str = "en") -> str:
        """Say all plays in plain words."""
        from leadkit.segments.saying import aloud  # noqa: PLC0415 - it knows the values

        return aloud(self, lang)
