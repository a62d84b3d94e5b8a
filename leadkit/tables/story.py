"""One person's story: everything dated that is theirs, from every table, in the order in which it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leadkit import schema
from leadkit.errors import DataError, nearest

if TYPE_CHECKING:
    from leadkit.schema import Table
    from leadkit.tables.value import Tables

# What a row is about, table by table: the first of these columns that is filled.
_ABOUT = {
    "people": ("source_channel",),
    "changes": ("field",),
    "events": ("kind",),
    "answers": ("question",),
    "deals": ("product", "seller"),
    "crm_records": ("system",),
    "overrides": ("tier",),
}


def story(tables: Tables, person_id: str) -> pd.DataFrame:
    """Collect one person's dated rows from every table.

    Parameters
    ----------
    tables : Tables
        The tables.
    person_id : str
        Whose.

    Returns
    -------
    DataFrame
        when (datetime64[us], UTC), table (str), what (str; what the row is about), sorted by time, then table. A deal
        gives an entry when it is opened and one when it is closed.

    Raises
    ------
    DataError
        Nobody has this id.

    Examples
    --------
    >>> from leadkit.tables import Tables
    >>> people = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], "source_channel": ["search"]})
    >>> story(Tables({"people": people}), "a")["what"].tolist()
    ['search']
    """
    everybody = tables["people"]["person_id"]
    if person_id not in set(everybody):
        raise DataError(f"There is nobody with the id '{person_id}'.{nearest(str(person_id), everybody.head(20_000))}")
    parts = [_of(schema.tables()[name], tables[name], person_id) for name in tables.names if name in _ABOUT]
    deals = tables["deals"]
    closed = deals[deals["person_id"].eq(person_id) & deals["closed_at"].notna()]
    won = closed["won"].map({True: "won", False: "lost"}).astype("str")
    parts.append(pd.DataFrame({"when": closed["closed_at"], "table": "deals", "what": won}))
    found = pd.concat([part for part in parts if len(part)], ignore_index=True)
    found = found.astype({"when": "datetime64[us]", "table": "str", "what": "str"})
    return found.sort_values(["when", "table", "what"], kind="stable", ignore_index=True)


def _of(table: Table, rows: pd.DataFrame, person_id: str) -> pd.DataFrame:
    """Entries of one table."""
    mine = rows[rows["person_id"].eq(person_id) & rows[str(table.time)].notna()]
    about = mine[[c for c in _ABOUT[table.name] if c in mine.columns]].bfill(axis=1).iloc[:, 0].fillna("")
    return pd.DataFrame({"when": mine[str(table.time)], "table": table.name, "what": about})
