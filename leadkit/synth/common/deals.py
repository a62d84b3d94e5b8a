"""Rows of `deals` and `deal_stages`: won, lost and open, ours and the rival's.

Sales opens a deal when it accepts a screened lead: it is then expected to close. What is bought on the site, through a
reseller or on a renewal has a deal of its own too. An amount is a guess until the deal is closed; the stages keep the
guesses. Satisfied customers pay more for each further order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.answers import reason
from leadkit.synth.common.journeys import BUYS, HELD
from leadkit.synth.common.plans import RESELLER, SELF
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Floats, Ints, Streams
from leadkit.synth.log import Log, Rows
from leadkit.synth.vocabulary import STAGES

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.closing import Closing
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People

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


def add(book: Book, on: Ints, opened: Ints, product: Ints, amount: Floats, **given: Ints | int) -> None:
    """Add deals of the people `on`; `product` and `amount` are given for everybody."""
    here, told = book.streams.here, book.streams.here.numbers["products"]
    units = np.array([told[p].get("units", 0) for p in here.products], dtype=np.float64)  # none given: one at a time
    price = np.array([told[p]["price"] for p in here.products], dtype=np.float64)
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
    here = book.streams.here
    closed = np.where(steps.closed < here.end, steps.closed, NOBODY)
    won = np.where(closed == NOBODY, NOBODY, (trip.fate == BUYS).astype(np.int64))
    why = np.where(won == 0, reason(book.streams(f"{name} reasons"), book.came, trip), NOBODY)
    offered = np.where(offers & (steps.offered < here.end), steps.offered, NOBODY)
    talked = np.where(offers & (steps.talked < here.end), steps.talked, NOBODY)
    on = np.flatnonzero(trip.accepted & (steps.decided < here.end))
    add(
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
    late = np.flatnonzero(
        (trip.bought < here.end) & (~trip.accepted | (trip.fate == HELD)) & trip.begun & (trip.plan.route != RESELLER)
    )
    started = np.where(trip.plan.route == SELF, trip.bought - 120, trip.bought - 3600)
    add(book, late, started, product, amount, closed=trip.bought, won=1)


def of_resellers(book: Book, trip: Journey, amount: Floats) -> None:
    """Add what resellers sold."""
    days = book.streams("reseller deals").random(len(trip.start)) * 10
    on = np.flatnonzero((trip.plan.route == RESELLER) & (trip.bought < book.streams.here.end))
    add(book, on, trip.bought - (days * DAY).astype(np.int64), book.who.product, amount, closed=trip.bought, won=1)


def of_rival(book: Book, at: Ints, amount: Floats) -> None:
    """Add what people bought from the rival instead."""
    on = np.flatnonzero(at < book.streams.here.end)
    add(book, on, at - 5 * DAY, book.who.product, 0.9 * amount, closed=at, won=1, seller=THEM)


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
        on = np.flatnonzero(whose & (at < streams.here.end))
        log.add(on, at[on], stage=STAGES.index(stage), amount=amount[on])
    return log
