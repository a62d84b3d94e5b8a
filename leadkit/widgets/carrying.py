"""People who come along to a page with what schools say of them, so that it can tell of them without Python.

Some of each pattern of answers, the first by their ids. What is said of many is written down once: a verdict rests on
sentences, and both are numbered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlglot import exp

from leadkit import engine
from leadkit.definitions.asking import asked
from leadkit.definitions.verdicts import reasons
from leadkit.door import enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadkit.definitions import Definition

    Array = np.ndarray[Any, Any]

MOST_BYTES = 350_000
LISTED = 12  # of a pattern, and of a region
ASIDE = "answer of school {}"  # columns that no table has
PLACE = "place in its pattern"


@dataclass(frozen=True, eq=False)
class Carried:
    """Some people of each pattern of answers, and why each school answers as it does.

    Parameters
    ----------
    ids : tuple of str
        In the order of their ids.
    of : array of int
        The row of each one's pattern.
    why : array of int
        One row a person, one column a school: a row of `whys`.
    whys : list of tuple of int
        The sentences that a verdict rests on, by their numbers.
    sentences : list of str
        Each once.
    """

    ids: tuple[str, ...]
    of: Array
    why: Array
    whys: Sequence[tuple[int, ...]]
    sentences: Sequence[str]


def codes_of(answers: pd.DataFrame) -> Array:
    """Write yes, no and unknown as 0, 1 and 2.

    Examples
    --------
    >>> codes_of(pd.DataFrame({"a": pd.array([True, None, False], dtype="boolean")})).ravel().tolist()
    [0, 2, 1]
    """
    told = [np.where(one.isna(), 2, np.where(one.fillna(value=False), 0, 1)) for _, one in answers.items()]
    return np.stack(told, axis=1).astype("uint8")


def carried(source: Any, chosen: Sequence[Definition], codes: Array, lang: str) -> Carried:  # noqa: ANN401 - an engine input
    """Take some people of each pattern along: as many as there is room for, of every pattern before more of one.

    Parameters
    ----------
    source : engine Input
        People who have come in by the door.
    chosen : list of Definition
        The schools.
    codes : array of int
        The patterns of their answers.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Carried
    """
    found = engine.run(_some(chosen, source), {"people": source})
    rows = {row.tobytes(): at for at, row in enumerate(codes)}
    answers = codes_of(found[[ASIDE.format(at) for at in range(len(chosen))]])
    of = np.array([rows[row.tobytes()] for row in answers], "int64")
    place = pd.Series(of).groupby(of).cumcount().to_numpy() if len(of) else of
    order = np.lexsort([of, place])
    told = reasons(enter(found, None, [one.when for one in chosen]), by=chosen, lang=lang, labels=True)
    why = [[verdict.why for verdict in each] for each in told]
    while True:
        kept = np.sort(order)
        made = _packed(
            [str(found["person_id"].iloc[at]) for at in kept], of[kept], [[one[at] for at in kept] for one in why]
        )
        size = len(json.dumps([made.ids, made.whys, made.sentences], ensure_ascii=False).encode()) + 4 * made.why.size
        if size <= MOST_BYTES:
            return made
        order = order[: int(len(order) * 0.9 * MOST_BYTES / size)]


def _packed(ids: Sequence[str], of: Array, why: Sequence[Sequence[tuple[str, ...]]]) -> Carried:
    """Number the sentences and the lists of them, each once."""
    sentences: dict[str, int] = {}
    whys: dict[tuple[int, ...], int] = {}
    numbers = np.zeros((len(ids), len(why)), "int64")
    for school, each in enumerate(why):
        for at, parts in enumerate(each):
            told = tuple(sentences.setdefault(part, len(sentences)) for part in parts)
            numbers[at, school] = whys.setdefault(told, len(whys))
    return Carried(tuple(ids), of, numbers, list(whys), list(sentences))


def _some(chosen: Sequence[Definition], source: Any) -> exp.Select:  # noqa: ANN401 - an engine input
    """Write the SELECT of the first people of each pattern, with what the schools ask of them."""
    reads = dict.fromkeys(["person_id", *(name for one in chosen for name in one.when.columns)])
    told = [exp.column(name, quoted=True) for name in reads]
    aside = [exp.column(ASIDE.format(at), quoted=True) for at in range(len(chosen))]
    answers = [
        exp.alias_(one.this, name.name, quoted=True) for one, name in zip(asked(chosen, source), aside, strict=True)
    ]
    person = exp.column("person_id", quoted=True)
    order = exp.Order(expressions=[person.copy()])
    place = exp.Window(this=exp.RowNumber(), partition_by=[one.copy() for one in aside], order=order)
    inner = exp.select(*told, *answers).from_("people").where(exp.not_(person.copy().is_(exp.null())))
    numbered = exp.select(*told, *aside, exp.alias_(place, PLACE, quoted=True)).from_(inner.subquery("asked"))
    first = exp.LTE(this=exp.column(PLACE, quoted=True), expression=exp.Literal.number(LISTED))
    return exp.select(*told, *aside).from_(numbered.subquery("numbered")).where(first).order_by(person.copy())
