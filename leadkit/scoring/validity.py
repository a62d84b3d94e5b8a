"""What a scorecard must be: every fault of a card, with the steps that lead to it, so that a pack can name the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit import schema
from leadkit.errors import ConditionError, nearest
from leadkit.provenance import RESERVED, of_names, refuse
from leadkit.scoring.criteria import POLICIES
from leadkit.scoring.tiers import comparisons
from leadkit.scoring.whole import MOST_DAYS, MOST_POINTS, MOST_WEIGHT, UNITS, cents, scaled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadkit.provenance import Fault
    from leadkit.scoring.criteria import Activity, Criterion
    from leadkit.scoring.values import Axis, Example, Scorecard


MOST_RULES = 500
_EXPECTED = ("tier", "grade", "score", "score_low", "score_high", "coverage")


def hold(card: Scorecard) -> None:
    """Hold that a card holds together.

    Raises
    ------
    PackError
        Its first fault; `steps` leads to the field.
    """
    refuse(_faults(card), f"scorecard '{card.name}'")


def kinds_of_events() -> tuple[str, ...]:
    """List the kinds of events that an activity can count.

    Examples
    --------
    >>> "demo_request" in kinds_of_events()
    True
    """
    return schema.tables()["events"].field("kind").values


def _faults(card: Scorecard) -> Iterator[Fault]:
    if not card.criteria:
        yield ("criteria",), "an empty card scores nobody: give it a criterion with a rule."
        return
    yield from of_names(("criteria",), "criterion", [criterion.name for criterion in card.criteria])
    for i, criterion in enumerate(card.criteria):
        yield from _of_criterion(("criteria", i), criterion)
    if sum(len(criterion.names) for criterion in card.criteria) > MOST_RULES:
        yield ("criteria",), f"a card has at most {MOST_RULES} rules and activities: this is several cards."
    if not any(cents(criterion.weight) for criterion in card.criteria):
        yield ("criteria", 0, "weight"), "all weights are 0, so that everybody's score is 0: give a criterion a weight."
    yield from _columns(card)
    yield from of_names(("tiers",), "tier", [tier.name for tier in card.tiers])
    for i, tier in enumerate(card.tiers):
        try:
            comparisons(tier.when, [criterion.name for criterion in card.criteria])
        except ConditionError as error:
            said = str(error).replace(f" {tier.when.where}", "", 1) if tier.when.where else str(error)
            yield ("tiers", i, "when"), said
    yield from _axes(card)
    for i, example in enumerate(card.examples):
        yield from _of_example(("tests", i), example, card)


def _of_criterion(steps: tuple[str | int, ...], criterion: Criterion) -> Iterator[Fault]:
    said = f"of criterion '{criterion.name}'"
    if criterion.policy not in POLICIES:
        yield (*steps, "policy"), f"the policy {said} is one of {', '.join(POLICIES)}, not {criterion.policy!r}."
    if not criterion.names:
        yield steps, f"criterion '{criterion.name}' has no rule: give it one, or leave it out."
    if criterion.activities and criterion.policy != "sum":
        sentence = (
            f"activities are added up, so the policy {said} must be sum: put its rules into a criterion of their own."
        )
        yield (*steps, "policy"), sentence
    rules, activities = criterion.names[: len(criterion.rules)], criterion.names[len(criterion.rules) :]
    yield from of_names((*steps, "rules"), "rule", rules)
    yield from of_names((*steps, "activities"), "activity", activities)
    for twice in sorted({*rules} & {*activities}):
        yield steps, f"a rule and an activity {said} are both called '{twice}': give one of them another name."
    for i, rule in enumerate(criterion.rules):
        yield from _number(
            (*steps, "rules", i, "points"), f"the points of rule '{rule.name}'", rule.points, MOST_POINTS
        )
    for i, activity in enumerate(criterion.activities):
        yield from _of_activity((*steps, "activities", i), activity)
    yield from _borders(steps, said, criterion)


def _borders(steps: tuple[str | int, ...], said: str, criterion: Criterion) -> Iterator[Fault]:
    for name, value in (("floor", criterion.floor), ("cap", criterion.cap)):
        if value is not None:
            yield from _number((*steps, name), f"the {name} {said}", value, MOST_POINTS)
    yield from _number((*steps, "weight"), f"the weight {said}", criterion.weight, MOST_WEIGHT)
    if criterion.weight < 0:
        yield (*steps, "weight"), f"the weight {said} is negative: give its rules negative points instead."
    if None not in (criterion.floor, criterion.cap) and criterion.floor > criterion.cap:
        yield (*steps, "floor"), f"the floor {said} is {criterion.floor}, above its cap of {criterion.cap}: swap them."


def _of_activity(steps: tuple[str | int, ...], activity: Activity) -> Iterator[Fault]:
    said = f"of activity '{activity.name}'"
    yield from _number((*steps, "points"), f"the points {said}", activity.points, MOST_POINTS)
    if activity.event not in kinds_of_events():
        sentence = f"there is no kind of event '{activity.event}'.{nearest(str(activity.event), kinds_of_events())}"
        yield (*steps, "event"), sentence
    decay = activity.decay
    days = {"within_days": activity.within_days, "per_day_max": activity.per_day_max}
    if decay is not None:
        days |= {"half_life_days": decay.half_life_days, "linear_to_days": decay.linear_to_days}
        if (decay.half_life_days is None) == (decay.linear_to_days is None):
            yield (*steps, "decay"), f"the decay {said} is either half_life_days or linear_to_days: give one of them."
            return
    for name, value in days.items():
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_DAYS):
            yield (*steps, name), f"the {name} {said} is a whole number from 1 to {MOST_DAYS}, not {value!r}."
    if activity.once and activity.per_day_max is not None:
        yield (
            (*steps, "per_day_max"),
            f"only the newest event {said} counts (once), so per_day_max says nothing: remove one.",
        )


def _number(steps: tuple[str | int, ...], said: str, value: Any, most: int) -> Iterator[Fault]:  # noqa: ANN401
    try:
        if abs(cents(value)) > most * 100:
            yield steps, f"{said}: {value} is more than {most:,}."
    except ValueError as error:
        yield steps, f"{said}: {error}."


def _columns(card: Scorecard) -> Iterator[Fault]:
    seen = {*RESERVED, "override_tier", "override_by", "override_reason"} - {*_EXPECTED}
    for name in (*card.columns, *card.rule_columns, *card.bound_columns):
        if name in seen:
            yield ("criteria",), f"two things would both stand in the column '{name}': rename a criterion or a rule."
        seen.add(name)


def _axes(card: Scorecard) -> Iterator[Fault]:
    if card.axes and len(card.axes) != 2:
        yield ("axes",), f"a card has two axes or none, not {len(card.axes)}: fit and engagement, say."
    known = [criterion.name for criterion in card.criteria]
    for axis in card.axes:
        steps = ("axes", axis.name)
        yield from _of_axis(steps, axis, known)


def _of_axis(steps: tuple[str | int, ...], axis: Axis, known: Iterable[str]) -> Iterator[Fault]:
    if not axis.criteria or not 1 <= len(axis.cuts) <= 8:
        yield steps, f"the axis '{axis.name}' needs criteria, and one to eight cuts."
    for i, name in enumerate(axis.criteria):
        if name not in known:
            yield (
                (*steps, "criteria", i),
                f"the axis '{axis.name}' adds up '{name}', no criterion.{nearest(name, known)}",
            )
    for i, cut in enumerate(axis.cuts):
        yield from _number((*steps, "cuts", i), f"a cut of axis '{axis.name}'", cut, MOST_POINTS * MOST_WEIGHT)
    if any(one >= other for one, other in zip(axis.cuts, axis.cuts[1:], strict=False)):
        yield (*steps, "cuts"), f"the cuts of axis '{axis.name}' must rise, as in [10, 20]."


def _of_example(steps: tuple[str | int, ...], example: Example, card: Scorecard) -> Iterator[Fault]:
    if not example.expect:
        yield steps, "this test expects nothing: give it a tier or a score."
    for name, value in example.expect.items():
        if wrong := _of_expectation(name, value, card):
            yield (*steps, name), wrong
    for i, (event, ago) in enumerate(example.events):
        if event not in kinds_of_events():
            yield (*steps, "events", i), f"there is no kind of event '{event}'.{nearest(str(event), kinds_of_events())}"
        elif isinstance(ago, bool) or not isinstance(ago, int) or not 0 <= ago <= MOST_DAYS * 10:
            yield (*steps, "events", i), f"an event happened so many whole days ago, 0 or more, not {ago!r}."


def _of_expectation(name: str, value: Any, card: Scorecard) -> str | None:  # noqa: ANN401 - whatever was written
    """Say what is wrong with one thing that a test expects."""
    expected = [*_EXPECTED, *(criterion.column for criterion in card.criteria)]
    if name not in expected:
        return f"a test expects {', '.join(expected[:6])} or points, not '{name}'.{nearest(name, expected)}"
    if name in ("tier", "grade"):
        if name not in card.columns:
            missing = "tiers" if name == "tier" else "axes"
            return f"a test expects a {name}, and this card has no {missing}: leave it out of the test."
        tiers = [tier.name for tier in card.tiers]
        if name == "tier" and value is not None and value not in tiers:
            return f"there is no tier '{value}'.{nearest(str(value), tiers)}"
        return None
    try:
        scaled(value, UNITS)
    except ValueError as error:
        return f"in a test, {name}: {error}."
    return None
