"""Make a world into a folder: block by block, in order, on as many threads as are given, whole or not at all.

The people of a world are made in blocks of a fixed size. A block needs nothing but (world, seed, its number), so blocks
can be made side by side; they are written in order, and only a few wait in memory at any time. The folder gets its name
when the last byte is written: who finds it, finds it whole.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from leadkit import schema
from leadkit.errors import DataError, RunError, UnknownNameError, nearest
from leadkit.synth.common import tables
from leadkit.synth.vocabulary import HINDRANCES
from leadkit.synth.world import world as world_of
from leadkit.synth.write import SINKS, Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from leadkit.engine import Limits
    from leadkit.synth.arrow import Table

WORLDS = ("property", "saas", "shop")
BLOCK = 20_000
MOST = 100_000_000
THREADS = 2


def worlds() -> tuple[str, ...]:
    """Return the names of the worlds that can be made.

    Examples
    --------
    >>> worlds()
    ('property', 'saas', 'shop')
    """
    return WORLDS


def currency(world: str) -> str:
    """Return the currency of all money in a world.

    Examples
    --------
    >>> currency("property")
    'VND'
    """
    told: str = world_of(world).numbers["currency"]
    return told


@dataclass(frozen=True)
class Plan:
    """Which world is to be made, and how."""

    world: str
    people: int
    seed: int
    without: str | None
    threads: int

    @property
    def count(self) -> int:
        """How many blocks."""
        return -(-self.people // BLOCK)


def make(
    world: str,
    people: int,
    seed: int = 7,
    to: str | Path = ".",
    format: Literal["parquet", "csv"] = "parquet",  # noqa: A002 - the word every user expects
    *,
    without: str | None = None,
    progress: Callable[[float], None] | None = None,
    limits: Limits | None = None,
) -> Path:
    r"""Make a world: every table, and the truth in a file of its own.

    The same world, number of people and seed give the same bytes, whatever the threads (Parquet: with the same version
    of Arrow).

    Parameters
    ----------
    world : str
        Which world, see :func:`worlds`.
    people : int
        Rows of `people`, at least 1; second rows of the same human being among them.
    seed : int, default 7
        Any whole number from 0.
    to : path
        The folder to make; it must not exist yet.
    format : {"parquet", "csv"}, default "parquet"
        CSV folders also get a ``datapackage.json``.
    without : str, optional
        An obstacle that is taken away 90 days before the world ends: a twin of the same world in which whoever it held
        back is set free. The truth is that of the world as it was.
    progress : callable, optional
        Is told the share that is done, from 0 to 1.
    limits : Limits, optional
        Its `threads` are the blocks that are made at a time (default 2).

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UnknownNameError
        There is no such world, format or obstacle.
    DataError
        The number of people or the seed makes no sense.
    RunError
        The folder exists, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = make("saas", people=10, to=Path(tempfile.mkdtemp()) / "ten", format="csv")
    >>> (folder / "people.csv").read_text(encoding="utf-8").count("\n")
    11
    """
    _check(world, people, seed, format, without)
    target = Path(to).expanduser().resolve()
    if target.exists():
        raise RunError(f"'{target}' is there already; name a folder that does not exist yet.")
    unfinished = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}"
    try:
        unfinished.mkdir(parents=True)
        plan = Plan(world, people, seed, without, (limits and limits.threads) or THREADS)
        _write(unfinished, plan, format, progress or _silent)
        if format == "csv":
            _describe(unfinished, plan)
        unfinished.rename(target)
    except OSError as wrong:
        raise RunError(f"The world cannot be written to '{target}': {wrong.strerror or wrong}.") from wrong
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    (progress or _silent)(1.0)
    return target


def _silent(_: float) -> None:
    """Say nothing."""


def _check(world: str, people: int, seed: int, form: str, without: str | None) -> None:
    if world not in worlds():
        raise UnknownNameError(f"No world '{world}'.{nearest(world, worlds())}")
    if form not in SINKS:
        raise UnknownNameError(f"No format '{form}'.{nearest(form, SINKS)}")
    if without is not None and without not in HINDRANCES:
        raise UnknownNameError(f"No obstacle '{without}'.{nearest(without, HINDRANCES)}")
    if isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= MOST:
        raise DataError(
            f"A world has at least 1 and at most {MOST:,} people, and a whole number of them, not {people!r}."
        )
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise DataError(f"A seed is a whole number from 0, not {seed!r}.")


def _write(folder: Path, plan: Plan, form: str, progress: Callable[[float], None]) -> None:
    """Write every table into the folder."""
    sinks: dict[str, Sink] = {}
    progress(0.0)
    try:
        for number, made in enumerate(_blocks(plan)):
            alone = tables.once(plan.world, plan.seed, plan.people) if number == 0 else {}
            for name, piece in {**made, **alone}.items():
                if name not in sinks:
                    sinks[name] = SINKS[form](folder / f"{name}.{form}", piece)
                sinks[name].write(piece)
            progress(0.99 * (number + 1) / plan.count)
    finally:
        for sink in sinks.values():
            sink.close()


def _blocks(plan: Plan) -> Iterator[dict[str, Table]]:
    """Yield the blocks in order; as many as there are threads, and one more, are made ahead."""
    waiting: deque[Future[dict[str, Table]]] = deque()
    with ThreadPoolExecutor(max_workers=plan.threads) as pool:
        try:
            for number in range(plan.count):
                waiting.append(
                    pool.submit(tables.block, plan.world, plan.seed, number, BLOCK, plan.people, plan.without)
                )
                if len(waiting) > plan.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _describe(folder: Path, plan: Plan) -> None:
    """Write the data package that describes the CSV files."""
    files = {name: folder / f"{name}.csv" for name in (*schema.tables(), "truth")}
    text = f"An invented world made by leadkit: {plan.people:,} people, seed {plan.seed}"
    text += f", without the obstacle '{plan.without}'" if plan.without else ""
    package = schema.datapackage(
        plan.world, f"leadkit: the world '{plan.world}'", f"{text}. Nobody and nothing in it is real.", files,
        currency=currency(plan.world),
    )  # fmt: skip
    content = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(content, encoding="utf-8", newline="\n")
