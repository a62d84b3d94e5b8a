"""The shipped segmentations, profiles and plays: their own tests, the map of rfm, sizes on the worlds, their page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from pack_files import complaint_of

import leadkit as lk
from leadkit import packs, words
from leadkit.errors import UnknownNameError
from leadkit.segments import check
from leadkit.segments.trying import trials
from leadkit.segments.values import Example

NAMES = packs.shelf("segmentations")
TARGETS = {"shop": "family", "saas": "firm", "property": "household"}
DAY = "2025-06-30"
KEYS = r"(?:marketstar|actualidad|successagency|ninja|atlantic_(?:broker|faq|alignment|smartconvert))"
THAI = re.compile("[\u0e00-\u0e7f]")


def made(name, world="shop"):
    """A shipped segmentation, with the target of a world where it has one."""
    return lk.segmentation(name, **({"target": TARGETS[world]} if name == "profile" else {}))


@pytest.fixture(scope="module")
def people():
    return {world: lk.snapshot(lk.load(world), as_of=DAY) for world in TARGETS}


@pytest.fixture(scope="module")
def sizes(people):
    """How many people each world has in each segment of each segmentation."""
    return {
        name: {
            world: lk.segment(table, by=made(name, world))["segment"].value_counts().to_dict()
            for world, table in people.items()
        }
        for name in NAMES
    }


def placed(segmentation, rows):
    """The segments of people made up."""
    told = trials(replace(segmentation, examples=tuple(Example(row, segmentation.segments[0].name) for row in rows)))
    return told["found"].tolist()


def test_what_is_on_the_shelves():
    assert NAMES == [
        "behaviour",
        "demography",
        "frequency",
        "geography",
        "influence",
        "need_ability",
        "profile",
        "rfm",
        "visit_rhythm",
        "volume",
    ]
    assert packs.shelf("profiles") == sorted(TARGETS.values())
    assert packs.shelf("playbooks") == ["plays"]


# ---- their own tests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_segmentation_passes_its_own_tests(name):
    told = trials(lk.segmentation(name))
    assert told[~told["passed"]].to_dict("records") == []


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_a_segmentation_reach_every_segment_of_its_own(name):
    one = lk.segmentation(name)
    reached = {example.segment for example in one.examples}
    assert reached >= {segment.name for segment in one.segments}
    assert one.closed or one.otherwise.name in reached


@pytest.mark.parametrize("name", NAMES)
def test_whoever_moves_a_border_of_a_segmentation_fails_its_tests(name):
    """A parameter that nobody tests could be anything."""
    silent = []
    for param in lk.segmentation(name).params:
        others = [stop for stop in param.stops if stop != param.value and not isinstance(stop, str)]
        below, above = [s for s in others if s < param.value], [s for s in others if s > param.value]
        for stop in (below[-1:], above[:1]):
            for value in stop:
                moved = lk.segmentation(name, **{param.name: value})
                silent += [(param.name, value)] if trials(moved)["passed"].all() else []
    assert silent == []


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        *(("behaviour", one.name) for one in lk.segmentation("behaviour").segments[1:]),
        *(("frequency", one.name) for one in lk.segmentation("frequency").segments[1:]),
        ("influence", "recommends"),
    ],
)
def test_whoever_puts_another_segment_first_fails_its_tests(name, segment):
    """Where conditions overlap, the order is part of the meaning."""
    one = lk.segmentation(name)
    first = sorted(one.segments, key=lambda other: other.name != segment)
    assert not trials(replace(one, segments=tuple(first)))["passed"].all()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_shipped_segmentation_is_a_problem(name):
    found = check(lk.segmentation(name))
    assert found.loc[found["level"] == "problem", "says"].tolist() == []


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_segmentation_is_said_aloud_with_its_own_labels(name, lang):
    one = lk.segmentation(name)
    told = one.say(lang)
    for segment in one.segments:
        assert segment.said(lang) in told


# ---- rfm ------------------------------------------------------------------------------------------------------------

MAP = {  # two digits, recency and frequency, as in the notebooks of the trade
    "[1-2][1-2]": "hibernating",
    "[1-2][3-4]": "at_risk",
    "[1-2]5": "cannot_lose",
    "3[1-2]": "about_to_sleep",
    "33": "need_attention",
    "[3-4][4-5]": "loyal",
    "41": "promising",
    "51": "new_customers",
    "[4-5][2-3]": "potential_loyalists",
    "5[4-5]": "champions",
}
CODES = list(product(range(1, 6), repeat=3))


def by_hand(r, f, m):
    """The usual map, and what we let the money decide."""
    name = next(name for pattern, name in MAP.items() if re.fullmatch(pattern, f"{r}{f}"))
    return "cannot_lose" if name == "at_risk" and m == 5 else name


def test_each_of_the_125_codes_has_the_name_that_the_map_gives_it():
    rfm = lk.segmentation("rfm")
    found = placed(rfm, [dict(zip("rfm", code, strict=True)) for code in CODES])
    assert found == [by_hand(*code) for code in CODES]
    assert set(found) == {segment.name for segment in rfm.segments}
    assert rfm.closed


def test_no_code_has_two_names():
    """Each segment alone: the codes that it takes are nobody else's."""
    rfm = lk.segmentation("rfm")
    rows = [dict(zip("rfm", code, strict=True)) for code in CODES]
    taken = [placed(replace(rfm, segments=(one,), closed=False, examples=()), rows) for one in rfm.segments]
    for code, names in zip(CODES, zip(*taken, strict=True), strict=True):
        assert [name for name in names if name != "otherwise"] == [by_hand(*code)]


def test_the_money_decides_only_what_the_remark_says():
    moved = {code[:2] for code in CODES if by_hand(*code) != by_hand(*code[:2], 1)}
    assert moved == {(1, 3), (1, 4), (2, 3), (2, 4)}
    said = "(R 1-2) after coming fairly often (F 3-4), the fifth that spent most (M 5)"
    assert said in lk.segmentation("rfm").remark["en"]


def test_whoever_bought_as_much_gets_the_same_grade_whatever_the_order(people):
    shop, rfm = people["shop"], lk.segmentation("rfm")
    first = lk.segment(shop, by=rfm).set_index("person_id")
    other = lk.segment(shop.sample(frac=1, random_state=7), by=rfm).set_index("person_id").loc[first.index]
    assert first.equals(other)
    once = first[(shop.set_index("person_id")["purchases"] == 1)]
    assert once["f"].unique().tolist() == [1]


# ---- sizes on the worlds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_in_one_segment_and_nobody_in_one_without_a_name(name, sizes, people):
    one = lk.segmentation(name)
    for world, counted in sizes[name].items():
        assert sum(counted.values()) == len(people[world])
        assert set(counted) <= {segment.name for segment in one.everywhere}
        assert not (one.closed and one.otherwise.name in counted)


@pytest.mark.parametrize("name", NAMES)
def test_every_segment_has_somebody_in_some_world(name, sizes):
    for segment in lk.segmentation(name).segments:
        assert max(counted.get(segment.name, 0) for counted in sizes[name].values()) >= 5, segment.name


@pytest.mark.parametrize("world", TARGETS)
@pytest.mark.parametrize("name", NAMES)
def test_no_segment_takes_everybody_unless_it_is_said(name, world, sizes):
    """Of those of whom it speaks: influence is rare, and the remark says so; homes are bought once."""
    one = lk.segmentation(name)
    inside = {
        segment: people
        for segment, people in sizes[name][world].items()
        if segment not in (one.outside.name, one.unknown.name)
    }
    said = {("influence", "not_seen"), ("frequency", "bought_once")}
    for segment, people in inside.items():
        assert people / sum(inside.values()) < (0.95 if (name, segment) in said else 0.75), segment


def test_what_need_ability_calls_target_and_potential_is_what_ninja_does(people):
    for table in people.values():
        schools = lk.classify(table, by=lk.definitions("ninja"))
        found = lk.segment(table, by=lk.segmentation("need_ability"))["segment"]
        for term in ("target", "potential"):
            said = schools[f"ninja_{term}"].fillna(value=False) & (table["purchases"] == 0)
            assert (found == term).tolist() == said.tolist()


def test_the_rhythms_of_visits_are_those_of_the_article(people):
    for table in people.values():
        school = lk.classify(table, by=lk.definitions("actualidad"))
        found = lk.segment(table, by=lk.segmentation("visit_rhythm"))["segment"]
        for segments, term in (
            (["constant"], "frequency_constant"),
            (["on_and_off"], "frequency_on_and_off"),
            (["when_needed", "one_visit"], "frequency_when_needed"),
        ):
            assert found.isin(segments).tolist() == school[f"actualidad_{term}"].tolist()


def test_whoever_moves_others_is_found_among_those_who_never_bought_too(people):
    shop = people["shop"]
    found = lk.segment(shop, by=lk.segmentation("influence"))["segment"]
    school = lk.classify(shop, by=lk.definitions("actualidad"))["actualidad_influence"]
    movers = found.str.startswith("mover_")
    assert movers.tolist() == school.tolist()
    assert (movers & (shop["purchases"] == 0)).sum() > 0 < (movers & (shop["purchases"] > 0)).sum()


def test_the_mean_interval_is_told_as_one_counts_it_by_hand(people):
    table = people["shop"].set_index("person_id")
    found = lk.segment(people["shop"], by=lk.segmentation("frequency")).set_index("person_id")
    again = table[table["purchases"] > 1]
    by_hand = (again["first_purchase_days"] - again["last_purchase_days"]) / (again["purchases"] - 1)
    assert found.loc[again.index, "gap"].tolist() == pytest.approx(by_hand.tolist())
    assert found.loc[table["purchases"] == 1, "gap"].isna().all()


PARTS = {  # world: weight, column, and who fits
    "shop": [
        (3, "children_at_home", lambda some: some > 0),
        (2, "likes_toys", lambda some: some),
        (1, "age", lambda some: some.between(25, 54)),
        (1, "country", lambda some: some.isin(["TH", "VN"])),
    ],
    "saas": [
        (2, "employees", lambda some: some.between(10, 300)),
        (2, "industry", lambda some: some.isin(["logistics", "retail", "manufacturing", "food"])),
        (1, "country", lambda some: some.isin(["TH", "VN"])),
        (1, "seniority", lambda some: some.isin(["owner", "executive", "director", "manager"])),
    ],
    "property": [
        (2, "need", lambda some: some.isin(["pressing", "some"])),
        (2, "ability_to_pay", lambda some: some == "yes"),
        (1, "children_at_home", lambda some: some > 0),
        (1, "age", lambda some: some.between(28, 45)),
        (1, "country", lambda some: some == "VN"),
    ],
}


@pytest.mark.parametrize("world", TARGETS)
def test_nearness_is_the_weight_that_does_not_fit_of_the_weight_that_is_known(world, people):
    inside = people[world][~people[world]["crm_role"].isin(["partner", "employee"])]
    found = lk.segment(inside, by=made("profile", world))
    wrong = pd.Series(0, inside.index)
    known = wrong.copy()
    for weight, column, fits in PARTS[world]:
        told = inside[column].notna()
        yes = fits(inside.loc[told, column]).astype(bool).reindex(inside.index, fill_value=False)
        wrong += weight * (told & ~yes)
        known += weight * told
    distance = (wrong / known).where(known > 0)
    share = known / sum(weight for weight, _, _ in PARTS[world])
    assert found["profile_distance"].astype("float64").tolist() == pytest.approx(distance.tolist(), nan_ok=True)
    assert found["profile_known"].astype("float64").tolist() == pytest.approx(share.tolist())
    assert (found["segment"] == "too_little_known").tolist() == (share < 0.5).tolist()
    assert (found["segment"] == "on_target").tolist() == ((share >= 0.5) & (distance == 0)).tolist()


def test_the_target_is_one_of_the_shelf_or_a_file_beside_the_copy(write):
    shelf = Path(packs.__file__).parents[1] / "data" / "packs"
    text = (shelf / "segmentations" / "profile.yaml").read_text(encoding="utf-8")
    own = (shelf / "profiles" / "firm.yaml").read_text(encoding="utf-8").replace("name: firm\n", "name: mine\n")
    write(own, "mine.yaml")
    copied = write(text, "ours.yaml")
    assert lk.segmentation("profile").measures[0].of == lk.profile("family")
    assert lk.segmentation(copied, target="firm").measures[0].of == lk.profile("firm")
    assert lk.segmentation(copied, target="mine.yaml").measures[0].of.name == "mine"
    with pytest.raises(UnknownNameError, match=r"No pack 'famly'\. Did you mean 'family'"):
        lk.segmentation("profile", target="famly")
    said = complaint_of(lk.segmentation, write(text.replace('":target"', '":tragte"')))
    assert said.startswith("ours.yaml, line ")
    assert said.endswith("the parameter ':tragte', which the pack does not have. Did you mean 'target'?")


# ---- plays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_segment_has_a_play_and_the_book_has_every_play(name):
    one, book = lk.segmentation(name), lk.playbook("plays")
    assert one.playbook == book.name
    for segment in one.everywhere:
        empty = (one.closed and segment is one.otherwise) or (one.over.text == "TRUE" and segment is one.outside)
        assert segment.play in ({"none"} if empty else set(book.plays)), segment.name


def test_every_play_is_somebodys():
    used = {segment.play for name in NAMES for segment in lk.segmentation(name).everywhere}
    assert set(lk.playbook("plays").plays) == used - {"none"}


def test_every_play_says_who_supports_it_or_that_it_is_ours():
    for play in lk.playbook("plays").plays.values():
        said = play.source
        assert re.match(rf"({KEYS}|ours)\b", said["en"]), play.name
        for lang, ours in (("th", "ของเรา"), ("vi", "của ta")):
            assert set(re.findall(KEYS, said[lang])) == set(re.findall(KEYS, said["en"])), play.name
            assert (ours in said[lang]) == bool(re.search(r"\bours\b", said["en"])), play.name


def test_whoever_asked_for_peace_is_left_in_peace(people):
    for world, table in people.items():
        found = lk.segment(table, by=made("behaviour", world))
        staff = table["crm_role"].isin(["partner", "employee"])
        asked = found[table["unsubscribed"] & ~staff]
        assert asked["play"].unique().tolist() == ["leave_in_peace"]


# ---- texts ----------------------------------------------------------------------------------------------------------


def texts_of(pack):
    """Every text of a segmentation, a profile or a playbook."""
    own = [pack.title, pack.remark, *(param.says for param in getattr(pack, "params", ()))]
    for segment in getattr(pack, "everywhere", ()):
        own += [text for text in (segment.label, segment.remark) if text]
    own += [part.says for part in getattr(pack, "parts", ())]
    for play in getattr(pack, "plays", {}).values():
        own += [play.does, play.for_whom, play.why, play.source]
    return own


@pytest.mark.parametrize(
    "pack",
    [
        *(pytest.param(lambda name=name: lk.segmentation(name), id=name) for name in NAMES),
        *(pytest.param(lambda name=name: lk.profile(name), id=name) for name in TARGETS.values()),
        pytest.param(lambda: lk.playbook("plays"), id="plays"),
    ],
)
def test_every_text_is_written_in_three_languages(pack):
    for text in texts_of(pack()):
        assert list(text) == list(words.LANGUAGES), text
        assert len({*text.values()}) == len(words.LANGUAGES), text
        assert THAI.search(text["th"]), text
        assert not THAI.search(text["en"] + text["vi"]), text


@pytest.mark.parametrize("name", NAMES)
def test_every_segment_that_can_be_met_has_a_label(name):
    one = lk.segmentation(name)
    for segment in (*one.segments, one.unknown):
        assert segment.label, segment.name
    assert one.outside.label or one.over.text == "TRUE"
    assert one.otherwise.label or one.closed


@pytest.mark.parametrize("name", NAMES)
def test_every_segmentation_says_what_is_ours(name):
    remark = lk.segmentation(name).remark
    assert re.search(r"\bours\b", remark["en"], flags=re.IGNORECASE)
    assert "ของเรา" in remark["th"]
    assert "của ta" in remark["vi"]


def test_no_segment_is_called_what_a_transition_calls_those_who_come_and_go():
    assert not {"new", "left"} & {segment.name for name in NAMES for segment in lk.segmentation(name).everywhere}


# ---- the page -------------------------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs" / "segmentations_shipped.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_the_sizes_that_the_kit_counts(name, sizes):
    section = re.search(rf"^## `{name}`.*?(?=^## |\Z)", PAGE, flags=re.DOTALL | re.MULTILINE)[0]
    told = re.findall(r"^\| `(\w+)` \| (.*) \|$", section, flags=re.MULTILINE)
    counted = []
    for segment in lk.segmentation(name).everywhere:
        row = [sizes[name][world].get(segment.name, 0) for world in TARGETS]
        if sum(row):
            counted.append((segment.name, " | ".join([*(f"{people:,}" for people in row), segment.play])))
    assert told == counted


def test_the_page_names_every_play_and_its_source():
    for play in lk.playbook("plays").plays.values():
        assert f"| `{play.name}` | {play.source['en']} |\n" in PAGE
