"""Help in the session's language: the map of the commands, and whatever a student and a trainer type.

The strings are ``help.COMMAND.says`` and ``help.COMMAND.PARAMETER`` of ``data/words.*.yaml``, or ``help.any.PARAMETER``
where commands share one. What has no string (the commands of a team) says what its function says, in English.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from leadkit.cli.frame import EXAMPLES, Pairs
from leadkit.errors import UnknownNameError
from leadkit.words import language, strings

if TYPE_CHECKING:
    _Command = TyperCommand
else:
    _Command = object  # what is mixed in is a command or a group


class Spoken(_Command):
    """What a command needs so that its help is in the session's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of typer's own click
        """Write the help of a copy that speaks the language: the command itself stays what it is."""
        name, shown = _name(ctx), copy(self)
        shown.help = _said(f"{name}.says", shown.help)
        shown.epilog = (shown.epilog or "").replace(EXAMPLES, _said("examples"), 1)
        shown.params = [copy(param) for param in shown.params]
        params: list[Any] = shown.get_params(ctx)
        for param in params:
            param.help = _said(f"{name}.{param.name}", _said(f"any.{param.name}", param.help))
            param.rich_help_panel = _said("arguments" if isinstance(param, TyperArgument) else "options")
        if isinstance(shown, TyperGroup):
            commands: dict[str, Any] = {word: copy(command) for word, command in shown.commands.items()}
            shown.commands = commands
            for word, command in commands.items():
                command.short_help = _said(f"{f'{name}_{word}' if ctx.parent else word}.says", command.help)
                command.rich_help_panel = _said("commands")
        super(Spoken, shown).format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write how it is typed, at the head of the help."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_said('usage')} ")


class Command(Spoken, TyperCommand):
    """A command."""


class PairsCommand(Spoken, Pairs):
    """A command with ``-p``."""


class Group(Spoken, TyperGroup):
    """A command of commands."""


def _name(ctx: Any) -> str:  # noqa: ANN401 - as above
    """Name the command as the strings do: ``exercises_new``; the root is ``leadkit``."""
    words: list[str] = []
    while ctx.parent:
        words, ctx = [ctx.info_name, *words], ctx.parent
    return "_".join(words) or "leadkit"


def _said(key: str, otherwise: str | None = "") -> str:
    try:
        lang = language()
    except UnknownNameError:  # the command will say so; its help helps
        lang = "en"
    return strings(lang).get(f"help.{key}") or otherwise or ""
