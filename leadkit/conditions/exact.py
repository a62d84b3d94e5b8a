"""Numbers that stand in a condition, worked out and written exactly, in decimals; points and weights, in whole parts.

A number in a condition has at most 15 digits, 6 of them after the point: so it is the same number in a column of whole
numbers, of decimals and of float64, in every database.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from sqlglot import exp

MOST_DIGITS = 15
MOST_DECIMALS = 6
CENTS = 100  # hundredths of one
MOST_SIZE = 40  # digits before or after the point, of any number at all
LIMITS = f"a number has at most {MOST_DIGITS} digits, {MOST_DECIMALS} of them after the point"


def fits(number: Decimal) -> bool:
    """Whether a number keeps to the limits.

    Examples
    --------
    >>> fits(Decimal("20000.50")), fits(Decimal("0.1234567")), fits(Decimal("1e30"))
    (True, False, False)
    """
    whole, _, decimals = written(abs(number)).partition(".")
    return len(decimals) <= MOST_DECIMALS and len(whole) + len(decimals) <= MOST_DIGITS


def written(number: Decimal) -> str:
    """Write a number with its digits, without an exponent, without zeros that do not count.

    Examples
    --------
    >>> written(Decimal("1.50")), written(Decimal("2e4")), written(Decimal("-0.0"))
    ('1.5', '20000', '0')
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def worked_out(node: exp.Expression, numbers: list[Decimal]) -> Decimal | None:
    """Work out a calculation with numbers; None for what is not worked out exactly (division, functions).

    Examples
    --------
    >>> worked_out(exp.Mul(), [Decimal("0.1"), Decimal(3)])
    Decimal('0.3')
    """
    with localcontext(prec=80):
        match node:
            case exp.Paren():
                return numbers[0]
            case exp.Neg():
                return -numbers[0]
            case exp.Add():
                return numbers[0] + numbers[1]
            case exp.Sub():
                return numbers[0] - numbers[1]
            case exp.Mul():
                return numbers[0] * numbers[1]
            case _:
                return None


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
