"""What can be said against a segmentation before anybody is asked by it: gaps, overlaps, segments that nobody is in.

Proved over everybody who could be, with a person who shows it, or said to be not proved. Grades are whole numbers from
1 to the highest; grades by cuts hang together with their number, quantile grades may be anything (which grade somebody
has, hangs on the others), and so may the nearness to a profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from leadkit import vocabulary, words
from leadkit.conditions.everybody import Everybody
from leadkit.conditions.relations import for_the_grid
from leadkit.door import kinds_asked
from leadkit.findings import Finding, foreign, told, unasked
from leadkit.grid import diagram as d
from leadkit.grid.proof import ALL_CELLS
from leadkit.segments.select import literal
from leadkit.segments.values import DISTANCE, KNOWN, Profile
from leadkit.trees import is_null, named, whole
from leadkit.vocabulary import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from leadkit.conditions import Condition
    from leadkit.segments.values import Measure, Segmentation
    from leadkit.vocabulary import Column

COLUMNS = ("level", "kind", "segment", "proved", "example")


def check(segmentation: Segmentation, lang: str = "en") -> pd.DataFrame:
    """Say what stands against a segmentation, each finding proved over everybody who could be.

    Parameters
    ----------
    segmentation : Segmentation
        The segmentation, its parameters bound.
    lang : {"en", "th", "vi"}
        The language of the sentences.

    Returns
    -------
    DataFrame
        One row a finding, problems first: level (``problem``: cannot be meant; ``note``: may well be), kind, segment
        (missing where it is about none), proved, example (a person as {column: value}; None where there is none to
        show) and says.

        The kinds: ``over`` (it speaks of nobody, or of everybody), ``dead`` (nobody can make a condition true),
        ``covered`` (earlier segments always hold before it), ``overlap`` (an earlier one may hold too, so that the
        order decides), ``gap`` (somebody of whom all is known is in none of its segments: a problem where the pack says
        ``otherwise: none``), ``no_gap`` (nobody can), ``measure`` (no segment asks for it), ``parameter`` (nothing asks
        for it, here or in its profile), ``column`` (no snapshot has it) and ``not_proved`` (too many cells, or parts
        such as LIKE into which a proof does not look).

    Raises
    ------
    UnknownNameError
        The kit does not speak the language.
    ConditionError
        A condition mixes kinds.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.segments import Segment, Segmentation
    >>> big, bigger = Segment("big", Condition("employees > 50")), Segment("bigger", Condition("employees > 500"))
    >>> found = check(Segmentation("size", Condition("employees > 0"), (), (big, bigger)))
    >>> found[["level", "kind", "segment", "example"]].values.tolist()[0]
    ['problem', 'covered', 'bigger', {'employees': 501}]
    >>> print(found["says"][0])
    Whoever meets the condition of 'bigger' is in 'big' before it, so that nobody is in it.
    """
    words.check_language(lang)
    found = [*_proved(segmentation), *_idle(segmentation)]
    found += [Finding("note", "column", says, names=names) for _, says, names in foreign(segmentation.reads)]
    return told([*found, *_unasked(segmentation)], "segments.check", COLUMNS, lang)


def _proved(one: Segmentation) -> Iterator[Finding]:
    found: list[Finding] = []
    try:
        world = _World(one)
        found.extend(world.findings())
        if world.people.free:
            found.append(Finding("note", "not_proved", "free", proved=False, names=world.people.free))
    except d.TooManyCellsError:
        found.append(Finding("note", "not_proved", "too_many", proved=False))
    yield from found


def _idle(one: Segmentation) -> Iterator[Finding]:
    asked = {name for segment in one.segments if segment.when for name in segment.when.columns}
    for measure in one.measures:
        if asked.isdisjoint(measure.columns):
            yield Finding("note", "measure", "idle", names=[measure.name])


def _unasked(one: Segmentation) -> Iterator[Finding]:
    chosen = [measure.chosen_by for measure in one.measures]
    yield from unasked(one.params, [*chosen, *(name for when in one.conditions for name in when.bound)])
    for profile in (measure.of for measure in one.measures if isinstance(measure.of, Profile)):
        asked = [name for part in profile.parts for name in part.when.bound]
        yield from unasked(profile.params, asked, "unasked_profile", profile.name)


class _World:
    """Everybody who could be, with the measures of one segmentation."""

    def __init__(self, one: Segmentation) -> None:
        self.one = one
        self.names = [segment.name for segment in one.segments]
        kinds = kinds_asked(one.conditions)
        own = {name: quantity(name, kinds[name], "not_known") for name in one.reads if name in kinds}
        own |= {column.name: column for measure in one.measures for column in _columns(measure)}
        trees: dict[str, exp.Expr] = {"over": for_the_grid(one.over)}
        trees |= {f"segment {s.name}": self._asked(s.when) for s in one.segments if s.when}
        laws = [law for measure in one.measures for law in _laws(measure)]
        self.people = Everybody(trees, own, ALL_CELLS, laws)
        self.inside = self.people.all_of(self.people.yes("over"))

    def _asked(self, when: Condition) -> exp.Expr:
        """Ask a segment's condition; a number that was not cut into grades is what it is made of."""
        numbers = {m.name: m.of for m in self.one.measures if m.top is None and not isinstance(m.of, Profile)}
        never = {m.name for m in self.one.measures if getattr(m.of, "null", "") == "never"}
        never |= {name for name in when.columns if name not in self.one.measured and vocabulary.is_never(name)}
        learned = {**when.kinds(), **dict.fromkeys(self.one.measured, "number")}
        kinds = {name: learned.get(name, "text") for name in when.columns}
        known = {name: one.kind for name in when.columns if (one := vocabulary.column(name))}
        tree = when.asked({**kinds, **known}, never)
        of: dict[str, exp.Expr] = {name: for_the_grid(number) for name, number in numbers.items()}
        return tree.transform(lambda node: of[node.name].copy() if _is_one_of(node, of) else node)

    def yes(self, *names: str) -> list[int]:
        return [self.people.yes(f"segment {name}") for name in names]

    def findings(self) -> Iterator[Finding]:
        """Look at whom it speaks of, then at its segments in order, then at those who are left."""
        if self.inside == d.NO:
            yield Finding("problem", "over", "nobody")
            return
        if self.one.over.columns and self.people.all_of(but=[self.people.yes("over")]) == d.NO:
            yield Finding("note", "over", "everybody")
        for at, name in enumerate(self.names):
            yield from self._segment(name, self.names[:at])
        yield from self._left()

    def _segment(self, name: str, before: list[str]) -> Iterator[Finding]:
        mine = self.people.all_of(self.inside, *self.yes(name))
        if mine == d.NO:
            yield Finding("problem", "dead", "dead", segment=name)
            return
        if self._covered(mine, before):
            names = next(([one] for one in before if self._covered(mine, [one])), None) or self._fewest(mine, before)
            example = self.people.somebody(mine)
            yield Finding("problem", "covered", "covered", segment=name, example=example, names=names)
            return
        both: dict[str, Any] = {}
        for other in before:
            example = self.people.somebody(self.people.all_of(mine, *self.yes(other)))
            if example is not None:
                both[other] = example
        if both:
            shown = next(iter(both.values()))
            yield Finding("note", "overlap", "overlap", segment=name, example=shown, names=[*both])

    def _covered(self, mine: int, before: list[str]) -> bool:
        return self.people.all_of(mine, but=self.yes(*before)) == d.NO

    def _fewest(self, mine: int, before: list[str]) -> list[str]:
        """Take away the earlier segments that it does not take."""
        for other in list(before):
            rest = [one for one in before if one != other]
            before = rest if self._covered(mine, rest) else before
        return before

    def _left(self) -> Iterator[Finding]:
        """Find somebody inside of whom no condition is yes, and none unknown."""
        left = self.people.all_of(self.inside, *(self.people.no(f"segment {name}") for name in self.names))
        otherwise = self.one.otherwise.name
        if left == d.NO:
            if not self.one.closed:
                yield Finding("note", "no_gap", "no_gap", segment=otherwise)
            return
        example = self.people.somebody(left)
        if example is None:
            yield Finding("note", "not_proved", "left_open", segment=otherwise, proved=False)
        elif self.one.closed:
            yield Finding("problem", "gap", "closed", segment=otherwise, example=example)
        else:
            yield Finding("note", "gap", "gap", segment=otherwise, example=example)


def _is_one_of(node: exp.Expr, names: object) -> bool:
    return isinstance(node, exp.Column) and node.name in names  # type: ignore[operator]  # a mapping


def _columns(measure: Measure) -> Iterator[Column]:
    """Describe the columns of a measure: grades are whole numbers, shares lie between 0 and 1."""
    if isinstance(measure.of, Profile):
        yield quantity(DISTANCE, "number", "not_known", 0, 1)
        yield quantity(KNOWN, "number", "no_null", 0, 1)
    elif measure.top is not None:
        yield quantity(measure.name, "number", "not_known", 1, measure.top, whole=True)


def _laws(measure: Measure) -> Iterator[exp.Expr]:
    """Say what is never false of anybody whom it measures."""
    if isinstance(measure.of, Profile):
        none = exp.EQ(this=named(KNOWN), expression=whole(0))
        yield exp.or_(exp.Not(this=none), is_null(named(DISTANCE)))
        yield exp.or_(none.copy(), _not_null(DISTANCE))
        return
    if measure.top is None:
        return
    tree = for_the_grid(measure.of)
    if not tree.find(exp.Div):
        yield exp.or_(_not_null(measure.name), *(is_null(named(name)) for name in measure.of.columns))
    if not tree.find(exp.Coalesce):
        for name in measure.of.columns:
            yield exp.or_(is_null(named(measure.name)), _not_null(name))
    if measure.cuts is not None and isinstance(tree, exp.Column):
        yield from _cut(measure, tree)


def _cut(measure: Measure, number: exp.Expr) -> Iterator[exp.Expr]:
    """Say which grade begins at which cut."""
    high = measure.best == "high"
    cuts = measure.cuts or ()
    for grade, cut in enumerate(cuts if high else reversed(cuts), 2):
        reached = exp.GTE(this=named(measure.name), expression=whole(grade))
        beyond = (exp.GTE if high else exp.LTE)(this=number.copy(), expression=literal(cut))
        yield exp.or_(exp.Not(this=reached), beyond)
        yield exp.or_(reached.copy(), exp.Not(this=beyond.copy()))


def _not_null(name: str) -> exp.Expr:
    return exp.Not(this=is_null(named(name)))
