"""The world `shop` does what its page says: carts, hesitation, the wedding dress, toys, influencers, coming back."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from synth_lives import bought, lives, more, off, once, pooled

import leadkit as lk
from leadkit.synth.common import journeys, plans, tables
from leadkit.synth.draw import DAY, NEVER, own
from leadkit.synth.shop.people import DRESS, TAILORED, TOYS
from leadkit.synth.vocabulary import KINDS, OBSTACLES, code
from leadkit.synth.world import world

WORLD, HERE = "shop", world("shop")
ROOT = Path(__file__).resolve().parent.parent
SAMPLE, PAGE = ROOT / "datasets" / "shop", ROOT / "docs" / "worlds" / "shop.md"


def all_of(value):
    return pooled(value, WORLD)


def who(name):
    return all_of(lambda life: getattr(life.who, name))


def obstacle(*names):
    return all_of(lambda life: life.came.held_by(*names))


def did(kind, least=1):
    """Who did this at least so often."""

    def of(life):
        events = life.events
        return np.bincount(events["who"][events["kind"] == code(KINDS, kind)], minlength=len(life.who)) >= least

    return all_of(of)


def likes(taste):
    bit = list(HERE.numbers["tastes"]).index(taste)
    return (who("tastes") >> bit & 1) > 0


def orders(life):
    """How many paid orders from us each made."""
    deals = life.deals
    return np.bincount(deals["who"][(deals["won"] == 1) & (deals["seller"] == 0)], minlength=len(life.who))


def test_who_is_childless_and_does_not_like_toys_never_looks_for_toys_nor_buys_any():
    cold = ~likes("likes_toys") & (who("children") == 0)
    wants = who("product") == TOYS
    assert cold.sum() > 10_000
    assert not wants[cold].any()
    for life in lives(WORLD):
        toys = life.deals["product"] == TOYS
        buyers = np.unique(life.deals["who"][toys])
        bit = list(HERE.numbers["tastes"]).index("likes_toys")
        none = (life.who.children == 0) & ((life.who.tastes >> bit & 1) == 0)
        assert len(buyers) > 1000
        assert not none[buyers].any()


def test_families_are_the_target_of_the_toys_and_need_them_more():
    family, wants = who("children") > 0, who("product") == TOYS
    assert more(wants, family & likes("likes_toys"), family & ~likes("likes_toys")) > 4
    assert more(wants, family, ~family) > 4
    fond = wants & likes("likes_toys")
    assert more(who("need") == 0, fond & family, fond & ~family) > 4


def test_the_bride_passes_all_of_bant_and_still_waits():
    bride = who("product") == DRESS
    passes = bride & (who("ability") == 0) & (who("authority") == 0) & (who("need") <= 1) & (who("horizon") > 0)
    waits = passes & obstacle("waiting")
    assert waits.sum() > 500
    assert more(obstacle("waiting"), bride, ~bride) > 20
    bought_some_day = all_of(lambda life: life.first.bought < NEVER)
    buys = waits & bought_some_day
    days = all_of(lambda life: (life.first.bought - life.first.called) / DAY)
    assert days[buys].min() >= HERE.numbers["waiting_days"]["least"]
    others = passes & ~obstacle("waiting") & bought_some_day
    assert np.median(days[buys]) > 3 * np.median(days[others])


def test_taking_her_waiting_away_sells_the_dress_unless_the_want_is_gone_or_the_rival_was_there():
    gained = lost = 0
    for seed, life in zip((1, 2), lives(WORLD), strict=False):
        twin = tables.live(WORLD, seed, 0, len(life.who), "waiting")
        waits = (life.who.product == DRESS) & life.came.held_by("waiting") & once(life)
        waits &= (life.first.start < HERE.reference) & (life.first.bought >= HERE.reference)
        gone = life.first.fate >= journeys.RIVAL
        assert not bought(twin)[waits & gone].any()
        gained += (bought(twin) & ~bought(life))[waits & ~gone].sum()
        lost += (bought(life) & ~bought(twin))[waits].sum()
    assert lost == 0
    assert gained > 40


def test_without_the_cost_of_shipping_those_it_held_buy_more_within_the_interval_of_the_truth_and_others_do_not():
    for seed, life in zip((1, 2, 3), lives(WORLD), strict=False):
        twin, held = tables.live(WORLD, seed, 0, len(life.who), "shipping"), life.came.held_by("shipping")
        before, after, here = bought(life), bought(twin), held & once(life)
        assert abs(off(after[here], life.p_free[here])) < 4
        assert after[here].mean() > 2 * before[here].mean()
        assert (before == after)[~held].all()


def test_shipping_is_seen_at_the_checkout_and_that_is_where_the_cart_is_left():
    never = all_of(lambda life: life.first.bought >= HERE.end) & did("cart_add")
    checks = did("checkout_start")
    assert more(checks, never & obstacle("shipping"), never & ~obstacle("shipping")) > 10
    assert checks[never & obstacle("price")].mean() < 0.75 < checks[never & obstacle("shipping")].mean()


def test_the_hesitant_read_reviews_and_come_back_to_the_cart():
    carts = did("cart_add")
    assert more(did("review_read"), carts & obstacle("opinions", "no_trust"), carts & obstacle("price")) > 10
    held = all_of(lambda life: (life.first.fate == journeys.HELD) & (life.first.start < HERE.reference))
    again = did("cart_add", 2)[held & all_of(lambda life: life.first.plan.route == plans.SELF)]
    assert 0.4 < again.mean() < 0.7


def test_abroad_shipping_holds_more_and_so_it_does_a_small_cart():
    aware = ~all_of(lambda life: life.came.unaware)
    assert more(obstacle("shipping"), aware & ~who("home"), aware & who("home")) > 10
    small = who("price") < 500
    assert more(obstacle("shipping"), aware & small, aware & ~small) > 5


def test_a_longer_form_is_filled_in_less_often_and_tells_more():
    shown = all_of(lambda life: life.acts.shown < NEVER)
    fields, filled = (all_of(lambda life, n=n: getattr(life.acts, n)) for n in ("fields", "filled"))
    shares = [filled[shown & (fields == n)].mean() for n in (2, 4, 6, 9)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[3]
    gave = all_of(lambda life: life.details.given == life.acts.shown + 60) & filled
    for known, least in (("age_known", 4), ("children_known", 6)):
        assert who(known)[gave & (fields >= least)].all()
        assert not who(known)[gave & (fields < least)].all()


def test_what_a_long_form_told_stands_in_changes_and_in_the_snapshot():
    people = lk.snapshot(lk.load("shop"))
    table = lk.load("shop").people
    assert people["children_at_home"].notna().sum() > 1.5 * table["children_at_home"].notna().sum()
    assert people["likes_toys"].notna().sum() > 1.5 * table["likes_toys"].notna().sum()


def test_about_half_of_the_buyers_buy_once_and_the_tail_is_heavy():
    count = all_of(orders)
    buyers = count[count > 0]
    assert 0.48 < (buyers == 1).mean() < 0.60
    first = all_of(lambda life: life.first.bought)
    followed = count[(first >= HERE.moment(pd.Timestamp("2024-01-01").date())) & (first < 268 * DAY)]
    assert len(followed) > 2000
    assert 0.46 < (followed == 1).mean() < 0.55
    assert 2.5 < followed.mean() < 3.3
    assert np.quantile(followed, 0.99) >= 15
    assert buyers.max() > 50
    # Heavier than any one rate for all could make it: the variance of a Poisson number is its mean.
    assert (followed - 1).var() > 4 * (followed - 1).mean()


def test_the_satisfied_come_back_and_an_obstacle_thins_their_orders():
    count, happy = all_of(orders), who("satisfaction")
    assert more(count > 1, (count > 0) & (happy > 0.5), (count > 0) & (happy < -0.5)) > 10
    free = all_of(lambda life: life.came.obstacle) == 0
    assert more(count > 1, (count > 0) & free, (count > 0) & obstacle("shipping")) > 5
    kept, total = 0, 0
    for life in lives(WORLD):
        here = life.came.held_by("shipping")[life.made.who]
        kept, total = kept + life.made.paid[here].sum(), total + here.sum()
    lets = np.exp(-0.45 * HERE.numbers["obstacles"]["shipping"][1])
    assert abs(kept / total - lets) < 4 * np.sqrt(lets * (1 - lets) / total)


def test_the_rate_of_coming_back_is_the_one_the_truth_is_computed_from():
    for life in lives(WORLD)[:2]:
        customer = (life.first.bought < HERE.reference) & (life.made.left >= HERE.reference)
        came = np.zeros(len(life.who), dtype=bool)
        now = life.made.paid & (life.made.at >= HERE.reference)
        came[life.made.who[now]] = True
        p = 1 - np.exp(-life.habits.rate * life.habits.lets * 90 / 365)
        assert customer.sum() > 1000
        assert abs(off(came[customer], p[customer])) < 4
        assert not (came & ~customer & (life.first.bought < HERE.reference)).any(), "who has left is gone for good"


def test_a_few_influencers_bring_many_and_some_of_them_never_buy():
    for life in lives(WORLD):
        made = life.events["who"][life.events["kind"] == code(KINDS, "referral_made")]
        count = np.bincount(made, minlength=len(life.who))
        top = np.sort(count)[::-1]
        assert top[0] >= 12
        assert top[: len(top) // 100].sum() > 0.2 * top.sum()
        assert (orders(life)[count >= 4] == 0).sum() > 20
        assert life.came.depth.max() == 3


def test_a_customer_who_asks_for_something_made_is_lead_and_customer_at_once():
    for life in lives(WORLD):
        asked = life.cross.start < HERE.end
        assert (life.first.bought[asked] < life.cross.start[asked]).all()
        assert asked.sum() > 200
        deals = life.deals
        assert ((deals["product"] == TAILORED) & (deals["won"] == 1)).sum() > 40


def test_what_is_dear_is_dear_and_amounts_are_plausible():
    deals = lk.load("shop").deals
    won = deals[deals["won"].fillna(value=False) & (deals["seller"] == "us")]
    typical = won.groupby("product")["amount"].median().astype(float)
    told = HERE.numbers["products"]
    for product in ("clothes", "toys", "wedding_dress", "bulk_order"):
        assert 0.5 < typical[product] / told[product]["price"] < 1.8, product
    assert won["amount"].min() >= 50
    assert (won["amount"].astype(float) % 10 == 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_happens_in_the_shop_too(kind):
    assert did(kind).sum() > 20


@pytest.mark.parametrize("name", OBSTACLES)
def test_every_obstacle_has_its_people(name):
    assert 0.03 < obstacle(name).mean() < 0.4


def test_ones_own_chance_does_not_depend_on_who_else_draws():
    everybody = own(5, np.arange(10_000), 3)
    assert (own(5, np.arange(10_000)[::7], 3) == everybody[::7]).all()
    assert abs(everybody.mean() - 0.5) < 4 * np.sqrt(1 / 12 / 10_000)
    assert abs(np.corrcoef(everybody, own(5, np.arange(10_000), 4))[0, 1]) < 0.04
    assert abs(np.corrcoef(everybody[1:], everybody[:-1])[0, 1]) < 0.04
    assert 0 <= everybody.min() < 0.001
    assert 0.999 < everybody.max() < 1


def script(*parts):
    """A script of the checkout as a module."""
    spec = importlib.util.spec_from_file_location(Path(parts[-1]).stem, ROOT.joinpath(*parts))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_shows_the_picture_with_its_text_alternative():
    alt, image = re.search(r"!\[([^\]]+)\]\(\.\./images/(shop-cdnow.png)\)", PAGE.read_text(encoding="utf-8")).groups()
    assert (ROOT / "docs" / "images" / image).read_bytes().startswith(b"\x89PNG")
    assert alt == script("benchmarks", "real", "beside_cdnow.py").ALT


def test_without_cdnow_the_script_says_so_and_leaves_its_figures_out(tmp_path, capsys, monkeypatch):
    beside, before = script("benchmarks", "real", "beside_cdnow.py"), PAGE.read_bytes()
    monkeypatch.setattr(beside, "PEOPLE", 3000)
    beside.main([str(tmp_path), "--write"])
    out = capsys.readouterr().out
    assert "There is no CDNOW_master.txt" in out
    assert "| ordered 1 x |" in out
    assert "1997" not in out
    assert PAGE.read_bytes() == before


def test_recency_frequency_and_spend_are_counted_as_one_would_by_hand():
    beside = script("benchmarks", "real", "beside_cdnow.py")
    day = pd.to_datetime(["1997-01-02", "1997-01-02", "1998-06-20", "1997-03-25", "1997-03-26"])
    rows = pd.DataFrame({"person_id": ["a", "a", "a", "b", "c"], "day": day, "amount": [5.0, 6.0, 9.0, 0.0, 1.0]})
    each = beside.customers(rows, 1997)
    assert each.index.tolist() == ["a", "b"], "c came too late"
    assert each.loc["a", ["orders", "spent", "recency"]].tolist() == [2, 20.0, 10]
    told = beside.told(each)
    assert (told["customers"], told["ordered 1 x"], told["orders, mean"]) == ("2", "50.0%", "1.50")
