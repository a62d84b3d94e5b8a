"""What may come out of a notebook into a page: a list of what is allowed, never a list of what is forbidden.

A student's notebook is a stranger's: its text and outputs may hold any HTML. Two walls stand between it and the
reader. The first is here: bleach keeps a closed list of tags, attributes and style properties, and the content of
scripts and styles is dropped, not shown. The second is :data:`POLICY`, the one place where it is said what a page may
load and run: nothing from outside, and no script at all. (Live widgets will bring scripts of our own; this is where
they will be let in, by their hash.)
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bleach.sanitizer import Cleaner

#: The Content-Security-Policy of every page.
POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

# fmt: off
_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details", "div",
    "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr",
})
_ATTRIBUTES = frozenset({
    "alt", "aria-label", "class", "colspan", "dir", "height", "id", "lang", "open", "role", "rowspan", "scope",
    "start", "title", "width",
})
_STYLES = (
    "background-color", "border", "border-bottom", "border-left", "border-right", "border-top",
    "border-collapse", "color", "font-family", "font-size", "font-style", "font-weight", "max-width", "min-width",
    "padding", "text-align", "text-decoration", "vertical-align", "white-space", "width",
)
_GONE = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title",
    "textarea",
)
# fmt: on
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")


def clean(html: str) -> str:
    """Keep of a piece of HTML what a page may show.

    Parameters
    ----------
    html : str
        From a text cell or an output; may be anything.

    Returns
    -------
    str
        Well-formed HTML: no script, no style sheet, no form, no address from which the browser would fetch something.

    Examples
    --------
    >>> clean('<b onclick="x()">bold</b><script>alert(1)</script><img src="https://example.org/a.png" alt="A">')
    '<b>bold</b><img alt="A">'
    >>> clean('<a href="javascript:alert(1)">here</a>')
    '<a>here</a>'
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only a page needs it

    soup = BeautifulSoup(html, "html.parser")
    for unwanted in soup(list(_GONE)):
        unwanted.decompose()
    return str(_cleaner().clean(str(soup)))


@cache
def _cleaner() -> Cleaner:
    from bleach.css_sanitizer import CSSSanitizer  # noqa: PLC0415 - as above
    from bleach.sanitizer import Cleaner  # noqa: PLC0415 - as above

    return Cleaner(
        tags=_TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        strip_comments=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES),
    )


def _allowed(tag: str, name: str, value: Any) -> bool:  # noqa: ANN401 - bleach gives texts
    if name == "src":
        return tag == "img" and bool(_PICTURE.match(value))
    if name == "href":
        return tag == "a" and not value.strip().casefold().startswith("data:")
    if name == "style":
        return "url" not in value.casefold()
    return name in _ATTRIBUTES
