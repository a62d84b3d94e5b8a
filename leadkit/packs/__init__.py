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

__all__ = ["definitions", "json_schema", "scorecard", "shelf"]

SHELVES = ("definitions", "crm", "ours", "scorecards")
_OF_DEFINITIONS = ("definitions", "crm", "ours")


def shelf(kind: str) -> list[str]:
    """List the shipped packs of one kind.

    Parameters
    ----------
    kind : {"definitions", "crm", "ours", "scorecards"}
        Articles, systems, what the kit defines for its own pictures, or scorecards.

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
    kind : {"definitions", "crm", "scorecard"}
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
    known = {**_models("definitions"), **_models("scorecard")}
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

    read, model = _found(pack, "definitions", _OF_DEFINITIONS)
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

    read, model = _found(pack, "scorecard", ("scorecards",))
    return dealt(read, model, params)


def _models(verb: str) -> dict[str, type[Model]]:
    """Give the models of the kinds of packs that a verb reads."""
    from leadkit.packs.card_models import ScorecardModel  # noqa: PLC0415 - pydantic loads with the first pack
    from leadkit.packs.models import KINDS  # noqa: PLC0415 - as above

    return {"scorecard": ScorecardModel} if verb == "scorecard" else dict(KINDS)


def _found(pack: Any, verb: str, shelves: tuple[str, ...]) -> tuple[Read, Any]:  # noqa: ANN401 - looked at here
    """Read a pack by its name or its path."""
    from leadkit.packs.models import checked  # noqa: PLC0415 - pydantic loads with the first pack

    if _is_name(pack):
        return _shipped(str(pack), verb, shelves)
    if not isinstance(pack, (str, os.PathLike)):
        example = "definitions('marketstar')" if verb == "definitions" else "scorecard('bant')"
        raise UnknownNameError(f"A pack is a name or a path, not a {type(pack).__name__}: write {example}.")
    read = read_file(pack)
    return read, checked(read, _models(verb))


def _is_name(pack: object) -> bool:
    """Tell a name from a path: a path has a folder or an ending."""
    return isinstance(pack, str) and not pack.endswith((".yaml", ".yml")) and not {"/", os.sep} & set(pack)


def _shipped(name: str, verb: str, shelves: tuple[str, ...]) -> tuple[Read, Any]:
    known = {pack: kind for kind in shelves for pack in shelf(kind)}
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
