"""Write docs/tables.md from the schema, so that the page cannot lag behind it: ``python docs/make_tables.py``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leadkit import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.schema import Field, Table

HEAD = """<!-- Written by docs/make_tables.py from leadkit/data/schema.yaml; do not edit. -->

# The tables

Every table of the kit, every column, what it counts, what it may hold and what an empty cell means. A team needs
`people` (at least `person_id` and `created_at`); everything else may be left out, table by table and column by column.
Leave out what you never recorded, rather than give it empty: without a column `email`, `phone` or `social_account` it
is unknown who can be written to, and under such a column an empty cell says that nothing is stored. But **a table that
is not there counts as nothing happened**: without `events` nobody showed interest, without `deals` nobody bought (all
of it: docs/snapshot.md, "Counted from").
One file a table: `people.csv`, or `people.parquet`, or a folder `people/` of Parquet files. Other columns are kept.

In CSV files: UTF-8, commas between cells (a file with semicolons or tabs is refused, not guessed at: where Excel writes
semicolons, 1.234 may mean 1234), `"` around a cell that holds a comma, a quotation mark (doubled) or a line end. Days
are written `2024-01-31`, times `2024-01-31 09:15:00` (UTC), yes and no `true` and `false`, numbers with a point and
without separators of thousands; what is not known is an empty cell. Money is in one currency and has at most two
decimals. `leadkit data check FOLDER` names every row that is otherwise.
"""
NOT_KNOWN = "not known; nobody asked, or nobody said"
KINDS = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "money": "money",
    "yes_no": "yes or no",
    "day": "day",
    "time": "time (UTC)",
}


def page() -> str:
    """Write the whole page."""
    every = [*schema.tables().values(), schema.truth()]
    return HEAD + "".join(f"\n{_section(table)}" for table in every) + _nulls(every)


def _section(table: Table) -> str:
    title = f"## `{table.name}`\n\n{_three(table.title)}\n\n{_sentence(table.meaning['en'])}"
    key = f"One row for each {' + '.join(f'`{name}`' for name in table.key)}"
    dated = f"{key}; dated by `{table.time}`." if table.time else f"{key}; not dated."
    rows = [_row(field) for field in table.fields]
    if table.free:
        meaning = f"{table.free_meaning['en']} | {_others(table.free_meaning)}"
        rows.append(f"| `{table.free}...` | yes or no | {NOT_KNOWN} | {meaning} |")
    head = "| column | holds | an empty cell means | meaning | ไทย · Tiếng Việt |\n|---|---|---|---|---|"
    return "\n".join([title, dated, "", head, *rows, ""])


def _nulls(tables: list[Table]) -> str:
    """Say what an empty cell can mean, once in each language."""
    nulls = {field.null["en"]: field.null for table in tables for field in table.fields if field.null}
    rows = [f"| {text['en']} | {text['th']} | {text['vi']} |" for text in nulls.values()]
    head = ["\n## What an empty cell means", "", "| English | ไทย | Tiếng Việt |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _row(field: Field) -> str:
    held = KINDS[field.kind]
    if field.unit and field.unit != "currency":
        held += f" ({field.unit})"
    if field.values:
        held += ": " + ", ".join(f"`{value}`" for value in field.values)
    if field.known:
        held += ", such as " + ", ".join(f"`{value}`" for value in field.known)
    if field.values_by:
        lists = (f"{of}: {', '.join(f'`{value}`' for value in values)}" for of, values in field.values_by[1].items())
        held += "; by question: " + "; ".join(lists)
    if field.refers_to:
        held += f", found in `{field.refers_to}`"
    empty = field.null["en"] if field.null else "(may not be empty)"
    return f"| `{field.name}` | {held} | {empty} | {field.meaning['en']} | {_others(field.meaning)} |"


def _others(text: Mapping[str, str]) -> str:
    return f"{text['th']} · {text['vi']}"


def _three(text: Mapping[str, str]) -> str:
    return f"**{text['en']}** · {_others(text)}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


if __name__ == "__main__":
    (Path(__file__).parent / "tables.md").write_text(page(), encoding="utf-8")
    print("docs/tables.md")
