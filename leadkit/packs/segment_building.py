"""Building segmentations, profiles and playbooks: what was read becomes the values, every complaint with its line."""

from __future__ import annotations

import os
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit import packs
from leadkit.errors import nearest
from leadkit.packs.building import bound_condition, bound_expression, head, held, parameters
from leadkit.packs.segment_models import NONE
from leadkit.segments import Example, Measure, Play, Playbook, Profile, ProfilePart, Segment, Segmentation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.packs.reading import Read
    from leadkit.packs.segment_models import (
        LeftModel,
        MeasureModel,
        PlaybookModel,
        ProfileModel,
        SegmentationModel,
        SegmentModel,
    )
    from leadkit.provenance import Parameter


def parted(read: Read, model: SegmentationModel, params: Mapping[str, bool | float | str]) -> Segmentation:
    """Make the segmentation of a pack.

    Parameters
    ----------
    read : Read
        The file, for the places.
    model : SegmentationModel
        What was checked.
    params : mapping
        Values of parameters, instead of the pack's own.

    Returns
    -------
    Segmentation
        Parameters bound.

    Raises
    ------
    UnknownNameError
        There is no such parameter.
    PackError
        It does not hold together, or names a play that its playbook does not have.
    ConditionError
        A condition cannot be read.
    """
    model = model.model_copy(deep=True)
    given = parameters(model.params, params, model.name)
    fields = {
        **head(model, given),
        "over": bound_condition(read, ("over",), model.over, f"over of '{model.name}'", given),
        "measures": tuple(_measure(read, name, one, given) for name, one in model.measures.items()),
        "segments": tuple(_segment(read, i, one, given) for i, one in enumerate(model.segments)),
        **{name: _left(getattr(model, name)) for name in ("otherwise", "outside", "unknown")},
        "closed": read.data["otherwise"] == NONE,
        "playbook": model.playbook,
        "examples": tuple(Example(deepcopy(one.given), one.segment) for one in model.tests),
    }
    made = held(read, f"segmentation '{model.name}'", lambda: Segmentation(**fields))
    if model.playbook is not None:
        _played(read, made, packs.playbook(_beside(read, ("playbook",), model.playbook)))
    return made


def _measure(read: Read, name: str, model: MeasureModel, given: Mapping[str, Parameter]) -> Measure:
    cuts = None if model.cuts is None else tuple(model.cuts)
    if model.of is None:
        said = str(model.profile)
        chosen_by = said[1:] if said.startswith(":") else ""
        return Measure(name, _profile(read, name, said, given), model.grades, cuts, model.best, chosen_by)
    steps, what = ("measures", name, "of"), f"measure '{name}'"
    of = bound_expression(read, steps, model.of, what, given)
    return Measure(name, of, model.grades, cuts, model.best)


def _profile(read: Read, measure: str, said: str, given: Mapping[str, Parameter]) -> Profile:
    """Find the profile that a measure names, or that one of the pack's parameters names (``:target``)."""
    if said.startswith(":"):
        if said[1:] not in given:
            told = f"the measure '{measure}' asks for the parameter '{said}', which the pack does not have"
            read.complain(("measures", measure, "profile"), f"{told}.{nearest(said[1:], given)}")
        said = str(given[said[1:]].value)
    return packs.profile(_beside(read, ("measures", measure, "profile"), said))


def _segment(read: Read, i: int, model: SegmentModel, given: Mapping[str, Parameter]) -> Segment:
    when = bound_condition(read, ("segments", i, "when"), model.when, f"segment '{model.name}'", given)
    return Segment(model.name, when, model.play, model.label, model.remark)


def _left(model: LeftModel) -> Segment:
    return Segment(model.name, None, model.play, model.label, model.remark)


def _played(read: Read, made: Segmentation, book: Playbook) -> None:
    """See that the playbook has every play."""
    last = len(made.segments)
    places = [*(("segments", i) for i in range(last)), ("otherwise",), ("outside",), ("unknown",)]
    for steps, one in zip(places, made.everywhere, strict=True):
        if one.play not in {NONE, *book.plays}:
            said = f"the play '{one.play}' of segment '{one.name}' is not in the playbook '{book.name}'"
            read.complain((*steps, "play"), f"{said}.{nearest(one.play, book.plays)}")


def _beside(read: Read, steps: tuple[str | int, ...], pack: str) -> str | Path:
    """Take a name as it is, and a path from where the pack that names it stands: somebody else's pack opens no more."""
    if packs.is_name(pack):
        return pack
    if Path(pack).is_absolute() or ".." in Path(pack).parts:
        read.complain(steps, f"'{pack}' lies outside the folder of this pack: put a copy beside it, and name that.")
    return Path(os.fspath(read.file)).parent / pack


def profiled(read: Read, model: ProfileModel, params: Mapping[str, bool | float | str]) -> Profile:
    """Make the profile of a pack; as :func:`parted`."""
    model = model.model_copy(deep=True)
    given = parameters(model.params, params, model.name)
    parts = tuple(
        ProfilePart(
            one.name,
            bound_condition(read, ("parts", i, "when"), one.when, f"part '{one.name}'", given),
            one.weight,
            one.says,
        )
        for i, one in enumerate(model.parts)
    )
    return held(read, f"profile '{model.name}'", lambda: Profile(parts=parts, **head(model, given)))


def played(model: PlaybookModel) -> Playbook:
    """Make the playbook of a pack."""
    model = model.model_copy(deep=True)
    plays = {name: Play(name, **one.model_dump()) for name, one in model.plays.items()}
    return Playbook(model.name, plays, model.title, model.version, model.remark)
