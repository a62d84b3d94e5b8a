"""What is said against a segmentation: each kind by hand, then random ones against everybody who could be."""

from __future__ import annotations

import random
from itertools import product

import pandas as pd
import pytest
from sqlglot import exp

import leadkit as lk
from leadkit import engine, segments
from leadkit.conditions import Condition, Expression
from leadkit.errors import UnknownNameError
from leadkit.segments import Measure, Segment, Segmentation

BUDGET = Measure("f", Expression("stated_budget"), grades=3, best="high")
AGE = Measure("g", Expression("age"), cuts=(18, 40), best="low")


def made(*texts, over="TRUE", measures=(), closed=False):
    """Make a segmentation of segments a, b, c, ... with these conditions."""
    own = tuple(Segment(name, Condition(text)) for name, text in zip("abcdefgh", texts, strict=False))
    return Segmentation("small", Condition(over), tuple(measures), own, closed=closed)


def rows(one, *kinds, lang="en"):
    """Give the findings of some kinds: kind, segment, level."""
    found = segments.check(one, lang)
    some = found[found["kind"].isin(kinds)]
    named = some["segment"].astype(object).where(some["segment"].notna(), None)
    return list(zip(some["kind"], named, some["level"], strict=True))


# ---- by hand ------------------------------------------------------------------------------------------------------


def test_a_segment_that_nobody_can_be_in_is_dead():
    assert rows(made("age > 40 AND age < 30", "newsletter"), "dead") == [("dead", "a", "problem")]
    assert rows(made("age > 40 AND age < 60", "newsletter"), "dead") == []


def test_whoever_is_outside_fills_no_segment():
    assert rows(made("age < 30", "age >= 30", over="age >= 50"), "dead") == [("dead", "a", "problem")]


def test_a_segment_after_wider_ones_is_covered_and_only_those_that_cover_it_are_named():
    one = made("newsletter", "age < 40", "age >= 40", "age >= 50")
    assert rows(one, "covered") == [("covered", "d", "problem")]
    [says] = [told for told in segments.check(one)["says"] if "'d'" in told and "nobody" in told]
    assert "'c'" in says
    assert "'a'" not in says


def test_grades_are_whole_so_that_nobody_stands_between_two():
    whole = made("f >= 3", "f <= 2", measures=[BUDGET], closed=True)
    assert rows(whole, "gap", "overlap") == []
    assert rows(made("f >= 3", "f <= 1", measures=[BUDGET], closed=True), "gap") == [("gap", "otherwise", "problem")]
    assert rows(made("f > 3", "f < 1", measures=[BUDGET]), "dead") == [
        ("dead", "a", "problem"),
        ("dead", "b", "problem"),
    ]


def test_a_grade_by_cuts_goes_with_its_number():
    assert rows(made("g = 3 AND age > 18", measures=[AGE]), "dead") == [("dead", "a", "problem")]
    assert rows(made("g = 2 AND age > 18 AND age <= 40", measures=[AGE]), "dead") == []
    assert rows(made("age <= 18", "g = 3", measures=[AGE]), "covered") == [("covered", "b", "problem")]


def test_a_gap_is_somebody_known_of_whom_every_condition_is_no():
    open_ = made("need = 'some'")
    found = segments.check(open_)
    [gap] = found[found["kind"].eq("gap")].to_dict("records")
    assert gap["level"] == "note"
    assert gap["example"]["need"] not in {"some", None}
    assert rows(made("need = 'some'", "need <> 'some'"), "gap", "no_gap") == [("no_gap", "otherwise", "note")]


def test_over_that_speaks_of_nobody_is_a_problem_and_of_everybody_a_note():
    assert rows(made("newsletter", over="age > 40 AND age < 30"), "over") == [("over", None, "problem")]
    assert rows(made("newsletter", over="age > 40 OR age <= 40 OR age IS NULL"), "over") == [("over", None, "note")]


def test_a_measure_that_no_segment_asks_for_and_a_column_that_no_snapshot_has_are_noted():
    one = made("shoe_size > 40", measures=[AGE])
    assert rows(one, "measure", "column") == [("measure", None, "note"), ("column", None, "note")]


PACK = """kind: segmentation
name: small
version: 1
title: {en: Small}
params:
  many: {value: 5, stops: [2, 5]}
  young: {value: 30}
  target: {value: wanted.yaml}
  quiet: {value: 90}
over: "purchases > 0"
measures:
  f: {of: "purchases / :many", cuts: [1], best: high}
  near: {profile: ":target"}
segments:
  - {name: fits, when: "profile_distance < 0.5 AND f = 2 AND age < :young"}
otherwise: none
"""
PROFILE = """kind: profile
name: wanted
version: 1
title: {en: Wanted}
params:
  town: {value: Hanoi}
  old: {value: 60}
parts:
  - {name: in_town, when: "city = :town"}
"""


def test_a_parameter_that_nothing_asks_for_is_noted_here_and_in_the_profile(tmp_path):
    (tmp_path / "wanted.yaml").write_text(PROFILE)
    small = tmp_path / "small.yaml"
    small.write_text(PACK)
    found = segments.check(lk.segmentation(small, many=2)).query("kind == 'parameter'")
    assert found["level"].tolist() == ["note", "note"]
    assert found["says"].tolist() == [
        "No condition asks for the parameter 'quiet'.",
        "No part of the profile 'wanted' asks for the parameter 'old'.",
    ]
    small.write_text(PACK.replace("< :young", "< 30").replace('":target"', "wanted.yaml"))
    told = segments.check(lk.segmentation(small)).query("kind == 'parameter'")["says"].tolist()
    assert [name for name in ("young", "target", "quiet", "many") if f"'{name}'" in " ".join(told)] == [
        "young",
        "target",
        "quiet",
    ]


@pytest.mark.parametrize("name", ["profile", "rfm", "volume", "frequency", "visit_rhythm", "behaviour", "demography"])
def test_every_parameter_of_a_shipped_segmentation_is_asked_for(name):
    assert rows(lk.segmentation(name), "parameter") == []


def test_a_condition_remembers_the_parameters_it_was_given():
    when = Condition("age > :low AND age < :high").bind(low=1).bind(high=9)
    assert when.bound == ("low", "high")
    assert when == Condition("age > 1 AND age < 9")


def test_what_a_proof_does_not_look_into_is_said():
    found = segments.check(made("city LIKE 'Ban%'"))
    unproved = found[~found["proved"]]
    assert set(unproved["kind"]) == {"not_proved"}
    assert unproved["says"].str.contains("LIKE").any()


@pytest.mark.parametrize("lang", ["th", "vi"])
def test_the_same_is_found_in_other_languages(lang):
    one = made("newsletter", "age < 40", "age >= 40", "age >= 50")
    here, there = segments.check(one), segments.check(one, lang)
    assert here.drop(columns="says").equals(there.drop(columns="says"))
    assert set(here["says"]).isdisjoint(there["says"])


def test_a_language_that_the_kit_does_not_speak_is_refused():
    with pytest.raises(UnknownNameError, match="'xx'"):
        segments.check(made("newsletter"), "xx")


# ---- random ones, against everybody who could be -------------------------------------------------------------------

ATOMS = [
    *(f"f {op} {k}" for op in (">=", "<=", "=") for k in (1, 2, 3)),
    *(f"g {op} {k}" for op in (">=", "<=", "=") for k in (1, 2, 3)),
    *("age >= 18", "age < 18", "age > 40", "age <= 40", "age IS NULL", "f IS NULL", "newsletter", "NOT newsletter"),
    *("need = 'some'", "need IN ('pressing', 'some')", "need IS NOT NULL", "need <> 'none'"),
]


def everybody():
    """List everybody whom these columns tell apart: a grade by cuts follows from its number, a quantile one is free."""
    budgets = [(None, None), *((1, grade) for grade in (1, 2, 3))]
    ages = [(None, None), (10, 3), (18, 3), (30, 2), (40, 2), (50, 1)]
    needs = (None, "pressing", "some", "stock", "none")
    cells = product(budgets, ages, (True, False), needs)
    table = pd.DataFrame([(*budget, *age, *more) for budget, age, *more in cells])
    table.columns = ["stated_budget", "f", "age", "g", "newsletter", "need"]
    table.insert(0, "person_id", [f"p{at:03}" for at in range(len(table))])
    numbers = dict.fromkeys(["stated_budget", "f", "age", "g"], "Float64")
    return table.astype({**numbers, "newsletter": "boolean", "need": "str"})


def condition(drawn):
    """Draw a condition of one to three atoms."""
    atoms = drawn.sample(ATOMS, drawn.randint(1, 3))
    return drawn.choice([" AND ", " OR "]).join(atoms)


def answers(one, people):
    """Ask all conditions of everybody: yes, no and unknown as 1, 0 and -1."""
    kinds = engine.columns_of(people)
    asked = {"over": one.over, **{segment.name: segment.when for segment in one.segments}}
    told = engine.ask(people, [exp.alias_(when.asked(kinds), f"is_{name}") for name, when in asked.items()])
    return {name: told[f"is_{name}"].astype("Int64").fillna(-1).to_numpy() for name in asked}


def by_hand(one, people):
    """Find by looking at everybody what the proofs have to find."""
    told = answers(one, people)
    inside, names, found = told["over"] == 1, [segment.name for segment in one.segments], set()
    if not inside.any():
        return {("over", None, "problem")}
    if one.over.columns and inside.all():
        found.add(("over", None, "note"))
    for at, name in enumerate(names):
        mine, before = inside & (told[name] == 1), names[:at]
        earlier = [told[other] == 1 for other in before]
        if not mine.any():
            found.add(("dead", name, "problem"))
        elif before and not (mine & ~pd.DataFrame(earlier).any().to_numpy()).any():
            found.add(("covered", name, "problem"))
        elif any((mine & other).any() for other in earlier):
            found.add(("overlap", name, "note"))
    left = inside.copy()
    for name in names:
        left &= told[name] == 0
    if left.any():
        found.add(("gap", "otherwise", "problem" if one.closed else "note"))
    elif not one.closed:
        found.add(("no_gap", "otherwise", "note"))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_what_is_proved_is_what_looking_at_everybody_finds(seed):
    drawn, people = random.Random(seed), everybody()  # noqa: S311 - no secret
    over = drawn.choice(["TRUE", "newsletter", "age >= 18", condition(drawn)])
    texts = [condition(drawn) for _ in range(drawn.randint(1, 5))]
    over = over if not {"f", "g"} & set(Condition(over).columns) else "age >= 18"
    one = made(*texts, over=over, measures=[BUDGET, AGE], closed=drawn.random() < 0.3)
    found = rows(one, "over", "dead", "covered", "overlap", "gap", "no_gap")
    assert set(found) == by_hand(one, people), (over, texts)
    assert len(found) == len(set(found))


def test_the_judge_finds_something_of_every_kind():
    """Random segmentations in which nothing were wrong would prove nothing."""
    seen, people = set(), everybody()
    for seed in range(40):
        drawn = random.Random(seed)  # noqa: S311 - no secret
        texts = [condition(drawn) for _ in range(drawn.randint(1, 5))]
        seen |= {kind for kind, *_ in by_hand(made(*texts, measures=[BUDGET, AGE]), people)}
    assert {"dead", "covered", "overlap", "gap", "no_gap"} <= seen


@pytest.mark.parametrize("name", lk.shelf("segmentations"))
def test_shipped_segmentations_have_no_problem(name):
    found = segments.check(lk.segmentation(name))
    assert found.loc[found["level"].eq("problem"), "says"].tolist() == []
