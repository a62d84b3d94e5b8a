"""Read the YAML that the package ships: schema, vocabulary, words, glossary, worlds.

These files are ours and large, and every process begins with them: so they go through the reader written in C, some ten
times faster than the one in Python that reads packs, which are anybody's and need a line number in every complaint. A
test holds that both read the same in all our files.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


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
