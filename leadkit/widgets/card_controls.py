"""The controls over a scorecard: weights, events, borders, floors and caps, and whose score is looked at."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit.scoring.whole import cents
from leadkit.widgets.borders import borders
from leadkit.widgets.controls import Choice, Group, Slider

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadkit.scoring import Criterion, Scorecard
    from leadkit.widgets.borders import Border
    from leadkit.widgets.parting import Counted, Part
    from leadkit.widgets.telling import Speaker

HEAVIEST = 3  # times what a card gives for a kind of event, or for a criterion


class Range(NamedTuple):
    """The least and the most whole points that a criterion can give before its weight."""

    low: int
    high: int


def groups(card: Scorecard, parts: Sequence[Part], made: Counted, speaker: Speaker) -> Iterator[Group]:
    """Make the controls of a card.

    Parameters
    ----------
    card : Scorecard
        The card.
    parts : sequence of Part
        What is added up.
    made : Counted
        What the parts give.
    speaker : Speaker
        The strings.

    Yields
    ------
    Group
    """
    say, lang = speaker.say, speaker.lang
    ranges = {one.name: _range(one, parts, made) for one in card.criteria}
    weights = [(one, number(one.weight)) for one in card.criteria]
    sliders = [Slider(f"weight.{one.name}", one.said(lang), at, 0, max(HEAVIEST, at), 0.1, 1) for one, at in weights]
    yield Group(say("weights"), tuple(sliders))
    told = {f"{one.name}.{kind.name}": kind.said(lang) for one in card.criteria for kind in one.activities}
    kinds = [(f"factor.{part.name}", told[part.name]) for part in parts if part.name in told]
    sliders = [Slider(name, label, 1, 0, HEAVIEST, 0.1, 1, says="times") for name, label in kinds]
    if sliders:
        yield Group(say("events"), tuple(sliders), closed=True)
    sliders = [_border(card, one, ranges, speaker) for one in borders(card)]
    if sliders:
        yield Group(say("borders"), tuple(sliders))
    sliders = [slider for one in card.criteria for slider in _limits(one, ranges[one.name], speaker)]
    yield Group(say("limits"), tuple(sliders), closed=True)
    if made.leads:
        names = tuple((name, name) for name in made.leads)
        yield Group(say("one_lead"), (Choice("lead", say("which_lead"), names[0][0], names),))


def _range(one: Criterion, parts: Sequence[Part], made: Counted) -> Range:
    mine = [(part, worth) for part, worth in zip(parts, made.worth, strict=True) if part.criterion == one.name]
    most = HEAVIEST if any(part.name != one.name for part, _ in mine) else 1
    low = most * sum(int(worth.min(initial=0)) for _, worth in mine)
    high = most * sum(int(worth.max(initial=0)) for _, worth in mine)
    given = [cents(end) for end in (one.floor, one.cap) if end is not None]
    return Range(floor(min(low, 0, *given) / 100), max(ceil(max(high, 0, *given) / 100), 1))


def _limits(one: Criterion, ends: Range, speaker: Speaker) -> Iterator[Slider]:
    """Make the sliders of floor and cap; where the criterion has none, they stand where they change nothing."""
    name = one.said(speaker.lang)
    for end, own, usual in (("floor", one.floor, ends.low), ("cap", one.cap, ends.high)):
        at = usual if own is None else number(own)
        step, decimals = (1, 0) if at == int(at) else (0.01, 2)
        label, under = speaker.say(f"{end}_of", name=name), f"cap.{one.name}" if end == "floor" else ""
        says = "at_least" if end == "floor" else "at_most"
        yield Slider(f"{end}.{one.name}", label, at, ends.low, ends.high, step, decimals, says=says, under=under)


def _border(card: Scorecard, one: Border, ranges: dict[str, Range], speaker: Speaker) -> Slider:
    tiers = {tier.name: tier.said(speaker.lang) for tier in card.tiers}
    named, asked = ", ".join(tiers[name] for name in one.tiers), _asked(card, one.asked, speaker)
    label, at = speaker.say("border_of", tiers=named, asked=asked), number(one.value)
    if one.asked == "coverage":
        return Slider(one.name, label, at, 0, 1, 1 / len(card.criteria), 4, percent=True)
    some = [c for c in card.criteria if one.asked in ("score", c.column)]
    low = floor(sum(ranges[c.name].low * number(c.weight) for c in some))
    high = ceil(sum(ranges[c.name].high * number(c.weight) for c in some))
    step, decimals = (1, 0) if at == int(at) else (0.5, 1)
    return Slider(one.name, label, at, min(low, floor(at)), max(high, ceil(at)), step, decimals)


def _asked(card: Scorecard, name: str, speaker: Speaker) -> str:
    if name in ("score", "coverage"):
        return speaker.say(f"asked_{name}")
    return card[name.removesuffix("_points")].said(speaker.lang)


def number(value: Any) -> float:  # noqa: ANN401 - a number of a pack
    """Give a number of a pack: whole where it is.

    Examples
    --------
    >>> number(2.0), number("0.5")
    (2, 0.5)
    """
    found = float(value)
    return int(found) if found == int(found) else found
