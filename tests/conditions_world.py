"""What the tests of conditions share: a small world of columns, random conditions and tables, and a plain-Python judge.

The judge walks the tree that was read and knows nothing of SQL: numbers are fractions (floats only where something is
divided, or where the column holds floats), None is unknown, and three-valued logic is written out by hand.
"""

from __future__ import annotations

import atexit
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, reduce

import duckdb
import pyarrow as pa
from hypothesis import strategies as st
from sqlglot import exp

KINDS = {
    "whole": "number",
    "count": "number",
    "money": "number",
    "share": "number",
    "days": "number",
    "gap": "number",
    "country": "text",
    "job": "text",
    "news": "yes_no",
    "asked": "yes_no",
    "held": "yes_no",
}
NEVER = {"days", "gap", "held"}  # NULL: it never happened
FLOATS = {"share"}
TYPES = {
    "whole": pa.int64(),
    "count": pa.int64(),
    "money": pa.decimal128(12, 2),
    "share": pa.float64(),
    "days": pa.int64(),
    "gap": pa.float64(),
    "country": pa.string(),
    "job": pa.string(),
    "news": pa.bool_(),
    "asked": pa.bool_(),
    "held": pa.bool_(),
}
NUMBERS = [name for name, kind in KINDS.items() if kind == "number"]
TEXTS = [name for name, kind in KINDS.items() if kind == "text"]
FLAGS = [name for name, kind in KINDS.items() if kind == "yes_no"]
VALUES = {
    "whole": [None, -2, 0, 1, 3],
    "count": [None, 0, 1, 3, 10],
    "money": [None, Decimal("0.10"), Decimal("0.30"), Decimal(3)],
    "share": [None, 0.0, 0.5, 3.0],
    "days": [None, 0, 3, 30],
    "gap": [None, 0.5, 3.0],
    "country": [None, "TH", "th", "VN", "ลีด", "Đà Nẵng"],
    "job": [None, "TH", "CEO", "ceo", "giám đốc"],
    "news": [None, True, False],
    "asked": [None, True, False],
    "held": [None, True, False],
}

rows = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
tables = st.lists(rows, min_size=4, max_size=12)

# Random conditions, as texts.

number_literals = st.sampled_from(["0", "1", "3", "10", "0.5", "0.1", "0.3", "-2", "30"])
text_literals = st.sampled_from(["'TH'", "'VN'", "'ลีด'", "'CEO'", "'Đà Nẵng'", "'it''s'"])
patterns = st.sampled_from(["'T%'", "'%o'", "'%á%'", "'_H'", "'TH'", "'%'"])


def _sums(inner):
    two = st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
        lambda one: f"({one[0]} {one[1]} {one[2]})"
    )
    listed = st.tuples(st.sampled_from(["COALESCE", "GREATEST", "LEAST"]), inner, inner)
    return (
        two
        | listed.map(lambda one: f"{one[0]}({one[1]}, {one[2]})")
        | inner.map(lambda one: f"ABS({one})")
        | inner.map(lambda one: f"- {one}")
    )


def _whole_sums(inner):
    """Sums in which SQLite agrees: no division, no GREATEST."""
    two = st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})")
    filled = st.tuples(inner, inner).map(lambda one: f"COALESCE({one[0]}, {one[1]})")
    return two | filled | inner.map(lambda one: f"ABS({one})")


numbers = st.recursive(st.sampled_from(NUMBERS) | number_literals, _sums, max_leaves=3)
whole_numbers = st.recursive(
    st.sampled_from(["whole", "count", "days"]) | st.sampled_from(["0", "1", "3", "-2", "30"]),
    _whole_sums,
    max_leaves=3,
)
texts = st.sampled_from(TEXTS) | st.tuples(st.sampled_from(["LOWER", "UPPER"]), st.sampled_from(TEXTS)).map(
    lambda one: f"{one[0]}({one[1]})"
)
plain_texts = st.sampled_from(TEXTS) | st.sampled_from(TEXTS).map(lambda one: f"COALESCE({one}, 'VN')")
signs = st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="])
maybe_not = st.sampled_from(["", "NOT "])


def _tests(numbers, texts, *, like):
    compared = st.tuples(numbers, signs, numbers).map(" ".join)
    between = st.tuples(numbers, maybe_not, numbers, numbers).map(
        lambda one: f"{one[0]} {one[1]}BETWEEN {one[2]} AND {one[3]}"
    )
    listed = st.tuples(
        numbers, maybe_not, st.lists(st.sampled_from(["0", "1", "3", "-2"]), min_size=1, max_size=3)
    ).map(lambda one: f"{one[0]} {one[1]}IN ({', '.join(one[2])})")
    same = st.tuples(texts, st.sampled_from(["=", "<>"]), texts | text_literals).map(" ".join)
    of_texts = st.tuples(texts, maybe_not, st.lists(text_literals, min_size=1, max_size=3)).map(
        lambda one: f"{one[0]} {one[1]}IN ({', '.join(one[2])})"
    )
    null = st.tuples(st.sampled_from(list(KINDS)), maybe_not).map(lambda one: f"{one[0]} IS {one[1]}NULL")
    flags = st.sampled_from(FLAGS)
    flag = flags | st.just("TRUE") | st.just("FALSE") | flags.map(lambda one: f"COALESCE({one}, FALSE)")
    yes = st.tuples(flags, st.sampled_from(["=", "<>"]), st.sampled_from(["TRUE", "FALSE", *FLAGS])).map(" ".join)
    tests = compared | between | listed | same | of_texts | null | flag | yes
    if like:
        tests |= st.tuples(texts, maybe_not, patterns).map(lambda one: f"{one[0]} {one[1]}LIKE {one[2]}")
        tests |= st.tuples(texts, signs.filter(lambda one: one != "!="), st.sampled_from(["2", "3"])).map(
            lambda one: f"LENGTH({one[0]}) {one[1]} {one[2]}"
        )
    return tests


def _joined(inner):
    joined = st.lists(inner, min_size=2, max_size=3)
    return (
        joined.map(lambda one: "(" + " AND ".join(one) + ")")
        | joined.map(lambda one: "(" + " OR ".join(one) + ")")
        | inner.map(lambda one: f"NOT ({one})")
        | inner.map(lambda one: f"NOT {one}")
    )


conditions = st.recursive(_tests(numbers, texts, like=True), _joined, max_leaves=6)
sqlite_conditions = st.recursive(_tests(whole_numbers, plain_texts, like=False), _joined, max_leaves=6)


# Engines.


def in_duckdb(tree, table):
    """Ask a tree of a table, in DuckDB: a list of True, False, None."""
    columns = {name: pa.array([row[name] for row in table], type=TYPES[name]) for name in KINDS}
    people = pa.table({"i": list(range(len(table))), **columns})
    connection().register("people", people)
    select = exp.select(tree.copy()).from_("people").order_by("i")
    return [answer for (answer,) in connection().execute(select.sql("duckdb")).fetchall()]


@cache
def connection():
    con = duckdb.connect(config={"threads": 1})
    atexit.register(connection.cache_clear)
    return con


# The judge.


def judged(tree, row, never=NEVER):
    """What a condition says of one row: True, False or None."""
    return _Judge(row, never).ask(tree)


def _bare(node):
    return _bare(node.this) if isinstance(node, exp.Paren) else node


def _not(one):
    return None if one is None else not one


def _and(one, other):
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _is_float(node):
    node = _bare(node)
    if isinstance(node, exp.Column):
        return node.name in {"share", "gap"}
    return isinstance(node, exp.Div) or any(map(_is_float, node.iter_expressions()))


class _Judge:
    def __init__(self, row, never):
        self.row, self.never = row, never

    def ask(self, node):
        node = _bare(node)
        match node:
            case exp.And():
                return _and(self.ask(node.this), self.ask(node.expression))
            case exp.Or():
                return _not(_and(_not(self.ask(node.this)), _not(self.ask(node.expression))))
            case exp.Not() if isinstance(node.this, (exp.In, exp.Between, exp.Like)):  # part of the comparison
                return False if self.nothing_happened(node.this) else _not(self.compare(node.this))
            case exp.Not():
                return _not(self.ask(node.this))
            case exp.Is():
                return self.value(node.this) is None
        return False if self.nothing_happened(node) else self.compare(node)

    def nothing_happened(self, node):
        """Whether a comparison or value is without an answer because of a column where NULL means never."""
        node = _bare(node)
        if isinstance(node, exp.Column):
            return node.name in self.never and self.row[node.name] is None
        inner = [self.nothing_happened(part) for part in node.iter_expressions()]
        return all(inner) if isinstance(node, exp.Coalesce) else any(inner)

    def compare(self, node):  # noqa: PLR0911 - one case for each test
        match node:
            case exp.Between():
                low = self.two(node.this, node.args["low"], lambda one, other: one >= other)
                return _and(low, self.two(node.this, node.args["high"], lambda one, other: one <= other))
            case exp.In():
                same = [self.two(node.this, one, lambda one, other: one == other) for one in node.expressions]
                return _not(reduce(_and, [_not(one) for one in same]))
            case exp.Like():
                text, pattern = self.value(node.this), node.expression.this
                found = re.escape(pattern).replace("%", ".*").replace("_", ".")
                return None if text is None else re.fullmatch(found, text) is not None
            case exp.EQ():
                return self.two(node.this, node.expression, lambda one, other: one == other)
            case exp.NEQ():
                return self.two(node.this, node.expression, lambda one, other: one != other)
            case exp.LT():
                return self.two(node.this, node.expression, lambda one, other: one < other)
            case exp.LTE():
                return self.two(node.this, node.expression, lambda one, other: one <= other)
            case exp.GT():
                return self.two(node.this, node.expression, lambda one, other: one > other)
            case exp.GTE():
                return self.two(node.this, node.expression, lambda one, other: one >= other)
        return self.value(node)

    def two(self, left, right, test):
        one, other = self.value(left), self.value(right)
        if one is None or other is None:
            return None
        if isinstance(one, float) or isinstance(other, float):
            one, other = float(one), float(other)
        return test(one, other)

    def value(self, node):
        node = _bare(node)
        found = self.plain(node)
        number = found is not None and not isinstance(found, (str, bool, float))
        return float(found) if number and _is_float(node) else found

    def plain(self, node):  # noqa: C901, PLR0911, PLR0912 - one case for each form
        match node:
            case exp.Column():
                found = self.row[node.name]
                return Fraction(found) if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else found
            case exp.Literal():
                return node.this if node.is_string else Fraction(node.this)
            case exp.Boolean():
                return node.this
            case exp.Coalesce():
                told = [self.value(one) for one in (node.this, *node.expressions)]
                return next((one for one in told if one is not None), None)
        told = [self.value(one) for one in node.iter_expressions()]
        if any(one is None for one in told):
            return None
        if any(isinstance(one, float) for one in told):
            told = [float(one) for one in told]
        match node:
            case exp.Neg():
                return -told[0]
            case exp.Abs():
                return abs(told[0])
            case exp.Add():
                return told[0] + told[1]
            case exp.Sub():
                return told[0] - told[1]
            case exp.Mul():
                return told[0] * told[1]
            case exp.Div():
                return None if told[1] == 0 else float(told[0]) / float(told[1])
            case exp.Greatest():
                return max(told)
            case exp.Least():
                return min(told)
            case exp.Lower():
                return told[0].lower()
            case exp.Upper():
                return told[0].upper()
            case exp.Length():
                return Fraction(len(told[0]))
        raise AssertionError(node)
