"""Exercise 05: a score added up by hand, what is lost and what is only not asked, and a card that meets its aims."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from leadkit.exercises.aims import as_person
from leadkit.exercises.comparing import Aims, Number, People, Table, Words
from leadkit.exercises.forms import Differs, Given, as_number
from leadkit.exercises.questions import Exercise, Question
from leadkit.packs import scorecard
from leadkit.scoring import score

if TYPE_CHECKING:
    from leadkit.exercises.aims import Lacks, Person
    from leadkit.scoring import Scorecard

ASKED = {"budget": "stated_budget", "authority": "authority", "need": "need", "timescale": "timescale"}
FULL, BORDER, KEPT = 25, 75, 1 / 4
# The best that somebody can say of whom nobody knows whether she decides.
SILENT = {"budget": FULL, "authority": 0, "need": FULL, "timescale": FULL}
READY = {"need": "pressing", "timescale": "definite"}


def price(given: Given) -> float:
    """Take the middle of all budgets that people named as the price."""
    named = given.everybody["stated_budget"].dropna()
    return float(named.median()) if len(named) else 20_000.0


def card(given: Given) -> Scorecard:
    """Take BANT at that price."""
    return scorecard("bant", list_price=price(given))


@lru_cache(maxsize=2)  # one check asks for it once for each mistake that it knows
def scored(given: Given) -> pd.DataFrame:
    """Score the leads that somebody could call: reachable, nothing bought, and not one of our own."""
    people = given.everybody
    own = people["crm_role"].isin(["partner", "employee"])
    leads = people[people["purchases"].eq(0) & people["has_contact_details"] & ~own].reset_index(drop=True)
    told: pd.DataFrame = score(leads, by=card(given))
    known = {f"{letter}_known": leads[column].notna() for letter, column in ASKED.items()}
    return told.assign(**known, three=told["coverage"].eq(0.75))


def first(given: Given) -> pd.Series[float]:
    """Choose whom task 1 is about: if possible somebody with a budget and one letter that nobody asked."""
    return scored(given).sort_values(["three", "budget_points", "person_id"]).iloc[-1]


def by_hand(given: Given) -> float | None:
    """Give her score; there is no answer where nobody has any points."""
    return float(first(given)["score"]) if scored(given)["score"].gt(0).any() else None


def second(given: Given) -> pd.Series[float]:
    """Choose whom task 2 is about: somebody else, if possible with half an answer and one letter that nobody asked."""
    told = scored(given)
    half = told["need_points"].between(1, FULL - 1) & ~told["person_id"].eq(first(given)["person_id"])
    return told.assign(half=told["three"] & half).sort_values(["half", "person_id"]).iloc[-1]


def letters(lost: Mapping[str, float]) -> pd.DataFrame:
    """Make a table of points by letter."""
    return pd.DataFrame({"letter": [*lost], "points": [*lost.values()]})


def gone(given: Given, *, open_too: bool = False, noes_only: bool = False) -> pd.DataFrame:
    """Work out what each letter took away from one lead."""
    she, lost = second(given), {}
    for letter in ASKED:
        points, known = float(she[f"{letter}_points"]), bool(she[f"{letter}_known"])
        counts = (known or open_too) and (not noes_only or points == 0)
        lost[letter] = FULL - points if counts else 0.0
    return letters(lost)


def lost_points(given: Given) -> pd.DataFrame | None:
    """Work it out, where there are two leads, and the second has lost something."""
    told = gone(given) if len(scored(given)) > 1 else None
    return told if told is not None and told["points"].any() else None


def may_pass(given: Given, *, tier: str = "") -> list[str]:
    """List who is not qualified, and could be if the letters that nobody asked were full."""
    told = scored(given)
    told = told[told["score"].lt(BORDER) & told["score_high"].ge(BORDER)]
    return listed(told if not tier else told[told["tier"].eq(tier)])


def listed(told: pd.DataFrame) -> list[str]:
    """List ids."""
    return [str(one) for one in told["person_id"]]


def points_of(person: Person, given: Given) -> float:
    """Score one person, real or made up."""
    by = card(given)
    row = pd.DataFrame([{"person_id": "she", **{name: person.get(name) for name in by.reads}}])
    told: pd.DataFrame = score(row, by=by)
    return float(told["score"].iloc[0])


def qualified(person: Person, given: Given) -> Lacks:
    """Aim: the card calls her qualified."""
    points = points_of(person, given)
    return None if points >= BORDER else {"points": points}


def asked(person: Person, _: Given) -> Lacks:
    """Aim: her authority is known."""
    return {} if person.get("authority") is None else None


def decides_not(person: Person, _: Given) -> Lacks:
    """Aim: she does not decide."""
    return {} if person["authority"] == "decides" else None


def as_weights(answer: object, _: Given) -> dict[str, float]:
    """Read four weights and a border."""
    answer = answer.to_dict() if isinstance(answer, pd.Series) else answer
    names = [*ASKED, "border"]
    if not isinstance(answer, Mapping) or set(answer) != set(names):
        raise Differs("own.form", names=", ".join(names))
    return {name: as_number(answer[name]) for name in names}


def total(change: Mapping[str, float], points: Mapping[str, float]) -> float:
    """Add up four letters by their weights."""
    return sum(points[letter] * change[letter] for letter in ASKED)


def passing(change: Mapping[str, float], given: Given) -> int:
    """Count the leads who reach the border; a hair below it is on it, as in decimal arithmetic."""
    told = scored(given)
    points = told[[f"{letter}_points" for letter in ASKED]].to_numpy(float)
    return int((points @ [change[letter] for letter in ASKED] >= change["border"] - 1e-9).sum())


def now(given: Given) -> int:
    """Count whom the card lets pass as it is."""
    return passing({**dict.fromkeys(ASKED, 1.0), "border": BORDER}, given)


def above_zero(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: no weight turns an answer that speaks for somebody against her."""
    low = next((letter for letter in ASKED if change[letter] < 0), None)
    return {"letter": low} if low else None


def needs_authority(change: Mapping[str, float], _: Given) -> Lacks:
    """Aim: nobody passes whose authority is not known, whatever else she says."""
    most = total(change, SILENT)
    return None if most < change["border"] else {"points": most, "border": change["border"]}


def room(change: Mapping[str, float], given: Given) -> Lacks:
    """Aim: not more pass than do now."""
    many, most = passing(change, given), now(given)
    return None if many <= most else {"many": many, "most": most}


def lets_in(change: Mapping[str, float], given: Given) -> Lacks:
    """Aim: at least a quarter as many pass."""
    many, most = passing(change, given), now(given)
    return None if many >= KEPT * most else {"many": many, "most": most}


def no_aim(*_: object) -> None:
    """Stand for the form of an answer, which is seen when it is read."""


def weights(border: float, **other: float) -> dict[str, float]:
    """Write a change of the card."""
    return {**dict.fromkeys(ASKED, 1), **other, "border": border}


EXERCISE = Exercise(
    "05_bant_scoring",
    (
        Question(
            "by_hand",
            "by_hand",
            Number(),
            expected=by_hand,
            wrong={
                "best": lambda given: float(first(given)["score_high"]),
                "both": lambda given: float(first(given)["score"]) + 12,
                "scaled": lambda given: float(first(given)["score"]) / 0.75,
                "counted": lambda given: sum(first(given)[f"{letter}_points"] > 0 for letter in ASKED),
            },
        ),
        Question(
            "lost",
            "lost",
            Table(by=("letter",)),
            expected=lost_points,
            wrong={
                "open_too": lambda given: gone(given, open_too=True),
                "gained": lambda given: letters({one: float(second(given)[f"{one}_points"]) for one in ASKED}),
                "noes_only": lambda given: gone(given, noes_only=True),
                "nothing": lambda _: dict.fromkeys(ASKED, 0),
            },
        ),
        Question(
            "could_pass",
            "could_pass",
            People(("stated_budget", "authority", "need", "timescale")),
            expected=lambda given: may_pass(given) or None,
            wrong={
                "undecided": lambda given: may_pass(given, tier="undecided"),
                "gaps": lambda given: listed(scored(given).query("coverage < 1")),
                "passed_too": lambda given: listed(scored(given).query("score_high >= 75")),
                "on_the_border": lambda given: listed(scored(given).query("score < 75 and score_high > 75")),
                "passed": lambda given: listed(scored(given).query("score >= 75")),
            },
            points=2,
        ),
        Question(
            "breaker",
            "breaker",
            Aims(as_person, {"qualified": qualified, "asked": asked, "decides": decides_not}),
            expected=lambda given: {"stated_budget": price(given), "authority": "none", **READY},
            wrong={
                "all_yes": lambda given: {"stated_budget": price(given), "authority": "decides", **READY},
                "not_asked": lambda given: {"stated_budget": price(given), **READY},
                "too_few": lambda given: {"stated_budget": price(given), "authority": "none", "need": "some"},
                "half_the_price": lambda given: {"stated_budget": price(given) / 2, "authority": "none", **READY},
                "no_such_answer": lambda given: {"stated_budget": price(given), "authority": "no", **READY},
                "could": lambda given: may_pass(given)[0],
                "many": may_pass,
            },
            points=2,
        ),
        Question(
            "change",
            "change",
            Aims(
                as_weights,
                {"form": no_aim, "above_zero": above_zero, "authority": needs_authority, "room": room, "some": lets_in},
            ),
            expected=lambda given: weights(100, authority=2) if now(given) else None,
            wrong={
                "as_it_is": lambda _: weights(BORDER),
                "heavier": lambda _: weights(BORDER, authority=2),
                "other_letter": lambda _: weights(100, budget=2),
                "nobody": lambda _: weights(101),
                "alone": lambda _: {**dict.fromkeys(ASKED, 0), "authority": 1, "border": FULL},
                "against": lambda _: weights(40, budget=-1),
                "border_only": lambda _: {"border": 76},
            },
            points=3,
        ),
        Question(
            "choice",
            "choice",
            Words(120),
            expected=lambda _: "-" * 120,
            wrong={"short": lambda _: "bant_floor", "number": lambda _: 3, "list": lambda _: ["bant", "bant_floor"]},
            points=3,
        ),
    ),
)


def unasked(given: Given) -> float:
    """Work out of what share of the leads not one letter is known."""
    return float(scored(given)["coverage"].eq(0).mean())


PREDICTIONS = {"unasked": unasked}
