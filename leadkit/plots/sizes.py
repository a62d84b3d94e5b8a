"""How large segments and regions are: a bar of people each, and beside it, if wanted, a share with its interval.

Regions are a map without geography: bars in order, country by country, since an area of much land is not one of many
people. People in no segment, outside it or of an unknown region are hatched, never left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit.plots import marks, mpl
from leadkit.plots.canvas import COLOURS, EMPTY, INK, PAPER, QUIET, write
from leadkit.plots.marks import breadth, called, count, frame, height, key, missing, need, percent, rows, wide, wrap
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

MOST = 60  # rows that a page has room for
APART = ("outside", "unknown")
WORDS = {"outside": "plots.sizes.outside", "otherwise": "plots.sizes.otherwise", "unknown": "unknown"}
PANEL = 1.6  # inches for the shares beside the bars


class Size(NamedTuple):
    """One row of the picture: its name, its people, what it is of everybody, and its share if there is one.

    Parameters
    ----------
    name, play : str
        What stands beside the bar.
    people : int
        How long the bar is.
    text : str
        The number of people and their part of all.
    share : tuple of float
        Share, low and high; none where there is no such column.
    said : str
        The share in words.
    look : str
        "plain"; "open" if hatched; "head" for a country, which has no bar.
    """

    name: str
    play: str
    people: int
    text: str
    share: tuple[float, ...]
    said: str
    look: str


def segment_bars(
    sizes: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    labels: Labels = None,
    title: str | None = None,
    few: int = 30,
    apart: Sequence[str] = APART,
) -> Axes:
    """Draw how many people each segment has, what is to be done with them, and a share with its interval.

    Parameters
    ----------
    sizes : DataFrame
        Columns segment and people, at most sixty rows in the order to be drawn; if wanted play, and share, low and high
        (0 to 1), as ``leadkit.shares`` gives them.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the bars, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each segment and each play.
    title : str, optional
        What the share is a share of, written over it.
    few : int
        The share of a segment of fewer people has a hollow mark.
    apart : list of str
        Segments of people who are outside, or of whom it is not known: drawn hatched.

    Returns
    -------
    matplotlib Axes
        The same `ax`; the shares are drawn on axes of their own inside it.

    Raises
    ------
    DataError
        A column is missing, or there are no rows, or more than sixty.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = segment_bars(pd.DataFrame({"segment": ["loyal", "new"], "people": [60, 20]}))
    >>> [text.get_text() for text in ax.texts], int(ax.patches[0].get_width())
    (['people (share of all)', '60 (75%)', '20 (25%)'], 60)
    """
    return _bars(_segments(sizes, lang, labels, apart), ax, lang, title, few)


def describe_segment_bars(
    sizes: pd.DataFrame,
    lang: str = "en",
    *,
    labels: Labels = None,
    title: str | None = None,
    few: int = 30,
    apart: Sequence[str] = APART,
) -> str:
    """Say in words what :func:`segment_bars` shows: each segment's people, part of all, share and play.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"segment": ["loyal"], "people": [60], "share": [0.5], "low": [0.4], "high": [0.6]})
    >>> describe_segment_bars(table.assign(play="thank"), title="bought again")
    'loyal: 60 (100%); bought again: 50% (40%-60%); play: thank.'
    """
    return _told(_segments(sizes, lang, labels, apart), lang, title, few)


def region_bars(
    regions: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    labels: Labels = None,
    title: str | None = None,
    few: int = 30,
) -> Axes:
    """Draw how many people live where, the most first, and a share with its interval beside each region.

    Parameters
    ----------
    regions : DataFrame
        Columns region and people, at most sixty rows (countries count too); if wanted country, by which regions are
        grouped, and share, low and high (0 to 1). A missing region or country is not known, and comes last.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the bars, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    labels : mapping, optional
        A name for each region and each country.
    title : str, optional
        What the share is a share of, written over it.
    few : int
        The share of a region of fewer people has a hollow mark.

    Returns
    -------
    matplotlib Axes
        The same `ax`; the shares are drawn on axes of their own inside it.

    Raises
    ------
    DataError
        A column is missing, or there are no rows, or more than sixty.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = region_bars(pd.DataFrame({"region": ["hue", "hanoi"], "people": [20, 60], "country": "VN"}))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['VN', 'hanoi', 'hue']
    """
    return _bars(_regions(regions, lang, labels), ax, lang, title, few)


def describe_region_bars(
    regions: pd.DataFrame, lang: str = "en", *, labels: Labels = None, title: str | None = None, few: int = 30
) -> str:
    """Say in words what :func:`region_bars` shows: the people, part of all and share of each country and region.

    Examples
    --------
    >>> import pandas as pd
    >>> describe_region_bars(pd.DataFrame({"region": ["hue", None], "people": [20, 60], "country": "VN"}))
    'VN: 80 (100%). hue: 20 (25%). region not known: 60 (75%).'
    """
    return _told(_regions(regions, lang, labels), lang, title, few)


def segment_name(segment: object, labels: Labels, lang: str) -> str:
    """The name of a segment: its label, or what those that every segmentation has are called, or itself.

    Examples
    --------
    >>> [segment_name(name, {"loyal": "Loyal"}, "en") for name in ("loyal", "outside", None)]
    ['Loyal', 'outside', 'in no segment']
    """
    if segment in WORDS and segment not in (labels or {}):
        return say(WORDS[str(segment)], lang)
    return called(segment, labels, lang, "plots.sizes.no_segment")


def _segments(sizes: pd.DataFrame, lang: str, labels: Labels, apart: Sequence[str]) -> list[Size]:
    need(sizes, ("segment", "people"), "Segment bars", MOST)
    everybody, told = int(sizes["people"].sum()), []
    for row in sizes.to_dict("records"):
        name = segment_name(row["segment"], labels, lang)
        play = row.get("play")
        silent = missing(play) or (play == "none" and play not in (labels or {}))
        said = "" if silent else called(play, labels, lang)
        told.append(_size(row, name, everybody, lang, missing(row["segment"]) or row["segment"] in apart, said))
    return told


def _regions(regions: pd.DataFrame, lang: str, labels: Labels) -> list[Size]:
    """The rows of each country under its head; the most people first, and what is not known last."""
    grouped = "country" in regions
    need(
        regions,
        ("region", "people"),
        "Region bars",
        MOST - (regions["country"].nunique(dropna=False) if grouped else 0),
    )
    everybody, told = int(regions["people"].sum()), []
    table = regions.assign(country="") if not grouped else regions
    ordered = table.sort_values("people", ascending=False, kind="stable")
    sums = (
        ordered.groupby("country", dropna=False, sort=False)["people"].sum().sort_values(ascending=False, kind="stable")
    )
    for country in sorted(sums.index, key=missing):
        held = ordered[ordered["country"].isna() if missing(country) else ordered["country"] == country]
        if grouped:
            name = called(country, labels, lang, "plots.sizes.no_country")
            head = _size({"people": held["people"].sum()}, name, everybody, lang, open_=False)
            told.append(head._replace(look="head"))
        for row in sorted(held.to_dict("records"), key=lambda row: missing(row["region"])):
            name = called(row["region"], labels, lang, "plots.sizes.no_region")
            told.append(_size(row, name, everybody, lang, open_=missing(row["region"])))
    return told


def _size(row: Mapping[Any, Any], name: str, everybody: int, lang: str, open_: bool, play: str = "") -> Size:
    people = int(row["people"])
    part = people / max(everybody, 1)
    some = f"<{percent(0.001, lang)}" if 0 < part < 0.0005 else percent(part, lang)  # some is never written as none
    text = f"{count(people, lang)} ({some})"
    share = tuple(float(row[part]) for part in ("share", "low", "high") if part in row and not missing(row[part]))
    said = ""
    if "share" in row:
        said = percent(share[0], lang) if share else say("unknown" if people else "plots.rates.nobody", lang)
        said += marks.between(share[1], share[2], lang) if len(share) > 2 else ""
    return Size(name, play, people, text, share, said, "open" if open_ else "plain")


def _told(sizes: Sequence[Size], lang: str, title: str | None, few: int) -> str:
    told = []
    for size in sizes:
        parts = [f"{size.name}: {size.text}"]
        if size.said:
            parts.append((f"{title}: " if title else "") + size.said)
            parts[-1] += f", {say('plots.rates.few', lang, few=few)}" if 0 < size.people < few else ""
        parts += [say("plots.sizes.play", lang, play=size.play)] if size.play else []
        told.append(f"{'; '.join(parts)}.")
    return " ".join(told)


def _bars(sizes: Sequence[Size], ax: Axes | None, lang: str, title: str | None, few: int) -> Axes:
    names = [f"{size.name}\n→ {size.play}" if size.play else size.name for size in sizes]
    ax = rows(ax, names, 0.28)
    frame(ax)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(0, max([1, *(size.people for size in sizes if size.look != "head")]))
    beside, shares = max(wide(size.text) for size in sizes) + 0.1, max(wide(size.said) for size in sizes)
    marks.fit(ax, right=beside + (0.25 + PANEL + 0.15 + shares if shares else 0) + 0.1)
    inch = ax.get_xlim()[1] / breadth(ax)
    people = wrap(say("plots.sizes.people", lang), max(breadth(ax) + beside, 1.2))
    write(ax, 0, 1 + 0.08 / height(ax), people, size=10, color=QUIET, va="bottom", transform=ax.transAxes)
    for y, size in enumerate(sizes):
        if size.look == "head":
            ax.get_yticklabels()[y].set_fontweight("bold")
            ax.axhline(y - 0.5, color=EMPTY, linewidth=1.2, zorder=0)
        else:
            look: Mapping[str, Any] = marks.OPEN if size.look == "open" else {"facecolor": COLOURS[0]}
            ax.barh(y, size.people, 0.66, **look)
        x = 0 if size.look == "head" else size.people
        write(
            ax, x + 0.06 * inch, y, size.text, size=10, va="center", weight="bold" if size.look == "head" else "normal"
        )
    ax.axvline(0, color=QUIET, linewidth=0.9)
    if shares:
        _shares(ax, sizes, 1 + (beside + 0.25) / breadth(ax), lang, title, few)
    return ax


def _shares(ax: Axes, sizes: Sequence[Size], left: float, lang: str, title: str | None, few: int) -> None:
    """The panel of shares beside the bars: a mark on its interval, and the same in numbers."""
    panel = ax.inset_axes((left, 0, PANEL / breadth(ax), 1))
    panel.set_ylim(ax.get_ylim())
    panel.set_yticks([])
    panel.set_facecolor("none")
    panel.spines["left"].set_visible(False)
    panel.grid(axis="x", color=EMPTY)
    panel.set_axisbelow(True)
    top = max([share for size in sizes for share in size.share], default=1.0)
    panel.set_xlim(0, min(max(1.04 * top, 0.01), 1.0))
    marks.scale(panel.xaxis, lang, shares=True)
    panel.locator_params(axis="x", nbins=4)
    style: dict[str, Any] = {"marker": "o", "markersize": 7, "markeredgecolor": COLOURS[0], "markeredgewidth": 1.6}
    for y, size in enumerate(sizes):
        if size.share:
            share, *ends = size.share
            if ends:
                panel.plot(ends, [y, y], color=INK, linewidth=1.5, clip_on=False)
            panel.plot([share], [y], markerfacecolor=PAPER if size.people < few else COLOURS[0], clip_on=False, **style)
        write(panel, 1 + 0.12 / PANEL, y, size.said, size=10, va="center", transform=panel.get_yaxis_transform())
    frame(panel)
    head = wrap(title or "", PANEL + max(wide(size.said) for size in sizes))
    write(panel, 0, 1 + 0.08 / height(ax), head, size=10, color=QUIET, va="bottom", transform=panel.transAxes)
    style |= {"markerfacecolor": PAPER, "linestyle": "", "label": say("plots.rates.few", lang, few=few)}
    hollow = mpl.Line2D([], [], **style) if any(size.share and size.people < few for size in sizes) else None
    if handles := marks.doubts(lang, hollow, interval=any(len(size.share) > 1 for size in sizes)):
        key(ax, handles, 0.42)
