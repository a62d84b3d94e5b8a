"""Say what is wrong with a cell and what to write instead: one sentence, made only for the cells that are reported.

The commonest slips of spreadsheets have a sentence of their own: day numbers of Excel, the day before the month, years
of the Buddhist era, decimal commas, separators of thousands, Thai digits, a word where the cell should be empty.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from leadkit import words
from leadkit.check.cells import FORMS

if TYPE_CHECKING:
    from leadkit.schema import Field

SHOWN = 60
_NOTHING = {"null", "none", "na", "n/a", "#n/a", "nan", "nat", "nil", "-", "--", "?", "unknown", "\\n", "(blank)"}
_CONTACT = re.compile(r"\S@\S|\A[+0][\d ()./-]{8,}\Z")


def shown(value: str, *, personal: bool = False) -> str:
    """Show a cell in a report: at most 60 characters, nothing that a terminal would obey, no way to reach a person.

    Examples
    --------
    >>> shown("somchai@example.com"), shown("+66 81 234 5678"), shown("bangkok")
    ('s***@***', '+***', 'bangkok')
    """
    if value and (personal or _CONTACT.search(value)):
        return f"{shown(value[0])}***{'@***' if '@' in value else ''}"
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in value[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def reason(code: str, of: Field, value: str, today: str, lang: str = "en") -> str:
    """Say why a cell may not stand there, and what to write instead.

    Parameters
    ----------
    code : str
        What :func:`leadkit.check.cells.wrong` found.
    of : Field
        The column whose rules the cell breaks.
    value : str
        The cell.
    today : str
        The last day that is not in the future.
    lang : {"en", "th", "vi"}
        The language.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> from leadkit import schema
    >>> reason("kind", schema.tables()["people"].field("created_at"), "45321", "2025-06-30")
    "'45321' looks like an Excel day number; write 2024-01-30."
    >>> reason("kind", schema.tables()["deals"].field("amount"), "12,5", "2025-06-30")
    "'12,5' has a decimal comma; write 12.5."
    """
    cell = shown(value, personal=of.personal)
    if code == "kind":
        key, better = _slip(of.kind, value)
        return words.say(f"check.{key}", lang, value=cell, better=better)
    if code == "future" and (era := _common_era(value)):
        return words.say("check.buddhist", lang, value=cell, better=era)
    if code == "high" and of.unit == "year" and 2300 < float(value) < 2700:
        return words.say("check.buddhist", lang, value=cell, better=f"{int(float(value)) - 543}")
    if code == "values" and not of.personal and (near := _near(value, of.values)):
        return words.say("check.near_value", lang, value=cell, near=near)
    said = {
        "column": of.name,
        "meaning": words.pick(of.meaning, lang),
        "limit": f"{of.low if code == 'low' else of.high}",
        "values": ", ".join(of.values),
        "today": today,
    }
    return words.say(f"check.{code}", lang, value=cell, **said)


def _near(value: str, allowed: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(value.strip().casefold()[:SHOWN], allowed, n=1, cutoff=0.6)
    return near[0] if near else ""


def _fits(kind: str, value: str) -> bool:
    return re.fullmatch(FORMS[kind], value, re.ASCII) is not None


def _slip(kind: str, value: str) -> tuple[str, str]:
    """Name the slip, and what the writer meant where that is certain."""
    plain = value.strip()
    if plain.casefold() in _NOTHING:
        return "nothing", ""
    if plain != value and _fits(kind, plain):
        return "spaces", plain
    digits = _ascii_digits(plain)
    if digits != plain and _fits(kind, digits):
        return "digits", digits
    if kind == "yes_no":
        return kind, ""
    return _day_slip(kind, plain) if kind in ("day", "time") else _number_slip(kind, plain)


def _ascii_digits(text: str) -> str:
    """Write Thai, full-width and other digits as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def _number_slip(kind: str, text: str) -> tuple[str, str]:
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text, re.ASCII):
        return "thousands", text.replace(",", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text, re.ASCII) and text.count(".") + text.count(",") > 1:
        return "thousands", text.replace(".", "").replace(",", ".")
    if re.fullmatch(r"-?\d+,\d+", text, re.ASCII) and kind != "integer":
        return "decimal_comma", text.replace(",", ".")
    if kind != "number" and re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text, re.ASCII):
        return "which_number", text.replace(".", "")
    if kind == "money" and re.fullmatch(r"-?\d{1,16}\.\d{3,}", text, re.ASCII):
        return "decimals", f"{round(float(text), 2):.2f}"
    return kind, ""


def _day_slip(kind: str, text: str) -> tuple[str, str]:
    if re.fullmatch(r"[2-7]\d{4}(\.\d+)?", text, re.ASCII):
        return "excel_day", _from_excel(kind, text)
    if kind == "day" and _fits("time", text):
        return "day_only", text[:10]
    zoned = re.fullmatch(rf"({FORMS['day']}[ T].*?)\s*([+-]\d\d:?\d\d)", text, re.ASCII)
    if kind == "time" and zoned and _fits("time", zoned[1]):
        return "zone", _to_utc(zoned[1], zoned[2])
    if re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII) and not re.match(FORMS["day"], text, re.ASCII):
        era = _common_era(text)  # 2567-02-29 is a day in Bangkok
        return ("buddhist", era) if era and _fits(kind, era) else ("no_such_day", "")
    return _other_order(kind, text)


def _from_excel(kind: str, text: str) -> str:
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(float(text) * 86_400))
    return f"{moment:%Y-%m-%d}" if kind == "day" or "." not in text else f"{moment:%Y-%m-%d %H:%M:%S}"


def _to_utc(moment: str, zone: str) -> str:
    hours = timezone(timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:])))
    local = datetime.fromisoformat(moment).replace(tzinfo=hours)
    return f"{local.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _other_order(kind: str, text: str) -> tuple[str, str]:
    """Read 31/01/2024, 1-31-2024 or 31.01.2567, and say which day it is where only one is possible."""
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", text, re.ASCII)
    if not found:
        slashed = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text, re.ASCII)
        day = _day(*(int(part) for part in slashed.groups())) if slashed else None
        return ("day_first", day) if day else (kind, "")
    first, second, year = (int(part) for part in found.groups())
    days = [day for day in (_day(year, second, first), _day(year, first, second)) if day]
    if not days:
        return "no_such_day", ""
    return ("day_first", days[0]) if len(set(days)) == 1 else ("which_day", days[0])


def _day(year: int, month: int, day: int) -> str | None:
    """Write a day of the common era (years after 2300 are Buddhist ones), or ``None`` if there is no such day."""
    try:
        return date(year - 543 if 2300 < year < 2700 else year, month, day).isoformat()
    except ValueError:
        return None


def _common_era(value: str) -> str:
    year = int(value[:4])
    return f"{year - 543}{value[4:]}" if 2300 < year < 2700 else ""
