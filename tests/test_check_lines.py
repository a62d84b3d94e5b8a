"""The data check finds its way through damaged CSV lines: cut, shifted, unquoted, wrongly encoded."""

import pytest
from check_damage import TODAY, copied, edit, folder_of, in_line, make_world, nth, only, places, rows_of, write

from leadkit.check import check, lines


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def copy(world, tmp_path):
    return copied(world, tmp_path)


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
    (
        "lone carriage returns, a megabyte of them",
        "events",
        lambda d: (d * 200).replace(b"\n", b"\r"),
        1,
        "lone carriage",
    ),
    ("a line too long", "events", in_line(4, lambda d: d + b"x" * 1_100_000), 4, "longer than 1,048,576 bytes"),
    (
        "a cell too long",
        "events",
        in_line(4, lambda d: b'"' + b"x" * 140_000 + b'",' + d),
        4,
        "longer than 131,072 char",
    ),
    ("utf-16", "events", lambda d: d.decode().encode("utf-16"), 1, "The file is UTF-16"),
    ("semicolons", "events", lambda d: d.replace(b",", b";"), 1, "separated by ';', not by commas; save the file"),
    (
        "semicolons and quotes",
        "events",
        lambda d: b'"event_id"' + d[8:].replace(b",", b";"),
        1,
        "separated by ';', not",
    ),
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


@pytest.mark.parametrize(
    "header", ["person_id,created_at,city", '"person_id","created_at","city"', "\ufeffperson_id,created_at,city"]
)
def test_a_header_that_stands_again_is_one_fault_and_no_person(tmp_path, header):
    folder_of(tmp_path, people=f"person_id,created_at,city\na,2024-01-31,x\n{header}\nb,2024-02-01,y\n")
    fault = only(check(tmp_path, today=TODAY))
    assert (fault.line, fault.reason[:33]) == (3, "The header stands here again; tak")
    folder_of(tmp_path, deals="deal_id,person_id,opened_at,seller\n1,person_id,2024-02-01,us\n")
    assert ("deals.csv", 2, "person_id") in places(check(tmp_path, today=TODAY))


def test_who_refers_to_rows_that_were_lost_is_not_blamed_until_the_file_is_whole(tmp_path):
    folder_of(
        tmp_path,
        people="person_id,created_at,city\na,2024-01-31,x\nb,2024",
        deals="deal_id,person_id,opened_at,seller\n1,c,2024-02-01,us\n",
    )
    assert places(check(tmp_path, today=TODAY)) == [("people.csv", 3, None)]
    folder_of(tmp_path, people="person_id,created_at,city\na,2024-01-31,x\nb,2024-02-01,y\n")
    assert places(check(tmp_path, today=TODAY)) == [("deals.csv", 2, "person_id")]


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
