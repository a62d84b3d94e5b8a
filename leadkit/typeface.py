"""Sarabun (SIL Open Font License 1.1): Thai, Vietnamese and Latin, packed so that a page or a widget can carry it."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from pathlib import Path

THAI = "U+E01-E5B,U+25CC"
SOME_THAI = re.compile(r"[\u0e01-\u0e5b]")


@cache
def compressed(cut: str) -> str:
    """Give one cut of the typeface as WOFF, in base64.

    Parameters
    ----------
    cut : str
        Regular, Light, Italic, SemiBold.

    Returns
    -------
    str
        About 60 kB.

    Examples
    --------
    >>> compressed("Regular")[:6]
    'd09GRg'
    """
    import fontpkg_sarabun  # noqa: PLC0415 - only a page needs it
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    made = io.BytesIO()
    with TTFont(Path(fontpkg_sarabun.ROOT) / "files" / f"Sarabun-{cut}.ttf", lazy=True) as font:
        font.flavor = "woff"
        font.save(made)
    return base64.b64encode(made.getvalue()).decode("ascii")
