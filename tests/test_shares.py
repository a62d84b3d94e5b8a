"""Shares and their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadkit.errors import DataError
from leadkit.shares import shares


def test_wilsons_interval_is_the_published_one():
    """81 of 263, the example of R. G. Newcombe, Statistics in Medicine 17 (1998), 857: 0.2553 to 0.3662."""
    found = shares([81], [263]).iloc[0]
    assert found.round(4).tolist() == [0.3080, 0.2553, 0.3662]


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 0.999))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(counts, confidence):
    share, low, high = shares([counts[0]], [counts[1]], confidence=confidence).iloc[0]
    assert 0 <= low <= share <= high <= 1
    assert low < high


def test_it_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(7)
    for truth, n in [(0.03, 60), (0.3, 20), (0.5, 200)]:
        found = shares(rng.binomial(n, truth, 20_000), [n] * 20_000)
        held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
        assert 0.93 < held < 0.985


def test_groups_keep_their_names():
    found = shares(pd.Series([1, 0], index=["a", "b"]), pd.Series([2, 0], index=["a", "b"]))
    assert found.index.tolist() == ["a", "b"]
    assert found.loc["b"].isna().all()


@pytest.mark.parametrize(("yes", "of"), [([3], [2]), ([-1], [2]), ([1, 2], [3])])
def test_counts_that_cannot_be_are_refused(yes, of):
    with pytest.raises(DataError, match="at most all of its people"):
        shares(yes, of)


def test_a_confidence_is_between_none_and_all():
    with pytest.raises(DataError, match="between 0 and 1"):
        shares([1], [2], confidence=95)
