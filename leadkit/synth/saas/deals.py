"""Rows of `deals` and `deal_stages`: won, lost and open, ours and the rival's.

Sales opens a deal when it accepts a screened lead: it is then expected to close. What is bought on the site, through a
reseller or on a renewal has a deal of its own too. An amount is a guess until the deal is closed; the stages keep the
guesses. Satisfied customers pay more for each further order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Floats, Ints, Streams
from leadkit.synth.log import Log, Rows
from leadkit.synth.saas.answers import reason
from leadkit.synth.saas.journeys import BUYS, RESELLER, SELF, Journey
from leadkit.synth.saas.numbers import REASONS, STAGES, code, end, numbers, products
from leadkit.synth.saas.purchases import ASKED, RENEWAL, YEAR, Closing, Contracts, Orders

if TYPE_CHECKING:
    from leadkit.synth.saas.arrival import Arrival
    from leadkit.synth.saas.people import People

US, THEM = 0, 1
COLUMNS = {
    "closed": NOBODY, "won": NOBODY, "amount": NOBODY, "units": NOBODY, "product": NOBODY, "reason": NOBODY,
    "seller": US, "offered": NOBODY, "talked": NOBODY, "by_sales": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """What the deals of a block need to know."""

    streams: Streams
    who: People
    came: Arrival
    log: Log


def worth(streams: Streams, who: People, product: Ints, name: str) -> Floats:
    """Return what each pays for a product: its list price by the size of the firm, less what was haggled off."""
    told, rng = numbers()["products"], streams(f"{name} worth")
    price = np.array([told[p]["price"] for p in products()], dtype=np.float64)[product]
    bigger = np.where(product == code(products(), "suite"), np.maximum(who.employees / 90.0, 0.5) ** 0.35, 1.0)
    return price * bigger * np.exp(0.15 * rng.standard_normal(len(who))) * (1.0 - 0.15 * rng.random(len(who)))


def next_product(who: People) -> Ints:
    """Return the product that a customer would ask for next: the bigger plan, or an add-on."""
    return np.minimum(who.product + 1, code(products(), "add_on"))


def _add(book: Book, on: Ints, opened: Ints, product: Ints, amount: Floats, **given: Ints | int) -> None:
    """Add deals of the people `on`; `product` and `amount` are given for everybody."""
    told = numbers()["products"]
    units = np.array([told[p]["units"] for p in products()], dtype=np.float64)
    price = np.array([told[p]["price"] for p in products()], dtype=np.float64)
    pieces = np.maximum(1, np.rint(units[product] * amount / price[product])).astype(np.int64)
    at = np.maximum(opened, book.came.born)
    rows = {name: value[on] if isinstance(value, np.ndarray) else value for name, value in given.items()}
    book.log.add(
        on, at[on], product=product[on], amount=np.rint(amount[on]).astype(np.int64) * 100, units=pieces[on], **rows
    )


def of_sales(
    book: Book, name: str, trip: Journey, steps: Closing, product: Ints, amount: Floats, offers: Bools
) -> None:
    """Add the deals of journeys that sales accepted, and the purchases of those it had turned away."""
    closed = np.where(steps.closed < end(), steps.closed, NOBODY)
    won = np.where(closed == NOBODY, NOBODY, (trip.fate == BUYS).astype(np.int64))
    why = np.where(won == 0, reason(book.streams(f"{name} reasons"), book.came, trip), NOBODY)
    offered = np.where(offers & (steps.offered < end()), steps.offered, NOBODY)
    talked = np.where(offers & (steps.talked < end()), steps.talked, NOBODY)
    on = np.flatnonzero(trip.accepted & (steps.decided < end()))
    _add(
        book,
        on,
        steps.decided,
        product,
        amount,
        closed=closed,
        won=won,
        reason=why,
        offered=offered,
        talked=talked,
        by_sales=1,
    )
    late = np.flatnonzero((trip.bought < end()) & ~trip.accepted & trip.begun & (trip.plan.route != RESELLER))
    started = np.where(trip.plan.route == SELF, trip.bought - 120, trip.bought - 3600)
    _add(book, late, started, product, amount, closed=trip.bought, won=1)


def of_resellers(book: Book, trip: Journey, amount: Floats) -> None:
    """Add what resellers sold."""
    days = book.streams("reseller deals").random(len(trip.start)) * 10
    on = np.flatnonzero((trip.plan.route == RESELLER) & (trip.bought < end()))
    _add(book, on, trip.bought - (days * DAY).astype(np.int64), book.who.product, amount, closed=trip.bought, won=1)


def of_orders(book: Book, orders: Orders, held: Contracts, amount: Floats) -> None:
    """Add renewals and top-ups, and the renewals that did not come."""
    rng, told = book.streams("order deals"), numbers()
    years = (orders.at - held.bought[orders.who]) / YEAR
    grows = np.exp(told["repeat"]["spends_more"] * book.who.satisfaction[orders.who] * years)
    renewal = orders.what == RENEWAL
    extra = told["products"]["add_on"]["price"] * np.exp(0.6 * rng.standard_normal(len(years)))
    small = np.minimum(extra, 0.5 * amount[orders.who])
    pays = np.where(renewal, amount[orders.who], small) * grows
    product = np.where(renewal, book.who.product[orders.who], code(products(), "add_on"))
    opened = orders.at - np.where(renewal, ASKED, (rng.random(len(years)) * 4 * DAY).astype(np.int64))
    opened = np.maximum(opened, held.bought[orders.who])
    units = np.maximum(1, np.rint(pays / 400.0)).astype(np.int64)
    due = orders.at >= end()  # opened by the last day, and not decided yet
    closed, won = (np.where(due, NOBODY, value) for value in (orders.at, 1))
    book.log.add(
        orders.who, opened, closed=closed, won=won, product=product, units=units,
        amount=np.rint(np.maximum(pays, 60.0)).astype(np.int64) * 100,
    )  # fmt: skip
    on = np.flatnonzero(held.ended < end() + ASKED)
    due = held.ended >= end()
    reasons = np.array([code(REASONS, r) for r in ("no_longer_wanted", "price", "rival", "quality")])
    why = reasons[(rng.random(len(held.ended)) * len(reasons)).astype(np.int64)]
    told_so = {"closed": held.ended, "won": np.zeros(len(due), dtype=np.int64), "reason": why}
    later = {name: np.where(due, NOBODY, value) for name, value in told_so.items()}
    _add(book, on, held.ended - ASKED, book.who.product, amount, **later)


def of_rival(book: Book, at: Ints, amount: Floats) -> None:
    """Add what people bought from the rival instead."""
    on = np.flatnonzero(at < end())
    _add(book, on, at - 5 * DAY, book.who.product, 0.9 * amount, closed=at, won=1, seller=THEM)


def stages(streams: Streams, rows: Rows) -> Log:
    """Return the stages of the deals; `who` in them is the place of the deal."""
    log, rng = Log({"stage": NOBODY, "amount": NOBODY}), streams("stages")
    n = len(rows["who"])
    ours = rows["seller"] == US
    sales = ours & (rows["by_sales"] == 1)
    guess = np.rint(rows["amount"] / 100 * np.exp(0.25 * rng.standard_normal(n))).astype(np.int64) * 100
    better = np.rint(rows["amount"] / 100 * np.exp(0.10 * rng.standard_normal(n))).astype(np.int64) * 100
    until = np.where(
        rows["offered"] != NOBODY, rows["offered"], np.where(rows["closed"] != NOBODY, rows["closed"], NEVER)
    )
    shown = rows["at"] + np.minimum((until - rows["at"]) // 2, ((1 + 6 * rng.random(n)) * DAY).astype(np.int64))
    for stage, whose, at, amount in (
        ("screening", sales, rows["at"], guess),
        ("demo", sales, shown, guess),
        ("offer", sales & (rows["offered"] != NOBODY), rows["offered"], better),
        ("negotiation", sales & (rows["offered"] != NOBODY) & (rows["talked"] != NOBODY), rows["talked"], better),
        ("won", ours & (rows["won"] == 1), rows["closed"], rows["amount"]),
        ("lost", ours & (rows["won"] == 0), rows["closed"], rows["amount"]),
    ):
        on = np.flatnonzero(whose & (at < end()))
        log.add(on, at[on], stage=STAGES.index(stage), amount=amount[on])
    return log
