"""Find what is missing or misspelt before any row is read: files of a folder, columns of a file.

A ``datapackage.json`` in the folder is a promise: the files and columns it names must be there, and no file may have
fewer lines than it says. Without one, only what no verb can do without is asked for, and other columns are welcome.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from leadkit import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from leadkit.check.lines import Tell
    from leadkit.check.report import Report
    from leadkit.schema import Table
    from leadkit.tables import Found

PACKAGE = "datapackage.json"


class Promise(NamedTuple):
    """What the data package says of one file."""

    columns: tuple[str, ...] = ()
    size: int = 0
    lines: int = 0


def promised(folder: Path, report: Report) -> dict[str, Promise]:
    """Read what the data package of a folder promises, file by file; nothing if there is none."""
    package = folder / PACKAGE
    if not package.is_file():
        return {}
    try:
        told = json.loads(package.read_text(encoding="utf-8"))
        return {str(each["path"]): _promise(each) for each in told["resources"]}
    except json.JSONDecodeError as wrong:
        report.add(PACKAGE, "package", line=wrong.lineno, why=wrong.msg)
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        report.add(PACKAGE, "package", why=f"{type(wrong).__name__} {wrong}")
    return {}


def _promise(resource: Mapping[str, Any]) -> Promise:
    fields = resource.get("schema", {}).get("fields", [])
    return Promise(
        tuple(str(field["name"]) for field in fields), int(resource.get("bytes", 0)), int(resource.get("lines", 0))
    )


def files_at_fault(
    folder: Path, found: Mapping[str, Sequence[Found]], said: Mapping[str, Promise], report: Report
) -> None:
    """Add files that are missing, misspelt, or there in two forms."""
    near = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.casefold() in (".csv", ".parquet") and file.stem not in [*schema.tables(), "truth"]:
            match = _nearest(file.stem, [name for name in [*schema.tables(), "truth"] if name not in found])
            if match:
                near[match] = file.name
                report.add(file.name, "misspelt_file", place=file.name, near=f"{match}{file.suffix.casefold()}")
    for forms in found.values():
        if len(forms) > 1:
            each = ", ".join(form.files[0].relative_to(folder.absolute()).as_posix() for form in forms)
            report.add(forms[0].files[0].name, "two_forms", files=each)
    missing = [path for path in said if not (folder / path).is_file()]
    for path in missing:
        report.add(path, "promised_file", place=path)
    if "people" not in found and "people" not in near and "people.csv" not in missing:
        report.add("people.csv", "no_file", place="people.csv")


def columns_at_fault(table: Table, names: Sequence[str], wanted: Iterable[str], tell: Tell, line: int | None) -> bool:
    """Tell which columns of a file are missing, misspelt, nameless or there twice; say whether rows can be read.

    Parameters
    ----------
    table : Table
        What the schema says.
    names : sequence of str
        The header of the file.
    wanted : iterable of str
        Columns that must be there beyond those the schema requires.
    tell : callable
        Takes the faults.
    line : int, optional
        The line of the header, where there is one.

    Returns
    -------
    bool
        False if no name is one of the table, or nearly: then it is no header, and its rows are nobody's.

    Examples
    --------
    >>> said = []
    >>> areas = schema.tables()["areas"]
    >>> columns_at_fault(areas, ["Region", "surveyed"], [], lambda code, **at: said.append((code, at["column"])), 1)
    True
    >>> said
    [('misspelt_column', 'Region'), ('missing_column', 'households')]
    """
    absent = [name for name in table.names if name not in names]
    near = {name: _nearest(name, absent) for name in names if name and table.get(name) is None}
    if len(absent) == len(table.names) and not any(near.values()) and not any(map(table.get, names)):
        first = ", ".join(field.name for field in table.fields if field.required)
        tell("not_header", line=line, table=table.name, names=first)
        return False
    for name, match in near.items():
        if match:
            tell("misspelt_column", line=line, column=name, near=match)
    needed = [f.name for f in table.fields if f.required] + list(wanted)
    for name in dict.fromkeys(needed):
        if name not in names and name not in near.values():
            tell("missing_column", line=line, column=name)
    for number, name in enumerate(names, start=1):
        if not name.strip():
            tell("nameless_column", line=line, number=number)
    for folded, count in Counter(name.casefold() for name in names if name.strip()).items():
        if count > 1:
            twice = [name for name in names if name.casefold() == folded]
            tell("twice_column", line=line, column=twice[-1])
    return True


def _nearest(name: str, choices: Sequence[str]) -> str:
    """Return the choice that `name` is a misspelling of, or an empty text."""
    plain = re.sub(r"[\s.-]+", "_", name.strip().casefold())
    close = difflib.get_close_matches(plain, choices, n=1, cutoff=0.75)
    return close[0] if close else ""
