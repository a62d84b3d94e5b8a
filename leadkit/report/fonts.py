"""The typeface of the pages, cut down to the letters they use and carried inside them.

A page must be readable on a machine that has no Thai font, from a folder, in any browser (some refuse fonts from
files): so each page holds four cuts of Sarabun (Thai, Vietnamese and Latin; SIL Open Font License 1.1) as text, about
20 kB each.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Family, cut, weight and slope of what the style sheet asks for.
CUTS = (
    ("Sarabun", "Light", 300, "normal"),
    ("Sarabun", "Regular", 400, "normal"),
    ("Sarabun", "Italic", 400, "italic"),
    ("Sarabun", "SemiBold", 600, "normal"),
)
_LATIN = frozenset(
    chr(code)
    for block in ((0x20, 0x17F), (0x1A0, 0x1B0), (0x300, 0x323), (0x1EA0, 0x1EF9))
    for code in range(block[0], block[1] + 1)
)
_THAI = frozenset(map(chr, range(0x0E01, 0x0E5C)))


def faces(texts: Iterable[str]) -> str:
    """Give the ``@font-face`` rules for the letters of some texts.

    Where there is Thai, a face of Thai letters alone comes with it ("Thai in code"), to stand before the monospaced
    faces of the machine, which have none.

    Parameters
    ----------
    texts : iterable of str
        Everything that will be set.

    Returns
    -------
    str
        CSS.

    Examples
    --------
    >>> faces(["lead"]).count("@font-face"), faces(["ลีด"]).count("@font-face")
    (4, 5)
    """
    letters = whole(set().union(*texts))
    rules = [_face(*cut, letters) for cut in CUTS]
    if letters & _THAI:
        rules.append(_face("Thai in code", "Regular", 400, "normal", _THAI))
    return "\n".join(rules)


def whole(letters: set[str]) -> frozenset[str]:
    r"""Round letters up: all of Latin and Vietnamese; all of Thai if there is any, for its vowels change when set.

    Examples
    --------
    >>> "\u0e4d" in whole({"ำ"})  # the vowel am is set as a ring and a stroke
    True
    """
    thai = _THAI if letters & _THAI else frozenset()
    return (_LATIN | letters | thai) - {"_"}  # its underscore hangs below the line; the next typeface has a better one


@cache
def _face(family: str, cut: str, weight: int, slope: str, letters: frozenset[str]) -> str:
    data = base64.b64encode(_subset(_file(cut), letters)).decode("ascii")
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{slope};font-display:block;"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def _file(cut: str) -> Path:
    import fontpkg_sarabun  # noqa: PLC0415 - only a page needs it

    return Path(fontpkg_sarabun.ROOT) / "files" / f"Sarabun-{cut}.ttf"


def _subset(file: Path, letters: frozenset[str]) -> bytes:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - as above
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    options = Options(layout_features=["*"], hinting=False, notdef_outline=True)
    with TTFont(file) as font:
        cutter = Subsetter(options)
        cutter.populate(text="".join(sorted(letters)))
        cutter.subset(font)
        font.flavor = "woff"
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()
