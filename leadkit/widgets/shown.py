"""A widget in a notebook: a panel of controls over a :class:`Piece`, which knows everything there is to be shown.

Two kinds. A *live* piece gives the page a small table, and the page answers every move by itself, without Python and
without a kernel; a *window* asks Python, and shows the picture that Python draws. Both look and are handled alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import numpy as np
import traitlets

from leadkit.errors import LeadkitError
from leadkit.plots.picture import output, png
from leadkit.scripts import script
from leadkit.typeface import SOME_THAI, compressed
from leadkit.widgets.controls import Group, checked
from leadkit.widgets.telling import Speaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

KINDS = {"uint8": "u1", "uint16": "u2", "uint32": "u4", "int32": "i4", "float64": "f8"}

DPI = 120  # of pictures: sharp enough on a fine screen, and quick


@dataclass(frozen=True)
class Answer:
    """What a window shows.

    Parameters
    ----------
    text : str
        What the picture says, in words.
    picture : Axes or bytes, optional
        The picture, or a PNG that was drawn before.
    yaml : str
        The state as a pack, to be taken along.
    tables : sequence of dict
        ``caption``, ``columns``, ``rows``: shown under the picture.
    code : sequence of (str, str)
        A label, and code.
    said : sequence of (str, str)
        A label, and a text to be read; they stand before the code.
    """

    text: str
    picture: Axes | bytes | None = None
    yaml: str = ""
    tables: Sequence[Mapping[str, Any]] = ()
    code: Sequence[tuple[str, str]] = field(default=())
    said: Sequence[tuple[str, str]] = field(default=())


class Piece(ABC):
    """What a widget shows: everything that can be said, counted and drawn without a browser.

    Attributes
    ----------
    kind : str
        The name of its strings, and of the JavaScript that draws it if it is live.
    live : bool
        Whether the page answers by itself.
    speaker : Speaker
        Its strings, in one language.
    groups : tuple of Group
        Its controls.
    """

    kind: ClassVar[str]
    live: ClassVar[bool] = True

    def __init__(self, groups: Sequence[Group], lang: str) -> None:
        self.speaker = Speaker(self.kind, lang)
        self.groups = tuple(groups)

    def state(self, given: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Make a whole state of some values."""
        return checked(self.groups, given)

    @abstractmethod
    def value(self, state: Mapping[str, Any]) -> Any:  # noqa: ANN401 - each its own
        """Work out what is shown in a state."""

    @abstractmethod
    def text(self, value: Any) -> str:  # noqa: ANN401 - as above
        """Say a value in words: the text alternative."""

    @abstractmethod
    def picture(self, value: Any) -> Axes | None:  # noqa: ANN401 - as above
        """Draw a value, for places where no widget can be; None where there is nothing to draw."""

    @abstractmethod
    def yaml(self, state: Mapping[str, Any]) -> str:
        """Write a state as a pack."""

    def answer(self, state: Mapping[str, Any]) -> Answer:
        """Give all that a window shows."""
        value = self.value(state)
        return Answer(self.text(value), self.picture(value), self.yaml(state))

    def told(self) -> dict[str, Any]:
        """Give what a live piece tells the page, besides its table."""
        return {}

    def pieces(self) -> list[Any]:
        """Give the YAML of a live piece: texts, and the places of what can be moved."""
        return []

    def table(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """Give the table of a live piece: columns of numbers."""
        return {}


class Shown(anywidget.AnyWidget):
    """A piece on a page.

    Parameters
    ----------
    piece : Piece
        What is shown.
    state : mapping, optional
        Where its controls stand at first.

    Attributes
    ----------
    state : dict
        Where its controls stand; may be set.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, piece: Piece, state: Mapping[str, object] | None = None) -> None:
        self.piece = piece
        speaker = piece.speaker
        panel = {
            "kind": piece.kind,
            "live": piece.live,
            "lang": speaker.lang,
            "title": speaker.say("title"),
            "words": speaker.words,
            "groups": [group.told() for group in piece.groups],
            "told": piece.told(),
            "yaml": piece.pieces(),
        }
        whole = piece.state(state)
        answer = {} if piece.live else self._answered(whole, 1)
        if SOME_THAI.search(str([panel, *(answer.get(part) for part in ("text", "tables", "code", "said"))])):
            panel["typeface"] = compressed("Regular")
        table = {name: _column(column) for name, column in piece.table().items()}
        super().__init__(_esm=script(), panel=panel, table=table, state=whole, answer=answer)
        if not piece.live:
            self.observe(self._ask, "state")

    @traitlets.validate("state")
    def _whole(self, proposal: Any) -> dict[str, Any]:  # noqa: ANN401 - traitlets' own
        return self.piece.state(proposal["value"])

    def _ask(self, change: Any) -> None:  # noqa: ANN401 - traitlets' own
        self.answer = self._answered(change["new"], self.answer["number"] + 1)

    def _answered(self, state: Mapping[str, Any], number: int) -> dict[str, Any]:
        try:
            told = self.piece.answer(state)
        except LeadkitError as error:
            return {"number": number, "text": str(error), "yaml": ""}
        drawn = rendered(told.picture)
        width, height = (round(side * 96 / DPI) for side in _size(drawn))
        return {
            "number": number, "text": told.text, "png": drawn, "width": width, "height": height,
            "yaml": told.yaml, "tables": [*told.tables], "code": [[*one] for one in told.code],
            "said": [[*one] for one in told.said],
        }  # fmt: skip

    @property
    def value(self) -> Any:  # noqa: ANN401 - each piece its own
        """What it shows, as the plain function gives it."""
        return self.piece.value(self.state)

    @property
    def yaml(self) -> str:
        """Its state as a pack."""
        return self.piece.yaml(self.state)

    @property
    def text(self) -> str:
        """What it shows, in words."""
        return str(self.answer["text"]) if self.answer else self.piece.text(self.value)

    def close(self) -> None:
        """Take it off every page, together with the layout that ipywidgets gave it."""
        layout = self._trait_values.get("layout")
        super().close()
        if layout is not None:
            layout.close()

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show it: the widget where there can be one, else its picture with a text, else the text."""
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        drawn = self.answer.get("png", b"") if self.answer else rendered(self.piece.picture(self.value))
        shown, notes = output(drawn, self.text)
        return {**data, **shown}, {**metadata, **notes}


def rendered(picture: Axes | bytes | None) -> bytes:
    """Give a picture as the bytes of a PNG: none where there is none, and those of one that was drawn before."""
    return b"" if picture is None else picture if isinstance(picture, bytes) else png(picture, DPI)


def _column(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Give a column to the page: the bytes of a flat array, and what they are."""
    return {
        "kind": KINDS[array.dtype.name],
        "data": np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes(),
    }


def _size(drawn: bytes) -> tuple[int, int]:
    """Read the width and the height of a PNG out of its head."""
    return int.from_bytes(drawn[16:20], "big"), int.from_bytes(drawn[20:24], "big")
