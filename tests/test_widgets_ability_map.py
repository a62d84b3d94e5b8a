"""The borders of need and ability under the hand: page and Python say the same, and both what the verbs say."""

from itertools import product

import pandas as pd
import pytest
from widget_pages import answers

import leadkit as lk
from leadkit import widgets
from leadkit.widgets.ability_map import ANSWERS

EVERY = [dict(zip(ANSWERS, state, strict=True)) for state in product(*ANSWERS.values())]
NINJA = lk.definitions("ninja")


@pytest.fixture(scope="module")
def people():
    return lk.snapshot(lk.load("property"))


@pytest.fixture(scope="module")
def shown(people):
    return widgets.ability_map(people, also=[lk.definitions("atlantic_faq")["potential"]])


def answered(need, ability, **more):
    size = len(need)
    facts = {"need": need, "ability_to_pay": ability, "targeted": [False] * size, "interest_kinds": [0] * size}
    return pd.DataFrame({"person_id": [f"p{n}" for n in range(size)], **facts, **more})


def of_the_yaml(shown, folder):
    (folder / "own.yaml").write_text(shown.yaml, encoding="utf-8")
    return lk.definitions(folder / "own.yaml")


def test_the_first_borders_are_those_of_the_pack(shown, people):
    shown.state = {}
    told = shown.value
    asked = lk.classify(people, by=NINJA)
    assert told.terms["people"].tolist()[:2] == [asked["ninja_target"].sum(), asked["ninja_potential"].sum()]
    regions = [NINJA["target"], NINJA["potential"], lk.definitions("atlantic_faq")["potential"]]
    usual = lk.spread(by=regions)
    pd.testing.assert_frame_equal(told.spread[usual.columns], usual)
    claims = lk.claims(by=NINJA)
    columns = ["says", "a", "relation", "b", "found", "holds"]
    assert told.claims[columns].to_numpy().tolist() == claims[columns].to_numpy().tolist()


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_page_and_python_say_the_same_wherever_the_borders_stand(lang, people, tmp_path):
    shown = widgets.ability_map(people, lang=lang)
    for given, told in zip(EVERY, answers(shown, EVERY, tmp_path), strict=True):
        shown.state = given
        assert told == {"state": given, "text": shown.text, "yaml": shown.yaml}


@pytest.mark.parametrize("at", [0, 10, 17, 22, 35])
def test_the_pack_that_is_taken_along_counts_and_claims_the_same(at, shown, people, tmp_path):
    shown.state = EVERY[at]
    pack = of_the_yaml(shown, tmp_path)
    asked = lk.classify(people, by=pack)
    told = shown.value.terms.set_index("term")
    for term in ("ninja_target", "ninja_potential"):
        assert told.loc[term, "people"] == asked[term.replace("ninja", pack.source.key)].sum()
        assert told.loc[term, "unknown"] == asked[term.replace("ninja", pack.source.key)].isna().sum()
    assert shown.value.claims[["found", "holds"]].to_numpy().tolist() == (
        lk.claims(by=pack)[["found", "holds"]].to_numpy().tolist()
    )


def test_moving_a_border_turns_a_claim_that_fails_into_one_that_holds(shown):
    shown.state = {"able_from": "not_yet"}
    assert shown.value.claims["holds"].tolist()[:2] == [False, True]
    shown.state = {"short": "not_yet_or_no", "able_from": "not_yet"}
    assert (shown.value.claims["found"][0], shown.value.claims["holds"].tolist()[:2]) == ("overlap", [False, False])
    assert shown.value.claims["example"][1] == {"need": "pressing", "ability_to_pay": "no"}
    assert "need is pressing and ability to pay is no" in str(shown.piece.told()["found"]["some|not_yet|not_yet_or_no"])


def test_people_are_counted_by_their_answers_and_unknown_is_not_no():
    people = answered(["some", "stock", "pressing", None, "some"], ["yes", "yes", "not_yet", "yes", None])
    shown = widgets.ability_map(people)
    told = shown.value.terms.set_index("term")
    assert told.loc["ninja_target", ["people", "unknown"]].tolist() == [1, 2]
    shown.state = {"need_from": "stock", "able_from": "not_yet"}
    told = shown.value.terms.set_index("term")
    assert told.loc["ninja_target", ["people", "unknown"]].tolist() == [3, 2]
    assert told.loc["ninja_target", "share"] == 1


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, tmp_path):
    shown = widgets.ability_map(answered(["some"], ["yes"]).head(rows))
    assert shown.value.terms["people"].tolist() == [rows, 0]
    assert answers(shown, [{}], tmp_path) == [{"state": shown.state, "text": shown.text, "yaml": shown.yaml}]
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_everything_unknown(tmp_path):
    none = pd.array([None, None], dtype="str")
    shown = widgets.ability_map(answered(none, none))
    assert shown.value.terms["unknown"].tolist() == [2, 2]
    assert shown.text.startswith("target customer: 0 people; not known of 2 people. potential customer: 0 people;")
    assert answers(shown, [{}], tmp_path)[0]["text"] == shown.text


def test_an_old_saved_state_becomes_one_that_the_controls_can_hold(shown):
    shown.state = {"need_from": "much", "able_from": 3, "gone": True}
    assert shown.state == {"need_from": "some", "able_from": "yes", "short": "not_yet"}


def test_a_pack_without_needs_is_refused(people):
    with pytest.raises(lk.errors.DataError, match=r"from 1 to 6 terms that ask need IN .* 'marketstar': try 'ninja'"):
        widgets.ability_map(people, by=lk.definitions("marketstar"), terms=["lead"])
