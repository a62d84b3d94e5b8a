"""A SELECT kept to be asked again: the same answers as a fresh one, whatever table comes next."""

import csv
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import parse_one

import leadkit as lk
from leadkit import engine
from leadkit.engine import Written, gate, kept, locks, run
from leadkit.errors import DataError, EngineError, LeadkitError, UnknownColumnError
from leadkit.scoring import asking

NAN = float("nan")
PEOPLE = pd.DataFrame({"person_id": ["b", "a", "c"], "country": ["TH", None, "VN"], "spent": [30.0, None, 10.0]})
BANT = lk.scorecard("bant")
GIVEN = {"stated_budget": 30_000.0, "authority": "decides", "need": "some", "timescale": "open"}


def q(text):
    return parse_one(text, read="duckdb")


@pytest.fixture(autouse=True)
def nothing_kept():
    asking._select.cache_clear()


# ---- kept or fresh --------------------------------------------------------------------------------------------------


SELECTS = [
    "SELECT person_id, spent > 20 AS big FROM people",
    "SELECT country, COUNT(*) AS people, SUM(spent) AS spent FROM people GROUP BY country ORDER BY country",
    "WITH rich AS (SELECT * FROM people WHERE spent > 5) SELECT person_id, spent FROM rich ORDER BY person_id",
]


@pytest.mark.parametrize("text", SELECTS)
def test_a_kept_select_gives_the_same_as_a_fresh_one_however_often(text):
    held = Written(q(text))
    for rows in (
        PEOPLE,
        PEOPLE.iloc[:1],
        PEOPLE.iloc[:0],
        pd.concat([PEOPLE, PEOPLE.assign(person_id=["d", "e", "f"])]),
    ):
        pd.testing.assert_frame_equal(run(held, {"people": rows}), run(q(text), {"people": rows}))


def test_a_kept_select_leaves_the_tree_as_it_was():
    tree = q(SELECTS[1])
    held = Written(tree)
    run(held, {"people": PEOPLE})
    run(held, {"people": PEOPLE}, limits=engine.Limits(threads=1))
    assert held.tree is tree
    assert tree == q(SELECTS[1])


def test_a_kept_select_is_admitted_and_written_out_once(monkeypatch):
    calls = []
    admit, text_of = gate.admit, gate.text_of
    monkeypatch.setattr(gate, "admit", lambda *given: calls.append("admit") or admit(*given))
    monkeypatch.setattr(gate, "text_of", lambda *given: calls.append("text") or text_of(*given))
    held = Written(q("SELECT person_id, spent > 20 AS big FROM people"))
    for spent in ([30.0, 1.0, 2.0], [1, 2, 3], [None, 50.0, None]):
        run(held, {"people": PEOPLE.assign(spent=spent)})
    assert sorted(calls) == ["admit", "text"]


def test_what_the_gate_refuses_it_refuses_again():
    held = Written(q("SELECT * FROM read_csv('secret.csv')"))
    for _ in range(2):
        with pytest.raises(LeadkitError):
            run(held, {"people": PEOPLE})


def test_a_kept_select_that_was_admitted_for_one_table_is_looked_at_again_for_others():
    held = Written(q("SELECT person_id FROM people"))
    run(held, {"people": PEOPLE})
    with pytest.raises((DataError, EngineError), match="people"):
        run(held, {"customers": PEOPLE})
    assert len(run(held, {"people": PEOPLE, "customers": PEOPLE})) == 3


# ---- another table --------------------------------------------------------------------------------------------------


def test_a_second_table_without_the_columns_is_refused_and_the_first_still_answered():
    held = Written(q("SELECT person_id, spent > 20 AS big FROM people"))
    run(held, {"people": PEOPLE})
    with pytest.raises(UnknownColumnError, match="spent"):
        run(held, {"people": PEOPLE.rename(columns={"spent": "spend"})})
    assert run(held, {"people": PEOPLE})["big"].tolist() == [True, pd.NA, False]


def test_a_second_table_with_more_columns_in_another_order_is_answered_rightly():
    held = Written(q("SELECT person_id, spent > 20 AS big FROM people"))
    other = PEOPLE.assign(age=[1, 2, 3])[["age", "spent", "country", "person_id"]]
    assert run(held, {"people": PEOPLE}).equals(run(held, {"people": other}))


def test_types_that_change_between_two_calls_are_those_of_the_second():
    held = Written(q("SELECT person_id, spent FROM people"))
    found = [
        run(held, {"people": PEOPLE.assign(spent=pd.Series(cells, dtype=dtype))})["spent"]
        for cells, dtype in (
            ([1, 2, 3], "int8"),
            ([1.5, None, 3], "Float64"),
            ([1, None, 3], "Int64"),
            (list("xyz"), "str"),
        )
    ]
    assert [str(one.dtype) for one in found] == ["int64", "Float64", "Int64", "str"]
    assert found[1].tolist() == [1.5, pd.NA, 3.0]
    assert found[3].tolist() == ["x", "y", "z"]


# ---- final ----------------------------------------------------------------------------------------------------------


IDS = ["=1+1", "+a", "-b", "@c", "\tx", "\rx", "＝x", "good"]


def a_card_file(folder, ids, budgets):
    made = pd.DataFrame({"person_id": ids, **GIVEN}).assign(stated_budget=budgets)
    made.to_parquet(folder / "people.parquet", index=False)
    return folder / "people.parquet"


@settings(max_examples=15, deadline=None)
@given(
    ids=st.lists(st.sampled_from(IDS), min_size=1, max_size=8, unique=True),
    budget=st.sampled_from([NAN, 0.0, 20_000.0]),
)
def test_final_lets_neither_nan_nor_a_formula_through_to_a_csv(tmp_path_factory, ids, budget):
    folder = tmp_path_factory.mktemp("final")
    lk.score(str(a_card_file(folder, ids, budget)), by=BANT, to=folder / "scores.csv")
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["person_id", *BANT.columns]
    assert {row[0] for row in rows} == {one if one == "good" else f"'{one}" for one in ids}
    for row in rows:
        assert "nan" not in [cell.casefold() for cell in row]
        assert [float(cell) >= 0 for cell in row[1:-1]] == [True] * (len(row) - 2)
        assert row[-1] in {tier.name for tier in BANT.tiers}


def test_final_is_about_the_columns_and_never_about_who_is_who():
    held = Written(q("SELECT person_id, 1.5::DOUBLE AS points FROM people"), final=True)
    ids = pd.DataFrame({"person_id": [1.0, NAN, 3.0]})
    assert run(held, {"people": ids})["person_id"].isna().tolist() == [False, True, False]
    assert run(held, {"people": ids})["points"].tolist() == [1.5] * 3


def test_a_tier_and_a_grade_are_names_and_can_be_no_formula():
    for name in ("=warm", "+warm", "-warm", "@warm"):
        with pytest.raises(LeadkitError):
            lk.Scorecard("ours", BANT.criteria, (lk.Tier(name, lk.Condition("score > 1")),))


# ---- what scoring keeps ---------------------------------------------------------------------------------------------


def frame(**columns):
    return pd.DataFrame({"person_id": ["a", "b"], **GIVEN, **columns})


def test_the_same_card_and_columns_are_written_once_and_other_columns_anew():
    for _ in range(3):
        lk.score(frame(), by=BANT)
    assert asking._select.cache_info()[:2] == (2, 1)
    lk.score(frame(age=40), by=BANT)
    lk.score(frame(), by=lk.scorecard("bant", list_price=40_000))
    assert asking._select.cache_info().misses == 3


def test_a_frame_whose_dtypes_change_is_scored_as_if_it_were_the_first():
    frames = [
        frame(),
        frame(stated_budget=pd.array([30_000, None], dtype="Int64")),
        frame(stated_budget=[None, None], authority=[None, None]),
        frame(authority=pd.Categorical(["decides", "none"])),
        frame(stated_budget=np.array([20_000, 1], dtype="int32")),
        frame(stated_budget=[19_999.99, NAN]),
        frame(need=pd.Series([None, "stock"], dtype="str")),
    ]
    one_after_the_other = [lk.score(one, by=BANT) for one in frames + frames[::-1]]
    for number, one in enumerate(frames + frames[::-1]):
        asking._select.cache_clear()
        pd.testing.assert_frame_equal(one_after_the_other[number], lk.score(one, by=BANT))
    scores = [one["score"].tolist() for one in one_after_the_other[: len(frames)]]
    assert scores == [[65, 65], [65, 40], [15, 15], [65, 40], [65, 40], [52, 40], [50, 55]]


def test_a_column_that_becomes_a_text_is_refused_and_not_read_as_before():
    lk.score(frame(), by=BANT)
    with pytest.raises(LeadkitError, match="stated_budget"):
        lk.score(frame(stated_budget=["a lot", "little"]), by=BANT)
    assert lk.score(frame(), by=BANT)["score"].tolist() == [65, 65]


def test_a_column_that_goes_missing_is_named_though_the_select_was_kept():
    lk.score(frame(), by=BANT)
    with pytest.raises(UnknownColumnError, match="'need'"):
        lk.score(frame().drop(columns="need"), by=BANT)


def test_columns_chosen_are_kept_apart():
    assert list(lk.score(frame(), by=BANT, columns=["score"])) == ["person_id", "score"]
    assert list(lk.score(frame(), by=BANT)) == ["person_id", *BANT.columns]
    assert list(lk.score(frame(), by=BANT, columns=["tier", "budget_low"])) == ["person_id", "tier", "budget_low"]
    assert list(lk.score(frame(), by=BANT, columns=["score"])) == ["person_id", "score"]


def test_two_cards_of_one_name_are_not_taken_for_each_other():
    dearer = BANT.changed("need", points={"some": 1})
    assert dearer.name == BANT.name
    assert [lk.score(frame(), by=card)["score"][0] for card in (BANT, dearer, BANT)] == [65, 51, 65]


# ---- a few people, one after the other ------------------------------------------------------------------------------


def kept_of(card):
    """Give the cursors that are kept ready for a card."""
    (held,) = asking._select(card, tuple(asking.who_is_who(CROWD).items()))._written.values()
    return held.ready


CROWD = pd.DataFrame(
    [
        {**GIVEN, "person_id": f"p{at}", "stated_budget": budget, "need": need}
        for at, (budget, need) in enumerate((b, n) for b in (NAN, 1.0, 20_000.0, 90_000.0) for n in ("some", None))
    ]
)


def test_one_by_one_everybody_gets_what_all_get_at_once_and_it_is_planned_once(monkeypatch):
    planned = []
    lay = kept.sources.lay
    monkeypatch.setattr(kept.sources, "lay", lambda *given, **more: planned.append(given[2]) or lay(*given, **more))
    alone = pd.concat([lk.score(CROWD.iloc[[at]], by=BANT) for at in range(len(CROWD))])
    pd.testing.assert_frame_equal(alone, lk.score(CROWD, by=BANT))
    assert len(planned) == 1


def test_eight_threads_at_once_each_get_their_own_answers():
    expected = lk.score(CROWD, by=BANT)

    def answers(at):
        place = at % len(CROWD)
        return place, lk.score(CROWD.iloc[[place]], by=BANT)

    with ThreadPoolExecutor(8) as several:
        for place, found in several.map(answers, range(80)):
            pd.testing.assert_frame_equal(found, expected.iloc[[place]])
    assert 1 <= len(kept_of(BANT)) <= kept.MOST


def test_nobody_is_remembered_by_what_is_kept_ready():
    lk.score(CROWD, by=BANT)
    (ready,) = kept_of(BANT)
    assert ready._rows.table.num_rows == 0


def test_what_was_stopped_does_not_come_back_and_the_next_is_answered(monkeypatch):
    def stopped(ready, *_):
        ready.connection.execute("SELECT nothing FROM nowhere")

    first = lk.score(CROWD, by=BANT)
    with monkeypatch.context() as patch:
        patch.setattr(kept.Ready, "answer", stopped)
        with pytest.raises(LeadkitError, match="nowhere"):
            lk.score(CROWD, by=BANT)
    assert kept_of(BANT) == []
    pd.testing.assert_frame_equal(lk.score(CROWD, by=BANT), first)


def test_a_connection_that_was_dropped_is_not_asked_again():
    first = lk.score(CROWD, by=BANT)
    (old,) = kept_of(BANT)
    locks.forget()
    old.connection.close()
    pd.testing.assert_frame_equal(lk.score(CROWD, by=BANT), first)
