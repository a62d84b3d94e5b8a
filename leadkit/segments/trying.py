"""The tests that a segmentation brings along: people made up, and placed like anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit import door, engine, made_up
from leadkit.segments.asking import a_segmentation
from leadkit.segments.select import GIVEN, Select
from leadkit.trees import named

if TYPE_CHECKING:
    import pandas as pd

    from leadkit.segments.values import Segmentation


def trials(segmentation: Segmentation) -> pd.DataFrame:
    """Run the tests of a segmentation.

    Parameters
    ----------
    segmentation : Segmentation
        The segmentation, with its ``examples``. Quantile grades have to be given, since nobody else is there to be
        ranked among; whoever is given a measure is somebody of whom it speaks.

    Returns
    -------
    DataFrame
        One row a test: test (counted from 1), given (as text), name (``segment``), expected, found and passed.

    Examples
    --------
    >>> from leadkit.conditions import Condition
    >>> from leadkit.segments import Example, Segment, Segmentation
    >>> buyer, test = Segment("buyer", Condition("purchases > 0")), Example({"purchases": 3}, "buyer")
    >>> trials(Segmentation("small", Condition("TRUE"), (), (buyer,), examples=(test,)))["passed"].tolist()
    [True]
    """
    a_segmentation(segmentation)
    found = _placed(segmentation) if segmentation.examples else []
    rows = [
        (number, made_up.said(one.given), "segment", one.segment, place, place == one.segment)
        for number, (one, place) in enumerate(zip(segmentation.examples, found, strict=True), 1)
    ]
    return made_up.verdicts(rows)


def _placed(one: Segmentation) -> list[str]:
    """Place the people of the tests, in their order."""
    measured = {name: f"{GIVEN}{name}" for name in one.measured}
    given = [{measured.get(name, name): cell for name, cell in test.given.items()} for test in one.examples]
    kinds = door.kinds_asked(one.conditions)
    numbers = dict.fromkeys(measured.values(), "number")
    people = made_up.people(given, [*one.reads, *numbers], {**kinds, **numbers}, one.name)
    source = door.enter(people.astype(dict.fromkeys(numbers, "Float64")), None, one.conditions, besides=one.measured)
    select = Select(one, engine.columns_of(source), tests=True)
    rows = engine.run(select.whole(named("person_id"), ["segment"]), {"people": source}).set_index("person_id")
    return [str(rows.loc[str(number), "segment"]) for number in range(len(one.examples))]
