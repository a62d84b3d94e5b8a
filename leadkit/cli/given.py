"""What a command is given: people, packs, days, values of parameters; every complaint in the words of the command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.cli.frame import mistyped, pairs
from leadkit.errors import DataError, LeadkitError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from leadkit.definitions import Definitions
    from leadkit.scoring import Scorecard
    from leadkit.tables import Tables


def people_of(data: str, as_of: str | None = None, *cards: Scorecard) -> Tables | str:
    """Take a folder as tables, and all else as files of a snapshot; say what is asked of them and they do not hold."""
    from leadkit import datasets, door, synth  # noqa: PLC0415 - `--help` must be quick

    if as_of is not None:
        day(as_of)
    if Path(data).is_dir():
        return datasets.read(data)
    if not Path(data).exists() and not set(data) & set("*?["):
        made = f"leadkit data make {data} --people 1200 --out my-{data}"
        hint = f" To make that world: {made}." if data in synth.worlds() else ""
        raise DataError(f"There is no folder or file '{data}'.{hint}")
    if as_of is not None:
        raise DataError(
            f"--as-of asks a folder of tables for a day, and '{data}' is a snapshot of one day: leave it out."
        )
    for card in cards:
        if card.activities:
            raise DataError(
                f"The scorecard '{card.name}' counts dated events ({card.activities[0].event}, ...), and the snapshot "
                f"'{data}' holds none: give the folder of tables that it was made from."
            )
    if cards:
        door.once_each(data)
    return data


def day(as_of: str) -> None:
    """See that a day is one; a complaint is of a mistyped command."""
    from leadkit.snapshot import as_day  # noqa: PLC0415 - `--help` must be quick

    with mistyped():
        as_day(as_of)


FEW = 1000  # people of a file who are looked at where nobody was named


def rows_of(people: Any, persons: Sequence[str] | None, as_of: str | None = None) -> pd.DataFrame:  # noqa: ANN401 - an input
    """Take the rows of some people, or the first, out of a file, or their ids out of tables."""
    from sqlglot import exp  # noqa: PLC0415 - `--help` must be quick

    from leadkit import engine  # noqa: PLC0415 - as above
    from leadkit.snapshot import of  # noqa: PLC0415 - as above

    who = exp.cast(exp.column("person_id"), "VARCHAR")
    found = exp.select("*" if isinstance(people, str) else "person_id").from_("people")
    named = exp.In(this=who, expressions=[exp.Literal.string(one) for one in persons or []])
    found = found.where(named) if persons else found.limit(FEW)
    return engine.run(found, {"people": of(people, as_of)})


def known_of(people: Tables | str, persons: Sequence[str], as_of: str | None) -> list[str]:
    """Give those of some people who are there, in the order asked."""
    found = set(rows_of(people, persons, as_of)["person_id"].astype(str))
    return [one for one in dict.fromkeys(persons) if one in found]


def card_of(pack: str, given: Mapping[str, bool | float | str]) -> Scorecard:
    """Read a scorecard, with values for some of its parameters; a fault in it is no fault of the command line."""
    from leadkit import packs  # noqa: PLC0415 - `--help` must be quick

    try:
        card = packs.scorecard(pack)
    except LeadkitError:
        if _defines(pack):
            raise UnknownNameError(
                f"'{pack}' is a pack of definitions, and this command reads scorecards: ask definitions with "
                f"leadkit classify my-world --by {pack}."
            ) from None
        raise
    with mistyped():
        return packs.scorecard(pack, **given) if given else card


def _defines(pack: str) -> bool:
    from leadkit import packs  # noqa: PLC0415 - `--help` must be quick

    try:
        packs.definitions(pack)
    except LeadkitError:
        return False
    return True


def cards_of(packs: Sequence[str], given: Mapping[str, bool | float | str]) -> list[Scorecard]:
    """Read scorecards; a parameter goes to those that have it, and at least one must."""
    has = {pack: {one.name for one in card_of(pack, {}).params} for pack in packs}
    _in_one(given, has)
    return [card_of(pack, {name: value for name, value in given.items() if name in has[pack]}) for pack in packs]


def packs_of(packs: Sequence[str], given: Mapping[str, bool | float | str]) -> list[Definitions]:
    """Read the packs; a parameter goes to those that have it, and at least one must."""
    from leadkit import packs as shelf  # noqa: PLC0415 - `--help` must be quick

    if len(packs) == 1:
        return [shelf.definitions(packs[0], **given)]
    has = {pack: {parameter.name for parameter in shelf.definitions(pack).params} for pack in packs}
    _in_one(given, has)
    return [shelf.definitions(p, **{name: value for name, value in given.items() if name in has[p]}) for p in packs]


def _in_one(given: Iterable[str], has: Mapping[str, set[str]]) -> None:
    """See that each parameter given is one of some pack."""
    known = set().union(*has.values())
    for name in given:
        if name not in known:
            raise UnknownNameError(f"No parameter '{name}' in {', '.join(has)}.{nearest(name, known)}")


def values(texts: Sequence[str] | None) -> dict[str, bool | float | str]:
    """Read the values of parameters: yes or no, whole numbers, numbers, texts.

    Examples
    --------
    >>> values(["quiet=30", "country=TH", "strict=true"])
    {'quiet': 30, 'country': 'TH', 'strict': True}
    """
    return {name: _value(text) for name, text in pairs(texts or []).items()}


def _value(text: str) -> bool | float | str:
    spoken = {"true": True, "false": False}
    if text.casefold() in spoken:
        return spoken[text.casefold()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
