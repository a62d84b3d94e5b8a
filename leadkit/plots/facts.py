"""What happens to a hundred people: each a mark, by the last step that they are known to have taken, and the table.

The counts are those of ``leadkit.definitions.furthest``. Whole people are easier to think of than per cent; every step
has a sign of its own beside its colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit.errors import DataError
from leadkit.plots.canvas import COLOURS, EMPTY, INK, PAPER, QUIET, canvas, write
from leadkit.words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("term", "people", "of_100", "reached", "unknown")
MARKS = "osD^vPX*"
FACES = (PAPER, *COLOURS, INK)  # nobody's step first: an empty circle


class Step(NamedTuple):
    """A row of the table, its name in the language asked."""

    name: str
    people: int
    of_100: int
    reached: int
    unknown: int


def fact_sheet(
    steps: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    title: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Axes:
    """Draw a hundred people by how far they came.

    Parameters
    ----------
    steps : DataFrame
        Columns term, people, of_100, reached and unknown; the first row is for no step at all, then from first to last.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one of 11 by 5 inches if not given.
    lang : {"en", "th", "vi"}
        Language of the words.
    title : str, optional
        What the people are: the name of a world.
    labels : mapping, optional
        A name for each step.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, nobody is counted, or there are more than seven steps.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"term": ["none", "bought"], "people": [3, 1], "of_100": [75, 25],
    ...                       "reached": [4, 1], "unknown": [0, 0]})
    >>> [len(line.get_xdata()) for line in fact_sheet(table).lines[:2]]
    [75, 25]
    """
    told = _read(steps, lang, labels or {})
    ax = canvas(11, 5) if ax is None else ax
    ax.set_axis_off()
    ax.set_xlim(-0.8, 25)
    ax.set_ylim(-0.8, 11.2)
    write(ax, -0.5, 10.6, title or say("plots.facts.title", lang), size=13, weight="bold", va="center")
    first = 0
    for i, step in enumerate(told):
        places = range(first, first + step.of_100)
        first += step.of_100
        style: dict[str, Any] = {
            "marker": MARKS[i],
            "markersize": 11,
            "markerfacecolor": FACES[i],
            "markeredgecolor": _rim(i),
        }
        ax.plot([n % 10 for n in places], [9 - n // 10 for n in places], linestyle="", **style)
    _table(ax, told, lang)
    return ax


def describe_fact_sheet(
    steps: pd.DataFrame, lang: str = "en", *, title: str | None = None, labels: Mapping[str, str] | None = None
) -> str:
    """Say in words what :func:`fact_sheet` shows.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"term": ["none", "bought"], "people": [3, 1], "of_100": [75, 25],
    ...                       "reached": [4, 1], "unknown": [0, 0]})
    >>> describe_fact_sheet(table)
    'What happens to 100 people. none of these: 75 came no further. bought: 25 came no further, 25% ever did (1 of 4).'
    """
    rows = _read(steps, lang, labels or {})
    told = [f"{title or say('plots.facts.title', lang)}."]
    everybody = sum(step.people for step in rows)
    for i, step in enumerate(rows):
        line = say("plots.facts.last", lang, step=step.name, people=step.of_100)
        if i:
            of = {"people": number(step.reached, lang), "of": number(everybody, lang)}
            line += say("plots.facts.ever", lang, share=f"{step.reached / everybody:.0%}", **of)
        line += say("plots.facts.unknown", lang, people=number(step.unknown, lang)) if step.unknown else ""
        told.append(f"{line}.")
    return " ".join(told)


def _read(steps: pd.DataFrame, lang: str, labels: Mapping[str, str]) -> list[Step]:
    lacking = [c for c in COLUMNS if c not in steps.columns]
    if lacking or not 2 <= len(steps) <= len(MARKS) or not int(steps["people"].sum()):
        raise DataError(
            f"A fact sheet takes one to {len(MARKS) - 1} steps of {', '.join(COLUMNS)}; "
            f"this table has {len(steps)} rows and lacks {', '.join(lacking) or 'people'}."
        )
    names = [labels.get(term, term) for term in steps["term"]]
    numbers = zip(*(map(int, steps[name]) for name in COLUMNS[1:]), strict=True)
    return [Step(name, *row) for name, row in zip([say("plots.facts.none", lang), *names[1:]], numbers, strict=True)]


def _rim(i: int) -> str:
    return QUIET if i == 0 else FACES[i]


def _table(ax: Axes, steps: list[Step], lang: str) -> None:
    """The right-hand side: each mark, its step, how many of the hundred stop there, and who ever took it."""
    everybody = sum(step.people for step in steps)
    for x, head in ((18.4, "of_100"), (21.6, "did"), (24.8, "not_known")):
        write(ax, x, 9.0, say(f"plots.facts.{head}", lang), size=10, color=QUIET, ha="right", va="bottom")
    for i, step in enumerate(steps):
        y = 8.3 - 1.05 * i
        ax.plot([11.2], [y], MARKS[i], markersize=11, markerfacecolor=FACES[i], markeredgecolor=_rim(i))
        write(ax, 11.9, y, step.name, size=11.5, va="center")
        write(ax, 18.4, y, f"{step.of_100}", size=12.5, ha="right", va="center", weight="bold")
        if i:
            write(ax, 21.6, y, f"{step.reached / everybody:.0%}", size=11.5, ha="right", va="center")
            write(ax, 24.8, y, number(step.unknown, lang), size=11.5, ha="right", va="center")
        ax.plot([10.9, 24.8], [y - 0.53, y - 0.53], color=EMPTY, linewidth=1)
    y = 8.3 - 1.05 * len(steps) + 0.15
    write(
        ax, 11.9, y, say("plots.facts.total", lang, people=number(everybody, lang)), size=10, va="center", color=QUIET
    )
    write(ax, 18.4, y, f"{sum(step.of_100 for step in steps)}", size=10, ha="right", va="center", color=QUIET)
