"""A world as a value: its numbers, its words, and the order in which its own words are coded.

Whatever causes something is written, with its size, in ``leadkit/data/worlds/<world>.yaml``, from which the page of the
world is printed too; what the code adds are only small jitters (how many minutes, how many pages). What is written into
tables in three languages stands in ``<world>_words.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from leadkit import documents
from leadkit.synth.draw import DAY
from leadkit.synth.vocabulary import HALF_YEARS, LANGUAGES, SENIORITY, SITE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Place: TypeAlias = tuple[str, str, float, tuple[str, ...]]  # country, region, weight, cities


@dataclass(frozen=True)
class World:
    """A world by its name; :func:`world` keeps one of each, so that every file is read once.

    Parameters
    ----------
    name : str
        The name of the world.

    Examples
    --------
    >>> world("saas").numbers["need"]["stock"], world("saas").words["keywords"]["en"][0]
    (0.06, 'inventory software')
    """

    name: str

    @cached_property
    def numbers(self) -> Mapping[str, Any]:
        """Every number of the world, as its file nests them."""
        told: Mapping[str, Any] = documents.read(f"data/worlds/{self.name}.yaml")
        return told

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What is written in its tables, in three languages; some of it all worlds share."""
        return {**documents.read("data/worlds/words.yaml"), **documents.read(f"data/worlds/{self.name}_words.yaml")}

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """The channels in the order of their codes; `email` comes last (nobody first comes by it)."""
        return (*self.numbers["channels"], "email")

    @cached_property
    def products(self) -> tuple[str, ...]:
        """The products in the order of their codes."""
        return tuple(self.numbers["products"])

    @cached_property
    def campaigns(self) -> tuple[str, ...]:
        """The campaigns in the order of their codes: first letter, mailings, advertisements."""
        return ("first_letter", *self.numbers["campaigns"], *(f"ads_{half}" for half in HALF_YEARS))

    @cached_property
    def industries(self) -> tuple[str, ...]:
        """The industries in the order of their codes."""
        return tuple(self.numbers["organisations"]["industries"])

    @cached_property
    def site(self) -> tuple[str, ...]:
        """The pages of the site in the order of their codes: for looking round, those of every world, the guides."""
        return (*self.numbers["pages"], *SITE, *self.numbers["guides"])

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """The words searched for, language by language."""
        return tuple(word for language in LANGUAGES for word in self.words["keywords"][language])

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Every job title, in the order of its code: language, seniority, function."""
        told = self.words
        return tuple(
            told["titles"][language][level].format(told["functions"][language][function])
            for language in LANGUAGES
            for level in SENIORITY
            for function in self.numbers["functions"]
        )

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place: country, region, weight, cities."""
        found: list[Place] = []
        for country, share in self.numbers["countries"].items():
            parts = self.numbers["regions"][country]
            whole = sum(weight for weight, _ in parts.values())
            found += [(country, region, round(share * w / whole, 6), tuple(c)) for region, (w, c) in parts.items()]
        return tuple(found)

    @cached_property
    def end(self) -> int:
        """The moment after the last second of the world, in seconds since its first midnight."""
        return self.moment(self.numbers["last_day"]) + DAY

    @cached_property
    def reference(self) -> int:
        """The moment at which the last days begin, of which the truth speaks."""
        return self.end - int(self.numbers["window_days"]) * DAY

    def moment(self, day: date) -> int:
        """Return the seconds from the first midnight of the world to midnight of `day`.

        Examples
        --------
        >>> from datetime import date
        >>> world("saas").moment(date(2023, 7, 2))
        86400
        """
        first: date = self.numbers["first_day"]
        return (day - first).days * DAY


@cache
def world(name: str) -> World:
    """Return the world of this name, always the same one.

    Examples
    --------
    >>> here = world("saas")
    >>> here.channels[0], here.channels[-1], here.products[0], here.campaigns[-1], here.site[-1]
    ('account', 'email', 'starter', 'ads_2025h1', 'guide_course')
    >>> here.places[0], here.titles[0], len(here.titles)
    (('TH', 'Bangkok', 0.168, ('Bangkok',)), 'operations assistant', 90)
    >>> here.end // 86400, (here.end - here.reference) // 86400
    (731, 90)
    """
    return World(name)
