"""The kind of a column that no vocabulary knows (a team's own column, without its table), guessed from its use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_COMPARES = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)
_CHOOSES = (exp.Coalesce, exp.Greatest, exp.Least)
_OF_TEXTS = (exp.Like, exp.Lower, exp.Upper, exp.Length)
_LOGIC = (exp.And, exp.Or, exp.Not, exp.If)


def guess(trees: Iterable[exp.Expr], known: Mapping[str, str]) -> dict[str, str]:
    """Guess number, text or yes_no for every column that is not `known`, by name in lower case.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> guess([parse_one("vip AND shoe_size > 40 AND colour = 'red' AND seen IS NULL")], {})
    {'vip': 'yes_no', 'shoe_size': 'number', 'colour': 'text'}
    """
    found: dict[str, str] = {}
    for column in (column for tree in trees for column in tree.find_all(exp.Column, bfs=False)):
        name = column.name.lower()
        if name not in known and name not in found and (kind := _from_use(column, known)):
            found[name] = kind
    return found


def _from_use(column: exp.Column, known: Mapping[str, str]) -> str | None:
    node: exp.Expr = column
    parent = column.parent
    while isinstance(parent, exp.Paren):
        node, parent = parent, parent.parent
    if parent is None or isinstance(parent, _LOGIC):
        return "yes_no"
    if isinstance(parent, _OF_TEXTS):
        return "text"
    if isinstance(parent, (*_COMPARES, *_CHOOSES)):
        return next(filter(None, (_of(part, known) for part in parent.iter_expressions() if part is not node)), None)
    return None if isinstance(parent, exp.Is) else "number"


def _of(part: exp.Expr, known: Mapping[str, str]) -> str | None:
    match part.unnest():
        case exp.Column() as column:
            return known.get(column.name.lower())
        case exp.Literal() as literal:
            return "text" if literal.is_string else "number"
        case exp.Boolean():
            return "yes_no"
        case exp.Lower() | exp.Upper():
            return "text"
        case _:
            return "number"
