"""Widgets: what a reader moves, and what comes of it. Each is a window on functions of the kit, and adds none.

``shown = widgets.scorecard(people, by=card)`` shows itself at the end of a cell. ``shown.state`` is a plain mapping and
may be set; ``shown.value`` is what a plain function gives for it; ``shown.yaml`` takes it along as a pack.
"""

from leadkit.widgets.ability_map import ability_map
from leadkit.widgets.builder import builder
from leadkit.widgets.chooser import chooser
from leadkit.widgets.grade_grid import grade_grid
from leadkit.widgets.half_life import half_life
from leadkit.widgets.schools import schools
from leadkit.widgets.scorecard import scorecard
from leadkit.widgets.tour import tour

__all__ = [
    "ability_map",
    "builder",
    "chooser",
    "grade_grid",
    "half_life",
    "schools",
    "scorecard",
    "tour",
]
