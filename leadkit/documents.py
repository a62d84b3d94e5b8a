"""Read the YAML that the package ships (schema, vocabulary, words, glossary, worlds), and write files whole.

These files are ours and large, and every process begins with them: so they go through the reader written in C, some ten
times faster than the one in Python that reads packs, which are anybody's and need a line number in every complaint. A
test holds that both read the same in all our files.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path


def read(path: str | Traversable) -> Any:  # noqa: ANN401 - YAML is a tree of anything
    """Read a YAML file.

    Parameters
    ----------
    path : str or path
        Where it lies in the package, as in ``"data/schema.yaml"``; or a file.

    Returns
    -------
    dict, list or scalar
        What it holds, made afresh at every call.

    Examples
    --------
    >>> read("data/worlds/saas.yaml")["world"]
    'saas'
    """
    import yaml  # noqa: PLC0415 - only when something is read

    file = files("leadkit").joinpath(path) if isinstance(path, str) else path
    return yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


@contextmanager
def whole(target: Path, *, over: bool = False) -> Iterator[Path]:
    """Write a file whole or not at all: under a hidden name beside it, which becomes its name at the end.

    Parameters
    ----------
    target : Path
        The file.
    over : bool
        Whether it may take the place of a file of that name.

    Yields
    ------
    Path
        Where to write; it has the ending of `target`.

    Raises
    ------
    FileExistsError
        There is a file of that name, and nothing may be replaced.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> target = Path(tempfile.mkdtemp()) / "grades.csv"
    >>> with whole(target) as hidden:
    ...     _ = hidden.write_text("student")
    >>> [file.name for file in target.parent.iterdir()]
    ['grades.csv']
    """
    import secrets  # noqa: PLC0415 - only when something is written

    hidden = target.with_name(f".{target.name}.{secrets.token_hex(6)}{target.suffix}")
    try:
        yield hidden
        if over:
            hidden.replace(target)
        else:
            settle(hidden, target)
    finally:
        hidden.unlink(missing_ok=True)


def settle(hidden: Path, target: Path) -> None:
    """Give a finished file its name; a file of that name, even one that came meanwhile, is left as it is.

    Raises
    ------
    FileExistsError
        There is one.
    """
    try:
        os.link(hidden, target)  # unlike a rename, it never replaces a file
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        hidden.replace(target)
