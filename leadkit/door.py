"""The door: what people are before they are asked, so that an empty column is unknown and not of a wrong kind.

A class table in which nobody has answered a question yet has a column with nothing in it, and neither pandas nor a CSV
file can tell whether that would have been a number or a text. The vocabulary can; for a column of your own, the
condition that asks it. Only columns that are asked are looked at, and only empty ones are touched, in a copy.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit import engine, snapshot, vocabulary
from leadkit.errors import DataError, UnknownColumnError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from leadkit.conditions import Condition

DTYPES = {"number": "Float64", "yes_no": "boolean", "text": "str"}
TYPES = {"number": "DOUBLE", "yes_no": "BOOLEAN", "text": "VARCHAR"}


def enter(
    people: Any,  # noqa: ANN401 - an engine input
    as_of: str | date | None,
    asked: Iterable[Condition],
    besides: Collection[str] = (),
) -> Any:  # noqa: ANN401 - as above
    """Turn people into an input of the engine whose empty columns are of the kind that is asked.

    Parameters
    ----------
    people : DataFrame, path or glob, DuckDB relation, or Tables
        As a verb was given them.
    as_of : str or date, optional
        The day (Tables only).
    asked : iterable of Condition
        What will be asked.
    besides : collection of str
        Names that mean no columns of the people: measures, which are made of these.

    Returns
    -------
    engine Input
        `people` itself where there is nothing to do.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> decides = Condition("authority = 'decides'")
    >>> str(enter(pd.DataFrame({"person_id": ["a"], "authority": [None]}), None, [decides])["authority"].dtype)
    'str'
    """
    asked = list(asked)
    names = {name for condition in asked for name in condition.columns}.difference(besides)
    source = snapshot.of(people, as_of, names)
    is_csv = isinstance(source, (str, Path)) and str(source).lower().endswith((".csv", ".csv.gz"))
    if not isinstance(source, pd.DataFrame) and not is_csv:
        return source
    found, wanted = engine.columns_of(source), kinds_asked(asked)
    differ = {name: kind for name, kind in wanted.items() if found.get(name, kind) != kind and name in names}
    if isinstance(source, pd.DataFrame):
        empty = [name for name in differ if source[name].isna().all()]
        return source.astype({name: DTYPES[differ[name]] for name in empty}) if empty else source
    return engine.File(str(source), {name: TYPES[kind] for name, kind in differ.items()}) if differ else source


def who_is_who(source: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    """Hold that people have a person_id, in a DataFrame one row each, and say of which kinds their columns are.

    Raises
    ------
    DataError
        There is no person_id, somebody has none, or somebody stands there twice.
    """
    columns = engine.columns_of(source)
    if "person_id" not in columns:
        raise DataError(
            f"The table of people has no column person_id, which says who is who.{nearest('person_id', columns)}"
        )
    if isinstance(source, pd.DataFrame):
        _one_row_each(source)
    return dict(columns)


def _one_row_each(people: pd.DataFrame) -> None:
    nobody = people["person_id"].isna().to_numpy()
    if nobody.any():
        raise DataError(
            f"Row {nobody.argmax() + 1} of the people has no person_id: give everybody one, or leave the row out.",
            people[nobody],
        )
    twice = people["person_id"].duplicated(keep=False)
    if twice.any():
        who = people.loc[twice, "person_id"].iloc[0]
        rows = [str(place + 1) for place in (people["person_id"] == who).to_numpy().nonzero()[0][:2]]
        raise DataError(
            f"The person '{who}' stands in the table twice, in rows {' and '.join(rows)}: keep one row a person.",
            people[twice],
        )


def all_there(asks: Iterable[tuple[str, str]], kinds: Collection[str], what: str) -> None:
    """Name all columns that are missing at once; a single one is left to its condition, which knows the slips.

    Parameters
    ----------
    asks : iterable of (str, str)
        Each column that is asked, and what asks it.
    kinds : collection of str
        The columns that there are.
    what : str
        What asks them all: ``scorecard 'bant'``.

    Raises
    ------
    UnknownColumnError
        Two or more are missing.

    Examples
    --------
    >>> all_there([("age", "a"), ("city", "b")], [], "card")
    Traceback (most recent call last):
    leadkit.errors.UnknownColumnError: The people lack 2 columns that the card asks for: 'age' (a), 'city' (b).
    """
    first: dict[str, str] = {}
    for name, place in asks:
        if name not in kinds:
            first.setdefault(name, place)
    if len(first) > 1:
        told = ", ".join(f"'{name}' ({place}{_meant(name, kinds)})" for name, place in first.items())
        raise UnknownColumnError(f"The people lack {len(first)} columns that the {what} asks for: {told}.")


def _meant(name: str, kinds: Collection[str]) -> str:
    said = nearest(name, kinds)
    return f"; d{said.strip()[1:]}" if said.startswith(" Did") else ""


def once_each(people: Any, limits: engine.Limits | None = None) -> None:  # noqa: ANN401 - an engine input
    """Hold that nobody stands twice in people whom the engine reads from elsewhere; whoever has no id is passed over.

    Parameters
    ----------
    people : path or glob, Arrow table or DuckDB relation
        One row a person. Every row is read.
    limits : Limits, optional
        Memory, threads and seconds.

    Raises
    ------
    DataError
        Somebody does; the first of them by person_id is named.

    Examples
    --------
    >>> import pyarrow as pa
    >>> once_each(pa.table({"person_id": ["b", "a", "b"]}))
    Traceback (most recent call last):
    leadkit.errors.DataError: The person 'b' stands in the table 2 times: keep one row a person.
    """
    if "person_id" not in engine.columns_of(people):
        return  # which is said where it is asked
    twice = exp.select("person_id", "COUNT(*) AS times").from_("people").where("person_id IS NOT NULL")
    twice = twice.group_by("person_id").having("COUNT(*) > 1").order_by("person_id").limit(1)
    path = people.path if isinstance(people, engine.File) else people
    where = f"'{path}'" if isinstance(path, (str, Path)) else "the table"
    for who, times in engine.run(twice, {"people": people}, limits=limits).itertuples(index=False):
        raise DataError(f"The person '{who}' stands in {where} {times} times: keep one row a person.")


def kinds_asked(asked: Iterable[Condition]) -> dict[str, str]:
    """Say of which kind each asked column should be: by the vocabulary, else by how it is asked."""
    kinds: dict[str, str] = {}
    for condition in asked:
        for name, kind in _kinds(condition).items():
            kinds.setdefault(name, kind)
    return kinds


@lru_cache(maxsize=4096)  # the same conditions are asked of one person after the other
def _kinds(condition: Condition) -> dict[str, str]:
    learned = condition.kinds()
    known = {name: column.kind for name in condition.columns if (column := vocabulary.column(name))}
    kinds = {name: known.get(name) or learned.get(name) for name in condition.columns}
    return {name: kind for name, kind in kinds.items() if kind in DTYPES}
