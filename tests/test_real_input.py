"""Real data become the kit's tables with nothing made up: shown on small files of the same form as the public ones."""

import importlib
from pathlib import Path

import pandas as pd
import pytest

import leadkit as lk
from leadkit.check import check

REAL = Path(__file__).resolve().parent.parent / "benchmarks" / "real"

PURCHASES = """ customer_id  date number_of_cds  dollar_value\r
 00001 19970101  1   11.77\r
 00002 19970112  1   12.00\r
 00002 19970112  5   77.00\r
 00002 19970112  5   77.00\r
 00003 19970325  1    0.00\r
 00003 19980630 12  220.10\r
"""
LEADS = """mql_id,first_contact_date,landing_page_id,origin
a,2018-02-01,page1,organic_search
b,2017-10-20,page2,
"""
WINS = """mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type
a,s1,d1,r1,2018-02-26 19:58:54,pet,online_medium
"""


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(REAL)
    return importlib.import_module


@pytest.fixture
def purchases(script, tmp_path):
    (tmp_path / "CDNOW_master.txt").write_bytes(PURCHASES.encode())
    return script("cdnow").convert(tmp_path, tmp_path / "tables")


def test_purchases_become_people_and_won_orders_and_every_row_is_kept(purchases):
    assert {file.name for file in purchases.iterdir()} == {"people.csv", "deals.csv"}
    assert check(purchases).empty
    tables = lk.read(purchases)
    assert tables.people[["person_id", "created_at"]].astype("str").to_numpy().tolist() == [
        ["00001", "1997-01-01"],
        ["00002", "1997-01-12"],
        ["00003", "1997-03-25"],
    ]
    assert tables.deals["deal_id"].is_unique
    people = lk.snapshot(tables, as_of="1998-06-30").set_index("person_id")
    assert people["purchases"].to_dict() == {"00001": 1, "00002": 3, "00003": 2}
    assert people["total_spent"].to_dict() == {"00001": 11.77, "00002": 166.0, "00003": 220.1}
    assert people["units_bought"].to_dict() == {"00001": 1, "00002": 11, "00003": 13}
    assert people["last_purchase_days"].to_dict() == {"00001": 545, "00002": 534, "00003": 0}


def test_a_later_purchase_is_unknown_before_its_day_and_so_is_a_person_before_the_first(purchases):
    people = lk.snapshot(lk.read(purchases), as_of="1997-03-24").set_index("person_id")
    assert people["purchases"].to_dict() == {"00001": 1, "00002": 3}
    people = lk.snapshot(lk.read(purchases), as_of="1998-06-29").set_index("person_id")
    assert people.loc["00003", ["purchases", "opened_deals", "open_deals", "total_spent"]].tolist() == [1, 1, 0, 0.0]


def test_what_the_purchases_do_not_say_is_unknown_and_counted_so_for_every_pack(script, purchases):
    tables = lk.read(purchases)
    people = lk.snapshot(tables)
    empty = ["has_email", "has_phone", "has_contact_details", "country", "age", "consent", "stated_budget", "crm_role"]
    assert people[empty].isna().all(axis=None)
    through = script("through")
    silent = through.silent(tables)
    assert {"in_crm", "showed_interest", "asked_budget"} <= silent
    assert not {"purchases", "total_spent", "units_bought"} & silent
    told = through.packs(tables, people).set_index("term")
    assert told.loc["marketstar_customer"].tolist() == [3, 0, 0, 0]
    assert told.loc["marketstar_contact_stored"].tolist() == [0, 3, 0, 3]
    assert told.loc["marketstar_lead"].tolist() == [0, 3, 0, 0]  # they have bought: known, whatever else they did
    assert (told["in_truth_unknown"] >= told["unknown"]).all()


def test_a_lead_is_met_by_its_form_and_a_win_is_a_deal_of_that_day(script, tmp_path):
    for name, text in zip(script("olist").FILES, (LEADS, WINS), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    tables = script("olist").convert(tmp_path, tmp_path / "tables")
    assert check(tables).empty
    people = lk.snapshot(lk.read(tables), as_of="2018-02-26").set_index("person_id")
    assert people[["forms_submitted", "purchases"]].to_numpy().tolist() == [[1, 1], [1, 0]]
    assert people["source_channel"].fillna("").tolist() == ["organic_search", ""]
    assert people.loc["a", ["first_seen_days", "last_purchase_days", "total_spent"]].tolist() == [25, 0, 0.0]
    assert script("through").silent(lk.read(tables)) >= {"total_spent", "visits_30d", "asked_need"}


def test_without_the_data_the_scripts_say_what_to_give(script, tmp_path, capsys, monkeypatch):
    through = script("through")
    monkeypatch.setattr("sys.argv", ["cdnow.py", str(tmp_path)])
    assert through.main(["a.csv", "b.csv"], "somewhere", pytest.fail, [], pytest.fail) == 2
    assert capsys.readouterr().out == "Give the folder that holds a.csv and b.csv (somewhere).\n"


def test_the_way_through_the_kit_says_what_each_step_showed(script, purchases, capsys, monkeypatch):
    through = script("through")
    asked = []
    monkeypatch.setattr(
        through.subprocess, "run", lambda command, **_: asked.append(command) or pd.Series({"returncode": 0})
    )
    assert through.report(purchases, ["1997-01-31"], script("cdnow").repeats) == 0
    assert asked[0][2:7] == ["leadkit", "run", "01", "-p", "tables"]
    told = capsys.readouterr().out
    assert "data check: 0 faults in 9 rows" in told
    assert "snapshot 1997-01-31: 2 people, 2 bought" in told
    assert "snapshot 1998-06-30: 3 people, 3 bought" in told
    assert "bought 1 x: 1 (33.3%)" in told
    (purchases / "deals.csv").write_text(
        "deal_id,person_id,opened_at,seller\n1,nobody,1997-01-01,us\n", encoding="utf-8"
    )
    assert through.report(purchases, [], lambda _: "") == 1
    assert "There is no such person_id in 'people'" in capsys.readouterr().out
