"""Where three circles must lie so that their areas and overlaps are the counts they stand for.

Two circles can always be exact. Three cannot in general: here every circle's own area is exact, and the centres are
moved until the seven regions between them miss their counts as little as possible. The largest miss comes back with the
circles, so that a picture can confess it. Areas are measured on a fine raster, where the roomiest point of each region
(the best place for its number) is found in the same pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Region = tuple[bool, ...]
FINE, COARSE = 420, 110


@dataclass(frozen=True)
class Layout:
    """Circles and the regions between them, in units where everybody in any set covers an area of 1.

    Attributes
    ----------
    centres : tuple of (float, float)
        One a set.
    radii : tuple of float
        One a set; 0 for an empty set.
    spots : mapping of region to (x, y, room)
        The roomiest point of each region that is visible, and the radius of the free disc around it.
    miss : float
        The largest difference between a region's share of the area and its share of the people (0 to 1).
    """

    centres: tuple[tuple[float, float], ...]
    radii: tuple[float, ...]
    spots: Mapping[Region, tuple[float, float, float]]
    miss: float


def arrange(counts: Mapping[Region, int]) -> Layout:
    """Arrange two or three circles for the counts of their regions.

    Parameters
    ----------
    counts : mapping of tuple of bool to int
        People per region: ``(True, False)`` are in the first set only. Regions left out count as 0; the region in no
        set is not drawn.

    Returns
    -------
    Layout
        The circles.

    Examples
    --------
    >>> two = arrange({(True, False): 30, (True, True): 10, (False, True): 30})
    >>> round(two.radii[0], 3) == round(two.radii[1], 3), two.miss < 0.01
    (True, True)
    """
    sets = len(next(iter(counts)))
    inside = {region: people for region, people in counts.items() if any(region)}
    total = sum(inside.values()) or 1
    share = {region: people / total for region, people in inside.items()}
    sizes = [sum(s for region, s in share.items() if region[i]) for i in range(sets)]
    radii = np.sqrt(np.array(sizes) / np.pi)
    centres = _start(share, radii)
    if sets == 3 and np.count_nonzero(radii) == 3:
        centres = _settle(centres, radii, share)
    areas, spots = _measure(centres, radii, FINE)
    miss = max((abs(areas.get(r, 0.0) - share.get(r, 0.0)) for r in {*areas, *share}), default=0.0)
    return Layout(tuple((float(x), float(y)) for x, y in centres), tuple(map(float, radii)), spots, float(miss))


def lens(r: float, s: float, d: float) -> float:
    """Area that two circles of radii `r` and `s` share at distance `d` between their centres.

    Examples
    --------
    >>> round(lens(1, 1, 0), 4), lens(1, 1, 2)
    (3.1416, 0.0)
    """
    if d >= r + s:
        return 0.0
    if d <= abs(r - s):
        return float(np.pi * min(r, s) ** 2)
    a = (d * d + r * r - s * s) / (2 * d)
    b = d - a
    return float(
        r * r * np.arccos(a / r) - a * np.sqrt(r * r - a * a) + s * s * np.arccos(b / s) - b * np.sqrt(s * s - b * b)
    )


def distance(r: float, s: float, shared: float) -> float:
    """Distance at which circles of radii `r` and `s` share the area `shared`, by bisection.

    Circles that share nothing stand a little apart; one inside the other does not touch its rim.
    """
    if min(r, s) == 0 or shared <= 0:
        return 1.08 * (r + s)
    if shared >= np.pi * min(r, s) ** 2 * (1 - 1e-9):
        return 0.55 * abs(r - s)
    low, high = abs(r - s), r + s
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lens(r, s, middle) > shared else (low, middle)
    return (low + high) / 2


def _start(share: Mapping[Region, float], radii: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centres from the two-way overlaps alone: exact for two circles, a good beginning for three."""
    n = len(radii)
    apart = {
        (i, j): distance(radii[i], radii[j], sum(s for region, s in share.items() if region[i] and region[j]))
        for i in range(n)
        for j in range(i + 1, n)
    }
    centres = np.zeros((n, 2))
    centres[1, 0] = apart[0, 1]
    if n == 3:
        d = max(apart[0, 1], 1e-9)
        x = (d * d + apart[0, 2] ** 2 - apart[1, 2] ** 2) / (2 * d)
        x = float(np.clip(x, -apart[0, 2], max(apart[0, 2], d)))
        centres[2] = x, -np.sqrt(max(apart[0, 2] ** 2 - x * x, 0.0))
    return centres


def _settle(
    centres: NDArray[np.float64], radii: NDArray[np.float64], share: Mapping[Region, float]
) -> NDArray[np.float64]:
    """Move the second and third circle until no small step lessens the misfit (a pattern search, halving its step)."""
    best, step = _misfit(centres, radii, share), 0.16
    moves = [(1, 0), (2, 0), (2, 1)]  # the first circle stays, the second keeps its height: nothing else matters
    while step > 0.002:
        better = False
        for circle, axis in moves:
            for sign in (step, -step):
                trial = centres.copy()
                trial[circle, axis] += sign
                misfit = _misfit(trial, radii, share)
                if misfit < best - 1e-9:
                    centres, best, better = trial, misfit, True
        step = step if better else step / 2
    return centres


def _misfit(centres: NDArray[np.float64], radii: NDArray[np.float64], share: Mapping[Region, float]) -> float:
    """Squared misses of the regions; showing one that is empty, or hiding one that is not, counts extra."""
    areas, _ = _measure(centres, radii, COARSE, spots=False)
    misfit = 0.0
    for region in {*areas, *share}:
        drawn, meant = areas.get(region, 0.0), share.get(region, 0.0)
        wrong_sign = (meant == 0) != (drawn < 1e-4)
        misfit += (drawn - meant) ** 2 + (0.02 * (drawn + 0.05) if wrong_sign else 0.0)
    return misfit


def _measure(
    centres: NDArray[np.float64], radii: NDArray[np.float64], pixels: int, *, spots: bool = True
) -> tuple[dict[Region, float], dict[Region, tuple[float, float, float]]]:
    """Area and roomiest point of every region, on a raster of `pixels` by `pixels`."""
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    side = max(*(high - low), 1e-9)
    line = (np.arange(pixels) + 0.5) / pixels * side
    x, y = np.meshgrid(low[0] + line, low[1] + line)
    depth = radii[:, None, None] - np.hypot(x - centres[:, 0, None, None], y - centres[:, 1, None, None])
    inside = depth > 0
    code = (inside * (2 ** np.arange(len(radii)))[:, None, None]).sum(axis=0)
    areas: dict[Region, float] = {}
    roomy: dict[Region, tuple[float, float, float]] = {}
    drawn = radii > 0
    room = np.abs(depth[drawn]).min(axis=0) if drawn.any() else np.zeros_like(x)
    for value in np.unique(code[code > 0]):
        region = tuple(bool(value >> i & 1) for i in range(len(radii)))
        mask = code == value
        areas[region] = float(mask.sum()) * (side / pixels) ** 2
        if spots:
            at = np.unravel_index(np.argmax(np.where(mask, room, -1.0)), room.shape)
            roomy[region] = (float(x[at]), float(y[at]), float(room[at]))
    return areas, roomy
