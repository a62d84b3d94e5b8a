"""Side by side: what groups explain of some measures, and how far two ways of grouping agree, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.errors import DataError
from leadkit.learn.measured import between, codes, named, numbers, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def explained(
    people: pd.DataFrame,
    groups: str | Sequence[Any] | pd.Series[Any],
    *,
    on: Sequence[str],
    scale: bool = True,
    log: bool = False,
) -> float:
    """Say which share of the variance of some measures lies between groups, whoever made them.

    Parameters
    ----------
    people, on, scale, log
        As for :func:`clusters`; with the same, the two can be compared.
    groups : str or Series
        A column of `people`, or one group each, in their order; whoever has none is passed over.

    Returns
    -------
    float
        From 0 (groups differ in nothing) to 1 (people of a group are all alike); NaN where all people are alike. More
        groups explain more, so compare as many with as many.

    Raises
    ------
    UnknownColumnError, DataError
        As for :func:`clusters`; or there are not as many groups as people.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"purchases": [1, 1, 2, 30], "country": ["TH", "TH", "VN", "VN"]})
    >>> explained(people, ["few", "few", "few", "many"], on=["purchases"])  # doctest: +ELLIPSIS
    0.998...
    >>> round(explained(people, "country", on=["purchases"]), 2)
    0.36
    """
    on = named(people, (groups,) if isinstance(groups, str) else (), on)
    column = people[groups] if isinstance(groups, str) else groups
    raw, known = numbers(people, on, log=log)
    group = codes(column, len(people))
    both = known & (group >= 0)
    times = np.ones(int(both.sum()))
    return between(seen(raw[both], times, scale=scale, log=log), times, group[both])


def agree(one: Sequence[Any] | pd.Series[Any], other: Sequence[Any] | pd.Series[Any]) -> float:
    """Say how far two ways of grouping put the same people together: the adjusted Rand index.

    Parameters
    ----------
    one, other : Series or list
        The group of each person, in the same order; whoever has none in either is passed over.

    Returns
    -------
    float
        1 where they make the same groups, whatever they are called; about 0 where chance would agree as well; it can be
        below. How many groups there are is allowed for, their use is not.

    Raises
    ------
    DataError
        There are not as many of the one as of the other, or nobody is in both.

    References
    ----------
    L. Hubert and P. Arabie, Comparing partitions, Journal of Classification 2 (1985), 193-218.

    Examples
    --------
    >>> agree(["a", "a", "b", "b"], [2, 2, 1, 1])
    1.0
    >>> agree(["a", "a", "b", "b"], [1, 2, 1, 2])
    -0.5
    """
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415 - heavy

    first = codes(one)
    second = codes(other, len(first))
    both = (first >= 0) & (second >= 0)
    if not both.any():
        raise DataError("Nobody is in a group of both, so there is nothing to compare.")
    return float(adjusted_rand_score(first[both], second[both]))
