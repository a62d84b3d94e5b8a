"""Small tables written by hand for the tests of the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.snapshot import snapshot
from leadkit.tables import Tables

if TYPE_CHECKING:
    from datetime import date

DAY = "2025-06-30"


def made(people: str | list[dict[str, Any]] = "a", **rows: list[dict[str, Any]]) -> Tables:
    """Make tables; people are ids, known since 2024, or whole rows; ids of the other rows are numbered."""
    if isinstance(people, str):
        people = [{"person_id": name, "created_at": "2024-01-01"} for name in people.split()]
    key = {"events": "event_id", "answers": "answer_id", "deals": "deal_id"}
    for name, table in rows.items():
        rows[name] = [
            {key.get(name, "person_id"): f"{name}{n}", "person_id": "a", **row} for n, row in enumerate(table)
        ]
    rows["deals"] = [{"seller": "us", **row} for row in rows.get("deals", [])]
    frames = {"people": pd.DataFrame(people), **{name: pd.DataFrame(table) for name, table in rows.items() if table}}
    return Tables(frames)


def event(kind: str, at: str = "2025-06-01", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "happened_at": at, **more}


def cells(tables: Tables, *columns: str, day: str | date = DAY) -> dict[str, list[Any]]:
    """Give each person's cells, None where they are empty."""
    told = snapshot(tables, day).set_index("person_id")[list(columns)].astype("object")
    return {person: [None if pd.isna(cell) else cell for cell in row] for person, row in told.iterrows()}


def one(tables: Tables, *columns: str, day: str | date = DAY) -> Any:
    """Give the cells of person a: one cell, or a list."""
    found = cells(tables, *columns, day=day)["a"]
    return found[0] if len(columns) == 1 else found
