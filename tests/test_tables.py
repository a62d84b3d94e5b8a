"""`Tables`: any source, one shape; typed by the schema, lazily read, never changed; truth kept apart."""

import gc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one

from leadkit import engine, schema
from leadkit.errors import DataError, EngineError, UnknownNameError
from leadkit.tables import Tables, locate

PEOPLE = """person_id,created_at,email,birth_year,consent,likes_toys,shoe_size
a,2024-01-31,a@b.co,1980,true,,41
b,2024-02-01 09:15:00,,,,false,
"""
DEALS = """deal_id,person_id,opened_at,closed_at,won,amount,seller
1,a,2024-03-01,2024-06-30 23:59:59,true,0.10,us
2,a,2024-03-02,,,0.20,us
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return tmp_path


def in_csv(folder):
    return Tables({"people": str(folder / "people.csv"), "deals": str(folder / "deals.csv")})


def in_frames(folder):
    return Tables({name: pd.read_csv(folder / f"{name}.csv") for name in ("people", "deals")})


def in_parquet(folder):
    """Written as pandas writes them: texts for times, floats for whole numbers with gaps."""
    for name in ("people", "deals"):
        pd.read_csv(folder / f"{name}.csv").to_parquet(folder / f"{name}.parquet", index=False)
    return Tables({name: str(folder / f"{name}.parquet") for name in ("people", "deals")})


def in_typed_parquet(folder):
    """Written in the types of the schema, but without the columns that the team does not have."""
    for name in ("people", "deals"):
        whole = pa.table(in_frames(folder).inputs()[name])
        held = pd.read_csv(folder / f"{name}.csv", nrows=0).columns
        pq.write_table(whole.select(list(held)), folder / f"{name}-0.parquet")
    return Tables({name: str(folder / f"{name}-*.parquet") for name in ("people", "deals")})


SOURCES = [in_csv, in_frames, in_parquet, in_typed_parquet]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_people_typed_by_the_schema(folder, source):
    people = source(folder).people
    assert list(people.columns) == [*schema.tables()["people"].names, "likes_toys", "shoe_size"] or set(
        people.columns
    ) == {*schema.tables()["people"].names, "likes_toys", "shoe_size"}
    assert people["person_id"].tolist() == ["a", "b"]
    assert people["created_at"].tolist() == [pd.Timestamp("2024-01-31"), pd.Timestamp("2024-02-01 09:15:00")]
    assert people["birth_year"].tolist() == [1980, pd.NA]
    assert people["consent"].tolist() == [True, pd.NA]
    assert people["likes_toys"].tolist() == [pd.NA, False]
    assert people["email"].isna().tolist() == [False, True]
    kinds = people.dtypes.astype(str)
    assert kinds["person_id"] == kinds["crm_role"] == "str"
    assert kinds["birth_year"] == kinds["children_at_home"] == "Int64"
    assert kinds["consent"] == kinds["likes_toys"] == "boolean"
    assert kinds["created_at"] == "datetime64[us]"


@pytest.mark.parametrize("source", SOURCES)
def test_the_engine_gets_every_column_of_every_table_in_its_type(folder, source):
    inputs = source(folder).inputs()
    assert list(inputs) == list(schema.tables())
    for name, table in schema.tables().items():
        types = [
            exp.alias_(exp.func("TYPEOF", exp.column(f.name, quoted=True)), f.name, quoted=True) for f in table.fields
        ]
        row = engine.run(exp.select(*types).from_(name).limit(1), inputs)
        if len(row):
            assert row.iloc[0].to_dict() == {f.name: f.duckdb for f in table.fields}
        assert set(engine.columns_of(inputs[name])) >= set(table.names)


@pytest.mark.parametrize("source", SOURCES)
def test_money_is_exact_in_the_engine(folder, source):
    total = parse_one("SELECT SUM(amount) = 0.30 AS exact, SUM(amount) AS total FROM deals", read="duckdb")
    row = engine.run(total, source(folder).inputs())
    assert row["exact"].tolist() == [True]
    assert row["total"].tolist() == [0.30]


@pytest.mark.parametrize("source", SOURCES)
def test_a_table_that_is_not_there_is_empty_and_has_all_its_columns(folder, source):
    tables = source(folder)
    assert tables.names == ("people", "deals")
    assert tables.events.empty
    assert list(tables.events.columns) == list(schema.tables()["events"].names)
    assert tables["spend"].dtypes.astype(str).to_dict()["cost"] == "Float64"


@pytest.mark.parametrize("source", SOURCES)
def test_the_last_day_is_that_of_the_latest_dated_row_of_any_table_in_utc(folder, source):
    assert source(folder).last_day == date(2024, 6, 30)


@pytest.mark.parametrize("source", SOURCES)
def test_it_shows_itself_as_a_short_table_of_names_and_rows(folder, source):
    told = repr(source(folder)).splitlines()
    assert told[:3] == ["Tables (USD)", "  people  2 rows", "  deals   2 rows"]
    assert told[3].startswith(
        "  not there, so what is counted over them is 0: changes, organisations, events, answers, "
    )
    assert len(told) == 4


def test_a_world_is_named_with_its_currency(folder):
    tables = Tables({"people": str(folder / "people.csv")}, world="saas", currency="THB")
    assert repr(tables).splitlines()[0] == "Tables of the world 'saas' (THB)"


def test_a_large_csv_file_is_not_read_only_to_be_counted(folder, monkeypatch):
    monkeypatch.setattr("leadkit.tables.value._COUNTED", 10)
    assert "rows not counted" in repr(in_csv(folder))
    assert "2 rows" in repr(in_parquet(folder))


def test_truth_is_read_when_asked_for_and_no_input_of_the_engine_holds_it(folder):
    truth = {f.name: ["0.5"] for f in schema.truth().fields if f.kind == "number"}
    truth |= {"person_id": ["a"], "need": ["some"], "ability": ["yes"], "authority": ["decides"]}
    tables = Tables({"people": str(folder / "people.csv")}, pd.DataFrame(truth))
    assert tables.truth["p_buy_90d"].tolist() == [0.5]
    assert tables.truth["obstacle"].isna().all()
    assert "truth" not in tables.inputs()
    assert "truth" not in tables.names
    with pytest.raises(UnknownNameError, match="no table 'truth'"):
        tables["truth"]
    with pytest.raises(DataError, match="only made worlds have it"):
        _ = in_csv(folder).truth


def test_nothing_is_read_before_it_is_asked_for(folder):
    (folder / "deals.csv").write_text(DEALS + "3,a,not a day,,,1,us\n", encoding="utf-8")
    tables = in_csv(folder)
    assert len(tables.people) == 2
    with pytest.raises(DataError, match=r"'deals' cannot be read: .*`leadkit data check FOLDER` names every bad row"):
        _ = tables.deals


def test_what_comes_back_may_be_changed_and_the_tables_and_the_frame_given_do_not_change(folder):
    given = pd.read_csv(folder / "people.csv")
    before = given.copy(deep=True)
    tables = Tables({"people": given})
    mine = tables.people
    mine["person_id"] = "x"
    assert tables.people["person_id"].tolist() == ["a", "b"]
    pd.testing.assert_frame_equal(given, before)
    with pytest.raises(AttributeError):
        tables.world = "x"


def test_a_private_copy_is_taken_away_with_the_tables_and_their_inputs(folder):
    inputs = in_parquet(folder).inputs()
    gc.collect()
    copy = Path(inputs["people"])
    assert pd.read_parquet(copy)["person_id"].tolist() == ["a", "b"]
    assert folder not in copy.parents
    del inputs
    gc.collect()
    assert not copy.parent.exists()


def test_an_attribute_that_is_no_table_offers_the_nearest_and_tables_are_listed(folder):
    tables = in_csv(folder)
    with pytest.raises(AttributeError, match=r"Tables have no 'peple'. Did you mean 'people'\?"):
        _ = tables.peple
    with pytest.raises(UnknownNameError, match=r"no table 'evnts'. Did you mean 'events'\?"):
        tables["evnts"]
    assert {"people", "events", "last_day"} <= set(dir(tables))


def test_people_are_required_and_tables_have_names_of_the_schema():
    with pytest.raises(DataError, match="There is no table 'people'; there are: events"):
        Tables({"events": pd.DataFrame({"event_id": [], "person_id": [], "happened_at": [], "kind": []})})
    with pytest.raises(DataError, match="there are: none"):
        Tables({})
    with pytest.raises(UnknownNameError, match=r"no table 'persons'"):
        Tables({"persons": pd.DataFrame()})


def test_a_missing_required_column_is_refused_at_once_with_the_nearest_name(tmp_path):
    with pytest.raises(DataError, match=r"The table 'people' has no column 'person_id'. Did you mean 'personid'\?"):
        Tables({"people": pd.DataFrame({"personid": ["a"], "created_at": ["2024-01-01"]})})
    (tmp_path / "people.csv").write_text("person,created_at\na,2024-01-01\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"'people.csv' has no column 'person_id'"):
        Tables({"people": tmp_path / "people.csv"})
    (tmp_path / "people.csv").write_text("person_id,created_at,Person_ID\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"'people.csv' has the column 'person_id' twice"):
        Tables({"people": tmp_path / "people.csv"})


def test_a_file_that_is_not_there_or_not_readable_is_named(tmp_path):
    with pytest.raises(DataError, match="There is no file"):
        Tables({"people": tmp_path / "people.csv"})
    (tmp_path / "people.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(DataError, match=r"'people.parquet' cannot be read"):
        Tables({"people": tmp_path / "people.parquet"})
    (tmp_path / "people.csv").write_bytes(b"person_id,caf\xe9\n")
    with pytest.raises(DataError, match=r"'people.csv' cannot be read"):
        Tables({"people": tmp_path / "people.csv"})


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        ("birth_year", ["x"], "'birth_year' of 'people' holds something that is not a whole number"),
        ("birth_year", [1980.5], "not a whole number"),
        ("consent", ["maybe"], "not yes or no"),
        ("created_at", [45321], "not a time, as in 2024-01-31 09:15:00: a number is not a day"),
        ("created_at", ["31/01/2024"], "not a time"),
    ],
)
def test_a_frame_with_a_cell_of_the_wrong_kind_is_refused_in_a_sentence(column, values, says):
    frame = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], column: values})
    with pytest.raises(DataError, match=says) as caught:
        _ = Tables({"people": frame}).people
    assert "\n" not in str(caught.value)


def test_frames_may_hold_what_python_people_put_into_them():
    frame = pd.DataFrame(
        {
            "person_id": [7, 8],
            "created_at": [datetime(2024, 1, 31, 16, tzinfo=UTC), pd.Timestamp("2024-02-01 06:00", tz="Asia/Bangkok")],
            "country": pd.Categorical(["TH", None]),
            "full_name": ["Nguye\u0302\u0303n", float("nan")],
            "consent": [True, None],
            "children_at_home": [2.0, None],
            "mixed": [1, "x"],
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": ["1", "2", "3"],
            "person_id": [7, 7, 8],
            "opened_at": [date(2024, 1, 1)] * 3,
            "amount": [Decimal("0.10"), None, Decimal(3)],
            "units": [1, 2, 3],
            "seller": "us",
        }
    )
    offers = deals.assign(amount=[5, 6, 7])
    tables = Tables({"people": frame, "deals": deals})
    people = tables.people
    assert people["person_id"].tolist() == ["7", "8"]
    assert people["created_at"].tolist() == [pd.Timestamp("2024-01-31 16:00"), pd.Timestamp("2024-01-31 23:00")]
    assert people["full_name"].iloc[0] == "Nguy\u1ec5n"
    assert people["country"].isna().tolist() == [False, True]
    assert people["children_at_home"].tolist() == [2, pd.NA]
    assert people["mixed"].tolist() == ["1", "x"]
    assert tables.deals["amount"].tolist() == [0.10, pd.NA, 3]
    assert Tables({"people": frame, "deals": offers}).deals["amount"].tolist() == [5, 6, 7]
    assert Tables({"people": frame, "deals": deals.assign(amount=["5", "6.504", None])}).deals["amount"].sum() == 11.5


def test_a_query_that_was_stopped_is_not_blamed_on_the_file(folder, monkeypatch):
    tables = in_csv(folder)
    tables.inputs()

    def stopped(*_, **__):
        raise EngineError("It took too long.")

    monkeypatch.setattr(engine, "run", stopped)
    with pytest.raises(EngineError, match="It took too long"):
        _ = tables.people


def test_people_without_rows_have_no_last_day():
    tables = Tables({"people": pd.DataFrame({"person_id": [], "created_at": []})})
    with pytest.raises(DataError, match="No row has a date"):
        _ = tables.last_day


def test_parquet_parts_of_other_types_become_one_table_and_empty_ones_none(tmp_path):
    (tmp_path / "people").mkdir()
    first = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], "birth_year": [1980.0]})
    first.to_parquet(tmp_path / "people" / "1.parquet")
    first.assign(person_id="b", birth_year=None).to_parquet(tmp_path / "people" / "2.parquet")
    people = Tables({"people": locate(tmp_path)["people"][0].pattern}).people
    assert people["person_id"].tolist() == ["a", "b"]
    assert people["birth_year"].tolist() == [1980, pd.NA]
    first.iloc[:0].to_parquet(tmp_path / "people.parquet")
    assert Tables({"people": tmp_path / "people.parquet"}).people.empty


def test_parquet_parts_that_do_not_fit_together_are_refused(tmp_path):
    (tmp_path / "people").mkdir()
    first = pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], "mine": [1]})
    first.to_parquet(tmp_path / "people" / "1.parquet")
    first.drop(columns="mine").to_parquet(tmp_path / "people" / "2.parquet")
    with pytest.raises(DataError, match="cannot be read as one table"):
        _ = Tables({"people": str(tmp_path / "people" / "*.parquet")}).people


def test_a_folder_whose_name_looks_like_a_pattern_is_read(tmp_path):
    odd = tmp_path / "data [1] *"
    odd.mkdir()
    (odd / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (form,) = locate(odd)["people"]
    assert Tables({"people": form.pattern}).people["person_id"].tolist() == ["a", "b"]


def test_tables_are_found_in_each_of_their_forms_and_other_files_are_left_alone(tmp_path):
    for name in ("people.csv", "events.parquet", "deals/a.parquet", "answers-0.parquet", "spend.part1.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    for name in ("people_snapshot.parquet", "notes.csv", "deals.xlsx"):
        (tmp_path / name).write_bytes(b"")
    found = locate(tmp_path)
    assert {name: [file.name for file in forms[0].files] for name, forms in found.items()} == {
        "people": ["people.csv"],
        "events": ["events.parquet"],
        "answers": ["answers-0.parquet"],
        "deals": ["a.parquet"],
        "spend": ["spend.part1.parquet"],
    }
    with pytest.raises(DataError, match="does not exist"):
        locate(tmp_path / "nowhere")
    with pytest.raises(DataError, match="is a file, not a folder of tables"):
        locate(tmp_path / "people.csv")


def test_a_story_holds_a_person_s_dated_rows_from_every_table_in_order():
    people = pd.DataFrame(
        {"person_id": ["a", "b"], "created_at": ["2024-01-02", "2024-01-01"], "source_channel": ["search", None]}
    )
    deals = pd.DataFrame(
        {
            "deal_id": ["d1", "d2"],
            "person_id": ["a", "a"],
            "opened_at": ["2024-02-01", "2024-03-01"],
            "closed_at": ["2024-02-09", None],
            "won": [True, None],
            "product": ["suite", None],
            "seller": ["us", "us"],
        }
    )
    told = Tables({"people": people, "deals": deals}).story("a")
    assert told[["table", "what"]].to_numpy().tolist() == [
        ["people", "search"],
        ["deals", "suite"],
        ["deals", "won"],
        ["deals", "us"],
    ]
    assert told["when"].is_monotonic_increasing


def test_a_story_of_nobody_is_one_sentence():
    people = pd.DataFrame({"person_id": ["p01"], "created_at": ["2024-01-02"]})
    with pytest.raises(DataError, match=r"nobody with the id 'p0l'\. Did you mean 'p01'"):
        Tables({"people": people}).story("p0l")
