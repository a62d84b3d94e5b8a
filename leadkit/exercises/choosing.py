"""Answers that choose: one of several, several of several, or an order; most predictions are made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leadkit.exercises.forms import Differs, kind_of
from leadkit.exercises.outcome import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from leadkit.exercises.comparing import Expected
    from leadkit.exercises.forms import Given


@dataclass(frozen=True)
class One:
    """One of some choices; a wrong one may have its own sentence, under its name.

    Examples
    --------
    >>> One(("a", "b")).compare("(A)", "a", None)
    """

    choices: tuple[str, ...]

    def compare(self, answer: object, expected: Expected, given: Given | None) -> None:  # noqa: ARG002 - as every kind of answer
        """Compare two choices."""
        chosen = chosen_of(answer, self.choices)
        if len(chosen) != 1:
            raise Differs("not_one_choice", many=len(chosen))
        if chosen[0] != expected:
            raise Differs(f"own.{chosen[0]}", choice=chosen[0])


@dataclass(frozen=True)
class Several:
    """Several of some choices, in any order.

    Examples
    --------
    >>> Several(("a", "b", "c")).compare(["b", "a"], {"a", "b"}, None)
    """

    choices: tuple[str, ...]

    def compare(self, answer: object, expected: Expected, given: Given | None) -> None:  # noqa: ARG002 - as every kind of answer
        """Say of the first that is too many; of those missing, only how many."""
        chosen = chosen_of(answer, self.choices)
        more = [one for one in self.choices if one in chosen and one not in expected]
        if more:
            raise Differs(f"own.{more[0]}", choice=more[0])
        if set(chosen) != set(expected):
            raise Differs("choices_missing", many=len(set(expected) - set(chosen)))


@dataclass(frozen=True)
class InOrder:
    """All of some choices, in an order.

    Examples
    --------
    >>> InOrder(("a", "b", "c")).compare("c > a > b", ["c", "a", "b"], None)
    """

    choices: tuple[str, ...]

    def compare(self, answer: object, expected: Expected, given: Given | None) -> None:  # noqa: ARG002 - as every kind of answer
        """Say how many places are right before the first that is not."""
        if isinstance(answer, (set, frozenset)):
            raise Differs("set_for_order")
        chosen = chosen_of(answer, self.choices)
        if len(chosen) != len(self.choices):
            raise Differs("order_not_whole", many=len(chosen), all=len(self.choices))
        if chosen != [*expected]:
            same = next(i for i, (a, b) in enumerate(zip(chosen, expected, strict=True)) if a != b)
            raise Differs("order_from", number=same + 1, choice=chosen[same])


def chosen_of(answer: object, choices: Sequence[str]) -> list[str]:
    """Read choices: a text, or texts in whatever holds them; "(B)" and "b" are the same.

    Examples
    --------
    >>> chosen_of("a, C", ("a", "b", "c")), chosen_of(("ab"), ("a", "b", "c"))
    (['a', 'c'], ['a', 'b'])
    """
    if isinstance(answer, str):
        answer = _parted(answer, choices)
    if not isinstance(answer, (list, tuple, set, frozenset, pd.Series, pd.Index, np.ndarray)):
        raise Differs("not_choice", kind=kind_of(answer), choices=", ".join(choices))
    found = []
    for one in answer:
        known = {choice.casefold(): choice for choice in choices}
        word = re.sub(r"^\W+|\W+$", "", str(one)).casefold()
        if word not in known:
            raise Differs("no_such_choice", value=shown(one), choices=", ".join(choices))
        found.append(known[word])
    return list(dict.fromkeys(found)) if isinstance(answer, (set, frozenset)) else found


def _parted(text: str, choices: Collection[str]) -> list[str]:
    words = [one for one in re.split(r"[\s,;<>/→]+", text) if one.strip("()[].")]
    letters = re.sub(r"[^\w]", "", text).casefold()
    if len(words) == 1 and len(letters) > 1 and letters not in choices and set(letters) <= set(choices):
        return list(letters)
    return words or [text]
