"""The vocabulary: every column of the contract, in three languages, with one line of SQL and one meaning of empty."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from leadkit import schema, vocabulary, words
from leadkit.conditions import Condition

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = {
    "who": "person_id crm_role country region city age gender language children_at_home seniority job_title "
    "organisation_id industry employees annual_revenue source_channel consent targeted",
    "reach": "in_crm has_email has_phone has_social_account has_contact_details details_from",
    "interest": "showed_interest interest_kinds first_seen_days last_activity_days last_visit_days visits_30d "
    "visit_gap_days pages_30d seconds_30d pricing_views_30d search_visits_90d guides_downloaded forms_submitted "
    "inbound_calls chats social_interactions newsletter follows_social referred events_attended emails_opened_30d "
    "demo_requests trials calls_attempted calls_answered first_call_delay_hours complaints unsubscribed",
    "answers": "stated_budget authority need timescale timescale_months ability_to_pay why_not_bought "
    "present_supplier units_needed",
    "deals": "opened_deals open_deals screened offers_made purchases units_bought first_purchase_days "
    "last_purchase_days orders_365d total_spent mean_order carts_90d checkouts_90d abandoned_carts",
    "influence": "referrals_made referred_buyers referred_buyers_direct",
}
COLUMNS = list(vocabulary.columns().values())


@pytest.mark.parametrize("group", CONTRACT)
def test_every_column_of_the_contract_is_there_in_its_order(group):
    here = [column.name for column in COLUMNS if column.group == group and not column.name.startswith("asked_")]
    assert here == CONTRACT[group].split()
    assert tuple(CONTRACT) == vocabulary.GROUPS


def test_every_answer_tells_whether_it_was_asked():
    answers = [column.name for column in COLUMNS if column.group == "answers"]
    asked = [name.removeprefix("asked_").replace("budget", "stated_budget") for name in answers[::2]]
    assert asked == answers[1::2] == CONTRACT["answers"].split()


def test_what_never_happened_is_told_from_what_nobody_knows():
    never = {column.name for column in COLUMNS if column.null == "never"}
    assert never == {
        "first_purchase_days", "last_purchase_days", "last_activity_days", "visit_gap_days", "mean_order",
        "first_seen_days", "last_visit_days", "first_call_delay_hours", "screened",
    }  # fmt: skip
    unknown = {column.name for column in COLUMNS if column.null == "not_known"}
    assert {"stated_budget", "need", "country", "employees", "consent"} <= unknown
    assert {"has_email", "has_phone", "has_social_account", "has_contact_details"} <= unknown  # never recorded
    assert not {name for name in unknown if name.startswith("asked_") or name.endswith("0d")}


def test_labels_and_meanings_are_said_in_three_languages():
    for column in [*COLUMNS, vocabulary.column("likes_toys")]:
        for lang in words.LANGUAGES:
            assert column.label[lang].strip(), (column.name, lang)
            assert column.meaning[lang].strip() not in ("", column.label[lang]), (column.name, lang)
        assert len({*column.label.values()}) == len({*column.meaning.values()}) == 3, column.name
        assert len(column.label["en"].split()) <= 6, column.name
        assert column.meaning["en"].endswith("."), column.name


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_two_columns_have_the_same_label(lang):
    labels = [column.label[lang] for column in COLUMNS]
    assert sorted(labels) == sorted(set(labels))


def test_thai_labels_are_in_thai_letters_and_no_others_are():
    for column in COLUMNS:
        thai = {lang: any("\u0e01" <= letter <= "\u0e5b" for letter in column.label[lang]) for lang in words.LANGUAGES}
        assert thai == {"en": False, "th": True, "vi": False}, column.name


def test_closed_lists_are_those_of_the_schema():
    coded = dict(schema.table("answers").field("answer").values_by[1])
    coded |= {name: schema.table("people").field(name).values for name in ("crm_role", "details_from")}
    for name, values in coded.items():
        assert sorted(vocabulary.column(name).values) == sorted(values), name


def test_acts_are_kinds_of_events_and_interest_is_an_act():
    acts = vocabulary.acts()
    kinds = set(schema.table("events").field("kind").values)
    assert set(acts["an_enquiry"]) < set(acts["of_interest"]) < set(acts["by_them"]) < kinds
    assert not set(acts["by_them"]) & {"form_shown", "campaign_sent", "call_attempt", "referral_received", "offer_made"}


@pytest.mark.parametrize("column", COLUMNS, ids=[column.name for column in COLUMNS])
def test_the_line_names_only_what_exists(column):
    """Each line is one expression; its texts are kinds of events, questions or values of the schema."""
    tree = sqlglot.parse_one(column.sql, read="duckdb")
    assert not isinstance(tree, exp.Query)
    events, answers = schema.table("events"), schema.table("answers").field("answer").values_by[1]
    known = {*events.field("kind").values, *schema.table("answers").field("question").known}
    known |= {*column.values, *(value for values in answers.values() for value in values), "microsecond", ""}
    used = {literal.this for literal in tree.find_all(exp.Literal) if literal.is_string}
    assert {text.lower() for text in used} <= known


def test_a_taste_is_known_by_its_prefix():
    toys = vocabulary.column("likes_sea_food")
    assert (toys.kind, toys.null, toys.group, toys.sql) == ("yes_no", "not_known", "who", "details.likes_sea_food")
    assert [toys.label[lang] for lang in words.LANGUAGES] == ["likes sea food", "ชอบ sea food", "thích sea food"]
    assert vocabulary.column("likes_") is None
    assert not [name for name in vocabulary.columns() if name.startswith("likes_")]


def test_facts_are_conditions_of_the_kit_about_its_columns():
    for fact in vocabulary.facts():
        assert set(Condition(fact).columns) <= set(vocabulary.columns()), fact
    assert len(set(vocabulary.facts())) == len(vocabulary.facts())


def test_values_are_frozen_and_mappings_cannot_be_written():
    with pytest.raises(TypeError):
        vocabulary.columns()["age"] = None
    with pytest.raises(AttributeError):
        vocabulary.column("age").low = 3
    with pytest.raises(TypeError):
        vocabulary.acts()["by_them"] = ()


def test_the_page_about_the_snapshot_is_not_stale():
    made = runpy.run_path(str(ROOT / "docs" / "make_snapshot.py"), run_name="make_snapshot")["page"]()
    assert (ROOT / "docs" / "snapshot.md").read_text(encoding="utf-8") == made, "run: python docs/make_snapshot.py"
    for column in COLUMNS:
        assert f"| `{column.name}` |" in made
        assert f"`{column.sql}`" in made


def test_a_range_may_have_an_upper_end_too():
    bounded = replace(vocabulary.column("age"), low=0, high=130)
    assert list(vocabulary._own_facts(bounded)) == ["age IS NULL OR age >= 0", "age IS NULL OR age <= 130"]
