"""Squares of people: who moves between the tiers of two cards, and fit against engagement as grades.

Up, down and stayed have a sign and a colour each; people without a tier or a grade stand in cells of their own.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import EMPTY, PAPER, QUIET, canvas, write
from leadkit.plots.marks import between, called, count, height, key, missing, need, percent, short, won_of
from leadkit.plots.squares import GAP, cell, name_sides
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

MOVES = ("tier_a", "tier_b", "people")
SIGNS: Mapping[str, tuple[str, str]] = {
    "up": ("▲", "#9fd0f0"),
    "stayed": ("=", EMPTY),
    "down": ("▼", "#f6c79f"),
    "moved": ("→", "#efd3e3"),
}
NOTHING: Mapping[str, Any] = {"facecolor": "none", "edgecolor": "none"}
GRADE = re.compile("[A-Z][0-9]+")


def tier_moves(
    moves: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    tiers: Sequence[str] | None = None,
    cards: tuple[str, str] = ("A", "B"),
    labels: Labels = None,
) -> Axes:
    """Draw who changes tier when one card replaces another.

    Parameters
    ----------
    moves : DataFrame
        Columns tier_a, tier_b (a missing tier is no tier) and people, if wanted wins; one row a pair.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, large enough for the tiers, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    tiers : list of str, optional
        The tiers from the lowest to the highest. Between tiers that are not in it (two cards need not have the same)
        nobody moves up or down: they move.
    cards : pair of str
        The names of the two cards.
    labels : mapping, optional
        A name for each tier.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, or there are no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> moves = pd.DataFrame({"tier_a": ["cold", "cold"], "tier_b": ["cold", "warm"], "people": [40, 3]})
    >>> [text.get_text() for text in tier_moves(moves, tiers=["cold", "warm"]).texts]
    ['= 40', '▲ 3', '·', '·']
    """
    counts, *sides = _moves(moves, tiers)
    rows, columns = ({i + GAP * (side[0] == "" and i > 0): tier for i, tier in enumerate(side)} for side in sides)
    ax = canvas(9.3, 2.1 + 0.55 * len(rows)) if ax is None else ax
    for (y, a), (x, b) in product(rows.items(), columns.items()):
        people, wins = counts.get((a, b), (0, 0))
        way = _way(a, b, tiers)
        sign, face = SIGNS.get(way, ("", PAPER))
        text = f"{sign} {short(people, lang)}".strip() if people else "·"
        text += f"\n({short(wins, lang)})" if people and "wins" in moves else ""
        cell(ax, x, y, face if people or way == "stayed" else PAPER, unknown=not way)
        write(ax, x, y, text, size=10.5, ha="center", va="center", linespacing=1.1)
    ax.set_xlabel(say("plots.moves.by", lang, card=cards[1]))
    ax.set_ylabel(say("plots.moves.by", lang, card=cards[0]))
    shown = [{at: called(tier or None, labels, lang) for at, tier in side.items()} for side in (columns, rows)]
    name_sides(ax, *shown)
    told = _told(counts, tiers, lang)
    marks = [mpl.Patch(facecolor=SIGNS[way][1], edgecolor=QUIET, label=text) for way, text in told.items()]
    key(ax, [*marks, *([mpl.Patch(**NOTHING, label=say("plots.moves.wins", lang))] if "wins" in moves else [])], -0.12)
    return ax


def describe_tier_moves(
    moves: pd.DataFrame,
    lang: str = "en",
    *,
    tiers: Sequence[str] | None = None,
    cards: tuple[str, str] = ("A", "B"),
    labels: Labels = None,
) -> str:
    """Say in words what :func:`tier_moves` shows: who stayed, who went up and down, and each pair of tiers.

    Examples
    --------
    >>> import pandas as pd
    >>> moves = pd.DataFrame({"tier_a": ["cold", "cold"], "tier_b": ["cold", "warm"], "people": [40, 3]})
    >>> describe_tier_moves(moves, tiers=["cold", "warm"], cards=("old", "new"))
    'From old to new. ▲ moved up: 3. = stayed: 40. ▼ moved down: 0. cold → warm: 3.'
    """
    counts, *_ = _moves(moves, tiers)
    told = [say("plots.moves.from", lang, a=cards[0], b=cards[1])]
    told += [f"{text}." for text in _told(counts, tiers, lang).values()]
    for pair, (people, wins) in counts.items():
        if people and pair[0] != pair[1]:
            names = " → ".join(called(tier or None, labels, lang) for tier in pair)
            told.append(f"{names}: {count(people, lang)}{won_of(wins, lang) if 'wins' in moves else ''}.")
    return " ".join(told)


def grade_grid(
    grades: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    axes: tuple[str, str] | None = None,
    labels: Labels = None,
) -> Axes:
    """Draw the two axes of a grade as a square: how many people have each, and what share of them was won.

    Parameters
    ----------
    grades : DataFrame
        Columns grade (a letter, then a number; missing where there is none) and people; if wanted wins, or share, low
        and high (0 to 1).
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, large enough for the grades, if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    axes : pair of str, optional
        What the letter and the number stand for.
    labels : mapping, optional
        A name for each letter and each number.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are no rows, or a grade is not a letter and a number.

    Examples
    --------
    >>> import pandas as pd
    >>> ax = grade_grid(pd.DataFrame({"grade": ["A1", "B2", None], "people": [40, 3, 1], "wins": [10, 0, 0]}))
    >>> [text.get_text() for text in ax.texts]
    ['40', 'won: 25%', '0', '0', '3', 'won: 0%', 'no grade: 1']
    """
    cells, without = _grades(grades)
    letters, numbers = (sorted({grade[part] for grade in cells}) for part in (0, 1))
    ax = canvas(9.3, 1.6 + 0.75 * len(letters)) if ax is None else ax
    most = max((_rate(row) or 0.0 for row in cells.values()), default=0.0) or 1.0
    for y, x in np.ndindex(len(letters), len(numbers)):
        row = cells.get((letters[y], numbers[x]), {"people": 0})
        rate = _rate(row)
        face = EMPTY if rate is None else mpl.colormaps["Blues"](0.04 + 0.5 * rate / most)
        cell(ax, x, y, face, unknown=False)
        write(ax, x, y - 0.17 * (rate is not None), count(row["people"], lang), size=13, ha="center", va="center")
        if rate is not None:
            text = f"{say('plots.scores.won', lang)}: {percent(rate, lang)}{_interval(row, lang)}"
            write(ax, x, y + 0.2, text, size=10, ha="center", va="center")
    ax.set_ylabel((axes or ("", ""))[0])
    ax.set_xlabel((axes or ("", ""))[1])
    shown = [{float(i): called(name, labels, lang) for i, name in enumerate(names)} for names in (numbers, letters)]
    name_sides(ax, *shown)
    ax.set_ylim(len(letters) - 0.45, -0.55)
    if without:
        note = f"{say('plots.moves.no_grade', lang)}: {count(without, lang)}"
        write(ax, 1, 1 + 0.1 / height(ax), note, size=10, color=QUIET, ha="right", transform=ax.transAxes)
    return ax


def describe_grade_grid(
    grades: pd.DataFrame, lang: str = "en", *, axes: tuple[str, str] | None = None, labels: Labels = None
) -> str:
    """Say in words what :func:`grade_grid` shows: the people of each grade, and what share of them was won.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"grade": ["A1", "B2", None], "people": [40, 3, 1], "wins": [10, 0, 0]})
    >>> describe_grade_grid(table, axes=("fit", "engagement"))
    'fit × engagement. A1: 40, won: 25%. B2: 3, won: 0%. no grade: 1.'
    """
    cells, without = _grades(grades)
    told = [f"{axes[0]} × {axes[1]}."] if axes else []
    for (letter, number), row in sorted(cells.items()):
        names = {called(letter, labels, lang), called(number, labels, lang)} - {letter, number}
        name = f"{letter}{number}" + (f" ({', '.join(sorted(names))})" if names else "")
        rate = _rate(row)
        won = "" if rate is None else f", {say('plots.scores.won', lang)}: {percent(rate, lang)}{_interval(row, lang)}"
        told.append(f"{name}: {count(row['people'], lang)}{won}.")
    return " ".join([*told, *([f"{say('plots.moves.no_grade', lang)}: {count(without, lang)}."] if without else [])])


def _moves(
    moves: pd.DataFrame, tiers: Sequence[str] | None
) -> tuple[dict[tuple[str, str], tuple[int, int]], list[str], list[str]]:
    """People and wins of each pair, then the rows and the columns; no tier is an empty name, and comes first.

    Cards with the same tiers make a square of all of them.
    """
    need(moves, MOVES, "Tier moves")
    ends = [["" if missing(tier) else str(tier) for tier in moves[end]] for end in MOVES[:2]]
    wins = moves["wins"] if "wins" in moves else moves["people"] * 0
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for a, b, people, won in zip(*ends, moves["people"], wins, strict=True):
        before = counts.get((a, b), (0, 0))
        counts[a, b] = (before[0] + int(people), before[1] + int(won))
    order = [*(tiers or ()), *dict.fromkeys(ends[0] + ends[1])]
    square = {*ends[0], *ends[1]} <= {"", *(tiers or ())} or {*ends[0]} == {*ends[1]}
    sides = [{*order} if square else {*end} for end in ends]
    return counts, *(sorted(side, key=lambda tier: (tier != "", order.index(tier))) for side in sides)  # type: ignore[return-value]  # two of them


def _way(a: str, b: str, tiers: Sequence[str] | None) -> str:
    """Up, down, stayed or moved; nothing if one of them is no tier."""
    if not (a and b):
        return ""
    if a == b or not {a, b} <= {*(tiers or ())}:
        return "stayed" if a == b else "moved"
    return "up" if list(tiers or ()).index(b) > list(tiers or ()).index(a) else "down"


def _told(counts: Mapping[tuple[str, str], tuple[int, int]], tiers: Sequence[str] | None, lang: str) -> dict[str, str]:
    """How many went which way; up and down only where there is an order, moved only where there is none."""
    sums = dict.fromkeys(SIGNS, 0) if tiers else {"stayed": 0, "moved": 0}
    for (a, b), (people, _) in counts.items():
        if way := _way(a, b, tiers):
            sums[way] += people
    if tiers and not sums["moved"]:
        del sums["moved"]
    return {
        way: f"{SIGNS[way][0]} {say(f'plots.moves.{way}', lang)}: {count(people, lang)}" for way, people in sums.items()
    }


def _grades(grades: pd.DataFrame) -> tuple[dict[tuple[str, str], dict[Any, Any]], int]:
    """The row of each letter and number, and how many people have no grade."""
    need(grades, ("grade", "people"), "Grade grids")
    bad = [str(grade) for grade in grades["grade"].dropna() if not GRADE.fullmatch(str(grade))]
    if bad:
        raise DataError(f"A grade is a letter and a number, as in A1; '{bad[0]}' is not.")
    graded = grades[grades["grade"].notna()]
    cells = {(str(row["grade"])[0], str(row["grade"])[1:]): row for row in graded.to_dict("records")}
    if not cells:
        raise DataError("Nobody in this table has a grade, so there is no square of grades to draw.")
    return cells, int(grades.loc[grades["grade"].isna(), "people"].sum())


def _rate(row: Mapping[Any, Any]) -> float | None:
    """The share won: as given, or wins of people; none where it is not known."""
    if not row["people"] or not ("share" in row or "wins" in row):
        return None
    rate = row["share"] if "share" in row else row["wins"] / row["people"]
    return None if missing(rate) else float(rate)


def _interval(row: Mapping[Any, Any], lang: str) -> str:
    return between(row["low"], row["high"], lang) if "low" in row and "high" in row else ""
