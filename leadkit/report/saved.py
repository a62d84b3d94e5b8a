"""Widgets as an executed notebook keeps them: what a page needs to bring a live one back without Python.

A notebook is a stranger's: of a saved widget only its data is taken. The script that reads them is the kit's own, and
sets every text as text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

_KEPT = ("panel", "table", "state")
_MOST = 4_000_000  # letters; a widget of the kit has a quarter of it


def saved(node: NotebookNode) -> dict[str, str]:
    """Find the live widgets of the kit in a notebook.

    Parameters
    ----------
    node : NotebookNode
        A notebook that a run has executed, with its widgets put away (:mod:`leadkit.notebooks.widgets`).

    Returns
    -------
    dict
        By the names that outputs have for them: panel, table and state as JSON, its bytes as ``{"base64": ...}``, fit
        to stand in HTML.
    """
    notes = node.metadata.get("leadkit", {})
    states = notes.get("widgets", {}) if isinstance(notes, dict) else {}
    found = {name: _told(model) for name, model in states.items()} if isinstance(states, dict) else {}
    return {name: text for name, text in found.items() if text}


def _told(model: Any) -> str:  # noqa: ANN401 - of a notebook: anything
    held = model.get("state") if isinstance(model, dict) else None
    if not isinstance(held, dict) or not isinstance(held.get("panel"), dict) or not held["panel"].get("live"):
        return ""
    told = json.loads(json.dumps({name: held.get(name, {}) for name in _KEPT}))
    try:
        for buffer in model.get("buffers", ()):
            place, *path = buffer["path"]
            if place in _KEPT and path:
                _put(told[place], path, {"base64": str(buffer["data"])})
    except (AttributeError, LookupError, TypeError, ValueError):  # not written by the kit: its picture stays
        return ""
    text = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return text if len(text) <= _MOST else ""


def _put(tree: Any, path: list[Any], value: dict[str, str]) -> None:  # noqa: ANN401 - as above
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value
