"""How two conditions stand to each other: proved over all people who could be, not counted on those who happen to be.

Three questions decide it: can somebody make both true, only the first, only the second? "Nobody can" is a proof, and
stays one where free parts allow more people than there are. "Somebody can" needs a person, who is kept as an example.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from leadkit.grid import diagram as d
from leadkit.grid.rows import Rows
from leadkit.grid.value import REMARKS, Kind, Relation
from leadkit.grid.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from sqlglot import exp

    from leadkit.grid.cells import Value
    from leadkit.vocabulary import Column

    People = dict[str, Mapping[str, Value]]
    Named = Mapping[str, exp.Expr]

CELLS = 1_000_000  # past so many cells a proof stops, and says not_proved
ALL_CELLS = 5 * CELLS  # what the proofs of all pairs of a pack may take together

_QUESTIONS = ("both", "only_first", "only_second")


def relation(
    a: exp.Expr,
    b: exp.Expr,
    facts: Iterable[exp.Expr],
    kinds: Mapping[str, Column],
    *,
    shown_by: pd.DataFrame | None = None,
) -> Relation:
    """Prove how condition `a` stands to condition `b`.

    Parameters
    ----------
    a, b : exp.Expr
        The conditions, as they are asked of a table (comparisons on ``never`` columns already wrapped).
    facts : iterable of exp.Expr
        Conditions that are never false of anybody.
    kinds : mapping of str to vocabulary.Column
        What is known of the columns; the kind of any other column is guessed from its use.
    shown_by : DataFrame, optional
        Real people, looked through for examples where free parts leave it open whether there can be any.

    Returns
    -------
    Relation
        What is proved, with examples.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> relation(parse_one("age > 40"), parse_one("age >= 18"), [], {}).kind
    'inside'
    """
    return relations({"a": a, "b": b}, facts, kinds, shown_by=shown_by)["a", "b"]


def relations(
    named: Mapping[str, exp.Expr],
    facts: Iterable[exp.Expr],
    kinds: Mapping[str, Column],
    *,
    shown_by: pd.DataFrame | None = None,
) -> dict[tuple[str, str], Relation]:
    """Prove the relation of every two conditions, in one world where that can be afforded.

    Parameters
    ----------
    named : mapping of str to exp.Expr
        The conditions, as for :func:`relation`.
    facts, kinds, shown_by
        As for :func:`relation`.

    Returns
    -------
    dict of (str, str) to Relation
        Each pair once, in the order of `named`; :meth:`Relation.flipped` gives the other way round.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> named = {name: parse_one(text) for name, text in {"few": "n < 3", "some": "n > 0", "many": "n > 9"}.items()}
    >>> {pair: found.kind for pair, found in relations(named, [], {}).items()}
    {('few', 'some'): 'overlap', ('few', 'many'): 'apart', ('some', 'many'): 'contains'}
    """
    facts = list(facts)
    rows = None if shown_by is None else Rows(named, facts, shown_by)
    shared = _Proof(named, facts, kinds)
    spent, found = shared.diagram.cells, {}
    for pair in combinations(named, 2):
        found[pair] = shared.of(*pair, rows, min(CELLS, ALL_CELLS - spent))
        spent = shared.diagram.cells
    for (a, b), answer in found.items():
        if answer is None and len(named) > 2 and spent < ALL_CELLS:
            alone = _Proof({a: named[a], b: named[b]}, facts, kinds)
            found[a, b] = alone.of(a, b, rows, CELLS)
            spent += alone.diagram.cells
    return {pair: answer or Relation("not_proved", remarks=("too_many",)) for pair, answer in found.items()}


class _Proof:
    """One world, and what was worked out in it; a world that is too big has no answers."""

    def __init__(self, named: Named, facts: Sequence[exp.Expr], kinds: Mapping[str, Column]) -> None:
        self.diagram = d.Diagram(CELLS)
        self._terms: dict[str, tuple[int, int] | None] = {}
        try:
            self._world = World(self.diagram, named, facts, kinds)
        except d.TooManyCellsError:
            self._terms = dict.fromkeys(named)

    def of(self, a: str, b: str, rows: Rows | None, allowed: int) -> Relation | None:
        """Prove one pair, or None if that took more cells than allowed."""
        self.diagram.allow(allowed)
        try:
            first, second = self._term(a), self._term(b)
            return None if first is None or second is None else self._judged(a, b, first, second, rows)
        except d.TooManyCellsError:
            return None

    def _term(self, name: str) -> tuple[int, int] | None:
        """Draw a condition, and those of whom it can be true; once, also if it is too big."""
        if name not in self._terms:
            self._terms[name] = None
            point = self._world.point(name)
            self._terms[name] = point, self._world.possible(d.IS_YES, point)
        return self._terms[name]

    def _judged(self, a: str, b: str, first: tuple[int, int], second: tuple[int, int], rows: Rows | None) -> Relation:
        (of_a, yes_a), (of_b, yes_b) = first, second
        people: People = {}
        open_: set[str] = set()
        for who, f, g in zip(_QUESTIONS, (yes_a, yes_a, yes_b), (of_b, of_b, of_a), strict=True):
            both = who == "both"
            way = self.diagram.meet(f, g, yes=both, before=self._world.free_from)
            if way is not None:
                people[who] = self._world.person(way, a, b)
            elif self._world.has_free and self.diagram.meet(f, g, yes=both) is not None:
                real = rows.find(a, b, who) if rows else None
                if real is None:
                    open_.add(who)
                else:
                    people[who] = real
        if not (people.keys() | open_) & set(_QUESTIONS[1:]):
            people |= self._differing(a, b, of_a, of_b)
        return _decided(people, open_, self._world.free(a, b) if open_ else ())

    def _differing(self, a: str, b: str, of_a: int, of_b: int) -> People:
        """Find somebody to whom one of two equal conditions says no and the other unknown."""
        for f, g in ((of_a, of_b), (of_b, of_a)):
            unknown, other = self._world.possible(d.IS_UNKNOWN, f), self.diagram.each(d.IS_UNKNOWN, g)
            way = self.diagram.meet(unknown, other, yes=False, before=self._world.free_from)
            if way is not None:
                return {"differs": self._world.person(way, a, b)}
        return {}


def _decided(people: People, open_: set[str], free: tuple[str, ...]) -> Relation:
    """Name the relation by who can be (`people`, and `open_`: perhaps) and who cannot."""
    can = people.keys() | open_
    never = [end for end in ("first", "second") if not can & {"both", f"only_{end}"}]
    kind: Kind
    if never:
        kind = "never_true"
        people.pop("differs", None)
    elif "only_first" not in can:
        kind = "inside" if "only_second" in can else "equal"
    elif "only_second" not in can:
        kind = "contains"
    elif "both" not in can:
        kind = "apart"
    else:
        kind = "not_proved" if open_ else "overlap"
    remarks = {f"never_{end}" for end in never} | ({"free"} if open_ else set()) | ({"differs"} & people.keys())
    if len(open_) < len(_QUESTIONS):  # else nothing is left that is not open
        remarks |= {f"open_{who}" for who in open_}
    return Relation(kind, people, tuple(sorted(remarks, key=REMARKS.index)), free)
