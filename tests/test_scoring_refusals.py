"""What is refused when cards are made and people are scored: one sentence each, that says what to do instead."""

# ruff: noqa: E501 - a sentence is compared whole, in one line

from __future__ import annotations

import time
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from snapshot_by_hand import made
from test_scoring import card, people, rule, told

from leadkit import packs
from leadkit.conditions import Condition
from leadkit.errors import ConditionError, DataError, LeadkitError, PackError, UnknownColumnError, UnknownNameError
from leadkit.moving import moves
from leadkit.scoring import (
    Activity,
    Axis,
    Criterion,
    Decay,
    Example,
    Scorecard,
    Tier,
    explain,
    patterns,
    score,
    sql,
    trials,
    what_if,
)

PEOPLE = people(x=[1.0, 2.0])


def need(points=10, *, tiers=(), **more):
    return card(Criterion("need", (rule("a", "x > 1", points),), **more), tiers=tiers)


def page(*, policy="sum", **more):
    return card(
        Criterion(
            "doing", activities=(Activity(**{"name": "page", "event": "page_view", "points": 1} | more),), policy=policy
        )
    )


def example(expect, events=()):
    tiers = (Tier("warm", Condition("score >= 5")),)
    return Scorecard("ours", need().criteria, tiers, examples=(Example({}, events, expect),))


def axes(*all_of):
    return Scorecard("ours", need().criteria, axes=tuple(Axis(*one) for one in all_of))


TWO = ("doing", ("need",), (1,))
REFUSED = {
    "An empty card scores nobody: give it a criterion with a rule.": card,
    "Criterion 'need' has no rule: give it one, or leave it out.": lambda: card(Criterion("need")),
    "The points of rule 'a': inf is not a number that can be counted with.": lambda: need(float("inf")),
    "The points of rule 'a': nan is not a number that can be counted with.": lambda: need(float("nan")),
    "The points of rule 'a': NaN is not a number that can be counted with.": lambda: need(Decimal("NaN")),
    "The points of rule 'a': 0.125 has more than 2 decimals.": lambda: need(0.125),
    "The points of rule 'a': '5' is not a number.": lambda: need("5"),
    "The points of rule 'a': True is not a number.": lambda: need(True),
    "The points of rule 'a': 2000000 is more than 1,000,000.": lambda: need(2_000_000),
    "The floor of criterion 'need' is 5, above its cap of 3: swap them.": lambda: need(floor=5, cap=3),
    "The cap of criterion 'need': 2.125 has more than 2 decimals.": lambda: need(cap=2.125),
    "The weight of criterion 'need' is negative: give its rules negative points instead.": lambda: need(weight=-1),
    "The weight of criterion 'need': 2000 is more than 1,000.": lambda: need(weight=2000),
    "The weight of criterion 'need': '2' is not a number.": lambda: need(weight="2"),
    "All weights are 0, so that everybody's score is 0: give a criterion a weight.": lambda: need(weight=0),
    "The policy of criterion 'need' is one of first, sum, max, not 'best'.": lambda: need(policy="best"),
    "The rule 'a' stands here twice: give one of them another name.": lambda: card(Criterion("need", (rule("a", "x > 1", 1), rule("a", "x > 2", 1)))),
    "The criterion 'need' stands here twice: give one of them another name.": lambda: card(*need().criteria, *need().criteria),
    "The criterion 'Need' needs a name of lower-case letters a to z, digits and _.": lambda: card(Criterion("Need", need().criteria[0].rules)),
    "Two things would both stand in the column 'a_b_c_points': rename a criterion or a rule.": lambda: card(Criterion("a", (rule("b_c", "x > 1", 1),)), Criterion("a_b", (rule("c", "x > 1", 1),))),
    "Two things would both stand in the column 'score_low': rename a criterion or a rule.": lambda: card(Criterion("score", need().criteria[0].rules)),
    "A rule and an activity of criterion 'need' are both called 'a': give one of them another name.": lambda: card(Criterion("need", need().criteria[0].rules, (Activity("a", "page_view", 1),))),
    "There is no kind of event 'page_veiw'. Did you mean 'page_view'?": lambda: page(event="page_veiw"),
    "Only the newest event of activity 'page' counts (once), so per_day_max says nothing: remove one.": lambda: page(once=True, per_day_max=1),
    "Activities are added up, so the policy of criterion 'doing' must be sum: put its rules into a criterion of their own.": lambda: page(policy="max"),
    "The within_days of activity 'page' is a whole number from 1 to 3650, not 0.": lambda: page(within_days=0),
    "The half_life_days of activity 'page' is a whole number from 1 to 3650, not 1.5.": lambda: page(decay=Decay(half_life_days=1.5)),
    "The decay of activity 'page' is either half_life_days or linear_to_days: give one of them.": lambda: page(decay=Decay()),
    "The points of activity 'page': 0.001 has more than 2 decimals.": lambda: page(points=0.001),
    "The tier 'warm' stands here twice: give one of them another name.": lambda: need(tiers=[("warm", "TRUE"), ("warm", "FALSE")]),
    "A card has two axes or none, not 1: fit and engagement, say.": lambda: axes(TWO),
    "The axis 'fit' adds up 'ned', no criterion. Did you mean 'need'?": lambda: axes(("fit", ("ned",), (1,)), TWO),
    "The cuts of axis 'fit' must rise, as in [10, 20].": lambda: axes(("fit", ("need",), (2, 1)), TWO),
    "There is no tier 'wram'. Did you mean 'warm'?": lambda: example({"tier": "wram"}),
    "This test expects nothing: give it a tier or a score.": lambda: example({}),
    "A test expects tier, grade, score, score_low, score_high, coverage or points, not 'scor'. Did you mean 'score'?": lambda: example({"scor": 1}),
    "A test expects a grade, and this card has no axes: leave it out of the test.": lambda: example({"grade": "A1"}),
    "In a test, score: 'a' is not a number.": lambda: example({"score": "a"}),
    "There is no kind of event 'page'. Did you mean 'page_view'?": lambda: example({"score": 1}, (("page", 1),)),
    "An event happened so many whole days ago, 0 or more, not -1.": lambda: example({"score": 1}, (("page_view", -1),)),
    "A card has at most 500 rules and activities: this is several cards.": lambda: many(501),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_card_that_does_not_hold_together_is_refused_when_it_is_made(sentence):
    with pytest.raises(PackError) as caught:
        REFUSED[sentence]()
    assert str(caught.value) == f"{sentence} (scorecard 'ours')"


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("scor >= 5", "asks for 'scor'. Did you mean 'score'?"),
        ("score >= need_points", "must compare a score with a number"),
        ("score", "must compare a score with a number, as in 'score >= 40'."),
        ("score + 1 > 5", "must compare a score with a number"),
        ("score >= 0.00001", "holds a number that is too fine: 0.00001 has more than 4 decimals."),
        ("score IS NULL", "must compare a score with a number"),
    ],
)
def test_a_tier_compares_the_score_with_a_number_and_nothing_else(when, why):
    with pytest.raises(PackError) as caught:
        need(tiers=[("warm", when)])
    assert why in str(caught.value)


# People.


@pytest.mark.parametrize("verb", [score, explain, patterns])
def test_by_takes_a_scorecard(verb):
    for wrong, shown in (("bant", "'bant'"), (None, "a NoneType"), ([need()], "a list")):
        with pytest.raises(UnknownNameError) as caught:
            verb(PEOPLE, by=wrong)
        assert str(caught.value) == f"by= takes a scorecard here, not {shown}: write by=lk.scorecard('bant')."


def test_every_other_verb_takes_scorecards_too():
    for ask in (
        lambda: sql("bant"),
        lambda: trials("bant"),
        lambda: what_if(patterns(PEOPLE, by=need()), "bant"),
        lambda: moves(PEOPLE, by=(need(), "bant")),
    ):
        with pytest.raises(
            UnknownNameError, match=r"^by= takes a scorecard here, not 'bant': write by=lk\.scorecard\('bant'\)\.$"
        ):
            ask()
    with pytest.raises(DataError, match=r"^moves puts two scorecards or two segmentations side by side: write"):
        moves(PEOPLE, by=need())
    with pytest.raises(
        DataError, match=r"^what_if takes patterns first, not a DataFrame: make them with lk\.patterns\.$"
    ):
        what_if(PEOPLE, need())


def test_all_columns_that_are_missing_stand_in_one_sentence():
    some = people(stated_bugdet=[1.0], need=["some"])
    with pytest.raises(UnknownColumnError) as caught:
        score(some, by=packs.scorecard("bant"))
    assert str(caught.value) == (
        "The people lack 3 columns that the scorecard 'bant' asks for: 'stated_budget' (budget, rule funded; did you mean "
        "'stated_bugdet'?), 'authority' (authority, rule decides), 'timescale' (timescale, rule definite)."
    )
    word = card(Criterion("need", (rule("a", "authority = decides", 1),)))
    with pytest.raises(UnknownColumnError, match=r"^No column 'decides': is decides a text\? Write 'decides'\.$"):
        score(people(authority=["none"]), by=word)


@pytest.mark.parametrize(
    ("table", "kind", "sentence"),
    [
        (pd.DataFrame({"person_id": list("aba"), "x": [1.0, 2, 3]}), DataError, "The person 'a' stands in the table twice, in rows 1 and 3: keep one row a person."),
        (pd.DataFrame({"person_id": ["a", None, None], "x": [1.0, 2, 3]}), DataError, "Row 2 of the people has no person_id: give everybody one, or leave the row out."),
        (pd.DataFrame({"id": ["a"], "x": [1.0]}), DataError, "The table of people has no column person_id, which says who is who. There are: id, x."),
        (people(x=["1", "2"]), ConditionError, "Cannot ask 'x > 1' at character 1: x is a text, and texts have no order; ask with =, IN or LIKE."),
        ([1, 2], DataError, "The table 'people' cannot be read from list: give a DataFrame, an Arrow table, the path of a CSV or Parquet file, or a DuckDB relation."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_scored_is_one_sentence(table, kind, sentence):
    for verb in (score, explain, patterns):
        with pytest.raises(kind) as caught:
            verb(table, by=need())
        assert str(caught.value) == sentence


@pytest.mark.parametrize("kind", ["csv", "parquet", "table"])
def test_the_reasons_of_somebody_who_stands_in_files_twice_are_not_added_up(kind, tmp_path):
    twice = pd.DataFrame({"person_id": ["c", "b", "a", "b", "c", "b", None, None], "x": 2.0})
    path = tmp_path / f"twice.{kind}"
    if kind != "table":
        getattr(twice, f"to_{kind}")(path, index=False)
    given, where = (pa.Table.from_pandas(twice), "the table") if kind == "table" else (path, f"'{path}'")
    with pytest.raises(DataError) as caught:
        explain(given, by=need(), to=tmp_path / "why.csv")
    assert str(caught.value) == f"The person 'b' stands in {where} 3 times: keep one row a person."
    assert not (tmp_path / "why.csv").exists()
    once = twice.iloc[[0, 1, 2]]
    assert len(explain(pa.Table.from_pandas(once), by=need())) == len(explain(once, by=need())) == 3


def test_numbers_and_texts_in_one_column_are_refused():
    mixed = people(x=pd.Series([1, "a"], dtype=object))
    with pytest.raises(LeadkitError, match=r"x") as caught:
        score(mixed, by=need())
    assert str(caught.value).endswith(".")


def test_a_card_with_activities_needs_tables_and_its_sql_a_day():
    for verb in (score, explain, patterns):
        with pytest.raises(DataError) as caught:
            verb(PEOPLE, by=page())
        assert (
            str(caught.value)
            == "The scorecard 'ours' counts dated events (page_view), and a snapshot holds none: give Tables, as in score(lk.load('saas'), by=card, as_of='2025-06-30')."
        )
    with pytest.raises(DataError, match=r"so its SQL needs a day: give as_of='2025-06-30'\.$"):
        sql(page())
    with pytest.raises(LeadkitError, match=r"^as_of '2025-13-01' is not a day; write it as in '2025-06-30'\.$"):
        score(made("a"), by=page(), as_of="2025-13-01")
    with pytest.raises(LeadkitError, match=r"^as_of asks tables for a day, and this is a snapshot already"):
        score(PEOPLE, by=need(), as_of="2025-06-30")


def test_wins_are_a_yes_or_no_of_the_people_or_what_came_after_the_day():
    for fields, sentence in (
        ({"wins": "wno"}, "wins= names the column 'wno', which the people lack. Did you mean 'won'?"),
        ({"wins": "x"}, "wins= names a column of yes and no, and 'x' is number: turn it into true and false."),
        ({"horizon_days": 30}, "horizon_days looks for what came after a day: give Tables and as_of."),
        ({"horizon_days": 30, "wins": "won"}, "Give either wins, a column, or horizon_days, not both."),
    ):
        with pytest.raises(LeadkitError) as caught:
            patterns(PEOPLE.assign(won=True), by=need(), **fields)
        assert str(caught.value) == sentence
    with pytest.raises(DataError, match=r"^wins names a column of a snapshot; of Tables, ask with horizon_days=90"):
        patterns(made("a"), by=page(), wins="won")


# Nobody, files cut short, and many rules.


def test_nobody_is_scored_as_nobody_with_the_right_columns_and_kinds(tmp_path):
    ours = need(tiers=[("warm", "score >= 5")])
    scored = score(PEOPLE.iloc[:0], by=ours)
    assert len(scored) == 0
    kinds = {name: str(kind) for name, kind in scored.dtypes.items()}
    assert kinds == {**dict.fromkeys(ours.columns, "float64"), "person_id": "str", "tier": "str"}
    why = explain(PEOPLE.iloc[:0], by=ours)
    assert [str(kind) for kind in why.dtypes] == ["str", "str", "str", "str", "float64", "int64", "str"]
    assert told(what_if(patterns(PEOPLE.iloc[:0], by=ours), ours).tiers, "tier", "people") == [("warm", 0)]
    assert len(moves(PEOPLE.iloc[:0], by=(ours, ours))) == 0
    PEOPLE.iloc[:0].to_csv(tmp_path / "none.csv", index=False)
    PEOPLE.iloc[:0].to_parquet(tmp_path / "none.parquet")
    for form in ("csv", "parquet"):
        target = score(tmp_path / f"none.{form}", by=ours, to=tmp_path / "scored.parquet")
        assert [str(kind) for kind in pd.read_parquet(target).dtypes] == [kinds[name] for name in scored.columns]
        target.unlink()
    assert (
        score(tmp_path / "none.csv", by=ours, to=tmp_path / "o.csv").read_text()
        == "person_id,need_points,score,score_low,score_high,coverage,tier\n"
    )


def test_a_file_that_was_cut_short_is_said_to_be_and_leaves_nothing(tmp_path):
    PEOPLE.to_parquet(tmp_path / "people.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "people.parquet").read_bytes()[:-20])
    (tmp_path / "quoted.csv").write_text('person_id,x\na,1\n"b,2')
    (tmp_path / "cells.csv").write_text("person_id,x\na,1\nb")
    (tmp_path / "empty.csv").write_text("")
    before = sorted(tmp_path.iterdir())
    for name, sentence in (
        ("cut.parquet", "cut.parquet cannot be read as Parquet: it is damaged, or not a Parquet file."),
        ("quoted.csv", "quoted.csv, line 3: a quotation mark is opened and never closed."),
        ("cells.csv", "cells.csv, line 3: 1 cells where the header has 2."),
        ("empty.csv", "empty.csv has no header: its first line must name the columns."),
    ):
        for verb in (score, explain):
            with pytest.raises(DataError) as caught:
                verb(tmp_path / name, by=need(), to=tmp_path / "scored.csv")
            assert str(caught.value) == sentence
    with pytest.raises(DataError, match=r"^The answers to a file go into a file: give to='answers\.parquet'"):
        score(tmp_path / "people.parquet", by=need())
    assert sorted(tmp_path.iterdir()) == before


def many(size, policy="sum", of=10):
    """Make a card of so many rules, so many of them a criterion."""
    rules = [rule(f"r{i}", f"x >= {i % 50}", 1) for i in range(size)]
    return card(*(Criterion(f"c{at}", tuple(rules[at : at + of]), policy=policy) for at in range(0, size, of)))


def test_five_hundred_rules_are_scored_and_not_slowly():
    """Of 500 rules x >= 0 .. x >= 49 (ten times each), x = 2 makes 30 true; the points of every rule can be asked."""
    start = time.perf_counter()
    ours = many(500)
    scored = score(PEOPLE, by=ours, columns=["score", *ours.rule_columns])
    assert scored["score"].tolist() == [20, 30]
    assert scored[list(ours.rule_columns)].sum(axis=1).tolist() == [20, 30]
    assert time.perf_counter() - start < 60
    for policy in ("first", "max"):
        one = many(100, policy, of=100)
        assert score(PEOPLE, by=one, columns=["score", *one.rule_columns]).iloc[1].drop("person_id").sum() == 2
    assert time.perf_counter() - start < 120


def test_one_column_may_be_asked_by_its_name_alone():
    assert list(score(PEOPLE, by=need(), columns="score").columns) == ["person_id", "score"]
