"""Who is in, who is out, who is in both: two or three definitions as circles whose areas are the people they count.

The table is that of ``leadkit.definitions.regions``: one yes/no/unknown column a definition, and ``people``. Areas are
to scale; where three circles cannot be exact, the picture says by how much it misses. A region with nobody in it is
said to be empty instead of being left to be guessed; people of whom an answer is unknown stand beside the circles,
never in them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, EMPTY, INK, LINES, QUIET, badge, canvas, write
from leadkit.plots.circles import Layout, Region, arrange
from leadkit.plots.marks import called
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

LETTERS = "ABC"
ROOMY = 0.055  # a region's number is written inside it when its free disc is at least this wide (share of the picture)


def set_picture(
    regions: pd.DataFrame, ax: Axes | None = None, lang: str = "en", *, labels: Mapping[str, str] | None = None
) -> Axes:
    """Draw two or three definitions as circles with areas to scale.

    Parameters
    ----------
    regions : DataFrame
        Two or three ``boolean`` columns and ``people`` (int), one row a combination of answers.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9 by 5 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words around the numbers.
    labels : mapping, optional
        A name for each column; the column's own name if not given.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        There are not two or three yes/no columns, or no column ``people``.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"lead": [True, True, False], "contact": [True, False, True], "people": [20, 5, 60]})
    >>> ax = set_picture(table.astype({"lead": "boolean", "contact": "boolean"}))
    >>> sorted(text.get_text() for text in ax.texts if text.get_text().isdigit())
    ['20', '5', '60']
    """
    names, counts, unknown = _read(regions)
    ax = canvas(9, 5) if ax is None else ax
    layout = arrange(counts)
    titles = [called(name, labels, lang) for name in names]
    _circles(ax, layout)
    _numbers(ax, layout, counts, lang)
    _badges(ax, layout)
    _key(ax, titles, counts, unknown, layout, lang)
    return ax


def describe_set_picture(regions: pd.DataFrame, lang: str = "en", *, labels: Mapping[str, str] | None = None) -> str:
    """Say in words what :func:`set_picture` shows: every region with its number, the empty ones too.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"lead": [True, False], "contact": [True, True], "people": [20, 60]})
    >>> print(describe_set_picture(table.astype({"lead": "boolean", "contact": "boolean"})))  # doctest: +ELLIPSIS
    Circles with areas to scale. A, lead: 20 people. B, contact: 80 people. A only: 0. B only: 60. A and B: 20. None...
    """
    names, counts, unknown = _read(regions)
    parts = [say("plots.sets.to_scale", lang)]
    for i, name in enumerate(names):
        told = {"letter": LETTERS[i], "name": called(name, labels, lang), "people": _size(counts, i, lang)}
        parts.append(say("plots.sets.one", lang, **told))
    parts += [f"{_name(region, lang)}: {number(counts[region], lang)}." for region in _ordered(len(names))]
    parts.append(f"{say('plots.sets.none', lang)}: {number(counts[(False,) * len(names)], lang)}.")
    parts.append(f"{say('plots.sets.unknown', lang)}: {number(unknown, lang)}.")
    return " ".join(parts)


def _read(regions: pd.DataFrame) -> tuple[list[str], dict[Region, int], int]:
    """The definitions' columns, people per region (every region present), and people with an unknown answer."""
    names = [c for c in regions.columns if c != "people"]
    if "people" not in regions.columns or len(names) not in (2, 3):
        raise DataError(
            "A set picture takes two or three yes/no columns and 'people'; "
            f"this table has {', '.join(map(str, regions.columns))}."
        )
    counts = dict.fromkeys(product([True, False], repeat=len(names)), 0)
    known = regions[names].notna().all(axis=1)
    for *answers, people in regions.loc[known, [*names, "people"]].itertuples(index=False):
        counts[tuple(bool(a) for a in answers)] += int(people)
    return names, counts, int(regions.loc[~known, "people"].sum())


def _ordered(sets: int) -> list[Region]:
    """Regions of the picture, the lonely ones first."""
    found = [r for r in product([True, False], repeat=sets) if any(r)]
    return sorted(found, key=lambda r: (sum(r), [not x for x in r]))


def _size(counts: Mapping[Region, int], i: int, lang: str) -> str:
    return number(sum(people for region, people in counts.items() if region[i]), lang)


def _name(region: Region, lang: str) -> str:
    """'A and B' or 'A only'."""
    letters = [LETTERS[i] for i, inside in enumerate(region) if inside]
    if len(letters) == 1:
        return say("plots.sets.only", lang, letter=letters[0])
    joined = f" {say('plots.sets.and', lang)} ".join(letters)
    return joined if len(letters) == len(region) else say("plots.sets.only", lang, letter=joined)


def _circles(ax: Axes, layout: Layout) -> None:
    ax.set_axis_off()
    ax.set_aspect("equal")
    for i, (centre, radius) in enumerate(zip(layout.centres, layout.radii, strict=True)):
        if radius > 0:
            ax.add_patch(mpl.Circle(centre, radius, facecolor=COLOURS[i], alpha=0.26, linewidth=0))
            ax.add_patch(
                mpl.Circle(centre, radius, facecolor="none", edgecolor=COLOURS[i], linewidth=2, linestyle=LINES[i])
            )
    (left, low), (right, high) = _frame(layout)
    ax.set_xlim(left, right + 1.05 * max(right - left, high - low))  # the key stands to the right
    ax.set_ylim(low, high)


def _frame(layout: Layout) -> tuple[tuple[float, float], tuple[float, float]]:
    centres, radii = np.array(layout.centres), np.array(layout.radii)
    drawn = radii > 0
    if not drawn.any():
        return (-0.5, -0.5), (0.5, 0.5)
    low = (centres - radii[:, None])[drawn].min(axis=0) - 0.09
    high = (centres + radii[:, None])[drawn].max(axis=0) + 0.09
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def _numbers(ax: Axes, layout: Layout, counts: Mapping[Region, int], lang: str) -> None:
    """The number of each region: in it where there is room, else on a line led out of the circles."""
    (left, low), (right, high) = _frame(layout)
    size = max(right - left, high - low)
    for region, (x, y, room) in layout.spots.items():
        people = counts.get(region, 0)
        text = number(people, lang) if people else say("plots.sets.nobody", lang)
        if room >= ROOMY * size * (0.42 + 0.1 * len(text)):
            write(ax, x, y, text, size=13 if people else 10, ha="center", va="center", color=INK if people else QUIET)
        elif people:
            _led_out(ax, layout, (x, y), text)


def _led_out(ax: Axes, layout: Layout, spot: tuple[float, float], text: str) -> None:
    """A number outside the circles, tied to its region by a short line."""
    (left, low), (right, high) = _frame(layout)
    size = max(right - left, high - low)
    way = np.array([spot[0] - (left + right) / 2, spot[1] - (low + high) / 2])
    away = way / np.hypot(*way) if np.hypot(*way) > 1e-6 else np.array([0.0, 1.0])
    centres, radii = np.array(layout.centres), np.array(layout.radii)
    end = np.array(spot)
    while (np.hypot(*(centres - end).T) < radii + 0.04 * size)[radii > 0].any():
        end = end + 0.02 * size * away
    ax.plot([spot[0], end[0]], [spot[1], end[1]], color=QUIET, linewidth=0.9, zorder=4, clip_on=False)
    ax.plot(*spot, marker="o", markersize=3, color=QUIET, zorder=4)
    sideways = abs(away[0]) > abs(away[1])
    across = ("left" if away[0] > 0 else "right") if sideways else "center"
    along = "center" if sideways else ("bottom" if away[1] > 0 else "top")
    x, y = end + 0.012 * size * away
    write(ax, x, y, text, size=11, ha=across, va=along)


def _badges(ax: Axes, layout: Layout) -> None:
    """Each circle's letter, on its rim where no other circle is near."""
    centres, radii = np.array(layout.centres), np.array(layout.radii)
    turns = np.linspace(0, 2 * np.pi, 73)[:-1]
    for i, radius in enumerate(radii):
        if radius <= 0:
            continue
        rim = centres[i] + radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        others = (radii > 0) & (np.arange(len(radii)) != i)
        gap = np.hypot(*(rim[:, None] - centres[others]).transpose(2, 0, 1)) - radii[others]  # negative: inside another
        room = np.minimum(np.abs(gap), 0.2).min(axis=1, initial=0.2) - 0.15 * (gap < 0).sum(axis=1)
        free = np.minimum(_from_numbers(rim, layout), 0.13) * 1.5  # a badge must not sit on a number
        best = rim[int(np.argmax(room + free + 0.02 * np.sin(turns)))]
        badge(ax, best[0], best[1], LETTERS[i], COLOURS[i])


def _from_numbers(points: NDArray[np.float64], layout: Layout) -> NDArray[np.float64]:
    """Distance from each point to the nearest number written in the picture."""
    spots = np.array([(x, y) for x, y, _ in layout.spots.values()])
    gaps = np.hypot(*(points[:, None] - spots).transpose(2, 0, 1))
    return np.asarray(gaps.min(axis=1), dtype=np.float64)


def _key(ax: Axes, titles: list[str], counts: Mapping[Region, int], unknown: int, layout: Layout, lang: str) -> None:
    """The right-hand column: each letter's name and size, then who is outside, unknown, or missing from sight."""
    lines: list[tuple[str, str, float]] = []
    for i, title in enumerate(titles):
        lines.append((LETTERS[i], f"{title}", 12))
        lines.append(("", say("plots.sets.people", lang, people=_size(counts, i, lang)), 10.5))
    nobody = [_name(r, lang) for r in _ordered(len(titles)) if not counts[r] and r not in layout.spots]
    lost = [
        f"{_name(r, lang)}: {number(counts[r], lang)}"
        for r in _ordered(len(titles))
        if counts[r] and r not in layout.spots
    ]
    notes = [f"{say('plots.sets.none', lang)}: {number(counts[(False,) * len(titles)], lang)}"]
    notes += [f"{say('plots.sets.unknown', lang)}: {number(unknown, lang)}"] if unknown else []
    notes += [say("plots.sets.empty", lang, regions=", ".join(nobody))] if nobody else []
    notes += [say("plots.sets.not_drawn", lang, regions=", ".join(lost))] if lost else []
    notes += [say("plots.sets.miss", lang, share=f"{layout.miss:.0%}")] if layout.miss >= 0.01 else []
    _column(ax, lines, notes)


def _column(ax: Axes, lines: list[tuple[str, str, float]], notes: list[str]) -> None:
    heights = [1.15 if letter else 0.95 for letter, _, _ in lines] + [0.35] + [1.0] * len(notes)
    step = min(0.105, 0.96 / sum(heights))
    y = 0.5 + step * sum(heights) / 2 - step / 2
    place: dict[str, Any] = {"transform": ax.transAxes, "va": "center"}
    for letter, text, size in lines:
        if letter:
            badge(ax, 0.55, y, letter, COLOURS[LETTERS.index(letter)], zorder=3, **place)
        weight, ink = ("bold", INK) if letter else ("normal", QUIET)
        write(ax, 0.585, y + (0 if letter else 0.25 * step), text, size=size, weight=weight, color=ink, **place)
        y -= step * (1.0 if letter else 1.1)
    y -= step * 0.35
    for note in notes:
        box = {"boxstyle": "round,pad=0.3", "facecolor": EMPTY, "edgecolor": "none"}
        write(ax, 0.545, y, note, size=9.5, bbox=box, **place)
        y -= step
