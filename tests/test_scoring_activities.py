"""Dated events as points, by hand: which of them count, for how long, and what is left of them on the day asked."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from snapshot_by_hand import DAY, event, made

from leadkit.conditions import Condition
from leadkit.scoring import (
    Activity,
    Axis,
    Criterion,
    Decay,
    Rule,
    Scorecard,
    Tier,
    explain,
    patterns,
    score,
    sql,
    trials,
    what_if,
)
from leadkit.scoring.values import Example

# The day asked is 30 June 2025; an event of the 30th is 0 days old, one of the 1st 29, one of 31 May 30.


def card(*activities, tiers=(), **more):
    """Make a card of one criterion, `doing`."""
    made = tuple(Tier(name, Condition(when)) for name, when in tiers)
    return Scorecard("ours", (Criterion("doing", activities=activities, **more),), made)


def page(points=10, **more):
    return Activity("page", "page_view", points, "came to the site", **more)


def pages(*days, who="a"):
    """Give looks at pages on such days (``06-30``, at noon, or ``06-30 23:59:59``)."""
    moments = [day if " " in day else f"{day} 12:00:00" for day in days]
    return [event("page_view", f"2025-{moment}", person_id=who) for moment in moments]


def points(cases):
    """Give what each case is worth: its own person's events, by a criterion of its own, all in one card."""
    ids = [f"p{n}" for n in range(len(cases))]
    events = [row for who, (days, *_) in zip(ids, cases, strict=True) for row in pages(*days, who=who)]
    criteria = tuple(Criterion(f"c{n}", activities=(activity,)) for n, (_, activity, _) in enumerate(cases))
    ours = Scorecard("ours", criteria)
    scored = score(made(" ".join(ids), events=events), by=ours, as_of=DAY, columns=[*ours.columns, *ours.bound_columns])
    scored = scored.set_index("person_id")
    assert scored["coverage"].tolist() == [1] * len(ids)
    assert all((scored[f"c{n}_low"] == scored[f"c{n}_high"]).all() for n in range(len(ids)))
    return [scored.loc[who, f"c{n}_points"] for n, who in enumerate(ids)]


COUNTED = [
    (["06-30", "06-01", "01-01"], page(), 30),  # each of them, however old
    (["06-30", "06-30", "06-01"], page(once=True), 10),
    (["06-01", "05-31"], page(within_days=30), 10),  # 29 days old counts, 30 does not
    (["06-01 00:00:00", "05-31 23:59:59"], page(within_days=30), 10),
    (["06-30 00:00:00", "06-29 23:59:59"], page(within_days=1), 10),  # the day asked only
    (["06-30 23:59:59.999999", "07-01 00:00:00"], page(), 10),  # what comes later is not seen
    (["05-31", "07-05"], page(within_days=30), 0),
    (["06-30"] * 5 + ["06-29"], page(per_day_max=2), 30),  # two of the five, and one
    (["06-30 00:00:00", "06-30 23:59:59", "06-29 23:59:59"], page(per_day_max=1), 20),
    (["06-30"] * 3, page(-2.5), -7.5),
    (["06-30"] * 3, page(-2.5, once=True), -2.5),
    (["06-30"] * 3, page(0.07), 0.21),
]


def test_which_events_count():
    assert list(zip(COUNTED, points(COUNTED), strict=True)) == [(case, case[2]) for case in COUNTED]


HALF, LINE = {"decay": Decay(half_life_days=30)}, {"decay": Decay(linear_to_days=30)}


LEFT = [
    (["06-30"], page(**HALF), 10),
    (["05-31"], page(**HALF), 5),  # half after exactly its 30 days
    (["05-01"], page(**HALF), 2.5),
    (["06-15"], page(**HALF), 7.07),  # 10 / the root of 2 = 7.0711
    (["05-31", "06-30"], page(**HALF), 15),
    (["05-31", "06-15"], page(once=True, **HALF), 7.07),  # the newest counts
    (["05-31"], page(0.07, **HALF), 0.04),  # 0.035, rounded away from nothing
    (["05-31"], page(-0.07, **HALF), -0.04),
    (["05-31"], page(-10, once=True, **HALF), -5),
    (["06-29"], page(1, decay=Decay(half_life_days=1)), 0.5),
    (["06-15"], page(**LINE), 5),
    (["06-01"], page(**LINE), 0.33),  # a thirtieth is left on the last day
    (["05-31"], page(**LINE), 0),
    (["06-29"], page(-1, decay=Decay(linear_to_days=8)), -0.88),  # 0.875, rounded away from nothing
    (["06-15"] * 3, page(per_day_max=2, **LINE), 10),
    (["06-20", "06-15"], page(within_days=15, **LINE), 6.67),
]


def test_what_is_left_of_them():
    assert list(zip(LEFT, points(LEFT), strict=True)) == [(case, case[2]) for case in LEFT]


def test_on_another_day_more_is_over_and_less_has_happened():
    tables = made("a", events=pages("06-30", "05-31"))
    days = {"2025-05-31": 10, "2025-06-29": 5.12, "2025-07-30": 7.5}  # 10 x 2 ** (-29 / 30) = 5.117
    assert {day: score(tables, by=card(page(**HALF)), as_of=day)["score"][0] for day in days} == days


def test_events_of_later_days_change_nothing():
    before = [event("page_view", "2025-06-29"), event("demo_request", "2025-06-30 23:59:59")]
    later = [event(kind, "2025-07-01") for kind in ("page_view", "demo_request", "unsubscribe")]
    ours = card(page(**HALF), Activity("demo", "demo_request", 20, once=True), Activity("left", "unsubscribe", -15))
    for verb in (score, explain):
        told = [verb(made("a b", events=rows), by=ours, as_of=DAY) for rows in (before, [*before, *later])]
        pd.testing.assert_frame_equal(told[0], told[1])


def test_activities_and_rules_of_a_criterion_add_up_and_are_told_apart():
    """Two pages of 10 and the rule's 5 are 25, capped at 18, twice: 36; the rule of b is not known."""
    rules = (Rule("budget", Condition("stated_budget >= 100"), 5, "the money is there"),)
    doing = Criterion("doing", rules, (page(),), cap=18, weight=2)
    ours = Scorecard("ours", (doing,), (Tier("hot", Condition("doing_points > 30")),))
    answers = [{"person_id": "a", "asked_at": "2025-06-01", "how_asked": "person", "question": "budget", "amount": 200}]
    tables = made("a b", events=[event("page_view"), event("page_view")], answers=answers)
    scored = score(tables, by=ours, as_of=DAY, columns=[*ours.columns, *ours.rule_columns])
    wanted = [["a", 36, 36, 36, 36, 1, "hot", 5, 20], ["b", 0, 0, 0, 10, 0, None, 0, 0]]
    assert scored.astype("object").where(scored.notna(), None).to_numpy().tolist() == wanted
    why = explain(tables, by=ours, as_of=DAY)
    assert why["person_id"].unique().tolist() == ["a"]
    assert why[["step", "points", "because"]].to_numpy().tolist() == [
        ["rule", 5, "the money is there"],
        ["activity", 20, "came to the site"],
        ["cap", -7, "at most 18 points"],
        ["weight", 18, "times 2"],
    ]


def test_grades_cross_fit_and_engagement():
    fit = Criterion("fit", (Rule("budget", Condition("stated_budget >= 100"), 25),))
    doing = Criterion("doing", activities=(page(),))
    ours = Scorecard("ours", (fit, doing), axes=(Axis("fit", ("fit",), (10, 20)), Axis("doing", ("doing",), (5, 15))))
    answers = [{"person_id": "b", "asked_at": "2025-06-01", "how_asked": "person", "question": "budget", "amount": 200}]
    tables = made("a b", events=[event("page_view"), event("page_view")], answers=answers)
    assert score(tables, by=ours, as_of=DAY)["grade"].tolist() == ["C1", "A3"]


def test_wins_after_the_day_are_counted_with_the_patterns():
    deals = [
        {"person_id": who, "opened_at": "2025-06-01", "closed_at": "2025-07-10", "won": who == "a"} for who in "ab"
    ]
    tables = made("a b c", events=[event("page_view"), event("page_view", "2025-12-31")], deals=deals)
    ours = card(page(), tiers=[("warm", "score >= 10"), ("cold", "TRUE")])
    held = patterns(tables, by=ours, as_of=DAY, horizon_days=30)
    assert held.table.to_numpy().tolist() == [[0, 2, 0], [1, 1, 1]]
    assert what_if(held, ours).tiers.to_numpy().tolist() == [["warm", 1, 1], ["cold", 2, 0]]
    assert what_if(held, ours.changed("doing", cap=5)).tiers["people"].tolist() == [0, 3]


def test_a_card_brings_tests_of_its_own():
    expect = {"tier": "warm", "score": 5, "doing_points": 5, "coverage": 1}
    example = Example({}, (("page_view", 30), ("page_view", 400)), expect)
    other = Example({}, (), {"tier": None, "score": 1})
    ours = card(page(decay=Decay(half_life_days=30), within_days=90), tiers=[("warm", "score >= 5")])
    told = trials(Scorecard("ours", ours.criteria, ours.tiers, examples=(example, other)))
    assert told["passed"].tolist() == [True, True, True, True, True, False]
    assert told.iloc[5][["test", "given", "name", "expected", "found"]].tolist() == [2, "nothing", "score", "1", "0"]
    assert told["given"][0] == "page_view 30 days ago; page_view 400 days ago"


@pytest.mark.parametrize(
    "activity", [page(), page(0, **HALF), page(0.01, decay=Decay(linear_to_days=1)), page(once=True)]
)
def test_an_activity_that_never_fades_or_is_worth_nothing_is_asked_like_any_other(activity):
    """Neither leaves the table of what is left without rows, which no database would read."""
    example = Example({}, (("page_view", 0),), {"score": activity.points})
    assert trials(dataclasses.replace(card(activity), examples=(example,)))["passed"].all()
    text = sql(card(activity), "postgres", as_of=DAY)
    assert ('"fading"' in text) == (activity.decay is not None)
    assert "VALUES\n  )" not in text
