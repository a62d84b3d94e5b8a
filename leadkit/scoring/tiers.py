"""Tiers: conditions on the score itself, in a grammar smaller still, and compared in whole numbers only.

A tier's condition compares ``score``, ``score_low``, ``score_high``, ``coverage`` or a ``<criterion>_points`` with a
number, joined by AND, OR, NOT. It is read by the reader of conditions and becomes a small tree of comparisons in
units, which SQL (:func:`as_sql`) and Python (:func:`holds`) both answer in the same way.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlglot import exp

from leadkit.conditions.grammar import COMPARISONS, balanced, fold
from leadkit.errors import ConditionError, nearest
from leadkit.scoring.whole import UNITS, scaled
from leadkit.trees import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from leadkit.conditions import Condition

SCORES = ("score", "score_low", "score_high", "coverage")
_COMPARED: dict[type[exp.Expression], Callable[[Any, Any], Any]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
_TURNED: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
}


_JOINED: dict[type[exp.Expression], str] = {exp.And: "and", exp.Or: "or", exp.Not: "not"}


class Comparison(NamedTuple):
    """One comparison: a column of units (or the share of criteria that are known) with a whole number of units."""

    name: str
    sign: type[exp.Expression]
    units: int


class Joined(NamedTuple):
    """Comparisons joined: ``and``, ``or``, ``not``; or a constant, as ``and`` (yes) or ``or`` (no) of nothing."""

    how: str
    parts: tuple[Comparison | Joined, ...]


def comparisons(condition: Condition, criteria: Collection[str]) -> Comparison | Joined:
    """Turn a tier's condition into comparisons in whole units.

    Parameters
    ----------
    condition : Condition
        As it was read.
    criteria : collection of str
        The names of the card's criteria.

    Returns
    -------
    Comparison or Joined
        The tree of comparisons.

    Raises
    ------
    ConditionError
        It asks something else than a score.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> comparisons(Condition("score >= 40"), ["budget"]).units
    400000
    """
    known = [*SCORES, *(f"{name}_points" for name in criteria)]

    def rule(node: exp.Expression, told: list[Any]) -> Any:  # noqa: ANN401 - whole numbers, names, comparisons
        if isinstance(node, exp.Column):
            if node.name not in known:
                raise _stop(condition, f"asks for '{node.name}'.{nearest(node.name, known)}")
            return node.name
        if isinstance(node, exp.Literal) and not node.is_string:
            return _units(condition, node.this)
        found = told[0] if isinstance(node, exp.Paren) else _compared(node, told) or _joined(node, told)
        if found is None:
            raise _stop(condition, f"must compare a score with a number ({', '.join(COMPARISONS)}), and nothing else.")
        return found

    found = fold(condition.tree, rule)
    if not isinstance(found, (Comparison, Joined)):
        raise _stop(condition, "must compare a score with a number, as in 'score >= 40'.")
    return found


def _compared(node: exp.Expression, told: list[Any]) -> Comparison | Joined | int | None:
    """Build a comparison of a name with a number, either way round, or a negative number; None if it is none."""
    if isinstance(node, exp.Neg) and isinstance(told[0], int):
        return -told[0]
    if isinstance(node, exp.Between) and isinstance(told[0], str) and all(isinstance(one, int) for one in told[1:]):
        return Joined("and", (Comparison(told[0], exp.GTE, told[1]), Comparison(told[0], exp.LTE, told[2])))
    if type(node) not in _COMPARED or {type(one) for one in told} != {str, int}:
        return None
    sign = type(node)
    if isinstance(told[0], int):
        told, sign = told[::-1], _TURNED.get(sign, sign)
    return Comparison(told[0], sign, told[1])


def _joined(node: exp.Expression, told: list[Any]) -> Joined | None:
    """Join comparisons, or build a constant; None if it is neither."""
    if isinstance(node, exp.Boolean):
        return Joined("and" if node.this else "or", ())
    how = next((how for kind, how in _JOINED.items() if isinstance(node, kind)), None)
    if how is None or not all(isinstance(one, (Comparison, Joined)) for one in told):
        return None
    return Joined(how, tuple(told))


def _units(condition: Condition, text: str) -> int:
    try:
        return scaled(Decimal(text), UNITS)
    except ValueError as error:
        raise _stop(condition, f"holds a number that is too fine: {error}.") from None


def _stop(condition: Condition, why: str) -> ConditionError:
    place = f" {condition.where}" if condition.where else ""
    return ConditionError(f"The condition '{condition.text[:80]}'{place} {why}")


def _scaled(asked: Comparison, criteria: int) -> tuple[int, int]:
    """Give by what the left side is multiplied, and the right side: coverage counts known criteria, of all."""
    return (UNITS, asked.units * criteria) if asked.name == "coverage" else (1, asked.units)


def as_sql(asked: Comparison | Joined, columns: Mapping[str, str], known: str, criteria: int) -> exp.Expr:
    """Write the comparisons as SQL over columns of whole units.

    Parameters
    ----------
    asked : Comparison or Joined
        The comparisons.
    columns : mapping of str to str
        The column that holds the units of each name.
    known : str
        The column that counts the criteria whose bounds meet.
    criteria : int
        How many criteria there are.

    Returns
    -------
    sqlglot.exp.Expression
        Yes or no; never NULL.
    """
    if isinstance(asked, Comparison):
        times, units = _scaled(asked, criteria)
        left: exp.Expr = exp.column(known if asked.name == "coverage" else columns[asked.name], quoted=True)
        if times != 1:
            left = exp.Mul(this=left, expression=whole(times))
        return asked.sign(this=left, expression=whole(units))
    if not asked.parts:
        return exp.true() if asked.how == "and" else exp.false()
    parts: list[exp.Expr] = [exp.Paren(this=as_sql(part, columns, known, criteria)) for part in asked.parts]
    if asked.how == "not":
        return exp.Not(this=parts[0])
    return balanced(exp.And if asked.how == "and" else exp.Or, parts)


def holds(asked: Comparison | Joined, units: Mapping[str, Any], known: Any, criteria: int) -> Any:  # noqa: ANN401 - numbers
    """Answer the comparisons for whole units, of one person or in arrays.

    Parameters
    ----------
    asked : Comparison or Joined
        The comparisons.
    units : mapping of str to int or int64 array
        The units of each name.
    known : int or int64 array
        How many criteria are known.
    criteria : int
        How many there are.

    Returns
    -------
    bool or bool array
        One answer a person; of a constant, one for all.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> asked = comparisons(Condition("score >= 40 AND NOT coverage < 0.5"), [])
    >>> holds(asked, {"score": 400_000}, known=1, criteria=2), holds(asked, {"score": 400_000}, known=1, criteria=3)
    (True, False)
    """
    if isinstance(asked, Comparison):
        times, right = _scaled(asked, criteria)
        left = known if asked.name == "coverage" else units[asked.name]
        return _COMPARED[asked.sign](left * times, right)
    if not asked.parts:
        return asked.how == "and"
    parts = [holds(part, units, known, criteria) for part in asked.parts]
    if asked.how == "not":
        return parts[0] ^ True  # `not` takes no array
    return reduce(operator.and_ if asked.how == "and" else operator.or_, parts)
