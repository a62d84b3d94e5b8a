"""What a command is given: people, packs, days, values of parameters; every complaint in the words of the command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadkit.cli.frame import mistyped, pairs
from leadkit.errors import DataError, UnknownNameError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from leadkit.definitions import Definitions
    from leadkit.scoring import Scorecard
    from leadkit.tables import Tables


def people_of(data: str, as_of: str | None = None, *cards: Any) -> Tables | str:  # noqa: ANN401 - cards, segmentations
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
        if getattr(card, "activities", ()):
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


_READ = {  # by the verb: what it reads, several of it, and what else can be done with it
    "definitions": ("a pack of definitions", "definitions", "ask definitions with leadkit classify my-world --by {}"),
    "scorecard": ("a scorecard", "scorecards", "ask it with leadkit score my-world --by {}"),
    "segmentation": ("a segmentation", "segmentations", "ask it with leadkit segment my-world --by {}"),
    "profile": ("a target profile", "profiles", "read it with leadkit rules say {}"),
    "playbook": ("a playbook", "playbooks", "read it with leadkit rules say {}"),
}


def pack_of(pack: str, given: Mapping[str, bool | float | str], *verbs: str) -> Any:  # noqa: ANN401 - what they read
    """Read a pack of one of some kinds, some parameters with other values; a fault in it is no mistyped command."""
    from leadkit import packs  # noqa: PLC0415 - `--help` must be quick

    verb = packs.verb_of(pack, *verbs) or verbs[0]
    if verb not in verbs:
        what, _, advice = _READ[verb]
        read = " and ".join(_READ[one][1] for one in verbs[:2])
        raise UnknownNameError(f"'{pack}' is {what}, and this command reads {read}: {advice.format(pack)}.")
    reader = getattr(packs, verb)
    made = reader(pack)
    if not given:
        return made
    with mistyped():
        if verb == "playbook":
            raise UnknownNameError(f"No parameter '{next(iter(given))}' in the playbook '{made.name}'. It has none.")
        return reader(pack, **given)


def card_of(pack: str, given: Mapping[str, bool | float | str]) -> Scorecard:
    """Read a scorecard; as :func:`pack_of`."""
    card: Scorecard = pack_of(pack, given, "scorecard")
    return card


def two_of(packs: Sequence[str], given: Mapping[str, bool | float | str]) -> list[Any]:
    """Read two scorecards, or two segmentations; a parameter goes to those that have it, and at least one must."""
    verbs = ("scorecard", "segmentation")
    made = [pack_of(pack, {}, *verbs) for pack in packs]
    has = {pack: {param.name for param in one.params} for pack, one in zip(packs, made, strict=True)}
    _in_one(given, has)
    if len({type(one) for one in made}) > 1:
        raise UnknownNameError(f"'{packs[0]}' and '{packs[1]}' are not of one kind: compare cards, or segmentations.")
    mine = [{name: value for name, value in given.items() if name in has[pack]} for pack in packs]
    return [pack_of(pack, own, *verbs) for pack, own in zip(packs, mine, strict=True)]


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
