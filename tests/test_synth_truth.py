"""The truth of the world is true: who has a probability of 0.3 buys three times in ten, freed of an obstacle or not."""

from itertools import pairwise

import numpy as np
import pytest
from synth_lives import PEOPLE, SEEDS, bought, lives, off, once, pooled

from leadkit import synth
from leadkit.synth.common import tables, truth
from leadkit.synth.saas import contracts
from leadkit.synth.vocabulary import OBSTACLES, code

every_world = pytest.mark.parametrize("world", synth.worlds())


@every_world
def test_in_every_bin_of_p_the_share_of_buyers_lies_within_its_interval(world):
    first = pooled(once, world)
    p, buys = pooled(lambda life: life.p_now, world)[first], pooled(bought, world)[first]
    assert abs(off(buys, p)) < 3.5
    edges = np.unique(np.quantile(p[p > 0], np.linspace(0, 1, 13)))
    assert len(edges) == 13
    for low, high in pairwise(edges):
        here = (p > low) & (p <= high)
        assert here.sum() > 300
        assert abs(off(buys[here], p[here])) < 4


@every_world
def test_who_has_no_chance_never_buys_and_there_are_many_and_others_near_certainty(world):
    p, buys = pooled(lambda life: life.p_now, world), pooled(bought, world)
    first = pooled(once, world)
    assert not buys[first & (p == 0)].any()
    assert 0.2 < (p == 0).mean() < 0.75
    assert p.max() > {"property": 0.6}.get(world, 0.9)  # nobody renews a home, so nobody is sure to buy another


@every_world
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_the_truth_holds_for_each_obstacle(world, obstacle):
    here = pooled(once, world) & (pooled(lambda life: life.came.obstacle, world) == code(OBSTACLES, obstacle))
    p, buys = pooled(lambda life: life.p_now, world)[here], pooled(bought, world)[here]
    if obstacle == "unaware":
        assert (p == 0).mean() > 0.95
    else:
        assert abs(off(buys, p)) < 4


@every_world
def test_the_check_is_sharp_enough_to_see_a_truth_that_is_a_fifth_too_high(world):
    first = pooled(once, world)
    p, buys = pooled(lambda life: life.p_now, world)[first], pooled(bought, world)[first]
    assert abs(off(buys, np.minimum(1.2 * p, 1))) > 4


def test_each_part_of_the_formula_holds_by_itself():
    parts = {"renewal": [], "running": [], "to come": [], "cross": []}
    for life in lives():
        customer = once(life) & (life.held.bought < life.here.reference)
        again = contracts.further(life.streams, life.held, life.held.bought)
        ordered = np.zeros(len(life.who), dtype=bool)
        ordered[again.who[(again.at >= life.here.reference) & (again.at < life.here.end)]] = True
        parts["renewal"].append((contracts.renewal(life.held, life.here)[customer], ordered[customer]))
        for name, trip in (("first", life.first), ("cross", life.cross)):
            p = truth.of_journey(trip)
            now = (trip.bought >= life.here.reference) & (trip.bought < life.here.end)
            begun = trip.start < life.here.reference
            if name == "cross":
                parts["cross"].append((p[customer], now[customer]))
            else:
                parts["running"].append((p[begun], now[begun]))
                parts["to come"].append((p[~begun], now[~begun]))
    for pieces in parts.values():
        p, happened = (np.concatenate(part) for part in zip(*pieces, strict=True))
        assert happened.sum() > 30
        assert abs(off(happened, p)) < 4


@every_world
def test_without_its_obstacle_nobody_buys_less_and_nobody_else_changes(world):
    for life in lives(world):
        assert (life.p_free >= life.p_now - 1e-12).all()
        none = life.came.obstacle == 0
        assert np.allclose(life.p_free[none], life.p_now[none], atol=1e-12)


@every_world
@pytest.mark.parametrize("obstacle", OBSTACLES[1:])
def test_taking_an_obstacle_away_frees_whom_it_held_as_the_truth_says_and_nobody_else(world, obstacle):
    p, before, after = [], [], []
    for seed, life in zip(SEEDS[:2], lives(world), strict=False):
        twin = tables.live(world, seed, 0, PEOPLE, obstacle)
        held, then, now = life.came.held_by(obstacle), bought(life), bought(twin)
        assert (then == now)[~held].all()
        assert (life.p_free == twin.p_free).all()
        assert (life.p_now == twin.p_now).all()
        here = held & once(life)
        for said, value in ((p, life.p_free), (before, then), (after, now)):
            said.append(value[here])
    p, before, after = (np.concatenate(said) for said in (p, before, after))
    assert abs(off(after, p)) < 4
    assert (after >= before).all(), "nobody loses by it"
    assert after.sum() > before.sum()


@every_world
def test_who_is_set_free_buys_no_sooner_than_that_day_and_the_past_stays(world):
    life, twin = lives(world)[0], tables.live(world, SEEDS[0], 0, PEOPLE, "price")
    for when in (life.here.reference, life.here.end):
        sold = [
            (rows["who"][mine], rows["closed"][mine], rows["amount"][mine])
            for each, rows in ((life, life.deals), (twin, twin.deals))
            for mine in [(rows["won"] == 1) & (rows["closed"] < when) & (rows["seller"] == 0)]
        ]
        same = all(np.array_equal(a, b) for a, b in zip(*sold, strict=True))
        assert same == (when == life.here.reference)


@every_world
def test_the_unaware_would_buy_if_they_knew_us_and_those_who_need_it_most(world):
    free, now = pooled(lambda life: life.p_free, world), pooled(lambda life: life.p_now, world)
    unaware = pooled(lambda life: life.came.unaware, world)
    need = pooled(lambda life: life.who.need, world)
    assert now[unaware].mean() < 0.01 < free[unaware].mean()
    assert free[unaware & (need == 0)].mean() > 1.5 * free[unaware & (need == 3)].mean()


@every_world
def test_employees_never_buy(world):
    for life in lives(world):
        staff = life.came.by("staff", "partner") & once(life)
        assert life.p_now[staff].max() == 0
        assert not bought(life)[staff].any()
