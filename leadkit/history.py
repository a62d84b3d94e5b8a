"""History: the same people asked again on other days, each time as they were known that day, and who moved between.

A segment or a tier is an answer about one day. Asked of several days it shows whether the groups hold still: if half of
a segment is another half a month later, a plan made for its people comes too late. Each day is asked of a snapshot of
its own, so nothing that was learnt later reaches back.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError, UnknownColumnError, UnknownNameError, nearest
from leadkit.scoring import Scorecard, score
from leadkit.segments import Segmentation, segment
from leadkit.shares import shares
from leadkit.snapshot import as_day
from leadkit.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from leadkit import engine

    Array = np.ndarray[Any, Any]

GROUPS = ("segment", "tier", "grade")  # the columns that put people into groups, the first that is there


def history(
    tables: Tables,
    *,
    by: Scorecard | Segmentation,
    dates: Iterable[str | date],
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """Ask a card or a segmentation on several days, each time of what was known that day.

    Parameters
    ----------
    tables : Tables
        The tables; a snapshot knows one day only.
    by : Scorecard or Segmentation
        What is asked.
    dates : list of str or date
        The days, in any order; a day named twice is asked once.
    limits : Limits, optional
        Memory, threads and seconds, for each day.
    progress : callable, optional
        Told the share that is done, from 0 to 1.

    Returns
    -------
    DataFrame
        One row a person known that day and date, sorted by date, then person: person_id, as_of (``datetime64[us]``),
        then the measures and the segment, or the score and, where the card has them, tier and grade.

    Raises
    ------
    DataError
        These are no tables, no day was given, or nobody was known yet on one of them.
    LeadkitError
        As for :func:`leadkit.segments.segment` and :func:`leadkit.scoring.score`.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Tier
    >>> asked = Criterion("demo", (Rule("asked", Condition("demo_requests > 0"), 25),))
    >>> card = Scorecard("small", (asked,), (Tier("warm", Condition("score > 0")), Tier("cold", Condition("TRUE"))))
    >>> people = pd.DataFrame({"person_id": ["a", "b"], "created_at": ["2025-01-01", "2025-02-10"]})
    >>> events = pd.DataFrame(
    ...     {"event_id": ["1"], "person_id": ["a"], "happened_at": ["2025-02-03"], "kind": ["demo_request"]}
    ... )
    >>> history(Tables({"people": people, "events": events}), by=card, dates=["2025-01-31", "2025-02-28"])
      person_id      as_of  score  tier
    0         a 2025-01-31    0.0  cold
    1         a 2025-02-28   25.0  warm
    2         b 2025-02-28    0.0  cold
    """
    days = sorted({as_day(one) for one in ([dates] if isinstance(dates, str | date) else dates)})
    if not days:
        raise DataError("history needs at least one day: write dates=['2025-01-31', '2025-02-28'].")
    told = []
    for at, day in enumerate(days):
        step = None if progress is None else _share(progress, at, len(days))
        rows = asked_on(tables, by, day, limits=limits, progress=step)
        rows.insert(1, "as_of", np.full(len(rows), np.datetime64(day, "us")))
        told.append(rows)
    return pd.concat(told, ignore_index=True)


def asked_on(
    tables: Tables,
    by: Scorecard | Segmentation,
    day: date,
    *,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
    groups_only: bool = False,
) -> pd.DataFrame:
    """Ask of what was known on one day, sorted by person; everything, or who belongs together only."""
    askable(tables, by)
    if isinstance(by, Scorecard):
        wanted = [name for name in ("score", "tier", "grade") if name in by.columns]
        columns = [group_column(by)] if groups_only else wanted
        found = score(tables, by=by, as_of=day, columns=columns, limits=limits, progress=progress)
    else:
        names = [name for name in by.columns if name != "play"]
        columns = ["segment"] if groups_only else names
        found = segment(tables, by=by, as_of=day, columns=columns, limits=limits, progress=progress)
    assert isinstance(found, pd.DataFrame)  # noqa: S101 - of Tables, into memory
    return found


def group_column(by: Scorecard | Segmentation) -> str:
    """Name the column in which a card or a segmentation says who belongs together.

    Raises
    ------
    DataError
        A card without tiers and axes puts nobody into a group.
    """
    if not isinstance(by, Scorecard):
        return "segment"
    found = [name for name in GROUPS if name in by.columns]
    if not found:
        raise DataError(f"The scorecard '{by.name}' has neither tiers nor axes, so it puts nobody into a group.")
    return found[0]


def group_names(by: Scorecard | Segmentation) -> tuple[str, ...]:
    """Name the segments or tiers in the order of the pack; none for a card that has grades only, A1 being the best."""
    return tuple(one.name for one in (by.tiers if isinstance(by, Scorecard) else by.everywhere))


def transitions(
    history: pd.DataFrame,
    column: str | None = None,
    *,
    order: Sequence[str] = (),
    new: str = "new",
    left: str = "left",
) -> pd.DataFrame:
    """Count who moved from which group to which, from each date to the next.

    Parameters
    ----------
    history : DataFrame
        person_id, as_of and a column of groups, as :func:`history` gives it; rows that you do not want may be left out.
    column : str, optional
        The groups; by default segment, else tier, else grade.
    order : sequence of str
        Groups in the order in which they are to stand; the others follow, by name.
    new, left : str
        What the rows of those are called who were not there on the date before, or are no more on the date after.

    Returns
    -------
    DataFrame
        from, to, pairs (``int64``: a person counts once for each two dates that follow each other), share (of all
        pairs with the same `from`), low and high (Wilson's interval, 95 %). Only what occurs; a missing group is one of
        its own. All pairs but the new add up to the rows of every date but the last, all but those who left to those
        of every date but the first.

        The interval takes each pair for a draw of its own. The same person comes again every date, and who stayed once
        tends to stay, so over many dates it is narrower than it should be.

    Raises
    ------
    DataError
        There are not two dates, a person stands twice on one, or a group is called as `new` or `left`.
    UnknownColumnError
        A column is not there.

    Examples
    --------
    >>> months = pd.to_datetime(["2025-01-31"] * 3 + ["2025-02-28"] * 4)
    >>> told = pd.DataFrame({"person_id": list("abcabcd"), "as_of": months, "tier": ["cold"] * 4 + ["warm"] * 3})
    >>> transitions(told)[["from", "to", "pairs", "share"]].round(2).values.tolist()
    [['cold', 'cold', 1, 0.33], ['cold', 'warm', 2, 0.67], ['new', 'warm', 1, 1.0]]
    """
    groups, person, day = _held(history, column)
    if day.max(initial=0) < 1:
        raise DataError("Nobody can move on fewer than two dates: ask history of two or more.")
    codes, found = pd.factorize(groups, sort=True)
    names = list(dict.fromkeys([*(name for name in order if name in found), *found]))
    for name in (new, left):
        if name in names:
            raise DataError(
                f"A group is called '{name}', which transitions calls those who came or went: give it another name, "
                "as in new='came' or left='went'."
            )
    places = np.array([*(names.index(name) for name in found), len(names)])  # a missing group has the code -1
    start, end = _steps(person, day, places[codes], beyond=len(names) + 1)
    cells, pairs = np.unique(np.stack([start, end]), axis=1, return_counts=True)
    told = {
        name: pd.array(np.array([*names, None, last], dtype=object)[side], dtype="str")
        for name, side, last in (("from", cells[0], new), ("to", cells[1], left))
    }
    table = pd.DataFrame({**told, "pairs": pairs.astype("int64")})
    return table.join(shares(pairs, np.bincount(cells[0], weights=pairs)[cells[0]]))


def _held(history: pd.DataFrame, column: str | None) -> tuple[pd.Series[Any], Array, Array]:
    """Take the groups, and people and dates as numbers."""
    names = [str(name) for name in history.columns]
    column = column or next((name for name in GROUPS if name in names), "segment")
    for name in ("person_id", "as_of", column):
        if name not in names:
            raise UnknownColumnError(f"The history has no column '{name}'.{nearest(name, names)}")
    person, day = (pd.factorize(history[name], sort=name == "as_of")[0] for name in ("person_id", "as_of"))
    return history[column], person, day


def _steps(person: Array, day: Array, at: Array, beyond: int) -> tuple[Array, Array]:
    """List all steps from one date to the next: those made by whoever was there on both, left by one, or entered."""
    rows = np.lexsort((day, person))
    person, day, at = person[rows], day[rows], at[rows]
    same = person[1:] == person[:-1]
    if (same & (day[1:] == day[:-1])).any():
        raise DataError("A person stands twice on one date in the history: keep one row a person and date.")
    on = same & (day[1:] == day[:-1] + 1)
    went = ~np.append(on, [False]) & (day < day.max())
    came = ~np.append([False], on) & (day > 0)
    outside = np.full(len(rows), beyond)
    start = np.concatenate([at[:-1][on], at[went], outside[came]])
    return start, np.concatenate([at[1:][on], outside[went], at[came]])


def askable(tables: object, by: object) -> None:
    """Hold that these are tables, and something that puts people into groups."""
    if not isinstance(tables, Tables):
        raise DataError(
            "What was known on a day that is past can be asked of tables only, and a snapshot is of one day: give "
            "Tables, as in lk.load('saas')."
        )
    if not isinstance(by, Scorecard | Segmentation):
        shown = f"'{by}'" if isinstance(by, str) else f"a {type(by).__name__}"
        raise UnknownNameError(
            f"by= takes a scorecard or a segmentation here, not {shown}: write by=lk.segmentation('rfm')."
        )


def _share(progress: Callable[[float], None], at: int, of: int) -> Callable[[float], None]:
    return lambda done: progress((at + done) / of)
