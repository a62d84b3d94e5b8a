"""What every test run needs, whichever folder it is started from."""

from pathlib import Path


def pytest_configure(config):
    """Let nbval compare the words of pictures, not their pixels, which differ between releases of matplotlib."""
    if config.option.nbval_sanitize_with is None:
        config.option.nbval_sanitize_with = str(Path(__file__).parent / "tests" / "nbval.cfg")
