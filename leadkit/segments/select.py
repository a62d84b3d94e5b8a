"""A segmentation as one SELECT, a part (CTE) a step, to be read from top to bottom.

``asked``: of whom it speaks, and the columns it needs. ``measured``: the numbers of those people. ``ranked``: where
each number stands among those that are known, counted from the worst, equals by the smallest rank; one window a
measure. ``graded``: in whole numbers only, so that equal values get equal grades in every engine and any order of rows.
``placed``: the number of the one segment that everybody is in. Last: what is shown.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit import vocabulary
from leadkit.conditions.exact import cents, written
from leadkit.conditions.grammar import balanced
from leadkit.errors import UnknownNameError, nearest
from leadkit.segments.values import DISTANCE, KNOWN, Profile
from leadkit.trees import after, is_null, named, ratio, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.conditions import Condition, Expression
    from leadkit.segments.values import Measure, Segmentation

GIVEN = "__given_"  # opens the columns in which people of tests bring measures of their own
_INSIDE, _PLACE = exp.column("__inside"), exp.column("__place")


class Select:
    """The parts of a segmentation's SELECT over a table whose columns are of known kinds.

    Parameters
    ----------
    segmentation : Segmentation
        The segmentation.
    kinds : mapping of str to str
        The columns of ``people`` and their kinds; all that are asked are there.
    tests : bool
        Whether people bring measures along, in columns that open with :data:`GIVEN`. What is given there stands,
        whoever brings one is spoken of, and nobody is ranked: the others are not there.
    """

    def __init__(self, segmentation: Segmentation, kinds: Mapping[str, str], *, tests: bool = False) -> None:
        self.one, self.kinds = segmentation, kinds
        self.ranks = {} if tests else {m.name: at for at, m in enumerate(segmentation.measures) if m.grades is not None}
        self.given = [named(f"{GIVEN}{name}") for name in segmentation.measured] if tests else []
        held = [name for one in segmentation.segments if one.when for name in one.when.columns]
        self._late = [named(name) for name in dict.fromkeys(held) if name not in segmentation.measured]

    def whole(self, key: exp.Column, columns: Sequence[str] | None = None) -> exp.Select:
        """The whole SELECT: who, and the columns asked for.

        Raises
        ------
        UnknownNameError
            The segmentation gives no such column.
        """
        wanted = self.one.columns if columns is None else tuple(dict.fromkeys(columns))
        for name in wanted:
            if name not in self.one.columns:
                told = nearest(str(name), self.one.columns)
                raise UnknownNameError(f"The segmentation '{self.one.name}' gives no column '{name}'.{told}")
        who, shown = named(key.name), self._shown()
        steps = {"asked": self._asked(key), "measured": self._measured(who)}
        if self.ranks:
            steps["ranked"] = self._ranked(who)
        steps |= {"graded": self._graded(who), "placed": self._placed(who)}
        given = (exp.alias_(shown[name], name, quoted=True) for name in wanted)
        return after(steps, exp.select(who, *given, copy=False).from_("placed"))

    def _asked(self, key: exp.Column) -> exp.Select:
        """Ask of whom it speaks."""
        inside = self.one.over.asked(self.kinds)
        if self.given:
            some = exp.If(this=balanced(exp.Or, [_known(one) for one in self.given]), true=exp.true())
            inside = exp.Coalesce(this=inside, expressions=[exp.Case(ifs=[some])])
        early = [named(name) for one in self.one.measures for when in one.conditions for name in when.columns]
        columns = dict.fromkeys([*early, *self._late, *self.given])
        return _from("people", key, exp.alias_(inside, _INSIDE.name), *columns)

    def _measured(self, who: exp.Column) -> exp.Select:
        """Measure those of whom it speaks; of the others nothing is said."""
        found: dict[str, exp.Expr] = {}
        for measure in self.one.measures:
            of = measure.of
            found |= self._profile(of) if isinstance(of, Profile) else {measure.name: self._number(of)}
        inside = {name: exp.Case(ifs=[exp.If(this=_INSIDE.copy(), true=one)]) for name, one in found.items()}
        told = [exp.alias_(one, name, quoted=True) for name, one in inside.items()]
        return _from("asked", who, _INSIDE, *self._late, *self.given, *told)

    def _number(self, of: Expression) -> exp.Expr:
        """Write a number that is never NaN: no window could place one."""
        number = of.asked(self.kinds)
        if isinstance(number, exp.Column):  # whose NaN the engine has made NULL
            return number
        nan = exp.cast(exp.Literal.string("nan"), exp.DataType.Type.DOUBLE)
        real = exp.NEQ(this=exp.cast(number.copy(), exp.DataType.Type.DOUBLE), expression=nan)
        return exp.Case(ifs=[exp.If(this=real, true=number)])

    def _profile(self, profile: Profile) -> dict[str, exp.Expr]:
        """Write the weight of the parts that are false, of those that are known; and their share of all."""
        answers = [(exp.Paren(this=part.when.asked(self.kinds)), cents(part.weight)) for part in profile.parts]
        false = balanced(exp.Add, [_weight(exp.Not(this=one), weight) for one, weight in answers])
        known = balanced(exp.Add, [_weight(_known(one), weight) for one, weight in answers])
        share = exp.Nullif(this=known, expression=whole(0))
        every = whole(sum(weight for _, weight in answers))
        return {DISTANCE: ratio(exp.Paren(this=false), share), KNOWN: ratio(exp.Paren(this=known.copy()), every)}

    def _ranked(self, who: exp.Column) -> exp.Select:
        """Rank every number from the worst, those not known last, and count those that are known."""
        found: list[exp.Expr] = []
        for measure in self.one.measures:
            if measure.name in self.ranks:
                worst = exp.Ordered(this=named(measure.name), desc=measure.best == "low", nulls_first=False)
                rank = exp.Window(this=exp.Rank(), order=exp.Order(expressions=[worst]))
                count = exp.Window(this=exp.Count(this=named(measure.name)))
                found += [exp.alias_(one, name) for one, name in zip((rank, count), self._places(measure), strict=True)]
        return _from("measured", who, _INSIDE, *self._late, *map(named, self.one.measured), *found)

    def _places(self, measure: Measure) -> tuple[str, str]:
        return f"__rank_{self.ranks[measure.name]}", f"__count_{self.ranks[measure.name]}"

    def _graded(self, who: exp.Column) -> exp.Select:
        """Turn numbers into grades."""
        told: dict[str, exp.Expr] = {name: named(name) for name in self.one.measured}
        told |= {one.name: self._grade(one) for one in self.one.measures if one.top is not None}
        if self.given:
            told = {
                name: exp.Coalesce(this=given.copy(), expressions=[one])
                for (name, one), given in zip(told.items(), self.given, strict=True)
            }
        grades = [exp.alias_(one, name, quoted=True) for name, one in told.items()]
        return _from("ranked" if self.ranks else "measured", who, _INSIDE, *self._late, *grades)

    def _grade(self, measure: Measure) -> exp.Expr:
        """Grade one number: by its cuts; or with n grades, whose k-th ends where k n-ths of the people are below."""
        value, top = named(measure.name), measure.top or 0
        steps = range(top - 1, 0, -1)
        if measure.cuts is not None:
            high = measure.best == "high"
            cuts = reversed(measure.cuts) if high else measure.cuts
            tests = [(exp.GTE if high else exp.LTE)(this=value.copy(), expression=literal(cut)) for cut in cuts]
        elif measure.name not in self.ranks:
            return exp.null()
        else:
            rank, count = map(exp.column, self._places(measure))
            below = exp.Mul(this=whole(top), expression=exp.Paren(this=exp.Sub(this=rank, expression=whole(1))))
            shares = [exp.Mul(this=whole(k), expression=count.copy()) for k in steps]
            tests = [exp.GTE(this=below.copy(), expression=share) for share in shares]
        cases = [exp.If(this=is_null(value), true=exp.null())]
        cases += [exp.If(this=test, true=whole(k + 1)) for test, k in zip(tests, steps, strict=True)]
        return exp.cast(exp.Case(ifs=cases, default=whole(1)), exp.DataType.Type.BIGINT)

    def _placed(self, who: exp.Column) -> exp.Select:
        """Number the segment of everybody: the first that is yes; of those left, whether one may be."""
        asked: list[exp.Expr] = [exp.Paren(this=self._held(one.when)) for one in self.one.segments if one.when]
        otherwise, outside, unknown = (whole(len(asked) + more) for more in range(3))
        left_open = is_null(exp.Paren(this=balanced(exp.Or, [one.copy() for one in asked])))
        cases: list[tuple[exp.Expr, exp.Expr]] = [
            (is_null(_INSIDE.copy()), unknown),
            (exp.Not(this=_INSIDE.copy()), outside),
        ]
        cases += [(one, whole(at)) for at, one in enumerate(asked)]
        cases.append((left_open, unknown.copy()))
        place = exp.Case(ifs=[exp.If(this=test, true=number) for test, number in cases], default=otherwise)
        return _from("graded", who, *map(named, self.one.measured), exp.alias_(place, _PLACE.name))

    def _held(self, when: Condition) -> exp.Expr:
        """Ask a segment's condition: what it calls by the name of a measure is that measure."""
        of = {one.name: one.of for one in self.one.measures if not isinstance(one.of, Profile)}
        own = [name for name in when.columns if name not in self.one.measured]
        never = {*filter(vocabulary.is_never, own), *(name for name, number in of.items() if number.null == "never")}
        kinds = {name: kind for name, kind in self.kinds.items() if not name.startswith(GIVEN)}
        return when.asked({**kinds, **dict.fromkeys(self.one.measured, "number")}, never)

    def _shown(self) -> dict[str, exp.Expr]:
        """Show grades as they are, numbers as doubles, and the words of the segment."""
        whole_ones = {one.name for one in self.one.measures if one.top is not None}
        shown: dict[str, exp.Expr] = {
            name: named(name) if name in whole_ones else exp.cast(named(name), exp.DataType.Type.DOUBLE)
            for name in self.one.measured
        }
        for column, word in (("segment", "name"), ("play", "play")):
            said = [exp.Literal.string(getattr(one, word)) for one in self.one.everywhere]
            ifs = [exp.If(this=whole(at), true=one) for at, one in enumerate(said)]
            shown[column] = exp.Case(this=_PLACE.copy(), ifs=ifs)
        return shown


def _from(table: str, *columns: exp.Expr) -> exp.Select:
    return exp.select(*columns).from_(exp.to_table(table))


def _known(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=is_null(value.copy()))


def _weight(answer: exp.Expr, hundredths: int) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=answer.copy(), true=whole(hundredths))], default=whole(0))


def literal(cut: object) -> exp.Expr:
    """Write a number of a pack exactly.

    Examples
    --------
    >>> literal(-0.5).sql(), literal(20)
    ('-0.5', Literal(this=20, is_string=False))
    """
    number = Decimal(str(cut))
    literal = exp.Literal.number(written(abs(number)))
    return exp.Neg(this=literal) if number < 0 else literal
