"""The laws of scoring, for random cards and everybody who could be, against a judge in plain Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scoring_world import (
    COLUMNS,
    EVENTS,
    EVERYBODY,
    cards,
    changes,
    completions,
    judged,
    points,
    table,
)
from snapshot_by_hand import DAY, made

from leadkit import engine
from leadkit.conditions import Condition
from leadkit.moving import moves
from leadkit.provenance import Parameter
from leadkit.scoring import (
    Criterion,
    Example,
    Rule,
    Scorecard,
    Tier,
    explain,
    patterns,
    score,
    trials,
    what_if,
)
from leadkit.snapshot import snapshot

PEOPLE = table()
WON = PEOPLE["won"].fillna(False).tolist()
# Not shrunk: a smaller card is worth less than the minutes that it takes, and the first is of a size to be read.
few = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
fewer = settings(few, max_examples=10)


def every(card):
    return [*card.columns, *card.rule_columns, *card.bound_columns]


def cells(scored):
    """Give the cells of scores by column, None where there is none."""
    return {name: scored[name].astype("object").where(scored[name].notna(), None).tolist() for name in scored.columns}


def expected(found, names):
    """Give the judge's findings as cells: a score as a float is the nearest one to its ten-thousandths."""
    return {name: [one[name] if name in ("tier", "grade") else float(one[name]) for one in found] for name in names}


def same(told, wanted):
    """Hold that cells are the same, and say where not."""
    for name, column in wanted.items():
        assert len(told[name]) == len(column)
        differ = [n for n, (one, other) in enumerate(zip(told[name], column, strict=True)) if one != other]
        assert not differ, (name, differ[0], told[name][differ[0]], column[differ[0]])


def tally(tiers, won, order):
    """Count people and wins by tier, as `what_if` tells it."""
    people, wins = Counter(tiers), Counter(tier for tier, one in zip(tiers, won, strict=True) if one)
    shown = [*order, *([None] if people[None] else [])]
    return [(tier, people[tier], wins[tier]) for tier in shown]


def rows(frame):
    return [tuple(None if pd.isna(one) else one for one in row) for row in frame.itertuples(index=False)]


# Everybody who could be, by cards without activities.


@given(cards())
@few
def test_every_column_is_what_the_judge_says_of_everybody(drawn):
    scored = score(PEOPLE, by=drawn.card, columns=every(drawn.card))
    same(cells(scored), expected([judged(drawn, row)[0] for row in EVERYBODY], every(drawn.card)))
    assert scored["person_id"].tolist() == PEOPLE["person_id"].tolist()
    told = {name: "str" if name in ("tier", "grade") else "float64" for name in every(drawn.card)}
    assert {name: str(scored[name].dtype) for name in every(drawn.card)} == told


@given(st.data())
@fewer
def test_any_columns_are_the_same_as_among_all(data):
    card = data.draw(cards()).card
    some = data.draw(st.lists(st.sampled_from(every(card)), min_size=1, max_size=4, unique=True))
    whole = score(PEOPLE, by=card, columns=every(card))
    pd.testing.assert_frame_equal(score(PEOPLE, by=card, columns=some), whole[["person_id", *some]])


@given(cards())
@few
def test_reasons_are_what_the_judge_says_and_add_up_to_the_score(drawn):
    told = explain(PEOPLE, by=drawn.card)
    wanted = [(f"p{n}", *row) for n, one in enumerate(EVERYBODY) for row in judged(drawn, one)[1]]
    found = rows(told[["person_id", "criterion", "rule", "step", "units"]])
    assert len(found) == len(wanted)
    assert not [pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]][:1]
    total = score(PEOPLE, by=drawn.card).set_index("person_id")["score"]
    units = told.groupby("person_id")["units"].sum().reindex(total.index, fill_value=0)
    assert (units / 10_000).tolist() == total.tolist()
    assert (told["points"] == told["units"] / 10_000).all()


@given(cards())
@few
def test_whatever_turns_out_the_score_stays_within_its_bounds(drawn):
    """Brute force: everybody is filled with all that is not known about them, and judged again.

    Over 300 cards of this strategy and 324 people each, none left the bounds. The least was tight for 87 % of them, the
    most for 89 %, both for 80 %; of those whose bounds do not meet, 57 %, 65 % and 35 %.
    """
    for row, (own, low, high), reached in zip(EVERYBODY, ends(drawn), outcomes(drawn), strict=True):
        assert low <= min(reached), row
        assert max(reached) <= high, row
        assert low <= own <= high, row


def ends(drawn):
    """Give everybody's score, its least and its most."""
    scored = score(PEOPLE, by=drawn.card, columns=["score", "score_low", "score_high"])
    return [tuple(map(Fraction, map(str, row[1:]))) for row in scored.itertuples(index=False)]


def outcomes(drawn):
    """Give what everybody's score could turn out to be, by the judge."""
    complete = {
        tuple(row.values()): judged(drawn, row)[0]["score"] for row in EVERYBODY if len(list(completions(row))) == 1
    }
    return [{complete[one] for one in completions(row)} for row in EVERYBODY]


# Changed cards, over patterns.


@given(st.data())
@few
def test_patterns_and_what_if_equal_scoring_everybody_again(data):
    drawn = data.draw(cards())
    held = patterns(PEOPLE, by=drawn.card, wins="won")
    assert held.table["people"].sum() == len(EVERYBODY)
    for card in (drawn.card, data.draw(changes(drawn)).card):
        counted_as_scored(what_if(held, card), card)


def counted_as_scored(found, card):
    """Hold that tiers and scores are those of everybody scored by the card."""
    told = cells(score(PEOPLE, by=card))
    tiers = told.get("tier", [None] * len(PEOPLE))
    assert rows(found.tiers) == tally(tiers, WON, [tier.name for tier in card.tiers])
    assert rows(found.scores) == tally(told["score"], WON, sorted(set(told["score"])))


@given(st.data())
@settings(few, max_examples=4)
def test_patterns_hold_at_every_stop_of_a_parameter(data):
    drawn = data.draw(cards(most=2))
    price, months = Parameter("price", 10, (0, 10, 30)), Parameter("months", 3, (0, 3))
    templates = data.draw(st.permutations(["stated_budget >= :price", "timescale_months < :months", "NOT consent"]))
    both = "stated_budget < :price OR timescale_months > :months"
    rules = tuple(
        rule(f"r{i}", text, data.draw(points))
        for i, text in enumerate([both, *templates][: data.draw(st.integers(1, 4))])
    )
    policy = data.draw(st.sampled_from(["sum", "first", "max"]))
    card = replace(
        drawn.card, criteria=(Criterion("money", rules, policy=policy), *drawn.card.criteria), params=(price, months)
    )
    held = patterns(PEOPLE, by=card, wins="won", params=("price", "months"))
    for price_stop, months_stop in product(price.stops, months.stops):
        counted_as_scored(
            what_if(held, card.bind(price=price_stop, months=months_stop)),
            card.bind(price=price_stop, months=months_stop),
        )


def rule(name, template, worth):
    asked = Condition(template)
    bound = asked.bind(**{key: value for key, value in (("price", 10), ("months", 3)) if key in asked.params})
    return Rule(name, bound, worth, template=template if asked.params else "")


@given(cards(), cards())
@fewer
def test_the_people_who_move_add_up_and_are_those_of_two_scorings(one, other):
    found = moves(PEOPLE, by=(one.card, other.card), wins="won")
    tiers = [cells(score(PEOPLE, by=card)).get("tier", [None] * len(PEOPLE)) for card in (one.card, other.card)]
    pairs = list(zip(*tiers, strict=True))
    assert found["people"].sum() == len(PEOPLE)
    assert sorted(rows(found), key=str) == sorted(
        ((*pair, people, wins) for pair, people, wins in tally(pairs, WON, set(pairs))), key=str
    )
    order = [[*(tier.name for tier in card.tiers), None] for card in (one.card, other.card)]
    places = [(order[0].index(a), order[1].index(b)) for a, b, *_ in rows(found)]
    assert places == sorted(places)


# Dated events.

DAYS = st.sampled_from([0, 0, 1, 2, 3, 6, 7, 29, 30, 31, 90])
happened = st.lists(st.tuples(st.sampled_from(EVENTS), DAYS), max_size=8).map(tuple)


@given(cards(acting=True), st.lists(st.tuples(st.sampled_from(EVERYBODY), happened), min_size=1, max_size=8))
@few
def test_dated_events_are_worth_what_the_judge_says(drawn, people):
    examples = []
    for row, events in people:
        found, _ = judged(drawn, row, events)
        numbers = ("score", "score_low", "score_high", "coverage", *(one.column for one in drawn.card.criteria))
        expect = {name: round(float(found[name]), 4) for name in numbers}
        expect |= {name: found[name] for name in ("tier", "grade") if name in drawn.card.columns}
        examples.append(Example(row, events, expect))
    told = trials(replace(drawn.card, examples=tuple(examples)))
    assert told[~told["passed"]].to_dict("records") == []
    assert len(told) == sum(len(one.expect) for one in examples)


clocks = st.sampled_from([time(0), time(12), time(23, 59, 59, 999_999)])
dated = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(EVENTS), st.sampled_from([-30, -1]) | DAYS, clocks), max_size=25
)


@given(cards(acting=True), dated, st.lists(st.sampled_from([None, 0, 10, 30]), min_size=4, max_size=4))
@settings(few, max_examples=6)
def test_tables_are_scored_by_what_had_happened_by_the_day(drawn, events, budgets):
    """The clock of an event never matters, and what is dated after the day (below 0 days ago) counts for nothing."""
    told = [
        {
            "person_id": who,
            "kind": kind,
            "happened_at": datetime.combine(date.fromisoformat(DAY) - timedelta(days=ago), at),
        }
        for who, kind, ago, at in events
    ]
    answers = [
        {"person_id": who, "asked_at": "2025-01-02", "how_asked": "person", "question": "budget", "amount": budget}
        for who, budget in zip("abcd", budgets, strict=True)
    ]
    tables = made("a b c d", events=told, answers=answers)
    known = cells(snapshot(tables, DAY))
    people = [{name: known[name][n] for name in COLUMNS} for n in range(4)]
    acts = [tuple((kind, ago) for own, kind, ago, _ in events if own == who) for who in "abcd"]
    found = [judged(drawn, row, own) for row, own in zip(people, acts, strict=True)]
    scored = score(tables, by=drawn.card, as_of=DAY, columns=every(drawn.card))
    same(cells(scored), expected([one for one, _ in found], every(drawn.card)))
    why = explain(tables, by=drawn.card, as_of=DAY)
    wanted = [(who, *row) for who, (_, reasons) in zip("abcd", found, strict=True) for row in reasons]
    assert rows(why[["person_id", "criterion", "rule", "step", "units"]]) == wanted
    counted = what_if(patterns(tables, by=drawn.card, as_of=DAY), drawn.card).scores
    assert rows(counted) == sorted(Counter(scored["score"]).items())


# Tables and files.

BIG = 150_000  # more than one portion of the engine, so that two threads have work
FIXED = Scorecard(
    "fixed",
    (
        Criterion(
            "budget",
            (
                Rule("a", Condition("stated_budget >= 10"), 10, "said"),
                Rule("b", Condition("stated_budget IS NULL"), -0.25, "said"),
            ),
            policy="first",
            weight=1.25,
        ),
        Criterion(
            "need",
            (
                Rule("a", Condition("COALESCE(timescale_months, 9) < 3"), 5, "said"),
                Rule("b", Condition("consent"), 3.5, "said"),
            ),
            cap=7,
        ),
        Criterion(
            "doing",
            (
                Rule("a", Condition("last_activity_days < 9"), 5, "said"),
                Rule("b", Condition("authority = 'none'"), -5, "said"),
            ),
            policy="max",
            floor=-2,
        ),
    ),
    (Tier("warm", Condition("score >= 10")), Tier("open", Condition("score_high >= 10 AND coverage < 0.7"))),
)


def test_a_table_keeps_its_order_and_index_and_is_not_touched():
    people = PEOPLE.iloc[::-7].set_index(pd.Index([f"x{n % 5}" for n in range(len(PEOPLE.iloc[::-7]))], name="rows"))
    before = people.copy(deep=True)
    scored, why = score(people, by=FIXED), explain(people, by=FIXED)
    patterns(people, by=FIXED, wins="won")
    moves(people, by=(FIXED, FIXED.changed("budget", weight=2)))
    pd.testing.assert_frame_equal(people, before)
    assert scored.index.equals(people.index)
    assert scored["person_id"].tolist() == people["person_id"].tolist()
    pd.testing.assert_frame_equal(
        scored.reset_index(drop=True), score(PEOPLE, by=FIXED).iloc[::-7].reset_index(drop=True)
    )
    shown = [one for one in people["person_id"] if one in set(why["person_id"])]
    assert list(dict.fromkeys(why["person_id"])) == shown


def test_the_same_bytes_with_one_thread_and_with_two_and_in_any_order_of_rows(tmp_path):
    people = pd.concat([PEOPLE] * (BIG // len(PEOPLE) + 1), ignore_index=True)
    people["person_id"] = [f"p{n}" for n in range(len(people))]
    one, two = (score(people, by=FIXED, columns=every(FIXED), limits=engine.Limits(threads=n)) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    mixed = people.sample(frac=1, random_state=7)
    again = score(mixed, by=FIXED, columns=every(FIXED))
    pd.testing.assert_frame_equal(again.sort_index(), one, check_exact=True)
    people.to_parquet(tmp_path / "people.parquet")
    for verb in (score, explain):
        files = [
            verb(
                tmp_path / "people.parquet",
                by=FIXED,
                to=tmp_path / f"{verb.__name__}{n}.parquet",
                limits=engine.Limits(threads=n),
            )
            for n in (1, 2)
        ]
        assert files[0].read_bytes() == files[1].read_bytes()
    for n in (1, 2):
        told = patterns(mixed if n == 2 else people, by=FIXED, wins="won", limits=engine.Limits(threads=n)).table
        pd.testing.assert_frame_equal(told, patterns(people, by=FIXED, wins="won").table)


@pytest.mark.parametrize("form", ["csv", "parquet", "glob"])
def test_files_in_and_a_file_out_equal_the_table(tmp_path, form):
    if form == "csv":
        PEOPLE.to_csv(tmp_path / "people.csv", index=False)
    else:
        for n, some in enumerate((PEOPLE.iloc[:100], PEOPLE.iloc[100:]) if form == "glob" else (PEOPLE,)):
            some.to_parquet(tmp_path / f"people{n}.parquet")
    source = tmp_path / {"csv": "people.csv", "parquet": "people0.parquet", "glob": "people*.parquet"}[form]
    target = tmp_path / f"scored.{'csv' if form == 'csv' else 'parquet'}"
    read = pd.read_csv if form == "csv" else pd.read_parquet
    for verb, names in ((score, FIXED.columns), (explain, ("criterion", "rule", "step", "points", "units", "because"))):
        (tmp_path / target.name).unlink(missing_ok=True)
        assert verb(source, by=FIXED, to=target) == target
        assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]
        told, wanted = read(target), verb(PEOPLE, by=FIXED)
        assert list(told.columns) == ["person_id", *names]
        assert sorted(rows(told), key=str) == sorted(rows(wanted), key=str)
    pd.testing.assert_frame_equal(patterns(source, by=FIXED).table, patterns(PEOPLE, by=FIXED).table)


def test_a_relation_gives_a_relation():
    con = duckdb.connect()
    con.register("rows", PEOPLE)
    scored = score(con.sql("SELECT * FROM rows"), by=FIXED, columns=["score", "tier"])
    assert isinstance(scored, duckdb.DuckDBPyRelation)
    assert sorted(scored.fetchall(), key=str) == sorted(
        rows(score(PEOPLE, by=FIXED)[["person_id", "score", "tier"]]), key=str
    )
    con.close()


# Cards as values.


@given(st.data())
@fewer
def test_equal_cards_are_one_and_the_same_key_and_a_change_makes_another(data):
    drawn = data.draw(cards(acting=True))
    card = drawn.card
    twin = replace(card, criteria=tuple(replace(one, rules=tuple(map(replace, one.rules))) for one in card.criteria))
    assert card == twin
    assert len({card: 1, twin: 2}) == 1
    assert card.changed(card.criteria[0].name, weight=999) != card
    assert card.changed(card.criteria[0].name) == card
    assert replace(card, title="another") != card
    assert written_anew(card) == card


def written_anew(card):
    """Give the card made anew with the same texts of conditions, written another way."""
    spaced = [
        replace(one, rules=tuple(replace(each, when=Condition(f"  {each.when.text} ")) for each in one.rules))
        for one in card.criteria
    ]
    return replace(card, criteria=tuple(spaced))
