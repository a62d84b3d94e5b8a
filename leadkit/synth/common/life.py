"""Everything that is so and that happened in one block: what every world hands to those who write tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from leadkit.synth.draw import NOBODY

if TYPE_CHECKING:
    from leadkit.synth.common.acts import Acts
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.details import Details
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import Organisations, People
    from leadkit.synth.draw import Floats, Ints, Streams
    from leadkit.synth.log import Rows
    from leadkit.synth.world import World

EVENT_COLUMNS = {
    "kind": NOBODY, "session": NOBODY, "other": NOBODY, "campaign": NOBODY, "channel": NOBODY, "page": NOBODY,
    "seconds": np.nan, "keyword": NOBODY, "device": NOBODY, "exit_depth": np.nan, "fields": NOBODY, "x": np.nan,
    "y": np.nan, "amount": NOBODY,
}  # fmt: skip


@dataclass(frozen=True)
class Life:
    """One block of a world: numbers only (codes, moments, cents); a world may add what its own tests want to see.

    `left` is when each unsubscribed; `p_answer`, `p_now` and `p_free` are the truth's probabilities: of an answer when
    asked plainly, and of buying in the last days, as things are and without one's own obstacle.
    """

    streams: Streams
    org: Organisations
    who: People
    came: Arrival
    first: Journey
    acts: Acts
    details: Details
    left: Ints
    events: Rows
    answers: Rows
    deals: Rows
    stages: Rows
    records: Rows
    overrides: Rows
    p_answer: Floats
    p_now: Floats
    p_free: Floats

    @property
    def here(self) -> World:
        """The world."""
        return self.streams.here


class Live(Protocol):
    """How a world makes one block: the function `live` of its package."""

    def __call__(self, seed: int, block: int, n: int, without: str | None = None) -> Life:
        """Let `n` people live through the two years of the world.

        Parameters
        ----------
        seed : int
            The seed of the world.
        block : int
            Which block.
        n : int
            How many people.
        without : str, optional
            An obstacle that is taken away when the last days of the world begin; the truth is still that of the world
            as it was until then.

        Returns
        -------
        Life
            What is so, and what happened.
        """
        ...
