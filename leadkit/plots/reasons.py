"""One lead's score, reason by reason: steps up and down, then what is not known yet.

The reasons are rows of ``leadkit.explain`` for one person and add up to the score; the picture refuses those that do
not. A floor, a cap or a weight is a step too, drawn apart from what the person did or said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.errors import DataError
from leadkit.plots import mpl
from leadkit.plots.canvas import COLOURS, EMPTY, INK, PAPER, QUIET, write
from leadkit.plots.marks import OPEN, called, fit, frame, height, key, need, points, rows, scale
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from leadkit.plots.marks import Labels

REASONS = ("criterion", "step", "points", "because")
SCORE = ("score", "score_low", "score_high")
# Up, down, and the card's own steps: colour, hatch and the sign of the number say the same.
LOOKS: Mapping[str, dict[str, Any]] = {
    "up": {"facecolor": COLOURS[0], "edgecolor": COLOURS[0]},
    "down": {"facecolor": COLOURS[5], "edgecolor": PAPER, "hatch": "\\\\\\"},
    "step": {"facecolor": "#d5dbe2", "edgecolor": QUIET, "hatch": "xx"},
}


def waterfall(
    reasons: pd.DataFrame,
    score: pd.DataFrame,
    ax: Axes | None = None,
    lang: str = "en",
    *,
    labels: Labels = None,
    title: str | None = None,
) -> Axes:
    """Draw the reasons of one lead as steps from 0 to the score, and the range that the unknown leaves open.

    Parameters
    ----------
    reasons : DataFrame
        Rows of ``explain`` for one person: criterion, step, points, because, in the order to be drawn; no rows if
        nothing spoke.
    score : DataFrame
        The one row of ``score``: score, score_low, score_high.
    ax : matplotlib Axes, optional
        Where to draw; a fresh one, tall enough for the reasons, if not given.
    lang : {"en", "th", "vi"}
        Language of the words; the reasons come in the language they were asked in.
    labels : mapping, optional
        A name for each criterion.
    title : str, optional
        Who it is.

    Returns
    -------
    matplotlib Axes
        The same `ax`.

    Raises
    ------
    DataError
        A column is missing, there are several people, or the points do not add up to the score.

    Examples
    --------
    >>> reasons = pd.DataFrame({"criterion": ["budget"], "step": ["rule"], "points": [20.0], "because": ["has money"]})
    >>> score = pd.DataFrame({"score": [20.0], "score_low": [20.0], "score_high": [45.0]})
    >>> [text.get_text() for text in waterfall(reasons, score).texts]
    ['+20', '20', '20 .. 45']
    """
    total, low, high = _read(reasons, score)
    steps = _steps(reasons, labels, lang)
    names = [*(text for _, text, _, _ in steps), *(say(f"plots.waterfall.{name}", lang) for name in ("score", "open"))]
    ax = rows(ax, names, 0.36, inches=3.7)
    frame(ax, say("plots.scores.points", lang))
    scale(ax.xaxis, lang)
    ends = [0.0, total, low, high, *(end for *_, end in steps)]
    room = 0.09 * max(max(ends) - min(ends), 1)
    ax.set_xlim(min(ends) - (room if min(ends) < 0 else 0.1 * room), max(ends) + 2.2 * room)
    fit(ax)
    before = 0.0
    for y, (kind, _, change, end) in enumerate(steps):
        if kind == "criterion":
            ax.axhline(y - 0.5, color=EMPTY, linewidth=1.2, zorder=0)
            ax.get_yticklabels()[y].set_fontweight("bold")
        else:
            ax.barh(y, change, 0.66, left=before, lw=0.8, zorder=2, **LOOKS[kind])
            _beside(ax, end, y, points(change, lang, sign=True), right=change >= 0)
        ax.plot([end, end], [y, y + 0.9], color=QUIET, linewidth=0.9, linestyle="dotted", zorder=1)
        before = end
    last = len(steps)
    ax.axhline(last - 0.5, color=INK, linewidth=1)
    ax.axvline(0, color=QUIET, linewidth=0.9, zorder=1)
    ax.barh(last + 1, high - low, 0.66, left=low, zorder=2, **OPEN)
    ax.plot([total, total], [last - 0.45, last + 1.45], color=INK, linewidth=2.6, zorder=4)
    _beside(ax, total, last, points(total, lang), right=True, weight="bold", size=12)
    still = f"{points(low, lang)} .. {points(high, lang)}" if low < high else say("plots.waterfall.all_known", lang)
    _beside(ax, high, last + 1, still, right=low < high or high < sum(ax.get_xlim()) / 2)
    kinds = {kind for kind, *_ in steps} - {"criterion"}
    if kinds:
        told = [k for k in LOOKS if k in kinds]
        key(ax, [mpl.Patch(**LOOKS[k], label=say(f"plots.waterfall.{k}", lang)) for k in told])
    if title:
        write(ax, 0, 1 + 0.1 / height(ax), title, size=12, weight="bold", transform=ax.transAxes, va="bottom")
    return ax


def describe_waterfall(
    reasons: pd.DataFrame, score: pd.DataFrame, lang: str = "en", *, labels: Labels = None, title: str | None = None
) -> str:
    """Say in words what :func:`waterfall` shows: every reason with its points, the score, and what is open.

    Examples
    --------
    >>> reasons = pd.DataFrame({"criterion": ["budget"], "step": ["rule"], "points": [20.0], "because": ["has money"]})
    >>> score = pd.DataFrame({"score": [20.0], "score_low": [20.0], "score_high": [45.0]})
    >>> describe_waterfall(reasons, score, title="Ann")
    'Ann. budget: has money +20. score: 20. not known yet: 20 .. 45.'
    """
    total, low, high = _read(reasons, score)
    parts: list[tuple[str, list[str]]] = []
    for kind, text, change, _ in _steps(reasons, labels, lang):
        if kind == "criterion":
            parts.append((text, []))
        else:
            parts[-1][1].append(f"{text} {points(change, lang, sign=True)}")
    told = [f"{title}."] if title else []
    told += [f"{name}: {', '.join(steps)}." for name, steps in parts]
    still = f"{points(low, lang)} .. {points(high, lang)}" if low < high else say("plots.waterfall.all_known", lang)
    told.append(f"{say('plots.waterfall.score', lang)}: {points(total, lang)}.")
    told.append(f"{say('plots.waterfall.open', lang)}: {still}.")
    return " ".join(told)


def _beside(ax: Axes, x: float, y: float, text: str, *, right: bool, **how: Any) -> None:  # noqa: ANN401
    """A number at the end of a bar, outside it."""
    shift = 0.008 * (ax.get_xlim()[1] - ax.get_xlim()[0])
    where = {"ha": "left" if right else "right", "va": "center"}
    write(ax, x + (shift if right else -shift), y, text, **({"size": 10} | where | how))


def _steps(reasons: pd.DataFrame, labels: Labels, lang: str) -> list[tuple[str, str, float, float]]:
    """Kind, text, change and where it ends: a row a criterion, then a row a reason."""
    rows: list[tuple[str, str, float, float]] = []
    end, criterion = 0.0, None
    for row in reasons.to_dict("records"):
        if row["criterion"] != criterion:
            criterion = row["criterion"]
            rows.append(("criterion", called(criterion, labels, lang), 0.0, end))
        own = row["step"] in ("floor", "cap", "weight")
        text = "" if pd.isna(row["because"]) else str(row["because"])
        change = float(row["points"])
        end += change
        kind = "step" if own else "up" if change >= 0 else "down"
        rows.append(
            (kind, text or (say(f"plots.waterfall.{row['step']}", lang) if own else str(row["step"])), change, end)
        )
    return rows


def _read(reasons: pd.DataFrame, score: pd.DataFrame) -> tuple[float, float, float]:
    need(score, SCORE, "Waterfalls")
    if len(reasons):
        need(reasons, REASONS, "Waterfalls")
    people = {*reasons.get("person_id", ()), *score.get("person_id", ())}
    if len(people) > 1 or len(score) > 1:
        raise DataError(f"A waterfall is of one lead; these rows are of {max(len(people), len(score))}.")
    total, low, high = (float(score[name].iloc[0]) for name in SCORE)
    summed = float(reasons["points"].sum()) if len(reasons) else 0.0
    if abs(summed - total) > 1e-6:
        raise DataError(
            f"The reasons add up to {points(summed, 'en')}, the score is {points(total, 'en')}: "
            "they are not of one lead."
        )
    return total, low, high
