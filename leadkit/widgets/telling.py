"""How widgets write numbers: the same in Python as in the page (``data/widgets/core.js``), so that both say one text.

Halves are rounded up in both, since neither language's own rounding is the other's.
"""

from __future__ import annotations

import re
from math import floor

from leadkit import words

COMMON = ("thousands", "point")
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Speaker:
    """Says the strings of one widget in one language.

    Parameters
    ----------
    room : str
        Where its strings stand among those of widgets.
    lang : {"en", "th", "vi"}
        The language.

    Examples
    --------
    >>> Speaker("scorecard", "vi").number(1234.25, 1), Speaker("scorecard", "en").percent(0.0625)
    ('1.234,3', '6.3%')
    """

    def __init__(self, room: str, lang: str) -> None:
        self.lang = words.check_language(lang)
        self.words = (
            {name: words.say(f"conditions.{name}", lang) for name in COMMON} | _room("panel", lang) | _room(room, lang)
        )

    def say(self, key: str, **values: object) -> str:
        """Say one string; a name that holds signs which turn the line round turns only itself round."""
        told = {name: f"\u2068{one}\u2069" if _TURNS.search(str(one)) else one for name, one in values.items()}
        return self.words[key].format(**told)

    def count(self, key: str, n: int) -> str:
        """Say how many of something there are: one, or another number."""
        return self.say(f"{key}_{'one' if n == 1 else 'other'}", n=self.number(n))

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with so many decimals."""
        units = floor(abs(value) * 10**decimals + 0.5)
        digits = str(units).rjust(decimals + 1, "0")
        told = f"{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}" if decimals else digits
        return words.number(f"-{told}" if value < 0 and units else told, self.lang)

    def points(self, value: float) -> str:
        """Write points with the decimals they have, at most two."""
        units = floor(abs(value) * 100 + 0.5)
        return self.number(value, 2 if units % 10 else 1 if units % 100 else 0)

    def percent(self, share: float) -> str:
        """Write a share in whole per cent, or in tenths where it is small."""
        return self.number(share * 100, 1 if 0 < share < 0.0995 else 0) + "%"


def _room(name: str, lang: str) -> dict[str, str]:
    prefix = f"widgets.{name}."
    return {key.removeprefix(prefix): text for key, text in words.strings(lang).items() if key.startswith(prefix)}
