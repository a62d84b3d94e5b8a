"""Who goes from which segment to which: two columns of bars, joined by bands as thick as the people in them.

Every bar stands in a slot that is as tall as its name, so that small segments are named as readably as large ones. The
largest moves have a letter each and are told in numbers below; all of them are in the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, INK, PAPER, QUIET, badge, canvas, write
from leadkit.plots.marks import OPEN, PAGE, count, key, missing, need, percent, points, wide, wrap
from leadkit.plots.moves import SIGNS
from leadkit.plots.plane import LETTERS
from leadkit.plots.sizes import APART, segment_name
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

COLUMNS = ("from", "to", "pairs")
ENDS = ("new", "left")
MOST = 12  # segments on a side, besides those apart
LOOKS: Mapping[str, dict[str, Any]] = {
    "stayed": {"facecolor": SIGNS["stayed"][1], "edgecolor": "#c3cad2"},
    "moved": {"facecolor": "#e3b4cd", "edgecolor": "#a8577f"},
    "new": {"facecolor": PAPER, "edgecolor": QUIET, "linestyle": "dashed"},
    "left": {"facecolor": PAPER, "edgecolor": QUIET, "linestyle": "dotted"},
}
TALL, WIDE, BAR, LINE = 4.2, 2.2, 0.16, 0.2  # inches: all bars, a name, a bar across, a line of a name


class Flow(NamedTuple):
    """A checked table: the people of each pair that somebody is in, the names from top to bottom ("" is no segment)."""

    pairs: dict[tuple[str, str], int]
    names: list[str]
    new: str
    left: str

    def way(self, pair: tuple[str, str]) -> str:
        """How one gets from the one to the other: new, left, stayed or moved."""
        ends = {"new": pair[0] == self.new, "left": pair[1] == self.left, "stayed": pair[0] == pair[1], "moved": True}
        return next(way for way, true in ends.items() if true)

    def moves(self) -> list[tuple[str, str]]:
        """The pairs of different names, those with the most people first."""
        return sorted((pair for pair in self.pairs if pair[0] != pair[1]), key=lambda pair: -self.pairs[pair])


class Side(NamedTuple):
    """One column of bars: where each begins and ends, in inches from the top, and what is written beside it."""

    bars: dict[str, tuple[float, float]]
    texts: dict[str, str]
    tall: float


def transition_flow(
    transitions: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    order: Sequence[str] | None = None,
    heads: tuple[str, str] | None = None,
    labels: Labels = None,
    apart: Sequence[str] = APART,
    ends: tuple[str, str] = ENDS,
) -> Axes:
    """Draw how people go from segment to segment, from the left to the right.

    Parameters
    ----------
    transitions : DataFrame
        Columns from, to and pairs, as ``transitions`` gives them.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the names, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    order : list of str, optional
        The segments from top to bottom; those that are not in it follow as the table names them.
    heads : pair of str, optional
        What stands over the two columns, as two months.
    labels : mapping, optional
        A name for each segment.
    apart : list of str
        Segments of people who are outside, or of whom it is not known: hatched and at the bottom, as those in none are.
    ends : pair of str
        What stands in `from` for those who came in, and in `to` for those who are there no more.

    Returns
    -------
    matplotlib Axes
        The same `ax`, without its axes lines; its units are inches.

    Raises
    ------
    DataError
        A column is missing, nobody is in it, or there are more than twelve segments besides those apart.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"from": ["loyal", "loyal", "new"], "to": ["loyal", "lost", "loyal"], "pairs": [6, 2, 1]})
    >>> [text.get_text().replace(chr(10), ": ") for text in transition_flow(table).texts[:4]]
    ['loyal: 8, 75% stay', 'came in: 1', 'loyal: 7 (−1)', 'lost: 2 (+2)']
    """
    flow = _read(transitions, order, apart, ends)
    sides = [_side(flow, end, lang, labels) for end in (0, 1)]
    tall = max(side.tall for side in sides)
    room = [max(wide(text) for text in side.texts.values()) + 0.1 for side in sides]
    across = PAGE - 0.3 - sum(room)
    if ax is None:
        ax = canvas(PAGE - 0.2, tall + (0.35 if heads else 0.02))
        ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(-room[0] - 0.05, across + room[1] + 0.05)
    ax.set_ylim(tall, -0.35 if heads else -0.02)
    for side, x, ha in zip(sides, (0.0, across - BAR), ("right", "left"), strict=True):
        for name, (top, bottom) in side.bars.items():
            open_ = name in ("", *ends, *apart)
            look: Mapping[str, Any] = OPEN if open_ else {"facecolor": COLOURS[0], "edgecolor": COLOURS[0]}
            ax.add_patch(mpl.Rectangle((x, top), BAR, max(bottom - top, 0.02), zorder=3, **look))
            beside = x - 0.08 if ha == "right" else x + BAR + 0.08
            write(ax, beside, (top + bottom) / 2, side.texts[name], size=10, ha=ha, va="center", linespacing=1.1)
    letters = _bands(ax, flow, sides, across)
    for x, head, ha in zip((0, across), heads or (), ("left", "right"), strict=False):
        write(ax, x, -0.12, head, size=11, weight="bold", ha=ha, va="bottom")
    told = [f"{letter}  {_move(flow, pair, lang, labels)}" for letter, pair in letters.items()]
    below = wrap("\n".join(told), PAGE - 0.4)
    last = write(ax, -room[0], tall + 0.1, below, size=10, va="top", linespacing=1.25).get_window_extent()
    ways = [way for way in LOOKS if any(flow.way(pair) == way for pair in flow.pairs)]
    signs = {way: f"{SIGNS[way][0]} " if way in SIGNS else "" for way in ways}
    marks = [mpl.Patch(**LOOKS[way], label=f"{signs[way]}{say(f'plots.flow.{way}', lang)}") for way in ways]
    figure: Any = ax.get_figure(root=True)
    key(ax, marks, 0.15 + (ax.get_window_extent().y0 - last.y0) / figure.dpi if told else 0.15)
    return ax


def describe_transition_flow(
    transitions: pd.DataFrame,
    lang: str = "en",
    *,
    order: Sequence[str] | None = None,
    heads: tuple[str, str] | None = None,
    labels: Labels = None,
    apart: Sequence[str] = APART,
    ends: tuple[str, str] = ENDS,
) -> str:
    """Say in words what :func:`transition_flow` shows: how many stayed, and every move, the largest first.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"from": ["loyal", "loyal", "new"], "to": ["loyal", "lost", "loyal"], "pairs": [6, 2, 1]})
    >>> print(describe_transition_flow(table))  # doctest: +NORMALIZE_WHITESPACE
    9 in all; of those who were in a segment before, 6 stayed (75%). loyal: 8, 75% stay; came in: 1 → loyal: 7 (−1);
    lost: 2 (+2). loyal → lost: 2 (25% of them). came in → loyal: 1 (100% of them).
    """
    flow = _read(transitions, order, apart, ends)
    stayed = sum(people for (a, b), people in flow.pairs.items() if a == b)
    before = sum(people for (a, _), people in flow.pairs.items() if a != ends[0])
    shown = {"people": count(sum(flow.pairs.values()), lang), "stayed": count(stayed, lang)}
    told = [f"{' → '.join(heads)}."] if heads else []
    told.append(say("plots.flow.describe", lang, share=percent(stayed / max(before, 1), lang), **shown))
    sides = [_side(flow, end, lang, labels, wrapped=False).texts.values() for end in (0, 1)]
    told.append(f"{' → '.join('; '.join(text.replace(chr(10), ': ') for text in side) for side in sides)}.")
    return " ".join([*told, *(f"{_move(flow, pair, lang, labels)}." for pair in flow.moves())])


def _read(transitions: pd.DataFrame, order: Sequence[str] | None, apart: Sequence[str], ends: tuple[str, str]) -> Flow:
    """Check the table, add up what stands twice, and order the names."""
    need(transitions, COLUMNS, "Transition flows")
    sides = [["" if missing(name) else str(name) for name in transitions[end]] for end in COLUMNS[:2]]
    pairs: dict[tuple[str, str], int] = {}
    for a, b, people in zip(*sides, transitions["pairs"], strict=True):
        if people:
            pairs[a, b] = pairs.get((a, b), 0) + int(people)
    if not pairs:
        raise DataError("Nobody is in this table of transitions, so there is nothing that flows.")
    names = dict.fromkeys([*(order or ()), *sides[0], *sides[1]])
    below = [*apart, "", *ends]
    inside = [name for name in names if name not in below]
    if len(inside) > MOST:
        raise DataError(f"Transition flows have room for {MOST} segments; this table has {len(inside)}.")
    return Flow(pairs, [*inside, *(name for name in below if name in names)], *ends)


def _name(flow: Flow, name: str, lang: str, labels: Labels) -> str:
    words = {flow.new: "new", flow.left: "left"}
    if name in words and name not in (labels or {}):
        return say(f"plots.flow.{words[name]}", lang)
    return segment_name(name or None, labels, lang)


def _side(flow: Flow, end: int, lang: str, labels: Labels, *, wrapped: bool = True) -> Side:
    """The bars of one column, one under the other, each with room for its name."""
    pairs = flow.pairs
    sums = [{name: sum(n for pair, n in pairs.items() if pair[i] == name) for name in flow.names} for i in (0, 1)]
    bars, texts, at = {}, {}, 0.0
    for name, people in sums[end].items():
        if not people:
            continue
        text = count(people, lang)
        if end == 0 and sums[1][name]:
            text += f", {say('plots.flow.stay', lang, share=percent(pairs.get((name, name), 0) / people, lang))}"
        elif end == 1 and name != flow.left:
            change = people - sums[0][name]
            text += f" ({points(change, lang, sign=True) if change else '='})"
        shown = _name(flow, name, lang, labels)
        texts[name] = f"{wrap(shown, WIDE) if wrapped else shown}\n{text}"
        bar = TALL * people / sum(pairs.values())
        slot = max(bar, LINE * (1 + texts[name].count("\n"))) + 0.1
        bars[name] = (at + (slot - bar) / 2, at + (slot + bar) / 2)
        at += slot
    return Side(bars, texts, at)


def _move(flow: Flow, pair: tuple[str, str], lang: str, labels: Labels) -> str:
    before = sum(people for (name, _), people in flow.pairs.items() if name == pair[0])
    a, b = (_name(flow, name, lang, labels) for name in pair)
    numbers = {"people": count(flow.pairs[pair], lang), "share": percent(flow.pairs[pair] / before, lang)}
    return say("plots.flow.share", lang, **{"from": a, "to": b}, **numbers)


def _bands(ax: Axes, flow: Flow, sides: Sequence[Side], across: float) -> dict[str, tuple[str, str]]:
    """Draw the bands, the thin ones over the thick ones, and mark the largest moves; which letter is which move."""
    inch = TALL / sum(flow.pairs.values())
    letters = dict(zip(LETTERS, (pair for pair in flow.moves() if flow.way(pair) == "moved"), strict=False))
    middles = {}
    starts = _starts(flow, sides, inch)
    codes = [mpl.Path.MOVETO, *[mpl.Path.CURVE4] * 3, mpl.Path.LINETO, *[mpl.Path.CURVE4] * 3]
    for pair in sorted(flow.pairs, key=lambda pair: -flow.pairs[pair]):
        (a, b), thick, way = starts[pair], inch * flow.pairs[pair], flow.way(pair)
        corners = np.array([(BAR, a), (across / 2, a), (across / 2, b), (across - BAR, b)])
        marked = pair in letters.values()
        look: dict[str, Any] = {"linewidth": 0.7, "alpha": 0.85, "zorder": 1 + marked} | LOOKS[way]
        if way == "moved" and not marked:  # thin lines would look thicker than they are
            look |= {"linewidth": 0.3, "edgecolor": look["facecolor"]}
        ax.add_patch(mpl.PathPatch(mpl.Path([*corners, *np.add(corners, (0, thick))[::-1]], codes), **look))
        t = np.linspace(0.1, 0.9, 33)
        curve = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
        middles[pair] = curve @ np.add(corners, (0, thick / 2))
    taken = np.empty((0, 2))
    for letter, pair in letters.items():  # where the band is furthest from the other marked ones and their letters
        others = np.concatenate([taken, *(middles[other] for other in letters.values() if other != pair)])
        gaps = np.hypot(*(middles[pair][:, None] - others).transpose(2, 0, 1)).min(axis=1, initial=0.5)
        apart = np.hypot(*(middles[pair][:, None] - taken).transpose(2, 0, 1)).min(axis=1, initial=0.5)
        x, y = middles[pair][int(np.argmax(gaps + 2 * np.minimum(apart, 0.35)))]
        taken = np.append(taken, [(x, y)], axis=0)
        badge(ax, float(x), float(y), letter, INK, size=9)
    return letters


def _starts(flow: Flow, sides: Sequence[Side], inch: float) -> dict[tuple[str, str], list[float]]:
    """Where each band begins and ends: the bands of a bar stand in the order of the bars that they lead to."""
    starts: dict[tuple[str, str], list[float]] = {pair: [] for pair in flow.pairs}
    for end, side in enumerate(sides):
        at = {name: top for name, (top, _) in side.bars.items()}
        rank = {name: i for i, name in enumerate(sides[1 - end].bars)}
        for pair in sorted(flow.pairs, key=lambda pair: rank[pair[1 - end]]):
            starts[pair].append(at[pair[end]])
            at[pair[end]] += inch * flow.pairs[pair]
    return starts
