"""Dated events as points: counted by day, worth what a table of whole hundredths says of that day, added up by person.

The table has one row a day and one column an activity that fades or ends; it is worked out once, in integers
(``whole``), and joined. So no engine ever takes a power or rounds.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit.snapshot import written
from leadkit.trees import whole

if TYPE_CHECKING:
    from datetime import date

    from leadkit.scoring.criteria import Activity
    from leadkit.scoring.values import Scorecard

WHO = "__act_person"  # whose activities they are
TABLE = "fading"


def of_events(events: Any, card: Scorecard, day: date) -> tuple[dict[str, Any], dict[str, exp.Select]]:  # noqa: ANN401 - an engine input
    """Give the tables that the activities of a card read, ``events`` and that of :func:`worth`; and the steps."""
    return {"events": events, TABLE: worth(card)}, steps(card, day)


def worth(card: Scorecard) -> pd.DataFrame:
    """Give the table of what one event of each fading activity is worth, so many days later.

    Parameters
    ----------
    card : Scorecard
        A card with activities.

    Returns
    -------
    DataFrame
        days_ago (0, 1, ...) and one int64 column of hundredths an activity that fades or ends; 0 after its end.

    Examples
    --------
    >>> from leadkit.scoring import Activity, Criterion, Decay, Scorecard
    >>> page = Activity("page", "page_view", 1, decay=Decay(linear_to_days=3))
    >>> worth(Scorecard("small", (Criterion("engagement", activities=(page,)),))).values.tolist()
    [[0, 100], [1, 67], [2, 33]]
    """
    columns = {_column(at, j): one.by_day for at, j, one in _all(card) if one.by_day is not None}
    days = range(max([1, *map(len, columns.values())]))  # the day itself at least: a table without rows is no SQL
    table = {name: [*by_day, *[0] * (len(days) - len(by_day))] for name, by_day in columns.items()}
    return pd.DataFrame({"days_ago": list(days), **table}, dtype="int64")


def steps(card: Scorecard, day: date) -> dict[str, exp.Select]:
    """Write the steps from ``events`` to one row a person: ``daily`` and ``acts``.

    Parameters
    ----------
    card : Scorecard
        A card with activities.
    day : datetime.date
        The day asked.

    Returns
    -------
    dict of str to sqlglot.exp.Select
        ``daily``: how many events of a kind on which day; ``acts``: the hundredths of every activity by person.
    """
    found = _all(card)
    ago = exp.DateDiff(this=written(day), expression=exp.cast(exp.column("happened_at"), "DATE"), unit=exp.var("DAY"))
    kinds = [exp.Literal.string(kind) for kind in sorted({one.event for _, _, one in found})]
    by = [exp.column("person_id"), exp.column("kind"), ago]
    counted = exp.alias_(exp.Count(this=exp.Star()), "times")
    daily = exp.select(by[0], by[1], exp.alias_(ago, "days_ago"), counted).from_("events")
    daily = daily.where(exp.column("happened_at") < written(day + timedelta(days=1), "TIMESTAMP"))
    longest = [None if one.by_day is None else len(one.by_day) for _, _, one in found]
    if None not in longest:
        first = day - timedelta(days=max(max(filter(None, longest), default=0) - 1, 0))
        daily = daily.where(exp.column("happened_at") >= written(first, "TIMESTAMP"))
    daily = daily.where(exp.In(this=exp.column("kind"), expressions=kinds)).group_by(*(one.copy() for one in by))
    points = [exp.alias_(_points(at, j, one), f"__act_{at}_{j}") for at, j, one in found]
    acts = exp.select(exp.alias_(exp.column("person_id", table="daily"), WHO), *points).from_("daily")
    if any(one is not None for one in longest):
        same = exp.EQ(this=exp.column("days_ago", table=TABLE), expression=exp.column("days_ago", table="daily"))
        acts = acts.join(TABLE, on=same, join_type="left")
    return {"daily": daily, "acts": acts.group_by(exp.column("person_id", table="daily"))}


def written_out(table: pd.DataFrame) -> exp.Select:
    """Write the table of :func:`worth` into a SELECT, for a database that does not have it."""
    rows = [exp.Tuple(expressions=[whole(int(cell)) for cell in row]) for row in table.itertuples(index=False)]
    names = [exp.to_identifier(name) for name in table.columns]
    values = exp.Values(expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("days"), columns=names))
    return exp.select("*").from_(values)


def _points(at: int, j: int, one: Activity) -> exp.Expr:
    """Add up the hundredths of one activity of one person."""
    this_kind = exp.EQ(this=exp.column("kind"), expression=exp.Literal.string(one.event))
    value: exp.Expr = whole(one.cents)
    if one.by_day is not None:
        value = exp.Coalesce(this=exp.column(_column(at, j), table=TABLE), expressions=[whole(0)])
    if one.once:  # what one event is worth never grows with its age, so the newest is the one worth most
        newest = exp.Case(ifs=[exp.If(this=this_kind, true=value)], default=whole(0))
        return exp.Max(this=newest) if one.cents >= 0 else exp.Min(this=newest)
    times: exp.Expr = exp.column("times")
    if one.per_day_max is not None:
        times = exp.Least(this=times, expressions=[whole(one.per_day_max)], ignore_nulls=True)
    each = exp.Case(ifs=[exp.If(this=this_kind, true=exp.Mul(this=times, expression=value))], default=whole(0))
    return exp.cast(exp.Sum(this=each), "BIGINT")


def _all(card: Scorecard) -> list[tuple[int, int, Activity]]:
    return [(at, j, one) for at, criterion in enumerate(card.criteria) for j, one in enumerate(criterion.activities)]


def _column(at: int, j: int) -> str:
    return f"worth_{at}_{j}"
