"""Widgets of an executed notebook, put away where only the kit's page looks for them.

A notebook that keeps widgets in Jupyter's own way is empty wherever nobody can run them: GitHub and nbconvert prefer
the widget to its picture, and JupyterLab says that it has no model. So the outputs keep picture and text only, and what
a page needs to bring a live widget back goes into the notebook's own notes, under names that are the same every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

_STATES = "application/vnd.jupyter.widget-state+json"
_VIEW = "application/vnd.jupyter.widget-view+json"
_KEPT = ("panel", "table", "state")


def put_away(node: NotebookNode, *, own: bool = False) -> dict[str, Any]:
    """Take the widgets out of a notebook's outputs.

    Parameters
    ----------
    node : NotebookNode
        An executed notebook; it is changed.
    own : bool
        Whether it ran on somebody's own tables. A live widget holds what single people answered: it is not kept then,
        and its output says so (``metadata.leadkit.own``).

    Returns
    -------
    dict
        The live widgets of the kit, by the names that their outputs now bear (``metadata.leadkit.widget``): the parts
        of their state that a page needs, and its bytes.
    """
    states = node.metadata.pop("widgets", {}).get(_STATES, {}).get("state", {})
    names: dict[str, str] = {}
    found = {}
    for output in (one for cell in node.cells for one in cell.get("outputs", ())):
        model = output.get("data", {}).pop(_VIEW, {}).get("model_id")
        if model is None:
            continue
        name = names.setdefault(model, f"widget-{len(names) + 1}")
        output.metadata["leadkit"] = {"widget": name}
        held = states.get(model, {})
        panel = held.get("state", {}).get("panel")
        if not isinstance(panel, dict) or not panel.get("live"):  # anybody's widget may have a `panel` of another kind
            continue
        if own:
            output.metadata["leadkit"]["own"] = True
        else:
            state = {part: held["state"][part] for part in _KEPT if part in held["state"]}
            buffers = [one for one in held.get("buffers", ()) if one["path"][0] in _KEPT]
            found[name] = {"state": state, "buffers": sorted(buffers, key=lambda one: one["path"])}
    return found
