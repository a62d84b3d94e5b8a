"""What stopped a cell, in one sentence with its line; the whole traceback stays one call away (``%tb``)."""

from __future__ import annotations

import difflib
import linecache
import sys
import traceback
from typing import TYPE_CHECKING, Any

from leadkit import words
from leadkit.errors import LeadkitError
from leadkit.exercises.blank import MARK, Unfilled
from leadkit.exercises.outcome import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from types import TracebackType


def told(error: BaseException, trace: TracebackType | None, namespace: Mapping[str, Any], lang: str = "en") -> str:
    """Say in one sentence what stopped a cell, and in which line.

    Parameters
    ----------
    error : BaseException
        What was raised.
    trace : traceback, optional
        Where.
    namespace : mapping
        The student's variables: the last step of the traceback through her own code is the line that is told.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    str

    Examples
    --------
    >>> told(NameError("name 'leed' is not defined", name="leed"), None, {"lead": 1})
    "There is no 'leed' here. Did you mean 'lead'? If not: was the cell that makes it run?"
    """
    said = {"kind": type(error).__name__, "message": visible(str(error)).removesuffix(".")}
    if isinstance(error, NameError) and error.name:
        near = nearest_of(error.name, namespace)
        sentence = _say("name_near" if near else "name", lang, name=error.name, **({"near": near} if near else {}))
    elif isinstance(error, LeadkitError):
        sentence = str(error)
    elif isinstance(error, KeyError):
        missing = error.args[0] if error.args else "?"
        near = nearest_of(str(missing), _columns(namespace))
        told = {"missing": visible(repr(missing)), **({"near": near} if near else {})}
        sentence = _say("key_near" if near else "key", lang, **told)
    elif isinstance(error, SyntaxError):
        sentence = _say("syntax", lang, message=said["message"].partition(" (")[0])
    else:
        sentence = _say("other", lang, **said)
    number, line = _line(error, trace, namespace)
    return _say("line", lang, number=number, line=line, sentence=sentence) if number else sentence


def _say(key: str, lang: str, **values: object) -> str:
    return words.say(f"exercises.slip.{key}", lang, **values)


def _columns(namespace: Mapping[str, Any]) -> set[str]:
    """List the columns of all tables that a student has."""
    return {str(name) for value in namespace.values() for name in getattr(value, "columns", ())}


def nearest_of(name: str, namespace: Collection[str]) -> str:
    """Find the student's own name that is nearest to one that she does not have, or "".

    Examples
    --------
    >>> nearest_of("leeds", {"leads": 1, "_leeds": 2})
    'leads'
    """
    own = [one for one in namespace if not one.startswith("_")]
    return next(iter(difflib.get_close_matches(name, own, n=1, cutoff=0.75)), "")


def _line(error: BaseException, trace: TracebackType | None, namespace: Mapping[str, Any]) -> tuple[int, str]:
    """Find the last line of the student's own that was running."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0, visible((error.text or "").strip())
    own = [(frame, number) for frame, number in traceback.walk_tb(trace) if frame.f_globals is namespace]
    if not own:
        return 0, ""
    frame, number = own[-1]
    return number, visible(linecache.getline(frame.f_code.co_filename, number).strip())


def install(shell: Any, lang: str) -> None:  # noqa: ANN401 - IPython's shell
    """Let a notebook tell slips in one sentence, and leave out lines that hold a blank.

    Parameters
    ----------
    shell : InteractiveShell
        IPython's.
    lang : {"en", "th", "vi"}
        The language.
    """

    def show(shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: int | None = None) -> list[str]:  # noqa: ANN401, ARG001 - as IPython calls it
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace  # what %tb shows
        return _shown(shell, error, told(error, trace, shell.user_ns, lang), lang)

    def show_syntax(*_: object, **__: object) -> None:
        error = sys.exc_info()[1] or sys.last_value
        if isinstance(error, SyntaxError):
            _shown(shell, error, told(error, None, shell.user_ns, lang), lang)

    shell.set_custom_exc((Exception,), show)
    shell.showsyntaxerror = show_syntax
    shell.ast_transformers = [one for one in shell.ast_transformers if not isinstance(one, Unfilled)]
    shell.ast_transformers.append(Unfilled(shell.user_ns))


def _shown(shell: Any, error: BaseException, sentence: str, lang: str) -> list[str]:  # noqa: ANN401 - IPython's shell
    whole = "" if isinstance(error, SyntaxError) or MARK in sentence else f"\n{_say('whole', lang)}"
    lines = [f"{sentence}{whole}"]
    shell._showtraceback(type(error), error, lines)  # noqa: SLF001 - IPython has no public way to show one line
    return lines
