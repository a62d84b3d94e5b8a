"""Pictures of scores, tiers and rankings are asked through their artists and their words."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from plot_checks import LANGUAGES, THAI, VIETNAMESE, fits_and_reads, rows, words, written

from leadkit import plots
from leadkit.errors import DataError
from leadkit.plots.canvas import canvas
from leadkit.plots.marks import levels, wide, wrap
from leadkit.plots.picture import png
from leadkit.shares import shares

BORDERS = {"warm": 15, "hot": 38, "qualified": 40}


# The tables.


def groups(yes, of, **more):
    named = pd.DataFrame({"group": [f"g{i}" for i in range(len(yes))], "yes": yes, "of": of})
    return named.join(shares(yes, of)).assign(**more)


RATES = groups([12, 40, 2, 0], [1200, 800, 7, 0], unknown=[0, 30, 1, 4])
DECAY = pd.DataFrame(
    [
        (day, name, start * left(day))
        for name, start, left in [
            ("demo", 40, lambda d: 0.5 ** (d / 30)),
            ("guide", 20, lambda d: max(0, 1 - d / 60)),
            ("left", -20, lambda d: 0.5 ** (d / 60)),
            ("chat", 10, lambda d: float(d < 60)),
        ]
        for day in range(121)
    ],
    columns=["day", "name", "points"],
)
REASONS = pd.DataFrame(
    [
        ("budget", "rule", 20.0, "states a budget"),
        ("budget", "weight", 10.0, "weight 1.5"),
        ("authority", "rule", -5.0, THAI),
        ("authority", "rule", 30.0, VIETNAMESE),
        ("authority", "cap", -5.0, "at most 20"),
        ("need", "activity", -10.0, "said no"),
        ("need", "floor", 10.0, None),
    ],
    columns=["criterion", "step", "points", "because"],
)
SCORE = pd.DataFrame({"score": [50.0], "score_low": [42.5], "score_high": [75.0]})
RANGES = pd.DataFrame(
    {
        "person_id": [f"p{i}" for i in range(30)],
        "score": np.arange(30) * 3 - 20,
        "score_low": np.arange(30) * 3 - 20 - np.arange(30) % 3 * 4,
        "score_high": np.arange(30) * 3 - 20 + np.arange(30) % 2 * 9,
    }
)
SCORES = pd.DataFrame(
    {"score": [-7.5, 0, 4.99, 5, 38, 38.25], "people": [3, 100, 7, 20, 9, 1], "wins": [0, 1, 1, 4, 5, 0]}
)
SIZES = pd.DataFrame(
    {
        "card": ["bant"] * 4 + ["temperature"] * 3,
        "tier": ["cold", "warm", "qualified", None, "cold", "warm", "qualified"],
        "people": [900, 60, 31, 9, 12, 38, 950],
        "wins": [5, 6, 12, 0, 0, 3, 20],
    }
)
TWELVE = pd.DataFrame({"tier": [f"t{i}" for i in range(12)], "people": [400, 300, 100, 50, 20, 10, 9, 8, 4, 3, 2, 0]})
CALLED = np.linspace(0, 1, 11)
CURVES = pd.concat(
    pd.DataFrame({"name": name, "called": CALLED, "found": found})
    for name, found in [("bant", CALLED**0.6), ("temperature", CALLED**0.5), ("truth", np.minimum(1, CALLED * 5))]
)
MOVES = pd.DataFrame(
    [
        ("cold", "cold", 1400, 10),
        ("cold", "warm", 60, 4),
        ("warm", "cold", 31, 1),
        ("warm", "warm", 200, 22),
        ("cold", "qualified", 5, 2),
        ("qualified", "warm", 7, 3),
        (None, "warm", 9, 0),
        ("cold", None, 11, 0),
    ],
    columns=["tier_a", "tier_b", "people", "wins"],
)
TIERS = ["cold", "warm", "qualified"]
GRADES = pd.DataFrame(
    {"grade": ["A1", "A2", "B3", "C1", None], "people": [40, 100, 7, 300, 33], "wins": [20, 10, 0, 3, 0]}
).join(shares([20, 10, 0, 3, 0], [40, 100, 7, 300, 33]))


def pictures(lang, labels=None):
    return {
        "rates": plots.rate_bars(RATES, lang=lang, labels=labels, title=VIETNAMESE),
        "series": plots.rate_bars(pd.concat([RATES.assign(series="a"), RATES.assign(series="b")]), lang=lang),
        "decay": plots.decay_lines(DECAY, lang=lang, borders=BORDERS, labels=labels),
        "waterfall": plots.waterfall(REASONS, SCORE, lang=lang, labels=labels, title=THAI),
        "nothing": plots.waterfall(REASONS.iloc[:0], SCORE.assign(score=0, score_low=-90), lang=lang),
        "ranges": plots.score_ranges(RANGES, lang=lang, borders=BORDERS, labels=labels),
        "one": plots.score_ranges(RANGES.iloc[[5]], lang=lang, borders=BORDERS, labels=labels),
        "histogram": plots.score_histogram(SCORES, lang=lang, borders=BORDERS, labels=labels),
        "tiers": plots.tier_bars(SIZES, lang=lang, labels=labels),
        "twelve": plots.tier_bars(TWELVE, lang=lang, labels=dict.fromkeys(TWELVE["tier"], THAI)),
        "gain": plots.gain_curve(CURVES, lang=lang, best="truth", labels=labels),
        "moves": plots.tier_moves(MOVES, lang=lang, tiers=TIERS, labels=labels),
        "grades": plots.grade_grid(GRADES, lang=lang, axes=(THAI[:12], VIETNAMESE[:20]), labels=labels),
    }


NAMED = {"cold": "lead lạnh", "warm": VIETNAMESE, "qualified": THAI, "g0": THAI, "g1": VIETNAMESE, "demo": VIETNAMESE}
NAMED |= {"p3": VIETNAMESE, "temperature": THAI, "authority": VIETNAMESE, "A": THAI, "1": VIETNAMESE}


# All of them.


@pytest.mark.parametrize("labels", [None, NAMED], ids=["short", "long"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_fits_a_page_is_large_enough_and_nothing_written_covers_anything_else(lang, labels):
    for name, ax in pictures(lang, labels).items():
        fits_and_reads(name, ax)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_description_holds_the_numbers_of_its_picture(lang):
    told = {
        plots.describe_rate_bars(RATES, lang, title="TITLE"): ["TITLE", "1.0%", "12", "1,200", "29%", "8.2%-64%", "30"],
        plots.describe_decay_lines(DECAY, lang, borders=BORDERS): ["demo", "40", "2.5", "30", "−20", "qualified"],
        plots.describe_waterfall(REASONS, SCORE, lang): ["states a budget +20", "−10", "50", "42.5 .. 75", "authority"],
        plots.describe_score_ranges(RANGES, lang, borders=BORDERS): ["p0: −20.", "p29: 67 (59 .. 76)", "hot ≥ 38"],
        plots.describe_score_histogram(SCORES, lang, borders=BORDERS): ["−10 .. <−5", "0 .. <5", "107", "hot ≥ 38"],
        plots.describe_tier_bars(SIZES, lang): ["bant: cold: 900 (90%)", "9 (0.9%)", "950 (95%)", "12"],
        plots.describe_gain_curve(CURVES, lang, best="truth"): ["bant: 38%", "temperature: 45%", "truth: 100%", "20%"],
        plots.describe_tier_moves(MOVES, lang, tiers=TIERS): ["1,600", "65", "38", "cold → qualified: 5", "2", "11"],
        plots.describe_grade_grid(GRADES, lang, axes=("fit", "x")): ["fit × x", "A1: 40", "50% (35%-65%)", "33"],
    }
    assert len(told) == 9
    for text, wanted in told.items():
        assert all(written(part, lang) in text for part in wanted), (text, wanted)


@pytest.mark.parametrize(
    ("draw", "table", "column"),
    [
        (plots.rate_bars, RATES, "low"),
        (plots.describe_rate_bars, RATES, "low"),
        (plots.decay_lines, DECAY, "points"),
        (lambda table: plots.waterfall(REASONS, table), SCORE, "score_low"),
        (plots.score_ranges, RANGES, "score_high"),
        (plots.score_histogram, SCORES, "people"),
        (plots.tier_bars, SIZES, "tier"),
        (plots.gain_curve, CURVES, "found"),
        (plots.tier_moves, MOVES, "tier_b"),
        (plots.grade_grid, GRADES, "grade"),
    ],
)
def test_a_table_that_lacks_a_column_or_its_people_is_refused_in_one_sentence(draw, table, column):
    with pytest.raises(DataError, match=rf"take a table of .*; this one lacks {column}\."):
        draw(table.drop(columns=column))
    with pytest.raises(DataError, match=r"this one lacks rows\."):
        draw(table.iloc[:0])


def test_a_picture_is_the_same_bytes_each_time():
    first, second = pictures("en"), pictures("en")
    assert {name: png(ax) for name, ax in first.items()} == {name: png(ax) for name, ax in second.items()}


def test_a_table_of_one_person_and_a_table_of_the_unknown_draw():
    one = RANGES.iloc[[0]]
    assert png(plots.score_histogram(one.assign(people=1), width=10, borders=BORDERS))
    assert png(plots.gain_curve(pd.DataFrame({"name": ["a"], "called": [1.0], "found": [1.0]})))
    assert png(plots.decay_lines(DECAY.iloc[[0]]))
    nowhere = pd.DataFrame({"tier": [None], "people": [1], "tier_a": [None], "tier_b": [None], "grade": [None]})
    assert words(plots.tier_bars(nowhere)) == ["no tier\n1 (100%)"]
    assert words(plots.tier_moves(nowhere)) == ["1"]
    with pytest.raises(DataError, match="Nobody in this table has a grade"):
        plots.grade_grid(nowhere)
    unknown = one.assign(score=0, score_low=-100, score_high=100)
    assert plots.describe_score_ranges(unknown) == "p0: 0 (−100 .. 100)."


def test_axes_among_others_stay_where_their_owner_put_them():
    figure = Figure(figsize=(12, 8))
    left, right = figure.subplots(1, 2)
    places = [ax.get_position().bounds for ax in (left, right)]
    assert plots.rate_bars(RATES, right) is right
    assert plots.tier_bars(SIZES, left) is left
    assert [ax.get_position().bounds for ax in (left, right)] == places
    assert figure.get_size_inches().tolist() == [12, 8]


# What they share.


@pytest.mark.parametrize("text", [THAI * 3, VIETNAMESE * 2, "a short one", "Donaudampfschifffahrtsgesellschaft"])
def test_wrapping_keeps_every_letter_and_the_width(text):
    wrapped = wrap(text, 2)
    assert wrapped.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert all(wide(line) <= 2 for line in wrapped.split("\n") if " " in line.strip() or "เ" in line[1:])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.text("abcdef ", min_size=1, max_size=40)), max_size=12))
def test_no_name_on_its_line_covers_another_or_the_stem_of_one_further_out(flags):
    ax = canvas()
    found = levels(ax, flags)
    inch = float(ax.get_window_extent().width) / 100 / ax.get_xlim()[1]
    spans = [(x * inch, x * inch + wide(text)) for x, text in flags]
    assert all(end <= ax.get_xlim()[1] * inch for _, end in spans)
    for i, j in itertools.combinations(range(len(flags)), 2):
        (low, end), (other, last) = spans[i], spans[j]
        if found[i] == found[j]:
            assert end <= other or last <= low
        inner, outer = (i, j) if found[i] < found[j] else (j, i)
        if found[i] != found[j]:
            assert not spans[inner][0] < spans[outer][0] < spans[inner][1], "a stem crosses a name"


# Rates.


def test_bars_are_as_long_as_their_shares_and_whiskers_as_their_intervals():
    ax = plots.rate_bars(RATES)
    assert [bar.get_width() for bar in ax.patches] == RATES["share"].iloc[:3].tolist()
    ends = [segment[:, 0].tolist() for whisker in ax.containers if hasattr(whisker, "has_xerr")
            for segment in whisker.lines[2][0].get_segments()]  # fmt: skip
    assert np.allclose(ends, RATES[["low", "high"]].iloc[:3])


def test_a_group_of_few_is_hollow_and_dashed_and_one_of_nobody_is_said_to_be_so():
    ax = plots.rate_bars(RATES)
    assert [bar.get_linestyle() for bar in ax.patches] == ["solid", "solid", "dashed"]
    assert ax.patches[2].get_facecolor()[:3] == (1, 1, 1)
    assert words(ax) == ["1.0%  12 of 1,200", "5.0%  40 of 800 (not known of 30)", "29%  2 of 7 (not known of 1)",
                         "nobody (not known of 4)"]  # fmt: skip
    assert [bar.get_linestyle() for bar in plots.rate_bars(RATES, few=3).patches] == ["solid"] * 3


def test_two_readings_stand_side_by_side_and_differ_in_more_than_colour():
    large = RATES.iloc[:2]
    ax = plots.rate_bars(pd.concat([large.assign(series="one"), large.assign(series="two")]))
    a, b, c, _ = ax.patches
    assert a.get_y() + a.get_height() < c.get_y() < b.get_y()
    assert [bool(bar.get_hatch()) for bar in (a, b, c)] == [False, False, True]
    few = plots.rate_bars(pd.concat([RATES.iloc[[2]].assign(series=name) for name in "ab"])).patches
    assert [bool(bar.get_hatch()) for bar in few] == [False, True]
    assert a.get_facecolor() != c.get_facecolor()
    assert [text.get_text() for text in ax.get_legend().get_texts()][:2] == ["one", "two"]
    with pytest.raises(DataError, match="at most 3 side by side; this table has 4"):
        plots.rate_bars(pd.concat([RATES.assign(series=name) for name in "abcd"]))


def test_groups_of_nobody_at_all_still_draw():
    assert words(plots.rate_bars(groups([0, 0], [0, 0]))) == ["nobody", "nobody"]


# Curves.


def test_every_line_of_points_has_its_name_its_dash_and_its_border():
    ax = plots.decay_lines(DECAY, borders=BORDERS)
    assert [line.get_ydata()[0] for line in ax.lines[:4]] == [40, 20, -20, 10]
    assert len({(line.get_linestyle(), line.get_color()) for line in ax.lines[:4]}) == 4
    assert {"demo", "guide", "left", "chat", "warm ≥ 15", "hot ≥ 38", "qualified ≥ 40"} == set(words(ax))
    with pytest.raises(DataError, match="at most 6; this table has 7"):
        plots.decay_lines(pd.concat([DECAY.iloc[:2].assign(name=name) for name in "abcdefg"]))


def test_a_ranking_is_read_off_between_its_points_and_the_best_one_is_in_ink():
    ax = plots.gain_curve(CURVES, best="truth", at=0.25)
    assert {"bant: 43%", "temperature: 50%", "truth: 100%", "by chance: 25%"} <= set(words(ax))
    lines = {line.get_color(): line.get_ydata()[1] for line in ax.lines if len(line.get_xdata()) == 11}
    assert lines["#1d2733"] == 0.5
    assert ax.lines[0].get_xydata().tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize("found", [[0, 1.2], [0, np.nan]])
def test_a_ranking_of_numbers_that_are_no_shares_is_refused(found):
    with pytest.raises(DataError, match="shares from 0 to 1"):
        plots.gain_curve(pd.DataFrame({"name": "x", "called": [0, 1], "found": found}))
    with pytest.raises(DataError, match="never become fewer"):
        plots.gain_curve(pd.DataFrame({"name": "x", "called": [1, 0], "found": [0, 1]}))


# One lead.


def test_every_reason_starts_where_the_one_before_it_ended_and_the_last_ends_at_the_score():
    ax = plots.waterfall(REASONS, SCORE)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert len(bars) == len(REASONS) + 1
    steps, band = bars[:-1], bars[-1]
    assert steps[0][0] == 0
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(steps))
    assert steps[-1][1] == SCORE["score"][0]
    assert band == (42.5, 75.0)


def test_up_down_and_the_card_s_own_steps_differ_in_colour_hatch_and_sign():
    ax = plots.waterfall(REASONS, SCORE)
    looks = [(bar.get_facecolor(), bar.get_hatch()) for bar in ax.patches]
    up, weight, down, _, cap, _, floor, band = looks
    assert len({up, weight, down, band}) == 4
    assert weight == cap == floor
    assert words(ax) == ["+20", "+10", "−5", "+30", "−5", "−10", "+10", "50", "42.5 .. 75"]
    assert rows(ax)[:2] == ["budget", "states a budget"]
    assert rows(ax)[-3:] == ["raised to the floor", "score", "not known yet"]


def test_a_lead_of_whom_all_is_known_or_of_whom_nothing_spoke_is_drawn():
    sure = plots.waterfall(REASONS, SCORE.assign(score_low=50, score_high=50))
    assert words(sure)[-1] == "nothing: everything asked is known"
    nothing = plots.waterfall(REASONS.iloc[:0], SCORE.assign(score=0, score_low=-90))
    assert words(nothing) == ["0", "−90 .. 75"]
    assert plots.waterfall(pd.DataFrame(), SCORE.assign(score=0)).patches


def test_reasons_that_are_not_of_this_lead_are_refused():
    with pytest.raises(DataError, match=r"add up to 50, the score is 49\.5"):
        plots.waterfall(REASONS, SCORE.assign(score=49.5))
    two = REASONS.assign(person_id=["a", "b", "a", "a", "a", "a", "a"])
    with pytest.raises(DataError, match="of one lead; these rows are of 2"):
        plots.waterfall(two, SCORE)
    with pytest.raises(DataError, match="of one lead; these rows are of 2"):
        plots.waterfall(REASONS, pd.concat([SCORE, SCORE]))


# Many scores.


def test_every_person_stands_on_their_range_and_the_unsure_ones_have_another_mark():
    ax = plots.score_ranges(RANGES, borders=BORDERS)
    assert [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches] == list(
        zip(RANGES["score_low"], RANGES["score_high"], strict=True)
    )
    sure, unsure = ax.lines[:2]
    assert sure.get_marker() != unsure.get_marker()
    known = RANGES["score_low"] == RANGES["score_high"]
    assert sure.get_xdata().tolist() == RANGES["score"][known].tolist()
    assert unsure.get_xdata().tolist() == RANGES["score"][~known].tolist()
    assert [line.get_xdata()[0] for line in ax.lines[2:]] == list(BORDERS.values())
    with pytest.raises(DataError, match="room for 60 rows; this table has 90"):
        plots.score_ranges(pd.concat([RANGES] * 3))


def test_a_score_on_the_border_of_two_bars_is_in_the_upper_one():
    ax = plots.score_histogram(SCORES, width=5)
    people = {bar.get_x(): bar.get_height() for bar in ax.patches[:10]}
    assert {start: count for start, count in people.items() if count} == {-10: 3, 0: 107, 5: 20, 35: 10}
    assert {bar.get_x(): bar.get_height() for bar in ax.patches[10:] if bar.get_height()} == {0: 2, 5: 4, 35: 5}
    assert all(bar.get_hatch() for bar in ax.patches[10:])
    with pytest.raises(DataError, match=r"Bars of 0\.5 points would be 92"):
        plots.score_histogram(SCORES, width=0.5)
    with pytest.raises(DataError, match="not 0"):
        plots.score_histogram(SCORES, width=0)
    with pytest.raises(DataError, match="takes people"):
        plots.score_histogram(SCORES.assign(people=0))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-300_000, 300_000), min_size=1, max_size=20), st.integers(20_000, 100_000))
def test_no_score_slips_over_a_border_of_the_histogram(units, step):
    ax = plots.score_histogram(pd.DataFrame({"score": [u / 10_000 for u in units], "people": 1}), width=step / 10_000)
    drawn = [int(bar.get_height()) for bar in ax.patches]
    first = min(u // step for u in units)
    assert drawn == [sum(u // step == first + i for u in units) for i in range(len(drawn))]
    assert sum(drawn) == len(units)


# Tiers.


def test_every_tier_is_as_long_as_its_share_and_narrow_ones_keep_their_names():
    ax = plots.tier_bars(SIZES)
    widths = [bar.get_width() for bar in ax.patches]
    assert np.allclose(widths, [0.9, 0.06, 0.031, 0.009, 0.012, 0.038, 0.95])
    said = [text.replace("\n", ": ").strip() for text in words(ax)]
    assert said == ["cold: 900 (90%), won: 5", "warm: 60 (6.0%), won: 6", "qualified: 31 (3.1%), won: 12",
                    "no tier: 9 (0.9%), won: 0", "cold: 12 (1.2%), won: 0", "warm: 38 (3.8%), won: 3",
                    "qualified: 950 (95%), won: 20"]  # fmt: skip
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [False, False, False, True, False, False, False]
    assert ax.patches[0].get_facecolor() == ax.patches[4].get_facecolor()
    assert len({bar.get_facecolor() for bar in ax.patches[:4]}) == 4


def test_a_card_with_nobody_has_no_bar():
    with pytest.raises(DataError, match="temperature has nobody"):
        plots.tier_bars(SIZES.assign(people=[1, 1, 1, 1, 0, 0, 0]))


def test_up_down_and_stayed_are_told_apart_and_no_tier_is_neither():
    ax = plots.tier_moves(MOVES, tiers=TIERS, cards=("old", "new"))
    at = {(round(t.get_position()[0], 1), round(t.get_position()[1], 1)): t.get_text() for t in ax.texts}
    cold, warm, qualified = 1.2, 2.2, 3.2
    assert at[cold, cold] == "= 1.4k\n(10)"
    assert at[warm, cold] == "▲ 60\n(4)"
    assert at[cold, warm] == "▼ 31\n(1)"
    assert at[qualified, cold] == "▲ 5\n(2)"
    assert at[warm, 0] == "9\n(0)"
    assert at[0, cold] == "11\n(0)"
    hatched = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_hatch()]
    assert len(hatched) == 2 * 4 - 1
    assert [text.get_text() for text in ax.get_legend().get_texts()][:3] == [
        "▲ moved up: 65", "= stayed: 1,600", "▼ moved down: 38"]  # fmt: skip
    assert [ax.get_ylabel(), ax.get_xlabel()] == ["tier by old", "tier by new"]


def test_turning_the_tiers_round_turns_up_into_down():
    told = plots.describe_tier_moves(MOVES, tiers=TIERS[::-1])
    assert "moved up: 38." in told
    assert "moved down: 65." in told


def test_between_cards_with_other_tiers_people_move_neither_up_nor_down():
    other = MOVES.assign(tier_b=["weak", "strong", "weak", "strong", "strong", "qualified", "weak", None])
    told = plots.describe_tier_moves(other, tiers=TIERS)
    assert "▲ moved up: 0. = stayed: 7. ▼ moved down: 0. → moved to another: 1,696." in told
    ax = plots.tier_moves(other, tiers=TIERS)
    assert rows(ax) == ["no tier", "cold", "warm", "qualified"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["no tier", "qualified", "weak", "strong"]
    assert "→ 1.4k\n(10)" in words(ax)
    assert "= stayed: 1,600. → moved to another: 103." in plots.describe_tier_moves(MOVES)


def test_every_grade_shows_its_people_and_its_rate_and_those_without_stand_apart():
    ax = plots.grade_grid(GRADES)
    at = {text.get_position(): text.get_text() for text in ax.texts}
    assert at[0, -0.17] == "40"
    assert at[0, 0.2] == "won: 50% (35%-65%)"
    assert at[1, 1] == "0"
    assert "no grade: 33" in at.values()
    assert rows(ax) == ["A", "B", "C"]
    with pytest.raises(DataError, match="as in A1; 'warm' is not"):
        plots.grade_grid(GRADES.assign(grade="warm"))
