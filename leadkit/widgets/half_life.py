"""How fast points should fade: half-lives under the hand, and what becomes of the tiers and of who buys in each.

No patterns tell what another half-life gives: every event's age counts. So this is a window, for at most 20,000 people:
their events are counted once by kind and age, and each move weighs them anew, in the whole numbers of the engine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError
from leadkit.outcomes import outcomes
from leadkit.packs.writing import card_tree
from leadkit.plots import rate_bars
from leadkit.scoring import Decay, score
from leadkit.widgets import slots
from leadkit.widgets.controls import Group, Slider
from leadkit.widgets.ground import MovingRates
from leadkit.widgets.parting import Counted, parts_of
from leadkit.widgets.scorecard import CardValue, ScorecardPiece, tiers_text
from leadkit.widgets.shown import DPI, Answer, Piece, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.scoring import Activity, Criterion, Scorecard
    from leadkit.tables import Tables

    Array = np.ndarray[Any, Any]

MOST_PEOPLE = 20_000
LONGEST = 720
SAID = 3  # kinds of events that a label names


class HalfLifePiece(Piece):
    """See :func:`half_life`.

    Parameters
    ----------
    card : Scorecard
        The card.
    ages : mapping of str to DataFrame
        For each activity (``criterion.name``) the events that count: at (the row of the person), age, times.
    rules : mapping of str to array
        For each criterion what its rules give: a row a person, hundredths as it is, at least, at most.
    won : array of int
        Who bought later.
    lang : str
        The language.
    """

    kind = "half_life"
    live = False

    def __init__(
        self, card: Scorecard, ages: Mapping[str, pd.DataFrame], rules: Mapping[str, Array], won: Array, lang: str
    ) -> None:
        self.card, self.ages, self.rules, self.won, self.parts = card, ages, rules, won, parts_of(card, events=False)
        super().__init__((), lang)
        fading = [one for one in card.activities if one.decay and one.decay.half_life_days]
        sliders = []
        for days in dict.fromkeys(one.decay.half_life_days for one in fading if one.decay):
            kinds = [one.said(lang) for one in fading if one.decay and one.decay.half_life_days == days]
            more = len(kinds) - SAID
            label = self.speaker.say("of_more" if more > 0 else "of", kinds=", ".join(kinds[:SAID]), more=more)
            sliders.append(Slider(f"half_life.{days}", label, days or 1, 5, LONGEST, 5, says="days"))
        self.groups = (Group(self.speaker.say("half_lives"), tuple(sliders)),)
        self.moving = MovingRates(lang, self.speaker.say("bought"), dpi=DPI)

    def moved(self, state: Mapping[str, Any]) -> Scorecard:
        """Give the card with the half-lives of a state."""
        criteria = tuple(
            replace(one, activities=tuple(_faded(kind, state) for kind in one.activities)) for one in self.card.criteria
        )
        return replace(self.card, criteria=criteria, examples=())

    def value(self, state: Mapping[str, Any]) -> CardValue:
        """Score everybody by the card with the half-lives of a state."""
        card, people = self.moved(state), len(self.won)
        worth = [self._worth(one) for one in card.criteria]
        ids = np.repeat(np.arange(people)[:, None], len(worth), axis=1)
        made = Counted(ids, worth, np.ones(people, "int64"), self.won, {})
        whole = ScorecardPiece(card, self.parts, made, None, self.speaker.lang)
        return whole.value(whole.state())

    def _worth(self, one: Criterion) -> Array:
        """Give what rules and events give to each person, in hundredths."""
        total = self.rules[one.name].copy()
        for kind in one.activities:
            ages, by_day = self.ages[f"{one.name}.{kind.name}"], kind.by_day
            each = (
                np.full(len(ages), kind.cents)
                if by_day is None
                else _at(np.array(by_day, "int64"), ages["age"].to_numpy())
            )
            given = np.bincount(ages["at"], weights=each * ages["times"].to_numpy(), minlength=len(total))
            total += given.astype("int64")[:, None]
        return total

    def text(self, value: CardValue) -> str:
        """Say the sizes of the tiers, and who bought."""
        return tiers_text(value.tiers, self.speaker)

    def picture(self, value: CardValue) -> Axes | None:
        """Draw the share of each tier that bought, with its interval."""
        groups = _groups(value)
        told = self.speaker
        return None if groups is None else rate_bars(groups, lang=told.lang, title=told.say("bought"))

    def answer(self, state: Mapping[str, Any]) -> Answer:
        """Give the shares of the tiers, on an axis that stays, so that they can be compared from move to move."""
        value = self.value(state)
        groups = _groups(value)
        return Answer(self.text(value), None if groups is None else self.moving.png(groups), self.yaml(state))

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the card with the half-lives of a state."""
        return slots.filled(self._places, state)

    @cached_property
    def _places(self) -> list[Any]:
        tree = card_tree(self.card)
        for one in tree["criteria"]:
            for kind in one.get("activities", ()):
                if days := kind.get("decay", {}).get("half_life_days"):
                    kind["decay"]["half_life_days"] = str(slots.Slot(f"half_life.{days}"))
        return slots.cut(tree, self.state())


def _groups(value: CardValue) -> pd.DataFrame | None:
    """Give the tiers as groups with shares; none where there is nobody."""
    shown = value.tiers.rename(columns={"label": "group", "wins": "yes", "people": "of"})
    return shown[["group", "yes", "of", "share", "low", "high"]] if shown["of"].sum() else None


def _faded(one: Activity, state: Mapping[str, Any]) -> Activity:
    days = one.decay.half_life_days if one.decay else None
    return one if days is None else replace(one, decay=Decay(half_life_days=state[f"half_life.{days}"]))


def _at(by_day: Array, ages: Array) -> Array:
    """Look up what an event of some age is worth; nothing once the list has ended."""
    inside = ages < len(by_day)
    return np.where(inside, np.append(by_day, 0)[np.where(inside, ages, len(by_day))], 0)


def half_life(
    tables: Tables,
    *,
    by: Scorecard,
    as_of: str | date,
    horizon_days: int = 90,
    among: Sequence[str] | None = None,
    lang: str = "en",
) -> Shown:
    """Put the half-lives of a card under the hand.

    Parameters
    ----------
    tables : Tables
        People and their events; at most 20,000 people.
    by : Scorecard
        A card with events that fade by half.
    as_of : str or date
        The day asked.
    horizon_days : int, default 90
        Wins are counted so many days after it.
    among : sequence of str, optional
        The people to be counted (those who had not bought, say); all of them if left out.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.value.tiers`` has people, wins, share, low and high of each tier.

    Raises
    ------
    DataError
        There are too many people, or nothing fades by half on this card.
    """
    if not any(one.decay and one.decay.half_life_days for one in by.activities):
        raise DataError(f"Nothing on the scorecard '{by.name}' fades by half: take one with half_life_days.")
    later = outcomes(tables, as_of=as_of, horizon_days=horizon_days).dropna(subset="won")  # unknown is not no
    people = later if among is None else later[later["person_id"].isin(list(among))]
    if len(people) > MOST_PEOPLE:
        raise DataError(
            f"Half-lives are for at most {MOST_PEOPLE:,} people, and these are {len(people):,}: name some with among=."
        )
    ids = pd.Index(people["person_id"])
    won = people["won"].to_numpy(dtype="int64")
    ages = _ages(tables, ids, pd.Timestamp(as_of))
    counted = {f"{one.name}.{kind.name}": _counted(ages, kind) for one in by.criteria for kind in one.activities}
    return Shown(HalfLifePiece(by, counted, _rules(tables, by, as_of, ids), won, lang))


def _ages(tables: Tables, ids: pd.Index, day: pd.Timestamp) -> pd.DataFrame:
    """List the events of some people: the row of the person, the kind, and how many days ago."""
    events = tables["events"]
    at = ids.get_indexer(pd.Index(events["person_id"]))
    age = (day.normalize() - events["happened_at"].dt.normalize()).dt.days
    found = pd.DataFrame({"at": at, "kind": events["kind"].to_numpy(), "age": age.to_numpy()})
    return found[(found["at"] >= 0) & (found["age"] >= 0)]


def _counted(ages: pd.DataFrame, one: Activity) -> pd.DataFrame:
    """Count the events of one activity by person and age, as its card counts them."""
    mine = ages[ages["kind"].eq(one.event)]
    if one.within_days is not None:
        mine = mine[mine["age"] < one.within_days]
    if one.once:
        return mine.groupby("at")["age"].min().reset_index().assign(times=1)
    times: pd.DataFrame = mine.groupby(["at", "age"]).size().rename("times").reset_index()
    if one.per_day_max is not None:
        times["times"] = times["times"].clip(upper=one.per_day_max)
    return times


def _rules(tables: Tables, card: Scorecard, as_of: str | date, ids: pd.Index) -> dict[str, Array]:
    """Ask once what the rules of each criterion give, in hundredths."""
    found = {one.name: np.zeros((len(ids), 3), "int64") for one in card.criteria}
    bare = [replace(one, activities=(), floor=None, cap=None, weight=1) for one in card.criteria if one.rules]
    if bare:
        asked = [column for one in bare for column in (one.column, f"{one.name}_low", f"{one.name}_high")]
        rules = replace(card, criteria=tuple(bare), tiers=(), axes=(), examples=())
        told = score(tables, by=rules, as_of=as_of, columns=asked).set_index("person_id").reindex(ids)
        for one in bare:
            ends = told[[one.column, f"{one.name}_low", f"{one.name}_high"]].to_numpy(dtype="float64")
            found[one.name] = np.rint(ends * 100).astype("int64")
    return found
