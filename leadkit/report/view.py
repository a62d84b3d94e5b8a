"""An executed notebook as the page shows it: plain values, ready for the template."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from leadkit.report.clean import clean
from leadkit.report.dress import Dresser, language_of
from leadkit.report.saved import saved
from leadkit.words import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nbformat import NotebookNode

# Pictures before HTML: what brings both would need its script to be more than the picture, and here no script runs.
_PRIORITY = ("image/png", "image/jpeg", "text/html", "image/svg+xml", "text/markdown", "text/latex", "text/plain")
_PLACE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py:(\d+)")  # a temporary name that tells nobody anything
_ERASED = re.compile(r"[^\n]*\r(?!\n)")  # what a progress bar wrote over


@dataclass(frozen=True)
class Picture:
    """A picture and what it shows, in words."""

    src: str
    alt: str


@dataclass(frozen=True)
class Output:
    """One output of a cell: ``html`` is safe; `kind` says how it is shown (table, text, picture, widget, ...).

    A widget is live here too (``saved`` is what it holds); a window needs Python, and so does a widget over somebody's
    own people. All have a picture.
    """

    kind: str
    html: str = ""
    picture: Picture | None = None
    name: str = ""
    message: str = ""
    saved: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: its HTML is safe."""

    number: int
    kind: str
    lang: str
    html: str
    count: int | None = None
    given: bool = False
    failed: bool = False
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True)
class Page:
    """One notebook, ready to be shown."""

    name: str
    number: str
    title: str
    question: str
    status: str
    seconds: float | None
    lang: str
    prose: str
    started: str
    parameters: Mapping[str, Any]
    given: Collection[str]
    versions: Mapping[str, str]
    error: Mapping[str, Any] | None
    cells: tuple[Cell, ...]
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def live(self) -> bool:
        """Whether something on it can be moved."""
        return any(output.saved for cell in self.cells for output in cell.outputs)

    @property
    def preview(self) -> Picture | None:
        """The first picture."""
        return next((o.picture for cell in self.cells for o in cell.outputs if o.picture), None)


def page_of(name: str, node: NotebookNode, names: Collection[str] = ()) -> Page:
    """Read an executed notebook into what its page shows.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    node : NotebookNode
        The notebook.
    names : collection of str
        The notebooks that have a page.

    Returns
    -------
    Page
    """
    told = node.metadata.get("leadkit", {})
    parameters = dict(told.get("parameters", ()))
    spoken = str(parameters.get("lang", "en"))
    lang = spoken if spoken in LANGUAGES else "en"
    title, number = _numbered(told.get("title") or name, name)
    error = told.get("error")
    dresser, widgets = Dresser(lang, names), saved(node)
    cells = tuple(
        _cell(index, cell, dresser, widgets, failed=error is not None and error.get("cell") == index)
        for index, cell in enumerate(node.cells, 1)
        if cell.cell_type in {"markdown", "code"} and str(cell.source).strip()
    )
    return Page(
        name=name,
        number=number,
        title=title,
        question=told.get("question", ""),
        status=told.get("status") or ("failed" if any(o.kind == "error" for c in cells for o in c.outputs) else "done"),
        seconds=told.get("seconds"),
        lang=lang,
        prose=language_of(f"{title} {told.get('question', '')}"),
        started=told.get("started", ""),
        parameters=parameters,
        given=frozenset(told.get("given", ())),
        versions=told.get("versions", {}),
        error=error,
        cells=_without_headline(cells, told.get("title"), told.get("question")),
        contents=_map(dresser.contents),
    )


def _map(headings: list[tuple[int, str, str]], most: int = 16) -> list[tuple[int, str, str]]:
    """Choose the headings that make a map of the page: sections, and the steps in them where that stays short."""
    steps = [heading for heading in headings if heading[0] in {2, 3}]
    return steps if len(steps) <= most else [heading for heading in steps if heading[0] == 2]


def _numbered(title: str, name: str) -> tuple[str, str]:
    """Take the number off the title: the page sets it by itself."""
    begins = re.match(r"(\d+)[\s.:·–—-]*", title)
    number = re.match(r"\d+", name)
    return (title[begins.end() :] if begins else title) or title, number.group() if number else ""


def _without_headline(cells: tuple[Cell, ...], title: str | None, question: str | None) -> tuple[Cell, ...]:
    """Take title and question off the first cell: they stand in the head of the page."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only a page needs it

    if not cells or cells[0].kind != "markdown" or not title:
        return cells
    soup = BeautifulSoup(cells[0].html, "html.parser")
    heading = soup.find("h1")
    if heading is None:
        return cells
    after = heading.find_next_sibling()
    if after is not None and question and " ".join(after.get_text().split()) == question:
        after.decompose()
    heading.decompose()
    first = cells[0]
    rest = cells[1:]
    if not soup.get_text().strip():
        return rest
    return (Cell(first.number, first.kind, first.lang, str(soup)), *rest)


def _cell(number: int, cell: NotebookNode, dresser: Dresser, widgets: Mapping[str, str], *, failed: bool) -> Cell:
    source = str(cell.source)
    if cell.cell_type == "markdown":
        return Cell(number, "markdown", language_of(source), dresser(clean(_markdown(source, cell.get("attachments")))))
    tags = cell.metadata.get("tags", [])
    return Cell(
        number,
        "code",
        "en",
        _highlighted(source),
        count=cell.get("execution_count"),
        given="injected-parameters" in tags,
        failed=failed,
        outputs=tuple(made for output in _joined(cell.outputs) if (made := _output(output, dresser, widgets))),
    )


def _markdown(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # noqa: PLC0415 - only a page needs it

    renderer = IPythonRenderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _highlighted(source: str) -> str:
    from pygments import highlight  # noqa: PLC0415 - only a page needs it
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - as above
    from pygments.lexers import PythonLexer  # noqa: PLC0415 - as above

    return str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))).rstrip("\n")


def _joined(outputs: list[NotebookNode]) -> list[dict[str, Any]]:
    """Join neighbouring pieces of one stream, and take away what a progress bar wrote over."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        same = joined and output.output_type == "stream" and joined[-1].get("name") == output.name
        if same and joined[-1]["output_type"] == "stream":
            joined[-1]["text"] += output.text
        else:
            joined.append(dict(output))
    return joined


def _output(output: Mapping[str, Any], dresser: Dresser, widgets: Mapping[str, str]) -> Output | None:
    if output["output_type"] == "stream":
        text = _PLACE.sub(r"line \1", _ERASED.sub("", output["text"]).strip("\n"))
        return Output("stderr" if output["name"] == "stderr" else "text", _ansi(text)) if text.strip() else None
    if output["output_type"] == "error":
        return Output("error", _ansi("\n".join(output["traceback"])), name=output["ename"], message=output["evalue"])
    data = output["data"]
    kind = next((kind for kind in _PRIORITY if kind in data), None)
    if kind is None:
        return None
    shown = _shown(kind, data[kind], output.get("metadata", {}), dresser)
    notes = output.get("metadata", {}).get("leadkit", {})
    if "widget" not in notes:
        return shown
    held = widgets.get(notes["widget"], "")
    kind = "widget" if held else "own" if notes.get("own") else "window"
    return replace(shown, kind=kind, saved=held, html=shown.html or _ansi(data.get("text/plain", "")))


def _shown(kind: str, data: str, metadata: Mapping[str, Any], dresser: Dresser) -> Output:
    if kind.startswith("image/"):
        alt = metadata.get(kind, {}).get("alt") or metadata.get("alt") or say("run.no_alt", dresser.lang)
        coded = base64.b64encode(data.encode()).decode() if kind == "image/svg+xml" else "".join(data.split())
        return Output("picture", picture=Picture(f"data:{kind};base64,{coded}", str(alt)))
    if kind == "text/html":
        html = dresser(clean(data))
        return Output("table" if "<table" in html else "prose", html)
    if kind == "text/markdown":
        return Output("prose", dresser(clean(_markdown(data))))
    return Output("text", _ansi(data))


def _ansi(text: str) -> str:
    from nbconvert.filters import ansi2html  # noqa: PLC0415 - only a page needs it

    return str(ansi2html(text))
