"""The values: a scorecard is criteria, a criterion is rules, a rule is a condition with points and a reason.

Everything is frozen; a change is a new value (:meth:`Scorecard.changed`, or ``dataclasses.replace``), and a card that
does not hold together is refused when it is made (``validity``). Points, floors, caps and weights are choices, never
truths: the kit says so wherever it shows them.

Every text is a plain string or a small mapping ``{en: ..., th: ..., vi: ...}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from leadkit.conditions import Condition  # noqa: TC001 - a field of a value; readers resolve its type
from leadkit.errors import UnknownNameError, nearest
from leadkit.provenance import Parameter  # noqa: TC001 - as above
from leadkit.scoring.criteria import Activity, Criterion  # noqa: TC001 - as above
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.provenance import Text


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
        ``tier``, ``grade``, or a number: ``score``, ``score_low``, ``score_high``, ``coverage``,
        ``<criterion>_points``.
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
    >>> from leadkit.scoring import Rule
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
        """More columns to be asked for: the points that each rule and activity gave, before floor, cap and weight."""
        return tuple(f"{criterion.name}_{name}_points" for criterion in self.criteria for name in criterion.names)

    @property
    def bound_columns(self) -> tuple[str, ...]:
        """More columns to be asked for: the least and the most that each criterion could give."""
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
        >>> from leadkit.scoring import Rule
        >>> funded = Rule("funded", Condition("stated_budget >= 20000"), 25)
        >>> card = Scorecard("small", (Criterion("budget", (funded,)),))
        >>> card.changed("budget", weight=2, points={"funded": 10})["budget"].rules[0].points
        10
        """
        new = self[criterion].changed(**fields)
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
        return replace(self, params=given, criteria=tuple(one.bound(values) for one in self.criteria))

    def say(self, lang: str = "en") -> str:
        """Say the whole card in plain words; see :func:`leadkit.scoring.saying.say`."""
        from leadkit.scoring.saying import aloud  # noqa: PLC0415 - it knows the values

        return aloud(self, lang)
