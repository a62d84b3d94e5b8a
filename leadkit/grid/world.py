"""Everybody who could be: the cells of all columns that some conditions ask, as far as the known facts allow them.

Conditions and facts become decision diagrams over one order of the variables. Facts are pulled in transitively, by
shared columns; a column that only facts ask is forgotten again as soon as its facts are joined. Free parts stand last
in the order: a way that ends in yes before it comes to them holds whatever they are, so the person on it is a witness.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from typing import TYPE_CHECKING

from leadkit.grid import diagram as d
from leadkit.grid.answers import answers, renamed
from leadkit.grid.atoms import Formula, Reader, columns_of
from leadkit.grid.cells import NoRoomError, Variable, cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlglot import exp

    from leadkit.grid.answers import Truth
    from leadkit.grid.cells import Value
    from leadkit.vocabulary import Column

_MOST_VARIABLES = 300  # a diagram is walked with one frame of Python's stack for each
_JOINS = {"and": d.AND, "or": d.OR, "equal": d.EQUAL, "first_known": d.FIRST_KNOWN}
_ENDS = {"not": d.NOT, "is_unknown": d.IS_UNKNOWN, "is_yes": d.IS_YES}
_TRUTHS = {False: d.NO, True: d.YES, None: d.UNKNOWN}


class World:
    """The people whom some conditions can tell apart.

    Parameters
    ----------
    diagram : Diagram
        Where the world is drawn, and its cost counted.
    named : mapping of str to exp.Expr
        The conditions.
    facts : sequence of exp.Expr
        What is never false of anybody.
    kinds : mapping of str to vocabulary.Column
        What is known of the columns.

    Raises
    ------
    TooManyCellsError
        It would take more cells than the diagram allows.
    """

    def __init__(
        self,
        diagram: d.Diagram,
        named: Mapping[str, exp.Expr],
        facts: Iterable[exp.Expr],
        kinds: Mapping[str, Column],
    ) -> None:
        self.diagram = diagram
        self._columns = {name: {one.lower(): one for one in columns_of(tree)} for name, tree in named.items()}
        laws = _pulled(named.values(), facts)
        reader = Reader([*named.values(), *laws], kinds)
        self._formulas = {name: reader.formula(tree) for name, tree in named.items()}
        read = [reader.formula(law) for law in laws]
        self._touches = [atom.variables for atom in reader.atoms]
        self._variables = reader.variables
        self._cells, tables = self._answered(reader)
        together = [asked for one in (*self._formulas.values(), *read) for asked in self._together(one)]
        self._order = _order(self._variables, together)
        self.diagram.spend(0 if len(self._order) <= _MOST_VARIABLES else 1 << 60)
        self.free_from = sum(not self._variables[name].free for name in self._order)  # up to here a way is a witness
        self._place = {name: place for place, name in enumerate(self._order)}
        self._kept = self._told_apart(tables)
        self._atoms = [self._atom(names, table) for names, table in zip(self._touches, tables, strict=True)]
        self._law = self._joined(read)

    @property
    def has_free(self) -> bool:
        """Whether anything was not looked into."""
        return self.free_from < len(self._order)

    @property
    def beyond(self) -> int:
        """The first place that is free for a column of somebody else's making."""
        return len(self._order)

    def free(self, *names: str) -> tuple[str, ...]:
        """List the free parts of some conditions, as SQL."""
        asked = {one for name in names for one in self._asked(self._formulas[name])}
        return tuple(one for one in self._order if one in asked and self._variables[one].free)

    def point(self, name: str) -> int:
        """Give the diagram of a condition."""
        return self._point(self._formulas[name])

    def possible(self, table: tuple[int, int, int], point: int) -> int:
        """Give the people of a diagram (``IS_YES`` or ``IS_UNKNOWN``) whom the facts allow."""
        return self.diagram.join(d.AND, self._law, self.diagram.each(table, point))

    def person(self, way: Mapping[int, int], *names: str) -> dict[str, Value]:
        """Describe the person at the end of a way, by all columns that the given conditions name."""
        spelt: dict[str, str] = {}
        for asked in (self._columns[name] for name in names):
            spelt |= {name: column for name, column in asked.items() if name not in spelt}
        found: dict[str, Value] = {}
        for name, column in spelt.items():
            kept = self._kept.get(name, [0])
            found[column] = self._cells[name][kept[way.get(self._place.get(name, -1), 0)]]
        return found

    # ---- cells and answers ----------------------------------------------------------------------------------------

    def _answered(self, reader: Reader) -> tuple[dict[str, list[Value]], list[list[Truth]]]:
        """Choose the cells and let the engine answer the atoms on them; an atom that it cannot answer becomes free."""
        found: dict[str, list[Value]] = {}
        blind: set[str] = set()
        for group in _linked(reader.variables):
            cuts = len({cut for one in group for cut in (*one.cuts, *one.values)}) + 1
            self.diagram.spend((cuts * len(group)) ** min(len(group), 2))  # at least, before anything is made
            try:
                found |= cells(group)
            except NoRoomError:
                blind |= {one.name for one in group}
                found |= {one.name: [*(cut for cut in one.cuts if isinstance(cut, str))] for one in group}
        able = [at for at, names in enumerate(self._touches) if not blind & set(names)]
        for at in able:
            self.diagram.spend(_product(len(found[name]) for name in self._touches[at]))
        told = dict(zip(able, answers([reader.atoms[at] for at in able], reader.variables, found), strict=True))
        tables: list[list[Truth]] = []
        for at, atom in enumerate(reader.atoms):
            table = told.get(at)
            if table is None:
                names = {reader.variables[one].column: one for one in atom.variables}
                name = f"({atom.test.transform(renamed, names).sql('duckdb')})"
                reader.variables[name] = Variable(name, "yes_no", free=True)
                self._touches[at], found[name], table = (name,), [False, True, None], [False, True, None]
            tables.append(table)
        return found, tables

    def _told_apart(self, tables: Sequence[list[Truth]]) -> dict[str, list[int]]:
        """Keep one cell (its number) of those that no atom tells apart."""
        seen: dict[str, list[list[tuple[Truth, ...]]]] = {name: [[] for _ in self._cells[name]] for name in self._order}
        for names, table in zip(self._touches, tables, strict=True):
            width = len(self._cells[names[-1]])
            for at, marks in enumerate(seen[names[0]]):
                marks.append(tuple(table[at * width : (at + 1) * width] if len(names) == 2 else table[at : at + 1]))
            if len(names) == 2:
                for at, marks in enumerate(seen[names[1]]):
                    marks.append(tuple(table[at::width]))
        kept = {}
        for name, cells_seen in seen.items():
            first: dict[tuple[tuple[Truth, ...], ...], int] = {}
            for at, marks in enumerate(cells_seen):
                first.setdefault(tuple(marks), at)
            kept[name] = list(first.values())
        return kept

    # ---- diagrams -------------------------------------------------------------------------------------------------

    def _atom(self, names: Sequence[str], table: Sequence[Truth]) -> int:
        place = self._place[names[0]]
        if len(names) == 1:
            return self.diagram.point(place, [_TRUTHS[table[at]] for at in self._kept[names[0]]])
        width, (one, other) = len(self._cells[names[1]]), names
        grid = [[_TRUTHS[table[at * width + to]] for to in self._kept[other]] for at in self._kept[one]]
        if self._place[other] < place:
            place, other, grid = self._place[other], one, [list(row) for row in zip(*grid, strict=True)]
        return self.diagram.point(place, [self.diagram.point(self._place[other], row) for row in grid])

    def _point(self, formula: Formula) -> int:
        if formula.op == "atom":
            return self._atoms[formula.atom]
        if formula.op == "constant":
            return _TRUTHS[formula.value]
        parts = [self._point(part) for part in formula.parts]
        if formula.op in _ENDS:
            return self.diagram.each(_ENDS[formula.op], parts[0])
        return reduce(lambda one, other: self.diagram.join(_JOINS[formula.op], one, other), parts)

    def _joined(self, laws: Sequence[Formula]) -> int:
        """Join all facts, forgetting each column that no condition asks as soon as nothing else speaks of it."""
        points = [(self.diagram.each(d.IS_NOT_NO, self._point(law)), self._asked(law)) for law in laws]
        wanted = {name for columns in self._columns.values() for name in columns}
        bound = {name for _, asked in points for name in asked if any(self._variables[one].free for one in asked)}
        left = {name for _, asked in points for name in asked} - wanted - bound
        while left:
            count = Counter(name for _, asked in points for name in asked)
            name = min(left, key=lambda one: (count[one], one))
            left.remove(name)
            about = [pair for pair in points if name in pair[1]]
            both = self._all_of(point for point, _ in about)
            rest = frozenset().union(*(asked for _, asked in about)) - {name}
            points = [pair for pair in points if name not in pair[1]]
            points.append((self.diagram.without(self._place[name], both), rest))
        return self._all_of(point for point, _ in points)

    def _all_of(self, points: Iterable[int]) -> int:
        return reduce(lambda one, other: self.diagram.join(d.AND, other, one), sorted(points, reverse=True), d.YES)

    def _together(self, formula: Formula) -> list[frozenset[str]]:
        """List what each part of a formula asks: what stands close together in it, stands in many."""
        return [self._asked(formula), *(asked for part in formula.parts for asked in self._together(part))]

    def _asked(self, formula: Formula) -> frozenset[str]:
        if formula.op == "atom":
            return frozenset(self._touches[formula.atom])
        return frozenset().union(*(self._asked(part) for part in formula.parts))


def _pulled(trees: Iterable[exp.Expr], facts: Iterable[exp.Expr]) -> list[exp.Expr]:
    """Choose the facts that share a column with the trees, or with a fact so chosen."""
    asked = {column.lower() for column in columns_of(*trees)}
    waiting = [(fact, {column.lower() for column in columns_of(fact)}) for fact in facts]
    pulled: list[exp.Expr] = []
    while more := [fact for fact, columns in waiting if columns & asked]:
        pulled += more
        asked = asked.union(*(columns for _, columns in waiting if columns & asked))
        chosen = set(map(id, more))
        waiting = [pair for pair in waiting if id(pair[0]) not in chosen]
    return pulled


def _linked(variables: Mapping[str, Variable]) -> list[list[Variable]]:
    """Group the variables that are compared with each other, directly or through others."""
    groups, seen = [], set()
    for name in variables:
        group, waiting = [], [name]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                group.append(variables[one])
                waiting += sorted(variables[one].links)
        if group:
            groups.append(group)
    return groups


def _order(variables: Mapping[str, Variable], asked: Sequence[frozenset[str]]) -> list[str]:
    """Order the variables so that those asked together stand together: first the most asked; free ones last."""
    count = {name: sum(name in one for one in asked) for name in sorted(frozenset().union(*asked))}
    near = dict.fromkeys(count, 0.0)
    order: list[str] = []
    begun: set[int] = set()
    while near:
        name = max(near, key=lambda one: (not variables[one].free, near[one], count[one]))
        del near[name]
        order.append(name)
        for at, one in enumerate(asked):
            if name in one and at not in begun:
                begun.add(at)
                for other in one & near.keys():
                    near[other] += 1 / len(one)
    return order


def _product(sizes: Iterable[int]) -> int:
    return reduce(lambda one, other: one * other, sizes, 1)
