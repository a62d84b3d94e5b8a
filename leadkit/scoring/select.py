"""A scorecard as one SELECT: the card is read from top to bottom, a part (CTE) a step.

``asked``: the answer of every rule, once. ``given``: what each criterion gives, at least, at most, in whole units.
``added``: the score, its bounds, how many criteria are known. Last: what is shown, and the tier. People come from the
table ``people``; activities from ``events``, through the parts ``daily`` and ``acts`` (module ``dated``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit.errors import UnknownColumnError, UnknownNameError, nearest
from leadkit.scoring.dated import WHO
from leadkit.scoring.parts import Part, added
from leadkit.scoring.tiers import as_sql, comparisons, whole
from leadkit.scoring.whole import UNITS, scaled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.scoring.values import Axis, Scorecard

_ENDS = ("", "low_", "high_")  # of the columns of units: what is scored, the least, the most


class Select:
    """The parts of a card's SELECT over a table whose columns are of known kinds.

    Parameters
    ----------
    card : Scorecard
        The card.
    kinds : mapping of str to str
        The columns of ``people`` and their kinds.
    dated : mapping of str to sqlglot.exp.Select, optional
        The steps from events to the hundredths of every activity by person (module ``dated``); for a card with
        activities.

    Raises
    ------
    UnknownColumnError
        ``people`` lacks columns; all of them are named.
    """

    def __init__(
        self, card: Scorecard, kinds: Mapping[str, str], dated: Mapping[str, exp.Select] | None = None
    ) -> None:
        _all_there(card, kinds)
        self.card = card
        self._dated = dated
        self._answers: list[exp.Expr] = []
        self.parts: list[Part] = []
        for at, criterion in enumerate(card.criteria):
            opened = []
            for i, rule in enumerate(criterion.rules):
                answer = rule.when.asked(kinds)
                left_open = rule.when.asked(kinds, opened=True)
                self._answers.append(exp.alias_(answer, f"yes_{at}_{i}"))
                if left_open != answer:
                    opened.append(i)
                    self._answers.append(exp.alias_(left_open, f"open_{at}_{i}"))
            self.parts.append(Part(criterion, at, opened))

    def _asked(self, key: exp.Column, more: Sequence[exp.Expr]) -> exp.Select:
        """Give the answers of all rules, and what all activities are worth."""
        worth = [
            exp.alias_(exp.Coalesce(this=part.worth(j), expressions=[whole(0)]), part.worth(j).name)
            for part in self.parts
            for j in range(len(part.criterion.activities))
        ]
        found = exp.select(key.copy(), *self._answers, *worth, *more, copy=False).from_(exp.to_table("people"))
        if self._dated is None:
            return found
        same = exp.EQ(this=exp.column(WHO), expression=key.copy())
        return found.join("acts", on=same, join_type="left", copy=False)

    def _hits(self) -> exp.Select:
        """Find the first rule that holds, where bounds need it."""
        first = [exp.alias_(part.first_true(), part.hit.name) for part in self.parts if part.asks_hit]
        return exp.select("*", *first, copy=False).from_("asked")

    def _given(self, key: exp.Column, rules: Sequence[str]) -> exp.Select:
        """Give the units of each criterion, with their least and most; and the points of some rules, in units."""
        columns: list[exp.Expr] = [_bare(key)]
        for part in self.parts:
            for end, raw in zip(_ENDS, (part.raw, part.least, part.most), strict=True):
                columns.append(exp.alias_(part.units(raw()), f"{end}units_{part.at}"))
        columns += [exp.alias_(told, name, quoted=True) for name, told in self.by_rule().items() if name in rules]
        return exp.select(*columns, copy=False).from_("hits")

    def by_rule(self) -> dict[str, exp.Expr]:
        """What each rule and activity gave, before floor, cap and weight, in units."""
        found: dict[str, exp.Expr] = {}
        for part in self.parts:
            summed = part.criterion.policy == "sum"
            for i, rule in enumerate(part.criterion.rules):
                spoke = part.yes(i) if summed else exp.EQ(this=part.speaks(), expression=whole(i + 1))
                points = exp.Case(ifs=[exp.If(this=spoke, true=whole(rule.cents * 100))], default=whole(0))
                found[f"{part.criterion.name}_{rule.name}_points"] = points
            for j, activity in enumerate(part.criterion.activities):
                found[f"{part.criterion.name}_{activity.name}_points"] = exp.Mul(
                    this=part.worth(j), expression=whole(100)
                )
        return found

    def _added(self) -> exp.Select:
        """Add up the score and its bounds, and count the criteria that are known."""
        places = range(len(self.parts))
        columns: list[exp.Expr] = [
            exp.alias_(added([exp.column(f"{end}units_{at}") for at in places]), f"{end}units") for end in _ENDS
        ]
        met = [exp.EQ(this=exp.column(f"low_units_{at}"), expression=exp.column(f"high_units_{at}")) for at in places]
        known = [exp.Case(ifs=[exp.If(this=one, true=whole(1))], default=whole(0)) for one in met]
        columns.append(exp.alias_(added(known), "known"))
        for number, axis in enumerate(self.card.axes):
            units = [exp.column(f"units_{at}") for at in self._places(axis)]
            columns.append(exp.alias_(added(units), f"axis_{number}"))
        return exp.select("*", *columns, copy=False).from_("given")

    def answered(self, key: exp.Column, more: Sequence[exp.Expr] = ()) -> dict[str, exp.Select]:
        """Give the steps from people to answers, by name, each reading the one before it.

        Parameters
        ----------
        key : sqlglot.exp.Column
            Who is who.
        more : sequence of sqlglot.exp.Expression
            What else to take along from ``people``, each under its alias.

        Returns
        -------
        dict of str to sqlglot.exp.Select
            The last is ``hits``: the columns that the parts speak of.
        """
        return {**(self._dated or {}), "asked": self._asked(key, more), "hits": self._hits()}

    def _summed(self, key: exp.Column, rules: Sequence[str]) -> dict[str, exp.Select]:
        """Give the steps from people to scores; the last is ``added``."""
        return {**self.answered(key), "given": self._given(key, rules), "added": self._added()}

    def scored(self, key: exp.Column, columns: Sequence[str] | None = None) -> exp.Select:
        """The whole SELECT: who, and the columns asked for.

        Raises
        ------
        UnknownNameError
            The card gives no such column.
        """
        every = {**self._shown(), **{name: _points(exp.column(name, quoted=True)) for name in self.card.rule_columns}}
        wanted = self.card.columns if columns is None else tuple(dict.fromkeys(columns))
        for name in wanted:
            if name not in every:
                told = nearest(name, every)
                raise UnknownNameError(f"The scorecard '{self.card.name}' gives no column '{name}'.{told}")
        shown = [exp.alias_(every[name], name, quoted=True) for name in wanted]
        rules = [name for name in wanted if name in self.card.rule_columns]
        return after(self._summed(key, rules), exp.select(_bare(key), *shown, copy=False).from_("added"))

    def _shown(self) -> dict[str, exp.Expr]:
        shown: dict[str, exp.Expr] = {}
        for part in self.parts:
            shown[part.criterion.column] = _points(exp.column(f"units_{part.at}"))
            shown[f"{part.criterion.name}_low"] = _points(exp.column(f"low_units_{part.at}"))
            shown[f"{part.criterion.name}_high"] = _points(exp.column(f"high_units_{part.at}"))
        for name, end in (("score", ""), ("score_low", "low_"), ("score_high", "high_")):
            shown[name] = _points(exp.column(f"{end}units"))
        shown["coverage"] = _ratio(exp.column("known"), len(self.parts))
        if self.card.tiers:
            shown["tier"] = self.tier()
        if self.card.axes:
            shown["grade"] = self.grade()
        return shown

    def tier(self) -> exp.Expr:
        """The first tier that holds."""
        names = [criterion.name for criterion in self.card.criteria]
        columns = {f"{name}_points": f"units_{at}" for at, name in enumerate(names)}
        columns |= {"score": "units", "score_low": "low_units", "score_high": "high_units"}
        asked = [as_sql(comparisons(tier.when, names), columns, "known", len(names)) for tier in self.card.tiers]
        named = [exp.Literal.string(tier.name) for tier in self.card.tiers]
        cases = [exp.If(this=holds, true=name) for holds, name in zip(asked, named, strict=True)]
        return exp.Case(ifs=cases, default=exp.null())

    def grade(self) -> exp.Expr:
        """The letter of the first axis and the digit of the second."""
        first, second = self.card.axes
        reached = [
            ([*above, *beside], exp.Literal.string(f"{letter}{digit}"))
            for letter, above in _grades(first, 0, "ABCDEFGHI")
            for digit, beside in _grades(second, 1, "123456789")
        ]
        cases = [exp.If(this=exp.and_(*takes), true=grade) for takes, grade in reached[:-1]]
        return exp.Case(ifs=cases, default=reached[-1][1])  # whoever reaches no cut of either axis

    def _places(self, axis: Axis) -> list[int]:
        names = [criterion.name for criterion in self.card.criteria]
        return [names.index(name) for name in axis.criteria]


def _grades(axis: Axis, number: int, marks: str) -> list[tuple[str, list[exp.Expr]]]:
    """The grades of an axis from best to least, each with what it takes beyond not being better."""
    cuts = [scaled(cut, UNITS) for cut in reversed(axis.cuts)]
    column = exp.column(f"axis_{number}")
    beyond: list[list[exp.Expr]] = [[exp.GTE(this=column.copy(), expression=whole(cut))] for cut in cuts]
    return list(zip(marks, [*beyond, []], strict=False))


def _all_there(card: Scorecard, kinds: Mapping[str, str]) -> None:
    """Name all columns that are missing at once; a single one is left to the condition, which knows the slips."""
    missing = [name for name in card.reads if name not in kinds]
    if len(missing) < 2:
        return
    where = {
        name: f"{criterion.name}, rule {rule.name}"
        for criterion in reversed(card.criteria)
        for rule in reversed(criterion.rules)
        for name in rule.when.columns
    }
    told = [f"'{name}' ({where[name]}{_meant(name, kinds)})" for name in missing]
    raise UnknownColumnError(
        f"The people lack {len(missing)} columns that the scorecard '{card.name}' asks for: {', '.join(told)}."
    )


def _meant(name: str, kinds: Mapping[str, str]) -> str:
    said = nearest(name, kinds)
    return f"; d{said.strip()[1:]}" if said.startswith(" Did") else ""


def after(steps: Mapping[str, exp.Query], last: exp.Select) -> exp.Select:
    """Put the steps before a SELECT, as parts of it (CTEs)."""
    for name, step in steps.items():
        last = last.with_(name, step, copy=False)
    return last


def _bare(key: exp.Column) -> exp.Column:
    return exp.column(key.name, quoted=True)


def _points(units: exp.Expr) -> exp.Expr:
    """Units as points: the one division, for people's eyes; nothing is compared after it."""
    return _ratio(units, UNITS)


def _ratio(whole_number: exp.Expr, of: int) -> exp.Expr:
    return exp.Div(this=exp.cast(whole_number, exp.DataType.Type.DOUBLE), expression=whole(of), typed=False, safe=False)
