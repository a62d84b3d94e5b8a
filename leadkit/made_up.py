"""People made up for the tests that a pack brings along: their cells, and what a test says in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_KINDS = {"number": "a number", "text": "a text", "yes_no": "true or false"}
_DTYPES = {"test": "int64", "passed": "bool"}  # of the others, str
COLUMNS = ("test", "given", "name", "expected", "found", "passed")


def people(
    given: Sequence[Mapping[str, Any]], columns: Iterable[str], kinds: Mapping[str, str], of: str
) -> pd.DataFrame:
    """Put people made up into a table: person_id counts them from 0, and what is not given is NULL.

    Parameters
    ----------
    given : sequence of mapping
        The cells of each.
    columns : iterable of str
        The columns wanted.
    kinds : mapping of str to str
        Of which kind each should be.
    of : str
        Whose tests they are.

    Raises
    ------
    DataError
        A cell is of another kind.

    Examples
    --------
    >>> people([{"age": 40}, {}], ["age"], {"age": "number"}, "small")["age"].tolist()
    [40, None]
    """
    for number, cells in enumerate(given, 1):
        for name, value in cells.items():
            kind = "yes_no" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
            if value is not None and kinds.get(name, kind) != kind:
                asked = f"the rules ask for {_KINDS[kinds[name]]}"
                raise DataError(f"In test {number} of '{of}', {name} is {value!r}, and {asked}.")
    held = {name: pd.Series([cells.get(name) for cells in given], dtype=object) for name in columns}
    return pd.DataFrame({"person_id": [str(number) for number in range(len(given))], **held})


def said(cells: Mapping[str, Any], more: Iterable[str] = ()) -> str:
    """Say what a test gives.

    Examples
    --------
    >>> said({"age": 40, "need": None}, ["demo_request 3 days ago"])
    'age = 40; demo_request 3 days ago'
    """
    told = [f"{name} = {value}" for name, value in cells.items() if value is not None]
    return "; ".join([*told, *more]) or "nothing"


def text(value: object) -> str:
    """Say what is expected or found.

    Examples
    --------
    >>> text(25.0), text(None)
    ('25', 'none')
    """
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def verdicts(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Make the table of what was expected and found, one row an expectation, its columns :data:`COLUMNS`."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return table.astype({name: _DTYPES.get(name, "str") for name in COLUMNS})
