"""Asking: what everybody scores by a card, and the same as SQL for a warehouse.

:func:`score` hands one SELECT to the engine, so that a class table and a file larger than memory are scored alike.
People come as a snapshot, or as Tables with a day; only Tables hold dated events, so only they can be asked by a card
with activities.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlglot import exp

from leadkit import engine
from leadkit.door import enter, kinds_asked, who_is_who
from leadkit.errors import DataError, UnknownNameError
from leadkit.scoring import dated
from leadkit.scoring.select import Select
from leadkit.scoring.values import Scorecard
from leadkit.snapshot import as_day, day_of, written
from leadkit.tables import Tables
from leadkit.trees import after, check_dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

STREAMED = engine.Limits(memory="500MB")  # of a file, rows pass one by one: more would only be a buffer
OVERRIDE = ("override_tier", "override_by", "override_reason")


class Asked(NamedTuple):
    """People, ready to be asked by a card: the input of the engine, other tables, and the steps of the SELECT."""

    people: Any
    also: Mapping[str, Any]
    select: Select


def score(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: Scorecard,
    as_of: str | date | None = None,
    columns: Sequence[str] | None = None,
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:  # noqa: ANN401 - the kind that went in
    """Score everybody by a card.

    Parameters
    ----------
    people : DataFrame, path or glob, DuckDB relation, or Tables
        A snapshot, one row a person; of Tables, a snapshot is made first. A card with activities needs Tables.
    by : Scorecard
        The card.
    as_of : str or date, optional
        The day (Tables only); the last day of the tables if not given.
    columns : sequence of str, optional
        Which columns to work out, of ``by.columns`` (the default), ``by.rule_columns`` and ``by.bound_columns``.
    to : path, optional
        A CSV or Parquet file to write; needed when `people` is a path.
    limits : Limits, optional
        Memory, threads and seconds; of a file, 500 MB if not given.
    progress : callable, optional
        Is told the share done, from 0 to 1.

    Returns
    -------
    DataFrame, path or relation
        person_id; ``<criterion>_points`` each; score; score_low and score_high, between which the score would lie if
        everything were known; coverage, the share of criteria whose points are certain (0 to 1); tier and, for a card
        with axes, grade. Points are float64, exact to the ten-thousandth. Rows, order and index as they came.

        Of Tables with overrides also override_tier, override_by and override_reason, the latest that holds that day.
        The tier stays what the rules say: an override stands beside it and is never explained by them.

    Raises
    ------
    UnknownColumnError
        The card asks for columns that the people lack; all are named.
    DataError
        A card with activities was given something else than Tables, or a person stands in the table twice.
    UnknownNameError
        `by` is no scorecard, or it gives no such column.

    Notes
    -----
    Files, Arrow tables and relations are read once and in passing, so a person who stands in them twice is scored
    twice; :func:`leadkit.scoring.explain` and the commands look for that first.

    Examples
    --------
    >>> import pandas as pd
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard, Tier
    >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25, "the money is set aside")
    >>> card = Scorecard("small", (Criterion("budget", (funded,)),), (Tier("warm", Condition("score >= 15")),))
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": ["a", "b", "c"], "stated_budget": [80_000, 9, None]})
    >>> score(people, by=card)[["person_id", "score", "score_low", "score_high", "tier"]].values.tolist()
    [['a', 25.0, 25.0, 25.0, 'warm'], ['b', 0.0, 0.0, 0.0, nan], ['c', 0.0, 0.0, 25.0, nan]]
    """
    asked = ready(people, by, as_of)
    wanted = _listed(columns)
    overrides = wanted is None and "overrides" in asked.also

    def build(key: exp.Column) -> engine.Written:
        if not overrides:
            return asked.select.written(key.name, wanted)
        scored = asked.select.scored(key, wanted)
        return engine.Written(_overridden(scored, key, day_of(people, as_of)), final=to is None)

    if limits is None and isinstance(asked.people, str | Path | engine.File):
        limits = STREAMED
    return engine.ask(asked.people, build, also=asked.also, to=to, limits=limits, progress=progress)


def ready(people: Any, card: Scorecard, as_of: str | date | None) -> Asked:  # noqa: ANN401 - as a verb was given them
    """Let people in, and write the steps of the SELECT for what they hold.

    Parameters
    ----------
    people, as_of
        As for :func:`score`.
    card : Scorecard
        The card.

    Returns
    -------
    Asked
        What the verbs need.

    Raises
    ------
    DataError, UnknownNameError, UnknownColumnError
        As for :func:`score`.
    """
    a_card(card)
    also: dict[str, Any] = {}
    steps = None
    if card.activities:
        if not isinstance(people, Tables):
            raise DataError(
                f"The scorecard '{card.name}' counts dated events ({_some_events(card)}), and a snapshot holds none: "
                "give Tables, as in score(lk.load('saas'), by=card, as_of='2025-06-30')."
            )
        also, steps = dated.of_events(people.inputs()["events"], card, day_of(people, as_of))
    if isinstance(people, Tables) and "overrides" in people.names:
        also["overrides"] = people.inputs()["overrides"]
    source = enter(people, as_of, card.conditions)
    columns = who_is_who(source)
    return Asked(source, also, Select(card, columns, steps) if steps else _select(card, tuple(columns.items())))


@lru_cache(maxsize=32)
def _select(card: Scorecard, columns: tuple[tuple[str, str], ...]) -> Select:
    """Keep the SELECT of a card over a table of these columns: one person at a time is scored by the same one."""
    return Select(card, dict(columns))


def sql(
    card: Scorecard,
    dialect: str = "duckdb",
    *,
    as_of: str | date | None = None,
    columns: Sequence[str] | None = None,
) -> str:
    """Write a card as one SELECT for a warehouse.

    Parameters
    ----------
    card : Scorecard
        The card, its parameters bound.
    dialect : {"bigquery", "duckdb", "postgres", "redshift", "snowflake", "spark"}
        Whose SQL.
    as_of : str or date, optional
        The day; a card with activities needs it.
    columns : sequence of str, optional
        As for :func:`score`.

    Returns
    -------
    str
        Reads ``people`` (a snapshot, with the columns that the card asks for) and, for a card with activities,
        ``events`` (person_id, kind, happened_at in UTC).

    Raises
    ------
    UnknownNameError
        There is no such dialect, or no such column.
    DataError
        A card with activities needs a day.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> card = Scorecard("small", (Criterion("budget", (Rule("funded", Condition("stated_budget >= 20000"), 25),)),))
    >>> print(sql(card, "snowflake").splitlines()[0])
    WITH "asked" AS (
    """
    check_dialect(dialect)
    a_card(card)
    steps = None
    if card.activities:
        if as_of is None:
            raise DataError(
                f"The scorecard '{card.name}' counts dated events, so its SQL needs a day: give as_of='2025-06-30'."
            )
        worth = dated.worth(card)
        fading = {dated.TABLE: dated.written_out(worth)} if len(worth.columns) > 1 else {}
        steps = {**fading, **dated.steps(card, as_day(as_of))}
    kinds = {**dict.fromkeys(card.reads, "other"), **kinds_asked(card.conditions)}
    tree = Select(card, kinds, steps).scored(exp.column("person_id", quoted=True), _listed(columns))
    return tree.sql(dialect, pretty=True, identify=True)


def a_card(card: object) -> None:
    """Hold that `by` is a scorecard.

    Raises
    ------
    UnknownNameError
        It is something else.
    """
    if not isinstance(card, Scorecard):
        shown = f"'{card}'" if isinstance(card, str) else f"a {type(card).__name__}"
        raise UnknownNameError(f"by= takes a scorecard here, not {shown}: write by=lk.scorecard('bant').")


def _listed(columns: Sequence[str] | None) -> tuple[str, ...] | None:
    """Take the name of one column for a list of one."""
    return (columns,) if isinstance(columns, str) else None if columns is None else tuple(columns)


def _overridden(scored: exp.Select, key: exp.Column, day: date) -> exp.Select:
    """Put the latest override of each person beside what the rules say."""
    until = exp.column("day") <= written(day)
    order = exp.Ordered(this=exp.column("day"), desc=True)
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[exp.column("person_id")],
        order=exp.Order(expressions=[order, exp.Ordered(this=exp.column("tier"))]),
    )
    named = [exp.alias_(exp.column(name.removeprefix("override_")), name) for name in OVERRIDE]
    latest = exp.select(exp.alias_(exp.column("person_id"), "__moved"), *named, exp.alias_(rank, "__nth"))
    latest = latest.from_("overrides").where(until)
    columns = [exp.column(name, table="scored", quoted=True) for name in scored.named_selects]
    moved = [exp.column(name, table="moved") for name in OVERRIDE]
    same = exp.and_(
        exp.EQ(this=exp.column("__moved", table="moved"), expression=exp.column(key.name, table="scored", quoted=True)),
        exp.EQ(this=exp.column("__nth", table="moved"), expression=exp.Literal.number(1)),
    )
    shown = exp.select(*columns, *moved).from_("scored").join("moved", on=same, join_type="left")
    steps = {cte.alias: cte.this for cte in scored.ctes}
    scored.set("with_", None)
    return after({**steps, "scored": scored, "moved": latest}, shown)


def _some_events(card: Scorecard) -> str:
    kinds = list(dict.fromkeys(activity.event for activity in card.activities))
    return ", ".join(kinds[:3]) + (", ..." if len(kinds) > 3 else "")
