"""The world `property` does what its page says: money comes late, and two sellers share one want."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from synth_lives import PEOPLE, SEEDS, bought, lives, more, off, once, pooled

from leadkit.synth.common import answers, tables
from leadkit.synth.common.journeys import HELD
from leadkit.synth.draw import DAY, NEVER, Streams
from leadkit.synth.property import money as means
from leadkit.synth.property import sellers, truth
from leadkit.synth.vocabulary import KINDS, NEEDS, OBSTACLES, code
from leadkit.synth.world import world

HERE, WORLD = world("property"), "property"
YES, NOT_YET, NO = range(3)


def all_of(value):
    return pooled(value, WORLD)


@cache
def twins(obstacle):
    """The same people had the obstacle been taken away; only what is asked of them is kept."""
    made = [tables.live(WORLD, seed, 0, PEOPLE, obstacle) for seed in SEEDS]
    return {
        "sold": np.concatenate([life.sold for life in made]),
        "ours": np.concatenate([np.minimum(life.first.bought, life.back.trip.bought) for life in made]),
        "set_free": np.concatenate([(life.first.bought < NEVER) & (life.first.fate == HELD) for life in made]),
    }


def who(name):
    return all_of(lambda life: getattr(life.who, name))


def money(name):
    return all_of(lambda life: getattr(life.money, name))


def region(*names):
    places = [number for number, (_, name, *_) in enumerate(HERE.places) if name in names]
    return np.isin(who("place"), places)


# --- need against money ---------------------------------------------------------------------------------------------


def test_target_and_potential_are_apart_on_every_day_and_nobody_turns_back():
    need = np.isin(who("need"), [code(NEEDS, "pressing"), code(NEEDS, "some")])
    before = None
    for day in range(0, 731, 30):
        able = all_of(lambda life, at=day * DAY: life.money.ability(at))
        target, potential = need & (able == YES), need & (able == NOT_YET)
        assert not (target & potential).any()
        assert target.any()
        assert potential.any()
        if before is not None:
            assert set(zip(before.tolist(), able.tolist(), strict=True)) <= {(0, 0), (1, 1), (2, 2), (1, 0)}
        before = able


@pytest.mark.parametrize("cause", ["savings", "loan", "sale"])
def test_not_yet_turns_yes_at_the_rate_of_the_yaml(cause):
    told = HERE.numbers["turning"]
    number, say = list(told["causes"]).index(cause), told["causes"][cause]
    looks = money("cause") >= 0
    here = money("cause") == number
    assert abs(here[looks].mean() - say["share"]) < 4 * np.sqrt(say["share"] * (1 - say["share"]) / looks.sum())
    days = (money("turned") - all_of(lambda life: life.first.called))[here] / DAY
    assert days.min() >= told["least_days"]
    for wait in (30, say["median"], 400):
        ratio = (wait / say["median"]) ** say["shape"]
        share = ratio / (1 + ratio)
        seen = (days < told["least_days"] + wait).mean()
        assert abs(seen - share) < 4 * np.sqrt(share * (1 - share) / len(days))
        at = np.full(len(days), told["least_days"] + wait, dtype=float)
        assert means.found(HERE, np.full(len(days), number), at)[0] == pytest.approx(share)


def test_only_who_asked_and_could_not_pay_yet_looks_for_money():
    asked = all_of(lambda life: life.first.begun & np.isin(life.first.plan.route, (1, 2)))
    assert ((money("cause") >= 0) == (asked & (money("before") == NOT_YET))).all()
    assert (money("turned")[money("cause") < 0] == NEVER).all()


def test_followed_people_come_back_more_often_and_the_lot_was_fair():
    looks, followed = money("cause") >= 0, money("followed")
    assert abs(followed[looks].mean() - 0.5) < 4 * 0.5 / np.sqrt(looks.sum())
    fit = who("fit")[looks]
    assert abs(fit[followed[looks]].mean() - fit[~followed[looks]].mean()) < 4 * fit.std() * 2 / np.sqrt(len(fit))
    back = all_of(lambda life: life.back.trip.start < HERE.end)
    wins = all_of(lambda life: life.back.trip.bought < HERE.end)
    late = money("turned") < HERE.end
    assert more(back, late & followed, late & looks & ~followed) > 8
    assert more(wins, late & followed, late & looks & ~followed) > 3
    lost = all_of(lambda life: (life.sold < NEVER) & (life.sold > life.money.turned))
    assert more(lost, late & looks & ~followed, late & followed) > 2


def test_a_need_without_money_is_worth_something_and_more_if_it_is_followed():
    worth = {True: [], False: []}
    for life in lives(WORLD):
        late = life.money.turned < HERE.end
        paid = np.zeros(len(life.who))
        ours = (life.deals["won"] == 1) & (life.deals["seller"] == 0)
        after = ours & (life.deals["at"] >= life.money.turned[life.deals["who"]])
        np.add.at(paid, life.deals["who"][after], life.deals["amount"][after] / 100)
        for kind in (True, False):
            worth[kind].append(paid[late & (life.money.followed == kind) & (life.money.cause >= 0)])
    followed, others = (np.concatenate(worth[kind]) for kind in (True, False))  # dong a head
    error = np.sqrt(followed.var() / len(followed) + others.var() / len(others))
    assert (followed.mean() - others.mean()) / error > 3
    assert followed.mean() > others.mean() > 5e7, "tens of millions of dong a head"


def test_people_say_not_yet_and_later_yes_and_never_back():
    turned = 0
    for life in lives(WORLD):
        rows = life.answers
        on = (rows["question"] == code(answers.QUESTIONS, "ability_to_pay")) & (rows["answer"] >= 0)
        people, said, at = rows["who"][on], rows["answer"][on], rows["at"][on]
        assert (said == life.money.ability(0)[people]).mean() < 1
        assert (said == np.where(life.money.turned[people] <= at, YES, life.money.before[people])).all()
        same = people[1:] == people[:-1]
        steps = set(zip(said[:-1][same].tolist(), said[1:][same].tolist(), strict=True))
        assert steps == {(0, 0), (1, 1), (2, 2), (1, 0)}
        turned += (same & (said[:-1] == NOT_YET) & (said[1:] == YES)).sum()
    assert turned > 500


def test_the_present_supplier_becomes_the_rival_or_us_with_the_purchase():
    for life in lives(WORLD):
        rows = life.answers
        on = (rows["question"] == code(answers.QUESTIONS, "present_supplier")) & (rows["answer"] >= 0)
        people, said, at = rows["who"][on], rows["answer"][on], rows["at"][on]
        assert (said[(life.bought[people] <= at)] == 2).all()
        rival = (life.sold[people] <= at) & (life.bought[people] > at)
        assert rival.sum() > 20
        assert (said[rival] == 1).all()


def test_nobody_is_followed_after_the_call_that_finds_the_money_or_after_a_purchase():
    kind = code(KINDS, "play_sent")
    for life in lives(WORLD):
        plays = life.events["kind"] == kind
        people, at = life.events["who"][plays], life.events["at"][plays]
        followed = life.money.followed[people]
        until = np.minimum(life.money.turned, np.minimum(life.bought, life.sold))[people]
        slack = (HERE.numbers["turning"]["follow_every_days"] + 30) * DAY
        assert (at[followed] < np.minimum(until[followed], HERE.end) + slack).all()
        assert followed.sum() > 500


# --- two sellers ----------------------------------------------------------------------------------------------------


def test_the_rivals_share_of_the_lost_is_that_of_the_yaml():
    for name in ("first", "back"):
        race = all_of(lambda life, n=name: life.beside.rival if n == "first" else life.back.rival)
        fate = all_of(lambda life, n=name: life.first.fate if n == "first" else life.back.trip.fate)
        begun = all_of(lambda life, n=name: (life.first if n == "first" else life.back.trip).begun)
        open_to = begun & np.isin(fate, (1, 2, 3))
        assert (race[open_to] > 0).sum() > 500
        assert abs(off((fate == 3)[open_to], race[open_to])) < 4


def test_the_rival_is_as_strong_as_the_yaml_says():
    told, market = HERE.numbers["rival_share"], HERE.numbers["market"]
    by_place = np.array([market.get(name, market["abroad"])["rival"] for _, name, *_ in HERE.places])[who("place")]
    obstacle = all_of(lambda life: life.came.obstacle)
    extra = sum(told[name] * (obstacle == code(OBSTACLES, name)) for name in ("comparing", "rival"))
    by_means = np.array([told["ability"][name] for name in ("yes", "not_yet", "no")])[money("before")]
    share = (told["base"] + extra) * by_place * by_means
    by_hand = all_of(lambda life: life.first.begun & np.isin(life.first.plan.route, (1, 2)))
    fate = all_of(lambda life: life.first.fate)
    wants = by_hand & np.isin(fate, (1, 2, 3))  # and is not ours
    for rows in (wants, wants & (by_place == 1), wants & (extra > 0), wants & (money("before") != YES)):
        assert abs(off((fate == 3)[rows], share[rows])) < 4
    assert abs(off((fate == 3)[wants], 1.15 * share[wants])) > 4


def test_where_the_rival_does_not_sell_a_need_has_no_second_seller():
    blind, both = region("Hải Phòng", "Long An"), region("Thành phố Hồ Chí Minh", "Hà Nội")
    sold = all_of(lambda life: life.sold < NEVER)
    assert not sold[blind].any()
    assert sold[both].sum() > 500
    need = np.isin(who("need"), [0, 1])
    nobody = all_of(lambda life: life.bought == NEVER) & ~sold
    asked = all_of(lambda life: life.first.start < HERE.end) & (money("before") == YES)
    assert more(nobody, need & asked & blind, need & asked & both) > 4


def test_means_comparing_and_the_rivals_agent_move_its_share():
    begun = all_of(lambda life: life.first.start < HERE.end) & region("Thành phố Hồ Chí Minh", "Hà Nội")
    able = begun & (money("before") == YES)
    sold = all_of(lambda life: life.first.fate == 3)
    obstacle = all_of(lambda life: life.came.obstacle)
    assert more(sold, able, begun & (money("before") != YES)) > 4
    for name in ("comparing", "rival"):
        assert more(sold, able & (obstacle == code(OBSTACLES, name)), able & (obstacle == 0)) > 4


def test_the_three_kinds_of_the_broker_are_there():
    obstacle = all_of(lambda life: life.came.obstacle)
    for name in ("unaware", "comparing", "rival"):
        assert (obstacle == code(OBSTACLES, name)).mean() > 0.03
    supplier = all_of(lambda life: life.came.supplier)
    assert 0.08 < (supplier == 1).mean() < 0.25
    p, fit = all_of(lambda life: life.p_now), who("fit")
    assert abs(np.corrcoef(fit, p)[0, 1]) < 0.3, "fit and chance are two axes, not one"


# Not `unaware`: who did not know us had no journey beside the rival, and begins one only now.
@pytest.mark.parametrize("obstacle", [name for name in OBSTACLES[1:] if name != "unaware"])
def test_taking_an_obstacle_away_takes_from_the_rival_and_gives_to_us(obstacle):
    # That it frees whom it held, as the truth says, and nobody else: test_synth_truth.py, for every world.
    held = all_of(lambda life: life.came.held_by(obstacle)) & all_of(once)
    rival, less = all_of(lambda life: life.sold < HERE.end), twins(obstacle)["sold"] < HERE.end
    assert (rival == less)[~held].all()
    assert not (less & ~rival).any(), "the rival gains nobody"
    won = held & rival & ~less  # a handful for each obstacle; how many there should be, the next test says
    assert (twins(obstacle)["ours"][won] < NEVER).all(), "whom the rival lost is ours, perhaps after the last day"


def test_whoever_we_win_is_taken_from_the_rival_in_its_share():
    # Held back, and set free on the first of the last days. Whoever the rival had won by then, and not yet signed, it
    # loses: its share of them is its share of all who are not ours, less those whom it had signed.
    rival, called = all_of(lambda life: life.beside.rival), all_of(lambda life: life.first.called)
    began, fate = all_of(lambda life: life.first.start), all_of(lambda life: life.first.fate)
    told, taken, chance = HERE.numbers["delays"]["rival"], [], []
    for obstacle in ("price", "no_trust", "comparing", "rival", "opinions", "quality"):
        freed = all_of(lambda life, o=obstacle: life.came.held_by(o)) & (twins(obstacle)["set_free"])
        on = np.flatnonzero(freed & (began < HERE.reference) & (money("cause") < 0))
        since = np.maximum((HERE.reference - np.minimum(called[on], HERE.reference)) / DAY - 2, 0)
        unsigned = rival[on] / (1 + (since / told["median"]) ** told["shape"])
        chance.append(unsigned / (unsigned + 1 - rival[on]))
        taken.append(fate[on] == 3)
    taken, chance = np.concatenate(taken), np.concatenate(chance)
    assert chance.sum() > 30
    assert abs(off(taken, chance)) < 4


# --- the truth ------------------------------------------------------------------------------------------------------


def test_the_truth_holds_for_every_state_of_the_money():
    first, start = all_of(once), all_of(lambda life: life.first.start)
    p, buys = all_of(lambda life: life.p_now), all_of(bought)
    begun, looks = start < HERE.reference, money("cause") >= 0
    found, back = money("turned") < HERE.reference, all_of(lambda life: life.back.trip.start < HERE.reference)
    states = {
        "able": begun & (money("before") == YES), "never able": begun & (money("before") == NO),
        "looking": begun & looks & ~found, "found, stayed away": found & ~back, "came back": back,
        "beside a strong rival": begun & ~back & (all_of(lambda life: life.beside.rival) > 0.4), "not begun": ~begun,
        "customer": all_of(lambda life: life.bought < HERE.reference),
    }  # fmt: skip
    for name, rows in states.items():
        here = rows & first
        assert p[here].sum() > 3, name
        assert abs(off(buys[here], p[here])) < 4, name
    sold = all_of(lambda life: life.sold < HERE.reference) & all_of(lambda life: life.bought >= HERE.reference)
    assert p[sold & begun].max() == 0, "whom the rival has does not come back"


@pytest.mark.parametrize("freed", [False, True])
def test_the_formula_holds_for_one_hesitating_person_who_lives_many_times_beside_the_rival(freed):
    life, n = lives(WORLD)[0], 200_000
    compares = life.came.held_by("comparing") & (life.first.plan.route == 1) & (life.money.before == YES)
    one = np.full(n, np.flatnonzero(compares & (life.beside.rival > 0.6))[0])
    origin = np.full(n, HERE.reference - 60 * DAY)
    plan = replace(
        life.first.plan.of(one), origin=origin, at_once=np.ones(n), may_start=np.ones(n), rival=np.full(n, 0.7)
    )
    plan = replace(plan, freed=np.full(n, freed))
    who_n = replace(life.who, ability=life.money.before[one], place=life.who.place[one], same_as=life.who.same_as[one])
    race = sellers.compete(Streams(HERE, 99, 0), "many lives", plan, who_n)
    open_still = (race.trip.bought >= HERE.reference) & (race.sold >= HERE.reference)
    wins = (race.trip.bought < HERE.end)[open_still]
    p = truth.running(race, np.ones(n), np.zeros(n), freed=freed)[open_still]
    assert wins.sum() > 1000
    assert abs(off(wins, p)) < 4
    alone = replace(race, rival=np.zeros(n))  # without the rival in the formula it is wrong, and the test sees it
    assert abs(off(wins, truth.running(alone, np.ones(n), np.zeros(n), freed=freed)[open_still])) > 4.5


@pytest.mark.parametrize("ability", [YES, NOT_YET, NO])
def test_the_truth_tells_what_they_can_pay_on_the_first_of_its_days(ability):
    here = all_of(once) & (who("ability") == ability)
    p, buys = all_of(lambda life: life.p_now)[here], all_of(bought)[here]
    assert abs(off(buys, p)) < 4
    assert (who("ability") == all_of(lambda life: life.money.ability(HERE.reference))).all()


def test_those_who_can_pay_buy_more_and_the_price_holds_them_less():
    able, poor = who("ability") == YES, who("ability") == NO
    begun = all_of(lambda life: life.first.start < HERE.end)
    wins = all_of(lambda life: life.bought < HERE.end)
    sales = begun & all_of(lambda life: np.isin(life.first.plan.route, (1, 2)))
    assert more(wins, sales & able, sales & poor) > 8
    price = all_of(lambda life: life.came.held_by("price"))
    assert more(price, money("before") != YES, money("before") == YES) > 8
