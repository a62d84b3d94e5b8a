"""Every notebook of the series in a real JupyterLab: all cells run, every widget is there and moves by a key.

With LEADKIT_SHOTS=FOLDER a picture of each widget is written there, as in 05-worth-move.png; docs/widgets.md has them.
"""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from lab import TOKEN, jupyterlab, opened, watched

from leadkit.datasets import shipped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VALUE = "one => one.type === 'checkbox' ? one.checked : one.value"
SERIES = sorted(shipped("notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("series")
    for path in SERIES:
        shutil.copy(path, folder)
    with jupyterlab(folder) as found:
        yield found


@pytest.mark.parametrize("path", SERIES, ids=lambda path: path.stem)
def test_all_cells_run_and_every_widget_moves_by_a_key(path, address, browser):
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    asked = [cell.id for cell in cells if re.search(r"\bwidgets\.\w+\(", cell.source)]
    assert asked, "each notebook has a widget"
    with opened(browser, address, path.name, width=1200, height=2400) as page:
        panels = page.locator(".lk")
        panels.nth(len(asked) - 1).wait_for()
        assert panels.count() == len(asked)
        for name, at in zip(asked, range(len(asked)), strict=True):
            panel = panels.nth(at)
            panel.scroll_into_view_if_needed()
            _pictured(panel, f"{path.stem[:2]}-{name}")
            _moved(page, panel)
        assert page.told == []


@pytest.mark.parametrize("path", SERIES, ids=lambda path: path.stem)
def test_a_notebook_that_is_only_opened_shows_its_pictures_with_their_words(path, address, browser):
    outputs = [one for cell in nbformat.read(path, 4).cells for one in cell.get("outputs", ())]
    words = [one.data["text/plain"] for one in outputs if "image/png" in one.get("data", {})]
    with watched(browser, address, width=1200, height=2400) as page:
        page.goto(f"{address}/lab/tree/{path.name}?token={TOKEN}&reset")
        pictures = page.locator(".jp-OutputArea-output img")
        pictures.nth(len(words) - 1).wait_for()
        assert [one.get_attribute("alt") for one in pictures.all()] == words
        assert all(one.evaluate("one => one.complete && one.naturalWidth > 400") for one in pictures.all())
        _pictured(pictures.first, f"{path.stem[:2]}-opened")
        assert page.told == []


def _moved(page, panel):
    """Move controls that are open by keys, or by choosing, until the words under the picture change."""
    said = panel.locator("figcaption").inner_text()
    assert said.strip()
    fields = panel.locator("input[type=range]:visible, input[type=checkbox]:visible")
    for field in fields.all():
        for key in ("ArrowRight", "ArrowLeft") if field.get_attribute("type") == "range" else ("Space",):
            before = field.evaluate(VALUE)
            field.press(key)
            if field.evaluate(VALUE) != before and _changed(page, panel, said):
                return
    for field in panel.locator("select:visible").all():
        for option in field.locator("option").all()[:4]:
            field.select_option(option.get_attribute("value"))
            if _changed(page, panel, said):
                return
    pytest.fail("nothing that was moved changed the words")


def _changed(page, panel, said):
    """Look for 5 seconds: a slow machine takes its time, and some controls leave the words as they are."""
    for _ in range(100):
        if panel.locator("figcaption").inner_text() != said:
            return True
        page.wait_for_timeout(50)
    return False


def _pictured(panel, name):
    if folder := os.environ.get("LEADKIT_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        panel.screenshot(path=Path(folder, f"{name}.png"))
