"""The words of the trade in three languages, and the traps that translation has laid between them.

Half of the quarrel about leads is a quarrel about words: one Thai word means a lead in one article and a target in the
next; one Vietnamese word means three things in one. The glossary keeps the kit's own label and one sentence for each
term, the words that the sources use, the three traps, and a small cabinet of mistranslations. Notebooks and pages link
to its anchors. The texts live in ``data/glossary.yaml``; ``notebooks/glossary.md`` is generated from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import documents
from leadkit.errors import UnknownNameError, nearest
from leadkit.words import check_language, pick

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Term", "link", "mistranslations", "sources", "table", "term", "terms", "traps"]

PAGE = "glossary.md"


@dataclass(frozen=True)
class Term:
    """One word of the trade.

    Parameters
    ----------
    key : str
        Its name in the kit, in English and lower case.
    label, means : mapping of language to text
        The word and one sentence about it.
    used : mapping of source key to tuple of str
        The words that the sources use for it.
    ours : tuple of str
        Languages in which the label is the kit's own, since no source has one.

    Examples
    --------
    >>> term("unknown").label["vi"]
    'chưa rõ'
    """

    key: str
    label: Mapping[str, str] = field(hash=False)
    means: Mapping[str, str] = field(hash=False)
    used: Mapping[str, tuple[str, ...]] = field(hash=False)
    ours: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the glossary."""
        return self.key.replace("_", "-")


def terms() -> list[Term]:
    """List all terms, in the order of the glossary.

    Examples
    --------
    >>> [one.key for one in terms()][:3]
    ['lead', 'contact', 'customer']
    """
    return list(_terms().values())


def term(key: str) -> Term:
    """Look one term up.

    Parameters
    ----------
    key : str
        Such as ``lead`` or ``qualified_lead``.

    Returns
    -------
    Term
        Label, sentence and the sources' words.

    Raises
    ------
    UnknownNameError
        There is no such term.

    Examples
    --------
    >>> term("cold_lead").label["th"]
    'ลีดเย็น'
    """
    found = _terms().get(key)
    if found is None:
        raise UnknownNameError(f"No term '{key}' in the glossary.{nearest(str(key), _terms())}")
    return found


def link(key: str, lang: str = "en", *, page: str = PAGE) -> str:
    """Write a Markdown link from a notebook to the term's place on the page of the glossary.

    Parameters
    ----------
    key : str
        The term.
    lang : {"en", "th", "vi"}
        The language of the label.
    page : str
        The page, as seen from the text that links.

    Returns
    -------
    str
        Markdown.

    Examples
    --------
    >>> link("contact", "vi")
    '[người liên hệ](glossary.md#contact)'
    """
    found = term(key)
    return f"[{found.label[check_language(lang)]}]({page}#{found.anchor})"


def table(lang: str = "en", *, only: Iterable[str] | None = None) -> pd.DataFrame:
    """Show the glossary as a table.

    Parameters
    ----------
    lang : {"en", "th", "vi"}
        The language of the sentence; the labels stand in all three.
    only : iterable of str, optional
        Keys, in the order wanted; all if not given.

    Returns
    -------
    DataFrame
        One row a term: key, en, th, vi (the labels), means, used_in (the sources' words, with their source).

    Raises
    ------
    UnknownNameError
        There is no such language or term.

    Examples
    --------
    >>> table("en", only=["screening"])[["key", "vi", "means"]].values.tolist()
    [['screening', 'sàng lọc', 'Looking at a lead before an offer is made, to see whether it is worth one.']]
    """
    check_language(lang)
    chosen = terms() if only is None else [term(key) for key in only]
    rows = [(one.key, *_labels(one), pick(one.means, lang), _used(one)) for one in chosen]
    return _frame(rows, ["key", "en", "th", "vi", "means", "used_in"])


def traps(lang: str = "en") -> pd.DataFrame:
    """Show the three words that mean different things in different sources.

    Parameters
    ----------
    lang : {"en", "th", "vi"}
        The language of the explanation.

    Returns
    -------
    DataFrame
        One row a word and source: word, language (of the word), source, means (labels of the terms), says.

    Examples
    --------
    >>> traps()[["word", "source", "means"]].values.tolist()[3]
    ['khách hàng tiềm năng', 'ninja', 'potential customer']
    """
    check_language(lang)
    rows = []
    for trap in _data()["traps"]:
        for source, meant in trap["means"].items():
            shown = ", ".join(pick(term(key).label, lang) for key in meant)
            rows.append((trap["word"], trap["language"], source, shown, pick(trap["says"], lang)))
    return _frame(rows, ["word", "language", "source", "means", "says"])


def mistranslations(lang: str = "en") -> pd.DataFrame:
    """Show words that a translation got wrong in the sources, and what the wrong word says.

    Parameters
    ----------
    lang : {"en", "th", "vi"}
        The language of the explanation.

    Returns
    -------
    DataFrame
        One row a mistake: term, wrong, language (of the wrong word), source, says.

    Examples
    --------
    >>> mistranslations().query("wrong == 'chì'")["says"].item()
    'The metal lead, in "lead scoring".'
    """
    check_language(lang)
    columns = ["term", "wrong", "language", "source"]
    rows = [(*(wrong[name] for name in columns), pick(wrong["says"], lang)) for wrong in _data()["mistranslations"]]
    return _frame(rows, [*columns, "says"])


def sources() -> dict[str, str]:
    """Name the sources whose words are shown, by key.

    Examples
    --------
    >>> sources()["marketstar"]
    'MarketStar, 2023'
    """
    return {key: source["title"] for key, source in _data()["sources"].items()}


@cache  # read once; what leaves this module is made afresh or frozen
def _data() -> dict[str, Any]:
    return dict(documents.read("data/glossary.yaml"))


def _terms() -> dict[str, Term]:
    found = {}
    for entry in _data()["terms"]:
        used = {source: tuple(words) for source, words in entry["used"].items()}
        ours = tuple(entry.get("ours", ()))
        found[entry["key"]] = Term(entry["key"], dict(entry["label"]), dict(entry["means"]), used, ours)
    return found


def _labels(one: Term) -> tuple[str, ...]:
    """Give the three labels; an asterisk marks those that are the kit's own."""
    return tuple(one.label[lang] + ("*" if lang in one.ours else "") for lang in ("en", "th", "vi"))


def _used(one: Term) -> str:
    return "; ".join(f"{source}: {', '.join(words)}" for source, words in one.used.items())


def _frame(rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype("str")
