"""The tree that the engine runs: what was read, with the kit's meaning of NULL, of / and of GREATEST written out.

Every database then gives the same answer:

- **never.** A comparison that mentions a ``never`` column which is NULL is a plain no: no such thing happened. With n
  such a column, ``n < 30`` becomes ``COALESCE(n < 30, FALSE)``. Where another value may be unknown, that stays unknown
  once n is there: ``n < budget`` becomes ``(NOT n IS NULL AND n < budget)``. ``IS NULL`` is asked as it is, and so is
  ``COALESCE(n, 999) < 30``, since the missing value has been given one. ``n NOT IN (1)`` is a comparison, so a no;
  ``NOT (n IN (1))`` denies one, so a yes.
- ``/`` is real division, and unknown when divided by 0: ``CAST(a AS DOUBLE) / NULLIF(b, 0)``.
- GREATEST and LEAST are unknown when any of their values is; some databases would skip it.
- Calculations with numbers alone are worked out exactly, in decimals: ``0.5 * 20000`` is 10000.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from leadkit.conditions.complaints import Stumble
from leadkit.conditions.exact import LIMITS, fits, worked_out, written
from leadkit.conditions.grammar import JOINTS, TESTS, balanced, fold, is_test

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MOST_GUARDS = 2  # GREATEST and LEAST inside one another: the guard of the outer one repeats what stands inside
When = dict[str, exp.Expression]  # cases joined by OR, by their text


class Built(NamedTuple):
    """A piece of the asked tree."""

    tree: exp.Expression
    null: When  # when it is NULL
    never: When  # when it is NULL because nothing ever happened
    number: Decimal | None = None  # what it comes to, when it is made of numbers alone
    guards: int = 0
    exact: bool = True  # whether it is NULL in all of these cases (a BETWEEN may be no although an end is NULL)


def asked(
    tree: exp.Expression,
    names: Mapping[str, str],
    never: Collection[str],
    *,
    opened: bool = False,
    wanted: str = "yes_no",
) -> exp.Expression:
    """Write the kit's meaning into a tree.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        What was read; its columns exist and its kinds fit.
    names : mapping of str to str
        The table's own name of each column (they may differ in how marks are composed).
    never : collection of str
        The columns in which NULL means that nothing ever happened.
    opened : bool
        Whether to be unknown wherever a value that is not known could decide: ``IS NULL`` and COALESCE of such a value
        are unknown too, whatever they say of what is known today.
    wanted : {"yes_no", "number"}
        What the whole is: a number is NULL where nothing ever happened, as it stands in the table.

    Returns
    -------
    sqlglot.exp.Expression
        A new tree for the engine.

    Raises
    ------
    Stumble
        A calculation with numbers comes to too many digits, or too many guards are nested.

    Examples
    --------
    >>> from leadkit.conditions.reader import read
    >>> asked(read("n < 30"), {"n": "n"}, {"n"}).sql("duckdb")
    'COALESCE("n" < 30, FALSE)'
    """

    def rule(node: exp.Expression, told: list[Built]) -> Built:
        if isinstance(node, exp.Column):
            column = exp.column(exp.to_identifier(names[node.name], quoted=True))
            null: When = {column.sql(): exp.Is(this=column.copy(), expression=exp.Null())}
            return Built(column, null, null if node.name in never else {})
        if isinstance(node, JOINTS):
            return Built(balanced(type(node), [_plain(one) for one in told]), {}, {})
        if isinstance(node, exp.Not):  # directly over a test it is part of that comparison
            part = (
                told[0]
                if is_test(node.this) and not isinstance(node.this, exp.Paren)
                else Built(_plain(told[0]), {}, {})
            )
            return part._replace(tree=exp.Not(this=part.tree))
        if isinstance(node, exp.Paren) and is_test(node):
            return Built(exp.Paren(this=_plain(told[0])), {}, {})
        built = _test(node, told) if isinstance(node, TESTS) else _value(node, told)
        return _opened(node, built) if opened and isinstance(node, (exp.Is, exp.Coalesce)) else built

    def _opened(node: exp.Expression, built: Built) -> Built:
        """Leave open what asks whether a value is known, as long as it is not."""
        inner = {column.name for column in node.find_all(exp.Column)} - set(never)
        columns = [exp.column(exp.to_identifier(names[name], quoted=True)) for name in sorted(inner)]
        null: When = {column.sql(): exp.Is(this=column, expression=exp.Null()) for column in columns}
        return built._replace(tree=_guarded(built.tree, null), null={**built.null, **null}) if null else built

    whole = fold(tree, rule)
    return whole.tree if wanted == "number" else _plain(whole)


def _test(node: exp.Expression, told: list[Built]) -> Built:
    """Build a comparison, or IS NULL, which is never NULL itself."""
    null, never = ({}, {}) if isinstance(node, exp.Is) else _cases(told)
    exact = not (isinstance(node, exp.Between) and (told[1].null or told[2].null))
    return Built(_rebuilt(node, told), null, never, exact=exact)


def _plain(built: Built) -> exp.Expression:
    """Say no where nothing ever happened: a test or a yes/no column, with the meaning of never written around it."""
    if not built.never:
        return built.tree
    if built.exact and built.never.keys() == built.null.keys():
        return exp.Coalesce(this=built.tree, expressions=[exp.false()])
    there = [exp.Not(this=one.copy()) for one in built.never.values()]
    return exp.Paren(this=balanced(exp.And, [*there, built.tree]))


def _cases(told: list[Built]) -> tuple[When, When]:
    """When any of several values is NULL, and when because of never."""
    null: When = {}
    never: When = {}
    for one in told:
        null |= one.null
        never |= one.never
    return null, never


def _value(node: exp.Expression, told: list[Built]) -> Built:
    """Build a calculation, a function or a leaf."""
    if isinstance(node, exp.Literal):
        return Built(node.copy(), {}, {}, None if node.is_string else Decimal(node.this))
    numbers = [one.number for one in told if one.number is not None]
    if told and len(numbers) == len(told) and (number := worked_out(node, numbers)) is not None:
        if not fits(number):
            raise _stop(node, f"this comes to {float(number):.6g}, and {LIMITS}; write the number itself, rounded")
        literal = exp.Literal.number(written(abs(number)))
        return Built(exp.Neg(this=literal) if number < 0 else literal, {}, {}, number)
    null, never = _cases(told)
    guards = max((one.guards for one in told), default=0)
    tree = _rebuilt(node, told)
    if isinstance(node, exp.Coalesce):
        return Built(tree, _every([one.null for one in told]), _every([one.never for one in told]), None, guards)
    if isinstance(node, exp.Div):
        return _division(told[0].tree, told[1], null, never)._replace(guards=guards)
    if isinstance(node, (exp.Greatest, exp.Least)):
        if guards == MOST_GUARDS:
            raise _stop(node, f"GREATEST and LEAST stand at most {MOST_GUARDS} deep inside one another")
        return Built(_guarded(tree, null), null, never, None, guards + 1)
    return Built(tree, null, never, None, guards)


def _division(left: exp.Expression, right: Built, null: When, never: When) -> Built:
    by = right.tree
    if not right.number:
        zero = exp.EQ(this=by.copy(), expression=exp.Literal.number(0))
        null = {**null, zero.sql(): zero}
        by = exp.Nullif(this=by, expression=exp.Literal.number(0))
    return Built(exp.Div(this=exp.cast(left, exp.DataType.Type.DOUBLE), expression=by), null, never)


def _guarded(tree: exp.Expression, null: When) -> exp.Expression:
    """Make a function unknown when any of its values is."""
    if not null:
        return tree
    any_null = balanced(exp.Or, [one.copy() for one in null.values()])
    return exp.Case(ifs=[exp.If(this=any_null, true=exp.Null())], default=tree)


def _every(cases: list[When]) -> When:
    """When all of several values are NULL (a COALESCE); never so if one of them cannot be."""
    if not all(cases):
        return {}
    anys = [balanced(exp.Or, [one.copy() for one in case.values()]) for case in cases]
    each: list[exp.Expression] = [exp.Paren(this=one) for one in anys]
    every = exp.Paren(this=balanced(exp.And, each))
    return {every.sql(): every}


def _rebuilt(node: exp.Expression, told: list[Built]) -> exp.Expression:
    """Make the node anew over other parts."""
    trees = iter(one.tree for one in told)
    args = {
        name: [next(trees) for _ in part]
        if isinstance(part, list)
        else next(trees)
        if isinstance(part, exp.Expression)
        else part
        for name, part in node.args.items()
    }
    return type(node)(**args)


def _stop(node: exp.Expression, why: str) -> Stumble:
    start, end = node.meta["span"]
    return Stumble(start, why, sure=True, end=end)
