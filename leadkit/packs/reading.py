"""Reading YAML so that every complaint can name file, line and column, and so that no file can hurt.

A pack is written by a trainer and may come from anybody, so only plain YAML is read: no tags (they build objects), no
anchors and aliases (they blow up), no second document, no duplicate keys (the later would silently win), not deeper
than a pack can be, not larger than any pack. The events of ruamel.yaml's safe reader are taken one by one; what comes
out is plain Python and the place of every field.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from leadkit.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml import YAML

    Step = tuple[str | int, ...]

LARGEST = 150_000  # bytes; a large pack has forty thousand
DEEPEST = 20  # levels; a pack needs six
MOST = 5_000  # fields and values; a large pack has a thousand
MOST_DIGITS = 40  # of a number; what a number may be is said where it stands
# What ruamel.yaml says of the slips that beginners make most, and what to do about them.
HELP = {
    "cannot start any token": "indent with spaces, not with tabs, and put texts that start with @, % or ` in quotes",
    "mapping values are not allowed": "a text with a colon in it needs quotes, and every field its own line",
    "expected <block end>": "the lines of one list or mapping must start in the same column",
    "while scanning a simple key": "a field's name is followed by a colon and a space",
}


class Place(NamedTuple):
    """Where a field stands: line and column, counted from one."""

    line: int
    column: int


class Read(NamedTuple):
    """What was read: the data, the place of every field (by its steps from the top), and the file's name."""

    data: Any
    places: dict[Step, Place]
    file: str

    def line(self, steps: Step) -> int:
        """Find the line of a field, or of what holds it where the field itself is missing."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places[steps].line

    def complain(self, steps: Step, sentence: str) -> NoReturn:
        """Raise one complaint about a field."""
        raise PackError(f"{self.file}, line {self.line(steps)}: {sentence}")


def read_file(path: str | os.PathLike[str]) -> Read:
    """Read one YAML file of a user.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Read
        Data, places and the path as it was given.

    Raises
    ------
    PackError
        There is no such file, it is no text, it is too large, or it is not plain YAML.
    """
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise PackError(f"There is no file '{name}'.") from None
    except IsADirectoryError:
        raise PackError(f"'{name}' is a folder: name the YAML file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PackError(f"'{name}' cannot be read: {reason}.") from None
    if len(raw) > LARGEST:
        raise PackError(f"'{name}' is larger than {LARGEST // 1000} kB: that is no pack.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PackError(f"{name}, line {line}: this is not UTF-8 text; save the file as UTF-8.") from None
    return read_text(text, name)


def read_text(text: str, file: str) -> Read:
    r"""Read YAML text into plain Python and the place of every field.

    Parameters
    ----------
    text : str
        The YAML.
    file : str
        What to call it in complaints.

    Returns
    -------
    Read
        Data, places and name.

    Raises
    ------
    PackError
        It is not plain YAML.

    Examples
    --------
    >>> read = read_text("name: ours\nterms: [a, b]", "ours.yaml")
    >>> read.data, read.line(("terms", 1))
    ({'name': 'ours', 'terms': ['a', 'b']}, 2)
    >>> read_text("name: ours\nname: theirs", "ours.yaml")
    Traceback (most recent call last):
        ...
    leadkit.errors.PackError: ours.yaml, line 2, column 1: 'name' stands here twice; the first is in line 1.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - loaded with the first pack
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - as above

    yaml = YAML(typ="safe", pure=True)
    try:
        return _Builder(yaml, file).build(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = _one_line(error.problem or error.context)
        advice = next((f" ({advice})" for slip, advice in HELP.items() if slip in f"{problem} {error.context}"), "")
        raise PackError(f"{file}{place}: this is not YAML: {problem}{advice}.") from None
    except YAMLError as error:
        raise PackError(f"{file}: this is not a YAML text: {_one_line(str(error))}.") from None


class _Builder:
    """Builds data from events without recursion; `open` holds the lists and mappings not yet closed."""

    def __init__(self, yaml: YAML, file: str) -> None:
        self.yaml, self.file = yaml, file
        self.places: dict[Step, Place] = {(): Place(1, 1)}
        self.open: list[tuple[Any, Step]] = []
        self.key: list[str | None] = []  # the key that waits for its value, one for each open mapping
        self.data: Any = None
        self.documents = 0

    def build(self, text: str) -> Read:
        for count, event in enumerate(self._events(text)):
            name = type(event).__name__
            if count > MOST:
                self._refuse(event, f"this holds more than {MOST:,} fields and values: that is no pack")
            if name == "DocumentStartEvent":
                self._document(event)
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                self._enter({} if name.startswith("M") else [], event)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.open.pop()
                self.key.pop()
            elif name == "AliasEvent":
                self._refuse(event, "anchors and aliases (& and *) are not read in a pack; write it out")
            elif name == "ScalarEvent":
                self._scalar(event)
        if not self.documents or self.data is None:
            raise PackError(f"{self.file}, line 1: the file is empty.")
        return Read(self.data, self.places, self.file)

    def _events(self, text: str) -> Iterator[Any]:
        # The reader of ruamel.yaml meets broken escapes and numbers with errors of Python's own.
        try:
            yield from self.yaml.parse(text)
        except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError) as error:
            raise PackError(
                f"{self.file}: this is not YAML: {_one_line(str(error)) or type(error).__name__}."
            ) from None

    def _document(self, event: Any) -> None:  # noqa: ANN401 - an event of ruamel.yaml
        self.documents += 1
        if self.documents > 1:
            self._refuse(event, "a pack is one document: remove the '---' in the middle")
        if event.version or event.tags:
            self._refuse(event, "a pack needs no % line: remove it")

    def _enter(self, box: Any, event: Any) -> None:  # noqa: ANN401 - as above
        self._plain(event)
        if len(self.open) >= DEEPEST:
            self._refuse(event, f"this is nested more than {DEEPEST} deep")
        if self.key and self.key[-1] is None and isinstance(self.open[-1][0], dict):
            self._refuse(event, "a field's name is a word, not a list or a mapping")
        self.open.append((box, self._put(box, event)))
        self.key.append(None)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401 - as above
        self._plain(event)
        if self.open and isinstance(self.open[-1][0], dict) and self.key[-1] is None:
            self._name(event)
        else:
            self._put(self._value(event), event)

    def _name(self, event: Any) -> None:  # noqa: ANN401 - as above
        box, steps = self.open[-1]
        if event.value in box:
            first = self.places[(*steps, event.value)].line
            self._refuse(event, f"'{event.value}' stands here twice; the first is in line {first}")
        if event.value == "<<":
            self._refuse(event, "merging with << is not read in a pack; write it out")
        self.key[-1] = event.value
        self.places[(*steps, event.value)] = _place(event)

    def _put(self, value: Any, event: Any) -> Step:  # noqa: ANN401 - as above
        """Store a value where it belongs, and say which steps lead there."""
        if not self.open:
            self.data = value
            self.places[()] = _place(event)
            return ()
        box, steps = self.open[-1]
        if isinstance(box, list):
            here = (*steps, len(box))
            box.append(value)
            self.places[here] = _place(event)
            return here
        key = self.key[-1]
        assert key is not None  # noqa: S101 - _enter and _scalar saw to it
        box[key], self.key[-1] = value, None
        return (*steps, key)

    def _value(self, event: Any) -> Any:  # noqa: ANN401 - as above
        from ruamel.yaml.nodes import ScalarNode  # noqa: PLC0415 - loaded with the first pack

        tag = self.yaml.resolver.resolve(ScalarNode, event.value, event.implicit)
        kind = str(tag).rpartition(":")[2]
        if kind == "str":
            return event.value
        if len(event.value) > MOST_DIGITS:  # a number or a day; Python stumbles over thousands of digits
            self._refuse(event, f"'{_one_line(event.value)[:MOST_DIGITS]}...' is no number for a pack; round it")
        node = ScalarNode(tag, event.value, start_mark=event.start_mark, end_mark=event.end_mark)
        try:
            return self.yaml.constructor.construct_object(node)
        except (ValueError, OverflowError):
            self._refuse(event, f"'{_one_line(event.value)}' cannot be read as a number or a day; put it in quotes")

    def _plain(self, event: Any) -> None:  # noqa: ANN401 - as above
        if any("\ud800" <= letter <= "\udfff" for letter in getattr(event, "value", "")):
            self._refuse(event, "this text holds half a letter (a lone surrogate); write the letter itself")
        if event.anchor is not None:
            self._refuse(event, "anchors and aliases (& and *) are not read in a pack; write it out")
        if event.tag is not None:
            self._refuse(event, f"tags such as {_one_line(str(event.tag))} are not read in a pack; remove it")

    def _refuse(self, event: Any, sentence: str) -> NoReturn:  # noqa: ANN401 - as above
        place = _place(event)
        raise PackError(f"{self.file}, line {place.line}, column {place.column}: {sentence}.")


def _place(event: Any) -> Place:  # noqa: ANN401 - as above
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _one_line(text: str | None) -> str:
    """Fold a message into one short line that any terminal can print."""
    folded = " ".join((text or "").split()).rstrip(".")
    return folded.encode("utf-8", "backslashreplace").decode()[:120]
