"""The pictures of many definitions and of two axes, asked through their artists and their words."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from leadkit import packs, plots
from leadkit.definitions import labels, relations, spread
from leadkit.errors import DataError, UnknownNameError
from leadkit.plots.canvas import SMALLEST
from leadkit.plots.picture import png
from leadkit.plots.relations import KINDS
from leadkit.words import number

LANGUAGES = ["en", "th", "vi"]


def words(ax):
    return [text.get_text() for text in ax.texts]


def texts(ax):
    key = ax.get_legend()
    return [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), *(key.get_texts() if key else [])]


# Relations.

NUMBERS = pd.DataFrame(
    {
        "a": ["ten", "ten", "two", "ten", "two", "odd"],
        "b": ["two", "odd", "odd", "dix", "dix", "dix"],
        "kind": ["contains", "overlap", "apart", "equal", "inside", "overlap"],
    }
)


def signs(ax):
    """Every sign of the picture, by the names of its row and column."""
    names = [label.get_text().split()[0] for label in ax.get_yticklabels()]
    return {
        (names[int(row)], names[int(column)]): line.get_label()
        for line in ax.lines
        for column, row in line.get_xydata()
        if line.get_label() in KINDS
    }


def test_every_pair_has_its_sign_both_ways_round():
    found = signs(plots.relation_map(NUMBERS))
    assert len(found) == 4 * 3
    for a, b, kind in NUMBERS.itertuples(index=False):
        back = {"inside": "contains", "contains": "inside"}.get(kind, kind)
        assert (found[a, b], found[b, a]) == (kind, back)


def test_the_colour_under_a_sign_says_the_same_and_no_two_kinds_share_a_colour_or_a_sign():
    ax = plots.relation_map(NUMBERS)
    codes, kinds = ax.images[0].get_array(), list(KINDS)
    names = [label.get_text().split()[0] for label in ax.get_yticklabels()]
    for (a, b), kind in signs(ax).items():
        assert kinds[int(codes[names.index(a), names.index(b)])] == kind
    assert all(codes.mask[i, i] for i in range(len(names)))
    for part in range(2):
        assert len({kind[part] for kind in KINDS.values()}) == len(KINDS)


def test_equal_definitions_stand_side_by_side_and_the_wide_before_the_narrow():
    order = [label.get_text().split()[0] for label in plots.relation_map(NUMBERS).get_yticklabels()]
    assert abs(order.index("ten") - order.index("dix")) == 1
    assert order.index("ten") < order.index("two")


def test_the_order_is_found_and_not_that_of_the_table():
    pairs = relations(by=packs.definitions("atlantic_faq"))
    shuffled = pairs.sample(frac=1, random_state=4)
    first, second = (
        [label.get_text() for label in plots.relation_map(table).get_yticklabels()] for table in (pairs, pairs)
    )
    assert first == second  # the same table, the same order
    bare = [name.split()[0] for name in first]
    assert bare != sorted(bare)
    assert bare != list(dict.fromkeys([*pairs["a"], *pairs["b"]]))
    other = signs(plots.relation_map(shuffled))
    assert other == signs(plots.relation_map(pairs))


def test_all_schools_are_proved_and_drawn_and_no_two_rows_have_one_name():
    schools = [packs.definitions(name) for name in packs.shelf("definitions")]
    named = labels(schools, schools=True)
    ax = plots.relation_map(relations(by=schools), labels=named)
    shown = [label.get_text().rsplit("  ", 1)[0] for label in ax.get_yticklabels()]
    assert sorted(shown) == sorted(named.values())
    assert len(signs_by_number(ax)) == len(named) * (len(named) - 1)


def signs_by_number(ax):
    return {(int(r), int(c)) for line in ax.lines if line.get_label() in KINDS for c, r in line.get_xydata()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_description_of_a_relation_map_counts_the_kinds_and_names_the_same(lang):
    told = plots.describe_relation_map(NUMBERS, lang, labels={"ten": "TEN"})
    assert "TEN = dix" in told or "dix = TEN" in told
    assert "two" in told
    numbers = [int(word.strip(",.")) for word in told.split() if word.strip(",.").isdigit()]
    assert sorted(numbers) == [1, 1, 1, 1, 2, 4]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [], "b": [], "kind": []}),
        pd.DataFrame({"a": ["x"], "b": ["y"]}),
        pd.DataFrame({"a": ["x"], "b": ["y"], "kind": ["beside"]}),
    ],
)
def test_a_relation_map_refuses_another_table(table):
    with pytest.raises(DataError, match="takes the table of relations"):
        plots.relation_map(table)


# Need and ability.

CELLS = pd.DataFrame(
    {
        "need": ["some", "pressing", "some", "some", "stock", "none", "none", None, "some", None],
        "ability_to_pay": ["yes", "yes", "not_yet", "no", "yes", "yes", "no", "yes", None, None],
        "people": [40, 7, 12, 3, 5, 11, 2, 6, 9, 1234],
    }
)
SCHOOLS = [packs.definitions("ninja")["target"], packs.definitions("ninja")["potential"]]


def test_every_cell_of_need_and_ability_shows_its_people_and_the_unknown_has_its_own():
    said = words(plots.need_ability_map(CELLS))
    for people in CELLS["people"]:
        assert f"{people:,}" in said
    assert said.count("0") == 5 * 4 - len(CELLS)


def test_the_unknown_row_and_column_stand_apart_and_are_hatched():
    ax = plots.need_ability_map(CELLS)
    assert ax.get_xticklabels()[0].get_text() == "unknown"
    assert ax.get_yticklabels()[0].get_text() == "unknown"
    xs, ys = ax.get_xticks(), ax.get_yticks()
    assert xs[1] - xs[0] > xs[2] - xs[1]
    assert ys[1] - ys[0] > ys[2] - ys[1]
    hatched = {(p.get_x() + 0.5, p.get_y() + 0.5) for p in ax.patches if isinstance(p, Rectangle) and p.get_hatch()}
    assert hatched == {(x, y) for x, y in itertools.product(xs, ys) if x == 0 or y == 0}


@pytest.mark.parametrize(
    ("need_from", "able_from", "sums"),
    [
        ("some", "yes", [47, 15, 16, 2]),
        ("stock", "yes", [52, 15, 11, 2]),
        ("some", "not_yet", [59, 3, 16, 2]),
        ("pressing", "no", [7, 0, 73, 0]),
        ("none", "yes", [63, 17, 0, 0]),
    ],
)
def test_moving_a_border_moves_the_line_and_the_four_sums(need_from, able_from, sums):
    ax = plots.need_ability_map(CELLS, need_from=need_from, able_from=able_from)
    told = [int(text.rsplit(": ", 1)[1].replace(",", "")) for text in words(ax)[-5:]]
    assert told == [*sums, 1249]
    assert sum(told) == CELLS["people"].sum()
    across, up = ax.lines
    assert across.get_ydata()[0] == ax.get_yticks()[["none", "stock", "some", "pressing"].index(need_from) + 1] - 0.5
    assert up.get_xdata()[0] == ax.get_xticks()[["no", "not_yet", "yes"].index(able_from) + 1] - 0.5


def badges(ax):
    """Badges of the cells: place (column, row), letter, and whether it is filled."""
    at = {
        (round(x, 2), round(y, 2)): (i, j) for i, x in enumerate(ax.get_xticks()) for j, y in enumerate(ax.get_yticks())
    }
    found = {}
    for text in ax.texts:
        box = text.get_bbox_patch()
        x, y = text.get_position()
        if box is not None and y > min(ax.get_yticks()) - 0.5:
            place = min(at, key=lambda p: abs(p[0] - x) + abs(p[1] - y))
            found[at[place], text.get_text()] = box.get_facecolor()[:3] != (1.0, 1.0, 1.0)
    return found


def test_the_regions_of_the_schools_stand_where_they_are_proved_to_be():
    found = badges(plots.need_ability_map(CELLS, spread(by=SCHOOLS)))
    pressing, some, unknown, not_yet, yes = 4, 3, 0, 2, 3
    for need in (pressing, some):
        assert found[(yes, need), "A"]
        assert found[(not_yet, need), "B"]
        assert not found[(unknown, need), "A?"]
    assert not found[(unknown, unknown), "B?"]
    assert len(found) == 4 + 2 * 2 + 2 + 2  # four sure cells, and the unknown ones of each


def test_a_region_has_a_rim_all_around_it():
    ax = plots.need_ability_map(CELLS, spread(by=SCHOOLS))
    rims = ax.lines[2:]
    assert len(rims) == 2 * 6  # two cells one over the other have six outer sides
    assert len({line.get_linestyle() for line in rims}) == 2
    for line in rims:
        (x, y), yes = line.get_xydata().mean(axis=0), max(ax.get_xticks())
        assert abs(x - yes) <= 0.5 or abs(x - (yes - 1)) <= 0.5
        assert y > ax.get_yticks()[3] - 0.5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_description_of_need_and_ability_has_every_number_and_region(lang):
    told = plots.describe_need_ability_map(CELLS, spread(by=SCHOOLS), lang, labels={"ninja_target": "TARGET"})
    for people in (1234, 40, 12, 47, 1249, 1329):
        assert number(people, lang) in told, people
    assert "TARGET" in told
    assert "ninja_potential" in told


def test_need_and_ability_refuse_what_they_cannot_draw():
    with pytest.raises(DataError, match="lacks people"):
        plots.need_ability_map(CELLS.drop(columns="people"))
    with pytest.raises(UnknownNameError, match=r"cannot stand at 'presing'\. Did you mean 'pressing'\?"):
        plots.need_ability_map(CELLS, need_from="presing")
    with pytest.raises(DataError, match="room for 6 terms, and these are 7"):
        plots.need_ability_map(CELLS, spread(by=packs.definitions("ninja")))


# Fit and chance.

FITTED = pd.DataFrame(
    {
        "met": [3, 3, 1, 0, 0, 2],
        "unknown": [0, 0, 1, 3, 2, 0],
        "conditions": 3,
        "chance": [0.9, 0.2, 0.05, 0.04, None, None],
        "torn": pd.array([True, False, True, None, True, False], dtype="boolean"),
    }
)


def test_fit_and_chance_are_two_axes_and_nobody_is_lost():
    ax = plots.fit_chance_map(FITTED, kinds={"torn": "torn"})
    labels_x = [label.get_text() for label in ax.get_xticklabels()]
    labels_y = [label.get_text() for label in ax.get_yticklabels()]
    assert labels_x == ["nothing known", *(f"{i} of 3 met" for i in range(4))]
    assert labels_y == ["unknown", "0-5 %", "5-20 %", "20-50 %", "50-100 %"]
    counts = [int(text) for text in words(ax) if text.isdigit()]
    assert sum(counts) == len(FITTED)
    assert len(counts) == 5 * 5


def test_who_could_fit_better_and_each_kind_are_told_in_their_cells():
    ax = plots.fit_chance_map(FITTED, kinds={"torn": "torn"})
    assert sorted(text for text in words(ax) if text.startswith("+") and text.endswith("?")) == ["+1?", "+1?"]
    places = {place: text for (place, text), _ in badges(ax).items()}
    assert places == {(4, 4): "A 1", (2, 2): "A 1", (1, 0): "A 1"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.none() | st.floats(0, 1)), min_size=1, max_size=30))
def test_each_person_is_counted_in_the_band_of_their_chance(pairs):
    table = pd.DataFrame(pairs, columns=["met", "chance"]).assign(unknown=0, conditions=2)
    ax = plots.fit_chance_map(table, cuts=(0.5,))
    counts = np.array([int(text) for text in words(ax) if text.isdigit()]).reshape(3, 4)
    for i, chosen in enumerate(
        [lambda c: c is None, lambda c: c is not None and c < 0.5, lambda c: c is not None and c >= 0.5]
    ):
        for met in range(3):
            assert counts[i, met + 1] == sum(m == met and chosen(c) for m, c in pairs)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_description_of_fit_and_chance_counts_everybody(lang):
    told = plots.describe_fit_chance_map(FITTED, lang, kinds={"torn": "TORN"})
    assert told.count("TORN 1") == 3
    assert told.count("+1?") == 2
    assert "50-100 %" in told


def test_fit_and_chance_refuse_what_they_cannot_draw():
    with pytest.raises(DataError, match="lacks met"):
        plots.fit_chance_map(FITTED.drop(columns="met"))
    with pytest.raises(DataError, match=r"from 0 to 1; in 'chance' it goes from 0\.05 to 90"):
        plots.fit_chance_map(FITTED.iloc[[0, 2]].assign(chance=[90, 0.05]))
    with pytest.raises(DataError, match="cuts that rise"):
        plots.fit_chance_map(FITTED, cuts=(0.5, 0.2))
    with pytest.raises(DataError, match="lacks rows"):
        plots.fit_chance_map(FITTED.iloc[:0])


# Fact sheets.

STEPS = pd.DataFrame(
    {
        "term": ["none", "came", "bought"],
        "people": [1500, 300, 200],
        "of_100": [75, 15, 10],
        "reached": [2000, 450, 200],
    }
).assign(unknown=[0, 30, 0])


def test_a_hundred_people_are_a_hundred_marks_and_no_two_in_one_place():
    ax = plots.fact_sheet(STEPS)
    marks = [line for line in ax.lines if len(line.get_xdata()) != 1 and line.get_linestyle() == "None"]
    assert [len(line.get_xdata()) for line in marks] == [75, 15, 10]
    places = np.concatenate([line.get_xydata() for line in marks])
    assert len({tuple(place) for place in places}) == 100
    assert len({line.get_marker() for line in marks}) == 3
    assert len({line.get_markerfacecolor() for line in marks}) == 3


def test_the_table_of_a_fact_sheet_adds_up_to_a_hundred():
    said = words(plots.fact_sheet(STEPS, title="A small world", labels={"came": "came by"}))
    for text in ("A small world", "came by", "75", "15", "10", "100", "22%", "10%", "30", "2,000 people in all"):
        assert text in said, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_description_of_a_fact_sheet_has_every_number(lang):
    told = plots.describe_fact_sheet(STEPS, lang, labels={"came": "CAME"})
    for text in ("CAME", "75", "15", "10", "22%", "450", number(2000, lang), "30"):
        assert text in told, text


def test_a_fact_sheet_refuses_another_table():
    with pytest.raises(DataError, match="lacks of_100"):
        plots.fact_sheet(STEPS.drop(columns="of_100"))
    with pytest.raises(DataError, match="lacks people"):
        plots.fact_sheet(STEPS.assign(people=0))


# All of them.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_draws_in_every_language_large_enough_and_without_a_missing_glyph(lang):
    ninja = packs.definitions("ninja")
    named = labels(ninja, lang, schools=True)
    pictures = [
        plots.relation_map(relations(by=ninja), lang=lang, labels=named),
        plots.need_ability_map(CELLS, spread(by=SCHOOLS), lang=lang, labels=named),
        plots.fit_chance_map(FITTED, lang=lang, kinds={"torn": named["ninja_potential"]}),
        plots.fact_sheet(STEPS, lang=lang, labels={"came": named["ninja_potential"]}),
    ]
    for ax in pictures:
        assert png(ax) == png(ax)  # and filterwarnings=error hears of a missing glyph
        assert all(text.get_fontsize() >= SMALLEST for text in texts(ax))
        inches = int.from_bytes(png(ax)[16:20], "big") / 144
        assert inches < 9.5, "a page would show a wider picture smaller, and its letters with it"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_written_in_the_cells_covers_anything_else(lang):
    all_six = [*list(packs.definitions("ninja"))[:5], packs.definitions("atlantic_faq")["target"]]
    for ax in (
        plots.need_ability_map(CELLS, spread(by=all_six), lang=lang, labels=labels(all_six, lang, schools=True)),
        plots.fit_chance_map(FITTED, lang=lang, kinds={"torn": "torn"}),
        plots.fact_sheet(STEPS, lang=lang),
    ):
        figure = ax.get_figure()
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
        for one, other in itertools.combinations(boxes, 2):
            shared = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(shared) <= 1, [text.get_text() for text in ax.texts if text.get_window_extent() in (one, other)]
