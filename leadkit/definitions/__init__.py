"""Definitions: a word, a sentence, a test and a source, and the verbs that put the schools side by side.

``values`` holds what a definition is; ``asking`` asks it of people (classify, regions); ``agreement`` counts how often
two of them mean the same people (compare); ``proof`` decides how they stand to each other over all possible people,
with no data at all (relations, claims); ``verdicts`` tells of one person what each school says, and why.
"""

from leadkit.definitions.agreement import compare
from leadkit.definitions.asking import By, classify, labels, listed, regions, tally
from leadkit.definitions.proof import claims, relations
from leadkit.definitions.values import RESERVED, Claim, Definition, Definitions, Parameter, Source
from leadkit.definitions.verdicts import verdicts

__all__ = [
    "RESERVED",
    "By",
    "Claim",
    "Definition",
    "Definitions",
    "Parameter",
    "Source",
    "claims",
    "classify",
    "compare",
    "labels",
    "listed",
    "regions",
    "relations",
    "tally",
    "verdicts",
]
