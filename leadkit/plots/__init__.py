"""Pictures of leads: each takes a table and an ``ax``, draws, returns the ``ax``; each has its text alternative."""

from leadkit.plots.agreement import agreement_map, describe_agreement_map
from leadkit.plots.answers import answer_bars, describe_answer_bars
from leadkit.plots.canvas import canvas, show
from leadkit.plots.dates import date_lines, describe_date_lines
from leadkit.plots.sets import describe_set_picture, set_picture
from leadkit.plots.story import describe_story_line, story_line

__all__ = [
    "agreement_map",
    "answer_bars",
    "canvas",
    "date_lines",
    "describe_agreement_map",
    "describe_answer_bars",
    "describe_date_lines",
    "describe_set_picture",
    "describe_story_line",
    "set_picture",
    "show",
    "story_line",
]
