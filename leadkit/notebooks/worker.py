"""One notebook, in a process of its own: ``python -m leadkit.notebooks.worker`` takes a job and tells what happens.

The job comes as JSON on the command line; what happens goes out as lines of JSON: ``start``, a ``cell`` for each
cell, and ``done``. papermill runs the notebook and saves it on the way, so that also a notebook whose worker died
shows how far it came. What the page and the summary need to know is kept in the notebook itself, under
``metadata.leadkit``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from leadkit import words
from leadkit.documents import whole
from leadkit.notebooks.kernel import NAME
from leadkit.notebooks.series import headline, quick_start
from leadkit.notebooks.widgets import put_away
from leadkit.prose import load, told_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

_SHOWN = ("leadkit", "pandas", "duckdb", "matplotlib")
_LOST = {"DeadKernelError": "died", "CellTimeoutError": "timeout"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def main() -> None:
    """Run the job given on the command line."""
    quick_start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the kernel is shut down on the way out
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as told:
        os.dup2(2, 1)  # whatever prints by itself may not mix with what is told
        perform(json.loads(sys.argv[1]), lambda **event: _tell(told, event))


def _tell(told: IO[str], event: dict[str, Any]) -> None:
    told.write(json.dumps(event) + "\n")
    told.flush()


def perform(job: dict[str, Any], tell: Callable[..., None]) -> None:
    """Execute one notebook and write down how it went.

    Parameters
    ----------
    job : dict
        ``source``, ``target``, ``given`` (parameters), ``parameters`` (their defaults), ``cwd``, ``timeout`` (seconds
        for a cell, or None).
    tell : callable
        Told the events.
    """
    from papermill import execute_notebook  # noqa: PLC0415 - heavy, and only a worker needs it

    target = Path(job["target"])
    reached = {"cell": -1}

    def started(cell: NotebookNode, cell_index: int) -> None:
        reached["cell"] = cell_index
        if cell.cell_type == "code":
            tell(kind="cell", cell=cell_index + 1)

    everything = {**job["parameters"], **job["given"]}
    source = told_in(Path(job["source"]), words.language(str(everything.get("lang", "en"))))
    tell(kind="start", cell=len(source.cells) + bool(job["given"]))
    clock, begun, stopped = time.perf_counter(), time.time(), None
    try:
        execute_notebook(
            source,
            str(target),
            job["given"],
            engine_name=_engine(),
            kernel_name=NAME,
            language="python",
            progress_bar=False,
            cwd=job["cwd"],
            execution_timeout=job["timeout"],
            on_cell_start=started,
        )
    except Exception as error:  # noqa: BLE001 - whatever it was, it is told in the notebook, on the page and in the summary
        stopped = error
    seconds = round(time.perf_counter() - clock, 2)
    node = load(target if target.exists() else Path(job["source"]))
    tell(kind="done", **_finish(node, job, _fault(node, stopped, reached["cell"]), seconds, begun))


def _engine() -> str:
    """Let papermill save a notebook at most once a second: twice a cell, as it would, takes a tenth of the time."""
    from papermill.engines import NBClientEngine, papermill_engines  # noqa: PLC0415 - as above

    class Sparing(NBClientEngine):  # type: ignore[misc]  # papermill has no types
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - papermill's
            save = nb_man.save

            def now_and_then(**told: Any) -> None:  # noqa: ANN401 - as above
                if nb_man.end_time or (nb_man.now() - nb_man.last_save_time).total_seconds() >= 1:
                    save(**told)

            nb_man.save = now_and_then
            return super().execute_managed_notebook(nb_man, *given, **more)

    papermill_engines.register("leadkit", Sparing)
    return "leadkit"


def give_up(job: dict[str, Any], why: str, begun: float) -> dict[str, Any]:
    """Write down, in the parent's process, that a worker was lost; the notebook is shown as far as it came.

    Parameters
    ----------
    job : dict
        As for :func:`perform`.
    why : str
        The last that was heard.
    begun : float
        When it was started, in seconds of the epoch.

    Returns
    -------
    dict
        ``status``, ``seconds`` and ``error``.
    """
    target = Path(job["target"])
    node = load(target if target.exists() else Path(job["source"]))
    fault = {**_told(None, -1, words.say_here("terminal.lost"), why, None), "kind": "broken"}
    return _finish(node, job, fault, round(time.time() - begun, 2), begun)


def _finish(
    node: NotebookNode, job: dict[str, Any], fault: dict[str, Any] | None, seconds: float, begun: float
) -> dict[str, Any]:
    _dress(node, job, fault, seconds, begun)
    _save(node, Path(job["target"]))
    return {"status": fault["kind"] if fault else "done", "seconds": seconds, "error": fault}


def _fault(node: NotebookNode, stopped: Exception | None, reached: int) -> dict[str, Any] | None:
    """Find the first error of a cell that is not tagged `raises-exception`, or where the kernel was lost."""
    node.cells = [cell for cell in node.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]
    kind = _LOST.get(type(stopped).__name__)
    if kind is None:
        for index, cell in enumerate(node.cells):
            for output in _errors(cell):
                return _told(cell, index, output.ename, output.evalue, _line(output, cell))
    if type(stopped).__name__ in {"NoneType", "PapermillExecutionError"}:  # papermill stops at what is shown on purpose
        return None
    cell = node.cells[reached] if 0 <= reached < len(node.cells) else None
    message = next(iter(_ANSI.sub("", str(stopped)).strip().splitlines()), "")
    return {**_told(cell, reached, type(stopped).__name__, message, None), "kind": kind or "broken"}


def _errors(cell: NotebookNode) -> list[NotebookNode]:
    if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", []):
        return []
    return [output for output in cell.outputs if output.output_type == "error"]


def _told(cell: NotebookNode | None, index: int, name: str, message: str, line: int | None) -> dict[str, Any]:
    lines = cell.source.splitlines() if cell else []
    return {
        "kind": "failed",
        "cell": index + 1,
        "count": cell.get("execution_count") if cell else None,
        "line": line,
        "source": lines[line - 1].strip() if line and line <= len(lines) else "",
        "name": name,
        "message": message.strip(),
    }


def _line(output: NotebookNode, cell: NotebookNode) -> int | None:
    """Take the line of this very cell from the traceback (the last one, when the cell calls itself)."""
    text = _ANSI.sub("", "\n".join(output.traceback))
    found = re.findall(rf"Cell In\s?\[{cell.execution_count}\], line (\d+)", text)
    return int(found[-1]) if found else None


def _dress(node: NotebookNode, job: dict[str, Any], fault: dict[str, Any] | None, seconds: float, begun: float) -> None:
    node.metadata.pop("papermill", None)  # it holds paths of this machine
    for cell in node.cells:
        cell.metadata.pop("papermill", None)
    node.metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    title, question = headline("\n\n".join(cell.source for cell in node.cells if cell.cell_type == "markdown"))
    parameters = {**job["parameters"], **job["given"]}
    node.metadata["leadkit"] = {
        "title": title,
        "question": question,
        "status": fault["kind"] if fault else "done",
        "seconds": seconds,
        "started": dt.datetime.fromtimestamp(begun, dt.UTC).isoformat(timespec="milliseconds"),
        "parameters": [*_spoken(parameters).items()],  # pairs: the format sorts a mapping
        "given": sorted(job["given"]),
        "error": fault,
        "versions": {"Python": sys.version.split()[0], **{name: version(name) for name in _SHOWN}},
        "widgets": put_away(node, own=bool(parameters.get("tables"))),
    }
    node.metadata = _plain(node.metadata)


def _spoken(parameters: dict[str, Any]) -> dict[str, Any]:
    """Say in which language it ran, where that was left to the session."""
    return parameters | ({"lang": words.language()} if parameters.get("lang") == "" else {})


def _plain(tree: Any) -> Any:  # noqa: ANN401 - notebook metadata is a tree of anything
    from nbformat import from_dict  # noqa: PLC0415 - as above

    return from_dict(tree)


def _save(node: NotebookNode, target: Path) -> None:
    import nbformat  # noqa: PLC0415 - as above

    with whole(target, over=True) as hidden:
        hidden.write_text(nbformat.writes(node), encoding="utf-8")


if __name__ == "__main__":
    main()
