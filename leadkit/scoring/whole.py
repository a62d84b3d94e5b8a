"""Exact points: whole numbers from the rule to the tier, so that every engine and every machine gives the same score.

Points, floors, caps and weights have at most two decimals. Inside a criterion everything is counted in whole
*hundredths*; times the weight (in hundredths too) they become *units*, whole ten-thousandths of a point. What decays is
read from a table of whole hundredths, one a day, worked out here once and in integers.
"""

from __future__ import annotations

from leadkit.conditions.exact import CENTS, cents, scaled

__all__ = ["CENTS", "MOST_DAYS", "MOST_POINTS", "MOST_WEIGHT", "UNITS", "cents", "faded", "halved", "scaled"]

UNITS = 10_000  # units of a point
MOST_POINTS = 1_000_000
MOST_WEIGHT = 1_000
MOST_DAYS = 3_650  # of a window, a half-life or a linear decay


def halved(whole: int, half_life: int, days: int) -> int:
    """Give what is left of a whole number after some days, rounded half away from zero, in integers.

    Parameters
    ----------
    whole : int
        What there was on the day itself.
    half_life, days : int
        Whole days.

    Returns
    -------
    int
        ``whole * 2 ** (-days / half_life)``, rounded. The rounding is decided by comparing powers of integers, so
        no machine's arithmetic can change it.

    Examples
    --------
    >>> [halved(2000, 30, days) for days in (0, 10, 30, 60, 400)]
    [2000, 1587, 1000, 500, 0]
    """
    size = abs(whole)
    guess = int(size * 2.0 ** (-days / half_life) + 0.5)
    below = (
        2 * size
    ) ** half_life  # v is right when (2v - 1) ** h * 2 ** d <= (2 * size) ** h < (2v + 1) ** h * 2 ** d
    while guess > 0 and (2 * guess - 1) ** half_life << days > below:
        guess -= 1
    while (2 * guess + 1) ** half_life << days <= below:
        guess += 1
    return guess if whole >= 0 else -guess


def faded(whole: int, last: int, days: int) -> int:
    """Give what is left of a whole number that falls in a straight line to nothing on the day `last`.

    Examples
    --------
    >>> [faded(100, 30, days) for days in (0, 1, 15, 30, 31)]
    [100, 97, 50, 0, 0]
    """
    size = max((2 * abs(whole) * (last - days) + last) // (2 * last), 0) if days < last else 0
    return size if whole >= 0 else -size
