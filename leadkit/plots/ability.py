"""Need against ability to pay: how many people stand where, and whom each school means there.

Counts come from ``leadkit.definitions.cells``, the schools' regions from ``leadkit.definitions.spread``. The two
borders, from which need counts and from which somebody is able, are plain arguments: moving one changes nothing but
where the line is and what the four sums beside it say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError, UnknownNameError, nearest
from leadkit.plots.canvas import INK, canvas, dress
from leadkit.plots.plane import BADGES, LETTERS, Plane, key, plane
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# From least to most; what is unknown comes first and stands apart.
NEEDS = ("none", "stock", "some", "pressing")
ABILITIES = ("no", "not_yet", "yes")
MARKS = {"yes": "all", "some": "some", "unknown": "unknown"}


def need_ability_map(
    cells: pd.DataFrame,
    spread: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    need_from: str = "some",
    able_from: str = "yes",
    labels: Mapping[str, str] | None = None,
) -> Axes:
    """Draw people on the plane of need and ability to pay, with borders and the regions of definitions.

    Parameters
    ----------
    cells : DataFrame
        Columns need, ability_to_pay (empty where unknown) and people.
    spread : DataFrame, optional
        Columns term, need, ability_to_pay and answer (yes, some, unknown, no), of at most six terms.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 9.5 by 7 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    need_from : {"none", "stock", "some", "pressing"}
        The least need that counts as one.
    able_from : {"no", "not_yet", "yes"}
        The least ability that counts as able.
    labels : mapping, optional
        A name for each term.

    Returns
    -------
    matplotlib Axes
        The same `ax`. A filled badge: everybody in the cell is meant; a hollow one: it depends on other things too; a
        hollow one with "?": nobody is known to be meant.

    Raises
    ------
    DataError
        A table lacks a column, or there are more than six terms.
    UnknownNameError
        A border is no answer of its question.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"need": ["some", None], "ability_to_pay": ["yes", None], "people": [30, 70]})
    >>> ax = need_ability_map(table)
    >>> sorted(int(text.get_text()) for text in ax.texts if text.get_text().isdigit())[-2:]
    [30, 70]
    """
    counts, terms = _read(cells, spread, need_from, able_from)
    ax = canvas(9.5, 7) if ax is None else ax
    rows = [say("unknown", lang), *(say(f"plots.ability.need_{name}", lang) for name in NEEDS)]
    columns = [say("unknown", lang), *(say(f"plots.ability.able_{name}", lang) for name in ABILITIES)]
    drawn = plane(ax, counts, rows, columns, lang)
    _borders(drawn, need_from, able_from)
    for i, term in enumerate(terms):
        answers = _answers(spread, term)
        drawn.outline({place for place, answer in answers if answer == "yes"}, i)
        for (row, column), answer in answers:
            if answer in MARKS:
                text = LETTERS[i] + ("?" if answer == "unknown" else "")
                drawn.badge(row, column, i, text, full=answer == "yes")
    ax.set_xlabel(say("plots.ability.ability", lang))
    ax.set_ylabel(say("plots.ability.need", lang), labelpad=12)
    dress([ax.xaxis.label, ax.yaxis.label], size=11)
    notes = [say(f"plots.ability.badge_{mark}", lang) for mark in MARKS.values()] if terms else []
    sums = [
        f"{say(f'plots.ability.{name}', lang)}: {number(n, lang)}"
        for name, n in _sums(counts, need_from, able_from).items()
    ]
    names = [(i, (labels or {}).get(term, term)) for i, term in enumerate(terms)]
    key(drawn, names, [*notes, "", *sums])
    return ax


def describe_need_ability_map(
    cells: pd.DataFrame,
    spread: pd.DataFrame | None = None,
    lang: str = "en",
    *,
    need_from: str = "some",
    able_from: str = "yes",
    labels: Mapping[str, str] | None = None,
) -> str:
    """Say in words what :func:`need_ability_map` shows: every cell with people, the four sums, and each region.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"need": ["some", None], "ability_to_pay": ["yes", None], "people": [30, 70]})
    >>> describe_need_ability_map(table)  # doctest: +ELLIPSIS
    'Need and ability to pay of 100 people. unknown, unknown: 70. some, yes: 30. Need, able: 30. ... Not known: 70.'
    """
    counts, terms = _read(cells, spread, need_from, able_from)
    rows, columns = ([None, *names] for names in (NEEDS, ABILITIES))

    def named(row: int, column: int) -> str:
        need, able = rows[row], columns[column]
        told = say(f"plots.ability.need_{need}", lang) if need else say("unknown", lang)
        return f"{told}, {say(f'plots.ability.able_{able}', lang) if able else say('unknown', lang)}"

    parts = [say("plots.ability.describe", lang, people=number(counts.sum(), lang))]
    parts += [f"{named(i, j)}: {number(counts[i, j], lang)}." for i, j in np.argwhere(counts)]
    parts += [
        f"{say(f'plots.ability.{name}', lang)}: {number(n, lang)}."
        for name, n in _sums(counts, need_from, able_from).items()
    ]
    for term in terms:
        for answer, mark in MARKS.items():
            where = [named(*place) for place, found in _answers(spread, term) if found == answer]
            if where and answer != "unknown":
                name = (labels or {}).get(term, term)
                parts.append(say(f"plots.ability.means_{mark}", lang, term=name, cells="; ".join(where)))
    return " ".join(parts)


def _read(
    cells: pd.DataFrame, spread: pd.DataFrame | None, need_from: str, able_from: str
) -> tuple[NDArray[np.int64], list[str]]:
    """Count people by cell, unknown ones first, and list the terms."""
    wanted: list[tuple[pd.DataFrame, tuple[str, ...]]] = [(cells, ("need", "ability_to_pay", "people"))]
    wanted += [(spread, ("term", "need", "ability_to_pay", "answer"))] if spread is not None else []
    for table, columns in wanted:
        lacking = [c for c in columns if c not in table.columns]
        if lacking:
            raise DataError(
                f"A need x ability map takes a table of {', '.join(columns)}; this lacks {', '.join(lacking)}."
            )
    for value, known in ((need_from, NEEDS), (able_from, ABILITIES)):
        if value not in known:
            raise UnknownNameError(f"A border cannot stand at '{value}'.{nearest(value, known)}")
    terms = [] if spread is None else list(dict.fromkeys(spread["term"]))
    if len(terms) > BADGES:
        raise DataError(f"A need x ability map has room for {BADGES} terms, and these are {len(terms)}.")
    counts = np.zeros((len(NEEDS) + 1, len(ABILITIES) + 1), dtype=np.int64)
    for need, able, people in zip(cells["need"], cells["ability_to_pay"], cells["people"], strict=True):
        counts[_place(need, able)] += int(people)
    return counts, terms


def _place(need: object, able: object) -> tuple[int, int]:
    """Find the cell; whatever is no answer of the question is unknown."""
    return tuple(names.index(value) + 1 if value in names else 0 for value, names in ((need, NEEDS), (able, ABILITIES)))  # type: ignore[return-value]  # two of them


def _answers(spread: pd.DataFrame | None, term: str) -> list[tuple[tuple[int, int], str]]:
    if spread is None:
        return []
    rows = spread[spread["term"] == term]
    columns: Sequence[pd.Series] = [rows[name] for name in ("need", "ability_to_pay", "answer")]
    return [(_place(need, able), answer) for need, able, answer in zip(*columns, strict=True)]


def _sums(counts: NDArray[np.int64], need_from: str, able_from: str) -> dict[str, int]:
    """Add up the four quarters of what is known, and all that is not."""
    row, column = NEEDS.index(need_from) + 1, ABILITIES.index(able_from) + 1
    return {
        "need_able": int(counts[row:, column:].sum()),
        "need_unable": int(counts[row:, 1:column].sum()),
        "no_need_able": int(counts[1:row, column:].sum()),
        "no_need_unable": int(counts[1:row, 1:column].sum()),
        "not_known": int(counts[0].sum() + counts[1:, 0].sum()),
    }


def _borders(drawn: Plane, need_from: str, able_from: str) -> None:
    """Draw the two borders across what is known."""
    y = drawn.ys[NEEDS.index(need_from) + 1] - 0.5
    x = drawn.xs[ABILITIES.index(able_from) + 1] - 0.5
    low_x, low_y, high_x, high_y = drawn.xs[1] - 0.5, drawn.ys[1] - 0.5, max(drawn.xs) + 0.5, max(drawn.ys) + 0.5
    style: dict[str, Any] = {"color": INK, "linewidth": 2.4, "linestyle": (0, (4, 2)), "zorder": 4, "clip_on": False}
    drawn.ax.plot([low_x, high_x], [y, y], **style)
    drawn.ax.plot([x, x], [low_y, high_y], **style)
