"""Borders between grades under the hand: page and Python say the same, and both say what segmenting everybody says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from widget_pages import answers, some_states

import leadkit as lk
from leadkit import widgets
from leadkit.packs.writing import segmentation_tree, written

RFM = lk.segmentation("rfm")
GRADES = ["r", "f", "m"]


@pytest.fixture(scope="module")
def people():
    return lk.snapshot(lk.load("shop"))


def crowd(**facts):
    size = len(next(iter(facts.values())))
    return pd.DataFrame({"person_id": [f"p{n}" for n in range(size)], **facts})


def some_crowd(n=300, seed=3):
    lot = np.random.default_rng(seed)
    spent = np.round(lot.lognormal(5, 2, n), 2)
    return crowd(
        last_purchase_days=pd.array(lot.integers(0, 900, n), "Int64"),
        purchases=lot.geometric(0.5, n),
        total_spent=pd.array(np.where(lot.random(n) < 0.1, np.nan, spent), "Float64"),
    )


def seen(shown):
    held = shown.value.segments
    return held[held["people"] > 0].set_index("segment")["people"].to_dict()


def inside(found):
    return found["segment"].value_counts().drop(["not_a_buyer"], errors="ignore").to_dict()


def of_the_yaml(shown, people, folder):
    (folder / "own.yaml").write_text(shown.yaml, encoding="utf-8")
    return lk.segment(people, by=lk.segmentation(folder / "own.yaml"))


def test_the_first_borders_are_the_grades_of_this_table(people, tmp_path):
    shown = widgets.grade_grid(people, by=RFM)
    usual = lk.segment(people, by=RFM)
    assert seen(shown) == inside(usual)
    assert shown.value.moved == 0
    told = usual.dropna(subset="r").groupby(["f", "r"]).size().rename("people").reset_index()[["r", "f", "people"]]
    assert shown.value.cells[["r", "f", "people"]].to_numpy().tolist() == told.to_numpy().tolist()
    spent = people["total_spent"].groupby([usual["f"], usual["r"]]).mean()
    assert shown.value.cells["mean"].to_numpy() == pytest.approx(spent.to_numpy(float))
    again = of_the_yaml(shown, people, tmp_path)
    pd.testing.assert_frame_equal(again[["segment", *GRADES]], usual[["segment", *GRADES]])


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_page_python_and_segmenting_everybody_say_the_same(lang, people, tmp_path):
    shown = widgets.grade_grid(people, by=RFM, lang=lang)
    drawn = [shown.piece.state(), *some_states(shown, np.random.default_rng(11), 15)]
    for given, told in zip(drawn, answers(shown, drawn, tmp_path), strict=True):
        shown.state = given
        assert told == {"state": shown.state, "text": shown.text, "yaml": shown.yaml}
        assert seen(shown) == inside(of_the_yaml(shown, people, tmp_path))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_different_numbers_ties_and_unknown_ones(seed, tmp_path):
    people = some_crowd(3_000, seed)
    shown = widgets.grade_grid(people, by=RFM)
    assert seen(shown) == inside(lk.segment(people, by=RFM))
    assert max(len(one.stops) for one in shown.piece.groups[2].controls) <= 210
    drawn = some_states(shown, np.random.default_rng(seed), 4)
    for given, told in zip(drawn, answers(shown, drawn, tmp_path), strict=True):
        shown.state = given
        assert told["text"] == shown.text
        assert seen(shown) == inside(of_the_yaml(shown, people, tmp_path))


def test_equal_values_have_equal_grades_wherever_the_borders_stand():
    people = crowd(last_purchase_days=[5] * 6, purchases=[1, 1, 1, 1, 2, 9], total_spent=[10] * 6)
    shown = widgets.grade_grid(people, by=RFM)
    for state in some_states(shown, np.random.default_rng(5), 20):
        shown.state = state
        assert shown.value.cells.groupby("f")["people"].sum().isin([1, 2, 4, 5, 6]).all()


def test_neighbouring_borders_never_cross(people):
    shown = widgets.grade_grid(people, by=RFM)
    for given in some_states(shown, np.random.default_rng(7), 30):
        shown.state = given
        days = [shown.state[f"cut.r.{grade}"] for grade in (5, 4, 3, 2)]
        often = [shown.state[f"cut.f.{grade}"] for grade in (2, 3, 4, 5)]
        assert (days, often) == (sorted(days), sorted(often))


def test_a_border_counts_itself_in():
    people = crowd(last_purchase_days=[10, 20, 30, 40, 50], purchases=[1, 2, 3, 4, 5], total_spent=[1, 1, 1, 1, 1])
    shown = widgets.grade_grid(people, by=RFM)
    shown.state = {"cut.f.2": 3, "cut.f.3": 3, "cut.f.4": 3, "cut.f.5": 5, "cut.r.5": 20}
    cells = shown.value.cells.groupby("f")["people"].sum()
    assert cells.to_dict() == {1: 2, 4: 2, 5: 1}
    assert shown.value.cells.groupby("r")["people"].sum()[5] == 2


def test_own_cuts_are_where_the_sliders_begin(people):
    own = {"r": (30, 90, 180, 365), "f": (2, 3, 5, 10)}
    measures = tuple(replace(one, grades=None, cuts=own[one.name]) if one.name in own else one for one in RFM.measures)
    bordered = replace(RFM, measures=measures)
    shown = widgets.grade_grid(people, by=bordered, x="f", y="m")
    assert [shown.state[f"cut.r.{grade}"] for grade in (5, 4, 3, 2)] == [30, 90, 180, 365]
    assert seen(shown) == inside(lk.segment(people, by=bordered))
    assert list(shown.value.cells.columns) == ["f", "m", "people", "mean"]


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, tmp_path):
    shown = widgets.grade_grid(some_crowd(5).head(rows), by=RFM)
    assert shown.value.people == rows
    assert answers(shown, [{}], tmp_path) == [{"state": shown.state, "text": shown.text, "yaml": shown.yaml}]
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_everything_unknown_stands_apart(tmp_path):
    people = some_crowd(4).assign(last_purchase_days=pd.NA, purchases=pd.NA, total_spent=pd.NA)
    shown = widgets.grade_grid(people, by=RFM)
    assert (shown.value.people, shown.text) == (
        0, "There is nobody of whom this segmentation speaks. Not in the grid: not known, 4 people."
    )  # fmt: skip
    assert answers(shown, [{}], tmp_path)[0]["text"] == shown.text


def test_labels_and_names_are_texts_whatever_they_hold(people, tmp_path):
    hostile = '<script>alert("x")</script> \u202e🙂'
    segments = (replace(RFM.segments[0], label=hostile), *RFM.segments[1:])
    shown = widgets.grade_grid(people, by=replace(RFM, segments=segments), labels={"r": hostile})
    [told] = answers(shown, [{}], tmp_path)
    assert hostile in told["text"]
    assert told == {"state": shown.state, "text": shown.text, "yaml": shown.yaml}


def test_an_old_saved_state_becomes_one_that_the_controls_can_hold(people):
    shown = widgets.grade_grid(people, by=RFM)
    usual = dict(shown.state)
    shown.state = {"cut.r.5": "soon", "cut.f.2": float("nan"), "cut.q.1": 3}
    assert shown.state == usual


def test_many_people_stay_within_what_a_page_can_hold():
    shown = widgets.grade_grid(some_crowd(120_000), by=RFM)
    assert sum(len(told["data"]) for told in shown.table.values()) <= 900_000
    assert seen(shown) == inside(lk.segment(some_crowd(120_000), by=RFM))


def test_segments_that_ask_more_than_grades_are_refused(people):
    with pytest.raises(lk.errors.DataError, match=r"two or more measures with grades; 'volume' asks 'purchases' too"):
        widgets.grade_grid(people, by=lk.segmentation("volume"))
    with pytest.raises(lk.errors.UnknownNameError, match=r"no measure 'rr' with grades\. Did you mean 'r'"):
        widgets.grade_grid(people, by=RFM, x="rr")
    with pytest.raises(lk.errors.UnknownNameError, match="by= takes a segmentation"):
        widgets.grade_grid(people, by="rfm")


@pytest.mark.parametrize("name", lk.shelf("segmentations"))
def test_a_segmentation_written_back_says_the_same(name, people, tmp_path):
    one = lk.segmentation(name)
    (tmp_path / "again.yaml").write_text(written(segmentation_tree(one)), encoding="utf-8")
    again = lk.segmentation(tmp_path / "again.yaml")
    assert again.everywhere == one.everywhere
    pd.testing.assert_frame_equal(lk.segment(people, by=again), lk.segment(people, by=one))
