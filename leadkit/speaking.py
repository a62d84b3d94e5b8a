"""How packs are said aloud: what scorecards, segmentations and profiles have in common.

A speaker knows one value and one language. Its words stand in ``data/words.<lang>.yaml``, each room's under its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from leadkit import words
from leadkit.conditions.grammar import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadkit.conditions import Condition


class Speaker:
    """One value, in one language.

    Parameters
    ----------
    one : Scorecard, Segmentation, Profile or Playbook
        What is said.
    lang : {"en", "th", "vi"}
        The language. Texts that it does not have in it are said in English.
    room : str
        Where its words stand.

    Raises
    ------
    UnknownNameError
        The kit does not speak the language.
    """

    def __init__(self, one: Any, lang: str, room: str) -> None:  # noqa: ANN401 - as above
        self.one, self.lang, self.room = one, words.check_language(lang), room

    def say(self, key: str, **values: object) -> str:
        """Say one string of the room."""
        return words.say(f"{self.room}.{key}", self.lang, **values)

    def pick(self, text: Any) -> str:  # noqa: ANN401 - a text, in one language or several
        """Choose the language of a text."""
        return words.pick(text, self.lang)

    def number(self, value: Any) -> str:  # noqa: ANN401 - a number of a pack, or any parameter
        """Write a number as the language does; yes and no, and texts, as they are said."""
        if isinstance(value, bool):
            return words.say("yes" if value else "no", self.lang)
        return value if isinstance(value, str) else words.number(value, self.lang)

    def head(self) -> Iterator[str]:
        """Say the title, and by which packs it goes."""
        title, version = self.pick(self.one.title), words.say("scoring.version", self.lang, number=self.one.version)
        yield f"{title} ({self.one.name}, {version})" if title else f"{self.one.name} ({version})"
        if sources := getattr(self.one, "sources", ()):
            yield words.say("scoring.sources", self.lang, names=", ".join(sources))

    def params(self) -> Iterator[str]:
        """Say the parameters."""
        if self.one.params:
            yield words.say("scoring.params", self.lang)
        for param in self.one.params:
            says = self.pick(param.says)
            yield f"- {param.name} = {self.number(param.value)}{': ' if says else ''}{says}"

    def remark(self) -> Iterator[str]:
        """Say the remark."""
        if remark := self.pick(self.one.remark):
            yield remark


def paragraphs(sections: Iterable[Iterable[str]]) -> str:
    """Put lines together, an empty line between any two sections that say something."""
    return "\n\n".join(text for lines in sections if (text := "\n".join(lines)))


def always(when: Condition) -> bool:
    """Whether a condition is TRUE, so that it holds for everybody."""
    tree = bare(when.tree)
    return isinstance(tree, exp.Boolean) and bool(tree.this)


def labelled(label: str, name: str) -> str:
    """Give a label, and the name that stands in the table where it is another one.

    Examples
    --------
    >>> labelled("at risk", "at_risk"), labelled("Champions", "champions")
    ('at risk', 'Champions (champions)')
    """
    return label if label.replace(" ", "_") == name else f"{label} ({name})"
