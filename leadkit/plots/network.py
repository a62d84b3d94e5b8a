"""Who brought whom: families of referrals, the most influential of them by number and name.

Each family stands around the one it begins with. A solid line is direct, a dashed one goes through others; a full
circle is a customer, a hollow one is not, a diamond is one of whom it is not known. Nobody is left out, not even those
without a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, INK, PAPER, QUIET, badge, canvas, write
from leadkit.plots.families import Layout, arrange
from leadkit.plots.marks import PAGE, called, count, key, missing, need, points, wide, wrap
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

MOST = 200  # people that a page has room for
PAPER_WIDE = PAGE - 0.4
LINES = {"direct": "solid", "through": (0, (3, 2))}
KINDS: dict[str, dict[str, Any]] = {
    "customer": {"marker": "o", "facecolor": COLOURS[0], "edgecolor": COLOURS[0]},
    "no_customer": {"marker": "o", "facecolor": PAPER, "edgecolor": COLOURS[0]},
    "unknown": {"marker": "D", "facecolor": PAPER, "edgecolor": COLOURS[5]},
}


class Network(NamedTuple):
    """A checked network: people by number, in the order of the table."""

    names: list[Hashable]
    influence: list[float]
    kinds: list[str]
    links: dict[tuple[int, int], bool]
    direct: list[int]
    through: list[int]
    first: list[int]


def influence_network(
    edges: pd.DataFrame,
    people: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    named: int = 8,
    labels: Labels = None,
) -> Axes:
    """Draw who brought whom, in families around those with whom they begin.

    Parameters
    ----------
    edges : DataFrame
        Columns from_person and to_person, one row a referral (a missing end is no referral); if wanted bought.
    people : DataFrame
        Columns person_id and influence, at most two hundred rows; if wanted customer (yes, no, unknown).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, as large as the families need, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    named : int
        How many of the most influential have a number in the picture and a line under it.
    labels : mapping, optional
        A name for each person.

    Returns
    -------
    matplotlib Axes
        The same `ax`, without its axes lines; its units are inches.

    Raises
    ------
    DataError
        A column is missing, there is nobody, more than two hundred, somebody twice, or a referral of somebody who is
        not in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": ["ann", "bo", "chi"], "influence": [2, 1, 0]})
    >>> edges = pd.DataFrame({"from_person": ["ann", "bo"], "to_person": ["bo", "chi"]})
    >>> [text.get_text() for text in influence_network(edges, people, named=1).texts if text.get_text()]
    ['1', '1  ann: influence 2; brought 1 directly, 1 through others']
    """
    net = _read(edges, people)
    layout = arrange(len(net.names), list(net.links), net.first, PAPER_WIDE)
    shown = _shown(net, named)
    unlinked = any(layout.ring[who] < 0 for who in shown)
    tall = max(float(np.nanmax(layout.places[:, 1])) + (0.45 if unlinked else 0.15), layout.tall)
    told = [f"{i + 1}  {_person(net, who, lang, labels)}" for i, who in enumerate(shown)]
    texts = [wrap(text, PAPER_WIDE / 2 - 0.3) for text in told]
    lines = [1 + max(text.count("\n") for text in texts[i : i + 2]) for i in range(0, len(texts), 2)]
    high = tall + 0.15 + 0.22 * sum(lines) + 0.06 * len(lines)
    if ax is None:
        ax = canvas(PAPER_WIDE + 0.3, high)
        ax.set_position((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(-0.15, PAPER_WIDE + 0.15)
    ax.set_ylim(high, 0)
    marks = [*_links(ax, net, layout, lang), *_people(ax, net, layout, lang, customers="customer" in people)]
    alone = layout.ring.count(-1)
    note = say("plots.network.alone", lang, people=count(alone, lang)) if alone else ""
    write(ax, 0, layout.tall + 0.22, note, size=10, color=QUIET, va="center")
    _numbered(ax, layout, shown, [np.array([x, layout.tall + 0.22]) for x in np.arange(0, wide(note) + 0.2, 0.2)])
    y = tall + 0.2
    for i, text in enumerate(texts):
        write(ax, PAPER_WIDE / 2 * (i % 2), y, text, size=10, va="top", linespacing=1.15)
        y += (0.22 * lines[i // 2] + 0.06) * (i % 2)
    key(ax, marks, 0.12)
    return ax


def describe_influence_network(
    edges: pd.DataFrame, people: pd.DataFrame, lang: str = "en", *, named: int = 8, labels: Labels = None
) -> str:
    """Say in words what :func:`influence_network` shows: people, links, customers, and the most influential.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person_id": ["ann", "bo", "chi"], "influence": [1, 0, 0]})
    >>> edges = pd.DataFrame({"from_person": ["ann"], "to_person": ["bo"]})
    >>> describe_influence_network(edges, people)  # doctest: +ELLIPSIS
    '3 people, 1 links: 1 from the one in the middle, 0 through others, 1 people without a link. 1  ann: influence 1...'
    """
    net = _read(edges, people)
    layout = arrange(len(net.names), list(net.links), net.first, PAPER_WIDE)
    direct = sum(_way(layout, pair) == "direct" for pair in net.links)
    numbers = {"people": len(net.names), "links": len(net.links), "direct": direct, "through": len(net.links) - direct}
    numbers["alone"] = layout.ring.count(-1)
    bought = say("plots.network.links_bought", lang, bought=count(sum(net.links.values()), lang))
    shown = {name: count(n, lang) for name, n in numbers.items()}
    told = [say("plots.network.describe", lang, bought=bought if "bought" in edges else "", **shown)]
    if "customer" in people:
        kinds = zip(("yes", "no", "unknown"), KINDS, strict=True)
        told.append(say("plots.network.customers", lang, **{n: count(net.kinds.count(k), lang) for n, k in kinds}))
    told += [f"{i + 1}  {_person(net, who, lang, labels)}." for i, who in enumerate(_shown(net, named))]
    return " ".join(told)


def _read(edges: pd.DataFrame, people: pd.DataFrame) -> Network:
    need(people, ("person_id", "influence"), "Influence networks", MOST)
    if len(edges):
        need(edges, ("from_person", "to_person"), "Influence networks")
    names = list(people["person_id"])
    at = {str(name): i for i, name in enumerate(names)}
    if len(at) < len(names):
        twice = next(str(name) for i, name in enumerate(names) if at[str(name)] != i)
        raise DataError(f"An influence network has everybody once; '{twice}' is in the table twice.")
    links: dict[tuple[int, int], bool] = {}
    for row in edges.to_dict("records"):
        a, b = row["from_person"], row["to_person"]
        strange = [str(name) for name in (a, b) if not missing(name) and str(name) not in at]
        if strange:
            raise DataError(
                f"A referral is of '{strange[0]}', who is not in the table of people. Leave it out, or add them."
            )
        if not (missing(a) or missing(b) or a == b):
            pair, bought = (at[str(a)], at[str(b)]), row.get("bought")
            links[pair] = links.get(pair, False) or (not missing(bought) and bool(bought))
    influence = [0.0 if missing(value) else max(float(value), 0.0) for value in people["influence"]]
    said = people["customer"] if "customer" in people else [True] * len(names)
    kinds = ["unknown" if missing(yes) else "customer" if yes else "no_customer" for yes in said]
    direct, through = _reached(len(names), links)
    order = sorted(range(len(names)), key=lambda i: (-influence[i], -direct[i] - through[i], str(names[i])))
    return Network(names, influence, kinds, links, direct, through, order)


def _reached(people: int, links: dict[tuple[int, int], bool]) -> tuple[list[int], list[int]]:
    """How many others each person brought directly, and how many more through them."""
    brought: list[set[int]] = [{b for a, b in links if a == i} for i in range(people)]
    through = []
    for person, direct in enumerate(brought):
        reached, left = {person, *direct}, [*direct]
        while left:
            more = brought[left.pop()] - reached
            reached |= more
            left += more
        through.append(len(reached) - 1 - len(direct))
    return [len(direct) for direct in brought], through


def _shown(net: Network, named: int) -> list[int]:
    return [who for who in net.first[:named] if net.influence[who] > 0]


def _person(net: Network, who: int, lang: str, labels: Labels) -> str:
    numbers = {"direct": count(net.direct[who], lang), "through": count(net.through[who], lang)}
    name = called(net.names[who], labels, lang, "unknown")
    return say("plots.network.person", lang, name=name, influence=points(net.influence[who], lang), **numbers)


def _way(layout: Layout, pair: tuple[int, int]) -> str:
    return "direct" if layout.ring[pair[0]] == 0 else "through"


def _links(ax: Axes, net: Network, layout: Layout, lang: str) -> list[Any]:
    """Draw the lines: solid from the middle, dashed further out, thick if bought, an arrow if not outwards."""
    backward = False
    for (a, b), bought in sorted(net.links.items(), key=lambda link: link[1]):
        (x, y), (to_x, to_y) = layout.places[[a, b]]
        style: dict[str, Any] = {"color": INK if bought else QUIET, "linewidth": 1.6 if bought else 0.8}
        ax.plot([x, to_x], [y, to_y], linestyle=LINES[_way(layout, (a, b))], zorder=1, **style)
        if layout.ring[b] <= layout.ring[a]:
            backward = True
            turned = float(np.degrees(np.arctan2(x - to_x, y - to_y)))  # y goes down, and the mark points up
            ax.plot((x + to_x) / 2, (y + to_y) / 2, marker=(3, 0, turned), markersize=5, color=style["color"])
    ways = {_way(layout, pair) for pair in net.links}
    marks: list[tuple[str, dict[str, Any]]] = [
        (way, {"linestyle": LINES[way], "color": QUIET, "linewidth": 1.2}) for way in LINES if way in ways
    ]
    marks += [("bought", {"color": INK, "linewidth": 1.8})] if any(net.links.values()) else []
    marks += [("back", {"color": QUIET, "linestyle": "", "marker": ">", "markersize": 6})] if backward else []
    return [mpl.Line2D([], [], label=say(f"plots.network.{name}", lang), **style) for name, style in marks]


def _people(ax: Axes, net: Network, layout: Layout, lang: str, *, customers: bool) -> list[Any]:
    """Draw everybody as a mark whose area grows with their influence, no larger than there is room for."""
    gaps = np.hypot(*(layout.places[:, None] - layout.places).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    room = 0.75 * 72 * gaps.min(axis=1, initial=0.3)
    size = 5 + 10 * np.sqrt(np.array(net.influence) / (max(net.influence) or 1.0))
    size = np.minimum(size, room)
    marks: list[Any] = []
    for kind, look in KINDS.items():
        chosen = np.array([found == kind for found in net.kinds])
        if chosen.any():
            shrink = 0.72 if look["marker"] == "D" else 1.0
            x, y = layout.places[chosen].T
            ax.scatter(x, y, s=(shrink * size[chosen]) ** 2, linewidths=1.3, zorder=3, **look)
            style = {"markerfacecolor": look["facecolor"], "markeredgecolor": look["edgecolor"], "markersize": 7}
            label = say(f"plots.network.{kind}", lang)
            marks.append(mpl.Line2D([], [], linestyle="", marker=look["marker"], label=label, **style))
    larger = mpl.Line2D(
        [], [], linestyle="", marker="o", markersize=11, color="#c3cad2", label=say("plots.network.size", lang)
    )
    return [*(marks if customers else []), *([larger] if len(set(net.influence)) > 1 else [])]


def _numbered(ax: Axes, layout: Layout, shown: Sequence[int], taken: list[Any]) -> None:
    """Put a number beside each of the most influential, where it covers nobody and nothing that is written."""
    turns = np.arange(16) * np.pi / 8
    ways = np.stack([np.sin(turns), -np.cos(turns)], axis=1)
    spots = np.concatenate([*(away * ways for away in (0.24, 0.3, 0.38, 0.5, 0.65, 0.85, 1.1))])
    for i, who in enumerate(shown):
        tried = layout.places[who] + spots
        near = np.hypot(*(tried[:, None] - layout.places).transpose(2, 0, 1)) < 0.2
        over = near.sum(axis=1) + 100.0 * ((tried < 0.1) | (tried > [PAPER_WIDE - 0.1, np.inf])).any(axis=1)
        for place in taken:
            over += 100.0 * (np.hypot(*(tried - place).T) < 0.3)
        spot = tried[int(np.argmin(over + np.arange(len(tried)) * 1e-3))]
        taken.append(spot)
        ax.plot(*np.stack([layout.places[who], spot], axis=1), color=INK, linewidth=0.8, zorder=4)
        badge(ax, float(spot[0]), float(spot[1]), str(i + 1), INK, size=9)
