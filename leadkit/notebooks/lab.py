"""JupyterLab on the user's own copy of the notebooks: on this machine only, behind a token, in this very Python."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

from leadkit.errors import RunError
from leadkit.notebooks.kernel import private_kernel
from leadkit.words import LANGUAGE, say_here

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOPBACK = "127.0.0.1"


def open_lab(
    folder: Path, *, lang: str = "", port: int | None = None, browser: bool = True,
    announce: Callable[[str], None] = print,
) -> int:  # fmt: skip
    """Start JupyterLab on a folder, and wait until it is closed.

    Parameters
    ----------
    folder : Path
        What it shows.
    lang : {"", "en", "th", "vi"}
        The language of the session in the kernels, and of a complaint; by default as it is.
    port : int, optional
        The port; by default 8888, or the next one that is free.
    browser : bool
        Whether a browser is opened.
    announce : callable
        Told the address, token included.

    Returns
    -------
    int
        JupyterLab's exit code.

    Raises
    ------
    RunError
        The port that was asked for is in use, or none is free.
    """
    return serve(partial(_command, folder, browser=browser), "lab", lang=lang, port=port, announce=announce)


def serve(
    command: Callable[[int], list[str]],
    where: str,
    *,
    lang: str = "",
    port: int | None,
    announce: Callable[[str], None],
    shelf: str = "",
) -> int:
    """Start a server of Jupyter's on the loopback, behind a token, and wait until it is closed.

    Parameters
    ----------
    command : callable
        Given the port: the command that starts it.
    where : str
        The page that it opens with.
    lang : {"", "en", "th", "vi"}
        The language of the session in the kernels, and of a complaint; by default as it is.
    port : int, optional
        The port; by default 8888, or the next one that is free.
    announce : callable
        Told the address, token included.
    shelf : str
        A folder in which Jupyter looks for what servers share (templates), before all others.

    Returns
    -------
    int
        Its exit code.
    """
    chosen = _free_port(port, lang)
    token = secrets.token_urlsafe(24)
    announce(f"http://{LOOPBACK}:{chosen}/{where}?token={token}")
    with private_kernel("python3") as env:  # in front of any other python3 kernel of this machine
        env["JUPYTER_PATH"] = os.pathsep.join(filter(None, [env["JUPYTER_PATH"], shelf]))
        env.update({LANGUAGE: lang} if lang else {})
        env["JUPYTER_TOKEN"] = token  # not on the command line, where every user of the machine could read it
        server = subprocess.Popen(command(chosen), env=env)  # noqa: S603 - a module of this Python
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the server, which shuts down its kernels
        try:
            return server.wait()
        finally:
            signal.signal(signal.SIGINT, before)
            server.terminate()
            server.wait()


def _command(folder: Path, port: int, *, browser: bool) -> list[str]:
    command = [
        *(sys.executable, "-P", "-m", "jupyterlab"),
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_remote_access=False",
        f"--ServerApp.root_dir={folder.absolute()}",
        "--ServerApp.answer_yes=True",
        "--Application.log_level=WARN",
    ]
    if not browser:
        command.append("--no-browser")
    if os.name == "posix" and os.geteuid() == 0:  # as in a container; loopback and token guard it all the same
        command.append("--allow-root")
    return command


def _free_port(asked: int | None, lang: str = "") -> int:
    for port in [asked] if asked is not None else range(8888, 8988):
        if not 1 <= port <= 65535:
            raise RunError(say_here("errors.no_port", lang, port=port))
        if is_free(port):
            return port
    raise RunError(say_here("errors.ports_in_use" if asked is None else "errors.port_in_use", lang, port=asked))


def is_free(port: int) -> bool:
    """Say whether nobody on this machine listens on a port of the loopback (0: whether any is left).

    Examples
    --------
    >>> is_free(0)
    True
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        if os.name == "posix":  # elsewhere the option would let two listen at once
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
