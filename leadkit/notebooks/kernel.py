"""A kernel of our own: the very Python that runs leadkit, whatever other kernels are installed on the machine.

Jupyter finds kernels by name in a list of folders, the user's before the environment's; a stray ``python3`` kernel of
another Python would run the notebooks without leadkit. A private kernelspec in a temporary folder, put first on
``JUPYTER_PATH``, settles it. IPython's profile and Jupyter's connection files are kept there as well: a start-up file
of the user's cannot change a result, and a home folder that cannot be written is no hindrance.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "leadkit-private"


@contextmanager
def private_kernel(name: str = NAME) -> Iterator[dict[str, str]]:
    """Make the kernelspec, and give the environment in which it is found first.

    Parameters
    ----------
    name : str
        What the kernel is called; ``python3`` to stand in front of the machine's own.

    Yields
    ------
    dict
        A copy of the environment, to start a process with.

    Examples
    --------
    >>> with private_kernel() as env:
    ...     Path(env["JUPYTER_PATH"].split(os.pathsep)[0], "kernels", NAME, "kernel.json").is_file()
    True
    """
    with tempfile.TemporaryDirectory(prefix="leadkit-", ignore_cleanup_errors=True) as made:
        folder = Path(made) / "kernels" / name
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(_spec()), encoding="utf-8")
        env = dict(os.environ)
        env["JUPYTER_PATH"] = os.pathsep.join(filter(None, [made, env.get("JUPYTER_PATH")]))
        env["JUPYTER_RUNTIME_DIR"] = str(Path(made) / "runtime")
        env["IPYTHONDIR"] = str(Path(made) / "ipython")
        yield env


def _spec() -> dict[str, object]:
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return {
        "argv": command,
        "display_name": "Python 3 (leadkit)",
        "language": "python",
        "metadata": {"debugger": True},
    }
