"""What is settled about a journey before it begins: by which route, how likely, and what would hold it back.

One formula decides. The logit of buying is the sum of the causes (need, fit, means, say, channel), of the obstacle, and
of how sales handled the enquiry; a share of the want goes away, a share goes to the rival, whatever we do. The truth is
computed from the very same shares (see :mod:`leadkit.synth.common.truth`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common.arrival import obstacle_logit
from leadkit.synth.common.people import need_level
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Delay, Floats, Ints, Streams, later, logistic, table
from leadkit.synth.vocabulary import ABILITIES, AUTHORITIES, OBSTACLES, ROUTES, code

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World

LANDING = 150  # seconds on the site before somebody asks, or fills a cart
NONE, SALES, SELF, RESELLER, ACCOUNT = range(len(ROUTES))


@dataclass(frozen=True)
class Plan:
    """What is settled about a journey before it begins: the part of the truth that needs no luck."""

    here: World
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
    freed: Bools
    passing: Floats
    accepting: Floats

    def of(self, rows: Ints) -> Plan:
        """Return the plan of some people only."""
        parts: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        some: dict[str, Any] = {n: part[rows] if isinstance(part, np.ndarray) else part for n, part in parts.items()}
        return Plan(**some)


def first_plan(streams: Streams, who: People, came: Arrival) -> Plan:
    """Settle the first journey of everybody."""
    told, n = streams.here.numbers, len(who)
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
        here=streams.here,
        route=route,
        may_start=np.where(by_itself, 1.0, np.where(came.interested, if_aware, 0.0)),
        if_aware=if_aware,
        at_once=np.where(by_itself, 1.0, at_once),
        origin=np.where(by_itself, came.born, later(came.first, np.full(n, LANDING))),
        later=Delay.of(told["later"]),
        waiting=came.waiting,
        freed=came.freed,
        **chances(who, came, route, np.zeros(n, dtype=bool)),
    )


def cross_plan(who: People, came: Arrival, bought: Ints) -> Plan:
    """Settle the enquiry of customers about another product: they are lead and customer at once."""
    told = came.here.numbers["repeat"]
    n, customer = len(who), bought < NEVER
    say = told["cross_sell"]
    logit = say["base"] + say["need"] * need_level(who.need) + say["satisfied"] * who.satisfaction
    route = np.where(customer, SALES, NONE)
    return Plan(
        here=came.here,
        route=route,
        may_start=np.where(customer, logistic(logit), 0.0),
        if_aware=np.zeros(n),
        at_once=np.zeros(n),
        origin=later(bought, np.full(n, 30 * DAY)),
        later=Delay.of(told["cross_sell_after"]),
        waiting=np.zeros(n),
        freed=came.freed,
        **chances(who, came, route, customer),
    )


def _route(rng: np.random.Generator, who: People, came: Arrival) -> Ints:
    talks = rng.random(len(who)) < by_product(came.here, "by_sales")[who.product]
    route = np.where(talks, SALES, SELF)
    route[came.by("account")] = ACCOUNT
    route[came.by("reseller")] = RESELLER
    route[came.by("partner", "staff") | who.double] = NONE
    return route


def by_product(here: World, name: str) -> Floats:
    """Line up the numbers of a cause by the codes of the products; where none is given it is 0."""
    told = here.numbers[name]
    return np.array([told.get(product, 0.0) for product in here.products])


def chances(who: People, came: Arrival, route: Ints, customer: Bools) -> dict[str, Any]:
    """Return the parts of a plan that follow from the causes."""
    here, told = came.here, came.here.numbers
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
    big = np.where(route == SALES, by_product(here, "quick")[who.product], 0.0)
    handle = told["handling"]
    means, can = handle["passed"], (1.0 - who.ability)
    return {
        "base": base,
        "hurdle": np.where(competed, obstacle_logit(here)[came.obstacle], 0.0),
        "rival": np.where(competed, told["rival_share"]["base"] + extra[came.obstacle], 0.0),
        "gone": np.where(competed, told["gone"], 0.0),
        "quick": logistic(say["base"] + say["definite"] * definite + big + say["comparing"] * compares),
        "passing": logistic(
            means["base"] + means["need"] * need_level(who.need) + means["ability"] * can
            + means["decides"] * (1.0 - who.authority) + means["fit"] * who.fit
        ),
        "accepting": logistic(
            handle["accepted"]["base"] + handle["accepted"]["ability"] * can + handle["accepted"]["fit"] * who.fit
        ),
    }  # fmt: skip
