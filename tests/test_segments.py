"""Segments: grades that ties cannot split, everybody in exactly one segment, and one sentence for what goes wrong."""

from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from segments_judge import Judge
from snapshot_by_hand import DAY, made

import leadkit as lk
from leadkit.conditions import Condition, Expression
from leadkit.errors import ConditionError, DataError, PackError, UnknownColumnError, UnknownNameError
from leadkit.moving import moves
from leadkit.segments import Example, Measure, Profile, ProfilePart, Segment, Segmentation, segment, sql, trials

BIG = Segment("big", Condition("x > 1"), "call")


def some(*measures, over="TRUE", segments=(BIG,), **more):
    return Segmentation("small", Condition(over), measures, tuple(segments), **more)


def graded(of="x", **how):
    how = how or {"grades": 5, "best": "high"}
    return some(Measure("g", Expression(of), **how), segments=[Segment("best", Condition("g = 5"))])


def people(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"person_id": [f"p{i}" for i in range(size)], **columns})


def grades(values, **how):
    told = segment(people(x=pd.array(values, dtype="Float64")), by=graded(**how))["g"]
    return [None if pd.isna(one) else int(one) for one in told]


# ---- grades ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([7], [1]),
        ([7, 7], [1, 1]),
        ([1, 2], [1, 3]),
        ([3, 1, 2], [4, 1, 2]),
        ([1, 2, 3, 4], [1, 2, 3, 4]),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([5] * 7, [1] * 7),
        ([1] * 8 + [2, 3], [1] * 8 + [5, 5]),
        ([1, 2, 3] + [9] * 7, [1, 1, 2] + [2] * 7),
        ([-3, -1.5, 0, 2.5, None], [1, 2, 3, 4, None]),
        ([None, None], [None, None]),
    ],
)
def test_quantile_grades_by_hand(values, expected):
    """5 * (people below) // (people known) + 1: the smallest rank of equals, so that equal values get equal grades."""
    assert grades(values) == expected


def test_where_the_least_is_best_the_most_is_counted_first():
    assert grades([1, 2, 3, 4, 5], grades=5, best="low") == [5, 4, 3, 2, 1]
    assert grades([0, 0, 0, 30, 900], grades=5, best="low") == [3, 3, 3, 2, 1]


def test_cuts_are_borders_of_your_own():
    values = [1, 2, 2.5, 3, 5, 9, 100, None]
    assert grades(values, cuts=(2, 3, 5, 9), best="high") == [1, 2, 2, 3, 4, 5, 5, None]
    assert grades(values, cuts=(2, 3, 5, 9), best="low") == [5, 5, 4, 4, 3, 2, 1, None]
    assert grades([-1, -0.5, 0], cuts=(-0.5,), best="high") == [1, 2, 2]
    assert grades([1, 2, 3, 9], cuts=(2, 2, 9), best="high") == [1, 3, 3, 4]  # two equal ones leave grade 2 to nobody


def test_money_in_decimals_ties_exactly():
    money = [Decimal("0.10"), Decimal("0.30"), Decimal("0.30"), Decimal("0.20")]
    table = pa.table({"person_id": list("abcd"), "x": pa.array(money, pa.decimal128(18, 2))})
    assert segment(table, by=graded()).to_pandas()["g"].tolist() == [1, 3, 3, 2]
    table = pa.table({"person_id": list("abcd"), "x": table["x"], "y": pa.array([Decimal("0.20")] * 4)})
    assert segment(table, by=graded("x + y")).to_pandas()["g"].tolist() == [1, 3, 3, 2]


def test_nan_is_not_known_and_never_ranked():
    inf = float("inf")
    told = segment(people(x=[1.0, np.nan, inf, 2.0], y=[1.0, 1.0, inf, 1.0]), by=graded("x - y"))
    assert told["g"].fillna(0).tolist() == [1, 0, 0, 3]
    assert grades([inf, 1, -inf]) == [4, 2, 1]


def test_grades_are_counted_only_among_those_of_whom_it_speaks():
    table = people(x=[1, 2, 3, 100, 200], buys=pd.array([True, True, True, False, None], dtype="boolean"))
    told = segment(table, by=some(Measure("g", Expression("x"), 3, best="high"), over="buys"))
    assert told["g"].fillna(0).tolist() == [1, 2, 3, 0, 0]
    assert told["segment"].tolist() == ["otherwise", "big", "big", "outside", "unknown"]


# ---- who is where -------------------------------------------------------------------------------------------------


def test_everybody_is_in_exactly_one_segment_and_unknown_is_not_no():
    yes, no, nothing = True, False, None
    cells = [(yes, yes), (yes, nothing), (no, yes), (no, no), (no, nothing), (nothing, yes), (nothing, no)]
    table = people(
        **{name: pd.array(held, dtype="boolean") for name, held in zip("ab", zip(*cells, strict=True), strict=True)}
    )
    one = some(segments=[Segment("first", Condition("a"), "call"), Segment("second", Condition("b"))])
    told = segment(table, by=one)
    # an unknown first and a certain second: the first that is yes
    assert told["segment"].tolist() == ["first", "first", "second", "otherwise", "unknown", "second", "unknown"]
    assert told["play"].tolist() == ["call", "call", *["none"] * 5]


def test_a_measure_that_never_happened_is_no_and_one_not_known_is_unknown():
    rows = people(visit_gap_days=[3.0, None], employees=[3.0, None])
    for column, second in (("visit_gap_days", "otherwise"), ("employees", "unknown")):
        one = some(Measure("n", Expression(column)), segments=[Segment("few", Condition("n < 10"))])
        assert segment(rows, by=one)["segment"].tolist() == ["few", second]


def test_nearness_to_a_profile_counts_only_what_is_known():
    parts = ProfilePart("a", Condition("a"), 2), ProfilePart("b", Condition("b")), ProfilePart("c", Condition("c"), 0.5)
    one = some(Measure("near", Profile("target", parts)), segments=[Segment("on", Condition("profile_distance = 0"))])
    cells = [(1, 1, 1), (1, 0, None), (0, None, None), (None, None, None), (0, 0, 0), (None, 0, 1)]
    held = {name: pd.array([None if x is None else bool(x) for x in col], dtype="boolean")
            for name, col in zip("abc", zip(*cells, strict=True), strict=True)}  # fmt: skip
    told = segment(people(**held), by=one)
    assert told["profile_distance"].fillna(-1).tolist() == [0.0, 1 / 3, 1.0, -1.0, 1.0, 1 / 1.5]
    assert told["profile_known"].tolist() == [1.0, 3 / 3.5, 2 / 3.5, 0.0, 1.0, 1.5 / 3.5]
    assert told["segment"].tolist() == ["on", "otherwise", "otherwise", "unknown", "otherwise", "otherwise"]


def test_a_measure_means_itself_in_a_segment_whatever_the_people_bring():
    one = some(Measure("g", Expression("x"), cuts=(5,), best="high"), segments=[Segment("high", Condition("g = 2"))])
    told = segment(people(x=[9, 1], g=["a", "b"]), by=one)
    assert told["segment"].tolist() == ["high", "otherwise"]


# ---- what comes back ------------------------------------------------------------------------------------------------


def test_a_frame_comes_back_in_its_order_with_its_index_and_untouched():
    rows = people(x=[3.0, 1.0, 2.0]).set_axis([9, 9, 4])
    before = rows.copy()
    told = segment(rows, by=graded())
    assert told.index.tolist() == [9, 9, 4]
    assert told.dtypes.astype(str).to_dict() == {"person_id": "str", "g": "int64", "segment": "str", "play": "str"}
    pd.testing.assert_frame_equal(rows, before)


def test_numbers_are_floats_and_grades_whole_even_when_some_are_missing():
    one = some(Measure("n", Expression("x")), Measure("g", Expression("x"), cuts=(2,), best="high"))
    told = segment(people(x=[3.0, None]), by=one)
    assert told.dtypes.astype(str)[["n", "g"]].tolist() == ["Float64", "Int64"]
    assert list(told.columns) == ["person_id", "n", "g", "segment", "play"]


def test_nobody_gives_no_rows_and_the_same_columns():
    told = segment(people(x=[1.0]).head(0), by=graded())
    assert told.dtypes.astype(str).to_dict() == {"person_id": "str", "g": "int64", "segment": "str", "play": "str"}
    assert len(told) == 0


def test_only_the_columns_asked_for_come_back():
    assert list(segment(people(x=[1.0]), by=graded(), columns="segment").columns) == ["person_id", "segment"]
    assert list(segment(people(x=[1.0]), by=graded(), columns=["play", "g"]).columns) == ["person_id", "play", "g"]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_files_relations_and_tables_in_memory_are_placed_alike(suffix, tmp_path):
    rows = people(x=[3.0, None, 2.0, 2.0, 8.0])
    expected = segment(rows, by=graded())
    source = tmp_path / f"people.{suffix}"
    (rows.to_parquet if suffix == "parquet" else rows.to_csv)(source, index=False)
    to = segment(source, by=graded(), to=tmp_path / f"told.{suffix}")
    read = pd.read_parquet if suffix == "parquet" else pd.read_csv
    assert read(to)["segment"].tolist() == expected["segment"].tolist()
    relation = segment(duckdb.from_df(rows), by=graded()).df().set_index("person_id")
    assert relation.loc[expected["person_id"], "segment"].tolist() == expected["segment"].tolist()


def test_tables_are_asked_for_no_more_columns_than_are_needed():
    tables = made()
    told = lk.segment(tables, by=lk.segmentation("rfm"), as_of=DAY)
    again = lk.segment(lk.snapshot(tables, as_of=DAY), by=lk.segmentation("rfm"))
    pd.testing.assert_frame_equal(told, again)
    read = sql(lk.segmentation("rfm"))
    assert read.count("RANK()") == 3 == read.count("OVER (ORDER BY")
    for name in ("last_purchase_days", "purchases", "total_spent"):  # brought once, and measured once
        assert read.count(f'"{name}"') <= 3


def test_shuffled_rows_change_no_grade():
    rows = people(x=np.random.default_rng(5).integers(0, 9, 2000) / 2)
    first = segment(rows, by=graded()).set_index("person_id")
    for seed in range(3):
        other = segment(rows.sample(frac=1, random_state=seed), by=graded()).set_index("person_id")
        pd.testing.assert_frame_equal(other.loc[first.index], first)


def test_the_judge_can_find_a_wrong_grade():
    rows = [{"person_id": str(i), "x": x} for i, x in enumerate([1, 1, 2])]
    assert [told[0] for told in Judge(graded()).verdicts(rows)] == [1, 1, 4]


# ---- tests and moves ------------------------------------------------------------------------------------------------


def test_a_test_may_give_columns_or_measures():
    how = Measure("q", Expression("x"), 5, best="high"), Measure("c", Expression("y"), cuts=(2,), best="high")
    segments = Segment("best", Condition("q = 5 AND c = 2")), Segment("far", Condition("c = 1"))
    tests = (
        Example({"q": 5, "c": 2}, "best"),
        Example({"q": 5, "y": 7, "purchases": 1}, "best"),
        Example({"y": 0, "purchases": 1}, "far"),
        Example({"y": 7, "purchases": 1}, "unknown"),  # nobody else is there to be ranked among
        Example({"purchases": 0}, "outside"),
        Example({"purchases": 0, "q": 1}, "far"),
    )
    told = trials(some(*how, over="purchases > 0", segments=segments, examples=tests))
    assert told["found"].tolist() == ["best", "best", "far", "unknown", "outside", "outside"]
    assert told["passed"].tolist() == [True] * 5 + [False]
    assert told["given"][1] == "q = 5; y = 7; purchases = 1"


def test_a_test_that_gives_the_wrong_kind_is_refused():
    with pytest.raises(DataError, match=r"^In test 1 of 'small', x is 'much', and the rules ask for a number\.$"):
        trials(some(examples=(Example({"x": "much"}, "big"),)))


def test_moves_between_segmentations_are_counted_in_order():
    rows = people(x=[0.0, 2.0, 2.0, 9.0, None], bought=pd.array([True, True, False, None, False], dtype="boolean"))
    then = some(segments=[Segment("huge", Condition("x > 5")), Segment("big", Condition("x > 1"))])
    told = moves(rows, by=(some(), then), wins="bought")
    assert told.to_numpy().tolist() == [
        ["big", "huge", 1, 0],
        ["big", "big", 2, 1],
        ["otherwise", "otherwise", 1, 1],
        ["unknown", "unknown", 1, 0],
    ]
    assert list(told.columns) == ["segment_a", "segment_b", "people", "wins"]


def test_moves_of_tables_count_who_bought_later():
    tables, rfm = lk.load("shop"), lk.segmentation("rfm")
    told = moves(tables, by=(rfm, lk.segmentation("volume")), as_of="2025-03-31", horizon_days=60)
    assert told["people"].sum() == len(lk.snapshot(tables, as_of="2025-03-31"))
    won = lk.outcomes(tables, as_of="2025-03-31", horizon_days=60)["won"]
    assert told["wins"].sum() == won.sum() > 0


def test_a_card_and_a_segmentation_are_not_put_side_by_side():
    with pytest.raises(UnknownNameError, match="by= takes a segmentation here, not a Scorecard"):
        moves(people(x=[1.0]), by=(some(), lk.scorecard("bant")))


# ---- refusals -------------------------------------------------------------------------------------------------------


def test_all_columns_that_are_missing_stand_in_one_sentence():
    with pytest.raises(UnknownColumnError) as caught:
        lk.segment(people(purchase=[1], total_spend=[1.0]), by=lk.segmentation("rfm"))
    assert str(caught.value) == (
        "The people lack 3 columns that the segmentation 'rfm' asks for: 'purchases' (over; did you mean 'purchase'?), "
        "'last_purchase_days' (measure r; did you mean 'purchase'?), 'total_spent' (measure m; did you mean "
        "'total_spend'?)."
    )
    with pytest.raises(UnknownColumnError, match=r"^No column 'zz'\. There are: g, person_id, x\.$"):
        segment(people(x=[1.0]), by=some(*graded().measures, segments=[Segment("a", Condition("zz > g"))]))


def test_people_who_stand_there_twice_or_have_no_id_are_refused():
    with pytest.raises(DataError, match=r"The person 'p0' stands in the table twice, in rows 1 and 3"):
        segment(people(x=[1.0, 2.0]).iloc[[0, 1, 0]], by=some())
    with pytest.raises(DataError, match="Row 2 of the people has no person_id"):
        segment(people(x=[1.0, 2.0]).assign(person_id=["a", None]), by=some())
    with pytest.raises(DataError, match="The table of people has no column person_id"):
        segment(people(x=[1.0]).drop(columns="person_id"), by=some())


def test_by_takes_a_segmentation():
    for given, shown in (("rfm", "'rfm'"), (lk.scorecard("bant"), "a Scorecard")):
        with pytest.raises(UnknownNameError) as caught:
            segment(people(x=[1.0]), by=given)
        said = f"by= takes a segmentation here, not {shown}: write by=lk.segmentation('rfm')."
        assert str(caught.value) == said
    with pytest.raises(UnknownNameError, match=r"gives no column 'grade'\. Did you mean 'g'\?|gives no column 'grade'"):
        segment(people(x=[1.0]), by=graded(), columns=["grade"])
    with pytest.raises(UnknownNameError, match=r"No dialect 'oracle'"):
        sql(some(), "oracle")


def test_a_text_is_no_measure():
    with pytest.raises(
        ConditionError, match="Cannot ask 'country' at character 1: this is a text, and a number is wanted here"
    ):
        segment(people(country=["TH"]), by=graded("country"))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: some(Measure("purchases", Expression("x"))), "'purchases' is a column of every snapshot"),
        (lambda: some(Measure("likes_toys", Expression("x"))), "'likes_toys' is a column of every snapshot"),
        (lambda: some(Measure("segment", Expression("x"))), "'segment' is a column that the kit makes itself"),
        (lambda: some(Measure("profile_known", Expression("x"))), "is a column that the kit makes itself"),
        (lambda: some(Measure("R", Expression("x"))), "the measure 'R' needs a name of lower-case letters"),
        (lambda: some(*[Measure("a", Expression("x"))] * 2), "The measure 'a' stands here twice"),
        (lambda: graded(grades=1, best="high"), "a whole number from 2 to 10, not 1"),
        (lambda: graded(grades=11, best="high"), "a whole number from 2 to 10, not 11"),
        (lambda: graded(grades=True, best="high"), "a whole number from 2 to 10, not True"),
        (lambda: graded(cuts=(), best="high"), "from 1 to 9 numbers, not 0"),
        (lambda: graded(cuts=tuple(range(10)), best="high"), "from 1 to 9 numbers, not 10"),
        (lambda: graded(cuts=(3, 2), best="high"), r"must rise, as in \[2, 3, 5, 9\]"),
        (lambda: graded(cuts=("2",), best="high"), "'2' is not a number"),
        (lambda: graded(cuts=(float("nan"),), best="high"), "nan is not a number that can be counted with"),
        (lambda: graded(cuts=(1e-9,), best="high"), "has more than 6 decimals"),
        (lambda: graded(grades=5), "say which end of measure 'g' is the best one|Say which end"),
        (lambda: graded(best="high"), "best says nothing"),
        (lambda: graded(grades=5, cuts=(1,), best="low"), "has grades and cuts: give one of them"),
        (lambda: graded("5", grades=5, best="low"), "asks no column, so that it is the same for everybody"),
        (lambda: some(segments=[]), "a segmentation without segments parts nobody"),
        (lambda: some(segments=[BIG, BIG]), "the segment 'big' stands here twice"),
        (lambda: some(otherwise=Segment("big")), "the segment 'big' stands here twice"),
        (lambda: some(outside=Segment("Others")), "needs a name of lower-case letters"),
        (lambda: some(segments=[Segment("all", Condition("TRUE"))]), "asks for no measure and no column"),
        (lambda: some(Measure("g", Expression("x")), over="g > 1"), "it cannot ask for the measure 'g'"),
        (lambda: some(examples=(Example({}, "bigg"),)), r"expects the segment 'bigg'.* Did you mean 'big'\?"),
        (lambda: Profile("p", ()), "a profile has from 1 to 200 parts, not 0"),
        (lambda: Profile("p", (ProfilePart("a", Condition("a"), 0),)), "is above 0 and at most 1,000"),
        (lambda: Profile("p", (ProfilePart("a", Condition("a"), 0.001),)), "0.001 has more than 2 decimals"),
        (lambda: some(*[Measure(n, Expression("x")) for n in "abcdefghijklmnopqrstuvw"]), "at most 20 measures"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused_when_it_is_made(make, says):
    with pytest.raises(PackError, match=f"(?i){says}"):
        make()


@pytest.mark.parametrize("text", ["x > 1", "'a'", "TRUE", "a AND b"])
def test_a_measure_is_a_number(text):
    with pytest.raises(ConditionError, match="a number is wanted here"):
        Expression(text)
