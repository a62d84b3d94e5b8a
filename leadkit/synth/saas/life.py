"""One block of the world `saas`, from who they are to what they bought: every cause in its order, in one place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadkit.synth.common import story
from leadkit.synth.common.acts import act
from leadkit.synth.common.arrival import arrive
from leadkit.synth.common.details import details
from leadkit.synth.common.journeys import Journey, travel
from leadkit.synth.common.life import EVENT_COLUMNS, Life
from leadkit.synth.common.people import organisations, people
from leadkit.synth.common.plans import cross_plan, first_plan
from leadkit.synth.common.truth import p_buy
from leadkit.synth.draw import NEVER, Streams
from leadkit.synth.log import Log
from leadkit.synth.saas import deals
from leadkit.synth.saas.contracts import Contracts, contracts, further, p_again
from leadkit.synth.saas.people import mind
from leadkit.synth.world import world


@dataclass(frozen=True)
class SaasLife(Life):
    """A block of the world `saas`: with the contracts of customers, and their journeys to another product."""

    cross: Journey
    held: Contracts


def live(seed: int, block: int, n: int, without: str | None = None) -> SaasLife:
    """Let `n` people live through the two years of the world, as :class:`leadkit.synth.common.life.Live` says.

    Examples
    --------
    >>> life = live(seed=7, block=0, n=50)
    >>> len(life.who), bool((life.p_free >= life.p_now).all())
    (50, True)
    """
    here, asis = world("saas"), live(seed, block, n) if without else None
    streams = Streams(here, seed, block)
    org = organisations(streams, n)
    who = people(streams, n, org, mind)
    came = arrive(streams, who, without=without)
    first = travel(streams, "first", first_plan(streams, who, came))
    bought = np.where(first.bought < here.end, first.bought, NEVER)
    held = contracts(streams, who, bought, came.by("account"))
    cross = travel(streams, "cross", cross_plan(who, came, bought))
    acts = act(streams, who, came, first)
    following = deals.next_product(here, who)
    parts = (
        story.part(streams, "first", first, who.product, deals.worth(streams, who, who.product, "first")),
        story.part(streams, "cross", cross, following, deals.worth(streams, who, following, "cross")),
    )
    given = details(streams, who, came, acts, first)
    cast = story.Cast(
        streams, who, came, parts, bought, held.ended, story.paid_carts(who, first), acts, given
    )  # fmt: skip
    log = Log(EVENT_COLUMNS)
    story.watch(cast, log)
    left = story.approach(cast, log)
    asking = story.ask(cast, story.by_hand(cast))
    book = story.enter(cast)
    deals.of_orders(book, further(streams, held, asis.held.bought if asis else bought), held, parts[0].worth)
    now, free = (asis.p_now, asis.p_free) if asis else p_buy(came, first, p_again(held, cross))
    return SaasLife(
        **story.told(cast, org, log, asking, book), left=left, cross=cross, held=held, p_now=now, p_free=free
    )
