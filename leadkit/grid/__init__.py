"""The proof of how two conditions stand to each other, over all people who could be."""

from leadkit.grid.proof import relation, relations
from leadkit.grid.value import Relation

__all__ = ["Relation", "relation", "relations"]
