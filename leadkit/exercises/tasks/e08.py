"""Exercise 08: equals graded alike, borders that meet their aims, a no that nobody said, and shares that can tell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadkit.exercises.aims import as_person
from leadkit.exercises.choosing import Several
from leadkit.exercises.comparing import Aims, Number, People, Words
from leadkit.exercises.forms import Differs, Given, as_number
from leadkit.exercises.questions import Exercise, Question
from leadkit.packs import segmentation
from leadkit.segments import segment
from leadkit.shares import shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadkit.exercises.aims import Lacks, Person

WEEK, PART, DRAWN = 7, 1 / 4, 400
FRESH = "first_purchase_days == last_purchase_days and last_purchase_days <= 180"
NOT_FRESH = {
    "lately": "last_purchase_days <= 180",
    "stayed": "last_purchase_days <= 180 and first_purchase_days > last_purchase_days",
    "once": "first_purchase_days == last_purchase_days",
    "first": "first_purchase_days <= 180",
    "old": "last_purchase_days > 180",
}
BORDERS = ("often", "seldom")
KINDS = ("constant", "on_and_off", "when_needed", "one_visit", "never_came")
NO = {"need": "none", "ability_to_pay": "no"}  # what a clerk writes where nobody asked
LIST = "need_without_means"


def customers(given: Given) -> pd.DataFrame:
    """Keep those who have bought."""
    return given.everybody[given.everybody["purchases"].gt(0)]


def place(given: Given) -> int | None:
    """Find the smallest place that those share who have bought twice, counted from the fewest purchases."""
    bought = customers(given)["purchases"]
    return 1 + int(bought.lt(2).sum()) if bought.eq(2).any() else None


def other_place(given: Given, way: str) -> float | None:
    """Count it in another way, unless that happens to come to the same."""
    bought = customers(given)["purchases"]
    fewer, equal, more = (int(one.sum()) for one in (bought.lt(2), bought.eq(2), bought.gt(2)))
    ways = {"fewer": fewer, "last": fewer + equal, "middle": fewer + (equal + 1) / 2, "best": more + 1, "equal": equal}
    return None if ways[way] == place(given) else ways[way]


def who(given: Given, *, query: str = FRESH) -> list[str]:
    """List customers by a question."""
    return [str(one) for one in customers(given).query(query)["person_id"]]


def other_who(given: Given, query: str) -> list[str] | None:
    """List customers by another question, unless these happen to be the right ones."""
    found = who(given, query=query)
    return found if found and set(found) != set(who(given)) else None


@lru_cache(maxsize=2)  # one check asks for it once for each mistake that it knows
def gaps(given: Given) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Take the days between visits of all who have a rhythm, in order."""
    return np.sort(given.everybody["visit_gap_days"].dropna().to_numpy(float))


def held(given: Given, often: float, seldom: float) -> dict[str, int]:
    """Count the three kinds of rhythm."""
    rhythm = gaps(given)
    constant, rest = (int(np.searchsorted(rhythm, border, side="right")) for border in (often, seldom))
    return dict(zip(KINDS, (constant, rest - constant, len(rhythm) - rest), strict=False))


@lru_cache(maxsize=2)
def even(given: Given) -> Mapping[str, float] | None:
    """Find the two borders whose smallest kind is the largest, within the promises; None where they meet no aim 3."""
    days = range(WEEK, int(np.quantile(gaps(given), 0.9)) + 1) if len(gaps(given)) else ()
    pairs = [borders(often, seldom) for often, seldom in combinations(days, 2) if seldom >= 2 * WEEK]
    best = max(pairs, key=lambda pair: min(held(given, **pair).values()), default=None)
    return best if best and quarter(best, given) is None else None


def borders(often: float, seldom: float) -> dict[str, float]:
    """Write two borders."""
    return {"often": often, "seldom": seldom}


def as_borders(answer: object, _: Given) -> dict[str, float]:
    """Read two numbers of days."""
    answer = answer.to_dict() if isinstance(answer, pd.Series) else answer
    if not isinstance(answer, Mapping) or set(answer) != set(BORDERS):
        raise Differs("own.form", names=", ".join(BORDERS))
    return {name: as_number(answer[name]) for name in BORDERS}


def no_aim(*_: object) -> None:
    """Stand for the form of an answer, which is seen when it is read."""


def in_order(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: there is room between the two borders."""
    return None if change["often"] < change["seldom"] else {}


def at_least(name: str, days: int) -> Callable[[Mapping[str, float], Given], Lacks]:
    """Aim: whoever comes every so many days lies on the nearer side of a border."""
    return lambda change, _: None if change[name] >= days else {"days": change[name]}


def quarter(change: Mapping[str, float], given: Given) -> Lacks:
    """Aim: each kind holds a quarter of those who have a rhythm."""
    count = held(given, **change)
    least = min(count, key=lambda kind: count[kind])
    told = {"kind": least, "many": count[least], "all": sum(count.values())}
    return None if count[least] >= PART * sum(count.values()) else told


def stands(person: Person, *, clerk: bool = False) -> str:
    """Say where somebody stands by need and ability to pay; or where, after a clerk has filled in what is not known."""
    told = {name: NO[name] if clerk and person.get(name) is None else person.get(name) for name in NO}
    row = pd.DataFrame([{"person_id": "she", "purchases": person.get("purchases", 0), **told}])
    return str(segment(row, by=segmentation("need_ability"))["segment"].iloc[0])


def not_bought(person: Person, _: Given) -> Lacks:
    """Aim: the segmentation speaks of her."""
    return {"row": {"purchases": person["purchases"]}} if stands(person) == "customer" else None


def listed(person: Person, _: Given) -> Lacks:
    """Aim: she stands in the list after the clerk."""
    return None if stands(person, clerk=True) == LIST else {"row": {name: person.get(name) for name in NO}}


def unasked(person: Person, _: Given) -> Lacks:
    """Aim: she did not stand in it before."""
    return {} if stands(person) == LIST else None


def nothing_known(given: Given) -> str | None:
    """Find somebody of whom it is not known whether she needs it, if there is anybody."""
    told = segment(given.everybody, by=segmentation("need_ability"))
    return next(map(str, told.loc[told["segment"].eq("not_known"), "person_id"]), None)


@lru_cache(maxsize=2)
def rates(given: Given) -> pd.DataFrame:
    """Count buyers among some drawn by lot, by how often they come; `apart`: the rate is not in the interval."""
    drawn = given.everybody.sample(min(DRAWN, len(given.everybody)), random_state=8)
    kind = segment(drawn, by=segmentation("visit_rhythm"))["segment"]
    bought = drawn["purchases"].gt(0).astype(bool)
    told = pd.DataFrame(bought.groupby(kind).agg(people="size", yes="sum"))
    told = told.join(shares(told["yes"], told["people"])).assign(rate=bought.mean())
    return told.assign(apart=told["low"].gt(told["rate"]) | told["high"].lt(told["rate"]))


def apart(given: Given) -> set[str] | None:
    """Name the kinds that can be told apart from everybody."""
    return set(rates(given).query("apart").index) or None


def other_kinds(given: Given, way: str) -> set[str] | None:
    """Name kinds in another way, unless that happens to be the right answer."""
    told = rates(given)
    ways = {
        "all": told["people"].gt(0),
        "largest": told["share"].eq(told["share"].max()),
        "higher": told["share"].gt(told["rate"]),
        "overlapping": ~told["apart"],
        "many": told["people"].ge(60),
    }
    named = set(told.index[ways[way]])
    return named if named != apart(given) else None


EXERCISE = Exercise(
    "08_segmentation",
    (
        Question(
            "place",
            "place",
            Number(),
            expected=place,
            wrong={way: partial(other_place, way=way) for way in ("fewer", "last", "middle", "best", "equal")},
        ),
        Question(
            "fresh",
            "fresh",
            People(("first_purchase_days", "last_purchase_days")),
            expected=lambda given: who(given) or None,
            wrong={name: partial(other_who, query=query) for name, query in NOT_FRESH.items()},
        ),
        Question(
            "borders",
            "borders",
            Aims(
                as_borders,
                {
                    "form": no_aim,
                    "order": in_order,
                    "week": at_least("often", WEEK),
                    "fortnight": at_least("seldom", 2 * WEEK),
                    "quarter": quarter,
                },
            ),
            expected=even,
            wrong={
                "as_it_is": lambda given: borders(14, 60) if quarter(borders(14, 60), given) else None,
                "turned": lambda _: borders(30, 10),
                "strict": lambda _: borders(3, 30),
                "soon": lambda _: borders(7, 12),
                "one_kind": lambda _: borders(7, 365),
                "one_border": lambda _: {"often": 10},
            },
            points=2,
        ),
        Question(
            "wrongly",
            "wrongly",
            Aims(as_person, {"bought": not_bought, "listed": listed, "said": unasked}),
            expected=lambda _: {"need": "pressing"},
            wrong={
                "said_no": lambda _: {"need": "pressing", "ability_to_pay": "no"},
                "need_not_known": lambda _: {"ability_to_pay": "no"},
                "bought": lambda _: {"need": "some", "purchases": 2},
                "other_word": lambda _: {"need": "pressing", "ability_to_pay": "unknown"},
                "nothing_known": nothing_known,
            },
            points=2,
        ),
        Question(
            "apart",
            "apart",
            Several(KINDS),
            expected=apart,
            wrong={way: partial(other_kinds, way=way) for way in ("all", "largest", "higher", "overlapping", "many")},
            points=2,
        ),
        Question(
            "choice",
            "choice",
            Words(120),
            expected=lambda _: "-" * 120,
            wrong={"short": lambda _: "behaviour", "number": lambda _: 4, "list": lambda _: ["rfm", "behaviour"]},
            points=3,
        ),
    ),
)
