"""leadkit: a Jupyter kit for research and teaching about leads."""

from leadkit import errors, glossary, words
from leadkit.conditions import Condition
from leadkit.datasets import load, read
from leadkit.definitions import (
    Claim,
    Definition,
    Definitions,
    cells,
    claims,
    classify,
    compare,
    fit,
    furthest,
    labels,
    regions,
    relations,
    spread,
    tally,
    verdicts,
)
from leadkit.outcomes import outcomes
from leadkit.packs import definitions, scorecard, shelf
from leadkit.provenance import Source
from leadkit.scoring import (
    Activity,
    Axis,
    Criterion,
    Decay,
    Rule,
    Scorecard,
    Tier,
    check_card,
    explain,
    moves,
    patterns,
    score,
    sql,
    trials,
    what_if,
)
from leadkit.shares import shares
from leadkit.snapshot import snapshot
from leadkit.tables import Tables

__all__ = [
    "Activity",
    "Axis",
    "Claim",
    "Condition",
    "Criterion",
    "Decay",
    "Definition",
    "Definitions",
    "Rule",
    "Scorecard",
    "Source",
    "Tables",
    "Tier",
    "cells",
    "check_card",
    "claims",
    "classify",
    "compare",
    "definitions",
    "errors",
    "explain",
    "fit",
    "furthest",
    "glossary",
    "labels",
    "load",
    "moves",
    "outcomes",
    "patterns",
    "read",
    "regions",
    "relations",
    "score",
    "scorecard",
    "shares",
    "shelf",
    "snapshot",
    "spread",
    "sql",
    "tally",
    "trials",
    "verdicts",
    "what_if",
    "words",
]
