"""The command line: a thin porch. What a command does lives in the floors below; here it is only spoken of."""

from leadkit.cli.root import app, main

__all__ = ["app", "main"]
