"""The snapshot's vocabulary as data: what each column is called, holds and means, and what is true of every person.

A column of the snapshot is a word of the trade with one fixed meaning: one DuckDB line, one sentence in three
languages, and one reading of the empty cell. They live in ``data/vocabulary.yaml``, so that a trainer can read them and
so that the reader of conditions, the proofs, the plots and the documentation all say the same. This module only reads
that file; ``snapshot.py`` turns the lines into a SELECT.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from leadkit import documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["number", "text", "yes_no", "other"]
Null = Literal["never", "not_known", "no_null"]
GROUPS = ("who", "reach", "interest", "answers", "deals", "influence")
TASTE = "likes_"


@dataclass(frozen=True)
class Column:
    """One column of the snapshot.

    Parameters
    ----------
    name : str
        Its name, as conditions write it.
    kind : {"number", "text", "yes_no", "other"}
        What its cells hold.
    null : {"never", "not_known", "no_null"}
        What an empty cell means: no such thing happened (a comparison is then a plain no), nobody asked or answered
        (a comparison is then unknown), or that there are no empty cells.
    group : str
        One of who, reach, interest, answers, deals, influence.
    table : str
        The part (CTE) of the snapshot's SELECT that makes it.
    sql : str
        The DuckDB line that fixes its meaning inside that part.
    label, meaning : mapping of language to text
        Two to five words for plots and sentences; one whole sentence.
    whole : bool
        Whether its numbers are whole.
    unit : str, optional
        days, hours, seconds, months, years or money (the one currency of the world).
    values : tuple of str
        The closed list of a text column; empty when the list is open.
    low, high : float, optional
        Ends of its range (both belong to it); none when there is no end that always holds.

    Examples
    --------
    >>> column("authority").values
    ('decides', 'recommends', 'none')
    """

    name: str
    kind: Kind
    null: Null
    group: str
    table: str
    sql: str
    label: Mapping[str, str] = field(hash=False)
    meaning: Mapping[str, str] = field(hash=False)
    whole: bool = False
    unit: str | None = None
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


def columns() -> Mapping[str, Column]:
    """Every column of the snapshot by name, in its order, without the columns that a world adds (``likes_...``).

    Examples
    --------
    >>> list(columns())[:3]
    ['person_id', 'crm_role', 'country']
    """
    return MappingProxyType({name: found for name, found in _all().items() if name != TASTE})


def column(name: str) -> Column | None:
    """Look one column up; a taste that a world adds has its meaning too.

    Parameters
    ----------
    name : str
        The name of the column.

    Returns
    -------
    Column or None
        None when the vocabulary does not have it (a team's own column, say).

    Examples
    --------
    >>> column("last_purchase_days").null, column("likes_toys").label["en"], column("shoe_size")
    ('never', 'likes toys', None)
    """
    if name.startswith(TASTE):
        return _taste(name) if len(name) > len(TASTE) else None
    return _all().get(name)


def is_never(name: str) -> bool:
    """Whether an empty cell of a column means that no such thing ever happened.

    Examples
    --------
    >>> is_never("last_purchase_days"), is_never("age"), is_never("shoe_size")
    (True, False, False)
    """
    found = column(name)
    return found is not None and found.null == "never"


def quantity(
    name: str,
    kind: str,
    null: Null = "no_null",
    low: float | None = None,
    high: float | None = None,
    *,
    whole: bool = False,
) -> Column:
    """Describe a column that the vocabulary does not have, for a proof.

    Examples
    --------
    >>> quantity("grade", "number", low=1, high=5, whole=True).high
    5
    """
    return Column(name, cast("Kind", kind), null, "", "", "", {}, {}, whole=whole, low=low, high=high)


def in_order(tastes: list[str]) -> list[Column]:
    """All columns of a snapshot whose people also have the given tastes, in the snapshot's order.

    Examples
    --------
    >>> [found.name for found in in_order(["likes_toys", "likes_golf"])][8:12]
    ['children_at_home', 'likes_golf', 'likes_toys', 'seniority']
    """
    found: list[Column] = []
    for name, one in _all().items():
        found.extend([_taste(taste) for taste in sorted(tastes)] if name == TASTE else [one])
    return found


def facts(*, ranges: bool = True) -> tuple[str, ...]:
    """Conditions that hold for every person of every snapshot, whatever is in the tables.

    They are true by the SQL that makes the columns, never a claim about a market: ranges, closed lists, columns
    that are never empty, and how columns hang together. None is ever false; on an empty cell one may be unknown.

    Parameters
    ----------
    ranges : bool, default True
        Also give what single columns promise: their range, their list, that they are never empty.

    Returns
    -------
    tuple of str
        Conditions, in the grammar of the kit.

    Examples
    --------
    >>> "purchases > 0 OR last_purchase_days IS NULL" in facts()
    True
    >>> "visits_30d >= 0" in facts(), "visits_30d >= 0" in facts(ranges=False)
    (True, False)
    """
    own = (fact for one in columns().values() for fact in _own_facts(one))
    return (*(own if ranges else ()), *_data()["facts"])


def acts() -> Mapping[str, tuple[str, ...]]:
    """The kinds of events that are done by the person, that show interest, and that are an enquiry.

    Examples
    --------
    >>> sorted(acts())
    ['an_enquiry', 'by_them', 'of_interest']
    >>> "page_view" in acts()["of_interest"]
    False
    """
    return MappingProxyType({name: tuple(kinds) for name, kinds in _data()["acts"].items()})


def counted_from() -> Mapping[str, tuple[str, ...]]:
    """The columns that say 0 or no of everybody, not unknown, where a team lacks a table, or a column of one.

    Examples
    --------
    >>> counted_from()["crm_records"], counted_from()["deals.amount"]
    (('in_crm',), ('total_spent',))
    """
    never_empty = [one for one in columns().values() if one.null == "no_null"]
    told = _data()["counted_from"].items()
    return MappingProxyType(
        {source: tuple(one.name for one in never_empty if {one.name, one.table} & {*listed}) for source, listed in told}
    )


def _own_facts(one: Column) -> Iterator[str]:
    empty = "" if one.null == "no_null" else f"{one.name} IS NULL OR "
    if one.null == "no_null":
        yield f"{one.name} IS NOT NULL"
    if one.values:
        listed = ", ".join(f"'{value}'" for value in one.values)
        yield f"{empty}{one.name} IN ({listed})"
    if one.low is not None:
        yield f"{empty}{one.name} >= {one.low:g}"
    if one.high is not None:
        yield f"{empty}{one.name} <= {one.high:g}"


def _taste(name: str) -> Column:
    pattern = _all()[TASTE]
    said = {"taste": name.removeprefix(TASTE).replace("_", " ")}
    return replace(
        pattern,
        name=name,
        sql=pattern.sql.replace(TASTE, name),
        label={lang: text.format(**said) for lang, text in pattern.label.items()},
        meaning={lang: text.format(**said) for lang, text in pattern.meaning.items()},
    )


@cache
def _data() -> dict[str, Any]:
    return dict(documents.read("data/vocabulary.yaml"))


@cache
def _all() -> dict[str, Column]:
    shapes = _data()["shapes"]
    found: dict[str, Column] = {}
    for group, entries in _data()["columns"].items():
        for entry in entries:
            given = {**shapes.get(entry.get("shape"), {}), **entry, "group": group}
            given.pop("shape", None)
            given["null"] = given.pop("empty")  # a bare `null` would be nothing at all in YAML
            given["values"] = tuple(given.get("values", ()))
            found[entry["name"]] = Column(**given)
    return found
