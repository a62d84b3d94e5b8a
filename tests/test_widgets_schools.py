"""Schools on and off: page and Python say the same, and both say what lk.regions, classify and verdicts say."""

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from widget_pages import answers, some_states

import leadkit as lk
from leadkit import widgets
from leadkit.cli.root import app
from leadkit.widgets import carrying

HOSTILE = "<script>alert(1)</script> \"'\u202e🦆 {n} $&"


@pytest.fixture(scope="module")
def world():
    return lk.load("saas")


@pytest.fixture(scope="module")
def everybody(world):
    return lk.snapshot(world, as_of=world.last_day)


@pytest.fixture(scope="module")
def chosen():
    marketstar, agency, bant = lk.definitions("marketstar"), lk.definitions("successagency"), lk.definitions("hubspot")
    return [marketstar["lead"], agency["lead"], marketstar["contact_stored"], agency["qualified"], *bant][:7]


def moved(shown, rng, count):
    """Draw states in which schools are on and off, a region is chosen, and somebody in it; some choices are stale."""
    for drawn in some_states(shown, rng, count):
        found = shown.piece.value(shown.piece.state(drawn))
        region = rng.choice([*found.regions["region"], "yyy", ""])
        people = shown.piece.value(shown.piece.state(drawn | {"region": region})).people
        yield drawn | {"region": str(region), "person": str(rng.choice([*people, "nobody"]))}


def as_codes(table):
    return [carrying.codes_of(table[[name]]).ravel().tolist() for name in table.columns]


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_page_and_python_say_the_same(lang, everybody, chosen, tmp_path):
    shown = widgets.schools(everybody, by=chosen, on=chosen[:3], lang=lang)
    drawn = [shown.piece.state(), *moved(shown, np.random.default_rng(4), 40)]
    for given, told in zip(drawn, answers(shown, drawn, tmp_path, also=["verdicts", "listed"]), strict=True):
        shown.state = given
        assert (told["state"], told["text"], told["yaml"]) == (shown.state, shown.text, shown.yaml)
        assert told["listed"] == list(shown.value.people)
        mine = shown.value.verdicts
        theirs = [[one[key] for one in told["verdicts"]] for key in ("column", "code", "why")]
        assert theirs == [mine["school"].tolist(), *as_codes(mine[["answer"]]), mine["why"].tolist()]


def test_both_say_what_the_verbs_say(everybody, chosen):
    shown = widgets.schools(everybody, by=chosen, lang="vi")
    for state in moved(shown, np.random.default_rng(7), 25):
        shown.state = state
        value, on = shown.value, [one for one in chosen if shown.state[f"school.{one.column}"]]
        if not on:
            continue
        names = [one.column for one in on]
        told = lk.regions(everybody, by=on)
        mine = value.regions.sort_values(names, ascending=False, na_position="last", ignore_index=True)
        pd.testing.assert_frame_equal(mine[[*names, "people"]], told)
        assert value.regions["people"].is_monotonic_decreasing
        answered = lk.classify(everybody, by=on)
        signs = answered[names].apply(lambda row: "".join("?" if pd.isna(x) else "ny"[int(x)] for x in row), axis=1)
        within = answered["person_id"][signs.eq(value.region.replace("-", ""))]
        assert list(value.people) == sorted(within)[: carrying.LISTED]
        if value.person:
            her = everybody[everybody["person_id"].eq(value.person)]
            told = lk.verdicts(her, by=on, lang="vi", labels=True)
            assert value.verdicts["why"].tolist() == told["why"].tolist()
            assert as_codes(value.verdicts[["answer"]]) == as_codes(told[["answer"]])


def test_the_pack_holds_the_schools_that_are_on(everybody, chosen, tmp_path):
    shown = widgets.schools(everybody, by=chosen, on=[chosen[0], chosen[4]])
    path = tmp_path / "schools.yaml"
    path.write_text(shown.yaml, encoding="utf-8")
    again = lk.definitions(path)
    assert [one.when for one in again] == [chosen[0].when, chosen[4].when]
    mine, theirs = lk.tally(everybody, by=again), lk.tally(everybody, by=[chosen[0], chosen[4]])
    assert mine.drop(columns="term").equals(theirs.drop(columns="term"))
    checked = CliRunner().invoke(app, ["rules", "check", str(path)])
    assert checked.exit_code == 0, checked.output


def test_no_school_is_on(everybody, chosen, tmp_path):
    shown = widgets.schools(everybody, by=chosen)
    shown.state = {f"school.{one.column}": False for one in chosen} | {"region": "-" * len(chosen)}
    assert shown.text == "No school is on: turn one on."
    assert shown.piece.picture(shown.value) is None
    assert (shown.value.region, shown.yaml) == ("", "# No school is on: turn one on.\n")
    assert answers(shown, [shown.state], tmp_path)[0]["text"] == shown.text


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, everybody, chosen, tmp_path):
    shown = widgets.schools(everybody.head(rows), by=chosen)
    assert shown.value.regions["people"].sum() == rows
    assert answers(shown, [{}], tmp_path) == [{"state": shown.state, "text": shown.text, "yaml": shown.yaml}]
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_everything_unknown_and_hostile_names(tmp_path):
    school = lk.Source("ours", publisher=HOSTILE)
    able = lk.Definition("able", school, "Can pay.", lk.Condition("ability_to_pay = 'yes'"), label=HOSTILE)
    old = lk.Definition("old", lk.Source("theirs"), HOSTILE, lk.Condition("city = '<script>\"🦆 {n} $&'"))
    people = pd.DataFrame({"person_id": [HOSTILE, "b"], "ability_to_pay": [None, None], "city": [None, HOSTILE]})
    shown = widgets.schools(people, by=[able, old])
    shown.state = {"region": "??", "person": HOSTILE}
    assert shown.value.person == HOSTILE
    told = answers(shown, [shown.state], tmp_path, also=["verdicts"])[0]
    assert told["text"] == shown.text
    assert [one["why"] for one in told["verdicts"]] == shown.value.verdicts["why"].tolist()
    (tmp_path / "ours.yaml").write_text(shown.yaml, encoding="utf-8")
    assert lk.definitions(tmp_path / "ours.yaml")["ours_able"].name() == f"{HOSTILE}: {HOSTILE}"


def test_a_choice_stays_while_another_school_is_off_and_comes_back(everybody, chosen):
    shown = widgets.schools(everybody, by=chosen[:3])
    shown.state = {"region": "yny"}
    first = shown.value
    shown.state = shown.state | {f"school.{chosen[1].column}": False}
    assert shown.value.region == "y-y"
    assert set(first.people) - set(shown.value.people) == set() or len(shown.value.people) == carrying.LISTED
    shown.state = shown.state | {f"school.{chosen[1].column}": True}
    assert shown.value.region == "yny"


def test_an_old_saved_state_becomes_one_that_fits(everybody, chosen):
    shown = widgets.schools(everybody, by=chosen)
    usual = dict(shown.state)
    shown.state = {"region": 3, "person": None, "school.gone": False}
    assert shown.state == usual


def test_what_does_not_fit_on_a_page_stays_away(everybody, chosen, monkeypatch):
    whole = widgets.schools(everybody, by=chosen)
    monkeypatch.setattr(carrying, "MOST_BYTES", 6_000)
    small = widgets.schools(everybody, by=chosen)
    assert 0 < len(small.piece.carried.ids) < len(whole.piece.carried.ids)
    assert len(set(small.piece.carried.of)) == min(len(small.piece.people), len(small.piece.carried.ids))
    assert small.value.regions.equals(whole.value.regions)


def test_a_person_without_an_id_is_counted_and_not_listed():
    people = pd.DataFrame({"person_id": ["a", None], "age": [40, 50]})
    grown = lk.Definition("grown", lk.Source("ours"), "Is of age.", lk.Condition("age > 17"))
    shown = widgets.schools(people, by=grown)
    shown.state = {"region": "y"}
    assert (shown.value.regions["people"].tolist(), shown.value.people) == ([2], ("a",))


def test_tables_and_files_will_do(world, everybody, chosen, tmp_path):
    usual = widgets.schools(everybody, by=chosen).value.regions
    everybody.to_parquet(tmp_path / "people.parquet")
    assert widgets.schools(tmp_path / "people.parquet", by=chosen).value.regions.equals(usual)
    assert widgets.schools(world, by=chosen, as_of=world.last_day).value.regions.equals(usual)


def test_too_many_schools_or_patterns_are_refused():
    many = [lk.Definition(f"n{n}", lk.Source("ours"), "x", lk.Condition(f"b{n}")) for n in range(27)]
    rng = np.random.default_rng(1)
    people = pd.DataFrame({f"b{n}": rng.random(6_000) < 0.5 for n in range(26)})
    people.insert(0, "person_id", [f"p{n:04}" for n in range(6_000)])
    with pytest.raises(lk.errors.DataError, match="at most 26: choose some of the 27"):
        widgets.schools(people, by=many)
    with pytest.raises(lk.errors.DataError, match="a page has room for 5,000"):
        widgets.schools(people, by=many[:26])
