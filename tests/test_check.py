"""The data check names every bad row at its place, says what to write instead, writes nothing, and stays small."""
# ruff: noqa: PD011 - a field of the schema has `values`; it is no DataFrame

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from leadkit import datasets, engine, schema
from leadkit.check import cells, check, keys, lines
from leadkit.errors import DataError, UnknownNameError

TODAY = "2025-06-30"


SOUND = {
    "text": "x",
    "integer": "1",
    "number": "0.5",
    "money": "12.50",
    "yes_no": "true",
    "day": "2024-01-31",
    "time": "2024-01-31 09:15:00",
    "email": "somchai@example.com",
    "phone": "+66 81 234 5678",
    "full_name": "สมชาย ใจดี, Jr.",
    "country": "TH",
    "language": "th",
    "birth_year": "1980",
    "question": "budget",
    "field": "city",
    "same_as": "",
}
ROWS = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A small world in CSV, every table and column, with its data package; tests damage copies of it."""
    folder = tmp_path_factory.mktemp("world")
    files = {}
    for table in [*schema.tables().values(), schema.truth()]:
        fields = [*table.fields, *([table.field("likes_tea")] if table.free else [])]
        rows = [[f.name for f in fields]]
        rows += [[sound(f, number, f.name == table.key[0]) for f in fields] for number in range(ROWS)]
        files[table.name] = folder / f"{table.name}.csv"
        write(files[table.name], rows)
    package = schema.datapackage("small", "A small world", "Made for tests.", files)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def sound(field, number, is_key):
    """A cell that may stand in a row: ids are numbered, the first part of every key is an id."""
    if is_key or field.refers_to:
        return "" if field.name == "same_as" else f"{(field.refers_to or field.name).split('.')[-1]}{number}"
    return field.values[0] if field.values else SOUND.get(field.name, SOUND[field.kind])


@pytest.fixture
def copy(world, tmp_path):
    for file in world.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(file, rows, end="\n"):
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator=end).writerows(rows)


def folder_of(tmp_path, **tables):
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path


def places(faults):
    return [
        (row.file, None if pd.isna(row.line) else row.line, None if pd.isna(row.column) else row.column)
        for row in faults.itertuples()
    ]


def only(faults):
    assert len(faults) == 1, faults.to_string()
    return faults.iloc[0]


# A sound folder


def test_a_sound_world_has_no_faults_and_the_result_is_an_empty_table_of_the_agreed_columns(world):
    faults = check(world, today=TODAY)
    assert faults.empty, faults.to_string()
    assert list(faults.columns) == ["file", "line", "column", "reason", "value"]
    assert faults.attrs["faults"] == faults.attrs["not_listed"] == 0
    assert faults.attrs["rows"] == sum(len(rows_of(world / name)) - 1 for name in faults.attrs["files"])


def test_nothing_is_written_and_nothing_is_touched(copy):
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in copy.iterdir()}
    (copy / "people.csv").chmod(0o444)
    copy.chmod(0o555)
    check(copy, today=TODAY)
    copy.chmod(0o755)
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in copy.iterdir()} == before


def test_people_and_events_alone_are_enough_and_other_columns_and_files_are_welcome(tmp_path):
    folder_of(
        tmp_path,
        people="person_id,created_at,shoe_size,likes_tea\na,2024-01-31,large,yes\n",
        events="event_id,person_id,happened_at,kind\n1,a,2024-01-31T09:15:00Z,page_view\n",
        my_notes="anything\n",
    )
    assert check(tmp_path, today=TODAY).empty


@pytest.mark.parametrize(
    "text", ["\ufeffperson_id,created_at\r\na,2024-01-31\r\n", "person_id,created_at\n\na,2024-01-31\n\n"]
)
def test_a_byte_order_mark_windows_line_ends_and_empty_lines_are_no_faults(tmp_path, text):
    folder_of(tmp_path, people=text)
    assert check(tmp_path, today=TODAY).empty
    assert datasets.read(tmp_path).people["person_id"].tolist() == ["a"]


# Damaged copies: each named at its place


def cell(name, column, row, value):
    """Damage one cell: the fault stands in that line and column."""

    def damage(folder):
        rows = rows_of(folder / f"{name}.csv")
        if value is not None:
            rows[row][rows[0].index(column)] = value
        write(folder / f"{name}.csv", rows)
        return (f"{name}.csv", line_of(rows, row), column)

    return damage


def line_of(rows, row):
    """The physical line on which a row begins, as `write` writes it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows[:row])
    return text.getvalue().count("\n") + 1


CELLS = [
    ("people", "created_at", "45321.385", "'45321.385' looks like an Excel day number; write 2024-01-30 09:14:24."),
    ("people", "created_at", "45321", "'45321' looks like an Excel day number; write 2024-01-30."),
    ("people", "created_at", "31/01/2024", "'31/01/2024' does not begin with the year; write 2024-01-31."),
    ("people", "created_at", "2024/1/31", "'2024/1/31' does not begin with the year; write 2024-01-31."),
    ("people", "created_at", "05/06/2024 10:00", "may be two different days; write the year first, as in 2024-06-05."),
    ("people", "created_at", "31.01.2567", "'31.01.2567' does not begin with the year; write 2024-01-31."),
    ("people", "created_at", "45/45/2024", "There is no such day as '45/45/2024'."),
    ("people", "created_at", "2023-02-29", "There is no such day as '2023-02-29'."),
    ("people", "created_at", "2567-02-29", "looks like a year of the Buddhist era; write 2024-02-29."),
    ("people", "created_at", "2567-01-31", "looks like a year of the Buddhist era; write 2024-01-31."),
    ("people", "created_at", "2024-01-31 09:15:00+07:00", "has a time zone; write it in UTC, 2024-01-31 02:15:00."),
    ("people", "created_at", "2024-01-31 09:15 PM", "is not a time; write it as in 2024-01-31 09:15:00."),
    ("people", "created_at", " 2024-01-31", "has spaces around it; write 2024-01-31."),
    ("people", "created_at", "2025-07-01", "'2025-07-01' is later than today, 2025-06-30."),
    ("people", "created_at", "", "The cell is empty; every row needs a created_at."),
    ("people", "created_at", "N/A", "'N/A' is a word for nothing; leave the cell empty."),
    ("people", "birth_year", "19x0", "'19x0' is not a whole number; write digits only, as in 12."),
    ("people", "birth_year", "1980.5", "'1980.5' is not a whole number"),
    ("people", "birth_year", "๑๙๘๐", "'๑๙๘๐' is not written in the digits 0 to 9; write 1980."),
    ("people", "birth_year", "2523", "'2523' looks like a year of the Buddhist era; write 1980."),
    ("people", "birth_year", "198", "'198' is below 1880, the least that makes sense here."),
    ("people", "birth_year", "9999", "'9999' is above 2200, the most that makes sense here."),
    ("people", "consent", "perhaps", "'perhaps' is neither yes nor no; write true or false."),
    ("people", "likes_tea", "ใช่", "'ใช่' is neither yes nor no; write true or false."),
    ("people", "details_from", "freind", "'freind' is not one of the known values; did you mean 'friend'?"),
    ("people", "crm_role", "@@", "'@@' is not one of: prospect, partner, employee, none."),
    (
        "people",
        "email",
        "somchai.example.com",
        "The cell does not look right; the column holds the e-mail address we hold.",
    ),
    ("people", "country", "Thailand", "The cell does not look right; the column holds the country they live in"),
    ("people", "organisation_id", "o-nobody", "There is no such organisation_id in 'organisations'."),
    ("people", "person_id", "   ", "The cell is empty; every row needs a person_id."),
    ("organisations", "annual_revenue", "12,5", "'12,5' has a decimal comma; write 12.5."),
    ("organisations", "annual_revenue", "1,234,567.50", "has separators of thousands; write 1234567.50."),
    ("organisations", "annual_revenue", "1.234.567,50", "has separators of thousands; write 1234567.50."),
    ("organisations", "annual_revenue", "0.125", "'0.125' has more than two decimals; write 0.12."),
    ("organisations", "annual_revenue", "฿100", "'฿100' is not an amount of money; write it as in 1234.50."),
    ("organisations", "employees", "-5", "'-5' is below 0, the least that makes sense here."),
    ("events", "person_id", "p9999999", "There is no such person_id in 'people'."),
    (
        "events",
        "other_person_id",
        "person_id3 ",
        "There is no such person_id in 'people'; take away the spaces around it.",
    ),
    ("events", "kind", "pageview", "did you mean 'page_view'?"),
    ("events", "seconds", "nan", "'nan' is a word for nothing; leave the cell empty."),
    ("events", "seconds", "1e999", "'1e999' is not a number; write it as in 12.5."),
    ("events", "exit_depth", "1.5", "'1.5' is above 1, the most that makes sense here."),
    ("answers", "how_asked", "form ", "did you mean 'form'?"),
    ("overrides", "day", "2024-01-31 10:00:00", "holds a time of day; write only the day, 2024-01-31."),
    ("overrides", "day", "45321.5", "looks like an Excel day number; write 2024-01-30."),
    ("changes", "field", "emial", "'emial' is not one of the known values; did you mean 'email'?"),
    ("deals", "won", "2", "'2' is neither yes nor no"),
    ("truth", "p_buy_90d", "1.01", "'1.01' is above 1, the most that makes sense here."),
    ("truth", "same_as", "p12", "There is no such person_id in 'people'."),
]


@pytest.fixture(scope="module")
def damaged(world, tmp_path_factory):
    """Every damage of `CELLS` in one copy, each in a row of its own; and what the check says of it."""
    folder = tmp_path_factory.mktemp("damaged")
    for file in world.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    made = {case: cell(case[0], case[1], row, case[2])(folder) for row, case in enumerate(CELLS, start=2)}
    return made, check(folder, today=TODAY)


@pytest.mark.parametrize("case", CELLS, ids=lambda case: " ".join(case[:3]))
def test_a_damaged_cell_is_named_with_what_to_write_instead(damaged, case):
    made, faults = damaged
    here = faults[[found == made[case] for found in places(faults)]]
    assert case[3] in only(here).reason


def test_nothing_but_the_damaged_cells_is_named(damaged):
    made, faults = damaged
    # One person has lost their id, so whoever refers to it is named too: once in each table.
    (row,) = [row for row, case in enumerate(CELLS, start=2) if case[:2] == ("people", "person_id")]
    orphaned = faults.reason.str.startswith("There is no such person_id") & (faults.value == f"person_id{row - 1}")
    assert set(places(faults[~orphaned])) == set(made.values())
    assert len(faults[~orphaned]) == len(CELLS)
    assert faults[orphaned].file.nunique() > 4


def test_an_answer_outside_the_list_of_its_question_is_named_and_free_questions_are_free(tmp_path):
    folder_of(
        tmp_path,
        people="person_id,created_at\na,2024-01-31\n",
        answers="answer_id,person_id,asked_at,question,answer\n1,a,2024-02-01,authority,Decides\n"
        "2,a,2024-02-01,budget,about ten\n3,a,2024-02-01,authority,\n4,a,2024-02-01,favourite_colour,red\n",
    )
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.column) == (2, "answer")
    assert "did you mean 'decides'?" in fault.reason


def test_a_changed_value_must_fit_the_column_that_changed(tmp_path):
    folder_of(
        tmp_path,
        people="person_id,created_at\na,2024-01-31\n",
        changes="person_id,happened_at,field,value\na,2024-02-01,birth_year,198x\na,2024-02-02,email,\n"
        "a,2024-02-03,consent,true\na,2024-02-04,likes_tea,true\na,2024-02-05,email,x.example.com\n",
    )
    faults = check(tmp_path, today=TODAY)
    assert places(faults) == [("changes.csv", 2, "value"), ("changes.csv", 6, "value")]
    assert "not a whole number" in faults.reason[0]
    assert faults.value[1] == "x***"


def test_an_id_that_stands_twice_is_named_on_both_lines_and_so_is_a_key_of_several_columns(copy):
    rows = rows_of(copy / "people.csv")
    rows[9][0] = rows[4][0]
    write(copy / "people.csv", rows)
    with (copy / "overrides.csv").open("a", encoding="utf-8") as stream:
        stream.write((copy / "overrides.csv").read_text(encoding="utf-8").splitlines()[1] + "\n")
    faults = check(copy, today=TODAY)
    twice = faults[faults.reason.str.contains("also stands on")]
    last = len(rows_of(copy / "overrides.csv"))
    a, b = line_of(rows, 4), line_of(rows, 9)
    assert places(twice) == [
        ("people.csv", a, "person_id"),
        ("people.csv", b, "person_id"),
        ("overrides.csv", 2, "person_id, day"),
        ("overrides.csv", last, "person_id, day"),
    ]
    assert f"line {b};" in twice.reason.iloc[0]
    assert f"line {a};" in twice.reason.iloc[1]
    assert twice.value.iloc[0] == rows[4][0]


def edit(name, change):
    """Damage the bytes of a file."""

    def damage(folder):
        file = folder / f"{name}.csv"
        file.write_bytes(change(file.read_bytes()))
        return file

    return damage


def nth(data, number):
    """Where the line of that number begins and ends (the world's rows have one line each)."""
    parts = data.split(b"\n")
    start = sum(len(part) + 1 for part in parts[: number - 1])
    return start, start + len(parts[number - 1])


def in_line(number, change):
    def edited(data):
        start, end = nth(data, number)
        return data[:start] + change(data[start:end]) + data[end:]

    return edited


BYTES = [
    ("cut in the middle of a row", "events", lambda d: d[: len(d.rstrip(b"\n")) - 30], -1, "was it cut off?"),
    (
        "cut between two rows",
        "events",
        lambda d: d[: nth(d, 5)[1] + 1],
        5,
        "has 5 lines where datapackage.json says 61",
    ),
    ("cut in the middle of a cell", "events", lambda d: d[: len(d.rstrip(b"\n")) - 1], -1, "was this line cut off?"),
    ("a cell too many", "events", in_line(4, lambda d: b"x," + d), 4, "has 18 cells where the header has 17"),
    ("a cell too few", "events", in_line(4, lambda d: d.split(b",", 1)[1]), 4, "has 16 cells where the header has 17"),
    ("a comma without quotes", "events", in_line(4, lambda d: d + b"5,0"), 4, "is a comma in a cell without"),
    ("a quote never closed", "events", in_line(4, lambda d: d.replace(b",", b',"', 1)), 4, "is never closed"),
    ("text after a quote", "events", in_line(4, lambda d: b'"e"' + d), 4, "Text follows a closing quotation mark"),
    ("a lone carriage return", "events", in_line(4, lambda d: d.replace(b",", b"\r,", 1)), 4, "lone carriage return"),
    ("another line end", "events", in_line(4, lambda d: d + b"\r"), 4, "ends otherwise than the first one"),
    ("a line too long", "events", in_line(4, lambda d: d + b"x" * 1_100_000), 4, "longer than 1,048,576 bytes"),
    (
        "a cell too long",
        "events",
        in_line(4, lambda d: b'"' + b"x" * 140_000 + b'",' + d),
        4,
        "longer than 131,072 char",
    ),
    ("utf-16", "events", lambda d: d.decode().encode("utf-16"), 1, "The file is UTF-16"),
    ("semicolons", "events", lambda d: d.replace(b",", b";"), 1, "separated by ';'; save the file with commas"),
    ("tabs", "events", lambda d: d.replace(b",", b"\t"), 1, "separated by 'Tab'"),
    ("nothing", "events", lambda _: b"", 1, "The file is empty"),
    ("a quote in the header", "events", lambda d: b'"' + d, 1, "is never closed"),
    ("wrong encoding in the header", "events", lambda d: d.replace(b"\n", b",caf\xe9\n", 1), 1, "is not UTF-8"),
]


@pytest.mark.parametrize(("name", "change", "line", "says"), [pytest.param(*row[1:], id=row[0]) for row in BYTES])
def test_a_damaged_file_is_named_at_the_line_of_the_damage(copy, name, change, line, says):
    file = edit(name, change)(copy)
    line = file.read_bytes().count(b"\n") + 1 if line < 0 else line
    faults = check(copy, today=TODAY)
    said = [(f.file, f.line) for f in faults.itertuples() if says in f.reason]
    assert said == [(file.name, line)], faults.to_string()
    assert set(faults.file) == {file.name}


def test_rows_after_a_damage_are_read_on_and_no_sound_row_is_blamed(copy):
    for change in (in_line(4, lambda d: d.replace(b",", b',"', 1)), in_line(6, lambda d: b"x," + d)):
        edit("people", change)(copy)
    rows = rows_of(copy / "events.csv")
    rows[3][rows[0].index("kind")] = "nothing_like_it"
    write(copy / "events.csv", rows)
    faults = check(copy, today=TODAY)
    assert [place for place in places(faults) if place[0] == "people.csv"] == [
        ("people.csv", 4, None),
        ("people.csv", 6, None),
    ]
    # The person of line 4 is still known by its id; that of line 6 has lost it, and is missed.
    missed = {f.value for f in faults.itertuples() if "There is no such person_id" in f.reason}
    lost = (copy / "people.csv").read_text(encoding="utf-8").splitlines()[5].split(",")[1]
    assert missed <= {lost}


@pytest.mark.parametrize(("byte", "code"), [(b"\xe9", "is not UTF-8"), (b"\0", "holds a NUL character")])
def test_a_broken_byte_is_named_with_its_column_and_place_in_the_file(copy, byte, code):
    data = (copy / "people.csv").read_bytes()
    start, end = nth(data, 7)
    first = data.index(b",x,", start, end) + 1
    (copy / "people.csv").write_bytes(data[:first] + byte + data[first:])
    fault = only(check(copy, today=TODAY))
    assert (fault.file, fault.line, fault.column) == ("people.csv", 7, "social_account")
    assert code in fault.reason
    if byte == b"\xe9":
        assert f"Byte {first + 1} of the file" in fault.reason


def test_a_whole_file_in_the_old_thai_encoding_is_named_line_by_line(tmp_path):
    folder_of(tmp_path, people="person_id,created_at,city\na,2024-01-31,กรุงเทพ\nb,2024-01-31,x\n".encode("cp874"))
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.column) == (2, "city")


def test_a_broken_byte_in_a_row_that_cannot_be_split_is_named_too(tmp_path):
    folder_of(tmp_path, people=b'person_id,created_at,city\na,2024-01-31,"caf\xe9\n')
    said = check(tmp_path, today=TODAY)
    assert {fault.line for fault in said.itertuples()} == {2}
    assert any("is not UTF-8" in fault.reason for fault in said.itertuples())


def test_two_columns_whose_cells_were_swapped_are_both_named_in_every_row(copy):
    rows = rows_of(copy / "events.csv")
    a, b = rows[0].index("happened_at"), rows[0].index("kind")
    for row in rows[1:]:
        row[a], row[b] = row[b], row[a]
    write(copy / "events.csv", rows)
    faults = check(copy, today=TODAY)
    assert len(faults) == 2 * (len(rows) - 1)
    assert set(faults.column) == {"happened_at", "kind"}


def test_a_row_shifted_by_one_cell_is_named_where_its_cells_do_not_fit(copy):
    rows = rows_of(copy / "events.csv")
    rows[3] = [*rows[3][1:], ""]
    write(copy / "events.csv", rows)
    faults = check(copy, today=TODAY)
    assert {(f.file, f.line) for f in faults.itertuples()} == {("events.csv", 4)}
    assert {"person_id", "happened_at", "kind"} <= set(faults.column)


def test_a_row_may_hold_line_ends_in_quotes_and_lines_are_counted_as_an_editor_does(tmp_path):
    text = 'person_id,created_at,city\na,2024-01-31,"one\ntwo, and ""three""\n"\nb,soon,x\n'
    folder_of(tmp_path, people=text)
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.column) == (5, "created_at")


def test_a_quote_that_swallows_many_lines_gives_up_only_its_own(tmp_path, monkeypatch):
    rows = "".join(f"p{i},2024-01-31,x\n" for i in range(3_000))
    folder_of(tmp_path, people=f'person_id,created_at,city\na,2024-01-31,"x\n{rows}b,soon,x\n')
    faults = check(tmp_path, today=TODAY)
    assert places(faults) == [("people.csv", 2, None), ("people.csv", 3003, "created_at")]
    monkeypatch.setattr(lines, "_PIECE", 100)  # pieces smaller than what a quote may swallow
    assert places(check(tmp_path, today=TODAY)) == places(faults)


def test_a_broken_byte_inside_a_row_of_several_lines_is_named_on_its_own_line(tmp_path):
    folder_of(tmp_path, people=b'person_id,created_at,city\na,2024-01-31,"one\ncaf\xe9\n"\n')
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.column) == (3, "city")


# Headers, files, the data package


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


# Parquet


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


# Size, limits, privacy, languages


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


MEASURED = """
import resource, sys
from leadkit.check import check
check(sys.argv[1], today="2025-06-30")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
faults = check(sys.argv[2], today="2025-06-30")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024)
for fault in faults.itertuples():
    print(fault.file, fault.line, fault.reason)
"""


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_named_and_takes_no_memory(copy, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    folder_of(small, people="person_id,created_at\na,2024-01-31\n")
    big = tmp_path / "big"
    big.mkdir()
    with (big / "people.csv").open("wb") as stream:
        stream.write(b"person_id,created_at\na,2024-01-31\n")
        stream.seek(1 << 30, io.SEEK_CUR)  # a hole in the file: a gigabyte without a line end
        stream.write(b"\nb,soon\n")
    told = subprocess.run([sys.executable, "-c", MEASURED, small, big], capture_output=True, text=True, check=True)
    megabytes, *faults = told.stdout.splitlines()
    assert int(megabytes) < 100
    assert faults[0].startswith("people.csv 3 The line is longer than 1,048,576 bytes and was not read further")
    assert faults[1].startswith("people.csv 4 'soon' is not a time")
    assert len(faults) == 2


# A law: clean folders are clean, and one bad cell is found where it stands

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8) | st.sampled_from(
    ['say "hi"', "a,b", "two\nlines", "ไทย", "Nguyễn", "'", "-", "NULL", "1,5"]
)


def good(field, draw):
    """A random cell that may stand in a column."""
    if field.values:
        return draw(st.sampled_from(field.values))
    if field.columns_of:
        return "city"
    simple = {
        "integer": st.integers(1900, 2000).map(str) if field.name == "birth_year" else st.integers(0, 40).map(str),
        "number": st.floats(0, 1, allow_subnormal=False).map(lambda x: f"{x:.6f}"),
        "money": st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
        "yes_no": st.sampled_from(["true", "false", "TRUE", "0", "1", "yes", "n"]),
        "day": st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp(TODAY).date()).map(str),
        "time": st.datetimes(pd.Timestamp("1900-01-01"), pd.Timestamp(TODAY)).map(lambda t: t.isoformat(" ")),
    }
    if field.kind in simple:
        return draw(simple[field.kind])
    special = {"email": "ก@x.th", "phone": "+66 (0)2-123", "country": "VN", "language": "vi", "question": "budget"}
    return special.get(field.name) or draw(TEXTS.filter(str.strip))


def bad(field, ids):
    """Cells that may not stand in a column."""
    if field.required:
        yield ""
    if field.kind != "text":
        yield from ("x", "12,5", "31/01/2024" if field.kind in ("day", "time") else "1-2")
    if field.values or field.columns_of or field.refers_to:
        yield "zzz"
    if field.pattern:
        yield "!"
    if field.kind in ("day", "time"):
        yield "2999-12-31"
    if field.name in ids:
        yield "again"


@st.composite
def folders(draw):
    """Tables with random cells: name -> (fields, rows); ids are unique, and refer to people who are there."""
    people = [f"p{i}" for i in range(draw(st.integers(2, 5)))]
    tables = {}
    for name in ("people", "events", "answers", "deals", "spend"):
        table = schema.tables()[name]
        fields = [f for f in table.fields if f.required or (f.name != "organisation_id" and draw(st.booleans()))]
        rows = []
        for number in range(len(people) if name == "people" else draw(st.integers(2, 4))):
            row = {f.name: good(f, draw) if f.required or draw(st.booleans()) else "" for f in fields}
            row |= {f.name: draw(st.sampled_from(people)) for f in fields if f.refers_to and row[f.name]}
            row[table.key[0]] = people[number] if name == "people" else f"{name}{number}"
            rows.append(row)
        tables[name] = (fields, rows)
    return tables


def save(folder, tables, end):
    """Write the tables; return the line on which each row begins."""
    begins = {}
    for name, (fields, rows) in tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=end)
        writer.writerow([f.name for f in fields])
        for number, row in enumerate(rows):
            begins[name, number] = text.getvalue().count("\n") + 1
            writer.writerow([row[f.name] for f in fields])
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode())
    return begins


@settings(max_examples=25, deadline=None)
@given(tables=folders(), end=st.sampled_from(["\n", "\r\n"]), data=st.data())
def test_a_clean_folder_is_clean_and_readable_and_one_bad_cell_is_found_in_its_line_and_column(
    tmp_path_factory, tables, end, data
):
    folder = tmp_path_factory.mktemp("law")
    begins = save(folder, tables, end)
    faults = check(folder, today=TODAY)
    assert faults.empty, faults.to_string()
    read = datasets.read(folder)
    for name, (_, rows) in tables.items():
        assert len(read[name]) == len(rows)

    name = data.draw(st.sampled_from(sorted(tables)))
    fields, rows = tables[name]
    key = schema.tables()[name].key
    spoilt = [f for f in fields if list(bad(f, key if len(key) == 1 else ()))]
    field = data.draw(st.sampled_from(spoilt))
    value = data.draw(st.sampled_from(list(bad(field, key if len(key) == 1 else ()))))
    number = data.draw(st.integers(0, len(rows) - 1))
    rows[number][field.name] = rows[number - 1][field.name] if value == "again" else value
    begins = save(folder, tables, end)
    faults = check(folder, today=TODAY)
    assert (f"{name}.csv", begins[name, number], field.name) in places(faults), faults.to_string()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_the_check_lets_pass_the_engine_reads_as_it_is_written(data):
    kinds = sorted(cells.FORMS)
    row = {kind: data.draw(st.from_regex(re.compile(cells.FORMS[kind], re.ASCII), fullmatch=True)) for kind in kinds}
    types = [exp.alias_(exp.cast(exp.column(kind), schema.DUCKDB[kind], dialect="duckdb"), kind) for kind in kinds]
    read = engine.run(exp.select(*types).from_("rows"), {"rows": pd.DataFrame([row])}).iloc[0]
    assert read["integer"] == int(float(row["integer"])) or abs(int(float(row["integer"]))) > 2**53
    assert read["number"] == float(row["number"])
    assert abs(read["money"] - float(row["money"])) <= 1e-15 * abs(float(row["money"]))
    assert bool(read["yes_no"]) == (row["yes_no"].casefold() in ("true", "t", "yes", "y", "1"))
    assert str(read["day"])[:10] == row["day"]
    moment = row["time"].replace("T", " ").removesuffix("Z").removesuffix("+00:00")
    day, _, clock = moment.partition(" ")
    hours, _, fraction = clock.partition(".")
    whole = f"{day} {(hours or '00:00') + ('' if hours.count(':') > 1 else ':00')}"
    assert read["time"].isoformat(sep=" ", timespec="microseconds") == f"{whole}.{fraction[:6].ljust(6, '0')}"


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
