"""Visits to the site, page by page: rhythm, search words, prices, reviews, carts, where they clicked and left.

Each visit is a session. Its pages follow one another by the seconds spent on each; what is done at the end of a visit
(a form, a cart) carries the same session. Reading the reviews is a mark of the hesitant; looking at prices, of need.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.acts import Acts, enquiry_visit
from leadkit.synth.common.people import People, need_level
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Delay, Floats, Ints, Streams, choose, later, logistic, runs
from leadkit.synth.vocabulary import DEVICES, KINDS, LANGUAGES, code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.log import Log
    from leadkit.synth.world import World

YEAR = 365 * DAY
# Search words of each language (and product, where it has words of its own): the first half names the very product, the
# other half asks vaguely.
WORDS = 8


@dataclass(frozen=True)
class Carts:
    """Carts filled after the first visit, one entry each: whose, when it was (or was not) paid, and for how much."""

    who: Ints
    at: Ints
    cents: Ints
    paid: Bools


@dataclass(frozen=True)
class Visits:
    """The visits of a block, by person and time; `opening`: of the enquiry or first cart, `cart`: which later one."""

    who: Ints
    at: Ints
    first: Bools
    opening: Bools
    cart: Ints

    def of(self, marked: Bools, n: int) -> Ints:
        """Return, for each of `n` people, the number of their marked visit (-1: there is none)."""
        found = np.full(n, -1)
        found[self.who[marked]] = np.flatnonzero(marked)
        return found


def visit(
    streams: Streams, who: People, came: Arrival, acts: Acts, trip: Journey, stay: tuple[Ints, Ints], carts: Carts
) -> Visits:
    """Date the visits of everybody; `stay` is from when to when they are customers who come back now and then."""
    here = streams.here
    told = here.numbers["visits"]
    log_mean = (
        told["base"] + told["need"] * need_level(who.need) + told["fit"] * who.fit
        + told["journey"] * (trip.start < here.end) + told["customer"] * (came.by("account") & came.interested)
        + told["social"] * came.by("social")
    )  # fmt: skip
    rng = streams("visits")
    more = np.where(
        came.interested & (acts.visited < here.end), np.minimum(rng.poisson(np.exp(log_mean)), told["most"]), 0
    )
    opens = enquiry_visit(trip)
    one = acts.visited < NEVER
    same = one & (opens == acts.visited)
    owner, place = runs(more)
    gaps = _gaps(streams("gaps"), here.numbers["gap_days"], who.rhythm[owner])
    passed = np.cumsum(gaps)
    since_first = passed - (passed - gaps)[np.arange(len(owner)) - place]
    at = later(acts.visited[owner], (np.minimum(since_first, 4000.0) * DAY).astype(np.int64))
    back, back_at = _back(streams("comes back"), came, stay)
    pieces = [
        (np.flatnonzero(one & ~same), acts.visited[one & ~same], 1),
        (owner, at, 0),
        (back, back_at, 0),
        (np.flatnonzero(opens < NEVER), opens[opens < NEVER], 2),
        (carts.who, np.maximum(carts.at - 420, came.born[carts.who]), 4),
    ]
    whose, when = (np.concatenate([piece[i] for piece in pieces]) for i in (0, 1))
    mark = np.concatenate([np.full(len(piece[0]), piece[2]) for piece in pieces])
    mark = np.where((mark == 2) & same[whose], 3, mark)
    cart = np.concatenate([np.full(len(whose) - len(carts.who), NOBODY), np.arange(len(carts.who))])
    kept = np.flatnonzero((when < here.end) & (when >= came.born[whose]))
    kept = kept[np.lexsort((when[kept], whose[kept]))]
    mark = mark[kept]
    return Visits(whose[kept], when[kept], (mark & 1) > 0, (mark & 2) > 0, cart[kept])


def _back(rng: np.random.Generator, came: Arrival, stay: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Date the visits of customers while they are; those who never showed interest do not come."""
    here = came.here
    begin = np.minimum(np.maximum(stay[0], came.first), here.end)
    runs_for = np.maximum(np.minimum(stay[1], here.end) - begin, 0)
    rate = here.numbers["visits"]["customer_a_year"]
    owner, _ = runs(rng.poisson(rate * runs_for / YEAR))
    return owner, begin[owner] + (rng.random(len(owner)) * runs_for[owner]).astype(np.int64)


def _gaps(rng: np.random.Generator, told: Mapping[str, tuple[float, float]], rhythm: Ints) -> Floats:
    """Draw the days to the next visit: regular for some, on and off for others, or only when there is a need."""
    u = rng.random(len(rhythm))
    gaps = np.zeros(len(rhythm))
    for which, (median, shape) in enumerate(told.values()):
        gaps = np.where(rhythm == which, Delay(median, shape).draw(u), gaps)
    return gaps


def browse(streams: Streams, log: Log, seen: Visits, who: People, came: Arrival, trip: Journey) -> Ints:
    """Log the pages of every visit; return when each visit's last page was opened."""
    here, n, rng = streams.here, len(seen.who), streams("pages")
    told = here.numbers
    mine = seen.who
    price_logit = (
        told["pricing"]["base"] + told["pricing"]["need"] * need_level(who.need[mine])
        + told["pricing"]["journey"] * (trip.start[mine] < here.end)
    )  # fmt: skip
    searched = _searched(rng, seen, came)
    interested = came.interested[mine]
    prices = interested & (seen.opening | (seen.first & ~searched) | (rng.random(n) < logistic(price_logit)))
    hesitant = came.held_by("opinions", "no_trust", "quality", "comparing")[mine]
    reviews = interested & (rng.random(n) < told["review"]["base"] + told["review"]["hesitant"] * hesitant)
    counts = 1 + rng.poisson(told["pages_per_visit"], n) + prices + reviews
    visit_of, place = runs(counts)
    last = counts[visit_of] - 1
    is_price = prices[visit_of] & (place == last) & (place > 0)
    is_review = reviews[visit_of] & (place == last - prices[visit_of]) & (place > 0) & ~is_price
    is_search = searched[visit_of] & (place == 0)
    kind = np.select(
        [is_price, is_review, is_search],
        [code(KINDS, "pricing_view"), code(KINDS, "review_read"), code(KINDS, "search_visit")],
        code(KINDS, "page_view"),
    )
    rows = len(place)
    page = np.select([is_price, is_review], [here.site.index("pricing"), here.site.index("reviews")], choose(
        rng, rows, list(told["pages"].values())
    ))  # fmt: skip
    dwell = np.rint(3.0 + 28.0 * np.exp(0.9 * rng.standard_normal(rows)) * np.where(is_price | is_review, 1.6, 1.0))
    dwell = np.minimum(dwell, 900.0)
    before = np.cumsum(dwell) - dwell
    offset = (before - before[place == 0][visit_of]).astype(np.int64)
    depth = np.round(np.clip(0.15 + 0.75 * rng.random(rows) ** (1.3 - 0.5 * is_price), 0, 1), 2)
    clicked = rng.random(rows) < 0.4
    column = np.round(np.where(rng.random(rows) < 0.7, 0.30 + 0.15 * rng.standard_normal(rows), rng.random(rows)), 2)
    log.add(
        mine[visit_of], seen.at[visit_of] + offset,
        kind=kind, session=visit_of, page=page, seconds=dwell, exit_depth=depth,
        channel=np.where(place == 0, _channel(rng, seen, came, searched)[visit_of], -1),
        campaign=np.where(place == 0, _campaign(seen, came)[visit_of], -1),
        keyword=np.where(is_search, _keyword(rng, here, who, mine)[visit_of], -1),
        device=_device(streams("device"), here, mine, len(who))[visit_of],
        x=np.where(clicked, np.clip(column, 0, 1), np.nan),
        y=np.where(clicked, np.round(depth * rng.random(rows), 2), np.nan),
    )  # fmt: skip
    return seen.at + np.bincount(visit_of, weights=dwell, minlength=n).astype(np.int64)


def _searched(rng: np.random.Generator, seen: Visits, came: Arrival) -> Bools:
    by_search = came.by("organic_search", "paid_search")[seen.who]
    again = came.interested[seen.who] & (rng.random(len(seen.who)) < 0.15)
    answer: Bools = np.where(seen.first, by_search, again)
    return answer


def _channel(rng: np.random.Generator, seen: Visits, came: Arrival, searched: Bools) -> Ints:
    """Return the channel of each visit: the first of those who came by themselves, else mostly direct."""
    names = came.here.channels
    own = came.by(*came.here.numbers["by_own_step"], "social")[seen.who]
    mostly = np.where(rng.random(len(seen.who)) < 0.75, code(names, "direct"), code(names, "email"))
    again = np.where(searched, code(names, "organic_search"), mostly)
    return np.where(seen.first & own, came.channel[seen.who], again)


def _campaign(seen: Visits, came: Arrival) -> Ints:
    """Return the campaign of each visit: the advertisements of the half-year, for first visits by a paid channel."""
    paid = came.by("paid_search", "display", "affiliate")[seen.who] & seen.first
    here = came.here
    borders = [here.moment(day) for day in (date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1))]
    half = np.searchsorted(borders, seen.at, side="right")
    return np.where(paid, here.campaigns.index("ads_2023h2") + half, -1)


def _keyword(rng: np.random.Generator, here: World, who: People, mine: Ints) -> Ints:
    """Draw the words searched for: the more pressing the need, the more often the very product."""
    need, groups = who.need[mine], len(here.keywords) // (WORDS * len(LANGUAGES))
    group = who.language[mine] * groups + np.minimum(who.product[mine], groups - 1)
    exact = rng.random(len(need)) < np.array([0.75, 0.5, 0.6, 0.2])[need]
    word = (rng.random(len(need)) * (WORDS // 2)).astype(np.int64) + np.where(exact, 0, WORDS // 2)
    return group * WORDS + word


def _device(rng: np.random.Generator, here: World, mine: Ints, n: int) -> Ints:
    usual = choose(rng, n, [here.numbers["device"][d] for d in DEVICES])[mine]
    other = rng.random(len(mine)) < here.numbers["second_device"]
    return np.where(other, choose(rng, len(mine), [1, 1, 0.2]), usual)
