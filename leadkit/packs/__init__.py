"""Packs: YAML that a trainer edits without Python, read into the values that the verbs take.

A pack is named by the name of a shipped one (``"marketstar"``) or by the path of your own (``"packs/ours.yaml"``). It is
checked as it is read: every complaint says file, line and field. Parameters that a source leaves open are given here, by
name: ``definitions("successagency", list_price=5000)``. How to write one is told in ``docs/packs.md``.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.conditions import Condition
from leadkit.definitions import RESERVED, Claim, Definition, Definitions, Parameter, Source
from leadkit.errors import ConditionError, PackError, UnknownNameError, nearest
from leadkit.packs.reading import Read, read_file, read_text

if TYPE_CHECKING:
    from leadkit.packs.models import DefinitionsModel, TermModel

__all__ = ["definitions", "json_schema", "shelf"]

SHELVES = ("definitions", "crm")


def shelf(kind: str) -> list[str]:
    """List the shipped packs of one kind.

    Parameters
    ----------
    kind : {"definitions", "crm"}
        Articles, or systems.

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
    >>> shelf("definitions")
    ['marketstar', 'successagency']
    """
    if kind not in SHELVES:
        raise UnknownNameError(f"No kind of pack '{kind}'.{nearest(kind, SHELVES)}")
    folder = files("leadkit").joinpath("data", "packs", kind)
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def json_schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema of one kind of pack, for editors that check YAML while it is typed.

    Parameters
    ----------
    kind : {"definitions", "crm"}
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
    from leadkit.packs.models import KINDS  # noqa: PLC0415 - pydantic loads with the first pack

    if kind not in KINDS:
        raise UnknownNameError(f"No kind of pack '{kind}'.{nearest(kind, KINDS)}")
    schema = KINDS[kind].model_json_schema()
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
    >>> definitions("successagency", quiet=30).params[0].value
    30
    """
    read, model = _shipped(pack) if _is_name(pack) else _own(pack)
    given = {name: Parameter(name, p.value, tuple(p.stops), p.says) for name, p in model.params.items()}
    for name, value in params.items():
        given[name] = _override(given, name, value, model.name)
    source = Source(model.name, **model.source.model_dump())
    terms = tuple(_term(read, i, term, source, given) for i, term in enumerate(model.terms))
    _no_twins(read, terms)
    claims = tuple(_claim(read, i, model, terms) for i in range(len(model.claims)))
    return Definitions(
        name=model.name,
        title=model.title,
        source=source,
        terms=terms,
        claims=claims,
        params=tuple(given.values()),
        kind=model.kind,
        version=model.version,
        remark=model.remark,
    )


def _is_name(pack: str | os.PathLike[str]) -> bool:
    """Tell a name from a path: a path has a folder or an ending."""
    return isinstance(pack, str) and not pack.endswith((".yaml", ".yml")) and not {"/", os.sep} & set(pack)


def _own(path: str | os.PathLike[str]) -> tuple[Read, DefinitionsModel]:
    from leadkit.packs.models import checked  # noqa: PLC0415 - pydantic loads with the first pack

    if not isinstance(path, (str, os.PathLike)):
        raise UnknownNameError(f"A pack is a name or a path, not a {type(path).__name__}: write definitions('marketstar').")
    read = read_file(path)
    return read, checked(read)


def _shipped(name: str) -> tuple[Read, DefinitionsModel]:
    known = {pack: kind for kind in SHELVES for pack in shelf(kind)}
    if name not in known:
        hint = f" To read your own file, give its path, as in './{name}'." if Path(name).is_file() else ""
        raise UnknownNameError(f"No pack '{name}'.{nearest(name, known)}{hint}")
    return _read_shipped(known[name], name)


@cache  # what is kept cannot be changed, and a shipped pack does not change under a running process
def _read_shipped(kind: str, name: str) -> tuple[Read, DefinitionsModel]:
    from leadkit.packs.models import checked  # noqa: PLC0415 - pydantic loads with the first pack

    text = files("leadkit").joinpath("data", "packs", kind, f"{name}.yaml").read_text(encoding="utf-8")
    read = read_text(text, f"{kind}/{name}.yaml")
    return read, checked(read)


def _override(given: dict[str, Parameter], name: str, value: bool | float | str, pack: str) -> Parameter:
    from leadkit.packs.models import kind_of  # noqa: PLC0415 - pydantic loads with the first pack

    if name not in given:
        known = nearest(name, given) if given else " It has none."
        raise UnknownNameError(f"No parameter '{name}' in the pack '{pack}'.{known}")
    old = given[name]
    finite = not isinstance(value, float) or abs(value) < float("inf")
    if not isinstance(value, (bool, int, float, str)) or kind_of(value) != kind_of(old.value) or not finite:
        raise PackError(f"The parameter '{name}' of the pack '{pack}' is a {kind_of(old.value)}, not {value!r}.")
    return Parameter(name, value, old.stops, old.says)


def _term(read: Read, i: int, term: TermModel, source: Source, given: dict[str, Parameter]) -> Definition:
    steps = ("terms", i, "when")
    where = f"in term '{term.term}' ({read.file}, line {read.line(steps)})"
    condition = Condition(term.when, where=where)
    missing = [name for name in condition.params if name not in given]
    if missing:
        known = nearest(missing[0], given) if given else " Give it under params."
        read.complain(steps, f"the condition of term '{term.term}' asks for :{missing[0]}, which is no parameter.{known}")
    bound = condition.bind(**{name: given[name].value for name in condition.params})
    fields = term.model_dump(include={"says", "remark", "hedge", "label", "evidence"})
    return Definition(term.term, source, when=bound, **fields)


def _no_twins(read: Read, terms: tuple[Definition, ...]) -> None:
    seen: dict[str, int] = {}
    for i, term in enumerate(terms):
        if term.term in seen:
            first = read.line(("terms", seen[term.term], "term"))
            read.complain(("terms", i, "term"), f"the term '{term.term}' stands here twice; the first is in line {first}.")
        if term.column in RESERVED:
            read.complain(("terms", i, "term"), f"'{term.column}' is a column that the kit makes itself; rename the term.")
        seen[term.term] = i


def _claim(read: Read, i: int, model: DefinitionsModel, terms: tuple[Definition, ...]) -> Claim:
    from leadkit.packs.models import RELATIONS  # noqa: PLC0415 - pydantic loads with the first pack

    claim, known = model.claims[i], [term.term for term in terms]
    a, relation, b = claim.relation
    for at, end in ((0, a), (2, b)):
        if end not in known:
            read.complain(("claims", i, "relation", at), f"claim {i + 1} speaks of '{end}', which is no term.{nearest(end, known)}")
    if relation not in RELATIONS:
        steps = ("claims", i, "relation", 1)
        read.complain(steps, f"there is no relation '{relation}' in claim {i + 1}.{nearest(relation, RELATIONS)}")
    return Claim(claim.says, a, relation, b, claim.hedge)
