"""A scorecard under the hand: weights, floors, caps, borders and the weights of events, and what comes of them.

Live, up to a million people behind it and more: people are counted once by their answers, and what is moved is worked
out in the page. :meth:`ScorecardPiece.value` does the same in Python.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from leadkit.packs.writing import card_tree
from leadkit.plots import tier_bars
from leadkit.scoring.tiers import holds
from leadkit.scoring.whole import UNITS, cents
from leadkit.shares import shares
from leadkit.widgets import borders as lines
from leadkit.widgets import slots
from leadkit.widgets.card_controls import groups
from leadkit.widgets.parting import Counted, Part, best_list, counted, parts_of, some_leads
from leadkit.widgets.shown import Piece, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.scoring import Criterion, Scorecard
    from leadkit.widgets.telling import Speaker

    Array = np.ndarray[Any, Any]

_ENDS = ("score", "score_low", "score_high")


class Lead(NamedTuple):
    """One lead's score and how it comes about: a label and points a criterion."""

    name: str
    steps: tuple[tuple[str, float], ...]
    score: float
    low: float
    high: float


class Best(NamedTuple):
    """What the best possible list as long as the first tier would hold, and one by lot."""

    best: float
    chance: float


class CardValue(NamedTuple):
    """What a card gives.

    Parameters
    ----------
    tiers : DataFrame
        tier, label, people and, where known, wins, share, low, high.
    scores : DataFrame
        score and people.
    best : Best, optional
        Where the truth is known.
    lead : Lead, optional
        The one who is looked at.
    """

    tiers: pd.DataFrame
    scores: pd.DataFrame
    best: Best | None
    lead: Lead | None


class ScorecardPiece(Piece):
    """See :func:`scorecard`."""

    kind = "scorecard"

    def __init__(self, card: Scorecard, parts: Sequence[Part], made: Counted, best: Array | None, lang: str) -> None:
        self.card, self.parts, self.made, self.best = card, parts, made, best
        self.trees = lines.trees(card)
        self.borders = lines.borders(card)
        super().__init__((), lang)
        self.groups = tuple(groups(card, parts, made, self.speaker))

    def value(self, state: Mapping[str, Any]) -> CardValue:
        """Count tiers and scores of the card in a state.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        CardValue
        """
        units, tier = self._scored(state)
        size = len(self.card.tiers) + 1
        people = np.bincount(tier, weights=self.made.people, minlength=size).astype("int64")
        labels = [one.said(self.speaker.lang) for one in self.card.tiers]
        tiers = pd.DataFrame({
            "tier": pd.array([*(one.name for one in self.card.tiers), pd.NA], dtype="str"),
            "label": [*labels, self.speaker.say("in_no_tier")],
            "people": people,
        })  # fmt: skip
        if self.made.wins is not None:
            tiers["wins"] = np.bincount(tier, weights=self.made.wins, minlength=size).astype("int64")
            tiers = tiers.join(shares(tiers["wins"], tiers["people"]))
        best = self._best(tiers)
        if not people[-1]:
            tiers = tiers.iloc[:-1]
        scores = (
            pd.DataFrame({"score": units["score"] / UNITS, "people": self.made.people})
            .groupby("score", as_index=False)
            .sum()
        )
        return CardValue(tiers, scores[scores["people"] > 0].reset_index(drop=True), best, self._lead(state, units))

    def _scored(self, state: Mapping[str, Any]) -> tuple[dict[str, Array], Array]:
        rows = len(self.made.people)
        units = {end: np.zeros(rows, "int64") for end in _ENDS}
        known = np.zeros(rows, "int64")
        for one in self.card.criteria:
            ends = self._ends(one, state)
            units[one.column] = ends[:, 0]
            for at, end in enumerate(_ENDS):
                units[end] += ends[:, at]
            known += ends[:, 1] == ends[:, 2]
        tier = np.full(rows, len(self.card.tiers))
        criteria = len(self.card.criteria)
        for number in reversed(range(len(self.trees))):
            tier[holds(lines.moved(self.trees[number], criteria, state), units, known, criteria)] = number
        return units, tier

    def _ends(self, one: Criterion, state: Mapping[str, Any]) -> Array:
        """Give the units of a criterion for each row: as it is, at least, at most."""
        total = np.zeros((len(self.made.people), 3), "int64")
        for at, part in enumerate(self.parts):
            if part.criterion == one.name:
                factor = cents(state.get(f"factor.{part.name}", 1))
                total += np.floor_divide(self.made.worth[at] * factor, 100)[self.made.ids[:, at]]
        ends = [cents(state[f"{end}.{one.name}"]) for end in ("floor", "cap")]
        return np.minimum(np.maximum(total, ends[0]), ends[1]) * cents(state[f"weight.{one.name}"])

    def _best(self, tiers: pd.DataFrame) -> Best | None:
        n = int(tiers["people"].iloc[0])
        if self.best is None or not n or len(tiers) < 2:
            return None
        wins = np.interp(n, [0, *self.best[0]], [0, *self.best[1]])
        return Best(float(wins / n), float(tiers["wins"].sum() / tiers["people"].sum()))

    def _lead(self, state: Mapping[str, Any], units: Mapping[str, Array]) -> Lead | None:
        if "lead" not in state:
            return None
        row = self.made.leads[state["lead"]]
        steps = tuple(
            (one.said(self.speaker.lang), float(units[one.column][row] / UNITS)) for one in self.card.criteria
        )
        return Lead(state["lead"], steps, *(float(units[end][row] / UNITS) for end in _ENDS))

    def text(self, value: CardValue) -> str:
        """Say the sizes of the tiers, what the best list would hold, and the score of the lead."""
        say, points = self.speaker.say, self.speaker.points
        parts = [tiers_text(value.tiers, self.speaker)]
        if value.best:
            parts.append(
                say(
                    "best_text",
                    best=self.speaker.percent(value.best.best),
                    chance=self.speaker.percent(value.best.chance),
                )
            )
        if value.lead:
            steps = ", ".join(f"{label} {points(gives)}" for label, gives in value.lead.steps)
            low, high = value.lead.low, value.lead.high
            span = say("range", low=points(low), high=points(high)) if low != high else ""
            parts.append(say("lead_text", name=value.lead.name, score=points(value.lead.score), steps=steps) + span)
        return " ".join([*parts, *filter(None, [self._rounded()])])

    def _rounded(self) -> str:
        """Say to what points were rounded, if they were."""
        return (
            self.speaker.say("rounded", width=self.speaker.points(self.made.width / 100)) if self.made.width > 1 else ""
        )

    def picture(self, value: CardValue) -> Axes | None:
        """Draw the tiers, if there is anybody."""
        if not value.tiers["people"].sum():
            return None
        labels = dict(zip(value.tiers["tier"].dropna(), value.tiers["label"], strict=False))
        return tier_bars(value.tiers[["tier", "people"]], lang=self.speaker.lang, labels=labels)

    def told(self) -> dict[str, Any]:
        """Give the card to the page: its parts, criteria, tiers and borders."""
        lang, criteria = self.speaker.lang, []
        for one in self.card.criteria:
            mine = [
                {"name": part.name, "column": f"id_{at}", "worth": self._worths(at)}
                for at, part in enumerate(self.parts)
                if part.criterion == one.name
            ]
            criteria.append({"name": one.name, "label": one.said(lang), "parts": mine})
        tiers = [
            {"name": tier.name, "label": tier.said(lang), "when": lines.as_json(tree, len(criteria))}
            for tier, tree in zip(self.card.tiers, self.trees, strict=True)
        ]
        names = {tier.name: tier.said(lang) for tier in self.card.tiers}
        marks = [{"name": one.name, "label": names[one.tiers[0]]} for one in self.borders if one.asked == "score"]
        leads = [{"name": name, "label": name, "row": row} for name, row in self.made.leads.items()]
        return {"criteria": criteria, "tiers": tiers, "borders": marks, "leads": leads, "merged": self._rounded()}

    def _worths(self, at: int) -> list[str]:
        worth = self.made.worth[at]
        return [f"worth_{at}_{0 if (worth[:, end] == worth[:, 0]).all() else end}" for end in range(3)]

    def table(self) -> dict[str, Array]:
        """Give the table to the page: an id a part, what each id is worth, and people."""
        made = self.made
        found = {f"id_{at}": _small(made.ids[:, at]) for at in range(len(self.parts))}
        for at, worth in enumerate(made.worth):
            found |= {name: worth[:, int(name[-1])].astype("int32") for name in self._worths(at)}
        found["people"] = made.people.astype("uint32")
        if made.wins is not None:
            found["wins"] = made.wins.astype("uint32")
        if self.best is not None:
            found |= {"best_people": self.best[0].astype("float64"), "best_wins": self.best[1].astype("float64")}
        return found

    def _tree(self) -> dict[str, Any]:
        tree = card_tree(self.card)
        told = {part.name for part in self.parts}
        for one in tree["criteria"]:
            for name in ("floor", "cap", "weight"):
                one[name] = str(slots.Slot(f"{name}.{one['name']}"))
            for kind in one.get("activities", ()):
                if f"{one['name']}.{kind['name']}" in told:
                    kind["points"] = str(slots.Slot(f"factor.{one['name']}.{kind['name']}", kind["points"]))
        for tier, comparison in zip(tree.get("tiers", ()), self.trees, strict=True):
            tier["when"] = lines.as_text(comparison, len(self.card.criteria))
        return tree

    def pieces(self) -> list[Any]:
        """Give the card's pack, with places for what can be moved."""
        return self._places

    @cached_property
    def _places(self) -> list[Any]:
        return slots.cut(self._tree(), self.state())

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the card in a state as a pack."""
        return slots.filled(self._places, state)


def _small(ids: Array) -> Array:
    most = int(ids.max(initial=0))
    return ids.astype("uint8" if most < 1 << 8 else "uint16" if most < 1 << 16 else "uint32")


def tiers_text(tiers: pd.DataFrame, speaker: Speaker) -> str:
    """Say the sizes of tiers and, where it is known, who of them bought.

    Parameters
    ----------
    tiers : DataFrame
        As in :class:`CardValue`.
    speaker : Speaker
        The strings.

    Returns
    -------
    str
    """

    def said(row: Any) -> str:  # noqa: ANN401 - a row
        people = speaker.count("people", row.people)
        if not hasattr(row, "share") or np.isnan(row.share):
            return speaker.say("tier", label=row.label, people=people)
        share, low, high = (speaker.percent(one) for one in (row.share, row.low, row.high))
        wins = speaker.number(row.wins)
        return speaker.say("tier_wins", label=row.label, people=people, wins=wins, share=share, low=low, high=high)

    return "; ".join(said(row) for row in tiers.itertuples()) + speaker.say("stop")


def scorecard(  # noqa: PLR0913 - each is one of the verb's own, and named
    people: Any,  # noqa: ANN401 - as lk.patterns takes it
    *,
    by: Scorecard,
    as_of: str | date | None = None,
    horizon_days: int | None = None,
    wins: str | None = None,
    best: str | None = None,
    leads: Sequence[str] | None = None,
    events: bool = False,
    lang: str = "en",
) -> Shown:
    """Put a scorecard under the hand.

    Parameters
    ----------
    people, by, as_of, horizon_days, wins
        As for :func:`leadkit.patterns`.
    best : str, optional
        A column of `people` that orders them as well as anybody could (in a made world, the true probability of
        buying): the first tier is then held against the best list of its length. Wins must be known.
    leads : sequence of str, optional
        Whose scores can be looked at; by default eight of them, from the lowest score to the highest.
    events : bool
        Whether each kind of event gets a weight of its own.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set; ``.value`` is what it shows, ``.yaml`` the card as it stands.

    Raises
    ------
    LeadkitError
        As for :func:`leadkit.patterns`; or `best` is not there.

    Examples
    --------
    >>> import leadkit as lk
    >>> known = {"stated_budget": 30_000.0, "authority": "decides", "need": "pressing", "timescale": "open"}
    >>> people = pd.DataFrame([{"person_id": "a", **known}, {"person_id": "b"}])
    >>> shown = scorecard(people, by=lk.scorecard("bant"))
    >>> shown.value.tiers["people"].tolist()
    [1, 1, 0, 0, 0]
    >>> shown.state = {"border.score.75": 80}
    >>> shown.value.tiers["people"].tolist()
    [0, 1, 0, 1, 0]
    """
    parts = parts_of(by, events=events)
    chosen = list(leads) if leads is not None else some_leads(people, by, as_of)
    made = counted(people, by, parts, chosen, as_of=as_of, horizon_days=horizon_days, wins=wins)
    return Shown(ScorecardPiece(by, parts, made, best_list(people, wins, best), lang))
