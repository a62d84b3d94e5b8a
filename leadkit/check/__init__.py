"""Check a folder of tables and name every bad row: file, line, column, what is wrong, and what to write instead."""

from leadkit.check.folder import check

__all__ = ["check"]
