"""Half-lives under the hand: the same tiers as the engine gives to the card that the window writes."""

import numpy as np
import pandas as pd
import pytest
from widget_pages import some_states

import leadkit as lk
from leadkit import widgets


@pytest.fixture(scope="module")
def world():
    return lk.load("saas")


@pytest.fixture(scope="module")
def day(world):
    return (pd.Timestamp(world.last_day) - pd.Timedelta(days=90)).date()


@pytest.mark.parametrize("card", ["temperature", "bant_engagement"])
def test_every_move_gives_what_scoring_everybody_gives(card, world, day, tmp_path):
    card = lk.scorecard(card)
    if card.name == "bant_engagement":  # of its kinds of events none fades by half: let one do
        demo, *others = card["engagement"].activities
        fading = lk.Activity(**{**vars(demo), "decay": lk.Decay(half_life_days=30)})
        card = card.changed("engagement", activities=(fading, *others))
    shown = widgets.half_life(world, by=card, as_of=day, horizon_days=90)
    later = lk.outcomes(world, as_of=day, horizon_days=90).set_index("person_id")["won"]
    for state in [{}, *some_states(shown, np.random.default_rng(2), 4)]:
        shown.state = state
        (tmp_path / "card.yaml").write_text(shown.yaml, encoding="utf-8")
        again = lk.score(world, by=lk.scorecard(tmp_path / "card.yaml"), as_of=day).set_index("person_id")
        wins = again["tier"][later.reindex(again.index).eq(True)].value_counts()
        seen = shown.value.tiers.set_index("tier")
        assert again["tier"].value_counts().to_dict() == seen["people"][seen["people"] > 0].to_dict()
        assert wins.to_dict() == seen["wins"][seen["wins"] > 0].to_dict()


def test_a_window_answers_with_picture_text_and_card(world, day):
    shown = widgets.half_life(world, by=lk.scorecard("temperature"), as_of=day, lang="th")
    before = shown.answer
    shown.state = {"half_life.90": 5, "half_life.30": 5}
    assert shown.answer["number"] == before["number"] + 1
    assert shown.answer["png"][:4] == b"\x89PNG" != before["png"]
    assert shown.answer["text"] == shown.piece.text(shown.value) != before["text"]
    assert "half_life_days: 5" in shown.answer["yaml"]


def test_some_people_only_and_not_too_many(world, day):
    card, ids = lk.scorecard("temperature"), world.people["person_id"]
    assert widgets.half_life(world, by=card, as_of=day, among=list(ids[:50])).value.tiers["people"].sum() <= 50
    assert widgets.half_life(world, by=card, as_of=day, among=[]).answer["png"] == b""
    with pytest.raises(lk.errors.DataError, match="fades by half"):
        widgets.half_life(world, by=lk.scorecard("bant"), as_of=day)


def test_a_state_has_one_picture_however_it_was_reached(world, day):
    card = lk.scorecard("temperature")
    one, other = (widgets.half_life(world, by=card, as_of=day) for _ in range(2))
    for days in (5, 720, 40):
        one.state = {"half_life.90": days}
    other.state = {"half_life.90": 40}
    assert one.answer["png"] == other.answer["png"]
    assert one.answer["width"] == widgets.half_life(world, by=card, as_of=day).answer["width"]
