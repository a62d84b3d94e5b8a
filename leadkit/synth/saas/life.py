"""One block of the world `saas`, from who they are to what they bought: every cause in its order, in one place to read.

What comes out is still numbers (codes, moments, cents); :mod:`leadkit.synth.saas.rows` writes them as tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadkit.synth.draw import NEVER, NOBODY, Floats, Ints, Streams
from leadkit.synth.log import Log
from leadkit.synth.saas import answers, deeds, mail, sales, visits
from leadkit.synth.saas import deals as trade
from leadkit.synth.saas.acts import Acts, act
from leadkit.synth.saas.arrival import Arrival, arrive
from leadkit.synth.saas.details import Details, details
from leadkit.synth.saas.journeys import Journey, cross_plan, first_plan, travel
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
    events: dict[str, Ints]
    answers: dict[str, Ints]
    deals: dict[str, Ints]
    stages: dict[str, Ints]
    records: dict[str, Ints]
    overrides: dict[str, Ints]
    p_answer: Floats
    p_now: Floats
    p_free: Floats


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
    log = Log(EVENT_COLUMNS)
    left = _events(streams, log, who, came, (first, cross), (steps, next_steps), worth, acts, given, held)
    events = log.ordered(came.born, end())
    asked = _answers(streams, who, came, given, first, cross, steps, next_steps)
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
        left=left, events=events, answers=asked, deals=sold,
        stages=trade.stages(streams, sold, came.born).ordered(sold["at"], end()),
        records=records(streams, who, known(came, given, first, cross, steps)).ordered(came.born, end()),
        overrides=overrides(streams, came, given),
        p_answer=answers.asked_plainly(who, came), p_now=now, p_free=free,
    )  # fmt: skip


def _events(
    streams: Streams, log: Log, who: People, came: Arrival, trips: tuple[Journey, Journey],
    steps: tuple[Closing, Closing], worth: tuple[Floats, Floats], acts: Acts, given: Details, held: Contracts,
) -> Ints:  # fmt: skip
    """Log all events; return when each unsubscribed."""
    first, cross = trips
    seen = visits.visit(streams, who, came, acts, first)
    visits.browse(streams, log, seen, who, came, first)
    deeds.deeds(streams, log, who, came, acts, seen)
    deeds.enquire(streams, log, who, acts, first, seen)
    deeds.again(streams, log, cross)
    deeds.refer(log, referrers(streams, who, came, held.bought), came)
    sales.handle(streams, "first", log, first, steps[0], worth[0])
    sales.handle(streams, "cross", log, cross, steps[1], worth[1])
    called_off = sales.cold_calls(streams, log, came, first.called)
    sales.complaints(streams, log, who, held)
    mail.plays(streams, log, came, given)
    return mail.send(streams, log, came, acts, given, held.bought, called_off)


def _answers(
    streams: Streams, who: People, came: Arrival, given: Details, first: Journey, cross: Journey, steps: Closing, next_steps: Closing
) -> dict[str, Ints]:  # fmt: skip
    asking = answers.Asking(streams, who, came, given, Log(answers.COLUMNS))
    answers.screening(asking, "first", first, steps.screened)
    answers.screening(asking, "cross", cross, next_steps.screened)
    by_form = first.begun & (first.plan.route == 1)
    answers.others(asking, first, by_form, came.by("survey"))
    answers.why_not(asking, first, steps.closed)
    return asking.log.ordered(came.born, end())
