"""How conditions stand to each other, proved: conditions on their way to the grid, with what is known of everybody.

The grid takes trees and facts; here they are made of conditions: the vocabulary's facts are read once, and columns that
the vocabulary does not have are of the kind that their use shows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from leadkit import grid, vocabulary
from leadkit.conditions.condition import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from sqlglot import exp


def relations(
    named: Mapping[str, Condition], *, shown_by: pd.DataFrame | None = None
) -> dict[tuple[str, str], grid.Relation]:
    """Prove the relation of every pair of conditions.

    Parameters
    ----------
    named : mapping of str to Condition
        The conditions, their parameters bound.
    shown_by : DataFrame, optional
        Real people, looked through for examples where a proof leaves it open whether there can be any.

    Returns
    -------
    dict of (str, str) to Relation
        Each pair once, in the order of `named`.

    Examples
    --------
    >>> found = relations({"buyer": Condition("purchases > 0"), "regular": Condition("purchases >= 5")})
    >>> found["buyer", "regular"].kind
    'contains'
    """
    trees = {name: for_the_grid(condition) for name, condition in named.items()}
    columns = {name for condition in named.values() for name in condition.columns}
    known = {name: column for name in sorted(columns) if (column := vocabulary.column(name))}
    return grid.relations(trees, facts(), {**vocabulary.columns(), **known}, shown_by=shown_by)


def for_the_grid(condition: Condition, *, opened: bool = False) -> exp.Expression:
    """Ask a condition of everybody who could be: kinds by the vocabulary, else by use."""
    learned = condition.kinds()
    kinds = {name: learned.get(name, "text") for name in condition.columns}
    known = {name: column.kind for name in condition.columns if (column := vocabulary.column(name))}
    return condition.asked({**kinds, **known}, opened=opened)


@cache
def facts() -> tuple[exp.Expression, ...]:
    """The vocabulary's facts as trees; they hold for everybody, so nobody may write into them.

    Examples
    --------
    >>> len(facts()) == len(vocabulary.facts())
    True
    """
    return tuple(for_the_grid(Condition(text)) for text in vocabulary.facts())
