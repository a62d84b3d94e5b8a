"""Ask, and be answered or not: silence has causes, so whoever averages only the answers is misled.

The hesitant, the poor and the reluctant answer less; a kind mail that says why it matters is answered more often than a
plain one (drawn by lot, so that the difference can be measured); in person more still. What is said is now and then not
what is: a say is overstated, a budget is a guess, a reason is a polite one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.journeys import HELD, RIVAL, Journey
from leadkit.synth.common.people import People, need_level
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Floats, Ints, Streams, logistic, table
from leadkit.synth.vocabulary import HOW, OBSTACLES, REASONS, code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.details import Details
    from leadkit.synth.log import Log

    Turns: TypeAlias = Mapping[str, Sequence[tuple[Ints, int]]]

QUESTIONS = (
    "budget", "authority", "need", "timescale", "timescale_months", "why_not_bought", "ability_to_pay",
    "present_supplier", "units_needed",
)  # fmt: skip
BANT = tuple(q for q in QUESTIONS if q != "why_not_bought")
PERSON, KIND, PLAIN, FORM = range(len(HOW))
COLUMNS = {"question": NOBODY, "how": NOBODY, "answer": NOBODY, "amount": NOBODY}


def willing(who: People, came: Arrival, question: str, how: Ints) -> Floats:
    """Return the probability that each answers the question when asked so."""
    told = came.here.numbers["answering"]
    held = (came.obstacle != code(OBSTACLES, "without")) & (came.obstacle != code(OBSTACLES, "unaware"))
    return logistic(
        told["base"] + table(told["how"], HOW)[how] + told["question"][question] + told["obstacle"] * held
        + told["unable"] * np.array([0.0, 0.5, 1.0])[who.ability] + told["need"] * need_level(who.need)
        + told["reluctant"] * who.reluctance
    )  # fmt: skip


def asked_plainly(who: People, came: Arrival) -> Floats:
    """Return the probability of an answer to a plain mail that asks whether they need it (the truth's `p_answer`)."""
    return willing(who, came, "need", np.full(len(who), PLAIN))


@dataclass(frozen=True)
class Asking:
    """What the questions need to know; `turns`: by question, from when on the true answer is another (a code)."""

    streams: Streams
    who: People
    came: Arrival
    held: Details
    log: Log
    turns: Turns = field(default_factory=dict)

    def ask(self, cause: str, question: str, on: Ints, at: Ints, how: int, *, turned: Bools | None = None) -> None:
        """Put one question to the people `on`."""
        rng = self.streams(f"{cause}: {question}")
        answers = rng.random(len(on)) < willing(self.who, self.came, question, np.full(len(self.who), how))[on]
        said, amount = self._said(rng, question, on, turned)
        for since, becomes in self.turns.get(question, ()):
            said = np.where(since[on] <= at, becomes, said)
        self.log.add(
            on, at, question=code(QUESTIONS, question), how=how,
            answer=np.where(answers, said, NOBODY), amount=np.where(answers, amount, NOBODY),
        )  # fmt: skip

    def _said(self, rng: np.random.Generator, question: str, on: Ints, turned: Bools | None) -> tuple[Ints, Ints]:
        """Return what is said: a code, and a number (in hundredths) where the question has one."""
        who, told, none = self.who, self.streams.here.numbers["misreport"], np.full(len(on), NOBODY)
        lies = rng.random(len(on))
        if question == "authority":
            over = (lies < told["authority_overstated"]) & (who.authority[on] > 0)
            claimed: Ints = who.authority[on] - over
            return claimed, none
        if question == "need":
            over = (lies < told["need_overstated"]) & (who.need[on] == 1)
            return np.where(over, 0, who.need[on]), none
        if question == "ability_to_pay":
            now = who.ability[on] if turned is None else np.where(turned & (who.ability[on] == 1), 0, who.ability[on])
            return now, none
        if question == "present_supplier":
            return np.where(lies < told["supplier"], 0, self.came.supplier[on]), none
        if question == "timescale":
            return (who.horizon[on] == NOBODY).astype(np.int64), none
        return np.zeros(len(on), dtype=np.int64), self._amount(rng, question, on)

    def _amount(self, rng: np.random.Generator, question: str, on: Ints) -> Ints:
        here, who, told = self.streams.here, self.who, self.streams.here.numbers
        if question == "budget":
            guess = who.budget[on] * np.exp(told["misreport"]["budget_spread"] * rng.standard_normal(len(on)))
            return _round_sum(guess) * 100
        if question == "timescale_months":
            months = np.maximum(1, np.rint(who.horizon[on] / 30)).astype(np.int64)
            return np.where(who.horizon[on] == NOBODY, NOBODY, months * 100)
        units = np.array([told["products"][p].get("units", 1) for p in here.products], dtype=np.float64)[
            who.product[on]
        ]
        need = np.maximum(1, np.rint(units * np.exp(0.5 * rng.standard_normal(len(on)))))
        return need.astype(np.int64) * 100


def _round_sum(money: Floats) -> Ints:
    """Round as people do when they speak of money: to two figures."""
    size = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(money, 1.0))) - 1, 0)
    rounded: Ints = (np.rint(money / size) * size).astype(np.int64)
    return rounded


def screening(asking: Asking, name: str, trip: Journey, screened: Ints) -> None:
    """Ask the BANT questions at the screening, and some of them again months later."""
    here, n = asking.streams.here, len(trip.start)
    told = here.numbers["asked"]
    rng = asking.streams(f"{name} screening questions")
    again = trip.reached & (rng.random(n) < told["asked_again"])
    wait = ((60 + 200 * rng.random(n)) * DAY).astype(np.int64)
    turned = rng.random(n) < told.get("ability_turns", 0.0)
    for place, question in enumerate(BANT):
        on = np.flatnonzero(trip.reached & (screened < here.end) & (rng.random(n) < told["screening"]))
        asking.ask(name, question, on, screened[on] - 300 + 20 * place, PERSON)
        if question in ("need", "ability_to_pay", "timescale"):
            on = np.flatnonzero(again & (screened < here.end))
            asking.ask(f"{name} again", question, on, (screened + wait)[on] + place, PERSON, turned=turned[on])


def others(asking: Asking, trip: Journey, form: Bools, surveyed: Bools) -> None:
    """Ask on the enquiry form, in surveys on the spot, and customers in interviews."""
    here, n, rng = asking.streams.here, len(trip.start), asking.streams("other questions")
    told = here.numbers["asked"]
    for question in ("need", "units_needed"):
        on = np.flatnonzero(form & (trip.start < here.end) & (rng.random(n) < told["form"]))
        asking.ask("form", question, on, trip.start[on], FORM)
    born = asking.came.born
    for place, question in enumerate(("need", "present_supplier", "ability_to_pay")):
        on = np.flatnonzero(surveyed)
        asking.ask("survey", question, on, born[on] + 60 * (place + 1), PERSON)
    bought = trip.bought
    on = np.flatnonzero((bought < here.end) & (rng.random(n) < told["customer_interview"]))
    at = bought[on] + ((20 + 200 * rng.random(len(on))) * DAY).astype(np.int64)
    asking.ask("interview", "present_supplier", on, at, PERSON)


def why_not(asking: Asking, trip: Journey, lost: Ints) -> None:
    """Write to those who began and did not buy: a plain mail or a kind one, by lot."""
    here, n, rng = asking.streams.here, len(trip.start), asking.streams("why not")
    told = here.numbers["asked"]
    at = lost + ((2 + 20 * rng.random(n)) * DAY).astype(np.int64)
    unsold = (trip.start < here.end) & (lost < here.end) & (at < trip.bought) & (asking.held.email_at < NEVER)
    on = np.flatnonzero(unsold & (rng.random(n) < told["survey_mail"]))
    how = np.where(rng.random(len(on)) < told["kind_half"], KIND, PLAIN)
    rng = asking.streams("reasons")
    everybody = np.zeros(n, dtype=np.int64)
    everybody[on] = how
    answers = rng.random(len(on)) < willing(asking.who, asking.came, "why_not_bought", everybody)[on]
    said = reason(rng, asking.came, trip)[on]
    asking.log.add(
        on, at[on], question=code(QUESTIONS, "why_not_bought"), how=how, answer=np.where(answers, said, NOBODY)
    )


def reason(rng: np.random.Generator, came: Arrival, trip: Journey) -> Ints:
    """Return the reason that each would give for not having bought: mostly the true one."""
    n = len(trip.start)
    true = np.where(came.obstacle > 0, came.obstacle - 1, REASONS.index("no_longer_wanted"))
    true = np.where(trip.fate == RIVAL, REASONS.index("rival"), true)
    true = np.where(trip.fate > RIVAL, REASONS.index("no_longer_wanted"), true)
    vague = (trip.fate != HELD) & (rng.random(n) < 0.3)
    polite = (rng.random(n) * len(REASONS)).astype(np.int64)
    return np.where(
        vague | (rng.random(n) < came.here.numbers["misreport"]["why"]), np.where(polite == 5, 0, polite), true
    )
