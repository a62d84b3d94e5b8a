"""leadkit: a Jupyter kit for research and teaching about leads."""

from leadkit import errors, glossary, words
from leadkit.conditions import Condition
from leadkit.datasets import load, read
from leadkit.definitions import (
    Claim,
    Definition,
    Definitions,
    Source,
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
from leadkit.packs import definitions, shelf
from leadkit.shares import shares
from leadkit.snapshot import snapshot
from leadkit.tables import Tables

__all__ = [
    "Claim",
    "Condition",
    "Definition",
    "Definitions",
    "Source",
    "Tables",
    "cells",
    "claims",
    "classify",
    "compare",
    "definitions",
    "errors",
    "fit",
    "furthest",
    "glossary",
    "labels",
    "load",
    "read",
    "regions",
    "relations",
    "shares",
    "shelf",
    "snapshot",
    "spread",
    "tally",
    "verdicts",
    "words",
]
