"""Write the pages: ``index.html`` with every result on it, and a page for each notebook.

Each page is one file that needs no other to be read: style, typeface and pictures are inside. It can be opened from
the folder, sent by mail, or read on a machine with no network.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from leadkit import glossary
from leadkit.documents import whole
from leadkit.report.clean import POLICY
from leadkit.report.fonts import faces
from leadkit.report.view import Page, page_of
from leadkit.scripts import fingerprint, script
from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jinja2 import Environment


_FACES = "/* the typeface */"


def build(folder: Path) -> Path:
    """Turn a folder of executed notebooks into a page that can be browsed.

    Parameters
    ----------
    folder : Path
        Holds the executed ``.ipynb`` files; the pages are written beside them.

    Returns
    -------
    Path
        The ``index.html``.
    """
    import nbformat  # noqa: PLC0415 - only when pages are made

    paths = sorted(folder.glob("*.ipynb"))
    names = {path.stem for path in paths}
    pages = [page_of(path.stem, nbformat.read(path, as_version=4), names) for path in paths]
    spoken = {page.lang for page in pages}
    lang = spoken.pop() if len(spoken) == 1 else "en"
    jinja = _jinja()
    for page, before, after in zip(pages, [None, *pages], [*pages[1:], None], strict=False):
        told = {"page": page, "before": before, "after": after, "script": _script() if page.live else ""}
        text = _render(jinja, "notebook.html.j2", page.lang, **told, **_made([page]))
        (folder / f"{page.name}.html").write_text(text, encoding="utf-8")
    if any('href="glossary.html' in cell.html for page in pages for cell in page.cells):
        text = _render(jinja, "glossary.html.j2", lang, terms=glossary.terms())
        (folder / "glossary.html").write_text(text, encoding="utf-8")
    index = folder / "index.html"
    told = {"pages": pages, "headline": _headline(pages, lang), "total": _wall(pages)}
    text = _render(jinja, "index.html.j2", lang, **told, **_made(pages))
    index.write_text(text, encoding="utf-8")
    return index


def grades(told: Mapping[str, Any], to: Path, lang: str = "en") -> Path:
    """Write a trainer's page of one grading: the questions missed most, with which message, and whom to help.

    Parameters
    ----------
    told : mapping
        ``title``, ``best``, ``count`` (from status to how many), ``questions`` (name, missed, all, reasons), ``names``,
        ``rows`` (who, file, state, graded, points, to_read, marks, notes), ``locks``. What students wrote is escaped.
    to : Path
        Where.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    Path
        The page.
    """
    with whole(to, over=True) as hidden:
        hidden.write_text(_render(_jinja(), "grades.html.j2", lang, told=told), encoding="utf-8")
    return to


def _jinja() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415 - only when pages are made
    from markupsafe import Markup  # noqa: PLC0415 - as above

    shelf = files("leadkit").joinpath("data/page")
    loader = FunctionLoader(lambda name: shelf.joinpath(name).read_text(encoding="utf-8"))
    jinja = Environment(autoescape=True, loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = shelf.joinpath("style.css").read_text(encoding="utf-8")
    jinja.globals.update(policy=POLICY, faces=_FACES, style=Markup(style), mark=fingerprint(script()))  # noqa: S704 - it is our own
    return jinja


def _script() -> Any:  # noqa: ANN401 - markupsafe's own
    """Give the script of live widgets; the page lets it in by its hash, and no other."""
    from markupsafe import Markup  # noqa: PLC0415 - as above

    return Markup(script())  # noqa: S704 - it is our own


def _render(jinja: Environment, template: str, lang: str, **values: object) -> str:
    told = {"lang": lang, "t": _say(lang), "duration": partial(duration, lang=lang)}
    html = jinja.get_template(template).render(**told, **values)
    return html.replace(_FACES, faces([html]), 1)  # the typeface comes last: it depends on what is written


def _say(lang: str) -> Callable[..., str]:
    return lambda key, **values: say(key, lang, **values)


def _made(pages: Sequence[Page]) -> dict[str, str]:
    """When the run began, and what it was made with (the same for all, since one Python made them)."""
    started = min((page.started for page in pages if page.started), default="")
    moment = f"{dt.datetime.fromisoformat(started):%Y-%m-%d %H:%M} UTC" if started else ""
    versions = next((page.versions for page in pages if page.versions), {})
    return {"started": started, "moment": moment, "versions": ", ".join(f"{k} {v}" for k, v in versions.items())}


def _wall(pages: Sequence[Page]) -> float:
    """Seconds from the start of the first notebook to the end of the last (they ran side by side)."""
    spans = [(dt.datetime.fromisoformat(p.started).timestamp(), p.seconds) for p in pages if p.started and p.seconds]
    return max(at + took for at, took in spans) - min(at for at, _ in spans) if spans else 0.0


def _headline(pages: Sequence[Page], lang: str) -> str:
    failed = sum(page.status != "done" for page in pages)
    if len(pages) == 1:
        return say("run.one_failed" if failed else "run.one_done", lang)
    return say("run.some_failed", lang, failed=failed, count=len(pages)) if failed else say("run.all_done", lang)


def duration(seconds: float, lang: str = "en") -> str:
    """Say how long something took.

    Examples
    --------
    >>> duration(7.31), duration(84.2)
    ('7.3 s', '1 min 24 s')
    """
    if seconds < 60:
        return say("run.seconds", lang, seconds=f"{seconds:.1f}")
    return say("run.minutes", lang, minutes=int(seconds) // 60, seconds=int(seconds) % 60)
