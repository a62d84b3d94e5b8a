"""Widgets in JupyterLab: keys move them to what Python says, Python moves them, and what is left leaves nothing."""

import json

import pytest
from lab import jupyterlab, opened, printed
from test_pages import CONTRAST
from widget_cases import AXE, CASES, case, comes, field, fresh, moves, notebook, says

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Counts what a panel registers and what it gives up; before any script of the page runs.
COUNT = """(() => {
window.seen = { sizes: 0, pictures: 0 };
const { observe, disconnect } = ResizeObserver.prototype;
ResizeObserver.prototype.observe = function (one, ...more) {
  if (one.closest && one.closest(".lk")) { this.ours = true; window.seen.sizes += 1; }
  return observe.call(this, one, ...more);
};
ResizeObserver.prototype.disconnect = function () {
  if (this.ours) { this.ours = false; window.seen.sizes -= 1; }
  return disconnect.call(this);
};
const { createObjectURL, revokeObjectURL } = URL;
const pictures = new Set();
URL.createObjectURL = (one) => {
  const url = createObjectURL.call(URL, one);
  if (one.type === "image/png") window.seen.pictures = pictures.add(url).size;
  return url;
};
URL.revokeObjectURL = (url) => {
  pictures.delete(url);
  window.seen.pictures = pictures.size;
  return revokeObjectURL.call(URL, url);
};
})()"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    notebook(folder / "widgets.ipynb", *CASES, after=["bant"])
    notebook(folder / "leaving.ipynb", "hostile", "window")
    with jupyterlab(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser, server):
    with opened(browser, server, "widgets.ipynb") as shown:
        yield shown


def ask(page, question):
    return json.loads(printed(page, f"import json; print(json.dumps({question}))"))


def cell(page, name):
    return page.locator(".jp-CodeCell").nth([*CASES].index(name) + 1)


@pytest.mark.parametrize("name", CASES)
def test_keys_move_a_widget_to_what_python_says_and_python_knows_it(page, name):
    shown, panel = fresh(name), cell(page, name).locator(".lk")
    says(panel, shown.text)
    before = panel.locator(".lk-drawing").inner_html()
    for one, key, state in moves(shown):
        field(panel, one).focus()
        page.keyboard.press(key)
        shown.state = state
        says(panel, shown.text)
    assert panel.locator(".lk-drawing").inner_html() != before
    comes(page, lambda: ask(page, f"dict({name}.state)"), shown.state)
    comes(page, lambda: ask(page, f"{name}.text"), shown.text)
    panel.get_by_role("button", name=shown.piece.speaker.say("copy")).press("Enter")
    comes(page, panel.locator("textarea").input_value, shown.answer["yaml"] if shown.answer else shown.yaml)


def test_python_moves_the_page_wherever_the_widget_is_shown(page):
    shown = case("bant")
    shown.state = {"weight.budget": 2, "border.score.75": 60}
    assert ask(page, "[bant.__setattr__('state', {'weight.budget': 2, 'border.score.75': 60})]") == [None]
    twice = (cell(page, "bant"), page.locator(".jp-CodeCell").nth(len(CASES) + 1))
    for panel in (one.locator(".lk") for one in twice):
        says(panel, shown.text)
        comes(page, panel.locator("[id$='-weight.budget']").input_value, "2")
    first, second = (one.locator(".lk [id$='-weight.need']") for one in twice)
    second.press("ArrowRight")
    shown.state = shown.state | {"weight.need": 1.1}
    says(twice[1].locator(".lk"), shown.text)
    says(twice[0].locator(".lk"), shown.text)
    comes(page, first.input_value, "1.1")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_no_serious_fault_in_either_theme(page, axe, theme):
    page.evaluate("(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
    page.evaluate("document.querySelectorAll('.lk details').forEach((one) => { one.open = true; })")
    page.evaluate(axe)
    assert page.locator(".lk").count() == len(CASES) + 1
    assert page.evaluate(AXE) == []
    assert page.evaluate(CONTRAST.replace("body *", ".lk *")) == []


def test_the_browser_has_nothing_to_complain_of(page):
    page.wait_for_timeout(500)
    assert page.told == []


FIGURES = "sum(type(one).__name__ == 'Figure' for one in __import__('gc').get_objects())"


def test_leaving_leaves_nothing(browser, server):
    with opened(browser, server, "leaving.ipynb", before=COUNT) as page:
        live, window = (page.locator(".jp-CodeCell").nth(at) for at in (1, 2))
        says(window.locator(".lk"), case("window").piece.text(case("window").piece.state()))
        page.wait_for_function("window.seen.sizes === 2 && window.seen.pictures === 0")
        left = live.locator(".lk").element_handle()
        live.locator(".jp-InputPrompt").click()
        page.evaluate("window.jupyterapp.commands.execute('notebook:clear-cell-output')")
        live.locator(".lk").wait_for(state="detached")
        words = left.inner_html()
        assert ask(page, "[hostile.__setattr__('state', {'weight.age': 2})]") == [None]
        window.locator(".jp-InputPrompt").click()
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
        page.wait_for_function("window.seen.sizes === 1 && window.seen.pictures === 0")
        assert left.inner_html() == words, "it still listens"
        assert page.locator(".lk").count() == 1

        ask(page, "__import__('gc').collect()")
        before = ask(page, f"[{FIGURES}, len(get_ipython().kernel.comm_manager.comms)]")
        again = "[(one := CASES['window'](), setattr(one, 'state', {'people': 5}), one.close()) for _ in range(5)]"
        assert ask(page, f"len({again})") == 5
        ask(page, "__import__('gc').collect()")
        assert ask(page, f"[{FIGURES}, len(get_ipython().kernel.comm_manager.comms)]") == before
        assert page.told == []


ENDED = """(how) => {
  const session = window.jupyterapp.shell.currentWidget.sessionContext;
  session[how]({ name: "python3" }).catch(String).then(() => { window.leadkitEnded = true; });
}"""


@pytest.mark.parametrize("how", ["restartKernel", "shutdown", "changeKernel"])
def test_a_kernel_that_is_gone_is_told_by_both_kinds_and_the_live_one_goes_on(browser, server, how):
    with opened(browser, server, "leaving.ipynb") as page:
        page.evaluate(ENDED, how)
        page.wait_for_function("window.leadkitEnded")
        for at, (name, told) in enumerate({"hostile": "lost_live", "window": "lost_window"}.items()):
            shown, panel = fresh(name), page.locator(".lk").nth(at)
            one, key, state = next(moves(shown))
            field(panel, one).press(key)
            shown.state = state
            panel.locator(".lk-notice").get_by_text(shown.piece.speaker.say(told)).wait_for(timeout=60_000)
            if shown.piece.live:
                says(panel, shown.text)
        assert [one for one in page.told if "widget" in one] == []  # a debugger cut off is JupyterLab's own matter
