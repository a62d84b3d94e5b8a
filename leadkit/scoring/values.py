"""The values: a scorecard is criteria, a criterion is rules, a rule is a condition with points and a reason.

Everything is frozen; a change is a new value (:meth:`Scorecard.changed`, or ``dataclasses.replace``), and a card that
does not hold together is refused when it is made (``validity``). Points, floors, caps and weights are choices, never
truths: the kit says so wherever it shows them.

Every text is a plain string or a small mapping ``{en: ..., th: ..., vi: ...}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from leadkit.conditions import Condition
from leadkit.errors import UnknownNameError, nearest
from leadkit.provenance import Parameter  # noqa: TC001 - as above
from leadkit.scoring.whole import cents, faded, halved
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadkit.provenance import Text

Policy = Literal["sum", "first", "max"]
POLICIES = ("first", "sum", "max")


@dataclass(frozen=True)
class Rule:
    """A condition with points and a reason.

    Parameters
    ----------
    name : str
        A word in lower case, its own within the criterion.
    when : Condition
        Whom it speaks of; its parameters bound.
    points : int, float or Decimal
        At most two decimals; may be negative.
    because : str or mapping
        The reason, as it is told to people.
    template : str
        The condition before its parameters were bound; the same text where there are none.

    Examples
    --------
    >>> Rule("funded", Condition("stated_budget >= 20000"), 25, "the money is set aside").cents
    2500
    """

    name: str
    when: Condition
    points: Any
    because: Text = field(default="", hash=False)
    template: str = ""

    @property
    def cents(self) -> int:
        """The points in whole hundredths."""
        return cents(self.points)


@dataclass(frozen=True)
class Decay:
    """How an activity's points fade: by half every so many days, or in a straight line to nothing.

    Examples
    --------
    >>> Decay(half_life_days=30).left(2000, 30), Decay(linear_to_days=30).left(100, 15)
    (1000, 50)
    """

    half_life_days: int | None = None
    linear_to_days: int | None = None

    def left(self, whole: int, days: int) -> int:
        """Give what is left of whole hundredths after whole days."""
        if self.half_life_days is not None:
            return halved(whole, self.half_life_days, days)
        assert self.linear_to_days is not None  # noqa: S101 - validity saw to it
        return faded(whole, self.linear_to_days, days)


@dataclass(frozen=True)
class Activity:
    """A kind of dated event with points: each time, or once; within a window; fading or not.

    Parameters
    ----------
    name : str
        A word in lower case, its own within the criterion.
    event : str
        A kind of event of the schema (``demo_request``).
    points : int, float or Decimal
        For one event on the day asked.
    because : str or mapping
        The reason.
    once : bool
        Only the newest event counts.
    within_days : int, optional
        Only events with 0 <= days ago < so many.
    per_day_max : int, optional
        So many events of one day count (not with `once`).
    decay : Decay, optional
        How the points fade.

    Examples
    --------
    >>> demo = Activity("demo", "demo_request", 20, "asked for a demo", within_days=3, decay=Decay(half_life_days=30))
    >>> demo.by_day
    (2000, 1954, 1910)
    """

    name: str
    event: str
    points: Any
    because: Text = field(default="", hash=False)
    once: bool = False
    within_days: int | None = None
    per_day_max: int | None = None
    decay: Decay | None = None

    @property
    def cents(self) -> int:
        """The points of one event on the day asked, in whole hundredths."""
        return cents(self.points)

    @cached_property
    def by_day(self) -> tuple[int, ...] | None:
        """What one event is worth so many days later, in whole hundredths, while it is worth something.

        None where it is worth the same for ever.
        """
        if self.decay is None:
            return None if self.within_days is None else (self.cents,) * self.within_days
        worth: list[int] = []
        while self.within_days is None or len(worth) < self.within_days:
            left = self.decay.left(self.cents, len(worth))
            if left == 0:
                break
            worth.append(left)
        return tuple(worth)


@dataclass(frozen=True)
class Criterion:
    """One question of a card: rules and activities, how they speak together, and between which borders.

    Parameters
    ----------
    name : str
        A word in lower case; its points stand in the column ``<name>_points``.
    rules : tuple of Rule
        In order, which matters under ``first``.
    activities : tuple of Activity
        Under ``sum`` only.
    policy : {"sum", "first", "max"}
        All that hold speak; the first that holds speaks; the best of those that hold speaks.
    floor, cap : number, optional
        The least and the most that it can give, before the weight.
    weight : number
        At least 0.
    asks, label : str or mapping, optional
        The question; a short name for pictures.

    Examples
    --------
    >>> Criterion("budget", (Rule("funded", Condition("stated_budget >= 20000"), 25),), policy="first").column
    'budget_points'
    """

    name: str
    rules: tuple[Rule, ...] = ()
    activities: tuple[Activity, ...] = ()
    policy: Policy = "sum"
    floor: Any = None
    cap: Any = None
    weight: Any = 1
    asks: Text | None = field(default=None, hash=False)
    label: Text | None = field(default=None, hash=False)

    @property
    def column(self) -> str:
        """The column of its points."""
        return f"{self.name}_points"

    def said(self, lang: str = "en") -> str:
        """Say its label in one language; its name where there is none."""
        return pick(self.label, lang) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Tier:
    """A named condition on the score.

    Examples
    --------
    >>> Tier("warm", Condition("score >= 15")).said("th")
    'warm'
    """

    name: str
    when: Condition
    label: Text | None = field(default=None, hash=False)
    remark: Text | None = field(default=None, hash=False)

    def said(self, lang: str = "en") -> str:
        """Say its label in one language; its name where there is none."""
        return pick(self.label, lang) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Axis:
    """Some criteria added up and cut into grades, so that fit and engagement are never blended into one number only.

    Examples
    --------
    >>> Axis("fit", ("budget", "need"), (10, 20)).grades
    3
    """

    name: str
    criteria: tuple[str, ...]
    cuts: tuple[Any, ...]
    label: Text | None = field(default=None, hash=False)

    @property
    def grades(self) -> int:
        """How many grades it has."""
        return len(self.cuts) + 1


@dataclass(frozen=True)
class Example:
    """A person made up for a test of the card, and what is expected of them.

    Parameters
    ----------
    given : mapping
        Columns of a snapshot; what is not given is NULL.
    events : tuple of (str, int)
        Kinds of events and how many days ago.
    expect : mapping
        ``tier``, ``grade``, or a number of ``score``, ``score_low``, ``score_high``, ``coverage``, ``<criterion>_points``.
    """

    given: Mapping[str, Any] = field(default_factory=dict, hash=False)
    events: tuple[tuple[str, int], ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Scorecard:
    """A card: criteria whose points add up to a score, and tiers that the score falls into.

    Parameters
    ----------
    name : str
        A word in lower case.
    criteria : tuple of Criterion
        At least one.
    tiers : tuple of Tier
        The first that holds; nobody has to fall into one.
    axes : tuple of Axis
        None, or two: letters for the first, digits for the second, A1 the best.
    params : tuple of Parameter
        What was bound into the conditions.
    version : int
        Raised with every change of meaning.
    title, remark : str or mapping
        For people.
    sources : tuple of str
        The packs of definitions that it goes by.
    examples : tuple of Example
        Tests that the card brings along.

    Raises
    ------
    PackError
        It does not hold together; the sentence says where.

    Examples
    --------
    >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25, "the money is set aside")
    >>> card = Scorecard("small", (Criterion("budget", (funded,)),), (Tier("warm", Condition("score >= 15")),))
    >>> card.columns
    ('budget_points', 'score', 'score_low', 'score_high', 'coverage', 'tier')
    """

    name: str
    criteria: tuple[Criterion, ...]
    tiers: tuple[Tier, ...] = ()
    axes: tuple[Axis, ...] = ()
    params: tuple[Parameter, ...] = ()
    version: int = 1
    title: Text = field(default="", hash=False)
    sources: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    remark: Text | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        from leadkit.scoring.validity import hold  # noqa: PLC0415 - it knows the values

        hold(self)

    def __getitem__(self, name: str) -> Criterion:
        for criterion in self.criteria:
            if criterion.name == name:
                return criterion
        known = [criterion.name for criterion in self.criteria]
        raise UnknownNameError(f"No criterion '{name}' in the scorecard '{self.name}'.{nearest(str(name), known)}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that :func:`score` gives, after person_id."""
        scores = ("score", "score_low", "score_high", "coverage")
        last = (*(("tier",) if self.tiers else ()), *(("grade",) if self.axes else ()))
        return (*(criterion.column for criterion in self.criteria), *scores, *last)

    @property
    def rule_columns(self) -> tuple[str, ...]:
        """More columns that can be asked for: the points that each rule and activity gave, before floor, cap, weight."""
        return tuple(
            f"{criterion.name}_{one.name}_points"
            for criterion in self.criteria
            for one in (*criterion.rules, *criterion.activities)
        )

    @property
    def bound_columns(self) -> tuple[str, ...]:
        """More columns that can be asked for: the least and the most that each criterion could give."""
        return tuple(f"{criterion.name}_{end}" for criterion in self.criteria for end in ("low", "high"))

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All its activities; a card that has some asks dated events, so it needs Tables."""
        return tuple(one for criterion in self.criteria for one in criterion.activities)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of all its rules, in order."""
        return tuple(rule.when for criterion in self.criteria for rule in criterion.rules)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of a snapshot that its rules ask, in order of appearance."""
        return tuple(dict.fromkeys(column for condition in self.conditions for column in condition.columns))

    def changed(self, criterion: str, **fields: Any) -> Scorecard:  # noqa: ANN401 - fields of Criterion
        """Give the same card with one criterion changed.

        Parameters
        ----------
        criterion : str
            Its name.
        **fields
            New values of its fields: weight, cap, floor, policy, rules, activities; and ``points``, a mapping of the
            names of rules or activities to new points.

        Returns
        -------
        Scorecard
            A new value; this one stays as it is.

        Examples
        --------
        >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25)
        >>> card = Scorecard("small", (Criterion("budget", (funded,)),))
        >>> card.changed("budget", weight=2, points={"funded": 10})["budget"].rules[0].points
        10
        """
        old = self[criterion]
        points = dict(fields.pop("points", {}))
        known = [one.name for one in (*old.rules, *old.activities)]
        for name in points:
            if name not in known:
                raise UnknownNameError(f"No rule '{name}' in the criterion '{criterion}'.{nearest(name, known)}")
        fields.setdefault("rules", _pointed(old.rules, points))
        fields.setdefault("activities", _pointed(old.activities, points))
        new = replace(old, **fields)
        return replace(self, criteria=tuple(new if one.name == criterion else one for one in self.criteria))

    def bind(self, **params: bool | float | str) -> Scorecard:
        """Give the same card with other values of its parameters.

        Parameters
        ----------
        **params
            By name; those not given stay.

        Returns
        -------
        Scorecard
            A new value, its conditions bound anew.

        Raises
        ------
        UnknownNameError
            There is no such parameter.
        """
        values = {one.name: one.value for one in self.params}
        for name in params:
            if name not in values:
                raise UnknownNameError(f"No parameter '{name}' in the scorecard '{self.name}'.{nearest(name, values)}")
        given = tuple(replace(one, value=params.get(one.name, one.value)) for one in self.params)
        values.update(params)
        return replace(self, params=given, criteria=tuple(_bound(one, values) for one in self.criteria))

    def say(self, lang: str = "en") -> str:
        """Say the whole card in plain words; see :func:`leadkit.scoring.saying.say`."""
        from leadkit.scoring.saying import aloud  # noqa: PLC0415 - it knows the values

        return aloud(self, lang)


def _bound(criterion: Criterion, values: Mapping[str, Any]) -> Criterion:
    rules = []
    for rule in criterion.rules:
        template = Condition(rule.template, where=rule.when.where) if rule.template else rule.when
        mine = {name: values[name] for name in template.params if name in values}
        rules.append(replace(rule, when=template.bind(**mine)) if mine else rule)
    return replace(criterion, rules=tuple(rules))


def _pointed(ones: Iterable[Any], points: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(replace(one, points=points[one.name]) if one.name in points else one for one in ones)
