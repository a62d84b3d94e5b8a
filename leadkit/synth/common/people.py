"""Who the people of a world are, and what is in their minds: nothing here has happened yet.

Organisations come first, because colleagues share a need. What is latent (need, ability, authority, horizon, traits)
is drawn before any deed, so that deeds can be caused by it; the truth keeps it. What a need follows from is the world's
own affair: it hands in a function that gives everybody a fit and a need score. A duplicate is a second row for somebody
already there: the same human being, so all of this is copied.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from leadkit.synth.draw import NOBODY, Bools, Delay, Floats, Ints, Streams, choose, logistic, table
from leadkit.synth.vocabulary import LANGUAGES, NEEDS, code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from leadkit.synth.world import World

    Basics: TypeAlias = dict[str, Any]  # a column of People each, and `organisations`, the organisations themselves
    Mind: TypeAlias = Callable[[Streams, Basics], Mapping[str, Any]]


@dataclass(frozen=True)
class Organisations:
    """The organisations of a block, one entry each."""

    employees: Ints
    industry: Ints
    place: Ints
    revenue: Ints
    mood: Floats
    fits: Floats

    def __len__(self) -> int:
        return len(self.employees)


@dataclass(frozen=True)
class People:
    """The people of a block: one entry a row of `people`; codes refer to the words of the world and the vocabulary."""

    same_as: Ints
    organisation: Ints
    place: Ints
    city: Ints
    language: Ints
    gender: Ints
    birth_year: Ints
    age_known: Bools
    children: Ints
    children_known: Bools
    tastes: Ints
    seniority: Ints
    function: Ints
    employees: Ints
    home: Bools
    product: Ints
    price: Floats
    fit: Floats
    need_score: Floats
    need: Ints
    budget: Floats
    ability: Ints
    authority: Ints
    horizon: Ints
    reluctance: Floats
    satisfaction: Floats
    influence: Floats
    rhythm: Ints

    def __len__(self) -> int:
        return len(self.same_as)

    @property
    def double(self) -> Bools:
        """Whether the row is a second row for somebody."""
        second: Bools = self.same_as != NOBODY
        return second


def organisations(streams: Streams, n: int) -> Organisations:
    """Make the organisations that `n` people work for."""
    here = streams.here
    told = here.numbers["organisations"]
    rng, m = streams("organisations"), max(1, round(n * told["per_person"]))
    size = told["employees"]
    employees = np.clip(size["median"] * np.exp(size["spread"] * rng.standard_normal(m)), size["least"], size["most"])
    shares = np.array(list(told["industries"].values()))
    industry = choose(rng, m, shares[:, 0])
    head = told["revenue_per_head"]["median"] * np.exp(told["revenue_per_head"]["spread"] * rng.standard_normal(m))
    return Organisations(
        employees=np.rint(employees).astype(np.int64),
        industry=industry,
        place=choose(rng, m, [weight for _, _, weight, _ in here.places]),
        revenue=np.rint(np.rint(employees) * head / 1000).astype(np.int64) * 100_000,
        mood=rng.standard_normal(m),
        fits=shares[industry, 1],
    )


def people(streams: Streams, n: int, org: Organisations, mind: Mind) -> People:
    """Make `n` rows of people who work for these organisations.

    Parameters
    ----------
    streams : Streams
        The streams of chance of the block.
    n : int
        How many rows.
    org : Organisations
        The organisations of the block.
    mind : callable
        Is given the streams and the columns drawn so far (and `organisations`); returns the columns `product`, `price`
        and those of :func:`latent`.

    Returns
    -------
    People
        One entry a row.
    """
    here, rng = streams.here, streams("who")
    told = here.numbers
    same_as = _doubles(streams("duplicates"), n, told["duplicates"])
    pull = org.employees.astype(np.float64) ** told["organisations"]["pull"]
    employed = rng.random(n) < told["organisations"]["with_organisation"]
    organisation = np.where(employed, choose(rng, n, pull), NOBODY)
    employees = np.where(employed, org.employees[organisation], 1)
    elsewhere = choose(rng, n, [weight for _, _, weight, _ in here.places])
    place = np.where(employed & (rng.random(n) < 0.95), org.place[organisation], elsewhere)
    at_home = [i for i, p in enumerate(here.places) if p[0] in told["fit"]["home_countries"]]
    basics: Basics = {
        "organisation": organisation, "place": place, "employees": employees, "home": np.isin(place, at_home),
        **_who(rng, n, here, place, employees),
    }  # fmt: skip
    made = People(same_as=same_as, **basics, **mind(streams, basics | {"organisations": org}))
    human = np.where(made.double, same_as, np.arange(n))
    copied = {f.name: getattr(made, f.name)[human] for f in fields(made) if f.name != "same_as"}
    return People(same_as=same_as, **copied)


def _doubles(rng: np.random.Generator, n: int, share: float) -> Ints:
    """Choose which rows are second rows, and of whom (never of another second row)."""
    double = rng.random(n) < share
    if double.all():
        double[:] = False
    originals = np.flatnonzero(~double)
    whom = originals[(rng.random(n) * len(originals)).astype(np.int64)]
    return np.where(double, whom, NOBODY)


def _who(rng: np.random.Generator, n: int, here: World, place: Ints, employees: Ints) -> dict[str, Any]:
    told, birth = here.numbers, here.numbers["birth"]
    seniority = choose(rng, n, list(told["seniority"].values()))
    # In the smallest firms one often meets the owner.
    small = (employees < 10) & (rng.random(n) < told["organisations"]["owner_if_small"])
    seniority = np.where(small, len(told["seniority"]) - 1, seniority)
    year = np.clip(
        np.rint(birth["mean"] + birth["spread"] * rng.standard_normal(n)), birth["earliest"], birth["latest"]
    )
    known = rng.random(n)
    tastes = sum(
        (rng.random(n) < share).astype(np.int64) << bit for bit, share in enumerate(told["tastes"].values())
    ) + np.where(rng.random(n) < told["taste_known"], 0, 1 << 8)  # bit 8: nobody asked
    cities = np.array([len(cities) for *_, cities in here.places])
    children = rng.poisson(told["children"]["mean"], n)
    return {
        "city": (rng.random(n) * cities[place]).astype(np.int64),
        "language": _language(rng, here, place),
        "gender": choose(rng, n, list(told["gender"].values())),
        "birth_year": year.astype(np.int64),
        "age_known": known < birth["known"],
        "children": children,
        "children_known": rng.random(n) < told["children"]["known"],
        "tastes": tastes,
        "seniority": seniority,
        "function": choose(rng, n, list(told["functions"].values())),
    }


def _language(rng: np.random.Generator, here: World, place: Ints) -> Ints:
    """Draw the language each is written to in, in the order of `LANGUAGES`."""
    told = here.numbers["languages"]
    shares = np.array([[told[c].get(language, 0.0) for language in LANGUAGES] for c, *_ in here.places])
    ends = np.cumsum(shares, axis=1)[place]
    drawn: Ints = np.minimum((ends <= rng.random(len(place))[:, None]).sum(axis=1), 2).astype(np.int64)
    return drawn


def latent(
    streams: Streams,
    rng: np.random.Generator,
    basics: Basics,
    fit: Floats,
    score: Floats,
    price: Floats,
    *,
    says: Ints | None = None,
) -> dict[str, Any]:
    """Draw what follows from fit, need score and price: need, money, say, horizon and traits (`rng` goes on).

    `says` is the row of the world's `authority` on which it hangs who decides; seniority, if not given.
    """
    told, n = streams.here.numbers, len(score)
    wants, money, traits = told["need"], told["budget"], told["traits"]
    some, none = code(NEEDS, "some"), code(NEEDS, "none")
    need = np.where(score > wants["borders"]["pressing"], 0, np.where(score > wants["borders"]["none"], some, none))
    need = np.where((rng.random(n) < wants["stock"]) & (need != none), code(NEEDS, "stock"), need)
    multiple = money["times_price"] * np.exp(money["spread"] * rng.standard_normal(n))
    influence = np.minimum((1.0 - rng.random(n)) ** (-1.0 / traits["influence_shape"]), traits["influence_most"])
    return {
        "fit": fit, "need_score": score, "need": need,
        "budget": multiple * price,
        "ability": np.where(multiple >= 1.0, 0, np.where(multiple >= money["not_yet_from"], 1, 2)),
        "authority": _authority(streams("authority"), told["authority"], basics["seniority"] if says is None else says),
        "horizon": _horizon(streams("horizon"), told["horizon"], score),
        "reluctance": rng.standard_normal(n), "satisfaction": rng.standard_normal(n), "influence": influence,
        "rhythm": choose(rng, n, list(told["rhythm"].values())),
    }  # fmt: skip


def _authority(rng: np.random.Generator, told: Mapping[str, tuple[float, float]], row: Ints) -> Ints:
    decides, recommends = np.array(list(told.values())).T
    u = rng.random(len(row))
    limit = decides[row]
    return np.where(u < limit, 0, np.where(u < limit + recommends[row], 1, 2))


def _horizon(rng: np.random.Generator, told: Mapping[str, Any], need: Floats) -> Ints:
    """Draw in how many days they mean to buy; -1 = no date in mind."""
    has_date = rng.random(len(need)) < logistic(told["definite"] + told["need"] * need)
    days = Delay.of({"median": told["median_days"], "shape": told["shape"]}).draw(rng.random(len(need)))
    return np.where(has_date, np.clip(np.rint(days), 1, told["longest"]).astype(np.int64), NOBODY)


def liking(here: World, tastes: Ints, taste: str) -> Bools:
    """Return who likes something, whether or not anybody asked them."""
    likes: Bools = (tastes >> list(here.numbers["tastes"]).index(taste) & 1) > 0
    return likes


def need_level(need: Ints) -> Floats:
    """Return how much a need weighs in the formulas: pressing 1, some 0, stock -0.3, none -1.

    Examples
    --------
    >>> need_level(np.array([0, 1, 2, 3])).tolist()
    [1.0, 0.0, -0.3, -1.0]
    """
    return table({"pressing": 1.0, "some": 0.0, "stock": -0.3, "none": -1.0}, NEEDS)[need]
