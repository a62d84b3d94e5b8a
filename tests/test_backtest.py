"""The backtest: learnt in one window, judged in the next, and a plain word where nothing can be told."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshot_by_hand import event, made

import leadkit as lk
from leadkit.backtest import FEWEST, backtest
from leadkit.conditions import Condition, Expression
from leadkit.errors import DataError, UnknownNameError
from leadkit.scoring import Axis, Criterion, Rule, Scorecard, Tier
from leadkit.segments import Measure, Segment, Segmentation
from leadkit.shares import credible, skill

AS_OF, DAYS = "2025-06-30", 30  # learnt on 31 May of June, judged by July
LATE = event("page_view", "2025-12-31")  # until when the tables go on
TOO_LATE = (
    "The tables end on 2025-12-31, before 30 days after 2025-12-15 are over, so wins are not known: give an earlier "
    "day or a shorter horizon."
)
TOO_EARLY = (
    "The rates are learnt on 2023-12-21, 30 days before 2024-01-20, and the first person was known on 2024-01-01: give "
    "a later day or a shorter horizon."
)
CHILDREN = Criterion("children", (Rule("some", Condition("children_at_home > 0"), 25),))
CARD = Scorecard("families", (CHILDREN,), (Tier("family", Condition("score > 0")), Tier("other", Condition("TRUE"))))
DEMO = Criterion("demo", (Rule("asked", Condition("demo_requests > 0"), 25),))
ASKED = Scorecard("asked", (DEMO,), (Tier("warm", Condition("score > 0")), Tier("cold", Condition("TRUE"))))
KINDS = Segmentation(
    "kinds",
    Condition("children_at_home >= 0"),
    (),
    tuple(Segment(f"kind_{n}", Condition(f"children_at_home = {n}")) for n in range(5)),
)


def sold(person, closed_at, **more):
    return {"person_id": person, "opened_at": "2025-01-01", "closed_at": closed_at, "won": True, **more}


def town(families, others, *, june, july, created="2024-01-01"):
    """Make families and others, of whom the first so many buy in June and in July."""
    ids = {"family": [f"f{n}" for n in range(families)], "other": [f"o{n}" for n in range(others)]}
    people = [
        {"person_id": who, "created_at": created, "children_at_home": int(kind == "family")}
        for kind, all_of in ids.items()
        for who in all_of
    ]
    deals = [
        sold(who, f"{month}-15")
        for month, buyers in (("2025-06", june), ("2025-07", july))
        for kind, many in zip(ids, buyers, strict=True)
        for who in ids[kind][:many]
    ]
    return made(people, deals=deals, events=[{**LATE, "person_id": "f0"}])


def drawn(seed, rates, people=400, months=("2025-06", "2025-07")):
    """Make people of five kinds who buy by lot, each kind at its own rate, each month anew."""
    dice = np.random.default_rng(seed)
    kind = dice.integers(0, 5, people)
    rows = [
        {"person_id": f"p{n}", "created_at": "2024-01-01", "children_at_home": int(one)} for n, one in enumerate(kind)
    ]
    deals = [
        sold(f"p{n}", f"{month}-15") for month in months for n in np.flatnonzero(dice.random(people) < rates[kind])
    ]
    return made(rows, deals=deals, events=[{**LATE, "person_id": "p0"}])


# ---- what it says -------------------------------------------------------------------------------------------------


def test_rates_are_learnt_in_the_window_before_and_judged_in_the_window_after():
    found = backtest(town(200, 300, june=(80, 30), july=(60, 60)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    table = found.table.set_index("group")
    assert table[["people", "bought", "people_before", "bought_before"]].to_numpy().tolist() == [
        [200, 60, 200, 80],
        [300, 60, 300, 30],
    ]
    assert table["share"].tolist() == [0.3, 0.2]
    assert table["expected"].round(3).tolist() == [0.397, 0.101]  # nearly their own of June, 0.4 and 0.1
    assert (found.as_of, found.learnt_on) == (date(2025, 6, 30), date(2025, 5, 31))
    pd.testing.assert_frame_equal(
        found.table[["share", "low", "high"]], lk.shares([60, 60], [200, 300]), check_names=False
    )


def test_the_skill_is_briers_beside_the_one_rate_of_the_window_before():
    found = backtest(town(200, 300, june=(80, 30), july=(60, 60)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    f, o = found.table["expected"]
    ours = 60 * (1 - f) ** 2 + 140 * f**2 + 60 * (1 - o) ** 2 + 240 * o**2
    rate = 110 / 500
    assert found.skill == pytest.approx(1 - ours / (120 * (1 - rate) ** 2 + 380 * rate**2), abs=1e-12)
    assert found.low < found.skill < found.high


@pytest.mark.parametrize(
    ("closed_at", "before", "after"),
    [
        ("2025-05-31 23:59:59", 0, 0),
        ("2025-06-01 00:00:00", 1, 0),
        ("2025-06-30 23:59:59", 1, 0),
        ("2025-07-01 00:00:00", 0, 1),
        ("2025-07-30 23:59:59", 0, 1),
        ("2025-07-31 00:00:00", 0, 0),
    ],
)
def test_the_two_windows_meet_on_the_day_asked(closed_at, before, after):
    tables = made("a b", deals=[sold("a", closed_at)], events=[LATE])
    told = backtest(tables, by=CARD, as_of=AS_OF, horizon_days=DAYS).table
    assert told[["bought_before", "bought"]].to_numpy().tolist() == [[before, after]]


def test_whoever_was_known_on_neither_day_or_on_one_only_is_counted_so():
    people = [
        {"person_id": "a", "created_at": "2024-01-01", "children_at_home": 1},
        {"person_id": "b", "created_at": "2025-06-15", "children_at_home": 0},  # nothing was learnt of others
        {"person_id": "c", "created_at": "2025-07-15", "children_at_home": 0},
    ]
    told = backtest(made(people, deals=[sold("a", "2025-06-20")], events=[LATE]), by=CARD, as_of=AS_OF, horizon_days=30)
    assert told.table[["group", "people", "people_before", "expected"]].to_numpy().tolist() == [
        ["family", 1, 1, 1.0],
        ["other", 1, 0, 1.0],
    ]


def test_groups_stand_in_the_order_of_the_pack_and_whoever_has_none_last():
    people = [
        {"person_id": who, "created_at": "2024-01-01", "children_at_home": n}
        for who, n in {"a": 1, "b": 0, "c": None}.items()
    ]
    tables = made(people, events=[LATE])
    only = Scorecard("only", (CHILDREN,), (Tier("family", Condition("score > 0")),))
    told = backtest(tables, by=only, as_of=AS_OF, horizon_days=DAYS).table
    assert told["group"].fillna("none").tolist() == ["family", "none"]
    assert told["people"].tolist() == [1, 2]
    told = backtest(tables, by=KINDS, as_of=AS_OF, horizon_days=DAYS).table
    assert told["group"].tolist() == ["kind_0", "kind_1", "unknown"]
    graded = Scorecard(
        "graded", (CHILDREN,), (), (Axis("fit", ("children",), (10,)), Axis("other", ("children",), (5,)))
    )
    assert backtest(tables, by=graded, as_of=AS_OF, horizon_days=DAYS).table["group"].tolist() == ["A1", "B2"]


def test_among_leaves_the_other_groups_out_of_both_windows():
    tables = town(200, 300, june=(80, 30), july=(60, 60))
    found = backtest(tables, by=CARD, as_of=AS_OF, horizon_days=DAYS, among=["other"])
    assert found.table["group"].tolist() == ["other"]
    assert found.table["expected"].tolist() == [0.1]
    assert (found.skill, found.low, found.high, found.verdict) == (0.0, 0.0, 0.0, "cannot_tell")  # one group, one rate


def test_without_a_day_the_last_is_taken_whose_window_is_over():
    found = backtest(town(20, 20, june=(5, 5), july=(5, 5)), by=CARD, horizon_days=150)
    assert found.as_of == date(2025, 12, 31) - timedelta(days=150)


def test_the_same_seed_gives_the_same_and_another_moves_the_interval_only():
    tables = town(200, 300, june=(80, 30), july=(60, 60))
    one, same, other = (backtest(tables, by=CARD, as_of=AS_OF, horizon_days=DAYS, seed=seed) for seed in (1, 1, 2))
    assert (one.skill, one.low, one.high) == (same.skill, same.low, same.high)
    assert one.table.to_csv() == same.table.to_csv() == other.table.to_csv()
    assert one.skill == other.skill
    assert (one.low, one.high) != (other.low, other.high)


# ---- no leak ------------------------------------------------------------------------------------------------------


def test_nothing_of_the_later_window_moves_what_was_expected():
    """Whoever buys in July is another, and half of them are called families only then."""
    calm = backtest(town(200, 300, june=(80, 30), july=(60, 60)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    tables = town(200, 300, june=(80, 30), july=(0, 300))
    changed = [
        {"person_id": f"o{n}", "happened_at": "2025-07-01", "field": "children_at_home", "value": "1"}
        for n in range(150)
    ]
    wild = lk.Tables({**tables.sources, "changes": pd.DataFrame(changed)})
    found = backtest(wild, by=CARD, as_of=AS_OF, horizon_days=DAYS)
    kept = ["group", "people", "expected", "people_before", "bought_before"]
    pd.testing.assert_frame_equal(found.table[kept], calm.table[kept], check_exact=True)
    assert found.table["bought"].tolist() == [0, 300]
    assert found.verdict == "worse"


@pytest.mark.parametrize(("planted", "wanted"), [("2025-07-01 00:00:00", 0.0), ("2025-06-30 23:59:59", 1.0)])
def test_a_sign_that_gives_the_buyers_away_the_day_after_earns_nothing_and_the_day_before_everything(planted, wanted):
    """In both windows buyers, and they alone, ask for a demo; on the day after it was asked, or on the day itself."""
    day_before = {"2025-07-01 00:00:00": "2025-06-01 00:00:00", "2025-06-30 23:59:59": "2025-05-31 23:59:59"}[planted]
    signs = [event("demo_request", at, person_id=f"f{n}") for n in range(100) for at in (day_before, planted)]
    quiet = town(100, 300, june=(100, 0), july=(100, 0))
    tables = lk.Tables(
        {
            **quiet.sources,
            "events": pd.DataFrame([{"event_id": f"e{n}", **row} for n, row in enumerate([*signs, LATE])]),
        }
    )
    if wanted == 0.0:  # those of June are known on 30 June: leave only what July gives away
        tables = lk.Tables(
            {
                **tables.sources,
                "events": tables.events[~tables.events["happened_at"].between("2025-05-31", "2025-06-02")],
            }
        )
    found = backtest(tables, by=ASKED, as_of=AS_OF, horizon_days=DAYS)
    assert found.skill == pytest.approx(wanted, abs=1e-12)
    assert found.table["group"].tolist() == (["cold"] if wanted == 0.0 else ["warm", "cold"])


# ---- what can and cannot be told ----------------------------------------------------------------------------------


def judged(seed, rates, people=400):
    """Draw two windows of groups, learn from the one and judge by the other."""
    dice = np.random.default_rng(seed)
    of = dice.multinomial(people, np.full(len(rates), 1 / len(rates)), size=2)
    yes = dice.binomial(of, rates)
    return skill(yes[1], of[1], *credible(yes[0], of[0]), seed=seed)


@pytest.mark.parametrize("groups", [2, 5, 25])
def test_the_interval_of_groups_drawn_by_lot_holds_0_as_often_as_it_says(groups):
    """Of 400 draws, 95 % are 380; that groups drawn by lot are called better must be rarer than 1 in 40."""
    told = np.array([judged(seed, np.full(groups, 0.15)) for seed in range(400)])
    assert ((told[:, 1] <= 0) & (told[:, 2] >= 0)).mean() >= 0.93
    assert (told[:, 1] > 0).mean() <= 0.025
    assert -0.01 < told[:, 0].mean() <= 0.0  # and they cost next to nothing


@pytest.mark.parametrize("groups", [2, 5, 25])
def test_groups_that_know_the_truth_do_not_hold_0(groups):
    told = np.array([judged(seed, np.linspace(0.02, 0.5, groups), people=2000) for seed in range(200)])
    assert (told[:, 1] > 0).mean() >= 0.99
    assert (told[:, 2] < 0).sum() == 0


def test_the_interval_holds_the_true_skill_of_the_rates_nineteen_times_in_twenty():
    rates, of = np.array([0.05, 0.1, 0.3]), np.array([150, 150, 150])
    held = 0
    for seed in range(400):
        dice = np.random.default_rng(seed)
        expected, rate = credible(dice.binomial(of, rates), of)
        _, low, high = skill(dice.binomial(of, rates), of, expected, rate, seed=seed)
        wrong = [(rates * (1 - one) ** 2 + (1 - rates) * one**2).sum() for one in (expected, np.full(3, rate))]
        held += low <= 1 - wrong[0] / wrong[1] <= high
    assert 0.92 <= held / 400 <= 0.98


def test_kinds_drawn_by_lot_are_not_called_better_from_the_tables_on():
    """The same through everything: tables, snapshots, segments. Of 20 worlds at most 2 may be unlucky."""
    found = [
        backtest(drawn(seed, np.full(5, 0.15), 250), by=KINDS, as_of=AS_OF, horizon_days=DAYS) for seed in range(20)
    ]
    assert sum(one.verdict == "cannot_tell" for one in found) >= 18
    assert sum(one.verdict == "better" for one in found) <= 1


def test_kinds_that_know_who_buys_are_called_better_from_the_tables_on():
    rates = np.array([0.02, 0.1, 0.2, 0.35, 0.6])
    found = [backtest(drawn(seed, rates, 250), by=KINDS, as_of=AS_OF, horizon_days=DAYS) for seed in range(5)]
    assert [one.verdict for one in found] == ["better"] * 5
    assert all(0.05 < one.low < one.skill < one.high < 0.6 for one in found)


@pytest.mark.parametrize(
    ("june", "july", "wanted"),
    [
        ((5, 4), (30, 30), "too_few"),  # 9 bought in June
        ((30, 30), (5, 4), "too_few"),
        ((91, 100), (50, 50), "too_few"),  # 9 did not buy in June
        ((30, 30), (30, 30), "cannot_tell"),
        ((90, 10), (90, 10), "better"),
        ((90, 10), (10, 90), "worse"),
    ],
)
def test_the_verdict_is_one_of_four_and_few_people_are_no_verdict(june, july, wanted):
    found = backtest(town(100, 100, june=june, july=july), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    assert found.verdict == wanted
    assert FEWEST == 10


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_the_verdict_is_said_in_words(lang):
    few = backtest(town(1000, 500, june=(5, 4), july=(30, 30)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    said = few.say(lang)
    people = "1.500" if lang == "vi" else "1,500"
    assert all(f" {word} " in f" {said} " for word in (people, "60", "9", "10")), said
    assert "'families'" in said
    assert "skill" not in said
    held = backtest(town(100, 100, june=(30, 30), july=(30, 32)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    texts = {few.say(lang), held.say(lang)}
    texts |= {
        backtest(town(100, 100, june=(90, 10), july=july), by=CARD, as_of=AS_OF, horizon_days=DAYS).say(lang)
        for july in ((90, 10), (10, 90))
    }
    assert len(texts) == 4
    assert "{" not in "".join(texts)


def test_in_english_it_says_that_it_cannot_tell():
    few = backtest(town(100, 50, june=(5, 4), july=(30, 30)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    assert repr(few) == (
        "Of 150 people known on 2025-06-30, 60 bought within 30 days. These are too few to tell what the groups of "
        "'families' are worth: in one of the two windows only 9 bought, or did not; 10 is the least that we ask (our "
        "choice)."
    )
    alike = backtest(town(100, 100, june=(30, 30), july=(30, 32)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    assert alike.say().endswith(
        "This cannot tell whether the groups of 'families' say more about who buys than one rate for everybody: skill "
        "0.000, and the interval from 0.000 to 0.000 holds 0."
    )


def test_where_nobody_ever_bought_there_is_no_skill_and_it_says_so():
    found = backtest(town(20, 20, june=(0, 0), july=(0, 0)), by=CARD, as_of=AS_OF, horizon_days=DAYS)
    assert np.isnan([found.skill, found.low, found.high]).all()
    assert found.verdict == "too_few"
    assert "only 0 bought" in found.say()


# ---- what a group's share is worth --------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_rate_lies_between_the_groups_own_and_everybodys(groups):
    of = np.array([n for n, _ in groups])
    yes = np.array([round(n * share) for n, share in groups])
    if not of.sum():
        return
    rates, rate = credible(yes, of)
    own = np.where(of > 0, yes / np.maximum(of, 1), rate)
    assert rate == pytest.approx(yes.sum() / of.sum())
    assert (rates >= np.minimum(own, rate) - 1e-12).all()
    assert (rates <= np.maximum(own, rate) + 1e-12).all()
    assert (rates[of == 0] == rate).all()


def test_more_people_are_worth_more():
    few, many = (credible(np.array([1, 3]) * n, np.array([10, 10]) * n)[0] for n in (2, 200))
    assert 0.1 < many[0] < few[0] < 0.2 < few[1] < many[1] < 0.3


# ---- what cannot be asked -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        (
            {"as_of": "2025-12-15"},
            DataError,
            TOO_LATE,
        ),
        (
            {"as_of": "2024-01-20"},
            DataError,
            TOO_EARLY,
        ),
        ({"horizon_days": 1.5}, DataError, "horizon_days is a whole number of days from 1, not 1.5."),
        ({"repeats": 10}, DataError, "repeats is a whole number from 100, not 10."),
        ({"seed": -1}, DataError, "seed is a whole number from 0, not -1."),
        ({"among": ["famly"]}, UnknownNameError, "No group 'famly' in 'families'. Did you mean 'family'?"),
        (
            {"among": "family"},
            DataError,
            "Nobody is in these groups on one of the two days: name others, or another day.",
        ),
        (
            {"by": Scorecard("plain", (CHILDREN,))},
            DataError,
            "The scorecard 'plain' has neither tiers nor axes, so it puts nobody into a group.",
        ),
        (
            {"by": "rfm"},
            UnknownNameError,
            "by= takes a scorecard or a segmentation here, not 'rfm': write by=lk.segmentation('rfm').",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(asked, kind, says):
    with pytest.raises(kind) as caught:
        backtest(made("a b", events=[LATE]), **{"by": CARD, "as_of": AS_OF, "horizon_days": DAYS} | asked)
    assert str(caught.value) == says


def test_a_snapshot_is_refused():
    with pytest.raises(DataError, match="can be asked of tables only"):
        backtest(pd.DataFrame({"person_id": ["a"]}), by=CARD)


def test_nothing_is_touched():
    tables = town(20, 20, june=(5, 5), july=(5, 5))
    before = {name: table.copy(deep=True) for name, table in tables.sources.items()}
    backtest(tables, by=KINDS, as_of=AS_OF, horizon_days=DAYS)
    for name, table in before.items():
        pd.testing.assert_frame_equal(tables.sources[name], table)


def test_grades_over_everybody_are_counted_on_each_of_the_two_days():
    spent = Measure("m", Expression("total_spent"), grades=2, best="high")
    halves = Segmentation("halves", Condition("purchases > 0"), (spent,), (Segment("upper", Condition("m = 2")),))
    deals = [sold(f"p{n}", "2025-03-01", amount=100 + n) for n in range(40)]
    deals += [sold(f"p{n}", day) for n in range(20, 40) for day in ("2025-06-10", "2025-07-10")]
    people = [{"person_id": f"p{n}", "created_at": "2024-01-01"} for n in range(50)]
    found = backtest(
        made(people, deals=deals, events=[{**LATE, "person_id": "p0"}]), by=halves, as_of=AS_OF, horizon_days=DAYS
    )
    assert found.table[["group", "people", "bought", "bought_before"]].to_numpy().tolist() == [
        ["upper", 20, 20, 20],
        ["otherwise", 20, 0, 0],
        ["outside", 10, 0, 0],
    ]
    assert found.verdict == "better"
