"""Laws of the data check: clean folders are clean and readable, and one bad cell is found where it stands."""
# ruff: noqa: PD011 - a field of the schema has `values`; it is no DataFrame

import csv
import io
import re

import pandas as pd
from check_damage import TODAY, places
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from leadkit import datasets, engine, schema
from leadkit.check import cells, check

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
