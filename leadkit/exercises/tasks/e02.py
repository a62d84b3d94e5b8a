"""Exercise 02: how two schools' words stand to each other, who breaks a claim, and a share with unknown in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leadkit.conditions import Condition
from leadkit.definitions import compare
from leadkit.exercises.aims import answered, as_person, says, stands
from leadkit.exercises.choosing import One
from leadkit.exercises.comparing import Aims, Rule, Table, Words
from leadkit.exercises.forms import Given, as_condition
from leadkit.exercises.questions import Exercise, Question
from leadkit.packs import definitions

if TYPE_CHECKING:
    from leadkit.definitions import Definition
    from leadkit.exercises.aims import Lacks, Person


def term(pack: str, name: str) -> Definition:
    """Take one term of a shipped pack."""
    found: Definition = definitions(pack)[name]
    return found


TARGET, POTENTIAL = (term("ninja", name).when for name in ("target", "potential"))
FAQ = term("atlantic_faq", "potential").when
NEED = "need IN ('pressing', 'some')"
NEEDLESS, UNABLE = Condition("need = 'none'"), Condition("ability_to_pay = 'no'")
RELATIONS = ("equal", "inside", "contains", "overlap", "apart")
MOST = 1 / 4


def bounds(low: float, high: float) -> pd.DataFrame:
    """Make a table of two bounds."""
    return pd.DataFrame({"bound": ["low", "high"], "share": [low, high]})


def shares(given: Given, among: str = NEED) -> tuple[float, float] | None:
    """Work out between which shares the target customers lie among some people, as far as the answers tell."""
    told = given.answers(TARGET, Condition(among))
    told = told[told[1].fillna(value=False).astype(bool)]
    yes, unknown = told[0].fillna(value=False).astype(bool), told[0].isna()
    return (float(yes.mean()), float((yes | unknown).mean())) if len(told) else None


def between(given: Given, among: str = NEED) -> pd.DataFrame | None:
    """Work out both bounds, as a table."""
    found = shares(given, among)
    return bounds(*found) if found else None


def twice(given: Given, which: int, among: str = NEED) -> pd.DataFrame:
    """Take one bound for both."""
    share = (shares(given, among) or (0.0, 0.0))[which]
    return bounds(share, share)


def told_of(person: Person, _: Given) -> Lacks:
    """Aim: it is known whether she is a target customer."""
    told = answered(person, TARGET)
    return {"row": {name: person.get(name) for name in TARGET.columns}} if told is None else None


def few(rule: Condition, given: Given) -> Lacks:
    """Aim: at most a quarter of everybody."""
    many, everybody = len(given.who(rule)), len(given.everybody)
    return None if many <= MOST * everybody else {"many": many, "all": everybody}


EXERCISE = Exercise(
    "02_potential_target_actual",
    (
        Question(
            "able",
            "able",
            Rule(("need", "ability_to_pay"), unknown=True),
            expected=lambda _: TARGET,
            wrong={
                "not_yet": lambda _: POTENTIAL,
                "not_no": lambda _: f"{NEED} AND ability_to_pay <> 'no'",
                "need_alone": lambda _: NEED,
                "able_alone": lambda _: "ability_to_pay = 'yes'",
                "either": lambda _: f"{NEED} OR ability_to_pay = 'yes'",
            },
        ),
        Question(
            "standing",
            "standing",
            One(RELATIONS),
            expected=lambda _: POTENTIAL.relation(FAQ).kind,
            wrong={
                "equal": lambda _: "equal",
                "inside": lambda _: "inside",
                "contains": lambda _: "contains",
                "apart": lambda _: "apart",
            },
        ),
        Question(
            "breaker",
            "breaker",
            Aims(
                as_person,
                {"potential": says(FAQ, wanted=True), "known": told_of, "outside": says(TARGET, wanted=False)},
            ),
            expected=lambda _: {"need": "pressing", "purchases": 0, "ability_to_pay": "not_yet"},
            wrong={
                "able": lambda _: {"need": "pressing", "purchases": 0, "ability_to_pay": "yes"},
                "not_asked": lambda _: {"need": "pressing", "purchases": 0},
                "bought": lambda _: {"need": "some", "purchases": 1, "ability_to_pay": "no"},
                "stock": lambda _: {"need": "stock", "purchases": 0, "ability_to_pay": "no"},
                "everybody": lambda given: given.who(FAQ),
            },
            points=2,
        ),
        Question(
            "between",
            "between",
            Table(by=("bound",), within=0.005),
            expected=between,
            wrong={
                "unknown_is_no": lambda given: twice(given, 0),
                "those_asked": lambda given: twice(given, 0, f"{NEED} AND ability_to_pay IS NOT NULL"),
                "of_everybody": lambda given: between(given, "person_id IS NOT NULL"),
                "turned_round": lambda given: bounds(*(shares(given) or (0.0, 0.0))[::-1]),
                "everybody_can": lambda given: twice(given, 1),
            },
            points=2,
        ),
        Question(
            "own_target",
            "own_target",
            Aims(
                as_condition,
                {
                    "target": stands("contains", "equal", to=TARGET),
                    "potential": stands("contains", "equal", to=POTENTIAL),
                    "needless": stands("apart", to=NEEDLESS),
                    "unable": stands("apart", to=UNABLE),
                    "few": few,
                },
            ),
            expected=lambda _: f"{NEED} AND ability_to_pay IN ('yes', 'not_yet')",
            wrong={
                "ninja": lambda _: TARGET,
                "broad": lambda _: term("ninja", "potential_broad"),
                "need_alone": lambda _: NEED,
                "able_alone": lambda _: "ability_to_pay IN ('yes', 'not_yet')",
                "anybody": lambda _: "TRUE",
                "unless_no": lambda _: (
                    "(need IS NULL OR need <> 'none') AND (ability_to_pay IS NULL OR ability_to_pay <> 'no')"
                ),
            },
            points=3,
        ),
        Question(
            "defence",
            "defence",
            Words(120),
            expected=lambda _: "-" * 120,
            wrong={"short": lambda _: "ninja's, of course.", "number": lambda _: 4, "list": lambda _: ["ninja", "faq"]},
            points=3,
        ),
    ),
    worlds=("property", "saas", "shop"),
)

# The debates of notebook 02: two definitions, and the columns of `compare` that count the people whom it is about.
DEBATES = {
    "a": ("successagency.cold_body", "marketstar.lead", ("only_a",)),
    "b": ("marketstar.lead", "successagency.lead", ("only_a", "only_b")),
    "c": ("atlantic_alignment.marketing_lead", "atlantic_alignment.ready", ("only_a",)),
    "d": ("ninja.potential", "atlantic_faq.potential", ("only_a", "only_b")),
    "e": ("actualidad.influence", "atlantic_faq.potential", ("only_a",)),
    "f": ("atlantic_faq.ever_bought", "atlantic_faq.actual", ("only_a",)),
}


def answers_known(given: Given) -> float:
    """Work out of what share of everybody both need and ability to pay are known."""
    return float(given.everybody[["need", "ability_to_pay"]].notna().all(axis=1).mean())


def came_back(given: Given) -> float | None:
    """Work out what share of those who could not pay yet, half-way through the records, have bought since."""
    middle = given.data.first_day + (given.day - given.data.first_day) / 2
    asked = Given(given.data, middle).who(Condition(f"({POTENTIAL.text}) AND purchases = 0"))
    bought = given.everybody.set_index("person_id")["purchases"].reindex(asked).gt(0)
    return float(bought.mean()) if len(bought) else None


def most_people(given: Given) -> str:
    """Find the debate that is about the most people."""
    many = {}
    for letter, (a, b, columns) in DEBATES.items():
        pair = [term(*name.split(".")) for name in (a, b)]
        counted = compare(given.everybody, by=pair).iloc[0]
        many[letter] = sum(int(counted[column]) for column in columns)
    return max(many, key=lambda letter: many[letter])


PREDICTIONS = {"answers_known": answers_known, "came_back": came_back, "most_people": most_people}
