"""The shipped scorecards: their own tests, what their remarks promise, that they part people; the page for trainers."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import leadkit as lk
from leadkit import packs, words
from leadkit.cli import app
from leadkit.packs.card_models import (
    ActivityModel,
    AxisModel,
    CriterionModel,
    DecayModel,
    EventModel,
    RuleModel,
    ScorecardModel,
    TierModel,
)
from leadkit.scoring.checking import check_card
from leadkit.scoring.trials import trials

CARDS = packs.shelf("scorecards")
LETTERS = ("budget", "authority", "need", "timescale")
DAY = "2025-06-30"


@pytest.fixture(scope="module")
def saas():
    return lk.load("saas")


@pytest.fixture(scope="module")
def people():
    return {world: lk.snapshot(lk.load(world), as_of=DAY) for world in ("saas", "shop", "property")}


def test_the_seven_cards_are_on_the_shelf():
    assert CARDS == ["bant", "bant_engagement", "bant_floor", "bant_three_of_four", "marketing", "sales", "temperature"]


@pytest.mark.parametrize("name", CARDS)
def test_a_shipped_card_passes_its_own_tests(name):
    told = trials(lk.scorecard(name))
    assert told[~told["passed"]].to_dict("records") == []
    assert 6 <= told["test"].nunique() <= 12


@pytest.mark.parametrize("name", CARDS)
def test_the_tests_of_a_card_reach_every_tier_and_somebody_of_whom_nothing_is_known(name):
    card = lk.scorecard(name)
    assert {example.expect.get("tier") for example in card.examples} >= {tier.name for tier in card.tiers}
    assert any(not example.given and not example.events for example in card.examples)


@pytest.mark.parametrize("name", CARDS)
def test_whoever_bends_a_rule_of_a_card_fails_its_tests(name):
    """Points, caps, floors and weights that nobody tests could be anything."""
    card = lk.scorecard(name)
    silent = []
    for criterion in card.criteria:
        for rule in criterion.rules:
            bent = card.changed(criterion.name, points={rule.name: rule.points - 1})
            silent += [f"{criterion.name}_{rule.name}"] if trials(bent)["passed"].all() else []
        for end in ("floor", "cap"):
            if getattr(criterion, end) is not None:
                bent = card.changed(criterion.name, **{end: None})
                silent += [f"{criterion.name} {end}"] if trials(bent)["passed"].all() else []
        bent = card.changed(criterion.name, weight=3)
        silent += [f"{criterion.name} weight"] if trials(bent)["passed"].all() else []
    assert silent == []


@pytest.mark.parametrize("name", CARDS)
def test_every_text_of_a_card_is_written_in_three_languages(name):
    card = lk.scorecard(name)
    texts = [card.title, card.remark, *(tier.label for tier in card.tiers), *(param.says for param in card.params)]
    texts += [tier.remark for tier in card.tiers if tier.remark] + [axis.label for axis in card.axes]
    for criterion in card.criteria:
        texts += [criterion.asks, criterion.label]
        texts += [one.because for one in (*criterion.rules, *criterion.activities)]
    for text in texts:
        assert list(text) == list(words.LANGUAGES), text
        assert len({*text.values()}) == len(words.LANGUAGES), text
        assert re.search("[\u0e00-\u0e7f]", text["th"])
        assert not re.search("[\u0e00-\u0e7f]", text["en"] + text["vi"])


@pytest.mark.parametrize("name", CARDS)
def test_every_card_says_that_its_numbers_are_a_choice(name):
    remark = lk.scorecard(name).remark
    assert re.search(r"\bours\b", remark["en"])
    assert "ของเรา" in remark["th"]
    assert re.search(r"của ta|do ta", remark["vi"])


@pytest.mark.parametrize("name", CARDS)
def test_no_card_puts_a_whole_class_into_one_tier(name, saas):
    tiers = lk.score(saas, by=lk.scorecard(name), as_of=DAY)["tier"]
    assert tiers.notna().all()
    assert set(tiers) >= {tier.name for tier in lk.scorecard(name).tiers} - {"not_known"}
    assert tiers.value_counts(normalize=True).max() < 0.9


@pytest.mark.parametrize("world", ["saas", "shop", "property"])
def test_the_gates_open_for_exactly_those_whom_the_article_names(world, people):
    schools = lk.classify(people[world], by=lk.definitions("atlantic_alignment"))
    for card, tier, term in (("marketing", "passed", "marketing_lead"), ("sales", "ready", "ready")):
        scored = lk.score(people[world], by=lk.scorecard(card))["tier"]
        said = schools[f"atlantic_alignment_{term}"]
        assert (scored == tier).tolist() == said.fillna(value=False).tolist()
        assert (scored == "not_known").tolist() == said.isna().tolist()


def test_four_confirmed_letters_are_what_the_pack_calls_qualified_by_bant(people):
    said = lk.classify(people["property"], by=lk.definitions("successagency"))["successagency_qualified_bant"]
    stage = lk.score(people["property"], by=lk.scorecard("bant_three_of_four"))["score"]
    assert (stage == 4).tolist() == said.fillna(value=False).tolist()
    assert said.sum() > 0


@pytest.mark.parametrize("name", ["bant", "bant_floor", "bant_three_of_four"])
def test_whoever_is_called_undecided_could_still_pass_and_nobody_else_could(name, people):
    """Every answer still missing is given as well as can be: who passes then?"""
    card, asked = lk.scorecard(name), people["property"]
    before = lk.score(asked, by=card)["tier"]
    best = {"stated_budget": 1e12, "authority": "decides", "need": "pressing", "timescale": "definite"}
    after = lk.score(asked.fillna(best), by=card)["tier"]
    still_open = before.isin(["qualified", "too_little_known", "undecided", "so_far_good"])
    assert (after == "qualified").tolist() == still_open.tolist()
    assert 0 < still_open.sum() < len(still_open)


def test_the_letters_of_bant_and_of_bant_engagement_are_the_same():
    one, other = lk.scorecard("bant"), lk.scorecard("bant_engagement")
    assert [one[letter] for letter in LETTERS] == [other[letter] for letter in LETTERS]


def test_the_tiers_of_temperature_are_those_that_people_set_by_hand(saas):
    by_hand = {tier for world in ("saas", "shop", "property") for tier in lk.load(world)["overrides"]["tier"]}
    assert by_hand == {tier.name for tier in lk.scorecard("temperature").tiers}


# ---- docs/scorecards.md ---------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs" / "scorecards.md").read_text(encoding="utf-8")


def yaml_of(section):
    found = re.search(rf"^## {section}\. .*?```yaml\n(.*?)```", PAGE, flags=re.DOTALL | re.MULTILINE)
    return found[1]


def test_the_cards_on_the_page_are_cards(write):
    small = lk.scorecard(write(yaml_of(2)))
    assert trials(small)["passed"].all()
    dated = yaml_of(2).replace("tiers:\n", yaml_of(4) + "tiers:\n")
    assert [one.name for one in lk.scorecard(write(dated))["engagement"].activities] == ["demo", "page", "left"]
    bant = (Path(packs.__file__).parents[1] / "data" / "packs" / "scorecards" / "bant.yaml").read_text(encoding="utf-8")
    head, _ = bant.split("tiers:\n")
    assert [tier.name for tier in lk.scorecard(write(head + yaml_of(6))).tiers] == [
        "qualified",
        "too_little_known",
        "undecided",
        "weak",
    ]
    engaged = bant.replace("name: bant\n", "name: ours\n").split("tests:\n")[0]
    whole = lk.scorecard("bant_engagement")
    assert {axis.name: (axis.criteria, axis.cuts) for axis in whole.axes} == {
        "fit": (LETTERS, (40, 75)),
        "engagement": (("engagement",), (3, 12)),
    }
    assert "fit: {criteria: [budget, authority, need, timescale], cuts: [40, 75]}" in yaml_of(7)
    first_two = "".join(yaml_of(9).partition("  - given: {authority")[:1])
    assert trials(lk.scorecard(write(engaged + first_two)))["passed"].all()


def test_the_numbers_on_the_page_are_what_the_kit_says(people, saas):
    told = pd.DataFrame(
        {
            "person_id": ["Ann", "Bo", "Chi"],
            "stated_budget": [30000, 30000, None],
            "authority": ["decides", "none", None],
            "need": ["some", None, None],
            "timescale": ["definite", "open", None],
        }
    )
    for row in lk.score(told, by=lk.scorecard("bant")).itertuples():
        cells = [row.person_id, *(f"{x:g}" for x in (row.score, row.score_low, row.score_high, row.coverage)), row.tier]
        assert f"| {' | '.join(cells)} |\n" in PAGE
    counted = lk.patterns(people["saas"], by=lk.scorecard("bant"))
    assert f"the {counted.table['people'].sum():,} of the world saas give {len(counted)} patterns for `bant`" in PAGE
    warm = lk.score(saas, by=lk.scorecard("temperature"), as_of=DAY).set_index("person_id")
    for person in ("p0000125", "p0000325", "p0000353"):
        cells = warm.loc[person, ["tier", "override_tier", "override_by", "override_reason"]]
        assert f"| {person} | {' | '.join(cells)} |\n" in PAGE
    demo = lk.scorecard("bant_engagement")["engagement"].activities[0].by_day
    assert (demo[0], demo[60], round(demo[179], -2), len(demo)) == (1600, 800, 200, 180)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the world and the changed copy of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    assert CliRunner().invoke(app, ["data", "make", "saas", "--people", "1200", "--out", "my-world"]).exit_code == 0
    bant = (Path(packs.__file__).parents[1] / "data" / "packs" / "scorecards" / "bant.yaml").read_text(encoding="utf-8")
    old = "        when: authority = 'recommends'\n        points: 12\n"
    assert bant.count(old) == 1
    mine = bant.replace("name: bant\n", "name: my_bant\n", 1).replace(old, old.replace("12", "20"))
    Path("my-bant.yaml").write_text(mine, encoding="utf-8")


@pytest.mark.usefixtures("desk")
def test_the_notes_and_problems_on_the_page_are_found():
    told = re.findall(r"^ *(note|problem)  (.*)\n", PAGE, flags=re.MULTILINE)
    mine = Path("my-bant.yaml").read_text(encoding="utf-8")
    spoilt = mine.replace("need = 'some'", "need IN ('pressing')").replace("score >= 40", "score >= 140")
    Path("spoilt.yaml").write_text(spoilt, encoding="utf-8")
    cards = [lk.scorecard("./my-bant.yaml"), lk.scorecard("./spoilt.yaml")]
    found = [set(check_card(card)[["level", "says"]].itertuples(index=False, name=None)) for card in cards]
    assert len(told) == 4
    assert {line for line in told if line[0] == "note"} <= found[0]
    assert {line for line in told if line[0] == "problem"} == {line for line in found[1] if line[0] == "problem"}


@pytest.mark.parametrize("name", CARDS)
def test_no_shipped_card_has_a_rule_or_a_tier_that_cannot_be_meant(name):
    found = check_card(lk.scorecard(name))
    assert found.loc[found["level"] == "problem", "says"].tolist() == []


@pytest.mark.usefixtures("desk")
def test_the_commands_on_the_page_print_what_the_page_says():
    blocks = re.findall(r"^```console\n(.*?)```", PAGE, flags=re.DOTALL | re.MULTILINE)
    typed = [call for block in blocks for call in block.split("$ leadkit ")[1:]]
    assert len(typed) >= 5
    for call in typed:
        command, _, told = call.partition("\n")
        ran = CliRunner().invoke(app, shlex.split(command))
        printed = ran.stdout + ran.stderr
        for part in re.split(r"^\.\.\.\n", told, flags=re.MULTILINE):
            assert part in printed, command
            printed = printed[printed.index(part) + len(part) :]
        assert told.endswith("...\n") or not printed.strip(), command


def test_the_page_tells_every_field_and_every_tier():
    models = (ScorecardModel, CriterionModel, RuleModel, ActivityModel, DecayModel, TierModel, AxisModel, EventModel)
    for field in {field for model in models for field in model.model_fields}:
        assert re.search(rf"\b{field}\b", PAGE), field
    for name in CARDS:
        line = re.search(rf"^\| `{name}` \|.*$", PAGE, flags=re.MULTILINE)[0]
        assert line.endswith(f"| {', '.join(tier.name for tier in lk.scorecard(name).tiers)} |")
