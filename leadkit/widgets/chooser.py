"""One crowd, several segmentations: choose one, see who is in which segment and what is to be done with them.

A window over people who were put into the segments of every segmentation once, and whose bars are drawn beforehand;
choosing only counts. Beside it stands a second one: whose play would be another one there, and how many are they?
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from leadkit import packs
from leadkit.errors import DataError
from leadkit.packs.writing import segmentation_tree, written
from leadkit.plots import segment_bars
from leadkit.segments import segment
from leadkit.segments.asking import a_segmentation
from leadkit.widgets.controls import Choice, Group
from leadkit.widgets.shown import Answer, Piece, Shown, rendered
from leadkit.words import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from leadkit.segments import Segment, Segmentation

    Array = np.ndarray[Any, Any]

MOST_MOVES = 8


class Choosing(NamedTuple):
    """What a choice gives.

    Parameters
    ----------
    which, other : Segmentation
        The one chosen, and the one it is held against.
    segments : DataFrame
        segment, label, play, people and share, in the order of the segmentation.
    moves : DataFrame
        segment_a, segment_b, play_a, play_b, people: as :func:`leadkit.moves` counts, with the plays.
    otherwise : int
        How many people have another play in the second one.
    """

    which: Segmentation
    other: Segmentation
    segments: pd.DataFrame
    moves: pd.DataFrame
    otherwise: int


class ChooserPiece(Piece):
    """See :func:`chooser`."""

    kind = "chooser"
    live = False

    def __init__(self, by: Mapping[str, Segmentation], places: Mapping[str, Array], lang: str) -> None:
        self.by, self.places = by, places
        super().__init__((), lang)
        options = tuple((name, pick(one.title, lang) or name) for name, one in by.items())
        names = list(by)
        choices = (
            Choice("which", self.speaker.say("which"), names[0], options),
            Choice("other", self.speaker.say("other"), names[min(1, len(names) - 1)], options),
        )
        self.groups = (Group(self.speaker.say("segmentations"), choices),)
        books = {one.playbook for one in by.values() if one.playbook}
        self.plays = {name: play for book in sorted(books) for name, play in packs.playbook(book).plays.items()}
        self.drawn = {name: rendered(self.picture(self.value({"which": name, "other": name}))) for name in by}
        self.yaml_of = cache(lambda name: written(segmentation_tree(self.by[name])))

    def value(self, state: Mapping[str, Any]) -> Choosing:
        """Count the segments of the one chosen, and who is treated otherwise in the other.

        Parameters
        ----------
        state : mapping
            As the controls hold it.

        Returns
        -------
        Choosing
        """
        a, b = self.by[state["which"]], self.by[state["other"]]
        places, size = self.places[state["which"]], len(b.everywhere)
        counts = np.bincount(places, minlength=len(a.everywhere))
        rows = [
            (one.name, one.said(self.speaker.lang), one.play, int(n))
            for one, n in zip(a.everywhere, counts, strict=True)
            if n or one in a.segments
        ]
        segments = pd.DataFrame(rows, columns=["segment", "label", "play", "people"])
        segments["share"] = segments["people"] / max(len(places), 1)
        both = np.bincount(places * size + self.places[state["other"]], minlength=len(a.everywhere) * size)
        held = np.flatnonzero(both)
        pairs = [(a.everywhere[at // size], b.everywhere[at % size], int(both[at])) for at in held]
        moves = pd.DataFrame(
            [(one.name, other.name, one.play, other.play, n) for one, other, n in pairs],
            columns=["segment_a", "segment_b", "play_a", "play_b", "people"],
        )
        return Choosing(a, b, segments, moves, int(moves.loc[moves["play_a"].ne(moves["play_b"]), "people"].sum()))

    def text(self, value: Choosing) -> str:
        """Say how many are in each segment, and how many would be treated otherwise."""
        say, people = self.speaker.say, int(value.segments["people"].sum())
        if not people:
            return say("nobody")
        told = [
            say("segment", label=label, people=self.speaker.count("people", n), share=self.speaker.percent(n / people))
            for label, n in zip(value.segments["label"], value.segments["people"], strict=True)
        ]
        parts = ["; ".join(told) + say("stop")]
        if value.which is not value.other:
            share = self.speaker.percent(value.otherwise / people)
            given = {"other": self._title(value.other), "people": self.speaker.count("people", value.otherwise)}
            parts.append(say("otherwise", **given, share=share))
        return " ".join(parts)

    def _title(self, one: Segmentation) -> str:
        return pick(one.title, self.speaker.lang) or one.name

    def picture(self, value: Choosing) -> Axes | None:
        """Draw the segments as bars, if there is anybody."""
        if not value.segments["people"].sum():
            return None
        labels = dict(zip(value.segments["segment"], value.segments["label"], strict=True))
        labels |= {play: self._called(play) for play in value.segments["play"] if play != "none"}
        apart = [value.which.outside.name, value.which.unknown.name]
        return segment_bars(
            value.segments[["segment", "people", "play"]], lang=self.speaker.lang, labels=labels, apart=apart
        )

    def answer(self, state: Mapping[str, Any]) -> Answer:
        """Give the bars, the sentence and the play of each segment, and the people who would be treated otherwise."""
        value = self.value(state)
        tables = [self._sentences(value)] + ([self._moves(value)] if value.otherwise else [])
        return Answer(self.text(value), self.drawn[state["which"]], self.yaml(state), tables)

    def _sentences(self, value: Choosing) -> dict[str, Any]:
        one, say = value.which, self.speaker.say
        rows = [
            [segment.said(self.speaker.lang), self._who(one, segment), self._play(segment.play)]
            for segment in one.everywhere
            if segment.name in set(value.segments["segment"])
        ]
        return {"caption": self._title(one), "columns": [say("segments"), say("who"), say("play")], "rows": rows}

    def _who(self, one: Segmentation, segment: Segment) -> str:
        """Say in a sentence who is in a segment."""
        if segment.when is not None:
            return segment.when.say(self.speaker.lang, labels=True)
        return self.speaker.say(
            "left" if segment is one.otherwise else "outside" if segment is one.outside else "unknown"
        )

    def _play(self, play: str) -> str:
        known = self.plays.get(play)
        return "" if play == "none" else (known and pick(known.does, self.speaker.lang)) or self._called(play)

    def _called(self, play: str) -> str:
        known = self.plays.get(play)
        return self.speaker.say("no_play") if play == "none" else known.said(self.speaker.lang) if known else play

    def _moves(self, value: Choosing) -> dict[str, Any]:
        lang, say = self.speaker.lang, self.speaker.say
        names = [{s.name: s.said(lang) for s in one.everywhere} for one in (value.which, value.other)]
        told = value.moves[value.moves["play_a"].ne(value.moves["play_b"])]
        told = told.sort_values("people", ascending=False, kind="stable").head(MOST_MOVES)
        rows = [
            [
                *(
                    f"{held[name]} → {self._called(play)}"
                    for held, name, play in zip(names, row[:2], row[2:4], strict=True)
                ),
                self.speaker.number(row[4]),
            ]
            for row in told.itertuples(index=False)
        ]  # fmt: skip
        columns = [self._title(value.which), self._title(value.other), say("people")]
        return {"caption": say("moves"), "columns": columns, "rows": rows}

    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write the segmentation chosen as a pack."""
        return str(self.yaml_of(state["which"]))


def chooser(
    people: Any,  # noqa: ANN401 - as lk.segment takes it
    *,
    by: Sequence[Segmentation],
    as_of: str | date | None = None,
    lang: str = "en",
) -> Shown:
    """Choose among segmentations of the same people.

    Parameters
    ----------
    people : DataFrame or Tables
        As for :func:`leadkit.segment`; everybody is put into segments once.
    by : sequence of Segmentation
        The segmentations; the second one is what the first is held against.
    as_of : str or date, optional
        The day (Tables only).
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Shown
        ``.state`` may be set; ``.value`` is what it shows, ``.yaml`` the segmentation chosen.

    Raises
    ------
    DataError
        There is none, or two have one name; or as for :func:`leadkit.segment`.

    Examples
    --------
    >>> import leadkit as lk
    >>> facts = {"purchases": [0, 0, 3], "country": ["TH", "VN", "VN"], "region": ["Bangkok", "Hà Nội", "Huế"]}
    >>> facts |= {"crm_role": "none", "last_purchase_days": [None, None, 3], "total_spent": [0, 0, 90]}
    >>> by = [lk.segmentation("rfm"), lk.segmentation("geography")]
    >>> shown = chooser(pd.DataFrame({"person_id": list("abc"), **facts}), by=by)
    >>> shown.state = {"which": "geography", "other": "rfm"}
    >>> shown.value.segments.query("people > 0")["segment"].tolist(), shown.value.otherwise
    (['bangkok', 'hanoi', 'vietnam_beyond'], 3)
    """
    named: dict[str, Segmentation] = {}
    for one in by:
        a_segmentation(one)
        if one.name in named:
            raise DataError(f"Two segmentations are called '{one.name}': give one of them another name.")
        named[one.name] = one
    if not named:
        raise DataError("There is nothing to choose from: write by=[lk.segmentation('rfm'), ...].")
    places = {}
    for name, one in named.items():
        at = {place.name: number for number, place in enumerate(one.everywhere)}
        found = segment(people, by=one, as_of=as_of, columns=["segment"])
        places[name] = found.sort_values("person_id")["segment"].map(at).to_numpy("int64")
    return Shown(ChooserPiece(named, places, lang))
