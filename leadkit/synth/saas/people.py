"""Who the people of the world `saas` are, and what is in their minds: nothing here has happened yet.

Organisations come first, because colleagues share a need. What is latent (need, ability, authority, horizon, traits)
is drawn before any deed, so that deeds can be caused by it; the truth keeps it. A duplicate is a second row for
somebody already there: the same human being, so all of this is copied.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.draw import NOBODY, Bools, Delay, Floats, Ints, Streams, choose, logistic, table
from leadkit.synth.saas.numbers import NEEDS, code, numbers, products

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    """The people of a block: one entry a row of `people`; codes refer to the words in `numbers`."""

    same_as: Ints
    organisation: Ints
    place: Ints
    city: Ints
    language: Ints
    gender: Ints
    birth_year: Ints
    children: Ints
    tastes: Ints
    seniority: Ints
    function: Ints
    product: Ints
    price: Floats
    employees: Ints
    home: Bools
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


@cache
def places() -> tuple[tuple[str, str, float, tuple[str, ...]], ...]:
    """Return every place: country, region, weight, cities.

    Examples
    --------
    >>> places()[0]
    ('TH', 'Bangkok', 0.168, ('Bangkok',))
    """
    world, found = numbers(), []
    for country, share in world["countries"].items():
        parts = world["regions"][country]
        whole = sum(weight for weight, _ in parts.values())
        found += [
            (country, region, round(share * w / whole, 6), tuple(cities)) for region, (w, cities) in parts.items()
        ]
    return tuple(found)


def organisations(streams: Streams, n: int) -> Organisations:
    """Make the organisations that `n` people work for."""
    told = numbers()["organisations"]
    rng, m = streams("organisations"), max(1, round(n * told["per_person"]))
    size = told["employees"]
    employees = np.clip(size["median"] * np.exp(size["spread"] * rng.standard_normal(m)), size["least"], size["most"])
    shares = np.array(list(told["industries"].values()))
    industry = choose(rng, m, shares[:, 0])
    head = told["revenue_per_head"]["median"] * np.exp(told["revenue_per_head"]["spread"] * rng.standard_normal(m))
    return Organisations(
        employees=np.rint(employees).astype(np.int64),
        industry=industry,
        place=choose(rng, m, [weight for _, _, weight, _ in places()]),
        revenue=np.rint(np.rint(employees) * head / 1000).astype(np.int64) * 100_000,
        mood=rng.standard_normal(m),
        fits=shares[industry, 1],
    )


def people(streams: Streams, n: int, org: Organisations) -> People:
    """Make `n` rows of people who work for these organisations."""
    told, rng = numbers(), streams("who")
    same_as = _doubles(streams("duplicates"), n)
    pull = org.employees.astype(np.float64) ** told["organisations"]["pull"]
    employed = rng.random(n) < told["organisations"]["with_organisation"]
    organisation = np.where(employed, choose(rng, n, pull), NOBODY)
    employees = np.where(employed, org.employees[organisation], 1)
    elsewhere = choose(rng, n, [weight for _, _, weight, _ in places()])
    place = np.where(employed & (rng.random(n) < 0.95), org.place[organisation], elsewhere)
    who = _who(rng, n, place, employees)
    product = np.searchsorted([told["products"][p]["from_employees"] for p in products()[1:3]], employees, side="right")
    price = np.array([told["products"][p]["price"] for p in products()], dtype=np.float64)[product]
    home = np.isin(place, [i for i, p in enumerate(places()) if p[0] in told["fit"]["home_countries"]])
    sector = np.where(employed, org.fits[organisation], 0.0)
    mood = np.where(employed, org.mood[organisation], 0.0)
    mind = _mind(streams, n, {"employees": employees, "home": home, "sector": sector, "mood": mood, "price": price})
    authority = _authority(streams("authority"), who["seniority"])
    made = People(
        same_as=same_as, organisation=organisation, place=place, product=product.astype(np.int64), price=price,
        employees=employees, home=home, authority=authority, **who, **mind,
    )  # fmt: skip
    human = np.where(made.double, same_as, np.arange(n))
    copied = {f.name: getattr(made, f.name)[human] for f in fields(made) if f.name != "same_as"}
    return People(same_as=same_as, **copied)


def _doubles(rng: np.random.Generator, n: int) -> Ints:
    """Choose which rows are second rows, and of whom (never of another second row)."""
    double = rng.random(n) < numbers()["duplicates"]
    if double.all():
        double[:] = False
    originals = np.flatnonzero(~double)
    whom = originals[(rng.random(n) * len(originals)).astype(np.int64)]
    return np.where(double, whom, NOBODY)


def _who(rng: np.random.Generator, n: int, place: Ints, employees: Ints) -> dict[str, Any]:
    told, birth = numbers(), numbers()["birth"]
    seniority = choose(rng, n, list(told["seniority"].values()))
    # In the smallest firms one often meets the owner.
    seniority = np.where((employees < 10) & (rng.random(n) < 0.35), len(told["seniority"]) - 1, seniority)
    year = np.clip(
        np.rint(birth["mean"] + birth["spread"] * rng.standard_normal(n)), birth["earliest"], birth["latest"]
    )
    known = rng.random(n)
    tastes = sum(
        (rng.random(n) < share).astype(np.int64) << bit for bit, share in enumerate(told["tastes"].values())
    ) + np.where(rng.random(n) < told["taste_known"], 0, 1 << 8)  # bit 8: nobody asked
    cities = np.array([len(cities) for *_, cities in places()])
    children = rng.poisson(told["children"]["mean"], n)
    return {
        "city": (rng.random(n) * cities[place]).astype(np.int64),
        "language": _language(rng, place),
        "gender": choose(rng, n, list(told["gender"].values())),
        "birth_year": np.where(known < birth["known"], year.astype(np.int64), NOBODY),
        "children": np.where(rng.random(n) < told["children"]["known"], children, NOBODY),
        "tastes": tastes,
        "seniority": seniority,
        "function": choose(rng, n, list(told["functions"].values())),
    }


def _language(rng: np.random.Generator, place: Ints) -> Ints:
    """Draw the language each is written to in: 0 English, 1 Thai, 2 Vietnamese."""
    told = numbers()["languages"]
    shares = np.array([[told[c].get(lang, 0.0) for lang in ("en", "th", "vi")] for c, *_ in places()])
    ends = np.cumsum(shares, axis=1)[place]
    drawn: Ints = np.minimum((ends <= rng.random(len(place))[:, None]).sum(axis=1), 2).astype(np.int64)
    return drawn


def _mind(streams: Streams, n: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Draw what is latent: fit, need, money, horizon and traits."""
    told, rng = numbers(), streams("mind")
    fit = told["fit"]
    right_size = 1.0 - np.abs(np.log(given["employees"] / fit["best_size"])) / 2.0
    scored = fit["size"] * right_size + fit["home"] * given["home"] + given["sector"]
    fits = fit["centre"] + scored + fit["own"] * rng.standard_normal(n)
    wants = told["need"]
    score = wants["fit"] * fits + wants["organisation"] * given["mood"] + wants["own"] * rng.standard_normal(n)
    some, none = code(NEEDS, "some"), code(NEEDS, "none")
    need = np.where(score > wants["borders"]["pressing"], 0, np.where(score > wants["borders"]["none"], some, none))
    need = np.where((rng.random(n) < wants["stock"]) & (need != none), code(NEEDS, "stock"), need)
    money = told["budget"]
    multiple = money["times_price"] * np.exp(money["spread"] * rng.standard_normal(n))
    traits = told["traits"]
    influence = np.minimum((1.0 - rng.random(n)) ** (-1.0 / traits["influence_shape"]), traits["influence_most"])
    return {
        "fit": fits, "need_score": score, "need": need,
        "budget": multiple * given["price"],
        "ability": np.where(multiple >= 1.0, 0, np.where(multiple >= money["not_yet_from"], 1, 2)),
        "horizon": _horizon(streams("horizon"), score),
        "reluctance": rng.standard_normal(n), "satisfaction": rng.standard_normal(n), "influence": influence,
        "rhythm": choose(rng, n, list(told["rhythm"].values())),
    }  # fmt: skip


def _authority(rng: np.random.Generator, seniority: Ints) -> Ints:
    told = numbers()["authority"]
    decides, recommends = np.array([told[level] for level in numbers()["seniority"]]).T
    u = rng.random(len(seniority))
    limit = decides[seniority]
    return np.where(u < limit, 0, np.where(u < limit + recommends[seniority], 1, 2))


def _horizon(rng: np.random.Generator, need: Floats) -> Ints:
    """Draw in how many days they mean to buy; -1 = no date in mind."""
    told = numbers()["horizon"]
    has_date = rng.random(len(need)) < logistic(told["definite"] + told["need"] * need)
    days = Delay.of({"median": told["median_days"], "shape": told["shape"]}).draw(rng.random(len(need)))
    return np.where(has_date, np.clip(np.rint(days), 1, told["longest"]).astype(np.int64), NOBODY)


def need_level(need: Ints) -> Floats:
    """Return how much a need weighs in the formulas: pressing 1, some 0, stock -0.3, none -1.

    Examples
    --------
    >>> need_level(np.array([0, 1, 2, 3])).tolist()
    [1.0, 0.0, -0.3, -1.0]
    """
    return table({"pressing": 1.0, "some": 0.0, "stock": -0.3, "none": -1.0}, NEEDS)[need]
