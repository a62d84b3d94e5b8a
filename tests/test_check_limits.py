"""The data check stays small and discreet: limits, disk, masked contact details, three languages."""

import re
from pathlib import Path

import pandas as pd
import pytest
from check_damage import TODAY, cell, copied, folder_of, make_world, only

from leadkit import schema
from leadkit.check import check, keys, lines


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def copy(world, tmp_path):
    return copied(world, tmp_path)


def test_faults_beyond_the_limit_are_counted_per_file_column_and_reason(tmp_path):
    rows = "".join(f"p{i % 50},soon,x@\n" for i in range(200))
    folder_of(tmp_path, people=f"person_id,created_at,email\n{rows}", events="event_id,person_id,happened_at,kind\n")
    faults = check(tmp_path, today=TODAY, limit=10)
    assert len(faults) == 33
    assert faults.attrs["faults"] == 600
    assert faults.attrs["not_listed"] == 570
    assert (
        faults.reason.tail(3).tolist()
        == ["190 more rows have this fault in this file and column; only the first 10 are listed."] * 3
    )
    assert set(faults.column.tail(3)) == {"person_id", "created_at", "email"}
    assert faults.line.tail(3).isna().all()


def test_duplicates_beyond_the_limit_are_counted_file_by_file(tmp_path):
    (tmp_path / "people").mkdir()
    for part in ("1", "2"):
        rows = pd.DataFrame({"person_id": ["a"] * 30, "created_at": "2024-01-31"})
        rows.to_parquet(tmp_path / "people" / f"{part}.parquet")
    faults = check(tmp_path, today=TODAY, limit=10)
    assert faults.attrs["faults"] == 60
    more = faults.tail(2)
    assert more.file.tolist() == ["people/1.parquet", "people/2.parquet"]
    assert [int(re.match(r"\d+", text)[0]) for text in more.reason] == [20, 20]


def test_unknown_ids_beyond_the_limit_are_counted(tmp_path):
    rows = "".join(f"{i},nobody,2024-01-31,page_view\n" for i in range(25))
    folder_of(
        tmp_path, people="person_id,created_at\na,2024-01-31\n", events="event_id,person_id,happened_at,kind\n" + rows
    )
    faults = check(tmp_path, today=TODAY, limit=10)
    assert faults.line.tolist() == [*range(2, 12), pd.NA]
    assert faults.reason.iloc[-1].startswith("15 more rows")
    assert faults.attrs["faults"] == 25


def test_a_quoted_row_of_another_width_is_found_in_a_piece_read_at_once(tmp_path):
    folder_of(tmp_path, people='person_id,created_at,city\na,2024-01-31,"x, y"\nb,2024-01-31,"x", y\n')
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.reason[:43]) == (3, "The row has 4 cells where the header has 3;")


def test_many_ids_are_compared_on_disk_with_the_same_result(copy, monkeypatch):
    cell("events", "person_id", 3, "p12")(copy)
    before = check(copy, today=TODAY)
    monkeypatch.setattr(keys, "IN_MEMORY", 100)
    pd.testing.assert_frame_equal(check(copy, today=TODAY), before)
    assert len(before) == 1


def test_whole_pieces_and_single_lines_are_judged_alike(copy, monkeypatch):
    cell("events", "person_id", 3, "p12")(copy)
    cell("events", "kind", 7, "x")(copy)
    cell("people", "birth_year", 2, "x")(copy)
    before = check(copy, today=TODAY)
    assert len(before) == 3
    monkeypatch.setattr(lines.quick, "columns", lambda *_: None)
    pd.testing.assert_frame_equal(check(copy, today=TODAY), before)


def test_contact_details_are_masked_and_long_or_unprintable_cells_are_shortened(tmp_path):
    long = "x" * 200
    folder_of(
        tmp_path,
        people="person_id,created_at,email,phone,city,crm_role\n"
        f"somchai@example.com,{long},secret.example.com,call 0812345678,x,\x1b[31mred\n"
        "somchai@example.com,+66 81 234 5678,a@b.co,081,x,anna@example.com\n",
    )
    faults = check(tmp_path, today=TODAY)
    everything = faults.to_string()
    for secret in ("somchai", "secret", "0812345678", "234 5678", "anna", "\x1b", long):
        assert secret not in everything
    assert (faults.value.str.len() <= 60).all()
    assert "s***@***" in set(faults.value)


@pytest.mark.parametrize(("lang", "says"), [("th", "กรุณาเขียน 2024-01-30"), ("vi", "hãy viết 2024-01-30")])
def test_reasons_are_said_in_three_languages(copy, lang, says):
    cell("people", "created_at", 1, "45321")(copy)
    cell("people", "country", 2, "Thailand")(copy)
    faults = check(copy, today=TODAY, lang=lang)
    assert says in faults.reason[0]
    assert schema.tables()["people"].field("country").meaning[lang] in faults.reason[1]


def test_progress_rises_to_one(copy):
    told = []
    check(copy, today=TODAY, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 10


def test_every_sentence_of_the_check_is_used_and_has_its_twins():
    from leadkit import words  # noqa: PLC0415 - only here

    keys_of = [key for key in words.strings("en") if key.startswith("check.")]
    source = "".join(file.read_text(encoding="utf-8") for file in Path(lines.__file__).parent.glob("*.py"))
    unused = [key for key in keys_of if f'"{key.removeprefix("check.")}"' not in source and f"{key}" not in source]
    made = {f"check.{kind}" for kind in schema.DUCKDB}  # the kind of the column is the name of its sentence
    assert set(unused) <= made
    for key in keys_of:
        holes = [sorted(re.findall(r"\{(\w+)\}", words.strings(lang)[key])) for lang in words.LANGUAGES]
        assert holes[0] == holes[1] == holes[2], key
