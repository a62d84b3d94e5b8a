"""Asking: who is what, according to whom. One SELECT, one yes/no/unknown column a definition.

:func:`classify` keeps the people one by one (``counting`` counts them). It hands one expression tree to the engine, so
that it works on a class table and on files larger than memory alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlglot import exp

from leadkit import engine
from leadkit.definitions.values import Definition, Definitions
from leadkit.door import enter
from leadkit.errors import DataError, UnknownNameError
from leadkit.provenance import RESERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path


By: TypeAlias = "Definition | Definitions | Iterable[Definition | Definitions]"


def listed(by: By) -> tuple[Definition, ...]:
    """List the definitions that `by` means, once each and in the order given.

    Parameters
    ----------
    by : Definition, Definitions or a list of either
        According to whom.

    Returns
    -------
    tuple of Definition
        Their columns are all different, and none is a column that the verbs make themselves.

    Raises
    ------
    UnknownNameError
        There is nothing in it, something else than a definition, the same column twice, or a reserved column.

    Examples
    --------
    >>> from leadkit.definitions import Source
    >>> from leadkit.conditions import Condition
    >>> buyer = Definition("buyer", Source("shop"), "Has bought.", Condition("purchases > 0"))
    >>> [d.column for d in listed([buyer])]
    ['shop_buyer']
    """
    given: Any = [by] if isinstance(by, (Definition, Definitions)) else by
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise UnknownNameError(f"by= takes definitions, not {_shown(given)}: write by=lk.definitions('marketstar').")
    found: list[Definition] = []
    for item in given:
        if isinstance(item, Definition):
            found.append(item)
        elif isinstance(item, Definitions):
            found.extend(item)
        else:
            raise UnknownNameError(f"by= takes definitions, not {_shown(item)}: write by=lk.definitions('marketstar').")
    if not found:
        raise UnknownNameError("by= holds no definition: there is nothing to ask.")
    _distinct(found)
    return tuple(found)


def labels(by: By, lang: str = "en", *, schools: bool = False) -> dict[str, str]:
    """Name each column of :func:`classify` in one language, for the pictures.

    Parameters
    ----------
    by : Definition, Definitions or a list of either
        According to whom.
    lang : {"en", "th", "vi"}
        The language.
    schools : bool
        Put the source before each label, so that two schools' words for one thing stay apart.

    Returns
    -------
    dict
        Column to label.

    Examples
    --------
    >>> from leadkit.definitions import Source
    >>> from leadkit.conditions import Condition
    >>> label = {"en": "buyer", "vi": "người mua"}
    >>> buyer = Definition("buyer", Source("shop"), "Has bought.", Condition("purchases > 0"), label=label)
    >>> labels(buyer, "vi")
    {'shop_buyer': 'người mua'}
    >>> labels(buyer, "vi", schools=True)
    {'shop_buyer': 'shop: người mua'}
    """
    said = {one.column: one.name(lang) for one in listed(by)}
    if schools:
        said = {one.column: f"{one.source.key.replace('_', ' ')}: {said[one.column]}" for one in listed(by)}
    return said


def classify(
    people: Any,  # noqa: ANN401 - whatever the engine reads, or Tables
    *,
    by: By,
    as_of: str | date | None = None,
    to: str | Path | None = None,
    limits: engine.Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Any:  # noqa: ANN401 - the kind that went in
    """Ask every definition of every person: yes, no or unknown.

    Parameters
    ----------
    people : DataFrame, path or glob, DuckDB relation, or Tables
        A snapshot, one row a person; of Tables, a snapshot is made first.
    by : Definition, Definitions or a list of either
        According to whom.
    as_of : str or date, optional
        The day of the snapshot (Tables only); the last day of the tables if not given.
    to : path, optional
        A CSV or Parquet file to write; needed when `people` is a path.
    limits : Limits, optional
        Memory, threads and seconds.
    progress : callable, optional
        Is told the share done, from 0 to 1.

    Returns
    -------
    DataFrame, path or relation
        person_id and one ``boolean`` column a definition, named ``<source>_<term>``; rows, order and index as they
        came.

    Raises
    ------
    UnknownColumnError
        A condition asks for a column that the table lacks.
    DataError
        The table has no person_id.
    UnknownNameError
        The definitions clash, or there are none.

    Examples
    --------
    >>> import pandas as pd
    >>> from leadkit.conditions import Condition
    >>> from leadkit.definitions import Source
    >>> funded = Definition("funded", Source("handbook"), "Money is set aside.", Condition("stated_budget >= 20000"))
    >>> people = pd.DataFrame({"person_id": ["a", "b", "c"], "stated_budget": [80_000, 9, None]})
    >>> classify(people, by=[funded])["handbook_funded"].tolist()
    [True, False, <NA>]
    """
    chosen = listed(by)
    source = enter(people, as_of, [one.when for one in chosen])
    return engine.ask(source, asked(chosen, source), to=to, limits=limits, progress=progress)


def asked(chosen: Iterable[Definition], source: Any) -> list[exp.Expr]:  # noqa: ANN401 - an engine input
    """Write the columns of the SELECT: each condition, checked against the table, under its own name."""
    columns = engine.columns_of(source)
    if "person_id" not in columns:
        raise DataError(
            f"The table of people has no column person_id, which says who is who; it has {_some(columns)}. "
            "Rename the column that names the person."
        )
    return [exp.alias_(definition.when.asked(columns), definition.column, quoted=True) for definition in chosen]


def _distinct(found: Iterable[Definition]) -> None:
    seen: set[str] = set()
    for definition in found:
        column = definition.column
        if column in RESERVED:
            raise UnknownNameError(f"'{column}' is a column that the kit makes itself: rename the term or its source.")
        if column.casefold() in seen:
            raise UnknownNameError(
                f"Two definitions would both answer in the column '{column}': rename one, as in pack.renamed('draft')."
            )
        seen.add(column.casefold())


def _shown(thing: object) -> str:
    return f"'{thing}'" if isinstance(thing, str) else f"a {type(thing).__name__}"


def _some(columns: Mapping[str, str]) -> str:
    shown = ", ".join(list(columns)[:8])
    return f"{shown}, ..." if len(columns) > 8 else shown or "no columns"
