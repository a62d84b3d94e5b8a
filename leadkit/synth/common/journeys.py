"""What becomes of a journey: whether and when it begins, what sales does with it, how it ends, and when.

One uniform number for each journey falls into one of five fates, in this order: *buys*, *held* back by the obstacle
alone (would buy without it), *unmoved*, buys from the *rival*, want *gone*. If the obstacle is taken away (`without`),
whoever it alone held back is set free on the day the last days of the world begin, and buys with a fresh delay; who
waited need wait no longer; journeys that begin later never meet it. Nobody comes back from the rival, nor a want that
is gone, and nothing that happened before that day changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common.plans import SALES, Plan
from leadkit.synth.draw import NEVER, Bools, Floats, Ints, Streams, TwoSpeeds, choose, later, logistic
from leadkit.synth.draw import seconds as as_seconds
from leadkit.synth.vocabulary import ROUTES, code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.synth.world import World

BUYS, HELD, UNMOVED, RIVAL, GONE = range(5)


@dataclass(frozen=True)
class Journey:
    """What came of it; moments are :data:`NEVER` where it did not come to that."""

    plan: Plan
    start: Ints
    pace: Ints
    called: Ints
    tries: Ints
    reached: Bools
    passed: Bools
    accepted: Bools
    p: Floats
    p_free: Floats
    fate: Ints
    bought: Ints

    @property
    def begun(self) -> Bools:
        """Whether it ever began (perhaps after the last day)."""
        return self.start < NEVER


def outcome_logits(here: World) -> Floats:
    """Return what each outcome of the handling adds: not reached, failed, rejected, accepted.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> outcome_logits(world("saas")).tolist()
    [-1.1, -1.9, -1.3, 0.25]
    """
    told = here.numbers["handling"]
    return np.array([told[f"{name}_logit"] for name in ("not_reached", "failed", "rejected", "accepted")])


def reach_chance(here: World) -> Floats:
    """Return the probability of ever reaching somebody, by how soon the first call comes."""
    told = here.numbers["handling"]["reached"]
    return logistic(told["base"] + np.array(told["delay"]))


def chance(plan: Plan, handled: Floats, *, freed: bool = False) -> Floats:
    """Return the probability that a journey ends in a purchase, with the obstacle or freed of it."""
    open_share = 1.0 - plan.rival - plan.gone
    answer: Floats = open_share * logistic(plan.base + handled + (0.0 if freed else plan.hurdle))
    return answer


def travel(streams: Streams, name: str, plan: Plan) -> Journey:
    """Let the journeys begin, be handled and end."""
    here, told, n = streams.here, streams.here.numbers, len(plan.route)
    rng, luck = streams(f"{name} start"), streams(f"{name} handling")
    wait = np.where(rng.random(n) < plan.at_once, 0.0, plan.later.draw(rng.random(n)))
    start = np.where(rng.random(n) < plan.may_start, later(plan.origin, as_seconds(wait)), NEVER)
    sales = plan.route == SALES
    handle = told["handling"]
    pace = choose(luck, n, handle["delay_share"])
    hours = np.array([0.05, *handle["delay_hours"]])
    delay = 3600 * (hours[pace] + (hours[pace + 1] - hours[pace]) * luck.random(n))
    reached = sales & (luck.random(n) < reach_chance(here)[pace])
    passed = reached & (luck.random(n) < plan.passing)
    accepted = passed & (luck.random(n) < plan.accepting)
    result = np.where(accepted, 3, np.where(passed, 2, np.where(reached, 1, 0)))
    handled = np.where(sales, np.array(handle["delay_logit"])[pace] + outcome_logits(here)[result], 0.0)
    p, p_free = chance(plan, handled), chance(plan, handled, freed=True)
    u = streams(f"{name} fate").random(n)
    late = plan.freed & (start >= here.reference)
    borders = np.stack([np.where(late, p_free, p), p_free, 1.0 - plan.rival - plan.gone, 1.0 - plan.gone])
    fate = (u[None, :] >= borders).sum(axis=0)
    called = later(start, np.where(sales, delay, 0).astype(np.int64))
    days = np.where(late, 0.0, plan.waiting) + _days(streams(f"{name} days"), plan)
    bought = np.where(fate == BUYS, later(called, as_seconds(days)), NEVER)
    return Journey(
        plan=plan, start=start, pace=pace, called=called, tries=_tries(streams(f"{name} tries"), handle, reached),
        reached=reached, passed=passed, accepted=accepted, p=p, p_free=p_free, fate=fate,
        bought=_set_free(streams(f"{name} set free"), plan, start, fate, bought),
    )  # fmt: skip


def _set_free(rng: np.random.Generator, plan: Plan, start: Ints, fate: Ints, bought: Ints) -> Ints:
    """Let those whose obstacle is taken away on the reference day buy with a fresh delay."""
    day = plan.here.reference
    running = plan.freed & (start < day) & (bought >= day)
    if not running.any():
        return bought
    fresh = later(np.full(len(bought), day), as_seconds(_days(rng, plan)))
    held, waits = running & (fate == HELD), running & (fate == BUYS) & (plan.waiting > 0)
    return np.where(held, fresh, np.where(waits, np.minimum(bought, fresh), bought))


def speeds(here: World, route: str) -> TwoSpeeds:
    """Return how quickly buyers of a route buy."""
    return TwoSpeeds.of(here.numbers["delays"][route])


def over(plan: Plan, days: Floats, *, waiting: bool = True) -> Floats:
    """Return the share of buyers who have bought so many days after the first call (or the first cart)."""
    left, answer = days - plan.waiting if waiting else days, np.zeros(len(days))
    for name in plan.here.numbers["buy"]:
        on = np.flatnonzero(plan.route == code(ROUTES, name))
        answer[on] = speeds(plan.here, name).over(left[on], plan.quick[on])
    return answer


def _days(rng: np.random.Generator, plan: Plan) -> Floats:
    kind, u = rng.random(len(plan.route)), rng.random(len(plan.route))
    days = np.zeros(len(plan.route))
    for name in plan.here.numbers["buy"]:
        speed = speeds(plan.here, name)
        drawn = np.where(kind < plan.quick, speed.quick.draw(u), speed.slow.draw(u))
        days = np.where(plan.route == code(ROUTES, name), drawn, days)
    return days


def _tries(rng: np.random.Generator, told: Mapping[str, Any], reached: Bools) -> Ints:
    """Draw the number of calls: until one is answered, or until sales gives up."""
    until = rng.geometric(told["answered_per_call"], len(reached))
    given_up = 1 + choose(rng, len(reached), told["give_up_after"])
    tries: Ints = np.minimum(np.where(reached, until, given_up), told["calls_most"])
    return tries
