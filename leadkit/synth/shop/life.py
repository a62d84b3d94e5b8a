"""One block of the world `shop`, from who they are to what they bought: every cause in its order, in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common import story, visits
from leadkit.synth.common.acts import Acts, act
from leadkit.synth.common.arrival import arrive
from leadkit.synth.common.closing import to_rival
from leadkit.synth.common.details import Details, details
from leadkit.synth.common.journeys import Journey, travel
from leadkit.synth.common.life import EVENT_COLUMNS, Life
from leadkit.synth.common.people import People, organisations, people
from leadkit.synth.common.plans import SALES, SELF, cross_plan, first_plan
from leadkit.synth.common.truth import p_buy
from leadkit.synth.draw import DAY, NEVER, Streams, later
from leadkit.synth.log import Log
from leadkit.synth.shop.orders import Habit, Orders, add_orders, amounts, carts, habit, orders, p_again
from leadkit.synth.shop.people import TAILORED, conditions, mind, tailored_price
from leadkit.synth.world import world

if TYPE_CHECKING:
    from leadkit.synth.world import World


@dataclass(frozen=True)
class ShopLife(Life):
    """A block of the world `shop`: with the habits of customers, their further orders, and what they had made."""

    cross: Journey
    habits: Habit
    made: Orders
    carts: visits.Carts


def live(seed: int, block: int, n: int, without: str | None = None) -> ShopLife:
    """Let `n` people live through the two years of the world, as :class:`leadkit.synth.common.life.Live` says.

    Examples
    --------
    >>> life = live(seed=7, block=0, n=50)
    >>> len(life.who), bool((life.p_free >= life.p_now).all())
    (50, True)
    """
    here, asis = world("shop"), live(seed, block, n) if without else None
    streams = Streams(here, seed, block)
    org = organisations(streams, n)
    who = people(streams, n, org, mind)
    came = arrive(streams, who, conditions=conditions(who), without=without)
    first = travel(streams, "first", first_plan(streams, who, came))
    bought = np.where(first.bought < here.end, first.bought, NEVER)
    cross = travel(streams, "cross", cross_plan(who, came, bought))
    habits = habit(streams, who, came, first)
    made = orders(streams, came, habits, bought)
    product, cents = amounts(streams, who, first, made)
    acts = act(streams, who, came, first)
    given = details(streams, who, came, acts, first)
    who = by_form(here, who, acts, given)
    parts = (
        story.part(streams, "first", first, who.product, who.price),
        story.part(streams, "cross", cross, np.full(n, TAILORED), tailored_price(here, who)),
    )
    until = later(made.left, np.full(n, 30 * DAY))
    cast = story.Cast(
        streams, who, came, parts, bought, until, carts(streams, who, first, made, cents), acts, given
    )  # fmt: skip
    log = Log(EVENT_COLUMNS)
    story.watch(cast, log)
    left = story.approach(cast, log)
    # From whom they buy changes, and so does their answer: from the rival, or from us.
    turns = {"present_supplier": ((to_rival(streams, "first", first), 1), (bought, 2))}
    asking = story.ask(cast, first.begun & np.isin(first.plan.route, (SALES, SELF)), turns)
    book = story.enter(cast)
    add_orders(book, made, product, cents)
    now, free = (asis.p_now, asis.p_free) if asis else p_buy(came, first, p_again(habits, bought, made.left, cross))
    return ShopLife(
        **story.told(cast, org, log, asking, book), left=left, cross=cross, habits=habits, made=made,
        carts=cast.carts, p_now=now, p_free=free,
    )  # fmt: skip


def by_form(here: World, who: People, acts: Acts, held: Details) -> People:
    """Let long forms pay: where the form of a guide gave us details, its further fields tell age, family and tastes."""
    told = here.numbers["guide"]
    form = acts.filled & (held.given == acts.shown + 60)
    children = form & (acts.fields >= told["children_from"])
    return replace(
        who,
        age_known=who.age_known | (form & (acts.fields >= told["age_from"])),
        children_known=who.children_known | children,
        tastes=np.where(children, who.tastes & 255, who.tastes),
    )
