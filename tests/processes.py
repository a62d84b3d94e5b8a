"""Processes that a test starts: a test that fails takes them with it, instead of waiting for them for ever."""

import contextlib
import subprocess

import psutil


@contextlib.contextmanager
def started(command, **options):
    """Start a process, and end it and all its children when the test goes wrong."""
    with subprocess.Popen(command, text=True, **options) as running:
        try:
            yield running
        except BaseException:
            with contextlib.suppress(psutil.NoSuchProcess):
                for child in psutil.Process(running.pid).children(recursive=True):
                    child.kill()
            running.kill()
            raise
