"""One Chromium for all tests that look at something in a real browser.

Needs the extra `browser` and a Chromium (on the path, or named by LEADKIT_CHROMIUM). Where one is missing the tests
are skipped, except in CI, where that is a failure.
"""

import os
import shutil
from pathlib import Path

import pytest
from lab import FLAGS
from needed import missing

from leadkit.words import LANGUAGE

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None


@pytest.fixture(scope="session")
def browser():
    if sync_playwright is None:
        missing("playwright (pip install leadkit[browser])")
    chromium = os.environ.get("LEADKIT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        missing("Chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def _language_stays(monkeypatch):
    """Begin in English, and put back what the switch of `widgets.tour` sets."""
    monkeypatch.setenv(LANGUAGE, "en")


@pytest.fixture(scope="session")
def axe():
    """Give the script of axe-core: named by LEADKIT_AXE, or installed in the checkout."""
    found = Path(os.environ.get("LEADKIT_AXE", "node_modules/axe-core/axe.min.js"))
    return found.read_text(encoding="utf-8") if found.is_file() else missing("axe-core (npm install axe-core)")
