"""The verbs of the engine: run a SELECT, ask columns of a table of people, read an input into memory."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, overload

import pandas as pd
from sqlglot import exp

from leadkit.engine import delivery, doors, kept, sources
from leadkit.engine.inputs import Derived, File, Limits, checked, is_relation
from leadkit.engine.question import Question, asking
from leadkit.engine.writing import Target
from leadkit.engine.written import Written
from leadkit.errors import DataError, EngineError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from leadkit.engine.inputs import Input

    Progress = Callable[[float], None] | None

_PERSON = "person_id"
_FEW = 1000  # rows of a DataFrame for which the way counts more than the work


@overload
def run(
    select: exp.Query | Written,
    inputs: Mapping[str, Input],
    *,
    to: None = None,
    limits: Limits | None = None,
    progress: Progress = None,
) -> pd.DataFrame: ...
@overload
def run(
    select: exp.Query | Written,
    inputs: Mapping[str, Input],
    *,
    to: str | Path,
    limits: Limits | None = None,
    progress: Progress = None,
) -> Path: ...
def run(
    select: exp.Query | Written,
    inputs: Mapping[str, Input],
    *,
    to: str | Path | None = None,
    limits: Limits | None = None,
    progress: Progress = None,
) -> pd.DataFrame | Path:
    """Run one SELECT over some tables.

    Parameters
    ----------
    select : sqlglot.exp.Query or Written
        The SELECT, as a tree, or kept to be run again.
    inputs : mapping of table name to Input
        What it may read: DataFrames, Arrow tables, paths or globs of CSV and Parquet, :class:`File`, :class:`Derived`,
        DuckDB relations. Only those that it names are looked at.
    to : str or Path, optional
        A new ``.csv`` or ``.parquet`` file to write the rows into, out of core.
    limits : Limits, optional
        Memory, threads and seconds that it may use.
    progress : callable, optional
        Called with a number from 0 to 1 every tenth of a second, and with 1 at the end.

    Returns
    -------
    DataFrame or Path
        The rows, with the dtypes of ``leadkit.engine.delivery``; or the file that was written.

    Raises
    ------
    DataError
        An input or a cell is not what it should be, or the file cannot be written.
    EngineError
        The query is not one that the engine runs, or it was stopped.

    Examples
    --------
    >>> people = pd.DataFrame({"country": ["TH", "VN", "TH"], "spent": [1, 2, None]})
    >>> run(exp.select("country", "SUM(spent) AS spent").from_("people").group_by("country").order_by("country"),
    ...     {"people": people})
      country  spent
    0      TH    1.0
    1      VN    2.0
    """
    target = None if to is None else Target(to)
    found = _told(select, inputs, limits, progress, "frame", target)
    return target.path if target is not None else delivery.frame(found)


def ask(
    people: Input,
    questions: Sequence[exp.Expr] | Callable[[exp.Column], exp.Select | Written],
    *,
    also: Mapping[str, Input] | None = None,
    many: bool = False,
    to: str | Path | None = None,
    limits: Limits | None = None,
    progress: Progress = None,
) -> Any:  # noqa: ANN401 - of the kind of `people`
    """Ask every person some questions: ``SELECT person_id, <columns> FROM people``.

    Parameters
    ----------
    people : Input
        A table with a column ``person_id``, one row a person (rows are answered one by one, so doubles are no harm).
    questions : sequence of sqlglot.exp.Expression, or callable
        The questions, each under its own alias; or, where one level is not enough, what makes the SELECT over
        ``people`` from the column that says who is who, which comes first in its result.
    also : mapping of table name to Input, optional
        Other tables that such a SELECT reads.
    many : bool
        Whether there may be any number of rows a person; they come in the order of the SELECT.
    to, limits, progress
        As for :func:`run`.

    Returns
    -------
    DataFrame, Arrow table, DuckDB relation or Path
        Of the kind of `people`. A DataFrame comes back in its own order with its own index and its own ``person_id``
        (with `many`, numbered from 0);
        a :class:`Derived` as a DataFrame sorted by ``person_id``. A path or :class:`File` needs `to`, which gives a
        path whatever was asked. A relation is in memory, on a connection of its own that is not locked.

    Raises
    ------
    DataError, EngineError
        As for :func:`run`; or there is no ``person_id``.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["b", "a"], "spent": [30, None]}, index=[7, 7])
    >>> ask(people, [exp.alias_("spent > 20", "big")])
      person_id   big
    7         b  True
    7         a  <NA>
    """
    source = checked(people, "people")
    if isinstance(source, File) and to is None:
        raise DataError("The answers to a file go into a file: give to='answers.parquet' (or .csv).")
    build = questions if callable(questions) else _level(questions)
    inputs = {"people": source, **(also or {})}
    if to is None and isinstance(source, pd.DataFrame):
        return _in_order(source, build, inputs, limits, progress, many=many)
    query = build(exp.column(_PERSON, quoted=True))
    if isinstance(source, Derived) and not many:
        ordered = (query.tree if isinstance(query, Written) else query).order_by(exp.column(_PERSON, quoted=True))
        plain = source.kinds is not None and source.kinds.get(_PERSON) == "text"
        query = Written(ordered, final=isinstance(query, Written) and query.final, plain_key=plain)
    if to is not None or isinstance(source, Derived):
        return run(query, inputs, to=to, limits=limits, progress=progress)
    rows = _told(query, inputs, limits, progress, "table", None)
    if not is_relation(source):
        return rows
    import duckdb  # noqa: PLC0415 - loaded, since there is a relation

    return duckdb.connect().from_arrow(rows)


def rows(source: Input, limits: Limits | None = None) -> pa.Table:
    """Read all of an input into memory, in the types of its columns.

    Parameters
    ----------
    source : Input
        Any input of :func:`run`.
    limits : Limits, optional
        Memory, threads and seconds that it may use.

    Returns
    -------
    pyarrow.Table
        The rows, with the types of ``leadkit.engine.delivery``; an input itself.

    Raises
    ------
    DataError, EngineError
        As for :func:`run`.

    Examples
    --------
    >>> rows(pd.DataFrame({"spent": [1.5, float("nan")]})).to_pydict()
    {'spent': [1.5, None]}
    """
    everything = exp.select("*").from_(exp.to_table("rows"))
    held: pa.Table = _told(everything, {"rows": source}, limits, None, "table", None)
    return held


def _in_order(
    people: pd.DataFrame,
    build: Callable[[exp.Column], exp.Select | Written],
    inputs: Mapping[str, Input],
    limits: Limits | None,
    progress: Progress,
    *,
    many: bool,
) -> pd.DataFrame:
    names = doors.distinct(people.columns, "people")
    if _PERSON not in names:
        raise DataError(
            f"The table 'people' has no column '{_PERSON}', which says who is who.{nearest(_PERSON, names)}"
        )
    if sources.ROW in names:
        raise DataError(f"The table 'people' has a column '{sources.ROW}', which the engine makes itself: rename it.")
    query, limits = build(exp.column(sources.ROW)), limits or Limits()
    by_the_usual_way = len(people) > _FEW or len(inputs) > 1 or progress or limits.memory or limits.threads
    if isinstance(query, Written) and query.final and not by_the_usual_way:
        rows = _of_few(query, inputs, limits)
    else:
        rows = _told(query, inputs, limits, progress, "frame", None, numbered=True)
    at = rows.column(sources.ROW).to_numpy()
    rows = rows.drop_columns([sources.ROW])
    if (at[1:] < at[:-1]).any():
        order = at.argsort(kind="stable")
        at, rows = at[order], rows.take(order)
    who = people[_PERSON].iloc[at].array if many else people[_PERSON].array
    columns = {_PERSON: who, **{name: delivery.column(rows.column(name)) for name in rows.column_names}}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(at)) if many else people.index)


def _of_few(query: Written, inputs: Mapping[str, Input], limits: Limits) -> Any:  # noqa: ANN401 - an Arrow table
    """Run a final query for a few people in memory; see :mod:`leadkit.engine.kept`."""
    (source,) = sources.gathered(query, inputs)
    rows = sources.rows_of(source, numbered=True)
    with kept.lent(query, source, rows.schema) as ready, ExitStack() as after:
        question = Question(ready.connection, [source], limits, after)
        return question.watched(lambda: ready.answer(query, rows))


def _level(columns: Sequence[exp.Expr]) -> Callable[[exp.Column], exp.Select | Written]:
    """Make the SELECT that asks everything at once."""
    return lambda key: exp.select(key, *_named(columns)).from_(exp.to_table("people"))


def _named(columns: Sequence[exp.Expr]) -> list[exp.Expr]:
    for column in columns:
        if not isinstance(column, exp.Alias | exp.Column):
            raise EngineError("Every question needs a name for its answers: give it an alias.")
        name = column.alias_or_name
        if name.casefold() in {_PERSON, sources.ROW}:
            raise EngineError(f"'{name}' is a column that the engine makes itself: choose another name.")
    return [column.copy() for column in columns]


def _told(
    query: exp.Query | Written,
    inputs: Mapping[str, Input],
    limits: Limits | None,
    progress: Progress,
    form: str,
    target: Target | None,
    *,
    numbered: bool = False,
) -> Any:  # noqa: ANN401 - an Arrow table, or None
    """Run a query and give its rows as Arrow; or write them to `target`."""
    limits = limits or Limits()
    written = query if isinstance(query, Written) else Written(query)
    with asking(written, inputs, limits, progress, target) as question:

        def work() -> Any:  # noqa: ANN401 - as above
            question.lay_out(numbered=numbered)
            connection = question.connection
            if written.final and (numbered or (written.plain_key and form == "frame" and target is None)):
                return connection.sql(written.text(connection)).to_arrow_table()
            whole = delivery.shaped(connection, written, target.form if target else form)
            if target is None:
                return connection.sql(whole.sql(dialect="duckdb")).to_arrow_table()
            target.write(connection, whole)
            return None

        rows = question.watched(work, progress)
        if target is not None:
            target.keep()
        return rows
