"""What pictures of scores share: checked tables, measured and wrapped names, borders of tiers, keys under the picture.

Names are measured before they are placed: a Thai name has no spaces to break at, a Vietnamese one is long, and a
picture wider than a page is shown smaller, its letters with it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import INK, PAPER, QUIET, canvas, dress, fonts, write
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    Labels = Mapping[str, str] | None
    Borders = Mapping[str, float] | None

PAGE = 9.3  # inches: a picture that is wider is shown smaller
LEVEL = 0.21  # inches between two lines of names
SIZES = ((1_000_000, "M"), (1_000, "k"))  # letters of shortened numbers
OPEN: Mapping[str, Any] = {
    "facecolor": PAPER,
    "edgecolor": QUIET,
    "hatch": "////",
    "linewidth": 0.7,
}  # what is not known
BREAKS = re.compile(r"(?<=\s)|(?<=[ก-ฮะาำๆ\u0e47-\u0e4c])(?=[เแโใไ])")  # a Thai syllable may begin there


def need(table: pd.DataFrame, columns: Sequence[str], picture: str, most: int | None = None) -> None:
    """Refuse a table that lacks columns or rows, or has more rows than a picture has room for.

    Examples
    --------
    >>> need(pd.DataFrame({"tier": []}), ["tier", "people"], "Tier bars")
    Traceback (most recent call last):
    leadkit.errors.DataError: Tier bars take a table of tier, people; this one lacks people.
    """
    lacking = [name for name in columns if name not in table.columns]
    if lacking or table.empty:
        raise DataError(
            f"{picture} take a table of {', '.join(columns)}; this one lacks {', '.join(lacking) or 'rows'}."
        )
    if most is not None and len(table) > most:
        raise DataError(f"{picture} have room for {most} rows; this table has {len(table)}. Choose some, as with head.")


def called(key: object, labels: Labels, lang: str, none: str = "plots.scores.no_tier") -> str:
    """The name of a tier, grade or group: its label, itself, or that there is `none`.

    Examples
    --------
    >>> called("warm", {"warm": "Warm"}, "en"), called(pd.NA, None, "en")
    ('Warm', 'no tier')
    """
    return say(none, lang) if missing(key) else (labels or {}).get(str(key), str(key))


def missing(key: Any) -> bool:  # noqa: ANN401 - whatever stands in a column
    """Tell whether a table says nothing here: None, NaN or NA."""
    return bool(pd.isna(key))


def count(people: float, lang: str) -> str:
    """Write how many, as the language writes numbers; a column that holds NaN elsewhere makes floats of them.

    Examples
    --------
    >>> count(1234, "en"), count(1234.0, "vi")
    ('1,234', '1.234')
    """
    return number(int(people), lang)


def points(value: float, lang: str, *, sign: bool = False) -> str:
    """Write points with the decimals they have, at most four, and a true minus.

    Examples
    --------
    >>> points(12.5, "en"), points(-3.0, "en", sign=True), points(4, "en", sign=True), points(1234.5, "vi")
    ('12.5', '−3', '+4', '1.234,5')
    """
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    return f"{'−' if value < 0 else '+' if sign else ''}{number(text, lang)}"


def percent(share: float, lang: str) -> str:
    """Write a share in whole per cent, or in tenths where it is small.

    Examples
    --------
    >>> percent(0.421, "en"), percent(0.004, "vi"), percent(1, "th"), percent(0, "en")
    ('42%', '0,4%', '100%', '0%')
    """
    return number(f"{share:.{1 if 0 < share < 0.0995 else 0}%}"[:-1], lang) + "%"


def between(low: float, high: float, lang: str) -> str:
    """Write an interval of shares, to stand behind its share.

    Examples
    --------
    >>> between(0.1, 0.304, "en")
    ' (10%-30%)'
    """
    return f" ({percent(low, lang)}-{percent(high, lang)})"


def won_of(wins: float, lang: str) -> str:
    """Write how many were won, to stand behind how many there are.

    Examples
    --------
    >>> won_of(3, "en")
    ', won: 3'
    """
    return f", {say('plots.scores.won', lang)}: {count(wins, lang)}"


def doubts(lang: str, hollow: Artist | None, *, interval: bool = True) -> list[Artist]:
    """The key to how sure a share is: a mark of few people, if there is one, and the line of an interval."""
    line = mpl.Line2D([], [], color=INK, lw=1.5, label=say("plots.rates.interval", lang))
    return [*([hollow] if hollow else []), *([line] if interval else [])]


def short(value: float, lang: str) -> str:
    """Shorten a number so that it fits into a narrow place; the description has it whole.

    Examples
    --------
    >>> short(950, "en"), short(1250, "vi"), short(34_000_000, "en"), short(-12.345, "en")
    ('950', '1,2k', '34M', '−12.3')
    """
    size, letter = next(((s, name) for s, name in SIZES if abs(value) >= s), (1, ""))
    few = abs(value) < 10 * size if letter else abs(value) < 100 and value != int(value)
    return number(f"{value / size:.{1 if few else 0}f}", lang) + letter


def scale(axis: Axis, lang: str, *, shares: bool = False) -> None:
    """Write the numbers along an axis as the language writes them; `shares` in per cent."""
    axis.set_major_formatter(mpl.FuncFormatter(lambda x, _: f"{points(100 * x, lang)}%" if shares else points(x, lang)))


def apart(wanted: Mapping[str, float], gap: float) -> dict[str, float]:
    """Heights for names at the ends of lines, moved up where they would overlap.

    Examples
    --------
    >>> apart({"a": 1.0, "b": 0.0, "c": 0.2}, 0.5)
    {'b': 0.0, 'c': 0.5, 'a': 1.0}
    """
    placed: dict[str, float] = {}
    for name, height in sorted(wanted.items(), key=lambda pair: pair[1]):
        placed[name] = max(height, next(reversed(placed.values())) + gap) if placed else height
    return placed


def dark(colour: str) -> str:
    """A shade of a line's colour dark enough to read on white.

    Examples
    --------
    >>> dark("#E69F00")
    '#8e6200'
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{int(part * 0.62):02x}" for part in parts)


def wide(text: str, size: float = 10.0) -> float:
    r"""The width of a text in the kit's fonts, in inches.

    Examples
    --------
    >>> wide("one of\nthree leads") == wide("three leads") > wide("three leads", 9)
    True
    """
    face = mpl.FontProperties(family=list(fonts()), size=size)
    lines = [_ruler().get_text_width_height_descent(line, face, ismath=False) for line in text.split("\n")]
    return max(float(line[0]) for line in lines) / 100


@cache
def _ruler() -> Any:  # noqa: ANN401 - a renderer, used to measure only
    return mpl.RendererAgg(1, 1, 100)


def wrap(text: str, inches: float, size: float = 10.0) -> str:
    r"""Break a text into lines of at most `inches`: at spaces, and in Thai where a syllable begins with its vowel.

    Examples
    --------
    >>> wrap("a budget is stated, and it is enough", 1.5)
    'a budget is stated, and\nit is enough'
    """
    lines = [""]
    for piece in filter(None, BREAKS.split(text)):
        if lines[-1] and wide((lines[-1] + piece).rstrip(), size) > inches:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def frame(ax: Axes, x: str = "", y: str = "") -> None:
    """Dress the axes in the kit's manner and name them."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    dress([*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label])


def rows(ax: Axes | None, names: Sequence[str], each: float, inches: float = 2.6) -> Axes:
    """Name rows down the side, from top to bottom, wrapped to `inches`; fresh axes have `each` inches and more a row.

    Examples
    --------
    >>> [text.get_text() for text in rows(None, ["cold", "warm"], 0.5).get_yticklabels()]
    ['cold', 'warm']
    """
    own, ax = ax is None, canvas(PAGE, 1) if ax is None else ax
    wrapped = [wrap(name, inches) for name in names]
    if own:
        lines = 1 + max(name.count("\n") for name in wrapped)
        figure: Any = ax.get_figure(root=True)
        each = max(each, 0.19 * lines + (0.02 if lines == 1 else 0.1))  # names of two lines stand apart
        figure.set_size_inches(PAGE, (0.15 + each * len(names)) / ax.get_position().height)
    ax.set_yticks(range(len(names)), wrapped)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(len(names) - 0.5, -0.5)
    return ax


def fit(ax: Axes, right: float = 0.2) -> None:
    """Move the axes so that the names beside them end at the edge of the paper and `right` inches are left over.

    Only a picture that has its paper to itself: axes among others stay where their owner put them.
    """
    figure: Any = ax.get_figure(root=True)
    if len(figure.axes) > 1:
        return
    drawn: Any = ax.get_tightbbox()
    width = min(float(figure.get_size_inches()[0]), PAGE)
    figure.set_size_inches(width, figure.get_size_inches()[1])
    box, place = drawn.x0 / figure.dpi, ax.get_position()
    left = place.x0 + (0.1 - box) / width
    ax.set_position((left, place.y0, 1 - right / width - left, place.height))


def breadth(ax: Axes) -> float:
    """The width of the axes in inches."""
    figure: Any = ax.get_figure(root=True)
    return float(ax.get_window_extent().width / figure.dpi)


def height(ax: Axes) -> float:
    """The height of the axes in inches."""
    figure: Any = ax.get_figure(root=True)
    return float(ax.get_window_extent().height / figure.dpi)


def levels(ax: Axes, flags: Sequence[tuple[float, str]], size: float = 10.0) -> list[int]:
    """Lines for names that begin at their place on the horizontal axis, so that none covers a name or its stem.

    A name that reaches over others stands one line further out than all of them. The axis is widened to the right
    until all names end on it.

    Examples
    --------
    >>> from leadkit.plots.canvas import canvas
    >>> ax = canvas()
    >>> levels(ax, [(0.1, "cold"), (0.12, "lukewarm"), (0.5, "hot")])
    [1, 0, 0]
    """
    low, high = ax.get_xlim()
    room = breadth(ax)
    widths = [min(wide(text, size) / room + 0.02, 0.9) for _, text in flags]
    high = max([high, *(low + (x - low) / (1 - w) for (x, _), w in zip(flags, widths, strict=True))])
    ax.set_xlim(low, high)
    ends = [x + w * (high - low) for (x, _), w in zip(flags, widths, strict=True)]
    found = dict.fromkeys(range(len(flags)), 0)
    for i in sorted(found, key=lambda i: flags[i][0], reverse=True):
        over = [found[j] for j in found if flags[i][0] <= flags[j][0] < ends[i] and j != i and j in _done(flags, i)]
        found[i] = 1 + max(over, default=-1)
    return list(found.values())


def _done(flags: Sequence[tuple[float, str]], i: int) -> set[int]:
    """Who was placed before `i`: those further right, and of equals those that were named first."""
    return {j for j in range(len(flags)) if (-flags[j][0], j) < (-flags[i][0], i)}


def tier_borders(ax: Axes, borders: Borders, labels: Labels, lang: str) -> None:
    """Mark where each tier begins on a horizontal axis of scores: a line, and the tier's name above the picture."""
    flags = [(x, f"{called(tier, labels, lang)} ≥ {points(x, lang)}") for tier, x in (borders or {}).items()]
    step = LEVEL / height(ax)
    for (x, text), level in zip(flags, levels(ax, flags), strict=True):
        top = 1.02 + level * step
        where: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "clip_on": False}
        ax.plot([x, x], [0, top + 0.8 * step], color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=2.5, **where)
        write(ax, x, top, f" {text}", size=10, va="bottom", **where)


def key(ax: Axes, handles: Sequence[Artist], below: float = 0.6) -> None:
    """Put the key under the picture, so many inches `below` its axis (above it if negative), in columns that fit."""
    side = "upper left" if below > 0 else "lower left"
    figure: Any = ax.get_figure(root=True)
    room = PAGE - float(ax.get_window_extent().x0 / figure.dpi)
    columns = max(1, int(room / (0.75 + max(wide(str(handle.get_label())) for handle in handles))))
    how: Any = {"ncols": columns, "frameon": False, "borderpad": 0, "borderaxespad": 0, "handles": handles, "loc": side}
    dress(list(ax.legend(bbox_to_anchor=(0, -below / height(ax) + (below < 0)), **how).get_texts()))


def listed(values: pd.Series) -> list[Hashable]:
    """The different values of a column in their first order, one missing value for all of them.

    Examples
    --------
    >>> listed(pd.Series(["b", None, "a", "b", None]))
    ['b', <NA>, 'a']
    """
    return [pd.NA if missing(value) else value for value in values.drop_duplicates()]
