"""What a scorecard's YAML may hold, field by field; what a card must be beyond that, its own values hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from leadkit.errors import nearest
from leadkit.packs.models import BookModel, Cell, Line, Model, Text, Word
from leadkit.scoring.whole import MOST_DAYS, cents

_EXPECT = ("tier", "grade", "score", "score_low", "score_high", "coverage")


def _number(value: object) -> object:
    """Take a number with at most two decimals."""
    cents(value)
    return value


Points = Annotated[Any, PlainValidator(_number), WithJsonSchema({"type": "number", "multipleOf": 0.01})]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]
Policy = Literal["first", "sum", "max"]


class RuleModel(Model):
    """A condition, its points and its reason."""

    name: Word
    when: Line
    points: Points
    because: Text


class DecayModel(Model):
    """How points fade: one of the two."""

    half_life_days: Days | None = None
    linear_to_days: Days | None = None

    @model_validator(mode="after")
    def _one(self) -> DecayModel:
        if (self.half_life_days is None) == (self.linear_to_days is None):
            raise ValueError("give either half_life_days or linear_to_days")
        return self


class ActivityModel(Model):
    """A kind of dated event, its points and its reason."""

    name: Word
    event: Word
    points: Points
    because: Text
    once: bool = False
    within_days: Days | None = None
    per_day_max: Days | None = None
    decay: DecayModel | None = None


class CriterionModel(Model):
    """One question of the card."""

    name: Word
    label: Text | None = None
    asks: Text | None = None
    policy: Policy = "sum"
    floor: Points | None = None
    cap: Points | None = None
    weight: Points = 1
    rules: list[RuleModel] = []
    activities: list[ActivityModel] = []


class TierModel(Model):
    """A named condition on the score."""

    name: Word
    label: Text | None = None
    when: Line
    remark: Text | None = None


class AxisModel(Model):
    """Criteria that are added up and cut into grades."""

    label: Text | None = None
    criteria: Annotated[list[str], Field(min_length=1)]
    cuts: Annotated[list[Points], Field(min_length=1, max_length=8)]


class EventModel(Model):
    """A dated event of a test."""

    event: Word
    days_ago: Annotated[int, Field(ge=0, le=MOST_DAYS * 10)]


def _expected(value: object) -> object:
    """Part what a test gives from what it expects."""
    if not isinstance(value, dict):
        return value
    known = ("given", "events", *_EXPECT)
    for name in value:
        if name not in known and not str(name).endswith("_points"):
            raise ValueError(f"'{name}' is nothing that a test gives or expects.{nearest(str(name), known)}")
    return {
        "given": value.get("given", {}),
        "events": value.get("events", []),
        "expect": {name: told for name, told in value.items() if name not in ("given", "events")},
    }


class ExampleModel(Model):
    """A person made up, and what is expected of them."""

    given: dict[str, Cell] = {}
    events: list[EventModel] = []
    expect: dict[str, Any] = {}


_ANY = {"type": "object", "description": "given, events, and what is expected: tier, grade, score, ..."}
Trial = Annotated[ExampleModel, BeforeValidator(_expected), WithJsonSchema(_ANY)]


class ScorecardModel(BookModel):
    """A scorecard (``kind: scorecard``)."""

    kind: Literal["scorecard"]
    criteria: list[CriterionModel]
    axes: dict[Word, AxisModel] = {}
    tiers: list[TierModel] = []
    tests: list[Trial] = []
