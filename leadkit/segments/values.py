"""The values: a segmentation is measures over the people it speaks of, and segments, the first of which holds.

Everything is frozen, and a segmentation that does not hold together is refused when it is made (``validity``). Grades,
cuts, weights and borders are choices, never truths. Every text is a plain string or ``{en: ..., th: ..., vi: ...}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from leadkit.conditions import Condition, Expression  # noqa: TC001 - fields of values; readers resolve their types
from leadkit.provenance import Parameter  # noqa: TC001 - as above
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.provenance import Text

    Best = Literal["high", "low"]

DISTANCE, KNOWN = "profile_distance", "profile_known"


@dataclass(frozen=True)
class ProfilePart:
    """One trait of the target: a condition, and how much it weighs against the others.

    Examples
    --------
    >>> ProfilePart("in_town", Condition("city = 'Hanoi'"), 2).said()
    'in town'
    """

    name: str
    when: Condition
    weight: Any = 1
    says: Text | None = field(default=None, hash=False)

    def said(self, lang: str = "en") -> str:
        """Say it in one language; its name where there is no sentence."""
        return pick(self.says, lang) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Profile:
    """Whom one is looking for: conditions with weights, so that everybody stands nearer to it or further away.

    Parameters
    ----------
    name : str
        A word in lower case.
    parts : tuple of ProfilePart
        At least one; weights with at most two decimals, above 0.
    params, version, title, remark
        As for :class:`Segmentation`.

    Examples
    --------
    >>> family = Profile("family", (ProfilePart("child", Condition("children_at_home > 0"), 2),))
    >>> family.reads
    ('children_at_home',)
    """

    name: str
    parts: tuple[ProfilePart, ...]
    params: tuple[Parameter, ...] = ()
    version: int = 1
    title: Text = field(default="", hash=False)
    sources: tuple[str, ...] = ()
    remark: Text | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        from leadkit.segments.validity import hold_profile  # noqa: PLC0415 - it knows the values

        hold_profile(self)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of a snapshot that it asks."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.when.columns))

    def say(self, lang: str = "en") -> str:
        """Say the whole profile in plain words."""
        from leadkit.segments.saying import aloud  # noqa: PLC0415 - it knows the values

        return aloud(self, lang)


@dataclass(frozen=True)
class Measure:
    """Something measured of each person: a number, the same cut into grades, or how near they are to a profile.

    Parameters
    ----------
    name : str
        A word in lower case, which no column of a snapshot has; segments ask it as a column.
    of : Expression or Profile
        The number, in the grammar of conditions. Of a profile there are two: ``profile_distance``, from 0 (all that is
        known of them fits) to 1, and ``profile_known``, the share of weight that is known.
    grades : int, optional
        From 2 to 10: so many groups of people, as equal as ties allow. Equal values get equal grades.
    cuts : tuple of numbers, optional
        Borders of your own instead, rising; one grade more than there are cuts, and nobody's between two equal ones.
    best : {"high", "low"}, optional
        Which end of the number gets the highest grade. Grades need it.
    chosen_by : str, optional
        The parameter that names the profile, where one does.

    Examples
    --------
    >>> Measure("r", Expression("last_purchase_days"), grades=5, best="low").top
    5
    """

    name: str
    of: Expression | Profile
    grades: int | None = None
    cuts: tuple[Any, ...] | None = None
    best: Best | None = None
    chosen_by: str = ""

    @property
    def top(self) -> int | None:
        """The highest grade; None where the measure is a number."""
        return self.grades if self.cuts is None else len(self.cuts) + 1

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it gives."""
        return (DISTANCE, KNOWN) if isinstance(self.of, Profile) else (self.name,)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it asks of people."""
        return tuple(part.when for part in self.of.parts) if isinstance(self.of, Profile) else (self.of,)


@dataclass(frozen=True)
class Segment:
    """A named condition with a play: what is done with those who are in it.

    Parameters
    ----------
    name : str
        A word in lower case.
    when : Condition, optional
        Over columns of a snapshot and measures; None for those who are left.
    play : str
        The name of a play of a playbook, or ``none``.
    label, remark : str or mapping, optional
        For people.

    Examples
    --------
    >>> Segment("champions", Condition("r >= 5 AND f >= 4"), "thank_them").said()
    'champions'
    """

    name: str
    when: Condition | None = None
    play: str = "none"
    label: Text | None = field(default=None, hash=False)
    remark: Text | None = field(default=None, hash=False)

    def said(self, lang: str = "en") -> str:
        """Say its label in one language; its name where there is none."""
        return pick(self.label, lang) or self.name.replace("_", " ")


@dataclass(frozen=True)
class Example:
    """A person made up for a test: columns or measures (what is not given is NULL), and the segment expected."""

    given: Mapping[str, Any] = field(default_factory=dict, hash=False)
    segment: str = ""


@dataclass(frozen=True)
class Segmentation:
    """Who belongs together: everybody is in exactly one segment.

    Parameters
    ----------
    name : str
        A word in lower case.
    over : Condition
        Whom it speaks of, over columns of a snapshot; grades are counted among these people.
    measures : tuple of Measure
        None, where columns are enough.
    segments : tuple of Segment
        The first whose condition is yes is taken.
    otherwise : Segment
        Those of whom no condition is yes, and none unknown.
    outside : Segment
        Those of whom it does not speak.
    unknown : Segment
        Those of whom it is not known whether it speaks of them, or which segment they are in.
    closed : bool
        Whether its maker says that nobody is left for `otherwise` (in a pack, ``otherwise: none``).
    params : tuple of Parameter
        What was bound into the conditions.
    version : int
        Raised with every change of meaning.
    title, remark : str or mapping
        For people.
    sources : tuple of str
        The packs of definitions that it goes by.
    playbook : str, optional
        The playbook that holds its plays.
    examples : tuple of Example
        Tests that it brings along.

    Raises
    ------
    PackError
        It does not hold together; the sentence says where.

    Examples
    --------
    >>> often = Measure("f", Expression("purchases"), cuts=(2, 5), best="high")
    >>> some = Segmentation("small", Condition("purchases > 0"), (often,), (Segment("often", Condition("f = 3")),))
    >>> some.columns, some.reads
    (('f', 'segment', 'play'), ('purchases',))
    """

    name: str
    over: Condition
    measures: tuple[Measure, ...] = ()
    segments: tuple[Segment, ...] = ()
    otherwise: Segment = Segment("otherwise")
    outside: Segment = Segment("outside")
    unknown: Segment = Segment("unknown")
    closed: bool = False
    params: tuple[Parameter, ...] = ()
    version: int = 1
    title: Text = field(default="", hash=False)
    sources: tuple[str, ...] = ()
    playbook: str | None = None
    examples: tuple[Example, ...] = ()
    remark: Text | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        from leadkit.segments.validity import hold  # noqa: PLC0415 - it knows the values

        hold(self)

    @property
    def everywhere(self) -> tuple[Segment, ...]:
        """All segments that somebody can be in: its own, then those that are left, outside, and not known."""
        return (*self.segments, self.otherwise, self.outside, self.unknown)

    @property
    def measured(self) -> tuple[str, ...]:
        """The columns of its measures."""
        return tuple(column for measure in self.measures for column in measure.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that :func:`segment` gives, after person_id."""
        return (*self.measured, "segment", "play")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions that it asks, in order."""
        inside = (when for measure in self.measures for when in measure.conditions)
        return (self.over, *inside, *(one.when for one in self.segments if one.when is not None))

    @property
    def asks(self) -> tuple[tuple[str, str], ...]:
        """The columns of a snapshot that it asks, each with what asks it; a segment asks a measure by its name."""
        own = [("over", name) for name in self.over.columns]
        own += [(f"measure {m.name}", name) for m in self.measures for when in m.conditions for name in when.columns]
        late = [(f"segment {one.name}", name) for one in self.segments if one.when for name in one.when.columns]
        told = [*own, *((what, name) for what, name in late if name not in self.measured)]
        return tuple((name, what) for what, name in told)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns of a snapshot that it asks, in order of appearance."""
        return tuple(dict.fromkeys(name for name, _ in self.asks))

    def say(self, lang: str = "en") -> str:
        """Say the whole segmentation in plain words; see :func:`leadkit.segments.saying.aloud`."""
        from leadkit.segments.saying import aloud  # noqa: PLC0415 - it knows the values

        return aloud(self, lang)
