"""What can be moved: sliders, switches, choices and lines of text, and the state they are in together.

A state is a plain mapping from names to values. Whatever is given as one (from a notebook of last year, from a page)
becomes one that the controls can hold: what does not fit becomes the nearest that does, or the control's own value.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 200


@dataclass(frozen=True)
class Slider:
    """A number between two others.

    Parameters
    ----------
    name, label : str
        Its name in the state; what stands beside it.
    value, low, high, step : float
        Where it stands at first; its ends; how far a key moves it.
    decimals : int
        How many decimals its values have.
    says : str
        The key of a text with ``{value}`` that says what the number is, as in "at least 40"; "" for the bare number.
    percent : bool
        Whether it is a share, and written in per cent.
    under : str
        The name of another slider that it never passes; where that one goes lower, it goes along.
    stops : tuple of float
        The values that it can stand at, rising, where they do not lie at even steps.

    Examples
    --------
    >>> Slider("weight.need", "need", 1, 0, 3, 0.1, 1).held(0.449)
    0.4
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    step: float = 1
    decimals: int = 0
    says: str = ""
    percent: bool = False
    under: str = ""
    stops: tuple[float, ...] = ()
    type: str = "slider"

    def held(self, value: object) -> float:
        """Give the nearest value that it can stand at; its first where there is none."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return self.value
        if self.stops:
            return min(self.stops, key=lambda stop: abs(stop - value))
        inside = min(max(value, self.low), self.high)
        found = round(self.low + floor((inside - self.low) / self.step + 0.5) * self.step, self.decimals)
        return int(found) if found == int(found) else found


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str
    label: str
    value: bool = True
    type: str = "switch"

    def held(self, value: object) -> bool:
        """Give the value if it is one."""
        return value if isinstance(value, bool) else self.value


@dataclass(frozen=True)
class Choice:
    """One of several: pairs of a value and what it is called."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]
    type: str = "choice"

    def held(self, value: object) -> str:
        """Give the value if it is one of the options."""
        return str(value) if any(value == name for name, _ in self.options) else self.value


@dataclass(frozen=True)
class Line:
    """A line of text."""

    name: str
    label: str
    value: str = ""
    type: str = "text"

    def held(self, value: object) -> str:
        """Give the value if it is a text, cut where it is too long."""
        return value[:LONGEST] if isinstance(value, str) else self.value


@dataclass(frozen=True)
class Kept:
    """Something chosen in the picture itself (a region, a person): part of the state, with no control of its own."""

    name: str
    value: str = ""
    type: str = "kept"

    def held(self, value: object) -> str:
        """Give the value if it is a text, cut where it is too long."""
        return value[:LONGEST] if isinstance(value, str) else self.value


Control = Slider | Switch | Choice | Line | Kept


@dataclass(frozen=True)
class Group:
    """Controls that belong together, under a name; closed until somebody opens it, if so wished."""

    label: str
    controls: tuple[Control, ...]
    closed: bool = False

    def told(self) -> dict[str, Any]:
        """Give it as it goes to the page."""
        return asdict(self)


def checked(groups: Iterable[Group], state: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Make a whole state of what is given.

    Parameters
    ----------
    groups : iterable of Group
        The controls.
    state : mapping, optional
        Values by the names of controls; others are passed over.

    Returns
    -------
    dict
        One value a control.

    Examples
    --------
    >>> checked([Group("schools", (Switch("sales", "sales"), Switch("ninja", "ninja")))], {"ninja": False, "old": 3})
    {'sales': True, 'ninja': False}
    """
    given, every = state or {}, [one for group in groups for one in group.controls]
    found = {one.name: one.held(given.get(one.name)) for one in every}
    for one in every:
        if isinstance(one, Slider) and one.under:
            found[one.name] = min(found[one.name], found[one.under])
    return found
