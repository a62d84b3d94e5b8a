"""Log what we send: campaigns to those who may be written to, what they do with it, and who leaves.

A campaign goes to people whose e-mail address we hold, who have not said no, and who are targeted, read the newsletter
or are customers. Opening is not yet interest; clicking is. Each sending costs goodwill, most of all on bought lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, Ints, Streams
from leadkit.synth.vocabulary import KINDS, code

if TYPE_CHECKING:
    from leadkit.synth.common.acts import Acts
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.details import Details
    from leadkit.synth.log import Log


def send(streams: Streams, log: Log, came: Arrival, acts: Acts, held: Details, bought: Ints, left: Ints) -> Ints:
    """Log all campaigns; return when each unsubscribed, by mail or before (`left`)."""
    here, n = streams.here, len(came.born)
    told = here.numbers["sends"]
    email, listed = code(here.channels, "email"), came.by("list")
    first_letter(streams, log, came)
    for name, day in here.numbers["campaigns"].items():
        rng = streams(f"campaign {name}")
        at = here.moment(day) + 2 * 3600 + (rng.random(n) * 3600).astype(np.int64)
        reader = (acts.newsletter < at) & (acts.left > at)
        whom = (held.email_at < at) & (left > at) & held.writable & (came.targeted | reader | (bought < at))
        whom &= rng.random(n) < told["share"]
        number = here.campaigns.index(name)
        _log(log, "campaign_sent", np.flatnonzero(whom), at, number, email)
        opens = whom & (rng.random(n) < told["open"])
        seen = at + (rng.random(n) ** 2 * 3 * DAY).astype(np.int64)
        _log(log, "email_open", np.flatnonzero(opens), seen, number, email)
        clicks = opens & came.interested & (came.first < seen) & (rng.random(n) < told["click"])
        _log(log, "email_click", np.flatnonzero(clicks), seen + 40, number, email)
        angry = whom & (rng.random(n) < np.where(listed, told["complaint_list"], told["complaint"]))
        _log(log, "complaint", np.flatnonzero(angry), seen + 900, number, email)
        leaves = whom & (rng.random(n) < np.where(listed, told["unsubscribe_list"], told["unsubscribe"]))
        _log(log, "unsubscribe", np.flatnonzero(leaves), seen + 600, number, email)
        left = np.where(leaves, np.minimum(left, seen + 600), left)
    return left


def first_letter(streams: Streams, log: Log, came: Arrival) -> None:
    """Log the letter that the targeted get within a day: it comes before the interest that it causes."""
    here = streams.here
    least, most = here.numbers["first_letter_hours"]
    hours = least + (most - least) * streams("first letter").random(len(came.born))
    at = came.born + (hours * 3600).astype(np.int64)
    number = here.campaigns.index("first_letter")
    _log(log, "campaign_sent", np.flatnonzero(came.targeted), at, number, code(here.channels, "email"))


def _log(log: Log, kind: str, on: Ints, at: Ints, campaign: int, channel: int) -> None:
    log.add(on, at[on], kind=code(KINDS, kind), campaign=campaign, channel=channel)


def plays(streams: Streams, log: Log, came: Arrival, held: Details) -> None:
    """Log the plays: a next step sent to some of those who showed interest."""
    here, rng, n = streams.here, streams("plays"), len(came.born)
    whom = came.interested & (held.email_at < NEVER) & (rng.random(n) < here.numbers["plays"])
    on = np.flatnonzero(whom & (came.first < here.end))
    wait = ((1 + 20 * rng.random(len(on))) * DAY).astype(np.int64)
    at = np.maximum(came.first[on], np.minimum(held.email_at[on], here.end)) + wait
    log.add(on, at, kind=code(KINDS, "play_sent"), channel=code(here.channels, "email"))
