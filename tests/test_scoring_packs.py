"""Scorecards in YAML: every fault is one sentence with file, line and field, and what is right becomes a card."""

# ruff: noqa: E501 - a sentence is compared whole, in one line

from __future__ import annotations

from functools import partial

import pytest
from pack_files import complaint_of
from scoring_world import hundredths

from leadkit import packs
from leadkit.errors import ConditionError, PackError, UnknownNameError
from leadkit.scoring import Decay, trials

GOOD = """\
kind: scorecard
name: ours
title: {en: Ours, th: ของเรา, vi: Của ta}
source: successagency
remark: All borders are ours.
params: {price: {value: 100, stops: [50, 100], says: the list price}, quiet: 30}
criteria:
  - name: budget
    label: {en: budget, th: งบ}
    asks: {en: Can they pay?}
    policy: first
    floor: 0
    cap: 25
    weight: 1.5
    rules:
      - {name: full, when: "stated_budget >= :price", points: 25, because: {en: it is all there}}
      - {name: half, when: "stated_budget >= 0.5 * :price", points: 12.5, because: half is there}
  - name: doing
    activities:
      - name: demo
        event: demo_request
        points: 20
        once: true
        within_days: 90
        decay: {half_life_days: 30}
        because: asked for a demo
      - {name: page, event: page_view, points: 0.5, per_day_max: 3, because: came to the site}
axes:
  fit: {criteria: [budget], cuts: [10, 20]}
  engagement: {criteria: [doing], cuts: [5], label: engagement}
tiers:
  - name: warm
    when: score >= 15
    label: {en: warm}
  - {name: cold, when: "TRUE", remark: the rest}
tests:
  - {given: {stated_budget: 100}, tier: warm, score: 37.5, grade: A2, budget_points: 37.5}
  - given: {}
    events: [{event: demo_request, days_ago: 30}, {event: page_view, days_ago: 400}]
    tier: cold
    score: 10.5
    score_high: 48
    coverage: 0.5
"""

complaint = partial(complaint_of, packs.scorecard)


def test_a_pack_becomes_a_card_with_everything_in_it(write):
    card = packs.scorecard(write(GOOD))
    assert (card.name, card.version, card.sources, card.remark) == (
        "ours",
        1,
        ("successagency",),
        "All borders are ours.",
    )
    assert [(one.name, one.value, one.stops) for one in card.params] == [("price", 100, (50, 100)), ("quiet", 30, ())]
    budget, doing = card.criteria
    assert (budget.policy, budget.floor, budget.cap, budget.weight, budget.said("th")) == ("first", 0, 25, 1.5, "งบ")
    assert [(rule.name, rule.when.sql, hundredths(rule.points)) for rule in budget.rules] == [
        ("full", "stated_budget >= 100", 2500),
        ("half", "stated_budget >= 50", 1250),
    ]
    assert (doing.policy, doing.floor, doing.cap, doing.weight, doing.rules) == ("sum", None, None, 1, ())
    demo, page = doing.activities
    assert (demo.event, demo.once, demo.within_days, demo.decay) == ("demo_request", True, 90, Decay(half_life_days=30))
    assert (page.points, page.per_day_max, page.once, page.decay) == (0.5, 3, False, None)
    assert [(axis.name, axis.criteria, axis.cuts) for axis in card.axes] == [
        ("fit", ("budget",), (10, 20)),
        ("engagement", ("doing",), (5,)),
    ]
    assert [(tier.name, tier.when.sql) for tier in card.tiers] == [("warm", "score >= 15"), ("cold", "TRUE")]
    assert card.examples[1].events == (("demo_request", 30), ("page_view", 400))
    assert trials(card)["passed"].tolist() == [True] * 8
    assert packs.scorecard(write(GOOD)) == card
    assert packs.scorecard(write(GOOD), price=50) == card.bind(price=50)


# Each row: what to change in the good pack, and the sentence that must come.
FAULTS = {
    "an unknown field of a rule": (("because: half is there", "becuase: half is there"), "ours.yaml, line 17: 'becuase' is not a field of rule 2 of criterion 1. Did you mean 'because'?"),
    "an unknown field of a criterion": (("    floor: 0", "    flor: 0"), "ours.yaml, line 12: 'flor' is not a field of"),
    "an unknown field of the pack": (("remark: All", "remarks: All"), "ours.yaml, line 5: 'remarks' is not a field of the pack. Did you mean 'remark'?"),
    "an unknown policy": (("policy: first", "policy: best"), "ours.yaml, line 11: 'policy' of"),
    "points that are a text": (("points: 20", "points: many"), "ours.yaml, line 22: in 'points' of"),
    "points that are too fine": (("points: 20", "points: 0.125"), "0.125 has more than 2 decimals."),
    "points without end": (("points: 20", "points: .inf"), "ours.yaml, line 22:"),
    "points that are no number": (("points: 20", "points: .nan"), "ours.yaml, line 22:"),
    "a floor above the cap": (("floor: 0", "floor: 30"), "ours.yaml, line 12: the floor of criterion 'budget' is 30, above its cap of 25: swap them."),
    "a negative weight": (("weight: 1.5", "weight: -1"), "ours.yaml, line 14: the weight of criterion 'budget' is negative: give its rules negative points instead."),
    "an event that is none": (("event: demo_request\n", "event: demo_reqest\n"), "ours.yaml, line 21: there is no kind of event 'demo_reqest'. Did you mean 'demo_request'?"),
    "once with a maximum a day": (("once: true", "per_day_max: 2\n        once: true"), "only the newest event of activity 'demo' counts (once), so per_day_max says nothing: remove one."),
    "activities under max": (("  - name: doing\n", "  - name: doing\n    policy: max\n"), "ours.yaml, line 19: activities are added up, so the policy of criterion 'doing' must be sum"),
    "two ways to fade": (("{half_life_days: 30}", "{half_life_days: 30, linear_to_days: 30}"), "give either half_life_days or linear_to_days."),
    "a window of no days": (("within_days: 90", "within_days: 0"), "ours.yaml, line 24: 'within_days' of"),
    "a rule that stands twice": (("{name: half", "{name: full"), "ours.yaml, line 17: the rule 'full' stands here twice: give one of them another name."),
    "a name in capitals": (("{name: half", "{name: Half"), "ours.yaml, line 17: 'name' of"),
    "a condition that cannot be read": (('"stated_budget >= :price"', '"stated_budget => :price"'), "(ours.yaml, line 16)"),
    "a parameter that is none": (("0.5 * :price", "0.5 * :prise"), "asks for :prise, which is no parameter. Did you mean 'price'?"),
    "a tier of something else": (("when: score >= 15", "when: scor >= 15"), "asks for 'scor'. Did you mean 'score'?"),
    "a tier that stands twice": (("{name: cold", "{name: warm"), "the tier 'warm' stands here twice: give one of them another name."),
    "an axis of no criterion": (("criteria: [budget]", "criteria: [bugdet]"), "ours.yaml, line 29: the axis 'fit' adds up 'bugdet', no criterion. Did you mean 'budget'?"),
    "cuts that fall": (("cuts: [10, 20]", "cuts: [20, 10]"), "ours.yaml, line 29: the cuts of axis 'fit' must rise, as in [10, 20]."),
    "a test of an unknown tier": (("tier: cold\n", "tier: cool\n"), "ours.yaml, line 40: there is no tier 'cool'. Did you mean 'cold'?"),
    "a test that expects something else": (("    score_high: 48", "    score_hihg: 48"), "'score_hihg' is nothing that a test gives or expects. Did you mean 'score_high'?"),
    "a test of an unknown event": (("{event: page_view, days_ago: 400}", "{event: page_veiw, days_ago: 400}"), "there is no kind of event 'page_veiw'. Did you mean 'page_view'?"),
    "a test before the day": (("days_ago: 400", "days_ago: -4"), "ours.yaml, line 39:"),
    "a stop of another kind": (("stops: [50, 100]", "stops: [50, many]"), "the stop 'many' is not of the kind of the value '100'."),
    "another kind of pack": (("kind: scorecard", "kind: definitions"), "ours.yaml, line 1: this is a pack of kind 'definitions': read it with lk.definitions(...)."),
    "a kind that is misspelt": (("kind: scorecard", "kind: scorcard"), "ours.yaml, line 1: there is no kind 'scorcard'. Did you mean 'scorecard'?"),
    "columns that clash": (("  - name: doing\n", "  - name: budget_full\n"), "two things would both stand in the column 'budget_full_points': rename a criterion or a rule."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_with_its_place(write, fault):
    (old, new), sentence = FAULTS[fault]
    assert GOOD.count(old) == 1
    said = complaint(write(GOOD.replace(old, new)), (PackError, ConditionError))
    assert sentence in said
    assert "ours.yaml, line" in said


def test_a_card_without_criteria_or_with_all_weights_nothing_scores_nobody(write):
    head = "kind: scorecard\nname: ours\ntitle: Ours\n"
    assert (
        complaint(write(f"{head}criteria: []\n"))
        == "ours.yaml, line 4: an empty card scores nobody: give it a criterion with a rule."
    )
    assert complaint(write(head)) == "ours.yaml, line 1: the field 'criteria' of the pack is missing."
    rule = "{name: a, when: in_crm, points: 1, because: b}"
    nothing = f"{head}criteria:\n  - name: need\n    weight: 0\n    rules: [{rule}]\n"
    assert (
        complaint(write(nothing))
        == "ours.yaml, line 6: all weights are 0, so that everybody's score is 0: give a criterion a weight."
    )
    assert (
        complaint(write(f"{head}criteria: [{{name: need}}]\n"))
        == "ours.yaml, line 4: criterion 'need' has no rule: give it one, or leave it out."
    )


def test_parameters_keep_their_kind_and_names_have_nearest(write):
    path = write(GOOD)
    assert (
        complaint(path, UnknownNameError, prise=5) == "No parameter 'prise' in the pack 'ours'. Did you mean 'price'?"
    )
    assert (
        complaint(path, PackError, price="many") == "The parameter 'price' of the pack 'ours' is a number, not 'many'."
    )
    with pytest.raises(UnknownNameError, match=r"^No pack 'bnat'\. Did you mean 'bant'\?$"):
        packs.scorecard("bnat")
    with pytest.raises(UnknownNameError, match=r"^A pack is a name or a path, not a int: write scorecard\('bant'\)\.$"):
        packs.scorecard(5)


def test_what_is_given_cannot_be_spoilt_through_a_card(write):
    card = packs.scorecard("bant")
    card.criteria[0].rules[0].because["en"] = "spoilt"
    card.examples[0].expect["tier"] = "spoilt"
    again = packs.scorecard("bant")
    assert again.criteria[0].rules[0].because["en"] != "spoilt"
    assert again.examples[0].expect["tier"] != "spoilt"
    assert hash(again) == hash(packs.scorecard("bant"))
