"""A notebook as an application: Voila runs it for each visitor and shows what it says, without its code.

On this machine only, behind a token, with a page of our own that fetches nothing from anywhere.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit.errors import RunError
from leadkit.notebooks.lab import LOOPBACK, serve
from leadkit.prose import to_work_in
from leadkit.words import say_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadkit.notebooks.series import Notebook


def open_app(
    notebook: Notebook,
    *,
    lang: str = "en",
    port: int | None = None,
    browser: bool = True,
    announce: Callable[[str], None] = print,
) -> int:
    """Serve a notebook with Voila, and wait until it is closed.

    Parameters
    ----------
    notebook : Notebook
        From :func:`leadkit.notebooks.choose`.
    lang : {"en", "th", "vi"}
        The language in which it speaks.
    port : int, optional
        The port; by default 8888, or the next one that is free.
    browser : bool
        Whether a browser is opened.
    announce : callable
        Told the address, token included.

    Returns
    -------
    int
        Voila's exit code.

    Raises
    ------
    RunError
        Voila is not installed; or the port is in use.
    """
    if find_spec("voila") is None:
        raise RunError(say_here("errors.no_voila", lang))
    with tempfile.TemporaryDirectory(prefix="leadkit-", ignore_cleanup_errors=True) as made:
        copy = Path(made, notebook.path.name)
        copy.write_text(to_work_in(notebook.path, {"lang": lang}), encoding="utf-8")
        shelf = str(files("leadkit").joinpath("data/jupyter"))
        return serve(partial(_command, copy, browser=browser), "", lang=lang, port=port, announce=announce, shelf=shelf)


def _command(copy: Path, port: int, *, browser: bool) -> list[str]:
    command = [
        *(sys.executable, "-P", "-m", "voila", str(copy)),
        f"--Voila.ip={LOOPBACK}",
        f"--port={port}",
        "--Voila.port_retries=0",
        "--Voila.auto_token=True",  # it takes the one of the environment
        "--VoilaConfiguration.template=leadkit",
        "--VoilaConfiguration.allow_template_override=NO",
        "--VoilaConfiguration.allow_theme_override=NO",
        "--VoilaConfiguration.file_allowlist=[]",
        "--Application.log_level=WARN",
    ]
    return command if browser else [*command, "--no-browser"]
