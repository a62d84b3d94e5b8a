"""One plain sentence for every complaint: what cannot be read or asked, at which character, where, and what to write.

Sentences are of one line and of a bounded length, whatever was written: a user's words are cut before they are shown.
"""

from __future__ import annotations

from leadkit.errors import ConditionError

MOST_SHOWN = 40


class Stumble(Exception):  # noqa: N818 - it never leaves this package: the reader makes a ConditionError of it
    """Where reading or asking stopped, and why.

    Parameters
    ----------
    start : int
        The character at which it stopped.
    why : str
        The end of the sentence: what is wrong, or what to write instead.
    sure : bool
        Whether the reason is certain, so that no beginner's slip needs to be looked for.
    end : int, optional
        Where that which cannot be read ends.
    """

    def __init__(self, start: int, why: str, *, sure: bool = False, end: int | None = None) -> None:
        super().__init__(why)
        self.start, self.why, self.sure, self.end = start, why, sure, end


def complaint(text: str, where: str, stumble: Stumble, verb: str = "read") -> ConditionError:
    """Make the one sentence.

    Examples
    --------
    >>> str(complaint("a == 5", "in rule 'five'", Stumble(2, "one = is enough", end=4)))
    "Cannot read '==' at character 3 in rule 'five': one = is enough."
    """
    end = len(text) if stumble.end is None else stumble.end
    cut = shown(text[stumble.start : end].strip(), MOST_SHOWN)
    what = repr(cut) if cut else "the end"
    ending = "" if stumble.why.endswith("?") else "."
    return ConditionError(f"Cannot {verb} {what} at character {stumble.start + 1}{place(where)}: {stumble.why}{ending}")


def place(where: str) -> str:
    """Where the condition stands, as the middle of a sentence: one line, of a bounded length.

    Examples
    --------
    >>> place("in rule 'funded'"), place("")
    (" in rule 'funded'", '')
    """
    line = " ".join(where.split())
    return f" {shown(line, 200)}" if line else ""


def shown(word: str, most: int = 30) -> str:
    """Cut a user's word to a length that fits a sentence.

    Examples
    --------
    >>> shown("a" * 50, 10)
    'aaaaaaa...'
    """
    return word if len(word) <= most else f"{word[: most - 3]}..."
