"""What every world tells in the same order, once it is settled who came and how their journeys went.

A world settles its causes, gathers them in a :class:`Cast`, and lets this write down what is seen of it: visits and
deeds, what sales and marketing do, what is asked, what is entered as a deal. What only one world has, it adds between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common import answers, closing, deals, deeds, mail, market, sales, visits
from leadkit.synth.common.plans import SALES, SELF
from leadkit.synth.common.records import known, records
from leadkit.synth.common.referrals import referrers
from leadkit.synth.draw import DAY, later
from leadkit.synth.log import Log

if TYPE_CHECKING:
    from leadkit.synth.common.acts import Acts
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.closing import Closing
    from leadkit.synth.common.details import Details
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import Organisations, People
    from leadkit.synth.draw import Bools, Floats, Ints, Streams


@dataclass(frozen=True)
class Part:
    """A journey as it is told: its name, how its deal went, what it was about and for how much."""

    name: str
    trip: Journey
    steps: Closing
    product: Ints
    worth: Floats


@dataclass(frozen=True)
class Cast:
    """Who is on the stage, and how it went; `bought` is the first purchase, `until` the end of being a customer."""

    streams: Streams
    who: People
    came: Arrival
    parts: tuple[Part, ...]
    bought: Ints
    until: Ints
    carts: visits.Carts
    acts: Acts
    details: Details

    @property
    def first(self) -> Part:
        """The first journey."""
        return self.parts[0]

    @property
    def whole(self) -> Journey:
        """The first journey, ended by whichever purchase came first."""
        return replace(self.first.trip, bought=np.minimum(self.first.trip.bought, self.bought))


def part(streams: Streams, name: str, trip: Journey, product: Ints, worth: Floats) -> Part:
    """Date the steps of a journey's deal, and say what it was about."""
    return Part(name, trip, closing.closing(streams, name, trip), product, worth)


def paid_carts(who: People, trip: Journey) -> visits.Carts:
    """Return the carts of those who buy by themselves, at the moment at which they pay."""
    on = np.flatnonzero((trip.plan.route == SELF) & (trip.bought < trip.plan.here.end))
    return visits.Carts(on, trip.bought[on], (100 * who.price[on]).astype(np.int64), np.ones(len(on), dtype=bool))


def watch(cast: Cast, log: Log) -> None:
    """Log what they do on the site and elsewhere, whom they refer, and how sales handles their journeys."""
    streams, who, came, first = cast.streams, cast.who, cast.came, cast.first.trip
    seen = visits.visit(streams, who, came, cast.acts, first, (cast.bought, cast.until), cast.carts)
    visits.browse(streams, log, seen, who, came, first)
    deeds.deeds(streams, log, who, came, cast.acts, seen)
    deeds.enquire(streams, log, who, came, first, cast.acts, seen, cast.carts)
    for each in cast.parts[1:]:
        deeds.again(streams, log, each.trip)
    deeds.refer(log, referrers(streams, who, came, cast.bought), came)
    for each in cast.parts:
        sales.handle(streams, each.name, log, each.trip, each.steps, each.worth)


def approach(cast: Cast, log: Log) -> Ints:
    """Log cold calls, complaints, plays and mailings; return when each unsubscribed."""
    called_off = sales.cold_calls(cast.streams, log, cast.came, cast.first.trip.called)
    sales.complaints(cast.streams, log, cast.who, cast.bought)
    mail.plays(cast.streams, log, cast.came, cast.details)
    return mail.send(cast.streams, log, cast.came, cast.acts, cast.details, cast.bought, called_off)


def ask(cast: Cast, form: Bools, turns: answers.Turns | None = None) -> answers.Asking:
    """Ask everything that is asked; those of `form` fill in one when their journey begins."""
    asking = answers.Asking(cast.streams, cast.who, cast.came, cast.details, Log(answers.COLUMNS), turns or {})
    trip = cast.whole
    for each in cast.parts:
        answers.screening(asking, each.name, each.trip, each.steps.screened)
    answers.others(asking, trip, form, cast.came.by("survey"))
    cart_left = later(trip.start, np.full(len(cast.who), 4 * DAY))
    answers.why_not(asking, trip, np.where(trip.plan.route == SELF, cart_left, cast.first.steps.closed))
    return asking


def by_hand(cast: Cast) -> Bools:
    """Return whose journey sales handled."""
    talked: Bools = cast.first.trip.begun & (cast.first.trip.plan.route == SALES)
    return talked


def enter(cast: Cast) -> deals.Book:
    """Enter the deals of all journeys: of sales, of resellers, and what the rival sold."""
    book = deals.Book(cast.streams, cast.who, cast.came, Log(deals.COLUMNS))
    for each in cast.parts:
        offers = sales.offered(cast.streams, each.name, each.trip)
        deals.of_sales(book, each.name, each.trip, each.steps, each.product, each.worth, offers)
    deals.of_resellers(book, cast.first.trip, cast.first.worth)
    for each in cast.parts:
        deals.of_rival(book, closing.to_rival(cast.streams, each.name, each.trip), cast.first.worth)
    return book


def told(cast: Cast, org: Organisations, log: Log, asking: answers.Asking, book: deals.Book) -> dict[str, Any]:
    """Put in order what was logged: the fields of a :class:`~leadkit.synth.common.life.Life` without more causes."""
    streams, who, came, end = cast.streams, cast.who, cast.came, cast.came.here.end
    again = np.minimum.reduce([each.trip.start for each in cast.parts[1:]])
    sold = book.log.ordered(came.born, end)
    in_crms = records(streams, who, known(came, cast.details, cast.whole, cast.first.steps, again))
    return {
        "streams": streams, "org": org, "who": who, "came": came, "first": cast.first.trip, "acts": cast.acts,
        "details": cast.details, "events": log.ordered(came.born, end), "answers": asking.log.ordered(came.born, end),
        "deals": sold, "stages": deals.stages(streams, sold).ordered(sold["at"], end),
        "records": in_crms.ordered(came.born, end), "overrides": market.overrides(streams, came, cast.details),
        "p_answer": answers.asked_plainly(who, came),
    }  # fmt: skip
