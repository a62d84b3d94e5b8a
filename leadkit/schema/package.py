"""Describe a folder of tables so that any Frictionless tool can read it: a tabular data package, made from the schema.

The descriptor lies beside the tables as ``datapackage.json``. Besides types, units, keys and licence it states how
many lines every file has, so that `leadkit data check` can tell a file that was cut off from one that was always that
short.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.errors import DataError
from leadkit.schema.values import Field, Table, table

if TYPE_CHECKING:
    from collections.abc import Mapping

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TYPES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "money": "number",
    "yes_no": "boolean",
    "day": "date",
    "time": "datetime",
}


def datapackage(
    world: str, title: str, description: str, resources: Mapping[str, str | Path], *, currency: str = "USD"
) -> dict[str, Any]:
    r"""Describe a folder of tables as a Frictionless Data Package (version 1 of the standard).

    Parameters
    ----------
    world : str
        The name of the world; it becomes part of the package's name.
    title, description : str
        What a reader of the catalogue sees.
    resources : mapping of str to path
        Table name to its CSV file, already written; header and size are read from it. `truth` may be among them.
    currency : str, default "USD"
        The currency of every column of money.

    Returns
    -------
    dict
        The descriptor, ready for :func:`json.dumps`. Paths are file names: it belongs into the folder of the files.

    Raises
    ------
    DataError
        A file cannot be read, or has a column that the schema does not know.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "areas.csv"
    >>> _ = file.write_text("region,households\nLanna,800\n", encoding="utf-8")
    >>> package = datapackage("saas", "A world", "Made up.", {"areas": file})
    >>> package["resources"][0]["path"], package["resources"][0]["bytes"]
    ('areas.csv', 28)
    """
    return {
        "profile": "tabular-data-package",
        "name": f"leadkit-{world}",
        "title": title,
        "description": description,
        "licenses": [LICENCE],
        "sources": [{"title": f"leadkit, the generator of the world '{world}'"}],
        "leadkit": {"world": world, "currency": currency},
        "resources": [_resource(table(name), Path(path), set(resources), currency) for name, path in resources.items()],
    }


def _resource(of: Table, path: Path, present: set[str], currency: str) -> dict[str, Any]:
    fields = [_known(of, name, path) for name in _header(path)]
    schema: dict[str, Any] = {
        "fields": [_field(f, currency) for f in fields],
        "missingValues": [""],
        "primaryKey": list(of.key),
    }
    links = [_link(f, of.name) for f in fields if f.refers_to and f.refers_to.split(".")[0] in present]
    if links:
        schema["foreignKeys"] = links
    return {
        "profile": "tabular-data-resource",
        "name": of.name,
        "path": path.name,
        "title": of.title["en"],
        "description": of.meaning["en"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "lines": _lines(path),
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return next(csv.reader(stream), [])
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise DataError(f"'{path.name}' cannot be described: its header cannot be read ({wrong}).") from wrong


def _lines(path: Path) -> int:
    """Count line ends, a block at a time; not a property of the standard, which welcomes others."""
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


def _known(of: Table, name: str, path: Path) -> Field:
    found = of.get(name)
    if found is None:
        raise DataError(f"'{path.name}' cannot be described: table '{of.name}' has no column '{name}'.")
    return found


def _field(of: Field, currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": of.name, "type": _TYPES[of.kind], "description": of.meaning["en"]}
    if of.unit:
        told["unit"] = currency if of.unit == "currency" else of.unit
    if of.null:
        told["description"] += f" (empty: {of.null['en']})"
    if of.kind == "yes_no":
        told |= {"trueValues": ["true"], "falseValues": ["false"]}
    if of.kind == "time":
        # Times are UTC and written without a zone, as databases write them.
        told["format"] = "%Y-%m-%d %H:%M:%S"
    limits: dict[str, Any] = {"required": True} if of.required else {}
    if of.values:
        limits["enum"] = list(of.values)
    if of.pattern:
        limits["pattern"] = of.pattern
    if of.low is not None:
        limits["minimum"] = of.low
    if of.high is not None:
        limits["maximum"] = of.high
    return told | ({"constraints": limits} if limits else {})


def _link(of: Field, here: str) -> dict[str, Any]:
    other, _, column = str(of.refers_to).partition(".")
    # Inside one table the standard wants the empty name.
    return {"fields": of.name, "reference": {"resource": "" if other == here else other, "fields": column}}
