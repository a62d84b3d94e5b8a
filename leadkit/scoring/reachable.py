"""Which tiers somebody can reach, each with a person who does: proved over all answers and all points they can give.

Two looks at it. The *near* one is the whole card in one world: its ends are the tiers that hold together, and each way
there is a person. It is complete, so what it does not find nobody can reach; but of dated events it tries some hundred
patterns only, and where there are too many mixtures of points, some thousand of those. The *far* one knows of every
quantity only the interval in which it lies, whatever the answers and however many events: what cannot be even then is
proved too, for cards with events and for cards that are too big to look at from near.

What the columns say and what the events say are taken to be independent of each other.
"""

from __future__ import annotations

import operator
import random
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit.conditions import Condition
from leadkit.conditions.relations import for_the_grid
from leadkit.door import kinds_asked
from leadkit.grid import diagram as d
from leadkit.grid.world import World
from leadkit.scoring.happening import acts_range, patterns_of
from leadkit.scoring.proving import VALUED, Proof, clamped, rules_range
from leadkit.scoring.tiers import SCORES, comparisons, holds
from leadkit.scoring.values import Example
from leadkit.scoring.whole import UNITS, cents
from leadkit.vocabulary import quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leadkit.grid.cells import Value
    from leadkit.scoring.proving import Range, Raw
    from leadkit.scoring.values import Scorecard
    from leadkit.vocabulary import Column

_MIXTURES = 3_000  # of points that are tried, where all of them are too many
_TRIES = 8  # of them, to find a person for one tier


class Reach(NamedTuple):
    """What was found of one tier.

    ``example``: somebody who falls into it. Without one: ``proved``, whether it is proved that nobody can; ``before``,
    the tiers of which one always holds before it (empty when its own condition can hold for nobody).
    """

    example: Example | None
    proved: bool = True
    before: tuple[str, ...] = ()


def reach(card: Scorecard, allowed: int = 1_000_000) -> dict[str | None, Reach]:
    """Say of every tier whether somebody can reach it; of None, whether somebody can fall into no tier.

    Parameters
    ----------
    card : Scorecard
        A card with tiers.
    allowed : int
        How many cells each look may take.

    Returns
    -------
    dict of (str or None) to Reach
        In the order of the card; None last.

    Examples
    --------
    >>> from leadkit.scoring import Criterion, Rule, Scorecard, Tier
    >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25)
    >>> tiers = Tier("warm", Condition("score >= 15")), Tier("hot", Condition("score >= 30"))
    >>> found = reach(Scorecard("small", (Criterion("budget", (funded,)),), tiers))
    >>> found["warm"].example.given, found["hot"].example, found["hot"].proved
    ({'stated_budget': 20000}, None, True)
    """
    names = [tier.name for tier in card.tiers]
    try:
        near = _Near(card, allowed)
    except d.TooManyCellsError:
        near = None
    far = _far(card, allowed) if near is None or near.by_events or not near.complete else {}
    return {name: _judged(name, at, near, far, names) for at, name in enumerate([*names, None])}


def _judged(name: str | None, at: int, near: _Near | None, far: Mapping[int, Reach], names: Sequence[str]) -> Reach:
    unproved = Reach(None, proved=False)
    if near is None:
        return far.get(at, unproved)
    if example := near.example(at, name):
        return Reach(example)
    if at in map(near.first, near.ends):  # but only if a free part says so
        return unproved
    if near.by_events or not near.complete:
        return far.get(at, unproved)
    return Reach(None, before=_before(at, near.ends, names))


def _before(at: int, ends: Iterable[int], names: Sequence[str]) -> tuple[str, ...]:
    """Name the earlier tiers of which one always holds too: a single one if one suffices."""
    held = [end for end in ends if end >> at & 1]
    if at == len(names) or not held:
        return ()
    for other in range(at):
        if all(end >> other & 1 for end in held):
            return (names[other],)
    return tuple(name for other, name in enumerate(names[:at]) if any(end >> other & 1 for end in held))


# ---- from near: the whole card ------------------------------------------------------------------------------------


class _Near:
    """The tiers that hold together (one bit each), for everybody who could be."""

    def __init__(self, card: Scorecard, allowed: int) -> None:
        names = [criterion.name for criterion in card.criteria]
        self._asked = [comparisons(tier.when, names) for tier in card.tiers]
        self._wanted = sorted({name for tier in card.tiers for name in tier.when.columns})
        self._criteria = card.criteria
        self._given = cache(self._gives)
        acting = {criterion.column for criterion in card.criteria if criterion.activities}
        self.by_events = bool(acting and {*SCORES, *acting} & {*self._wanted})
        bounds = bool({"score_low", "score_high", "coverage"} & {*self._wanted})
        self._patterns = list(patterns_of(card)) if self.by_events else [((), (0,) * len(acting))]
        self._proof = Proof(card.criteria, kinds_asked(card.conditions), bounds=bounds, allowed=allowed)
        self._proof.diagram.allow(allowed // VALUED)
        self._raw = [self._proof.raw(criterion, at) for at, criterion in enumerate(card.criteria)]
        self._proof.diagram.allow(allowed // VALUED)
        self.ends: list[int] = []
        try:
            self._looks = self._whole()
            self.ends = self._proof.points.ends(self._looks[-1])
            self._picked: dict[int, Example] = {}
        except d.TooManyCellsError:
            self._looks = []
            self._proof.diagram.allow(allowed)
            self._picked = self._pick()
        self.complete = bool(self._looks)

    def _whole(self) -> list[int]:
        """Add up all criteria: the tiers that hold, without any event (so that an example has none), and with some."""
        points = self._proof.points
        found = self._proof.law_with(self._begin)
        for at, raw in enumerate(self._raw):
            found = points.apply(partial(self._added, at), found, raw)
        worths = points.point(self._proof.world.beyond, [worth for _, worth in self._patterns])
        held = cache(self._held)
        return [points.apply(held, found, some) for some in (points.end(self._patterns[0][1]), worths)]

    @property
    def _begin(self) -> tuple[Any, Any]:
        return (0,) * len(self._wanted), ()

    def _pick(self) -> dict[int, Example]:
        """Try some thousand mixtures of what the criteria can give, where all of them are too many."""
        chance = random.Random(0)  # noqa: S311 - it only chooses where to look first
        every = [self._proof.points.ends(raw) for raw in self._raw]
        aims = [[max(ends), min(ends), max(ends, key=lambda end: end[2] - end[1])] for ends in every]
        found: dict[int, Example] = {}
        tried: Counter[int] = Counter()
        for _ in range(_MIXTURES):
            aim, often = chance.randrange(3), chance.random()
            told = zip(every, aims, strict=True)
            mixture = [aimed[aim] if chance.random() < often else chance.choice(ends) for ends, aimed in told]
            events, worth = chance.choice(self._patterns)
            state = self._begin
            for at, raw in enumerate(mixture):
                state = self._added(at, state, raw)
            tier = self.first(self._held(state, worth))
            if tier not in found and tried[tier] < _TRIES:
                tried[tier] += 1
                if (person := self._with(mixture)) is not None:
                    found[tier] = Example(person, events)
        return found

    def _with(self, mixture: Sequence[Raw]) -> dict[str, Value] | None:
        """Find somebody who gets this from each criterion."""
        some = [self._proof.points.where(raw, told) for raw, told in zip(self._raw, mixture, strict=True)]
        try:
            return self._proof.somebody(self._proof.all_of(*some))
        except d.TooManyCellsError:
            return None

    def _added(self, at: int, state: tuple[Any, Any], raw: Raw) -> tuple[Any, Any]:
        """Add one criterion to what the tiers ask; points to which events may add wait."""
        units, waiting = state
        if self._criteria[at].activities:
            return units, (*waiting, raw)
        return tuple(map(operator.add, units, self._given(at, raw))), waiting

    def _gives(self, at: int, raw: Raw) -> tuple[int, ...]:
        """Say what a criterion gives to each of the quantities that the tiers ask, in units (coverage: 1 if known)."""
        criterion = self._criteria[at]
        own, low, high = (int(clamped(criterion, one)) * cents(criterion.weight) for one in raw)
        told = {"score": own, "score_low": low, "score_high": high, "coverage": int(low == high), criterion.column: own}
        return tuple(told.get(name, 0) for name in self._wanted)

    def _held(self, state: tuple[Any, Any], worth: Sequence[int]) -> int:
        units, waiting = state
        places = [at for at, criterion in enumerate(self._criteria) if criterion.activities]
        for at, (raw, low, high), more in zip(places, waiting, worth, strict=True):
            units = tuple(map(operator.add, units, self._given(at, (raw + more, low + more, high + more))))
        told = dict(zip(self._wanted, units, strict=True))
        known, criteria = told.get("coverage"), len(self._criteria)
        return sum(holds(tier, told, known, criteria) << at for at, tier in enumerate(self._asked))

    def first(self, end: int) -> int:
        """Give the place of the first tier that holds; one past the last where none does."""
        return (end & -end).bit_length() - 1 if end else len(self._asked)

    def example(self, at: int, name: str | None) -> Example | None:
        """Give somebody who falls into a tier."""
        if at in self._picked:
            return replace(self._picked[at], expect={"tier": name})
        for look in self._looks:
            way = self._proof.points.way(look, lambda end: self.first(end) == at, self._proof.sure)
            if way is not None:
                events, _ = self._patterns[way.get(self._proof.world.beyond, 0)]
                return Example(self._proof.person(way), events, {"tier": name})
        return None


# ---- from far: intervals only -------------------------------------------------------------------------------------


def _far(card: Scorecard, allowed: int) -> dict[int, Reach]:
    """Find the tiers (by place; one past the last for none) that nobody can reach whatever the answers and events."""
    diagram = d.Diagram(allowed)
    ranges = _ranges(card)
    kinds = {name: _between(name, low, high) for name, (low, high) in ranges.items()}
    laws = [for_the_grid(Condition(text)) for text in ("score_low <= score", "score <= score_high")]
    names = [tier.name for tier in card.tiers]
    found: dict[int, Reach] = {}
    try:
        world = World(diagram, {tier.name: for_the_grid(tier.when) for tier in card.tiers}, laws, kinds)
        left = world.possible(d.IS_YES, d.YES)
        for at, name in enumerate(names):
            own = world.possible(d.IS_YES, world.point(name))
            if diagram.join(d.AND, left, own) == d.NO:
                earlier = {one: diagram.each(d.IS_YES, world.point(one)) for one in names[:at]}
                found[at] = Reach(None, before=_before_it(diagram, own, earlier))
            left = diagram.join(d.AND, left, diagram.each(d.NOT, diagram.each(d.IS_YES, world.point(name))))
        if left == d.NO:
            found[len(names)] = Reach(None)
    except d.TooManyCellsError:
        pass
    return found


def _before_it(diagram: d.Diagram, own: int, earlier: Mapping[str, int]) -> tuple[str, ...]:
    meets = {name: point for name, point in earlier.items() if diagram.join(d.AND, own, point) != d.NO}
    for name, point in meets.items():
        if diagram.join(d.AND, own, diagram.each(d.NOT, point)) == d.NO:
            return (name,)
    return tuple(meets)


def _ranges(card: Scorecard) -> dict[str, Range]:
    """Give an interval for every quantity that a tier can ask, in points."""
    found: dict[str, Range] = {"coverage": (0, 1)}
    for one in card.criteria:
        ends = zip(rules_range(one), acts_range(one), strict=True)
        weight = cents(one.weight)
        low, high = (clamped(one, sum(end)) * weight / UNITS if weight else 0 for end in ends)
        found[one.column] = low, high
    low, high = (sum(found[one.column][end] for one in card.criteria) for end in (0, 1))
    return {**found, **dict.fromkeys(("score", "score_low", "score_high"), (low, high))}


def _between(name: str, low: float, high: float) -> Column:
    least, most = (None if abs(end) == float("inf") else end for end in (low, high))
    return quantity(name, "number", low=least, high=most)
