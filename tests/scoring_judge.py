"""A judge of scores in plain Python: reads a card's fields and one person's cells, and adds up rule by rule.

Written from the contract (architecture.md, "Yes, no, unknown" and "Exact everywhere"), not from the code that it
judges: of the package it reads the fields of the card and the trees of its conditions, no more. Numbers are integers,
fractions, and decimals of eighty digits; NULL is None; three-valued logic is that of `conditions_world`.
"""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from conditions_world import _bare, _Judge
from sqlglot import exp


class Verdict(NamedTuple):
    """What a card says of one person: units (ten-thousandths) by criterion, their sum, bounds, and what follows."""

    points: tuple[int, ...]
    score: int
    low: int
    high: int
    known: int
    tier: str | None
    grade: str | None


class _Opened(_Judge):
    """Answers with everything left open that is not known: IS NULL and COALESCE do not close it."""

    def ask(self, node):
        node = _bare(node)
        return None if isinstance(node, exp.Is) and self.left_open(node) else super().ask(node)

    def plain(self, node):
        return None if isinstance(node, exp.Coalesce) and self.left_open(node) else super().plain(node)

    def left_open(self, node):
        names = {column.name for column in node.find_all(exp.Column)} - set(self.never)
        return any(self.row[name] is None for name in names)


class Judge:
    """One card, to be asked of many people; people who give the same answers are judged once."""

    def __init__(self, card, never, day=None):
        self.card, self.never, self.day = card, set(never), day
        self.answers = {}
        self.worths = {}
        self.words = {}

    def verdict(self, row, events=()):
        """Judge one person: a row of cells by column, and events as (kind, time)."""
        sums = [self.criterion(one, row, events) for one in self.card.criteria]
        points = tuple(given for given, _, _ in sums)
        low, high = sum(least for _, least, _ in sums), sum(most for _, _, most in sums)
        known = sum(least == most for _, least, most in sums)
        if (points, low, high, known) not in self.words:
            self.words[points, low, high, known] = self.named(points, low, high, known)
        return Verdict(points, sum(points), low, high, known, *self.words[points, low, high, known])

    def named(self, points, low, high, known):
        """Tier and grade: the first tier that holds, in fractions."""
        names = [f"{one.name}_points" for one in self.card.criteria]
        said = {name: Fraction(given, 10_000) for name, given in zip(names, points, strict=True)}
        said |= {"score": Fraction(sum(points), 10_000), "score_low": Fraction(low, 10_000)}
        said |= {"score_high": Fraction(high, 10_000), "coverage": Fraction(known, len(names))}
        tier = next((one.name for one in self.card.tiers if _Judge(said, ()).ask(one.when.tree)), None)
        return tier, self.grade(said)

    def criterion(self, one, row, events):
        """Units of one criterion: what it gives, at least, at most."""
        points = [hundredths(rule.points) for rule in one.rules]
        told = [self.ask(rule.when, row) for rule in one.rules]
        yes = [told_now for told_now, _ in told]
        open_ = [told_open for _, told_open in told]
        acts = sum(self.activity(activity, events) for activity in one.activities)
        sums = (spoken(one.policy, points, yes), *bounds(one.policy, points, open_))
        return tuple(clamped(one, each + acts) * hundredths(one.weight) for each in sums)

    def ask(self, condition, row):
        """Answer a condition as it stands, and opened."""
        key = (condition.text, *(row[name] for name in condition.columns))
        if key not in self.answers:
            self.answers[key] = tuple(kind(row, self.never).ask(condition.tree) for kind in (_Judge, _Opened))
        return self.answers[key]

    def activity(self, one, events):
        """Hundredths of one activity: dated events, the day asked counting as 0 days ago."""
        ago = [(self.day - time.date()).days for kind, time in events if kind == one.event]
        ago = [days for days in ago if days >= 0 and (one.within_days is None or days < one.within_days)]
        if one.once:
            return self.worth(one, min(ago)) if ago else 0
        times = Counter(ago)
        return sum(min(count, one.per_day_max or count) * self.worth(one, days) for days, count in times.items())

    def worth(self, one, days):
        """Hundredths of one event so many days later."""
        if (one, days) not in self.worths:
            self.worths[one, days] = self.faded(one, days)
        return self.worths[one, days]

    def faded(self, one, days):
        """The same, worked out: rounded half away from zero."""
        whole, decay = hundredths(one.points), one.decay
        if decay is None:
            return whole
        with localcontext(prec=80):
            if decay.half_life_days is not None:
                left = Decimal(whole) / Decimal(2) ** (Decimal(days) / Decimal(decay.half_life_days))
            else:
                left = Decimal(whole) * max(decay.linear_to_days - days, 0) / Decimal(decay.linear_to_days)
            return int(left.quantize(Decimal(1), ROUND_HALF_UP))

    def grade(self, said):
        """Letter and digit: how many cuts of each axis are not reached, counted from the best."""
        if not self.card.axes:
            return None
        marks = []
        for axis, names in zip(self.card.axes, ("ABCDEFGHI", "123456789"), strict=True):
            total = sum(said[f"{name}_points"] for name in axis.criteria)
            marks.append(names[sum(total < Fraction(str(cut)) for cut in axis.cuts)])
        return "".join(marks)


@cache
def hundredths(number):
    """Points or a weight, in whole hundredths."""
    whole = Fraction(str(number)) * 100
    assert whole.denominator == 1
    return int(whole)


def spoken(policy, points, yes):
    """What the rules give: those that are true speak."""
    true = [each for each, told in zip(points, yes, strict=True) if told is True]
    if policy == "sum":
        return sum(true)
    return (true[0] if policy == "first" else max(true)) if true else 0


def bounds(policy, points, told):
    """The least and the most that the rules could give, by the formulas of the contract."""
    true = [i for i, each in enumerate(told) if each is True]
    unknown = [i for i, each in enumerate(told) if each is None]
    if policy == "sum":
        base = sum(points[i] for i in true)
        return base + sum(min(points[i], 0) for i in unknown), base + sum(max(points[i], 0) for i in unknown)
    if policy == "first":
        last = true[0] if true else len(points)
        might = [points[i] for i in unknown if i < last] + [points[true[0]] if true else 0]
        return min(might), max(might)
    could = [points[i] for i in unknown]
    if true:
        best = max(points[i] for i in true)
        return best, max([best, *could])
    return min([0, *could]), max([0, *could])


def clamped(one, total):
    """Between floor and cap."""
    if one.floor is not None:
        total = max(total, hundredths(one.floor))
    return total if one.cap is None else min(total, hundredths(one.cap))
