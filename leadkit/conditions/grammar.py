"""The words of the grammar and its limits, in one place: signs, functions, and the kinds of nodes they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_CHARACTERS = 2000
MOST_DEPTH = 50  # brackets, functions and NOT inside one another
MOST_ATOMS = 500  # columns and values
MOST_STEPS = 20  # calculations and functions inside one another
COMPARISONS: dict[str, type[exp.Expression]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
STEPS: dict[str, type[exp.Expression]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div}
ONE_VALUE: dict[str, type[exp.Expression]] = {
    "ABS": exp.Abs,
    "LOWER": exp.Lower,
    "UPPER": exp.Upper,
    "LENGTH": exp.Length,
}
MANY_VALUES: dict[str, type[exp.Expression]] = {"COALESCE": exp.Coalesce, "GREATEST": exp.Greatest, "LEAST": exp.Least}
FUNCTIONS = tuple(sorted({**ONE_VALUE, **MANY_VALUES}))
JOINTS = (exp.And, exp.Or)
TESTS = (*COMPARISONS.values(), exp.Between, exp.In, exp.Like, exp.Is)  # what asks something of values
T = TypeVar("T")
E = TypeVar("E", bound=exp.Expr)


def bare(node: exp.Expression) -> exp.Expression:
    """Take the brackets off.

    Examples
    --------
    >>> bare(exp.Paren(this=exp.Paren(this=exp.true()))).sql()
    'TRUE'
    """
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def is_test(node: exp.Expression) -> bool:
    """Whether a node is a condition by its form (a bare column may be one by its kind).

    Examples
    --------
    >>> is_test(exp.column("a").eq(1)), is_test(exp.column("a"))
    (True, False)
    """
    return isinstance(bare(node), (*JOINTS, exp.Not, *TESTS))


def parts(node: exp.Expression) -> list[exp.Expression]:
    """What a node is made of, in the order of the text; all operands of a chain of AND or of OR at once.

    Examples
    --------
    >>> [part.sql() for part in parts(exp.and_("a", "b", "c"))]
    ['a', 'b', 'c']
    """
    if isinstance(node, exp.Column):
        return []
    if not isinstance(node, JOINTS):
        return [part for part in node.iter_expressions() if isinstance(part, exp.Expression)]
    found, waiting = [], [node.expression, node.this]
    while waiting:
        one = waiting.pop()
        if type(one) is type(node):
            waiting += [one.expression, one.this]
        else:
            found.append(one)
    return found


def balanced(join: Callable[..., E], operands: Sequence[E]) -> E:
    """Join operands, by AND, plus or UNION, as a balanced tree, so that no walk over it goes deep.

    Examples
    --------
    >>> balanced(exp.And, [exp.column(name) for name in "abcd"]).this.sql()
    'a AND b'
    """
    while len(operands) > 1:
        pairs = zip(operands[::2], operands[1::2], strict=False)
        halves = [join(this=one, expression=other) for one, other in pairs]
        operands = [*halves, *operands[len(halves) * 2 :]]
    return operands[0]


def fold(tree: exp.Expression, rule: Callable[[exp.Expression, list[T]], T]) -> T:
    """Work something out about a tree, from its leaves up, without recursion (the caller may stand deep).

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        The tree.
    rule : callable
        Given a node and what was worked out about its :func:`parts`, says it of the node.

    Returns
    -------
    object
        What the rule says of the whole tree.

    Examples
    --------
    >>> fold(exp.and_("a", "b", "c"), lambda node, counted: sum(counted) + 1)
    4
    """
    told: dict[int, T] = {}
    waiting: list[tuple[exp.Expression, list[exp.Expression] | None]] = [(tree, None)]
    while waiting:
        node, inner = waiting.pop()
        if inner is None:
            inner = parts(node)
            waiting.append((node, inner))
            waiting += [(part, None) for part in reversed(inner)]
        else:
            told[id(node)] = rule(node, [told.pop(id(part)) for part in inner])
    return told[id(tree)]
