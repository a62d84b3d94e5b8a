"""Ways to damage a copy of a shipped sample, each of which says what must be found where.

A damage takes the folder of the copy and a source of chance, damages one table, and returns the faults that the check
must name. What it does not return must not be named: a fault on any other line is a sound row blamed. No cell of the
samples holds a line end, so that row number n of a table stands on line n + 1.
"""

import csv
import io
import unicodedata
from datetime import datetime
from typing import NamedTuple

from check_damage import nth, rows_of, write


class Found(NamedTuple):
    """A fault that must be found: `says` stands in its reason."""

    file: str
    line: int | None
    column: str | None
    says: str


DAMAGES = {}


def damage(change):
    """Put a damage on the list, under its own name."""
    DAMAGES[change.__name__.replace("_", " ")] = change
    return change


def table(folder, name):
    """The path and the rows of a table; the first row is the header."""
    file = folder / f"{name}.csv"
    return file, rows_of(file)


def some(rng, rows, column, count=5, fit=bool):
    """Choose rows whose cell in a column is fit to be damaged; as (number of the row, place of the column)."""
    place = rows[0].index(column)
    fitting = [number for number in range(1, len(rows)) if fit(rows[number][place])]
    return [(number, place) for number in sorted(rng.sample(fitting, min(count, len(fitting))))]


def cells(folder, rng, name, column, change, says, fit=bool):
    """Write some cells of a column otherwise; `says` takes the cell as it was and as it is."""
    file, rows = table(folder, name)
    found = []
    for number, place in some(rng, rows, column, fit=fit):
        was = rows[number][place]
        rows[number][place] = change(was)
        found.append(Found(file.name, number + 1, column, says(was, rows[number][place])))
    write(file, rows)
    assert found
    return found


def data(folder, name, change):
    """Change the bytes of a file."""
    file = folder / f"{name}.csv"
    file.write_bytes(change(file.read_bytes()))
    return file.name


def a_line(folder, name, rng):
    """The number of a line in the middle of a file."""
    return rng.randrange(10, (folder / f"{name}.csv").read_bytes().count(b"\n") - 10)


def in_a_line(folder, rng, name, change):
    """Change the bytes of one line, which is given without its end."""
    number = a_line(folder, name, rng)

    def changed(whole):
        start, end = nth(whole, number)
        return whole[:start] + change(whole[start:end]) + whole[end:]

    return data(folder, name, changed), number


# Files that are cut, emptied, lost


@damage
def cut_in_the_middle_of_a_row(folder, rng):
    number = a_line(folder, "events", rng)
    file = data(folder, "events", lambda d: d[: nth(d, number)[0] + rng.randrange(1, 20)])
    return [Found(file, number, None, "ends in the middle of this row"), Found(file, number, None, "was it cut off?")]


@damage
def cut_in_the_last_cell(folder, rng):
    file = data(folder, "deals", lambda d: d[: -rng.choice([1, 2])])
    last = (folder / file).read_bytes().count(b"\n") + 1
    return [Found(file, last, None, "was this line cut off?")]


@damage
def cut_between_two_rows(folder, rng):
    number = a_line(folder, "people", rng)
    file = data(folder, "people", lambda d: d[: nth(d, number)[1] + 1])
    return [Found(file, number, None, f"has {number:,} lines where datapackage.json says")]


@damage
def cut_and_nobody_said_how_long_it_was(folder, rng):
    (folder / "datapackage.json").unlink()
    number = a_line(folder, "people", rng)
    file = data(folder, "people", lambda d: d[: nth(d, number)[0] + rng.randrange(1, 20)])
    return [Found(file, number, None, "ends in the middle of this row")]


@damage
def a_row_lost(folder, rng):
    number = a_line(folder, "events", rng)
    file = data(folder, "events", lambda d: d[: nth(d, number)[0]] + d[nth(d, number)[1] + 1 :])
    last = (folder / file).read_bytes().count(b"\n")
    return [Found(file, last, None, f"has {last:,} lines where datapackage.json says {last + 1:,}")]


@damage
def a_missing_file(folder, rng):
    name = rng.choice(["people", "events", "organisations"])
    (folder / f"{name}.csv").unlink()
    return [Found(f"{name}.csv", None, None, "datapackage.json names")]


@damage
def an_empty_file(folder, rng):
    return [Found(data(folder, rng.choice(["people", "deals"]), lambda _: b""), 1, None, "The file is empty")]


@damage
def a_header_and_no_row(folder, rng):
    name = rng.choice(["people", "deals"])
    return [Found(data(folder, name, lambda d: d[: d.index(b"\n") + 1]), 1, None, "has 1 lines where")]


@damage
def zeros_where_the_end_of_the_file_was(folder, rng):
    number = a_line(folder, "events", rng)
    file = data(folder, "events", lambda d: d[: nth(d, number)[0]] + bytes(4096))
    return [Found(file, number, None, "was it cut off?")]


# Files in another form


@damage
def the_old_thai_encoding(folder, rng):
    return encoded(folder, "cp874")


@damage
def the_old_vietnamese_encoding(folder, rng):
    return encoded(folder, "cp1258")


def encoded(folder, encoding):
    """Save the people in an old encoding; every cell that is UTF-8 no more must be named, and no other."""
    file, rows = table(folder, "people")
    written = [[_old(cell, encoding) for cell in row] for row in rows]
    found = [
        Found(file.name, line, column, "is not UTF-8")
        for line, row in enumerate(written, start=1)
        for column, cell in zip(rows[0], row, strict=True)
        if _broken(cell)
    ]
    assert found
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[cell.decode("latin-1") for cell in row] for row in written])
    file.write_bytes(text.getvalue().encode("latin-1"))
    return found


def _old(cell, encoding):
    """Write a cell in an old encoding; that of Vietnamese sets the tones apart, and what it lacks becomes `?`."""
    letters = []
    for letter in cell:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts[1:] if part in "\u0300\u0301\u0303\u0309\u0323")
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        letters.append(bare + tones)
    return "".join(letters if encoding == "cp1258" else cell).encode(encoding, "replace")


def _broken(cell):
    try:
        cell.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


@damage
def utf_16(folder, rng):
    form = rng.choice(["utf-16", "utf-16-le", "utf-16-be"])
    return [Found(data(folder, "people", lambda d: d.decode().encode(form)), 1, None, "The file is UTF-16")]


@damage
def semicolons(folder, rng):
    return [Found(data(folder, "people", lambda d: d.replace(b",", b";")), 1, None, "are separated by ';'")]


@damage
def a_workbook_called_csv(folder, rng):
    zipped = b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(rng.choices(range(256), k=5_000)) + b"\n,\n"
    return [Found(data(folder, "deals", lambda _: zipped), 1, None, "bytes that no text has")]


@damage
def a_title_above_the_header(folder, rng):
    title = b"Export of our deals" + b"," * rng.choice([0, 3]) + b"\n"
    return [Found(data(folder, "deals", lambda d: title + d), 1, None, "is not the header of 'deals'")]


@damage
def the_header_lost(folder, rng):
    file = data(folder, "deals", lambda d: d[d.index(b"\n") + 1 :])
    return [Found(file, 1, None, "is not the header of 'deals'")]


@damage
def the_header_twice(folder, rng):
    number = a_line(folder, "people", rng)
    mark = rng.choice([b"", b"\xef\xbb\xbf"])  # of a second file, put behind the first one

    def twice(whole):
        start, header = nth(whole, number)[0], whole[: whole.index(b"\n") + 1]
        return whole[:start] + mark + header + whole[start:]

    return [Found(data(folder, "people", twice), number, None, "The header stands here again")]


@damage
def line_ends_of_an_old_macintosh(folder, rng):
    name = rng.choice(["deals", "events"])
    return [Found(data(folder, name, lambda d: d.replace(b"\n", b"\r")), 1, None, "lone carriage return")]


@damage
def some_lines_from_windows(folder, rng):
    file, number = in_a_line(folder, rng, "events", lambda line: line + b"\r")
    return [Found(file, number, None, "This line ends otherwise than the first one")]


@damage
def a_lone_carriage_return(folder, rng):
    file, number = in_a_line(folder, rng, "deals", lambda line: line.replace(b",", b"\r,", 1))
    return [Found(file, number, None, "lone carriage return")]


# Rows out of joint


@damage
def two_columns_swapped(folder, rng):
    name, *pair = rng.choice([("events", "happened_at", "kind"), ("deals", "opened_at", "seller")])
    file, rows = table(folder, name)
    a, b = (rows[0].index(column) for column in pair)
    for row in rows[1:]:
        row[a], row[b] = row[b], row[a]
    write(file, rows)
    said = dict(zip(pair, ("is not a time", "is not one of"), strict=True))
    return [Found(file.name, line, c, said[c]) for line in range(2, len(rows) + 1) for c in pair]


@damage
def rows_shifted_by_a_cell(folder, rng):
    file, rows = table(folder, "events")
    start = rng.randrange(1, len(rows) - 40)
    for number in range(start, start + 30):
        rows[number] = ["", *rows[number][:-1]]
    write(file, rows)
    lines = range(start + 1, start + 31)
    empty = [Found(file.name, line, "event_id", "The cell is empty") for line in lines]
    return empty + [Found(file.name, line, "happened_at", "is not a time") for line in lines]


@damage
def a_column_moved_down_by_a_row(folder, rng):
    file, rows = table(folder, "deals")
    place = rows[0].index("opened_at")
    cells_of = [row[place] for row in rows[1:]]
    for row, cell in zip(rows[1:], ["", *cells_of], strict=False):
        row[place] = cell
    write(file, rows)
    return [Found(file.name, 2, "opened_at", "The cell is empty")]


@damage
def a_cell_too_many(folder, rng):
    file, number = in_a_line(folder, rng, "events", lambda line: b"x," + line)
    return [Found(file, number, None, "is a comma in a cell without quotation marks?")]


@damage
def a_line_end_lost(folder, rng):
    number = a_line(folder, "events", rng)
    file = data(folder, "events", lambda d: d[: nth(d, number)[1]] + d[nth(d, number)[1] + 1 :])
    last = (folder / file).read_bytes().count(b"\n")
    return [Found(file, number, None, "cells where the header has"), Found(file, last, None, "was it cut off?")]


@damage
def quotes_gone(folder, rng):
    cells(folder, rng, "organisations", "name", lambda name: f'{name}, "Head" Office', lambda *_: "")
    file, rows = table(folder, "organisations")
    lines = [n for n, row in enumerate(rows, start=1) if any("," in cell for cell in row)]
    data(folder, "organisations", lambda d: d.replace(b'"', b""))
    return [Found(file.name, line, None, "is a comma in a cell without quotation marks?") for line in lines]


@damage
def a_quote_never_closed(folder, rng):
    file, number = in_a_line(folder, rng, "people", lambda line: line.replace(b",", b',"', 1))
    return [Found(file, number, None, "is never closed")]


@damage
def a_column_renamed(folder, rng):
    name, old, new = rng.choice([("people", "created_at", "Created At"), ("events", "kind", "kinds")])
    file = data(folder, name, lambda d: d.replace(old.encode(), new.encode(), 1))
    return [Found(file, 1, new, f"did you mean '{old}'?")]


@damage
def a_column_lost(folder, rng):
    file, rows = table(folder, "people")
    column = rng.choice(["created_at", "country"])
    place = rows[0].index(column)
    write(file, [row[:place] + row[place + 1 :] for row in rows])
    return [Found(file.name, 1, column, f"The column '{column}' is missing")]


# Ids


@damage
def ids_that_stand_twice(folder, rng):
    name, column = rng.choice([("people", "person_id"), ("events", "event_id"), ("deals", "deal_id")])
    file, rows = table(folder, name)
    (first, _), (last, _) = some(rng, rows, column, count=2)
    rows.append(rows[first])
    rows.insert(last, rows[last])  # first < last: the rows before the second pair keep their lines
    write(file, rows)
    pairs = [(first + 1, len(rows)), (last + 1, last + 2)]
    return [Found(file.name, a, column, f"also stands on line {b};") for p in pairs for a, b in (p, p[::-1])]


@damage
def ids_that_nobody_has(folder, rng):
    return cells(folder, rng, "events", "person_id", lambda i: f"{i}x", lambda *_: "no such person_id in 'people'.")


@damage
def ids_with_a_space(folder, rng):
    return cells(folder, rng, "deals", "person_id", lambda i: f"{i} ", lambda *_: "take away the spaces around it")


# Cells that a spreadsheet wrote


def excel(moment):
    """Write a moment as Excel does: days since 1899-12-30, to fifteen digits."""
    since = datetime.fromisoformat(moment) - datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
    return f"{since.total_seconds() / 86_400:.15g}"


@damage
def times_as_excel_numbers(folder, rng):
    return cells(folder, rng, "events", "happened_at", excel, lambda was, _: f"Excel day number; write {was}.")


@damage
def days_as_excel_numbers(folder, rng):
    return cells(folder, rng, "spend", "month", excel, lambda was, _: f"Excel day number; write {was}.")


@damage
def the_day_before_the_month(folder, rng):
    def turned(moment):
        return f"{moment[8:10]}/{moment[5:7]}/{moment[:4]}"

    def late(moment):
        return moment and int(moment[8:10]) > 12

    return cells(folder, rng, "people", "created_at", turned, lambda was, _: f"the year; write {was[:10]}.", late)


@damage
def years_of_the_buddhist_era(folder, rng):
    def later(moment):
        return f"{int(moment[:4]) + 543}{moment[4:]}"

    return cells(folder, rng, "people", "created_at", later, lambda was, _: f"Buddhist era; write {was}.")


@damage
def days_in_the_future(folder, rng):
    return cells(folder, rng, "deals", "opened_at", lambda m: f"2096{m[4:]}", lambda _, now: f"'{now}' is later than")


@damage
def decimal_commas(folder, rng):
    return cells(
        folder, rng, "deals", "amount", lambda a: a.replace(".", ","), lambda was, _: f"decimal comma; write {was}."
    )


@damage
def separators_of_thousands(folder, rng):
    return cells(
        folder, rng, "deals", "amount", lambda a: f"{float(a):,.2f}", lambda was, _: f"thousands; write {was}.", long
    )


@damage
def dots_for_thousands(folder, rng):
    def dotted(amount):
        return f"{float(amount):,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")

    return cells(folder, rng, "deals", "amount", dotted, lambda was, _: f"thousands; write {was}.", long)


@damage
def one_dot_that_may_part_thousands(folder, rng):
    name, column = rng.choice([("spend", "cost"), ("organisations", "employees")])

    def said(_, now):
        return f"'{now}' may be {now.replace('.', '')}, or a number with three decimals"

    def dotted(_):
        return f"{rng.randrange(1, 999)}.{rng.choice(['000', '500', '125'])}"

    return cells(folder, rng, name, column, dotted, said)


def long(amount):
    """Whether an amount has separators of thousands when a spreadsheet writes it."""
    return amount and float(amount) >= 1_000


@damage
def thousands_in_whole_numbers(folder, rng):
    return cells(
        folder,
        rng,
        "organisations",
        "employees",
        lambda n: f"{int(n) + 1_000:,}",
        lambda was, _: f"thousands; write {int(was) + 1_000}.",
    )


@damage
def words_for_nothing(folder, rng):
    word = rng.choice(["NULL", "#N/A", "NaN", "-"])
    return cells(folder, rng, "people", "birth_year", lambda _: word, lambda *_: "leave the cell empty")


@damage
def zero_bytes(folder, rng):
    return cells(folder, rng, "people", "full_name", lambda n: n[:1] + "\0" + n[1:], lambda *_: "a NUL character")
