"""Log what sales does: calls, screening, handing over, offers; and the cold calls to bought lists, with their price.

The first call comes sooner or later by chance, and the later it comes the less often somebody is reached and buys: the
cost of a slow hand-over. A call that nobody asked for now and then ends in a complaint or an unsubscription.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.journeys import BUYS, Journey
from leadkit.synth.common.plans import SALES
from leadkit.synth.draw import DAY, NEVER, Bools, Floats, Ints, Streams, logistic, runs
from leadkit.synth.vocabulary import KINDS, code

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.closing import Closing
    from leadkit.synth.common.people import People
    from leadkit.synth.log import Log

PHONE = "call_attempt"


def handle(streams: Streams, name: str, log: Log, trip: Journey, steps: Closing, value: Floats) -> None:
    """Log how sales handled the journeys; `value` is the amount of the offer."""
    here, rng = streams.here, streams(f"{name} calls")
    on = np.flatnonzero((trip.plan.route == SALES) & (trip.called < here.end))
    owner, place = runs(trip.tries[on])
    whom = on[owner]
    # The last of the calls is the one that is answered; the others stand evenly before it.
    contact = _contact(trip, steps)
    step = (contact - trip.called)[whom] / np.maximum(trip.tries[whom] - 1, 1)
    at = trip.called[whom] + (step * place).astype(np.int64)
    log.add(whom, at, kind=code(KINDS, PHONE), seconds=np.rint(12 + 20 * rng.random(len(whom))))
    got = on[trip.reached[on]]
    log.add(
        got, contact[got] + 15, kind=code(KINDS, "call_answered"), seconds=np.rint(60 + 700 * rng.random(len(got)) ** 2)
    )
    for kind, whose, moment in (
        ("screened_passed", trip.passed, steps.screened),
        ("screened_failed", trip.reached & ~trip.passed, steps.screened),
        ("sales_accepted", trip.accepted, steps.decided),
        ("sales_rejected", trip.passed & ~trip.accepted, steps.decided),
    ):
        sure = np.flatnonzero(whose & (moment < here.end))
        log.add(sure, moment[sure], kind=code(KINDS, kind))
    offers = np.flatnonzero(offered(streams, name, trip) & (steps.offered < here.end))
    log.add(offers, steps.offered[offers], kind=code(KINDS, "offer_made"), amount=100 * np.rint(value[offers]))


def offered(streams: Streams, name: str, trip: Journey) -> Bools:
    """Return who gets an offer: every accepted buyer, and most of the accepted others."""
    lucky = streams(f"{name} offer").random(len(trip.start)) < 0.7
    chosen: Bools = trip.accepted & (lucky | (trip.fate == BUYS))
    return chosen


def _contact(trip: Journey, steps: Closing) -> Ints:
    """Return when the last call was made: shortly before the screening, where there was one."""
    gap = np.where(steps.screened < NEVER, (steps.screened - np.minimum(trip.called, steps.screened)) * 3 // 4, 0)
    return np.where(trip.called < NEVER, trip.called + gap, NEVER)


def cold_calls(streams: Streams, log: Log, came: Arrival, called: Ints) -> Ints:
    """Log calls to bought lists, answered or not; return when somebody called that way unsubscribed."""
    here, rng, n = streams.here, streams("cold calls"), len(came.born)
    told = here.numbers["cold_calls"]
    whom = came.by("list") & (rng.random(n) < told["share"]) & (called >= NEVER)
    on = np.flatnonzero(whom)
    tries = 1 + (rng.random(len(on)) * told["most"]).astype(np.int64)
    owner, place = runs(tries)
    start = came.born[on] + ((1 + 45 * rng.random(len(on))) * DAY).astype(np.int64)
    log.add(on[owner], start[owner] + place * (DAY + 3600), kind=code(KINDS, PHONE), seconds=np.full(len(owner), 20.0))
    answers = rng.random(len(on)) < told["answered"]
    last = start + (tries - 1) * (DAY + 3600) + 20
    log.add(
        on[answers],
        last[answers],
        kind=code(KINDS, "call_answered"),
        seconds=np.rint(15 + 90 * rng.random(int(answers.sum()))),
    )
    angry = answers & (rng.random(len(on)) < told["complaint"])
    log.add(on[angry], last[angry] + 1800, kind=code(KINDS, "complaint"))
    leaves = answers & (rng.random(len(on)) < told["unsubscribe"])
    log.add(on[leaves], last[leaves] + 3600, kind=code(KINDS, "unsubscribe"))
    left = np.full(n, NEVER)
    left[on[leaves]] = last[leaves] + 3600
    return left


def complaints(streams: Streams, log: Log, who: People, bought: Ints) -> None:
    """Log the complaints of customers: the less satisfied, the more often."""
    here, rng, n = streams.here, streams("complaints"), len(who)
    told = here.numbers["unhappy"]
    cross = rng.random(n) < logistic(told["complaint"] + told["satisfied"] * who.satisfaction)
    on = np.flatnonzero(cross & (bought < here.end))
    at = bought[on] + ((5 + 300 * rng.random(len(on))) * DAY).astype(np.int64)
    log.add(on, at, kind=code(KINDS, "complaint"), channel=code(here.channels, "direct"))
