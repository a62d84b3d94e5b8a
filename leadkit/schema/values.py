"""The schema as values: one `Field` a column, one `Table` a table, read once from ``leadkit/data/schema.yaml``.

Nothing here knows of files or engines; a value says what a column means and which cells are allowed in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from leadkit import documents
from leadkit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "integer", "number", "money", "yes_no", "day", "time"]

DUCKDB: Mapping[str, str] = MappingProxyType(
    {
        "text": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "money": "DECIMAL(18,2)",
        "yes_no": "BOOLEAN",
        "day": "DATE",
        "time": "TIMESTAMP",
    }
)


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Parameters
    ----------
    name : str
        The name of the column.
    kind : {"text", "integer", "number", "money", "yes_no", "day", "time"}
        What its cells hold.
    meaning : mapping of str to str
        One sentence in each language.
    unit : str, optional
        What a number counts; ``"currency"`` for money.
    required : bool
        The column must be there, and no cell of it may be empty.
    values : tuple of str
        The closed list of a text column, else empty.
    known : tuple of str
        Usual values of an open list; others are welcome.
    values_by : tuple, optional
        A closed list that depends on another column: ``(column, {its value: the list})``.
    columns_of : str, optional
        The cells name columns of this table.
    value_of : tuple, optional
        ``(column, table)``: the cells are values of that column of `table` which `column` names in the same row.
    refers_to : str, optional
        ``"table.column"`` in which every cell must be found.
    low, high : float, optional
        The least and greatest number that make sense.
    pattern : str, optional
        A regular expression for the whole cell.
    personal : bool
        Whether a cell identifies a person; such values are masked wherever a fault is reported.
    null : mapping of str to str, optional
        What an empty cell means, in each language; ``None`` where no cell may be empty.
    """

    name: str
    kind: Kind
    meaning: Mapping[str, str] = field(repr=False)
    unit: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    values_by: tuple[str, Mapping[str, tuple[str, ...]]] | None = field(default=None, repr=False)
    columns_of: str | None = None
    value_of: tuple[str, str] | None = None
    refers_to: str | None = None
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    personal: bool = False
    null: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def duckdb(self) -> str:
        """The type of the column in the engine and in Parquet files.

        Examples
        --------
        >>> tables()["deals"].field("amount").duckdb
        'DECIMAL(18,2)'
        """
        return DUCKDB[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, its key, and the column that dates its rows.

    Parameters
    ----------
    name : str
        The name of the table and of its file.
    title, meaning : mapping of str to str
        Its title and one sentence, in each language.
    key : tuple of str
        The columns that together tell one row from every other.
    fields : tuple of Field
        The columns.
    time : str, optional
        The column that dates a row (a day or a UTC time); ``None`` for a table without dates.
    free : str, optional
        The prefix of yes/no columns that a world may add (``"likes_"``).
    free_meaning : mapping of str to str
        What such a column means, in each language.
    """

    name: str
    title: Mapping[str, str] = field(repr=False)
    meaning: Mapping[str, str] = field(repr=False)
    key: tuple[str, ...]
    fields: tuple[Field, ...] = field(repr=False)
    time: str | None = None
    free: str | None = None
    free_meaning: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order.

        Examples
        --------
        >>> tables()["areas"].names
        ('region', 'households', 'surveyed', 'said_yes')
        """
        return tuple(f.name for f in self.fields)

    @property
    def dates(self) -> tuple[str, ...]:
        """Every column that holds a day or a time, the dating one and those that come later (``closed_at``).

        Examples
        --------
        >>> tables()["deals"].dates
        ('opened_at', 'closed_at')
        """
        return tuple(f.name for f in self.fields if f.kind in ("day", "time"))

    def get(self, name: str) -> Field | None:
        """Return the column of that name, also one that the world added under the free prefix, or ``None``.

        Examples
        --------
        >>> tables()["people"].get("likes_toys").kind
        'yes_no'
        >>> tables()["people"].get("shoe_size") is None
        True
        """
        for each in self.fields:
            if each.name == name:
                return each
        if self.free and name.startswith(self.free) and len(name) > len(self.free):
            return Field(name, "yes_no", self.free_meaning, null=_texts(_document()["nulls"]["not_known"]))
        return None

    def field(self, name: str) -> Field:
        """Return the column of that name.

        Raises
        ------
        UnknownNameError
            The table has no such column.

        Examples
        --------
        >>> tables()["events"].field("kind").values[:2]
        ('page_view', 'pricing_view')
        """
        found = self.get(name)
        if found is None:
            raise UnknownNameError(f"Table '{self.name}' has no column '{name}'.{nearest(name, self.names)}")
        return found


@cache
def tables() -> Mapping[str, Table]:
    """Return every table, in the order in which architecture and documentation tell them.

    Returns
    -------
    mapping of str to Table
        From ``people`` to ``areas``; ``truth`` stands apart (:func:`truth`).

    Examples
    --------
    >>> list(tables())[:4]
    ['people', 'changes', 'organisations', 'events']
    >>> tables()["people"].field("person_id").required
    True
    """
    return MappingProxyType({name: _table(name, raw) for name, raw in _document()["tables"].items()})


@cache
def truth() -> Table:
    """Return the table of what only the maker of a world knows; no snapshot and no query ever sees it.

    Examples
    --------
    >>> [name for name in truth().names if name.endswith("price")]
    ['p_buy_90d_without_price']
    """
    return _table("truth", _document()["truth"])


def obstacles() -> tuple[str, ...]:
    """Return what can hold a person back from the last step, and can be taken away.

    Examples
    --------
    >>> obstacles()[:3]
    ('price', 'opinions', 'quality')
    """
    return truth().field("obstacle").values


def table(name: str) -> Table:
    """Return one table by name, ``truth`` included.

    Raises
    ------
    UnknownNameError
        There is no such table.

    Examples
    --------
    >>> table("deals").time
    'opened_at'
    """
    if name == "truth":
        return truth()
    if name not in tables():
        raise UnknownNameError(f"No table '{name}'.{nearest(name, [*tables(), 'truth'])}")
    return tables()[name]


@cache
def _document() -> Any:  # noqa: ANN401 - YAML is a tree of anything
    return documents.read("data/schema.yaml")


def _texts(raw: Mapping[str, str], **names: str) -> Mapping[str, str]:
    return MappingProxyType({lang: raw[lang].format(**names) for lang in ("en", "th", "vi")})


def _table(name: str, raw: Mapping[str, Any]) -> Table:
    return Table(
        name,
        _texts(raw["title"]),
        _texts(raw["meaning"]),
        tuple(raw["key"]),
        tuple(each for column, told in raw["fields"].items() for each in _fields(column, told, raw["fields"])),
        raw.get("time"),
        raw.get("free"),
        _texts(raw["free_meaning"]) if "free" in raw else {},
    )


def _fields(name: str, raw: Mapping[str, Any], siblings: Mapping[str, Any]) -> list[Field]:
    """Read one column; ``{obstacle}`` in its name stands for one column per obstacle."""
    if "{obstacle}" in name:
        return [_field(name.format(obstacle=o), raw, obstacle=o) for o in siblings["obstacle"]["values"]]
    return [_field(name, raw)]


def _field(name: str, raw: Mapping[str, Any], **names: str) -> Field:
    by = raw.get("values_by")
    lists = {value: tuple(allowed) for value, allowed in by["lists"].items()} if by else {}
    return Field(
        name,
        raw["kind"],
        _texts(raw, **names),
        raw.get("unit", "currency" if raw["kind"] == "money" else None),
        raw.get("required", False),
        tuple(raw.get("values", ())),
        tuple(raw.get("known", ())),
        (by["column"], MappingProxyType(lists)) if by else None,
        raw.get("columns_of"),
        (raw["value_of"][0], raw["value_of"][1]) if "value_of" in raw else None,
        raw.get("refers_to"),
        raw.get("low"),
        raw.get("high"),
        raw.get("pattern"),
        raw.get("personal", False),
        _texts(_document()["nulls"][raw["empty"]]) if "empty" in raw else None,
    )
