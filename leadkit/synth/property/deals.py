"""What the deals of the world `property` are worth, and what customers buy after their first home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.people import liking
from leadkit.synth.common.truth import of_journey
from leadkit.synth.draw import DAY, Floats, Ints, Streams, runs
from leadkit.synth.vocabulary import NEEDS, code

if TYPE_CHECKING:
    from leadkit.synth.common.deals import Book
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People

YEAR = 365 * DAY
STEP = 5_000_000  # prices are agreed in whole five millions of dong


def worth(streams: Streams, who: People, product: Ints, name: str) -> Floats:
    """Return what each pays for a home of this kind: what they seek, in their region, less what was haggled off."""
    here, rng = streams.here, streams(f"{name} worth")
    usual = np.array([here.numbers["products"][p]["price"] for p in here.products], dtype=np.float64)
    asked = who.price * usual[product] / usual[who.product]
    agreed = asked * np.exp(0.04 * rng.standard_normal(len(who))) * (1.0 - 0.05 * rng.random(len(who)))
    return np.maximum(np.rint(agreed / STEP), 1.0) * STEP


def rate(streams: Streams, who: People) -> Floats:
    """Return how many further plots or flats each would buy in a year, once they are a customer."""
    here, say = streams.here, streams.here.numbers["repeat"]["further"]
    holds = who.need == code(NEEDS, "stock")
    invests = liking(here, who.tastes, "likes_investing")
    logs = say["base"] + say["satisfied"] * who.satisfaction + say["stock"] * holds + say["investing"] * invests
    a_year: Floats = np.exp(logs)
    return a_year


def further(streams: Streams, who: People, since: Ints) -> tuple[Ints, Ints]:
    """Draw who buys further homes after the first (`since`), and when."""
    left, rng = np.maximum(streams.here.end - since, 0), streams("further")
    owner, _ = runs(rng.poisson(rate(streams, who) * left / YEAR))
    return owner, since[owner] + (rng.random(len(owner)) * left[owner]).astype(np.int64)


def p_again(streams: Streams, who: People, bought: Ints, cross: Journey) -> tuple[Floats, Floats]:
    """Return the probability that a customer buys a further home or another place in the last days; and freed."""
    days = float(streams.here.numbers["window_days"])
    none = np.where(bought < streams.here.reference, np.exp(-rate(streams, who) * days * DAY / YEAR), 1.0)
    return 1 - none * (1 - of_journey(cross)), 1 - none * (1 - of_journey(cross, freed=True))


def of_further(book: Book, orders: tuple[Ints, Ints], since: Ints, amount: Floats) -> None:
    """Add the deals of further homes: plots mostly, cheaper than the first; the satisfied pay more with the years."""
    (on, at), here, rng = orders, book.streams.here, book.streams("further deals")
    told = here.numbers["repeat"]
    grows = np.exp(told["spends_more"] * book.who.satisfaction[on] * (at - since[on]) / YEAR)
    pays = told["further_price"] * amount[on] * grows * np.exp(0.25 * rng.standard_normal(len(on)))
    opened = np.maximum(at - (rng.random(len(on)) * 20 * DAY).astype(np.int64), since[on])
    land, flat = code(here.products, "land"), code(here.products, "flat")
    book.log.add(
        on, opened, closed=at, won=1, units=1, product=np.where(rng.random(len(on)) < 0.7, land, flat),
        amount=np.rint(np.maximum(pays, STEP) / STEP).astype(np.int64) * STEP * 100,
    )  # fmt: skip
