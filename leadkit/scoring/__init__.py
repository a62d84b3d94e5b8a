"""Scoring: cards of rules with points and reasons, asked of people in whole numbers, exactly.

``values`` holds what a card is, ``validity`` what it must be, ``whole`` how points are counted; ``tiers`` reads the
conditions on the score; ``parts``, ``dated`` and ``select`` write the one SELECT; ``asking`` runs it (score, sql);
``explaining`` gives the reasons; ``patterns`` and ``counted`` answer what if, without touching people again;
``trials`` runs the tests that a card brings along; ``checking`` says what stands against a card (``proving``,
``reachable``: over everybody who could be).
"""

from leadkit.scoring.asking import score, sql
from leadkit.scoring.checking import check_card
from leadkit.scoring.counted import WhatIf, what_if
from leadkit.scoring.criteria import Activity, Criterion, Decay, Rule
from leadkit.scoring.explaining import explain
from leadkit.scoring.patterns import Patterns, patterns
from leadkit.scoring.reachable import reach
from leadkit.scoring.trials import trials
from leadkit.scoring.values import Axis, Example, Scorecard, Tier

__all__ = [
    "Activity", "Axis", "Criterion", "Decay", "Example", "Patterns", "Rule", "Scorecard", "Tier", "WhatIf",
    "check_card", "explain", "patterns", "reach", "score", "sql", "trials", "what_if",
]  # fmt: skip
