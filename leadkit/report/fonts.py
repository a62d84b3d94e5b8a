"""The typeface of the pages, carried inside them: Sarabun, for Thai, Vietnamese and Latin (SIL Open Font License 1.1).

A page must be readable on a machine that has no Thai font, from a folder, in any browser (some refuse fonts from
files): so it holds four cuts of the typeface as text, about 60 kB each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadkit.typeface import SOME_THAI, THAI, compressed

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Cut, weight and slope of what the style sheet asks for.
CUTS = (("Light", 300, "normal"), ("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))
_ALL_BUT_THE_UNDERSCORE = "U+0-5E,U+60-10FFFF"  # it hangs below the line; the next typeface has a better one


def faces(texts: Iterable[str]) -> str:
    """Give the ``@font-face`` rules for what will be set.

    Where there is Thai, its letters come also as a family of their own, "Sarabun Thai", to stand before the monospaced
    faces of the machine, which have none.

    Parameters
    ----------
    texts : iterable of str
        Everything that will be set.

    Returns
    -------
    str
        CSS, with the font files in it.

    Examples
    --------
    >>> faces(["được"]).count("@font-face"), faces(["ลีด"]).count("@font-face")
    (4, 5)
    """
    rules = [_face("Sarabun", *cut, _ALL_BUT_THE_UNDERSCORE) for cut in CUTS]
    if any(SOME_THAI.search(text) for text in texts):
        rules.append(_face("Sarabun Thai", "Regular", 400, "normal", THAI))
    return "\n".join(rules)


def _face(family: str, cut: str, weight: int, slope: str, letters: str) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{slope};font-display:block;"
        f"unicode-range:{letters};src:url(data:font/woff;base64,{compressed(cut)}) format('woff')}}"
    )
