"""Numbers that stand in a condition, worked out and written exactly, in decimals.

A number has at most 15 digits, 6 of them after the point: so it is the same number in a column of whole numbers, of
decimals and of float64, in every database.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from sqlglot import exp

MOST_DIGITS = 15
MOST_DECIMALS = 6
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
