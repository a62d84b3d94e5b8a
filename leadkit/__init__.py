"""leadkit: a Jupyter kit for research and teaching about leads."""

from leadkit import errors, glossary, words
from leadkit.backtest import backtest
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
from leadkit.history import history, transitions
from leadkit.learn import agree, clusters, explained
from leadkit.moving import moves
from leadkit.outcomes import outcomes
from leadkit.packs import definitions, playbook, profile, scorecard, segmentation, shelf
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
    patterns,
    score,
    sql,
    trials,
    what_if,
)
from leadkit.segments import Measure, Profile, ProfilePart, Segment, Segmentation, segment
from leadkit.shares import shares
from leadkit.snapshot import snapshot
from leadkit.tables import Tables

__all__ = [
    "Activity", "Axis", "Claim", "Condition", "Criterion", "Decay", "Definition", "Definitions", "Measure", "Profile",
    "ProfilePart", "Rule", "Scorecard", "Segment", "Segmentation", "Source", "Tables", "Tier", "agree", "backtest",
    "cells", "check_card", "claims", "classify", "clusters", "compare", "definitions", "errors", "explain", "explained",
    "fit", "furthest", "glossary", "history", "labels", "load", "moves", "outcomes", "patterns", "playbook", "profile",
    "read", "regions", "relations", "score", "scorecard", "segment", "segmentation", "shares", "shelf", "snapshot",
    "spread", "sql", "tally", "transitions", "trials", "verdicts", "what_if", "words",
]  # fmt: skip
