"""Pictures of leads: each takes a table and an ``ax``, draws, returns the ``ax``; each has its text alternative."""

from leadkit.plots.ability import describe_need_ability_map, need_ability_map
from leadkit.plots.agreement import agreement_map, describe_agreement_map
from leadkit.plots.answers import answer_bars, describe_answer_bars
from leadkit.plots.canvas import canvas, show
from leadkit.plots.chance import describe_fit_chance_map, fit_chance_map
from leadkit.plots.dates import date_lines, describe_date_lines
from leadkit.plots.facts import describe_fact_sheet, fact_sheet
from leadkit.plots.relations import describe_relation_map, relation_map
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
    "describe_fact_sheet",
    "describe_fit_chance_map",
    "describe_need_ability_map",
    "describe_relation_map",
    "describe_set_picture",
    "describe_story_line",
    "fact_sheet",
    "fit_chance_map",
    "need_ability_map",
    "relation_map",
    "set_picture",
    "show",
    "story_line",
]
