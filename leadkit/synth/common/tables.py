"""What :mod:`leadkit.synth.making` writes of any world: the tables of one block, and those that are written once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.arrow import Table, pa
from leadkit.synth.columns import money
from leadkit.synth.common import market
from leadkit.synth.common.frame import frame
from leadkit.synth.common.persons import changes, organisations, people_rows, truth
from leadkit.synth.common.rows import answers, crm_records, deals, events, overrides, stages
from leadkit.synth.draw import Streams
from leadkit.synth.world import world

if TYPE_CHECKING:
    from leadkit.synth.common.life import Life, Live


def live(name: str, seed: int, block: int, n: int, without: str | None = None) -> Life:
    """Let `n` people live through a world, each world in its own way.

    Examples
    --------
    >>> len(live("saas", 7, 0, 3).who)
    3
    """
    of_world: Live = import_module(f"leadkit.synth.{name}").live
    return of_world(seed, block, n, without)


def block(name: str, seed: int, number: int, size: int, people: int, without: str | None = None) -> dict[str, Table]:
    """Make one block of people, with all that belongs to them.

    Parameters
    ----------
    name : str
        Which world.
    seed : int
        The seed of the world.
    number : int
        Which block, from 0.
    size : int
        People in a full block; the last block of a world may hold fewer.
    people : int
        People of the whole world.
    without : str, optional
        An obstacle that is taken away when the last days of the world begin.

    Returns
    -------
    dict of str to pyarrow.Table
        Table name to rows.

    Examples
    --------
    >>> block("saas", 7, 0, 20000, 3)["people"].column("person_id").to_pylist()
    ['p0000001', 'p0000002', 'p0000003']
    """
    n = min(size, people - number * size)
    here = frame(live(name, seed, number, n, without), number, size, max(7, len(str(people))))
    made = {
        "people": people_rows(here), "changes": changes(here), "organisations": organisations(here),
        "events": events(here), "answers": answers(here), "deals": deals(here), "deal_stages": stages(here),
        "crm_records": crm_records(here), "overrides": overrides(here), "truth": truth(here),
    }  # fmt: skip
    return {table: pa.table(columns) for table, columns in made.items()}


def once(name: str, seed: int, people: int) -> dict[str, Table]:
    """Make the tables that do not belong to any block: what the channels cost, and the areas not yet entered.

    Examples
    --------
    >>> once("saas", 7, 1000)["areas"].num_rows
    11
    """
    streams = Streams(world(name), seed, 0)
    spent = market.spend(streams, people)
    return {
        "spend": pa.table({
            "channel": pa.array([r["channel"] for r in spent], pa.string()),
            "campaign": pa.array([r["campaign"] for r in spent], pa.string()),
            "month": pa.array([r["month"] for r in spent], pa.date32()),
            "cost": money(np.array([r["cost"] for r in spent])),
            "payment_model": pa.array([r["payment_model"] for r in spent], pa.string()),
        }),
        "areas": pa.Table.from_pylist(market.areas(streams), schema=pa.schema([
            ("region", pa.string()), ("households", pa.int64()), ("surveyed", pa.int64()), ("said_yes", pa.int64()),
        ])),
    }  # fmt: skip
