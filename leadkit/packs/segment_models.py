"""What the YAML of segmentations, profiles and playbooks may hold; what they must be beyond that, their values hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from leadkit.packs.models import BookModel, Cell, Line, Model, Text, Value, Word

NONE = "none"  # a play that is none; as `otherwise`, that nobody is left


def _named(value: object) -> object:
    """Read a name alone; of none, those who should not be."""
    return {"name": "otherwise" if value == NONE else value} if isinstance(value, str) else value


class MeasureModel(Model):
    """A number, cut into grades or not; or a profile."""

    of: Line | None = None
    profile: str | None = None
    grades: int | None = None
    cuts: list[Value] | None = None
    best: Literal["high", "low"] | None = None

    @model_validator(mode="after")
    def _one(self) -> MeasureModel:
        if (self.of is None) == (self.profile is None):
            raise ValueError("give either of (a number, such as last_purchase_days) or profile (its name)")
        return self


class LeftModel(Model):
    """A segment without a condition: those who are left, outside, or not known."""

    name: Word
    play: Word = NONE
    label: Text | None = None
    remark: Text | None = None


class SegmentModel(LeftModel):
    """A named condition with a play."""

    when: Line


class SegmentTestModel(Model):
    """A person made up, by columns or measures, and the segment expected."""

    given: dict[str, Cell] = {}
    segment: Word


Left = Annotated[LeftModel, BeforeValidator(_named, json_schema_input_type=str | LeftModel)]


class SegmentationModel(BookModel):
    """A segmentation (``kind: segmentation``)."""

    kind: Literal["segmentation"]
    over: Line
    measures: dict[Word, MeasureModel] = {}
    segments: list[SegmentModel]
    otherwise: Left
    outside: Left = LeftModel(name="outside")
    unknown: Left = LeftModel(name="unknown")
    playbook: str | None = None
    tests: list[SegmentTestModel] = []


class PartModel(Model):
    """One trait of the target."""

    name: Word
    when: Line
    weight: Value = 1
    says: Text | None = None


class ProfileModel(BookModel):
    """A target profile (``kind: profile``)."""

    kind: Literal["profile"]
    parts: list[PartModel]


class PlayModel(Model):
    """One thing to do."""

    does: Text
    for_whom: Text
    why: Text
    source: Text
    label: Text | None = None


class PlaybookModel(Model):
    """Plays by name (``kind: playbook``)."""

    kind: Literal["playbook"]
    name: Word
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    remark: Text | None = None
    plays: Annotated[dict[Word, PlayModel], Field(min_length=1)]
