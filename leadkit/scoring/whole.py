"""Exact points: whole numbers from the rule to the tier, so that every engine and every machine gives the same score.

Points, floors, caps and weights have at most two decimals. Inside a criterion everything is counted in whole
*hundredths*; times the weight (in hundredths too) they become *units*, whole ten-thousandths of a point. What decays is
read from a table of whole hundredths, one a day, worked out here once and in integers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

UNITS = 10_000  # units of a point
CENTS = 100  # hundredths of a point
MOST_POINTS = 1_000_000
MOST_WEIGHT = 1_000
MOST_SIZE = 40  # digits before or after the point, of any number at all
MOST_DAYS = 3_650  # of a window, a half-life or a linear decay


def scaled(value: Any, scale: int) -> int:  # noqa: ANN401 - whatever a pack or a user gives
    """Give a number as whole parts of one.

    Parameters
    ----------
    value : int, float or Decimal
        The number; a float counts as it is written, so 0.1 is one tenth.
    scale : int
        Parts of one: 100 for hundredths.

    Returns
    -------
    int
        The number, times the scale.

    Raises
    ------
    ValueError
        It is not a number, not finite, or has more decimals.

    Examples
    --------
    >>> scaled(12.5, CENTS), scaled(-0.07, CENTS)
    (1250, -7)
    >>> scaled(0.125, CENTS)
    Traceback (most recent call last):
    ...
    ValueError: 0.125 has more than 2 decimals
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError(f"{value!r} is not a number")  # noqa: TRY004 - one kind of fault for the one who says where
    number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if number.is_finite() and number and abs(number.adjusted()) > MOST_SIZE:  # before its zeros are written out
        raise ValueError(f"{number:.3e} is far too large or too small")
    if not number.is_finite():
        raise ValueError(f"{value} is not a number that can be counted with")
    parts = number * scale
    if parts != parts.to_integral_value():
        raise ValueError(f"{value} has more than {len(str(scale)) - 1} decimals")
    return int(parts)


def cents(value: Any) -> int:  # noqa: ANN401 - as above
    """Give points or a weight in whole hundredths.

    Examples
    --------
    >>> cents(25), cents(0.5)
    (2500, 50)
    """
    return scaled(value, CENTS)


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
