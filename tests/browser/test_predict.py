"""The controls of a prediction in a real JupyterLab: they open, keys alone work them, and they say what a call says."""

import html
import re

import pytest
from lab import jupyterlab, opened, written

import leadkit as lk
from leadkit.exercises import prediction

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What is asked, and in which language.
ASKED = {
    "one": ("01-words", "en"),
    "several": ("01-verdicts", "th"),
    "order": ("01-readings", "vi"),
    "number": ("01-reasons", "en"),
}
STOPS = {"one": 3, "several": 5, "order": 9, "number": 1}  # of Tab, before the button that answers
# Which keys give which answer, and how it is judged; they begin at the first control.
KEYS = {
    "one": [("Tab Space", "b", "not_yet"), ("Tab Tab Space", "c", "correct")],
    "several": [
        ("Tab Space Tab Tab Space", ["b", "d"], "not_yet"),
        ("Tab Tab Tab Tab Space", ["b", "d", "e"], "correct"),
    ],
    "order": [
        ("Space Tab Tab Tab Tab Space Tab Tab Tab Tab Space", ["a", "b", "c"], "not_yet"),
        ("Tab Space Tab Tab Tab Tab Space Tab Space", ["b", "c", "a"], "correct"),
    ],
    "number": [("0 , 9", 0.9, "not_yet"), ("Control+a 2 0 %", 0.2, "correct")],
}

BUSY = """() => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  kernel.requestExecute({ code: "import time; time.sleep(2)", store_history: false });
}"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """Open a notebook with one prediction of each kind; each stands last in its cell."""
    sources = ["import leadkit as lk\nfrom leadkit.exercises import predict\ndata = lk.load('saas')"]
    sources += [f'predict("{key}", data=data, lang="{lang}")' for key, lang in ASKED.values()]
    folder = tmp_path_factory.mktemp("lab")
    written(folder / "predict.ipynb", *sources)
    with jupyterlab(folder) as address, opened(browser, address, "predict.ipynb") as shown:
        yield shown


def cell(page, kind):
    return page.locator(".jp-CodeCell").nth([*ASKED].index(kind) + 1)


def enter(page, place):
    """Choose a cell, and go on with Tab until the focus is on a control of its output."""
    place.locator(".jp-InputPrompt").click()
    for _ in range(9):
        if page.evaluate("document.activeElement.closest('.jp-OutputArea') !== null"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not lead to the controls")


def press(page, keys):
    for key in keys:
        page.keyboard.press(key)


def said(place, told):
    """Wait until this is said, and nothing else."""
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", "", told._repr_html_())).split())
    status = place.locator("[role=status][aria-live=polite]")
    status.filter(has_text=words).wait_for()
    assert " ".join(status.inner_text().split()) == words


@pytest.mark.parametrize("kind", ASKED)
def test_the_question_stands_once_and_the_controls_under_it(page, kind):
    key, lang = ASKED[kind]
    asked, place = prediction(key, data=lk.load("saas"), lang=lang), cell(page, kind)
    text = place.locator(".jp-OutputArea").first.inner_text()
    assert " ".join(text.split()).count(" ".join(asked.asks.split())) == 1
    for letter, choice in asked.choices.items():
        assert f"({letter}) {choice}" in text
    question, button = place.get_by_text(asked.asks), place.locator("button.mod-primary")
    assert button.count() == 1
    assert question.bounding_box()["y"] < button.bounding_box()["y"]


@pytest.mark.parametrize("kind", ASKED)
def test_keys_alone_answer_it_and_what_is_said_is_what_a_call_says(page, kind):
    key, lang = ASKED[kind]
    asked, place = prediction(key, data=lk.load("saas"), lang=lang), cell(page, kind)
    enter(page, place)
    press(page, ["Tab"] * STOPS[kind] + ["Space"])
    said(place, asked.answer(None))
    for keys, answer, outcome in KEYS[kind]:
        told = asked.answer(answer)
        assert told.kind == outcome
        press(page, ["Shift+Tab"] * STOPS[kind] + keys.split())
        press(page, ["Tab"] * (STOPS[kind] - keys.split().count("Tab")) + ["Space"])
        said(place, told)


def test_a_busy_kernel_answers_what_was_typed(page):
    key, lang = ASKED["number"]
    asked, place = prediction(key, data=lk.load("saas"), lang=lang), cell(page, "number")
    place.locator("input").fill("")
    page.evaluate(BUSY)
    place.locator("input").press_sequentially("0.75")
    press(page, ["Tab", "Space"])
    said(place, asked.answer(0.75))


def test_the_browser_has_nothing_to_complain_of(page):
    page.wait_for_timeout(500)
    assert page.told == []
