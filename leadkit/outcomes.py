"""What came after: who bought within so many days of the day asked. The one look ahead of the kit, kept in one place.

A snapshot knows nothing that is dated later than its day; that is what makes a forecast honest. Whether a forecast was
right can only be seen by looking later, and only where the tables reach that far: where they end before, it is unknown,
not no.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one

from leadkit import engine, snapshot
from leadkit.errors import DataError

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from leadkit.tables import Tables

TABLES = ("people", "deals")
_SQL = """
WITH bought AS (
  SELECT DISTINCT person_id FROM deals
  WHERE won AND closed_at >= :tomorrow AND closed_at < :end AND COALESCE(seller, 'us') = 'us'
)
SELECT people.person_id, CASE WHEN :over THEN bought.person_id IS NOT NULL END AS won
FROM people LEFT JOIN bought ON bought.person_id = people.person_id
WHERE people.created_at < :tomorrow
"""


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
    ...                       "closed_at": ["2025-01-31", "2025-03-31"], "won": [True, False]})
    >>> outcomes(Tables({"people": people, "deals": deals}), as_of="2025-01-10", horizon_days=30)["won"].tolist()
    [True, False]
    """
    inputs = {name: tables.inputs()[name] for name in TABLES}
    found = engine.run(select(tables, as_of, horizon_days).order_by("person_id"), inputs)
    return found.astype({"won": "boolean"})


def select(tables: Tables, as_of: str | date, horizon_days: int) -> exp.Select:
    """Write the SELECT of :func:`outcomes` over ``people`` and ``deals``."""
    if isinstance(horizon_days, bool) or not isinstance(horizon_days, int) or not 1 <= horizon_days <= 36_500:
        raise DataError(f"horizon_days is a whole number of days from 1, not {horizon_days!r}.")
    day = snapshot.day_of(tables, as_of)
    end = day + timedelta(days=horizon_days + 1)  # the last day counts to its end
    filled: dict[str, Any] = {
        "tomorrow": _midnight(day + timedelta(days=1)),
        "end": _midnight(end),
        "over": exp.true() if tables.last_day >= end - timedelta(days=1) else exp.false(),
    }
    tree = parse_one(_SQL, read="duckdb")
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(filled[place.name].copy())
    assert isinstance(tree, exp.Select)  # noqa: S101 - it is ours
    return tree


def _midnight(day: date) -> exp.Expression:
    return exp.cast(exp.Literal.string(day.isoformat()), "TIMESTAMP")
