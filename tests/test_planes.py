"""Two axes that are never blended, and how far people come: held against counting one by one."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schools_by_hand import NINJA, SCHOOLS, people, person

from leadkit import packs, vocabulary
from leadkit.conditions import Condition
from leadkit.definitions import Definition, Source, cells, classify, fit, furthest, labels, listed, spread
from leadkit.errors import UnknownColumnError, UnknownNameError

OURS = Source("ours")
NEEDS = ["pressing", "some", "stock", "none", None]
ABLE = ["yes", "not_yet", "no", None]


def definition(term, when):
    return Definition(term, OURS, term, Condition(when))


def test_cells_count_every_combination_and_the_unknown_is_one():
    found = cells(NINJA)
    assert list(found.columns) == ["need", "ability_to_pay", "people"]
    assert found["people"].sum() == len(NINJA)
    counted = {(n, a): p for n, a, p in found.astype(object).where(found.notna(), None).itertuples(index=False)}
    assert counted["some", "not_yet"] == 2
    assert counted[None, None] == 1
    assert counted[None, "yes"] == 1
    assert found["need"].isna().tolist() == sorted(found["need"].isna())  # the unknown come last


def test_cells_of_a_column_in_which_nobody_answered_are_all_unknown():
    found = cells(people(a=person(), b=person()), over=["need"])
    assert found["people"].tolist() == [2]
    assert found["need"].isna().all()


def test_cells_leave_the_people_alone_and_name_the_nearest_column():
    before = NINJA.copy(deep=True)
    with pytest.raises(UnknownColumnError, match=r"no column 'neeed'\. Did you mean 'need'\?"):
        cells(NINJA, over=["neeed"])
    pd.testing.assert_frame_equal(NINJA, before)


def test_the_schools_lie_on_the_plane_where_one_says_by_hand():
    ninja, faq, broker = (packs.definitions(name) for name in ("ninja", "atlantic_faq", "atlantic_broker"))
    anybody = packs.definitions("actualidad")["potential_any"]
    found = spread(by=[ninja["target"], ninja["potential"], faq["potential"], broker["potential"], anybody])
    answers = {
        (term, n if isinstance(n, str) else None, a if isinstance(a, str) else None): answer
        for term, n, a, answer in found.itertuples(index=False)
    }
    assert len(answers) == 5 * len(NEEDS) * len(ABLE)
    real = ("pressing", "some")
    for need in NEEDS:
        for able in ABLE:
            told = "yes" if need in real and able == "yes" else "no"
            told = "unknown" if need in (*real, None) and able in ("yes", None) and told == "no" else told
            assert answers["ninja_target", need, able] == told, (need, able)
            assert answers["actualidad_potential_any", need, able] == "yes"
            assert answers["atlantic_broker_potential", need, able] == "some"
            asked = "some" if need in real else "unknown" if need is None else "no"
            assert answers["atlantic_faq_potential", need, able] == asked
    assert answers["ninja_potential", "some", "not_yet"] == "yes"
    assert answers["ninja_potential", "some", "no"] == "no"


@pytest.mark.parametrize("school", SCHOOLS)
def test_no_invented_person_is_elsewhere_than_the_plane_says(school):
    table, _ = SCHOOLS[school]
    pack = packs.definitions(school)
    found = spread(by=pack)
    told = {row[:-1]: row[-1] for row in found.astype(object).where(found.notna(), None).itertuples(index=False)}
    answers = classify(table, by=pack)
    where = table[["need", "ability_to_pay"]].astype(object).where(table[["need", "ability_to_pay"]].notna(), None)
    for column in pack.columns:
        for place, answer in zip(where.itertuples(index=False), answers[column], strict=True):
            means = answer is not pd.NA and bool(answer)
            assert told[column, *place] in (("yes", "some") if means else ("no", "some", "unknown")), (column, place)


def test_a_definition_that_nobody_can_be_is_nowhere_and_an_open_column_is_no_axis():
    never = definition("never", "age < 3 AND age > 5")
    assert set(spread(by=never, over=["timescale"])["answer"]) == {"no"}
    with pytest.raises(UnknownNameError, match="'country' is no column with a closed list"):
        spread(by=never, over=["country"])


ANSWERS = st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), min_size=1, max_size=20)
STEPS = [definition(f"step_{i}", f"did_{i}") for i in range(3)]


def asked(answers):
    table = pd.DataFrame(answers, columns=["did_0", "did_1", "did_2"]).astype("boolean")
    return table.assign(person_id=[f"p{i}" for i in range(len(table))])


@settings(max_examples=40, deadline=None)
@given(ANSWERS)
def test_fit_is_what_one_counts_person_by_person(answers):
    found = fit(asked(answers), by=STEPS)
    for row, one in zip(found.to_dict("records"), answers, strict=True):
        assert (row["met"], row["unknown"], row["conditions"]) == (one.count(True), one.count(None), 3)
        assert row["fit_low"] == pytest.approx(one.count(True) / 3)
        assert row["fit_high"] == pytest.approx((3 - one.count(False)) / 3)


def test_fit_comes_back_in_the_order_and_with_the_index_of_the_people():
    table = asked([(True, True, True), (False, None, True)]).set_index(pd.Index(["x", "y"]))
    found = fit(table, by=STEPS)
    assert found.index.tolist() == ["x", "y"]
    assert found["met"].tolist() == [3, 1]
    assert [str(found[c].dtype) for c in found.columns] == ["str", "int64", "int64", "int64", "float64", "float64"]


def test_fit_and_cells_read_files_too(tmp_path):
    asked([(True, None, True), (False, None, True)]).to_parquet(tmp_path / "people.parquet")
    (tmp_path / "out").mkdir()
    written = fit(tmp_path / "people.parquet", by=STEPS, to=tmp_path / "out" / "fit.parquet")
    assert pd.read_parquet(written)["met"].tolist() == [2, 1]
    assert cells(tmp_path / "people.parquet", over=["did_0", "did_2"])["people"].tolist() == [1, 1]


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_everybody_stands_at_their_last_step_and_the_hundred_add_up(answers):
    found = furthest(asked(answers), by=STEPS)
    last = [max((i + 1 for i, did in enumerate(one) if did), default=0) for one in answers]
    assert found["people"].tolist() == [last.count(i) for i in range(4)]
    assert found["reached"].tolist() == [len(answers), *(sum(one[i] is True for one in answers) for i in range(3))]
    assert found["unknown"].tolist() == [0, *(sum(one[i] is None for one in answers) for i in range(3))]
    assert found["of_100"].sum() == 100
    assert all(
        abs(share - 100 * n / len(answers)) < 1 for share, n in zip(found["of_100"], found["people"], strict=True)
    )


def test_nobody_at_all_has_no_hundred():
    found = furthest(asked([(True, True, True)]).iloc[:0], by=STEPS)
    assert found["of_100"].tolist() == [0, 0, 0, 0]
    assert found["people"].tolist() == [0, 0, 0, 0]


def test_the_kit_s_own_steps_are_no_school():
    assert packs.shelf("ours") == ["journey"]
    assert "journey" not in packs.shelf("definitions")
    journey = packs.definitions("journey")
    assert "Ours" in journey.remark["en"]
    assert [d.term for d in journey][-2:] == ["bought", "bought_again"]
    assert all(set(text) == {"en", "th", "vi"} for d in journey for text in (d.says, d.label))
    assert set(journey.reads) <= set(vocabulary.columns())


def test_labels_can_name_the_school_so_that_no_two_are_the_same():
    both = [packs.definitions("ninja"), packs.definitions("atlantic_broker")]
    for lang in ("en", "th", "vi"):
        named = labels(both, lang, schools=True)
        assert len(set(named.values())) == len(listed(both))
        assert named["ninja_target"].startswith("ninja: ")
