"""What was mistyped: how the command is typed, and one sentence in the session's language.

The classes of such mistakes are private to typer, and known here by their names; one that is not known says what typer
says, in English.
"""

from __future__ import annotations

import re
from typing import Any

import typer

from leadkit.words import offered, say_here

Mistyped: type[Exception] = typer.BadParameter.__mro__[1]  # its UsageError
HELP = "NoArgsIsHelpError"  # no mistake: a command without anything shows its help
_TAKES = {"int_parsing": "whole", "float_parsing": "number", "greater_than_equal": "least"}


def tell(error: Any) -> None:  # noqa: ANN401 - of typer's own click
    """Say on the standard error how the command is typed, and what is wrong."""
    ctx, sentence = error.ctx, _sentence(error)
    if ctx is not None:
        pieces = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
        typer.echo(f"{say_here('help.usage')} {pieces}", err=True)
    typer.echo(f"leadkit: {sentence}", err=True)
    if ctx is not None:
        typer.echo(say_here("help.more", command=f"{ctx.command_path} --help"), err=True)


def _sentence(error: Any) -> str:  # noqa: ANN401 - as above
    kind, ctx, param, told = type(error).__name__, error.ctx, getattr(error, "param", None), str(error.format_message())
    if kind == "NoSuchOption":
        options = [name for one in ctx.command.get_params(ctx) for name in (*one.opts, *one.secondary_opts)]
        return say_here("mistyped.option", name=error.option_name) + offered(error.option_name, options)
    if kind == "MissingParameter" and param:
        return say_here("mistyped.missing", name=_named(param))
    if kind == "BadOptionUsage":
        return say_here(f"mistyped.{'value' if 'requires' in told else 'nothing'}", name=error.option_name)
    if kind == "BadParameter":
        return _bad_value(error, param, told)
    words = re.search(r"'(.*)'\.|\(s\) \((.*)\)$", told)
    commands = getattr(ctx and ctx.command, "commands", None)
    if words and words[1] and commands:
        return say_here("mistyped.command", name=words[1]) + offered(words[1], commands)
    return say_here("mistyped.extra", words=words[2]) if words and words[2] else told


def _bad_value(error: Any, param: Any, told: str) -> str:  # noqa: ANN401 - as above
    """Say what an option takes; a complaint about none is the kit's own, and a sentence already."""
    if param is None:
        return str(error.message)
    found = error.__cause__.errors()[0] if hasattr(error.__cause__, "errors") else {}  # pydantic's, which typer asks
    key, least = _TAKES.get(found.get("type", "")), found.get("ctx", {}).get("ge", 0)
    return say_here(f"mistyped.{key}", name=_named(param), least=f"{least:g}") if key else told


def _named(param: Any) -> str:  # noqa: ANN401 - as above
    return str(param.opts[0] if param.param_type_name == "option" else param.name)
