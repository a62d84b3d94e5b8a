"""Pictures of leads: each takes a table and an ``ax``, draws, returns the ``ax``; each has its text alternative."""

from leadkit.plots.agreement import agreement_map, describe_agreement_map
from leadkit.plots.canvas import canvas, show
from leadkit.plots.sets import describe_set_picture, set_picture

__all__ = ["agreement_map", "canvas", "describe_agreement_map", "describe_set_picture", "set_picture", "show"]
