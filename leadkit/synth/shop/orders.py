"""Coming back: each customer at a rate of their own, until they leave for good; what holds them back thins the orders.

After each order a customer stays or leaves, by a probability of their own; while they stay, they come to order again as
a Poisson process. The rates differ much from one to another (a gamma distribution), so half of the buyers buy once and
a few buy very often, as in the purchases that CDNOW published. An obstacle lets each of these orders through with a
probability; what it does not let through is a cart left behind. So the truth is one line: who has not left when the
last days begin buys in them with 1 - exp(-rate x days), with or without the obstacle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.arrival import obstacle_logit
from leadkit.synth.common.plans import RESELLER, SELF
from leadkit.synth.common.truth import of_journey
from leadkit.synth.common.visits import YEAR, Carts
from leadkit.synth.draw import DAY, NEVER, NOBODY, Delay, Floats, Ints, Streams, later, logistic, own, runs, seconds
from leadkit.synth.shop.people import DRESS, next_products

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.deals import Book
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.draw import Bools


@dataclass(frozen=True)
class Habit:
    """How each would buy again, were they a customer: orders a year, the share let through, the chance of staying."""

    rate: Floats
    lets: Floats
    stays: Floats


@dataclass(frozen=True)
class Orders:
    """Further orders, one entry each, also those that an obstacle kept in the cart; and when each customer left."""

    who: Ints
    at: Ints
    paid: Bools
    left: Ints


def habit(streams: Streams, who: People, came: Arrival, first: Journey) -> Habit:
    """Draw how each would buy again."""
    told, n = streams.here.numbers["repeat"], len(who)
    say, stays = told["rate"], told["stays"]
    drawn = streams("rate").gamma(say["shape"], say["a_year"] / say["shape"], n)
    less = np.where(who.product == DRESS, say["bride"], 1.0) * np.where(
        first.plan.route == RESELLER, say["reseller"], 1.0
    )
    return Habit(
        rate=np.maximum(drawn * less * np.exp(say["satisfied"] * who.satisfaction), 1e-6),
        lets=np.exp(told["held"] * obstacle_logit(came.here)[came.obstacle]),
        stays=logistic(stays["base"] + stays["satisfied"] * who.satisfaction),
    )


def orders(streams: Streams, came: Arrival, habits: Habit, bought: Ints) -> Orders:
    """Let customers come back, each with chances that do not depend on who else is one."""
    here, key = came.here, int(streams("orders").integers(1 << 62))
    left = np.full(len(bought), NEVER)
    rows = np.flatnonzero(bought < here.end)
    goes = own(key, rows, 0) >= habits.stays[rows]
    left[rows[goes]] = bought[rows[goes]]
    rows, pieces, turn = rows[~goes], [(rows[:0], rows[:0], goes[:0])], 0
    now = bought[rows].astype(np.float64)
    while len(rows):
        turn += 3
        now = now - np.log1p(-own(key, rows, turn)) / habits.rate[rows] * YEAR
        rows, now = rows[now < here.end], now[now < here.end]
        paid = own(key, rows, turn + 1) < habits.lets[rows]
        paid |= came.freed[rows] & (now >= here.reference)
        pieces.append((rows, now.astype(np.int64), paid))
        goes = paid & (own(key, rows, turn + 2) >= habits.stays[rows])
        left[rows[goes]] = now[goes].astype(np.int64)
        rows, now = rows[~goes], now[~goes]
    who, at, paid = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return Orders(who, at, paid, left)


def p_again(habits: Habit, bought: Ints, left: Ints, cross: Journey) -> tuple[Floats, Floats]:
    """Return the probability that a customer orders in the window, or has something made: as it is, and freed."""
    here = cross.plan.here
    stays = (bought < here.reference) & (left >= here.reference)
    years = (here.end - here.reference) / YEAR
    none = [np.where(stays, np.exp(-habits.rate * years * lets), 1.0) for lets in (habits.lets, 1.0)]
    return 1.0 - none[0] * (1.0 - of_journey(cross)), 1.0 - none[1] * (1.0 - of_journey(cross, freed=True))


def amounts(streams: Streams, who: People, first: Journey, made: Orders) -> tuple[Ints, Ints]:
    """Return what each further order is of, and its money in cents: around the person's own level, more if happy."""
    here, key = streams.here, int(streams("amounts").integers(1 << 62))
    told = here.numbers["repeat"]
    prices = np.array([here.numbers["products"][name]["price"] for name in here.products], dtype=np.float64)
    hour = made.at // 3600  # chances of an order hang on who makes it and when
    same = own(key, made.who * 20_000 + hour, 0) < told["same_product"]
    product = next_products(here, who, made.who, same, own(key, made.who * 20_000 + hour, 1))
    u = np.clip(own(key, made.who * 20_000 + hour, 2), 1e-9, 1 - 1e-9)
    level = who.price[made.who] / prices[who.product[made.who]]
    years = (made.at - np.minimum(first.bought[made.who], made.at)) / YEAR
    grows = told["spends_more"] * who.satisfaction[made.who] * years
    money = prices[product] * level * np.exp(told["order_spread"] * np.log(u / (1 - u)) + grows)
    return product, np.maximum(np.rint(money / 10).astype(np.int64) * 1000, 5000)


def carts(streams: Streams, who: People, first: Journey, made: Orders, cents: Ints) -> Carts:
    """Return the carts filled after the first visit: paid, held back, or filled again by those who never bought."""
    here, n = streams.here, len(who)
    told, rng = here.numbers["cart"], streams("comes back to the cart")
    by_self = first.plan.route == SELF
    paid = np.flatnonzero(by_self & (first.bought < here.end))
    site = first.plan.route[made.who] != RESELLER
    owner, _ = runs(rng.poisson(told["again"], n))
    wait = seconds(Delay.of(told["again_after"]).draw(rng.random(len(owner))))
    at = later(first.start[owner], wait + DAY // 2)
    back = by_self[owner] & (first.fate[owner] > 0) & (at < np.minimum(first.bought[owner], here.end))
    price = (100 * who.price).astype(np.int64)
    return Carts(
        np.concatenate([paid, made.who[site], owner[back]]),
        np.concatenate([first.bought[paid], made.at[site], at[back]]),
        np.concatenate([price[paid], cents[site], price[owner[back]]]),
        np.concatenate([np.ones(len(paid), dtype=bool), made.paid[site], np.zeros(int(back.sum()), dtype=bool)]),
    )


def add_orders(book: Book, made: Orders, product: Ints, cents: Ints) -> None:
    """Add the deals of further orders that were paid."""
    told, on = book.streams.here.numbers["products"], made.paid
    units, price = (np.array([each[part] for each in told.values()]) for part in ("units", "price"))
    pieces = np.maximum(1, np.rint(units[product] * cents / 100 / price[product])).astype(np.int64)
    book.log.add(
        made.who[on], made.at[on] - 120, closed=made.at[on], won=1, product=product[on], amount=cents[on],
        units=pieces[on], reason=NOBODY,
    )  # fmt: skip
