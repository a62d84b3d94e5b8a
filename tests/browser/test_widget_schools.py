"""Regions and people are chosen by keyboard, the focus stays where it was, and a stranger's name stays a name."""

import pytest
from test_pages import CONTRAST, opened
from test_widget_pages import OVER, TOO_WIDE
from widget_cases import AXE, HOSTILE, comes, fresh, notebook, says

from leadkit import notebooks, report

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def panel(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("schools")
    made = notebook(folder / "01_schools.ipynb", "schools")
    (folder / "out").mkdir()
    (outcome,) = notebooks.run(notebooks.choose([str(made)]), [{}], folder / "out")
    assert outcome.status == "done", outcome.sentence
    report.build(folder / "out")
    page = opened(browser, folder / "out" / "01_schools.html", viewport={"width": 1280, "height": 900})
    yield page.locator(".lk")
    page.context.close()


def focused(panel):
    return panel.page.evaluate("document.activeElement.dataset.key")


def test_a_region_and_a_person_are_chosen_by_keyboard(panel):
    shown = fresh("schools")
    at = panel.page.locator(".lk-row")
    assert at.count() == len(shown.value.regions)
    for row, region in enumerate(shown.value.regions["region"]):
        at.nth(row).focus()
        panel.page.keyboard.press("Space")
        if at.nth(row).get_attribute("aria-pressed") == "false":  # it was the one that was chosen
            panel.page.keyboard.press("Space")
        shown.state = shown.state | {"region": region, "person": ""}
        says(panel, shown.text)
        comes(panel.page, lambda: focused(panel), f"region {region}")
        assert panel.locator(".lk-more button").all_text_contents() == list(shown.value.people)
        person = shown.value.people[0]
        panel.locator(".lk-more button").first.focus()
        panel.page.keyboard.press("Enter")
        shown.state = shown.state | {"person": person}
        says(panel, shown.text)
        comes(panel.page, lambda: focused(panel), f"person {person}")
        assert panel.locator(".lk-more td:nth-child(3)").all_text_contents() == shown.value.verdicts["why"].tolist()


def test_a_stranger_is_a_name(panel):
    shown = fresh("schools")
    found = [region for region in shown.value.regions["region"] if _people(shown, region)[:1] == (HOSTILE,)]
    panel.locator(f"[data-key='region {found[0]}']").click()
    shown.state = shown.state | {"region": found[0], "person": ""}
    name = panel.locator(".lk-more bdi").first
    assert name.text_content() == HOSTILE
    name.click()
    panel.locator("caption").wait_for()
    assert HOSTILE in panel.locator("caption").text_content()
    assert panel.locator("script, img").count() == 0
    assert panel.page.title().startswith("01")


@pytest.mark.parametrize("width", [360, 1280])
def test_with_everything_chosen_it_is_still_sound(panel, axe, width):
    panel.page.set_viewport_size({"width": width, "height": 900})
    if not panel.locator("table").count():
        panel.locator(".lk-row").first.click()
        panel.locator(".lk-more button").first.click()
    comes(panel.page, panel.locator("table tbody tr").count, 4)
    panel.page.wait_for_timeout(100)
    panel.page.evaluate(axe)
    assert [panel.page.evaluate(script) for script in (TOO_WIDE, OVER, CONTRAST, AXE)] == [[], [], [], []]


def _people(shown, region):
    return shown.piece.value(shown.state | {"region": region}).people
