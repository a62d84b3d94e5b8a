"""What segmentation costs beside what people write by hand, and whose counts differ on real buyers, and why.

    python benchmarks/bench_segments.py [--orders 10000000] [--people 1000000] [--turns 3] [--parts speed,cdnow]

``speed``: RFM of made orders, from the Parquet files of a folder of tables into a Parquet file: ``lk.segment`` with the
shipped `rfm`, the same SQL by hand on a bare DuckDB, and pandas as notebooks have it (groupby, qcut over a rank, a
table of codes). Each run is a process of its own, in turns; medians. What is imported and the first call of a process,
of few orders, come before the clock starts; what that call took of the processor stands beside. The first two must
write the same rows; of pandas, the customers are counted whom it puts elsewhere. Trust the processor time where others
use the machine too.

``cdnow``: the 23,570 customers of CDNOW (``--data``, a folder with CDNOW_master.txt) beside the packages rfm and
pymc-marketing; see bench_segments_peers.

Figures of 2026-11-22, 2 cores, quiet machine, medians of five turns. What is left beside the SQL by hand, about 0.35 s,
is half a fixed price (the pack, the tables, the gate, two connections behind locks), half what the snapshot holds on
to, NFC of ids before all. The very SELECT that the kit writes, typed into a bare DuckDB, takes as long as the kit
(leadkit / that: 0.97 by the clock and of processor time, six turns).

===============================================  ==================================================================
speed: leadkit / DuckDB by hand                  1.19 by the clock, 1.13 of processor time (aim 1.15)
speed: leadkit / pandas                          0.18 by the clock, 0.27 of processor time (aim 0.2)
speed: most memory                               647 MB (aim 1 GB); by hand 552 MB, pandas 2,169 MB
cdnow: rfm 1.0.9, grades that differ             r 60, f 9,880, m 186: equals split by id, 255 orders dropped
cdnow: pymc-marketing 0.19.2, grades             r 401, f 11,662, m 12,545: quarters, orders of a day, means; two
                                                 quarters of f for four; 1,618 customers are Other; refuses those who
                                                 bought once
===============================================  ==================================================================
"""

# ruff: noqa: PLC0415 - each side imports its own tools, before its clock starts

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import bench_score_world as world

AS_OF, TOMORROW = "2024-12-31", "2025-01-01"
WANTED = {"r": ("last_purchase_days", 5, "low"), "f": ("purchases", 5, "high"), "m": ("total_spent", 5, "high")}
FEW = "few"  # the folder of a few tables, for the first call of a process
AIMS = {"DuckDB by hand": ("at most", 1.15), "pandas": ("at most", 0.2)}
CDNOW = Path(__file__).resolve().parents[2] / "shared" / "data" / "cdnow"
TABLES = {
    "people": """SELECT 'p' || lpad(i::VARCHAR, 8, '0') AS person_id, TIMESTAMP '2023-01-01' AS created_at
        FROM range({people}) t(i)""",
    "deals": """SELECT 'd' || i AS deal_id, 'p' || lpad(who::VARCHAR, 8, '0') AS person_id, day AS opened_at,
            day + INTERVAL ((hash(i, 4) % 86400)::INT) SECOND AS closed_at, TRUE AS won,
            ((hash(i, 2) % 20000) / 100)::DECIMAL(18, 2) AS amount, 1::DOUBLE AS units, 'us' AS seller
        FROM (SELECT i, TIMESTAMP '2023-01-01' + INTERVAL ((hash(i, 3) % 730)::INT) DAY AS day,
            CASE WHEN i < {people} // 2 THEN {people} // 3 + i
                ELSE floor({people} // 3 * pow((hash(i) % 1000003) / 1000004, 2))::BIGINT END AS who
            FROM range({orders}) t(i))""",
}
BY_HAND = """
WITH trade AS (
  SELECT person_id, max(closed_at) AS latest, count(*) AS purchases, sum(amount) AS spent
  FROM read_parquet('{deals}')
  WHERE won AND coalesce(seller, 'us') = 'us'
    AND opened_at < TIMESTAMP '{tomorrow}' AND closed_at < TIMESTAMP '{tomorrow}'
  GROUP BY person_id
), known AS (
  SELECT person_id, date_diff('day', latest::DATE, DATE '{as_of}') AS days, purchases, spent
  FROM read_parquet('{people}') LEFT JOIN trade USING (person_id) WHERE created_at < TIMESTAMP '{tomorrow}'
), graded AS (
  SELECT person_id,
    1 + 5 * (rank() OVER (ORDER BY days DESC) - 1) // count(*) OVER () AS r,
    1 + 5 * (rank() OVER (ORDER BY purchases) - 1) // count(*) OVER () AS f,
    1 + 5 * (rank() OVER (ORDER BY spent) - 1) // count(*) OVER () AS m
  FROM known WHERE purchases > 0
), placed AS (
  SELECT person_id, r, f, m, {place} AS segment FROM known LEFT JOIN graded USING (person_id)
)
SELECT person_id, r, f, m, segment, {play} AS play FROM placed ORDER BY person_id
"""


# ---- the sides ----------------------------------------------------------------------------------------------------


def ours(_):
    import leadkit as lk

    limits = lk.engine.Limits(seconds=3600)

    def work(folder, to):
        lk.segment(lk.read(folder), by=lk.segmentation("rfm"), as_of=AS_OF, to=to, limits=limits)

    return work


def by_hand(told):
    def work(folder, to):
        files = {name: f"{folder}/{name}.parquet" for name in TABLES}
        query = BY_HAND.format(as_of=AS_OF, tomorrow=TOMORROW, place=told["place"], play=told["play"], **files)
        with world.plain_duckdb() as plain:
            plain.execute(f"COPY ({query}) TO '{to}' (FORMAT PARQUET, COMPRESSION ZSTD)")

    return work


def in_pandas(told):
    """What notebooks do: group, rank so that qcut accepts ties, paste the three digits together, look the code up."""
    import pandas as pd

    def work(folder, to):
        people = pd.read_parquet(f"{folder}/people.parquet")
        deals = pd.read_parquet(
            f"{folder}/deals.parquet", columns=["person_id", "closed_at", "won", "amount", "seller"]
        )
        deals = deals[deals["won"] & (deals["closed_at"] < TOMORROW) & (deals["seller"].fillna("us") == "us")]
        deals["amount"] = deals["amount"].astype("float64")
        rfm = deals.groupby("person_id").agg(
            latest=("closed_at", "max"), purchases=("closed_at", "count"), spent=("amount", "sum")
        )
        rfm["days"] = (pd.Timestamp(AS_OF) - rfm["latest"].dt.normalize()).dt.days
        for grade, of, labels in (
            ("r", "days", [5, 4, 3, 2, 1]),
            ("f", "purchases", range(1, 6)),
            ("m", "spent", range(1, 6)),
        ):
            rfm[grade] = pd.qcut(rfm[of].rank(method="first"), 5, labels=labels).astype("int64")
        code = rfm["r"].astype("str") + rfm["f"].astype("str") + rfm["m"].astype("str")
        rfm["segment"], rfm["play"] = code.map(told["segments"]), code.map(told["plays"])
        told_of = rfm[["r", "f", "m", "segment", "play"]]
        people[["person_id"]].merge(told_of, left_on="person_id", right_index=True, how="left").to_parquet(
            to, compression="zstd"
        )

    return work


SIDES = {"leadkit": ours, "DuckDB by hand": by_hand, "pandas": in_pandas}


def one(side, folder, to):
    """Run one side once, in this process; what it imports, and its first call, come before the clock starts."""
    work = SIDES[side](json.loads((Path(folder) / "told.json").read_text(encoding="utf-8")))
    _, first, _ = world.once(lambda: work(Path(folder) / FEW, f"{to}.few.parquet"))
    seconds, processor, _ = world.once(lambda: work(folder, to))
    return {"seconds": seconds, "work": processor, "first": first, "megabytes": world.peak_megabytes()}


# ---- runs ---------------------------------------------------------------------------------------------------------


def made(folder, people, orders):
    """Make the tables; and what the other sides are told of the shipped segmentation, so that all go by one map."""
    import leadkit as lk

    folder.mkdir(exist_ok=True)
    rfm = lk.segmentation("rfm")
    if {one.name: (one.of.text, one.grades, one.best) for one in rfm.measures} != WANTED:
        raise SystemExit("The shipped rfm is no longer that of the SQL by hand: write it anew.")
    cases = " ".join(f"WHEN {one.when.text} THEN '{one.name}'" for one in rfm.segments)
    place = f"CASE WHEN f IS NULL THEN '{rfm.outside.name}' {cases} ELSE '{rfm.otherwise.name}' END"
    plays = " ".join(f"WHEN '{one.name}' THEN '{one.play}'" for one in rfm.everywhere)
    with world.plain_duckdb() as plain:
        for name, query in TABLES.items():
            rows = query.format(people=people, orders=orders)
            plain.execute(f"COPY ({rows}) TO '{folder / name}.parquet' (FORMAT PARQUET, COMPRESSION ZSTD)")
        codes = "range(1, 6) a(r), range(1, 6) b(f), range(1, 6) c(m)"
        segments = dict(plain.execute(f"SELECT r::VARCHAR || f || m, {place} FROM {codes}").fetchall())  # noqa: S608 - ours
        each = f"(SELECT count(*) AS n FROM '{folder}/deals.parquet' GROUP BY person_id)"  # noqa: S608 - ours
        buyers, once, most = plain.execute(f"SELECT count(*), count(*) FILTER (n = 1), max(n) FROM {each}").fetchone()  # noqa: S608 - ours
    by_name = {one.name: one.play for one in rfm.everywhere}
    told = {"place": place, "play": f"CASE segment {plays} END", "segments": segments}
    told["plays"] = {code: by_name[name] for code, name in segments.items()}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    print(f"made: {people:,} people, {orders:,} orders of {buyers:,} of them ({once:,} once, one {most:,} times)")


def apart(side, folder, to):
    """Run one side once, in a process of its own."""
    command = [sys.executable, __file__, "--one", side, str(folder), str(to)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} did not run: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    return json.loads(done.stdout)


def unlike(folder, side, other, columns):
    """Count the rows of one side that the other does not have."""
    with world.plain_duckdb() as plain:
        return plain.execute(
            f"SELECT count(*) FROM (SELECT {columns} FROM '{folder / side}.parquet' EXCEPT ALL "  # noqa: S608 - ours
            f"SELECT {columns} FROM '{folder / other}.parquet')"
        ).fetchone()[0]


def compare(people, orders, turns):
    with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as place:
        folder = Path(place)
        made(folder / FEW, 1_000, 10_000)
        made(folder, people, orders)
        seen = {side: [] for side in SIDES}
        for turn in range(turns):
            for side, runs in seen.items():
                to = folder / "out" / f"{side}{turn}.parquet"
                to.parent.mkdir(exist_ok=True)
                runs.append(apart(side, folder, to))
                print(f"  {side:<16} {runs[-1]['seconds']:6.2f} s  {runs[-1]['work']:6.2f} s worked", flush=True)
                if turn:
                    to.unlink()
        both = ("leadkit0", "DuckDB by hand0")
        if any(unlike(folder / "out", *pair, "*") for pair in (both, both[::-1])):
            raise SystemExit("leadkit and the SQL by hand do not write the same rows.")
        rows = {
            what: unlike(folder / "out", "pandas0", "leadkit0", f"person_id, {what}") for what in (*WANTED, "segment")
        }
    print("  leadkit = DuckDB by hand, row by row; pandas (equals split by row order) tells otherwise of", end=" ")
    print(", ".join(f"{what} {count:,}" for what, count in rows.items()))
    middle = {side: {w: statistics.median(run[w] for run in runs) for w in runs[0]} for side, runs in seen.items()}
    for side, told in middle.items():
        print(
            f"  {side:<16} {told['seconds']:7.2f} s  {told['work']:7.2f} s worked  {told['megabytes']:7,.0f} MB", end=""
        )
        print(f"; a first call {told['first']:.2f} s worked")
    for side, (word, aim) in AIMS.items():
        clock, work = (middle["leadkit"][what] / middle[side][what] for what in ("seconds", "work"))
        print(f"  leadkit / {side}: {clock:.2f} (of processor time {work:.2f}); aim {word} {aim}")


def main():
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(*sys.argv[2:])))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--parts", default="speed,cdnow")
    parser.add_argument("--data", type=Path, default=CDNOW)
    told = parser.parse_args()
    if "speed" in told.parts:
        compare(told.people, told.orders, told.turns)
    if "cdnow" in told.parts:
        import bench_segments_peers as peers

        peers.compare(told.data)


if __name__ == "__main__":
    main()
