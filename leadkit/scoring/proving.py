"""A card over everybody who could be: which rules can speak, and what points can come of it, on the grid.

The answers of the rules are decision diagrams over the cells of all columns that they ask; the points of a criterion,
with their least and most, are a diagram that ends in values (:class:`leadkit.grid.valued.Valued`), built rule by rule
by the same formulas as the SQL (``parts``). What is none of its ends, nobody can have: that is a proof.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from leadkit import vocabulary
from leadkit.conditions.everybody import Everybody
from leadkit.conditions.relations import for_the_grid
from leadkit.grid import diagram as d
from leadkit.grid.valued import Valued
from leadkit.scoring.whole import cents
from leadkit.vocabulary import quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from leadkit.scoring.criteria import Criterion

    Raw = tuple[int, int, int]  # hundredths before floor and cap: as they are, at least, at most
    Range = tuple[float, float]

VALUED = 4  # a cell of a diagram that ends in values costs as much time as so many others


class Proof(Everybody):
    """Some criteria of a card in one world.

    Parameters
    ----------
    criteria : sequence of Criterion
        The criteria.
    kinds : mapping of str to str
        The kinds of the columns that the whole card asks.
    bounds : bool
        Whether the least and the most of their points are asked for too.
    allowed : int
        How many cells may be looked at.

    Raises
    ------
    TooManyCellsError
        It would take more.
    """

    def __init__(self, criteria: Sequence[Criterion], kinds: Mapping[str, str], *, bounds: bool, allowed: int) -> None:
        self._bounds = bounds
        self.asked = tuple(dict.fromkeys(c for one in criteria for rule in one.rules for c in rule.when.columns))
        trees: dict[str, exp.Expr] = {}
        for at, criterion in enumerate(criteria):
            for i, rule in enumerate(criterion.rules):
                trees[f"{at} {i}"] = for_the_grid(rule.when)
                trees[f"{at} {i} open"] = for_the_grid(rule.when, opened=True) if bounds else trees[f"{at} {i}"]
        rules = tuple(trees)
        for column in self.asked:
            trees[f"known {column}"] = exp.Not(this=exp.Is(this=exp.column(column, quoted=True), expression=exp.Null()))
        own = {name: quantity(name, kinds[name], "not_known") for name in self.asked if name in kinds}
        super().__init__(trees, own, allowed)
        self._named = rules
        self.points = Valued(self.diagram)

    # ---- who ------------------------------------------------------------------------------------------------------

    def rule(self, i: int, at: int = 0) -> int:
        """Give those of whom a rule is true."""
        return self.yes(f"{at} {i}")

    def known(self) -> list[int]:
        """Give, for each column whose NULL means not known, those of whom it is known."""
        means = {name: column.null if (column := vocabulary.column(name)) else "not_known" for name in self.asked}
        names = [name for name, null in means.items() if null == "not_known"]
        return [self.diagram.each(d.IS_YES, self.world.point(f"known {name}")) for name in names]

    # ---- points ---------------------------------------------------------------------------------------------------

    def law_with(self, value: Any) -> int:  # noqa: ANN401 - any value
        """Give everybody who could be one value to begin with."""
        return self.points.apply(lambda answer: value if answer == d.YES else None, self.law)

    def speaker(self, order: Sequence[int]) -> int:
        """Give the number of the first rule that is true in some order; -1 where none is."""
        found = self.law_with(-1)
        for i in order:
            found = self.points.apply(partial(_spoke, i), found, self.rule(i), settled=lambda who: who >= 0)
        return found

    def raw(self, criterion: Criterion, at: int = 0) -> int:
        """Give the points of a criterion before floor and cap, as :data:`Raw`; of activities nothing yet."""
        begin, step, end = _POLICIES[criterion.policy]
        settled = _settled(criterion, bounds=self._bounds)
        found = self.law_with(begin)
        for i, rule in enumerate(criterion.rules):
            answers = [self.world.point(f"{at} {i}")]
            if self._bounds:
                answers.append(self.world.point(f"{at} {i} open"))
            found = self.points.apply(partial(step, rule.cents), found, *answers, settled=settled)
        return self.points.apply(end, found)


def _spoke(i: int, who: int, answer: int) -> int:
    return who if who >= 0 else i if answer == d.YES else -1


def _settled(criterion: Criterion, *, bounds: bool) -> Callable[[Any], bool]:
    """Say when a state cannot change any more: under first, once a rule has spoken, for certain."""
    if criterion.policy != "first":
        return lambda _: False
    return lambda state: state[0] is not None and (state[3] or not bounds)


def _sum_step(points: int, state: Raw, answer: int, left_open: int = d.NO) -> Raw:
    raw, low, high = state
    certain, could = points * (left_open == d.YES), points * (left_open != d.NO)
    return raw + points * (answer == d.YES), low + min(certain, could), high + max(certain, could)


def _first_step(points: int, state: tuple[Any, ...], answer: int, left_open: int = d.NO) -> tuple[Any, ...]:
    raw, low, high, over = state
    raw = points if raw is None and answer == d.YES else raw
    if not over and left_open != d.NO:
        low, high = _least(low, points), _most(high, points)
    return raw, low, high, over or left_open == d.YES


def _first_end(state: tuple[Any, ...]) -> Raw:
    raw, low, high, over = state
    return (raw or 0, low, high) if over else (raw or 0, _least(low, 0), _most(high, 0))


def _max_step(points: int, state: tuple[Any, ...], answer: int, left_open: int = d.NO) -> tuple[Any, ...]:
    raw, true, least, most = state
    raw = _most(raw, points) if answer == d.YES else raw
    true = _most(true, points) if left_open == d.YES else true
    if left_open == d.UNKNOWN:
        least, most = _least(least, points), _most(most, points)
    return raw, true, least, most


def _max_end(state: tuple[Any, ...]) -> Raw:
    raw, true, least, most = state
    if true is None:
        return raw or 0, _least(least, 0), _most(most, 0)
    return raw or 0, true, _most(most, true)


def _least(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _most(one: int | None, other: int) -> int:
    return other if one is None else max(one, other)


_POLICIES: dict[str, tuple[Any, Callable[..., Any], Callable[[Any], Raw]]] = {
    "sum": ((0, 0, 0), _sum_step, lambda state: state),
    "first": ((None, None, None, False), _first_step, _first_end),
    "max": ((None, None, None, None), _max_step, _max_end),
}


# ---- ranges: what holds whatever the answers are ------------------------------------------------------------------


def clamped(criterion: Criterion, raw: float) -> float:
    """Put hundredths between floor and cap."""
    raw = raw if criterion.floor is None else max(raw, cents(criterion.floor))
    return raw if criterion.cap is None else min(raw, cents(criterion.cap))


def rules_range(criterion: Criterion) -> Range:
    """Give an interval that holds all hundredths of the rules, as if every mixture of answers could be."""
    points = [rule.cents for rule in criterion.rules]
    if criterion.policy == "sum":
        return sum(one for one in points if one < 0), sum(one for one in points if one > 0)
    return min([*points, 0]), max([*points, 0])
