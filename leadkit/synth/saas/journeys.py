"""The journey to a purchase: whether and when it begins, what sales does with it, how likely it ends well, and when.

One formula decides. The logit of buying is the sum of the causes (need, fit, means, say, channel), of the obstacle, and
of how sales handled the enquiry; a share of the want goes away, a share goes to the rival, whatever we do. One uniform
number for each journey then falls into one of five fates, in this order: *buys*, *held* back by the obstacle alone
(would buy without it), *unmoved*, buys from the *rival*, want *gone*. The truth is computed from the same shares.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from leadkit.synth.draw import (
    DAY,
    NEVER,
    NOBODY,
    Bools,
    Delay,
    Floats,
    Ints,
    Streams,
    TwoSpeeds,
    choose,
    later,
    logistic,
    table,
)
from leadkit.synth.draw import seconds as as_seconds
from leadkit.synth.saas.arrival import Arrival, obstacle_logit
from leadkit.synth.saas.numbers import ABILITIES, AUTHORITIES, OBSTACLES, ROUTES, code, numbers, products
from leadkit.synth.saas.people import People, need_level

LANDING = 150  # seconds on the site before somebody asks, or fills a cart
BUYS, HELD, UNMOVED, RIVAL, GONE = range(5)
NONE, SALES, SELF, RESELLER, ACCOUNT = range(len(ROUTES))


@dataclass(frozen=True)
class Plan:
    """What is settled about a journey before it begins: the part of the truth that needs no luck."""

    route: Ints
    may_start: Floats
    if_aware: Floats
    at_once: Floats
    origin: Ints
    later: Delay
    base: Floats
    hurdle: Floats
    rival: Floats
    gone: Floats
    quick: Floats
    waiting: Floats
    passing: Floats
    accepting: Floats

    def of(self, rows: Ints) -> Plan:
        """Return the plan of some people only."""
        parts: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        some: dict[str, Any] = {n: part[rows] if isinstance(part, np.ndarray) else part for n, part in parts.items()}
        return Plan(**some)


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


def first_plan(streams: Streams, who: People, came: Arrival) -> Plan:
    """Settle the first journey of everybody."""
    told, n = numbers(), len(who)
    route = _route(streams("route"), who, came)
    begin, once = told["start"], told["at_once"]
    searched, social = came.by("organic_search", "paid_search"), came.by("social")
    logit = (
        begin["base"] + begin["need"] * need_level(who.need) + begin["fit"] * who.fit
        + begin["authority"] * (1.0 - who.authority) + begin["social"] * social + begin["search"] * searched
        + begin["event"] * came.by("event") + begin["referral"] * came.referred
    )  # fmt: skip
    by_hand = (route == SALES) | (route == SELF)
    if_aware = np.where(by_hand, logistic(logit), 0.0)
    by_itself = (route == RESELLER) | (route == ACCOUNT)
    at_once = np.where(searched, once["search"], np.where(social, once["social"], once["base"]))
    return Plan(
        route=route,
        may_start=np.where(by_itself, 1.0, np.where(came.interested, if_aware, 0.0)),
        if_aware=if_aware,
        at_once=np.where(by_itself, 1.0, at_once),
        origin=np.where(by_itself, came.born, later(came.first, np.full(n, LANDING))),
        later=Delay.of(told["later"]),
        waiting=came.waiting,
        **_chances(who, came, route, np.zeros(n, dtype=bool)),
    )


def cross_plan(who: People, came: Arrival, bought: Ints) -> Plan:
    """Settle the enquiry of customers about another product: they are lead and customer at once."""
    told = numbers()["repeat"]
    n, customer = len(who), bought < NEVER
    say = told["cross_sell"]
    logit = say["base"] + say["need"] * need_level(who.need) + say["satisfied"] * who.satisfaction
    route = np.where(customer, SALES, NONE)
    return Plan(
        route=route,
        may_start=np.where(customer, logistic(logit), 0.0),
        if_aware=np.zeros(n),
        at_once=np.zeros(n),
        origin=later(bought, np.full(n, 30 * DAY)),
        later=Delay.of(told["cross_sell_after"]),
        waiting=np.zeros(n),
        **_chances(who, came, route, customer),
    )


def _route(rng: np.random.Generator, who: People, came: Arrival) -> Ints:
    told = numbers()["by_sales"]
    talks = rng.random(len(who)) < np.array([told[p] for p in products()[:3]])[who.product]
    route = np.where(talks, SALES, SELF)
    route[came.by("account")] = ACCOUNT
    route[came.by("reseller")] = RESELLER
    route[came.by("partner", "staff") | who.double] = NONE
    return route


def _chances(who: People, came: Arrival, route: Ints, customer: Bools) -> dict[str, Any]:
    """Return the parts of a plan that follow from the causes."""
    told = numbers()
    base = np.zeros(len(who))
    for name, say in told["buy"].items():
        on = route == code(ROUTES, name)
        logit = (
            say["base"] + say["need"] * need_level(who.need) + say["fit"] * who.fit
            + table(say["ability"], ABILITIES)[who.ability] + table(say["authority"], AUTHORITIES)[who.authority]
            + say["referred"] * came.referred + say["targeted"] * came.targeted + say["customer"] * customer
        )  # fmt: skip
        base = np.where(on, logit, base)
    competed = (route == SALES) | (route == SELF)
    extra = np.zeros(len(OBSTACLES))
    for name in ("comparing", "rival"):
        extra[code(OBSTACLES, name)] = told["rival_share"][name]
    say = told["quick"]
    definite = (who.horizon != NOBODY) & (who.horizon <= say["longest_for_definite"])
    compares = came.obstacle == code(OBSTACLES, "comparing")
    big = (who.product == code(products(), "suite")) & (route == SALES)
    handle = told["handling"]
    means, can = handle["passed"], (1.0 - who.ability)
    return {
        "base": base,
        "hurdle": np.where(competed, obstacle_logit()[came.obstacle], 0.0),
        "rival": np.where(competed, told["rival_share"]["base"] + extra[came.obstacle], 0.0),
        "gone": np.where(competed, told["gone"], 0.0),
        "quick": logistic(say["base"] + say["definite"] * definite + say["suite"] * big + say["comparing"] * compares),
        "passing": logistic(
            means["base"] + means["need"] * need_level(who.need) + means["ability"] * can
            + means["decides"] * (1.0 - who.authority) + means["fit"] * who.fit
        ),
        "accepting": logistic(
            handle["accepted"]["base"] + handle["accepted"]["ability"] * can + handle["accepted"]["fit"] * who.fit
        ),
    }  # fmt: skip


def outcome_logits() -> Floats:
    """Return what each outcome of the handling adds: not reached, failed, rejected, accepted.

    Examples
    --------
    >>> outcome_logits().tolist()
    [-1.1, -1.9, -1.3, 0.25]
    """
    told = numbers()["handling"]
    return np.array([told[f"{name}_logit"] for name in ("not_reached", "failed", "rejected", "accepted")])


def reach_chance() -> Floats:
    """Return the probability of ever reaching somebody, by how soon the first call comes."""
    told = numbers()["handling"]["reached"]
    return logistic(told["base"] + np.array(told["delay"]))


def chance(plan: Plan, handled: Floats, *, freed: bool = False) -> Floats:
    """Return the probability that a journey ends in a purchase, with the obstacle or freed of it."""
    open_share = 1.0 - plan.rival - plan.gone
    answer: Floats = open_share * logistic(plan.base + handled + (0.0 if freed else plan.hurdle))
    return answer


def travel(streams: Streams, name: str, plan: Plan) -> Journey:
    """Let the journeys begin, be handled and end."""
    told, n = numbers(), len(plan.route)
    rng, luck = streams(f"{name} start"), streams(f"{name} handling")
    wait = np.where(rng.random(n) < plan.at_once, 0.0, plan.later.draw(rng.random(n)))
    start = np.where(rng.random(n) < plan.may_start, later(plan.origin, as_seconds(wait)), NEVER)
    sales = plan.route == SALES
    handle = told["handling"]
    pace = choose(luck, n, handle["delay_share"])
    hours = np.array([0.05, *handle["delay_hours"]])
    delay = 3600 * (hours[pace] + (hours[pace + 1] - hours[pace]) * luck.random(n))
    reached = sales & (luck.random(n) < reach_chance()[pace])
    passed = reached & (luck.random(n) < plan.passing)
    accepted = passed & (luck.random(n) < plan.accepting)
    result = np.where(accepted, 3, np.where(passed, 2, np.where(reached, 1, 0)))
    handled = np.where(sales, np.array(handle["delay_logit"])[pace] + outcome_logits()[result], 0.0)
    p, p_free = chance(plan, handled), chance(plan, handled, freed=True)
    u = streams(f"{name} fate").random(n)
    borders = np.stack([p, p_free, 1.0 - plan.rival - plan.gone, 1.0 - plan.gone])
    fate = (u[None, :] >= borders).sum(axis=0)
    called = later(start, np.where(sales, delay, 0).astype(np.int64))
    days = plan.waiting + _days(streams(f"{name} days"), plan)
    return Journey(
        plan=plan, start=start, pace=pace, called=called, tries=_tries(streams(f"{name} tries"), reached),
        reached=reached, passed=passed, accepted=accepted, p=p, p_free=p_free, fate=fate,
        bought=np.where(fate == BUYS, later(called, as_seconds(days)), NEVER),
    )  # fmt: skip


def speeds(route: str) -> TwoSpeeds:
    """Return how quickly buyers of a route buy."""
    return TwoSpeeds.of(numbers()["delays"][route])


def over(plan: Plan, days: Floats, *, waiting: bool = True) -> Floats:
    """Return the share of buyers who have bought so many days after the first call (or the first cart)."""
    left, answer = days - plan.waiting if waiting else days, np.zeros(len(days))
    for name in ROUTES[1:]:
        on = np.flatnonzero(plan.route == code(ROUTES, name))
        answer[on] = speeds(name).over(left[on], plan.quick[on])
    return answer


def _days(rng: np.random.Generator, plan: Plan) -> Floats:
    kind, u = rng.random(len(plan.route)), rng.random(len(plan.route))
    days = np.zeros(len(plan.route))
    for name in ROUTES[1:]:
        speed = speeds(name)
        drawn = np.where(kind < plan.quick, speed.quick.draw(u), speed.slow.draw(u))
        days = np.where(plan.route == code(ROUTES, name), drawn, days)
    return days


def _tries(rng: np.random.Generator, reached: Bools) -> Ints:
    """Draw the number of calls: until one is answered, or until sales gives up."""
    told = numbers()["handling"]
    until = rng.geometric(told["answered_per_call"], len(reached))
    given_up = 1 + choose(rng, len(reached), told["give_up_after"])
    tries: Ints = np.minimum(np.where(reached, until, given_up), told["calls_most"])
    return tries
