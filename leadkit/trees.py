"""Small pieces of SQL that more than one room writes, as trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECTS = ("bigquery", "duckdb", "postgres", "redshift", "snowflake", "spark")


def check_dialect(dialect: str) -> str:
    """Return a dialect that SQL is written in, or say which there are.

    Raises
    ------
    UnknownNameError
        There is no such dialect.
    """
    if dialect not in DIALECTS:
        raise UnknownNameError(f"No dialect '{dialect}'.{nearest(str(dialect), DIALECTS)}")
    return dialect


def after(steps: Mapping[str, exp.Query], last: exp.Select, kept: str = "") -> exp.Select:
    """Put the steps before a SELECT, as parts of it (CTEs); one that is read many times is worked out once and kept."""
    for name, step in steps.items():
        last = last.with_(name, step, materialized=True if name == kept else None, copy=False)
    return last


def whole(number: int) -> exp.Expression:
    """Write a whole number, a negative one too.

    Examples
    --------
    >>> whole(-5).sql()
    '-5'
    """
    literal = exp.Literal.number(abs(number))
    return exp.Neg(this=literal) if number < 0 else literal


def big(number: int) -> exp.Expression:
    """Write a whole number that more than 32 bits may be needed to reckon with.

    Examples
    --------
    >>> big(-5).sql("postgres")
    'CAST(-5 AS BIGINT)'
    """
    return exp.cast(whole(number), exp.DataType.Type.BIGINT)


def ratio(number: exp.Expr, of: exp.Expr) -> exp.Expr:
    """Divide, for people's eyes: a real division, of doubles.

    Examples
    --------
    >>> ratio(exp.column("units"), whole(100)).sql("postgres")
    'CAST(units AS DOUBLE PRECISION) / 100'
    """
    double = exp.cast(number, exp.DataType.Type.DOUBLE)
    return double if of == whole(1) else exp.Div(this=double, expression=of, typed=False, safe=False)


def is_null(value: exp.Expr) -> exp.Expr:
    """Ask whether a value is NULL.

    Examples
    --------
    >>> is_null(exp.column("a")).sql()
    'a IS NULL'
    """
    return exp.Is(this=value, expression=exp.null())


def named(name: str) -> exp.Column:
    """Write a column by its name, which may be any text.

    Examples
    --------
    >>> named("my age").sql("duckdb")
    '"my age"'
    """
    return exp.column(name, quoted=True)
