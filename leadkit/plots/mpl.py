"""What matplotlib draws with, by name: it is loaded with the first drawing, and not with the kit."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "": "colormaps",
    ".backends.backend_agg": "FigureCanvasAgg RendererAgg",
    ".colors": "ListedColormap to_rgb",
    ".dates": "AutoDateLocator DateFormatter date2num",
    ".figure": "Figure",
    ".font_manager": "FontProperties fontManager",
    ".lines": "Line2D",
    ".patches": "Circle Patch PathPatch Rectangle",
    ".path": "Path",
    ".textpath": "TextPath",
    ".ticker": "FuncFormatter MaxNLocator",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class, a function or a table of matplotlib's
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"matplotlib{home}"), name)
    raise AttributeError(name)
