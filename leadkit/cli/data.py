"""The commands of the tables: make a world, check a folder, ask the definitions of a pack."""

from __future__ import annotations

import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadkit.cli.frame import FAILED, console, examples, mistyped, pairs, share
from leadkit.errors import UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from leadkit.definitions import Definitions
    from leadkit.tables import Tables

GROUP = examples("leadkit data make saas --people 10000 --out my-world", "leadkit data check my-world")
MAKE = examples(
    "leadkit data make saas --people 10000 --out my-world",
    "leadkit data make saas --people 1000000 --seed 11 --out big --format parquet",
)
CHECK = examples("leadkit data check my-world")
CLASSIFY = examples(
    "leadkit classify my-world --by marketstar",
    "leadkit classify my-world --by marketstar --by successagency --as-of 2025-03-31 --to answers.parquet",
    "leadkit classify my-world --by successagency -p quiet 30",
    "leadkit classify 'snapshots/*.parquet' --by my-pack.yaml --to answers.csv",
)


class Format(StrEnum):
    """How tables are written."""

    PARQUET = "parquet"
    CSV = "csv"


def make(
    world: Annotated[str, typer.Argument(help="The world: saas, shop or property.")],
    people: Annotated[int, typer.Option("--people", "-n", help="How many people live in it.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new folder for the tables.")],
    seed: Annotated[int, typer.Option("--seed", "-s", help="The same seed makes the same world.")] = 7,
    form: Annotated[Format, typer.Option("--format", help="How the tables are written.")] = Format.PARQUET,
    without: Annotated[
        str | None, typer.Option(help="An obstacle to take away 90 days before the end: a twin.")
    ] = None,
) -> None:
    """Make a world of tables, of any size.

    The same world, people and seed always give the same tables. They are written a piece at a time, so the world may be
    larger than the memory.
    """
    from leadkit import synth  # noqa: PLC0415 - `--help` must be quick

    with share(f"making {world}") as progress:
        folder = synth.make(world, people, seed, to=out, format=form.value, without=without, progress=progress)
    typer.echo(folder)


def check(folder: Annotated[Path, typer.Argument(help="A folder of tables, CSV or Parquet.")]) -> None:
    """List every bad row of a folder of tables: file, line, column, reason. Writes nothing."""
    from rich.table import Table  # noqa: PLC0415 - `--help` must be quick
    from rich.text import Text  # noqa: PLC0415 - as above

    from leadkit.check import check as find_faults  # noqa: PLC0415 - as above

    faults = find_faults(folder)
    notes = faults.attrs["notes"]
    if faults.empty:
        typer.echo("\n".join([f"No faults in {folder}.", *notes]))
        return
    shown = ["file", "line", "column", "reason", "value"]
    table = Table(*shown, box=None, header_style="bold", pad_edge=False)
    table.columns[1].justify = "right"
    for row in faults[shown].astype(object).where(faults[shown].notna(), "").itertuples(index=False):
        table.add_row(*(Text(str(cell), overflow="fold") for cell in row))
    console().print(table)
    typer.echo("".join(f"{note}\n" for note in notes), nl=False)
    total = int(faults.attrs["faults"])
    typer.echo(f"{total:,} {'fault' if total == 1 else 'faults'} in {folder}.", err=True)
    raise typer.Exit(FAILED)


def classify(
    data: Annotated[str, typer.Argument(help="A folder of tables, or a snapshot: a CSV or Parquet file or glob.")],
    by: Annotated[list[str], typer.Option("--by", help="A pack of definitions, by name or path. May be repeated.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day to look from, as 2025-06-30; the last day if left out.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="A CSV or Parquet file to write.")] = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME VALUE", help="What a source leaves open, as in: -p quiet 30."),
    ] = None,
) -> None:
    """Ask the definitions of a pack of every person: yes, no or unknown.

    Without --to, counts are shown, and the first rows. People are known by their person_id alone.
    """
    from leadkit import datasets  # noqa: PLC0415 - `--help` must be quick
    from leadkit.definitions import classify as ask  # noqa: PLC0415 - as above

    with mistyped():
        schools = _bound(by, {name: _value(text) for name, text in pairs(param or []).items()})
    people = datasets.read(data) if Path(data).is_dir() else data
    with share("classifying") as progress:
        if to is not None:
            typer.echo(ask(people, by=schools, as_of=as_of, to=to, progress=progress))
            return
        counts, first = _looked_at(people, schools, as_of, progress)
    typer.echo(counts.to_string(index=False))
    typer.echo(f"\nThe first {len(first)} people:")
    typer.echo(first.to_string(index=False, line_width=console().width))


def _looked_at(
    people: Tables | str, schools: Sequence[Definitions], as_of: str | None, progress: Callable[[float], None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the answers, and take the first rows; in bounded memory, however many people there are."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - `--help` must be quick

    from leadkit.definitions import classify as ask  # noqa: PLC0415 - as above
    from leadkit.definitions import tally  # noqa: PLC0415 - as above

    counts = tally(people, by=schools, as_of=as_of, progress=lambda done: progress(done / 2))
    with tempfile.TemporaryDirectory(prefix="leadkit-") as aside:
        to = Path(aside) / "answers.parquet"
        ask(people, by=schools, as_of=as_of, to=to, progress=lambda done: progress(0.5 + done / 2))
        with ParquetFile(to) as file:
            first = next(file.iter_batches(10)).to_pandas().set_index("person_id")
    said = {True: "yes", False: "no"}
    return counts, first.astype(object).map(lambda answer: said.get(answer, "unknown")).reset_index()


def _bound(packs: Sequence[str], given: Mapping[str, bool | float | str]) -> list[Definitions]:
    """Read the packs; a parameter goes to those that have it, and at least one must."""
    from leadkit import packs as shelf  # noqa: PLC0415 - `--help` must be quick

    if len(packs) == 1:
        return [shelf.definitions(packs[0], **given)]
    has = {pack: {parameter.name for parameter in shelf.definitions(pack).params} for pack in packs}
    known = set().union(*has.values())
    for name in given:
        if name not in known:
            raise UnknownNameError(f"No parameter '{name}' in {', '.join(packs)}.{nearest(name, known)}")
    return [shelf.definitions(p, **{name: value for name, value in given.items() if name in has[p]}) for p in packs]


def _value(text: str) -> bool | float | str:
    spoken = {"true": True, "false": False}
    if text.casefold() in spoken:
        return spoken[text.casefold()]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
