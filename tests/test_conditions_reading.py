"""What is read, and what is refused: the grammar, the limits, and a list of hostile texts."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from leadkit.conditions import Condition
from leadkit.conditions.reader import read
from leadkit.errors import ConditionError, LeadkitError

READ = {
    "employees >= 50": '"employees" >= 50',
    "a <> 1": '"a" <> 1',
    "a != 1": '"a" <> 1',
    "a = 'it''s'": "\"a\" = 'it''s'",
    "COALESCE(a, '') = ''": "COALESCE(\"a\", '') = ''",
    "LENGTH(a) = 0.5": 'LENGTH("a") = 0.5',
    "x": '"x"',
    "TRUE": "TRUE",
    "x = false": '"x" = FALSE',
    "NOT x": 'NOT "x"',
    "NOT a = 1": 'NOT ("a" = 1)',
    "NOT NOT x": 'NOT (NOT "x")',
    "a = 1 OR b = 2 AND c = 3": '"a" = 1 OR "b" = 2 AND "c" = 3',
    "(a = 1 OR b = 2) AND c = 3": '("a" = 1 OR "b" = 2) AND "c" = 3',
    "a = 1 and b = 2 And c = 3 AND d = 4": '"a" = 1 AND "b" = 2 AND "c" = 3 AND "d" = 4',
    "((((a = 1))))": '("a" = 1)',
    "a BETWEEN 1 AND 5 AND x": '"a" BETWEEN 1 AND 5 AND "x"',
    "a NOT BETWEEN b AND :c": 'NOT "a" BETWEEN "b" AND :c',
    "a IN (1, -2, 0.5)": '"a" IN (1, -2, 0.5)',
    "country NOT IN ('FR', :home)": "NOT \"country\" IN ('FR', :home)",
    "a IS NULL": '"a" IS NULL',
    "a IS NOT NULL": 'NOT "a" IS NULL',
    "NOT a IS NULL": 'NOT ("a" IS NULL)',
    "a LIKE '%x_'": "\"a\" LIKE '%x_'",
    "a NOT LIKE 'x%'": "NOT \"a\" LIKE 'x%'",
    "a + b * c - d > 0": '"a" + "b" * "c" - "d" > 0',
    "(a + b) * c > 0": '("a" + "b") * "c" > 0',
    "a / b > 0.5": '"a" / "b" > 0.5',
    "a - -5 > 0": '"a" - -5 > 0',
    "a > - - 5": '"a" > - -5',
    "COALESCE(a, b, 0) > 1": 'COALESCE("a", "b", 0) > 1',
    "Abs(a) > 1": 'ABS("a") > 1',
    "lower(a) = upper(b)": 'LOWER("a") = UPPER("b")',
    "GREATEST(a, b) >= LEAST(a, 1)": 'GREATEST("a", "b") >= LEAST("a", 1)',
    "stated_budget >= 0.5 * :list_price": '"stated_budget" >= 0.5 * :list_price',
    "\"first name\" = 'An'": "\"first name\" = 'An'",
    '"say ""hi""" = 1': '"say ""hi""" = 1',
    '"AND" = 1': '"AND" = 1',
    "length > 3": '"length" > 3',
    "อายุ >= ๑๘": '"อายุ" >= 18',
    "tiếng_anh": '"tiếng_anh"',
    "tie\u0302\u0301ng": '"tiếng"',
    "ผู้มุ่งหวัง AND likes_ของเล่น": '"ผู้มุ่งหวัง" AND "likes_ของเล่น"',
    "a > ５０": '"a" > 50',
    "a > 007.5".replace("00", ""): '"a" > 7.5',
    "a = 1.500000": '"a" = 1.5',
    "a\u00a0=\u30001": '"a" = 1',
    "a\n  = 1\tAND\r\nb = 2": '"a" = 1 AND "b" = 2',
    "a = 'tie\u0302\u0301ng'": "\"a\" = 'tiếng'",
    "a > 999999999999999": '"a" > 999999999999999',
    "a > 123456789.123456": '"a" > 123456789.123456',
}

HOSTILE = [
    # sub-queries and second statements
    "a = (SELECT 1)",
    "a IN (SELECT person_id FROM people)",
    "EXISTS (SELECT 1 FROM truth)",
    "a = 1; DROP TABLE people",
    "a = 1;",
    "1 = 1 UNION SELECT * FROM truth",
    "a = ANY (SELECT 1)",
    "a = 1 LIMIT 1",
    "FROM people SELECT a",
    "WITH t AS (SELECT 1) SELECT * FROM t",
    "VALUES (1)",
    "ATTACH 'x.db'",
    "PRAGMA database_list",
    "COPY people TO 'x.csv'",
    "INSTALL httpfs",
    "SET threads = 1",
    "CALL pragma_version()",
    # functions
    "read_csv('/etc/passwd') = 1",
    "getenv('HOME') = 'x'",
    "ROUND(a) = 1",
    "sleep(10) = 1",
    "pg_sleep(10) = 1",
    "count(*) > 1",
    "sum(a) OVER () > 1",
    "row_number() OVER (PARTITION BY a) = 1",
    "list_filter([1], x -> x > 1)",
    "regexp_matches(a, '(a+)+$')",
    "repeat('a', 1000000000) = a",
    "version() = ''",
    "now() > a",
    "eval('1')",
    "__import__('os')",
    # comments
    "a = 1 -- and b",
    "a = 1 /* and b */",
    "a = 1 # and b",
    "a/**/= 1",
    "a --1 = 1",
    # names
    "main.x = 1",
    "people.country = 'TH'",
    "a.b.c = 1",
    "@x = 1",
    "? = 1",
    "$1 = 1",
    ":1 = a",
    "{x} = 1",
    "[a] = 1",
    "`a` = 1",
    "a[1] = 1",
    "a = 1 AS b",
    "a b = 1",
    "* = 1",
    "people.* = 1",
    '"" = 1',
    '"a = 1',
    "a" * 200 + " = 1",
    # look-alikes and what cannot be seen
    "c\u043euntry = 'TH'",  # Cyrillic o
    "\u03b1b = 1 AND \u0430b = 1",  # Greek and Cyrillic
    '"c\u043euntry" = 1',
    "\uff41ge = 1",  # full-width a
    "\U0001d41age = 1",  # mathematical bold a
    "a\u200b = 1",  # zero-width space
    "a\u200d = 1",
    "\ufeffa = 1",
    "a = '\u202eTH'",  # right-to-left override
    "a\u2066 = 1\u2069",
    "a\ufe0f = 1",  # variation selector
    "a\u115f = 1",  # Hangul fillers
    "a\u3164 = 1",
    "a\uffa0 = 1",
    "a = 'x\uffa0'",
    "a\u034f = 1",  # combining grapheme joiner
    "a\u2800 = 1",  # Braille blank
    "a\U000e0101 = 1",
    "a = 1\x00",
    "a\x00b = 1",
    "a = 'x\x1b[31m'",
    "a = '\ud800'",
    "a = '\ue000'",
    "a = 'New\u00a0York'",
    "a = 'x\ny'",
    "a\u0085= 1",
    "a\u2028= 1",
    "a = \u0663",  # Arabic-Indic 3
    "a = \u00b2",
    "🙂 = 1",
    # numbers
    "a > 1e999",
    "a > 1e5",
    "a > 0x1F",
    "a > 0b101",
    "a > 1_000",
    "a > 9999999999999999",
    "a > " + "9" * 1500,
    "a > 0.1234567",
    "a > 1.2.3",
    "a > .5",
    "a > 5.",
    "a > 01",
    "a > NaN()",
    "a > 2024-12-25",
    # texts
    "a = 'TH",
    "a = TH'",
    "a = E'x\\n'",
    "a = x'41'",
    "a = U&'\\0041'",
    "a = $$x$$",
    "a = $tag$x$tag$",
    "a = 'x' 'y'",
    "a LIKE '50\\%'",
    "a LIKE b",
    "a LIKE 'x' ESCAPE '!'",
    # other forms of SQL
    "a::int = 1",
    "CAST(a AS INT) = 1",
    "CASE WHEN a THEN TRUE END",
    "IF(a, TRUE, FALSE)",
    "a IS TRUE",
    "a IS DISTINCT FROM 1",
    "a IS 5",
    "a = NULL",
    "NULL",
    "NULL IS NULL",
    "5 IS NULL",
    "a = ROW(1)",
    "(a, b) = (1, 2)",
    "a ILIKE 'x'",
    "a ~ 'x'",
    "a || b = 'x'",
    "a && b",
    "a % 2 = 0",
    "a ** 2 = 4",
    "a << 1 = 2",
    "a ? 'x'",
    "a -> 'x' = 1",
    "a ->> 'x' = 'y'",
    "INTERVAL '1' DAY > a",
    "a COLLATE NOCASE = 'x'",
    "a BETWEEN 1",
    "a BETWEEN 1 AND",
    "a NOT 5",
    "a IN ()",
    "a IN (1,",
    "a IN (b)",
    "a IN (1 + 1)",
    "a IN (NULL)",
    # brackets and joints
    "",
    " \n ",
    "()",
    "(a = 1",
    "a = 1)",
    ")(",
    "AND",
    "a = 1 AND",
    "OR a = 1",
    "a = 1 AND OR b = 2",
    "NOT",
    "a =",
    "= 1",
    "a = = 1",
    "a = 1 = 1",
    "(a = 1) = (b = 1)",
    "ABS(a > 1)",
    "(a = 1) + 1 > 1",
    "(a = 1) IS NULL",
    "ABS(a, b) > 1",
    "COALESCE(a) > 1",
    "ABS() > 1",
    "ABS a > 1",
    # kinds
    "TRUE = 1",
    "a = 'x' AND a > 1",
    "'x' + 1 > 2",
    "a AND 5",
    "5",
    "'x'",
    "a + 1",
    "a < 'x'",
    "TRUE < FALSE",
    "LIKE 'x'",
    "5 LIKE 'x'",
    # size
    "(" * 500 + "a" + ")" * 500,
    "NOT " * 500 + "a",
    "- " * 500 + "a > 1",
    "ABS(" * 200 + "a" + ")" * 200 + " > 1",
    " AND ".join(["a = 1"] * 3000),
    "+".join(["1"] * 600) + " > a",
    "a IN (" + ", ".join(["1"] * 600) + ")",
    "a / " * 30 + "a > 1",
    "x" * 1_000_000,
    "'" * 1_000_000,
    "(" * 1_000_000,
    "\x00" * 1_000_000,
    "'" * 1999,
    "(" * 2000,
    '"' * 1999,
    "a" * 2000,
    "1" * 2000,
    "1." * 1000,
    "a." * 1000,
    "a,1," * 500,
    "IN (" * 500,
    "a = 'x' " * 240,
    "BETWEEN 1 " * 200,
    "a < 1 " * 333,
    "1 " * 1000,
    "0" * 2000,
    "-" * 2000,
    "a-" * 1000,
]


@pytest.mark.parametrize(("text", "tree"), READ.items())
def test_the_grammar_is_read(text, tree):
    assert Condition(text).tree.sql() == tree


def test_the_hostile_list_is_long():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_a_hostile_text_is_refused_in_one_sentence(text):
    with pytest.raises(ConditionError) as refused:
        Condition(text, where="in rule 'funded' (scorecards/bant.yaml, line 14)")
    said = str(refused.value)
    assert said.endswith((".", "?"))
    assert "in rule 'funded' (scorecards/bant.yaml, line 14)" in said
    assert len(said) < 400
    assert said.isprintable()
    assert "Traceback" not in said
    assert refused.value.__cause__ is None


TIMED = """
import json, sys, time
from leadkit.conditions import Condition
from leadkit.errors import ConditionError

def spent(text):
    start = time.perf_counter()
    try:
        Condition(text)
    except ConditionError:
        return time.perf_counter() - start
    raise SystemExit(f"read: {text[:40]}")

texts = json.load(sys.stdin)
spent(texts[0])
json.dump([min(spent(text) for _ in range(5)) for text in texts], sys.stdout)
"""


def test_every_hostile_text_is_refused_in_under_a_tenth_of_a_second():
    """Measured in a process of its own, so that counting covered lines is not measured with it; the best of five."""
    told = subprocess.run(
        [sys.executable, "-c", TIMED], input=json.dumps(HOSTILE), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    slow = {text[:40]: spent for text, spent in zip(HOSTILE, json.loads(told.stdout), strict=True) if spent > 0.1}
    assert slow == {}


PIECES = ["a", "1", "'", '"', "(", ")", ",", ".", "=", "<", ">", "!", "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE"]
PIECES += ["BETWEEN", "-", "+", "*", "/", ":", ";", "%", "é", "ก", "'x'", "b", "TRUE", "COALESCE"]


def _refusal(text):
    """The sentence with which a text is refused, or nothing when it is read."""
    try:
        Condition(text)
    except LeadkitError as refused:
        return str(refused)
    return None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_whatever_is_written_is_read_or_refused_in_one_sentence(text):
    refusal = _refusal(text)
    if refusal is None:
        condition = Condition(text)
        assert Condition(condition.sql) == condition
    else:
        assert "\n" not in refusal
        assert len(refusal) < 400


def _deep(frames, doing):
    """Do something with many frames of Python below."""
    return doing() if frames == 0 else _deep(frames - 1, doing)


KINDS = {"a": "number", "n": "number", "x": "yes_no", "y": "yes_no"}


def _nested(step, depth, core="n > 1"):
    for _ in range(depth):
        core = step.format(core)
    return core


DEEPEST = [
    _nested("x OR y AND ({})", 50),
    _nested("NOT (x OR y AND {})", 49),
    _nested("x OR y AND ({})", 30, _nested("n / ({})", 20, "a") + " > 1"),
    _nested("x OR y AND ({})", 28, _nested("COALESCE(n / ({}), 1)", 10, "a") + " > 1"),
    _nested("x OR y AND ({})", 38, _nested("ABS(n - a / ({}) * 2)", 5, "a") + " > 1"),
    "NOT " * 50 + "x",
    "a > " + "- " * 19 + "1",
    " + ".join(["a"] * 490) + " > 1",
    " OR ".join(["x"] * 400),
]


@pytest.mark.parametrize("text", DEEPEST, ids=lambda text: text[:20])
@pytest.mark.parametrize("frames", [0, 400])
def test_the_deepest_conditions_can_be_used_deep_in_python(text, frames):
    def use():
        condition = Condition(text)
        sql = condition.asked(KINDS, never={"n"}).sql("duckdb")
        return sql, condition.sql, condition.say("th"), condition.columns, condition.tree.sql(), hash(condition)

    assert all(_deep(frames, use))


@pytest.mark.parametrize("text", DEEPEST[:6], ids=lambda text: text[:20])
def test_the_canonical_text_of_a_deep_condition_can_be_read_again(text):
    condition = Condition(text)
    assert Condition(condition.sql) == condition


@pytest.mark.parametrize("text", ["(" * 500 + "a" + ")" * 500, " AND ".join(["a = 1"] * 3000), "- " * 900 + "1"])
def test_a_hostile_text_is_refused_deep_in_python(text):
    with pytest.raises(ConditionError):
        _deep(400, lambda: Condition(text))


def test_no_recursion_error_comes_out_however_deep_the_caller_stands():
    text = _nested("({})", 50, "a = 1")

    def fall(depth):
        try:
            Condition(text)
        except ConditionError as refused:
            return str(refused)
        return fall(depth + 1)

    assert fall(0) == "A condition is nested too deep to be read here."


def test_fifty_levels_are_read_and_fifty_one_are_not():
    assert Condition(_nested("x AND ({})", 50)).columns == ("x", "n")
    with pytest.raises(ConditionError, match="nested more than 50 deep"):
        Condition(_nested("x AND ({})", 51))


def test_two_thousand_characters_are_read_and_one_more_is_not():
    text = "a = 1 OR " * 221 + "bb = 12 AND"[:11]
    text = text.removesuffix(" AND").ljust(2000)
    assert len(text) == 2000
    assert Condition(text).columns == ("a", "bb")
    with pytest.raises(ConditionError, match=r"at most 2,000 characters; this one has 2,001; split it"):
        Condition(text + " ")


def test_five_hundred_columns_and_values_are_read_and_one_more_is_not():
    assert Condition("a IN (" + ",".join(["1"] * 499) + ")").sql == "a = 1"
    with pytest.raises(ConditionError, match="at most 500 columns and values"):
        Condition("a IN (" + ",".join(["1"] * 500) + ")")


@pytest.mark.parametrize("value", [True, 5, None, 1.5, ["a = 1"]])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(ConditionError, match=f"is a text, as in .*; this is {type(value).__name__}"):
        Condition(value)


def test_no_name_is_left_unquoted_and_no_node_comes_from_another_grammar():
    allowed = {"And", "Or", "Not", "Paren", "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "Between", "In", "Is", "Like"}
    allowed |= {"Add", "Sub", "Mul", "Div", "Neg", "Abs", "Lower", "Upper", "Length", "Coalesce", "Greatest", "Least"}
    allowed |= {"Column", "Identifier", "Literal", "Boolean", "Null", "Placeholder"}
    for text in READ:
        tree = read(text)
        assert {type(node).__name__ for node in tree.walk()} <= allowed
        assert all(name.quoted for name in tree.find_all(exp.Identifier))
