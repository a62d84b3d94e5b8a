"""The walk through the tables: what it says is what is there, in the language it is asked in."""

import pytest

import leadkit as lk
from leadkit import schema, widgets, words


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """Leave the language of the session as it was."""
    monkeypatch.setenv(words.LANGUAGE, "en")


@pytest.fixture(scope="module")
def world():
    return lk.load("property")


def test_each_table_is_counted_as_it_is(world):
    shown = widgets.tour(world)
    for name in schema.tables():
        shown.state = {"table": name}
        filled = shown.value.columns.set_index("term")
        assert filled["yes"].to_dict() == world[name].notna().sum().to_dict()
        assert (filled["yes"] + filled["unknown"] == len(world[name])).all()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_switch_sets_the_language_of_the_session(lang, world):
    shown = widgets.tour(world)
    shown.state = {"lang": lang}
    assert words.language() == lang
    assert words.pick(schema.table("people").title, lang) in shown.text
    assert words.language("vi") == "vi"


def test_a_session_in_no_language_of_the_kit_is_told_so(monkeypatch):
    monkeypatch.setenv(words.LANGUAGE, "tj")
    with pytest.raises(lk.errors.UnknownNameError, match="LEADKIT_LANG is 'tj'"):
        words.language()


def test_a_table_that_is_not_there_is_said_to_be_missing(world):
    shown = widgets.tour(lk.Tables({"people": world.people}))
    shown.state = {"table": "events"}
    assert "not there" in shown.text
    assert shown.answer["tables"] == []
    assert shown.answer["png"] == b""


def test_personal_details_are_masked(world):
    shown = widgets.tour(world)
    personal = [name for name, one in schema.tables().items() if any(f.personal for f in one.fields[:8])]
    for name in personal:
        shown.state = {"table": name}
        for field in schema.table(name).fields:
            if field.personal and field.name in shown.value.rows:
                cells = world[name][field.name].dropna().astype("str")
                assert not set(cells) & set(shown.value.rows[field.name]) - {""}


def test_whoever_changes_a_value_changes_nothing_that_is_shown(world):
    shown = widgets.tour(world)
    columns, rows = shown.value.columns, shown.value.rows
    columns["yes"] = -1
    rows.iloc[:, :] = "changed"
    assert (shown.value.columns["yes"] >= 0).all()
    assert not shown.value.rows.eq("changed").any(axis=None)
