"""What every test run needs, whichever folder it is started from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

collect_ignore = ["conftest.py"]  # it holds no doctest, and others have its name


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval compare the words of pictures, not their pixels, which differ between releases of matplotlib."""
    if config.option.nbval_sanitize_with is None:
        config.option.nbval_sanitize_with = str(Path(__file__).parent / "tests" / "nbval.cfg")
