"""Conditions said aloud, in three languages: what is written under every condition that the kit shows.

The words are in ``data/words.<lang>.yaml``; here they are put together so that the sentence can be understood in one
way only: AND and OR among each other stand in brackets, and a text that could be mistaken for the sentence around it
stands in quotes. Columns keep their names unless their labels are asked for. Numbers are written as each language
writes them: 20,000.5 in English and Thai, 20.000,5 in Vietnamese; a list whose items hold commas is joined by ``;``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sqlglot import exp

from leadkit import vocabulary, words
from leadkit.conditions.grammar import JOINTS, TESTS, bare, fold, parts

Keys = dict[type[exp.Expression], str]
LOOSE, TIGHT, WHOLE = 1, 2, 3  # how tightly a said value holds together: a sum, a product, one piece
WORDY = 0  # a value in words ("the smallest of ..."): in brackets wherever it is calculated with
SIGNS: Keys = {exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷"}
ORDERS: Keys = {exp.LT: "less", exp.LTE: "most", exp.GT: "more", exp.GTE: "least"}
MIRROR = {"less": "more", "most": "least", "more": "less", "least": "most"}
FUNCTIONS: Keys = {exp.Abs: "absolute", exp.Lower: "lower", exp.Upper: "upper", exp.Length: "length"}
LISTS: Keys = {exp.Coalesce: "first_known", exp.Greatest: "greatest", exp.Least: "smallest"}


class Said(NamedTuple):
    """What is said of a node, and how tightly it holds together (a condition: by which joint it is joined)."""

    text: str
    tight: int = WHOLE
    joint: str = ""

    def within(self, least: int) -> str:
        """Put it in brackets where it must hold together at least so tightly."""
        return self.text if self.tight >= least else f"({self.text})"


def aloud(tree: exp.Expression, lang: str, *, labels: bool, wanted: str = "yes_no") -> str:
    """Say a tree in one language.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        What was read.
    lang : {"en", "th", "vi"}
        The language.
    labels : bool
        Whether columns of the vocabulary are called by their labels.
    wanted : {"yes_no", "number"}
        What the whole is.

    Returns
    -------
    str
        Part of a sentence: no capital, no full stop.

    Examples
    --------
    >>> from leadkit.conditions.reader import read
    >>> aloud(read("purchases = 0 AND (newsletter OR referred)"), "en", labels=False)
    'purchases is 0 and (newsletter is yes or referred is yes)'
    """
    speaker = _Speaker(lang, labels=labels)
    told = fold(tree, speaker.rule)
    return told.text if wanted == "number" else speaker.asked(tree, told).text


class _Speaker:
    """One language, and how it calls columns."""

    def __init__(self, lang: str, *, labels: bool) -> None:
        self.lang, self.labels = words.check_language(lang), labels

    def say(self, key: str, **values: str) -> str:
        return words.say(f"conditions.{key}", self.lang, **values)

    def rule(self, node: exp.Expression, told: list[Said]) -> Said:
        if isinstance(node, exp.Paren):
            return told[0]
        if isinstance(node, JOINTS):
            joint = "and" if isinstance(node, exp.And) else "or"
            asked = [self.asked(part, one) for part, one in zip(parts(node), told, strict=True)]
            texts = [f"({one.text})" if one.joint not in {"", joint} else one.text for one in asked]
            return Said(self.say(joint).join(texts), joint=joint)
        if isinstance(node, exp.Not):
            return self.denied(node.this, told[0])
        if isinstance(node, TESTS):
            return Said(self.test(node, told))
        return self.value(node, told)

    def asked(self, node: exp.Expression, said: Said) -> Said:
        """Say a value that is asked: a yes/no column, or TRUE or FALSE alone."""
        node = bare(node)
        if isinstance(node, (*JOINTS, exp.Not, *TESTS)):
            return said
        if isinstance(node, exp.Boolean):
            return Said(self.say("always" if node.this else "nobody"))
        return Said(self.say("is_yes", left=said.text))

    def denied(self, node: exp.Expression, said: Said) -> Said:
        """Say NOT: as part of a comparison, of a yes/no column, or of a whole condition."""
        if isinstance(node, TESTS):
            return said  # the test has said so itself
        inner = bare(node)
        if isinstance(inner, (*JOINTS, exp.Not, exp.Boolean, *TESTS)):
            return Said(self.say("not_true", what=self.asked(inner, said).text))
        return Said(self.say("is_not_yes" if _never(inner) else "is_no", left=said.text))

    # Values.

    def value(self, node: exp.Expression, told: list[Said]) -> Said:  # noqa: PLR0911 - one case for each form
        match node:
            case exp.Column():
                return Said(self.column(node.name))
            case exp.Literal(is_string=True):
                return Said(self.text(node.this))
            case exp.Literal():
                return Said(words.number(node.this, self.lang))
            case exp.Boolean():
                return Said(words.say("yes" if node.this else "no", self.lang))
            case exp.Placeholder():
                return Said(self.say("parameter", name=node.this), WORDY)
            case exp.Null():
                return Said("")
            case exp.Neg():
                return Said(f"−{told[0].within(WHOLE)}", TIGHT)
        if type(node) in SIGNS:
            least = LOOSE if isinstance(node, (exp.Add, exp.Sub)) else TIGHT
            return Said(f"{told[0].within(least)} {SIGNS[type(node)]} {told[1].within(least + 1)}", least)
        if type(node) in FUNCTIONS:
            return Said(self.say(FUNCTIONS[type(node)], what=told[0].within(WHOLE)), WORDY)
        tight = WHOLE if isinstance(node, exp.Coalesce) else WORDY
        return Said(self.say(LISTS[type(node)], items=self.items(told)), tight)

    def column(self, name: str) -> str:
        known = vocabulary.column(name) if self.labels else None
        if known:
            return words.pick(known.label, self.lang)
        return name if _is_simple(name) else self.say("quoted", text=name)

    def text(self, text: str) -> str:
        plain = _is_simple(text) and text.casefold() not in _template_words(self.lang)
        return text if plain else self.say("quoted", text=text)

    def items(self, told: list[Said]) -> str:
        texts = [one.text for one in told]
        return ("; " if any("," in text for text in texts) else ", ").join(texts)

    # Tests.

    def test(self, node: exp.Expression, told: list[Said]) -> str:
        ending = "_not" if isinstance(node.parent, exp.Not) else ""
        left = told[0].text
        match node:
            case exp.Is():  # IS NULL says that it is not there, so the endings change places
                key = "happened" if _never(node.this) else "known"
                return self.say(f"{key}{'' if ending else '_not'}", left=left)
            case exp.In():
                return self.say(f"one_of{ending}", left=left, items=self.items(told[1:]))
            case exp.Between():
                return self.say(f"between{ending}", left=left, low=told[1].text, high=told[2].text)
            case exp.Like():
                key, text = _pattern(node.expression)
                right = self.say("quoted", text=text) if text else told[1].text
                return self.say(f"{key}{ending}", left=left, right=right)
        return self.compared(node, told)

    def compared(self, node: exp.Expression, told: list[Said]) -> str:
        """Say a comparison, the column first."""
        one, other = bare(node.this), bare(node.expression)
        left, right = (said.text for said in told)
        turned = not one.find(exp.Column) and other.find(exp.Column) is not None
        if turned:
            one, other, left, right = other, one, right, left
        if type(node) in ORDERS:
            key = ORDERS[type(node)]
            return self.say(MIRROR[key] if turned else key, left=left, right=right)
        same = isinstance(node, exp.EQ)
        if isinstance(other, exp.Boolean):
            return self.say(f"is_{'' if same else 'not_'}{'yes' if other.this else 'no'}", left=left)
        if isinstance(other, exp.Literal) and other.is_string:
            return self.say("is_text" if same else "is_not_text", left=left, right=right)
        key = "same" if isinstance(other, exp.Column) else "equals"
        return self.say(key if same else f"{key}_not", left=left, right=right)


def _never(node: exp.Expression) -> bool:
    """Whether all columns of a value mean by NULL that nothing ever happened."""
    found = [vocabulary.column(column.name) for column in node.find_all(exp.Column)]
    return bool(found) and all(column is not None and column.null == "never" for column in found)


def _pattern(node: exp.Expression) -> tuple[str, str]:
    """What a pattern of LIKE asks, and of which text (none: the pattern itself is a parameter)."""
    if not isinstance(node, exp.Literal):
        return "looks", ""
    pattern: str = node.this
    inner = pattern.strip("%")
    if inner and not re.search(r"[%_]", inner):
        before, after = pattern.startswith("%"), pattern.endswith("%")
        if before or after:
            return ("contains" if before and after else "ends" if before else "starts"), inner
    return "looks", pattern


def _is_simple(text: str) -> bool:
    """Whether a text can stand in a sentence without quotes: one word that is no number."""
    return bool(re.fullmatch(r"[^\W\d][\w\-\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*", text))


@cache
def _template_words(lang: str) -> frozenset[str]:
    """The words of the sentences themselves: a text that is one of them is put in quotes."""
    templates = [text for key, text in words.strings(lang).items() if key.startswith("conditions.")]
    return frozenset(word.strip("(),“”").casefold() for text in templates for word in text.split())
