"""A condition from menus: what is written stays a value, what does not fit is said, and the counts are tally's."""

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from widget_pages import some_states

import leadkit as lk
from leadkit import vocabulary, widgets
from leadkit.cli.root import app
from leadkit.widgets.builder import HOWS

HOSTILE = "x'; DROP TABLE people; -- \"<script>alert(1)</script>🦆 %_ :first {n}"


@pytest.fixture(scope="module")
def everybody():
    world = lk.load("saas", people=200)
    return lk.snapshot(world, as_of=world.last_day)


@pytest.fixture
def shown(everybody):
    return widgets.builder(everybody)


def first(column, how, value="", **more):
    return {"first.column": column, "first.how": how, "first.value": value} | more


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        (first("purchases", "at_least", "2"), "purchases >= 2"),
        (first("purchases", "less", "2", **{"first.negated": True}), "NOT (purchases < 2)"),
        (first("stated_budget", "more", "20,000.5"), "stated_budget > 20000.5"),
        (first("stated_budget", "at_most", " 1000 "), "stated_budget <= 1000"),
        (first("stated_budget", "one_of", "20,000; 500"), "stated_budget IN (20000, 500)"),
        (first("age", "one_of", "30, 40"), "age IN (30, 40)"),
        (first("need", "is_not", "stock"), "need <> 'stock'"),
        (first("need", "one_of", "stock; some"), "need IN ('stock', 'some')"),
        (first("job_title", "contains", "sales"), "job_title LIKE '%sales%'"),
        (first("newsletter", "is", "YES"), "newsletter"),
        (first("newsletter", "is", "không"), "newsletter = FALSE"),
        (first("newsletter", "is", "ใช่", **{"first.negated": True}), "NOT newsletter"),
        (first("last_purchase_days", "missing", "beside the point"), "last_purchase_days IS NULL"),
        (first("need", "known"), "need IS NOT NULL"),
    ],
)
def test_menus_make_the_condition_that_a_person_would_write(state, condition, shown):
    assert shown.piece.condition(shown.piece.state(state)) == lk.Condition(condition)


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "20,000.5"), ("th", "20,000.5"), ("vi", "20.000,5"), ("vi", "20000.5")]
)
def test_numbers_are_read_as_each_language_writes_them(lang, told, everybody):
    piece = widgets.builder(everybody, lang=lang).piece
    assert piece.condition(piece.state(first("stated_budget", "more", told))).text == "stated_budget > 20000.5"


def test_two_conditions_are_joined_and_each_may_be_turned_round(shown, everybody):
    second = {"second.column": "newsletter", "second.how": "is", "second.value": "yes", "second.negated": True}
    shown.state = first("purchases", "more", "0") | second | {"join": "or"}
    assert shown.value.condition == lk.Condition("purchases > 0 OR NOT newsletter")
    shown.state = shown.state | {"join": "and"}
    assert shown.value.condition == lk.Condition("purchases > 0 AND NOT newsletter")
    wanted = everybody["purchases"].gt(0) & ~everybody["newsletter"]
    assert shown.value.counts["yes"].tolist() == [wanted.sum()]


def test_a_hostile_value_stays_a_value(shown, everybody, tmp_path):
    shown.state = first("city", "is", HOSTILE)
    assert shown.value.counts[["yes", "unknown"]].to_numpy().tolist() == [[0, everybody["city"].isna().sum()]]
    somebody = everybody.assign(city=[HOSTILE, *everybody["city"][1:]])
    mine = widgets.builder(somebody)
    mine.state = shown.state
    assert mine.value.counts["yes"].tolist() == [1]
    (tmp_path / "ours.yaml").write_text(mine.yaml, encoding="utf-8")
    assert lk.classify(somebody, by=lk.definitions(tmp_path / "ours.yaml"))["ours_mine"].sum() == 1
    assert HOSTILE.replace("'", "''") in dict(mine.answer["code"])["The same in SQL: who is meant"]


@pytest.mark.parametrize("lang", ["en", "th", "vi"])
def test_whatever_is_chosen_it_answers_or_says_what_is_wrong(lang, everybody, monkeypatch):
    shown = widgets.builder(everybody, lang=lang)
    monkeypatch.setattr(shown.piece, "picture", lambda _: None)
    answered, rng = 0, np.random.default_rng(3)
    for state in some_states(shown, rng, 60):
        shown.state = state | {
            f"{one}.value": str(rng.choice(["1", "yes", "some", "", "a, b", "'", "1e400"]))
            for one in ("first", "second")
        }
        told = shown.answer
        assert told["text"], state
        assert told["tables"][0]["rows"], state
        if not told["yaml"]:
            continue
        answered += 1
        value = shown.value
        one = lk.Definition("mine", lk.Source("ours"), "x", value.condition)
        assert value.counts.equals(lk.tally(everybody, by=one)), state
        assert dict(told["code"])[shown.piece.speaker.say("condition")] == value.condition.text
    assert answered > 5


def test_slips_are_said_in_one_sentence(shown):
    told = {}
    for name, state in {
        "empty": first("purchases", "more", "  "),
        "order": first("need", "more", "some"),
        "kind": first("newsletter", "at_least", "1"),
        "strange": first("need", "is", "presing"),
        "nan": first("age", "is", "nan"),
    }.items():
        shown.state = state
        told[name] = (shown.text, bool(shown.answer["yaml"]))
    assert told["empty"] == ("Write a value for purchases.", False)
    fits = "is, is not, is one of (a, b, c), contains, is known, is not known"
    assert told["order"][0].startswith(f"“is more than” does not fit need. These do: {fits}. Cannot read")
    assert "texts have no order" in told["order"][0]
    assert "newsletter" in told["kind"][0]
    assert told["strange"][0].endswith("“presing” is none of the values of need: pressing, some, stock, none.")
    assert told["strange"][1]
    assert "is NaN" in told["nan"][0]


def test_the_pack_can_be_checked(shown, tmp_path):
    shown.state = first("purchases", "at_least", "2")
    path = tmp_path / "ours.yaml"
    path.write_text(shown.yaml, encoding="utf-8")
    assert lk.definitions(path)["mine"].when == shown.value.condition
    assert CliRunner().invoke(app, ["rules", "check", str(path)]).exit_code == 0


def test_the_picture_and_the_text_are_of_the_same_counts(shown):
    shown.state = first("need", "is", "some")
    counts = shown.value.counts.iloc[0]
    widths = [int(bar.get_width()) for bar in shown.piece.picture(shown.value).patches[:3]]
    assert widths == [counts["yes"], counts["no"], counts["unknown"]]
    assert shown.text == f"need is some: yes {counts['yes']}, no {counts['no']}, unknown {counts['unknown']}."
    assert shown.answer["png"].startswith(b"\x89PNG")


@pytest.mark.parametrize("rows", [0, 1])
def test_nobody_and_one_person(rows, everybody):
    shown = widgets.builder(everybody.head(rows))
    assert shown.value.counts[["yes", "no", "unknown"]].to_numpy().sum() == rows
    assert shown._repr_mimebundle_()[0]["text/plain"] == shown.text


def test_an_old_saved_state_and_a_column_that_is_gone(shown):
    usual = dict(shown.state)
    shown.state = {"first.column": "shoe_size", "first.how": "resembles", "join": "xor", "first.value": 7}
    assert shown.state == usual


def test_strange_columns_are_quoted_and_foreign_ones_are_not_offered():
    people = pd.DataFrame({"person_id": ["a", "b"], "likes_golf and tea": [True, None], "shoe_size": [40, 41]})
    shown = widgets.builder(people.astype({"likes_golf and tea": "boolean"}))
    assert [name for name, _ in shown.piece.groups[0].controls[0].options] == ["likes_golf and tea"]
    shown.state = first("likes_golf and tea", "is", "yes")
    assert shown.value.counts[["yes", "unknown"]].to_numpy().tolist() == [[1, 1]]
    with pytest.raises(lk.errors.DataError, match="at least one column of the vocabulary"):
        widgets.builder(people[["person_id", "shoe_size"]])


def test_every_column_of_the_vocabulary_and_every_comparison_is_there(shown, everybody):
    known = [name for name in everybody if name != "person_id" and vocabulary.column(name)]
    column, how, *_ = shown.piece.groups[0].controls
    assert [name for name, _ in column.options] == known
    assert [name for name, _ in how.options] == [*HOWS]
