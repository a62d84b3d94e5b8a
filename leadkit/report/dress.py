"""Make clean HTML readable: headings that can be linked to, tables that can be read aloud, links that lead somewhere.

Works on what `clean` gave back, so it may trust the tags it finds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from leadkit.words import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from bs4 import BeautifulSoup, Tag

_NUMBER = re.compile(r"\s*([-+−]?[\d.,]+(e[-+]?\d+)?\s*%?|NaN|nan|<NA>|NaT|None|—|–)?\s*\Z")
GLOSSARY = "glossary.md"  # lies beside the notebooks of the series; the results have a page of it
_SHORT = 28  # letters of a cell that stay on one line, so that a name is not broken in two
_DIGIT = re.compile(r"\d")


@dataclass
class Dresser:
    """Dresses the pieces of one page, and remembers its headings.

    Parameters
    ----------
    lang : {"en", "th", "vi"}
        The language of the labels.
    names : collection of str
        The notebooks that have a page; links to them lead there.

    Attributes
    ----------
    contents : list of tuple
        Level, id and text of every heading so far.

    Examples
    --------
    >>> dresser = Dresser()
    >>> _ = dresser("<h2>Look</h2>"), dresser("<h2>Look</h2>")
    >>> [anchor for level, anchor, text in dresser.contents]
    ['Look', 'Look-2']
    """

    lang: str = "en"
    names: Collection[str] = ()
    contents: list[tuple[int, str, str]] = field(default_factory=list)

    def __call__(self, html: str) -> str:
        """Dress one piece of clean HTML."""
        from bs4 import BeautifulSoup  # noqa: PLC0415 - only a page needs it

        soup = BeautifulSoup(html, "html.parser")
        for heading in soup(["h1", "h2", "h3", "h4", "h5", "h6"]):
            self._heading(soup, heading)
        for table in soup("table"):
            _table(soup, table, say("run.table", self.lang))
        for link in soup("a"):
            self._link(link)
        for picture in soup("img"):
            _picture(soup, picture, say("run.no_alt", self.lang))
        return str(soup)

    def _heading(self, soup: BeautifulSoup, heading: Tag) -> None:
        for old in heading.select("a.anchor-link"):
            old.decompose()
        text = heading.get_text().strip()
        anchor = base = text.replace(" ", "-")  # JupyterLab's rule, so that links work there and here
        taken = {known for _, known, _ in self.contents}
        tries = 1
        while anchor in taken:
            tries += 1
            anchor = f"{base}-{tries}"
        heading["id"] = anchor
        self.contents.append((int(heading.name[1]), anchor, text))
        link = soup.new_tag(
            "a", attrs={"class": "anchor", "href": f"#{anchor}", "aria-label": say("run.link_to", self.lang, text=text)}
        )
        link.string = "#"
        heading.append(" ")
        heading.append(link)

    def _link(self, link: Tag) -> None:
        href = str(link.get("href", ""))
        path, _, anchor = href.partition("#")
        stem = unquote(path).rsplit("/", 1)[-1].removesuffix(".ipynb")
        if path.endswith(".ipynb") and stem in self.names:
            link["href"] = f"{stem}.html" + (f"#{anchor}" if anchor else "")
        elif path == GLOSSARY:
            link["href"] = "glossary.html" + (f"#{anchor}" if anchor else "")
        elif href.startswith(("http:", "https:")):
            link["rel"] = "noreferrer"
        elif path and not href.startswith("mailto:"):  # it leads out of the results: keep the words, not the link
            del link["href"]


def _table(soup: BeautifulSoup, table: Tag, label: str) -> None:
    for attribute in ("border", "width", "height"):
        del table[attribute]
    for head in table("th"):
        if not head.get("scope"):
            head["scope"] = "col" if head.find_parent("thead") else "row"
    for name in _number_columns(table):
        _mark(name, "number")
    for cell in table("td"):
        _mark(cell, "long" if len(cell.get_text()) > _SHORT else "short")
    caption = table.find("caption")
    label = caption.get_text(" ", strip=True) if caption else label
    box = soup.new_tag("div", attrs={"class": "wide", "role": "group", "tabindex": "0", "aria-label": label})
    table.wrap(box)


def _mark(cell: Tag, name: str) -> None:
    cell["class"] = " ".join([*filter(None, cell.get_attribute_list("class")), name])


def _number_columns(table: Tag) -> list[Tag]:
    """Find the cells of the columns that hold numbers only; they are set flush right."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.select("tbody > tr")]
    width = len(rows[0]) if rows else 0
    if any(len(row) != width or any(cell.get("colspan") or cell.get("rowspan") for cell in row) for row in rows):
        return []
    found: list[Tag] = []
    heads = [row.find_all("th", recursive=False) for row in table.select("thead > tr")]
    for at in range(width):
        column = [row[at] for row in rows]
        texts = [cell.get_text() for cell in column]
        numeric = all(_NUMBER.match(text) for text in texts) and any(_DIGIT.search(text) for text in texts)
        if numeric and column[0].name == "td":
            found += column + [row[at] for row in heads if len(row) == width]
    return found


def _picture(soup: BeautifulSoup, picture: Tag, no_alt: str) -> None:
    if not picture.get("src"):  # it was to come from outside: its words stay
        words = soup.new_tag("em", attrs={"class": "lost-picture"})
        words.string = str(picture.get("alt") or no_alt)
        picture.replace_with(words)
    elif not picture.get("alt"):
        picture["alt"] = no_alt


_MARKED = {
    "th": (re.compile(r"[\u0e00-\u0e7f]"), 0.3),
    "vi": (re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáãìíòóõùúýÀÁÃÌÍÒÓÕÙÚÝèéÈÉ\u1ea0-\u1ef9]"), 0.1),
}


def language_of(text: str) -> str:
    """Tell which of the three languages a piece of prose is in, by its letters.

    Examples
    --------
    >>> [language_of(t) for t in ("Who is a lead?", "Ai là khách hàng tiềm năng?", "ใครคือลีด (Lead)")]
    ['en', 'vi', 'th']
    """
    letters = sum(character.isalpha() for character in text) or 1
    return next((lang for lang, (marks, share) in _MARKED.items() if len(marks.findall(text)) >= share * letters), "en")
