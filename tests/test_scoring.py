"""Scoring by hand: every policy, floor, cap, weight, bound and tier in tables that can be checked with a pencil."""

# ruff: noqa: E501 - a sentence is compared whole, in one line

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pandas as pd
import pytest
from snapshot_by_hand import DAY, made

from leadkit import packs
from leadkit.conditions import Condition
from leadkit.errors import DataError, UnknownNameError
from leadkit.moving import moves
from leadkit.scoring import Axis, Criterion, Rule, Scorecard, Tier, explain, patterns, score, sql, what_if


def rule(name, when, points, because=""):
    return Rule(name, Condition(when), points, because)


def card(*criteria, tiers=(), **more):
    made = tuple(Tier(name, Condition(when)) for name, when in tiers)
    return Scorecard("ours", criteria, made, **more)


def people(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"person_id": list("abcdefghij"[:size]), **columns})


def told(scored, *names):
    """Give the columns of scores as rows, None where there is nothing."""
    some = scored[list(names)].astype("object")
    return [tuple(row) for row in some.where(some.notna(), None).itertuples(index=False)]


def reasons(why):
    """Give the reasons as rows: who, rule or step, points."""
    return [
        (who, rule if step in ("rule", "activity") else step, points)
        for who, rule, step, points in told(why, "person_id", "rule", "step", "points")
    ]


ABC = (rule("a", "says_a", 10), rule("b", "says_b", 25), rule("c", "says_c", -5))
# Three rules (10, 25, -5 points) that say yes, no or are unknown; what the score is, and between what it could lie.
SAID = people(
    says_a=pd.array([True, False, None, True, None, False, None, False], dtype="boolean"),
    says_b=pd.array([True, True, None, None, True, False, False, None], dtype="boolean"),
    says_c=pd.array([True, False, None, False, True, True, True, None], dtype="boolean"),
)
BY_POLICY = {
    "sum": [
        (30, 30, 30),
        (25, 25, 25),
        (0, -5, 35),
        (10, 10, 35),
        (20, 20, 30),
        (-5, -5, -5),
        (-5, -5, 5),
        (0, -5, 25),
    ],
    "first": [
        (10, 10, 10),
        (25, 25, 25),
        (0, -5, 25),
        (10, 10, 10),
        (25, 10, 25),
        (-5, -5, -5),
        (-5, -5, 10),
        (0, -5, 25),
    ],
    "max": [
        (25, 25, 25),
        (25, 25, 25),
        (0, -5, 25),
        (10, 10, 25),
        (25, 25, 25),
        (-5, -5, -5),
        (-5, -5, 10),
        (0, -5, 25),
    ],
}


@pytest.mark.parametrize("policy", BY_POLICY)
def test_a_policy_gives_these_points_between_these_bounds(policy):
    scored = score(SAID, by=card(Criterion("need", ABC, policy=policy)))
    assert told(scored, "score", "score_low", "score_high") == BY_POLICY[policy]
    assert scored["need_points"].tolist() == scored["score"].tolist()
    known = [float(low == high) for _, low, high in BY_POLICY[policy]]
    assert scored["coverage"].tolist() == known


def test_under_sum_all_speak_under_first_the_first_under_max_the_best():
    for policy, who in (("sum", ["a", "b", "c"]), ("first", ["a"]), ("max", ["b"])):
        why = explain(SAID.head(1), by=card(Criterion("need", ABC, policy=policy)))
        assert why["rule"].tolist() == who
    equal = Criterion("need", (rule("one", "says_a", 5), rule("other", "says_b", 5)), policy="max")
    assert explain(SAID.head(1), by=card(equal))["rule"].tolist() == ["one"]


def test_floor_then_cap_then_weight_each_a_step_of_its_own():
    """30 -> cap 25 -> half of it; -5 -> floor 0."""
    criterion = Criterion("need", ABC, floor=0, cap=25, weight=0.5)
    some = SAID.iloc[[0, 5, 3]]
    assert told(score(some, by=card(criterion)), "score", "score_low", "score_high") == [
        (12.5, 12.5, 12.5),
        (0, 0, 0),
        (5, 5, 12.5),
    ]
    why = explain(some, by=card(criterion))
    assert reasons(why) == [
        ("a", "a", 10), ("a", "b", 25), ("a", "c", -5), ("a", "cap", -5), ("a", "weight", -12.5),
        ("f", "c", -5), ("f", "floor", 5),
        ("d", "a", 10), ("d", "weight", -5),
    ]  # fmt: skip
    assert why["units"].tolist() == [round(points * 10_000) for points in why["points"]]
    assert why[why["step"] == "cap"]["because"].tolist() == ["at most 25 points"]
    assert why["rule"].isna().tolist() == [step in ("floor", "cap", "weight") for step in why["step"]]


def test_a_floor_above_nothing_lifts_those_of_whom_nothing_is_known():
    criterion = Criterion("need", (rule("a", "says_a", 10),), floor=3, cap=8)
    scored = score(people(says_a=pd.array([True, False, None], dtype="boolean")), by=card(criterion))
    assert told(scored, "score", "score_low", "score_high") == [(8, 8, 8), (3, 3, 3), (3, 3, 8)]
    why = explain(people(says_a=pd.array([None], dtype="boolean")), by=card(criterion))
    assert reasons(why) == [("a", "floor", 3)]


def test_a_weight_of_nothing_silences_a_criterion_and_makes_it_known():
    scored = score(SAID, by=card(Criterion("need", ABC, weight=0), Criterion("more", ABC[:1])))
    assert scored["need_points"].tolist() == [0] * 8
    assert scored["coverage"].tolist() == [1, 1, 0.5, 1, 0.5, 1, 0.5, 1]


def test_points_are_exact_to_the_hundredth_and_weights_too():
    """0.07 x 1.25 = 0.0875; three times 0.1 are 0.3; written as 0.07, Decimal or a whole number."""
    rules = rule("a", "says_a", 0.07), rule("b", "says_b", Decimal("0.10")), rule("c", "says_c", 1)
    scored = score(SAID.head(2), by=card(Criterion("need", rules, weight=1.25)))
    assert scored["score"].tolist() == [1.4625, 0.125]
    tenths = [Criterion(name, (rule("a", "says_a", 0.1),)) for name in ("one", "two", "three")]
    warm = score(SAID.head(1), by=card(*tenths, tiers=[("warm", "score >= 0.3")]))
    assert told(warm, "score", "tier") == [(0.3, "warm")]


def test_unknown_is_not_no_but_what_never_happened_is():
    """A budget that nobody asked about leaves it open; a purchase that never happened does not."""
    rules = rule("budget", "stated_budget >= 100", 10), rule("lately", "last_purchase_days < 30", 5)
    some = people(stated_budget=[200.0, None, 1.0], last_purchase_days=[None, None, 3.0])
    scored = score(some, by=card(Criterion("need", rules)))
    assert told(scored, "score", "score_low", "score_high") == [(10, 10, 10), (0, 0, 10), (5, 5, 5)]


@pytest.mark.parametrize(
    ("when", "score_now", "low", "high"),
    [
        ("stated_budget IS NULL", 10, 0, 10),  # nobody asked, so it speaks; once answered, it will not
        ("stated_budget IS NOT NULL", 0, 0, 10),
        ("COALESCE(stated_budget, 0) < 5", 10, 0, 10),
        ("GREATEST(stated_budget, 50) < 60", 0, 0, 10),
        ("last_purchase_days IS NULL", 10, 10, 10),  # it never happened, and that is known
        ("COALESCE(last_purchase_days, 999) > 30", 10, 10, 10),
        ("stated_budget IS NULL AND last_purchase_days IS NULL", 10, 0, 10),
        ("stated_budget >= 5 OR last_purchase_days IS NULL", 10, 10, 10),
    ],
)
def test_what_is_not_known_opens_the_bounds_however_it_is_asked(when, score_now, low, high):
    nobody = people(stated_budget=pd.array([None], "Float64"), last_purchase_days=pd.array([None], "Float64"))
    scored = score(nobody, by=card(Criterion("need", (rule("a", when, 10),))))
    assert told(scored, "score", "score_low", "score_high") == [(score_now, low, high)]


# Tiers and grades.

TENS = people(x=[-20.0, 0.0, 10.0, 20.0, 30.0, None])
BY_TENS = Criterion(
    "need", (rule("minus", "x < 0", -20), rule("a", "x >= 10", 10), rule("b", "x >= 20", 10), rule("c", "x >= 30", 10))
)
# Scores -20, 0, 10, 20, 30 and, where nothing is known, 0 between -20 and 30.


@pytest.mark.parametrize(
    ("tiers", "wanted"),
    [
        ([("hot", "score >= 20"), ("warm", "score >= 10")], [None, None, "warm", "hot", "hot", None]),
        ([("warm", "score >= 10"), ("hot", "score >= 20")], [None, None, "warm", "warm", "warm", None]),
        ([("sure", "coverage = 1"), ("open", "TRUE")], ["sure"] * 5 + ["open"]),
        (
            [("could", "score_high >= 30"), ("cannot", "score_low >= 0")],
            [None, "cannot", "cannot", "cannot", "could", "could"],
        ),
        ([("some", "score BETWEEN 10 AND 20")], [None, None, "some", "some", None, None]),
        ([("other", "NOT (score = 10 OR 20 <= score)")], ["other", "other", None, None, None, "other"]),
        ([("points", "need_points < -19.9999")], ["points", None, None, None, None, None]),
        ([("minus", "score > -20 AND score <> 0")], [None, None, "minus", "minus", "minus", None]),
        ([("nobody", "FALSE")], [None] * 6),
    ],
)
def test_the_first_tier_that_holds_and_none_is_missing(tiers, wanted):
    scored = score(TENS, by=card(BY_TENS, tiers=tiers))
    assert [tier for (tier,) in told(scored, "tier")] == wanted
    assert str(scored["tier"].dtype) == "str"


def test_a_share_of_thirds_is_compared_exactly():
    criteria = [Criterion(name, (rule("a", f"says_{name}", 1),)) for name in "abc"]
    scored = score(
        SAID.iloc[[0, 3, 2]], by=card(*criteria, tiers=[("most", "coverage > 0.6666"), ("less", "coverage <= 0.6667")])
    )
    assert told(scored, "coverage", "tier") == [(1, "most"), (2 / 3, "most"), (0, "less")]


def test_grades_are_a_letter_and_a_digit_beside_the_one_number():
    fit = Criterion("fit", (rule("some", "x >= 10", 10), rule("more", "x >= 20", 10)))
    doing = Criterion("doing", (rule("a", "y", 5),))
    axes = Axis("fit", ("fit",), (10, 20)), Axis("doing", ("doing",), (5,))
    some = people(x=[0.0, 10.0, 20.0, 20.0, None], y=[False, True, True, False, True])
    scored = score(some, by=card(fit, doing, axes=axes))
    assert told(scored, "score", "grade") == [(0, "C2"), (15, "B1"), (25, "A1"), (20, "A2"), (5, "C1")]
    assert list(scored.columns)[-1] == "grade"


# Columns, and cards as values.


def test_more_columns_can_be_asked_for_in_any_order():
    ours = card(Criterion("need", ABC, policy="max", weight=2), Criterion("more", ABC[:1]))
    assert ours.columns == ("need_points", "more_points", "score", "score_low", "score_high", "coverage")
    assert ours.rule_columns == ("need_a_points", "need_b_points", "need_c_points", "more_a_points")
    assert ours.bound_columns == ("need_low", "need_high", "more_low", "more_high")
    scored = score(SAID.iloc[[0, 3]], by=ours, columns=["need_high", "need_b_points", "score", "need_a_points"])
    assert list(scored.columns) == ["person_id", "need_high", "need_b_points", "score", "need_a_points"]
    assert told(scored, *scored.columns) == [("a", 50, 25, 60, 0), ("d", 50, 0, 30, 10)]
    with pytest.raises(
        UnknownNameError, match=r"^The scorecard 'ours' gives no column 'need_hihg'\. Did you mean 'need_high'\?$"
    ):
        score(SAID, by=ours, columns=["need_hihg"])


def test_cards_are_frozen_and_a_change_is_a_new_card():
    ours = card(Criterion("need", ABC), tiers=[("warm", "score >= 10")])
    for value in (ours, ours["need"], ours["need"].rules[0], ours.tiers[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.name = "spoilt"
    other = ours.changed("need", weight=2, points={"a": 3})
    assert (other["need"].weight, other["need"].rules[0].points) == (2, 3)
    assert (ours["need"].weight, ours["need"].rules[0].points) == (1, 10)
    assert other != ours
    assert ours == card(Criterion("need", ABC), tiers=[("warm", "score  >=  10")])
    assert len({ours, card(Criterion("need", ABC), tiers=[("warm", "score >= 10")])}) == 1
    for wrong, sentence in (
        (lambda: ours.changed("ned"), "No criterion 'ned' in the scorecard 'ours'. Did you mean 'need'?"),
        (lambda: ours["x"], "No criterion 'x' in the scorecard 'ours'. There are: need."),
        (lambda: ours.changed("need", points={"d": 1}), "No rule 'd' in the criterion 'need'. There are: a, b, c."),
        (lambda: ours.bind(price=1), "No parameter 'price' in the scorecard 'ours'."),
    ):
        with pytest.raises(UnknownNameError) as caught:
            wrong()
        assert str(caught.value) == sentence


def test_a_parameter_is_bound_anew():
    bant, cheaper = packs.scorecard("bant"), packs.scorecard("bant", list_price=5000)
    assert bant.bind(list_price=5000) == cheaper
    assert bant.bind() == bant
    some = people(stated_budget=[5000.0], authority=["none"], need=["none"], timescale=["open"])
    assert [score(some, by=one)["score"].tolist() for one in (bant, cheaper)] == [[0], [25]]


def test_reasons_are_told_in_the_language_asked():
    said = {"en": "the money is there", "th": "มีงบแล้ว", "vi": "đã có tiền"}
    ours = card(Criterion("need", (Rule("a", Condition("says_a"), 10, said),), cap=7.5))
    for lang, text in said.items():
        assert explain(SAID.head(1), by=ours, lang=lang)["because"].tolist()[0] == text
    assert explain(SAID.head(1), by=ours, lang="vi")["because"].tolist()[1].count("7,5") == 1
    with pytest.raises(UnknownNameError, match="No language 'fr'"):
        explain(SAID, by=ours, lang="fr")


# Overrides.


def test_an_override_stands_beside_the_tier_and_is_never_explained():
    """The latest of each person until that day; later ones are not seen; the rules' own tier stays."""
    ours = card(
        Criterion("need", (rule("a", "stated_budget >= 100", 10),)), tiers=[("warm", "score >= 10"), ("cold", "TRUE")]
    )
    overrides = [
        {"person_id": "a", "day": "2025-06-01", "tier": "cold", "by": "Lan", "reason": "asked to wait"},
        {"person_id": "a", "day": "2025-06-30", "tier": "hot", "by": "Som", "reason": "met at the fair"},
        {"person_id": "a", "day": "2025-07-01", "tier": "cold", "by": "Lan", "reason": "too late to be seen"},
        {"person_id": "b", "day": "2025-07-01", "tier": "hot", "by": "Lan", "reason": "too late to be seen"},
    ]
    answers = [{"person_id": "a", "asked_at": "2025-06-01", "how_asked": "person", "question": "budget", "amount": 200}]
    tables = made("a b", answers=answers, overrides=overrides)
    scored = score(tables, by=ours, as_of=DAY)
    names = "person_id", "score", "tier", "override_tier", "override_by", "override_reason"
    assert told(scored, *names) == [
        ("a", 10, "warm", "hot", "Som", "met at the fair"),
        ("b", 0, "cold", None, None, None),
    ]
    assert list(scored.columns) == ["person_id", *ours.columns, "override_tier", "override_by", "override_reason"]
    assert reasons(explain(tables, by=ours, as_of=DAY)) == [("a", "a", 10)]
    early = score(tables, by=ours, as_of="2025-06-15")
    assert told(early, "override_tier")[0] == ("cold",)
    assert list(score(tables, by=ours, as_of=DAY, columns=["tier"]).columns) == ["person_id", "tier"]
    assert "override_tier" not in score(made("a b", answers=answers), by=ours, as_of=DAY)


# What if, and two cards side by side.


def test_what_if_counts_people_and_wins_of_a_changed_card():
    some = TENS.assign(won=[False, False, True, False, True, None])
    ours = card(BY_TENS, tiers=[("hot", "score >= 20"), ("warm", "score >= 10")])
    held = patterns(some, by=ours, wins="won")
    assert repr(held) == "Patterns of the scorecard 'ours': 6 people in 6 patterns"
    assert told(what_if(held, ours).tiers, "tier", "people", "wins") == [("hot", 2, 1), ("warm", 1, 1), (None, 3, 0)]
    found = what_if(held, ours.changed("need", points={"b": 0}, floor=0))
    assert told(found.tiers, "tier", "people", "wins") == [("hot", 1, 1), ("warm", 2, 1), (None, 3, 0)]
    assert told(found.scores, "score", "people", "wins") == [(0, 3, 0), (10, 2, 1), (20, 1, 1)]


def test_what_patterns_do_not_hold_is_said():
    price = packs.scorecard("bant")
    some = people(stated_budget=[5000.0], authority=["none"], need=["none"], timescale=["open"])
    held = patterns(some, by=price, params=["list_price"])
    assert what_if(held, price.bind(list_price=5000)).scores["score"].tolist() == [25]
    for other, sentence in (
        (
            price.bind(list_price=7000),
            "The criterion 'budget' is asked with list_price=7000, and these patterns do not hold that (they hold: budget@list_price=5000",
        ),
        (
            price.changed("need", policy="max"),
            "In the criterion 'need' more was changed than points, weight, floor, cap",
        ),
        (
            card(BY_TENS),
            "These patterns are of the scorecard 'bant' with the criteria budget, authority, need, timescale: a card with other criteria needs patterns of its own.",
        ),
    ):
        with pytest.raises(DataError, match=r"\.$") as caught:
            what_if(held, other)
        assert str(caught.value).startswith(sentence)
    with pytest.raises(
        UnknownNameError, match=r"^No parameter 'list' in the scorecard 'bant'\. There are: list_price\.$"
    ):
        patterns(some, by=price, params=["list"])


def test_moves_count_who_would_be_in_another_tier():
    now = card(BY_TENS, tiers=[("hot", "score >= 20"), ("warm", "score >= 10")])
    then = dataclasses.replace(now, tiers=(Tier("hot", Condition("score >= 10")), Tier("rest", Condition("TRUE"))))
    assert told(moves(TENS, by=(now, then)), "tier_a", "tier_b", "people") == [
        ("hot", "hot", 2),
        ("warm", "hot", 1),
        (None, "rest", 3),
    ]


def test_the_sql_of_a_card_reads_from_top_to_bottom():
    text = sql(card(BY_TENS, tiers=[("warm", "score >= 10")]), columns=["score", "tier"])
    assert text.index('"given" AS (') < text.index('"added" AS (') < text.index('END AS "tier"')
    with pytest.raises(UnknownNameError, match=r"^No dialect 'postgresql'\. Did you mean 'postgres'\?$"):
        sql(card(BY_TENS), "postgresql")
