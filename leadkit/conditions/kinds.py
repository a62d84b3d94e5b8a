"""The type pass: numbers, texts, and yes or no are not mixed, and the complaint shows the right form.

Databases guess when kinds are mixed (``country > 3`` casts, ``true = 1`` holds in one and fails in another); here it is
refused, with what to write instead. Texts are equal or not and match a pattern, but have no order: each database sorts
letters in its own way. What is not known about a column is learned from how it is used (``x > 3`` makes x a number),
so that much is found while reading, before there is any table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from leadkit.conditions.complaints import Stumble, shown
from leadkit.conditions.grammar import COMPARISONS, JOINTS, STEPS, TESTS, bare, fold, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "number": "a number",
    "text": "a text",
    "yes_no": "a yes or no",
    "other": "neither a number, a text nor a yes or no",
}
WANTS_NUMBERS = (*STEPS.values(), exp.Neg, exp.Abs, exp.Greatest, exp.Least)
WANTS_TEXT = (exp.Lower, exp.Upper, exp.Length)
ORDERS = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)
SIGN = {node: sign for sign, node in COMPARISONS.items() if sign != "!="}
OTHER = "it can only be asked IS NULL; bring a day as a number of days, anything else as a number or a text"


class Guess(NamedTuple):
    """What is known about a value: its kind (None when not yet), and the columns and parameters that share it."""

    kind: str | None
    names: frozenset[str] = frozenset()


def check(
    tree: exp.Expression, text: str, known: Mapping[str, str] | None = None, wanted: str = "yes_no"
) -> dict[str, str]:
    """Hold that a condition mixes no kinds, and learn the kinds of its columns.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        What was read.
    text : str
        The text that it was read from, for the complaint.
    known : mapping of str to str, optional
        Kinds of columns by name: number, text, yes_no, other.
    wanted : {"yes_no", "number"}
        What the whole has to be.

    Returns
    -------
    dict of str to str
        The known kinds, and those learned; parameters by their name with a colon.

    Raises
    ------
    Stumble
        Kinds are mixed.

    Examples
    --------
    >>> from leadkit.conditions.reader import read
    >>> check(read("employees >= :big AND newsletter"), "employees >= :big AND newsletter")
    {'employees': 'number', ':big': 'number', 'newsletter': 'yes_no'}
    """
    one = _Pass(text, dict(known or {}))
    while True:
        before = len(one.kinds)
        one.ask(tree, wanted)
        if len(one.kinds) == before:
            return one.kinds


class _Pass:
    """A walk over the tree; what it learns may let the next walk learn more."""

    def __init__(self, text: str, kinds: dict[str, str]) -> None:
        self.text, self.kinds = text, kinds
        self.tied: dict[str, set[str]] = {}  # names that must be of one kind, by each of them

    def ask(self, tree: exp.Expression, wanted: str) -> None:
        told = fold(tree, self.rule)
        if wanted == "number" and told.kind not in {None, wanted}:
            what = f"this is {NAMES[told.kind or '']}, and a number is wanted here"
            raise Stumble(0, what, sure=True)
        self.hold(tree, told, wanted, tree)

    def rule(self, node: exp.Expression, told: list[Guess]) -> Guess:  # noqa: PLR0911 - one case for each form
        inner = parts(node)
        if isinstance(node, (exp.Column, exp.Placeholder)):
            name = node.name if isinstance(node, exp.Column) else f":{node.this}"
            return Guess(self.kinds.get(name), frozenset({name}))
        if isinstance(node, exp.Literal):
            return Guess("text" if node.is_string else "number")
        if isinstance(node, exp.Null):
            return Guess(None)
        if isinstance(node, exp.Paren):
            return told[0]
        if isinstance(node, (*JOINTS, exp.Not)):
            for part, guess in zip(inner, told, strict=True):
                self.hold(part, guess, "yes_no", node)
            return Guess("yes_no")
        if isinstance(node, TESTS):
            self.test(node, inner, told)
        if isinstance(node, (exp.Boolean, *TESTS)):
            return Guess("yes_no")
        return self.value(node, inner, told)

    def value(self, node: exp.Expression, inner: list[exp.Expression], told: list[Guess]) -> Guess:
        """Judge a calculation or a function."""
        if isinstance(node, (*WANTS_NUMBERS, *WANTS_TEXT)):
            wanted = "number" if isinstance(node, WANTS_NUMBERS) else "text"
            for part, guess in zip(inner, told, strict=True):
                self.hold(part, guess, wanted, node)
            return Guess("text" if isinstance(node, (exp.Lower, exp.Upper)) else "number")
        shared = told[0]  # COALESCE: all of one kind, whichever it is
        for part, guess in zip(inner[1:], told[1:], strict=True):
            shared = self.tie(node, inner[0], shared, part, guess)
        return shared

    def test(self, node: exp.Expression, inner: list[exp.Expression], told: list[Guess]) -> None:
        """Judge a comparison."""
        if isinstance(node, exp.Is):
            return
        if isinstance(node, (*ORDERS, exp.Like)):
            wanted = "text" if isinstance(node, exp.Like) else "number"
            for part, guess in zip(inner, told, strict=True):
                self.learn(guess, wanted)
                if guess.kind not in {None, wanted}:
                    raise self.stop(node, self.right_form(node, part, guess.kind or ""))
            return
        shared = told[0]
        for part, guess in zip(inner[1:], told[1:], strict=True):
            shared = self.tie(node, inner[0], shared, part, guess)
        if shared.kind == "other":
            raise self.stop(node, f"{self.said(inner[0])} is {NAMES['other']}; {OTHER}")
        if isinstance(node, exp.In) and shared.kind == "yes_no":
            raise self.stop(
                node, f"a yes or no needs no list; write {self.said(inner[0])} or NOT {self.said(inner[0])}"
            )
        if shared.kind == "text" and isinstance(bare(inner[0]), exp.Column) and inner[1].sql() == "''":
            raise self.stop(node, f"an empty text is not a missing one; write {self.said(inner[0])} IS NULL")

    def right_form(self, node: exp.Expression, part: exp.Expression, kind: str) -> str:
        """Say what to write where < or LIKE stands between what it is not for."""
        what = f"{self.said(part)} is {NAMES[kind]}"
        if kind == "other":
            return f"{what}; {OTHER}"
        if isinstance(node, exp.Like):
            return f"{what}, and LIKE is for texts; write = < > for numbers, the column alone for a yes or no"
        if kind == "yes_no":
            return f"{what}, which has no order; write it alone for yes, or NOT before it for no"
        if isinstance(part, exp.Literal) and re.fullmatch(r"\d+(\.\d+)?", part.this):
            return f"{what}; write the number without quotes, {part.this}"
        if isinstance(part, exp.Literal) and re.match(r"\d{4}-\d\d", part.this):
            return "a date is not read; count in days before the day asked, as in last_purchase_days <= 30"
        return f"{what}, and texts have no order; ask with =, IN or LIKE"

    def tie(self, node: exp.Expression, one: exp.Expression, guess: Guess, other: exp.Expression, also: Guess) -> Guess:
        """Hold that two values are of one kind, and let them learn from each other."""
        if guess.kind and also.kind and guess.kind != also.kind:
            raise self.stop(node, self.mixed(node, one, guess.kind, other, also.kind))
        both = Guess(guess.kind or also.kind, guess.names | also.names)
        tied = self.group(guess) | self.group(also)
        self.tied.update(dict.fromkeys(tied, tied))
        if both.kind:
            self.learn(guess, both.kind)
            self.learn(also, both.kind)
        return both

    def mixed(self, node: exp.Expression, one: exp.Expression, kind: str, other: exp.Expression, also: str) -> str:
        """Say what to write instead of comparing two kinds."""
        what = f"{self.said(one)} is {NAMES[kind]} and {self.said(other)} is {NAMES[also]}"
        if isinstance(other, exp.Column):  # 3 = country: the column first
            one, kind, other, also = other, also, one, kind
        sign = SIGN.get(type(node), "=") if not isinstance(node, exp.In) else "="
        if "other" in {kind, also}:
            return f"{what}; {OTHER}"
        if kind == "text" and also == "number" and isinstance(other, exp.Literal):
            return f"{what}; write '{other.this}' in quotes"
        if (
            kind == "number"
            and also == "text"
            and isinstance(other, exp.Literal)
            and re.fullmatch(r"[\d.]+", other.this)
        ):
            return f"{what}; write {other.this} without quotes"
        if kind == "yes_no" and isinstance(bare(one), exp.Column) and sign in {"=", "<>"}:
            return f"{what}; write {self.said(one)} for yes or NOT {self.said(one)} for no"
        if {"yes_no", "number"} == {kind, also} and isinstance(bare(other), (exp.Literal, exp.Boolean)):
            return f"{what}; yes and no are not 1 and 0, so write TRUE or FALSE"
        return f"{what}; both must be of one kind"

    def hold(self, part: exp.Expression, guess: Guess, wanted: str, node: exp.Expression) -> None:
        """Hold that a value is of the kind that is wanted here."""
        self.learn(guess, wanted)
        if guess.kind in {None, wanted}:
            return
        what = f"{self.said(part)} is {NAMES[guess.kind or '']}"
        if guess.kind == "other":
            raise self.stop(node, f"{what}; {OTHER}")
        if wanted == "yes_no" and isinstance(bare(part), exp.Column) and guess.kind in {"number", "text"}:
            example = "> 0" if guess.kind == "number" else "= 'TH'"
            raise self.stop(part, f"{what}, not a condition; compare it, as in {self.said(part)} {example}")
        if wanted == "yes_no":
            again = "; write the column again, as in a = 1 OR a = 2" if isinstance(node, JOINTS) else ""
            raise self.stop(part, f"{what}, not a condition{again or '; compare a column with it'}")
        if isinstance(node, WANTS_TEXT):
            raise self.stop(node, f"{what}, and {node.key.upper()} is for texts")
        if isinstance(node, (exp.Abs, exp.Greatest, exp.Least)):
            raise self.stop(node, f"{what}, and {node.key.upper()} is for numbers")
        raise self.stop(node, f"{what}, and + - * / work on numbers")

    def learn(self, guess: Guess, kind: str) -> None:
        if guess.kind is None:
            for name in self.group(guess):
                self.kinds.setdefault(name, kind)

    def group(self, guess: Guess) -> set[str]:
        """All names that must be of the kind of this one."""
        for name in guess.names:  # those of one guess are tied to each other already
            return self.tied.get(name, {name})
        return set()

    def said(self, node: exp.Expression) -> str:
        start, end = node.meta["span"]
        return shown(self.text[start:end])

    def stop(self, node: exp.Expression, why: str) -> Stumble:
        start, end = node.meta["span"]
        return Stumble(start, why, sure=True, end=end)
