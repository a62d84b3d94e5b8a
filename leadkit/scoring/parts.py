"""One criterion in SQL: from the answers of its rules to hundredths, by its policy; their least and most; who spoke.

With T the rules that are true and N those that are unknown once everything that could decide is left open:

======  =============================================  =========================================================
policy  points                                         bounds
======  =============================================  =========================================================
sum     all of T                                       with those of N that are negative; with those that are not
first   the first of T, else 0                         least and most of N before the first T, and that T (else 0)
max     the best of T, else 0                          with T: best of T .. best of both; without: 0 and N
======  =============================================  =========================================================

Then floor, cap and weight. Every expression is flat, so that a card of hundreds of rules is no deeper than one of two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit.conditions.grammar import balanced
from leadkit.scoring.whole import CENTS, cents
from leadkit.trees import big, is_null, ratio, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from leadkit.scoring.criteria import Criterion

    Cases = Iterable[tuple[exp.Expr, exp.Expr]]

NOBODY = 0  # the number of the rule that spoke, where none did


class Part:
    """A criterion over columns of answers.

    Parameters
    ----------
    criterion : Criterion
        The criterion.
    at : int
        Its place in the card.
    open_rules : collection of int
        Which of its rules have an opened answer of their own.
    wide : bool
        Whether its numbers, or what they are added to, may need more than 32 bits.
    """

    def __init__(self, criterion: Criterion, at: int, open_rules: Sequence[int], *, wide: bool = False) -> None:
        self.criterion = criterion
        self.at = at
        self._open = frozenset(open_rules)
        self._count = big if wide else whole
        self._points = [rule.cents for rule in criterion.rules]
        self._places = range(len(self._points))
        plain = not criterion.activities and all(one % CENTS == 0 for one in self._points)
        self.grain = CENTS if plain else 1  # hundredths in which `gave` counts: whole points where that is exact
        self._best = sorted(self._places, key=lambda i: -self._points[i])  # stable: of equals, the earlier

    # ---- columns of the stage below -------------------------------------------------------------------------------

    def yes(self, rule: int) -> exp.Column:
        """The answer of a rule."""
        return exp.column(f"yes_{self.at}_{rule}")

    def open(self, rule: int) -> exp.Column:
        """Its answer with everything left open that is not known."""
        return exp.column(f"open_{self.at}_{rule}") if rule in self._open else self.yes(rule)

    def worth(self, activity: int) -> exp.Column:
        """The hundredths of an activity."""
        return exp.column(f"__act_{self.at}_{activity}")

    @property
    def hit(self) -> exp.Column:
        """The number of the first rule that is true (opened), counted from 1; one more than there are if none is."""
        return exp.column(f"hit_{self.at}")

    @property
    def spoke(self) -> exp.Column:
        """What :meth:`speaks` is, worked out before it is asked rule by rule."""
        return exp.column(f"spoke_{self.at}")

    def gave(self, rule: int) -> exp.Column:
        """What a rule gave, in grains."""
        return exp.column(f"gave_{self.at}_{rule}")

    @property
    def told(self) -> list[exp.Column]:
        """What every rule and activity gave, in grains and in the order of the card."""
        rules = [self.gave(i) for i in self._places]
        return rules + [self.worth(j) for j in range(len(self.criterion.activities))]

    # ---- expressions ----------------------------------------------------------------------------------------------

    @property
    def asks_hit(self) -> bool:
        """Whether the bounds need :attr:`hit` worked out before them."""
        return self.criterion.policy == "first" and len(self._points) > 1

    def first_true(self) -> exp.Expr:
        """What :attr:`hit` is."""
        return _case(((self.open(i), whole(i + 1)) for i in self._places), whole(len(self._points) + 1))

    def speaks(self) -> exp.Expr:
        """The number of the rule that speaks (under first and max), counted from 1; 0 if none does."""
        order = self._places if self.criterion.policy == "first" else self._best
        return _case(((self.yes(i), whole(i + 1)) for i in order), whole(NOBODY))

    def gives(self, rule: int) -> exp.Expr:
        """What :meth:`gave` is, of a rule under sum, or where :attr:`spoke` is kept."""
        summed = self.criterion.policy == "sum"
        spoke = self.yes(rule) if summed else exp.EQ(this=self.spoke, expression=whole(rule + 1))
        return _case([(spoke, self._count(self._points[rule] // self.grain))], whole(0))

    def points(self, given: exp.Column) -> exp.Expr:
        """What a rule or an activity gave, for people's eyes: nothing needs to be divided that is whole."""
        return ratio(given, whole(CENTS // self.grain))

    def raw(self, *, by_rule: bool = False) -> exp.Expr:
        """The hundredths before floor, cap and weight; of those that the rules gave, where these are kept."""
        if by_rule:
            return _times(added(self.told), self.grain)
        if self.criterion.policy == "sum":
            rules = (_case([(self.yes(i), self._count(self._points[i]))], whole(0)) for i in self._places)
            return added([*rules, *map(self.worth, range(len(self.criterion.activities)))])
        order = self._places if self.criterion.policy == "first" else self._best
        return _case(((self.yes(i), self._count(self._points[i])) for i in order), whole(0))

    def least(self) -> exp.Expr:
        """The least that the hundredths could be if everything were known."""
        if self.criterion.policy == "sum":
            return self._sum_end(lowest=True)
        if self.criterion.policy == "first":
            return self._first_end(lowest=True)
        true = [(self.open(i), self._count(self._points[i])) for i in self._best]
        worst = reversed(self._best)
        unknown = [(is_null(self.open(i)), self._count(min(self._points[i], 0))) for i in worst]
        return _case([*true, *unknown], whole(0))

    def most(self) -> exp.Expr:
        """The most that the hundredths could be if everything were known."""
        if self.criterion.policy == "sum":
            return self._sum_end(lowest=False)
        if self.criterion.policy == "first":
            return self._first_end(lowest=False)
        cases = [(_not_no(self.open(i)), self._count(self._points[i])) for i in self._best]
        below = [self.open(i) for i in self._best if self._points[i] < 0]
        if below:  # only a true one among these keeps it from being nothing
            cases.insert(len(cases) - len(below), (exp.Not(this=_any(below)), whole(0)))
        return _case(cases, whole(0))

    def _sum_end(self, *, lowest: bool) -> exp.Expr:
        parts: list[exp.Expr] = []
        for i in self._places:
            points = self._points[i]
            counts = (points < 0) == lowest  # an unknown rule is counted at the end that it could move
            parts.append(_case([(_not_no(self.open(i)) if counts else self.open(i), self._count(points))], whole(0)))
        return added([*parts, *(self.worth(j) for j in range(len(self.criterion.activities)))])

    def _first_end(self, *, lowest: bool) -> exp.Expr:
        if not self.asks_hit:
            return self._sum_end(lowest=lowest)
        sign = 1 if lowest else -1
        cases: list[tuple[int, exp.Expr]] = [
            (points, exp.and_(exp.GTE(this=self.hit, expression=whole(i + 1)), _not_no(self.open(i))))
            for i, points in enumerate(self._points)
        ]
        cases.append((0, exp.EQ(this=self.hit, expression=whole(len(self._points) + 1))))
        cases.sort(key=lambda case: sign * case[0])
        return _case([(test, self._count(points)) for points, test in cases], whole(0))

    def states(self) -> list[exp.Expr]:
        """One whole number a rule: bit 0, whether it speaks; bit 1, whether that is open.

        Under first, what stands after the first certain yes cannot matter, and is 0.
        """
        found = []
        for i in self._places:
            answer, left_open = self.yes(i), self.open(i)
            both = exp.and_(answer, is_null(left_open))
            told = [(both, whole(3)), (answer, whole(1)), (is_null(left_open), whole(2))]
            if self.asks_hit:
                told.insert(0, (exp.LT(this=self.hit, expression=whole(i + 1)), whole(0)))
            found.append(_case(told, whole(0)))
        return found

    def floored(self, raw: exp.Expr) -> exp.Expr:
        """Hundredths that are at least the floor; none is ever NULL, so nothing needs to be guarded against it."""
        if self.criterion.floor is None:
            return raw
        return exp.Greatest(this=raw, expressions=[whole(cents(self.criterion.floor))], ignore_nulls=True)

    def clamped(self, raw: exp.Expr) -> exp.Expr:
        """Hundredths between floor and cap."""
        raw = self.floored(raw)
        if self.criterion.cap is not None:
            raw = exp.Least(this=raw, expressions=[whole(cents(self.criterion.cap))], ignore_nulls=True)
        return raw

    def units(self, raw: exp.Expr) -> exp.Expr:
        """Hundredths between floor and cap, times the weight: whole ten-thousandths of a point."""
        return exp.Mul(this=bracketed(self.clamped(raw)), expression=whole(cents(self.criterion.weight)))


def _times(number: exp.Expr, many: int) -> exp.Expr:
    return number if many == 1 else exp.Mul(this=bracketed(number), expression=whole(many))


def _case(cases: Cases, default: exp.Expr) -> exp.Expr:
    made = exp.Case(ifs=[exp.If(this=test, true=value) for test, value in cases], default=default)
    return made if made.args["ifs"] else default


def _not_no(answer: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=answer, expressions=[exp.true()])


def _any(answers: Sequence[exp.Expr]) -> exp.Expr:
    return exp.Paren(this=exp.Coalesce(this=balanced(exp.Or, answers), expressions=[exp.false()]))


def bracketed(node: exp.Expr) -> exp.Expr:
    """Put brackets around a calculation, so that it can be part of another."""
    return exp.Paren(this=node) if isinstance(node, exp.Binary) else node


def added(numbers: Sequence[exp.Expr]) -> exp.Expr:
    """Add up, as a balanced tree; where there is nothing, 0.

    Examples
    --------
    >>> added([exp.column(name) for name in "abc"]).sql()
    'a + b + c'
    """
    return balanced(exp.Add, numbers or [whole(0)])
