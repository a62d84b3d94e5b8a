"""The schema is the contract: what architecture.md lists is there, in three languages, and becomes a data package."""

import csv
import json
import re
from pathlib import Path

import frictionless
import pytest

from leadkit import schema
from leadkit.errors import DataError, UnknownNameError

CONTRACT = {
    "people": "person_id full_name email phone social_account job_title seniority organisation_id country region city "
    "birth_year gender children_at_home language created_at source_channel details_from crm_role consent",
    "changes": "person_id happened_at field value",
    "organisations": "organisation_id name industry employees annual_revenue country region",
    "events": "event_id person_id happened_at session_id kind other_person_id campaign channel page seconds keyword "
    "device exit_depth fields x y amount",
    "answers": "answer_id person_id asked_at how_asked question answer amount",
    "deals": "deal_id person_id organisation_id opened_at closed_at won amount units product lost_reason seller",
    "deal_stages": "deal_id happened_at stage amount",
    "crm_records": "system object record_id person_id created_at converted_at",
    "overrides": "person_id day tier by reason",
    "spend": "channel campaign month cost payment_model",
    "areas": "region households surveyed said_yes",
}
EVERY = [*schema.tables().values(), schema.truth()]
FIELDS = [pytest.param(table, field, id=f"{table.name}.{field.name}") for table in EVERY for field in table.fields]


def test_the_tables_and_columns_are_those_of_the_contract_in_their_order():
    assert {name: " ".join(table.names) for name, table in schema.tables().items()} == CONTRACT


def test_the_kinds_of_events_are_those_of_the_contract():
    kinds = schema.tables()["events"].field("kind").values
    assert len(kinds) == len(set(kinds)) == 33
    assert {"page_view", "demo_request", "screened_passed", "play_sent", "unsubscribe"} <= set(kinds)


def test_truth_stands_apart_and_has_one_probability_for_each_obstacle():
    assert "truth" not in schema.tables()
    without = [name for name in schema.truth().names if name.startswith("p_buy_90d_without_")]
    assert without == [f"p_buy_90d_without_{obstacle}" for obstacle in schema.obstacles()]
    assert set(schema.obstacles()) < set(schema.tables()["deals"].field("lost_reason").known)
    assert "{" not in schema.truth().field("p_buy_90d_without_price").meaning["th"]


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_column_says_what_it_means_in_three_languages_and_what_empty_means_if_it_may_be_empty(table, field):
    assert set(field.meaning) == {"en", "th", "vi"}
    assert len(set(field.meaning.values())) == 3
    assert (field.null is None) == field.required
    assert field.duckdb == schema.DUCKDB[field.kind]
    if field.kind == "money":
        assert field.unit
        assert field.duckdb == "DECIMAL(18,2)"
    if field.kind in ("integer", "number"):
        assert field.unit
    assert field.refers_to is None or schema.table(field.refers_to.split(".")[0]).get(field.refers_to.split(".")[1])


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_table_has_a_title_a_key_of_required_columns_and_a_date_that_is_required(table):
    assert set(table.title) == set(table.meaning) == {"en", "th", "vi"}
    assert all(table.field(name).required for name in table.key)
    assert table.time is None or (table.field(table.time).required and table.time in table.dates)
    assert bool(table.dates) == (table.time is not None)


@pytest.mark.parametrize(("lang", "script"), [("th", r"[\u0e00-\u0e7f]"), ("vi", r"[À-ỹđ]")])
def test_the_meanings_are_written_in_their_own_script(lang, script):
    texts = [text[lang] for table in EVERY for text in (table.title, table.meaning, *(f.meaning for f in table.fields))]
    assert [text for text in texts if not re.search(script, text)] == []


def test_a_world_may_add_tastes_to_people_and_to_no_other_table():
    likes = schema.tables()["people"].field("likes_toys")
    assert (likes.kind, likes.required, bool(likes.null), bool(likes.meaning["vi"])) == ("yes_no", False, True, True)
    assert schema.tables()["people"].get("likes_") is None
    assert schema.tables()["events"].get("likes_toys") is None


def test_an_unknown_column_or_table_offers_the_nearest():
    with pytest.raises(UnknownNameError, match=r"'people' has no column 'emial'. Did you mean 'email'\?"):
        schema.tables()["people"].field("emial")
    with pytest.raises(UnknownNameError, match=r"No table 'evnts'. Did you mean 'events'\?"):
        schema.table("evnts")
    assert schema.table("truth") is schema.truth()


def test_every_value_of_an_answer_is_in_the_list_of_its_question():
    column, lists = schema.tables()["answers"].field("answer").values_by
    assert column == "question"
    assert set(lists) < set(schema.tables()["answers"].field("question").known)
    assert lists["authority"] == ("decides", "recommends", "none")
    assert set(schema.obstacles()) | {"no_longer_wanted"} == set(lists["why_not_bought"])


def test_values_cannot_be_changed_by_whoever_holds_them():
    with pytest.raises(TypeError):
        schema.tables()["people"] = None
    with pytest.raises(TypeError):
        schema.tables()["people"].field("email").meaning["en"] = "x"
    with pytest.raises(AttributeError):
        schema.tables()["people"].field("email").name = "x"


CELLS = {
    "text": "x",
    "integer": "1",
    "number": "0.5",
    "money": "12.50",
    "yes_no": "true",
    "day": "2024-01-31",
    "time": "2024-01-31 09:15:00",
}
GOOD = {"email": "a@b.co", "phone": "+66 2 123", "country": "TH", "language": "th", "birth_year": "1980"}


def write(folder: Path, table: schema.Table) -> Path:
    """One full row and one with only what is required, so that every type and constraint is met once."""
    names = [*table.names, *(["likes_toys"] if table.free else [])]
    full = {f.name: cell(f) for f in map(table.field, names)}
    bare = {name: value if table.field(name).required else "" for name, value in full.items()}
    bare[table.key[-1]] = "2024-02-01" if table.field(table.key[-1]).kind == "day" else "y"
    path = folder / f"{table.name}.csv"
    rows = [full] if table.name in ("truth", "changes") else [full, bare]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def cell(field: schema.Field) -> str:
    if field.values:
        return field.values[0]
    return GOOD.get(field.name, CELLS[field.kind])


@pytest.fixture
def package(tmp_path):
    files = {table.name: write(tmp_path, table) for table in EVERY}
    told = schema.datapackage("saas", "A world", "Made up.", files, currency="THB")
    (tmp_path / "datapackage.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def test_frictionless_finds_the_data_package_and_its_rows_valid(package):
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(EVERY)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("people.csv", "1980", "eighty"),
        ("people.csv", "self", "nobody"),
        ("events.csv", "x,x,2024", "x,unknown,2024"),
        ("deals.csv", "12.50", "12.50x"),
        ("people.csv", "a@b.co", "a.b.co"),
    ],
)
def test_frictionless_finds_a_broken_row_through_the_data_package(package, file, old, new):
    text = (package / file).read_text(encoding="utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not frictionless.validate(str(package / "datapackage.json")).valid


def test_the_data_package_states_types_units_keys_licence_and_sizes(package):
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert told["leadkit"] == {"world": "saas", "currency": "THB"}
    by_name = {resource["name"]: resource for resource in told["resources"]}
    people = by_name["people"]["schema"]
    assert by_name["people"]["bytes"] == (package / "people.csv").stat().st_size
    assert people["missingValues"] == [""]
    assert people["primaryKey"] == ["person_id"]
    assert {field["name"]: field["type"] for field in people["fields"]}["likes_toys"] == "boolean"
    links = {link["fields"]: link["reference"]["resource"] for link in by_name["deals"]["schema"]["foreignKeys"]}
    assert links == {"person_id": "people", "organisation_id": "organisations"}
    amount = next(field for field in by_name["deals"]["schema"]["fields"] if field["name"] == "amount")
    assert amount["unit"] == "THB"


def test_links_to_tables_that_are_not_in_the_package_are_left_out(tmp_path):
    told = schema.datapackage("saas", "A", "B", {"deals": write(tmp_path, schema.tables()["deals"])})
    assert "foreignKeys" not in told["resources"][0]["schema"]


def test_a_file_that_the_schema_does_not_know_is_not_described(tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text("region,shoe_size\n", encoding="utf-8")
    with pytest.raises(DataError, match="table 'areas' has no column 'shoe_size'"):
        schema.datapackage("saas", "A", "B", {"areas": file})
    with pytest.raises(DataError, match="its header cannot be read"):
        schema.datapackage("saas", "A", "B", {"areas": tmp_path / "nowhere.csv"})


def test_the_page_about_the_tables_is_not_stale():
    root = Path(__file__).resolve().parent.parent
    maker: dict[str, object] = {"__name__": "make_tables"}
    code = (root / "docs" / "make_tables.py").read_text(encoding="utf-8")
    exec(compile(code, "make_tables.py", "exec"), maker)  # noqa: S102 - our own script, without running its main
    page = (root / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page == maker["page"](), "run: python docs/make_tables.py"
