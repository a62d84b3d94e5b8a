"""Groups that a machine finds: the same for any order and any number of threads, and beside those that people wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from math import dist

import numpy as np
import pandas as pd
import pytest
import sklearn.cluster
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

import leadkit as lk
from leadkit.conditions import Expression
from leadkit.errors import DataError, UnknownColumnError
from leadkit.learn import agree, clusters, explained
from leadkit.learn.grouping import SAMPLED
from leadkit.segments import Measure

FEW = pd.DataFrame(
    {
        "person_id": list("abcdefgh"),
        "purchases": [1, 2, 1, 20, 21, 22, 9, None],
        "total_spent": [10.0, 10.0, 20.0, 900.0, 1000.0, 1100.0, 5000.0, 10.0],
        "authority": ["decides", "none"] * 4,
        "consent": pd.array([True, False] * 4, dtype="boolean"),
    },
    index=[9, 9, 3, 4, 5, 6, 7, 8],
)
BOTH = ["purchases", "total_spent"]


def crowd(people, seed=1, towns=4):
    """Make people round some centres, in units of very different size, some of them alike."""
    dice = np.random.default_rng(seed)
    town = dice.integers(0, towns, people)
    made = {
        "person_id": [f"p{n}" for n in range(people)],
        "purchases": dice.poisson(2 + 4 * town),
        "total_spent": (1000 * (town % 2) + dice.gamma(2, 100, people)).round(2),
        "last_purchase_days": dice.integers(0, 90, people) + 90 * town,
    }
    return pd.DataFrame(made), town


# ---- clusters -----------------------------------------------------------------------------------------------------


def test_groups_are_numbered_by_size_and_their_centres_are_in_the_units_of_the_measures():
    found = clusters(FEW, on=BOTH, k=3)
    assert found.table["cluster"].tolist() == [1, 1, 1, 2, 2, 2, 3, pd.NA]
    assert str(found.table["cluster"].dtype) == "Int64"
    assert found.centres.columns.tolist() == ["cluster", "people", "share", *BOTH]
    assert found.centres["people"].tolist() == [3, 3, 1]
    assert found.centres["share"].tolist() == pytest.approx([3 / 7, 3 / 7, 1 / 7])
    assert found.centres["purchases"].tolist() == pytest.approx([4 / 3, 21, 9])
    assert found.centres["total_spent"].tolist() == pytest.approx([40 / 3, 1000, 5000])


def test_the_table_comes_in_the_order_and_with_the_index_of_the_people_and_they_are_not_touched():
    before = FEW.copy(deep=True)
    found = clusters(FEW, on=BOTH, k=2)
    assert found.table.index.tolist() == FEW.index.tolist()
    assert found.table["person_id"].tolist() == FEW["person_id"].tolist()
    pd.testing.assert_frame_equal(FEW, before)


def test_the_silhouette_and_the_share_explained_are_what_plain_python_works_out():
    found = clusters(FEW, on=BOTH, k=3)
    known = FEW[BOTH].iloc[:7].astype("float64")
    points = [tuple(row) for row in ((known - known.mean()) / known.std(ddof=0)).to_numpy()]
    group = [0, 0, 0, 1, 1, 1, 2]

    def away(one, of):
        others = [dist(points[one], points[n]) for n in range(7) if group[n] == of and n != one]
        return sum(others) / len(others)

    each = []
    for one in range(6):  # whoever is alone in a group counts 0
        own, other = away(one, group[one]), min(away(one, of) for of in {0, 1, 2} - {group[one]})
        each.append((other - own) / max(own, other))
    assert found.silhouette == pytest.approx(sum(each) / 7)
    means = [np.mean([p for p, g in zip(points, group, strict=True) if g == of], axis=0) for of in range(3)]
    within = sum(dist(p, means[g]) ** 2 for p, g in zip(points, group, strict=True))
    whole = sum(dist(p, np.mean(points, axis=0)) ** 2 for p in points)
    assert found.explained == pytest.approx(1 - within / whole)
    assert found.sampled is None


def test_towns_that_stand_apart_are_found():
    people, town = crowd(600)
    found = clusters(people, on=["purchases", "total_spent", "last_purchase_days"], k=4)
    assert agree(found.table["cluster"], town) > 0.8
    assert found.explained > 0.7


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_rows_does_not_matter_and_equals_are_together(seed):
    people, _ = crowd(500)
    on = ["purchases", "total_spent"]
    people = pd.concat([people, people.assign(person_id="q" + people["person_id"])]).assign(
        total_spent=lambda table: table["total_spent"].round(-2)
    )
    found = clusters(people, on=on, k=6)
    mixed = clusters(people.sample(frac=1, random_state=seed), on=on, k=6)
    wanted = found.table.set_index("person_id")["cluster"]
    pd.testing.assert_series_equal(mixed.table.set_index("person_id")["cluster"].loc[wanted.index], wanted)
    pd.testing.assert_frame_equal(mixed.centres, found.centres, check_exact=True)
    assert (mixed.silhouette, mixed.explained) == (found.silhouette, found.explained)
    each = people.assign(cluster=found.table["cluster"]).groupby(on)["cluster"]
    assert (each.min() == each.max()).all()


TOLD = """
import sys, pandas as pd, leadkit as lk
people, on = pd.read_parquet(sys.argv[1]), ["purchases", "total_spent", "last_purchase_days"]
found = lk.clusters(people, on=on, k=7, seed=3)
share = lk.explained(people, found.table["cluster"], on=on)
print(found.table.to_csv(), found.centres.to_csv(), repr(found.silhouette), repr(found.explained), repr(share))
"""


def test_the_same_bytes_come_again_and_with_any_number_of_threads(tmp_path, monkeypatch, capsys):
    crowd(7_000)[0].to_parquet(tmp_path / "people.parquet")
    monkeypatch.setattr(sys, "argv", ["-c", str(tmp_path / "people.parquet")])
    told = set()
    for threads in (1, 2, 2, 5):
        with threadpool_limits(limits=threads):
            exec(TOLD, {})  # noqa: S102 - ours
        told.add(capsys.readouterr().out)
    alone = {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")}
    ran = subprocess.run(
        [sys.executable, "-c", TOLD, sys.argv[1]], env=alone, capture_output=True, text=True, check=True
    )
    assert {ran.stdout} == told
    assert len(ran.stdout) > 50_000


def test_k_means_and_the_silhouette_run_on_one_thread(monkeypatch):
    """Sums of several threads depend on which is done first; seldom does a group, so the bytes alone would not tell."""
    seen = []
    for whole, name in ((sklearn.cluster.KMeans, "fit"), (sklearn.metrics, "silhouette_score")):
        run = getattr(whole, name)
        monkeypatch.setattr(
            whole,
            name,
            lambda *given, run=run, **more: seen.append(threadpool_info()) or run(*given, **more),
        )
    clusters(FEW, on=BOTH, k=2)
    assert len(seen) == 2
    assert {pool["num_threads"] for pools in seen for pool in pools} == {1}


def test_another_seed_may_end_elsewhere_and_says_the_same_of_itself():
    people, _ = crowd(300, towns=1)
    ends = [clusters(people, on=["total_spent", "last_purchase_days"], k=9, seed=seed) for seed in range(6)]
    assert len({one.explained for one in ends}) > 1
    again = clusters(people, on=["total_spent", "last_purchase_days"], k=9, seed=4)
    assert again.table.to_csv() == ends[4].table.to_csv()


def test_scaled_measures_weigh_alike_and_raw_ones_by_their_numbers():
    dice = np.random.default_rng(5)
    half = np.repeat([0, 1], 200)
    people = pd.DataFrame(
        {
            "person_id": range(400),
            "purchases": 20 * half + dice.integers(0, 3, 400),
            "total_spent": dice.random(400) * 1e5,
        }
    )
    scaled, raw = (clusters(people, on=BOTH, k=2, scale=scale) for scale in (True, False))
    assert agree(scaled.table["cluster"], half) == 1
    assert agree(raw.table["cluster"], half) < 0.1
    assert "same spread" in scaled.say()
    assert "own unit" in raw.say()


def test_the_logarithm_pulls_the_few_large_values_in():
    spent = [*range(10, 30), *range(1000, 1020), 1_000_000]
    people = pd.DataFrame({"person_id": range(41), "total_spent": spent})
    assert clusters(people, on=["total_spent"], k=2).centres["people"].tolist() == [40, 1]
    found = clusters(people, on=["total_spent"], k=2, log=True)
    assert found.centres["people"].tolist() == [21, 20]
    assert found.centres["total_spent"].tolist() == pytest.approx([(20 * 1009.5 + 1e6) / 21, 19.5])
    assert "logarithm" in found.say()


def test_of_many_people_the_silhouette_is_that_of_a_sample_and_it_says_so():
    people, _ = crowd(SAMPLED + 1)
    on = ["purchases", "last_purchase_days"]
    found, all_of = clusters(people, on=on, k=4), clusters(people.iloc[:SAMPLED], on=on, k=4)
    assert (found.sampled, all_of.sampled) == (5_000, None)
    assert found.silhouette == pytest.approx(all_of.silhouette, abs=0.02)
    assert "5,000 people drawn by lot" in found.say()
    assert "drawn by lot" not in all_of.say()


def test_whoever_has_an_unknown_measure_is_left_out_and_counted():
    people = FEW.assign(total_spent=FEW["total_spent"].mask(FEW["person_id"] == "a"))
    found = clusters(people, on=BOTH, k=3)
    assert found.left_out == 2
    assert found.table["cluster"].isna().tolist() == [True, *[False] * 6, True]
    assert found.centres["people"].sum() == 6
    rest = clusters(people.iloc[1:7], on=BOTH, k=3)
    pd.testing.assert_frame_equal(found.centres, rest.centres, check_exact=True)
    for lang, word in {"en": "not known", "th": "ไม่ทราบ", "vi": "chưa rõ"}.items():
        assert word in found.say(lang)
        assert word not in rest.say(lang)
        assert "{" not in found.say(lang)


def test_yes_and_no_count_as_1_and_0_and_a_measure_that_is_the_same_for_all_as_nothing():
    people = pd.DataFrame(
        {"person_id": list("abcd"), "consent": [True, True, False, False], "age": [0.1, 0.1, 0.1, 0.1]}
    )
    found = clusters(people, on=["consent", "age"], k=2)
    assert found.table["cluster"].tolist() == [2, 2, 1, 1]
    assert found.centres["consent"].tolist() == [0, 1]
    assert (found.silhouette, found.explained) == (1, 1)


def test_everybody_alone_has_no_silhouette():
    found = clusters(FEW.iloc[[0, 3]], on="purchases", k=2)
    assert np.isnan(found.silhouette)
    assert found.explained == 1
    assert "Silhouette –" in repr(found)


def test_what_segment_gives_can_be_grouped_too():
    people = lk.snapshot(lk.load("shop"))
    often = Measure("f", Expression("purchases"), grades=5, best="high")
    fresh = Measure("r", Expression("last_purchase_days"), grades=5, best="low")
    some = lk.Segmentation(
        "some", lk.Condition("purchases > 0"), (fresh, often), (lk.Segment("often", lk.Condition("f = 5")),)
    )
    found = clusters(lk.segment(people, by=some), on=["r", "f"], k=3)
    assert found.left_out == (people["purchases"] == 0).sum() > 0
    assert found.centres[["r", "f"]].to_numpy().min() >= 1
    assert found.centres[["r", "f"]].to_numpy().max() <= 5


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        (
            {"k": 8},
            DataError,
            "There are 7 different rows of purchases, total_spent, and k-means was asked for 8 groups: ",
        ),
        ({"k": 1}, DataError, "k is a whole number from 2, not 1."),
        ({"k": True}, DataError, "k is a whole number from 2, not True."),
        ({"k": 2.0}, DataError, "k is a whole number from 2, not 2.0."),
        ({"seed": -1}, DataError, "seed is a whole number from 0, not -1."),
        ({"on": []}, DataError, "Nothing to measure people by: name columns, as in on=['purchases', 'total_spent']."),
        (
            {"on": ["authority"]},
            DataError,
            "'authority' is no column of numbers, and a distance needs numbers: leave it ",
        ),
        ({"on": ["purchase"]}, UnknownColumnError, "The people have no column 'purchase'. Did you mean 'purchases'?"),
        (
            {"on": ["owed"], "log": True},
            DataError,
            "log=True takes the logarithm of 1 + owed, which -5 does not have: ",
        ),
        (
            {"on": ["far"]},
            DataError,
            "'far' holds an infinite number, from which everybody is equally far: leave it out.",
        ),
        (
            {"on": ["never"]},
            DataError,
            "There are 0 different rows of never, and k-means was asked for 2 groups: give a ",
        ),
    ],
)
def test_what_cannot_be_grouped_is_one_sentence(asked, kind, says):
    people = FEW.assign(owed=range(-5, 3), far=[*range(7), float("inf")], never=float("nan"))
    with pytest.raises(kind) as caught:
        clusters(people, **{"on": BOTH, "k": 2} | asked)
    assert str(caught.value).startswith(says)
    assert str(caught.value).endswith((".", "?"))


def test_tables_and_people_without_ids_are_refused():
    with pytest.raises(DataError, match=r"^Measures are taken from a DataFrame, not from a Tables: give lk\.snapshot"):
        clusters(lk.load("shop"), on=BOTH)
    with pytest.raises(UnknownColumnError, match=r"^The people have no column 'person_id'\."):
        clusters(FEW.drop(columns="person_id"), on=BOTH)


# ---- agree --------------------------------------------------------------------------------------------------------


def rand_index(one, other):
    """Count pairs of people: those together in both, beyond what chance makes, of what could be."""
    pairs = list(combinations(range(len(one)), 2))
    both = sum(one[a] == one[b] and other[a] == other[b] for a, b in pairs)
    first, second = (sum(of[a] == of[b] for a, b in pairs) for of in (one, other))
    chance = first * second / len(pairs) if pairs else 0
    most = (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_the_index_is_that_of_counted_pairs_either_way_round_and_whatever_groups_are_called(pairs):
    one, other = map(list, zip(*pairs, strict=True))
    told = agree(one, other)
    assert told == pytest.approx(rand_index(one, other))
    assert told == pytest.approx(agree([f"group {n}" for n in other], one))


def test_groups_drawn_by_lot_agree_as_chance_would():
    dice = np.random.default_rng(1)
    told = [agree(dice.integers(0, 4, 300), dice.integers(0, 6, 300)) for _ in range(50)]
    assert abs(np.mean(told)) < 0.01


def test_whoever_is_in_no_group_is_passed_over():
    one, other = pd.Series(["a", "a", "b", "b", None, "a"]), pd.array([1, 1, 2, 2, 1, None], dtype="Int64")
    assert agree(one, other) == 1


def test_groups_of_other_people_are_refused():
    with pytest.raises(DataError, match=r"^There are 2 groups for 3 people: give each person one, in their order\.$"):
        agree([1, 2, 3], [1, 2])
    with pytest.raises(DataError, match=r"^Nobody is in a group of both, so there is nothing to compare\.$"):
        agree([1, None], [None, 1])


# ---- explained ----------------------------------------------------------------------------------------------------


def test_what_k_means_explains_is_measured_in_the_same_way_as_what_rules_explain():
    people, town = crowd(800)
    on = ["purchases", "total_spent"]
    for more in ({}, {"scale": False}, {"log": True}):
        found = clusters(people, on=on, k=4, **more)
        assert explained(people, found.table["cluster"], on=on, **more) == pytest.approx(found.explained)
        assert explained(people, town, on=on, **more) <= found.explained + 0.02
    dice = np.random.default_rng(2)
    assert explained(people, dice.integers(0, 4, 800), on=on) < 0.02


def test_groups_may_be_a_column_and_whoever_has_none_or_no_measure_is_passed_over():
    people = FEW.assign(segment=["x", "x", "x", "y", "y", "y", None, "y"])
    assert explained(people, "segment", on=BOTH) == explained(people.iloc[:6], "segment", on=BOTH) > 0.9
    assert explained(people, ["all"] * 8, on=BOTH) == pytest.approx(0, abs=1e-30)
    assert np.isnan(explained(people.iloc[[0, 0]], "segment", on=BOTH))
    assert np.isnan(explained(people.iloc[[7]], "segment", on=BOTH))


def test_explained_refuses_as_clusters_does():
    with pytest.raises(DataError, match="There are 2 groups for 8 people"):
        explained(FEW, [1, 2], on=BOTH)
    with pytest.raises(UnknownColumnError, match=r"^The people have no column 'segment'\."):
        explained(FEW, "segment", on=BOTH)
    with pytest.raises(DataError, match="'authority' is no column of numbers"):
        explained(FEW, "authority", on="authority")
