"""What a student is told: an outcome, a hint, a solution; a symbol and words, so that colour never speaks alone.

The same message is a small box in a notebook and a few plain lines in a terminal. Whatever came from the student is
escaped in the one and made visible in the other.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from leadkit import words
from leadkit.errors import LeadkitError

Kind = Literal["correct", "not_yet", "not_tried", "cannot_check"]
# Symbol and colour of each; the colours are told apart by everybody, and can be seen on white and on black.
LOOKS = {
    "correct": ("✓", "#009e73"),
    "not_yet": ("○", "#d55e00"),
    "not_tried": ("–", "#888888"),
    "cannot_check": ("!", "#0072b2"),
    "note": ("→", "#0072b2"),
}
BOX = "border-left: 4px solid {colour}; padding: 0.4em 0.9em"
_CODE = "white-space: pre; font-family: monospace; padding: 0.4em 0"


@dataclass(frozen=True, repr=False)
class Message:
    """Something said to a student.

    Parameters
    ----------
    says : str
        The sentences; text between backticks is code.
    head : str
        What stands in front of them.
    look : str
        A key of ``LOOKS``.
    code : str
        Lines of code under them.

    Examples
    --------
    >>> Message("Look at `purchases`.", "Hint 1 of 2")
    → Hint 1 of 2: Look at `purchases`.
    """

    says: str
    head: str = ""
    look: str = "note"
    code: str = ""

    def __str__(self) -> str:
        lines = [visible(line) for line in self.says.splitlines()]
        said = "\n".join([": ".join(filter(None, (self.head, *lines[:1]))), *lines[1:]])
        return "\n".join(filter(None, (f"{LOOKS[self.look][0]} {said}", self.code)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        symbol, colour = LOOKS[self.look]
        head = f"{symbol} {escape(self.head)}" + ("." if self.says and self.head else "")
        said = "<br>".join(marked(visible(line)) for line in self.says.splitlines())
        code = f'<div style="{_CODE}">{escape(self.code)}</div>' if self.code else ""
        return f'<div style="{BOX.format(colour=colour)}"><strong>{head}</strong> {said}{code}</div>'


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a check found.

    Parameters
    ----------
    kind : {"correct", "not_yet", "not_tried", "cannot_check"}
        The outcome.
    says : str
        What there is to say about it, in `lang`.
    reason : str
        A name of what was found that is the same for all students (``wrong.filed``, ``people_more``), or "".
    lang : {"en", "th", "vi"}
        The language.

    Examples
    --------
    >>> Outcome("not_yet", "Too many: 3.")
    ○ Not yet: Too many: 3.
    """

    kind: Kind
    says: str = ""
    reason: str = ""
    lang: str = "en"

    @property
    def message(self) -> Message:
        """The outcome as it is shown."""
        return Message(self.says, words.say(f"exercises.kind.{self.kind}", self.lang), self.kind)

    def __str__(self) -> str:
        return str(self.message)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.message._repr_html_()


def marked(text: str) -> str:
    """Escape a text for HTML, and show what stands between backticks as code.

    Examples
    --------
    >>> marked("`a < b` & c")
    '<code>a &lt; b</code> &amp; c'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def visible(text: str) -> str:
    r"""Write what cannot be seen as escapes, and cut what would fill a screen.

    Examples
    --------
    >>> visible("a\x1bb")
    'a\\x1bb'
    """
    return str(LeadkitError(text))


def shown(value: object, most: int = 60) -> str:
    """Show a value of the student's, short enough for a sentence.

    Examples
    --------
    >>> shown("lead" * 40, 12)
    "'leadlead..."
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a student's object may fail at anything
        text = type(value).__name__
    return visible(text if len(text) <= most else f"{text[: most - 3]}...").replace("`", "'")


def ipython() -> Any:  # noqa: ANN401 - IPython's shell, or None
    """Find IPython's shell, if this runs in one."""
    there = sys.modules.get("IPython")
    return there.get_ipython() if there else None
