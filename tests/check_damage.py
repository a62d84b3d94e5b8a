"""A small sound world in CSV, and ways to damage a copy of it: for the tests of the data check."""
# ruff: noqa: PD011 - a field of the schema has `values`; it is no DataFrame

import csv
import io
import json

import pandas as pd

from leadkit import schema

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


def make_world(folder):
    """A small world in CSV, every table and column, with its data package; tests damage copies of it."""
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


def copied(world, folder):
    """Copy a world, to be damaged."""
    for file in world.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


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
