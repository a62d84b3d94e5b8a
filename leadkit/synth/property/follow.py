"""Keeping in touch: with those who cannot pay yet, until the money is there, and once with those whom the rival won."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.answers import PERSON
from leadkit.synth.draw import DAY, Ints, Streams, runs
from leadkit.synth.vocabulary import KINDS, code

if TYPE_CHECKING:
    from leadkit.synth.common.answers import Asking
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.log import Log
    from leadkit.synth.property.money import Money


def follow(streams: Streams, log: Log, money: Money, first: Journey, until: Ints) -> tuple[Ints, Ints]:
    """Log the calls and plays to the followed, `until` they bought somewhere; return who answered a call, and when."""
    here, rng = streams.here, streams("follow")
    told = here.numbers["turning"]
    every = told["follow_every_days"] * DAY
    on = np.flatnonzero(money.followed & (first.called < here.end))
    begin = first.called[on]
    # The call after the day on which the money came is the last: it finds that they can pay.
    last = np.minimum.reduce([money.turned[on] + every, until[on], begin + told["follow_for_days"] * DAY])
    owner, place = runs(np.maximum(np.minimum(last, here.end) - begin, 0) // every)
    whom = on[owner]
    at = begin[owner] + (place + 1) * every + (rng.random(len(whom)) * 8 * 3600).astype(np.int64)
    log.add(whom, at, kind=code(KINDS, "call_attempt"), seconds=np.rint(12 + 20 * rng.random(len(whom))))
    log.add(whom, at + DAY, kind=code(KINDS, "play_sent"), channel=code(here.channels, "email"))
    answered = rng.random(len(whom)) < told["follow_answered"]
    got = whom[answered], at[answered] + 15
    log.add(*got, kind=code(KINDS, "call_answered"), seconds=np.rint(60 + 240 * rng.random(len(got[0]))))
    return got


def ask_again(asking: Asking, on: Ints, at: Ints, sold: Ints) -> None:
    """Ask on each answered call whether they can pay by now, and whom the rival won (`sold`) from whom they bought."""
    asking.ask("follow", "ability_to_pay", on, at + 45, PERSON)
    here, n, rng = asking.streams.here, len(sold), asking.streams("rival's buyers")
    chosen = rng.random(n) < here.numbers["asked"]["rivals_buyer"]
    wait = ((10 + 90 * rng.random(n)) * DAY).astype(np.int64)
    lost = np.flatnonzero(chosen & (sold < here.end))
    asking.ask("rival's buyers", "present_supplier", lost, (sold + wait)[lost], PERSON)
