"""Definitions: values that cannot be changed, and verbs that ask, count, prove and explain without touching."""

# ruff: noqa: E501 - a sentence is compared whole, in one line

from __future__ import annotations

import dataclasses
import itertools
import math

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadkit import packs, words
from leadkit.conditions import Condition
from leadkit.definitions import (
    Claim,
    Definition,
    Definitions,
    Source,
    claims,
    classify,
    compare,
    labels,
    listed,
    regions,
    relations,
    tally,
    verdicts,
)
from leadkit.errors import ConditionError, DataError, UnknownColumnError, UnknownNameError
from leadkit.tables import Tables

HANDBOOK = Source("handbook", "Our handbook", "Us")


def definition(term, when, source=HANDBOOK, **more):
    return Definition(term, source, f"Says {term}.", Condition(when), **more)


FUNDED = definition("funded", "stated_budget >= 20000")
A, B, C = (definition(name, f"says_{name}") for name in "abc")
PEOPLE = pd.DataFrame(
    {
        "person_id": list("abcdef"),
        "says_a": pd.array([True, True, False, False, None, True], dtype="boolean"),
        "says_b": pd.array([True, False, True, False, True, None], dtype="boolean"),
        "says_c": pd.array([True, True, True, True, True, True], dtype="boolean"),
    }
)


# Values.


def test_values_are_frozen_and_can_be_keys():
    pack = packs.definitions("marketstar")
    for value in (pack, pack["lead"], pack.source, pack.claims[0], pack.params[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.name = "spoilt"
        assert len({value: 1}) == 1
    assert pack == packs.definitions("marketstar")
    assert hash(pack) == hash(packs.definitions("marketstar"))


def test_a_pack_under_another_name_answers_in_other_columns():
    other = packs.definitions("successagency").renamed("draft")
    assert other.columns[0] == "draft_lead"
    assert (other.name, other.source.key, other["lead"].source) == ("draft", "draft", other.source)
    assert packs.definitions("successagency").columns[0] == "successagency_lead"


def test_labels_name_the_columns_in_one_language():
    pack = packs.definitions("marketstar")
    assert labels([pack["lead"], pack["customer"]], "th") == {"marketstar_lead": "ลีด", "marketstar_customer": "ลูกค้าจริง"}
    assert labels(FUNDED) == {"handbook_funded": "funded"}


# Asking.


def test_an_answer_is_yes_no_or_unknown():
    budget = pd.DataFrame({"person_id": ["a", "b", "c"], "stated_budget": [80_000, 9, None]})
    answers = classify(budget, by=[FUNDED])
    assert list(answers.columns) == ["person_id", "handbook_funded"]
    assert answers["handbook_funded"].tolist() == [True, False, pd.NA]
    assert str(answers["handbook_funded"].dtype) == "boolean"


def test_people_come_back_in_their_own_order_with_their_own_index_and_untouched():
    people = PEOPLE.iloc[[3, 0, 5]].set_index(pd.Index(["x", "y", "x"]))
    before = people.copy(deep=True)
    answers = classify(people, by=[A, B])
    assert answers.index.tolist() == ["x", "y", "x"]
    assert answers["person_id"].tolist() == ["d", "a", "f"]
    pd.testing.assert_frame_equal(people, before)
    regions(people, by=[A, B])
    compare(people, by=[A, B])
    pd.testing.assert_frame_equal(people, before)


def test_by_takes_one_definition_a_pack_or_a_list_of_either():
    pack = Definitions("handbook", "Ours", HANDBOOK, (A, B))
    for by, columns in [
        (A, ["handbook_a"]),
        (pack, ["handbook_a", "handbook_b"]),
        ([C, pack], ["handbook_c", "handbook_a", "handbook_b"]),
    ]:
        assert list(classify(PEOPLE, by=by).columns) == ["person_id", *columns]
    assert listed(iter([A, B])) == (A, B)


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("marketstar", "by= takes definitions, not 'marketstar': write by=lk.definitions('marketstar')."),
        (5, "by= takes definitions, not a int: write by=lk.definitions('marketstar')."),
        ([A, "lead"], "by= takes definitions, not 'lead': write by=lk.definitions('marketstar')."),
        ([], "by= holds no definition: there is nothing to ask."),
        (
            [A, B, A],
            "Two definitions would both answer in the column 'handbook_a': rename one, as in pack.renamed('draft').",
        ),
        (
            [A, definition("A", "says_a")],
            "Two definitions would both answer in the column 'handbook_A': rename one, as in pack.renamed('draft').",
        ),
        (
            definition("id", "says_a", Source("person")),
            "'person_id' is a column that the kit makes itself: rename the term or its source.",
        ),
    ],
)
def test_definitions_that_cannot_be_asked_are_refused_in_one_sentence(by, sentence):
    for verb in (classify, regions, compare):
        with pytest.raises(UnknownNameError) as caught:
            verb(PEOPLE, by=by)
        assert str(caught.value) == sentence


def test_an_empty_table_has_no_people_in_it():
    empty = PEOPLE.iloc[:0]
    assert classify(empty, by=[A, B]).shape == (0, 3)
    assert classify(empty, by=[A])["handbook_a"].dtype == "boolean"
    assert regions(empty, by=[A, B]).shape == (0, 3)
    row = compare(empty, by=[A, B]).iloc[0]
    assert row[["both", "only_a", "only_b", "neither", "unknown"]].tolist() == [0, 0, 0, 0, 0]
    assert math.isnan(row["jaccard"])
    assert math.isnan(row["kappa"])


def test_a_table_without_person_id_is_one_sentence():
    for verb in (classify, regions, compare):
        with pytest.raises(DataError) as caught:
            verb(PEOPLE.rename(columns={"person_id": "id"}), by=[A, B])
        assert str(caught.value) == (
            "The table of people has no column person_id, which says who is who; it has id, says_a, says_b, says_c. "
            "Rename the column that names the person."
        )
    with pytest.raises(DataError, match=r"it has c0, c1, c2, c3, c4, c5, c6, c7, \.\.\.\."):
        classify(pd.DataFrame({f"c{i}": [1] for i in range(9)}), by=A)


def test_a_column_that_the_table_lacks_is_told_with_the_nearest():
    with pytest.raises(UnknownColumnError, match=r"'?stated_budget'?.*Did you mean 'stated_bugdet'\?"):
        classify(pd.DataFrame({"person_id": ["a"], "stated_bugdet": [1.0]}), by=FUNDED)


def test_files_go_in_and_a_file_comes_out(tmp_path):
    for name, rows in (("one", PEOPLE.iloc[:4]), ("two", PEOPLE.iloc[4:])):
        rows.to_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "answers").mkdir()
    target = tmp_path / "answers" / "answers.parquet"
    assert classify(str(tmp_path / "*.parquet"), by=[A, B], to=target) == target
    written = pd.read_parquet(target).sort_values("person_id", ignore_index=True)
    assert written["handbook_b"].astype("boolean").tolist() == [True, False, True, False, True, pd.NA]
    pd.testing.assert_frame_equal(compare(str(tmp_path / "*.parquet"), by=[A, B]), compare(PEOPLE, by=[A, B]))
    pd.testing.assert_frame_equal(regions(str(tmp_path / "*.parquet"), by=[A, B]), regions(PEOPLE, by=[A, B]))


def test_a_relation_gives_a_relation():
    con = duckdb.connect()
    con.register("rows", PEOPLE)
    answers = classify(con.sql("SELECT * FROM rows"), by=A)
    assert isinstance(answers, duckdb.DuckDBPyRelation)
    assert sorted(answers.fetchall()) == [
        ("a", True),
        ("b", True),
        ("c", False),
        ("d", False),
        ("e", None),
        ("f", True),
    ]
    con.close()


def test_tables_are_asked_as_they_were_on_a_day():
    people = pd.DataFrame({"person_id": ["a", "b"], "created_at": pd.to_datetime(["2025-01-01", "2025-01-01"])})
    asked = pd.DataFrame(
        {
            "answer_id": ["1", "2"],
            "person_id": ["a", "a"],
            "asked_at": pd.to_datetime(["2025-01-05", "2025-02-05"]),
            "how_asked": ["person", "person"],
            "question": ["budget", "budget"],
            "answer": ["9", "30000"],
            "amount": [9, 30_000],
        }
    )
    tables = Tables({"people": people, "answers": asked})
    early = classify(tables, by=FUNDED, as_of="2025-01-31").set_index("person_id")["handbook_funded"]
    late = classify(tables, by=FUNDED, as_of="2025-02-28").set_index("person_id")["handbook_funded"]
    assert early.tolist() == [False, pd.NA]
    assert late.tolist() == [True, pd.NA]
    assert regions(tables, by=FUNDED, as_of="2025-02-28")["people"].tolist() == [1, 1]


def test_progress_is_told_to_the_end():
    told = []
    classify(PEOPLE, by=A, progress=told.append)
    assert told[-1] == 1


@pytest.mark.parametrize("nothing", [None, math.nan, pd.NA])
def test_a_column_in_which_nobody_answered_is_unknown_whatever_it_is_made_of(nothing, tmp_path):
    people = pd.DataFrame({"person_id": ["a", "b"], "stated_budget": nothing, "authority": nothing, "ours": nothing})
    before = people.copy(deep=True)
    decides, gold = definition("decides", "authority = 'decides'"), definition("gold", "ours = 'gold' AND newsletter")
    people["newsletter"] = before["newsletter"] = True
    answers = classify(people, by=[FUNDED, decides, gold])
    assert answers.iloc[:, 1:].isna().all(axis=None)
    pd.testing.assert_frame_equal(people, before)
    people.to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "out").mkdir()
    written = classify(tmp_path / "people.csv", by=[FUNDED, decides, gold], to=tmp_path / "out" / "answers.parquet")
    assert pd.read_parquet(written).iloc[:, 1:].isna().all(axis=None)
    assert compare(tmp_path / "people.csv", by=[FUNDED, decides])["unknown"].tolist() == [2]


def test_a_column_of_a_wrong_kind_that_is_not_empty_is_refused():
    people = pd.DataFrame({"person_id": ["a", "b"], "stated_budget": ["much", None]})
    with pytest.raises(ConditionError, match="stated_budget is a text"):
        classify(people, by=FUNDED)


# Regions.


def test_regions_count_every_combination_that_occurs():
    found = regions(PEOPLE, by=[A, B])
    assert list(found.columns) == ["handbook_a", "handbook_b", "people"]
    assert [str(kind) for kind in found.dtypes] == ["boolean", "boolean", "int64"]
    assert found.to_numpy().tolist() == [
        [True, True, 1],
        [True, False, 1],
        [True, pd.NA, 1],
        [False, True, 1],
        [False, False, 1],
        [pd.NA, True, 1],
    ]


def test_a_region_in_which_everybody_is_is_one_row():
    assert regions(PEOPLE, by=C).to_numpy().tolist() == [[True, 6]]


# Agreement.


def counted(both, only_a, only_b, neither, unknown=0):
    """Some people who answer as said, and how compare measures them."""
    answers = [(True, True)] * both + [(True, False)] * only_a + [(False, True)] * only_b
    answers += [(False, False)] * neither + [(None, True)] * unknown
    people = pd.DataFrame(answers, columns=["says_a", "says_b"]).astype("boolean")
    return compare(people.assign(person_id=[str(i) for i in range(len(people))]), by=[A, B]).iloc[0]


def test_kappa_and_jaccard_are_what_one_works_out_by_hand():
    # Fifty grants, two readers: 20 both yes, 5 only A, 10 only B, 15 both no. They agree on 35 of 50 = 0.7.
    # A says yes to 25 of 50, B to 30 of 50: by chance they agree on 0.5 x 0.6 + 0.5 x 0.4 = 0.5. Kappa (0.7 - 0.5) / 0.5.
    row = counted(20, 5, 10, 15)
    assert row["kappa"] == pytest.approx(0.4, abs=1e-15)
    assert row["jaccard"] == pytest.approx(20 / 35, abs=1e-15)


@pytest.mark.parametrize(
    ("counts", "jaccard", "kappa"),
    [
        ((3, 0, 0, 4), 1.0, 1.0),  # they always agree
        ((0, 3, 3, 0), 0.0, -1.0),  # they never do
        ((1, 1, 1, 1), 1 / 3, 0.0),  # chance
        ((5, 0, 0, 0), 1.0, math.nan),  # both say yes to everybody: chance explains it
        ((0, 0, 0, 5), math.nan, math.nan),  # nobody is meant by either
        ((0, 5, 0, 0), 0.0, 0.0),  # one says yes to all, the other no to all
        ((2, 3, 0, 0), 0.4, 0.0),  # one says yes to all: no better than chance
        ((0, 0, 0, 0, 4), math.nan, math.nan),  # everybody is unknown
        ((2, 0, 0, 2, 9), 1.0, 1.0),  # the unknown do not count
    ],
)
def test_measures_at_their_edges(counts, jaccard, kappa):
    row = counted(*counts)
    assert row["jaccard"] == pytest.approx(jaccard, nan_ok=True)
    assert row["kappa"] == pytest.approx(kappa, nan_ok=True)
    assert row["unknown"] == (counts[4] if len(counts) > 4 else 0)


def test_pairs_stand_in_the_order_given_and_counts_are_whole():
    table = compare(PEOPLE, by=[C, A, B])
    assert list(zip(table["a"], table["b"], strict=True)) == [
        ("handbook_c", "handbook_a"),
        ("handbook_c", "handbook_b"),
        ("handbook_a", "handbook_b"),
    ]
    assert [str(kind) for kind in table.dtypes] == ["str", "str", *["int64"] * 5, "float64", "float64"]
    assert table.iloc[2, 2:7].tolist() == [1, 1, 1, 1, 2]


def test_one_definition_cannot_be_compared_or_related():
    for verb in (lambda by: compare(PEOPLE, by=by), lambda by: relations(by=by)):
        with pytest.raises(UnknownNameError, match=r"^There is only one definition, 'handbook_a': two are needed to"):
            verb(A)


ANSWERS = st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), max_size=30)


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_counts_add_up_and_agree_with_counting_one_by_one(answers):
    people = pd.DataFrame(answers, columns=["says_a", "says_b", "says_c"]).astype("boolean")
    people["person_id"] = pd.Series([str(i) for i in range(len(people))], dtype="str")
    table = compare(people, by=[A, B, C])
    for (i, j), row in zip(itertools.combinations(range(3), 2), table.to_dict("records"), strict=True):
        pairs = [(one[i], one[j]) for one in answers]
        known = [pair for pair in pairs if None not in pair]
        expected = {"both": (True, True), "only_a": (True, False), "only_b": (False, True), "neither": (False, False)}
        for name, pair in expected.items():
            assert row[name] == known.count(pair)
        assert row["unknown"] == len(pairs) - len(known)
        assert sum(row[name] for name in [*expected, "unknown"]) == len(people)
        assert row["kappa"] == pytest.approx(textbook_kappa(known), nan_ok=True)
    found = regions(people, by=[A, B, C])
    assert found["people"].sum() == len(people)
    assert not found.iloc[:, :3].duplicated().any()


def textbook_kappa(pairs):
    """Cohen (1960): observed against expected agreement, from shares."""
    if not pairs:
        return math.nan
    agree = np.mean([a == b for a, b in pairs])
    yes_a, yes_b = (np.mean([pair[side] for pair in pairs]) for side in (0, 1))
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    return math.nan if chance == 1 else (agree - chance) / (1 - chance)


def test_forty_definitions_are_compared_in_one_query():
    many = [definition(f"d{i}", f"n > {i}") for i in range(40)]
    people = pd.DataFrame({"person_id": [str(i) for i in range(100)], "n": range(100)})
    table = compare(people, by=many)
    assert len(table) == 780
    assert (table["both"] == 99 - table["b"].str.removeprefix("handbook_d").astype(int)).all()


# Proof.


def test_relations_are_proved_without_data():
    few, some, many = (
        definition(name, when) for name, when in [("few", "n < 3"), ("some", "n > 0"), ("many", "n > 9")]
    )
    table = relations(by=[few, some, many])
    assert table[["a", "kind", "b"]].to_numpy().tolist() == [
        ["handbook_few", "overlap", "handbook_some"],
        ["handbook_few", "apart", "handbook_many"],
        ["handbook_some", "contains", "handbook_many"],
    ]
    assert list(table.columns) == ["a", "b", "kind", "example", "note"]
    assert 0 < table["example"].iloc[2]["n"] <= 9


def test_a_relation_that_rests_on_unknowns_says_so_in_the_language_asked():
    plain, careful = definition("plain", "b = 'x'"), definition("careful", "b IS NOT NULL AND b = 'x'")
    notes = {lang: relations(by=[plain, careful], lang=lang).iloc[0] for lang in words.LANGUAGES}
    assert {row["kind"] for row in notes.values()} == {"equal"}
    assert len({row["note"] for row in notes.values()}) == 3
    assert notes["en"]["example"] is None


def test_a_claim_is_held_against_the_proof():
    young, grown, old = (
        definition(n, w) for n, w in [("young", "age < 30"), ("grown", "age >= 20"), ("old", "age > 60")]
    )
    same, never = definition("same", "NOT age >= 30"), definition("never", "age > 5 AND age < 3")
    odd = definition("odd", "job_title LIKE '%a_b%'")
    said = [
        ("young", "apart", "old", True, None),
        ("young", "inside", "grown", False, "age"),
        ("grown", "contains", "old", True, None),
        ("young", "contains", "grown", False, "age"),
        ("young", "equal", "same", True, None),
        ("young", "equal", "grown", False, "age"),
        ("young", "inside", "same", True, None),
        ("young", "overlap", "grown", True, None),
        ("young", "overlap", "old", False, None),
        ("never", "inside", "old", pd.NA, None),
        ("odd", "inside", "old", pd.NA, None),
    ]
    pack = Definitions(
        "handbook",
        "Ours",
        HANDBOOK,
        (young, grown, old, same, never, odd),
        tuple(Claim(f"{a} {how} {b}", a, how, b, {"en": "perhaps", "vi": "có lẽ"}) for a, how, b, *_ in said),
    )
    table = claims(by=pack, lang="vi")
    assert table["holds"].tolist() == [holds for *_, holds, _ in said]
    assert [None if who is None else next(iter(who)) for who in table["example"]] == [key for *_, key in said]
    assert set(table["hedge"]) == {"có lẽ"}
    assert table["says"].iloc[0] == "young apart old"
    assert str(table["holds"].dtype) == "boolean"


def test_claims_are_counted_over_people():
    young, old = definition("young", "age < 30"), definition("old", "age > 60")
    said = ("apart", "inside", "contains", "equal", "overlap")
    pack = Definitions(
        "handbook", "Ours", HANDBOOK, (young, old), tuple(Claim(how, "young", how, "old") for how in said)
    )
    people = pd.DataFrame({"person_id": list("abcd"), "age": [20, 70, 25, None]})
    table = claims(by=[pack], people=people)
    assert table["against"].tolist() == [0, 2, 1, 3, 0]
    assert table[["both", "only_a", "only_b", "neither", "unknown"]].iloc[0].tolist() == [0, 2, 1, 0, 1]


def test_claims_belong_to_packs_and_a_pack_without_them_has_none():
    assert claims(by=Definitions("handbook", "Ours", HANDBOOK, (A,))).empty
    assert claims(by=Definitions("handbook", "Ours", HANDBOOK, (A,)), people=PEOPLE).empty
    with pytest.raises(UnknownNameError, match="by= takes packs of definitions here"):
        claims(by=[A])


# Verdicts.

SHE = {
    "purchases": 2,
    "newsletter": True,
    "chats": 0,
    "stated_budget": None,
    "last_purchase_days": None,
    "authority": "none",
}


@pytest.mark.parametrize(
    ("when", "verdict", "why"),
    [
        ("purchases = 0", "no", "purchases is 0: no (purchases: 2)"),
        ("purchases > 0 AND newsletter", "yes", "purchases is more than 0: yes (purchases: 2); newsletter is yes: yes (newsletter: yes)"),
        ("purchases = 0 AND newsletter", "no", "purchases is 0: no (purchases: 2)"),
        ("purchases = 0 OR newsletter", "yes", "newsletter is yes: yes (newsletter: yes)"),
        ("purchases = 0 OR chats > 0", "no", "purchases is 0: no (purchases: 2); chats is more than 0: no (chats: 0)"),
        ("stated_budget > 5 AND newsletter", "unknown", "stated_budget is more than 5: unknown (stated_budget: nothing known)"),
        ("stated_budget > 5 OR newsletter", "yes", "newsletter is yes: yes (newsletter: yes)"),
        ("NOT (purchases = 0 OR chats > 0)", "yes", "purchases is 0: no (purchases: 2); chats is more than 0: no (chats: 0)"),
        ("NOT newsletter", "no", "newsletter is no: no (newsletter: yes)"),
        ("NOT NOT newsletter", "yes", "newsletter is no: no (newsletter: yes)"),
        ("NOT NOT purchases IN (1, 2)", "yes", "purchases is one of 1, 2: yes (purchases: 2)"),
        ("NOT (purchases NOT IN (1, 2))", "yes", "purchases is not one of 1, 2: no (purchases: 2)"),
        ("NOT (purchases IN (1, 2))", "no", "purchases is one of 1, 2: yes (purchases: 2)"),
        ("NOT purchases IN (1, 2)", "no", "purchases is one of 1, 2: yes (purchases: 2)"),
        ("NOT (newsletter)", "no", "newsletter is no: no (newsletter: yes)"),
        ("purchases NOT BETWEEN 1 AND 3 OR chats IS NULL", "no", "purchases is not from 1 to 3: no (purchases: 2); chats is not known: no (chats: 0)"),
        ("purchases NOT IN (1, 2)", "no", "purchases is not one of 1, 2: no (purchases: 2)"),
        ("(purchases = 2 AND (chats = 1 OR (newsletter)))", "yes", "purchases is 2: yes (purchases: 2); newsletter is yes: yes (newsletter: yes)"),
        ("TRUE", "yes", "always: yes"),
        ("authority = 'none'", "yes", "authority is none: yes (authority: none)"),
    ],
)  # fmt: skip
def test_a_verdict_names_the_parts_that_decided(when, verdict, why):
    row = verdicts(SHE, by=definition("x", when)).iloc[0]
    assert (row["verdict"], row["why"]) == (verdict, why.replace("always", Condition("TRUE").say("en")))
    assert row["condition"] == Condition(when).say("en")


def test_what_never_happened_is_a_plain_no():
    row = verdicts(SHE, by=definition("x", "last_purchase_days < 30")).iloc[0]
    assert (row["verdict"], row["why"]) == (
        "no",
        "last_purchase_days is less than 30: no (last_purchase_days: it never happened)",
    )


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_verdict_speaks_the_language_asked(lang):
    pack = packs.definitions("marketstar")
    row = verdicts(dict.fromkeys(pack.reads) | {"in_crm": False}, by=pack["contact_stored"], lang=lang).iloc[0]
    assert row["verdict"] == words.say("no", lang)
    assert row["says"] == pack["contact_stored"].says[lang]
    assert row["label"] == pack["contact_stored"].label[lang]
    assert row["source"] == "MarketStar"
    assert words.say("no", lang) in row["why"]


def test_a_person_may_come_as_a_table_a_series_or_a_mapping():
    table = pd.DataFrame([SHE]).assign(person_id="p")
    told = [verdicts(one, by=definition("x", "purchases > 0")) for one in (SHE, table, table.iloc[0])]
    for other in told[1:]:
        pd.testing.assert_frame_equal(told[0], other)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (pd.concat([PEOPLE, PEOPLE]), "A verdict is about one person; this table has 12 rows. Pick one of them."),
        (PEOPLE.iloc[:0], "A verdict is about one person; this table has 0 rows. Pick one of them."),
        ("a", "A verdict is about one row of a snapshot, not about a str."),
        ({"purchases": "many"}, "This row does not hold what a snapshot holds: "),
    ],
)
def test_what_is_not_one_person_is_refused_in_one_sentence(person, sentence):
    with pytest.raises(DataError) as caught:
        verdicts(person, by=definition("x", "purchases > 0"))
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


VALUES = {"p": st.sampled_from([None, 0, 1]), "q": st.sampled_from([None, 0, 1]), "r": st.sampled_from([None, 0, 1])}
LEAVES = [f"{name} = 1" for name in VALUES]
TREES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda one: f"NOT ({one})")
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(TREES, st.fixed_dictionaries(VALUES))
def test_the_parts_that_decided_decide_alone(when, person):
    """Whatever the other parts had been, the answer would have been the same; for unknown, the parts are unknown."""
    told = verdicts(person, by=definition("x", when)).iloc[0]
    named = {part.partition(" ")[0] for part in told["why"].split("; ")}
    assert named
    if pd.isna(told["answer"]):
        assert all(person[name] is None for name in named)
        return
    others = [name for name in VALUES if name not in named]
    rows = [
        person | dict(zip(others, values, strict=True))
        for values in itertools.product([None, 0, 1], repeat=len(others))
    ]
    people = pd.DataFrame(rows, dtype="Int64").assign(person_id="p")
    assert set(classify(people, by=definition("x", when))["handbook_x"]) == {told["answer"]}


def test_a_tally_counts_yes_no_and_unknown_of_each_definition():
    table = tally(PEOPLE, by=[A, B, C])
    assert table.to_numpy().tolist() == [["handbook_a", 3, 2, 1], ["handbook_b", 3, 2, 1], ["handbook_c", 6, 0, 0]]
    assert [str(kind) for kind in table.dtypes] == ["str", "int64", "int64", "int64"]
    assert tally(PEOPLE.iloc[:0], by=A).to_numpy().tolist() == [["handbook_a", 0, 0, 0]]


def test_a_verdict_calls_columns_by_their_labels_if_asked():
    by = definition("x", "purchases = 0 AND ours = 1.5")
    told = {lang: verdicts(SHE | {"ours": 1.5}, by=by, lang=lang, labels=True).iloc[0] for lang in words.LANGUAGES}
    assert {lang: row["why"] for lang, row in told.items()} == {
        "en": "purchases is 0: no (purchases: 2)",
        "th": "จำนวนครั้งที่ซื้อ เท่ากับ 0: ไม่ (จำนวนครั้งที่ซื้อ: 2)",
        "vi": "số lần mua bằng 0: không (số lần mua: 2)",
    }
    assert "ours" in told["th"]["condition"]


def test_a_claim_is_counted_from_the_side_that_it_speaks_of():
    first, second = definition("first", "n > 0"), definition("second", "n > 5")
    said = (Claim("one way", "first", "inside", "second"), Claim("the other", "second", "inside", "first"))
    people = pd.DataFrame({"person_id": list("abcd"), "n": [1, 2, 6, 0]})
    table = claims(by=Definitions("handbook", "Ours", HANDBOOK, (first, second), said), people=people)
    assert table[["both", "only_a", "only_b", "neither", "against"]].to_numpy().tolist() == [
        [1, 2, 0, 1, 2],
        [1, 0, 2, 1, 0],
    ]
    nothing = claims(by=Definitions("handbook", "Ours", HANDBOOK, (first,)), people=people)
    assert (len(nothing), list(nothing.columns)) == (0, list(table.columns))
