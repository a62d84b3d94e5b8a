"""What the engine's promises cost: ``ask`` from Parquet to Parquet against the same SQL by hand on a bare DuckDB.

Run ``python benchmarks/bench_engine.py [ROWS ...]`` (by default 1 and 10 million). Both sides write the same file with
the same compression; what ``ask`` adds is the locks, NaN and Unicode put right, a thread that watches, and a rename.
Each side runs in a process of its own, in turns; the fastest of three counts. On a busy machine, trust the processor
time. Beside it: a class of 500 in a DataFrame.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd
from sqlglot import exp, parse_one

from leadkit import engine

ROWS = (1_000_000, 10_000_000)
QUESTIONS = {
    "funded": "stated_budget >= 20000 AND authority = 'decides'",
    "warm": "pricing_views_30d >= 2 OR COALESCE(last_activity_days, 999) < 7",
    "abroad": "country IN ('VN', 'LA', 'KH', 'MM') AND NOT unsubscribed",
}
PEOPLE = """
    SELECT 'person-' || range AS person_id,
        CASE WHEN hash(range) % 3 > 0 THEN (hash(range, 1) % 90000)::DOUBLE END AS stated_budget,
        ['decides', 'recommends', 'none', NULL][1 + (hash(range, 2) % 4)::INT] AS authority,
        ['TH', 'VN', 'LA', 'KH', 'MM', 'SG'][1 + (hash(range, 3) % 6)::INT] AS country,
        (hash(range, 4) % 5)::BIGINT AS pricing_views_30d,
        CASE WHEN hash(range, 5) % 4 > 0 THEN (hash(range, 6) % 400)::BIGINT END AS last_activity_days,
        hash(range, 7) % 9 = 0 AS unsubscribed
    FROM range({rows})
"""


def make(path, rows):
    duckdb.sql(PEOPLE.format(rows=rows)).to_parquet(str(path), compression="zstd")


def by_hand(people, to):
    columns = ", ".join(f"{condition} AS {name}" for name, condition in QUESTIONS.items())
    duckdb.connect().execute(
        f"COPY (SELECT person_id, {columns} FROM read_parquet('{people}')) TO '{to}' (FORMAT PARQUET, COMPRESSION ZSTD)"  # noqa: S608 - ours
    )


def asked(people, to):
    engine.ask(people, questions(), to=to)


def questions():
    return [exp.alias_(parse_one(condition, read="duckdb"), name) for name, condition in QUESTIONS.items()]


def one(side, people, to):
    """Run one side once, in this process; tell its seconds (imports apart), its work and its peak of memory."""
    start, worked = time.perf_counter(), time.process_time()
    {"ask": asked, "by_hand": by_hand}[side](people, to)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - start, "work": time.process_time() - worked, "megabytes": peak}


def compare(rows, folder):
    people = folder / "people.parquet"
    make(people, rows)
    seen = {"ask": [], "by_hand": []}
    for turn in range(3):
        for side, runs in seen.items():
            to = folder / f"{side}{turn}.parquet"
            command = [sys.executable, __file__, "--one", side, str(people), str(to)]
            runs.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    same(folder / "ask0.parquet", folder / "by_hand0.parquet")
    best = {side: min(run["seconds"] for run in runs) for side, runs in seen.items()}
    peak = {side: max(run["megabytes"] for run in runs) for side, runs in seen.items()}
    work = {side: min(run["work"] for run in runs) for side, runs in seen.items()}
    ratio = best["ask"] / best["by_hand"]
    print(
        f"{rows:>12,} rows: ask {best['ask']:6.2f} s, by hand {best['by_hand']:6.2f} s, ratio {ratio:.2f} "
        f"(of processor time {work['ask'] / work['by_hand']:.2f}); "
        f"peak {peak['ask']:,.0f} MB against {peak['by_hand']:,.0f} MB"
    )


def same(left, right):
    one_way = duckdb.sql(f"FROM '{left}' EXCEPT ALL FROM '{right}'").limit(1).fetchall()
    if one_way:
        raise SystemExit(f"The two sides do not agree: {one_way}")


def in_memory():
    people = pd.DataFrame(
        {
            "person_id": [str(i) for i in range(500)],
            "stated_budget": [float(i * 100) for i in range(500)],
            "authority": ["decides", "none"] * 250,
            "country": ["TH", "VN"] * 250,
            "pricing_views_30d": range(500),
            "last_activity_days": range(500),
            "unsubscribed": [True, False] * 250,
        }
    )
    engine.ask(people, questions())
    start = time.perf_counter()
    for _ in range(20):
        engine.ask(people, questions())
    print(f"500 rows in a DataFrame: {(time.perf_counter() - start) / 20 * 1000:.0f} ms, once the engine is open")


def main():
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(*sys.argv[2:])))
        return
    in_memory()
    for rows in map(int, sys.argv[1:] or ROWS):
        with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as folder:
            compare(rows, Path(folder))


if __name__ == "__main__":
    main()
