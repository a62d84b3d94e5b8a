"""People counted for a live card: what each part of a card gives to each pattern of answers.

A part is a criterion, or one kind of event of it where events have weights of their own. The page adds parts up; it
knows neither people nor rules. Some leads stand at the end of the table as patterns of nobody, so that one can be
looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leadkit.errors import DataError, UnknownColumnError, nearest
from leadkit.scoring import Scorecard, patterns, score
from leadkit.scoring.counted import raw_ends
from leadkit.scoring.whole import cents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from leadkit.scoring import Criterion
    from leadkit.scoring.patterns import Patterns

    Array = np.ndarray[Any, Any]

MOST_ROWS = 50_000
MOST_BYTES = 900_000
WIDTHS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)  # hundredths
LEADS = 8
STOPS = 400


@dataclass(frozen=True)
class Part:
    """What is added up: a whole criterion, or one kind of event of it."""

    criterion: str
    name: str
    made: Criterion


@dataclass(frozen=True, eq=False)
class Counted:
    """People counted by what each part gives them.

    Parameters
    ----------
    ids : array of int
        One row a pattern, one column a part.
    worth : sequence of array of int
        For each part: one row an id, three columns, hundredths as it is, at least, at most.
    people, wins : array of int
        How many of each pattern; wins where they are known.
    leads : mapping of str to int
        The rows of some leads, who are counted elsewhere.
    width : int
        To how many hundredths the points of a part were rounded; 1 if they were not.
    """

    ids: Array
    worth: Sequence[Array]
    people: Array
    wins: Array | None
    leads: Mapping[str, int]
    width: int = 1


def parts_of(card: Scorecard, *, events: bool) -> tuple[Part, ...]:
    """Part a card.

    Parameters
    ----------
    card : Scorecard
        The card.
    events : bool
        Whether each kind of event is a part of its own, where events are added up.

    Returns
    -------
    tuple of Part
        In the order of the card.
    """
    found = []
    for one in card.criteria:
        kinds = one.activities if events else ()
        whole = replace(one, activities=() if kinds else one.activities, floor=None, cap=None, weight=1)
        if whole.rules or whole.activities:
            found.append(Part(one.name, one.name, whole))
        found += [
            Part(one.name, f"{one.name}.{kind.name}", replace(whole, rules=(), activities=(kind,))) for kind in kinds
        ]
    return tuple(replace(part, made=replace(part.made, name=f"part_{at}")) for at, part in enumerate(found))


def counted(
    people: Any,  # noqa: ANN401 - as lk.score takes it
    card: Scorecard,
    parts: Sequence[Part],
    leads: Sequence[str],
    *,
    as_of: str | date | None,
    horizon_days: int | None,
    wins: str | None,
) -> Counted:
    """Count people by what each part of a card gives them.

    Parameters
    ----------
    people, card, as_of, horizon_days, wins
        As for :func:`leadkit.scoring.patterns`.
    parts : sequence of Part
        From :func:`parts_of`.
    leads : sequence of str
        Some of the people, to be shown one by one.

    Returns
    -------
    Counted
    """
    split = replace(card, criteria=tuple(part.made for part in parts), tiers=(), axes=(), examples=())
    found = patterns(people, by=split, as_of=as_of, horizon_days=horizon_days, wins=wins)
    names = [part.made.name for part in parts]
    worth = [np.stack(raw_ends(found.answers[name].criterion, found.answers[name]), axis=1) for name in names]
    made = _merged(found, names, worth)
    return _with_leads(made, _each(people, split, names, leads, as_of))


def _merged(found: Patterns, names: Sequence[str], worth: Sequence[Array]) -> Counted:
    """Merge patterns that are worth the same; round what parts are worth until the table is small enough."""
    ids = found.table[names].to_numpy()
    counts = found.table[["people", *(["wins"] if "wins" in found.table else [])]]
    for width in WIDTHS:
        rounded = [np.floor_divide(2 * one + width, 2 * width) * width for one in worth]
        distinct = [np.unique(one, axis=0, return_inverse=True) for one in rounded]
        own = pd.DataFrame({at: inverse.reshape(-1)[ids[:, at]] for at, (_, inverse) in enumerate(distinct)})
        rows = own.assign(**counts).groupby(list(own.columns), sort=True, as_index=False).sum()
        size = len(rows) * (sum(_bytes(len(one)) for one, _ in distinct) + 8)
        if (len(rows) <= MOST_ROWS and size <= MOST_BYTES) or width == WIDTHS[-1]:
            break
    won = rows["wins"].to_numpy() if "wins" in rows else None
    return Counted(
        rows[list(own.columns)].to_numpy(), [one for one, _ in distinct], rows["people"].to_numpy(), won, {}, width
    )


def _bytes(ids: int) -> int:
    return 1 if ids <= 1 << 8 else 2 if ids <= 1 << 16 else 4


def _each(
    people: Any,  # noqa: ANN401 - as lk.score takes it
    split: Scorecard,
    names: Sequence[str],
    leads: Sequence[str],
    as_of: str | date | None,
) -> Mapping[str, list[list[int]]]:
    """Ask what each part gives to each of some leads, in hundredths."""
    if not leads:
        return {}
    asked = [column for name in names for column in (f"{name}_points", f"{name}_low", f"{name}_high")]
    told = score(people, by=split, as_of=as_of, columns=asked).set_index("person_id")
    return {
        lead: [[cents(told.loc[lead, column]) for column in asked[3 * at : 3 * at + 3]] for at in range(len(names))]
        for lead in leads
    }


def _with_leads(made: Counted, leads: Mapping[str, list[list[int]]]) -> Counted:
    """Put leads at the end of the table, as patterns of nobody."""
    if not leads:
        return made
    worth = [np.vstack([one, [row[at] for row in leads.values()]]) for at, one in enumerate(made.worth)]
    added = np.array([[len(one) + n for one in made.worth] for n in range(len(leads))])
    nobody = np.zeros(len(leads), "int64")
    return replace(
        made,
        ids=np.vstack([made.ids, added]),
        worth=worth,
        people=np.append(made.people, nobody),
        wins=None if made.wins is None else np.append(made.wins, nobody),
        leads={lead: len(made.ids) + n for n, lead in enumerate(leads)},
    )


def some_leads(people: Any, by: Scorecard, as_of: str | date | None) -> list[str]:  # noqa: ANN401 - as above
    """Choose a few people of different scores, the best known first among equals."""
    told = score(people, by=by, as_of=as_of, columns=["score", "coverage"]).sort_values(
        ["score", "coverage", "person_id"]
    )
    told = told.drop_duplicates("score", keep="last")
    places = np.unique(np.linspace(len(told) - 1, 0, min(LEADS, len(told))).astype(int))[::-1]
    return [str(one) for one in told["person_id"].iloc[places]]


def best_list(people: Any, wins: str | None, best: str | None) -> Array | None:  # noqa: ANN401 - as above
    """Count the wins of the best list of each length, at a few hundred lengths."""
    if best is None:
        return None
    if not isinstance(people, pd.DataFrame) or wins is None:
        raise DataError("best= names a column of a DataFrame, and needs wins= to name another: give both.")
    if best not in people:
        raise UnknownColumnError(
            f"best= names the column '{best}', which the people lack.{nearest(best, people.columns)}"
        )
    order = people.sort_values([best, "person_id"], ascending=[False, True])
    found = order[best].astype("float64").fillna(0).cumsum().to_numpy()
    at = np.unique(np.linspace(1, len(order), min(STOPS, len(order))).astype(int)) if len(order) else np.zeros(0, int)
    return np.stack([at, found[at - 1]])
