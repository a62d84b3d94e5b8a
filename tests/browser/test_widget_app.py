"""A notebook as an application, for a visitor: nobody without the token, no code, nothing fetched from elsewhere."""

import contextlib
import re
import subprocess
import sys
import time

import pytest
from needed import missing
from widget_cases import field, fresh, moves, notebook

from leadkit.notebooks import lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = ("bant", "window")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Serve a notebook; give the address, token included."""
    try:
        import voila  # noqa: F401, PLC0415 - an extra
    except ImportError:
        missing("voila (pip install leadkit[app])")
    path = notebook(tmp_path_factory.mktemp("app") / "05_widgets.ipynb", *SHOWN)
    port = next(port for port in range(9300, 9400) if lab.is_free(port))
    command = [sys.executable, "-m", "leadkit", "app", str(path), "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        told = re.search(r"http\S+", server.stdout.readline()).group()
        until = time.monotonic() + 120
        while lab.is_free(port) and time.monotonic() < until and server.poll() is None:
            time.sleep(0.3)
        yield told
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        server.communicate()


@pytest.fixture(scope="module")
def page(browser, address):
    context = browser.new_context(viewport={"width": 1000, "height": 1400})
    context.set_default_timeout(150_000)
    shown = context.new_page()
    shown.told = told = []
    host = address.partition("/?")[0]
    shown.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    shown.on("pageerror", lambda error: told.append(str(error)))
    near = (host, host.replace("http", "ws"), "data:", "blob:")
    shown.on("request", lambda asked: None if asked.url.startswith(near) else told.append(asked.url))
    shown.goto(address)
    shown.locator(".lk").nth(len(SHOWN) - 1).wait_for()
    yield shown
    context.close()


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
    shown, panel = fresh(name), page.locator(".lk").nth(SHOWN.index(name))
    wait = "([place, text]) => place.textContent === text"
    for one, key, state in moves(shown):
        field(panel, one).focus()
        page.keyboard.press(key)
        shown.state = state
        caption = panel.locator("figcaption").element_handle()
        page.wait_for_function(wait, arg=[caption, shown.text], timeout=20_000)


def test_no_code_is_shown_and_nothing_is_fetched_from_elsewhere(page):
    assert "widget_cases" not in page.locator("body").inner_text()
    assert page.told == []
