"""Rows that are not about one person of the block: what the channels cost, areas not yet entered, tiers set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, Streams
from leadkit.synth.saas.numbers import end, numbers

if TYPE_CHECKING:
    from datetime import date

    from leadkit.synth.log import Rows
    from leadkit.synth.saas.arrival import Arrival
    from leadkit.synth.saas.details import Details

TIERS = ("qualified", "warm", "cold")
BY = ("sales lead", "regional manager", "marketing")
WHY = (
    "met them at the fair",
    "an old friend of the firm",
    "budget was cut",
    "asked to be called next year",
    "large account",
)


def months() -> list[date]:
    """Return the first day of each month of the world.

    Examples
    --------
    >>> len(months()), months()[-1].isoformat()
    (24, '2025-06-01')
    """
    first, last = numbers()["first_day"], numbers()["last_day"]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        first.replace(year=first.year + (first.month - 1 + i) // 12, month=(first.month - 1 + i) % 12 + 1)
        for i in range(count)
    ]


def spend(streams: Streams, people: int) -> list[dict[str, object]]:
    """Return what each channel cost, month by month; it grows with the world, and with the months."""
    rng, rows = streams("spend"), []
    for channel, (monthly, model) in numbers()["spend"].items():
        for place, month in enumerate(months()):
            cents = monthly * people / 1000 * (0.8 + 0.4 * place / 24) * (0.85 + 0.3 * rng.random()) * 100
            campaign = _campaign(channel, month)
            rows.append({"channel": channel, "campaign": campaign, "month": month, "cost": max(100, round(cents)),
                         "payment_model": model})  # fmt: skip
    return rows


def _campaign(channel: str, month: date) -> str:
    if channel in ("paid_search", "display", "affiliate"):
        return f"ads_{month.year}h{1 if month.month < 7 else 2}"
    sent = {day.replace(day=1): name for name, day in numbers()["campaigns"].items()}
    return sent.get(month, "always_on") if channel == "email" else "always_on"


def areas(streams: Streams) -> list[dict[str, object]]:
    """Return the areas not yet entered; the number who said yes is drawn from the true share of the numbers."""
    rng = streams("areas")
    return [
        {
            "region": region, "households": offices, "surveyed": asked or None,
            "said_yes": int((rng.random(asked) < share).sum()) if asked else None,
        }
        for region, (offices, asked, share) in numbers()["areas"].items()
    ]  # fmt: skip


def overrides(streams: Streams, came: Arrival, held: Details) -> Rows:
    """Return the tiers set by hand: some people of the CRM, once."""
    rng, n = streams("overrides"), len(came.born)
    chosen = (held.crm_at < NEVER) & (rng.random(n) < numbers()["overrides"])
    on = np.flatnonzero(chosen)
    wait = ((3 + 250 * rng.random(len(on))) * DAY).astype(np.int64)
    at = held.crm_at[on] + wait
    kept = at < end()
    draws = (rng.random((3, len(on))) * np.array([[len(TIERS)], [len(BY)], [len(WHY)]])).astype(np.int64)
    return {
        "who": on[kept],
        "day": at[kept] // DAY,
        "tier": draws[0][kept],
        "by": draws[1][kept],
        "why": draws[2][kept],
    }
