"""Results of a grading that are kept, so that a second run does only what is new.

A result is found again by what it depends on: the content of the file, the exercise, the limits, the language, and the
kit itself. It is written as soon as it is there, in one line, so that a run that was stopped is taken up where it was.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

Result = dict[str, Any]  # status, notes, marks: plain data


class Kept:
    """Results, in memory and in a file.

    Parameters
    ----------
    path : Path, optional
        The file: a line of JSON for each result; it need not exist.
    depends : str
        What else they depend on: exercise, limits, language.
    """

    def __init__(self, path: Path | None, depends: str) -> None:
        self.path = path
        self.of = f"{depends} {fingerprint()}"
        self.results: dict[str, Result] = {}
        told = path.read_text(encoding="utf-8") if path is not None and path.exists() else ""
        self.gap = "" if told.endswith("\n") or not told else "\n"  # after a line that was cut when something stopped
        for line in told.splitlines():
            try:
                one = json.loads(line)
                if one["of"] == self.of:
                    self.results[one["digest"]] = one["result"]
            except (ValueError, KeyError, TypeError):
                continue

    def add(self, digest: str, result: Result, *, keep: bool = True) -> None:
        """Take one, and keep it at once, unless it is worth another try."""
        self.results[digest] = result
        if self.path is not None and keep:
            line = json.dumps({"of": self.of, "digest": digest, "result": result}, sort_keys=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{self.gap}{line}\n")
            self.gap = ""


def fingerprint() -> str:
    """Tell this kit from every other: whatever is changed in it may change a grade."""
    home, seen = Path(str(files("leadkit"))), hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.suffix in {".py", ".yaml", ".sql"}:
            seen.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    return seen.hexdigest()[:16]
