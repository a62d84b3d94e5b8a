"""What a condition is made of: yes/no parts joined by AND, OR, NOT, down to atoms, and what each atom touches.

An atom is a question about one or two *variables*. A variable is a column, or a part that the proof does not look into:
``LENGTH(job_title)`` and ``total_spent / purchases`` are each one variable, free to be any number, and so is a whole
``job_title LIKE '%CEO%'``, free to be yes, no or unknown. Equal text, equal variable. To call a part free gives people
answers that nobody may have, so what holds for all of them holds for everybody; but none of them is a witness.

BETWEEN, IN, <>, >, >= and <= are said with =, < and NOT, which is the same in three-valued logic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from leadkit.grid.answers import Atom, constant, renamed
from leadkit.grid.cells import Variable
from leadkit.grid.guesses import guess

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadkit.vocabulary import Column

    Op = Literal["atom", "constant", "and", "or", "not", "equal", "first_known", "is_unknown", "is_yes"]

_JOINED = (exp.Not, exp.And, exp.Or, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_TRUTHS = (*_JOINED, exp.Boolean, exp.Null, exp.Between, exp.In, exp.Like, exp.Is)
_TEXTS = (exp.Lower, exp.Upper)
_LIKE_THEIR_FIRST = (exp.Coalesce, exp.Greatest, exp.Least, exp.Paren)


def columns_of(*trees: exp.Expr) -> list[str]:
    """Name the columns of some trees, each once (whatever its case), in order of appearance.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> columns_of(parse_one("age > 40 AND purchases > Age"), parse_one("need = 'some'"))
    ['age', 'purchases', 'need']
    """
    found: dict[str, str] = {}
    for column in (column for tree in trees for column in tree.find_all(exp.Column, bfs=False)):
        found.setdefault(column.name.lower(), column.name)
    return list(found.values())


@dataclass(frozen=True)
class Formula:
    """A yes/no part: an atom (its place among the reader's), a constant, or an operation on other parts."""

    op: Op
    parts: tuple[Formula, ...] = ()
    atom: int = -1
    value: bool | None = None

    def __invert__(self) -> Formula:
        return Formula("not", (self,))


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: variables in place of columns, and the constants (with their doubles) it brings."""

    tree: exp.Expr
    kind: str | None
    variables: tuple[str, ...] = ()
    constants: tuple[tuple[Any, float | None], ...] = ()


class Reader:
    """Read trees into formulas; ``variables`` and ``atoms`` hold what they ask, each once.

    Parameters
    ----------
    trees : iterable of exp.Expr
        All trees that will be read: the kind of a column that `kinds` does not know is guessed from them.
    kinds : mapping of str to vocabulary.Column
        What is known of the columns.
    """

    def __init__(self, trees: Iterable[exp.Expr], kinds: Mapping[str, Column]) -> None:
        self.variables: dict[str, Variable] = {}
        self.atoms: list[Atom] = []
        self._places: dict[Atom, int] = {}
        self._known = {name.lower(): column for name, column in kinds.items()}
        self._guessed = guess(trees, {name: column.kind for name, column in self._known.items()})

    def formula(self, tree: exp.Expr) -> Formula:
        """Read one tree; every column it names becomes a variable, also one that only a free part asks."""
        for column in tree.find_all(exp.Column):
            self._column(column)
        return self._read(tree)

    def _read(self, tree: exp.Expr) -> Formula:  # noqa: C901, PLR0911, PLR0912 - one line for each form
        match tree:
            case exp.Paren():
                return self._read(tree.this)
            case exp.And() | exp.Or():
                return Formula("and" if isinstance(tree, exp.And) else "or", tuple(map(self._read, tree.flatten())))
            case exp.Not():
                return ~self._read(tree.this)
            case exp.Boolean() | exp.Null():
                return Formula("constant", value=tree.this if isinstance(tree, exp.Boolean) else None)
            case exp.Coalesce() if self._is_truth(tree):
                return reduce(_first_known, map(self._read, (tree.this, *tree.expressions)))
            case exp.Case() if self._is_truth(tree):
                return self._case(tree)
            case exp.Is(expression=exp.Boolean()) if self._is_truth(tree.this):
                part = self._read(tree.this)
                return Formula("is_yes", (part if tree.expression.this else ~part,))
            case exp.Is(expression=exp.Null()) if self._is_truth(tree.this):
                return Formula("is_unknown", (self._read(tree.this),))
            case exp.Is(expression=exp.Null()):
                side = self._side(tree.this)
                return self._atom(exp.Is(this=side.tree, expression=exp.Null()), side.variables)
            case exp.Column() if self._is_truth(tree):
                name = self._column(tree)
                return self._atom(self._place_of(name), (name,))
            case exp.Between():
                low, high = tree.args["low"], tree.args["high"]
                return Formula("and", (~self._compare(exp.LT, tree.this, low), ~self._compare(exp.LT, high, tree.this)))
            case exp.In() if tree.expressions:
                return Formula("or", tuple(self._compare(exp.EQ, tree.this, one) for one in tree.expressions))
            case exp.EQ():
                return self._compare(exp.EQ, tree.this, tree.expression)
            case exp.NEQ():
                return ~self._compare(exp.EQ, tree.this, tree.expression)
            case exp.LT():
                return self._compare(exp.LT, tree.this, tree.expression)
            case exp.GT():
                return self._compare(exp.LT, tree.expression, tree.this)
            case exp.LTE():
                return ~self._compare(exp.LT, tree.expression, tree.this)
            case exp.GTE():
                return ~self._compare(exp.LT, tree.this, tree.expression)
            case exp.Like() if tree.args.get("negate"):
                return ~self._whole(exp.Like(this=tree.this.copy(), expression=tree.expression.copy()))
            case _:
                return self._whole(tree)

    def _is_truth(self, tree: exp.Expr) -> bool:
        """Whether a part is a yes/no (rather than a number or a text)."""
        match tree:
            case exp.Paren():
                return self._is_truth(tree.this)
            case exp.Column():
                return self.variables[self._column(tree)].kind == "yes_no"
            case exp.Coalesce():
                return all(self._is_truth(part) for part in (tree.this, *tree.expressions))
            case exp.Case():
                ends = [*(branch.args["true"] for branch in tree.args["ifs"]), tree.args.get("default")]
                return tree.this is None and all(end is None or self._is_truth(end) for end in ends)
            case _:
                return isinstance(tree, _TRUTHS)

    def _case(self, tree: exp.Case) -> Formula:
        """Read CASE as it runs: if the first test is yes its value, else the rest."""
        default = tree.args.get("default")
        rest = self._read(default) if default else Formula("constant")
        for branch in reversed(tree.args["ifs"]):
            when = Formula("is_yes", (self._read(branch.this),))
            rest = Formula(
                "or", (Formula("and", (when, self._read(branch.args["true"]))), Formula("and", (~when, rest)))
            )
        return rest

    def _unless(self, guard: exp.Expr, formula: Formula) -> Formula:
        """Be unknown where a guard is yes."""
        guarded = Formula("is_yes", (self._read(guard),))
        return Formula("or", (Formula("and", (guarded, Formula("constant"))), Formula("and", (~guarded, formula))))

    def _compare(self, op: type[exp.EQ | exp.LT], left: exp.Expr, right: exp.Expr) -> Formula:
        if op is exp.EQ and self._is_truth(left) and self._is_truth(right):
            return Formula("equal", (self._read(left), self._read(right)))
        if self._closed(left, right):
            return self._whole(op(this=left.copy(), expression=right.copy()))
        if guard := _guard(left):
            return self._unless(guard.this, self._compare(op, left.unnest().args["default"], right))
        if guard := _guard(right):
            return self._unless(guard.this, self._compare(op, left, right.unnest().args["default"]))
        sides = [self._side(left), self._side(right)]
        if op is exp.EQ:
            sides.sort(key=lambda side: side.variables, reverse=True)
        tree = op(this=sides[0].tree, expression=sides[1].tree)
        names = tuple(dict.fromkeys(name for side in sides for name in side.variables))
        kinds = {side.kind for side in sides} - {None}
        if not (kinds <= {"number"} or kinds <= {"text"}):
            return self._whole(op(this=left.copy(), expression=right.copy()))
        for variable in (self.variables[name] for name in names):
            constants = [pair for side in sides for pair in side.constants if pair[0] is not None]
            variable.cuts |= {near if near is not None and not variable.whole else value for value, near in constants}
            variable.links |= set(names) - {variable.name}
            variable.ordered |= op is exp.LT and variable.kind == "text"
        return self._atom(tree, names)

    def _side(self, tree: exp.Expr) -> _Side:
        """Read a column, a constant, COALESCE(one of them, constants); anything else is a free variable."""
        tree = tree.unnest()
        if isinstance(tree, exp.Column):
            name = self._column(tree)
            return _Side(self._place_of(name), self.variables[name].kind, (name,))
        if tree.find(exp.Column) is None:
            return _constant(tree)
        if isinstance(tree, exp.Coalesce):
            first, *others = map(self._side, (tree.this, *tree.expressions))
            if (
                not any(other.variables for other in others)
                and len({first.kind, *(o.kind for o in others)} - {None}) == 1
            ):
                filled = exp.Coalesce(this=first.tree, expressions=[other.tree for other in others])
                constants = tuple(pair for side in (first, *others) for pair in side.constants)
                return _Side(filled, first.kind, first.variables, constants)
        name = self._free(tree, self._kind(tree))
        return _Side(self._place_of(name), self.variables[name].kind, (name,))

    def _kind(self, tree: exp.Expr) -> str:
        if isinstance(tree, exp.Column):
            return self.variables[self._column(tree)].kind
        if isinstance(tree, _LIKE_THEIR_FIRST):
            return self._kind(tree.this)
        if isinstance(tree, _TEXTS) or (isinstance(tree, exp.Literal) and tree.is_string):
            return "text"
        return "yes_no" if isinstance(tree, _TRUTHS) else "number"

    def _whole(self, tree: exp.Expr) -> Formula:
        """Take a yes/no part as it is: decided cell by cell if it asks one closed column, else free."""
        if one := self._closed(tree):
            return self._atom(tree.transform(renamed, {one: self.variables[one].column}), (one,))
        known = constant(tree) if tree.find(exp.Column) is None else None
        if known:
            return Formula("constant", value=known[0])
        name = self._free(tree, "yes_no")
        return self._atom(self._place_of(name), (name,))

    def _closed(self, *trees: exp.Expr) -> str | None:
        names = {self._column(column) for tree in trees for column in tree.find_all(exp.Column)}
        return next(iter(names)) if len(names) == 1 and all(self.variables[name].closed for name in names) else None

    def _free(self, tree: exp.Expr, kind: str) -> str:
        name: str = tree.transform(renamed, {}).sql("duckdb")
        if name not in self.variables:
            self._take(Variable(name, kind, free=True))
        return name

    def _take(self, variable: Variable) -> None:
        variable.column = f"v{len(self.variables)}"
        self.variables[variable.name] = variable

    def _place_of(self, name: str) -> exp.Expr:
        """Stand in for a variable, where an atom is asked about it."""
        return exp.column(self.variables[name].column)

    def _column(self, column: exp.Column) -> str:
        name = column.name.lower()  # as in the engine, where a column is found whatever its case
        if name not in self.variables:
            known = self._known.get(name)
            self._take(
                Variable(name, known.kind, known.whole, known.null != "no_null", known.low, known.high, known.values)
                if known
                else Variable(name, self._guessed.get(name, "number"))
            )
        return name

    def _atom(self, test: exp.Expr, names: tuple[str, ...]) -> Formula:
        if not names:
            return self._whole(test)
        atom = Atom(test, names)
        if atom not in self._places:
            self._places[atom] = len(self.atoms)
            self.atoms.append(atom)
        return Formula("atom", atom=self._places[atom])


def _guard(side: exp.Expr) -> exp.If | None:
    """Find the guard of CASE WHEN guard THEN NULL ELSE value END, of which each comparison is one of the value."""
    case = side.unnest()
    if not isinstance(case, exp.Case) or case.this is not None or case.args.get("default") is None:
        return None
    first, *more = case.args["ifs"]
    guard: exp.If | None = None if more or not isinstance(first.args["true"], exp.Null) else first
    return guard


def _first_known(one: Formula, other: Formula) -> Formula:
    return Formula("first_known", (one, other))


def _constant(tree: exp.Expr) -> _Side:
    found = constant(tree)
    value = found[0] if found else tree
    if value is None:
        kind = None
    elif isinstance(value, bool):
        kind = "yes_no"
    elif isinstance(value, str):
        kind = "text"
    else:
        kind = "number" if found and found[1] is not None else "other"
    return _Side(tree.copy(), kind, (), (found,) if found else ())
