"""How a need finds its money: who cannot pay yet can pay later, by a cause and at a rate, and comes back or does not.

Who has asked knows the price, and sets out to find the money: they save, the bank grants a loan, or the old flat is
sold. On the day it is there, `not_yet` has become `yes`. Half of them, drawn by lot, were followed closely until then;
they come back to us more often. Of those who do not come back, many buy from the rival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.people import need_level
from leadkit.synth.common.plans import NONE, SALES, SELF, Plan, chances
from leadkit.synth.draw import NOBODY, Bools, Delay, Floats, Ints, Streams, choose, later, logistic
from leadkit.synth.draw import seconds as as_seconds
from leadkit.synth.vocabulary import ABILITIES, code

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World

YES, NOT_YET = code(ABILITIES, "yes"), code(ABILITIES, "not_yet")


@dataclass(frozen=True)
class Money:
    """How those who could not pay yet come by the money: by which cause (-1: they need none, or look for none), when.

    `before` is what each was able to pay on the day on which they came.
    """

    cause: Ints
    before: Ints
    turned: Ints
    followed: Bools
    comes_back: Floats

    def ability(self, at: Ints | int) -> Ints:
        """Return what each is able to pay at a moment."""
        return np.where(self.turned <= at, YES, self.before)


def find_money(streams: Streams, who: People, first: Journey) -> Money:
    """Let those who asked and could not pay yet look for the money."""
    told, n, rng = streams.here.numbers["turning"], len(who), streams("money")
    looks = (who.ability == NOT_YET) & first.begun & np.isin(first.plan.route, (SALES, SELF))
    cause = np.where(looks, choose(rng, n, [say["share"] for say in told["causes"].values()]), NOBODY)
    u, days = rng.random(n), np.full(n, np.inf)
    for number, say in enumerate(told["causes"].values()):
        days = np.where(cause == number, told["least_days"] + Delay.of(say).draw(u), days)
    followed = looks & (rng.random(n) < told["followed"])
    say = told["comes_back"]
    logit = say["base"] + say["need"] * need_level(who.need) + say["followed"] * followed
    return Money(
        cause, who.ability, later(first.called, as_seconds(days)), followed, np.where(looks, logistic(logit), 0.0)
    )


def found(here: World, cause: Ints, days: Floats) -> Floats:
    """Return the share that has the money so many days after the first call, by cause.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> found(world("property"), np.array([1, 1, -1]), np.array([90.0, 135.0, 900.0])).tolist()
    [0.0, 0.5, 0.0]
    """
    told, share = here.numbers["turning"], np.zeros(len(cause))
    for number, say in enumerate(told["causes"].values()):
        share = np.where(cause == number, Delay.of(say).over(days - told["least_days"]), share)
    return share


def back_plan(able: People, came: Arrival, money: Money, waits: Bools) -> Plan:
    """Settle the second enquiry of those who wait for money (bought nowhere, want still alive), now `able` to pay.

    The price no longer holds whom the money has come to; any other obstacle stays.
    """
    n = len(able)
    route = np.where(money.cause != NOBODY, SALES, NONE)
    settled = chances(able, came, route, np.zeros(n, dtype=bool))
    hurdle = np.where(came.held_by("price"), 0.0, settled["hurdle"])
    return Plan(
        here=came.here,
        route=route,
        may_start=np.where(waits, money.comes_back, 0.0),
        if_aware=np.zeros(n),
        at_once=np.ones(n),
        origin=money.turned,
        later=Delay.of(came.here.numbers["later"]),
        waiting=np.zeros(n),
        freed=came.freed,
        **settled | {"hurdle": hurdle, "base": settled["base"] + came.here.numbers["turning"]["minds_made_up"]},
    )
