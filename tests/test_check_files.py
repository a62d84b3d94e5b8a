"""The data check names headers and files at fault, and reads Parquet row by row."""

from pathlib import Path

import pandas as pd
import pytest
from check_damage import TODAY, cell, copied, folder_of, make_world, only, places, rows_of, write

from leadkit.check import check
from leadkit.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def copy(world, tmp_path):
    return copied(world, tmp_path)


def test_missing_misspelt_double_and_nameless_columns_are_named_in_line_1(tmp_path):
    folder_of(
        tmp_path,
        people="Person ID,emial,phone,Phone,,created_at\na,a@b.co,,,,2024-01-31\n",
        events="event_id,person_id,happened_at\n1,a,2024-01-31\n",
    )
    said = {(f.file, f.line, f.column): f.reason for f in check(tmp_path, today=TODAY).itertuples()}
    assert said.pop(("people.csv", 1, "Person ID")) == "There is no column 'Person ID'; did you mean 'person_id'?"
    assert "did you mean 'email'?" in said.pop(("people.csv", 1, "emial"))
    assert "is there twice" in said.pop(("people.csv", 1, "Phone"))
    assert said.pop(("events.csv", 1, "kind")) == "The column 'kind' is missing."
    (left,) = said.values()
    assert left == "Column number 5 has no name; give it one or take it away."


def test_a_header_that_holds_what_it_should_not_is_shown_harmlessly(tmp_path):
    folder_of(tmp_path, people="person_id,created_at,\x1b[31mx,\x1b[31mX,anna@x.th,anna@x.th\na,2024-01-31,,,,\n")
    told = check(tmp_path, today=TODAY)
    assert set(told.column) == {"\N{REPLACEMENT CHARACTER}[31mX", "a***@***"}
    assert "anna" not in told.to_string()
    assert "\x1b" not in told.to_string()


def test_a_column_that_the_data_package_promises_is_missed(copy):
    rows = rows_of(copy / "people.csv")
    at = rows[0].index("gender")
    write(copy / "people.csv", [row[:at] + row[at + 1 :] for row in rows])
    faults = check(copy, today=TODAY)
    assert places(faults) == [("people.csv", 1, "gender")]
    (copy / "datapackage.json").unlink()
    assert check(copy, today=TODAY).empty


def test_missing_and_misspelt_files_are_named(copy):
    (copy / "organisations.csv").unlink()
    (copy / "events.csv").rename(copy / "event.csv")
    said = {f.file: f.reason for f in check(copy, today=TODAY).itertuples()}
    assert said["event.csv"] == "'event.csv' is not read; rename it to 'events.csv'."
    assert said["events.csv"] == "datapackage.json names 'events.csv', but it is not in the folder."
    assert "is not in the folder" in said["organisations.csv"]
    (copy / "datapackage.json").unlink()
    said = {f.file: f.reason for f in check(copy, today=TODAY).itertuples()}
    assert (
        said["organisations.csv"] == "Rows of other tables refer to 'organisations', but the folder has no such table."
    )


def test_without_people_there_is_one_fault_that_says_so(tmp_path):
    assert only(check(tmp_path)).reason == "There is no file 'people.csv'; without it nothing can be read."
    folder_of(tmp_path, people="person_id,created_at\n")
    assert only(check(tmp_path)).reason == "There is a header but no row."


def test_a_table_in_two_forms_is_named(tmp_path):
    folder_of(tmp_path, people="person_id,created_at\na,2024-01-31\n")
    pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"]}).to_parquet(tmp_path / "people.parquet")
    assert "more than once (people.csv, people.parquet); keep one" in only(check(tmp_path, today=TODAY)).reason


@pytest.mark.parametrize(
    "text", ['{"resources": [}', '{"resources": 3}', "[]", '{"resources": [{"path": 1, "schema": 2}]}']
)
def test_a_broken_data_package_is_named_and_the_rows_are_checked_all_the_same(copy, text):
    (copy / "datapackage.json").write_text(text, encoding="utf-8")
    place = cell("people", "birth_year", 1, "x")(copy)
    found = places(check(copy, today=TODAY))
    assert [file for file, _, _ in found] == ["datapackage.json", "people.csv"]
    assert place in found


def test_a_folder_or_a_day_or_a_limit_that_makes_no_sense_is_refused(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        check(tmp_path / "nowhere")
    with pytest.raises(DataError, match="today='soon' is not a day"):
        check(tmp_path, today="soon")
    with pytest.raises(DataError, match="limit=0 would list nothing"):
        check(tmp_path, limit=0)
    with pytest.raises(UnknownNameError, match="No language 'de'"):
        check(tmp_path, lang="de")


def test_a_file_that_may_not_be_read_is_named(copy, monkeypatch):
    def refused(self, *args, **named):
        if self.name == "people.csv" and args == ("rb",):
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **named)

    opened = Path.open
    monkeypatch.setattr(Path, "open", refused)
    fault = check(copy, today=TODAY).iloc[0]
    assert (fault.file, fault.reason) == ("people.csv", "The file cannot be read (Permission denied).")


@pytest.fixture
def parquet(tmp_path):
    people = pd.DataFrame(
        {
            "person_id": ["a", "b", "c"],
            "created_at": pd.to_datetime(["2024-01-31", "2024-02-01", "2025-12-31"]),
            "birth_year": [1980.0, None, 12.5],
            "consent": [True, None, False],
            "country": pd.Categorical(["TH", "th", None]),
        }
    )
    people.to_parquet(tmp_path / "people.parquet")
    (tmp_path / "deals").mkdir()
    deal = {"deal_id": ["1"], "person_id": ["a"], "opened_at": pd.to_datetime(["2024-03-01"], utc=True), "seller": "us"}
    pd.DataFrame({**deal, "amount": [0.1 + 0.2]}).to_parquet(tmp_path / "deals" / "1.parquet")
    pd.DataFrame({**deal, "amount": [0.125]}).to_parquet(tmp_path / "deals" / "2.parquet")
    return tmp_path


def test_parquet_is_checked_row_by_row_whatever_its_types(parquet):
    faults = check(parquet, today=TODAY)
    said = [(f.file, f.line, f.column) for f in faults.itertuples()]
    assert said == [
        ("people.parquet", 2, "country"),
        ("people.parquet", 3, "created_at"),
        ("people.parquet", 3, "birth_year"),
        ("deals/1.parquet", 1, "deal_id"),
        ("deals/2.parquet", 1, "amount"),
        ("deals/2.parquet", 1, "deal_id"),
    ]
    assert faults.reason[3] == "This id also stands on line 1 (deals/2.parquet); each row needs its own."


def test_a_cut_or_empty_or_nested_parquet_file_is_named(parquet):
    whole = (parquet / "people.parquet").read_bytes()
    (parquet / "people.parquet").write_bytes(whole[: len(whole) // 2])
    (parquet / "deals" / "2.parquet").write_bytes(b"")
    said = {f.file: f.reason for f in check(parquet, today=TODAY).itertuples()}
    assert said["people.parquet"] == "This is not a whole Parquet file; was it cut off?"
    assert "The file is empty" in said["deals/2.parquet"]
    nested = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], "city": [["x"]]})
    nested.to_parquet(parquet / "people.parquet")
    fault = check(parquet, today=TODAY).iloc[0]
    assert (fault.file, fault.column) == ("people.parquet", "city")
    assert "holds lists or records" in fault.reason


def test_parquet_damaged_inside_is_named_at_the_row_from_which_it_cannot_be_read(parquet):
    rows = pd.DataFrame({"person_id": [f"p{i}" for i in range(9_000)], "created_at": "2024-01-31"})
    rows.to_parquet(parquet / "people.parquet", row_group_size=1_000, compression="zstd")
    data = bytearray((parquet / "people.parquet").read_bytes())
    half = len(data) // 2
    data[half : half + 200] = b"\xff" * 200
    (parquet / "people.parquet").write_bytes(data)
    faults = check(parquet, today=TODAY)
    here = faults[faults.file == "people.parquet"]
    assert only(here).line % 1_000 == 1
    assert 2_000 < here.line.iloc[0] < 7_000
    assert (
        here.reason.iloc[0] == f"The rows up to {here.line.iloc[0] + 999:,} cannot be read: the file is damaged here."
    )
    assert faults.attrs["rows"] == 8_000 + 2


def test_what_a_folder_is_silent_about_is_said_and_is_no_fault(tmp_path):
    (tmp_path / "people.csv").write_text("person_id,created_at,phone,email\na,2024-01-31,,\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text(
        "event_id,person_id,happened_at,kind,seconds,other_person_id\n1,a,2024-01-31,chat,,\n", encoding="utf-8"
    )
    (tmp_path / "deals.csv").write_text("deal_id,person_id,opened_at,closed_at,won,units,seller\n", encoding="utf-8")
    (tmp_path / "crm_records.parquet").write_bytes(b"cut off")
    faults = check(tmp_path)
    assert set(faults["file"]) == {"crm_records.parquet"}
    nothing = "will be 0 or no for everybody, which does not mean that it is known."
    assert faults.attrs["notes"] == [
        "The table 'people' has no column 'social_account': has_social_account will be unknown for everybody.",
        f"The table 'events' has no column 'session_id': visits_30d, abandoned_carts {nothing}",
        f"There is no table 'answers': asked_budget, asked_authority, asked_need, asked_timescale … (9) {nothing}",
        f"The table 'deals' has no column 'amount': total_spent {nothing}",
    ]
    assert check(tmp_path, lang="vi").attrs["notes"][0].startswith("Bảng 'people' không có cột 'social_account'")
