"""The tables of a team or a world as one value: read lazily, typed by the schema, never changed.

`Tables` holds where each table is (a DataFrame, a CSV file, Parquet files) and hands it out in two shapes: as a pandas
table for people (``tables.people``), and as typed inputs for the engine (``tables.inputs()``). A team may hold only
people and events: what it does not have is an empty table, and a column it does not have is empty, so that every verb
works. `truth` is kept apart: no input of the engine ever holds it.

In pandas, text is ``str``, yes and no are ``boolean``, whole numbers ``Int64``, numbers and money ``Float64``, days and
times ``datetime64[us]`` (UTC, without a zone). In the engine money is DECIMAL(18,2), so that sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import schema
from leadkit.errors import DataError, UnknownNameError, nearest
from leadkit.tables.folder import Private
from leadkit.tables.held import Held, Inputs
from leadkit.tables.story import story
from leadkit.tables.typed import count, earliest, files_of, frame, latest, names_of, require, typed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_COUNTED = 100_000_000  # bytes; a larger CSV file is not read through only to say how many rows it has


@dataclass(frozen=True, eq=False, repr=False)
class Tables:
    """All tables of a team or a world, as one value.

    Parameters
    ----------
    sources : mapping of str to DataFrame or path
        Table name to a DataFrame, or to a CSV file, or to a Parquet file or glob. `people` is required.
    truth_source : DataFrame or path, optional
        What only the maker of a world knows.
    world : str, optional
        The name of the world, if it is one.
    currency : str, default "USD"
        The one currency of all money.
    keep : object, optional
        Something that must live as long as the tables, such as the temporary folder that holds them.

    Raises
    ------
    DataError
        There is no table of people, or a table lacks a column that every row needs.
    UnknownNameError
        A table has a name that the schema does not know.

    Examples
    --------
    >>> mine = Tables({"people": pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"], "country": ["TH"]})})
    >>> mine.people[["person_id", "country", "crm_role"]].values.tolist()
    [['a', 'TH', nan]]
    >>> mine.last_day
    datetime.date(2024, 1, 31)
    >>> mine  # doctest: +ELLIPSIS
    Tables (USD)
      people  1 row
      not there, so what is counted over them is 0: changes, ... areas
    """

    sources: Mapping[str, pd.DataFrame | str | Path]
    truth_source: pd.DataFrame | str | Path | None = None
    world: str | None = None
    currency: str = "USD"
    keep: object = None

    def __post_init__(self) -> None:
        """Refuse early what could not be read later."""
        for name in self.sources:
            if name not in schema.tables():
                raise UnknownNameError(f"The schema has no table '{name}'.{nearest(name, schema.tables())}")
        if "people" not in self.sources:
            raise DataError(f"There is no table 'people'; there are: {', '.join(self.sources) or 'none'}.")
        for name, source in self.sources.items():
            require(schema.tables()[name], source)

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that are there, in the order of the schema."""
        return tuple(name for name in schema.tables() if name in self.sources)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return one table as pandas, typed by the schema; a table that is not there is empty."""
        if name not in schema.tables():
            raise UnknownNameError(f"There is no table '{name}'.{nearest(name, schema.tables())}")
        return frame(schema.tables()[name], self.inputs()[name])

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return ``tables["people"]`` as ``tables.people``."""
        if name.startswith("_") or name not in schema.tables():
            raise AttributeError(f"Tables have no '{name}'.{nearest(name, schema.tables())}")
        return self[name]

    def __dir__(self) -> list[str]:
        """List the tables among the attributes, so that a notebook completes them."""
        return sorted({*super().__dir__(), *schema.tables()})

    @property
    def truth(self) -> pd.DataFrame:
        """What only the maker of a world knows, kept apart from everything that is asked.

        Raises
        ------
        DataError
            These tables have none: only made worlds do.
        """
        if self.truth_source is None:
            raise DataError("The truth of these tables is not known; only made worlds have it, as in load('saas').")
        return frame(schema.truth(), typed(schema.truth(), self.truth_source, self._aside.path))

    def inputs(self) -> Mapping[str, Any]:
        """Every table of the schema as a typed input of the engine, the empty ones too; never `truth`.

        Returns
        -------
        mapping of str to engine Input
            All columns of the schema are there, in their types.
        """
        return self._inputs

    def recorded(self, name: str) -> frozenset[str]:
        """Name the columns that a table came with: not those of the schema that :meth:`inputs` adds empty.

        Parameters
        ----------
        name : str
            The table; one that is not there has none.

        Returns
        -------
        frozenset of str
            Whatever is not among them was never recorded, of anybody.

        Examples
        --------
        >>> mine = Tables({"people": pd.DataFrame({"person_id": ["a"], "created_at": ["2024-01-31"]})})
        >>> sorted(mine.recorded("people")), sorted(mine.recorded("events"))
        (['created_at', 'person_id'], [])
        """
        return frozenset(names_of(self.sources[name]) if name in self.sources else ())

    @cached_property
    def _inputs(self) -> Mapping[str, Any]:
        return Inputs({name: self._input(name) for name in schema.tables()}, (self._aside, self.keep))

    def _input(self, name: str) -> Any:  # noqa: ANN401 - an engine Input, or one that is held
        source = self.sources.get(name)
        made = typed(schema.tables()[name], source, self._aside.path)
        rows_in_memory = source is None or isinstance(source, pd.DataFrame)
        return made if rows_in_memory or files_of(str(source))[0].suffix != ".csv" else Held(made, str(source))

    @cached_property
    def _aside(self) -> Private:
        return Private()

    @cached_property
    def last_day(self) -> date:
        """The day of the latest dated row of any table: the day asked about unless another is named.

        Raises
        ------
        DataError
            No row has a date.
        """
        last = latest([schema.tables()[name] for name in self.names], self.inputs())
        if last is None:
            raise DataError("No row has a date: the table 'people' is empty.")
        return last

    @cached_property
    def first_day(self) -> date:
        """The day on which the first person was known: before it, there is nobody to speak of.

        Raises
        ------
        DataError
            There is nobody at all.
        """
        first = earliest(schema.tables()["people"], self.inputs()["people"])
        if first is None:
            raise DataError("The table 'people' is empty, so there is nobody to take a snapshot of.")
        return first

    def story(self, person_id: str) -> pd.DataFrame:
        """Collect one person's dated rows from every table; see :func:`leadkit.tables.story.story`."""
        return story(self, person_id)

    def __repr__(self) -> str:
        """Say which tables are there, and how many rows they have."""
        wide = max(len(name) for name in self.names)
        title = f"Tables of the world '{self.world}' ({self.currency})" if self.world else f"Tables ({self.currency})"
        lines = [title, *(f"  {name:<{wide}}  {self._size(name)}" for name in self.names)]
        absent = [name for name in schema.tables() if name not in self.sources]
        return "\n".join(
            [*lines, f"  not there, so what is counted over them is 0: {', '.join(absent)}"] if absent else lines
        )

    def _size(self, name: str) -> str:
        source = self.sources[name]
        if not isinstance(source, pd.DataFrame):
            files = files_of(str(source))
            held = sum(file.stat().st_size for file in files)
            if files[0].suffix != ".parquet" and held > _COUNTED:
                return f"{held / 1e9:,.1f} GB, rows not counted"
        rows = len(source) if isinstance(source, pd.DataFrame) else count(schema.tables()[name], self.inputs()[name])
        return f"{rows:,} row{'' if rows == 1 else 's'}"
