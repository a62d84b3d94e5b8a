"""Values of parameters as they stand in a condition: exact numbers, texts, TRUE and FALSE."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Any

from leadkit.conditions.complaints import place, shown
from leadkit.conditions.exact import LIMITS, MOST_DIGITS, fits, written
from leadkit.conditions.tokens import tokens
from leadkit.errors import ConditionError

if TYPE_CHECKING:
    from collections.abc import Mapping


def filled(text: str, values: Mapping[str, object], where: str) -> str:
    """Put values in the place of parameters; the reader reads the outcome like any other text.

    Parameters
    ----------
    text : str
        A condition that was read before, in NFC.
    values : mapping of str to object
        Values by the parameter's name, without the colon; other parameters stay as they are.
    where : str
        Where the condition stands.

    Returns
    -------
    str
        The condition with these values.

    Examples
    --------
    >>> filled("stated_budget >= 0.5 * :list_price", {"list_price": 20000}, "")
    'stated_budget >= 0.5 * 20000'
    """
    for token in reversed(tokens(text)):
        if token.kind == "param" and token.value in values:
            value = literal(token.value, values[token.value], where)
            apart = " " if text[max(0, token.start - 1) : token.start] not in {"", " ", "("} else ""
            text = f"{text[: token.start]}{apart}{value}{text[token.end :]}"
    return text


def literal(name: str, value: Any, where: str = "") -> str:  # noqa: ANN401 - whatever a user gives; refused if no value
    """Write one value as it stands in a condition.

    Raises
    ------
    ConditionError
        It is not a number, a text, True or False, or a number that cannot be exact.

    Examples
    --------
    >>> literal("list_price", 20000.5), literal("city", "Cần Thơ"), literal("asked", True)
    ('20000.5', "'Cần Thơ'", 'TRUE')
    """
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a number of numpy
        value = value.item()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", "".join(value))  # a plain text, whatever its class makes of itself
        return "'" + text.replace("'", "''") + "'"
    said = f"The value of :{shown(name)}{place(where)}"
    if not isinstance(value, (Decimal, Integral, float)):
        kind = type(value).__name__
        raise ConditionError(f"{said} is a number, a text, True or False, not {kind}.")
    number = _exact(value)
    # what is far too large or too small is seen before its zeros are written out
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS or not fits(number):
        raise ConditionError(
            f"{said} is {shown(str(value if isinstance(value, float) else number))}, but {LIMITS}; round it."
        )
    return written(number)


def _exact(value: Decimal | Integral | float) -> Decimal:
    if isinstance(value, float):
        return Decimal(float.__repr__(value))
    number = value if isinstance(value, Decimal) else Decimal(int(value))
    return number or Decimal(0)
