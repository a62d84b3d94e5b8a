"""What a pack may hold, kind by kind: pydantic checks it, and every complaint becomes one sentence with its place.

A kind of pack is one class, as in :data:`KINDS`. Nothing is converted silently (``strict``) and nothing unknown is
skipped (``extra="forbid"``): a misspelt field that does nothing is the slip that costs a trainer an afternoon.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the type
import math
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from leadkit.errors import nearest
from leadkit.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.packs.reading import Read

RELATIONS = ("equal", "inside", "contains", "apart", "overlap")
MARKS = {"code": "read in the source", "doc": "the vendor's page", "3P": "a third party", "ran": "executed"}
WANTED = {
    "string_type": "a text (in quotes, if it reads like a number, a day or a yes)",
    "int_type": "a whole number",
    "list_type": "a list (lines that start with '- ')",
    "dict_type": "a mapping of fields",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "date_type": "a day such as 2023-07-14",
}
HUGE = 10**40
_ONE = {"criteria": "criterion", "activities": "activity", "axes": "axis"}  # of several
_VERBS = ("definitions", "scorecard", "segmentation", "profile", "playbook")
READ_BY = {**{verb: verb for verb in _VERBS}, "crm": "definitions"}  # kind of pack to the verb that reads it


def _text(value: object) -> object:
    """Take a text in one language or in several."""
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, dict) and value:
        for lang, words in value.items():
            if lang not in LANGUAGES:
                raise ValueError(f"there is no language {_shown(lang)}.{nearest(lang, LANGUAGES)}")
            if not isinstance(words, str) or not words.strip():
                raise ValueError(f"the text for '{lang}' should be words, not {_shown(words)}")
        return value
    raise ValueError(f"this should be a text, or texts by language {{en: ..., th: ..., vi: ...}}, not {_shown(value)}")


def as_value(value: object) -> object:
    """Take a number, a text, or a yes or no."""
    if isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ValueError(f"a value is a number, a text, or true or false, not {_shown(value)}")


_BY_LANGUAGE = {
    "type": "object",
    "properties": {lang: {"type": "string", "minLength": 1} for lang in LANGUAGES},
    "additionalProperties": False,
    "minProperties": 1,
}
_TEXT_SCHEMA: dict[str, Any] = {
    "description": "A text, or one a language.",
    "anyOf": [{"type": "string", "minLength": 1}, _BY_LANGUAGE],
}
Text = Annotated[Any, PlainValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Relation = Literal["equal", "inside", "contains", "apart", "overlap"]
Family = Literal[
    "a lead that is converted", "one person with a stage", "one row that changes", "a lead before the deal"
]
Value = Annotated[Any, PlainValidator(as_value), WithJsonSchema({"type": ["number", "string", "boolean"]})]


def _listed(value: object) -> object:
    """Read one name as a list of one."""
    return [value] if isinstance(value, str) else value


def _cell(value: object) -> object:
    """Take a cell of a person: a value, or nothing."""
    return None if value is None else as_value(value)


Cell = Annotated[Any, PlainValidator(_cell), WithJsonSchema({"type": ["number", "string", "boolean", "null"]})]


def plain_value(value: object) -> object:
    """Read a parameter that is given as its value alone."""
    return value if isinstance(value, dict) else {"value": value}


class Model(BaseModel):
    """A part of a pack: nothing unknown, nothing converted, nothing changed later."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


M = TypeVar("M", bound=Model)


class SourceModel(Model):
    """Where the sentences come from."""

    title: Text
    publisher: Text = ""
    date: dt.date | None = None
    language: Literal["en", "th", "vi"] = "en"


class ParamModel(Model):
    """What the source leaves open: its value here, and at most 40 stops for a slider."""

    value: Value
    stops: Annotated[list[Value], Field(max_length=40)] = []
    says: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> ParamModel:
        for stop in self.stops:
            if kind_of(stop) != kind_of(self.value):
                raise ValueError(f"the stop {_shown(stop)} is not of the kind of the value {_shown(self.value)}")
        return self


class BookModel(Model):
    """What scorecards, segmentations and profiles have in common."""

    name: Word
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    source: Annotated[
        list[Annotated[str, StringConstraints(min_length=1)]],
        BeforeValidator(_listed),
        WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
    ] = []
    remark: Text | None = None
    params: dict[Word, Annotated[ParamModel, BeforeValidator(plain_value)]] = {}


class TermModel(Model):
    """A word, its sentence and its condition."""

    term: Word
    label: Text | None = None
    says: Text
    when: Line
    remark: Text | None = None
    hedge: Text | None = None


class CrmTermModel(TermModel):
    """A word of a CRM, and how it is known."""

    evidence: Annotated[str, StringConstraints(pattern=rf"^({'|'.join(MARKS)}): \S.*$")]


class ClaimModel(Model):
    """What a source says about two of its own terms."""

    says: Text
    relation: Annotated[list[str], Field(min_length=3, max_length=3)]
    hedge: Text | None = None


class DefinitionsModel(Model):
    """An article's definitions (``kind: definitions``)."""

    kind: Literal["definitions"]
    name: Word
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    source: SourceModel
    remark: Text | None = None
    params: dict[Word, Annotated[ParamModel, BeforeValidator(plain_value)]] = {}
    terms: Annotated[list[TermModel], Field(min_length=1, max_length=200)]
    claims: list[ClaimModel] = []


class CrmModel(DefinitionsModel):
    """What a CRM calls a person (``kind: crm``): the same, with the evidence of every term."""

    kind: Literal["crm"]  # type: ignore[assignment]  # a pack is of one kind or the other
    family: Family
    terms: Annotated[list[CrmTermModel], Field(min_length=1, max_length=200)]  # type: ignore[assignment]  # narrower


KINDS: dict[str, type[DefinitionsModel]] = {"definitions": DefinitionsModel, "crm": CrmModel}


def kind_of(value: object) -> str:
    """Name the kind of a parameter's value.

    Examples
    --------
    >>> kind_of(True), kind_of(2.5), kind_of("TH")
    ('yes or no', 'number', 'text')
    """
    if isinstance(value, bool):
        return "yes or no"
    return "number" if isinstance(value, (int, float)) else "text"


def checked(read: Read, kinds: Mapping[str, type[M]]) -> M:
    """Check what was read against the model of its kind.

    Parameters
    ----------
    read : Read
        From :mod:`leadkit.packs.reading`.
    kinds : mapping of str to Model
        The kinds that are wanted here, such as :data:`KINDS`.

    Returns
    -------
    Model
        The pack, every field of the right kind.

    Raises
    ------
    PackError
        One sentence about the first fault in the file.
    """
    if not isinstance(read.data, dict):
        read.complain((), f"a pack is a mapping of fields, such as 'kind: {next(iter(kinds))}'.")
    kind = read.data.get("kind")
    if isinstance(kind, str) and kind in READ_BY and kind not in kinds:
        read.complain(("kind",), f"this is a pack of kind '{kind}': read it with lk.{READ_BY[kind]}(...).")
    if not isinstance(kind, str) or kind not in kinds:
        said = "the field 'kind' is missing." if "kind" not in read.data else f"there is no kind {_shown(kind)}."
        read.complain(("kind",), said + nearest(str(kind), kinds))
    try:
        return kinds[kind].model_validate(read.data)
    except ValidationError as error:
        _first_fault(read, error, kinds[kind])


def _first_fault(read: Read, error: ValidationError, model: type[Model]) -> NoReturn:
    """Say the fault that stands first in the file; of a field misspelt, the spelling rather than what is missing."""
    faults: list[tuple[int, int, tuple[Any, ...], Any]] = []
    for fault in error.errors(include_url=False):
        steps = tuple(step for step in fault["loc"] if step not in ("[key]", "bool", "int", "float", "str"))
        faults.append((read.line(steps), len(faults), steps, fault))
    misspelt = {found[2][:-1] for found in faults if found[3]["type"] == "extra_forbidden"}
    said = [found for found in faults if found[3]["type"] != "missing" or found[2][:-1] not in misspelt]
    _, _, steps, fault = min(said, key=lambda found: found[:2])
    read.complain(steps, _sentence(steps, fault, model))


def _sentence(steps: tuple[Any, ...], fault: Any, model: type[Model]) -> str:  # noqa: ANN401 - pydantic's own
    """Say what is wrong with one field, and what to write instead."""
    field, holder, kind = _path(steps), _path(steps[:-1]) or "the pack", fault["type"]
    said, given = fault["msg"][:1].lower() + fault["msg"][1:], _shown(fault["input"])
    context = fault.get("ctx", {})
    sentences = {
        "extra_forbidden": lambda: f"{_shown(steps[-1])} is not a field of {holder}.{_meant(steps, model)}",
        "missing": lambda: f"the field '{steps[-1]}' of {holder} is missing.",
        "value_error": lambda: f"in {field}, {str(context['error']).rstrip('.')}{'' if said.endswith('?') else '.'}",
        "literal_error": lambda: f"{field} cannot be {given}; it is one of {context['expected']}.",
        "string_pattern_mismatch": lambda: f"{field} cannot be {given}: {_shape(context['pattern'])}.",
    }
    if kind in sentences:
        return sentences[kind]()
    if kind in WANTED:
        return f"{field} should be {WANTED[kind]}, not {given}."
    return f"{field} is not right: {said}."


def _meant(steps: tuple[Any, ...], model: type[Model]) -> str:
    """Offer the field that was meant."""
    inner: type[BaseModel] = model
    for step in steps[:-1]:
        if isinstance(step, str) and step in inner.model_fields:
            inner = _inside(inner.model_fields[step].annotation) or inner
    return nearest(str(steps[-1]), inner.model_fields)


def _path(steps: tuple[Any, ...]) -> str:
    """Say which field: "'points' of rule 2 of criterion 1"."""
    phrases: list[str] = []
    for step in steps:
        if not isinstance(step, int):
            phrases.append(_shown(step))
            continue
        several = phrases.pop().strip("'") if phrases else "item"
        phrases.append(f"{_ONE.get(several, several.rstrip('s'))} {step + 1}")
    return " of ".join(reversed(phrases))


def _inside(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type, however it is written
    """Find the model inside an annotation such as ``list[TermModel]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _inside(part))), None)


def _shape(pattern: str) -> str:
    if "3P" in pattern:
        return f"start with {', '.join(MARKS)} and a colon, then say where, as in 'doc: help page on converting'"
    return "use lower-case letters a to z, digits and _, and start with a letter"


def _shown(value: object) -> str:
    """Show a value in a complaint, shortly."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) > HUGE:  # Python stumbles over writing thousands of digits
        return "a number of very many digits"
    text = re.sub(r"\s+", " ", str(value))
    return f"'{text[:40]}{'...' if len(text) > 40 else ''}'"
