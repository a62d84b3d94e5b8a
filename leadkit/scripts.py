"""The JavaScript of the widgets: a few files that are read one after another as one module, with their style inside.

A notebook gets it as text (anywidget's ``_esm``); a page of results carries the same bytes, let in by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files

_FIRST = ("core.js", "charts.js")
_LAST = ("panel.js", "end.js")


@cache
def script() -> str:
    """Give the whole module.

    Returns
    -------
    str
        JavaScript; ``export default { render }`` at its end.

    Examples
    --------
    >>> "export default" in script()
    True
    """
    folder = files("leadkit").joinpath("data", "widgets")
    kinds = sorted(one.name for one in folder.joinpath("kinds").iterdir() if one.name.endswith(".js"))
    texts = [folder.joinpath(name).read_text(encoding="utf-8") for name in _FIRST]
    texts += [folder.joinpath("kinds", name).read_text(encoding="utf-8") for name in kinds]
    doors = ", ".join(f"{name[:-3]}: (...told) => new {_title(name[:-3])}(...told)" for name in kinds)
    texts.append(f"const kinds = {{ {doors} }};\n")
    texts.append(f"const STYLE = {json.dumps(folder.joinpath('style.css').read_text(encoding='utf-8'))};\n")
    texts += [folder.joinpath(name).read_text(encoding="utf-8") for name in _LAST]
    return "\n".join(texts)


def _title(name: str) -> str:
    """Name the class of a kind: ``grade_grid`` is drawn by ``GradeGrid``."""
    return "".join(part.capitalize() for part in name.split("_"))


def fingerprint(text: str) -> str:
    """Give the hash by which a page lets a script in.

    Examples
    --------
    >>> fingerprint("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
