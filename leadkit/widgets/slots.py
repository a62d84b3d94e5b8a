"""YAML with places for what was moved, so that a page can fill them in without Python.

A tree of a pack is written once, with a mark wherever a control stands; cut at the marks, it becomes a list of texts
and places. The page and :func:`filled` put the same values there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadkit.packs.writing import plain, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Slot:
    """A place for the value of a control, times something."""

    of: str
    times: float = 1

    def __str__(self) -> str:
        return f"⟦{self.of}|{self.times}⟧"


def cut(tree: Mapping[str, Any], names: Iterable[str]) -> list[Any]:
    r"""Write a tree in which some texts hold slots (as ``str(slot)``), and cut it there.

    Parameters
    ----------
    tree : mapping
        A pack.
    names : iterable of str
        The controls; whatever else looks like a slot is somebody's text, and stays.

    Returns
    -------
    list
        Texts, and mappings ``of``, ``times``.

    Examples
    --------
    >>> cut({"weight": str(Slot("weight.need"))}, ["weight.need"])
    ['weight: ', {'of': 'weight.need', 'times': 1.0}, '\n']
    """
    # pieces: text, name, times, text, name, times, ..., text; a mark alone is a number, so its quotes go
    known = "|".join(map(re.escape, names))
    parts = re.split(rf"'?⟦({known})\|(-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)⟧'?", written(tree))
    found: list[Any] = [parts[0]]
    for name, times, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found += [{"of": name, "times": float(times)}, after]
    return found


def filled(pieces: Sequence[Any], state: Mapping[str, Any]) -> str:
    """Put values into the places, as the page does.

    Examples
    --------
    >>> filled(["weight: ", {"of": "weight.need", "times": 1.0}], {"weight.need": 0.5})
    'weight: 0.5'
    """
    return "".join(one if isinstance(one, str) else _told(state[one["of"]], one["times"]) for one in pieces)


def _told(value: Any, times: float) -> str:  # noqa: ANN401 - a value of a control
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return str(plain(round(value * times, 4)))
