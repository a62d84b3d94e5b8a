"""A column that the table does not have: a misspelt name, a text without quotes, or a word like yes and none."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit import vocabulary
from leadkit.conditions import slips
from leadkit.conditions.complaints import place, shown
from leadkit.conditions.grammar import bare
from leadkit.conditions.tokens import MAY_MIX, alphabet
from leadkit.errors import UnknownColumnError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping


def missing(column: exp.Column, kinds: Mapping[str, str], where: str) -> UnknownColumnError:
    """Say that a column is not there, and what was probably meant.

    Parameters
    ----------
    column : sqlglot.exp.Column
        The column, in its place in the tree.
    kinds : mapping of str to str
        The kinds of the columns that are there.
    where : str
        Where the condition stands.

    Returns
    -------
    UnknownColumnError
        The complaint.

    Examples
    --------
    >>> from leadkit.conditions.reader import read
    >>> print(missing(read("authority = decides").expression, {"authority": "text"}, ""))
    No column 'decides': is decides a text? Write 'decides'.
    """
    name = column.name
    said = f"No column '{shown(name)}'{place(where)}"
    partner = _partner(column)
    values = _values(partner)
    word = slips.words().get(name.casefold())
    if word and name not in values:
        return UnknownColumnError(f"{said}: write {word}.")
    if kinds.get(partner) == "text":
        return UnknownColumnError(f"{said}: is {shown(name)} a text? Write '{shown(name)}'.")
    return UnknownColumnError(f"{said}{_foreign(name, kinds)}.{nearest(name, kinds)}")


def _partner(column: exp.Column) -> str:
    """The column that this one is compared with by = or <>, if there is one."""
    above = column.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    if not isinstance(above, (exp.EQ, exp.NEQ)):
        return ""
    one, other = bare(above.this), bare(above.expression)
    found = other if one is column else one
    return found.name if isinstance(found, exp.Column) else ""


def _values(name: str) -> tuple[str, ...]:
    known = vocabulary.column(name)
    return known.values if known else ()


def _foreign(name: str, kinds: Mapping[str, str]) -> str:
    """Name an alphabet that the table's columns do not use and that looks like Latin letters."""
    used = {alphabet(char) for known in kinds for char in known}
    letters = [char for char in name if unicodedata.category(char)[0] == "L"]
    odd = sorted({alphabet(char) for char in letters} - MAY_MIX - used)
    return f" (its letters are {odd[0].capitalize()})" if odd else ""
