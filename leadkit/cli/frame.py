"""What all commands share: one sentence for a mistake, pairs after ``-p``, examples in the help, quiet progress.

Exit codes: 0 done, 1 failed, 2 the command was not typed as it should be. What was asked for goes to the standard
output; progress and complaints go to the standard error, and progress only when somebody is watching.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from leadkit.cli.mistyped import HELP, Mistyped, tell
from leadkit.errors import LeadkitError, UnknownNameError
from leadkit.words import say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

FAILED, MISTYPED, STOPPED = 1, 2, 130
EXAMPLES = "Examples:"
_PAIR_FLAGS = frozenset({"-p", "--param"})


class Kit(TyperGroup):
    """The root: turns every complaint into one sentence and an exit code."""

    def make_context(self, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - the context class differs between versions of typer
        """Read the words before the command."""
        with _told():
            return super().make_context(*given, **more)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run the command; a mistake is a sentence, never a traceback."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    try:
        try:
            yield
        except KeyboardInterrupt:
            typer.echo(say_here("terminal.stopped"), err=True)
            raise typer.Exit(STOPPED) from None
        except Mistyped as error:
            if type(error).__name__ == HELP:
                raise
            tell(error)
            raise typer.Exit(MISTYPED) from None
    except LeadkitError as error:
        complain(error)
        raise typer.Exit(MISTYPED if isinstance(error, UnknownNameError) else FAILED) from None


class Pairs(TyperCommand):
    """A command whose ``-p`` takes a name and a value, as two words (``-p lang vi``) or as one (``-p lang=vi``)."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as above
        """Join the two words into one before the rest is read."""
        joined: list[str] = []
        words = iter(args)
        for word in words:
            joined.append(word)
            if word == "--":
                joined += words
            elif word in _PAIR_FLAGS:
                joined.append(_pair(words, word))
        return super().parse_args(ctx, joined)


def _pair(words: Iterator[str], flag: str) -> str:
    name = next(words, None)
    if name is not None and "=" in name:
        return name
    value = next(words, None)
    if name is None or value is None:
        raise typer.BadParameter(say_here("errors.no_pair", flag=flag))
    return f"{name}={value}"


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """Split ``name=value`` texts; the last of a name counts.

    Examples
    --------
    >>> pairs(["lang=vi", "title=a=b"])
    {'lang': 'vi', 'title': 'a=b'}
    """
    return {name: value for name, _, value in (text.partition("=") for text in texts)}


def examples(*lines: str) -> str:
    """Write the examples that stand under a command's help, one on a line.

    Examples
    --------
    >>> examples("leadkit run", "leadkit run 01").splitlines()
    ['Examples:', '  leadkit run', '  leadkit run 01']
    """
    return "\n  ".join([EXAMPLES, *lines])


def prose(command: Callable[..., object]) -> str:
    """Take a command's help from its docstring, each paragraph on one line, to be broken where the terminal ends.

    Examples
    --------
    >>> prose(examples)[:49]
    "Write the examples that stand under a command's h"
    """
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def complain(error: LeadkitError) -> None:
    """Say what is wrong, on the standard error, and nothing else."""
    typer.echo(f"leadkit: {error}", err=True)


@contextmanager
def mistyped() -> Iterator[None]:
    """Mark what only reads the command line: a complaint in here is a mistyped command (2), not a failed one (1)."""
    try:
        yield
    except LeadkitError as error:
        complain(error)
        raise typer.Exit(MISTYPED) from None


def console(*, err: bool = False) -> Console:
    """Give a console that leaves texts as they are; where nobody watches, lines are long rather than broken."""
    from rich.console import Console  # noqa: PLC0415 - `--help` must be quick

    made = Console(stderr=err, markup=False, highlight=False, emoji=False)
    return made if made.is_terminal else Console(stderr=err, markup=False, highlight=False, emoji=False, width=160)


@contextmanager
def share(label: str) -> Iterator[Callable[[float], None]]:
    """Show a bar while something long runs; silent when nobody is watching.

    Yields
    ------
    callable
        To be told the share done, from 0 to 1.
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    screen = console(err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(label, total=1.0)
        yield lambda done: bar.update(task, completed=done)
