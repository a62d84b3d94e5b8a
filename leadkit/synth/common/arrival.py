"""How each came to us, whether they showed interest and when, and what would hold them back.

The chain of causes: need and fit move the channel; channel, need, fit, a referral and a campaign move the interest;
interest, need, means and the channel move the obstacle. A second row for somebody already there comes later than the
first, by a channel of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.common.people import need_level
from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Delay, Floats, Ints, Streams, choose, choose_rows, logistic
from leadkit.synth.vocabulary import OBSTACLES, code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.synth.common.people import People
    from leadkit.synth.world import World


@dataclass(frozen=True)
class Arrival:
    """How the people of a block came; moments are seconds since the first midnight of the world."""

    here: World
    channel: Ints
    came_by: Ints
    born: Ints
    depth: Ints
    targeted: Bools
    p_interest: Floats
    interested: Bools
    first: Ints
    unaware: Bools
    obstacle: Ints
    freed: Bools
    waiting: Floats
    supplier: Ints

    @property
    def referred(self) -> Bools:
        """Whether somebody referred them."""
        return self.depth > 0

    def by(self, *names: str) -> Bools:
        """Whether they came by one of these channels; a channel that the world does not have brings nobody."""
        return _among(self.here, self.channel, names)

    def held_by(self, *names: str) -> Bools:
        """Whether one of these obstacles is theirs."""
        return np.isin(self.obstacle, [code(OBSTACLES, name) for name in names])


def arrive(
    streams: Streams, who: People, *, conditions: Mapping[str, Bools] | None = None, without: str | None = None
) -> Arrival:
    """Let the people of a block come.

    Parameters
    ----------
    streams : Streams
        The streams of chance of the block.
    who : People
        The people.
    conditions : mapping of str to array, optional
        The world's own conditions on people, to be named after ``_if_`` in its `obstacle_shifts`.
    without : str, optional
        An obstacle that is taken away when the last days of the world begin.

    Returns
    -------
    Arrival
        How they came.
    """
    here, n, told = streams.here, len(who), streams.here.numbers
    channel = _channel(streams("channel"), here, who)
    born = _born(streams("born"), here, channel, who)
    depth = _depth(streams("depth"), here, channel, born, who)
    # Without anybody who could have referred them, it was the direct way.
    orphan = _among(here, channel, ["referral"]) & (depth == 0)
    channel = np.where(orphan, code(here.channels, "direct"), channel)
    targeted = _targeted(streams("targeted"), here, channel, who)
    say, extra = told["interest"], by_channel(here, {c: row["interest"] for c, row in told["channels"].items()})
    p = logistic(
        say["base"] + say["need"] * who.need_score + say["fit"] * who.fit + say["referred"] * (depth > 0)
        + say["targeted"] * targeted + extra[channel]
    )  # fmt: skip
    interested = streams("interest").random(n) < p
    shares = by_channel(here, told["unaware"])[channel]
    unaware = ~interested & (streams("unaware").random(n) < shares)
    obstacle = _obstacle(streams("obstacle"), here, who, depth > 0, conditions or {})
    obstacle = np.where(unaware, code(OBSTACLES, "unaware"), obstacle)
    wait = told["waiting_days"]
    waits = wait["least"] + (wait["most"] - wait["least"]) * streams("waiting").random(n)
    first = _first(streams("first act"), here, channel, born, interested)
    freed = obstacle == (code(OBSTACLES, without) if without else NOBODY)
    told_now = freed & unaware  # the unaware, once they know of us, act as the interested do
    return Arrival(
        here=here, channel=channel, came_by=_came_by(streams("came by"), here, channel),
        born=born, depth=depth, targeted=targeted, p_interest=p, interested=interested | told_now,
        first=np.where(told_now, np.maximum(born, here.reference), first),
        unaware=unaware, obstacle=obstacle, freed=freed,
        waiting=np.where(obstacle == code(OBSTACLES, "waiting"), waits, 0.0),
        supplier=_supplier(streams("supplier"), here, channel, obstacle),
    )  # fmt: skip


def by_channel(here: World, shares: Mapping[str, float]) -> Floats:
    """Line up numbers by the codes of the channels; where none is given it is 0."""
    return np.array([shares.get(channel, 0.0) for channel in here.channels])


def _among(here: World, channel: Ints, names: tuple[str, ...] | list[str]) -> Bools:
    return np.isin(channel, [code(here.channels, name) for name in names if name in here.channels])


def _channel(rng: np.random.Generator, here: World, who: People) -> Ints:
    told = here.numbers["channels"]
    base, need, fit = (np.array([row[part] for row in told.values()]) for part in ("base", "need", "fit"))
    weights = np.exp(base + np.outer(who.need_score, need) + np.outer(who.fit, fit))
    twice = np.array([name in here.numbers["second_row_by"] for name in told])
    return choose_rows(rng, np.where(who.double[:, None] & ~twice[None, :], 0.0, weights))


def _came_by(rng: np.random.Generator, here: World, channel: Ints) -> Ints:
    """Return the channel that `source_channel` shows: an account came by one of the others, long ago."""
    old = _among(here, channel, ["account"])
    if not old.any():
        return channel
    told = here.numbers["account_came_by"]
    by = np.array([code(here.channels, name) for name in told])[choose(rng, len(channel), list(told.values()))]
    return np.where(old, by, channel)


def _born(rng: np.random.Generator, here: World, channel: Ints, who: People) -> Ints:
    """Draw when the row was made: old accounts in the first month, the rest with slow growth, and by day."""
    told, n, days = here.numbers["arrival"], len(who), here.end // DAY
    u = rng.random(n)
    # The density of arrivals grows in a line; its integral, a square, is solved for the day.
    g = told["growth"]
    share = (np.sqrt(1.0 + u * (2.0 * g + g * g)) - 1.0) / g if g else u
    day = np.floor(share * days)
    day = np.where(rng.random(n) < told["first_day_share"], 0.0, day)
    day = np.where(_among(here, channel, ["account"]), np.floor(u * 31), day)
    hour = 1.0 + 14.0 * (rng.random(n) + rng.random(n)) / 2.0
    born = (day * DAY + hour * 3600).astype(np.int64)
    if not who.double.any():
        return born
    gap = (rng.random(n) * 0.9 + 0.02) * (here.end - born[who.same_as])
    return np.where(who.double, born[who.same_as] + gap.astype(np.int64), born)


def _depth(rng: np.random.Generator, here: World, channel: Ints, born: Ints, who: People) -> Ints:
    """Draw at which depth of the network of referrals they stand; only where somebody earlier stands one step above."""
    n = len(channel)
    asked = _among(here, channel, ["referral"])
    depth = np.where(asked, 1 + choose(rng, n, here.numbers["referral_depth"]), 0)
    ahead = here.numbers["referrer"]["after_days"] * DAY
    for step in (1, 2, 3):
        above = born[(depth == step - 1) & ~who.double]
        earliest = above.min() if len(above) else NEVER
        orphan = (depth == step) & (born < earliest + ahead)
        depth[orphan] = 0 if step == 1 else 1
        if step > 1:
            first = born[(depth == 0) & ~who.double]
            depth[orphan & (born < (first.min() if len(first) else NEVER) + ahead)] = 0
    return depth


def _targeted(rng: np.random.Generator, here: World, channel: Ints, who: People) -> Bools:
    told = here.numbers["targeted"]
    logit = told["base"] + told["fit"] * who.fit + told["home"] * who.home
    chosen: Bools = _among(here, channel, told["channels"]) & (rng.random(len(channel)) < logistic(logit))
    return chosen


def _first(rng: np.random.Generator, here: World, channel: Ints, born: Ints, interested: Bools) -> Ints:
    """Draw when they first act; those who came by their own step do so at once."""
    at_once = _among(here, channel, [*here.numbers["by_own_step"], "social", "event"])
    wait = Delay.of(here.numbers["first_act"]).draw(rng.random(len(channel)))
    days = np.where(at_once, 0.0, 1.1 + np.minimum(wait, 2000.0))  # the first letter comes before
    return np.where(interested, born + (days * DAY).astype(np.int64), NEVER)


def _obstacle(
    rng: np.random.Generator, here: World, who: People, referred: Bools, conditions: Mapping[str, Bools]
) -> Ints:
    """Draw what holds each back from the last step; 0 = nothing."""
    told = here.numbers
    weights = np.zeros((len(who), len(OBSTACLES)))
    for name, (weight, _) in told["obstacles"].items():
        weights[:, code(OBSTACLES, name)] = weight
    known = {
        "unable": who.ability > 0, "not_deciding": who.authority > 0, "referred": referred,
        "definite": who.horizon != NOBODY, "pressing": need_level(who.need) > 0, **conditions,
    }  # fmt: skip
    for shift, factor in told["obstacle_shifts"].items():
        name, _, condition = shift.partition("_if_")
        weights[:, code(OBSTACLES, name)] *= np.where(known[condition], factor, 1.0)
    return choose_rows(rng, weights)


def _supplier(rng: np.random.Generator, here: World, channel: Ints, obstacle: Ints) -> Ints:
    """Draw from whom they buy now: 0 nobody, 1 the rival, 2 us."""
    rival = (obstacle == code(OBSTACLES, "rival")) | (rng.random(len(channel)) < here.numbers["rival_users"])
    return np.where(_among(here, channel, ["account"]), 2, np.where(rival, 1, 0))


def obstacle_logit(here: World) -> Floats:
    """Return what each obstacle takes from the logit of buying, in the order of their codes.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> float(obstacle_logit(world("saas"))[code(OBSTACLES, "price")])
    -1.5
    """
    told = here.numbers["obstacles"]
    return np.array([-told[name][1] if name in told else 0.0 for name in OBSTACLES])
