"""Packs: YAML that a trainer edits without Python, read into the values that the verbs take.

A pack is named by the name of a shipped one (``"marketstar"``) or by the path of your own (``"packs/ours.yaml"``). It
is checked as it is read: every complaint says file, line and field. Parameters that a source leaves open are given
here, by name: ``definitions("successagency", list_price=5000)``. How to write one is told in ``docs/packs.md``.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.errors import UnknownNameError, nearest
from leadkit.packs.reading import Read, read_file, read_text

if TYPE_CHECKING:
    from leadkit.definitions import Definitions
    from leadkit.packs.models import Model
    from leadkit.scoring import Scorecard
    from leadkit.segments import Playbook, Profile, Segmentation

__all__ = [
    "definitions", "is_name", "json_schema", "playbook", "profile", "scorecard", "segmentation", "shelf", "verb_of",
]  # fmt: skip

_SHELVES = {  # by the verb that reads them
    "definitions": ("definitions", "crm", "ours"),
    "scorecard": ("scorecards",),
    "segmentation": ("segmentations",),
    "profile": ("profiles",),
    "playbook": ("playbooks",),
}
SHELVES = tuple(one for shelves in _SHELVES.values() for one in shelves)
_EXAMPLES = {
    "definitions": "marketstar",
    "scorecard": "bant",
    "segmentation": "rfm",
    "profile": "family",
    "playbook": "plays",
}


def shelf(kind: str) -> list[str]:
    """List the shipped packs of one kind.

    Parameters
    ----------
    kind : {"definitions", "crm", "ours", "scorecards", "segmentations", "profiles", "playbooks"}
        Articles, systems, what the kit defines for its own pictures, scorecards, segmentations, target profiles, plays.

    Returns
    -------
    list of str
        Names, in alphabetical order.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> shelf("definitions")  # doctest: +NORMALIZE_WHITESPACE
    ['actualidad', 'atlantic_alignment', 'atlantic_broker', 'atlantic_faq', 'marketstar', 'ninja', 'successagency']
    """
    if kind not in SHELVES:
        raise UnknownNameError(f"No kind of pack '{kind}'.{nearest(kind, SHELVES)}")
    folder = files("leadkit").joinpath("data", "packs", kind)
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def json_schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema of one kind of pack, for editors that check YAML while it is typed.

    Parameters
    ----------
    kind : {"definitions", "crm", "scorecard", "segmentation", "profile", "playbook"}
        The kind.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> json_schema("definitions")["required"]
    ['kind', 'name', 'title', 'source', 'terms']
    """
    known = {name: model for verb in _EXAMPLES for name, model in _models(verb).items()}
    if kind not in known:
        raise UnknownNameError(f"No kind of pack '{kind}'.{nearest(kind, known)}")
    schema = known[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def definitions(pack: str | os.PathLike[str], /, **params: bool | float | str) -> Definitions:
    """Read a pack of definitions.

    Parameters
    ----------
    pack : str or path
        The name of a shipped pack (:func:`shelf`), or the path of a YAML file of kind ``definitions`` or ``crm``.
    **params
        What the source leaves open, by name, instead of the pack's own values.

    Returns
    -------
    Definitions
        In the order of the file, parameters bound.

    Raises
    ------
    UnknownNameError
        There is no such pack, or it has no such parameter.
    PackError
        The file is malformed.
    ConditionError
        A condition in it cannot be read.

    Examples
    --------
    >>> marketstar = definitions("marketstar")
    >>> "lead" in [definition.term for definition in marketstar]
    True
    >>> definitions("successagency", quiet=30)["cold_heading"].when.text
    'last_activity_days IS NULL OR last_activity_days > 30'
    """
    from leadkit.packs.building import built  # noqa: PLC0415 - pydantic loads with the first pack

    read, model = _found(pack, "definitions")
    return built(read, model, params)


def scorecard(pack: str | os.PathLike[str], /, **params: bool | float | str) -> Scorecard:
    """Read a scorecard.

    Parameters
    ----------
    pack : str or path
        The name of a shipped card (``shelf("scorecards")``), or the path of a YAML file of kind ``scorecard``.
    **params
        Values of its parameters, by name, instead of the card's own.

    Returns
    -------
    Scorecard
        Parameters bound.

    Raises
    ------
    UnknownNameError
        There is no such card, or it has no such parameter.
    PackError
        The file is malformed, or the card does not hold together.
    ConditionError
        A condition in it cannot be read.

    Examples
    --------
    >>> bant = scorecard("bant", list_price=5000)
    >>> [criterion.name for criterion in bant.criteria]
    ['budget', 'authority', 'need', 'timescale']
    >>> bant["budget"].rules[0].when.text
    'stated_budget >= 5000'
    """
    from leadkit.packs.card_building import dealt  # noqa: PLC0415 - pydantic loads with the first pack

    read, model = _found(pack, "scorecard")
    return dealt(read, model, params)


def segmentation(pack: str | os.PathLike[str], /, **params: bool | float | str) -> Segmentation:
    """Read a segmentation.

    Parameters
    ----------
    pack : str or path
        The name of a shipped one (``shelf("segmentations")``), or the path of a YAML file of kind ``segmentation``.
    **params
        Values of its parameters, by name, instead of the pack's own.

    Returns
    -------
    Segmentation
        Parameters bound.

    Raises
    ------
    UnknownNameError
        There is no such segmentation, or it has no such parameter.
    PackError
        The file is malformed, or the segmentation does not hold together.
    ConditionError
        A condition in it cannot be read.

    Examples
    --------
    >>> rfm = segmentation("rfm")
    >>> [measure.name for measure in rfm.measures]
    ['r', 'f', 'm']
    """
    from leadkit.packs.segment_building import parted  # noqa: PLC0415 - pydantic loads with the first pack

    read, model = _found(pack, "segmentation")
    return parted(read, model, params)


def profile(pack: str | os.PathLike[str], /, **params: bool | float | str) -> Profile:
    """Read a target profile; as :func:`segmentation`, from ``shelf("profiles")``, of kind ``profile``."""
    from leadkit.packs.segment_building import profiled  # noqa: PLC0415 - pydantic loads with the first pack

    read, model = _found(pack, "profile")
    return profiled(read, model, params)


def playbook(pack: str | os.PathLike[str], /) -> Playbook:
    """Read a playbook; as :func:`segmentation`, from ``shelf("playbooks")``, of kind ``playbook``."""
    from leadkit.packs.segment_building import played  # noqa: PLC0415 - pydantic loads with the first pack

    _, model = _found(pack, "playbook")
    return played(model)


def verb_of(pack: str | os.PathLike[str], *first: str) -> str | None:
    """Say which verb reads a pack, by where it is shipped or by its field ``kind``; None if that cannot be told.

    Parameters
    ----------
    pack : str or path
        A name or a path.
    *first : str
        Verbs that are preferred, where two shipped packs have one name.

    Examples
    --------
    >>> verb_of("rfm"), verb_of("marketstar"), verb_of("nobody")
    ('segmentation', 'definitions', None)
    """
    from leadkit.packs.models import READ_BY  # noqa: PLC0415 - pydantic loads with the first pack

    if is_name(pack):
        known = [verb for verb, shelves in _SHELVES.items() if any(str(pack) in shelf(one) for one in shelves)]
        return min(known, key=lambda verb: verb not in first, default=None)
    data = read_file(pack).data
    return READ_BY.get(str(data.get("kind"))) if isinstance(data, dict) else None


def _models(verb: str) -> dict[str, type[Model]]:
    """Give the models of the kinds of packs that a verb reads."""
    from leadkit.packs.card_models import ScorecardModel  # noqa: PLC0415 - pydantic loads with the first pack
    from leadkit.packs.models import KINDS  # noqa: PLC0415 - as above
    from leadkit.packs.segment_models import PlaybookModel, ProfileModel, SegmentationModel  # noqa: PLC0415 - as above

    own: dict[str, type[Model]] = {"scorecard": ScorecardModel, "segmentation": SegmentationModel}
    own |= {"profile": ProfileModel, "playbook": PlaybookModel}
    return {verb: own[verb]} if verb in own else dict(KINDS)


def _found(pack: Any, verb: str) -> tuple[Read, Any]:  # noqa: ANN401 - looked at here
    """Read a pack by its name or its path."""
    from leadkit.packs.models import checked  # noqa: PLC0415 - pydantic loads with the first pack

    if is_name(pack):
        return _shipped(str(pack), verb)
    if not isinstance(pack, (str, os.PathLike)):
        example = f"{verb}('{_EXAMPLES[verb]}')"
        raise UnknownNameError(f"A pack is a name or a path, not a {type(pack).__name__}: write {example}.")
    read = read_file(pack)
    return read, checked(read, _models(verb))


def is_name(pack: object) -> bool:
    """Tell a name from a path: a path has a folder or an ending."""
    return isinstance(pack, str) and not pack.endswith((".yaml", ".yml")) and not {"/", os.sep} & set(pack)


def _shipped(name: str, verb: str) -> tuple[Read, Any]:
    known = {pack: kind for kind in _SHELVES[verb] for pack in shelf(kind)}
    if name not in known:
        hint = f" To read your own file, give its path, as in './{name}'." if Path(name).is_file() else ""
        raise UnknownNameError(f"No pack '{name}'.{nearest(name, known)}{hint}")
    return _read_shipped(known[name], name, verb)


@cache  # frozen, and a shipped pack does not change under a running process; what leaves here is copied
def _read_shipped(kind: str, name: str, verb: str) -> tuple[Read, Any]:
    from leadkit.packs.models import checked  # noqa: PLC0415 - pydantic loads with the first pack

    text = files("leadkit").joinpath("data", "packs", kind, f"{name}.yaml").read_text(encoding="utf-8")
    read = read_text(text, f"{kind}/{name}.yaml")
    return read, checked(read, _models(verb))
