"""The map of the commands: ``leadkit --help``."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from leadkit.cli import data, exercises, people, rules, series, spoken
from leadkit.cli.frame import Kit, Pairs, examples, prose
from leadkit.notebooks import quick_start

if TYPE_CHECKING:
    from collections.abc import Callable


class Map(spoken.Spoken, Kit):
    """The root."""


app = typer.Typer(
    cls=Map,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("leadkit run 00 01", "leadkit lab", "leadkit COMMAND --help"),
)
_tables = typer.Typer(no_args_is_help=True, help="Make a world of tables, or check your own.", epilog=data.GROUP)
app.add_typer(_tables, name="data")
_packs = typer.Typer(no_args_is_help=True, help="Check, test, compare and say the rules of a pack.", epilog=rules.GROUP)
app.add_typer(_packs, name="rules")
_tasks = typer.Typer(cls=spoken.Group, no_args_is_help=True, epilog=exercises.GROUP)
app.add_typer(_tasks, name="exercises")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - only when asked

        typer.echo(f"leadkit {version('leadkit')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Who is a lead, how warm, what a score is worth, and why: a research and teaching kit of notebooks and data."""


def _add(to: typer.Typer, command: Callable[..., None], epilog: str, cls: type[TyperCommand] = TyperCommand) -> None:
    to.command(command.__name__, cls=cls, help=prose(command), epilog=epilog)(command)


_add(app, series.run, series.RUN, spoken.PairsCommand)
_add(app, series.lab, series.LAB, spoken.Command)
_add(app, series.app, series.APP, spoken.Command)
_add(app, series.reset, series.RESET, spoken.Command)
_add(app, people.classify, people.CLASSIFY, Pairs)
_add(app, people.score, people.SCORE, Pairs)
_add(app, people.segment, people.SEGMENT, Pairs)
_add(app, people.explain, people.EXPLAIN, Pairs)
_add(app, series.doctor, series.DOCTOR, spoken.Command)
_add(_tables, data.make, data.MAKE)
_add(_tables, data.check, data.CHECK)
_add(_packs, rules.check, rules.CHECK, Pairs)
_add(_packs, rules.test, rules.TEST, Pairs)
_add(_packs, rules.diff, rules.DIFF, Pairs)
_add(_packs, rules.say, rules.SAY, Pairs)
_add(_packs, rules.sql, rules.SQL, Pairs)
_add(_packs, rules.schema, rules.SCHEMA)
_add(_tasks, exercises.new, exercises.NEW, spoken.Command)
_add(_tasks, exercises.check, exercises.CHECK, spoken.Command)
_add(_tasks, exercises.grade, exercises.GRADE, spoken.Command)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; being told to end (by a scheduler, say) tidies up like Ctrl-C."""
    signal.signal(signal.SIGTERM, _stop)
    quick_start()
    app()
