"""What the engine agrees to run: one SELECT, over the tables it was given, made of functions known to be safe.

The locks of the connection (``locks``) hold on their own. The gate stands before them for one sentence's sake, and
because of the one thing that DuckDB cannot stop: a single call that makes a huge value (``REPEAT('a', 4000000000)``,
a list of a billion numbers) neither counts as memory nor hears the timer. Hence a list of functions that may be
called, none of which makes a long text or a list out of a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit.errors import EngineError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

# By the names that sqlglot gives them (MAX_BY is ARG_MAX), in small letters those that it does not know.
_SAFE = """
ABS AND ANY_VALUE APPROX_DISTINCT APPROX_QUANTILE ARG_MAX ARG_MIN ARRAY AVG BIT_COUNT CASE CAST CEIL COALESCE
CONTAINS CORR COUNT COUNT_IF COVAR_POP COVAR_SAMP CUME_DIST CURRENT_DATE DATE DATEDIFF DATE_ADD DATE_FROM_PARTS
DATE_SUB DATE_TRUNC DAY DAY_OF_MONTH DAY_OF_WEEK DAY_OF_YEAR DENSE_RANK ENDS_WITH EXISTS EXP EXTRACT FIRST
FIRST_VALUE FLOOR GREATEST IF IS_NAN LAG LAST LAST_DAY LAST_VALUE LEAD LEAST LEFT LENGTH LN LOG LOGICAL_AND
LOGICAL_OR LOWER MAX MEDIAN MIN MOD MODE MONTH NOT NTH_VALUE NTILE NULLIF OR PERCENTILE_CONT PERCENTILE_DISC
PERCENT_RANK POWER QUANTILE QUARTER RAND RANK REGR_INTERCEPT REGR_SLOPE RIGHT ROUND ROW_NUMBER SIGN SQRT STARTS_WITH
STDDEV STDDEV_POP STDDEV_SAMP STR_POSITION SUBSTRING SUM TIMESTAMP_TRUNC TO_DAYS TRIM TRUNC TRY_CAST
TS_OR_DS_TO_DATE TYPEOF UNNEST UPPER VARIANCE VARIANCE_POP WEEK XOR YEAR
date_part epoch epoch_ms favg fsum hash isfinite isinf nfc_normalize product quantile_cont quantile_disc
"""
FUNCTIONS = frozenset(_SAFE.split())
TABLE_FUNCTIONS = (exp.GenerateSeries, exp.Unnest, exp.Values, exp.Lateral)
_NOT_A_QUESTION = (
    exp.DDL,
    exp.DML,
    exp.Command,
    exp.Attach,
    exp.Detach,
    exp.Drop,
    exp.Into,
    exp.Pivot,
    exp.Pragma,
    exp.Set,
    exp.Use,
)
_GROWS = (exp.DPipe, exp.Lambda, exp.Comprehension, exp.Columns)


def admit(query: exp.Query, tables: Iterable[str], nodes: Sequence[exp.Expr] = ()) -> None:
    """Let one SELECT through, or say in one sentence why not.

    Parameters
    ----------
    query : sqlglot.exp.Query
        The tree.
    tables : iterable of str
        The tables that it may read.
    nodes : sequence of Expr
        All of the tree, where it was walked before.

    Raises
    ------
    EngineError
        It is not one SELECT, calls a function that is not on the list, holds a parameter that was not bound, or names
        a table that there is not.

    Examples
    --------
    >>> admit(exp.select("person_id").from_("people"), ["people"])
    >>> admit(exp.select("person_id").from_("peple"), ["people"])
    Traceback (most recent call last):
    ...
    leadkit.errors.EngineError: The query reads a table 'peple', which was not given to it. Did you mean 'people'?
    """
    if not isinstance(query, exp.Query):
        raise EngineError(f"The engine answers questions: give it one SELECT, not {_shown(query)}.")
    nodes = nodes or tuple(query.walk())
    for node in nodes:
        if isinstance(node, _NOT_A_QUESTION):
            raise EngineError(f"The engine answers questions: a SELECT cannot hold {_shown(node)}.")
        if isinstance(node, exp.Placeholder | exp.Parameter):
            raise EngineError(f"The parameter {node.sql(dialect='duckdb')} was not given a value.")
        if isinstance(node, _GROWS) or (isinstance(node, exp.Func) and not _known(node)):
            raise EngineError(f"The engine does not run {_shown(node)}: it is not on the list of safe functions.")
    known = {name.casefold() for name in tables}
    for table in tables_of(query, nodes):
        if table.args.get("db") or table.name.casefold() not in known:
            name = table.sql(dialect="duckdb") if table.args.get("db") else table.name
            raise EngineError(
                f"The query reads a table '{name}', which was not given to it.{nearest(table.name, tables)}"
            )


def text_of(connection: DuckDBPyConnection, query: exp.Query) -> str:
    """Write a query as text, and hold that DuckDB reads this text as one SELECT too, whatever the tree was made of.

    Raises
    ------
    EngineError
        It reads something else in it.
    """
    import duckdb  # noqa: PLC0415 - heavy, and it is loaded by now

    text = query.sql(dialect="duckdb")
    if [statement.type for statement in connection.extract_statements(text)] != [duckdb.StatementType.SELECT]:
        raise EngineError("The engine answers questions: give it one SELECT and nothing else.")
    return text


def tables_of(query: exp.Query, nodes: Iterable[exp.Expr] = ()) -> Iterator[exp.Table]:
    """Find the tables that a query reads from outside: not the parts (CTEs) that it names itself.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> query = parse_one("WITH people AS (SELECT * FROM people), b AS (SELECT * FROM people) SELECT * FROM b, events")
    >>> [table.name for table in tables_of(query)]
    ['events', 'people']
    """
    for table in (node for node in nodes or query.walk() if isinstance(node, exp.Table)):
        if not isinstance(table.this, TABLE_FUNCTIONS) and not (not table.args.get("db") and _is_part(table)):
            yield table


def names_in(query: exp.Query, nodes: Sequence[exp.Expr] = ()) -> set[str] | None:
    """Collect every name that may be a column's, in lower case; None when any column may be meant (``*``).

    Examples
    --------
    >>> sorted(names_in(exp.select("COUNT(*)", "a + b.c AS d").from_("people")))
    ['a', 'b', 'c', 'd', 'people']
    >>> names_in(exp.select("*").from_("people")) is None
    True
    """
    nodes = nodes or tuple(query.walk())
    for node in nodes:
        if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            return None
        if isinstance(node, exp.Join) and node.method == "NATURAL":
            return None
    return {node.name.casefold() for node in nodes if isinstance(node, exp.Identifier)}


def _known(node: exp.Func) -> bool:
    if isinstance(node, exp.GenerateSeries):  # row by row in FROM, but all at once as a value
        return isinstance(node.parent, exp.Table)
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        return node.name.lower() in FUNCTIONS
    return node.sql_name() in FUNCTIONS


def _is_part(table: exp.Table) -> bool:
    """Climb from a table to the root, looking for a WITH in sight of it that makes a part of that name."""
    name = table.name.casefold()
    came_from: exp.Expr = table
    above: exp.Expr | None = table
    while above is not None:
        parts = above.args.get("with_")
        if parts is not None and parts is not came_from:
            if any(part.alias.casefold() == name for part in parts.expressions):
                return True
        elif isinstance(above, exp.With):
            at = next(i for i, part in enumerate(above.expressions) if part is came_from)
            seen = above.expressions[: at + 1 if above.args.get("recursive") else at]
            if any(part.alias.casefold() == name for part in seen):
                return True
        came_from, above = above, above.parent
    return False


def _shown(thing: object) -> str:
    if isinstance(thing, exp.Anonymous | exp.AnonymousAggFunc):
        return f"the function {thing.name}"
    if isinstance(thing, exp.Func):
        return f"the function {thing.sql_name()}"
    return f"a {type(thing).__name__}"
