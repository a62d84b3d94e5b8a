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

from leadkit import engine, snapshot, vocabulary
from leadkit.conditions.kinds import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from leadkit.conditions import Condition

DTYPES = {"number": "Float64", "yes_no": "boolean", "text": "str"}
TYPES = {"number": "DOUBLE", "yes_no": "BOOLEAN", "text": "VARCHAR"}


def enter(people: Any, as_of: str | date | None, asked: Iterable[Condition]) -> Any:  # noqa: ANN401 - an engine input
    """Turn people into an input of the engine whose empty columns are of the kind that is asked.

    Parameters
    ----------
    people : DataFrame, path or glob, DuckDB relation, or Tables
        As a verb was given them.
    as_of : str or date, optional
        The day (Tables only).
    asked : iterable of Condition
        What will be asked.

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
    source = snapshot.of(people, as_of, {name for condition in asked for name in condition.columns})
    is_csv = isinstance(source, (str, Path)) and str(source).lower().endswith((".csv", ".csv.gz"))
    if not isinstance(source, pd.DataFrame) and not is_csv:
        return source
    found, wanted = engine.columns_of(source), kinds_asked(asked)
    differ = {name: kind for name, kind in wanted.items() if found.get(name, kind) != kind}
    if isinstance(source, pd.DataFrame):
        empty = [name for name in differ if source[name].isna().all()]
        return source.astype({name: DTYPES[differ[name]] for name in empty}) if empty else source
    return engine.File(str(source), {name: TYPES[kind] for name, kind in differ.items()}) if differ else source


def kinds_asked(asked: Iterable[Condition]) -> dict[str, str]:
    """Say of which kind each asked column should be: by the vocabulary, else by how it is asked."""
    kinds: dict[str, str] = {}
    for condition in asked:
        for name, kind in _kinds(condition).items():
            kinds.setdefault(name, kind)
    return kinds


@lru_cache(maxsize=4096)  # the same conditions are asked of one person after the other
def _kinds(condition: Condition) -> dict[str, str]:
    learned: Mapping[str, str] = check(condition.tree, condition.text)
    known = {name: column.kind for name in condition.columns if (column := vocabulary.column(name))}
    kinds = {name: known.get(name) or learned.get(name) for name in condition.columns}
    return {name: kind for name, kind in kinds.items() if kind in DTYPES}
