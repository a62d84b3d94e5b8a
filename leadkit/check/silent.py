"""Say what a folder is silent about: tables and columns that it does not have, and what a snapshot makes of that.

It is no fault not to have them. But a count over a table that is not there is 0, which reads like a fact about people;
and who can be written to is unknown where nobody recorded it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit import vocabulary
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_SHOWN = 4  # columns, of the many that a whole table feeds
_REACH = {"email": "has_email", "phone": "has_phone", "social_account": "has_social_account"}


def gaps(held: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give each table, and each column of a table, that is not there, with the columns of a snapshot that count it.

    Parameters
    ----------
    held : mapping of str to collection of str
        The tables that are there, and their columns; none if they could not be read.

    Examples
    --------
    >>> [table for table, column, _ in gaps({"events": [], "deals": ["units"]}) if not column]
    ['answers', 'crm_records']
    """
    for source, columns in vocabulary.counted_from().items():
        table, _, column = source.partition(".")
        absent = table not in held if not column else bool(held.get(table)) and column not in held[table]
        if absent:
            yield table, column, columns


def notes(held: Mapping[str, Collection[str]], lang: str = "en") -> list[str]:
    """Say, a sentence each, which tables and columns are not there and what a snapshot then says.

    Parameters
    ----------
    held : mapping of str to collection of str
        As for :func:`gaps`.
    lang : {"en", "th", "vi"}
        The language.

    Examples
    --------
    >>> notes({})[-1]
    "There is no table 'crm_records': in_crm will be 0 or no for everybody, which does not mean that it is known."
    """
    told = [
        say("check.note_unknown", lang, table="people", column=column, columns=flag)
        for column, flag in _REACH.items()
        if held.get("people") and column not in held["people"]
    ]
    for table, column, columns in gaps(held):
        shown = ", ".join(columns[:_SHOWN]) + (f" … ({len(columns)})" if len(columns) > _SHOWN else "")
        key = "check.note_column" if column else "check.note_table"
        told.append(say(key, lang, table=table, columns=shown, **({"column": column} if column else {})))
    return told
