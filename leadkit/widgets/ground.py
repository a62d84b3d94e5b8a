"""A picture under a hand: what stays is drawn once, and each move draws on it only what moves.

    ground = Ground(paper())
    ground.png(lambda ax: ax.barh(0, 3))

The same ground and the same marks give the same bytes, whatever was drawn between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.plots import answers, marks, rates
from leadkit.plots.canvas import canvas
from leadkit.plots.picture import packed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

TOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # where the axis of shares may end
MARGIN = 0.12  # inches around what was drawn


class Ground:
    """Axes with all that stays on them, as pixels.

    Parameters
    ----------
    ax : matplotlib Axes
        The only axes of their figure; what is drawn later has the paper to their right, and else what is drawn by now.
    dpi : int
        Pixels an inch.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> ground = Ground(canvas(2, 2))
    >>> one, two, again = (ground.png(lambda ax, high=high: ax.bar([0.5], high, color="k")) for high in (0.5, 1, 0.5))
    >>> one == again != two
    True
    """

    def __init__(self, ax: Axes, dpi: int = 144) -> None:
        figure: Any = ax.get_figure(root=True)
        self.ax, self.figure = ax, figure
        drawn: Any = ax.get_tightbbox()
        box = drawn.transformed(figure.dpi_scale_trans.inverted()).padded(MARGIN)
        (wide, high), place = figure.get_size_inches(), ax.get_position()
        box.x1 = max(box.x1, wide)  # what is written beside the bars stands on the paper
        left, low = (place.x0 * wide - box.x0) / box.width, (place.y0 * high - box.y0) / box.height
        figure.set_size_inches(box.width, box.height)
        ax.set_position((left, low, place.width * wide / box.width, place.height * high / box.height))
        ax.autoscale(enable=False)
        figure.set_dpi(dpi)
        figure.canvas.draw()
        self.pixels = figure.canvas.copy_from_bbox(figure.bbox)

    def png(self, draw: Callable[[Axes], object]) -> bytes:
        """Give the bytes of a PNG of the ground with what `draw` puts on its axes."""
        before = set(self.ax.get_children())
        draw(self.ax)
        drawn = [one for one in self.ax.get_children() if one not in before]
        self.figure.canvas.restore_region(self.pixels)
        for mark in sorted(drawn, key=lambda one: one.get_zorder()):
            self.ax.draw_artist(mark)
            mark.remove()
        return packed(np.asarray(self.figure.canvas.buffer_rgba()), self.figure.dpi)


class MovingRates:
    """:func:`leadkit.plots.rate_bars` of one series under a hand: the same people in the same groups, parted otherwise.

    The axis ends at one of a few round shares, so that bars can be compared from move to move.

    Parameters
    ----------
    lang, title, few
        As for it.
    dpi : int
        Pixels an inch.
    """

    def __init__(self, lang: str, title: str, few: int = 30, dpi: int = 144) -> None:
        self.lang, self.title, self.few, self.dpi = lang, title, few, dpi
        self._grounds: dict[object, Ground] = {}

    def png(self, groups: pd.DataFrame) -> bytes:
        """Give the picture of some groups as PNG."""
        high = groups[["share", "high"]].max().max()
        top = next((end for end in TOPS if high <= end), TOPS[-1])
        hollow = bool(groups["of"].between(1, self.few - 1).any())
        place = (*map(str, groups["group"]), top, hollow, groups["of"].sum())
        if place not in self._grounds:
            self._grounds[place] = Ground(self._paper(groups, top), self.dpi)
        return self._grounds[place].png(lambda ax: rates.bars(ax, groups, self.lang, self.few))

    def _paper(self, groups: pd.DataFrame, top: float) -> Axes:
        """Give the paper for all that these people could become: with room for the longest text beside a bar."""
        longest = {"share": 0.888, "yes": groups["of"].sum(), "of": groups["of"].sum()}
        room = max(marks.wide(rates.beside(row, self.lang)) for row in (longest, {**longest, "of": 0}))
        return rates.paper(groups, None, self.lang, None, self.title, self.few, top, room)


class MovingAnswers:
    """:func:`leadkit.plots.answer_bars` of one definition under a hand: the same people, who answer otherwise.

    Parameters
    ----------
    lang, labels
        As for it.
    dpi : int
        Pixels an inch.
    """

    def __init__(self, lang: str, labels: Mapping[str, str], dpi: int = 144) -> None:
        self.lang, self.labels, self.dpi = lang, labels, dpi
        self._grounds: dict[int, Ground] = {}

    def png(self, tally: pd.DataFrame) -> bytes:
        """Give the picture of some answers as PNG."""
        people = answers.everybody(tally)
        if people not in self._grounds:
            ax = canvas(6.6, 1.5)
            answers.paper(ax, tally, self.lang, self.labels)
            self._grounds[people] = Ground(ax, self.dpi)
        return self._grounds[people].png(lambda ax: answers.bars(ax, tally, self.lang))
