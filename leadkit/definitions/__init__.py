"""Definitions: a word, a sentence, a test and a source, and the verbs that put the schools side by side.

``values`` holds what a definition is; ``asking`` asks it of people (classify); ``counting`` counts the answers (tally,
regions, furthest); ``agreement`` says how often two definitions mean the same people (compare); ``proof`` decides how
they stand to each other over all possible people, with no data at all (relations, claims), and ``checking`` what that
says against a pack (check); ``planes`` lays people and definitions out over two axes (cells, spread, fit);
``verdicts`` tells of one person what each school says, and why; people come in by ``leadkit.door``.
"""

from leadkit.definitions.agreement import compare
from leadkit.definitions.asking import By, classify, labels, listed
from leadkit.definitions.checking import check
from leadkit.definitions.counting import furthest, regions, tally
from leadkit.definitions.planes import cells, fit, spread
from leadkit.definitions.proof import claims, relations
from leadkit.definitions.values import Claim, Definition, Definitions
from leadkit.definitions.verdicts import verdicts
from leadkit.provenance import RESERVED, Parameter, Source

__all__ = [
    "RESERVED", "By", "Claim", "Definition", "Definitions", "Parameter", "Source", "cells", "check", "claims",
    "classify", "compare", "fit", "furthest", "labels", "listed", "regions", "relations", "spread", "tally", "verdicts",
]  # fmt: skip
