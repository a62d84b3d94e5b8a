"""bench_score, part `parquet`: people from Parquet to Parquet, by the kit, by hand for DuckDB, by hand for Polars.

Every run is a process of its own, in turns. All sides write the same columns with the same compression; what they
wrote is added up (a hash of every row, sums of the points) and must be the same. Polars runs in an environment of its
own.
"""

# ruff: noqa: PLC0415 - each side imports its own tools, before its clock starts

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import bench_score_world as world

POLARS = ("uv", "run", "--quiet", "--no-project", "--with", "polars", "python")
SMALL = "500MB"


# ---- the sides ----------------------------------------------------------------------------------------------------


def ours(columns, memory=None):
    from leadkit import engine, score

    card, limits = world.card(), engine.Limits(memory=memory, seconds=3600)
    wanted = [*card.rule_columns, "score"] if columns == "rules" else ["score", "tier"]
    return lambda people, to: score(str(people), by=card, columns=wanted, to=to, limits=limits)


def spoken_sql():
    """The SQL by hand: who spoke, once a criterion of first and max; then the points; then the score."""
    spoke, points, sums = [], [], []
    for name, policy, rules in world.CRITERIA:
        numbered = list(enumerate(rules))
        order = sorted(numbered, key=lambda one: -one[1][1]) if policy == "max" else numbered
        if policy != "sum":
            cases = " ".join(f"WHEN {when} THEN {i}" for i, (when, _) in order)
            spoke.append(f"CASE {cases} ELSE -1 END AS {name}")
        for i, (when, worth) in numbered:
            said = when if policy == "sum" else f"{name} = {i}"
            points.append(f"CASE WHEN {said} THEN {worth}::DOUBLE ELSE 0 END AS {name}_r{i}_points")
        sums.append(f"least({' + '.join(f'{name}_r{i}_points' for i, _ in numbered)}, {world.CAP})")
    names = ", ".join(("person_id", *world.NAMES))
    return (
        f"SELECT {names}, {' + '.join(sums)} AS score FROM (SELECT person_id, {', '.join(points)} FROM "  # noqa: S608 - ours
        f"(SELECT *, {', '.join(spoke)} FROM read_parquet('{{people}}')))"
    )


def tier_sql():
    """The SQL by hand for score and tier alone."""
    sums = []
    for _, policy, rules in world.CRITERIA:
        order = sorted(rules, key=lambda one: -one[1]) if policy == "max" else rules
        cases = [f"WHEN {when} THEN {worth}" for when, worth in order]
        told = [f"CASE {one} ELSE 0 END" for one in (cases if policy == "sum" else [" ".join(cases)])]
        sums.append(f"least({' + '.join(told)}, {world.CAP})")
    tiers = " ".join(f"WHEN score >= {least} THEN '{name}'" for name, least in world.TIERS)
    return (
        f"SELECT person_id, score, CASE {tiers} ELSE 'cold' END AS tier FROM "  # noqa: S608 - ours
        f"(SELECT person_id, ({' + '.join(sums)})::DOUBLE AS score FROM read_parquet('{{people}}'))"
    )


def copied(query, memory=None):
    settings = {"memory_limit": memory} if memory else {}

    def work(people, to):
        with world.plain_duckdb(**settings) as plain:
            text = query.format(people=people)
            plain.execute(f"COPY ({text}) TO '{to}' (FORMAT PARQUET, COMPRESSION ZSTD)")

    return work


def scanned():
    """Touch every column that the card asks for, and write nothing."""
    counts = ", ".join(f"count({name})" for name in ("person_id", *world.COLUMNS))
    return lambda people, _: world.plain_duckdb().execute(f"SELECT {counts} FROM read_parquet('{people}')").fetchall()  # noqa: S608 - ours


def in_polars():
    """The same by hand in Polars: one lazy query, streamed into a file."""
    import polars as pl

    n, t, b = ([pl.col(name) for name in names] for names in (world.NUMBERS, world.TEXTS, world.ANSWERS))
    yes = [one for k in range(6) for one in (n[k] >= 60, n[k].is_between(20, 59))]
    for k in range(3):
        yes += [t[k] == "a", t[k].is_in(["b", "c"]), b[k], b[k] & (n[k] < 30)]
    spoke, points, sums = [], [], []
    for j, (name, policy, rules) in enumerate(world.CRITERIA):
        order = sorted(range(6), key=lambda i: -rules[i][1]) if policy == "max" else range(6)
        if policy != "sum":
            chain = pl
            for i in order:
                chain = chain.when(yes[6 * j + i]).then(pl.lit(i, pl.Int8))
            spoke.append(chain.otherwise(pl.lit(-1, pl.Int8)).alias(name))
        for i, (_, worth) in enumerate(rules):
            said = yes[6 * j + i] if policy == "sum" else pl.col(name) == i
            points.append(pl.when(said).then(float(worth)).otherwise(0.0).alias(f"{name}_r{i}_points"))
        mine = [pl.col(f"{name}_r{i}_points") for i in range(6)]
        sums.append(pl.min_horizontal(sum(mine[1:], mine[0]), pl.lit(float(world.CAP))))

    def work(people, to):
        asked = pl.scan_parquet(people).with_columns(spoke).select("person_id", *points)
        asked.with_columns(score=sum(sums[1:], sums[0])).sink_parquet(to, compression="zstd")

    return work


NEEDED = f"SELECT person_id, {', '.join(world.COLUMNS)} FROM read_parquet('{{people}}')"  # noqa: S608 - ours
SIDES = {
    "leadkit": lambda: ours("rules"),
    "DuckDB by hand": lambda: copied(spoken_sql()),
    f"leadkit, {SMALL}": lambda: ours("rules", SMALL),
    f"DuckDB by hand, {SMALL}": lambda: copied(spoken_sql(), SMALL),
    "Polars by hand": in_polars,
    "leadkit, score and tier": lambda: ours("tier"),
    "these two by hand": lambda: copied(tier_sql()),
    "a bare scan": scanned,
    "the columns copied": lambda: copied(NEEDED),
}  # fmt: skip
PAIRS = (
    ("leadkit", "DuckDB by hand"),
    (f"leadkit, {SMALL}", f"DuckDB by hand, {SMALL}"),
    ("leadkit", "Polars by hand"),
    ("DuckDB by hand", "Polars by hand"),
    ("leadkit, score and tier", "a bare scan"),
    ("these two by hand", "a bare scan"),
    ("leadkit, score and tier", "these two by hand"),
    ("leadkit, score and tier", "the columns copied"),
)
ALIKE = ("leadkit", "DuckDB by hand", f"leadkit, {SMALL}", f"DuckDB by hand, {SMALL}", "Polars by hand")


# ---- runs ---------------------------------------------------------------------------------------------------------


def one(side, people, to):
    """Run one side once, in this process; what it imports comes before the clock starts."""
    work = SIDES[side]()
    seconds, processor, _ = world.once(lambda: work(people, to))
    return {"seconds": seconds, "work": processor, "megabytes": world.peak_megabytes()}


def apart(side, people, to):
    """Run one side once, in a process of its own."""
    python = POLARS if side.startswith("Polars") else (sys.executable,)
    done = subprocess.run([*python, __file__, side, people, to], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it said nothing"])[-1])
    return json.loads(done.stdout)


def added_up(path):
    """Add up what a side wrote, whatever the order of its rows."""
    columns = ", ".join(world.NAMES)
    with world.plain_duckdb() as plain:
        return plain.execute(
            f"SELECT count(*), sum(score), sum(c1_r0_points), sum(hash(person_id, {columns}, score)) FROM '{path}'"  # noqa: S608 - ours
        ).fetchone()


def measured(people, folder, turns):
    """Run all sides in turns; tell the runs of each, and leave out a side that cannot run."""
    seen, sums = {side: [] for side in SIDES}, {}
    for turn in range(turns):
        for side in list(seen):
            to = folder / f"{turn}.parquet"
            try:
                seen[side].append(apart(side, people, to))
            except (OSError, RuntimeError) as error:
                print(f"  {side} did not run: {error}")
                del seen[side]
                continue
            if turn == 0 and side in ALIKE:
                sums[side] = added_up(to)
            to.unlink(missing_ok=True)
    if len(set(sums.values())) > 1:
        raise SystemExit(f"The sides do not agree: {sums}")
    rows, total, *_ = sums["leadkit"]
    print(f"  {' = '.join(sums)}: {rows:,} rows, scores of {total:,.0f} together, equal hashes")
    return seen


def compare(rows, turns):
    with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as place:
        folder = Path(place)
        people = folder / "people.parquet"
        world.parquet(people, rows)
        print(f"parquet, {rows:,} people ({people.stat().st_size / 1e6:,.0f} MB), medians of {turns}:")
        seen = measured(people, folder, turns)
    middle = {
        side: {what: statistics.median(run[what] for run in runs) for what in runs[0]} for side, runs in seen.items()
    }
    for side, told in middle.items():
        print(f"  {side:<24} {told['seconds']:7.2f} s  {told['work']:7.2f} s worked  {told['megabytes']:7,.0f} MB")
    for side, other in PAIRS:
        if side in middle and other in middle:
            clock, work = (middle[side][what] / middle[other][what] for what in ("seconds", "work"))
            print(f"  {side} / {other}: {clock:.2f} (of processor time {work:.2f})")


if __name__ == "__main__":
    print(json.dumps(one(*sys.argv[1:])))
