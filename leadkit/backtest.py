"""Backtest: had we gone by these groups, how right would we have been? Learnt in one window, judged in the next.

Groups look good on the days they were made from. So the share of buyers in each group is learnt in the window that ends
on the day asked, and judged by who buys in the window after it, of whom nothing was known then. The yardstick is the
plainest forecast there is: one rate for everybody, learnt in the same window.

Groups of few people show high and low shares by chance alone, so a group's own share counts for as much as it is worth
(:func:`leadkit.shares.credible`). Without that, groups drawn by lot would do worse than one rate, and the finer the
worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadkit import words
from leadkit.errors import DataError, UnknownNameError, nearest
from leadkit.history import askable, asked_on, group_column, group_names
from leadkit.outcomes import days_of, must_reach, outcomes
from leadkit.shares import credible, shares, skill
from leadkit.snapshot import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadkit import engine
    from leadkit.scoring import Scorecard
    from leadkit.segments import Segmentation
    from leadkit.tables import Tables

FEWEST = 10  # who bought, and who did not, in each window; fewer cannot tell (ours)
_COUNTS = ("people", "bought", "people_before", "bought_before")


@dataclass(frozen=True, eq=False)
class Backtest:
    """How right the rates of groups were, beside one rate for everybody.

    Parameters
    ----------
    by : str
        The card or segmentation.
    as_of : date
        The day between the two windows.
    horizon_days : int
        How long each window is.
    table : DataFrame
        One row a group: group, people known on `as_of` and how many bought in the window after (``int64``), their share
        with Wilson's interval (low, high), and expected, the rate that was learnt before; then people_before and
        bought_before, from which it was.
    skill : float
        Brier skill score of the expected rates: 1 is a forecast that is never wrong, 0 is as good as one rate for
        everybody, below 0 is worse; NaN where one rate is never wrong. Small numbers are usual: who buys is mostly
        chance.
    low, high : float
        In 95 % of such draws of people the skill of these rates lies between (bootstrap over the people judged).
    """

    by: str
    as_of: date
    horizon_days: int
    table: pd.DataFrame
    skill: float
    low: float
    high: float

    @property
    def learnt_on(self) -> date:
        """The day on which the groups were looked at to learn their rates."""
        return self.as_of - timedelta(days=self.horizon_days)

    @property
    def fewest(self) -> int:
        """The least number of people who bought, or who did not, in one of the two windows."""
        people, bought, before, bought_before = (int(self.table[name].sum()) for name in _COUNTS)
        return min(bought, people - bought, bought_before, before - bought_before)

    @property
    def verdict(self) -> str:
        """``better`` or ``worse`` than one rate for everybody, ``cannot_tell``, or ``too_few`` people to tell."""
        if self.fewest < FEWEST or not np.isfinite([self.skill, self.low, self.high]).all():
            return "too_few"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "cannot_tell"

    def say(self, lang: str = "en") -> str:
        """Say what was found, and what cannot be told, in one or two sentences.

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.

        Returns
        -------
        str
            The sentences.
        """
        people, bought = (words.number(int(self.table[name].sum()), lang) for name in ("people", "bought"))
        seen = words.say(
            "backtest.seen",
            lang,
            people=people,
            bought=bought,
            day=self.as_of,
            days=words.number(self.horizon_days, lang),
        )
        figures = {"skill": self.skill, "low": self.low, "high": self.high} if self.verdict != "too_few" else {}
        told = {name: words.number(f"{round(one, 3) + 0.0:.3f}", lang) for name, one in figures.items()}
        verdict = words.say(f"backtest.{self.verdict}", lang, by=self.by, fewest=FEWEST, seen=self.fewest, **told)
        return f"{seen} {verdict}"

    def __repr__(self) -> str:
        return self.say()


def backtest(
    tables: Tables,
    *,
    by: Scorecard | Segmentation,
    as_of: str | date | None = None,
    horizon_days: int = 90,
    among: Sequence[str] | None = None,
    seed: int = 1,
    repeats: int = 1000,
    limits: engine.Limits | None = None,
) -> Backtest:
    """Learn how often each group buys in one window, and judge it in the next.

    Parameters
    ----------
    tables : Tables
        The tables.
    by : Scorecard or Segmentation
        Who belongs together: its segments, or its tiers.
    as_of : str or date, optional
        The day between the windows; by default the last whose window after it is over.
    horizon_days : int
        How long each window is. The rates are learnt of the people known so many days before `as_of`.
    among : sequence of str, optional
        Look only at the people of these groups: the segments of buyers, say, so that telling buyers from those who
        never bought earns nothing.
    seed, repeats : int
        Of the bootstrap.
    limits : Limits, optional
        Memory, threads and seconds, for each day.

    Returns
    -------
    Backtest
        ``.table``, ``.skill``, ``.low``, ``.high``, ``.verdict`` and ``.say(lang)``.

    Raises
    ------
    DataError
        The tables do not reach over both windows, a card has no tiers, or nobody is in these groups.
    UnknownNameError
        There is no such group.
    LeadkitError
        As for :func:`leadkit.segments.segment` and :func:`leadkit.scoring.score`.

    References
    ----------
    G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950), 1-3.
    H. Bühlmann and E. Straub, Glaubwürdigkeit für Schadensätze, Mitteilungen der Vereinigung schweizerischer
    Versicherungsmathematiker 70 (1970), 111-133.

    Examples
    --------
    >>> import leadkit as lk
    >>> found = backtest(lk.load("shop"), by=lk.scorecard("temperature"), as_of="2025-03-31")
    >>> found.table[["group", "people", "bought", "share", "expected"]].round(3)
           group  people  bought  share  expected
    0  qualified      73      16  0.219     0.145
    1       warm     121      14  0.116     0.107
    2       cold     815      30  0.037     0.056
    >>> found.verdict, round(found.skill, 3)
    ('better', 0.038)
    """
    for name, value, least in (("repeats", repeats, 100), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise DataError(f"{name} is a whole number from {least}, not {value!r}.")
    askable(tables, by)
    days = days_of(horizon_days)
    day = day_of(tables, tables.last_day - timedelta(days=days) if as_of is None else as_of)
    must_reach(tables, day, days)
    before = day - timedelta(days=days)
    if before < tables.first_day:
        raise DataError(
            f"The rates are learnt on {before}, {days} days before {day}, and the first person was known on "
            f"{tables.first_day}: give a later day or a shorter horizon."
        )
    counted = [_counted(tables, by, at, days, limits) for at in (before, day)]
    table = _groups(by, counted[1].join(counted[0].add_suffix("_before"), how="outer"), among)
    people, bought, then, then_bought = (table[name].to_numpy() for name in _COUNTS)
    rates, rate = credible(then_bought, then)
    told = skill(bought, people, rates, rate, seed=seed, repeats=repeats)
    first = table[["group", "people", "bought"]].join(shares(table["bought"], table["people"]))
    whole = first.assign(expected=rates).join(table[["people_before", "bought_before"]])
    return Backtest(by.name, day, days, whole, *told)


def _counted(
    tables: Tables, by: Scorecard | Segmentation, day: date, days: int, limits: engine.Limits | None
) -> pd.DataFrame:
    """Count the people of each group on a day, and those of them who bought within so many days after it."""
    groups = asked_on(tables, by, day, limits=limits, groups_only=True)
    bought = outcomes(tables, as_of=day, horizon_days=days)
    assert groups["person_id"].equals(bought["person_id"])  # noqa: S101 - both are everybody known that day, in order
    won = bought["won"].astype("int64").groupby(groups[group_column(by)], dropna=False)
    return pd.DataFrame({"people": won.size(), "bought": won.sum()})


def _groups(by: Scorecard | Segmentation, counted: pd.DataFrame, among: Sequence[str] | None) -> pd.DataFrame:
    """Put the groups into the order of the pack, those asked about only."""
    table = counted.rename_axis("group").reset_index().fillna(dict.fromkeys(_COUNTS, 0))
    table = table.astype({"group": "str", **dict.fromkeys(_COUNTS, "int64")})
    known = group_names(by) or tuple(sorted(table["group"].dropna()))
    if among is not None:
        among = (among,) if isinstance(among, str) else tuple(among)
        for name in among:
            if name not in known:
                raise UnknownNameError(f"No group '{name}' in '{by.name}'.{nearest(str(name), known)}")
        table = table[table["group"].isin(among)]
    place = {name: at for at, name in enumerate(known)}
    order = table["group"].map(place).fillna(len(place)).to_numpy().argsort(kind="stable")
    table = table.iloc[order].reset_index(drop=True)
    if not table["people"].sum() or not table["people_before"].sum():
        raise DataError("Nobody is in these groups on one of the two days: name others, or another day.")
    return table
