"""Widgets: what a reader moves, and what comes of it. Each is a window on functions of the kit, and adds none.

``shown = widgets.scorecard(people, by=card)`` shows itself at the end of a cell. ``shown.state`` is a plain mapping and
may be set; ``shown.value`` is what a plain function gives for it; ``shown.yaml`` takes it along as a pack.
"""

from leadkit.widgets.scorecard import scorecard

__all__ = ["scorecard"]
