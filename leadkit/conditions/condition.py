"""The value: a condition is a text that was read, and everything that can be asked of it.

It is frozen and light: it keeps its text and its place, and works the rest out when it is asked for. Two conditions are
equal when they only differ in how they are written (``canon`` says what that means).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from sqlglot import exp

from leadkit import vocabulary
from leadkit.conditions import asking
from leadkit.conditions.canon import canonical
from leadkit.conditions.complaints import Stumble, complaint, place, shown
from leadkit.conditions.kinds import check
from leadkit.conditions.missing import missing
from leadkit.conditions.reader import read
from leadkit.conditions.saying import aloud
from leadkit.conditions.values import filled
from leadkit.errors import ConditionError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from leadkit.grid import Relation

KINDS = {"number", "text", "yes_no", "other"}


@dataclass(frozen=True, eq=False, repr=False)
class Condition:
    """A condition on one person, in one line of a small, safe subset of SQL.

    Parameters
    ----------
    text : str
        The condition: columns, numbers, 'texts', TRUE, FALSE, ``:parameters``, AND, OR, NOT, ``= <> != < <= > >=``,
        BETWEEN, IN, IS NULL, LIKE, ``+ - * /``, COALESCE, ABS, LOWER, UPPER, LENGTH, GREATEST, LEAST. At most 2,000
        characters, 50 levels of brackets, and 500 columns and values.
    where : str, optional
        Where it stands, for complaints: ``in rule 'funded' (scorecards/bant.yaml, line 14)``.
    bound : tuple of str, optional
        The parameters that were given values already; :meth:`bind` remembers them.

    Raises
    ------
    ConditionError
        It cannot be read, or it mixes numbers, texts, and yes or no; the sentence says what to write instead.

    Notes
    -----
    Texts have no order (each database sorts letters in its own way), names are case-sensitive, a column whose name has
    spaces stands in double quotes, and ``IS TRUE`` is not read: a yes/no column is asked alone, or with NOT.

    Examples
    --------
    >>> big = Condition("employees >= 50 AND country NOT IN ('FR', 'BE')")
    >>> big.say("en")
    'employees is at least 50 and country is not one of FR, BE'
    >>> Condition("employees>=50") == Condition("50 <= employees")
    True
    """

    text: str
    where: str = ""
    bound: tuple[str, ...] = ()
    wanted: ClassVar[str] = "yes_no"

    def __post_init__(self) -> None:
        _ = self._tree  # a condition that cannot be read is refused when it is made

    @cached_property
    def _tree(self) -> exp.Expression:
        return read(self.text, self.where, self.wanted)

    @cached_property
    def _normal(self) -> str:
        return unicodedata.normalize("NFC", self.text)

    @property
    def tree(self) -> exp.Expression:
        """What was read, as a sqlglot tree of your own: names quoted, nothing added.

        Examples
        --------
        >>> Condition("age > 40").tree.sql()
        '"age" > 40'
        """
        return self._tree.copy()

    @cached_property
    def sql(self) -> str:
        """The canonical text: equal for equal conditions, and a condition itself.

        Examples
        --------
        >>> Condition("NOT (purchases>0 OR newsletter)").sql
        'NOT (purchases > 0) AND NOT newsletter'
        """
        return canonical(self._tree)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns it asks of, each once, in the order of the text.

        Examples
        --------
        >>> Condition("b > 1 AND a > b").columns
        ('b', 'a')
        """
        return tuple(dict.fromkeys(column.name for column in self._found(exp.Column)))

    @cached_property
    def params(self) -> tuple[str, ...]:
        """The parameters that have no value yet, each once, in the order of the text.

        Examples
        --------
        >>> Condition("stated_budget >= 0.5 * :list_price").params
        ('list_price',)
        """
        return tuple(dict.fromkeys(str(one.this) for one in self._found(exp.Placeholder)))

    def _found(self, kind: type[exp.Expression]) -> list[exp.Expression]:
        """All nodes of a kind, in the order of the text."""
        return sorted(self._tree.find_all(kind), key=lambda node: int(node.meta["span"][0]))

    def bind(self, **params: object) -> Self:
        """Give values to parameters.

        Parameters
        ----------
        **params
            Numbers (int, float, Decimal), texts, True or False. Those not given stay parameters.

        Returns
        -------
        Condition
            A new condition; this one stays as it is.

        Raises
        ------
        UnknownNameError
            There is no such parameter.
        ConditionError
            The value is none that a condition can hold, or does not fit where it stands.

        Examples
        --------
        >>> Condition("stated_budget >= 0.5 * :list_price").bind(list_price=20000)
        Condition('stated_budget >= 0.5 * 20000')
        """
        for name in params:
            if name not in self.params:
                there = nearest(name, self.params) or " It has none."
                raise UnknownNameError(f"No parameter ':{shown(name)}'{place(self.where)}.{there}")
        return replace(self, text=filled(self._normal, params, self.where), bound=(*self.bound, *params))

    def asked(
        self, columns: Mapping[str, str], never: Collection[str] | None = None, *, opened: bool = False
    ) -> exp.Expression:
        """Make the tree that the engine runs on a table.

        Parameters
        ----------
        columns : mapping of str to {"number", "text", "yes_no", "other"}
            The table's columns and their kinds.
        never : collection of str, optional
            The columns in which NULL means that nothing ever happened, so that a comparison is a plain no. By default
            those of which the vocabulary says so; in all other columns NULL means that it is not known.
        opened : bool
            Whether ``IS NULL`` and COALESCE leave it open too, as long as a value is not known: for the bounds of a
            score.

        Returns
        -------
        sqlglot.exp.Expression
            TRUE, FALSE or NULL (unknown) for each row.

        Raises
        ------
        UnknownColumnError
            The table has no such column.
        ConditionError
            Kinds are mixed, or a parameter has no value.

        Examples
        --------
        >>> Condition("age > 40 AND last_purchase_days < 30").asked(
        ...     {"age": "number", "last_purchase_days": "number"}
        ... ).sql("duckdb")
        '"age" > 40 AND COALESCE("last_purchase_days" < 30, FALSE)'
        """
        if self.params:
            needed = ", ".join(f":{shown(name)}" for name in self.params[:5])
            raise ConditionError(
                f"The condition '{shown(self._normal)}'{place(self.where)} needs a value for {needed}."
            )
        names = {unicodedata.normalize("NFC", name): name for name in columns}
        kinds = {name: kind if (kind := columns[own]) in KINDS else "other" for name, own in names.items()}
        for column in self._found(exp.Column):
            if column.name not in names:
                raise missing(column, kinds, self.where)  # type: ignore[arg-type] # found as columns
        if never is None:
            never = {name for name in self.columns if vocabulary.is_never(name)}
        try:
            self.kinds({name: kinds[name] for name in self.columns})
            return asking.asked(self._tree, names, never, opened=opened, wanted=self.wanted)
        except Stumble as stumble:
            raise complaint(self._normal, self.where, stumble, "ask") from None

    def kinds(self, known: Mapping[str, str] | None = None) -> dict[str, str]:
        """Say of which kinds its columns are, by those that are known and by how they are used.

        Examples
        --------
        >>> Condition("employees >= 50 AND newsletter").kinds()
        {'employees': 'number', 'newsletter': 'yes_no'}
        """
        return check(self._tree, self._normal, known, self.wanted)

    def say(self, lang: str = "en", *, labels: bool = False) -> str:
        """Say the condition in one language, as part of a sentence.

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.
        labels : bool
            Call the columns of the vocabulary by their labels instead of their names.

        Returns
        -------
        str
            No capital, no full stop. Numbers are written as the language writes them.

        Examples
        --------
        >>> Condition("total_spent >= 20000 AND NOT newsletter").say("vi")
        'total_spent ít nhất là 20.000 và newsletter là “không”'
        """
        return aloud(self._tree, lang, labels=labels, wanted=self.wanted)

    def relation(self, other: Condition) -> Relation:
        """Prove how this condition stands to another one, over all people who could be.

        Parameters
        ----------
        other : Condition
            The other condition.

        Returns
        -------
        Relation
            ``.kind``: equal, inside, contains, apart, overlap, never_true, not_proved.

        Examples
        --------
        >>> Condition("purchases >= 5").relation(Condition("purchases > 0")).kind
        'inside'
        """
        from leadkit.conditions.relations import relations  # noqa: PLC0415 - it reads the facts as conditions

        return relations({"this": self, "other": other})["this", "other"]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Condition):
            return NotImplemented
        return self.wanted == other.wanted and self.sql == other.sql

    def __hash__(self) -> int:
        return hash(self.sql)

    def __repr__(self) -> str:
        where = f", where={self.where!r}" if self.where else ""
        return f"{type(self).__name__}({self.text!r}{where})"


class Expression(Condition):
    """A number of one person, in the same grammar: a column, or a calculation with columns.

    Parameters
    ----------
    text, where
        As for :class:`Condition`; it has to be a number, and not a yes or no.

    Examples
    --------
    >>> mean = Expression("total_spent / purchases")
    >>> mean.columns, mean.say()
    (('total_spent', 'purchases'), 'total_spent ÷ purchases')
    >>> mean.asked({"total_spent": "number", "purchases": "number"}).sql("duckdb")
    'CAST("total_spent" AS DOUBLE) / NULLIF("purchases", 0)'
    """

    wanted = "number"

    @property
    def null(self) -> str:
        """What it means that it is NULL: ``never``, where only columns can make it so in which NULL means that."""
        columns = [vocabulary.column(name) for name in self.columns]
        empty = {"not_known" if column is None else column.null for column in columns} - {"no_null"}
        return "never" if empty == {"never"} and not self._found(exp.Div) else "not_known"
