"""leadkit: a Jupyter kit for research and teaching about leads."""

from leadkit import errors, glossary, words
from leadkit.conditions import Condition
from leadkit.datasets import load, read
from leadkit.definitions import (
    Claim,
    Definition,
    Definitions,
    Source,
    claims,
    classify,
    compare,
    labels,
    regions,
    relations,
    tally,
    verdicts,
)
from leadkit.packs import definitions, shelf
from leadkit.snapshot import snapshot
from leadkit.tables import Tables

__all__ = [
    "Claim",
    "Condition",
    "Definition",
    "Definitions",
    "Source",
    "Tables",
    "claims",
    "classify",
    "compare",
    "definitions",
    "errors",
    "glossary",
    "labels",
    "load",
    "read",
    "regions",
    "relations",
    "shelf",
    "snapshot",
    "tally",
    "verdicts",
    "words",
]
