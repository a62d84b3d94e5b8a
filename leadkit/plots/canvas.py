"""The paper of every picture: fonts that can write Thai and Vietnamese, a palette that all can tell apart.

A plot takes a table and an ``ax``, draws, and returns the ``ax``. It never touches pyplot, so nothing is shown, kept or
styled behind a reader's back: :func:`canvas` makes a figure that belongs to nobody else, and
:func:`leadkit.plots.show` displays it with its text alternative.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from leadkit.plots import mpl

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

INK = "#1d2733"
QUIET = "#5b6673"
PAPER = "#ffffff"
EMPTY = "#eef1f4"
# Okabe and Ito's colours, told apart under every common colour blindness; line styles and letters say it again.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
LINES = ("solid", "dashed", "dashdot", "dotted", (0, (5, 1)), (0, (1, 1)))
SMALLEST = 9.0  # points; nothing in a picture is written smaller


@cache
def fonts() -> tuple[str, ...]:
    """Name the font families, best first, registering the Thai one on first use.

    Sarabun writes Thai, Vietnamese and English in one hand; DejaVu Sans, which comes with matplotlib, has the signs
    that Sarabun lacks. matplotlib falls back glyph by glyph.

    Examples
    --------
    >>> fonts()
    ('Sarabun', 'DejaVu Sans')
    """
    import fontpkg_sarabun  # noqa: PLC0415 - fonts are read when the first picture is drawn

    known = {font.name for font in mpl.fontManager.ttflist}
    if fontpkg_sarabun.FAMILY not in known:
        for weight in ("Regular", "Bold", "Italic"):
            mpl.fontManager.addfont(fontpkg_sarabun.ROOT / "files" / f"Sarabun-{weight}.ttf")
    return (fontpkg_sarabun.FAMILY, "DejaVu Sans")


def canvas(width: float = 8.0, height: float = 4.5) -> Axes:
    """Make an empty picture of `width` by `height` inches and return its only axes.

    Examples
    --------
    >>> canvas(6, 4).figure.get_size_inches().tolist()
    [6.0, 4.0]
    """
    figure = mpl.Figure(figsize=(width, height), facecolor=PAPER)
    mpl.FigureCanvasAgg(figure)
    ax: Axes = figure.add_subplot()
    return ax


def write(ax: Axes, x: float, y: float, text: str, *, size: float = 11.0, **how: Any) -> Text:  # noqa: ANN401
    """Write one text on `ax` in the kit's fonts, never smaller than 9 points, ``$`` and all.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to write.
    x, y : float
        The place, in data coordinates unless `transform` says otherwise.
    text : str
        The text; dollar signs are dollar signs (mathematical typesetting would lose Thai marks).
    size : float
        Points.
    **how
        Anything else that ``Axes.text`` takes.
    """
    style: dict[str, Any] = {"color": INK, "fontfamily": list(fonts()), "parse_math": False} | how
    return ax.text(x, y, text, fontsize=max(size, SMALLEST), **style)


def badge(ax: Axes, x: float, y: float, text: str, colour: str, *, full: bool = False, **how: Any) -> None:  # noqa: ANN401
    """Write a letter in a circle (a longer text in a pill) of a colour: filled, or with a coloured rim only.

    Examples
    --------
    >>> ax = canvas(2, 2)
    >>> badge(ax, 0.5, 0.5, "A", COLOURS[0])
    >>> ax.texts[0].get_text()
    'A'
    """
    shape = "circle,pad=0.28" if len(text) < 3 else "round,pad=0.28,rounding_size=0.7"
    box = {"boxstyle": shape, "facecolor": colour if full else PAPER, "edgecolor": colour, "linewidth": 1.6}
    ink = readable_on(mpl.to_rgb(colour)) if full else INK
    style: dict[str, Any] = {"ha": "center", "va": "center", "color": ink, "zorder": 5} | how
    write(ax, x, y, text, weight="bold", bbox=box, **style)


def readable_on(background: tuple[float, ...]) -> str:
    """Choose black or white, whichever stands out more from `background` (the contrast ratio of WCAG 2).

    One of the two always reaches 4.5 to 1.

    Examples
    --------
    >>> readable_on((1.0, 1.0, 0.9)), readable_on((0.1, 0.1, 0.4))
    ('#000000', '#ffffff')
    """
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in background[:3]]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"


def date_axis(ax: Axes) -> None:
    """Mark the horizontal axis of `ax` with a few year-months, in the kit's fonts."""
    ax.xaxis.set_major_locator(mpl.AutoDateLocator(minticks=3, maxticks=8))
    ax.xaxis.set_major_formatter(mpl.DateFormatter("%Y-%m"))
    dress(ax.get_xticklabels())


def dress(texts: list[Text], *, size: float = 10.0, colour: str = INK) -> None:
    """Give texts that matplotlib made (tick labels, titles) the kit's fonts and ink."""
    for text in texts:
        text.set(fontfamily=list(fonts()), fontsize=max(size, SMALLEST), color=colour, parse_math=False)
