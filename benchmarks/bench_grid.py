"""How long the proof of relations takes: a pair, all pairs of every shipped pack, all pairs of forty random terms.

    python benchmarks/bench_grid.py [--seed 7]

Seconds depend on the machine, so they are printed and not asserted; the tests hold how many cells are looked at.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from itertools import combinations

from leadkit import packs, vocabulary
from leadkit.conditions import Condition
from leadkit.conditions.relations import facts, relations


def random_condition(chance: random.Random, columns: list[vocabulary.Column]) -> Condition:
    """Write two to five random comparisons on columns of the vocabulary, joined by AND and OR."""

    def atom() -> str:
        one = chance.choice(columns)
        if one.kind == "yes_no":
            return one.name
        if one.kind == "text":
            closed = one.values or ("a", "b", "c")
            return f"{one.name} IN ('{chance.choice(closed)}', '{chance.choice(closed)}')"
        return f"{one.name} {chance.choice(['>', '>=', '=', '<', '<>'])} {chance.choice([0, 1, 5, 10, 30, 365])}"

    text = atom()
    for _ in range(chance.randint(1, 4)):
        text += chance.choice([" AND ", " AND ", " OR "]) + atom()
    return Condition(text)


def timed(title: str, named: dict[str, Condition]) -> None:
    """Prove all pairs, and say how long it took and what was found."""
    begun, worked = time.perf_counter(), time.process_time()
    found = relations(named)
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in found.values()).most_common())
    print(f"{title}: {len(named)} terms, {len(found)} pairs, {seconds:.2f} s, of which {work:.2f} s at work ({kinds})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    chance = random.Random(parser.parse_args().seed)  # noqa: S311 - chance for a benchmark
    columns = [one for one in vocabulary.columns().values() if one.kind != "other"]

    print(f"{len(facts())} facts about {len(columns)} columns")
    some = [random_condition(chance, columns) for _ in range(20)]
    seconds = []
    for first, second in chance.sample(list(combinations(some, 2)), 100):
        begun = time.process_time()
        first.relation(second)
        seconds.append(time.process_time() - begun)
    print(
        f"a pair alone: median {statistics.median(seconds) * 1000:.0f} ms of work, longest {max(seconds) * 1000:.0f} ms"
    )

    for kind in ("definitions", "crm"):
        for name in packs.shelf(kind):
            timed(name, {term.term: term.when for term in packs.definitions(name)})
    for many in (15, 30, len(columns)):
        pool = chance.sample(columns, many)
        timed(f"random over {many} columns", {f"t{i}": random_condition(chance, pool) for i in range(40)})


if __name__ == "__main__":
    main()
