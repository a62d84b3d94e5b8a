"""What the people of the world `saas` need, and which plan they seek: it follows from the firm they work for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from leadkit.synth.common.people import latent

if TYPE_CHECKING:
    from leadkit.synth.common.people import Basics
    from leadkit.synth.draw import Streams


def mind(streams: Streams, basics: Basics) -> dict[str, Any]:
    """Draw the fit of everybody's firm, the need that colleagues share, and what they seek."""
    here, rng, org = streams.here, streams("mind"), basics["organisations"]
    told, products, n = here.numbers, here.products, len(basics["place"])
    employed, employees = basics["organisation"] >= 0, basics["employees"]
    product = np.searchsorted([told["products"][p]["from_employees"] for p in products[1:3]], employees, side="right")
    price = np.array([told["products"][p]["price"] for p in products], dtype=np.float64)[product]
    fit, wants = told["fit"], told["need"]
    right_size = 1.0 - np.abs(np.log(employees / fit["best_size"])) / 2.0
    sector = np.where(employed, org.fits[basics["organisation"]], 0.0)
    mood = np.where(employed, org.mood[basics["organisation"]], 0.0)
    scored = fit["size"] * right_size + fit["home"] * basics["home"] + sector
    fits = fit["centre"] + scored + fit["own"] * rng.standard_normal(n)
    score = wants["fit"] * fits + wants["organisation"] * mood + wants["own"] * rng.standard_normal(n)
    return {"product": product.astype(np.int64), "price": price, **latent(streams, rng, basics, fits, score, price)}
