"""Where the people of a network stand: families as flowers, each around the one it begins with, packed on a page.

No forces and no chance: who is connected is one family; whom the one in the middle brought stands on the first ring,
whom those brought on the second, and so on. The same network is the same picture, in a moment, at any size.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Link = tuple[int, int]

RING, APART, MARGIN = 0.3, 0.13, 0.13  # inches: between rings, between neighbours on a ring, around a flower
CROWD = 0.17  # inches between the two rows of a crowded ring
STEP = 0.18  # inches from one to the next in a chain that is wound up
LARGEST = 4.2  # inches from the middle to the last ring
GRID = 0.1  # inches between the places that are tried for a flower


class Layout(NamedTuple):
    """Where everybody stands.

    Parameters
    ----------
    places : array of float
        x and y of each person, in inches, y downwards.
    ring : list of int
        How many steps from the middle of the family; -1 for people without a link.
    tall : float
        The height of the flowers, in inches.
    """

    places: NDArray[np.float64]
    ring: list[int]
    tall: float


def arrange(people: int, links: Sequence[Link], first: Sequence[int], wide: float) -> Layout:
    """Place `people` of whom some are linked on a page `wide` inches across; those in `first` order begin a family.

    Examples
    --------
    >>> layout = arrange(4, [(0, 1), (1, 2)], [0, 1, 2, 3], 9)
    >>> layout.ring
    [0, 1, 2, -1]
    """
    places, ring = np.full((people, 2), np.nan), [-1] * people
    flowers = []
    for family, steps, parent in _families(people, links, first):
        for person in family:
            ring[person] = steps[person]
        spots = _flower(family, steps, parent)
        spots -= (spots.min(axis=0) + spots.max(axis=0)) / 2
        flowers.append((family, spots, float(np.hypot(*spots.T).max()) + MARGIN))
    flowers.sort(key=lambda flower: -flower[2])
    middles = _packed([radius for *_, radius in flowers], wide)
    for (family, spots, _), middle in zip(flowers, middles, strict=True):
        places[family] = spots + middle
    lonely = [person for person in first if ring[person] < 0]
    tall = 0.0
    if flowers:
        places += [(wide - np.nanmin(places[:, 0]) - np.nanmax(places[:, 0])) / 2, MARGIN - np.nanmin(places[:, 1])]
        tall = float(np.nanmax(places[:, 1])) + MARGIN
    across = int((wide - 0.2) / 0.2)
    for i, person in enumerate(lonely):
        places[person] = 0.1 + 0.2 * (i % across), tall + 0.45 + 0.2 * (i // across)
    return Layout(places, ring, tall)


def _families(
    people: int, links: Sequence[Link], first: Sequence[int]
) -> list[tuple[list[int], dict[int, int], dict[int, int]]]:
    """Who is connected: people from the middle outwards, how far each is, and through whom.

    A family begins with the first of those whom nobody brought, and with the first of all where there is none.
    """
    rank = {person: i for i, person in enumerate(first)}
    beside: list[set[int]] = [set() for _ in range(people)]
    for a, b in links:
        beside[a].add(b)
        beside[b].add(a)
    brought = {b for _, b in links}
    seen: set[int] = set()
    found = []
    for start in [*(i for i in first if i not in brought), *(i for i in first if i in brought)]:
        if start in seen or not beside[start]:
            continue
        family, steps, parent = [start], {start: 0}, {}
        for person in family:  # grows while it is walked through
            for other in sorted(beside[person] - steps.keys(), key=rank.__getitem__):
                steps[other], parent[other] = steps[person] + 1, person
                family.append(other)
        seen.update(family)
        found.append((family, steps, parent))
    return found


def _flower(family: Sequence[int], steps: dict[int, int], parent: dict[int, int]) -> NDArray[np.float64]:
    """Places around the middle: everybody has a slice as wide as the number of ends behind them."""
    children: dict[int, list[int]] = {person: [] for person in family}
    for child, person in parent.items():
        children[person].append(child)
    ends: dict[int, int] = {}
    for person in reversed(family):
        ends[person] = sum(ends[child] for child in children[person]) or 1
    slices = {family[0]: (0.0, 2 * np.pi)}
    for person in family:
        at, width = slices[person]
        for child in children[person]:
            slices[child] = at, width * ends[child] / ends[person]
            at += slices[child][1]
    rings: list[list[int]] = [[] for _ in range(1 + max(steps.values()))]
    for person in family:
        rings[steps[person]].append(person)
    away, angle = dict.fromkeys(rings[0], 0.0), {person: at + width / 2 for person, (at, width) in slices.items()}
    radius = 0.0
    for ring in rings[1:]:
        needed = APART / min(slices[person][1] for person in ring)
        rows = 2 if needed > radius + RING + CROWD else 1
        radius = max(radius + RING, needed / rows)
        away.update({person: radius + CROWD * (i % rows) for i, person in enumerate(ring)})
        if rows == 2 and len(ring) % 2:  # where the ring closes, two would be side by side
            away[ring[-1]] += 2 * CROWD
        radius += CROWD * (rows - 1)
    if radius > LARGEST:
        _wound(rings, away, angle, radius)
    return np.array([(away[p] * np.sin(angle[p]), -away[p] * np.cos(angle[p])) for p in family])


def _wound(rings: Sequence[Sequence[int]], away: dict[int, float], angle: dict[int, float], radius: float) -> None:
    """Make a flower fit the page; a long chain is wound up, or its people would stand on each other."""
    for ring in rings[1:]:
        away.update({person: RING + away[person] * (LARGEST - RING) / radius for person in ring})
    turn = 0.0
    for before, ring in pairwise(rings):
        out = max(away[person] for person in ring)
        turn += np.sqrt(max(0.0, STEP**2 - (out - max(away[person] for person in before)) ** 2)) / out
        angle.update({person: angle[person] + turn for person in ring})


def _packed(radii: Sequence[float], wide: float) -> NDArray[np.float64]:
    """The middles of circles on a page, each as high as it can be and then as far left; the largest come first."""
    high = sum(2 * radius + GRID for radius in radii) + GRID
    ys, xs = np.mgrid[0:high:GRID, 0 : wide + GRID / 2 : GRID]
    free = np.full(xs.shape, np.inf)
    middles = np.zeros((len(radii), 2))
    for i, radius in enumerate(radii):
        side = min(radius, wide / 2 - GRID)
        fits = (free >= radius) & (xs >= side) & (xs <= wide - side) & (ys >= radius)
        spot = np.unravel_index(int(np.argmax(fits)), fits.shape)
        middles[i] = xs[spot], ys[spot]
        free = np.minimum(free, np.hypot(xs - xs[spot], ys - ys[spot]) - radius)
    return middles
