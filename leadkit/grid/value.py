"""What a proof says: how a first condition stands to a second one, with people who show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from leadkit import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.grid.cells import Value

Kind = Literal["equal", "inside", "contains", "apart", "overlap", "never_true", "not_proved"]

_EXAMPLE = {"inside": "only_second", "contains": "only_first", "apart": "only_first", "overlap": "only_first"}
_FLIPPED: dict[Kind, Kind] = {"inside": "contains", "contains": "inside"}
_SWAPPED = {"first": "second", "second": "first"}
_OPEN = ("open_both", "open_only_first", "open_only_second")
REMARKS = ("never_first", "never_second", *_OPEN, "free", "differs", "too_many")  # as they are said, in this order


@dataclass(frozen=True)
class Relation:
    """How a first condition stands to a second one, for everybody who could be.

    Parameters
    ----------
    kind : str
        ``equal``: whoever is the first is the second and the other way round. ``inside``: whoever is the first is the
        second. ``contains``: whoever is the second is the first. ``apart``: nobody is both. ``overlap``: some are both,
        some only the first, some only the second. ``never_true``: nobody can be the first, or the second (the note
        says which). ``not_proved``: none of these could be proved.
    people : mapping
        The people who show it, each as {column: value}: under ``both``, ``only_first``, ``only_second``, and
        ``differs`` for somebody to whom, of two equal conditions, one says no and the other unknown.
    remarks : tuple of str
        Keys of what there is to add; :attr:`note` says them.
    free : tuple of str
        The parts that were not looked into, when something stayed open because of them.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> from leadkit.grid import relation
    >>> lead, buyer = parse_one("visits > 3 AND purchases = 0"), parse_one("purchases > 1")
    >>> relation(lead, buyer, [], {})
    Relation(kind='apart', example={'visits': 4, 'purchases': 0}, note='')
    """

    kind: Kind
    people: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    free: tuple[str, ...] = ()

    @property
    def example(self) -> dict[str, Value] | None:
        """The most telling person, or None.

        For ``inside`` somebody who is the second and not the first; for ``contains``, ``apart`` and ``overlap`` who is
        the first and not the second; for the others whoever was found. ``equal`` has none.
        """
        keys = [_EXAMPLE[self.kind]] if self.kind in _EXAMPLE else ["only_first", "only_second", "both"]
        return next((dict(self.people[key]) for key in keys if key in self.people and self.kind != "equal"), None)

    @property
    def note(self) -> str:
        """What there is to add, in English: which of the two is never true, what is not proved, and why."""
        return self.note_in("en")

    def note_in(self, lang: str) -> str:
        """Say what there is to add in one language (empty when there is nothing).

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.

        Returns
        -------
        str
            Whole sentences.
        """
        said = {"person": described(self.people.get("differs", {}), lang), "parts": "; ".join(self.free)}
        return " ".join(words.say(f"relation.remark.{key}", lang, **said) for key in self.remarks)

    def say(self, lang: str = "en") -> str:
        """Say the whole relation in one language.

        Parameters
        ----------
        lang : {"en", "th", "vi"}
            The language.

        Returns
        -------
        str
            One sentence for the kind, then the note.

        Examples
        --------
        >>> Relation("inside").say("en")
        'Whoever is the first is also the second.'
        """
        return f"{words.say(f'relation.kind.{self.kind}', lang)} {self.note_in(lang)}".strip()

    def flipped(self) -> Relation:
        """Give the relation of the second condition to the first.

        Examples
        --------
        >>> Relation("inside").flipped().kind
        'contains'
        """
        return Relation(
            _FLIPPED.get(self.kind, self.kind),
            {_swapped(key): person for key, person in self.people.items()},
            tuple(sorted(map(_swapped, self.remarks), key=REMARKS.index)),
            self.free,
        )

    def __repr__(self) -> str:
        return f"Relation(kind={self.kind!r}, example={self.example!r}, note={self.note!r})"


def _swapped(key: str) -> str:
    """Exchange first and second in a key."""
    head, _, last = key.rpartition("_")
    return f"{head}_{_SWAPPED[last]}" if last in _SWAPPED else key


def described(person: Mapping[str, Value], lang: str = "en") -> str:
    """Say who somebody is, by some columns.

    Examples
    --------
    >>> described({"stated_budget": 0, "need": "some"})
    "stated_budget = 0, need = 'some'"
    """
    return ", ".join(f"{name} = {_said(value, lang)}" for name, value in person.items())


def _said(value: Value, lang: str) -> str:
    if value is None or isinstance(value, bool):
        return words.say({None: "unknown", True: "yes", False: "no"}[value], lang)
    return f"'{value}'" if isinstance(value, str) else str(value)
