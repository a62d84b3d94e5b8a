"""Conditions: one line of a small, safe subset of SQL about one person, read, checked, said aloud, proved and run.

A definition, a scoring rule and a segment are the same thing: a named condition on a person. This package reads the
text with its own reader (no parser of a database ever sees it), so that what is not in the grammar cannot get in::

    columns   numbers   'texts'   TRUE FALSE   :parameters   AND OR NOT   = <> != < <= > >=   BETWEEN   IN (...)
    IS NULL   LIKE   + - * /   COALESCE ABS LOWER UPPER LENGTH GREATEST LEAST

The rooms, in the order in which a text walks through them: ``tokens`` (characters to words), ``slips`` (what beginners
write instead, as data), ``reader`` (words to a sqlglot tree), ``kinds`` (numbers, texts, yes or no), ``asking`` (the
tree that the engine runs), ``canon`` (when two conditions are the same one), ``saying`` (three languages) and
``condition`` (the value that holds it all).
"""

from leadkit.conditions.condition import Condition, Expression

__all__ = ["Condition", "Expression"]
