"""What all schools together cost: the whole table of relations, beside its packs alone and its pairs one by one.

    python benchmarks/bench_relations.py [--seed 7]

Seconds are of the processor, since others may be using the machine; they depend on it, so the ratios are what to
compare. A pair one by one is what ``Condition.relation`` takes; the table shares the work between all pairs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from leadkit import packs
from leadkit.definitions import relations

if TYPE_CHECKING:
    import pandas as pd

    from leadkit.definitions import Definitions

PROMISE = 5.0  # seconds for all schools together


def worked(by: list[Definitions]) -> tuple[float, pd.DataFrame]:
    """Prove the table of some schools; tell the processor's seconds."""
    begun = time.process_time()
    found = relations(by=by)
    return time.process_time() - begun, found


def main() -> None:
    """Print the growth from one school to all, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    chance = random.Random(parser.parse_args().seed)  # noqa: S311 - chance for a benchmark
    schools = [packs.definitions(name) for name in packs.shelf("definitions")]
    worked(schools[:1])  # imports and the facts are read once; they are not what is measured

    alone = sum(worked([school])[0] for school in schools)
    print("| schools | terms | pairs | processor s | µs a pair |\n|---:|---:|---:|---:|---:|")
    for many in range(1, len(schools) + 1):
        seconds, found = worked(schools[:many])
        terms = sum(map(len, schools[:many]))
        print(f"| {many} | {terms} | {len(found):,} | {seconds:.2f} | {1e6 * seconds / len(found):.0f} |", flush=True)
    print(", ".join(f"{kind} {count:,}" for kind, count in Counter(found["kind"]).most_common()))

    pairs = list(combinations([term.when for school in schools for term in school], 2))
    single = []
    for first, second in chance.sample(pairs, 100):
        begun = time.process_time()
        first.relation(second)
        single.append(time.process_time() - begun)
    print(f"all schools within {PROMISE:.0f} s: {'yes' if seconds <= PROMISE else 'NO'}")
    print(f"all together to each school alone: {seconds / alone:.1f} times")
    print(f"one by one to all together: {statistics.mean(single) * len(pairs) / seconds:.0f} times (mean of 100 pairs)")


if __name__ == "__main__":
    main()
