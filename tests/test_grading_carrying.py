"""Answers on their way from one process to another: what can be carried arrives the same, and nothing else arrives."""

import datetime as dt
import json
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import leadkit as lk
from leadkit.exercises.blank import Blank
from leadkit.exercises.carrying import MOST_CELLS, MOST_DEEP, Uncarried, pack, unpack

SIMPLE = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text()
HASHABLE = SIMPLE | st.tuples(SIMPLE, SIMPLE)
ANSWERS = st.recursive(
    SIMPLE | st.frozensets(SIMPLE) | st.sets(HASHABLE) | st.datetimes() | st.dates() | st.decimals(-1000, 1000),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(HASHABLE, inner),
    max_leaves=12,
)


def carried(value):
    """Send a value through the very text that goes from one process to the other."""
    return unpack(json.loads(json.dumps(pack(value))))


def nested(levels):
    value = "deep"
    for _ in range(levels):
        value = [value]
    return value


@given(ANSWERS)
def test_whatever_is_data_arrives_the_same_and_of_the_same_type(value):
    arrived = carried(value)
    assert arrived == value
    assert type(arrived) is type(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["#", "v", "names", "index", "dtype", "name", "kind", "why"]), inner, max_size=4
        )
        | st.fixed_dictionaries(
            {"#": st.sampled_from(["frame", "series", "index", "list", "dict", "stamp", "span"]), "v": inner}
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_arrives_that_makes_no_sense_is_an_answer_that_says_so_and_never_an_exception(tree):
    unpack(tree)


def test_tables_arrive_with_their_types_index_and_what_is_not_known():
    table = pd.DataFrame(
        {
            "whole": [1, 2],
            "text": ["x", None],
            "yes": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(["2024-01-01", None]),
            "many": pd.array([1, None], dtype="Int64"),
            "share": [0.5, np.nan],
            "mixed": [[1, "a"], {"k": None}],
        },
        index=pd.Index(["p", "q"], name="person_id"),
    )
    pd.testing.assert_frame_equal(carried(table), table)
    counts = table.groupby(["whole", "text"], dropna=False).size()
    pd.testing.assert_series_equal(carried(counts), counts)
    people = lk.snapshot(lk.load("saas"), as_of="2025-01-31")
    pd.testing.assert_frame_equal(carried(people), people)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.int64(3), 3),
        (np.array([[1, 2]]), [[1, 2]]),
        (pd.NA, pd.NA),
        (pd.Timestamp("2024-01-01", tz="UTC"), pd.Timestamp("2024-01-01", tz="UTC")),
        (pd.Timedelta(days=1), pd.Timedelta(days=1)),
        (dt.datetime(2024, 1, 2, tzinfo=dt.UTC), dt.datetime(2024, 1, 2, tzinfo=dt.UTC)),
        (Decimal("1.10"), Decimal("1.10")),
        (lk.Condition("age>3"), lk.Condition("age > 3")),
        (lk.Definition("own", lk.Source("us"), "ours", lk.Condition("age > 3")), lk.Condition("age > 3")),
    ],
)
def test_numbers_of_numpy_moments_and_conditions_arrive(value, told):
    arrived = carried(value)
    assert arrived is told if told is pd.NA else arrived == told
    assert isinstance(carried([Blank()])[0], Blank)


class Sly(list):
    """A list that is more than one when it is looked at."""

    def __reduce__(self):
        return (print, ("harm",))

    def __iter__(self):
        raise RuntimeError("not so fast")


@pytest.mark.parametrize("value", [len, lambda: 1, object(), open, iter([]), ..., b"bytes", Sly([1]), lk, range(3)])
def test_what_is_no_data_is_not_carried_and_says_of_what_type_it_is(value):
    assert carried(value) == Uncarried(type(value).__name__, "kind")


BIG = ["x" * 200_000, nested(MOST_DEEP + 1), list(range(MOST_CELLS + 1)), 1 << 20_000, pd.Series(range(200_001))]


@pytest.mark.parametrize("value", BIG, ids=["text", "deep", "list", "number", "column"])
def test_what_is_too_long_or_too_deep_is_not_carried(value):
    assert carried(value) == Uncarried(type(value).__name__, "size")


def test_the_reader_holds_the_limits_itself():
    deep, long = "x", {"#": "list", "v": [0] * (MOST_CELLS + 1)}
    for _ in range(MOST_DEEP + 1):
        deep = {"#": "list", "v": [deep]}
    column = {"dtype": "int64", "v": [0] * 200_001}
    index = {"names": [None], "v": [column]}
    assert unpack(deep).why == unpack(long).why == "size"
    assert unpack({"#": "series", "name": "x", "v": column, "index": index}).why == "size"
    assert unpack({"#": "list", "v": ["x" * 100_001]}).why == "size"
    assert unpack({"#": "decimal", "v": "1e999999"}).why == "size"


def test_nothing_of_pickle_is_read():
    told = pickle.dumps(print).decode("latin-1")
    assert unpack({"#": "pickle", "v": told}) == Uncarried("pickle", "broken")
    assert unpack({"#": "series", "name": "a", "v": {"dtype": "object", "v": told}, "index": {}}).why == "broken"
