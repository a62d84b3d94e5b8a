"""One block of the world `property`: every cause in its order, from who seeks a home to who sold it to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common import story
from leadkit.synth.common.acts import act
from leadkit.synth.common.arrival import arrive
from leadkit.synth.common.deals import of_rival
from leadkit.synth.common.details import details
from leadkit.synth.common.life import EVENT_COLUMNS, Life
from leadkit.synth.common.people import organisations, people
from leadkit.synth.common.plans import cross_plan, first_plan
from leadkit.synth.draw import NEVER, Ints, Streams
from leadkit.synth.log import Log
from leadkit.synth.property import deals
from leadkit.synth.property.follow import ask_again, follow
from leadkit.synth.property.money import Money, find_money
from leadkit.synth.property.people import mind
from leadkit.synth.property.sellers import Race, come_back, compete
from leadkit.synth.property.truth import truth
from leadkit.synth.world import world

if TYPE_CHECKING:
    from leadkit.synth.common.journeys import Journey


@dataclass(frozen=True)
class PropertyLife(Life):
    """A block of the world `property`: with the money that was found, the rival's sales, and the later journeys.

    `who.ability` is that of the first of the last days; `money.before` that of the day on which they came.
    """

    cross: Journey
    back: Race
    beside: Race
    money: Money
    bought: Ints
    sold: Ints


def live(seed: int, block: int, n: int, without: str | None = None) -> PropertyLife:
    """Let `n` people live through the two years of the world, as :class:`leadkit.synth.common.life.Live` says.

    Examples
    --------
    >>> life = live(seed=7, block=0, n=50)
    >>> len(life.who), bool((life.p_free >= life.p_now).all())
    (50, True)
    """
    here, asis = world("property"), live(seed, block, n) if without else None
    streams = Streams(here, seed, block)
    org = organisations(streams, n)
    who = people(streams, n, org, mind)
    came = arrive(streams, who, without=without)
    first = compete(streams, "first", first_plan(streams, who, came), who)
    money = find_money(streams, who, first.trip)
    first, back, elsewhere = come_back(streams, who, came, first, money)
    bought = np.minimum(first.trip.bought, back.trip.bought)
    bought = np.where(bought < here.end, bought, NEVER)
    cross = compete(streams, "cross", cross_plan(who, came, bought), who)
    sold = np.minimum(np.minimum(first.sold, back.sold), elsewhere)
    acts = act(streams, who, came, first.trip)
    given = details(streams, who, came, acts, first.trip)
    another = (who.product + 1) % len(here.products)
    parts = tuple(
        story.part(streams, name, trip, product, deals.worth(streams, who, product, name))
        for name, trip, product in (
            ("first", first.trip, who.product), ("back", back.trip, who.product), ("cross", cross.trip, another)
        )
    )  # fmt: skip
    carts, for_good = story.paid_carts(who, first.trip), np.full(n, NEVER)
    cast = story.Cast(streams, who, came, parts, bought, for_good, carts, acts, given)
    log = Log(EVENT_COLUMNS)
    story.watch(cast, log)
    heard = follow(streams, log, money, first.trip, np.minimum(bought, sold))
    left = story.approach(cast, log)
    # What people can pay, and from whom they bought, changes with time, and so does their answer.
    turns = {"ability_to_pay": ((money.turned, 0),), "present_supplier": ((sold, 1), (bought, 2))}
    asking = story.ask(cast, story.by_hand(cast), turns)
    ask_again(asking, *heard, sold)
    book, since = story.enter(cast), asis.bought if asis else bought
    of_rival(book, elsewhere, parts[0].worth)
    deals.of_further(book, deals.further(streams, who, since), since, parts[0].worth)
    again = deals.p_again(streams, who, bought, cross.trip)
    now, free = (asis.p_now, asis.p_free) if asis else truth(who, came, first, back, money, sold, again)
    told = story.told(cast, org, log, asking, book) | {"who": replace(who, ability=money.ability(here.reference))}
    return PropertyLife(
        **told, left=left, p_now=now, p_free=free, cross=cross.trip, back=back, beside=first, money=money,
        bought=bought, sold=sold,
    )  # fmt: skip
