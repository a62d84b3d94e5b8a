"""Behind the locks: run the code cells of a submission in order, and send out the named answers as plain data.

IPython's own shell runs the cells, without a kernel, so that magics and a last line that awaits work as in the
notebook. Nothing stops it: a cell that fails is noted with its line, and the next one runs. What is printed or shown
goes nowhere. Whatever this process says is taken as the student's own words: it is read with limits, and believed in
nothing but the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leadkit.exercises.carrying import pack
from leadkit.exercises.slips import told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SAID = 400  # characters of a message


def perform(cells: Sequence[dict[str, Any]], wanted: Sequence[str], lang: str, tell: Callable[..., None]) -> None:
    """Run the cells and tell what happened.

    Parameters
    ----------
    cells : sequence of dict
        ``cell`` (its number in the notebook, from 1) and ``source`` of each code cell.
    wanted : sequence of str
        The variables whose values are the answers.
    lang : {"en", "th", "vi"}
        The language of what is said of a cell that failed.
    tell : callable
        Told ``cell`` when one begins, each ``fault``, each answer, and ``done``.
    """
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - heavy, and only a run needs it

    shell = InteractiveShell.instance()
    if shell.display_formatter is not None:
        shell.display_formatter.active_types = ["text/plain"]
    shell.InteractiveTB.set_mode("Minimal")
    for one in cells:
        tell(cell=one["cell"])
        result = shell.run_cell(one["source"], store_history=False)
        wrong = result.error_before_exec or result.error_in_exec
        if wrong is not None:
            tell(fault=one["cell"], says=_said(wrong, shell.user_ns, lang))
    for name in wanted:
        if name in shell.user_ns:
            tell(answer=name, value=pack(shell.user_ns[name]))
    tell(done=True)


def _said(error: BaseException, names: dict[str, Any], lang: str) -> str:
    """Say what stopped a cell, with its line, as the notebook says it."""
    try:
        return told(error, error.__traceback__, names, lang)[:_SAID]
    except Exception:  # noqa: BLE001 - the student's own class may do anything, also when it is shown
        return type(error).__name__[:_SAID]
