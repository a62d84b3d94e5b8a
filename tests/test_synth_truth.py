"""The truth of the world is true: who has a probability of 0.3 buys three times in ten, freed of an obstacle or not."""

from itertools import pairwise

import numpy as np
import pytest
from synth_lives import lives, off, pooled

from leadkit.synth.draw import DAY, NEVER
from leadkit.synth.saas import truth
from leadkit.synth.saas.journeys import BUYS, HELD, ROUTES
from leadkit.synth.saas.numbers import OBSTACLES, code, end, reference
from leadkit.synth.saas.purchases import further

BINS = (0, 0.001, 0.003, 0.01, 0.03, 0.07, 0.12, 0.2, 0.35, 0.55, 0.75, 0.85, 1.01)


def bought(life):
    """Who bought from us in the last 90 days, as the table of deals says it."""
    deals = life.deals
    ours = (deals["won"] == 1) & (deals["seller"] == 0) & (deals["closed"] >= reference())
    answer = np.zeros(len(life.who), dtype=bool)
    answer[deals["who"][ours]] = True
    return answer


def once(life):
    """First rows only: a second row tells the truth about a human being who buys under the first."""
    return ~life.who.double


def test_in_every_bin_of_p_the_share_of_buyers_lies_within_its_interval():
    first = pooled(once)
    p, buys = pooled(lambda life: life.p_now)[first], pooled(bought)[first]
    assert abs(off(buys, p)) < 3.5
    for low, high in pairwise(BINS):
        here = (p >= low) & (p < high) & (p > 0)
        assert here.sum() > 300
        assert abs(off(buys[here], p[here])) < 4


def test_who_has_no_chance_never_buys_and_there_are_many_and_others_near_certainty():
    p, buys = pooled(lambda life: life.p_now), pooled(bought)
    first = pooled(once)
    assert not buys[first & (p == 0)].any()
    assert 0.2 < (p == 0).mean() < 0.5
    assert p.max() > 0.9


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_the_truth_holds_for_each_obstacle(obstacle):
    here = pooled(once) & (pooled(lambda life: life.came.obstacle) == code(OBSTACLES, obstacle))
    p, buys = pooled(lambda life: life.p_now)[here], pooled(bought)[here]
    if obstacle == "unaware":
        assert (p == 0).mean() > 0.95
    else:
        assert abs(off(buys, p)) < 4


def test_the_check_is_sharp_enough_to_see_a_truth_that_is_a_tenth_too_high():
    first = pooled(once)
    p, buys = pooled(lambda life: life.p_now)[first], pooled(bought)[first]
    assert abs(off(buys, np.minimum(1.1 * p, 1))) > 4


def test_each_part_of_the_formula_holds_by_itself():
    parts = {"renewal": [], "running": [], "to come": [], "cross": []}
    for life in lives():
        customer = once(life) & (life.held.bought < reference())
        again = further(life.streams, life.held)
        ordered = np.zeros(len(life.who), dtype=bool)
        ordered[again.who[(again.at >= reference()) & (again.at < end())]] = True
        parts["renewal"].append((truth.renewal(life.held)[customer], ordered[customer]))
        for name, trip in (("first", life.first), ("cross", life.cross)):
            p = truth.of_journey(trip)
            now = (trip.bought >= reference()) & (trip.bought < end())
            begun = trip.start < reference()
            if name == "cross":
                parts["cross"].append((p[customer], now[customer]))
            else:
                parts["running"].append((p[begun], now[begun]))
                parts["to come"].append((p[~begun], now[~begun]))
    for pieces in parts.values():
        p, happened = (np.concatenate(part) for part in zip(*pieces, strict=True))
        assert happened.sum() > 30
        assert abs(off(happened, p)) < 4


def test_without_its_obstacle_nobody_buys_less_and_nobody_else_changes():
    for life in lives():
        assert (life.p_free >= life.p_now - 1e-12).all()
        none = life.came.obstacle == 0
        assert np.allclose(life.p_free[none], life.p_now[none], atol=1e-12)


def test_taking_an_obstacle_away_gains_what_the_truth_says():
    # Take the obstacle away on the first of the 90 days, by hand: who is held back by it alone is set free and buys
    # with a fresh delay; who waits need wait no longer. Then count.
    for obstacle in ("price", "waiting", "no_trust", "comparing", "rival", "opinions", "quality"):
        expected, freed = [], []
        for life in lives():
            trip, rng = life.first, np.random.default_rng(5)
            here = once(life) & (life.came.obstacle == code(OBSTACLES, obstacle)) & (trip.bought >= reference())
            here &= (trip.start < reference()) & np.isin(trip.plan.route, [ROUTES.index("sales"), ROUTES.index("self")])
            fresh = np.full(len(here), float(NEVER))
            for route in ("sales", "self"):
                on = np.flatnonzero(trip.plan.route == ROUTES.index(route))
                share = truth.over(trip.plan.of(on), np.full(len(on), 90.0), waiting=False)
                fresh[on] = np.where(rng.random(len(on)) < share, reference() + 45 * DAY, NEVER)
            time = np.where((trip.fate == BUYS) | (trip.fate == HELD), np.minimum(trip.bought, fresh), NEVER)
            time = np.where((trip.fate == BUYS) & (obstacle != "waiting"), trip.bought, time)
            expected.append(truth.of_journey(trip, freed=True)[here])
            freed.append((time < end())[here])
        p, happened = np.concatenate(expected), np.concatenate(freed)
        assert happened.sum() > 10
        assert abs(off(happened, p)) < 4


def test_the_unaware_would_buy_if_they_knew_us_and_those_who_need_it_most():
    free, now = pooled(lambda life: life.p_free), pooled(lambda life: life.p_now)
    unaware = pooled(lambda life: life.came.unaware)
    need = pooled(lambda life: life.who.need)
    assert now[unaware].mean() < 0.01 < free[unaware].mean()
    assert free[unaware & (need == 0)].mean() > 2 * free[unaware & (need == 3)].mean()


def test_employees_never_buy():
    for life in lives():
        staff = life.came.by("staff", "partner") & once(life)
        assert life.p_now[staff].max() == 0
        assert not bought(life)[staff].any()
