"""What the deals of the world `saas` are worth; the deals of renewals and top-ups, also of those that did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.deals import Book, add
from leadkit.synth.draw import DAY, NOBODY, Floats, Ints, Streams
from leadkit.synth.saas.contracts import ASKED, RENEWAL, YEAR, Contracts, Orders
from leadkit.synth.vocabulary import REASONS, code

if TYPE_CHECKING:
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World


def worth(streams: Streams, who: People, product: Ints, name: str) -> Floats:
    """Return what each pays for a product: its list price by the size of the firm, less what was haggled off."""
    here, rng = streams.here, streams(f"{name} worth")
    told = here.numbers["products"]
    price = np.array([told[p]["price"] for p in here.products], dtype=np.float64)[product]
    bigger = np.where(product == code(here.products, "suite"), np.maximum(who.employees / 90.0, 0.5) ** 0.35, 1.0)
    return price * bigger * np.exp(0.15 * rng.standard_normal(len(who))) * (1.0 - 0.15 * rng.random(len(who)))


def next_product(here: World, who: People) -> Ints:
    """Return the product that a customer would ask for next: the bigger plan, or an add-on."""
    return np.minimum(who.product + 1, code(here.products, "add_on"))


def of_orders(book: Book, orders: Orders, held: Contracts, amount: Floats) -> None:
    """Add renewals and top-ups, and the renewals that did not come."""
    here, rng = book.streams.here, book.streams("order deals")
    told = here.numbers
    years = (orders.at - held.bought[orders.who]) / YEAR
    grows = np.exp(told["repeat"]["spends_more"] * book.who.satisfaction[orders.who] * years)
    renewal = orders.what == RENEWAL
    extra = told["products"]["add_on"]["price"] * np.exp(0.6 * rng.standard_normal(len(years)))
    small = np.minimum(extra, 0.5 * amount[orders.who])
    pays = np.where(renewal, amount[orders.who], small) * grows
    product = np.where(renewal, book.who.product[orders.who], code(here.products, "add_on"))
    opened = orders.at - np.where(renewal, ASKED, (rng.random(len(years)) * 4 * DAY).astype(np.int64))
    opened = np.maximum(opened, held.bought[orders.who])
    units = np.maximum(1, np.rint(pays / 400.0)).astype(np.int64)
    due = orders.at >= here.end  # opened by the last day, and not decided yet
    closed, won = (np.where(due, NOBODY, value) for value in (orders.at, 1))
    book.log.add(
        orders.who, opened, closed=closed, won=won, product=product, units=units,
        amount=np.rint(np.maximum(pays, 60.0)).astype(np.int64) * 100,
    )  # fmt: skip
    on = np.flatnonzero(held.ended < here.end + ASKED)
    due = held.ended >= here.end
    reasons = np.array([code(REASONS, r) for r in ("no_longer_wanted", "price", "rival", "quality")])
    why = reasons[(rng.random(len(held.ended)) * len(reasons)).astype(np.int64)]
    told_so = {"closed": held.ended, "won": np.zeros(len(due), dtype=np.int64), "reason": why}
    later = {name: np.where(due, NOBODY, value) for name, value in told_so.items()}
    add(book, on, held.ended - ASKED, book.who.product, amount, **later)
