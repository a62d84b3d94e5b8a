"""The strings of three languages: one YAML file each, the same keys, the same placeholders, no string in code.

A key is dotted (``plots.nobody``); a value may hold ``{placeholders}``. A text inside a pack or the schema is a
small mapping ``{en: ..., th: ..., vi: ...}``, read with :func:`pick`, which falls back to English, not to nothing.
"""

from __future__ import annotations

import os
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from leadkit import documents
from leadkit.errors import UnknownNameError, nearest, offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "th", "vi")
LANGUAGE = "LEADKIT_LANG"  # of the session


def check_language(lang: str) -> str:
    """Return `lang` if the kit speaks it, and say which it speaks if not.

    Raises
    ------
    UnknownNameError
        The language is not one of en, th, vi.

    Examples
    --------
    >>> check_language("th")
    'th'
    """
    if lang not in LANGUAGES:
        here = told if (told := os.environ.get(LANGUAGE)) in LANGUAGES else "en"
        raise UnknownNameError(say("errors.no_language", here, name=lang) + offered(lang, LANGUAGES, here))
    return lang


def language(lang: str = "") -> str:
    """Give the language to speak: the one named, else the session's, else English.

    Parameters
    ----------
    lang : {"", "en", "th", "vi"}
        A language, or "" for that of the session: what ``LEADKIT_LANG`` says, which a terminal, ``leadkit lab --lang``
        or the switch in notebook 00 sets.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        The kit does not speak it.

    Examples
    --------
    >>> language("th")
    'th'
    """
    if lang:
        return check_language(lang)
    told = os.environ.get(LANGUAGE) or "en"
    if told not in LANGUAGES:
        raise UnknownNameError(f"{LANGUAGE} is '{told}', which is no language of the kit.{nearest(told, LANGUAGES)}")
    return told


@cache
def strings(lang: str) -> Mapping[str, str]:
    """All strings of one language, flattened to dotted keys.

    Examples
    --------
    >>> sorted(strings("en")) == sorted(strings("th")) == sorted(strings("vi"))
    True
    """
    return dict(_flat(documents.read(f"data/words.{check_language(lang)}.yaml"), ""))


def _flat(node: Any, prefix: str) -> list[tuple[str, str]]:  # noqa: ANN401 - YAML is a tree of anything
    if isinstance(node, dict):
        return [pair for key, value in node.items() for pair in _flat(value, f"{prefix}{key}.")]
    return [(prefix[:-1], str(node))]


def say(key: str, lang: str = "en", **values: object) -> str:
    """Say one string in one language.

    Parameters
    ----------
    key : str
        The dotted key, as in ``words.en.yaml``.
    lang : {"en", "th", "vi"}
        The language.
    **values
        What the placeholders stand for.

    Returns
    -------
    str
        The string, its placeholders filled.

    Examples
    --------
    >>> say("yes", "vi")
    'có'
    """
    return strings(lang)[key].format(**values)


def say_here(key: str, lang: str = "", **values: object) -> str:
    """Say it in the language named, else in the session's: what a terminal says.

    Examples
    --------
    >>> say_here("yes", "th")
    'ใช่'
    """
    return say(key, language(lang), **values)


def offered(name: str, choices: Iterable[str], lang: str = "") -> str:
    """Offer the nearest existing name, as the end of a sentence: what :func:`~leadkit.errors.nearest` says in English.

    Examples
    --------
    >>> offered("sas", ["saas", "shop"], "vi")
    " Có phải bạn muốn viết 'saas'?"
    """
    how, names = offer(name, choices)
    return say_here(f"errors.{how}", lang, names=names) if how else ""


def number(value: object, lang: str = "en") -> str:
    """Write a number as a language writes it: 20,000.5 in English and Thai, 20.000,5 in Vietnamese.

    Parameters
    ----------
    value : int, float, Decimal or str
        The number, or its digits. All its decimals are written.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    str
        The number, its thousands parted, with a minus sign of its own.

    Examples
    --------
    >>> number(20000.5, "vi"), number("-0.50")
    ('20.000,5', '−0.50')
    """
    whole, _, decimals = f"{Decimal(str(value)):f}".partition(".")
    sign, digits = ("−" if whole.startswith("-") else ""), whole.removeprefix("-")
    grouped = f"{sign}{int(digits):,}".replace(",", say("conditions.thousands", lang))
    return f"{grouped}{say('conditions.point', lang)}{decimals}" if decimals else grouped


def pick(texts: Mapping[str, str] | str | None, lang: str = "en") -> str:
    """Choose one language of a text that a pack or the schema gives in several.

    Falls back to English, then to whatever there is; a plain string is its own translation.

    Examples
    --------
    >>> pick({"en": "lead", "th": "ลีด"}, "vi")
    'lead'
    """
    if texts is None or isinstance(texts, str):
        return texts or ""
    return texts.get(check_language(lang)) or texts.get("en") or next(iter(texts.values()), "")
