"""Pictures of leads: each takes a table and an ``ax``, draws, returns the ``ax``; each has its text alternative."""

from leadkit.plots.ability import describe_need_ability_map, need_ability_map
from leadkit.plots.agreement import agreement_map, describe_agreement_map
from leadkit.plots.answers import answer_bars, describe_answer_bars
from leadkit.plots.canvas import canvas
from leadkit.plots.chance import describe_fit_chance_map, fit_chance_map
from leadkit.plots.curves import decay_lines, describe_decay_lines, describe_gain_curve, gain_curve
from leadkit.plots.dates import date_lines, describe_date_lines
from leadkit.plots.facts import describe_fact_sheet, fact_sheet
from leadkit.plots.flow import describe_transition_flow, transition_flow
from leadkit.plots.measures import describe_measure_grid, measure_grid
from leadkit.plots.moves import describe_grade_grid, describe_tier_moves, grade_grid, tier_moves
from leadkit.plots.network import describe_influence_network, influence_network
from leadkit.plots.picture import show
from leadkit.plots.rates import describe_rate_bars, rate_bars
from leadkit.plots.reasons import describe_waterfall, waterfall
from leadkit.plots.relations import describe_relation_map, relation_map
from leadkit.plots.scores import describe_score_histogram, describe_score_ranges, score_histogram, score_ranges
from leadkit.plots.sets import describe_set_picture, set_picture
from leadkit.plots.sizes import describe_region_bars, describe_segment_bars, region_bars, segment_bars
from leadkit.plots.story import describe_story_line, story_line
from leadkit.plots.tiers import describe_tier_bars, tier_bars

__all__ = [
    "agreement_map", "answer_bars", "canvas", "date_lines", "decay_lines", "describe_agreement_map",
    "describe_answer_bars", "describe_date_lines", "describe_decay_lines", "describe_fact_sheet",
    "describe_fit_chance_map", "describe_gain_curve", "describe_grade_grid", "describe_influence_network",
    "describe_measure_grid", "describe_need_ability_map", "describe_rate_bars", "describe_region_bars",
    "describe_relation_map", "describe_score_histogram", "describe_score_ranges", "describe_segment_bars",
    "describe_set_picture", "describe_story_line", "describe_tier_bars", "describe_tier_moves",
    "describe_transition_flow", "describe_waterfall", "fact_sheet", "fit_chance_map", "gain_curve", "grade_grid",
    "influence_network", "measure_grid", "need_ability_map", "rate_bars", "region_bars", "relation_map",
    "score_histogram", "score_ranges", "segment_bars", "set_picture", "show", "story_line", "tier_bars", "tier_moves",
    "transition_flow", "waterfall",
]  # fmt: skip
