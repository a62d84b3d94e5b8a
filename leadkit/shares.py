"""Shares with their intervals: 3 of 4 and 300 of 400 are both 75 %, and do not tell the same."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import pandas as pd

from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable


def shares(yes: Iterable[int], of: Iterable[int], *, confidence: float = 0.95) -> pd.DataFrame:
    """Give shares and the intervals in which the true ones lie, unless we were unlucky.

    Wilson's interval: it never leaves 0 to 1, and it says something of groups in which nobody or everybody did. It is
    about chance alone: people who differ in more than the group they are in, or who were not drawn at random, may make
    a share wrong in ways that no interval shows.

    Parameters
    ----------
    yes : list or Series of int
        How many did.
    of : list or Series of int
        Of how many. A group of nobody has no share.
    confidence : float, default 0.95
        In how many of such tables the interval holds the true share.

    Returns
    -------
    DataFrame
        share, low and high (``float64``, from 0 to 1), one row a group, with the index of `yes`.

    Raises
    ------
    DataError
        The two do not have one length, more did than there are, or the confidence is not between 0 and 1.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.

    Examples
    --------
    >>> shares([3, 300, 0], [4, 400, 0]).round(2).values.tolist()
    [[0.75, 0.3, 0.95], [0.75, 0.71, 0.79], [nan, nan, nan]]
    """
    k = yes.astype("float64") if isinstance(yes, pd.Series) else pd.Series(list(yes), dtype="float64")
    counts = list(of)
    if len(k) != len(counts) or not all(0 <= did <= n for did, n in zip(k, counts, strict=True)):
        raise DataError("A share needs as many groups as counts, and in each at least 0 and at most all of its people.")
    if not 0 < confidence < 1:
        raise DataError(f"A confidence lies between 0 and 1, as in 0.95; {confidence} does not.")
    n = pd.Series(counts, index=k.index, dtype="float64")
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    p = k / n.where(n > 0)
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (p * (1 - p) / n + z2 / (4 * n**2))) ** 0.5 / (1 + z2 / n)
    low, high = (centre - half).clip(0, p), (centre + half).clip(p, 1)  # none and all are exactly that
    return pd.DataFrame({"share": p, "low": low, "high": high})
