"""How each came to us, whether they showed interest and when, and what would hold them back.

The chain of causes: need and fit move the channel; channel, need, fit, a referral and a campaign move the interest;
interest, need, means and the channel move the obstacle. A second row for somebody already there comes later than the
first, by a channel of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Delay, Floats, Ints, Streams, choose, choose_rows, logistic
from leadkit.synth.saas.numbers import OBSTACLES, channels, code, end, numbers
from leadkit.synth.saas.people import People, need_level

TWICE = ("organic_search", "direct", "event", "referral", "list")  # how a second row for somebody is made
OWN_STEP = ("organic_search", "paid_search", "direct", "display", "affiliate")


@dataclass(frozen=True)
class Arrival:
    """How the people of a block came; moments are seconds since the first midnight of the world."""

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
    waiting: Floats
    supplier: Ints

    @property
    def referred(self) -> Bools:
        """Whether somebody referred them."""
        return self.depth > 0

    def by(self, *names: str) -> Bools:
        """Whether they came by one of these channels."""
        return np.isin(self.channel, [code(channels(), name) for name in names])


def arrive(streams: Streams, who: People) -> Arrival:
    """Let the people of a block come."""
    n, told = len(who), numbers()
    channel = _channel(streams("channel"), who)
    born = _born(streams("born"), channel, who)
    depth = _depth(streams("depth"), channel, born, who)
    # Without anybody who could have referred them, it was the direct way.
    channel = np.where((channel == code(channels(), "referral")) & (depth == 0), code(channels(), "direct"), channel)
    targeted = _targeted(streams("targeted"), channel, who)
    extra = np.array([told["channels"].get(c, {"interest": 0.0})["interest"] for c in channels()])
    say = told["interest"]
    p = logistic(
        say["base"] + say["need"] * who.need_score + say["fit"] * who.fit + say["referred"] * (depth > 0)
        + say["targeted"] * targeted + extra[channel]
    )  # fmt: skip
    interested = streams("interest").random(n) < p
    unaware = _unaware(streams("unaware"), channel, interested)
    obstacle = _obstacle(streams("obstacle"), who, depth > 0)
    obstacle = np.where(unaware, code(OBSTACLES, "unaware"), obstacle)
    wait = told["waiting_days"]
    waits = wait["least"] + (wait["most"] - wait["least"]) * streams("waiting").random(n)
    waiting = np.where(obstacle == code(OBSTACLES, "waiting"), waits, 0.0)
    # Whoever waits for a date means to buy after it.
    return Arrival(
        channel=channel,
        came_by=_came_by(streams("came by"), channel),
        born=born, depth=depth, targeted=targeted, p_interest=p, interested=interested,
        first=_first(streams("first act"), channel, born, interested),
        unaware=unaware, obstacle=obstacle, waiting=waiting,
        supplier=_supplier(streams("supplier"), channel, obstacle),
    )  # fmt: skip


def _channel(rng: np.random.Generator, who: People) -> Ints:
    told = numbers()["channels"]
    base, need, fit = (np.array([row[part] for row in told.values()]) for part in ("base", "need", "fit"))
    weights = np.exp(base + np.outer(who.need_score, need) + np.outer(who.fit, fit))
    twice = np.array([name in TWICE for name in told])
    return choose_rows(rng, np.where(who.double[:, None] & ~twice[None, :], 0.0, weights))


def _came_by(rng: np.random.Generator, channel: Ints) -> Ints:
    """Return the channel that `source_channel` shows: an account came by one of the others, long ago."""
    told = numbers()["account_came_by"]
    by = np.array([code(channels(), name) for name in told])[choose(rng, len(channel), list(told.values()))]
    return np.where(channel == code(channels(), "account"), by, channel)


def _born(rng: np.random.Generator, channel: Ints, who: People) -> Ints:
    """Draw when the row was made: old accounts in the first month, the rest with slow growth, and by day."""
    told, n, days = numbers()["arrival"], len(who), end() // DAY
    u = rng.random(n)
    # The density of arrivals grows in a line; its integral, a square, is solved for the day.
    g = told["growth"]
    share = (np.sqrt(1.0 + u * (2.0 * g + g * g)) - 1.0) / g if g else u
    day = np.floor(share * days)
    day = np.where(rng.random(n) < told["first_day_share"], 0.0, day)
    day = np.where(channel == code(channels(), "account"), np.floor(u * 31), day)
    hour = 1.0 + 14.0 * (rng.random(n) + rng.random(n)) / 2.0
    born = (day * DAY + hour * 3600).astype(np.int64)
    if not who.double.any():
        return born
    gap = (rng.random(n) * 0.9 + 0.02) * (end() - born[who.same_as])
    return np.where(who.double, born[who.same_as] + gap.astype(np.int64), born)


def _depth(rng: np.random.Generator, channel: Ints, born: Ints, who: People) -> Ints:
    """Draw at which depth of the network of referrals they stand; only where somebody earlier stands one step above."""
    n = len(channel)
    asked = channel == code(channels(), "referral")
    depth = np.where(asked, 1 + choose(rng, n, numbers()["referral_depth"]), 0)
    ahead = numbers()["referrer"]["after_days"] * DAY
    for step in (1, 2, 3):
        above = born[(depth == step - 1) & ~who.double]
        earliest = above.min() if len(above) else NEVER
        orphan = (depth == step) & (born < earliest + ahead)
        depth[orphan] = 0 if step == 1 else 1
        if step > 1:
            first = born[(depth == 0) & ~who.double]
            depth[orphan & (born < (first.min() if len(first) else NEVER) + ahead)] = 0
    return depth


def _targeted(rng: np.random.Generator, channel: Ints, who: People) -> Bools:
    told = numbers()["targeted"]
    among = np.isin(channel, [code(channels(), name) for name in told["channels"]])
    logit = told["base"] + told["fit"] * who.fit + told["home"] * who.home
    chosen: Bools = among & (rng.random(len(channel)) < logistic(logit))
    return chosen


def _first(rng: np.random.Generator, channel: Ints, born: Ints, interested: Bools) -> Ints:
    """Draw when they first act; those who came by their own step do so at once."""
    at_once = np.isin(channel, [code(channels(), name) for name in (*OWN_STEP, "social", "event")])
    wait = Delay.of(numbers()["first_act"]).draw(rng.random(len(channel)))
    days = np.where(at_once, 0.0, 1.1 + np.minimum(wait, 2000.0))  # the first letter comes before
    return np.where(interested, born + (days * DAY).astype(np.int64), NEVER)


def _unaware(rng: np.random.Generator, channel: Ints, interested: Bools) -> Bools:
    share = np.zeros(len(channels()))
    for name, part in numbers()["unaware"].items():
        share[code(channels(), name)] = part
    chosen: Bools = ~interested & (rng.random(len(channel)) < share[channel])
    return chosen


def _obstacle(rng: np.random.Generator, who: People, referred: Bools) -> Ints:
    """Draw what holds each back from the last step; 0 = nothing."""
    told, shift = numbers()["obstacles"], numbers()["obstacle_shifts"]
    weights = np.zeros((len(who), len(OBSTACLES)))
    for name, (weight, _) in told.items():
        weights[:, code(OBSTACLES, name)] = weight
    moved = {
        "price": (who.ability > 0, shift["price_if_unable"]),
        "opinions": (who.authority > 0, shift["opinions_if_not_deciding"]),
        "no_trust": (referred, shift["no_trust_if_referred"]),
        "waiting": (who.horizon != NOBODY, shift["waiting_if_definite"]),
        "without": (need_level(who.need) > 0, shift["without_if_pressing"]),
    }
    for name, (whom, factor) in moved.items():
        weights[:, code(OBSTACLES, name)] *= np.where(whom, factor, 1.0)
    return choose_rows(rng, weights)


def _supplier(rng: np.random.Generator, channel: Ints, obstacle: Ints) -> Ints:
    """Draw from whom they buy now: 0 nobody, 1 the rival, 2 us."""
    rival = (obstacle == code(OBSTACLES, "rival")) | (rng.random(len(channel)) < numbers()["rival_users"])
    return np.where(channel == code(channels(), "account"), 2, np.where(rival, 1, 0))


def obstacle_logit() -> Floats:
    """Return what each obstacle takes from the logit of buying, in the order of their codes.

    Examples
    --------
    >>> float(obstacle_logit()[code(OBSTACLES, "price")])
    -1.5
    """
    told = numbers()["obstacles"]
    return np.array([-told[name][1] if name in told else 0.0 for name in OBSTACLES])
