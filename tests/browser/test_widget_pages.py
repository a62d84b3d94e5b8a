"""Widgets on the static page of a run, from a folder, the network cut: the live ones are live, the windows say kindly
that they need Python, strangers' names stay names, and nothing is too wide, too faint or out of a keyboard's reach.
"""

import pytest
from test_pages import CONTRAST, opened
from widget_cases import AXE, CASES, HOSTILE, LIVE, WINDOWS, comes, field, fresh, moves, notebook, says

from leadkit import notebooks, report
from leadkit.words import say

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Run a notebook that shows every widget, and one of them twice, and build its page."""
    folder = tmp_path_factory.mktemp("widgets")
    made = notebook(folder / "05_widgets.ipynb", *CASES, after=["bant"])
    out = folder / "out"
    out.mkdir()
    (outcome,) = notebooks.run(notebooks.choose([str(made)]), [{}], out)
    assert outcome.status == "done", outcome.sentence
    report.build(out)
    return out / "05_widgets.html"


@pytest.fixture(scope="module")
def page(browser, path):
    shown = opened(browser, path, viewport={"width": 1280, "height": 900})
    yield shown
    shown.context.close()


def place(page, name):
    """Find where a widget stands: the cells are in the order of the cases, after the first one."""
    return page.locator("section.cell.code").nth([*CASES].index(name) + 1)


def said(panel):
    return panel.locator("figcaption").text_content()


@pytest.mark.parametrize("name", LIVE)
def test_keys_move_a_live_widget_to_what_python_says(page, name):
    shown, panel = fresh(name), place(page, name).locator(".lk")
    every = page.locator(".lk")
    before = every.evaluate_all("all => all.map((one) => one.outerHTML)")
    mine = panel.evaluate("one => [...document.querySelectorAll('.lk')].indexOf(one)")
    says(panel, shown.text)
    for one, key, state in moves(shown):
        field(panel, one).focus()
        page.keyboard.press(key)
        shown.state = state
        says(panel, shown.text)
        assert page.evaluate("document.activeElement.id").endswith(f"-{one.name}")
    after = every.evaluate_all("all => all.map((one) => one.outerHTML)")
    assert [at for at, told in enumerate(after) if told != before[at]] == [mine], "it disturbed another"
    panel.get_by_role("button", name=shown.piece.speaker.say("copy")).press("Enter")
    comes(page, panel.locator("textarea").input_value, shown.yaml)
    panel.get_by_role("button", name=shown.piece.speaker.say("reset")).press("Enter")
    shown.state = {}
    says(panel, shown.text)


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_shows_its_picture_and_says_that_it_needs_python(page, name):
    shown, cell = fresh(name), place(page, name)
    assert cell.locator("img").get_attribute("alt") == shown.text
    assert cell.locator("img").evaluate("one => one.naturalWidth") > 100
    assert say("run.window", "en") in cell.inner_text()
    assert cell.locator("input, select, button").count() == 0


def test_names_of_strangers_are_text_and_never_run(page):
    assert page.title().startswith("05")
    panel = place(page, "hostile").locator(".lk")
    assert panel.locator("script, img").count() == 0
    assert panel.locator("option").first.text_content() == HOSTILE
    assert HOSTILE in panel.locator("svg").first.text_content()
    assert HOSTILE in said(panel)
    assert page.locator("img[src='x']").count() == 0


TOO_WIDE = """() => [...document.querySelectorAll('.lk, .lk *')].filter((one) => {
  const box = one.getBoundingClientRect();
  const out = box.right > innerWidth + 1 || box.left < -1;
  return out && box.width && one.checkVisibility() && !one.closest('.lk-wide, .lk-yaml');
}).map((one) => one.outerHTML.slice(0, 120))"""
OVER = """() => [...document.querySelectorAll('.lk svg')].flatMap((chart) => {
  const texts = [...chart.querySelectorAll('text')].filter((one) => one.textContent.trim());
  const boxes = texts.map((one) => one.getBoundingClientRect());
  return texts.flatMap((one, at) => texts.slice(at + 1).filter((_, more) => {
    const [a, b] = [boxes[at], boxes[at + 1 + more]];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return wide > 2 && high > 5;
  }).map((other) => [one.textContent, other.textContent]));
})"""


@pytest.mark.parametrize(("width", "scale"), [(1280, 1), (640, 2), (360, 1)], ids=["wide", "at 200 %", "telephone"])
def test_nothing_is_wider_than_the_screen_and_no_word_lies_on_another(browser, path, width, scale):
    page = opened(browser, path, viewport={"width": width, "height": 800}, device_scale_factor=scale)
    page.evaluate("document.querySelectorAll('.lk details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(OVER) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser, path, axe, scheme):
    page = opened(browser, path, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('.lk details').forEach((one) => { one.open = true; })")
    page.evaluate(axe)
    assert page.locator(".lk").count() == len(LIVE) + 1
    assert page.evaluate(AXE) == []
    assert page.evaluate(CONTRAST) == []
    page.context.close()
