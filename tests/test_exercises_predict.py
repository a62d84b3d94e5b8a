"""Predictions: by plain call and by widget, in every notebook and terminal; the answers are not in the notebook."""

import re
from pathlib import Path

import pytest
from nightly_exercises import given

import leadkit as lk
from leadkit import documents, words
from leadkit.exercises import predict, prediction, predictions
from leadkit.exercises.window import controls

ALL = predictions()
RIGHT = {"01-words": "c", "01-readings": "b > c > a", "01-reasons": 0.2, "01-verdicts": {"b", "d", "e"}}


@pytest.fixture(scope="module")
def data():
    return lk.load("saas")


def told(key):
    number, _, name = key.partition("-")
    return documents.read(f"data/exercises/predict/{number}.yaml")[name]


@pytest.mark.parametrize("key", ALL)
def test_a_prediction_is_whole_in_three_languages(key):
    texts = told(key)
    assert texts["kind"] in ("one", "several", "number", "order")
    if texts["kind"] in ("one", "several"):
        wrong = set(texts["choices"]) - set(texts.get("answer", ()))
        assert set(texts["why"]) == wrong, "each wrong choice has its own sentence"
        assert wrong
    for text in (texts["asks"], texts["well"], *texts.get("choices", {}).values(), *texts.get("why", {}).values()):
        assert set(text) == set(words.LANGUAGES)
        assert "*" not in text["en"]


@pytest.mark.parametrize("key", RIGHT)
def test_the_right_answer_is_right_and_says_more(key, data):
    outcome = prediction(key, data=data).answer(RIGHT[key])
    assert outcome.kind == "correct"
    assert outcome.says


@pytest.mark.parametrize("key", [key for key in ALL if told(key)["kind"] in ("one", "several")])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_wrong_choice_has_its_own_sentence(key, lang, data):
    asked = prediction(key, data=data, lang=lang)
    outcomes = {letter: asked.answer(letter) for letter in told(key)["why"]}
    said = {letter: outcome.says for letter, outcome in outcomes.items() if outcome.kind == "not_yet"}
    assert len(said) == len(outcomes) - ("answer" not in told(key))  # where it is worked out, one is right
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("world", ["saas", "shop", "property"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_worked_out_is_what_the_notebook_shows(world, seed):
    ground = given(world, seed)
    by = [lk.definitions("marketstar")["lead"], lk.definitions("successagency")["lead"]]
    shown = lk.compare(ground.everybody, by=by)["jaccard"]
    assert prediction("01-reasons", data=ground.data).answer(shown).kind == "correct"
    assert prediction("01-reasons", data=ground.data).answer(float(shown.iloc[0]) + 0.06).kind == "not_yet"
    readings = ["contact_converted", "contact_stored", "contact_related"]
    counts = lk.tally(ground.everybody, by=[lk.definitions("marketstar")[one] for one in readings])["yes"]
    order = [letter for _, letter in sorted(zip(counts, "abc", strict=True), reverse=True)]
    assert prediction("01-readings").answer(order).kind == "correct"


def test_the_systems_with_a_word_for_customer_are_those_of_the_packs():
    choices = told("01-verdicts")["choices"]
    having = [
        letter
        for letter, name in choices.items()
        if any("customer" in one.term for one in lk.definitions(name["en"].lower()))
    ]
    assert having == told("01-verdicts")["answer"]
    none = [name for name in lk.shelf("crm") if not any("customer" in one.term for one in lk.definitions(name))]
    assert len(none) == 6


@pytest.mark.parametrize("answer", [None, "", "____", []])
def test_nothing_chosen_is_not_tried(answer):
    outcome = prediction("01-words").answer(answer)
    assert outcome.kind == ("not_yet" if answer == [] else "not_tried")


def test_it_is_readable_without_a_notebook(capsys):
    asked = predict("01-words", lang="en")
    shown = capsys.readouterr().out
    assert shown.startswith("? Predict: Which of these")
    assert "  (c) Neither" in shown
    assert shown.strip() == str(asked)
    assert "(c) Neither" in asked._repr_html_()


def test_the_question_does_not_hold_its_answer():
    for key in ALL:
        asked = prediction(key, data=lk.load("saas"))
        for text in (str(asked), asked._repr_html_()):
            assert words.pick(told(key)["well"]) not in text
            assert not any(words.pick(why) in text for why in told(key).get("why", {}).values())


def test_what_does_not_exist_is_one_sentence(data):
    with pytest.raises(lk.errors.UnknownNameError, match=r"No prediction '01-word'\. Did you mean '01-words'"):
        predict("01-word")
    with pytest.raises(lk.errors.UnknownNameError, match="No language 'fr'"):
        predict("01-words", lang="fr")
    with pytest.raises(lk.errors.DataError, match=r"write predict\('01-reasons', data=data\)"):
        predict("01-reasons")


def parts(widget):
    """Part the controls into what chooses, the button, and what is said."""
    *choosing, button, said = widget.children
    return [inner for one in choosing for inner in (getattr(one, "children", None) or [one])], button, said


@pytest.mark.parametrize("key", RIGHT)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_widget_calls_the_plain_function(key, data):
    asked = prediction(key, data=data)
    choosing, button, said = parts(controls(asked))
    button.click()
    assert "– Not tried" in said.value
    if asked.kind == "one":
        choosing[0].value = "c"
    elif asked.kind == "several":
        for box in choosing:
            box.value = box.description in ("(b)", "(d)", "(e)")
    elif asked.kind == "order":
        for place, letter in zip(choosing, "bca", strict=True):
            place.value = letter
    else:
        choosing[0].value = "20 %"
    button.click()
    assert asked.answer(RIGHT[key])._repr_html_() in said.value
    assert 'role="status"' in said.value


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("0,2", "correct"), ("0.2", "correct"), ("20%", "correct"), ("20", "not_yet"), ("few", "not_yet")],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_number_is_typed_as_people_type_it(typed, kind, data):
    choosing, button, said = parts(controls(prediction("01-reasons", data=data)))
    choosing[0].value = typed
    button.click()
    assert words.say(f"exercises.kind.{kind}") in said.value


def test_no_answer_stands_in_a_notebook():
    home = Path(__file__).resolve().parents[1]
    text = "".join(path.read_text(encoding="utf-8") for path in (home / "notebooks").glob("*.ipynb"))
    for key in re.findall(r"predict\(\\\"([\w-]+)", text):
        assert key in ALL
        assert words.pick(told(key)["well"]) not in text
