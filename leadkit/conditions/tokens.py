"""Characters to words: every character of a condition is accounted for, and nothing is rewritten silently.

Spaces separate; Thai and full-width digits are read as the digits they are. What cannot be seen (control, format and
bidirectional characters) and what only looks like something else (a Cyrillic letter in a Latin name) is refused,
because a condition must mean what a person reads. The text comes in NFC, as the tables are.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple, TypeVar

from sqlglot import exp

from leadkit.conditions.complaints import Stumble, shown
from leadkit.conditions.exact import LIMITS, MOST_DECIMALS, MOST_DIGITS
from leadkit.conditions.grammar import MOST_DEPTH

MOST_NAME = 100
WORDS = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN", "IS", "NULL", "LIKE", "TRUE", "FALSE"})
SIGNS = ("<=", ">=", "<>", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",")
DIGITS = {ord(other): str(value % 10) for value, other in enumerate("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９")}
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}  # control, format and bidi, unassigned, private, broken, separators
BLANK = {*map(chr, [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0])}  # letters and marks without ink
BLANK |= {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}  # variation selectors
MAY_MIX = {"LATIN", "THAI", "LAO", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"}  # none of them looks like a Latin letter
N = TypeVar("N", bound=exp.Expression)


class Token(NamedTuple):
    """One word of a condition: its kind (number, text, name, quoted, param, word, sign, end), value and place."""

    kind: str
    value: str
    start: int
    end: int


class Words:
    """The words of a condition, and the one that is to be read next.

    Parameters
    ----------
    text : str
        The condition.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = tokens(text)
        self.at = self.depth = self.atoms = 0

    @property
    def word(self) -> Token:
        """The word that is to be read next."""
        return self.all[self.at]

    def ahead(self, *values: str) -> bool:
        """Whether one of these words of the grammar is next."""
        return self.word.kind in {"word", "sign"} and self.word.value in values

    def take(self, *values: str) -> str:
        """Read one of these words of the grammar, if it is next."""
        if not self.ahead(*values):
            return ""
        self.at += 1
        return self.all[self.at - 1].value

    def stop(self, why: str, *, sure: bool = False) -> Stumble:
        """Make a complaint about the word that is next."""
        return Stumble(self.word.start, why, sure=sure)

    def since(self, first: int, why: str) -> Stumble:
        """Make a certain complaint about the words since a first one."""
        return Stumble(self.all[first].start, why, sure=True, end=self.all[max(first, self.at - 1)].end)

    def deeper(self) -> None:
        """Go one level deeper, if there is room."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.stop(f"brackets and NOT are nested more than {MOST_DEPTH} deep", sure=True)

    def marked(self, node: N, first: int) -> N:
        """Write a node's place into it, from its first word to the last word read."""
        node.meta["span"] = (self.all[first].start, self.all[self.at - 1].end)
        return node


def tokens(text: str) -> list[Token]:
    """Split a condition into its words; the last one is always of the kind ``end``.

    Raises
    ------
    Stumble
        A character that has no place in a condition.

    Examples
    --------
    >>> [(token.kind, token.value) for token in tokens("อายุ >= ๑๘")]
    [('name', 'อายุ'), ('sign', '>='), ('number', '18'), ('end', '')]
    """
    _visible(text)
    found: list[Token] = []
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return [*found, Token("end", "", at, at)]
        found.append(_next(text, at))
        at = found[-1].end


def mask(text: str) -> str:
    """Hide what stands in quotes (but for backslashes) and show all digits as 0 to 9, in the same length.

    Examples
    --------
    >>> mask("country = 'TH' AND age > ๒๐")
    "country = '··' AND age > 20"
    """
    masked, quote = [], ""
    for char in text:
        if quote:
            masked.append(char if char in (quote, "\\") else "·")
            quote = "" if char == quote else quote
        else:
            masked.append(char.translate(DIGITS))
            quote = char if char in "'\"" else ""
    return "".join(masked)


def is_plain(name: str) -> bool:
    """Whether a column's name can be written without double quotes.

    Examples
    --------
    >>> is_plain("อายุ"), is_plain("first name"), is_plain("and")
    (True, False, False)
    """
    whole = len(name) <= MOST_NAME and _starts_name(name[0]) and all(map(_is_name_char, name))
    return whole and not _is_word(name)


def alphabet(char: str) -> str:
    """The alphabet of a letter, by its Unicode name.

    Examples
    --------
    >>> alphabet("a"), alphabet("ก"), alphabet("а")
    ('LATIN', 'THAI', 'CYRILLIC')
    """
    return unicodedata.name(char, "UNKNOWN").split()[0]


def _visible(text: str) -> None:
    for at, char in enumerate(text):
        if (unicodedata.category(char) in UNSEEN or char in BLANK) and char not in "\t\n\r":
            name = unicodedata.name(char, "a character without a name").lower()
            why = f"the character U+{ord(char):04X} ({name}) cannot be seen; take it out"
            raise Stumble(at, why, sure=True, end=at + 1)


def _next(text: str, at: int) -> Token:
    char = text[at]
    if char in "'\"":
        return _quoted(text, at)
    if char.translate(DIGITS) in "0123456789":
        return _number(text, at)
    if _starts_name(char):
        return _name(text, at)
    if char == ":" and at + 1 < len(text) and _starts_name(text[at + 1]):
        name = _name(text, at + 1)
        return Token("param", name.value, at, name.end)
    if not text.startswith(("--", "/*"), at):
        for sign in SIGNS:
            if text.startswith(sign, at):
                return Token("sign", sign, at, at + len(sign))
    raise Stumble(at, f"{char!r} has no place in a condition", end=at + 1)


def _quoted(text: str, at: int) -> Token:
    """Read a 'text' or a "name"; a doubled quote inside stands for the quote itself."""
    quote, end = text[at], text.find(text[at], at + 1)
    while text[end : end + 2] == quote * 2:
        end = text.find(quote, end + 2)
    if end < 0:
        raise Stumble(at, f"the quote {quote} opened here is never closed; write one before and one after")
    for spot in range(at + 1, end):
        if text[spot].isspace() and text[spot] != " ":
            why = "in quotes only the ordinary space is read; take this one out, or look for a missing quote"
            raise Stumble(spot, why, sure=True, end=spot + 1)
    inner = text[at + 1 : end].replace(quote * 2, quote)
    if quote == "'":
        return Token("text", inner, at, end + 1)
    if not inner.strip():
        raise Stumble(at, "a column needs a name; an empty text is written ''", sure=True, end=end + 1)
    for word in "".join(char if _is_name_char(char) else " " for char in inner).split():
        _one_alphabet(word, at, end + 1)
    return Token("quoted", inner, at, end + 1)


def _number(text: str, at: int) -> Token:
    end, points = at, 0
    while end < len(text):
        char, then = text[end].translate(DIGITS), text[end + 1 : end + 2].translate(DIGITS)
        if char == "." and not points and then and then in "0123456789":
            points = 1
        elif char not in "0123456789":
            break
        end += 1
    if end < len(text) and (_is_name_char(text[end]) or text[end] == "."):
        raise Stumble(at, "a number is written with digits and at most one point, as in 20000 or 0.5")
    whole, _, decimals = text[at:end].translate(DIGITS).partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        raise Stumble(at, "a number does not begin with 0", end=end)
    decimals = decimals.rstrip("0")
    if len(decimals) > MOST_DECIMALS or len(whole) + len(decimals) > MOST_DIGITS:
        raise Stumble(at, f"{LIMITS}, so that it is exact everywhere; round it", sure=True, end=end)
    return Token("number", f"{whole}.{decimals}" if decimals else whole, at, end)


def _starts_name(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] == "L"


def _is_name_char(char: str) -> bool:
    return char == "_" or unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}


def _name(text: str, at: int) -> Token:
    end = at
    while end < len(text) and _is_name_char(text[end]):
        end += 1
    name = text[at:end]
    _one_alphabet(name, at, end)
    if _is_word(name):
        return Token("word", name.upper(), at, end)
    if len(name) > MOST_NAME:
        raise Stumble(at, f"a name has at most {MOST_NAME} characters", sure=True, end=end)
    return Token("name", name, at, end)


def _is_word(name: str) -> bool:
    return name.isascii() and name.upper() in WORDS  # the capital of an i without a dot (ı) is an I too


def _one_alphabet(name: str, at: int, end: int) -> None:
    """Hold that a name is what it looks like: no full-width or ornamental letters, no look-alikes mixed in."""
    for char in name:
        plain = unicodedata.normalize("NFKC", char)
        if not char.isascii() and plain.isascii():
            raise Stumble(at, f"{shown(char)!r} only looks like {plain!r}; type it anew", sure=True, end=end)
    alphabets = sorted({alphabet(char) for char in name if unicodedata.category(char)[0] == "L"})
    if len(alphabets) > 1 and not MAY_MIX.issuperset(alphabets):
        said = " and ".join(one.capitalize() for one in alphabets[:3])
        raise Stumble(at, f"this name mixes {said} letters that look alike; type it anew", sure=True, end=end)
