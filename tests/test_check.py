"""The data check names every bad cell at its place, says what to write instead, and writes nothing."""

import pytest
from check_damage import TODAY, cell, copied, folder_of, line_of, make_world, only, places, rows_of, write

from leadkit import datasets
from leadkit.check import check


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def copy(world, tmp_path):
    return copied(world, tmp_path)


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
    ("organisations", "annual_revenue", "1.500", "'1.500' may be 1500, or a number with three decimals"),
    ("organisations", "employees", "2.000", "'2.000' may be 2000, or a number with three decimals"),
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
    folder = copied(world, tmp_path_factory.mktemp("damaged"))
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
