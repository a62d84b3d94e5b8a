"""When two conditions are the same one: a canonical text, equal where only the way of writing differs.

Two conditions are equal when their canonical texts are; then they have the same answers, yes, no and unknown, for every
person and whatever NULL means in each column. The other way round is not promised: that is what the proof of relations
is for. What is made alike: spaces and brackets, ``!=`` and ``<>``, ``5 < a`` and ``a > 5``, 1.0 and 1, calculations
with numbers alone, the order of AND, OR, +, *, lists, GREATEST and LEAST, repetitions, BETWEEN and two comparisons, IN
and several ``=``, double denials, NOT over AND and OR, NOT over IS NULL, and TRUE and FALSE among others.

What is *not* made alike, on purpose: ``NOT (n < 30)`` and ``n >= 30``. Where n is NULL because nothing ever happened,
the first is a yes and the second a no.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from sqlglot import exp

from leadkit.conditions.exact import fits, worked_out, written
from leadkit.conditions.grammar import COMPARISONS, JOINTS, TESTS, fold, is_test
from leadkit.conditions.tokens import is_plain

SIGN = {node: sign for sign, node in COMPARISONS.items() if sign != "!="}
MIRROR = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
LOOSE, TIGHT, WHOLE = 1, 2, 3  # how tightly a text holds together: a sum (or AND), a product (or NOT), one piece


class Value(NamedTuple):
    """The canonical text of a value, how tightly it holds together, and whether it is the same for everybody."""

    text: str
    tight: int = WHOLE
    constant: bool = False
    number: Decimal | None = None
    opposite: Value | None = None  # of which it is the negative

    def within(self, least: int) -> str:
        """Put the text in brackets where it must hold together at least so tightly."""
        return self.text if self.tight >= least else f"({self.text})"


class Form(NamedTuple):
    """The canonical text of a condition, and what can be done with it when it stands among others."""

    text: str
    loose: bool = False  # needs brackets within an AND
    joint: str = ""  # AND or OR, over `parts` (before comparisons are merged into lists)
    parts: tuple[Form, ...] = ()
    member: tuple[Value, str, Value, bool] | None = None  # x, = or <>, a constant, and whether it is denied


class Both(NamedTuple):
    """A condition and its denial."""

    yes: Form
    no: Form


ALWAYS, NOBODY = Form("TRUE"), Form("FALSE")


def canonical(tree: exp.Expression) -> str:
    """Write a tree in its canonical way.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        What was read.

    Returns
    -------
    str
        A condition that reads, and whose answers are the same.

    Examples
    --------
    >>> from leadkit.conditions.reader import read
    >>> canonical(read("NOT (5 <> a OR b) AND country IN ('VN', 'TH', 'VN')"))
    "NOT (a <> 5) AND NOT b AND country IN ('TH', 'VN')"
    """
    return _asked(fold(tree, _rule)).yes.text


def _rule(node: exp.Expression, told: list[Value | Both]) -> Value | Both:
    if isinstance(node, exp.Paren):
        return told[0]
    if isinstance(node, JOINTS):
        each = [_asked(one) for one in told]
        joint, other = ("AND", "OR") if isinstance(node, exp.And) else ("OR", "AND")
        return Both(_joined(joint, [one.yes for one in each]), _joined(other, [one.no for one in each]))
    if isinstance(node, exp.Not):
        if is_test(node.this) and not isinstance(node.this, exp.Paren) and not isinstance(node.this, exp.Is):
            return told[0]  # part of the comparison: its test has been told so
        both = _asked(told[0])
        return Both(both.no, both.yes)
    values = [one for one in told if isinstance(one, Value)]
    return _test(node, values) if isinstance(node, TESTS) else _value(node, values)


def _asked(one: Value | Both) -> Both:
    """A value that is asked is a yes/no column, TRUE or FALSE."""
    if isinstance(one, Both):
        return one
    if one.constant and one.text in {"TRUE", "FALSE"}:
        return Both(ALWAYS, NOBODY) if one.text == "TRUE" else Both(NOBODY, ALWAYS)
    return Both(Form(one.text), Form(f"NOT {one.text}"))


# Values.


def _value(node: exp.Expression, told: list[Value]) -> Value:  # noqa: C901, PLR0911 - one case for each form
    numbers = [one.number for one in told if one.number is not None]
    if numbers and len(numbers) == len(told):
        number = worked_out(node, numbers)
        if number is not None and fits(number):
            return Value(written(number), constant=True, number=number)
    constant = all(one.constant for one in told)
    match node:
        case exp.Column():
            return Value(node.name if is_plain(node.name) else '"' + node.name.replace('"', '""') + '"')
        case exp.Literal(is_string=True):
            return Value("'" + node.this.replace("'", "''") + "'", constant=True)
        case exp.Literal():
            number = Decimal(node.this)
            return Value(written(number), constant=True, number=number)
        case exp.Boolean():
            return Value("TRUE" if node.this else "FALSE", constant=True)
        case exp.Placeholder():
            return Value(f":{node.this}", constant=True)
        case exp.Neg():
            return told[0].opposite or Value(f"-{told[0].within(WHOLE)}", WHOLE, constant, opposite=told[0])
        case exp.Add() | exp.Mul():
            least, sign = (LOOSE, "+") if isinstance(node, exp.Add) else (TIGHT, "*")
            left, right = sorted(told, key=lambda one: (WHOLE if one.tight < least else one.tight, one.text))
            return Value(f"{left.within(least)} {sign} {right.within(least + 1)}", least, constant)
        case exp.Sub():
            return Value(f"{told[0].within(LOOSE)} - {told[1].within(TIGHT)}", LOOSE, constant)
        case exp.Div():
            return Value(f"{told[0].within(TIGHT)} / {told[1].within(WHOLE)}", TIGHT, constant)
    texts = [one.text for one in told]
    if isinstance(node, (exp.Greatest, exp.Least)):
        texts.sort()
    return Value(f"{node.key.upper()}({', '.join(texts)})", WHOLE, constant)


# Tests.


def _test(node: exp.Expression, told: list[Value]) -> Both:  # noqa: PLR0911 - one case for each form
    denied = isinstance(node.parent, exp.Not)  # the reader denies with NOT directly only as part of the comparison
    left = told[0]
    match node:
        case exp.Is():
            return Both(Form(f"{left.text} IS NULL"), Form(f"{left.text} IS NOT NULL"))
        case exp.Like():
            return _whole(f"{left.text} {'NOT ' if denied else ''}LIKE {told[1].text}")
        case exp.In():
            sign, joint, other = ("<>", "AND", "OR") if denied else ("=", "OR", "AND")
            each = [_compared(left, sign, value) for value in told[1:]]
            return Both(_joined(joint, [one.yes for one in each]), _joined(other, [one.no for one in each]))
        case exp.Between() if not denied:
            ends = [_compared(left, ">=", told[1]), _compared(left, "<=", told[2])]
            return Both(_joined("AND", [one.yes for one in ends]), _joined("OR", [one.no for one in ends]))
        case exp.Between() if told[1].constant and told[2].constant:
            ends = [_compared(left, "<", told[1]), _compared(left, ">", told[2])]
            return Both(_joined("OR", [one.yes for one in ends]), _joined("AND", [one.no for one in ends]))
        case exp.Between():  # an end that never happened makes the whole a no: two comparisons would not
            return _whole(f"{left.text} NOT BETWEEN {told[1].text} AND {told[2].text}")
    return _compared(left, SIGN[type(node)], told[1])


def _whole(text: str) -> Both:
    return Both(Form(text), Form(f"NOT ({text})"))


def _compared(left: Value, sign: str, right: Value) -> Both:
    """Compare two values: the constant on the right, else in the order of their texts."""
    if (left.constant, left.text) > (right.constant, right.text):
        left, sign, right = right, MIRROR[sign], left
    if left.number is not None and right.number is not None:
        return _decided(left.number, sign, right.number)
    if right.text in {"TRUE", "FALSE"} and right.constant and not left.constant:
        if (sign == "=") == (right.text == "TRUE"):  # x = TRUE and x <> FALSE ask for x
            return _asked(left)
        return _whole(f"{left.text} = FALSE")
    text = f"{left.text} {sign} {right.text}"
    if sign not in {"=", "<>"} or not right.constant or left.constant:
        return _whole(text)
    yes, no = ((left, sign, right, denied) for denied in (False, True))
    return Both(Form(text, member=yes), Form(f"NOT ({text})", member=no))


def _decided(left: Decimal, sign: str, right: Decimal) -> Both:
    """Compare two numbers that stand in the text."""
    true = {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]
    return Both(ALWAYS, NOBODY) if true else Both(NOBODY, ALWAYS)


# AND and OR.


def _joined(joint: str, forms: list[Form]) -> Form:
    """Join forms: flat, without repetitions, in the order of their texts, comparisons with one value as a list."""
    idle, deciding = (ALWAYS, NOBODY) if joint == "AND" else (NOBODY, ALWAYS)
    flat = {part.text: part for form in forms for part in (form.parts if form.joint == joint else (form,))}
    if deciding.text in flat:
        return deciding
    flat.pop(idle.text, None)
    if len(flat) < 2:
        return next(iter(flat.values()), idle)
    parts = tuple(flat.values())
    merged = _listed(joint, parts)
    if len(merged) == 1:
        return Form(merged[0].text, joint=joint, parts=parts)
    texts = sorted(f"({part.text})" if part.loose else part.text for part in merged)
    return Form(f" {joint} ".join(texts), loose=joint == "OR", joint=joint, parts=parts)


def _listed(joint: str, parts: tuple[Form, ...]) -> list[Form]:
    """Merge ``a = 1 OR a = 2`` into ``a IN (1, 2)``, and the like for <>, AND, and NOT."""
    lists: dict[tuple[str, str, bool], list[Form]] = {}
    others = []
    for part in parts:
        if part.member and (part.member[1] == "=") == ((joint == "OR") != part.member[3]):
            lists.setdefault((part.member[0].text, part.member[1], part.member[3]), []).append(part)
        else:
            others.append(part)
    for (left, sign, denied), members in lists.items():
        if len(members) == 1:
            others += members
            continue
        values = sorted((one.member[2] for one in members if one.member), key=_by_size)
        text = f"{left} {'IN' if sign == '=' else 'NOT IN'} ({', '.join(value.text for value in values)})"
        others.append(Form(f"NOT ({text})" if denied else text))
    return others


def _by_size(value: Value) -> tuple[bool, Decimal, str]:
    return value.number is None, value.number or Decimal(0), value.text
