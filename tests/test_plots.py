"""Pictures are asked through their artists and their words, never through their pixels."""

import io
import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image

from leadkit import plots
from leadkit.errors import DataError
from leadkit.plots.canvas import SMALLEST
from leadkit.plots.circles import arrange, lens
from leadkit.plots.picture import output, packed, png
from leadkit.plots.squares import together
from leadkit.words import number

T, F = True, False


def regions(counts, names=("lead", "contact", "customer")):
    sets = len(next(iter(counts)))
    table = pd.DataFrame([(*answers, people) for answers, people in counts.items()], columns=[*names[:sets], "people"])
    return table.astype(dict.fromkeys(names[:sets], "boolean"))


def circles(ax):
    return [p for p in ax.patches if isinstance(p, Circle) and p.get_facecolor()[3] > 0]


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_two_circles_have_areas_in_the_ratio_of_their_people():
    ax = plots.set_picture(regions({(T, F): 30, (T, T): 10, (F, T): 110}))
    small, large = (c.get_radius() ** 2 for c in circles(ax))
    assert large / small == pytest.approx(120 / 40, rel=1e-9)


def test_two_circles_share_exactly_the_area_of_those_in_both():
    ax = plots.set_picture(regions({(T, F): 30, (T, T): 10, (F, T): 110}))
    a, b = circles(ax)
    shared = lens(a.get_radius(), b.get_radius(), float(np.hypot(*np.subtract(a.get_center(), b.get_center()))))
    assert shared / (np.pi * a.get_radius() ** 2) == pytest.approx(10 / 40, rel=1e-6)


def test_a_set_inside_another_is_drawn_inside_it():
    a, b = circles(plots.set_picture(regions({(T, T): 20, (F, T): 80})))
    assert np.hypot(*np.subtract(a.get_center(), b.get_center())) + a.get_radius() < b.get_radius()


def test_sets_with_nobody_in_common_do_not_touch():
    a, b = circles(plots.set_picture(regions({(T, F): 20, (F, T): 80})))
    assert np.hypot(*np.subtract(a.get_center(), b.get_center())) > a.get_radius() + b.get_radius()


def test_an_empty_set_has_no_circle_but_keeps_its_name_and_its_zero():
    ax = plots.set_picture(regions({(F, T): 80}), labels={"lead": "Leads"})
    assert len(circles(ax)) == 1
    assert "Leads" in words(ax)
    assert "0 people" in words(ax)


def test_an_empty_region_is_said_in_words():
    said = words(plots.set_picture(regions({(T, T): 20, (F, T): 80})))
    assert "Nobody is in: A only" in said


def test_a_table_of_nobody_still_draws():
    ax = plots.set_picture(regions({(F, F): 5}))
    assert circles(ax) == []
    assert "None of them: 5" in words(ax)


def test_people_with_an_unknown_answer_stand_beside_the_circles():
    table = regions({(T, F): 30, (F, T): 20})
    table.loc[2] = [pd.NA, True, 7]
    assert "Answer unknown: 7" in words(plots.set_picture(table.astype({"lead": "boolean", "contact": "boolean"})))


def test_every_number_of_a_three_set_picture_is_somewhere_in_it():
    counts = {(T, F, F): 88, (T, T, F): 231, (F, T, F): 112, (F, T, T): 60, (T, T, T): 35, (T, F, T): 4, (F, F, T): 3}
    said = " ".join(words(plots.set_picture(regions(counts))))
    assert all(str(people) in said for people in counts.values())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=8, max_size=8))
def test_no_region_of_any_three_sets_is_lost(numbers):
    counts = dict(zip(product([T, F], repeat=3), numbers, strict=True))
    ax = plots.set_picture(regions(counts))
    said = " ".join(words(ax))
    for region, people in counts.items():
        if people:
            assert f"{people:,}" in said, region
    assert all(text.get_fontsize() >= SMALLEST for text in ax.texts)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900))
def test_two_circles_never_miss_by_more_than_the_raster(only_a, both, only_b):
    assert arrange({(T, F): only_a, (T, T): both, (F, T): only_b}).miss < 0.01


def test_three_circles_confess_what_they_miss():
    impossible = regions({(T, T, F): 50, (T, F, T): 50, (F, T, T): 50})  # three pairs, and nobody in all three
    assert any("cannot be exact" in text for text in words(plots.set_picture(impossible)))


def test_badges_stand_clear_of_the_numbers():
    ax = plots.set_picture(regions({(T, T): 231, (T, F): 48, (F, T): 412}))
    badges = [t for t in ax.texts if t.get_text() in "ABC" and t.get_transform() == ax.transData]
    numbers = [t for t in ax.texts if t.get_text() in ("231", "48", "412")]
    gaps = [np.hypot(*np.subtract(b.get_position(), n.get_position())) for b in badges for n in numbers]
    assert min(gaps) > 0.05


@pytest.mark.parametrize("columns", [["lead", "people"], ["lead", "contact"], ["a", "b", "c", "d", "people"]])
def test_a_table_of_another_shape_is_refused_in_one_sentence(columns):
    with pytest.raises(DataError, match="two or three yes/no columns and 'people'"):
        plots.set_picture(pd.DataFrame({c: [1] for c in columns}))


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_every_language_draws_without_a_missing_glyph(lang):
    labels = {"lead": "ลีด (Lead) ที่ผ่านการคัดกรอง $5", "contact": "khách hàng tiềm năng", "customer": "ลูกค้าจริง"}
    table = regions({(T, F, F): 5, (T, T, T): 9, (F, T, F): 1, (F, F, F): 2})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(plots.set_picture(table, lang=lang, labels=labels)).startswith(b"\x89PNG")
        pairs = pd.DataFrame({"a": ["lead"], "b": ["contact"], "jaccard": [0.5], "kappa": [0.1]})
        assert png(plots.agreement_map(pairs, lang=lang, labels=labels)).startswith(b"\x89PNG")


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_the_description_holds_every_number_of_the_picture(lang):
    counts = {(T, F): 1234, (T, T): 56, (F, T): 0, (F, F): 7}
    told = plots.describe_set_picture(regions(counts), lang, labels={"lead": "Leads"})
    assert all(part in told for part in (number(1234, lang), "56", "7", "Leads", number(1290, lang)))


def test_the_agreement_map_writes_both_halves_and_marks_what_is_undefined():
    pairs = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "z", "z"], "jaccard": [0.9, np.nan, 0.2]})
    assert sorted(words(plots.agreement_map(pairs))) == sorted(["0.90"] * 2 + ["?"] * 2 + ["0.20"] * 2 + ["·"] * 3)


def test_the_agreement_map_puts_those_who_agree_side_by_side():
    close = {("a", "c"), ("b", "d")}
    names = "abcd"
    rows = [(p, q, 0.9 if (p, q) in close else 0.1) for i, p in enumerate(names) for q in names[i + 1 :]]
    ax = plots.agreement_map(pd.DataFrame(rows, columns=["a", "b", "jaccard"]))
    order = [text.get_text() for text in ax.get_yticklabels()]
    assert all(abs(order.index(p) - order.index(q)) == 1 for p, q in close)


def test_the_order_is_whole_and_does_not_depend_on_chance():
    matrix = np.random.default_rng(3).random((9, 9))
    matrix = (matrix + matrix.T) / 2
    assert sorted(together(matrix)) == list(range(9))
    assert together(matrix) == together(matrix.copy())


def test_text_on_the_agreement_map_stands_out_from_its_cell():
    names = [f"d{i}" for i in range(12)]
    rng = np.random.default_rng(5)
    rows = [(p, q, rng.random()) for i, p in enumerate(names) for q in names[i + 1 :]]
    ax = plots.agreement_map(pd.DataFrame(rows, columns=["a", "b", "jaccard"]))
    picture = ax.images[0]
    for text in ax.texts:
        if text.get_text() == "·":
            continue
        cell = np.array(picture.to_rgba(float(text.get_text()))[:3])
        ink = np.array([int(text.get_color()[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        assert contrast(cell, ink) >= 4.5, text.get_text()


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    light = []
    for colour in (one, other):
        linear = np.where(colour <= 0.03928, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
        light.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_an_empty_agreement_table_is_refused():
    with pytest.raises(DataError, match="one row a pair"):
        plots.agreement_map(pd.DataFrame({"a": [], "b": [], "jaccard": []}))


def test_the_map_is_described_by_its_extremes():
    pairs = pd.DataFrame({"a": ["x", "x", "y"], "b": ["y", "z", "z"], "kappa": [0.9, -0.1, np.nan]})
    told = plots.describe_agreement_map(pairs, measure="kappa", labels={"x": "Ex"})
    assert "Most alike: Ex and y, 0.90." in told
    assert "Least alike: Ex and z, −0.10." in told
    assert "1 pairs" in told


def test_show_carries_the_alternative_thrice(capsys, monkeypatch):
    seen = {}
    monkeypatch.setattr("IPython.display.display", lambda data, **how: seen.update(data=data, **how))
    plots.show(plots.canvas(2, 2), "two leads")
    assert seen["data"]["text/plain"] == "two leads"
    assert seen["metadata"] == {"image/png": {"alt": "two leads"}}
    assert seen["data"]["text/html"].startswith('<img alt="two leads" src="data:image/png;base64,iVBORw0K')


@pytest.mark.parametrize("alt", ['<script>alert("1")</script>', "ลีด \u202e'2'\nsecond & last 🙂"])
def test_the_words_of_a_picture_are_text_in_its_html(alt):
    data, notes = output(b"PNG", alt)
    (image,) = BeautifulSoup(data["text/html"], "html.parser").find_all(True)
    assert (image.name, image["alt"], notes["image/png"]["alt"]) == ("img", alt, alt)
    assert output(b"", alt) == ({"text/plain": alt}, {})


def test_a_picture_is_the_same_bytes_each_time():
    table = regions({(T, F): 30, (T, T): 10, (F, T): 110})
    assert png(plots.set_picture(table)) == png(plots.set_picture(table))


def test_drawing_leaves_the_reader_s_pyplot_alone():
    import matplotlib as mpl  # noqa: PLC0415

    before = dict(mpl.rcParams)
    plots.set_picture(regions({(T, F): 30, (T, T): 10, (F, T): 110}))
    assert dict(mpl.rcParams) == before


def test_answer_bars_are_as_long_as_their_people():
    tally = pd.DataFrame({"term": ["a", "b"], "yes": [1, 0], "no": [2, 5], "unknown": [3, 1]})
    ax = plots.answer_bars(tally)
    assert [bar.get_width() for bar in ax.patches] == [1, 0, 2, 5, 3, 1]


def test_unknown_is_hatched_and_never_looks_like_no():
    ax = plots.answer_bars(pd.DataFrame({"term": ["a"], "yes": [1], "no": [2], "unknown": [3]}))
    _, no, unknown = ax.patches
    assert unknown.get_hatch()
    assert not no.get_hatch()
    assert unknown.get_facecolor() != no.get_facecolor()


@pytest.mark.parametrize(
    "table", [pd.DataFrame({"term": []}), pd.DataFrame({"term": [], "yes": [], "no": [], "unknown": []})]
)
def test_answer_bars_refuse_a_table_without_answers(table):
    with pytest.raises(DataError, match="term, yes, no, unknown"):
        plots.answer_bars(table)


STORY = pd.DataFrame(
    {
        "when": pd.to_datetime(["2025-01-05 00:00", "2025-02-01 23:59", "2025-02-02 00:00", "2025-03-01 00:00"]),
        "table": ["events", "events", "answers", "deals"],
        "what": ["demo_request", "chat", "budget", "opened"],
    }
)


def test_what_is_dated_later_is_drawn_hollow():
    ax = plots.story_line(STORY, "2025-02-01")
    filled = sum(len(line.get_xdata()) for line in ax.lines[1:] if line.get_markerfacecolor() != "#ffffff")
    hollow = sum(len(line.get_xdata()) for line in ax.lines[1:] if line.get_markerfacecolor() == "#ffffff")
    assert (filled, hollow) == (2, 2)


def test_the_story_counts_the_day_asked_to_its_end():
    assert "events 2." in plots.describe_story_line(STORY, "2025-02-01")
    assert plots.describe_story_line(STORY, "2025-02-01").endswith("that day: 2.")


def test_a_story_without_entries_is_refused():
    with pytest.raises(DataError, match="lacks rows"):
        plots.story_line(STORY.iloc[:0], "2025-02-01")


def test_date_lines_hold_the_counts_and_name_each_line_at_its_end():
    counts = pd.DataFrame({"day": ["2025-01-31", "2025-02-28"], "lead": [3, 5], "customer": [1, 5]})
    ax = plots.date_lines(counts, labels={"lead": "ลีด"})
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 5], [1, 5]]
    names = list(ax.texts)
    assert {text.get_text() for text in names} == {"ลีด (5)", "customer (5)"}
    assert abs(names[0].get_position()[1] - names[1].get_position()[1]) >= 0.06 * 5


@pytest.mark.parametrize("table", [pd.DataFrame({"lead": [1]}), pd.DataFrame({"day": ["2025-01-01"]})])
def test_date_lines_refuse_a_table_of_another_shape(table):
    with pytest.raises(DataError, match="Date lines take a column 'day'"):
        plots.date_lines(table)


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_the_new_pictures_draw_in_every_language(lang):
    counts = pd.DataFrame({"day": ["2025-01-31", "2025-02-28"], "lead": [3, 5]})
    tally = pd.DataFrame({"term": ["ลีด"], "yes": [1], "no": [2], "unknown": [3]})
    for ax in (
        plots.date_lines(counts, lang=lang),
        plots.story_line(STORY, "2025-02-01", lang=lang),
        plots.answer_bars(tally, lang=lang),
    ):
        assert png(ax).startswith(b"\x89PNG")
        assert all(
            text.get_fontsize() >= SMALLEST for text in [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
        )


@pytest.mark.parametrize("canvas", [FigureCanvasAgg, FigureCanvasBase, FigureCanvasSVG])
def test_axes_of_any_figure_are_shown_whole_and_their_figure_stays_what_it_was(canvas):
    figure = Figure(figsize=(5, 3), dpi=80)
    canvas(figure)
    ax = plots.answer_bars(
        pd.DataFrame({"term": ["lead"], "yes": [30], "no": [50], "unknown": [20]}), figure.add_subplot()
    )
    told, out = png(ax), io.BytesIO()
    assert figure.dpi == 80
    figure.savefig(out, format="png", dpi=144, bbox_inches="tight", pad_inches=0.12, metadata={"Software": None})
    whole = np.asarray(Image.open(out))
    assert told == packed(whole, 144)
    kept = np.asarray(read(told).convert("RGBA"))
    assert (np.abs(kept.astype(int) - whole).max(axis=2) > 24).mean() < 0.001


def drawing(colours, seed=0):
    """Make a row of pixels of so many colours."""
    chosen = np.random.default_rng(seed).choice(1 << 24, colours, replace=False)
    red, green, blue = chosen >> 16, chosen >> 8 & 255, chosen & 255
    return np.stack([red, green, blue, np.full(colours, 255)], axis=1).astype("uint8")[None]


def read(png_bytes):
    return Image.open(io.BytesIO(png_bytes))


@pytest.mark.parametrize("colours", [64, 65, 256])
def test_a_drawing_of_few_colours_is_kept_exactly(colours):
    pixels = drawing(colours)
    image = read(packed(pixels, 120))
    assert image.mode == "P"
    assert np.array_equal(np.asarray(image.convert("RGBA")), pixels)
    assert [round(one) for one in image.info["dpi"]] == [120, 120]


def test_of_many_colours_the_commonest_stay_and_the_others_move_a_little():
    reds, greens = np.meshgrid(np.arange(0, 256, 4), np.arange(0, 256, 4))
    fields = np.repeat(np.array([[0, 114, 178], [230, 159, 0], [255, 255, 255]]), 500, axis=0)
    shades = np.stack([reds.ravel(), greens.ravel(), np.full(reds.size, 77)], axis=1)
    pixels = np.c_[np.concatenate([fields, shades]), np.full(len(fields) + len(shades), 255)].astype("uint8")[None]
    image = read(packed(pixels, 144))
    told = np.asarray(image.convert("RGB")).astype(int)[0]
    assert len(image.getcolors()) <= 256
    assert np.array_equal(told[: len(fields)], fields)
    assert np.abs(told[len(fields) :] - shades).max() <= 16  # 4,096 shades in 192: squares of about 18


def test_a_bar_of_shades_stays_smooth():
    """Shades of a scale, among the many of a drawing: each of them is common, and none may become another's."""
    blues = np.c_[np.arange(256), np.linspace(60, 255, 256), np.linspace(120, 255, 256)].astype("uint8")
    bar = np.c_[np.repeat(blues, 40, axis=0), np.full(256 * 40, 255)].astype("uint8")
    pixels = np.concatenate([bar[None], drawing(256 * 40)], axis=0)
    told = np.asarray(read(packed(pixels, 144)).convert("RGB")).astype(int)[0]
    assert np.abs(told - bar[:, :3]).max() <= 6


def test_photographs_what_one_can_see_through_and_many_common_colours_are_kept_as_they_are():
    many, clear = drawing(20_000), drawing(300)
    clear[0, 7, 3] = 254
    common = np.repeat(drawing(1_000), 20, axis=0)  # more colours than a palette has, and each on many pixels
    for pixels in (many, clear, common):
        image = read(packed(pixels, 144))
        assert image.mode == "RGBA"
        assert np.array_equal(np.asarray(image), pixels)
