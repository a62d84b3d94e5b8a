"""A scorecard as one SELECT: the card is read from top to bottom, a part (CTE) a step.

``asked``: the answer of every rule, once; ``hits``: which one decides, where one does. ``gave``: the hundredths of
every rule, where they are wanted. ``given``: what each criterion gives, at least, at most, in whole units. ``added``:
the score, its bounds, how many criteria are known. Last: what is shown, and the tier. People come from the table
``people``; activities from ``events``, through the parts ``daily`` and ``acts`` (module ``dated``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from leadkit.door import all_there
from leadkit.engine import Written
from leadkit.errors import UnknownNameError, nearest
from leadkit.scoring.dated import WHO
from leadkit.scoring.parts import Part, added
from leadkit.scoring.tiers import as_sql, comparisons
from leadkit.scoring.whole import CENTS, UNITS, cents, scaled
from leadkit.trees import after, ratio, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.scoring.criteria import Criterion
    from leadkit.scoring.values import Axis, Scorecard

WIDE = 2**31
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
        asks = (
            (name, f"{criterion.name}, rule {rule.name}")
            for criterion in card.criteria
            for rule in criterion.rules
            for name in rule.when.columns
        )
        all_there(asks, kinds, f"scorecard '{card.name}'")
        self.card = card
        self._dated = dated
        self._written: dict[tuple[str, tuple[str, ...] | None], Written] = {}
        self._answers: dict[str, exp.Expr] = {}
        self.parts: list[Part] = []
        wide = sum(map(_farthest, card.criteria)) >= WIDE
        for at, criterion in enumerate(card.criteria):
            opened = []
            for i, rule in enumerate(criterion.rules):
                answer = rule.when.asked(kinds)
                left_open = rule.when.asked(kinds, opened=True)
                self._answers[f"yes_{at}_{i}"] = answer
                if left_open != answer:
                    opened.append(i)
                    self._answers[f"open_{at}_{i}"] = left_open
            self.parts.append(Part(criterion, at, opened, wide=wide))

    def _asked(self, key: exp.Column, more: Sequence[exp.Expr]) -> exp.Select:
        """Give the answers of all rules, and what all activities are worth."""
        worth = [
            exp.alias_(exp.Coalesce(this=part.worth(j), expressions=[whole(0)]), part.worth(j).name)
            for part in self.parts
            for j in range(len(part.criterion.activities))
        ]
        answers = [exp.alias_(answer, name) for name, answer in self._answers.items()]
        found = exp.select(key.copy(), *answers, *worth, *more, copy=False).from_(exp.to_table("people"))
        if self._dated is None:
            return found
        same = exp.EQ(this=exp.column(WHO), expression=key.copy())
        return found.join("acts", on=same, join_type="left", copy=False)

    def _hits(self, asked: exp.Select, *, spoken: bool) -> exp.Select:
        """Find the first rule that holds, where bounds need it, and the one that speaks, where it is asked."""
        first = [exp.alias_(part.first_true(), part.hit.name) for part in self.parts if part.asks_hit]
        more = self._spoken() if spoken else []
        return exp.select(*_all_of(asked), *first, *more, copy=False).from_("asked")

    def _spoken(self) -> list[exp.Expr]:
        """Find which rule speaks, where one does; and what each gives, where they are added up."""
        found = []
        for part in self.parts:
            if part.criterion.policy == "sum":
                found += [exp.alias_(part.gives(i), part.gave(i).name) for i in range(len(part.criterion.rules))]
            else:
                found.append(exp.alias_(part.speaks(), part.spoke.name))
        return found

    def _gave(self, hits: exp.Select) -> exp.Select:
        """Give the hundredths of every rule of the criteria in which one speaks; the others' are there."""
        more = [
            exp.alias_(part.gives(i), part.gave(i).name)
            for part in self.parts
            for i in range(len(part.criterion.rules))
            if part.criterion.policy != "sum"
        ]
        return exp.select(*_all_of(hits), *more, copy=False).from_("hits")

    def _given(self, key: exp.Column, ends: Sequence[str], *, by_rule: bool) -> exp.Select:
        """Give the units of each criterion, with their least and most."""
        columns: list[exp.Expr] = [_bare(key)]
        for part in self.parts:
            raw = {"": part.raw(by_rule=by_rule)}
            if ends == _ENDS:
                raw |= {"low_": part.least(), "high_": part.most()}
            columns += [exp.alias_(part.units(raw[end]), f"{end}units_{part.at}") for end in ends]
            if by_rule:
                columns += part.told
        return exp.select(*columns, copy=False).from_("gave" if by_rule else "hits")

    def _at_once(self, step: exp.Select) -> exp.Select:
        """Ask people without a step between: an answer that is wanted only once need not be kept."""

        def answered(node: exp.Expr) -> exp.Expr:
            name = node.name if isinstance(node, exp.Column) else ""
            return exp.Paren(this=self._answers[name].copy()) if name in self._answers else node

        asked: exp.Select = step.transform(answered)  # type: ignore[assignment]  # the root stays what it was
        return asked.from_("people")

    def _added(self, given: exp.Select, ends: Sequence[str]) -> exp.Select:
        """Add up the score and its bounds, and count the criteria that are known."""
        places = range(len(self.parts))
        columns: list[exp.Expr] = [
            exp.alias_(added([exp.column(f"{end}units_{at}") for at in places]), f"{end}units") for end in ends
        ]
        if ends == _ENDS:
            pairs = [(exp.column(f"low_units_{at}"), exp.column(f"high_units_{at}")) for at in places]
            met = [exp.If(this=exp.EQ(this=low, expression=high), true=whole(1)) for low, high in pairs]
            columns.append(exp.alias_(added([exp.Case(ifs=[one], default=whole(0)) for one in met]), "known"))
        for number, axis in enumerate(self.card.axes):
            units = [exp.column(f"units_{at}") for at in self._places(axis)]
            columns.append(exp.alias_(added(units), f"axis_{number}"))
        return exp.select(*_all_of(given), *columns, copy=False).from_("given")

    def answered(
        self, key: exp.Column, more: Sequence[exp.Expr] = (), *, spoken: bool = False
    ) -> dict[str, exp.Select]:
        """Give the steps from people to answers, by name, each reading the one before it.

        Parameters
        ----------
        key : sqlglot.exp.Column
            Who is who.
        more : sequence of sqlglot.exp.Expression
            What else to take along from ``people``, each under its alias.
        spoken : bool
            Whether to keep which rule speaks, where one does, and what each gives, where they are added up.

        Returns
        -------
        dict of str to sqlglot.exp.Select
            The last is ``hits``: the columns that the parts speak of.
        """
        asked = self._asked(key, more)
        return {**(self._dated or {}), "asked": asked, "hits": self._hits(asked, spoken=spoken)}

    def _summed(self, key: exp.Column, wanted: Sequence[str]) -> dict[str, exp.Select]:
        """Give the steps from people to scores; the last is ``added``."""
        by_rule = not set(self.card.rule_columns).isdisjoint(wanted)
        ends = _ENDS if self._asks_bounds(wanted) else _ENDS[:1]
        given = self._given(key, ends, by_rule=by_rule)
        steps: dict[str, exp.Select] = {}
        if ends == _ENDS or self._dated is not None:
            steps = self.answered(key, spoken=by_rule)
        elif by_rule:
            steps["hits"] = self._at_once(exp.select(_bare(key), *self._spoken(), copy=False))
        else:
            given = self._at_once(given)
        if by_rule:
            steps["gave"] = self._gave(steps["hits"])
        return {**steps, "given": given, "added": self._added(given, ends)}

    def _asks_bounds(self, wanted: Sequence[str]) -> bool:
        """Tell whether any column, or a tier, asks what the score could be."""
        bounds = {"score_low", "score_high", "coverage", *self.card.bound_columns}
        tiers = [column for tier in self.card.tiers for column in tier.when.columns] if "tier" in wanted else []
        return not bounds.isdisjoint([*wanted, *tiers])

    def scored(self, key: exp.Column, columns: Sequence[str] | None = None) -> exp.Select:
        """The whole SELECT: who, and the columns asked for.

        Raises
        ------
        UnknownNameError
            The card gives no such column.
        """
        every = self._shown()
        wanted = self.card.columns if columns is None else tuple(dict.fromkeys(columns))
        for name in wanted:
            if name not in every:
                told = nearest(name, every)
                raise UnknownNameError(f"The scorecard '{self.card.name}' gives no column '{name}'.{told}")
        shown = [exp.alias_(every[name], name, quoted=True) for name in wanted]
        return after(self._summed(key, wanted), exp.select(_bare(key), *shown, copy=False).from_("added"))

    def written(self, key: str, columns: tuple[str, ...] | None) -> Written:
        """Keep :meth:`scored` as it was written out; points are doubles and tiers are texts, so its types are final."""
        if (key, columns) not in self._written:
            self._written[key, columns] = Written(self.scored(exp.column(key, quoted=True), columns), final=True)
        return self._written[key, columns]

    def _shown(self) -> dict[str, exp.Expr]:
        shown: dict[str, exp.Expr] = {}
        for part in self.parts:
            shown[part.criterion.column] = points(exp.column(f"units_{part.at}"))
            shown[f"{part.criterion.name}_low"] = points(exp.column(f"low_units_{part.at}"))
            shown[f"{part.criterion.name}_high"] = points(exp.column(f"high_units_{part.at}"))
        for name, end in (("score", ""), ("score_low", "low_"), ("score_high", "high_")):
            shown[name] = points(exp.column(f"{end}units"))
        shown["coverage"] = ratio(exp.column("known"), whole(len(self.parts)))
        if self.card.tiers:
            shown["tier"] = self.tier()
        if self.card.axes:
            shown["grade"] = self.grade()
        told = (part.points(given) for part in self.parts for given in part.told)
        return shown | dict(zip(self.card.rule_columns, told, strict=True))

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


def _farthest(criterion: Criterion) -> int:
    """Say how many units its rules could not exceed, on either side of nothing; without the weight, if that is more."""
    ends = [sum(abs(rule.cents) for rule in criterion.rules), *map(cents, (criterion.floor or 0, criterion.cap or 0))]
    return max(map(abs, ends)) * max(cents(criterion.weight), CENTS)


def _grades(axis: Axis, number: int, marks: str) -> list[tuple[str, list[exp.Expr]]]:
    """The grades of an axis from best to least, each with what it takes beyond not being better."""
    cuts = [scaled(cut, UNITS) for cut in reversed(axis.cuts)]
    column = exp.column(f"axis_{number}")
    beyond: list[list[exp.Expr]] = [[exp.GTE(this=column.copy(), expression=whole(cut))] for cut in cuts]
    return list(zip(marks, [*beyond, []], strict=False))


def _all_of(query: exp.Select) -> list[exp.Expr]:
    """Name all columns of a step one by one: a star would ask for every column of the people."""
    return [exp.column(name, quoted=True) for name in query.named_selects]


def _bare(key: exp.Column) -> exp.Column:
    return exp.column(key.name, quoted=True)


def points(units: exp.Expr) -> exp.Expr:
    """Units as points: the one division, for people's eyes; nothing is compared after it.

    Examples
    --------
    >>> points(exp.column("units")).sql("duckdb")
    'CAST(units AS DOUBLE) / 10000'
    """
    return ratio(units, whole(UNITS))
