"""The commands of the notebooks: run, lab, reset; and doctor, which says whether they can work here."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadkit.cli.frame import FAILED, console, examples, mistyped, pairs
from leadkit.errors import RunError
from leadkit.words import check_language, language, say_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.progress import Progress, TaskID

    from leadkit.notebooks import Event, Notebook, Outcome

RUN = examples(
    "leadkit run",
    "leadkit run 00 01 -p lang vi",
    "leadkit run 01 -p people 5000 -p seed 11 --out my-results",
    "leadkit run leadkit-notebooks --jobs 1 --timeout 120",
)
LAB = examples(
    "leadkit lab",
    "leadkit lab --lang th --folder my-thai-notebooks",
    "leadkit lab --folder my-notebooks --port 8890 --no-browser",
)
APP = examples("leadkit app 05", "leadkit app 01 --lang th --port 8890 --no-browser")
RESET = examples("leadkit reset 05", "leadkit reset 01_lead_contact_customer --folder my-notebooks")
DOCTOR = examples("leadkit doctor")

_Folder = Annotated[Path, typer.Option("--folder", "-f")]
_FOLDER = Path("leadkit-notebooks")


def run(
    notebooks: Annotated[list[str] | None, typer.Argument()] = None,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME VALUE")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1)] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o")] = None,
    timeout: Annotated[float | None, typer.Option(min=1)] = None,
) -> None:
    """Run the notebooks, and make a page of the results.

    Each runs in a kernel of its own; one that fails stops no other. Parameters are checked before anything runs. The
    results appear in a new folder, whole or not at all; its index.html needs no network.
    """
    from leadkit import notebooks as series  # noqa: PLC0415 - `--help` must be quick
    from leadkit import report  # noqa: PLC0415 - as above

    with mistyped():
        language()
        typed = pairs(param or [])
        chosen = series.choose(notebooks or [])
        given = series.check(chosen, typed)
    for name, without in series.lacking(chosen, typed).items():
        typer.echo(_say("without", name=name, notebooks=", ".join(without)), err=True)
    results = series.ResultFolder(out)
    with results as folder:
        with _watch(chosen) as listen:
            outcomes = series.run(chosen, given, folder, jobs=jobs, timeout=timeout, listen=listen)
        report.build(folder)
    _summary(outcomes)
    typer.echo(results.out / "index.html")
    if any(outcome.status != "done" for outcome in outcomes):
        raise typer.Exit(FAILED)


@contextmanager
def _watch(chosen: Sequence[Notebook]) -> Iterator[Callable[[Event], None]]:
    """Show a bar for each notebook in work, with the cell it is at."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    screen = console(err=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bars:
        tasks = {book.name: bars.add_task(book.name, total=None, start=False, note=_say("waiting")) for book in chosen}
        lock = threading.Lock()

        def listen(event: Event) -> None:
            with lock:
                _move(bars, tasks[event.notebook], event)

        yield listen


def _move(bars: Progress, task: TaskID, event: Event) -> None:
    if event.kind == "start":
        bars.start_task(task)
        bars.update(task, total=event.cell, note=_say("starting"))
    elif event.kind == "cell":
        bars.update(
            task, completed=event.cell - 1, note=_say("cell_of", cell=event.cell, all=f"{bars.tasks[task].total:.0f}")
        )
    else:
        bars.update(task, completed=bars.tasks[task].total, note=_say("done"))
        bars.stop_task(task)


def _summary(outcomes: Sequence[Outcome]) -> None:
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    heads = [_say(name) for name in ("notebook", "result", "seconds", "why")]
    table = Table(*heads, box=None, header_style="bold", pad_edge=False)
    table.columns[2].justify = "right"
    for outcome in outcomes:
        word = Text(_say(outcome.status), style="green" if outcome.status == "done" else "bold red")
        source = (outcome.error or {}).get("source")
        why = outcome.sentence + (f"\n  {source}" if source else "")
        table.add_row(Text(outcome.name), word, Text(f"{outcome.seconds:.1f}"), Text(why))
    console().print(table)


def lab(
    folder: _Folder = _FOLDER,
    port: int | None = None,
    browser: bool = True,
    lang: Annotated[str, typer.Option(envvar="LEADKIT_LANG")] = "en",
) -> None:
    """Open JupyterLab on your own copy of the notebooks.

    Notebooks that you have already are never overwritten; new ones are added. JupyterLab listens on this machine
    only, and asks for a token.
    """
    from leadkit import notebooks as series  # noqa: PLC0415 - `--help` must be quick

    check_language(lang)
    added, kept = series.copy_series(folder, lang=lang)
    _listed(_say("added", lang, folder=folder), added)
    _listed(_say("kept", lang), kept)
    code = series.open_lab(folder, lang=lang, port=port, browser=browser, announce=partial(_opens, "lab", lang))
    if code != 0:
        raise typer.Exit(FAILED)


def _listed(label: str, names: Sequence[str]) -> None:
    if names:
        typer.echo("\n  ".join([label, *names]))


def _opens(what: str, lang: str, address: str) -> None:
    typer.echo(f"{_say(what, lang, address=address)}\n{_say('stop', lang)}")


def app(
    notebook: str,
    port: int | None = None,
    browser: bool = True,
    lang: Annotated[str, typer.Option(envvar="LEADKIT_LANG")] = "en",
) -> None:
    """Show one notebook as an application: text, pictures and widgets, without its code.

    Every visitor gets a kernel of their own. Voila (the extra `app`) listens on this machine only, and asks for a
    token.
    """
    from leadkit import notebooks as series  # noqa: PLC0415 - `--help` must be quick

    with mistyped():
        check_language(lang)
        chosen = series.choose([notebook], lang=lang)
    if len(chosen) != 1:
        raise RunError(say_here("errors.many_notebooks", lang, name=notebook, count=len(chosen)))
    code = series.open_app(chosen[0], lang=lang, port=port, browser=browser, announce=partial(_opens, "app", lang))
    if code != 0:
        raise typer.Exit(FAILED)


def reset(
    notebook: str,
    folder: _Folder = _FOLDER,
    lang: str = "",
) -> None:
    """Put a fresh copy of one notebook into your folder; your version is kept beside it, under a dated name."""
    from leadkit import notebooks as series  # noqa: PLC0415 - `--help` must be quick

    lang = language(lang)
    fresh, backup = series.reset(notebook, folder, lang=lang)
    typer.echo(_say("fresh", lang, path=fresh))
    if backup:
        typer.echo(_say("yours", lang, path=backup))


def doctor() -> None:
    """Look whether everything works on this machine, and say what to do where it does not."""
    from leadkit import doctor as surgery  # noqa: PLC0415 - `--help` must be quick
    from leadkit import notebooks as series  # noqa: PLC0415 - as above

    screen = console()
    findings = []
    for finding in surgery.examine(series.try_kernel):
        findings.append(finding)
        screen.print(f"{say_here(f'doctor.{finding.state}'):>4}  {finding.name}: {finding.found}", soft_wrap=True)
        if finding.advice:
            screen.print(f"      {finding.advice}", soft_wrap=True)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)


def _say(key: str, lang: str = "", **given: object) -> str:
    return say_here(f"terminal.{key}", lang, **given)
