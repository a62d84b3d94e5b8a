"""The value: what a condition knows of itself, parameters, the tree for the engine, and proved relations."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from decimal import Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pytest

import leadkit.conditions
from leadkit import vocabulary
from leadkit.conditions import Condition
from leadkit.conditions.relations import facts, relations
from leadkit.errors import ConditionError, LeadkitError, UnknownNameError

NUMBERS = dict.fromkeys(["a", "b", "c", "n", "m"], "number")
KINDS = {**NUMBERS, "x": "yes_no", "held": "yes_no", "country": "text"}


def asked(text, never=("n", "m", "held")):
    return Condition(text).asked(KINDS, never=set(never)).sql("duckdb")


def test_the_package_shows_only_conditions_and_expressions():
    assert leadkit.conditions.__all__ == ["Condition", "Expression"]


def test_a_condition_shows_its_text():
    assert repr(Condition("a>1")) == "Condition('a>1')"
    assert repr(Condition("a>1", "in rule 'b'")) == "Condition('a>1', where=\"in rule 'b'\")"


def test_a_condition_cannot_be_changed():
    condition = Condition("a > 1")
    with pytest.raises(dataclasses.FrozenInstanceError):
        condition.text = "a > 2"
    condition.tree.this.replace(condition.tree.expression)
    assert condition.tree.sql() == '"a" > 1'


def test_a_condition_can_be_copied_and_pickled():
    condition = Condition("a > 1 AND :p = b", "in rule 'c'")
    assert condition.sql
    for twin in (pickle.loads(pickle.dumps(condition)), copy.deepcopy(condition)):  # noqa: S301 - our own
        assert (twin, twin.where, twin.params) == (condition, "in rule 'c'", ("p",))


def test_columns_and_parameters_stand_in_the_order_of_the_text_each_once():
    condition = Condition("NOT (z > :q AND b IN (:p, 1)) OR COALESCE(a, z) BETWEEN :q AND LEAST(b, c)")
    assert condition.columns == ("z", "b", "a", "c")
    assert condition.params == ("q", "p")


def test_where_it_stands_makes_no_difference_to_equality():
    assert Condition("a > 1", "here") == Condition("a > 1", "there")


# Parameters.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20000, "20000"),
        (-5, "-5"),
        (0.5, "0.5"),
        (1e-6, "0.000001"),
        (1e14, "100000000000000"),
        (Decimal("12.50"), "12.5"),
        (np.int64(7), "7"),
        (np.float64(0.25), "0.25"),
        (np.float32(0.5), "0.5"),
    ],
)
def test_numbers_are_bound_exactly(value, text):
    assert Condition("a > :p").bind(p=value).text == f"a > {text}"
    assert asked_of(Condition("a > :p").bind(p=value)) == f'"a" > {text}'


def asked_of(condition):
    return condition.asked(KINDS, never=set()).sql("duckdb")


def test_texts_and_yes_or_no_are_bound():
    bound = Condition("country = :home AND x = :yes").bind(home="O'Higgins", yes=True)
    assert bound.text == "country = 'O''Higgins' AND x = TRUE"
    assert Condition("x = :yes").bind(yes=np.bool_(False)) == Condition("x = FALSE")
    assert Condition("country = :home").bind(home="Ca\u0302\u0300n Thơ").text == "country = 'Cần Thơ'"


def test_a_bound_value_never_melts_into_what_stands_around_it():
    assert Condition("a -:p > 0").bind(p=-5) == Condition("a - -5 > 0")
    assert Condition("NOT:p OR x").bind(p=True) == Condition("NOT TRUE OR x")
    assert Condition("a IN (:p,:q)").bind(p=20, q=500) == Condition("a IN (20, 500)")
    assert Condition("a > :p-:q-:r").bind(p=2024, q=12, r=25) == Condition("a > 2024 - 12 - 25")
    assert Condition("a > :p * :p").bind(p=-3) == Condition("a > 9")


def test_what_looks_like_a_parameter_inside_a_text_stays():
    assert Condition("country = ':p' AND a > :p").bind(p=1).text == "country = ':p' AND a > 1"


def test_a_hostile_value_is_only_a_text():
    bound = Condition("country = :home").bind(home="x' OR 'a' = 'a'; DROP TABLE people --")
    assert bound.columns == ("country",)
    assert bound.asked(KINDS).expression.this == "x' OR 'a' = 'a'; DROP TABLE people --"


def test_parameters_can_be_bound_one_by_one_and_the_first_condition_stays():
    first = Condition("a BETWEEN :low AND :high", "in rule 'r'")
    half = first.bind(low=1)
    assert (first.params, half.params, half.where) == (("low", "high"), ("high",), "in rule 'r'")
    assert half.bind(high=2) == Condition("a BETWEEN 1 AND 2")
    assert first.bind() == first


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.1 + 0.2, "is 0.30000000000000004, but a number has at most 15 digits, 6 of them after the point; round it."),
        (10**16, "is 10000000000000000, but a number has at most 15 digits, 6 of them after the point; round it."),
        (float("nan"), "is nan, but a number has at most 15 digits, 6 of them after the point; round it."),
        (float("inf"), "is inf, but a number has at most 15 digits, 6 of them after the point; round it."),
        (None, "is a number, a text, True or False, not NoneType."),
        (Fraction(1, 3), "is a number, a text, True or False, not Fraction."),
        ([1], "is a number, a text, True or False, not list."),
        (np.array([1]), "is a number, a text, True or False, not ndarray."),
    ],
)
def test_a_value_that_a_condition_cannot_hold_is_refused(value, sentence):
    with pytest.raises(ConditionError) as refused:
        Condition("a > :p", "in rule 'r'").bind(p=value)
    assert str(refused.value) == f"The value of :p in rule 'r' {sentence}"


def test_a_value_of_the_wrong_kind_or_with_unseen_characters_is_refused():
    with pytest.raises(ConditionError, match=r"'abc' is a text, and \+ - \* / work on numbers"):
        Condition("a > :p * 2").bind(p="abc")
    with pytest.raises(ConditionError, match=r"U\+200B .* cannot be seen"):
        Condition("country = :p").bind(p="a\u200bb")
    with pytest.raises(ConditionError, match="no backslash"):
        Condition("country LIKE :p").bind(p="50\\%")
    with pytest.raises(ConditionError, match="at most 2,000 characters"):
        Condition("country = :p").bind(p="x" * 2000)


def test_an_unknown_parameter_offers_the_nearest():
    with pytest.raises(UnknownNameError) as refused:
        Condition("a > :list_price", "in rule 'r'").bind(list_prize=1)
    assert str(refused.value) == "No parameter ':list_prize' in rule 'r'. Did you mean 'list_price'?"
    with pytest.raises(UnknownNameError, match=r"No parameter ':p'. It has none."):
        Condition("a > 1").bind(p=1)


def test_a_condition_with_an_unbound_parameter_is_not_asked():
    with pytest.raises(ConditionError) as refused:
        Condition("a > :p AND b < :q", "in rule 'r'").asked(KINDS)
    assert str(refused.value) == "The condition 'a > :p AND b < :q' in rule 'r' needs a value for :p, :q."


# The tree for the engine.

ASKED = {
    "a > 1": '"a" > 1',
    # NULL in n means that it never happened: a comparison is a plain no
    "n < 30": 'COALESCE("n" < 30, FALSE)',
    "n <> 30": 'COALESCE("n" <> 30, FALSE)',
    "n BETWEEN 1 AND 2": 'COALESCE("n" BETWEEN 1 AND 2, FALSE)',
    "n NOT BETWEEN 1 AND 2": 'COALESCE(NOT "n" BETWEEN 1 AND 2, FALSE)',
    "n BETWEEN 1 AND m": '(NOT "n" IS NULL AND NOT "m" IS NULL AND "n" BETWEEN 1 AND "m")',
    "0 NOT BETWEEN 1 AND n": '(NOT "n" IS NULL AND NOT 0 BETWEEN 1 AND "n")',
    "n NOT IN (1)": 'COALESCE(NOT "n" IN (1), FALSE)',
    "n + m > 1": 'COALESCE("n" + "m" > 1, FALSE)',
    "held": 'COALESCE("held", FALSE)',
    "(held)": 'COALESCE(("held"), FALSE)',
    "held = FALSE": 'COALESCE("held" = FALSE, FALSE)',
    "NOT held": 'NOT COALESCE("held", FALSE)',
    "NOT (n < 30)": 'NOT (COALESCE("n" < 30, FALSE))',
    "NOT n IN (1)": 'NOT (COALESCE("n" IN (1), FALSE))',
    "n IS NULL": '"n" IS NULL',
    "n + 1 IS NOT NULL": 'NOT "n" + 1 IS NULL',
    # ... unless it was given another value
    "COALESCE(n, 999) < 30": 'COALESCE("n", 999) < 30',
    "COALESCE(n, a) < 30": 'COALESCE("n", "a") < 30',
    "COALESCE(n, m) < 30": 'COALESCE(COALESCE("n", "m") < 30, FALSE)',
    "COALESCE(held, FALSE)": 'COALESCE("held", FALSE)',
    # ... and what else is unknown stays unknown
    "n < a": '(NOT "n" IS NULL AND "n" < "a")',
    "n < a + m": '(NOT "n" IS NULL AND NOT "m" IS NULL AND "n" < "a" + "m")',
    "n / 2 > 1": 'COALESCE(CAST("n" AS DOUBLE) / 2 > 1, FALSE)',
    "n / m > 1": '(NOT "n" IS NULL AND NOT "m" IS NULL AND CAST("n" AS DOUBLE) / NULLIF("m", 0) > 1)',
    "COALESCE(n, m) < a": '(NOT (("n" IS NULL) AND ("m" IS NULL)) AND COALESCE("n", "m") < "a")',
    # division, GREATEST, LEAST
    "a / b > 1": 'CAST("a" AS DOUBLE) / NULLIF("b", 0) > 1',
    "a / (b - 1) > 1": 'CAST("a" AS DOUBLE) / NULLIF(("b" - 1), 0) > 1',
    "a / 0 > 1": 'CAST("a" AS DOUBLE) / NULLIF(0, 0) > 1',
    "GREATEST(a, 1) > b": 'CASE WHEN "a" IS NULL THEN NULL ELSE GREATEST("a", 1) END > "b"',
    "LEAST(a, b) > 1": 'CASE WHEN "a" IS NULL OR "b" IS NULL THEN NULL ELSE LEAST("a", "b") END > 1',
    "GREATEST(1, 2) > a": 'GREATEST(1, 2) > "a"',
    "GREATEST(COALESCE(a, 0), b) > 1": ('CASE WHEN "b" IS NULL THEN NULL ELSE GREATEST(COALESCE("a", 0), "b") END > 1'),
    "GREATEST(a / b, 0) > 1": (
        'CASE WHEN "a" IS NULL OR "b" IS NULL OR "b" = 0 THEN NULL'
        ' ELSE GREATEST(CAST("a" AS DOUBLE) / NULLIF("b", 0), 0) END > 1'
    ),
    # numbers alone are worked out exactly
    "a > 0.5 * 20000": '"a" > 10000',
    "a > 0.1 + 0.2": '"a" > 0.3',
    "a > (1 - 3) * 2": '"a" > -4',
    "a - (2 - 5) > 0": '"a" - -3 > 0',
    "a > 1 / 3": '"a" > CAST(1 AS DOUBLE) / 3',
    "a IN (1, -2.50)": '"a" IN (1, -2.5)',
}


@pytest.mark.parametrize(("text", "sql"), ASKED.items())
def test_what_the_engine_is_asked(text, sql):
    assert asked(text) == sql


ONE = {"a": None, "b": None, "n": None, "m": None, "held": None, "x": None, "country": None}
ANSWERS = [
    ("n < 30", {}, False),
    ("n < 30", {"n": 3}, True),
    ("NOT (n < 30)", {}, True),
    ("n >= 30", {}, False),
    ("n NOT IN (1, 2)", {}, False),
    ("NOT (n IN (1, 2))", {}, True),
    ("n <> 5", {}, False),
    ("n IS NULL", {}, True),
    ("COALESCE(n, 999) >= 30", {}, True),
    ("COALESCE(n, m) >= 30", {}, False),
    ("COALESCE(n, a) >= 30", {}, None),
    ("n < a", {}, False),
    ("n < a", {"n": 3}, None),
    ("n < a", {"a": 3}, False),
    ("n < a", {"n": 1, "a": 3}, True),
    ("NOT (n < a)", {"a": 3}, True),
    ("NOT (n < a)", {"n": 3}, None),
    ("held", {}, False),
    ("NOT held", {}, True),
    ("held = FALSE", {}, False),
    ("x", {}, None),
    ("NOT x", {}, None),
    ("a > 1", {}, None),
    ("a > 1 AND FALSE", {}, False),
    ("a > 1 OR TRUE", {}, True),
    ("a IS NULL", {}, True),
    ("a BETWEEN 1 AND b", {"a": 0}, False),
    ("a BETWEEN 1 AND b", {"a": 2}, None),
    ("a BETWEEN 1 AND n", {"a": 2}, False),
    ("a NOT BETWEEN 1 AND n", {"a": 2}, False),
    ("NOT (a BETWEEN 1 AND n)", {"a": 2}, True),
    ("a NOT BETWEEN 1 AND n", {"a": 0}, False),
    ("n BETWEEN 1 AND a", {"n": 2}, None),
    ("n BETWEEN 1 AND a", {"n": 0}, False),
    ("n NOT BETWEEN 1 AND a", {"n": 0}, True),
    ("n NOT BETWEEN 1 AND a", {"a": 0}, False),
    ("a IN (1, 2)", {}, None),
    ("a / b > 1", {"a": 3, "b": 2}, True),
    ("a / b = 1.5", {"a": 3, "b": 2}, True),
    ("a / b > 1", {"a": 3, "b": 0}, None),
    ("n / b > 1", {"b": 0}, False),
    ("n / b > 1", {"n": 3, "b": 0}, None),
    ("GREATEST(a, b) > 1", {"a": 3}, None),
    ("LEAST(a, b) < 1", {"a": 0}, None),
    ("GREATEST(a, b) > 1", {"a": 3, "b": 0}, True),
    ("GREATEST(n, b) > 1", {"b": 5}, False),
    ("LEAST(GREATEST(a, 0), 100) = 100", {"a": 250}, True),
    ("0.1 + 0.2 = 0.3", {}, True),
    ("ABS(a) * 2 - 1 = 5", {"a": -3}, True),
    ("LOWER(country) = 'đà nẵng'", {"country": "ĐÀ NẴNG"}, True),
    ("UPPER(country) = 'ĐÀ NẴNG'", {"country": "đà nẵng"}, True),
    ("LENGTH(country) = 3", {"country": "ลีด"}, True),
    ("country LIKE 't%'", {"country": "TH"}, False),
    ("country LIKE '_H'", {"country": "TH"}, True),
    ("country NOT LIKE 'V%'", {}, None),
    ("country = 'tiếng'", {"country": "tiếng"}, True),
]


@pytest.mark.parametrize(("text", "row", "answer"), ANSWERS)
def test_the_answer_is_yes_no_or_unknown(text, row, answer):
    types = {**dict.fromkeys(NUMBERS, "BIGINT"), "x": "BOOLEAN", "held": "BOOLEAN", "country": "VARCHAR"}
    row = {**ONE, **row}
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE people ({', '.join(f'{name} {types[name]}' for name in row)})")
        con.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", list(row.values()))
        found = con.execute(f"SELECT {asked(text)} FROM people").fetchone()[0]
    assert found is answer


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "sqlite", "spark", "snowflake", "bigquery"])
def test_division_and_greatest_say_the_same_in_every_dialect(dialect):
    sql = Condition("a / b > 1 OR GREATEST(a, b) > 1").asked(KINDS).sql(dialect).replace("`", '"')
    assert "NULLIF(" in sql
    assert 'CASE WHEN "a" IS NULL OR "b" IS NULL THEN NULL ELSE ' in sql
    assert 'CAST("a" AS ' in sql


def test_never_comes_from_the_vocabulary_unless_said_otherwise():
    kinds = {"last_purchase_days": "number", "stated_budget": "number"}
    days, budget = Condition("last_purchase_days < 30"), Condition("stated_budget > 30")
    assert days.asked(kinds).sql() == 'COALESCE("last_purchase_days" < 30, FALSE)'
    assert days.asked(kinds, never=()).sql() == '"last_purchase_days" < 30'
    assert budget.asked(kinds).sql() == '"stated_budget" > 30'
    assert budget.asked(kinds, never=["stated_budget"]).sql() == 'COALESCE("stated_budget" > 30, FALSE)'


def test_the_tables_own_way_of_composing_a_name_is_kept():
    decomposed = "tie\u0302\u0301ng"
    assert Condition("tiếng > 1").asked({decomposed: "number"}).this.name == decomposed


def test_a_name_with_quotes_cannot_break_out_of_its_quotes():
    condition = Condition('"a"" OR 1 = 1 --" = 1')
    assert condition.asked({'a" OR 1 = 1 --': "number"}).sql("duckdb") == '"a"" OR 1 = 1 --" = 1'
    assert Condition(condition.sql) == condition


def test_numbers_that_come_to_too_many_digits_are_refused():
    with pytest.raises(ConditionError) as refused:
        Condition("a > 999999999999999 * 999999999999999").asked(KINDS)
    said = "this comes to 1e+30, and a number has at most 15 digits, 6 of them after the point"
    what = "'999999999999999 * 999999999999999' at character 5"
    assert str(refused.value) == f"Cannot ask {what}: {said}; write the number itself, rounded."


def test_greatest_is_nested_twice_and_not_more():
    assert Condition("GREATEST(LEAST(a, 1), b) > 1").asked(KINDS)
    with pytest.raises(ConditionError, match="GREATEST and LEAST stand at most 2 deep inside one another"):
        Condition("GREATEST(LEAST(GREATEST(a, 1), 2), b) > 1").asked(KINDS)


def test_the_table_is_not_touched_and_the_tree_is_new_each_time():
    condition = Condition("n < 30")
    kinds = dict(KINDS)
    one, other = condition.asked(kinds, never={"n"}), condition.asked(kinds, never={"n"})
    assert one == other
    assert one is not other
    assert kinds == KINDS
    assert condition.tree.sql() == '"n" < 30'


# Relations.


def test_a_relation_is_proved():
    assert Condition("purchases >= 5").relation(Condition("purchases > 0")).kind == "inside"
    assert Condition("purchases > 0").relation(Condition("purchases >= 1")).kind == "equal"
    assert Condition("country = 'TH'").relation(Condition("country = 'VN'")).kind == "apart"
    assert Condition("age > 40 AND age < 30").relation(Condition("age > 1")).kind == "never_true"


def test_a_relation_knows_the_facts_of_the_vocabulary():
    assert Condition("last_purchase_days < 30").relation(Condition("purchases > 0")).kind == "inside"
    assert Condition("last_purchase_days IS NULL").relation(Condition("purchases = 0")).kind == "equal"
    assert Condition("purchases < 0").relation(Condition("purchases = 0")).kind == "never_true"


def test_a_relation_knows_what_never_means():
    quiet = Condition("NOT (last_purchase_days < 30)")
    assert quiet.relation(Condition("last_purchase_days >= 30")).kind == "contains"
    assert quiet.relation(Condition("last_purchase_days >= 30 OR last_purchase_days IS NULL")).kind == "equal"
    assert Condition("stated_budget <> 5").relation(Condition("NOT (stated_budget = 5)")).kind == "equal"


def test_equal_conditions_are_proved_equal():
    one = Condition("need IN ('some', 'pressing') AND purchases = 0")
    other = Condition("0 = purchases AND (need = 'pressing' OR need = 'some')")
    assert one == other
    assert one.relation(other).kind == "equal"


def test_a_relation_takes_columns_that_the_vocabulary_does_not_have():
    assert Condition("shoe_size > 40").relation(Condition("shoe_size > 41")).kind == "contains"
    assert Condition("vip AND shoe = 'x'").relation(Condition("vip")).kind == "inside"
    assert Condition("shoe IS NULL").relation(Condition("shoe = hat")).kind == "apart"


def test_relations_of_many_conditions_come_by_pairs():
    named = {name: Condition(f"purchases > {n}") for n, name in enumerate(["one", "two", "three"])}
    found = relations(named)
    assert {pair: relation.kind for pair, relation in found.items()} == {
        ("one", "two"): "contains",
        ("one", "three"): "contains",
        ("two", "three"): "contains",
    }


def test_a_relation_needs_values_for_parameters():
    with pytest.raises(ConditionError, match="needs a value for :p"):
        Condition("purchases > :p").relation(Condition("purchases > 0"))


def test_every_fact_of_the_vocabulary_is_a_condition():
    assert len(facts()) == len(vocabulary.facts())
    kinds = {column.name: column.kind for column in vocabulary.columns().values()}
    assert all(Condition(text).asked(kinds) for text in vocabulary.facts())


def test_all_complaints_are_of_one_tree():
    assert issubclass(ConditionError, LeadkitError)
