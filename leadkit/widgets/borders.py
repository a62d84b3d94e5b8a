"""The borders of a card's tiers, as numbers that can be moved.

A tier's condition is a small tree of comparisons. Where it compares with a round number, the number becomes a slider;
equal numbers of ``score``, ``score_low`` and ``score_high`` are one border, which is how cards mean them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from leadkit.scoring.tiers import Comparison, Joined, comparisons
from leadkit.scoring.whole import UNITS
from leadkit.widgets.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leadkit.scoring import Scorecard

SIGNS: dict[type[exp.Expression], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_HALF = UNITS // 2


@dataclass(frozen=True)
class Border:
    """A number that tiers compare with."""

    name: str
    asked: str
    value: float
    tiers: tuple[str, ...]


def trees(card: Scorecard) -> list[Comparison | Joined]:
    """Give the comparisons of each tier."""
    return [comparisons(tier.when, [one.name for one in card.criteria]) for tier in card.tiers]


def key_of(one: Comparison, criteria: int) -> str | None:
    """Name the border of a comparison; None where its number is not one for a slider."""
    step = UNITS / criteria if one.name == "coverage" else _HALF
    if one.units % step:
        return None
    return f"border.{'score' if one.name.startswith('score') else one.name}.{one.units / UNITS:g}"


def borders(card: Scorecard) -> list[Border]:
    """List the borders of a card that can be moved, in the order of its tiers.

    Parameters
    ----------
    card : Scorecard
        The card.

    Returns
    -------
    list of Border

    Examples
    --------
    >>> import leadkit as lk
    >>> [(one.name, one.tiers) for one in borders(lk.scorecard("bant"))][:2]
    [('border.score.75', ('qualified', 'undecided')), ('border.coverage.0.5', ('too_little_known',))]
    """
    found: dict[str, Border] = {}
    for tier, tree in zip(card.tiers, trees(card), strict=True):
        for one in _each(tree):
            key = key_of(one, len(card.criteria))
            if key is None:
                continue
            tiers = dict.fromkeys([*(found[key].tiers if key in found else ()), tier.name])
            asked = "score" if one.name.startswith("score") else one.name
            found[key] = Border(key, asked, one.units / UNITS, tuple(tiers))
    return list(found.values())


def _each(tree: Comparison | Joined) -> Iterable[Comparison]:
    if isinstance(tree, Comparison):
        yield tree
    else:
        for part in tree.parts:
            yield from _each(part)


def as_json(tree: Comparison | Joined, criteria: int) -> list[Any]:
    """Give a tree to the page; the name of a border stands for its number."""
    if isinstance(tree, Joined):
        return [tree.how, *(as_json(part, criteria) for part in tree.parts)]
    return [SIGNS[tree.sign], tree.name, key_of(tree, criteria) or tree.units]


def moved(tree: Comparison | Joined, criteria: int, state: Any) -> Comparison | Joined:  # noqa: ANN401 - a mapping
    """Give the tree with its borders where a state has them."""
    if isinstance(tree, Joined):
        return Joined(tree.how, tuple(moved(part, criteria, state) for part in tree.parts))
    key = key_of(tree, criteria)
    return tree if key is None else tree._replace(units=round(state[key] * UNITS))


def as_text(tree: Comparison | Joined, criteria: int) -> str:
    """Write a tree as a condition, slots in the places of its borders."""
    if isinstance(tree, Comparison):
        key = key_of(tree, criteria)
        return f"{tree.name} {SIGNS[tree.sign]} {Slot(key) if key else format(tree.units / UNITS, 'g')}"
    if not tree.parts:
        return "TRUE" if tree.how == "and" else "FALSE"
    parts = [as_text(part, criteria) for part in tree.parts]
    if tree.how == "not":
        return f"NOT ({parts[0]})"
    inside = [f"({text})" if isinstance(part, Joined) else text for text, part in zip(parts, tree.parts, strict=True)]
    return f" {tree.how.upper()} ".join(inside)
