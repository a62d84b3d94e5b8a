"""The scorecard under the hand: page and Python say the same, and both say what scoring everybody says."""

import numpy as np
import pandas as pd
import pytest
from widget_pages import answers, some_states

import leadkit as lk
from leadkit import widgets

LANGS = ("en", "th", "vi")


@pytest.fixture(scope="module")
def world():
    return lk.load("saas")


@pytest.fixture(scope="module")
def people(world):
    day = (pd.Timestamp(world.last_day) - pd.Timedelta(days=90)).date()
    later = lk.outcomes(world, as_of=day, horizon_days=90)
    return lk.snapshot(world, as_of=day).merge(later).merge(world.truth[["person_id", "p_buy_90d"]])


@pytest.mark.parametrize("card", ["bant", "bant_floor", "bant_three_of_four"])
def test_page_python_and_scoring_everybody_say_the_same(card, people, tmp_path):
    shown = widgets.scorecard(people, by=lk.scorecard(card), wins="won", best="p_buy_90d", lang="vi")
    drawn = [shown.piece.state(), *some_states(shown, np.random.default_rng(11), 25)]
    for given, told in zip(drawn, answers(shown, drawn, tmp_path), strict=True):
        shown.state = given
        assert told == {"state": shown.state, "text": shown.text, "yaml": shown.yaml}
        (tmp_path / "card.yaml").write_text(shown.yaml, encoding="utf-8")
        again = lk.score(people, by=lk.scorecard(tmp_path / "card.yaml"))
        seen = shown.value.tiers.dropna(subset="tier").set_index("tier")["people"]
        assert again["tier"].value_counts().to_dict() == seen[seen > 0].to_dict()
        assert again["score"].value_counts().sort_index().tolist() == shown.value.scores["people"].tolist()


@pytest.mark.parametrize("lang", LANGS)
def test_weights_of_events_too_and_in_every_language(lang, world, tmp_path):
    day = (pd.Timestamp(world.last_day) - pd.Timedelta(days=90)).date()
    card = lk.scorecard("temperature")
    shown = widgets.scorecard(world, by=card, as_of=day, horizon_days=90, events=True, lang=lang)
    drawn = [shown.piece.state(), *some_states(shown, np.random.default_rng(5), 15)]
    for given, told in zip(drawn, answers(shown, drawn, tmp_path), strict=True):
        shown.state = given
        assert told == {"state": shown.state, "text": shown.text, "yaml": shown.yaml}
    shown.state = {}
    usual = lk.score(world, by=card, as_of=day)["tier"].value_counts()
    assert shown.value.tiers.set_index("tier")["people"].to_dict() == usual.to_dict()
    (tmp_path / "card.yaml").write_text(shown.yaml, encoding="utf-8")
    assert lk.scorecard(tmp_path / "card.yaml")["buying"].activities == card["buying"].activities


def test_a_lead_is_shown_with_the_points_that_explain_gives(people):
    shown = widgets.scorecard(people, by=lk.scorecard("bant"))
    lead = shown.value.lead
    told = lk.explain(people[people["person_id"].eq(lead.name)], by=lk.scorecard("bant"))
    assert sum(points for _, points in lead.steps) == lead.score == told["points"].sum()


def test_a_floor_never_passes_its_cap(people):
    shown = widgets.scorecard(people, by=lk.scorecard("bant"))
    shown.state = {"floor.budget": 20, "cap.budget": 5}
    assert (shown.state["floor.budget"], shown.state["cap.budget"]) == (5, 5)


def test_an_old_saved_state_becomes_one_that_the_controls_can_hold(people):
    shown = widgets.scorecard(people, by=lk.scorecard("bant"))
    usual = dict(shown.state)
    shown.state = {"weight.budget": float("nan"), "border.score.75": "high", "lead": "nobody", "gone": 1}
    assert shown.state == usual
    shown.state = {"weight.budget": 99, "border.score.75": -5}
    assert (shown.state["weight.budget"], shown.state["border.score.75"]) == (3, 0)


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, people, tmp_path):
    shown = widgets.scorecard(people.head(rows), by=lk.scorecard("bant"), wins="won", best="p_buy_90d")
    assert shown.value.tiers["people"].sum() == rows
    assert answers(shown, [{}], tmp_path) == [{"state": shown.state, "text": shown.text, "yaml": shown.yaml}]
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_forty_rules_and_everything_unknown(tmp_path):
    rules = tuple(lk.Rule(f"r{n}", lk.Condition(f"age >= {n}"), 1, "older") for n in range(1, 41))
    card = lk.Scorecard("long", (lk.Criterion("age", rules),), (lk.Tier("old", lk.Condition("score >= 20")),))
    people = pd.DataFrame({"person_id": ["a", "b"], "age": pd.array([pd.NA, pd.NA], dtype="Int64")})
    shown = widgets.scorecard(people, by=card)
    assert (shown.value.lead.low, shown.value.lead.high) == (0, 40)
    assert answers(shown, [{}], tmp_path)[0]["text"] == shown.text


def test_the_best_list_must_be_there(people):
    card = lk.scorecard("bant")
    with pytest.raises(lk.errors.UnknownColumnError, match="Did you mean 'p_buy_90d'"):
        widgets.scorecard(people, by=card, wins="won", best="p_buy")
    with pytest.raises(lk.errors.DataError, match="needs wins="):
        widgets.scorecard(people, by=card, best="p_buy_90d")


def test_a_text_that_looks_like_a_place_of_the_yaml_stays_a_text(people, tmp_path):
    card = lk.scorecard("bant")
    label = "\u27e6weight.nobody|1\u27e7 \u27e6weight.need|x\u27e7"
    shown = widgets.scorecard(people, by=card.changed("need", label=label))
    (tmp_path / "card.yaml").write_text(shown.yaml, encoding="utf-8")
    assert lk.scorecard(tmp_path / "card.yaml")["need"].label == label
    assert answers(shown, [{}], tmp_path)[0]["yaml"] == shown.yaml
