"""The shipped sample is exactly what the generator makes, small enough, described, and found faultless by others."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

from leadkit import check, load, schema, synth
from leadkit.synth import names

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "worlds" / "saas.md"
SHIPPED = ("property", "saas", "shop")
every_sample = pytest.mark.parametrize("world", SHIPPED)


def sample(world):
    return ROOT / "datasets" / world


@pytest.fixture(scope="module")
def script():
    """``docs/make_world.py`` as a module."""
    spec = importlib.util.spec_from_file_location("make_world", ROOT / "docs" / "make_world.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@every_sample
def test_the_sample_is_byte_for_byte_what_the_generator_makes(world, script, tmp_path):
    people = script.PEOPLE.get(world, script.PEOPLE["saas"])
    made = synth.make(world, people=people, seed=7, to=tmp_path / world, format="csv")
    shipped = {file.name for file in sample(world).iterdir()} - {"README.md"}
    assert shipped == {file.name for file in made.iterdir()}
    for name in sorted(shipped):
        assert (sample(world) / name).read_bytes() == (made / name).read_bytes(), f"{name}: run docs/make_world.py"


@every_sample
def test_the_sample_is_small(world):
    assert sum(file.stat().st_size for file in sample(world).iterdir()) < 3_000_000
    assert len(pd.read_csv(sample(world) / "people.csv")) <= 2000


@every_sample
def test_frictionless_and_our_own_check_find_no_fault_in_the_sample(world):
    assert check.check(sample(world)).to_dict("records") == []
    report = Package(str(sample(world) / "datapackage.json")).validate()
    assert report.flatten(["name", "fieldName", "rowNumber", "note"])[:5] == []
    assert report.valid


@every_sample
def test_the_package_names_every_table_the_answer_sheet_and_the_currency(world):
    package = json.loads((sample(world) / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [*schema.tables(), "truth"]
    assert package["name"] == f"leadkit-{world}"
    assert package["leadkit"] == {"world": world, "currency": synth.currency(world)}
    assert load(world).currency == load(world, people=20).currency == synth.currency(world)


@every_sample
def test_the_readme_counts_the_rows_as_they_are(world):
    told = re.findall(r"\| `(\w+)\.csv` \| ([\d,]+) \|", (sample(world) / "README.md").read_text(encoding="utf-8"))
    assert {name for name, _ in told} == {*schema.tables(), "truth"}
    for name, count in told:
        assert len(pd.read_csv(sample(world) / f"{name}.csv")) == int(count.replace(",", "")), name


@every_sample
def test_every_kind_of_event_is_in_the_sample_and_every_answer_of_bant(world):
    tables = (pd.read_csv(sample(world) / f"{name}.csv", keep_default_na=False) for name in ("events", "answers"))
    events, answers = tables
    assert set(events["kind"]) == set(schema.tables()["events"].field("kind").values)
    _, lists = schema.tables()["answers"].field("answer").values_by
    for question in ("authority", "need", "timescale", "ability_to_pay", "present_supplier"):
        assert set(answers.loc[answers["question"] == question, "answer"]) == {"", *lists[question]}


@pytest.mark.parametrize(
    ("world", "marks"), [("property", ("seen", "own")), ("saas", ("olist", "seen")), ("shop", ("cdnow", "seen"))]
)
def test_the_page_prints_the_numbers_of_the_world_as_they_are(world, marks, script):
    page = script.page(world).read_text(encoding="utf-8")
    assert script.between(page, "numbers", script.printed(world)) == page, "run docs/make_world.py"
    for mark in marks:
        assert "|---|" in page.split(f"<!-- {mark}: made")[1].split(f"<!-- end of {mark} -->")[0]
    assert not re.search(r"/(work|tmp|home|root)/", page)


def test_a_page_without_its_marks_is_an_error(script):
    with pytest.raises(ValueError, match="no marks 'numbers'"):
        script.between("no marks here", "numbers", "x")


def test_the_comparison_skips_kindly_without_the_data(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", sys.path)
    spec = importlib.util.spec_from_file_location("beside", ROOT / "benchmarks" / "real" / "beside_olist.py")
    beside = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(beside)
    before = PAGE.read_bytes()
    beside.main([str(tmp_path), "--write"])
    assert "nothing is compared" in capsys.readouterr().out
    assert PAGE.read_bytes() == before
    leads = pd.DataFrame(
        {"contact_at": pd.to_datetime(["2024-01-01"] * 4), "won_at": pd.to_datetime(["2024-01-11", None, None, None])}
    )
    told = beside.told(leads)
    assert (told["qualified leads"], told["won"], told["share won"]) == ("4", "1", "25.0%")
    assert told["won, days: 50% within"] == "10.0"


def test_pools_of_names_are_whole_and_need_no_faker():
    pools = names.pools()
    assert set(pools["th"]) == {"female", "male", "family"}
    assert all(len(name) == 2 and name[1].isascii() for kind in pools["th"].values() for name in kind)
    assert min(len(pool) for language in pools.values() for pool in language.values()) >= 9
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "leadkit" / "synth").rglob("*.py"))
    assert not re.search(r"(import|from) faker", sources)
