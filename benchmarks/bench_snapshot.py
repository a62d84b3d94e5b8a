"""How long a snapshot takes beside a bare scan of the events: all columns of everybody, Parquet to Parquet.

    python benchmarks/bench_snapshot.py [--people 1000000] [--events 7] [--memory 2GB]

The tables are made by arithmetic on row numbers (every column of the schema, text ids, visits of four events). Seconds
depend on the machine, so they are printed and not asserted; the ratio to the scan is what to compare. Each is asked
in a process of its own, so that the memory shown is its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import duckdb
import sqlglot

from leadkit import engine
from leadkit.snapshot import snapshot
from leadkit.tables import Tables

DAY = "2024-06-01"
KINDS = (
    "page_view page_view page_view pricing_view search_visit guide_download newsletter_signup demo_request cart_add "
    "checkout_start call_attempt email_open form_submit screened_passed unsubscribe campaign_sent"
)
SOME_DAY = "TIMESTAMP '2023-01-01' + INTERVAL ((hash({}) % 700)::INT) DAY"
MADE = {
    "people": """SELECT 'p' || i person_id, 'n' || i full_name, CASE WHEN hash(i) % 3 > 0 THEN i || '@x.org' END email,
        NULL::VARCHAR phone, NULL::VARCHAR social_account, 'clerk' job_title, 'manager' seniority,
        'o' || (i % 50000) organisation_id, 'TH' country, 'north' region, 'c' || (i % 100) city,
        1950 + i % 60 birth_year, 'female' gender, i % 4 children_at_home, 'th' "language",
        TIMESTAMP '2023-01-01' + INTERVAL ((hash(i) % 500)::INT) DAY created_at, 'search' source_channel,
        'self' details_from, 'prospect' crm_role, TRUE consent FROM range({people}) t(i)""",
    "changes": """SELECT 'p' || (hash(i) % {people}) person_id, {day} happened_at,
        ['email', 'phone', 'crm_role', 'job_title'][1 + (hash(i * 3) % 4)::INT] field, 'v' || (i % 7) "value"
        FROM range({people} // 2) t(i)""",
    "organisations": """SELECT 'o' || i organisation_id, 'n' || i name, 'x' || (i % 9) industry,
        (hash(i) % 900)::BIGINT employees, 1e6::DECIMAL(18, 2) annual_revenue, 'TH' country, 'r' region
        FROM range(50000) t(i)""",
    "events": """SELECT 'e' || i event_id, 'p' || (hash(i // 4) % {people}) person_id,
        TIMESTAMP '2023-01-01' + INTERVAL ((hash(i // 4 * 7) % 60480000)::INT + i % 4 * 60) SECOND happened_at,
        's' || (i // 4) session_id, {kinds}[1 + (hash(i * 3) % 16)::INT] kind, NULL::VARCHAR other_person_id,
        NULL::VARCHAR campaign, 'search' channel, NULL::VARCHAR page, (hash(i) % 300)::DOUBLE AS seconds,
        NULL::VARCHAR keyword, 'phone' device, NULL::DOUBLE exit_depth, NULL::BIGINT fields, NULL::DOUBLE x,
        NULL::DOUBLE y, NULL::DECIMAL(18, 2) amount FROM range({people} * {events}) t(i)""",
    "answers": """SELECT 'a' || i answer_id, 'p' || (hash(i) % {people}) person_id, {day} asked_at, 'form' how_asked,
        ['budget', 'authority', 'need', 'timescale'][1 + (hash(i * 3) % 4)::INT] question,
        CASE WHEN hash(i) % 3 > 0 THEN ['decides', 'some', 'open', 'none'][1 + (hash(i) % 4)::INT] END answer,
        (hash(i) % 40000)::DECIMAL(18, 2) amount FROM range({people} * 2) t(i)""",
    "deals": """SELECT 'd' || i deal_id, 'p' || (hash(i) % {people}) person_id, NULL::VARCHAR organisation_id,
        {day} opened_at, {day} + INTERVAL ((hash(i) % 90)::INT) DAY closed_at, hash(i) % 2 = 0 won,
        ((hash(i) % 90000) / 100)::DECIMAL(18, 2) amount, 3::DOUBLE units, 'seat' product, NULL::VARCHAR lost_reason,
        'us' seller FROM range({people} * 4 // 5) t(i)""",
    "crm_records": """SELECT 'hub' "system", 'Lead' object, 'r' || i record_id, 'p' || (hash(i) % {people}) person_id,
        {day} created_at, NULL::TIMESTAMP converted_at FROM range({people} * 4 // 5) t(i)""",
}


def make(folder: Path, people: int, events: int) -> None:
    with duckdb.connect() as plain:
        for name, text in MADE.items():
            query = text.format(people=people, events=events, day=SOME_DAY.format("i * 5"), kinds=KINDS.split())
            plain.execute(f"COPY ({query}) TO '{folder / name}.parquet'")


def ask(folder: Path, what: str, memory: str | None, answer: multiprocessing.SimpleQueue) -> None:
    limits = engine.Limits(memory=memory, seconds=3600)
    tables = Tables({name: str(folder / f"{name}.parquet") for name in MADE})
    begun = time.perf_counter()
    if what == "snapshot":
        snapshot(tables, DAY, to=folder / "snapshot.parquet", limits=limits)
    else:
        scan = sqlglot.parse_one(
            "SELECT person_id, COUNT(*) AS n, MAX(happened_at) AS at FROM events GROUP BY person_id"
        )
        engine.run(scan, {"events": tables.inputs()["events"]}, to=folder / "scan.parquet", limits=limits)
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer.put((time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=7, help="events a person")
    parser.add_argument("--memory", default=None, help="a limit for the engine, such as 1GB")
    given = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        make(Path(place), given.people, given.events)
        seconds = {}
        for what in ("scan", "snapshot"):
            answer = spawn.SimpleQueue()
            worker = spawn.Process(target=ask, args=(Path(place), what, given.memory, answer))
            worker.start()
            worker.join()
            seconds[what], processor, memory = answer.get()
            print(f"{what}: {seconds[what]:.1f} s, {processor:.1f} s of processors, {memory:,.0f} MB at most")
        print(
            f"{given.people:,} people: {seconds['snapshot'] / seconds['scan']:.0f} times the bare scan of their events"
        )


if __name__ == "__main__":
    main()
