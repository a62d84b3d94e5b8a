"""Small CSV files are read once, read again when they change, and complained of as if nothing were kept."""

import gc
import os
import weakref

import pandas as pd
import pytest
from sqlglot import exp

import leadkit as lk
from leadkit import engine
from leadkit.errors import DataError
from leadkit.tables import Tables

PEOPLE = "person_id,created_at,country\na,2025-01-01,TH\nb,2025-01-02,VN\n"
EVENTS = "event_id,person_id,happened_at,kind\n1,a,2025-01-03 10:00:00,demo_request\n"


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return lk.read(tmp_path)


@pytest.fixture
def read(monkeypatch):
    """Note which files are read into memory."""
    seen, rows = [], engine.rows

    def noted(source, *more):
        file = source if isinstance(source, engine.File) else source.inputs["held"]
        seen.append(os.path.basename(file.path))  # noqa: PTH119 - a glob is no path
        return rows(source, *more)

    monkeypatch.setattr(engine, "rows", noted)
    return seen


def test_a_small_file_is_read_once_and_only_when_it_is_asked(tables, read):
    assert tables["people"]["country"].tolist() == ["TH", "VN"]
    assert read == ["people.csv"]
    for _ in range(3):
        assert lk.snapshot(tables, as_of="2025-02-01")["demo_requests"].tolist() == [1, 0]
    assert sorted(read) == ["events.csv", "people.csv"]


def test_what_is_kept_is_what_the_file_says(monkeypatch):
    sample = lk.load("shop")
    kept = {name: sample[name] for name in sample.names}
    monkeypatch.setattr("leadkit.tables.held.SMALL", 0)
    for name, rows in kept.items():
        pd.testing.assert_frame_equal(rows, lk.load("shop")[name], check_exact=True)


def test_a_file_that_has_changed_is_read_again(tables, tmp_path, read):
    assert len(lk.snapshot(tables, as_of="2025-02-01")) == 2
    (tmp_path / "people.csv").write_text(PEOPLE + "c,2025-01-05,TH\n", encoding="utf-8")
    assert lk.snapshot(tables, as_of="2025-02-01")["person_id"].tolist() == ["a", "b", "c"]
    assert read.count("people.csv") == 2
    assert read.count("events.csv") == 1


def test_a_bad_cell_is_said_by_whoever_asks_for_it_and_by_nobody_else(tables, tmp_path):
    (tmp_path / "events.csv").write_text(EVENTS + "2,b,yesterday,page_view\n", encoding="utf-8")
    people = engine.run(column_of("people", "country"), tables.inputs())
    assert people["country"].tolist() == ["TH", "VN"]
    assert engine.run(column_of("events", "kind"), tables.inputs())["kind"].tolist() == ["demo_request", "page_view"]
    for _ in range(2):
        with pytest.raises(DataError, match=r"events\.csv.* line 3.*happened_at"):
            lk.snapshot(tables, as_of="2025-02-01")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    assert lk.snapshot(tables, as_of="2025-02-01")["demo_requests"].tolist() == [1, 0]


def test_a_file_that_is_gone_is_said(tables, tmp_path):
    assert len(tables["events"]) == 1
    (tmp_path / "events.csv").unlink()
    with pytest.raises(DataError, match="There is no file"):
        lk.snapshot(tables, as_of="2025-02-01")


def test_large_files_and_parquet_are_not_kept(tables, tmp_path, read, monkeypatch):
    monkeypatch.setattr("leadkit.tables.held.SMALL", len(EVENTS))
    assert len(PEOPLE) < len(EVENTS)
    (tmp_path / "events.csv").write_text(EVENTS * 2, encoding="utf-8")
    Tables({"people": tmp_path / "people.csv", "events": tmp_path / "events.csv"}).inputs()["events"]
    assert read == []
    pd.DataFrame({"person_id": ["a"], "created_at": ["2025-01-01"]}).to_parquet(tmp_path / "other.parquet")
    Tables({"people": tmp_path / "other.parquet"})["people"]
    assert read == []


def test_a_file_that_has_grown_is_not_read_into_memory(tables, tmp_path, read, monkeypatch):
    assert len(tables["people"]) == 2
    monkeypatch.setattr("leadkit.tables.held.SMALL", len(PEOPLE))
    (tmp_path / "people.csv").write_text(PEOPLE + "c,2025-01-05,TH\n", encoding="utf-8")
    assert tables["people"]["person_id"].tolist() == ["a", "b", "c"]
    assert read == ["people.csv"]


def test_a_file_is_the_same_one_from_another_folder(tmp_path, monkeypatch, read):
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    tables = Tables({"people": "people.csv"})
    assert len(tables["people"]) == 2
    monkeypatch.chdir(tmp_path / "there")
    (tmp_path / "here" / "people.csv").write_text(PEOPLE + "c,2025-01-05,TH\n", encoding="utf-8")
    assert len(tables["people"]) == 3
    assert read == ["people.csv", "people.csv"]


def test_a_further_file_of_a_pattern_is_read_too(tmp_path):
    (tmp_path / "people-1.csv").write_text(PEOPLE, encoding="utf-8")
    tables = Tables({"people": str(tmp_path / "people-*.csv")})
    assert tables["people"]["person_id"].tolist() == ["a", "b"]
    (tmp_path / "people-2.csv").write_text("person_id,created_at,country\nc,2025-01-05,TH\n", encoding="utf-8")
    assert tables["people"]["person_id"].tolist() == ["a", "b", "c"]


def test_what_is_kept_goes_with_the_tables(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    tables = Tables({"people": tmp_path / "people.csv"})
    kept = weakref.ref(tables.inputs()["people"])
    assert tables.inputs()["people"] is kept()
    del tables
    gc.collect()
    assert kept() is None


def test_rows_of_an_input_have_the_types_of_the_engine(tmp_path):
    (tmp_path / "deals.csv").write_text("amount,units,note\n1.10,7,=1+1\n", encoding="utf-8")
    rows = engine.rows(engine.File(str(tmp_path / "deals.csv"), {"amount": "DECIMAL(18,2)", "units": "INTEGER"}))
    assert [str(kind) for kind in rows.schema.types] == ["decimal128(18, 2)", "int64", "string"]
    assert rows["note"].to_pylist() == ["=1+1"]


def column_of(table, column):
    return exp.select(column).from_(exp.to_table(table))
