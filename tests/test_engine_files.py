"""Files in and files out: nothing guessed that could be known, nothing replaced, one sentence for what is wrong."""

import gzip
import os
import re
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from leadkit.conditions import Condition
from leadkit.engine import File, Limits, ask, columns_of, run
from leadkit.engine.complaints import complaint
from leadkit.engine.files import table_of
from leadkit.engine.writing import Target
from leadkit.errors import DataError, EngineError


def q(text):
    return parse_one(text, read="duckdb")


def rows(source, query="SELECT * FROM t", **options):
    return run(q(query), {"t": source}, **options)


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_types_of_a_csv_are_recognised_and_identifiers_stay_texts(write):
    path = write(
        "a.csv",
        "person_id,ok,n,x,day,at,odd,note\n007,true,1,1.5,2024-01-31,2024-01-31 10:00:00,03/04/2024,a\n008,,,,,,,\n",
    )
    assert columns_of(path) == {
        "person_id": "text", "ok": "yes_no", "n": "number", "x": "number", "day": "other", "at": "other", "odd": "text",
        "note": "text",
    }  # fmt: skip
    told = rows(path)
    assert told["person_id"].tolist() == ["007", "008"]
    assert told["ok"].tolist() == [True, pd.NA]
    assert told["n"].tolist() == [1, pd.NA]
    assert told["odd"].tolist()[0] == "03/04/2024"
    assert told["note"].isna().tolist() == [False, True]


def test_declared_types_rule_and_columns_that_are_not_there_are_passed_over(write):
    path = write("a.csv", "person_id,spent,zip\np1,0.10,01234\n")
    file = File(path, {"SPENT": "DECIMAL(18,2)", "zip": "VARCHAR", "gone": "DATE"})
    assert rows(file, "SELECT SUM(spent) * 3 AS s FROM t")["s"].tolist() == [0.3]
    assert rows(file)["zip"].tolist() == ["01234"]
    told = run(q("SELECT spent FROM t"), {"t": file}, to=Path(path).with_name("told.parquet"))
    assert pq.read_table(told)["spent"].to_pylist() == [Decimal("0.10")]


BAD_CELLS = {
    "BIGINT": ("about 20k", r"a\.csv, line 3, column 'x': 'about 20k' is not a whole number\."),
    "DOUBLE": ("1,5", r"'1,5' is not a number\."),
    "DECIMAL(18,2)": ("x", r"'x' is not a number\."),
    "BOOLEAN": ("maybe", r"'maybe' is not true or false\."),
    "DATE": ("31/12/2024", r"'31/12/2024' is not a day such as 2024-12-31\."),
    "TIMESTAMP": ("noon", r"'noon' is not a time such as"),
    "TIME": ("noon", r"'noon' is not a TIME\."),
}


@pytest.mark.parametrize("kind", BAD_CELLS)
def test_a_bad_cell_is_one_sentence_with_file_line_and_column(write, kind):
    cell, said = BAD_CELLS[kind]
    path = write("a.csv", f'person_id,x\np1,\np2,"{cell}"\n')
    with pytest.raises(DataError, match=said) as caught:
        rows(File(path, {"x": kind}))
    assert "\n" not in str(caught.value)


def test_a_bad_cell_beyond_the_rows_that_were_looked_at_names_its_line(write, monkeypatch):
    monkeypatch.setattr("leadkit.engine.files._SMALL", 0)
    monkeypatch.setattr("leadkit.engine.files._SAMPLE", 2_048)
    lines = "".join(f"p{i},{i}\n" for i in range(20_000))
    path = write("late.csv", f"person_id,x\n{lines}px,about 20k\n")
    with pytest.raises(DataError, match=r"late\.csv, line 20002, column 'x': 'about 20k' is not a whole number\."):
        rows(path, "SELECT SUM(x) AS s FROM t")


def test_a_small_file_is_looked_at_whole_so_that_a_late_text_makes_a_text_column(write):
    lines = "".join(f"p{i},{i}\n" for i in range(30_000))
    assert columns_of(write("late.csv", f"person_id,x\n{lines}px,about 20k\n"))["x"] == "text"


def test_a_file_that_only_the_guessing_stumbles_over_is_read_as_texts(write):
    class Stumbles:
        """A connection on which DuckDB's guessing fails once."""

        def __init__(self):
            self.asked = []

        def sql(self, text):
            self.asked.append(text)
            if len(self.asked) == 1:
                raise duckdb.InvalidInputException("Error when sniffing file")
            return duckdb.sql(text)

    file = File(write("a.csv", "person_id,x\np1,1\n"))
    made = table_of(Stumbles(), file, [file.path], "t").table.sql(dialect="duckdb")
    assert made.endswith("auto_detect = FALSE, \"columns\" = {'person_id': 'VARCHAR', 'x': 'VARCHAR'})")


BROKEN = {
    "too many cells": (b"person_id,x\np1,1\np2,1,2\n", r"a\.csv, line 3: 3 cells where the header has 2\."),
    "too few cells": (b"person_id,x\np1,1\np2\n", r"a\.csv, line 3: 1 cells where the header has 2\."),
    "an open quote": (
        b'person_id,x\np1,1\np2,"open\n',
        r"a\.csv, line 3: a quotation mark is opened and never closed\.",
    ),
    "not UTF-8": (b"person_id,x\np1,a\np2,caf\xe9\n", r"a\.csv, line \d: the text is not UTF-8"),
    "not UTF-8 in the header": (b"person_id,caf\xe9\np1,a\n", r"a\.csv, line 1: the text is not UTF-8"),
    "UTF-16": ("person_id,x\np1,a\n".encode("utf-16"), r"a\.csv, line 1: the text is not UTF-8"),
    "a line without end": (b"person_id,x\np1,1\np2," + b"y" * 3_000_000 + b"\n", r"a\.csv, line \d: .*[Ll]ine"),
    "empty": (b"", r"a\.csv has no header: its first line must name the columns\."),
    "an empty line": (b"\n\n", r"a\.csv has no header"),
    "a column without a name": (b"person_id,,x\np1,1,2\n", r"a\.csv, line 1: column 2 has no name\."),
    "doubled columns": (b"person_id,x,x\np1,1,2\n", r"two columns named 'x'"),
    "columns that differ in case": (b"person_id,x,X\np1,1,2\n", r"differ only in capital letters, 'x' and 'X'"),
    "a huge cell in the header": (b"person_id,x" + b"x" * 200_000 + b"\np1,1\n", r"a\.csv cannot be read as CSV"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("types", [None, {"x": "VARCHAR"}])
def test_a_broken_csv_is_one_sentence(write, name, types):
    content, said = BROKEN[name]
    with pytest.raises(DataError, match=said) as caught:
        rows(File(write("a.csv", content), types))
    assert "\n" not in str(caught.value)


def test_quotation_marks_that_appear_late_are_still_quotation_marks(write):
    plain = "".join(f"p{i},x\n" for i in range(30_000))
    path = write("a.csv", f'person_id,note\n{plain}py,"a, ""b""\nline"\n')
    told = rows(path, "SELECT note FROM t WHERE person_id = 'py'")
    assert told["note"].tolist() == ['a, "b"\nline']


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_are_seen(write, end, start):
    text = start + end.join(["person_id,x", "#p1,1", "p2,"]) + end
    told = rows(write("a.csv", text))
    assert told["person_id"].tolist() == ["#p1", "p2"]
    assert told["x"].tolist() == [1, pd.NA]


@pytest.mark.parametrize(("mark", "said"), [(";", ";"), ("\t", "Tab"), ("|", "|")])
def test_other_marks_than_commas_are_refused_not_guessed(write, mark, said):
    """Where semicolons stand, 1.234 is often 1234: no guess is worth a table that is wrong a thousandfold."""
    path = write("a.csv", f'"person_id"{mark}x\np1{mark}1.234\n')
    with pytest.raises(DataError, match=rf"^a\.csv, line 1: the cells are separated by '{re.escape(said)}', not by"):
        rows(path)


def test_another_mark_inside_a_header_of_commas_is_a_letter_like_any_other(write):
    assert rows(write("a.csv", "person_id,a;b\np1,2\n"))["a;b"].tolist() == [2]


def test_a_file_of_one_column_and_one_without_rows_are_tables(write):
    assert rows(write("one.csv", "person_id\np1\np2\n"))["person_id"].tolist() == ["p1", "p2"]
    assert len(rows(write("none.csv", "person_id,x\n"))) == 0


def test_nan_in_a_file_is_null(write, tmp_path):
    assert rows(File(write("a.csv", "person_id,x\np1,nan\np2,inf\n"), {"x": "DOUBLE"}))["x"].tolist() == [
        pd.NA,
        float("inf"),
    ]
    pq.write_table(
        pa.table({"x": [float("nan"), 1.0], "y": pa.array([float("nan"), 1], pa.float32())}), tmp_path / "a.parquet"
    )
    told = rows(tmp_path / "a.parquet", "SELECT x > 0 AS big, x IS NULL AS nothing, y FROM t")
    assert told["big"].tolist() == [pd.NA, True]
    assert told["nothing"].tolist() == [True, False]
    assert told["y"].tolist() == [pd.NA, 1.0]


def test_times_of_nanoseconds_come_out_as_times_of_microseconds(tmp_path):
    moment = pd.Timestamp("2024-01-31 10:00:00.123456789")
    pq.write_table(pa.table({"at": pa.array([moment], pa.timestamp("ns"))}), tmp_path / "a.parquet")
    told = rows(tmp_path / "a.parquet")["at"]
    assert str(told.dtype) == "datetime64[us]"
    assert told.tolist() == [pd.Timestamp("2024-01-31 10:00:00.123457")]
    assert rows(pd.DataFrame({"at": [moment]}).astype("datetime64[ns]"))["at"].tolist() == told.tolist()
    assert str(rows(tmp_path / "a.parquet", "SELECT at::TIMESTAMP_NS AS at FROM t")["at"].dtype) == "datetime64[us]"


def test_uuids_of_parquet_are_texts(tmp_path):
    duckdb.sql("SELECT '00000000-0000-0000-0000-00000000000a'::UUID AS person_id").to_parquet(
        str(tmp_path / "a.parquet")
    )
    assert columns_of(tmp_path / "a.parquet") == {"person_id": "text"}
    told = rows(tmp_path / "a.parquet", "SELECT LENGTH(person_id) AS long, person_id LIKE '%a' AS a FROM t")
    assert told.to_dict("list") == {"long": [36], "a": [True]}


def test_texts_of_files_are_compared_in_their_composed_form(write):
    path = write("a.csv", "person_id,name\np1,Nguye\u0302\u0303n\n")
    assert rows(path, "SELECT name = 'Nguyễn' AS same FROM t")["same"].tolist() == [True]


def test_compressed_csv_is_read(tmp_path):
    with gzip.open(tmp_path / "a.csv.gz", "wt") as file:
        file.write("person_id,x\np1,3\n")
    assert rows(tmp_path / "a.csv.gz")["x"].tolist() == [3]


def test_parts_of_a_table_are_read_together_and_others_are_not_taken_for_parts(write, tmp_path):
    write("part1.csv", "person_id,x\np1,1\n")
    write("part2.csv", "person_id,x\np2,2.5\n")
    assert rows(str(tmp_path / "part*.csv"), "SELECT SUM(x) AS s FROM t")["s"].tolist() == [3.5]
    write("part3.csv", "x,person_id\n3,p3\n")
    with pytest.raises(
        DataError, match=r"part1\.csv and part3\.csv are not parts of one table: the columns stand in another order"
    ):
        rows(str(tmp_path / "part*.csv"))
    write("part3.csv", "person_id,y\np3,3\n")
    with pytest.raises(DataError, match="only one of them has 'y'"):
        rows(str(tmp_path / "part*.csv"))


def test_parts_in_parquet_are_matched_by_name(tmp_path):
    pq.write_table(pa.table({"person_id": ["a"], "x": [1]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"x": [2], "person_id": ["b"]}), tmp_path / "2.parquet")
    assert rows(str(tmp_path / "*.parquet")).to_dict("list") == {"person_id": ["a", "b"], "x": [1, 2]}
    pq.write_table(pa.table({"x": [2]}), tmp_path / "3.parquet")
    with pytest.raises(DataError, match="only one of them has 'person_id'"):
        rows(str(tmp_path / "*.parquet"))


def test_doubled_columns_of_parquet_are_refused(tmp_path):
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["x", "X"]), tmp_path / "a.parquet")
    with pytest.raises(DataError, match="differ only in capital letters"):
        rows(tmp_path / "a.parquet")


def test_files_that_are_not_there_or_no_tables_are_one_sentence(write, tmp_path):
    write("a.csv", "x\n1\n")
    write("broken.parquet", "hello")
    write("a.xlsx", "x")
    (tmp_path / "folder.csv").mkdir()
    pq.write_table(pa.table({"x": [1]}), tmp_path / "b.parquet")
    for path, said in {
        "gone.csv": r"There is no file '.*gone\.csv'\.",
        "*.json": r"There is no file",
        "": r"is a folder: name its files, as in '.*/\*\.parquet'\.",
        "a.xlsx": r"'a\.xlsx' is not a kind of file that can be read",
        "broken.parquet": r"broken\.parquet cannot be read as Parquet",
        "[ab].*": r"not a kind of file|both CSV and Parquet",
        "[ab].[cp]*": r"matches both CSV and Parquet files",
        "folder.c*": "There is no file",
    }.items():
        with pytest.raises(DataError, match=said):
            rows(f"{tmp_path}/{path}")


@pytest.mark.parametrize(
    "name", ["a[1].csv", "a*.csv", "a?.csv", "it's.csv", "a b.csv", "ข้อมูล.csv", "{a}.csv", "a\nb.csv"]
)
def test_a_file_is_found_by_its_own_name_whatever_that_is(write, tmp_path, name):
    write("a1.csv", "x\n99\n")
    write("ab.csv", "x\n99\n")
    assert rows(write(name, "x\n1\n"))["x"].tolist() == [1]
    (tmp_path / "f[1]*").mkdir()
    assert rows(write(f"f[1]*/{name}", "x\n3\n"))["x"].tolist() == [3]
    told = rows(write("plain.csv", "x\n2\n"), to=tmp_path / f"told {name}")
    assert told.read_text() == "x\n2\n"


def test_a_link_that_was_named_is_followed(write, tmp_path):
    (tmp_path / "link.csv").symlink_to(write("a.csv", "x\n1\n"))
    assert rows(tmp_path / "link.csv")["x"].tolist() == [1]


def test_a_csv_for_eyes_cannot_calculate_anything(tmp_path):
    begins = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "x=1", "1", "", None]
    people = pd.DataFrame({"person_id": begins, "=n": range(-6, 6)})
    told = rows(people, to=tmp_path / "told.csv")
    read = pd.read_csv(told, keep_default_na=False, dtype=str)
    assert read.columns.tolist() == ["person_id", "'=n"]
    assert read["person_id"].tolist() == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "'\rx",
        "'\nx",
        "'＝1",
        "x=1",
        "1",
        "",
        "",
    ]
    assert read["'=n"].tolist() == [str(n) for n in range(-6, 6)]
    # what the apostrophe means when the kit reads the file again: it stays
    assert rows(told)["person_id"].tolist()[:2] == ["'=1+1", "'+1"]
    # Parquet is for reading again: nothing is added
    assert pq.read_table(rows(people, to=tmp_path / "told.parquet"))["person_id"].to_pylist() == begins


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6), min_size=1, max_size=8))
def test_texts_survive_parquet_and_csv_up_to_the_apostrophe(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("words")
    table = pd.DataFrame({"w": words})
    composed = rows(table)["w"].tolist()
    assert pq.read_table(rows(table, to=folder / "w.parquet"))["w"].to_pylist() == composed
    read = rows(File(str(rows(table.assign(k=1), to=folder / "w.csv")), {"w": "VARCHAR"}))["w"]
    assert [
        w.removeprefix("'") if c[:1] != "'" else w for w, c in zip(read.fillna(""), composed, strict=True)
    ] == composed


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_exists_is_never_replaced_not_even_by_a_file_that_came_meanwhile(tmp_path, kind):
    there = tmp_path / f"told.{kind}"
    there.write_text("mine")
    with pytest.raises(DataError, match="exists already and is left as it is"):
        rows(pd.DataFrame({"x": [1]}), to=there)
    late = Target(tmp_path / f"late.{kind}")
    late.hidden.write_text("ours")
    late.path.write_text("theirs")
    with pytest.raises(DataError, match="exists already"):
        late.keep()
    late.discard()
    assert (there.read_text(), late.path.read_text()) == ("mine", "theirs")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_disk_without_links_gets_the_file_by_renaming(tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    assert rows(pd.DataFrame({"x": [1]}), to=tmp_path / "a.csv").read_text() == "x\n1\n"
    late = Target(tmp_path / "b.csv")
    late.hidden.write_text("ours")
    late.path.write_text("theirs")
    with pytest.raises(DataError, match="exists already"):
        late.keep()
    late.discard()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_place_that_cannot_be_written_to_is_one_sentence_before_any_work(tmp_path, monkeypatch):
    def never(*_args, **_more):
        raise AssertionError("work was done")

    monkeypatch.setattr("leadkit.engine.question.locks.fresh", never)
    monkeypatch.setattr("leadkit.engine.sources.gathered", never)
    for to, said in {
        "told.xlsx": "is not a kind of file that can be written: end it in .csv or .parquet",
        "told.csv.gz": "is not a kind of file that can be written",
        "told": "is not a kind of file that can be written",
        "no/told.csv": "There is no folder '.*no' to write 'told.csv' into: make it first",
    }.items():
        with pytest.raises(DataError, match=said):
            rows(pd.DataFrame({"x": [1]}), to=tmp_path / to)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(DataError, match="cannot be written to"):
        rows(pd.DataFrame({"x": [1]}), to=tmp_path / "told.csv")


def test_a_place_that_goes_away_while_writing_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    target = Target(tmp_path / "gone" / "told.csv")
    monkeypatch.setattr("leadkit.engine.running.Target", lambda _: target)
    (tmp_path / "gone").rmdir()
    with pytest.raises(EngineError, match=r"^A file could not be read or written: [^\n]*$"):
        rows(pd.DataFrame({"x": [1]}), to=target.path)


def test_a_query_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(EngineError, match="too large"):
        rows(pd.DataFrame({"n": [2**62, 2**62]}), "SELECT SUM(n) AS s FROM t", to=tmp_path / "told.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_sentence_and_leaves_no_file(tmp_path):
    script = """
        import resource, signal, sys
        from sqlglot import parse_one
        from leadkit.engine import run
        from leadkit.errors import EngineError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        rows = parse_one("SELECT hash(x) % 1000000007 AS x FROM range(3000000) AS t(x)", read="duckdb")
        for path in sys.argv[1:]:
            try:
                run(rows, {}, to=path)
            except EngineError as error:
                print(error)
    """
    paths = [str(tmp_path / f"told.{kind}") for kind in ("csv", "parquet")]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *paths], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == 2 * "The disk is full: nothing was written; make room, or write to another disk.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "said",
    [
        'IO Error: Could not write all bytes to file "x": wanted=1 wrote=0: No space left on device',
        "Out of Range Error: could not write: max_temp_directory_size exceeded",
    ],
)
def test_every_way_to_say_that_the_disk_is_full_is_the_same_sentence(said):
    told = complaint(duckdb.IOException(said), Limits())
    assert str(told) == "The disk is full: nothing was written; make room, or write to another disk."


def test_three_million_rows_go_through_a_small_memory(tmp_path):
    mine = duckdb.connect()
    people = tmp_path / "people.parquet"
    mine.sql(
        "SELECT 'p' || range AS person_id, (hash(range) % 100000)::DOUBLE AS spent, range % 7 AS deals "
        "FROM range(3000000)"
    ).to_parquet(str(people))
    asked = [q("SELECT spent >= 50000 AND deals > 0 AS big").expressions[0]]
    limits = Limits(memory="300MB", threads=2)
    told = ask(people, asked, to=tmp_path / "told.parquet", limits=limits)
    counts = (
        mine.read_parquet(str(told)).aggregate("COUNT(*), COUNT(*) FILTER (big), COUNT(DISTINCT person_id)").fetchall()
    )
    by_hand = mine.read_parquet(str(people)).filter("spent >= 50000 AND deals > 0").count("*").fetchall()
    assert counts == [(3_000_000, by_hand[0][0], 3_000_000)]
    # a sort of all this does not fit into 80 MB and goes through the private folder
    ordered = run(
        q("SELECT * FROM t ORDER BY spent"), {"t": people}, to=tmp_path / "o.parquet", limits=Limits(memory="80MB")
    )
    assert pq.ParquetFile(ordered).metadata.num_rows == 3_000_000


WIDTHS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
ASKED = "SELECT a * b AS product, b - a AS less, -a AS minus, a * 100 AS times, ABS(b - a) AS far FROM t"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", ["parquet", "arrow", "frame", "relation"])
def test_whole_numbers_kept_in_few_bytes_are_counted_with_as_if_in_eight(tmp_path, width, form):
    """In one byte 100 * 100 is too much, and without a sign so is 100 - 120; the answers are of one type for all."""
    table = pa.table({"a": pa.array([120, None], width), "b": pa.array([100, 1], width)})
    pq.write_table(table, tmp_path / "t.parquet")
    source = {
        "parquet": str(tmp_path / "t.parquet"),
        "arrow": table,
        "frame": table.to_pandas(types_mapper=pd.ArrowDtype),
        "relation": duckdb.from_arrow(table),
    }[form]
    told = rows(source, ASKED)
    assert told.iloc[0].tolist() == [12_000, -20, -120, 12_000, 20]
    assert told.iloc[1].isna().all()
    assert {str(dtype) for dtype in told.dtypes} == {"Int64"}


def test_the_condition_of_a_team_is_asked_of_its_bytes(tmp_path):
    table = pa.table({"person_id": ["p"], "a": pa.array([100], "int8"), "b": pa.array([200], "uint8")})
    pq.write_table(table, tmp_path / "t.parquet")
    kinds = columns_of(tmp_path / "t.parquet")
    for text in ("a * a = 10000", "a - b < 0", "b * b > 39999", "-b < a"):
        told = ask(table, [exp.alias_(Condition(text).asked(kinds), "x")])
        assert told.column("x").to_pylist() == [True], text


def test_a_number_too_large_for_eight_bytes_is_still_said_not_wrapped(tmp_path):
    pq.write_table(
        pa.table({"a": pa.array([2**62], "int64"), "u": pa.array([2**64 - 1], "uint64")}), tmp_path / "t.parquet"
    )
    assert rows(str(tmp_path / "t.parquet"), "SELECT u - a > 0 AS x, u > a AS y FROM t").iloc[0].tolist() == [
        True,
        True,
    ]
    with pytest.raises(EngineError, match="A number grew too large to be counted exactly"):
        rows(str(tmp_path / "t.parquet"), "SELECT a * a AS x FROM t")
