"""A picture as it leaves the kit: a small PNG, and an output of a notebook that keeps its words in HTML."""

from __future__ import annotations

import io
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KEPT = 64  # colours that stay what they are: paper, ink, and every field
_MOST = 1 << 14  # colours of a drawing; a photograph has more, and stays what it is
_COMMON, _LITTLE = 20, 6  # a colour of so many pixels may move by so little, of 255


def png(ax: Axes, dpi: int = 144) -> bytes:
    r"""Render the picture of `ax` as PNG bytes, trimmed to what was drawn, and small (:func:`packed`).

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> png(canvas(2, 2))[:4]
    b'\x89PNG'
    """
    figure = ax.get_figure(root=True)
    if figure is None:
        raise DataError("These axes have left their figure; draw on canvas() again.")
    drawn, before = _Pixels(), figure.dpi
    figure.set_dpi(dpi)
    try:
        # As bbox_inches="tight" finds it, which draws everything for that.
        box = figure.get_tightbbox(mpl.RendererAgg(1, 1, dpi)).padded(0.12)
    finally:
        figure.set_dpi(before)
    figure.savefig(drawn, format="rgba", dpi=dpi, bbox_inches=box)
    return packed(drawn.pixels, dpi)


class _Pixels(io.BytesIO):
    """A file that keeps what is written as it is: rows of columns, and not only bytes."""

    pixels: np.ndarray[Any, Any]

    def write(self, pixels: Any) -> int:  # noqa: ANN401 - a buffer
        self.pixels = np.array(pixels)
        return self.pixels.nbytes


def packed(pixels: np.ndarray[Any, Any], dpi: float) -> bytes:
    r"""Write a drawing as a PNG of 256 colours, where nobody sees the difference: the commonest stay what they are.

    Parameters
    ----------
    pixels : array of uint8
        Rows, columns, and red, green, blue and alpha of each. They are written as they are where one can see through a
        pixel, where there are the colours of a photograph, or where a common colour would move.
    dpi : float
        Pixels an inch, to be written down.

    Returns
    -------
    bytes

    Examples
    --------
    >>> packed(np.full((2, 2, 4), 255, "uint8"), 144)[:4]
    b'\x89PNG'
    """
    from PIL import Image  # noqa: PLC0415 - loaded with the first drawing, as matplotlib is

    out, image = io.BytesIO(), Image.fromarray(pixels)
    counted = image.convert("RGB").getcolors(_MOST) if pixels[..., 3].min() == 255 else None
    if counted is not None:
        counted.sort(key=lambda one: (-one[0], one[1]))
        counts, colours = np.array([one[0] for one in counted]), np.array([one[1] for one in counted], "uint8")
        palette = _palette(colours, counts)
        near = palette.astype("float32")
        nearest = ((near**2).sum(1) - 2 * colours.astype("float32") @ near.T).argmin(1)
        moved = np.abs(colours.astype(int) - palette[nearest]).max(1)
        if moved[counts >= _COMMON].max(initial=0) <= _LITTLE:
            place = np.zeros(1 << 24, "uint8")  # by colour; only what is touched takes memory
            place[_number(colours)] = nearest
            image = Image.fromarray(place[_number(pixels)])
            image.putpalette(palette.tobytes())
    image.save(out, "png", dpi=(dpi, dpi))
    return out.getvalue()


def _palette(colours: np.ndarray[Any, Any], counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Choose 256 colours, of those that are there from the commonest on: a shade weighs as the root of its pixels."""
    from PIL import Image  # noqa: PLC0415 - as above

    if len(colours) <= 256:
        return colours
    kept, shades = colours[:_KEPT], np.repeat(colours[_KEPT:], np.sqrt(counts[_KEPT:]).round().astype(int), axis=0)
    mixed = Image.fromarray(shades[None]).quantize(256 - _KEPT, kmeans=3, dither=Image.Dither.NONE).getpalette()
    return np.concatenate([kept, np.array(mixed, "uint8").reshape(-1, 3)[: 256 - _KEPT]])


def _number(colours: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    wide = colours.astype("uint32")
    number: np.ndarray[Any, Any] = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    return number


def output(drawn: bytes, alt: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make an output of a notebook of a picture and what it says: the data, by kind, and the notes.

    The words travel as the ``alt`` of an image in HTML, as a note of the PNG from which JupyterLab makes an
    ``alt``, and as plain text. nbconvert's usual template, and what is made with it, leaves the note out: hence HTML.

    Parameters
    ----------
    drawn : bytes
        A PNG, or nothing where there is nothing to be seen.
    alt : str
        What it shows, in words.

    Returns
    -------
    (dict, dict)

    Examples
    --------
    >>> data, notes = output(b"PNG", "3 < 4")
    >>> data["text/html"], notes
    ('<img alt="3 &lt; 4" src="data:image/png;base64,UE5H">', {'image/png': {'alt': '3 < 4'}})
    """
    if not drawn:
        return {"text/plain": alt}, {}
    html = f'<img alt="{escape(alt)}" src="data:image/png;base64,{b64encode(drawn).decode()}">'
    return {"text/html": html, "image/png": drawn, "text/plain": alt}, {"image/png": {"alt": alt}}


def show(ax: Axes, alt: str) -> None:
    """Display the picture of `ax` in a notebook, with its text alternative (:func:`output`).

    Parameters
    ----------
    ax : matplotlib Axes
        A picture.
    alt : str
        What it shows, in words: the ``describe_...`` function beside every plot writes it.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> show(canvas(2, 2), "an empty square")  # doctest: +ELLIPSIS
    {'text/html': '<img alt="an empty square" src=...>', 'image/png': b'...', 'text/plain': 'an empty square'}
    """
    from IPython.display import display  # noqa: PLC0415 - the core speaks to no notebook; this floor may

    data, notes = output(png(ax), alt)
    display(data, raw=True, metadata=notes)
