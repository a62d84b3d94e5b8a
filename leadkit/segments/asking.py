"""Asking: in which segment everybody is, and the same as SQL for a warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import door, engine
from leadkit.errors import UnknownNameError
from leadkit.segments.select import Select
from leadkit.segments.values import Segmentation
from leadkit.trees import check_dialect, named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from sqlglot import exp


def segment(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: Segmentation,
    as_of: str | date | None = None,
    columns: Sequence[str] | None = None,
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:  # noqa: ANN401 - the kind that went in
    """Say in which segment everybody is.

    Parameters
    ----------
    people : DataFrame, path or glob, DuckDB relation, or Tables
        A snapshot, one row a person; of Tables, a snapshot is made first. Grades are counted among all of them.
    by : Segmentation
        The segmentation.
    as_of : str or date, optional
        The day (Tables only); the last day of the tables if not given.
    columns : sequence of str, optional
        Which columns to give, of ``by.columns`` (the default).
    to : path, optional
        A CSV or Parquet file to write; needed when `people` is a path.
    limits : Limits, optional
        Memory, threads and seconds.
    progress : callable, optional
        Is told the share done, from 0 to 1.

    Returns
    -------
    DataFrame, path or relation
        person_id; the measures in their order: grades (whole, 1 the worst) and numbers, missing where they are not
        known and of whom ``by.over`` does not speak; segment and play. Rows, order and index as they came; where people
        are ranked, those of a file or a relation come sorted by person_id.

    Raises
    ------
    UnknownColumnError
        It asks for columns that the people lack; all are named.
    DataError
        A person stands in the table twice, or has no id.
    UnknownNameError
        `by` is no segmentation, or it gives no such column.

    Examples
    --------
    >>> from leadkit.conditions import Condition, Expression
    >>> from leadkit.segments import Measure, Segment, Segmentation
    >>> often = Measure("f", Expression("purchases"), grades=2, best="high")
    >>> some = Segmentation("small", Condition("purchases > 0"), (often,), (Segment("often", Condition("f = 2")),))
    >>> people = pd.DataFrame({"person_id": list("abcde"), "purchases": [1, 7, 0, 7, 2]})
    >>> segment(people, by=some)["segment"].tolist()
    ['otherwise', 'often', 'outside', 'often', 'otherwise']
    """
    source, [select] = ready(people, as_of, by)
    columns = (columns,) if isinstance(columns, str) else columns

    sort = bool(select.ranks) and not isinstance(
        source, (pd.DataFrame, engine.Derived)
    )  # which keep an order of theirs

    def build(key: exp.Column) -> engine.Written:
        whole = select.whole(key, columns)
        return engine.Written(whole.order_by(key) if sort else whole, final=True)

    return engine.ask(source, build, to=to, limits=limits, progress=progress)


def ready(people: Any, as_of: str | date | None, *by: Segmentation) -> tuple[Any, list[Select]]:  # noqa: ANN401 - as above
    """Let people in, and write the SELECT of each segmentation for what they hold; as for :func:`segment`."""
    for one in by:
        a_segmentation(one)
    own = {name for one in by for name in one.measured}.difference(*(one.reads for one in by))
    source = door.enter(people, as_of, [when for one in by for when in one.conditions], besides=own)
    kinds = door.who_is_who(source)
    for one in by:
        door.all_there(one.asks, kinds, f"segmentation '{one.name}'")
    return source, [Select(one, kinds) for one in by]


def sql(by: Segmentation, dialect: str = "duckdb", *, columns: Sequence[str] | None = None) -> str:
    """Write a segmentation as one SELECT for a warehouse.

    Parameters
    ----------
    by : Segmentation
        The segmentation, its parameters bound.
    dialect : {"bigquery", "duckdb", "postgres", "redshift", "snowflake", "spark"}
        Whose SQL.
    columns : sequence of str, optional
        As for :func:`segment`.

    Returns
    -------
    str
        Reads ``people``: a snapshot, one row a person, with the columns that it asks for.

    Raises
    ------
    UnknownNameError
        There is no such dialect, or no such column.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.segments import Segment, Segmentation
    >>> some = Segmentation("small", Condition("TRUE"), (), (Segment("buyer", Condition("purchases > 0")),))
    >>> print(sql(some, "snowflake").splitlines()[0])
    WITH "asked" AS (
    """
    check_dialect(dialect)
    a_segmentation(by)
    kinds = {**dict.fromkeys(by.reads, "other"), **door.kinds_asked(by.conditions)}
    return Select(by, kinds).whole(named("person_id"), columns).sql(dialect, pretty=True, identify=True)


def a_segmentation(by: object) -> None:
    """Hold that `by` is a segmentation.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    if not isinstance(by, Segmentation):
        shown = f"'{by}'" if isinstance(by, str) else f"a {type(by).__name__}"
        raise UnknownNameError(f"by= takes a segmentation here, not {shown}: write by=lk.segmentation('rfm').")
