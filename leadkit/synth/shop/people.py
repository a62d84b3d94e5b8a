"""What the people of the world `shop` look for, and how much they need it: brides, families, childless, bulk buyers.

Families with children are the target of the toys; a childless person may like toys too (they collect, they give); who
is childless and does not like them never looks for any. A bride looks for one dress, and has a day in mind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common.people import latent, liking
from leadkit.synth.vocabulary import GENDERS, code

if TYPE_CHECKING:
    from leadkit.synth.common.people import Basics, People
    from leadkit.synth.draw import Bools, Floats, Ints, Streams
    from leadkit.synth.world import World

CLOTHES, TOYS, DRESS, BULK, TAILORED = range(5)
ALONE, PARTNER, PARENTS, EMPLOYER = range(4)


def mind(streams: Streams, basics: Basics) -> dict[str, Any]:
    """Draw what everybody looks for, what goes into their cart, and their fit and need."""
    here, rng, n = streams.here, streams("mind"), len(basics["place"])
    told = here.numbers
    age, family = told["last_day"].year - basics["birth_year"], basics["children"] > 0
    employed = basics["organisation"] >= 0
    fashion, toys = (liking(here, basics["tastes"], taste) for taste in ("likes_fashion", "likes_toys"))
    product = _product(rng, here, age, basics, toys)
    likes = np.where(product == TOYS, toys, fashion)
    prices = np.array([told["products"][name]["price"] for name in here.products], dtype=np.float64)
    price = np.maximum(np.rint(prices[product] * np.exp(told["price_spread"] * rng.standard_normal(n)) / 10) * 10, 90.0)
    fit, wants, trade = told["fit"], told["need"], np.zeros(n)
    trade[employed] = basics["organisations"].fits[basics["organisation"][employed]]
    right_age = 1.0 - np.abs(age - fit["best_age"]) / 15.0
    scored = fit["age"] * right_age + fit["home"] * basics["home"] + trade
    fits = fit["centre"] + scored + fit["own"] * rng.standard_normal(n)
    score = (
        wants["fit"] * fits + wants["taste"] * (2.0 * likes - 1.0) + wants["family"] * (family & (product == TOYS))
        + wants["bride"] * (product == DRESS) + wants["own"] * rng.standard_normal(n)
    )  # fmt: skip
    young = age <= told["young_until"]
    says = np.where(employed, EMPLOYER, np.where(young, PARENTS, np.where(family | (product == DRESS), PARTNER, ALONE)))
    drawn = latent(streams, rng, basics, fits, score, price, says=says)
    first, last = told["wedding_days"]
    day = first + ((last - first) * streams("wedding").random(n)).astype(np.int64)
    return {"product": product, "price": price, **drawn, "horizon": np.where(product == DRESS, day, drawn["horizon"])}


def _product(rng: np.random.Generator, here: World, age: Ints, basics: Basics, toys: Bools) -> Ints:
    told = here.numbers["seeks"]
    family, chosen = basics["children"] > 0, rng.random(len(age))
    likely = np.where(
        family,
        np.where(toys, told["toys"]["family_likes"], told["toys"]["family"]),
        np.where(toys, told["toys"]["childless_likes"], told["toys"]["childless"]),
    )
    product = np.where(chosen < likely, TOYS, CLOTHES)
    marries = (basics["gender"] == code(GENDERS, "female")) & (age >= told["bride"]["age"][0])
    marries &= (age <= told["bride"]["age"][1]) & (rng.random(len(age)) < told["bride"]["share"])
    return np.where(basics["organisation"] >= 0, BULK, np.where(marries, DRESS, product))


def conditions(who: People) -> dict[str, Bools]:
    """Return the conditions of this world that shift what holds people back."""
    return {
        "bride": who.product == DRESS, "family": who.children > 0, "abroad": ~who.home, "small": who.price < 500,
    }  # fmt: skip


def next_products(here: World, who: People, whose: Ints, same: Bools, u: Floats) -> Ints:
    """Return what further orders are of: what was first sought, else toys or clothes, by taste and family."""
    likes_toys, family = liking(here, who.tastes, "likes_toys"), who.children > 0
    toys = np.where(family, 0.6, 0.35) * (family | likes_toys)
    other = np.where(u < toys[whose], TOYS, CLOTHES)
    again = same & (who.product[whose] != DRESS)  # one dress is enough
    return np.where(again, who.product[whose], other)


def tailored_price(here: World, who: People) -> Floats:
    """Return what something made to measure costs each: their own level of spending, in whole tens of baht."""
    told = here.numbers["products"]
    prices = np.array([told[name]["price"] for name in here.products], dtype=np.float64)
    worth: Floats = np.rint(prices[TAILORED] * who.price / prices[who.product] / 10) * 10
    return worth
