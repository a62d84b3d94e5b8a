"""Choosing a segmentation: the window counts as segmenting everybody does, and compares two as moves do."""

from dataclasses import replace
from time import process_time

import pandas as pd
import pytest

import leadkit as lk
from leadkit import widgets

NAMES = ["rfm", "frequency", "visit_rhythm", "volume", "influence", "demography", "geography", "behaviour"]
BY = [lk.segmentation(name) for name in NAMES]


@pytest.fixture(scope="module")
def people():
    return lk.snapshot(lk.load("shop"))


@pytest.fixture(scope="module")
def shown(people):
    return widgets.chooser(people, by=BY)


@pytest.mark.parametrize("which", NAMES)
def test_every_choice_gives_what_segmenting_everybody_gives(which, shown, people, tmp_path):
    other = NAMES[NAMES.index(which) - 1]
    shown.state = {"which": which, "other": other}
    found = lk.segment(people, by=lk.segmentation(which))
    told = shown.value.segments
    seen = told[told["people"] > 0].set_index("segment")["people"]
    assert seen.to_dict() == found["segment"].value_counts().to_dict()
    moves = lk.moves(people, by=(lk.segmentation(which), lk.segmentation(other)))
    assert shown.value.moves[["segment_a", "segment_b", "people"]].to_numpy().tolist() == moves.to_numpy().tolist()
    beside = lk.segment(people, by=lk.segmentation(other))
    assert shown.value.otherwise == found["play"].ne(beside["play"]).sum()
    (tmp_path / "own.yaml").write_text(shown.yaml, encoding="utf-8")
    again = lk.segment(people, by=lk.segmentation(tmp_path / "own.yaml"))
    assert again["segment"].equals(found["segment"])


def test_a_window_answers_with_picture_sentences_and_plays(shown):
    shown.state = {"which": "rfm", "other": "geography"}
    before = shown.answer
    shown.state = {"which": "frequency", "other": "geography"}
    told = shown.answer
    assert told["number"] == before["number"] + 1
    assert told["png"][:4] == b"\x89PNG" != before["png"]
    assert told["text"] == shown.piece.text(shown.value) != before["text"]
    sentences, moves = told["tables"]
    when = lk.segmentation("frequency").segments[1].when.say("en", labels=True)
    assert sentences["rows"][1][1] == when
    assert sentences["rows"][1][2].startswith(
        lk.playbook("plays")[lk.segmentation("frequency").segments[1].play].does["en"][:20]
    )
    assert len(moves["rows"]) == 8


def test_the_same_one_twice_treats_nobody_otherwise(shown):
    shown.state = {"which": "rfm", "other": "rfm"}
    assert (shown.value.otherwise, len(shown.answer["tables"])) == (0, 1)
    assert "treated otherwise" not in shown.text


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_every_language_speaks_its_own_words(lang, people):
    shown = widgets.chooser(people.head(30), by=BY[:2], lang=lang)
    label = BY[0].segments[0].said(lang)
    assert label in shown.text
    assert BY[1].title[lang] in shown.text


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, people):
    shown = widgets.chooser(people.head(rows), by=BY[:2])
    assert shown.value.segments["people"].sum() == rows
    assert (shown.text == "There is nobody on this table.") == (rows == 0)
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_everything_unknown_and_one_segmentation_alone():
    facts = dict.fromkeys(["purchases", "last_purchase_days", "total_spent"], pd.array([None, None], "Float64"))
    shown = widgets.chooser(pd.DataFrame({"person_id": ["a", "b"], **facts}), by=BY[:1])
    told = shown.value.segments.query("people > 0")
    assert told[["segment", "people"]].to_numpy().tolist() == [["not_known", 2]]


def test_people_may_stand_in_any_order(people):
    mixed = people.sample(frac=1, random_state=1)
    told = [widgets.chooser(table, by=BY[:2]).value.moves for table in (people, mixed)]
    pd.testing.assert_frame_equal(*told)


def test_names_are_texts_whatever_they_hold(people):
    hostile = '<script>alert("x")</script> $& "quoted"'
    segments = (replace(BY[0].segments[0], label=hostile), *BY[0].segments[1:])
    shown = widgets.chooser(people.head(200), by=[replace(BY[0], segments=segments, title=hostile), BY[1]])
    assert hostile in shown.text
    assert shown.answer["tables"][0]["rows"][0][0] == hostile


def test_an_old_saved_state_becomes_one_that_the_controls_can_hold(shown):
    shown.state = {"which": "zodiac", "other": 3, "gone": True}
    assert shown.state == {"which": "rfm", "other": "frequency"}


def test_a_move_is_answered_at_once(shown):
    seconds = []
    for which in NAMES * 3:
        start = process_time()
        shown.piece.answer({"which": which, "other": "rfm"})
        seconds.append(process_time() - start)
    assert sorted(seconds)[len(seconds) // 2] < 0.1


def test_what_cannot_be_chosen_is_refused(people):
    with pytest.raises(lk.errors.DataError, match="nothing to choose from"):
        widgets.chooser(people, by=[])
    with pytest.raises(lk.errors.DataError, match="Two segmentations are called 'rfm'"):
        widgets.chooser(people, by=[BY[0], BY[0]])
    with pytest.raises(lk.errors.UnknownNameError, match="by= takes a segmentation"):
        widgets.chooser(people, by=["rfm"])
