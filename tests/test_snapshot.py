"""The verb: who is in a snapshot, which day is asked, what comes out, and what its SELECT reads."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from snapshot_by_hand import DAY, event, made, one
from sqlglot import exp

from leadkit import engine, schema, vocabulary
from leadkit.datasets import load
from leadkit.errors import DataError, EngineError, LeadkitError
from leadkit.snapshot import day_of, of, select, snapshot
from leadkit.tables import Tables

TABLES = ("people", "changes", "organisations", "events", "answers", "deals", "crm_records")  # that a snapshot reads


def test_people_who_were_met_later_are_absent():
    people = [{"person_id": p, "created_at": at} for p, at in (("b", "2025-06-30T23:59:59"), ("a", "2025-07-01"))]
    assert snapshot(made(people), DAY)["person_id"].tolist() == ["b"]


def test_people_come_sorted_one_row_each_with_all_columns_in_order():
    told = snapshot(made("c b a"), DAY)
    assert told["person_id"].tolist() == ["a", "b", "c"]
    assert told.columns.tolist() == list(vocabulary.columns())


def test_tastes_of_a_world_stand_after_the_children():
    people = [{"person_id": "a", "created_at": "2025-01-01", "likes_toys": True, "likes_golf": None}]
    told = snapshot(made(people), DAY)
    at = told.columns.get_loc("children_at_home")
    assert told.columns[at + 1 : at + 4].tolist() == ["likes_golf", "likes_toys", "seniority"]
    assert one(made(people), "likes_golf", "likes_toys") == [None, True]


def test_a_taste_may_have_any_name():
    name = 'likes_to "drop" it); --'
    told = snapshot(made([{"person_id": "a", "created_at": "2025-01-01", name: True}]), DAY)
    assert told[name].tolist() == [True]


def test_dtypes_are_plain_where_nothing_can_be_empty():
    told = snapshot(made(), DAY).dtypes.astype("str").to_dict()
    shown = {
        "purchases": "int64",
        "total_spent": "float64",
        "age": "Int64",
        "stated_budget": "Float64",
        "mean_order": "Float64",
    }
    assert {name: told[name] for name in shown} == shown
    assert {told["in_crm"], told["consent"]} == {"boolean"}
    assert {told["person_id"], told["screened"]} == {"str"}


def test_the_last_day_of_the_tables_is_asked_unless_another_is():
    tables = made(events=[event("page_view", "2025-06-11T10:00:00")])
    assert snapshot(tables)["last_activity_days"].tolist() == [0]
    assert day_of(tables) == date(2025, 6, 11)


@pytest.mark.parametrize(
    "day",
    [
        "2025-06-30",
        date(2025, 6, 30),
        datetime(2025, 6, 30, 12),  # noqa: DTZ001 - a moment without a zone is UTC
        pd.Timestamp("2025-06-30"),
        datetime(2025, 6, 30, 5, tzinfo=UTC),
        pd.Timestamp("2025-07-01T05:00", tz="Asia/Bangkok"),
    ],
)
def test_a_day_may_be_a_text_a_date_or_a_moment(day):
    assert day_of(made(), day) == date(2025, 6, 30)


@pytest.mark.parametrize(
    "day", ["yesterday", "2025-6-30", "2025-02-30", "30/06/2025", "20250630", "", 20250630, pd.NaT, "9999-12-31"]
)
def test_what_is_no_day_is_refused_in_one_sentence(day):
    with pytest.raises(LeadkitError, match=r"^as_of '.*' is not a day; write it as in '2025-06-30'\.$"):
        snapshot(made(), day)


def test_a_day_before_the_data_is_refused_in_one_sentence():
    with pytest.raises(
        DataError, match="as_of 2023-12-31 is before the data: the first person was known on 2024-01-01"
    ):
        select(made(), "2023-12-31")


def test_an_empty_table_of_people_is_refused_in_one_sentence():
    nobody = Tables(
        {
            "people": pd.DataFrame({"person_id": [], "created_at": []}),
            "events": pd.DataFrame([{"event_id": "1", "person_id": "a", "happened_at": "2025-01-01", "kind": "chat"}]),
        }
    )
    with pytest.raises(DataError, match="The table 'people' is empty"):
        snapshot(nobody)


def test_tables_are_not_touched():
    tables = made(events=[event("chat")])
    before = {name: frame.copy(deep=True) for name, frame in tables.sources.items()}
    snapshot(tables, DAY)
    assert all(frame.equals(before[name]) for name, frame in tables.sources.items())


def test_a_verb_can_ask_tables_of_their_day():
    tables = made("b a", events=[event("chat", "2025-06-01"), event("chat", "2025-06-20")])
    asked = [exp.alias_(exp.column("chats") > 1, "talks")]
    assert engine.ask(of(tables, DAY), asked).to_dict("list") == {"person_id": ["a", "b"], "talks": [True, False]}
    assert engine.ask(of(tables, "2025-06-10"), asked)["talks"].tolist() == [False, False]


def test_a_snapshot_is_handed_on_and_has_no_other_day():
    people = snapshot(made(), DAY)
    assert of(people) is people
    with pytest.raises(LeadkitError, match="this is a snapshot already"):
        of(people, DAY)


def test_a_file_can_be_written_and_holds_the_same(tmp_path):
    tables = made("b a", deals=[{"opened_at": "2025-01-01", "closed_at": "2025-01-02", "won": True, "amount": 8.25}])
    path = snapshot(tables, DAY, to=tmp_path / "people.parquet", limits=engine.Limits(memory="500MB", threads=1))
    told = pd.read_parquet(path)
    assert told["person_id"].tolist() == ["a", "b"]
    assert [str(cell) for cell in told["total_spent"]] == ["8.25", "0.00"]
    assert told.columns.tolist() == list(vocabulary.columns())


def test_progress_is_told_and_limits_are_kept():
    told: list[float] = []
    snapshot(made(), DAY, progress=told.append)
    assert told[-1] == 1
    with pytest.raises(EngineError):
        snapshot(made(), DAY, limits=engine.Limits(seconds=1e-6))


def test_the_select_reads_from_top_to_bottom_a_part_a_table():
    tree = select(made(), DAY)
    parts = [part.alias for part in tree.ctes]
    read = {table.name for table in tree.find_all(exp.Table)} - set(parts)
    assert read == set(TABLES)
    assert read < set(schema.tables())
    assert {column.table for column in vocabulary.columns().values()} <= set(parts)
    assert not list(tree.find_all(exp.Placeholder))
    assert max(len(line) for line in tree.sql("duckdb", pretty=True).splitlines()) < 200


def test_every_table_with_a_date_is_cut_at_the_end_of_the_day():
    """The one place where the future could leak in: each dated table is read once, below the border."""
    tree = select(made(), DAY)
    for name in set(TABLES) - {"organisations"}:
        (table,) = [table for table in tree.find_all(exp.Table) if table.name == name]
        where = table.parent_select.args["where"].sql("duckdb")
        assert f"{schema.table(name).time} < CAST('2025-07-01' AS TIMESTAMP)" in where


def test_a_snapshot_still_to_be_computed_knows_what_its_columns_hold():
    found = of(load("shop"), "2025-01-01")
    assert engine.columns_of(found) == engine.columns_of(engine.Derived(found.select, found.inputs))
