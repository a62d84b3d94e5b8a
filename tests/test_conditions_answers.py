"""Answers of conditions: yes, no or unknown, the same in DuckDB, in SQLite and to a plain-Python judge."""

from __future__ import annotations

import sqlite3

from conditions_world import KINDS, NEVER, conditions, in_duckdb, judged, sqlite_conditions, tables
from hypothesis import given, settings

from leadkit.conditions import Condition

EMPTY = dict.fromkeys(KINDS)


def answer(text, never=NEVER, **row):
    """Ask one condition of one person; what is not given is NULL."""
    tree = Condition(text).asked(KINDS, never=never)
    (found,) = in_duckdb(tree, [{**EMPTY, **row}])
    return found


@settings(max_examples=200, deadline=None)
@given(conditions, tables)
def test_duckdb_answers_as_the_judge_does(text, table):
    condition = Condition(text)
    told = in_duckdb(condition.asked(KINDS, never=NEVER), table)
    assert told == [judged(condition.tree, row) for row in table]


@settings(max_examples=150, deadline=None)
@given(sqlite_conditions, tables)
def test_sqlite_answers_as_duckdb_does(text, table):
    tree = Condition(text).asked(KINDS, never=NEVER)
    names = list(KINDS)
    with sqlite3.connect(":memory:") as con:
        con.execute(f"CREATE TABLE people ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        plain = [[float(row[name]) if name == "money" and row[name] else row[name] for name in names] for row in table]
        con.executemany(f"INSERT INTO people VALUES ({marks})", plain)
        told = [one for (one,) in con.execute(f"SELECT {tree.sql('sqlite')} FROM people ORDER BY rowid")]
    assert [None if one is None else bool(one) for one in told] == in_duckdb(tree, table)
