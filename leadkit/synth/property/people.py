"""Who seeks a home in the world `property`: which kind, at what price, how well they fit, and who has a say at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common.people import latent
from leadkit.synth.draw import choose

if TYPE_CHECKING:
    from leadkit.synth.common.people import Basics
    from leadkit.synth.draw import Bools, Floats, Ints, Streams
    from leadkit.synth.world import World

YOUNG, FAMILY, ALONE = range(3)


def market(here: World, part: str) -> Floats:
    """Line up a number of the local markets by the codes of the places; what is not named is `abroad`.

    Examples
    --------
    >>> from leadkit.synth.world import world
    >>> market(world("property"), "price")[:2].tolist()
    [1.0, 1.05]
    """
    told = here.numbers["market"]
    return np.array([told.get(region, told["abroad"])[part] for _, region, *_ in here.places])


def mind(streams: Streams, basics: Basics) -> dict[str, Any]:
    """Draw how crowded everybody lives, how near they are to the persona, and what they seek at what price."""
    here, rng, n = streams.here, streams("mind"), len(basics["place"])
    told = here.numbers
    sought = told["products"]
    product = choose(rng, n, [sought[name]["share"] for name in here.products])
    usual = np.array([sought[name]["price"] for name in here.products], dtype=np.float64)[product]
    dear = market(here, "price")[basics["place"]] * np.exp(told["price_spread"] * rng.standard_normal(n))
    price = np.rint(usual * dear / 10_000_000) * 10_000_000
    age, children = told["last_day"].year - basics["birth_year"], basics["children"]
    fit, wants = told["fit"], told["need"]
    in_age = (age >= fit["persona_age"][0]) & (age <= fit["persona_age"][1])
    scored = fit["in_age"] * in_age + fit["child"] * np.minimum(children, 3) + fit["home"] * basics["home"]
    fits = fit["centre"] + scored + fit["own"] * rng.standard_normal(n)
    mean = told["children"]["mean"]
    crowded = (children - mean) / np.sqrt(mean)
    score = wants["fit"] * fits + wants["crowded"] * crowded + wants["own"] * rng.standard_normal(n)
    return {
        "product": product, "price": price,
        **latent(streams, rng, basics, fits, score, price, says=household(here, age, children > 0)),
    }  # fmt: skip


def household(here: World, age: Ints, family: Bools) -> Ints:
    """Return the kind of household, on which it hangs who decides: young people, families, all others."""
    young = age <= here.numbers["young_until"]
    return np.where(young, YOUNG, np.where(family, FAMILY, ALONE))
