"""Say what a folder is silent about: tables and columns that it does not have, and what a snapshot makes of that.

It is no fault not to have them. But a count over a table that is not there is 0, which reads like a fact about people;
and who can be written to is unknown where nobody recorded it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit import vocabulary
from leadkit.errors import DataError
from leadkit.tables import names_in
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.tables import Found

_SHOWN = 4  # columns, of the many that a whole table feeds
_REACH = {"email": "has_email", "phone": "has_phone", "social_account": "has_social_account"}


def notes(found: Mapping[str, Sequence[Found]], lang: str = "en") -> list[str]:
    """Say, a sentence each, which tables and columns are not there and what a snapshot then says.

    Parameters
    ----------
    found : mapping of str to sequence of Found
        The tables of a folder, as :func:`leadkit.tables.locate` finds them.
    lang : {"en", "th", "vi"}
        The language.

    Examples
    --------
    >>> notes({})[-1]
    "There is no table 'crm_records': in_crm will be 0 or no for everybody, which does not mean that it is known."
    """
    told = []
    held = {name: names for name, forms in found.items() if (names := _names(forms)) is not None}
    for column, flag in _REACH.items():
        if "people" in held and column not in held["people"]:
            told.append(say("check.note_unknown", lang, table="people", column=column, columns=flag))
    for source, columns in vocabulary.counted_from().items():
        table, _, column = source.partition(".")
        shown = ", ".join(columns[:_SHOWN]) + (f" … ({len(columns)})" if len(columns) > _SHOWN else "")
        if not column and table not in found:
            told.append(say("check.note_table", lang, table=table, columns=shown))
        elif column and table in held and column not in held[table]:
            told.append(say("check.note_column", lang, table=table, column=column, columns=shown))
    return told


def _names(forms: Sequence[Found]) -> set[str] | None:
    """Name the columns of a table; None when its files cannot be read, which the check has told."""
    try:
        return {name for file in forms[0].files for name in names_in(file)} or None
    except DataError:
        return None
