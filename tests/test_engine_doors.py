"""The door for DataFrames: every dtype goes in, what is missing is NULL, what does not fit is one sentence."""

import datetime as dt
import uuid
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from sqlglot import parse_one

from leadkit.engine import columns_of, run
from leadkit.engine.doors import arrow
from leadkit.errors import DataError


def rows(values, **frame):
    query = parse_one("SELECT * FROM t", read="duckdb")
    return run(query, {"t": pd.DataFrame({"x": values, **frame})})["x"]


def objects(*values):
    return pd.Series(values, dtype=object)


NOON, NAT = pd.Timestamp("2024-01-31 10:00"), pd.NaT
COLUMNS = {  # values, kind, dtype that comes out, values that come out
    "floats": (pd.Series([1.5, np.nan, np.inf]), "number", "Float64", [1.5, pd.NA, np.inf]),
    "half floats": (np.array([1.5, 2.5], dtype="float16"), "number", "float64", [1.5, 2.5]),
    "whole": (pd.Series([1, 2], dtype="uint8"), "number", "int64", [1, 2]),
    "nullable whole": (pd.Series([1, None], dtype="Int16"), "number", "Int64", [1, pd.NA]),
    "nullable floats": (pd.Series([1.5, None], dtype="Float32"), "number", "Float64", [1.5, pd.NA]),
    "yes and no": (pd.Series([True, False]), "yes_no", "boolean", [True, False]),
    "nullable yes and no": (pd.Series([True, None], dtype="boolean"), "yes_no", "boolean", [True, pd.NA]),
    "objects of yes and no": (objects(True, None, np.True_), "yes_no", "boolean", [True, pd.NA, True]),
    "objects of whole numbers": (objects(2**60, None, np.int8(1)), "number", "Int64", [2**60, pd.NA, 1]),
    "objects of numbers": (objects(1, 2.5, np.nan, None), "number", "Float64", [1, 2.5, pd.NA, pd.NA]),
    "money": (pd.Series([Decimal("1.20"), None, Decimal("NaN")]), "number", "Float64", [1.2, pd.NA, pd.NA]),
    "money and floats": (objects(Decimal("1.5"), 2.5), "number", "float64", [1.5, 2.5]),
    "texts": (pd.Series(["a", None]), "text", "str", ["a", np.nan]),
    "objects of texts": (objects("a", None, pd.NA, np.nan), "text", "str", ["a", np.nan, np.nan, np.nan]),
    "identifiers": ([uuid.UUID(int=1), "a"], "text", "str", ["00000000-0000-0000-0000-000000000001", "a"]),
    "nullable texts": (pd.Series(["a", None], dtype="string"), "text", "str", ["a", np.nan]),
    "categories": (pd.Categorical(["u", None, "v", "u"]), "text", "str", ["u", np.nan, "v", "u"]),
    "categories of numbers": (pd.Categorical([3, None]), "number", "Int64", [3, pd.NA]),
    "categories of yes and no": (pd.Categorical([True, False]), "yes_no", "boolean", [True, False]),
    "no categories": (pd.Categorical([None, None], categories=[]), "other", "str", [np.nan, np.nan]),
    "sparse": (pd.arrays.SparseArray([0.0, 1.5, 0.0], fill_value=0.0), "number", "float64", [0, 1.5, 0]),
    "arrow numbers": (pd.Series([1, None], dtype="int64[pyarrow]"), "number", "Int64", [1, pd.NA]),
    "arrow texts": (pd.Series(["a", None], dtype="string[pyarrow]"), "text", "str", ["a", np.nan]),
    "arrow texts in pieces": (
        pd.concat([pd.Series(["a"], dtype="string[pyarrow]")] * 2, ignore_index=True), "text", "str", ["a", "a"],
    ),
    "arrow numbers in pieces": (
        pd.concat([pd.Series([1], dtype="int64[pyarrow]")] * 2, ignore_index=True), "number", "int64", [1, 1],
    ),
    "nothing": ([None, None], "other", "str", [np.nan, np.nan]),
    "nothing in floats": ([np.nan, np.nan], "number", "Float64", [pd.NA, pd.NA]),
    "days": ([dt.date(2024, 1, 31), None], "other", "datetime64[us]", [pd.Timestamp("2024-01-31"), pd.NaT]),
    "times": (pd.to_datetime(["2024-01-31 10:00", None]), "other", "datetime64[us]", [NOON, pd.NaT]),
    "fine times": (pd.Series([NOON]).astype("datetime64[ns]"), "other", "datetime64[us]", [NOON]),
    "objects of times": (objects(NOON.to_pydatetime(), NOON, pd.NaT), "other", "datetime64[us]", [NOON, NOON, NAT]),
    "times of a zone": (pd.to_datetime(["2024-01-31 17:00", None]).tz_localize("Asia/Bangkok"), "other",
                        "datetime64[us, UTC]", [NOON.tz_localize("UTC"), pd.NaT]),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_every_sort_of_column_goes_in_and_comes_out(name):
    values, kind, dtype, told = COLUMNS[name]
    assert columns_of(pd.DataFrame({"x": values})) == {"x": kind}
    found = rows(values)
    assert str(found.dtype) == dtype
    pd.testing.assert_series_equal(found, pd.Series(told, dtype=dtype, name="x"))


def test_a_day_of_a_zone_is_the_day_in_utc():
    early = pd.to_datetime(["2024-01-31 06:00"]).tz_localize("Asia/Bangkok")
    query = parse_one("SELECT CAST(x AS DATE) AS day FROM t", read="duckdb")
    assert run(query, {"t": pd.DataFrame({"x": early})})["day"].tolist() == [pd.Timestamp("2024-01-30")]


def test_texts_are_compared_and_given_back_in_their_composed_form():
    decomposed, composed = "Nguye\u0302\u0303n", "Nguyễn"
    assert decomposed != composed
    for values in ([decomposed], pd.Categorical([decomposed]), pd.Series([decomposed], dtype=object)):
        assert rows(values).tolist() == [composed]


def test_nan_inside_a_nullable_column_is_null_too():
    values = pd.Series([0.0, 1.0], dtype="Float64") / pd.Series([0.0, 1.0], dtype="Float64")
    assert rows(values).tolist() == [pd.NA, 1.0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            [1, "about 20k", 2],
            r"'x' of 't' mixes numbers and texts: row 2 \(index 1\) holds 'about 20k' where most are numbers",
        ),
        (["a", None, 3], r"mixes texts and numbers: row 3 \(index 2\) holds 3 where most are texts"),
        ([True, 1, 0], r"mixes truth values and numbers: row 1 \(index 0\) holds True where most are numbers"),
        ([dt.date(2024, 1, 1), "2024-01-02", "2024-01-03"], r"mixes days and texts"),
        ([dt.date(2024, 1, 1), pd.Timestamp("2024-01-02")], r"mixes days and times: row 2"),
        ([[1], "x"], r"mixes list and texts"),
    ],
)
def test_mixed_columns_are_refused_with_the_first_odd_row(values, said):
    with pytest.raises(DataError, match=said) as caught:
        rows(pd.Series(values, dtype=object))
    assert "\n" not in str(caught.value)
    assert caught.value.rows["row"].is_monotonic_increasing


def test_the_failing_rows_are_kept_as_a_table():
    with pytest.raises(DataError) as caught:
        rows(pd.Series([1, "a", 2, "b", 3], dtype=object))
    assert caught.value.rows.to_dict("list") == {"row": [2, 4], "value": ["a", "b"]}


@pytest.mark.parametrize(
    "values",
    [
        pd.period_range("2024-01", periods=2, freq="M"),
        pd.interval_range(0, 2),
        np.array([1j, 2j]),
        pd.Series([2**70, 1], dtype=object),
        pd.Series([{"a": 1}, object()], dtype=object).iloc[1:],
    ],
    ids=["periods", "intervals", "complex", "too large", "objects"],
)
def test_what_no_table_holds_is_refused_in_one_sentence(values):
    assert columns_of(pd.DataFrame({"x": values}))["x"] in {"other", "number"}
    with pytest.raises(
        DataError, match=r"^Column 'x' of 't' \(.*\) holds what a table of the kit cannot: turn it into"
    ):
        rows(values)


def test_a_broken_text_is_refused_in_one_sentence():
    with pytest.raises(DataError, match=r"Column 'x' of 't' holds a text that is broken: '\\ud800'"):
        rows(pd.Series(["\ud800"], dtype=object))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["a", "a"], "has two columns named 'a': rename one"),
        (["Budget", "budget"], "that differ only in capital letters, 'Budget' and 'budget'"),
        (["ß", "SS"], "that differ only in capital letters"),
        (["a", 3], "has a column named 3, which is not a text"),
        ([("a", "b"), ("a", "c")], "which is not a text"),
    ],
)
def test_columns_that_cannot_be_told_apart_are_refused(columns, said):
    frame = pd.DataFrame([[1, 2]], columns=columns)
    for call in (lambda: run(parse_one("SELECT 1 AS x FROM t"), {"t": frame}), lambda: columns_of(frame)):
        with pytest.raises(DataError, match=said):
            call()


def test_columns_with_odd_names_are_read():
    name = 'bud\'get; "drop"\n=1'
    query = parse_one("SELECT * FROM t", read="duckdb")
    assert run(query, {"t": pd.DataFrame({name: [1]})}).columns.tolist() == [name]


def test_only_the_wanted_columns_are_converted_and_a_table_of_none_of_them_keeps_its_rows():
    frame = pd.DataFrame({"a": [1, 2], "B": [3, 4]})
    assert arrow(frame, "t", {"b"}).to_pydict() == {"B": [3, 4]}
    assert arrow(frame, "t", {"zzz"}).num_rows == 2
    assert arrow(frame, "t", {"a"}, empty=True).to_pydict() == {"a": []}


def test_a_table_without_columns_is_a_sentence():
    with pytest.raises(DataError, match="'t' has no columns"):
        run(parse_one("SELECT 1 AS x FROM t"), {"t": pd.DataFrame(index=[1, 2])})
