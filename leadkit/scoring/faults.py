"""Faults of one criterion: rules that nobody can make true, that never speak, that leave a gap; idle borders.

Everything is asked of one small world, the columns of that criterion (``proving``). What takes too many cells is said
to be not proved, and so is what hangs on parts into which a proof does not look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from leadkit.door import kinds_asked
from leadkit.findings import Finding
from leadkit.grid.diagram import AND, NO, TooManyCellsError
from leadkit.grid.proof import ALL_CELLS, CELLS
from leadkit.scoring.happening import acts_range
from leadkit.scoring.proving import VALUED, Proof, clamped, rules_range
from leadkit.scoring.whole import CENTS, cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from leadkit.scoring.criteria import Criterion
    from leadkit.scoring.proving import Range
    from leadkit.scoring.values import Scorecard


def of_criteria(card: Scorecard) -> Iterator[list[Finding]]:
    """Give the findings of each criterion of a card.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.scoring import Criterion, Rule, Scorecard
    >>> rule = Rule("nobody", Condition("age < 18 AND age > 40"), 5)
    >>> [found] = of_criteria(Scorecard("small", (Criterion("age", (rule,)),)))
    >>> [one.kind for one in found]
    ['dead', 'gap']
    """
    left, kinds = ALL_CELLS, kinds_asked(card.conditions)
    for criterion in card.criteria:
        told, spent = _on_the_grid(criterion, kinds, left)
        left -= spent
        yield [*_plain(criterion), *told]


def _plain(criterion: Criterion) -> Iterator[Finding]:
    if not cents(criterion.weight):
        yield Finding("note", "weight", "no_weight", criterion.name)
    last = len(criterion.rules) - 1
    worth = [(one.name, one.cents) for one in criterion.rules] + [(one.name, one.cents) for one in criterion.activities]
    for i, (name, points) in enumerate(worth):
        if points == 0:
            keeps = criterion.policy == "first" and i < last
            yield Finding("note", "points", "keeps" if keeps else "no_points", criterion.name, name)


def _on_the_grid(criterion: Criterion, kinds: Mapping[str, str], left: int) -> tuple[list[Finding], int]:
    """Ask everything of one criterion; what takes too many cells is said to be not proved."""
    if not criterion.rules:
        return [*_borders(criterion, (0, 0))], 0
    found: list[Finding] = []
    open_: list[str] = []
    try:
        one = _Criterion(criterion, kinds, min(CELLS, left))
    except TooManyCellsError:
        return [*_borders(criterion, rules_range(criterion)), _not_proved(criterion, "too_many")], CELLS
    for ask in (one.dead, one.silent, one.gap, one.overlap, one.borders):
        cost = VALUED if ask == one.borders else 1
        one.proof.diagram.allow(max(min(CELLS, left - one.proof.diagram.cells) // cost, 0))
        try:
            found.extend(ask())
        except TooManyCellsError:
            open_.append(ask.__name__)
    if "borders" in open_:
        found += _borders(criterion, rules_range(criterion))
    found += [_not_proved(criterion, f"open.{name}") for name in open_]
    if one.proof.free:
        found.append(_not_proved(criterion, "free", one.proof.free))
    return found, one.proof.diagram.cells


def _not_proved(criterion: Criterion, says: str, names: Sequence[str] = ()) -> Finding:
    return Finding("note", "not_proved", says, criterion.name, proved=False, names=names)


class _Criterion:
    """One criterion in a world of its own."""

    def __init__(self, criterion: Criterion, kinds: Mapping[str, str], allowed: int) -> None:
        self.criterion = criterion
        self.name = criterion.name
        self.proof = Proof([criterion], kinds, bounds=False, allowed=allowed)
        self.points = [rule.cents for rule in criterion.rules]
        places = range(len(self.points))
        self.order = sorted(places, key=lambda i: -self.points[i]) if criterion.policy == "max" else list(places)
        self.mute: set[int] = set()  # rules that are dead or silent

    def yes(self, *rules: int) -> list[int]:
        return [self.proof.rule(i) for i in rules]

    def rule(self, i: int) -> str:
        return self.criterion.rules[i].name

    def dead(self) -> Iterator[Finding]:
        """Rules that nobody can make true."""
        for i in self.order:
            if self.proof.all_of(*self.yes(i)) == NO:
                self.mute.add(i)
                yield Finding("problem", "dead", "dead", self.name, self.rule(i))

    def silent(self) -> Iterator[Finding]:
        """Rules that never speak, because others always do."""
        if self.criterion.policy == "sum":
            return
        speaking = set(self.proof.points.ends(self.proof.speaker(self.order)))
        for at, i in enumerate(self.order):
            if i in speaking | self.mute:
                continue
            better = [j for j in self.order[:at] if self.points[j] > self.points[i]]
            as_good = self.criterion.policy == "max" and not self._always(i, better)
            before = self._fewest(i, self.order[:at] if as_good or self.criterion.policy == "first" else better)
            says = "as_good" if as_good else "silent" if self.criterion.policy == "first" else "worse"
            example = self.proof.somebody(self.proof.all_of(*self.yes(i)))
            names = [self.rule(j) for j in before]
            level: Literal["note", "problem"] = "note" if as_good else "problem"
            yield Finding(level, "silent", says, self.name, self.rule(i), example=example, names=names)
            self.mute.add(i)

    def _always(self, i: int, others: Iterable[int]) -> bool:
        """Whether one of some rules is true whenever rule `i` is."""
        return self.proof.all_of(*self.yes(i), but=self.yes(*others)) == NO

    def _fewest(self, i: int, before: list[int]) -> list[int]:
        """Take away whom it does not take for one to be true whenever rule `i` is; a single one if one suffices."""
        for j in before:
            if self._always(i, [j]):
                return [j]
        for j in list(before):
            rest = [other for other in before if other != j]
            before = rest if self._always(i, rest) else before
        return before

    def gap(self) -> Iterator[Finding]:
        """Somebody of whom all is known, and no rule speaks; where dated events speak too, that is no gap."""
        if self.criterion.activities:
            return
        known = self.proof.known()
        nobody = self.proof.all_of(*known, but=self.yes(*self.order))
        if (example := self.proof.somebody(nobody)) is not None:
            yield Finding("note", "gap", "gap", self.name, example=example)

    def overlap(self) -> Iterator[Finding]:
        """Rules of which earlier ones with other points can be true too."""
        if self.criterion.policy != "first":
            return
        heard = [i for i in self.order if i not in self.mute]
        for at, i in enumerate(heard):
            mine = self.proof.all_of(*self.yes(i))
            both: dict[str, Mapping[str, Any]] = {}
            for j in (j for j in heard[:at] if self.points[j] != self.points[i]):
                example = self.proof.somebody(self.proof.diagram.join(AND, mine, self.proof.rule(j)))
                if example is not None:
                    both[self.rule(j)] = example
            if both:
                shown = next(iter(both.values()))
                yield Finding("note", "overlap", "overlap", self.name, self.rule(i), example=shown, names=[*both])

    def borders(self) -> Iterator[Finding]:
        """Cap and floor against the points that there can be."""
        if None is self.criterion.cap is self.criterion.floor:
            return
        raw = self.proof.raw(self.criterion)
        ends = [low for low, *_ in self.proof.points.ends(raw)]

        def example(border: float) -> Mapping[str, Any] | None:
            way = self.proof.points.way(raw, lambda told: told[0] == border, self.proof.sure)
            return None if way is None or self.criterion.activities else self.proof.person(way)

        yield from _borders(self.criterion, (min(ends, default=0), max(ends, default=0)), example)


def _borders(
    criterion: Criterion, rules: Range, example: Callable[[float], Mapping[str, Any] | None] = lambda _: None
) -> Iterator[Finding]:
    """Hold cap and floor against an interval in which all points lie."""
    low, high = (sum(ends) for ends in zip(rules, acts_range(criterion), strict=True))
    for kind, border, end in (("cap", criterion.cap, high), ("floor", criterion.floor, low)):
        over = 0 if border is None else (end - cents(border)) * (1 if kind == "cap" else -1)
        if border is not None and over <= 0:
            told = {"number": border, "end": end / CENTS}
            level: Literal["note", "problem"] = "problem" if over < 0 else "note"
            says = f"{kind}.{'never' if over < 0 else 'idle'}"
            yield Finding(level, kind, says, criterion.name, example=example(end), numbers=told)
    only = clamped(criterion, low)
    if low < high and only == clamped(criterion, high):
        yield Finding("note", "constant", "constant", criterion.name, numbers={"number": only / CENTS})
