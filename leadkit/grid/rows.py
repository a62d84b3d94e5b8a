"""Real people as witnesses, where free parts leave it open whether there can be anybody.

The conditions are asked of the table once, all together; then every open question is a look into the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlglot import exp

from leadkit.grid.atoms import columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadkit.grid.cells import Value


class Rows:
    """A table of people and, once somebody looks, what the conditions say of them.

    Parameters
    ----------
    named : mapping of str to exp.Expr
        The conditions.
    facts : sequence of exp.Expr
        Facts; a row that breaks one (as far as the table has its columns) is no witness.
    people : DataFrame
        One row a person, with ``person_id`` and every column that the conditions name.
    """

    def __init__(self, named: Mapping[str, exp.Expr], facts: Sequence[exp.Expr], people: pd.DataFrame) -> None:
        self._named = named
        self._facts = facts
        self._people = people
        self._answers: pd.DataFrame | None = None

    def find(self, a: str, b: str, who: str) -> dict[str, Value] | None:
        """Find somebody who is ``both``, ``only_first`` or ``only_second``, by the columns that the conditions name."""
        if self._answers is None:
            self._answers = self._ask()
        first, second = (self._answers[f"is_{list(self._named).index(name)}"] for name in (a, b))
        wanted = {"both": first & second, "only_first": first & ~second, "only_second": second & ~first}[who]
        places = (wanted & self._answers["is_possible"]).to_numpy().nonzero()[0]
        if not len(places):
            return None
        row = self._people.iloc[places[0]]
        return {name: _value(row[name]) for name in dict.fromkeys(columns_of(self._named[a], self._named[b]))}

    def _ask(self) -> pd.DataFrame:
        from leadkit.engine import ask  # noqa: PLC0415 - needed only when real people are asked

        have = {str(name).lower() for name in self._people.columns}
        facts = [fact for fact in self._facts if have.issuperset(map(str.lower, columns_of(fact)))]
        columns = [_is_yes(tree).as_(f"is_{at}") for at, tree in enumerate(self._named.values())]
        found: pd.DataFrame = ask(
            self._people, [*columns, exp.and_(exp.true(), *map(_is_not_no, facts)).as_("is_possible")]
        )
        return found.drop(columns="person_id").astype(bool)


def _is_yes(tree: exp.Expr) -> exp.Is:
    return exp.Is(this=exp.paren(tree), expression=exp.true())


def _is_not_no(tree: exp.Expr) -> exp.Not:
    return exp.Not(this=exp.Is(this=exp.paren(tree), expression=exp.false()))


def _value(cell: Any) -> Value:  # noqa: ANN401 - a cell of a DataFrame
    value: Value = None if pd.isna(cell) else cell.item() if hasattr(cell, "item") else cell
    return value
