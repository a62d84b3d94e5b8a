"""Predictions: by plain call and by widget, in every notebook and terminal; the answers are not in the notebook."""

import re
import subprocess
import sys
from functools import cache
from math import comb
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nightly_exercises import given

import leadkit as lk
from leadkit import documents, words
from leadkit.exercises import predict, prediction, predictions
from leadkit.exercises.window import controls

ALL = predictions()
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
# On the sample of the world saas.
RIGHT = {
    "01-words": "c",
    "01-readings": ["b", "c", "a"],
    "01-reasons": 0.19,
    "01-verdicts": ["b", "d", "e"],
    "02-inside": "c",
    "02-answers_known": 0.14,
    "02-came_back": 0,
    "02-most_people": "c",
    "04-fades": "b",
    "04-readings": 0.49,
    "04-matter": 0.02,
    "04-search": 0.12,
    "04-calls": "c",
    "05-silent": "c",
    "05-unasked": 0.7,
    "05-clerk": "b",
    "05-strictest": "d",
    "05-by_lot": 0.2,
    "05-bride": "a",
    "08-rows": "b",
    "08-never": ["c", "d", "e"],
    "08-calendar": "c",
    "08-zero": "c",
    "08-letter": "c",
}
# In which cell of the notebook the answer of a number stands, and how it is written there: a part, and of how many.
SHOWN = {
    "01-reasons": ("reasons-compare", r"0 +marketstar_lead +successagency_lead +(?P<yes>\d+) +(\d+) +(\d+)"),
    "02-answers_known": ("ability-cells", r"(?P<yes>[\d,]+) / (?P<of>[\d,]+)"),
    "02-came_back": ("follow-cohort", r"not_yet +(?P<of>\d+) +(?P<yes>\d+)"),
    "04-readings": ("readings-count", r"(?P<yes>\d+) of (?P<of>\d+)"),
    "04-matter": ("matter-shares", r"filed +warm +(?P<yes>\d+) +(?P<of>\d+)"),
    "04-search": ("qualified-after", r"search\): (?P<yes>\d+) of (?P<of>\d+)"),
    "05-unasked": ("unknown-coverage", r"leads +(?P<yes>\d+) +(\d+) +(\d+) +(\d+) +(\d+)"),
}


@cache
def sample(world="saas"):
    return lk.load(world)


@cache
def found(key, lang="en"):
    """Find a prediction on the sample, once."""
    return prediction(key, data=sample(), lang=lang)


def wrong(key):
    """Make a wrong answer of the right one."""
    right = RIGHT[key]
    if isinstance(right, list):
        return right[::-1] if told(key)["kind"] == "order" else right[1:]
    return next(letter for letter in told(key)["choices"] if letter != right) if isinstance(right, str) else right + 0.2


def notebook(key):
    return nbformat.read(next(NOTEBOOKS.glob(f"{key[:2]}_*.ipynb")), as_version=4)


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


@pytest.mark.parametrize("key", ALL)
def test_the_right_answer_is_right_and_says_more_and_a_wrong_one_is_not(key):
    outcome = found(key).answer(RIGHT[key])
    assert outcome.kind == "correct"
    assert outcome.says
    assert found(key).answer(wrong(key)).kind == "not_yet"


@pytest.mark.parametrize("key", [key for key in ALL if told(key)["kind"] in ("one", "several")])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_wrong_choice_has_its_own_sentence(key, lang):
    outcomes = {letter: found(key, lang).answer(letter) for letter in told(key)["why"]}
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


@pytest.mark.parametrize(("world", "target"), [("saas", "firm"), ("shop", "family"), ("property", "household")])
def test_the_ways_that_know_somebody_who_never_bought_are_those_that_part_such_people(world, target):
    people = given(world, 1).everybody
    never = people["purchases"].eq(0)
    parting = []
    for letter, name in told("08-never")["choices"].items():
        way = name["en"].strip("`")
        pack = lk.segmentation(way, **({"target": target} if way == "profile" else {}))
        if len(set(lk.segment(people, by=pack)["segment"][never])) > 1:
            parting.append(letter)
    assert parting == told("08-never")["answer"]


def test_six_of_ten_and_three_of_ten_is_what_lots_do():
    lots = comb(20, 10)
    apart = [comb(9, k) * comb(11, 10 - k) / lots for k in range(10) if abs(k - (9 - k)) >= 3]
    assert sum(apart) > 0.3


def test_a_month_without_a_purchase_moves_somebody():
    ago = [1, 10, 20, 30, 40]
    then = pd.DataFrame({"person_id": list("abcde"), "purchases": 1, "total_spent": 1.0, "last_purchase_days": ago})
    now = then.assign(last_purchase_days=[31, 40, 50, 60, 2])  # a month later, and only e has bought
    before, after = (lk.segment(one, by=lk.segmentation("rfm"))["segment"][0] for one in (then, now))
    assert (before, after) == ("new_customers", "promising")


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
        for text in (str(found(key)), found(key)._repr_html_()):
            assert words.pick(told(key)["well"]) not in text
            assert not any(words.pick(why) in text for why in told(key).get("why", {}).values())


def test_what_does_not_exist_is_one_sentence():
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


def choose(choosing, kind, answer):
    """Do with the controls what somebody does who means this answer."""
    if kind == "one":
        choosing[0].value = answer
    elif kind == "several":
        for box in choosing:
            box.value = box.description.strip("()") in answer
    elif kind == "order":
        for place, letter in zip(choosing, answer, strict=True):
            place.value = letter
    else:
        choosing[0].value = f"{100 * answer:g} %"


@pytest.mark.parametrize("key", ALL)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_widget_calls_the_plain_function(key):
    asked = found(key)
    choosing, button, said = parts(controls(asked))
    button.click()
    assert "– Not tried" in said.value
    for answer, kind in ((wrong(key), "not_yet"), (RIGHT[key], "correct")):
        choose(choosing, asked.kind, answer)
        button.click()
        assert asked.answer(answer).kind == kind
        assert asked.answer(answer)._repr_html_() in said.value
        assert 'role="status"' in said.value


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("0,2", "correct"), ("0.2", "correct"), ("20%", "correct"), ("20", "not_yet"), ("few", "not_yet")],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_number_is_typed_as_people_type_it(typed, kind):
    choosing, button, said = parts(controls(found("01-reasons")))
    choosing[0].value = typed
    button.click()
    assert words.say(f"exercises.kind.{kind}") in said.value


@pytest.mark.parametrize("key", ALL)
def test_it_stands_once_in_its_notebook_and_shows_itself_once(key):
    cells = [cell for cell in notebook(key).cells if f'predict("{key}"' in cell.source]
    assert len(cells) == 1
    shown = cells[0].outputs
    assert [one.output_type for one in shown] == ["display_data"]
    assert shown[0].data["text/plain"].startswith("? Predict: ")
    assert "text/html" in shown[0].data


@pytest.mark.parametrize("key", ALL)
def test_its_answers_do_not_stand_in_the_notebook(key):
    text = "".join(nbformat.writes(notebook(key)).split())
    for said in (told(key)["well"], *told(key).get("why", {}).values()):
        for lang in words.LANGUAGES:
            assert "".join(said[lang].split()) not in text


@pytest.mark.parametrize("key", SHOWN)
def test_what_the_notebook_shows_afterwards_is_the_answer(key):
    name, pattern = SHOWN[key]
    node = notebook(key)
    ids = [cell.id for cell in node.cells]
    asking = next(number for number, cell in enumerate(node.cells) if f'predict("{key}"' in cell.source)
    assert asking < ids.index(name), "asked first"
    outputs = node.cells[ids.index(name)].outputs
    text = "\n".join(one.get("text") or one.data["text/plain"] for one in outputs)
    match = re.search(pattern, text)
    yes = int(match["yes"].replace(",", ""))
    of = match.groupdict().get("of", "").replace(",", "") or sum(map(int, match.groups()))
    world = re.search(r'^world = "(\w+)"', node.cells[ids.index("parameters")].source, re.MULTILINE)[1]
    data = sample(world)
    day = data.last_day if key[:2] != "05" else data.last_day - pd.Timedelta(days=90)
    asked, share, within = prediction(key, data=data, as_of=day), yes / int(of), told(key)["within"]
    assert asked.answer(share).kind == "correct"
    assert asked.question.expected(asked.given) == pytest.approx(share, abs=5e-4)
    assert asked.answer(share + within + 0.01).kind == "not_yet"


def test_in_ipython_it_shows_itself_once_a_cell():
    cells = ['predict("01-words")', 'asked = predict("01-words")', "asked", "asked.answer('c')"]
    lines = ["from IPython.core.interactiveshell import InteractiveShell", "shell = InteractiveShell.instance()"]
    lines += ["shell.run_cell('from leadkit.exercises import predict')"]
    lines += [f"print('#'); shell.run_cell({cell!r}, store_history=True)" for cell in cells]
    ran = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert [part.count("? Predict") for part in ran.stdout.split("#\n")[1:]] == [1, 1, 1, 0]
    assert "Correct" in ran.stdout
