"""What every table of a block shares: the ids of its people and firms, their names, and the first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth import columns as col
from leadkit.synth import names
from leadkit.synth.arrow import Array, pa
from leadkit.synth.draw import NOBODY, Ints

if TYPE_CHECKING:
    from leadkit.synth.common.life import Life

STRIDE = 1_000_000  # numbers kept for the events (answers, deals, visits) of a block


@dataclass(frozen=True)
class Frame:
    """A block that is about to be written."""

    life: Life
    person: Array
    organisation: Array
    texts: names.Texts
    firms: Array
    begin: int
    digits: int

    def ids(self, prefix: str, count: int) -> Array:
        """Return ids for the rows of a table of this block."""
        if count > STRIDE:
            raise OverflowError(f"a block holds {count} rows of '{prefix}', more than the {STRIDE} numbers kept for it")
        return col.ids(prefix, self.begin + np.arange(count), self.digits)

    def when(self, at: Ints) -> Array:
        """Return times."""
        return col.moments(at, self.life.here.numbers["first_day"])


def frame(life: Life, block: int, size: int, digits: int) -> Frame:
    """Give everybody and every firm of a block an id and a name.

    Parameters
    ----------
    life : Life
        What happened.
    block : int
        Which block it is.
    size : int
        People in a full block; the numbers of a block follow those of the block before.
    digits : int
        Digits of the ids of people.

    Returns
    -------
    Frame
        Ready for the tables.
    """
    here, who, org = life.here, life.who, life.org
    spots = here.places
    number = block * size + 1 + np.arange(len(who))
    firm_number = block * round(size * here.numbers["organisations"]["per_person"]) + 1 + np.arange(len(org))
    at, trades = [spots[p][0] for p in org.place], [here.industries[i] for i in org.industry]
    firms, slugs = names.firms(life.streams("firms"), here, at, trades, firm_number)
    slug = slugs.take(pa.array(who.organisation, mask=who.organisation == NOBODY))
    country = [spots[p][0] for p in who.place]
    tongue = who.language if here.words.get("names_by") == "language" else None
    called = names.people(
        life.streams("names"), here, country, names.Person(who.language == 1, who.gender == 0, number, tongue), slug
    )
    return Frame(
        life=life,
        person=col.ids("p", number, digits),
        organisation=col.ids("o", firm_number, digits),
        texts=names.doubles(life.streams("typos"), called, who.same_as, number),
        firms=firms,
        begin=block * STRIDE + 1,
        digits=digits + 2,
    )
