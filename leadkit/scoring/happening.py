"""What can happen, for a proof: which points dated events can give, and patterns of events to try.

An event may be missing, happen once, or as often as you like within what counts. "Nobody can" is held against every
number of events (an interval); "somebody can" needs real ones, so some patterns are tried: nothing, each once, older,
often, all that is good, all that is bad.
"""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadkit.scoring.criteria import Activity, Criterion
    from leadkit.scoring.values import Scorecard

    Events = tuple[tuple[str, int], ...]  # kinds of events, and how many days ago

MOST_PATTERNS = 1_500
_TIMES = (2, 4, 8, 16, 32, 64)  # how often, where it may be as often as you like


def acts_range(criterion: Criterion) -> tuple[float, float]:
    """Give an interval that holds all hundredths of the activities: each event 0, once, or as often as you like.

    Examples
    --------
    >>> from leadkit.scoring import Activity, Criterion
    >>> page, off = Activity("page", "page_view", 1), Activity("off", "unsubscribe", -5, once=True)
    >>> acts_range(Criterion("engagement", activities=(page, off)))
    (-500, inf)
    """
    ends = [_act_end(one) for one in criterion.activities]
    return sum(end for end in ends if end < 0), sum(end for end in ends if end > 0)


def _act_end(activity: Activity) -> float:
    by_day = activity.by_day
    if activity.cents == 0 or activity.once:
        return activity.cents
    if activity.per_day_max is None or by_day is None:
        return activity.cents * float("inf")
    return sum(by_day) * activity.per_day_max


def patterns_of(card: Scorecard) -> Iterator[tuple[Events, tuple[int, ...]]]:
    """Give patterns of events, the shortest first, with what they are worth in each criterion that has activities.

    Examples
    --------
    >>> from leadkit.scoring import Activity, Criterion, Scorecard
    >>> demo = Activity("demo", "demo_request", 20, once=True, within_days=3)
    >>> list(patterns_of(Scorecard("small", (Criterion("engagement", activities=(demo,)),))))
    [((), (0,)), ((('demo_request', 0),), (2000,))]
    """
    acting = [criterion for criterion in card.criteria if criterion.activities]
    most = int(MOST_PATTERNS ** (1 / len(acting)))
    seen = set()
    every = product(*(list(_own_patterns(criterion))[:most] for criterion in acting))
    for events in sorted((tuple(chain(*some)) for some in every), key=len):
        worth = tuple(sum(_worth(one, events) for one in criterion.activities) for criterion in acting)
        if worth not in seen:
            seen.add(worth)
            yield events, worth


def _own_patterns(criterion: Criterion) -> Iterator[Events]:
    """Give some patterns for one criterion: nothing, all that is good or bad, each once, older, and often."""
    yield ()
    for good in (True, False):
        yield tuple(event for one in criterion.activities if (one.cents > 0) == good for event in _often(one, 64))
        yield tuple((one.event, 0) for one in criterion.activities if (one.cents > 0) == good)
    yield from (((one.event, 0),) for one in criterion.activities)
    for one in criterion.activities:
        days = one.by_day or ()
        yield from (((one.event, day),) for day in sorted({len(days) // 2, max(len(days) - 1, 0)} - {0}))
    for times in _TIMES:
        yield from (_often(one, times) for one in criterion.activities if not one.once)


def _often(activity: Activity, times: int) -> Events:
    """Let an event happen so many times, as late as they count."""
    per_day = activity.per_day_max or times
    return ((activity.event, 0),) if activity.once else tuple((activity.event, i // per_day) for i in range(times))


def _worth(activity: Activity, events: Events) -> int:
    """Count what events are worth in one activity, in hundredths."""
    days = [ago for event, ago in events if event == activity.event]
    worth = {ago: _on_day(activity, ago) for ago in days}
    if activity.once:
        return max(worth.values(), key=abs, default=0)
    most = activity.per_day_max or len(days)
    return sum(min(days.count(ago), most) * value for ago, value in worth.items())


def _on_day(activity: Activity, ago: int) -> int:
    if activity.by_day is None:
        return activity.cents
    return activity.by_day[ago] if ago < len(activity.by_day) else 0
