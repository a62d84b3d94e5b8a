"""What the world `property` is made of: prices, households, names, areas with a known truth, tables without a fault."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta
from synth_lives import lives, pooled

import leadkit as lk
from leadkit import check, synth
from leadkit.synth.common import market, tables
from leadkit.synth.draw import NEVER, Streams
from leadkit.synth.vocabulary import KINDS, REASONS, code
from leadkit.synth.world import world

HERE, WORLD = world("property"), "property"


def who(name):
    return pooled(lambda life: getattr(life.who, name), WORLD)


def region(*names):
    return np.isin(who("place"), [number for number, (_, name, *_) in enumerate(HERE.places) if name in names])


def did(kind):
    """Who did (or was done) this at least once."""

    def of(life):
        answer = np.zeros(len(life.who), dtype=bool)
        answer[life.events["who"][life.events["kind"] == code(KINDS, kind)]] = True
        return answer

    return pooled(of, WORLD)


def test_flats_houses_and_plots_cost_billions_and_no_two_regions_are_alike():
    price, product = who("price"), who("product")
    medians = [np.median(price[product == code(HERE.products, kind)]) for kind in ("flat", "house", "land")]
    assert medians[2] < medians[0] < medians[1]
    assert 1e9 < min(medians) < max(medians) < 1e10
    assert np.quantile(price, 0.001) > 3e8
    assert np.quantile(price, 0.999) < 3e10
    flat = product == code(HERE.products, "flat")
    dear, cheap = np.median(price[flat & region("Hà Nội")]), np.median(price[flat & region("Long An")])
    told = HERE.numbers["market"]
    assert abs(dear / cheap - told["Hà Nội"]["price"] / told["Long An"]["price"]) < 0.15
    assert HERE.numbers["currency"] == "VND"


def test_persona_children_and_crowding_move_fit_and_need():
    fit, need, children = who("fit"), who("need_score"), who("children")
    age = 2025 - who("birth_year")
    assert fit[(age >= 28) & (age <= 45)].mean() > fit[age > 50].mean() + 0.3
    assert fit[children >= 3].mean() > fit[children == 0].mean() + 0.4
    assert need[children >= 3].mean() > need[children == 0].mean() + 0.5


def test_a_family_must_agree_and_the_young_ask_their_parents():
    decides, age, children = who("authority") == 0, 2025 - who("birth_year"), who("children")
    young = age <= 27
    shares = [decides[rows].mean() for rows in (young, ~young & (children > 0), ~young & (children == 0))]
    for share, (told, _) in zip(shares, HERE.numbers["authority"].values(), strict=True):
        assert abs(share - told) < 0.02


def test_people_are_mostly_vietnamese_with_some_thai_and_english_and_named_as_they_speak(tmp_path):
    people = pd.read_csv(synth.make(WORLD, 3000, 5, tmp_path / "w", "csv") / "people.csv")
    shares = people["language"].value_counts(normalize=True)
    assert shares["vi"] > 0.85
    assert min(shares["th"], shares["en"]) > 0.02
    named = people.dropna(subset="full_name")
    # A second row for somebody may hold a typo, which can take the only mark away.
    thai = named["full_name"].str.contains("[ก-๙]")
    assert (thai == (named["language"] == "th")).mean() > 0.99
    family = named["full_name"].str.split().str[0]
    vietnamese = family.isin(["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Bùi", "Đặng", "Vũ", "Mai", "Dương"])
    assert vietnamese[named["language"] == "vi"].mean() > 0.85
    assert not vietnamese[named["language"] == "en"].any()
    phones = people["phone"].dropna()
    assert phones.str.match(r"\+(84|66|65) 0000 |\+1 \d{3} 555 01|\+61 [237] 5550 |\+44 (20 7946|1[46]1 496) 0").all()
    assert people["email"].dropna().str.match(r".*[@.]example\.(com|org|net)$").all()


def test_intervals_from_the_surveys_cover_the_known_truth_as_often_as_they_claim():
    told, covered, asked = HERE.numbers["areas"], 0, 0
    for seed in range(400):
        for row in market.areas(Streams(HERE, seed, 0)):
            share = told[row["region"]][2]
            if row["surveyed"] is None:
                continue
            n, yes = row["surveyed"], row["said_yes"]
            low = beta.ppf(0.025, yes, n - yes + 1) if yes else 0.0
            high = beta.ppf(0.975, yes + 1, n - yes)
            covered += low <= share <= high
            asked += 1
    # Clopper-Pearson claims at least 95 %, and is not wasteful at these sizes.
    assert asked == 4000
    assert 0.945 < covered / asked < 0.985


def test_areas_are_not_entered_yet_and_two_have_no_survey():
    told = HERE.numbers["areas"]
    assert set(told).isdisjoint({name for _, name, *_ in HERE.places})
    assert [name for name, (_, asked, _) in told.items() if not asked] == ["Quảng Nam", "Tiền Giang"]
    rows = market.areas(Streams(HERE, 7, 0))
    assert all(row["said_yes"] is None for row in rows if row["surveyed"] is None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_happens(kind):
    assert did(kind).sum() > 20


def test_a_person_costs_the_same_in_a_small_and_in_a_big_block():
    # Counted, not timed: rows a person. Time is measured by benchmarks/bench_synth.py.
    for name in ("events", "deals", "answers", "changes", "crm_records"):
        small, big = (tables.block(WORLD, 2, 0, n, n)[name].num_rows / n for n in (2000, 20_000))
        assert abs(small / big - 1) < 0.15, name


def test_the_check_finds_no_fault_and_every_table_is_filled(tmp_path):
    for form in ("csv", "parquet"):
        folder = synth.make(WORLD, 1500, 11, tmp_path / form, form)
        found = check.check(folder)
        assert found.to_dict("records") == []
        assert (
            min(found.attrs["rows"].values()) > 0
            if isinstance(found.attrs["rows"], dict)
            else found.attrs["rows"] > 20_000
        )


def test_deals_are_in_order_and_their_sums_are_whole():
    for life in lives(WORLD):
        deals = life.deals
        ends = deals["closed"] >= 0
        assert (deals["closed"][ends] >= deals["at"][ends]).all()
        assert (deals["amount"] % 500_000_000 == 0)[deals["seller"] == 0].all(), "whole five millions of dong, in cents"
        assert (deals["units"] == 1).all()
        both = np.intersect1d(deals["who"][deals["seller"] == 1], np.flatnonzero(life.bought < NEVER))
        assert 0 < len(both) < 0.4 * (deals["seller"] == 1).sum(), "some buy a second home from the other seller"
        lost = deals["reason"][deals["won"] == 0]
        assert set(lost) <= set(range(len(REASONS)))


def test_the_sample_has_target_potential_and_the_three_kinds():
    people = lk.snapshot(lk.load(WORLD))
    need = people["need"].isin(["pressing", "some"])
    for wanted in (
        need & (people["ability_to_pay"] == "yes"), need & (people["ability_to_pay"] == "not_yet"),
        people["present_supplier"] == "rival", people["purchases"] > 1,
    ):  # fmt: skip
        assert wanted.sum() >= 20
    assert (people["why_not_bought"] == "comparing").sum() >= 3
