"""When two conditions are the same one: the canonical text, and that it never changes an answer."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

import pytest
from conditions_world import KINDS, NEVER, conditions, in_duckdb, judged, tables
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadkit.conditions import Condition

SAME = [
    ("employees>=50", "employees >= 50"),
    ("a != 1", "a <> 1"),
    ("a = 1.0", "a = 1"),
    ("a = 1.50", "a = 1.5"),
    ("5 < a", "a > 5"),
    ("5 >= a", "a <= 5"),
    ("'TH' = country", "country = 'TH'"),
    ("a > b", "b < a"),
    ("a = b", "b = a"),
    ("((a = 1))", "a = 1"),
    ("(a = 1) AND ((b = 2 AND (c = 3)))", "c = 3 AND b = 2 AND a = 1"),
    ("a = 1 OR b = 2 OR a = 1", "b = 2 OR a = 1"),
    ("x AND (y OR z)", "(z OR y) AND x"),
    ("NOT NOT x", "x"),
    ("NOT (NOT (a = 1))", "a = 1"),
    ("NOT (a = 1 AND b = 2)", "NOT a = 1 OR NOT b = 2"),
    ("NOT (x OR y)", "NOT x AND NOT y"),
    ("NOT a IS NULL", "a IS NOT NULL"),
    ("NOT (a IS NOT NULL)", "a IS NULL"),
    ("country IN ('VN', 'TH', 'VN')", "country IN ('TH', 'VN')"),
    ("country IN ('TH')", "country = 'TH'"),
    ("country NOT IN ('TH')", "country <> 'TH'"),
    ("country = 'TH' OR country = 'VN'", "country IN ('VN', 'TH')"),
    ("country = 'TH' OR (x AND y) OR country = 'VN'", "(y AND x) OR country IN ('VN', 'TH')"),
    ("country = 'TH' OR country IN ('VN', 'LA')", "country IN ('VN', 'LA', 'TH')"),
    ("country <> 'TH' AND country <> 'VN'", "country NOT IN ('VN', 'TH')"),
    ("NOT (country = 'TH' OR country = 'VN')", "NOT (country IN ('VN', 'TH'))"),
    ("NOT (country <> 'TH' AND country <> 'VN')", "NOT (country NOT IN ('VN', 'TH'))"),
    ("a IN (10, 9)", "a IN (9, 10.0)"),
    ("a BETWEEN 1 AND 5", "a >= 1 AND 5 >= a"),
    ("a NOT BETWEEN 1 AND 5", "a < 1 OR a > 5"),
    ("NOT (a BETWEEN 1 AND 5)", "NOT a >= 1 OR NOT a <= 5"),
    ("x = TRUE", "x"),
    ("x <> FALSE", "x"),
    ("x <> TRUE", "x = FALSE"),
    ("x AND TRUE", "x"),
    ("x OR FALSE", "x"),
    ("x OR TRUE", "TRUE"),
    ("x AND FALSE", "FALSE"),
    ("x AND 1 < 2", "x"),
    ("a + b > 3", "b + a > 3"),
    ("a * 2 > 3", "2 * a > 3"),
    ("a >= 0.5 * 20000", "a >= 10000"),
    ("a > - - 5", "a > 5"),
    ("a > -(-(b))", "a > b"),
    ("a > 2 + 3 * 4", "a > 14"),
    ("GREATEST(a, b) > 1", "GREATEST(b, a) > 1"),
    ('"a" = 1', "a = 1"),
    ("a > ๕", "a > 5"),
    ("lower(country) = 'th'", "LOWER(country) = 'th'"),
    ("a = 1 and b = 2", "b = 2 AND a = 1"),
    ("tiếng = 1", "tie\u0302\u0301ng = 1"),
]
DIFFERENT = [
    ("NOT (a < 5)", "a >= 5"),  # where a is NULL because it never happened, the first is a yes
    ("NOT (a = 1)", "a <> 1"),
    ("NOT (a IN (1, 2))", "a NOT IN (1, 2)"),
    ("NOT (a BETWEEN 1 AND 5)", "a NOT BETWEEN 1 AND 5"),
    ("NOT (job LIKE 'a%')", "job NOT LIKE 'a%'"),
    ("NOT x", "x = FALSE"),
    ("a NOT BETWEEN b AND 5", "a < b OR a > 5"),
    ("NOT a = 1 OR NOT a = 2", "NOT (a IN (1, 2))"),
    ("NOT a <> 1 AND NOT a <> 2", "NOT (a NOT IN (1, 2))"),
    ("a = 1 AND a = 2", "a IN (1, 2)"),
    ("a <> 1 OR a <> 2", "a NOT IN (1, 2)"),
    ("(a + b) + (c + d) > 0", "a + b + c + d > 0"),
    ("(a * b) * (c * d) > 0", "a * b * c * d > 0"),
    ("a - b > 0", "b - a > 0"),
    ("a / b > 0", "b / a > 0"),
    ("a + (b + c) > 0", "(a + b) + c > 0"),  # floats may differ
    ("COALESCE(a, b) > 0", "COALESCE(b, a) > 0"),
    ("x OR NOT x", "TRUE"),  # unknown when x is
    ("x AND NOT x", "FALSE"),
    ("a = 1", "A = 1"),
    ("country = 'th'", "country = 'TH'"),
    ("a = 1 OR b = 2", "a = 1 AND b = 2"),
    ("x OR (y AND z)", "(x OR y) AND z"),
    ("a = :p", "a = :q"),
    ("job LIKE 'a'", "job = 'a'"),
    ("a - (b - c) > 0", "a - b - c > 0"),
    ("a / (b / c) > 0", "a / b / c > 0"),
    ("-(a + b) > 0", "- a + b > 0"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_only_differs_in_writing_is_equal(one, other):
    assert Condition(one) == Condition(other)
    assert hash(Condition(one)) == hash(Condition(other))
    assert Condition(one).sql == Condition(other).sql


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_in_meaning_is_not_equal(one, other):
    assert Condition(one) != Condition(other)


@pytest.mark.parametrize("text", [text for pair in SAME + DIFFERENT for text in pair])
def test_the_canonical_text_is_its_own_canonical_text(text):
    sql = Condition(text).sql
    assert Condition(sql).sql == sql


def test_a_condition_is_not_equal_to_its_text():
    assert Condition("a = 1") != "a = 1"


@settings(max_examples=100, deadline=None)
@given(conditions, tables, st.sets(st.sampled_from(list(KINDS))))
def test_the_canonical_text_gives_the_same_answers_whatever_null_means(text, table, never):
    condition = Condition(text)
    again = Condition(condition.sql)
    assert again == condition
    assert again.sql == condition.sql
    assert [judged(again.tree, row, never) for row in table] == [judged(condition.tree, row, never) for row in table]


@settings(max_examples=100, deadline=None)
@given(conditions, tables)
def test_duckdb_gives_the_canonical_text_the_same_answers(text, table):
    asked = [Condition(one).asked(KINDS, never=NEVER) for one in (text, Condition(text).sql)]
    assert in_duckdb(asked[0], table) == in_duckdb(asked[1], table)


# A small world, looked at as a whole: n may be a never column, a and x are not known.

ATOMS = [
    "n < 2",
    "n >= 2",
    "n = 1",
    "n = 3",
    "n <> 1",
    "n IN (1, 3)",
    "n NOT IN (1, 3)",
    "n NOT BETWEEN 1 AND a",
    "n NOT BETWEEN 1 AND 2",
    "n < 1 OR n > 2",
    "n IS NULL",
    "x",
    "x = FALSE",
]
PEOPLE = [{"n": n, "a": a, "x": x} for n, a, x in product([None, 1, 3], [None, 2], [None, True, False])]


def _small_world():
    single = [*ATOMS, *[f"NOT ({one})" for one in ATOMS]]
    pairs = [f"({one}) {joint} ({other})" for one, other in combinations(single, 2) for joint in ("AND", "OR")]
    return [Condition(text) for text in [*single, *pairs, *[f"NOT ({pair})" for pair in pairs[::2]]]]


def test_equal_conditions_have_equal_answers_in_the_whole_of_a_small_world():
    groups = defaultdict(list)
    for condition in _small_world():
        groups[condition].append(condition.tree)
    assert len(groups) < 0.7 * sum(map(len, groups.values()))  # many are equal, so that this says something
    for never, trees in product([set(), {"n"}, {"a", "x"}], groups.values()):
        told = {tuple(judged(tree, row, never) for row in PEOPLE) for tree in trees}
        assert len(told) == 1


# The same condition in two ways of writing.


@st.composite
def twice_written(draw):
    """Two texts of one condition: operands change places, signs are turned, brackets are added."""
    return _written(draw, draw(st.integers(0, 3)))


def _written(draw, depth):
    if depth == 0:
        return draw(st.sampled_from(WAYS))
    shape = draw(st.sampled_from(["AND", "OR", "NOT", "(("]))
    one, other = _written(draw, depth - 1)
    if shape == "NOT":
        return f"NOT ({one})", f"NOT NOT NOT ({other})"
    if shape == "((":
        return one, f"(({other}))"
    two, another = _written(draw, depth - 1)
    return f"({one}) {shape} ({two})", f"({another}) {shape} (({other}) {shape} ({another}))"


WAYS = [
    ("days < 30", "30 > days"),
    ("country IN ('TH', 'VN')", "country = 'VN' OR 'TH' = country"),
    ("whole BETWEEN 1 AND 3", "3 >= whole AND whole >= 1.0"),
    ("news", "news = TRUE"),
    ("count * 2 >= 10 - 7", "3 <= 2 * count"),
    ("gap IS NOT NULL", "NOT (gap IS NULL)"),
    ("job NOT LIKE 'C%'", "job not like 'C%'"),
]


@settings(max_examples=100, deadline=None)
@given(twice_written())
def test_two_ways_of_writing_are_equal(texts):
    assert Condition(texts[0]) == Condition(texts[1])


@settings(max_examples=50, deadline=None)
@given(conditions, conditions, tables)
def test_conditions_with_different_answers_are_different(one, other, table):
    told = [[judged(Condition(text).tree, row) for row in table] for text in (one, other)]
    assume(told[0] != told[1])
    assert Condition(one) != Condition(other)
