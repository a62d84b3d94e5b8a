"""Two sellers, one number of buyers: whoever wants a home and does not buy it from us may buy it from the rival.

Want is limited: it is there or it goes away, whatever anybody sells. Of those who want and are not ours, the rival wins
a share that hangs on how strong it is in their region, on their means, and on whether they compare or stand by its
agent. So each buyer we win is taken, with exactly that share, from the rival; where it does not sell, a need that we do
not serve has no seller at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.closing import to_rival
from leadkit.synth.common.journeys import HELD, RIVAL, UNMOVED, Journey, travel
from leadkit.synth.draw import NEVER, NOBODY, Bools, Delay, Floats, Ints, Streams, later, table
from leadkit.synth.draw import seconds as as_seconds
from leadkit.synth.property.money import YES, Money, back_plan
from leadkit.synth.property.people import market
from leadkit.synth.vocabulary import ABILITIES

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.people import People
    from leadkit.synth.common.plans import Plan


@dataclass(frozen=True)
class Race:
    """A journey beside the rival: its share of those who want and are not ours, and when it sold instead."""

    trip: Journey
    rival: Floats
    sold: Ints

    @property
    def idle(self) -> Bools:
        """Who wants, and bought nowhere."""
        nowhere: Bools = np.isin(self.trip.fate, (HELD, UNMOVED))
        return nowhere


def compete(streams: Streams, name: str, plan: Plan, who: People) -> Race:
    """Let the journeys be travelled beside the rival."""
    able = table(plan.here.numbers["rival_share"]["ability"], ABILITIES)[who.ability]
    rival = np.minimum(plan.rival * market(plan.here, "rival")[who.place] * able, 1.0)
    trip = travel(streams, name, replace(plan, rival=np.zeros(len(who))))
    takes = np.isin(trip.fate, (HELD, UNMOVED)) & (streams(f"{name} sellers").random(len(who)) < rival)
    lost = replace(trip, fate=np.where(takes, RIVAL, trip.fate))
    sold = to_rival(streams, name, lost)
    # Whoever is set free of the obstacle before the rival has signed, signs with us.
    ours = takes & (trip.bought < NEVER) & (sold >= plan.here.reference)
    fate = np.where(ours, trip.fate, lost.fate)
    bought = np.where(fate == RIVAL, NEVER, trip.bought)
    return Race(replace(lost, fate=fate, bought=bought), rival, np.where(fate == RIVAL, sold, NEVER))


def come_back(streams: Streams, who: People, came: Arrival, first: Race, money: Money) -> tuple[Race, Race, Ints]:
    """Let the idle come back to us when their money comes, or buy from the rival; return the journeys and its sales."""
    here, looks = came.here, money.cause != NOBODY
    freed = first.trip.bought < NEVER  # among the idle: those whom somebody set free on the first of the last days
    waits = first.idle & looks & ~(freed & (money.turned >= here.reference))
    able = replace(who, ability=np.full(len(who), YES))
    back = compete(streams, "back", back_plan(able, came, money, waits), able)
    returned = back.trip.start < NEVER
    sold = elsewhere(streams, who, money, waits & ~returned)
    sold = np.where(freed & (sold >= here.reference), NEVER, sold)
    gone = waits & (returned | (sold < NEVER))
    trip = replace(first.trip, bought=np.where(gone, NEVER, first.trip.bought))
    return replace(first, trip=trip), back, sold


def elsewhere(streams: Streams, who: People, money: Money, stays_away: Bools) -> Ints:
    """Date what the rival sells to those who found the money and did not come back to us."""
    here, rng = streams.here, streams("elsewhere")
    goes = stays_away & (rng.random(len(stays_away)) < elsewhere_share(streams, who))
    wait = as_seconds(2.0 + Delay.of(here.numbers["delays"]["rival"]).draw(rng.random(len(stays_away))))
    return np.where(goes, later(money.turned, wait), NEVER)


def elsewhere_share(streams: Streams, who: People) -> Floats:
    """Return the share of those with new money, and not ours, to whom the rival sells."""
    share: Floats = streams.here.numbers["turning"]["elsewhere"] * market(streams.here, "rival")[who.place]
    return share
