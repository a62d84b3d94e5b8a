"""The shipped sample is exactly what the generator makes, small enough, described, and found faultless by others."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

from leadkit import schema, synth
from leadkit.synth import names

ROOT = Path(__file__).resolve().parent.parent
SAMPLE, PAGE = ROOT / "datasets" / "saas", ROOT / "docs" / "worlds" / "saas.md"


@pytest.fixture(scope="module")
def script():
    """``docs/make_saas.py`` as a module."""
    spec = importlib.util.spec_from_file_location("make_saas", ROOT / "docs" / "make_saas.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sample_is_byte_for_byte_what_the_generator_makes(tmp_path):
    made = synth.make("saas", people=1200, seed=7, to=tmp_path / "saas", format="csv")
    shipped = {file.name for file in SAMPLE.iterdir()} - {"README.md"}
    assert shipped == {file.name for file in made.iterdir()}
    for name in sorted(shipped):
        assert (SAMPLE / name).read_bytes() == (made / name).read_bytes(), f"{name}: run docs/make_saas.py"


def test_the_sample_is_small():
    assert sum(file.stat().st_size for file in SAMPLE.iterdir()) < 3_000_000
    assert len(pd.read_csv(SAMPLE / "people.csv")) <= 2000


def test_frictionless_finds_no_fault_in_the_sample():
    report = Package(str(SAMPLE / "datapackage.json")).validate()
    assert report.flatten(["name", "fieldName", "rowNumber", "note"])[:5] == []
    assert report.valid


def test_the_package_names_every_table_and_the_answer_sheet():
    package = json.loads((SAMPLE / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [*schema.tables(), "truth"]
    assert package["name"] == "leadkit-saas"


def test_the_readme_counts_the_rows_as_they_are():
    told = re.findall(r"\| `(\w+)\.csv` \| ([\d,]+) \|", (SAMPLE / "README.md").read_text(encoding="utf-8"))
    assert {name for name, _ in told} == {*schema.tables(), "truth"}
    for name, count in told:
        assert len(pd.read_csv(SAMPLE / f"{name}.csv")) == int(count.replace(",", "")), name


def test_every_kind_of_event_is_in_the_sample_and_every_answer_of_bant():
    events, answers = (pd.read_csv(SAMPLE / f"{name}.csv", keep_default_na=False) for name in ("events", "answers"))
    assert set(events["kind"]) == set(schema.tables()["events"].field("kind").values)
    _, lists = schema.tables()["answers"].field("answer").values_by
    for question in ("authority", "need", "timescale", "ability_to_pay", "present_supplier"):
        assert set(answers.loc[answers["question"] == question, "answer"]) == {"", *lists[question]}


def test_the_page_prints_the_numbers_of_the_world_as_they_are(script):
    page = PAGE.read_text(encoding="utf-8")
    assert script.between(page, "numbers", script.printed()) == page, "run docs/make_saas.py"
    for mark in ("olist", "seen"):
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
