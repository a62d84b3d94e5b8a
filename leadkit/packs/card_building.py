"""Building a scorecard: what was read and checked becomes the values, every complaint with its line.

What a card must be is held by its values (``leadkit.scoring.validity``), which know the way to a field but not the
file; here that way becomes a line.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from leadkit.conditions import Condition
from leadkit.packs.building import bound_condition, head, held, parameters
from leadkit.scoring import Activity, Axis, Criterion, Decay, Example, Rule, Scorecard, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.packs.card_models import ActivityModel, CriterionModel, ScorecardModel
    from leadkit.packs.reading import Read
    from leadkit.provenance import Parameter


def dealt(read: Read, model: ScorecardModel, params: Mapping[str, bool | float | str]) -> Scorecard:
    """Make the scorecard of a pack.

    Parameters
    ----------
    read : Read
        The file, for the places.
    model : ScorecardModel
        What was checked.
    params : mapping
        Values of parameters, instead of the pack's own.

    Returns
    -------
    Scorecard
        Parameters bound.

    Raises
    ------
    UnknownNameError
        There is no such parameter.
    PackError
        It does not hold together.
    ConditionError
        A condition cannot be read.
    """
    model = model.model_copy(deep=True)
    given = parameters(model.params, params, model.name)
    criteria = tuple(_criterion(read, ("criteria", i), one, given) for i, one in enumerate(model.criteria))
    tiers = tuple(
        Tier(
            one.name,
            Condition(one.when, where=_where(read, ("tiers", i, "when"), f"tier '{one.name}'")),
            one.label,
            one.remark,
        )
        for i, one in enumerate(model.tiers)
    )
    axes = tuple(Axis(name, tuple(one.criteria), tuple(one.cuts), one.label) for name, one in model.axes.items())
    examples = tuple(
        Example(deepcopy(one.given), tuple((event.event, event.days_ago) for event in one.events), one.expect)
        for one in model.tests
    )
    fields = {**head(model, given), "criteria": criteria, "tiers": tiers, "axes": axes, "examples": examples}
    return held(read, f"scorecard '{model.name}'", lambda: Scorecard(**fields))


def _criterion(
    read: Read, steps: tuple[str | int, ...], model: CriterionModel, given: Mapping[str, Parameter]
) -> Criterion:
    rules = tuple(
        Rule(
            one.name,
            bound_condition(
                read, (*steps, "rules", i, "when"), one.when, f"rule '{one.name}' of criterion '{model.name}'", given
            ),
            one.points,
            one.because,
            one.when,
        )
        for i, one in enumerate(model.rules)
    )
    fields: dict[str, Any] = model.model_dump(include={"policy", "floor", "cap", "weight", "asks", "label"})
    return Criterion(model.name, rules, tuple(_activity(one) for one in model.activities), **fields)


def _activity(model: ActivityModel) -> Activity:
    fields: dict[str, Any] = model.model_dump(exclude={"decay"})
    return Activity(**fields, decay=Decay(**model.decay.model_dump()) if model.decay else None)


def _where(read: Read, steps: tuple[str | int, ...], what: str) -> str:
    return f"in {what} ({read.file}, line {read.line(steps)})"
