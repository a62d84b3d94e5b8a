"""One block of the world `saas`, from who they are to what they bought: every cause in its order, in one place to read.

What comes out is still numbers (codes, moments, cents); :mod:`leadkit.synth.saas.rows` writes them as tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Floats, Ints, Streams, later
from leadkit.synth.log import Log, Rows
from leadkit.synth.saas import answers, deeds, mail, sales, visits
from leadkit.synth.saas import deals as trade
from leadkit.synth.saas.acts import Acts, act
from leadkit.synth.saas.arrival import Arrival, arrive
from leadkit.synth.saas.details import Details, details
from leadkit.synth.saas.journeys import SALES, SELF, Journey, cross_plan, first_plan, travel
from leadkit.synth.saas.market import overrides
from leadkit.synth.saas.numbers import WORLD, end
from leadkit.synth.saas.people import Organisations, People, organisations, people
from leadkit.synth.saas.purchases import Closing, Contracts, closing, contracts, further, to_rival
from leadkit.synth.saas.records import known, records
from leadkit.synth.saas.referrals import referrers
from leadkit.synth.saas.truth import p_buy

EVENT_COLUMNS = {
    "kind": NOBODY, "session": NOBODY, "other": NOBODY, "campaign": NOBODY, "channel": NOBODY, "page": NOBODY,
    "seconds": np.nan, "keyword": NOBODY, "device": NOBODY, "exit_depth": np.nan, "fields": NOBODY, "x": np.nan,
    "y": np.nan, "amount": NOBODY,
}  # fmt: skip


@dataclass(frozen=True)
class Life:
    """Everything that is so, and everything that happened, in one block."""

    streams: Streams
    org: Organisations
    who: People
    came: Arrival
    first: Journey
    cross: Journey
    held: Contracts
    acts: Acts
    details: Details
    left: Ints
    events: Rows
    answers: Rows
    deals: Rows
    stages: Rows
    records: Rows
    overrides: Rows
    p_answer: Floats
    p_now: Floats
    p_free: Floats


@dataclass(frozen=True)
class Cast:
    """Who is on the stage, and how their journeys went: what is done to them is logged from this."""

    streams: Streams
    who: People
    came: Arrival
    first: Journey
    cross: Journey
    steps: Closing
    next_steps: Closing
    held: Contracts
    acts: Acts
    details: Details


def live(seed: int, block: int, n: int) -> Life:
    """Let `n` people live through the two years of the world.

    Examples
    --------
    >>> life = live(seed=7, block=0, n=50)
    >>> len(life.who), bool((life.p_free >= life.p_now).all())
    (50, True)
    """
    streams = Streams(WORLD, seed, block)
    org = organisations(streams, n)
    who = people(streams, n, org)
    came = arrive(streams, who)
    first = travel(streams, "first", first_plan(streams, who, came))
    bought = np.where(first.bought < end(), first.bought, NEVER)
    held = contracts(streams, who, bought, came.by("account"))
    cross = travel(streams, "cross", cross_plan(who, came, bought))
    steps, next_steps = closing(streams, "first", first), closing(streams, "cross", cross)
    acts = act(streams, who, came, first)
    given = details(streams, who, came, acts, first)
    own, following = who.product, trade.next_product(who)
    worth = trade.worth(streams, who, own, "first"), trade.worth(streams, who, following, "cross")
    cast = Cast(streams, who, came, first, cross, steps, next_steps, held, acts, given)
    log = Log(EVENT_COLUMNS)
    left = _events(cast, log, worth)
    book = trade.Book(streams, who, came, Log(trade.COLUMNS))
    offers = sales.offered(streams, "first", first), sales.offered(streams, "cross", cross)
    trade.of_sales(book, "first", first, steps, own, worth[0], offers[0])
    trade.of_sales(book, "cross", cross, next_steps, following, worth[1], offers[1])
    trade.of_resellers(book, first, worth[0])
    trade.of_orders(book, further(streams, held), held, worth[0])
    for name, trip in (("first", first), ("cross", cross)):
        trade.of_rival(book, to_rival(streams, name, trip), worth[0])
    sold = book.log.ordered(came.born, end())
    now, free = p_buy(came, first, cross, held)
    return Life(
        streams=streams, org=org, who=who, came=came, first=first, cross=cross, held=held, acts=acts, details=given,
        left=left, events=log.ordered(came.born, end()), answers=_answers(cast), deals=sold,
        stages=trade.stages(streams, sold).ordered(sold["at"], end()),
        records=records(streams, who, known(came, given, first, cross, steps)).ordered(came.born, end()),
        overrides=overrides(streams, came, given),
        p_answer=answers.asked_plainly(who, came), p_now=now, p_free=free,
    )  # fmt: skip


def _events(cast: Cast, log: Log, worth: tuple[Floats, Floats]) -> Ints:
    """Log all events; return when each unsubscribed."""
    streams, who, came, first = cast.streams, cast.who, cast.came, cast.first
    seen = visits.visit(streams, who, came, cast.acts, first, cast.held)
    visits.browse(streams, log, seen, who, came, first)
    deeds.deeds(streams, log, who, came, cast.acts, seen)
    deeds.enquire(streams, log, who, came, first, cast.acts, seen)
    deeds.again(streams, log, cast.cross)
    deeds.refer(log, referrers(streams, who, came, cast.held.bought), came)
    sales.handle(streams, "first", log, first, cast.steps, worth[0])
    sales.handle(streams, "cross", log, cast.cross, cast.next_steps, worth[1])
    called_off = sales.cold_calls(streams, log, came, first.called)
    sales.complaints(streams, log, who, cast.held)
    mail.plays(streams, log, came, cast.details)
    return mail.send(streams, log, came, cast.acts, cast.details, cast.held.bought, called_off)


def _answers(cast: Cast) -> Rows:
    """Ask everything that is asked."""
    who, came, first = cast.who, cast.came, cast.first
    asking = answers.Asking(cast.streams, who, came, cast.details, Log(answers.COLUMNS))
    answers.screening(asking, "first", first, cast.steps.screened)
    answers.screening(asking, "cross", cast.cross, cast.next_steps.screened)
    answers.others(asking, first, first.begun & (first.plan.route == SALES), came.by("survey"))
    cart_left = later(first.start, np.full(len(who), 4 * DAY))
    answers.why_not(asking, first, np.where(first.plan.route == SELF, cart_left, cast.steps.closed))
    return asking.log.ordered(came.born, end())
