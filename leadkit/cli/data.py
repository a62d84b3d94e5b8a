"""The commands of the tables: make a world, check a folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the type
from typing import Annotated

import typer

from leadkit.cli.frame import FAILED, console, examples, share

GROUP = examples("leadkit data make saas --people 10000 --out my-world", "leadkit data check my-world")
MAKE = examples(
    "leadkit data make saas --people 10000 --out my-world",
    "leadkit data make saas --people 1000000 --seed 11 --out big --format parquet",
)
CHECK = examples("leadkit data check my-world")


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
