"""Rows that are not about one person of the block: what the channels cost, areas not yet entered, tiers set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, Streams

if TYPE_CHECKING:
    from datetime import date

    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.details import Details
    from leadkit.synth.log import Rows
    from leadkit.synth.world import World

TIERS = ("qualified", "warm", "cold")


def months(here: World) -> list[date]:
    """Return the first day of each month of the world.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> len(months(world("saas"))), months(world("saas"))[-1].isoformat()
    (24, '2025-06-01')
    """
    first, last = here.numbers["first_day"], here.numbers["last_day"]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        first.replace(year=first.year + (first.month - 1 + i) // 12, month=(first.month - 1 + i) % 12 + 1)
        for i in range(count)
    ]


def spend(streams: Streams, people: int) -> list[dict[str, object]]:
    """Return what each channel cost, month by month; it grows with the world, and with the months."""
    here, rng, rows = streams.here, streams("spend"), []
    coin = round(100 * here.numbers.get("smallest_coin", 0.01))
    for channel, (monthly, model) in here.numbers["spend"].items():
        for place, month in enumerate(months(here)):
            cents = monthly * people / 1000 * (0.8 + 0.4 * place / 24) * (0.85 + 0.3 * rng.random()) * 100
            cost = max(100, round(cents / coin) * coin)
            campaign = _campaign(here, channel, month)
            rows.append({"channel": channel, "campaign": campaign, "month": month, "cost": cost,
                         "payment_model": model})  # fmt: skip
    return rows


def _campaign(here: World, channel: str, month: date) -> str:
    if channel in ("paid_search", "display", "affiliate"):
        return f"ads_{month.year}h{1 if month.month < 7 else 2}"
    sent = {day.replace(day=1): name for name, day in here.numbers["campaigns"].items()}
    return sent.get(month, "always_on") if channel == "email" else "always_on"


def areas(streams: Streams) -> list[dict[str, object]]:
    """Return the areas not yet entered; the number who said yes is drawn from the true share of the numbers."""
    rng = streams("areas")
    return [
        {
            "region": region, "households": offices, "surveyed": asked or None,
            "said_yes": int((rng.random(asked) < share).sum()) if asked else None,
        }
        for region, (offices, asked, share) in streams.here.numbers["areas"].items()
    ]  # fmt: skip


def overrides(streams: Streams, came: Arrival, held: Details) -> Rows:
    """Return the tiers set by hand: some people of the CRM, once."""
    here, rng, n = streams.here, streams("overrides"), len(came.born)
    chosen = (held.crm_at < NEVER) & (rng.random(n) < here.numbers["overrides"])
    on = np.flatnonzero(chosen)
    wait = ((3 + 250 * rng.random(len(on))) * DAY).astype(np.int64)
    at = held.crm_at[on] + wait
    kept = at < here.end
    told = here.words["overrides"]
    several = np.array([[len(TIERS)], [len(told["by"])], [len(told["why"])]])
    draws = (rng.random((3, len(on))) * several).astype(np.int64)
    return {
        "who": on[kept],
        "day": at[kept] // DAY,
        "tier": draws[0][kept],
        "by": draws[1][kept],
        "why": draws[2][kept],
    }
