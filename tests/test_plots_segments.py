"""Pictures of segments, regions and referrals are asked through their artists and their words."""

import itertools

import numpy as np
import pandas as pd
import pytest
import test_plots as sets
import test_plots_planes as planes
import test_plots_scores as scores
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from plot_checks import LANGUAGES, NUMBER, THAI, VIETNAMESE, fits_and_reads, rows, texts, words, written

from leadkit import plots
from leadkit.errors import DataError
from leadkit.plots.canvas import PAPER
from leadkit.plots.families import arrange
from leadkit.plots.picture import png
from leadkit.shares import shares

TWELVE = [f"s{i}" for i in range(12)]

# The tables.

PEOPLE = pd.DataFrame(
    {
        "r": pd.array([1, 1, 2, 4, 4, 4, None, 2], dtype="Int64"),
        "f": pd.array([1, 1, 3, 5, 5, 1, 2, None], dtype="Int64"),
        "m": [1000.0, 2000.0, 12.25, 40.0, None, -7.0, 3.0, 9.0],
    }
)
SIZES = pd.DataFrame(
    {
        "segment": ["loyal", "asleep", "few", "nobody", "outside", "unknown"],
        "people": [1200, 800, 7, 0, 90, 3],
        "play": ["thank", "win_back", "none", None, "none", "ask"],
    }
).join(shares([1200, 40, 0, 0, 9, 3], [1200, 800, 7, 0, 90, 3]))
REGIONS = pd.DataFrame(
    {
        "region": ["hue", "hanoi", None, "isan", "north", "east", None],
        "country": ["VN", "VN", "VN", "TH", "TH", None, None],
        "people": [20, 60, 1500, 900, 900, 4, 5],
    }
).join(shares([2, 30, 15, 9, 90, 4, 0], [20, 60, 1500, 900, 900, 4, 5]))
FLOW = pd.DataFrame(
    [
        ("loyal", "loyal", 1000),
        ("loyal", "asleep", 150),
        ("loyal", "left", 50),
        ("asleep", "asleep", 300),
        ("asleep", "loyal", 30),
        ("new", "loyal", 20),
        ("new", "unknown", 10),
        ("unknown", None, 4),
        ("asleep", "never", 0),
    ],
    columns=["from", "to", "pairs"],
)
EDGES = pd.DataFrame(
    [("ann", "bo"), ("ann", "chi"), ("bo", "dao"), ("bo", "em"), ("gia", "ha"), (None, "em"), ("ha", "ha")],
    columns=["from_person", "to_person"],
).assign(bought=pd.array([True, False, None, True, False, True, True], dtype="boolean"))
REFERRERS = pd.DataFrame(
    {
        "person_id": ["dao", "bo", "ann", "chi", "em", "gia", "ha", "khoa"],
        "influence": [0, 1.5, 1234.5, 0, None, 2, 0, 0],
        "customer": pd.array([True, True, False, None, True, True, False, True], dtype="boolean"),
    }
)


def many(people, ends):
    ids = [f"p{i}" for i in range(people)]
    edges = pd.DataFrame([(ids[a], ids[b]) for a, b in ends], columns=["from_person", "to_person"])
    return edges, pd.DataFrame({"person_id": ids, "influence": [sum(a == i for a, _ in ends) for i in range(people)]})


STAR = many(200, [(0, i) for i in range(1, 200)])
CHAIN = many(200, list(itertools.pairwise(range(200))))
TREE = many(200, [((i * i) % (i // 3 + 1), i) for i in range(1, 170)])
RINGS = many(30, [(i, (i * 7 + 1) % 30) for i in range(30)])


def crowd(names):
    pairs = itertools.product(enumerate(names), repeat=2)
    return pd.DataFrame([(a, b, 900 // (1 + i + 4 * abs(i - j))) for (i, a), (j, b) in pairs], columns=FLOW.columns)


def pictures(lang, labels=None):
    long = dict(zip(TWELVE, itertools.cycle([THAI, VIETNAMESE]), strict=False)) if labels else None
    twelve = pd.DataFrame({"segment": TWELVE, "people": [3**i for i in range(12)], "play": TWELVE})
    forty = pd.DataFrame({"region": TWELVE * 3 + [None] * 4, "people": range(40), "country": ["VN", "TH"] * 20})
    return {
        "grid": plots.measure_grid(PEOPLE, lang=lang, value="m", labels=labels),
        "one": plots.measure_grid(PEOPLE.iloc[[0]], lang=lang, labels=labels),
        "nothing known": plots.measure_grid(PEOPLE.assign(r=None, f=None, m=None), lang=lang, value="m"),
        "ten": plots.measure_grid(PEOPLE.assign(r=10, m=PEOPLE["m"] * 1e6), lang=lang, value="m", labels=labels),
        "segments": plots.segment_bars(SIZES, lang=lang, labels=labels, title=VIETNAMESE),
        "twelve": plots.segment_bars(twelve, lang=lang, labels=long),
        "one segment": plots.segment_bars(SIZES.iloc[[2]], lang=lang, labels=labels),
        "zero": plots.segment_bars(SIZES.assign(people=0, share=None, low=None, high=None), lang=lang, labels=labels),
        "regions": plots.region_bars(REGIONS, lang=lang, labels=labels, title=THAI),
        "forty": plots.region_bars(forty, lang=lang, labels=long),
        "flow": plots.transition_flow(FLOW, lang=lang, labels=labels, heads=("2025-01", "2025-02")),
        "crowd": plots.transition_flow(crowd(TWELVE), lang=lang, labels=long),
        "all in one": plots.transition_flow(FLOW.iloc[[0]], lang=lang, labels=labels),
        "network": plots.influence_network(EDGES, REFERRERS, lang=lang, labels=labels),
        **{
            name: plots.influence_network(*table, lang=lang, labels={"p0": THAI})
            for name, table in {"star": STAR, "chain": CHAIN, "tree": TREE, "rings": RINGS}.items()
        },
        "alone": plots.influence_network(EDGES.iloc[:0], REFERRERS, lang=lang, labels=labels),
    }


NAMED = {"loyal": THAI, "asleep": VIETNAMESE, "few": THAI, "thank": VIETNAMESE, "win_back": THAI, "unknown": VIETNAMESE}
NAMED |= {"r": VIETNAMESE, "f": THAI, "m": THAI, "4": VIETNAMESE, "hue": THAI, "VN": VIETNAMESE, "ann": VIETNAMESE}
NAMED |= {"bo": THAI}


# All of them.


@pytest.mark.parametrize("labels", [None, NAMED], ids=["short", "long"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_fits_a_page_is_large_enough_and_nothing_written_covers_anything_else(lang, labels):
    for name, ax in pictures(lang, labels).items():
        fits_and_reads(name, ax)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_description_holds_the_numbers_of_its_picture(lang):
    told = {
        plots.describe_measure_grid(PEOPLE, lang, value="m"): ["8", "m", "40", "1,500", "−7"],
        plots.describe_segment_bars(SIZES, lang, title="TITLE"): [
            "loyal: 1,200 (57%)",
            "5.0% (3.7%-6.7%)",
            "win_back",
            "3",
        ],
        plots.describe_region_bars(REGIONS, lang): [
            "VN: 1,580 (47%)",
            "hanoi: 60 (1.8%)",
            "50% (38%-62%)",
            "1,500 (44%)",
        ],
        plots.describe_transition_flow(FLOW, lang): [
            "1,564",
            "1,300",
            "85%",
            "loyal → asleep: 150 (12%",
            "(−150)",
            "4",
        ],
        plots.describe_influence_network(EDGES, REFERRERS, lang): ["8", "5", "ann", "1,234.5", "2", "bo", "1.5", "gia"],
    }
    assert len(told) == 5
    for text, wanted in told.items():
        assert all(written(part, lang) in text for part in wanted), (text, wanted)


@pytest.mark.parametrize(
    ("draw", "table", "column"),
    [
        (plots.measure_grid, PEOPLE, "f"),
        (plots.describe_measure_grid, PEOPLE, "r"),
        (plots.segment_bars, SIZES, "people"),
        (plots.region_bars, REGIONS, "region"),
        (plots.describe_region_bars, REGIONS, "people"),
        (plots.transition_flow, FLOW, "pairs"),
        (lambda people: plots.influence_network(EDGES, people), REFERRERS, "influence"),
    ],
)
def test_a_table_that_lacks_a_column_or_its_people_is_refused_in_one_sentence(draw, table, column):
    with pytest.raises(DataError, match=rf"take a table of .*; this one lacks {column}\."):
        draw(table.drop(columns=column))
    with pytest.raises(DataError, match=r"this one lacks rows\."):
        draw(table.iloc[:0])


@pytest.mark.parametrize(
    ("draw", "tables"),
    [
        (plots.measure_grid, [PEOPLE]),
        (plots.segment_bars, [SIZES]),
        (plots.region_bars, [REGIONS]),
        (plots.transition_flow, [FLOW]),
        (plots.influence_network, RINGS),
    ],
)
def test_a_picture_is_the_same_bytes_each_time_and_leaves_its_tables_alone(draw, tables):
    before = [table.copy() for table in tables]
    assert png(draw(*tables)) == png(draw(*tables))
    for table, was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_axes_among_others_stay_where_their_owner_put_them():
    figure = Figure(figsize=(20, 12))
    axes = figure.subplots(2, 3).ravel()
    places = [ax.get_position().bounds for ax in axes]
    plots.measure_grid(PEOPLE, axes[0])
    plots.segment_bars(SIZES, axes[1])
    plots.region_bars(REGIONS, axes[2])
    plots.transition_flow(FLOW, axes[3])
    plots.influence_network(EDGES, REFERRERS, axes[4])
    assert [ax.get_position().bounds for ax in axes] == places
    assert figure.get_size_inches().tolist() == [20, 12]


# Numbers, as a language writes them, in every picture of the kit.

THOUSANDS = 1234.5 * np.arange(1, 4)
BIG = {
    "agreement_map": (pd.DataFrame({"a": ["x"], "b": ["y"], "jaccard": [0.25], "kappa": [-0.125]}),),
    "answer_bars": (pd.DataFrame({"term": ["x"], "yes": [1200], "no": [4500], "unknown": [3]}),),
    "date_lines": (pd.DataFrame({"day": ["2025-01-31", "2025-02-28"], "lead": [1300, 1500]}),),
    "decay_lines": (pd.DataFrame({"day": [0, 1, 2], "name": "x", "points": THOUSANDS[::-1]}),),
    "fact_sheet": (planes.STEPS,),
    "fit_chance_map": (pd.concat([planes.FITTED.assign(torn=True)] * 1500),),
    "gain_curve": (pd.DataFrame({"name": "x", "called": [0, 0.2, 1], "found": [0, 0.045, 1]}),),
    "grade_grid": (scores.GRADES.assign(people=[1200, 3000, 7, 300, 1100]),),
    "influence_network": (EDGES, REFERRERS),
    "measure_grid": (pd.concat([PEOPLE] * 900),),
    "need_ability_map": (planes.CELLS,),
    "rate_bars": (scores.RATES,),
    "region_bars": (REGIONS,),
    "relation_map": (pd.DataFrame(itertools.combinations(range(47), 2), columns=["a", "b"]).assign(kind="overlap"),),
    "score_histogram": (scores.SCORES.assign(people=[1500] * 6),),
    "score_ranges": (scores.RANGES.assign(score_high=1234.5),),
    "segment_bars": (SIZES,),
    "set_picture": (sets.regions({(True, False): 1234, (True, True): 2345, (False, True): 0, (False, False): 7}),),
    "story_line": (pd.concat([sets.STORY] * 600), "2025-02-01"),
    "tier_bars": (scores.SIZES.assign(people=scores.SIZES["people"] * 10),),
    "tier_moves": (scores.MOVES,),
    "transition_flow": (FLOW,),
    "waterfall": (scores.REASONS.assign(points=scores.REASONS["points"] * 100.25, because="so"), scores.SCORE.assign(
        score=5012.5, score_low=4000.0, score_high=7500.0)),
}  # fmt: skip
MORE = {
    "fit_chance_map": {"cuts": (0.025, 0.5), "kinds": {"torn": "torn"}},
    "measure_grid": {"value": "m"},
    "score_histogram": {"borders": {"warm": 2.5}},
    "agreement_map": {"measure": "kappa"},
}


def test_the_numbers_of_every_picture_are_held():
    assert {*BIG} == {name for name in plots.__all__ if not name.startswith("describe_")} - {"canvas", "show"}


@pytest.mark.parametrize("name", BIG)
def test_numbers_in_pictures_and_in_their_descriptions_are_written_as_the_language_writes_them(name):
    found = {}
    for lang in LANGUAGES:
        ax = getattr(plots, name)(*BIG[name], lang=lang, **MORE.get(name, {}))
        seen = [text.get_text() for text in texts(ax)]
        seen += [text.get_text() for part in ax.get_figure().axes[1:] for text in texts(part)]
        told = getattr(plots, f"describe_{name}")(*BIG[name], lang=lang, **MORE.get(name, {}))
        found[lang] = [sorted({*NUMBER.findall(" ".join(seen))}), sorted(NUMBER.findall(told))]
    assert found["th"] == found["en"]
    turned = [sorted(written(number, "vi") for number in numbers) for numbers in found["en"]]
    assert found["vi"] == turned
    assert any("," in number or "." in number for numbers in found["en"] for number in numbers), "nothing to hold"


# Grades.


def test_every_cell_of_a_measure_grid_has_its_people_and_their_average_and_the_best_stand_top_right():
    ax = plots.measure_grid(PEOPLE, value="m", labels={"m": "money"})
    at = {(round(t.get_position()[0], 1), round(t.get_position()[1], 1)): t.get_text() for t in ax.texts}
    assert at[1.2, 1.2] == "2\n(1.5k)"
    assert at[4.2, 5.2] == "2\n(40)"
    assert at[4.2, 1.2] == "1\n(−7)"
    assert at[3.2, 3.2] == "0"
    assert at[0, 2.2] == "1\n(3)"
    assert at[2.2, 0] == "1\n(9)"
    assert at[1, min(y for x, y in at if x == 1)] == "(n): money, average"
    assert rows(ax) == ["unknown", "1", "2", "3", "4", "5"]
    assert ax.get_ylim()[0] < ax.get_ylim()[1]
    hatched = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_hatch()]
    assert len(hatched) == 5 + 6 - 1


def test_everybody_is_in_one_cell_of_a_measure_grid_and_all_known_has_no_cells_apart():
    people = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (400, 2)), columns=["r", "f"])
    ax = plots.measure_grid(people)
    assert sum(int(text) for text in words(ax)) == 400
    assert not any(p.get_hatch() for p in ax.patches)


@pytest.mark.parametrize(
    ("grades", "says"),
    [([1, 2.5], "whole numbers; those of 'r' are not"), (["a", "b"], "are not"), ([1, 11], "'r' goes up to 11")],
)
def test_what_is_no_grade_or_too_many_is_refused(grades, says):
    with pytest.raises(DataError, match=says):
        plots.measure_grid(pd.DataFrame({"r": grades, "f": 1}))


# Sizes.


def test_segments_keep_their_order_and_who_is_outside_or_unknown_is_hatched():
    ax = plots.segment_bars(SIZES)
    bars = [p for p in ax.patches if isinstance(p, Rectangle)]
    assert [bar.get_width() for bar in bars] == SIZES["people"].tolist()
    assert [bool(bar.get_hatch()) for bar in bars] == [False] * 4 + [True] * 2
    assert rows(ax) == ["loyal\n→ thank", "asleep\n→ win_back", "few", "nobody", "outside", "unknown\n→ ask"]
    assert words(ax)[1:4] == ["1,200 (57%)", "800 (38%)", "7 (0.3%)"]
    renamed = plots.segment_bars(SIZES.replace({"segment": {"unknown": "ask_them"}}), apart=["ask_them"])
    assert [bool(bar.get_hatch()) for bar in renamed.patches] == [False] * 5 + [True]
    missing = plots.segment_bars(pd.DataFrame({"segment": [None], "people": [5]}), lang="vi")
    assert rows(missing) == ["không thuộc nhóm nào"]
    assert missing.patches[0].get_hatch()
    assert words(plots.segment_bars(SIZES.assign(people=[9999, 1, 0, 0, 0, 0])))[1:4] == [
        "9,999 (100%)", "1 (<0.1%)", "0 (0%)"]  # fmt: skip


def test_shares_stand_beside_their_bars_on_their_intervals_and_those_of_few_are_hollow():
    (panel,) = plots.segment_bars(SIZES, title="bought").child_axes
    marks = [line for line in panel.lines if len(line.get_xdata()) == 1]
    assert [line.get_xdata()[0] for line in marks] == SIZES["share"].drop(3).tolist()
    assert [line.get_markerfacecolor() == PAPER for line in marks] == [False, False, True, False, True]
    ends = [line.get_xdata() for line in panel.lines if len(line.get_xdata()) == 2]
    assert np.allclose(ends, SIZES[["low", "high"]].drop(3))
    assert words(panel) == ["100% (100%-100%)", "5.0% (3.7%-6.7%)", "0% (0%-35%)", "nobody", "10% (5.4%-18%)",
                            "100% (44%-100%)", "bought"]  # fmt: skip
    assert plots.segment_bars(SIZES[["segment", "people"]]).child_axes == []
    assert panel.get_xlim() == (0, 1)


def test_regions_stand_under_their_countries_the_most_people_first_and_the_unknown_last():
    ax = plots.region_bars(REGIONS)
    assert rows(ax) == ["TH", "isan", "north", "VN", "hanoi", "hue", "region not known", "country not known", "east",
                        "region not known"]  # fmt: skip
    assert [int(bar.get_width()) for bar in ax.patches] == [900, 900, 60, 20, 1500, 4, 5]
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [False] * 4 + [True, False, True]
    assert words(ax)[1] == "1,800 (53%)"
    assert rows(plots.region_bars(REGIONS.drop(columns="country")))[:2] == ["isan", "north"]
    with pytest.raises(DataError, match="have room for 60 rows; this table has 61"):
        plots.segment_bars(pd.DataFrame({"segment": range(61), "people": 1}))


# Flows.


def bands(ax):
    """Each band's place and height on the left and on the right."""
    paths = [patch.get_path().vertices for patch in ax.patches if isinstance(patch, PathPatch)]
    return [(path[0, 1], path[7, 1] - path[0, 1], path[3, 1], path[4, 1] - path[3, 1]) for path in paths]


def test_bands_are_as_thick_as_their_people_fill_their_bars_and_do_not_overlap_in_them():
    ax = plots.transition_flow(FLOW)
    found = bands(ax)
    assert len(found) == 8
    assert np.allclose([left for _, left, _, _ in found], [right for *_, right in found])
    thick = sorted((left for _, left, _, _ in found), reverse=True)
    assert np.allclose(np.array(thick) / thick[0], sorted(FLOW["pairs"].iloc[:8] / 1000, reverse=True))
    for side in (0, 2):
        ends = sorted((band[side], band[side] + band[1]) for band in found)
        assert all(end <= start + 1e-9 for (_, end), (start, _) in itertools.pairwise(ends))
        bars = [p for p in ax.patches if isinstance(p, Rectangle)]
        for start, end in ends:
            assert any(b.get_y() - 1e-9 <= start and end <= b.get_y() + b.get_height() + 1e-9 for b in bars)


def test_who_came_who_left_and_who_is_in_no_segment_are_hatched_at_the_bottom_and_never_called_moved():
    ax = plots.transition_flow(FLOW, order=["asleep", "loyal"])
    said = [text.replace("\n", ": ") for text in words(ax)]
    assert said[:4] == ["asleep: 330, 91% stay", "loyal: 1,200, 83% stay", "unknown: 4, 0% stay", "came in: 30"]
    assert said[4:9] == ["asleep: 450 (+120)", "loyal: 1,050 (−150)", "unknown: 10 (+6)", "in no segment: 4 (+4)",
                         "are there no more: 50"]  # fmt: skip
    bars = [p for p in ax.patches if isinstance(p, Rectangle)]
    assert [bool(bar.get_hatch()) for bar in bars] == [False, False, True, True, False, False, True, True, True]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "= stayed", "→ moved", "came in", "are there no more"]  # fmt: skip
    assert [text for text in said if len(text) == 1] == ["A", "B", "C"]
    assert "A  loyal → asleep: 150 (12% of them)\nB  asleep → loyal: 30" in "\n".join(words(ax))
    looks = {(p.get_facecolor(), p.get_linestyle()) for p in ax.patches if isinstance(p, PathPatch)}
    assert len(looks) == 4


def test_letters_of_moves_stand_on_their_own_bands_and_apart():
    ax = plots.transition_flow(crowd(TWELVE))
    spots = [np.array(t.get_position()) for t in ax.texts if t.get_text() in {*"ABCDEF"}]
    assert len(spots) == 6
    assert min(np.hypot(*(a - b)) for a, b in itertools.combinations(spots, 2)) > 0.2
    paths = [p.get_path() for p in ax.patches if isinstance(p, PathPatch) and p.get_zorder() == 2]
    t = np.linspace(0, 1, 500)
    curve = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    middles = [curve @ p.vertices[:4] + [0, (p.vertices[7, 1] - p.vertices[0, 1]) / 2] for p in paths]
    away = np.array([[np.hypot(*(middle - spot).T).min() for middle in middles] for spot in spots])
    assert (away.min(axis=1) < 0.02).all()
    assert {*away.argmin(axis=1)} == {*range(6)}


def test_a_flow_of_nobody_or_of_too_many_segments_is_refused():
    with pytest.raises(DataError, match="Nobody is in this table"):
        plots.transition_flow(FLOW.assign(pairs=0))
    with pytest.raises(DataError, match="room for 12 segments; this table has 13"):
        plots.transition_flow(crowd([*TWELVE, "s12"]))
    assert plots.transition_flow(crowd([*TWELVE, "outside", "unknown"]))
    assert plots.transition_flow(pd.concat([FLOW, FLOW])).texts[0].get_text() == "loyal\n2,400, 83% stay"


# Networks.


def places(ax):
    return np.concatenate([np.asarray(marks.get_offsets()) for marks in ax.collections])


def test_direct_lines_are_solid_those_through_others_dashed_and_bought_ones_thick():
    ax = plots.influence_network(EDGES, REFERRERS)
    lines = [line for line in ax.lines if line.get_zorder() == 1]
    assert sorted((line.get_linestyle(), line.get_linewidth() > 1) for line in lines) == [
        ("-", False), ("-", False), ("-", True), ("--", False), ("--", True)]  # fmt: skip
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "brought by the one in the middle", "brought through others", "thick: bought", "customer", "not a customer",
        "not known whether", "the larger, the more influence"]  # fmt: skip
    assert [text for text in words(ax) if text.startswith("1 ")] == [
        "1 without a link", "1  ann: influence 1,234.5; brought 2 directly, 2 through others"]  # fmt: skip
    assert [len(marks.get_offsets()) for marks in ax.collections] == [5, 2, 1]
    assert "3  bo: influence 1.5; brought 2 directly, 0 through others" in words(ax)


def test_the_most_influential_is_the_largest_and_nobody_is_missing():
    for edges, people in (STAR, CHAIN, TREE, RINGS):
        ax = plots.influence_network(edges, people, named=3)
        assert len(places(ax)) == len(people)
        assert [text for text in words(ax) if text in {*"123"}] == ["1", "2", "3"][: (people["influence"] > 0).sum()]
        sizes = ax.collections[0].get_sizes()
        assert sizes.max() == sizes[people["influence"].argmax()] or edges is CHAIN[0]


def test_the_order_of_the_tables_changes_nothing():
    edges, people = TREE
    told = plots.describe_influence_network(edges, people)
    mixed = people.sample(frac=1, random_state=3)
    assert plots.describe_influence_network(edges.sample(frac=1, random_state=5), mixed) == told
    first, second = plots.influence_network(edges, people), plots.influence_network(edges.iloc[::-1], mixed)
    assert np.allclose(places(first)[mixed.index], places(second))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_in_any_network_everybody_has_a_place_of_their_own_on_the_page(given_):
    people, ends = given_
    links = [(a, b) for a, b in ends if a != b]
    layout = arrange(people, links, range(people), 9.0)
    assert ((layout.places >= 0) & (layout.places <= [9.0, np.inf])).all()
    gaps = np.hypot(*(layout.places[:, None] - layout.places).transpose(2, 0, 1))[np.triu_indices(people, 1)]
    assert gaps.min(initial=1) > 0.05
    linked = {end for link in links for end in link}
    assert {i for i, ring in enumerate(layout.ring) if ring >= 0} == linked
    assert all(abs(layout.ring[a] - layout.ring[b]) <= 1 for a, b in links)


def test_a_network_that_names_strangers_or_somebody_twice_is_refused():
    with pytest.raises(DataError, match="'zoe', who is not in the table of people"):
        plots.influence_network(pd.DataFrame({"from_person": ["ann"], "to_person": ["zoe"]}), REFERRERS)
    with pytest.raises(DataError, match="'ann' is in the table twice"):
        plots.influence_network(EDGES, pd.concat([REFERRERS, REFERRERS.iloc[[2]]]))
    with pytest.raises(DataError, match="this one lacks to_person"):
        plots.influence_network(EDGES[["from_person"]], REFERRERS)
    with pytest.raises(DataError, match="room for 200 rows; this table has 201"):
        plots.influence_network(*many(201, []))
