"""What came after: who bought within so many days of the day asked. The one look ahead of the kit, kept in one place.

A snapshot knows nothing that is dated later than its day; that is what makes a forecast honest. Whether a forecast was
right can only be seen by looking later, and only where the tables reach that far: where they end before, it is unknown,
not no.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
from sqlglot import exp, parse_one

from leadkit import engine, snapshot
from leadkit.errors import DataError

if TYPE_CHECKING:
    from datetime import date

    from leadkit.tables import Tables

_BOUGHT = """
SELECT DISTINCT person_id FROM deals
WHERE won AND closed_at >= :tomorrow AND closed_at < :end AND COALESCE(seller, 'us') = 'us'
"""
_KNOWN = "SELECT person_id FROM people WHERE created_at < :tomorrow ORDER BY person_id"


def outcomes(tables: Tables, *, as_of: str | date, horizon_days: int = 90) -> pd.DataFrame:
    """Say who bought from us within so many days after a day.

    Parameters
    ----------
    tables : Tables
        The tables.
    as_of : str or date
        The day; what was bought on it or before does not count.
    horizon_days : int
        How many days after it are looked at, from 1.

    Returns
    -------
    DataFrame
        One row a person known that day, sorted by person_id: person_id, won (``boolean``; unknown for everybody where
        the tables end before the horizon does).

    Raises
    ------
    LeadkitError, DataError
        It is not a day, it is before the data, or the horizon is not a number of days.

    Examples
    --------
    >>> import pandas as pd
    >>> from leadkit.tables import Tables
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "created_at": ["2025-01-01", "2025-01-01"]})
    >>> deals = pd.DataFrame({"deal_id": ["1", "2"], "person_id": ["a", "b"], "opened_at": ["2025-01-01"] * 2,
    ...                       "closed_at": ["2025-01-31", "2025-03-31"], "won": [True, False], "seller": ["us", "us"]})
    >>> outcomes(Tables({"people": people, "deals": deals}), as_of="2025-01-10", horizon_days=30)["won"].tolist()
    [True, False]
    """
    bought, after = bought_after(tables, as_of, horizon_days), _after(tables, as_of)
    known = engine.run(_filled(_KNOWN, after), {"people": tables.inputs()["people"]})
    if not reaches(tables, as_of, horizon_days):
        return known.assign(won=pd.array([pd.NA] * len(known), dtype="boolean"))
    winners = engine.run(bought, {"deals": tables.inputs()["deals"]})
    return known.assign(won=known["person_id"].isin(winners["person_id"]).astype("boolean"))


def reaches(tables: Tables, as_of: str | date, horizon_days: int) -> bool:
    """Tell whether the tables go on to the end of the horizon."""
    return tables.last_day >= snapshot.day_of(tables, as_of) + timedelta(days=days_of(horizon_days))


def must_reach(tables: Tables, as_of: str | date, horizon_days: int) -> None:
    """Hold that the tables go on to the end of the horizon.

    Raises
    ------
    DataError
        They end before it.
    """
    if not reaches(tables, as_of, horizon_days):
        raise DataError(
            f"The tables end on {tables.last_day}, before {horizon_days} days after {as_of} are over, so wins are not "
            "known: give an earlier day or a shorter horizon."
        )


def days_of(horizon_days: int) -> int:
    """Hold that a horizon is a number of days.

    Raises
    ------
    DataError
        It is not.
    """
    if isinstance(horizon_days, bool) or not isinstance(horizon_days, int) or not 1 <= horizon_days <= 36_500:
        raise DataError(f"horizon_days is a whole number of days from 1, not {horizon_days!r}.")
    return horizon_days


def bought_after(tables: Tables, as_of: str | date, horizon_days: int) -> exp.Select:
    """Write the SELECT over ``deals`` that lists who bought from us within so many days after a day.

    Raises
    ------
    LeadkitError, DataError
        As for :func:`outcomes`.
    """
    after = _after(tables, as_of)
    end = after + timedelta(days=days_of(horizon_days))  # the last day counts to its end
    return _filled(_BOUGHT, after, end)


def _after(tables: Tables, as_of: str | date) -> date:
    return snapshot.day_of(tables, as_of) + timedelta(days=1)


def _filled(sql: str, tomorrow: date, end: date | None = None) -> exp.Select:
    tree = parse_one(sql, read="duckdb")
    days = {"tomorrow": tomorrow, "end": end or tomorrow}
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(snapshot.written(days[place.name], "TIMESTAMP"))
    assert isinstance(tree, exp.Select)  # noqa: S101 - it is ours
    return tree
