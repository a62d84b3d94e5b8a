"""Exercise 01: from a sentence to a condition, and to somebody who breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit.conditions import Condition
from leadkit.exercises.aims import as_person, keeps, says, stands
from leadkit.exercises.comparing import Aims, Number, People, Rule, Words
from leadkit.exercises.forms import as_condition
from leadkit.exercises.questions import Exercise, Question
from leadkit.packs import definitions

if TYPE_CHECKING:
    from leadkit.exercises.forms import Given


def term(pack: str, name: str) -> Condition:
    """Take the condition of one term of a shipped pack."""
    return definitions(pack)[name].when


LEAD, STORED, RELATED = (term("marketstar", name) for name in ("lead", "contact_stored", "contact_related"))
AGENCY = term("successagency", "lead")
CUSTOMER, REACHED, INTERESTED = map(Condition, ("purchases > 0", "has_contact_details", "showed_interest"))
ALL = Condition("person_id IS NOT NULL")
EITHER = Condition(f"({LEAD.text}) OR ({AGENCY.text})")
OWN = f"({LEAD.text}) AND has_contact_details"


def share(given: Given, of: Condition, among: Condition) -> float | None:
    """Work out which share of `among` both schools call a lead."""
    told = given.answers(LEAD, AGENCY, of, among).fillna(value=False).astype(bool)
    told = told[told[2] & told[3]]
    return float((told[0] & told[1]).mean()) if len(told) else None


def of_all(given: Given) -> float | None:
    """Work out the share among all people, unless it happens to be the one among those on file."""
    everybody, filed = share(given, EITHER, ALL), share(given, EITHER, STORED)
    return everybody if everybody and filed and abs(everybody - filed) > 0.006 else None


# What the predictions of notebook 01 expect, where it depends on the table.
PREDICTIONS = {"reasons": lambda given: share(given, EITHER, ALL)}

EXERCISE = Exercise(
    "01_lead_contact_customer",
    (
        Question(
            "unbought",
            "unbought",
            Rule(("in_crm", "purchases")),
            expected=lambda _: "in_crm AND purchases = 0",
            wrong={
                "customers": lambda _: "in_crm AND purchases > 0",
                "everywhere": lambda _: "purchases = 0",
                "filed": lambda _: "in_crm",
                "deals": lambda _: "in_crm AND open_deals = 0",
                "once": lambda _: "in_crm AND purchases <= 1",
            },
        ),
        Question(
            "unfiled",
            "unfiled",
            People(("in_crm", "purchases")),
            expected=lambda given: given.who(Condition("purchases > 0 AND NOT in_crm")) or None,
            wrong={
                "customers": lambda given: given.who(CUSTOMER),
                "filed": lambda given: given.who(Condition("purchases > 0 AND in_crm")),
                "all_unfiled": lambda given: given.who(Condition("NOT in_crm")),
                "leads": lambda given: given.who(Condition(f"({LEAD.text}) AND NOT in_crm")),
            },
        ),
        Question(
            "breaker",
            "breaker",
            Aims(as_person, {"stored": says(STORED, wanted=True), "related": says(RELATED, wanted=False)}),
            expected=lambda _: {"in_crm": True},
            wrong={
                "related": lambda _: {"in_crm": True, "chats": 1},
                "outside": lambda _: {"in_crm": False},
                "customer": lambda given: next(iter(given.who(Condition("in_crm AND purchases > 0"))), None),
                "impossible": lambda _: {"in_crm": True, "purchases": -1},
                "everybody": lambda given: given.who(STORED),
            },
            points=2,
        ),
        Question(
            "shared",
            "shared",
            Number(within=0.005, share=True),
            expected=lambda given: share(given, EITHER, STORED),
            wrong={
                "everybody": of_all,
                "of_filed": lambda given: share(given, ALL, STORED),
                "of_first": lambda given: share(given, LEAD, STORED),
                "of_second": lambda given: share(given, AGENCY, STORED),
                "percentage": lambda given: 100 * (share(given, EITHER, STORED) or 0),
            },
            points=2,
        ),
        Question(
            "own_lead",
            "own_lead",
            Aims(
                as_condition,
                {
                    "apart": stands("apart", to=CUSTOMER),
                    "reached": stands("inside", "equal", to=REACHED),
                    "interested": stands("inside", "equal", to=INTERESTED),
                    "keeps": keeps(LEAD, 0.5),
                },
            ),
            expected=lambda _: OWN,
            wrong={
                "marketstar": lambda _: LEAD,
                "successagency": lambda _: AGENCY,
                "customers": lambda _: "has_contact_details AND showed_interest",
                "cold": lambda _: "has_contact_details AND purchases = 0",
                "few": lambda _: "has_contact_details AND purchases = 0 AND demo_requests > 2 AND chats > 2",
            },
            points=3,
        ),
        Question(
            "defence",
            "defence",
            Words(120),
            expected=lambda _: "-" * 120,
            wrong={"short": lambda _: "Because I like it.", "number": lambda _: 5, "list": lambda _: ["a", "b"]},
            points=3,
        ),
    ),
)
