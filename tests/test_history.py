"""History: each day asked as it was known that day; transitions: everybody's step from one date to the next."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshot_by_hand import DAY, event, made
from snapshot_worlds import DAY as WORLD_DAY
from snapshot_worlds import cut, random_rows, rewritten, shuffled, tables_of

import leadkit as lk
from leadkit.conditions import Condition, Expression
from leadkit.errors import DataError, LeadkitError, UnknownColumnError, UnknownNameError
from leadkit.history import GROUPS, history, transitions
from leadkit.scoring import Axis, Criterion, Rule, Scorecard, Tier
from leadkit.segments import Measure, Segment, Segmentation

DEMO = Criterion("demo", (Rule("asked", Condition("demo_requests > 0"), 25),))
CARD = Scorecard("small", (DEMO,), (Tier("warm", Condition("score > 0")), Tier("cold", Condition("TRUE"))))
SOME = Segmentation(
    "some",
    Condition("first_seen_days >= 0"),
    (
        Measure("seen", Expression("first_seen_days"), grades=3, best="high"),
        Measure("visits", Expression("visits_30d"), cuts=(1, 3), best="high"),
    ),
    (Segment("regulars", Condition("visits >= 2")), Segment("old", Condition("seen = 3"), "call_them")),
)
DATES = [WORLD_DAY - timedelta(days=days) for days in (60, 7, 0)]
NO_TABLES = (
    "What was known on a day that is past can be asked of tables only, and a snapshot is of one day: give Tables, as "
    "in lk.load('saas')."
)
MONTHS = ["2025-01-31", "2025-02-28", "2025-03-31"]


def by_name(told):
    return {(a, b): n for a, b, n in told[["from", "to", "pairs"]].itertuples(index=False)}


def months(*, column="tier", **people):
    """Write a history by hand: a letter a month, a dot where somebody was not there."""
    rows = [
        {"person_id": who, "as_of": pd.Timestamp(month), column: {"-": None}.get(group, group)}
        for month, at in zip(MONTHS, range(3), strict=True)
        for who, groups in people.items()
        if (group := groups[at]) != "."
    ]
    return pd.DataFrame(rows).astype({column: "str"})


# ---- history ------------------------------------------------------------------------------------------------------


def test_every_day_is_asked_as_it_was_known_that_day():
    tables = made(
        [{"person_id": "b", "created_at": "2025-01-01"}, {"person_id": "a", "created_at": "2025-02-10"}],
        events=[event("demo_request", "2025-02-28 23:59:59", person_id="b"), event("demo_request", "2025-03-01")],
    )
    told = history(tables, by=CARD, dates=["2025-03-31", "2025-01-31", "2025-02-28", "2025-02-28"])
    assert told.assign(as_of=told["as_of"].astype("str")).to_numpy().tolist() == [
        ["b", "2025-01-31", 0.0, "cold"],
        ["a", "2025-02-28", 0.0, "cold"],
        ["b", "2025-02-28", 25.0, "warm"],
        ["a", "2025-03-31", 25.0, "warm"],
        ["b", "2025-03-31", 25.0, "warm"],
    ]
    assert [str(kind) for kind in told.dtypes] == ["str", "datetime64[us]", "float64", "str"]
    assert list(told.index) == [0, 1, 2, 3, 4]


@lru_cache(maxsize=4)
def told_of(by, seed):
    return history(tables_of(random_rows(seed)), by=by, dates=DATES)


@pytest.mark.parametrize("by", [CARD, SOME], ids=["card", "segmentation"])
def test_a_day_of_a_history_is_the_verb_on_the_snapshot_of_that_day(by):
    told = told_of(by, 1)
    for day in DATES:
        people = lk.snapshot(tables_of(random_rows(1)), as_of=day)
        asked = (lk.score if by is CARD else lk.segment)(people, by=by)
        mine = told[told["as_of"] == pd.Timestamp(day)].drop(columns="as_of").reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, asked[list(mine.columns)], check_dtype=False)
    assert told.iloc[:, 2:].nunique(dropna=False).min() > 1  # there is something to compare


@pytest.mark.parametrize("by", [CARD, SOME], ids=["card", "segmentation"])
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_dated_later_changes_no_history(by, seed):
    rows, told = random_rows(seed), told_of(by, seed)
    for later in (rewritten(rows, seed), cut(rows), shuffled(rows, random.Random(seed))):  # noqa: S311 - a die for tests
        pd.testing.assert_frame_equal(history(tables_of(later), by=by, dates=DATES), told, check_exact=True)


def test_what_is_dated_before_a_day_does_change_it():
    """The leak test is able to fail: the same rewriting, seen from a later day, is another history."""
    rows, later = random_rows(1), [WORLD_DAY + timedelta(days=40)]
    assert not history(tables_of(rewritten(rows, 1)), by=SOME, dates=later).equals(
        history(tables_of(rows), by=SOME, dates=later)
    )


@pytest.mark.parametrize("by", [CARD, SOME], ids=["card", "segmentation"])
def test_one_snapshot_is_made_a_day_and_of_the_asked_columns_only(by, monkeypatch):
    made_of, select = [], lk.snapshot.__globals__["select"]
    monkeypatch.setitem(
        lk.snapshot.__globals__, "select", lambda *given: made_of.append((given[1], given[2])) or select(*given)
    )
    history(made("a b", events=[event("page_view")]), by=by, dates=["2025-06-30", "2025-06-30", "2025-05-31"])
    assert [day for day, _ in made_of] == [date(2025, 5, 31), date(2025, 6, 30)]
    assert all(set(columns) == set(by.reads) for _, columns in made_of)


def test_a_card_gives_what_it_has():
    tables, demo = made("a", events=[event("demo_request")]), Axis("fit", ("demo",), (10,))
    none = Scorecard("none", (DEMO,))
    assert list(history(tables, by=none, dates=[DAY]).columns) == ["person_id", "as_of", "score"]
    both = Scorecard("both", (DEMO,), CARD.tiers, (demo, Axis("engagement", ("demo",), (5,))))
    assert history(tables, by=both, dates=[DAY]).iloc[0, 2:].tolist() == [25.0, "warm", "A1"]


def test_a_segmentation_gives_its_measures_and_no_play():
    told = history(made("a"), by=SOME, dates=DAY)
    assert list(told.columns) == ["person_id", "as_of", "seen", "visits", "segment"]


def test_days_may_be_texts_dates_and_moments():
    tables = made("a b")
    wanted = history(tables, by=CARD, dates=["2025-05-31", "2025-06-30"])
    days = pd.date_range("2025-05-31", "2025-06-30", freq="ME")
    for dates in (days, [date(2025, 6, 30), "2025-05-31"], iter(["2025-06-30", pd.Timestamp("2025-05-31 18:00")])):
        pd.testing.assert_frame_equal(history(tables, by=CARD, dates=dates), wanted)
    assert history(tables, by=CARD, dates=date(2025, 6, 30))["as_of"].unique().tolist() == [pd.Timestamp(DAY)]


def test_progress_is_told_over_all_days():
    told = []
    history(made("a b"), by=CARD, dates=MONTHS, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert all(0 <= share <= 1 for share in told)


def test_the_tables_are_not_touched():
    people = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-01"]})
    before = people.copy(deep=True)
    history(lk.Tables({"people": people}), by=SOME, dates=MONTHS)
    pd.testing.assert_frame_equal(people, before)


@pytest.mark.parametrize(
    ("given_", "kind", "says"),
    [
        ({"dates": []}, DataError, "history needs at least one day: write dates=['2025-01-31', '2025-02-28']."),
        ({"dates": ["soon"]}, LeadkitError, "as_of 'soon' is not a day; write it as in '2025-06-30'."),
        (
            {"dates": ["2023-12-31"]},
            DataError,
            "as_of 2023-12-31 is before the data: the first person was known on 2024-01-01.",
        ),
        (
            {"by": "rfm"},
            UnknownNameError,
            "by= takes a scorecard or a segmentation here, not 'rfm': write by=lk.segmentation('rfm').",
        ),
        (
            {"tables": pd.DataFrame({"person_id": ["a"]})},
            DataError,
            NO_TABLES,
        ),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(given_, kind, says):
    asked = {"tables": made("a"), "by": CARD, "dates": [DAY]} | given_
    with pytest.raises(kind) as caught:
        history(asked.pop("tables"), **asked)
    assert str(caught.value) == says


# ---- transitions --------------------------------------------------------------------------------------------------


def test_who_stays_who_moves_who_comes_and_who_leaves_is_counted():
    told = transitions(months(a="AAB", b="ABB", c=".AA", d="BB.", e="B.B"))
    assert by_name(told) == {
        ("A", "A"): 2,
        ("A", "B"): 2,
        ("B", "B"): 2,
        ("B", "left"): 2,
        ("new", "A"): 1,
        ("new", "B"): 1,
    }
    assert told["share"].tolist() == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    assert [str(kind) for kind in told.dtypes] == ["str", "str", "int64", "float64", "float64", "float64"]


def test_the_intervals_are_those_of_wilson_for_each_from():
    told = transitions(months(a="AAB", b="ABB", c="AAA"))
    wanted = lk.shares([3, 2, 1], [5, 5, 1])
    pd.testing.assert_frame_equal(told[["share", "low", "high"]], wanted)


def test_a_missing_group_is_one_of_its_own():
    told = transitions(months(a="A--", b="--A", c="AAA"))
    assert [[None if pd.isna(one) else one for one in row] for row in told[["from", "to"]].to_numpy()] == [
        ["A", "A"],
        ["A", None],
        [None, "A"],
        [None, None],
    ]
    assert told["pairs"].tolist() == [2, 1, 1, 2]


def test_groups_stand_in_the_order_asked_and_the_others_by_name_after_them():
    told = transitions(months(a="ABC", b="CAB", c=".CA"), order=["C", "nobody", "B"])
    assert list(dict.fromkeys(told["from"])) == ["C", "B", "A", "new"]


def test_the_rows_may_stand_in_any_order_and_whoever_is_not_wanted_be_left_out():
    table = months(a="AAB", b="ABB", c=".AA", d="BB.")
    for seed in range(3):
        pd.testing.assert_frame_equal(transitions(table.sample(frac=1, random_state=seed)), transitions(table))
    assert ("new", "A") not in by_name(transitions(table[table["person_id"] != "c"]))


def test_the_column_is_named_or_the_first_that_is_there():
    both = months(a="AAB").assign(segment=["x", "y", "y"], grade=["A1", "A1", "A1"])
    assert by_name(transitions(both)) == {("x", "y"): 1, ("y", "y"): 1}
    assert by_name(transitions(both, "grade")) == {("A1", "A1"): 2}
    assert GROUPS == ("segment", "tier", "grade")


def test_a_group_of_the_name_of_those_who_come_is_told_apart():
    table = months(a="AAB").replace({"tier": {"A": "new"}})
    with pytest.raises(DataError, match=r"^A group is called 'new', which transitions calls those who came or went: "):
        transitions(table)
    assert by_name(transitions(table, new="came")) == {("new", "new"): 1, ("new", "B"): 1}


@pytest.mark.parametrize(
    ("table", "kind", "says"),
    [
        (months(a="A.."), DataError, "Nobody can move on fewer than two dates: ask history of two or more."),
        (months(a="AAA").iloc[:0], DataError, "Nobody can move on fewer than two dates: ask history of two or more."),
        (
            pd.concat([months(a="AAA"), months(a="B..")]),
            DataError,
            "A person stands twice on one date in the history: keep one row a person and date.",
        ),
        (
            months(a="AAA").rename(columns={"as_of": "as_off"}),
            UnknownColumnError,
            "The history has no column 'as_of'. Did you mean 'as_off'?",
        ),
        (
            months(a="AAA", column="colour"),
            UnknownColumnError,
            "The history has no column 'segment'. There are: as_of, colour, person_id.",
        ),
    ],
)
def test_a_history_that_cannot_be_counted_is_one_sentence(table, kind, says):
    with pytest.raises(kind) as caught:
        transitions(table)
    assert str(caught.value) == says


@given(people=st.lists(st.text("AB.-", min_size=3, max_size=3), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_all_pairs_but_the_new_add_up_to_every_date_but_the_last_and_all_but_those_who_left_to_all_but_the_first(
    people,
):
    if any(not any(groups[at] != "." for groups in people) for at in range(3)):
        return  # a date on which nobody was there is no date of the history
    table = months(**{f"p{n}": groups for n, groups in enumerate(people)})
    told = transitions(table)
    assert told.loc[told["from"] != "new", "pairs"].sum() == (table["as_of"] < MONTHS[-1]).sum()
    assert told.loc[told["to"] != "left", "pairs"].sum() == (table["as_of"] > MONTHS[0]).sum()
    each = told.fillna({"from": "-"}).groupby("from")["share"].sum()
    assert each.to_numpy() == pytest.approx([1.0] * len(each))
    assert not told[["from", "to"]].duplicated().any()


def test_the_pairs_of_a_real_world_add_up():
    tables = lk.load("shop")
    told = history(tables, by=lk.scorecard("temperature"), dates=MONTHS)
    moved = transitions(told, order=["cold", "warm"])
    people = told.groupby("as_of").size().tolist()
    assert moved.loc[moved["from"] != "new", "pairs"].sum() == sum(people[:-1])
    assert moved.loc[moved["from"] == "new", "pairs"].sum() == people[-1] - people[0]  # nobody is forgotten
    assert "left" not in moved["to"].tolist()
