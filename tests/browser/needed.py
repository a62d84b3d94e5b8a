"""What the tests in a browser need, and what happens where it is missing."""

import os

import pytest


def missing(what):
    """Skip here, fail in CI."""
    if os.environ.get("CI", "").casefold() == "true":
        pytest.fail(f"{what} is missing, and CI must look at the pages in a browser")
    pytest.skip(f"{what} is missing")
