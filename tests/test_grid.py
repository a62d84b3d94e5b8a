"""How conditions stand to each other: tables that can be checked by hand, and laws."""

import doctest
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from leadkit import grid, vocabulary
from leadkit.conditions import Condition
from leadkit.conditions.relations import facts as known_facts
from leadkit.conditions.relations import for_the_grid
from leadkit.grid import Relation, proof
from leadkit.grid.guesses import guess
from leadkit.grid.value import REMARKS
from leadkit.vocabulary import Column
from leadkit.words import LANGUAGES


def column(name: str, kind: str, null: str = "not_known", **known: object) -> Column:
    return Column(name, kind, null, "who", "people", name, {}, {}, **known)


KINDS = {
    one.name: one
    for one in (
        *(column(name, "number", whole=True) for name in "abcd"),
        column("count", "number", null="no_null", whole=True, low=0),
        column("share", "number", low=0, high=1),
        *(column(name, "number") for name in "xyz"),
        *(column(name, "text") for name in ("name", "nick")),
        column("rank", "text", values=("low", "mid", "top")),
        *(column(name, "yes_no") for name in ("vip", "new")),
        column("member", "yes_no", null="no_null"),
        column("day", "other"),
    )
}


def tree(text: str) -> exp.Expr:
    return parse_one(text, read="duckdb")


def related(first: str, second: str, *facts: str) -> Relation:
    return grid.relation(tree(first), tree(second), [tree(fact) for fact in facts], KINDS)


@pytest.mark.parametrize(
    ("first", "second", "kind", "example"),
    [
        ("a > 3", "a >= 4", "equal", None),  # whole numbers: nothing between 3 and 4
        ("x > 3", "x >= 4", "contains", {"x": 3.5}),
        ("x > 5", "3 < x", "inside", {"x": 4}),
        ("x > 3 AND x < 4", "x = 3.5", "contains", {"x": 3.2}),
        ("a > 3 AND a < 4", "a > 0", "never_true", {"a": 1}),
        ("x < 1", "x > 1", "apart", {"x": 0}),
        ("x < 2", "x > 1", "overlap", {"x": 0}),
        ("x BETWEEN 1 AND 3", "x >= 1 AND x <= 3", "equal", None),
        ("x NOT BETWEEN 1 AND 3", "x > 3", "contains", {"x": 0}),
        ("a IN (1, 2)", "a IN (2, 1, 3)", "inside", {"a": 3}),
        ("a NOT IN (1, 2)", "a <> 1 AND a <> 2", "equal", None),
        ("x >= 0.5 * 20000", "x >= 10000", "equal", None),
        ("x > 1 / NULLIF(4, 0)", "x > 0.25", "equal", None),
        ("x > 1 / NULLIF(0, 0)", "x > 0", "never_true", {"x": 1}),
        ("COALESCE(x, 0) >= 10", "x >= 10", "equal", None),
        ("COALESCE(x, 10) >= 10", "x >= 10", "contains", {"x": None}),
        ("x IS NULL", "x IS NOT NULL", "apart", {"x": None}),
        ("COALESCE(x, 0) IS NULL", "TRUE", "never_true", {"x": 0}),
        ("count < 1", "count = 0", "equal", None),
        ("count IS NULL", "vip", "never_true", {"count": 0, "vip": True}),
        ("share > 1 OR share < 0", "vip", "never_true", {"share": 0, "vip": True}),
        ("rank <> 'low'", "rank IN ('mid', 'top')", "equal", None),
        ("rank LIKE '%o%'", "rank <> 'mid'", "equal", None),
        ("LENGTH(rank) = 3", "rank IS NOT NULL", "equal", None),
        ("rank = 'none'", "rank = 'low'", "never_true", {"rank": "low"}),
        ("name <> 'Ann'", "name = 'Bo'", "contains", {"name": "(another)"}),
        ("name < 'Bo'", "name <= 'Bo'", "inside", {"name": "Bo"}),
        ("name > 'Ann' AND name < 'Bo'", "name BETWEEN 'Ann' AND 'Bo'", "inside", {"name": "Ann"}),
        ("vip", "vip = TRUE", "equal", None),
        ("NOT vip", "vip", "apart", {"vip": False}),
        ("NOT COALESCE(vip, FALSE)", "NOT vip", "contains", {"vip": None}),
        ("vip = new AND vip", "new", "inside", {"vip": False, "new": True}),
        ("vip <> new", "vip AND NOT new OR new AND NOT vip", "equal", None),
        ("vip IS TRUE", "vip", "equal", None),
        ("(vip AND new) IS NULL", "vip IS NULL OR new IS NULL", "inside", {"vip": None, "new": False}),
        ("day IS NULL", "day IS NOT NULL", "apart", {"day": None}),
        ("day IS NOT NULL", "TRUE", "inside", {"day": None}),
        ("x < y AND y < z", "x < z", "inside", {"x": 0, "y": 0, "z": 1}),
        ("x < y AND y < z AND z < x", "vip", "never_true", {"x": 0, "y": 0, "z": 0, "vip": True}),
        ("a < b AND b < c AND a > 1 AND c < 4", "a = 2", "never_true", {"a": 2, "b": 0, "c": 0}),
        ("a < x AND x < b AND a > 1 AND b < 4", "x > 2", "inside", {"a": 0, "x": 3, "b": 0}),
        ("x = y", "y >= 5 AND x >= y", "overlap", {"x": 3, "y": 3}),
        ("name = nick AND nick = 'Bo'", "name = 'Bo'", "inside", {"name": "Bo", "nick": "(another)"}),
        ("x = x", "x IS NOT NULL", "equal", None),
        ("1 < 2", "TRUE", "equal", None),
        ("CASE WHEN x IS NULL THEN FALSE ELSE x < 3 END", "COALESCE(x < 3, FALSE)", "equal", None),
        ("NULL", "TRUE", "never_true", {}),
    ],
)
def test_the_relation_of_two_conditions(first, second, kind, example):
    found = related(first, second)
    assert found.kind == kind
    assert found.example == example


@pytest.mark.parametrize(
    ("first", "second", "facts", "kind"),
    [
        ("count = 0", "a IS NULL", ["count = 0 OR a IS NOT NULL", "count > 0 OR a IS NULL"], "equal"),
        ("count = 0", "a IS NULL", ["count > 0 OR a IS NULL"], "inside"),
        ("count = 0", "a IS NULL", [], "overlap"),
        ("a > 5", "b > 5", ["b >= a", "a IS NULL OR b IS NOT NULL"], "inside"),
        ("a > 5", "b > 5", ["b >= a"], "overlap"),  # b may be unknown, and the fact with it
        ("a > 5", "d > 5", ["b > a", "c > b", "d > c"], "overlap"),
        ("a > 5", "d > 5", ["c IS NOT NULL", "b IS NOT NULL", "d IS NOT NULL", "b > a", "c > b", "d > c"], "inside"),
        ("vip", "new", ["NOT (vip AND new)"], "apart"),
        ("vip", "new", ["NOT vip"], "never_true"),
        (
            "vip",
            "new",
            ["member OR NOT vip", "new OR NOT member", "vip OR NOT new", "new IS NOT NULL"],
            "inside",
        ),  # new, vip unknown
        ("vip", "new", ["new OR NOT vip", "vip OR NOT new", "vip IS NOT NULL", "new IS NOT NULL"], "equal"),
    ],
)
def test_facts_are_pulled_in_as_far_as_columns_hang_together(first, second, facts, kind):
    assert related(first, second, *facts).kind == kind


def test_an_example_keeps_to_the_facts_and_shows_every_column_that_the_conditions_name():
    found = related("a > 3 AND vip", "count >= 0", "count > a", "vip OR a = 7")
    assert found.kind == "inside"
    assert list(found.example) == ["a", "vip", "count"]
    assert found.people["both"]["count"] > found.people["both"]["a"]


def test_who_shows_it():
    found = related("x < 2", "x > 1")
    assert found.people == {"both": {"x": 1.5}, "only_first": {"x": 0}, "only_second": {"x": 2}}
    assert related("x < 1", "x > 1").people == {"only_first": {"x": 0}, "only_second": {"x": 2}}


def test_equal_says_where_no_and_unknown_differ():
    found = related("COALESCE(x > 3, FALSE)", "x > 3")
    assert found.kind == "equal"
    assert found.example is None
    assert found.people["differs"] == {"x": None}
    assert found.note == "Where neither is true, one may say no and the other unknown: x = unknown."
    assert related("x > 3", "NOT x <= 3").note == ""


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ("x > 1 AND x < 1", "vip", "Nobody can be the first."),
        ("vip", "x > 1 AND x < 1", "Nobody can be the second."),
        ("x < 1 AND x > 1", "FALSE", "Nobody can be the first. Nobody can be the second."),
    ],
)
def test_never_true_says_which(first, second, note):
    assert related(first, second).kind == "never_true"
    assert related(first, second).note == note


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("name LIKE 'A%' AND x > 3", "name LIKE 'A%'", "inside"),
        ("name LIKE 'A%'", "NOT name LIKE 'A%'", "apart"),
        ("name LIKE 'A%'", "name NOT LIKE 'A%'", "apart"),
        ("name LIKE 'A%'", "name LIKE 'Ann%'", "not_proved"),
        ("LENGTH(name) > 5", "LENGTH(name) > 3", "inside"),
        ("x + y > 5", "5 >= x + y", "apart"),
        ("LOWER(name) = 'th'", "LOWER(name) IN ('vn', 'sg')", "apart"),
        ("COALESCE(x, y) > 3", "COALESCE(x, y) >= 3", "inside"),
        ("ABS(x) < y AND y < z", "ABS(x) < z", "inside"),
        ("name LIKE 'A%' AND FALSE", "vip", "never_true"),
        ("x > 3 OR name LIKE 'A%'", "x > 5 OR name LIKE 'A%'", "contains"),
        ("day > '2024-01-01'", "NOT day > '2024-01-01'", "apart"),
        ("x = 'three'", "x = 'three' AND vip", "contains"),  # kinds that do not fit are not looked into
        ("x = TRUE", "x = TRUE AND vip", "contains"),
        ("vip < new", "vip < new OR x = 1", "inside"),
        ("LOWER(rank) < name", "LOWER(rank) < name OR vip", "inside"),
        ("GREATEST(x, y) > 1", "GREATEST(x, y) > 0", "inside"),
    ],
)
def test_parts_that_are_not_looked_into_are_free_but_the_same_everywhere(first, second, kind):
    assert related(first, second).kind == kind


def test_what_free_parts_leave_open_is_said():
    found = related("LENGTH(name) > 5", "LENGTH(name) > 3")
    assert found.example is None
    assert found.remarks == ("open_both", "open_only_second", "free")
    assert found.note.endswith("The proof does not look into: LENGTH(name).")
    unknown = related("name LIKE '%CEO%'", "a >= 50")
    assert (unknown.kind, unknown.remarks, unknown.free) == ("not_proved", ("free",), ("name LIKE '%CEO%'",))


def test_a_person_whose_free_parts_do_not_matter_is_a_witness():
    found = related("x > 3 OR name LIKE 'A%'", "x > 5 OR name LIKE 'A%'")
    assert found.kind == "contains"
    assert found.people["both"]["x"] == 6
    assert "open_both" not in found.remarks


PEOPLE = pd.DataFrame(
    {
        "person_id": ["p1", "p2", "p3", "p4"],
        "name": ["CEO", "the CEO", "clerk", None],
        "a": pd.array([10, 80, 60, 70], dtype="Int64"),
        "b": pd.array([10, 80, None, 70], dtype="Int64"),
    },
    index=[3, 3, 1, 0],
)


def test_real_people_show_what_free_parts_leave_open():
    asked = [tree("name LIKE '%CEO%'"), tree("a >= 50")]
    found = grid.relation(*asked, [], KINDS, shown_by=PEOPLE)
    assert found.kind == "overlap"
    assert found.note == ""
    assert found.example == {"name": "CEO", "a": 10}
    assert found.people["both"] == {"name": "the CEO", "a": 80}
    assert found.people["only_second"] == {"name": "clerk", "a": 60}


def test_real_people_who_break_a_fact_or_are_not_there_show_nothing():
    asked = [tree("name LIKE '%CEO%'"), tree("a >= 50")]
    impossible = grid.relation(*asked, [tree("a > 10"), tree("c > 3")], KINDS, shown_by=PEOPLE)
    assert impossible.kind == "not_proved"
    assert set(impossible.people) == {"both", "only_second"}
    assert grid.relation(*asked, [], KINDS, shown_by=PEOPLE.head(0)).kind == "not_proved"
    assert grid.relation(tree("b IS NULL"), tree("LENGTH(name) < 9 AND b IS NULL"), [], KINDS, shown_by=PEOPLE).people[
        "both"
    ] == {"b": None, "name": "clerk"}


def test_the_other_way_round():
    found = related("x > 5 AND LENGTH(name) > 3", "x > 3")
    other = found.flipped()
    assert (found.kind, other.kind) == ("inside", "contains")
    assert other.people["only_first"] == found.people["only_second"]
    assert other == related("x > 3", "x > 5 AND LENGTH(name) > 3")
    assert other.flipped() == found
    assert related("FALSE", "vip").flipped().remarks == ("never_second",)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_relation_is_said_in_every_language(lang):
    pairs = [
        ("x > 1", "x >= 1"),
        ("x >= 1", "x > 1"),
        ("x > 1", "x < 1"),
        ("x > 1", "x < 2"),
        ("vip", "vip"),
        ("FALSE", "vip"),
    ]
    said = {related(*pair).say(lang) for pair in [*pairs, ("name LIKE 'a'", "vip"), ("COALESCE(vip, FALSE)", "vip")]}
    assert len(said) == 8
    assert all("{" not in sentence and sentence for sentence in said)


def test_every_kind_and_remark_has_its_words():
    for kind in ("equal", "inside", "contains", "apart", "overlap", "never_true", "not_proved"):
        assert Relation(kind).say()
    person = {"x": 1.5, "vip": True, "name": "Ann"}
    found = Relation("not_proved", {"differs": person}, REMARKS, ("LENGTH(name)",))
    assert "x = 1.5, vip = yes, name = 'Ann'" in found.note
    assert "LENGTH(name)" in found.note


# ---- laws


NUMBER = st.integers(0, 3)
ATOMS = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["a", "x", "count"]), st.sampled_from(["<", "=", ">="]), NUMBER),
    st.builds("{} {} {}".format, st.sampled_from(["a", "x"]), st.sampled_from(["<", "="]), st.sampled_from(["b", "y"])),
    st.builds("rank = '{}'".format, st.sampled_from(["low", "mid"])),
    st.sampled_from(["vip", "a IS NULL", "COALESCE(x < 1, FALSE)", "LENGTH(name) > 2", "name LIKE 'A%'"]),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT ({})".format, inner),
    ),
    max_leaves=5,
)
laws = settings(max_examples=40, deadline=None)


@given(CONDITIONS)
@laws
def test_a_condition_equals_itself_and_its_double_denial(first):
    assert related(first, first).kind in {"equal", "never_true"}
    assert related(first, f"NOT (NOT ({first}))").kind in {"equal", "never_true"}
    assert related(first, f"NOT ({first})").kind in {"apart", "never_true"}


@given(CONDITIONS, CONDITIONS)
@laws
def test_and_is_inside_and_or_contains(first, second):
    assert related(f"{first} AND {second}", first).kind in {"inside", "equal", "never_true"}
    assert related(f"{first} OR {second}", first).kind in {"contains", "equal", "never_true"}


@given(CONDITIONS, CONDITIONS)
@laws
def test_the_other_way_round_is_the_flipped_relation(first, second):
    one, other = related(first, second), related(second, first).flipped()
    assert (one.kind, set(one.people), one.remarks) == (other.kind, set(other.people), other.remarks)


CAN = {  # who there may be at most, by kind
    "equal": {"both"},
    "inside": {"both", "only_second"},
    "contains": {"both", "only_first"},
    "apart": {"only_first", "only_second"},
}


@given(CONDITIONS, CONDITIONS, CONDITIONS)
@laws
def test_a_fact_more_never_makes_more_people_possible(first, second, fact):
    before, after = related(first, second), related(first, second, fact)
    if before.kind in CAN and after.kind != "never_true":
        assert after.kind in CAN
        assert CAN[after.kind] <= CAN[before.kind]
    if before.kind == "never_true":
        assert after.kind == "never_true"


@given(CONDITIONS, CONDITIONS)
@laws
def test_trees_are_not_touched(first, second):
    one, other, fact = tree(first), tree(second), tree("x > a")
    before = [repr(part) for part in (one, other, fact)]
    parents = [id(node.parent) for part in (one, other, fact) for node in part.walk()]
    grid.relation(one, other, [fact], KINDS)
    assert [repr(part) for part in (one, other, fact)] == before
    assert [id(node.parent) for part in (one, other, fact) for node in part.walk()] == parents


# ---- many, big, odd


def test_all_pairs_once_each_in_order():
    named = {name: tree(text) for name, text in {"few": "a < 3", "some": "a > 0", "many": "a > 9"}.items()}
    found = grid.relations(named, [], KINDS)
    assert {pair: one.kind for pair, one in found.items()} == {
        ("few", "some"): "overlap",
        ("few", "many"): "apart",
        ("some", "many"): "contains",
    }
    assert grid.relations({"one": tree("vip")}, [], KINDS) == {}


def tangle(count: int, step: int) -> str:
    """Compare columns in an order in which each hangs together with others far away: a far too big diagram."""
    return " AND ".join(f"p{i} < p{(i * step + 1) % count}" for i in range(count))


def test_past_the_limit_it_is_not_proved_and_others_are(monkeypatch):
    monkeypatch.setattr(proof, "CELLS", 20_000)
    named = {"tangle": tree(tangle(14, 5)), "buyer": tree("p1 > 0"), "regular": tree("p1 > 4")}
    found = grid.relations(named, [], {})
    assert found["tangle", "buyer"].kind == found["tangle", "regular"].kind == "not_proved"
    assert found["tangle", "buyer"].note == "There are too many cases to look at."
    assert found["buyer", "regular"].kind == "contains"


def test_all_pairs_together_have_a_limit_too(monkeypatch):
    monkeypatch.setattr(proof, "CELLS", 20_000)
    monkeypatch.setattr(proof, "ALL_CELLS", 0)
    named = {"tangle": tree(tangle(14, 5)), "buyer": tree("p1 > 0"), "regular": tree("p1 > 4")}
    assert {one.kind for one in grid.relations(named, [], {}).values()} == {"not_proved"}


def test_a_condition_over_too_many_columns_is_not_proved():
    wide = " AND ".join(f"c{i}" for i in range(301))
    assert related(wide, "c1").remarks == ("too_many",)
    assert related(" AND ".join(f"c{i}" for i in range(250)), "c1").kind == "inside"


def test_many_constants_on_many_linked_columns_are_not_even_begun():
    linked = " AND ".join([*(f"p{i} < p{i + 1}" for i in range(40)), *(f"p0 <> {i}" for i in range(400))])
    assert related(linked, "p0 < 3").remarks == ("too_many",)


def test_what_the_engine_cannot_answer_is_free():
    failing = "CAST(rank AS INTEGER) > 3"
    assert related(failing, f"{failing} OR vip").kind == "inside"
    assert related(failing, f"NOT {failing}").kind == "apart"
    assert related(failing, "rank = 'low'").kind == "not_proved"
    assert related("name < 'a' OR name > 'a\t'", "name < 'a' OR name > 'a\t' OR vip").kind == "inside"
    huge = " * ".join(["99999999999999999999"] * 3)
    assert related(f"a < {huge}", f"a < {huge} OR vip").kind == "inside"
    assert related(f"{huge} < 3", "vip").kind == "not_proved"


def test_columns_are_found_whatever_their_case():
    assert related("A > 3", "a > 5").kind == "contains"
    assert related("A > 3", "a > 5").example == {"A": 4}


def test_kinds_of_unknown_columns_are_guessed_from_their_use():
    asked = [
        "vip AND (shoe_size) > 40 AND 'red' = colour AND seen IS NULL",
        "LENGTH(street) > 3 AND size + 1 > 2 AND fan = TRUE AND COALESCE(nick, 'x') = LOWER(town)",
        "twin = colour AND alias = UPPER(town)",
        "colour2 IN ('a', 'b') AND n BETWEEN 1 AND m AND k = ABS(n) AND CASE WHEN ok THEN TRUE ELSE FALSE END",
    ]
    assert guess(map(tree, asked), {"colour": "text", "m": "number"}) == {
        "vip": "yes_no",
        "shoe_size": "number",
        "street": "text",
        "size": "number",
        "fan": "yes_no",
        "nick": "text",
        "town": "text",
        "twin": "text",
        "alias": "text",
        "colour2": "text",
        "n": "number",
        "k": "number",
        "ok": "yes_no",
    }


def test_threads_do_not_disturb_each_other():
    pairs = [(f"x > {i} AND a = {i}", f"x > {i + j}") for i in range(4) for j in (-1, 0, 1)]
    alone = [related(*pair) for pair in pairs]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda pair: related(*pair), pairs)) == alone


def test_the_page_about_relations_says_what_happens():
    page = Path(__file__).parent.parent / "docs" / "relations.md"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted >= 10
    assert results.failed == 0


# ---- with the schema's facts


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("purchases = 0", "last_purchase_days IS NULL", "equal"),
        ("purchases > 0", "first_purchase_days IS NULL", "apart"),
        ("last_purchase_days < 30", "purchases > 0", "inside"),
        ("last_purchase_days < 30", "orders_365d > 0", "inside"),
        ("NOT last_purchase_days < 30", "last_purchase_days >= 30", "contains"),  # who never bought did not buy lately
        ("first_purchase_days < 10", "last_purchase_days < 10", "inside"),
        ("chats > 0 OR trials > 0", "showed_interest", "inside"),
        ("NOT showed_interest", "last_activity_days IS NULL", "contains"),
        ("open_deals > 0", "opened_deals > 0", "inside"),
        ("purchases > 2", "opened_deals > 1", "inside"),
        ("has_contact_details", "has_email OR has_phone", "equal"),
        ("newsletter", "unsubscribed", "apart"),
        ("need IN ('pressing', 'some')", "need IS NOT NULL AND need <> 'none' AND need <> 'stock'", "equal"),
        (
            "need IN ('pressing', 'some') AND ability_to_pay = 'yes'",
            "ability_to_pay = 'not_yet'",
            "apart",
        ),
        ("stated_budget >= 20000", "asked_budget", "inside"),
        ("likes_toys", "children_at_home > 0", "overlap"),
        ("age > 30 AND age < 31", "age > 20", "never_true"),
    ],
)
def test_conditions_on_the_vocabulary(first, second, kind):
    assert Condition(first).relation(Condition(second)).kind == kind


def test_the_schemas_facts_hold_no_free_part_and_are_possible_together():
    everything = " AND ".join(f"{name} IS NOT NULL" for name in vocabulary.columns())
    found = grid.relation(tree(everything), tree("TRUE"), known_facts(), vocabulary.columns())
    assert (found.kind, found.free, found.remarks) == ("inside", (), ())


PACK = """
(forms_submitted > 0 OR chats > 0 OR demo_requests > 0 OR events_attended > 0) AND purchases = 0
showed_interest AND purchases = 0 AND has_contact_details
in_crm AND (showed_interest OR opened_deals > 0 OR purchases > 0 OR calls_answered > 0)
in_crm AND purchases > 0
in_crm
purchases = 0 AND (need IS NULL OR need <> 'none')
showed_interest AND purchases = 0 AND (abandoned_carts > 0 OR why_not_bought IS NOT NULL)
age BETWEEN 25 AND 40 AND gender = 'f' AND children_at_home > 0
has_contact_details AND offers_made = 0
stated_budget >= 20000 AND authority = 'decides' AND need IN ('pressing', 'some') AND timescale = 'definite'
last_activity_days IS NULL OR last_activity_days > 90
follows_social OR newsletter OR referred OR interest_kinds > 0
purchases > 0 AND last_purchase_days <= 180
last_visit_days <= 30 AND (last_purchase_days IS NULL OR last_purchase_days > 30)
need IN ('pressing', 'some') AND ability_to_pay = 'not_yet'
screened = 'passed'
""".strip().splitlines()


def work(named: dict) -> int:
    """Count the cells that all pairs take."""
    spent = []
    begun = proof._Proof

    class Counted(begun):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)
            spent.append(self.diagram)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof, "_Proof", Counted)
        found = grid.relations(named, known_facts(), vocabulary.columns())
    assert len(found) == len(named) * (len(named) - 1) // 2
    assert all("too_many" not in one.remarks for one in found.values())
    return sum(diagram.cells for diagram in spent)


def test_all_pairs_of_a_pack_take_little_work():
    assert work({f"t{i}": for_the_grid(Condition(text)) for i, text in enumerate(PACK)}) < 300_000


def random_terms(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - chance for tests
    columns = [one for one in vocabulary.columns().values() if one.kind != "other"]
    columns = chance.sample(columns, 25)

    def atom() -> str:
        one = chance.choice(columns)
        if one.kind == "yes_no":
            return one.name
        if one.kind == "text":
            closed = one.values or ("a", "b")  # noqa: PD011 - no DataFrame
            return f"{one.name} = '{chance.choice(closed)}'"
        return f"{one.name} {chance.choice(['>', '<=', '=', '<>'])} {chance.choice([0, 1, 5, 30, 365])}"

    return [chance.choice([" AND ", " OR "]).join(atom() for _ in range(chance.randint(2, 5))) for _ in range(count)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_pairs_of_forty_random_terms_take_little_work(seed):
    terms = random_terms(40, seed)
    assert work({f"t{i}": for_the_grid(Condition(text)) for i, text in enumerate(terms)}) < 1_000_000
