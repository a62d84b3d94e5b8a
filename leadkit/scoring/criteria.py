"""What a card is made of: rules with points and reasons, dated activities, and the criteria that hold them together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from leadkit.conditions import Condition
from leadkit.errors import UnknownNameError, nearest
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

    @cached_property
    def _unbound(self) -> Condition:
        """The condition before its parameters were bound."""
        return Condition(self.template, where=self.when.where) if self.template else self.when

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the parameters that its condition asks for, bound or not."""
        return self._unbound.params

    def bound(self, values: Mapping[str, Any]) -> Rule:
        """Give the same rule with other values of its parameters; values that it does not ask for are passed over."""
        mine = {name: values[name] for name in self.params if name in values}
        return replace(self, when=self._unbound.bind(**mine)) if mine else self


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

    def said(self, lang: str = "en") -> str:
        """Say its reason in one language; its name where there is none."""
        return pick(self.because, lang) or self.name.replace("_", " ")

    @cached_property
    def by_day(self) -> tuple[int, ...] | None:
        """What one event is worth so many days later, in whole hundredths, while it is worth something.

        None where it is worth the same for ever.
        """
        if self.decay is None:
            return None if self.within_days is None else (self.cents,) * self.within_days
        return _by_day(self.decay, self.cents, self.within_days)


@lru_cache(maxsize=1024)  # the same ages are asked each time that a slider moves
def _by_day(decay: Decay, whole: int, within_days: int | None) -> tuple[int, ...]:
    worth: list[int] = []
    while within_days is None or len(worth) < within_days:
        left = decay.left(whole, len(worth))
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

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its rules and activities, in order."""
        return (*(rule.name for rule in self.rules), *(activity.name for activity in self.activities))

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the parameters that its rules ask for."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in rule.params))

    def said(self, lang: str = "en") -> str:
        """Say its label in one language; its name where there is none."""
        return pick(self.label, lang) or self.name.replace("_", " ")

    def changed(self, **fields: Any) -> Criterion:  # noqa: ANN401 - its own fields
        """Give the same criterion with other fields; see :meth:`Scorecard.changed`."""
        points = dict(fields.pop("points", {}))
        for name in points:
            if name not in self.names:
                raise UnknownNameError(f"No rule '{name}' in the criterion '{self.name}'.{nearest(name, self.names)}")
        fields.setdefault("rules", _pointed(self.rules, points))
        fields.setdefault("activities", _pointed(self.activities, points))
        return replace(self, **fields)

    def bound(self, values: Mapping[str, Any]) -> Criterion:
        """Give the same criterion with other values of the parameters that its rules ask for."""
        return replace(self, rules=tuple(rule.bound(values) for rule in self.rules))


def _pointed(ones: Iterable[Any], points: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(replace(one, points=points[one.name]) if one.name in points else one for one in ones)
