"""A judge of segments in plain Python: reads a segmentation's fields and everybody's cells, and counts by hand.

Written from the contract, not from the code that it judges: of the package it reads the fields of the values and the
trees of conditions, no more. Grades are counted person by person, in whole numbers; NULL is None; three-valued logic is
that of `conditions_world`.
"""

from __future__ import annotations

import math
from fractions import Fraction

from conditions_world import _Judge
from sqlglot import exp

from leadkit import vocabulary
from leadkit.segments import Profile


class Judge:
    """One segmentation, to be asked of a whole table: rows of cells by column, with person_id."""

    def __init__(self, one, never=None):
        self.one = one
        self.never = never or {name for name in vocabulary.columns() if vocabulary.is_never(name)}

    def verdicts(self, rows):
        """Everybody's measures, segment and play, in the order of the rows."""
        inside = [_Judge(row, self.never).ask(self.one.over.tree) for row in rows]
        measured = [{} for _ in rows]
        for measure in self.one.measures:
            columns = self.measure(measure, rows, inside)
            for name, cells in columns.items():
                for person, cell in zip(measured, cells, strict=True):
                    person[name] = cell
        never = self.never | {measure.name for measure in self.one.measures if self.is_never(measure)}
        return [
            self.place(row, held, is_inside, never) for row, held, is_inside in zip(rows, measured, inside, strict=True)
        ]

    def place(self, row, held, inside, never):
        told = [_Judge({**row, **held}, never).ask(one.when.tree) for one in self.one.segments]
        if inside is None:
            found = self.one.unknown
        elif not inside:
            found = self.one.outside
        elif True in told:
            found = self.one.segments[told.index(True)]
        else:
            found = self.one.unknown if None in told else self.one.otherwise
        return [*held.values(), found.name, found.play]

    def measure(self, measure, rows, inside):
        if isinstance(measure.of, Profile):
            told = [
                self.nearness(measure.of, row) if yes else (None, None) for row, yes in zip(rows, inside, strict=True)
            ]
            return {"profile_distance": [one for one, _ in told], "profile_known": [one for _, one in told]}
        numbers = [self.number(measure.of, row) if yes else None for row, yes in zip(rows, inside, strict=True)]
        if measure.grades is None and measure.cuts is None:
            return {measure.name: [None if one is None else float(one) for one in numbers]}
        return {measure.name: [None if one is None else self.grade(measure, one, numbers) for one in numbers]}

    def number(self, of, row):
        found = _Judge(row, self.never).value(of.tree)
        return None if isinstance(found, float) and math.isnan(found) else found

    def grade(self, measure, number, numbers):
        high = measure.best == "high"
        if measure.cuts is not None:
            exact = float if isinstance(number, float) else Fraction
            cuts = [exact(str(cut)) for cut in measure.cuts]
            return 1 + sum(cut <= number if high else cut >= number for cut in cuts)
        known = [one for one in numbers if one is not None]
        worse = sum(one < number if high else one > number for one in known)
        return 1 + measure.grades * worse // len(known)

    def nearness(self, profile, row):
        told = [(_Judge(row, self.never).ask(part.when.tree), Fraction(str(part.weight))) for part in profile.parts]
        known = sum(weight for answer, weight in told if answer is not None)
        false = sum(weight for answer, weight in told if answer is False)
        share = float(known / sum(weight for _, weight in told))
        return (float(false / known) if known else None), share

    def is_never(self, measure):
        """Whether a measure is missing only where something never happened."""
        if isinstance(measure.of, Profile):
            return False
        means = {self.means(column.name) for column in measure.of.tree.find_all(exp.Column)} - {"no_null"}
        return means == {"never"} and not measure.of.tree.find(exp.Div)

    def means(self, name):
        if name in self.never:
            return "never"
        column = vocabulary.column(name)
        return "not_known" if column is None else column.null
