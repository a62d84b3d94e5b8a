"""What a segmentation must be: every fault of one, with the steps that lead to it, so that a pack can name the line."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from leadkit import vocabulary
from leadkit.conditions.exact import LIMITS, cents, fits, scaled
from leadkit.errors import nearest
from leadkit.provenance import RESERVED, of_names, refuse
from leadkit.segments.values import DISTANCE, KNOWN, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadkit.provenance import Fault
    from leadkit.segments.values import Measure, ProfilePart, Segmentation

MOST_GRADES, MOST_MEASURES, MOST_SEGMENTS, MOST_WEIGHT = 10, 20, 200, 1_000
_MICRO = 10**6  # a number of a condition has six decimals


def hold(segmentation: Segmentation) -> None:
    """Hold that a segmentation holds together.

    Raises
    ------
    PackError
        Its first fault; `steps` leads to the field.
    """
    refuse(_faults(segmentation), f"segmentation '{segmentation.name}'")


def hold_profile(profile: Profile) -> None:
    """Hold that a profile holds together; as :func:`hold`."""
    refuse(_of_profile(profile.parts), f"profile '{profile.name}'")


def _of_profile(parts: Sequence[ProfilePart]) -> Iterator[Fault]:
    if not 1 <= len(parts) <= MOST_SEGMENTS:
        yield ("parts",), f"a profile has from 1 to {MOST_SEGMENTS} parts, not {len(parts)}: say whom you look for."
    yield from of_names(("parts",), "part", [part.name for part in parts])
    for i, part in enumerate(parts):
        try:
            weight, wrong = cents(part.weight), ""
        except ValueError as error:
            weight, wrong = 0, f": {error}"
        if not 0 < weight <= MOST_WEIGHT * 100:
            said = f"the weight of part '{part.name}' is above 0 and at most {MOST_WEIGHT:,}, with two decimals"
            yield ("parts", i, "weight"), f"{said}{wrong or f', not {part.weight}'}."


def _faults(one: Segmentation) -> Iterator[Fault]:
    for what, most in (("measures", MOST_MEASURES), ("segments", MOST_SEGMENTS)):
        if len(getattr(one, what)) > most:
            yield (what,), f"a segmentation has at most {most} {what}: this is several segmentations."
    if not one.segments:
        yield ("segments",), "a segmentation without segments parts nobody: give it one, with a condition."
    yield from _of_measures(one)
    for steps, sentence in of_names(("segments",), "segment", [segment.name for segment in one.everywhere]):
        left = int(steps[1]) - len(one.segments)  # of otherwise, outside and unknown
        yield (steps if left < 0 else (("otherwise", "outside", "unknown")[left], "name")), sentence
    yield from _of_segments(one)
    yield from _of_examples(one)


def _of_measures(one: Segmentation) -> Iterator[Fault]:
    yield from of_names(("measures",), "measure", [measure.name for measure in one.measures])
    for measure in one.measures:
        steps = ("measures", measure.name)
        if vocabulary.column(measure.name) is not None:
            said = f"'{measure.name}' is a column of every snapshot, and a measure needs a name of its own"
            yield steps, f"{said}: call it {measure.name[:40]}_grade, say."
        if measure.name in {*RESERVED, DISTANCE, KNOWN}:
            yield steps, f"'{measure.name}' is a column that the kit makes itself: rename the measure."
        yield from _of_measure(steps, measure)
    if sum(isinstance(measure.of, Profile) for measure in one.measures) > 1:
        yield ("measures",), f"there is one profile in a segmentation, since each gives {DISTANCE} and {KNOWN}."


def _of_measure(steps: tuple[str | int, ...], measure: Measure) -> Iterator[Fault]:
    said = f"of measure '{measure.name}'"
    if isinstance(measure.of, Profile):
        if measure.top is not None:
            yield steps, f"the measure '{measure.name}' is a profile, which has no grades: compare {DISTANCE} instead."
        return
    if not measure.of.columns:
        yield (*steps, "of"), f"the number {said} asks no column, so that it is the same for everybody."
    if measure.grades is not None and measure.cuts is not None:
        yield steps, f"the measure '{measure.name}' has grades and cuts: give one of them."
    yield from _of_grades(steps, said, measure)
    if measure.top is not None and measure.best not in ("high", "low"):
        yield (*steps, "best"), f"say which end {said} is the best one: best: high or best: low."
    if measure.top is None and measure.best is not None:
        yield (*steps, "best"), f"best says nothing {said} without grades or cuts: remove it, or give grades: 5."


def _of_grades(steps: tuple[str | int, ...], said: str, measure: Measure) -> Iterator[Fault]:
    grades, cuts = measure.grades, measure.cuts
    whole = grades is None or (isinstance(grades, int) and not isinstance(grades, bool))
    if not whole or (grades is not None and not 2 <= grades <= MOST_GRADES):
        yield (*steps, "grades"), f"the grades {said} are a whole number from 2 to {MOST_GRADES}, not {grades!r}."
    if cuts is None:
        return
    if not 1 <= len(cuts) < MOST_GRADES:
        yield (*steps, "cuts"), f"the cuts {said} are from 1 to {MOST_GRADES - 1} numbers, not {len(cuts)}."
    for i, cut in enumerate(cuts):
        if wrong := _of_number(cut):
            yield (*steps, "cuts", i), f"a cut {said}: {wrong}."
            return
    if any(one > other for one, other in pairwise(cuts)):
        yield (*steps, "cuts"), f"the cuts {said} must rise, as in [2, 3, 5, 9]."


def _of_number(value: Any) -> str:  # noqa: ANN401 - whatever was written
    try:
        scaled(value, _MICRO)
    except ValueError as error:
        return str(error)
    return "" if fits(Decimal(str(value))) else f"{value}: {LIMITS}"


def _of_segments(one: Segmentation) -> Iterator[Fault]:
    for i, segment in enumerate(one.segments):
        if segment.when is None or not segment.when.columns:
            said = f"the segment '{segment.name}' asks for no measure and no column"
            yield ("segments", i, "when"), f"{said}: whoever is left belongs under otherwise."
    for name in one.over.columns:
        if name in one.measured:
            yield ("over",), f"over says who is measured, so it cannot ask for the measure '{name}'."


def _of_examples(one: Segmentation) -> Iterator[Fault]:
    names = [segment.name for segment in one.everywhere]
    for i, example in enumerate(one.examples):
        if example.segment not in names:
            said = f"a test expects the segment '{example.segment}', which there is not"
            yield ("tests", i, "segment"), f"{said}.{nearest(str(example.segment), names)}"
