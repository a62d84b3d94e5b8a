"""A notebook as an application, for a visitor: nobody without the token, no code, nothing fetched from elsewhere.

Real notebooks of the series are run here as well, cell by cell, so that what the page says after each key can be held
against what the same widget says in Python.
"""

import ast
import contextlib
import re
import sys

import nbformat
import pandas as pd
import pytest
from lab import free_port, served, watched
from needed import missing
from widget_cases import field, fresh, moves, notebook, says

from leadkit import notebooks
from leadkit.prose import to_work_in
from leadkit.widgets.shown import Shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = ("bant", "window")
SERIES = ("01", "05", "08")
WRONG = "[data-mime-type$='.error'], [data-mime-type$='.stderr'], .jp-OutputArea-output:has(.ansi-red-fg)"


@contextlib.contextmanager
def app(asked):
    """Serve a notebook; give the address, token included."""
    try:
        import voila  # noqa: F401, PLC0415 - an extra
    except ImportError:
        missing("voila (pip install leadkit[app])")
    port = free_port()
    with served("leadkit.cli", port, "app", str(asked), "--port", str(port), "--no-browser") as log:
        yield re.search(rf"http://127.0.0.1:{port}/\S+", log.read_text(encoding="utf-8")).group()


@contextlib.contextmanager
def visited(browser, address):
    """Give the page of a visitor, who has just asked for it."""
    with watched(browser, address.partition("/?")[0]) as page:
        page.goto(address, wait_until="commit")
        yield page


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with app(notebook(tmp_path_factory.mktemp("app") / "05_widgets.ipynb", *SHOWN)) as found:
        yield found


@pytest.fixture(scope="module")
def page(browser, address):
    with visited(browser, address) as shown:
        shown.locator(".lk").nth(len(SHOWN) - 1).wait_for()
        yield shown


def moved(panel, shown):
    """Move every control by a key; each time the page says what Python says."""
    for one, key, state in moves(shown):
        field(panel, one).focus()
        panel.page.keyboard.press(key)
        shown.state = state
        says(panel, shown.text)


def test_a_visitor_without_the_token_is_refused(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address.partition("?")[0])
    assert "/login" in page.url
    answer = page.goto(re.sub("token=.*", "token=guessed", address))
    assert answer.status >= 400 or "/login" in page.url
    assert page.locator(".lk, .jp-Cell").count() == 0
    context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_a_visitor_moves_every_control(page, name):
    moved(page.locator(".lk").nth(SHOWN.index(name)), fresh(name))


def test_no_code_is_shown_and_nothing_is_fetched_from_elsewhere(page):
    assert "widget_cases" not in page.locator("body").inner_text()
    assert page.told == []


def cells(book):
    """Give the code of a notebook as the application gets it."""
    node = nbformat.reads(to_work_in(book.path, {"lang": "en"}), as_version=4)
    return [cell.source for cell in node.cells if cell.cell_type == "code"]


def widgets_of(sources, monkeypatch):
    """Run cells here, up to the last one with a widget; give the widgets that they show."""
    kept, names = [], {}
    monkeypatch.setattr(sys, "displayhook", kept.append)
    last = max(at for at, source in enumerate(sources) if re.search(r"\bwidgets\.\w+\(", source))
    with pd.option_context("display.max_colwidth", None):  # which the notebooks set, and which is put back here
        for source in sources[: last + 1]:
            exec(compile(ast.Interactive(ast.parse(source).body), "cell", "single"), names)  # noqa: S102 - our own notebooks
    return [one for one in kept if isinstance(one, Shown)]


@pytest.mark.parametrize("number", SERIES)
def test_a_notebook_of_the_series_is_an_application_whose_widgets_say_what_python_says(browser, number, monkeypatch):
    (book,) = notebooks.choose([number])
    sources = cells(book)
    with app(number) as address, visited(browser, address) as page:
        expected = widgets_of(sources, monkeypatch)  # while the server runs the same cells
        panels = page.locator(".lk")
        page.wait_for_load_state("load")  # the page is whole when the last cell is done
        panels.nth(len(expected) - 1).wait_for()
        assert panels.count() == len(expected) == sum(len(re.findall(r"\bwidgets\.\w+\(", one)) for one in sources)
        for at, shown in enumerate(expected):
            panel, text = panels.nth(at), shown.text
            says(panel, text)
            moved(panel, shown)
            assert shown.text != text
            panel.get_by_role("button", name=shown.piece.speaker.say("reset")).press("Enter")
            says(panel, text)
        assert page.locator(WRONG).count() == 0
        told = page.locator("body").inner_text()
        assert [line for source in sources for line in source.splitlines() if len(line) > 30 and line in told] == []
        assert page.told == []
