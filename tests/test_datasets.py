"""Data by name: the shipped sample, a world made to order, and a team's own folder."""

import gc
import shutil
from pathlib import Path

import pandas as pd
import pytest

import leadkit as lk
from leadkit import datasets, engine, synth
from leadkit.check import check
from leadkit.errors import DataError, UnknownNameError

PEOPLE = "person_id,created_at\na,2024-01-31\n"


def test_a_world_made_to_order_has_as_many_people_as_asked_and_its_truth_and_its_name():
    tables = datasets.load("saas", people=50, seed=3)
    assert len(tables.people) == len(tables.truth) == 50
    assert (tables.world, tables.currency) == ("saas", "USD")
    assert str(tables.last_day) <= "2025-06-30"


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    first, again, other = (datasets.load("saas", people=30, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.events, again.events)
    assert not first.events.equals(other.events)


def test_a_made_world_has_no_faults_and_is_taken_away_with_its_tables():
    tables = datasets.load("saas", people=20)
    folder = Path(str(tables.sources["people"])).parent
    assert check(folder, today="2025-06-30").empty
    inputs = tables.inputs()
    del tables
    gc.collect()
    assert folder.is_dir()
    del inputs
    gc.collect()
    assert not folder.exists()


def test_a_world_of_one_person_works():
    tables = datasets.load("saas", people=1)
    assert len(tables.people) == 1
    assert tables.last_day


@pytest.mark.parametrize("people", [0, -1, 10**12, 2.5, True, "many"])
def test_a_world_of_no_or_fewer_or_impossibly_many_people_is_refused_in_one_sentence(people):
    with pytest.raises(DataError) as caught:
        datasets.load("saas", people=people)
    assert "\n" not in str(caught.value)
    assert "people" in str(caught.value)


def test_an_unknown_world_offers_the_nearest():
    with pytest.raises(UnknownNameError, match=r"No world 'sass'. Did you mean 'saas'\?"):
        datasets.load("sass")


def test_the_shipped_sample_is_what_the_generator_makes_and_has_one_seed():
    sample = datasets.load("saas")
    made = datasets.load("saas", people=len(sample.people), seed=7)
    for name in sample.names:
        pd.testing.assert_frame_equal(sample[name], made[name])
    pd.testing.assert_frame_equal(sample.truth, made.truth)
    assert sample.world == "saas"
    with pytest.raises(DataError, match="The shipped sample has seed 7; for seed 8 say how many people"):
        datasets.load("saas", seed=8)


def test_the_shipped_sample_has_no_faults():
    assert check(datasets.shipped("datasets") / "saas", today="2025-06-30").empty


def test_a_made_csv_folder_is_read_with_its_world_and_currency_from_the_data_package(tmp_path):
    folder = synth.make("saas", 20, 7, to=tmp_path / "mine", format="csv")
    tables = datasets.read(folder)
    assert (tables.world, tables.currency, len(tables.people)) == ("saas", "USD", 20)
    pd.testing.assert_frame_equal(tables.deals, datasets.load("saas", people=20, seed=7).deals)
    assert datasets.read(folder, currency="THB").currency == "THB"


def test_a_folder_of_ones_own_is_read_with_only_people_in_it(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    tables = lk.read(tmp_path)
    assert tables.people["person_id"].tolist() == ["a"]
    assert (tables.world, tables.currency, tables.names) == (None, "USD", ("people",))
    with pytest.raises(DataError, match="only made worlds have it"):
        _ = tables.truth
    (tmp_path / "datapackage.json").write_text("[broken", encoding="utf-8")
    assert lk.read(tmp_path).world is None


def test_a_folder_that_is_missing_empty_or_without_people_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"The folder '.*nowhere' does not exist"):
        datasets.read(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"holds no tables; it needs at least people.csv or people.parquet"):
        datasets.read(tmp_path)
    (tmp_path / "peolpe.csv").write_text(PEOPLE, encoding="utf-8")
    with pytest.raises(DataError, match=r"has no people.csv or people.parquet. Did you mean 'peolpe.csv'\?"):
        datasets.read(tmp_path)


def test_a_folder_with_a_table_twice_or_a_header_that_lacks_what_every_row_needs_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text("personid,created_at\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"'people.csv' has no column 'person_id'. Did you mean 'personid'\?"):
        datasets.read(tmp_path)
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "1.parquet").write_bytes(b"")
    with pytest.raises(DataError, match=r"holds the table 'people' twice, as 'people.csv' and 'people/1.parquet'"):
        datasets.read(tmp_path)


def test_what_the_package_ships_is_found_in_a_checkout_and_in_a_wheel(tmp_path, monkeypatch):
    assert (datasets.shipped("datasets") / "saas" / "people.csv").is_file()
    assert datasets.shipped("notebooks").is_dir()
    with pytest.raises(UnknownNameError, match=r"ships no 'dataset'. Did you mean 'datasets'\?"):
        datasets.shipped("dataset")
    wheel = tmp_path / "site" / "leadkit"
    (wheel / "shipped" / "datasets").mkdir(parents=True)
    monkeypatch.setattr(datasets, "files", lambda _: wheel)
    assert datasets.shipped("datasets") == wheel / "shipped" / "datasets"
    shutil.rmtree(wheel)
    with pytest.raises(DataError, match="This installation of leadkit has no datasets; install it anew"):
        datasets.shipped("datasets")


@pytest.mark.parametrize(("mark", "said"), [(";", "';'"), ("\t", "'Tab'")])
def test_a_folder_of_other_marks_than_commas_is_refused_in_the_words_of_the_check(tmp_path, mark, said):
    (tmp_path / "people.csv").write_text(f"person_id{mark}created_at\na{mark}2024-01-31\n", encoding="utf-8")
    faults = check(tmp_path)
    assert faults[["file", "line"]].to_numpy().tolist() == [["people.csv", 1]]
    sentence = faults["reason"].iloc[0].removeprefix("The ")
    assert sentence.startswith(
        f"cells are separated by {said}, not by commas; save the file as CSV with commas (Excel "
    )
    for read in (lambda: datasets.read(tmp_path), lambda: engine.columns_of(tmp_path / "people.csv")):
        with pytest.raises(DataError) as refused:
            read()
        assert str(refused.value) == f"people.csv, line 1: the {sentence}"
