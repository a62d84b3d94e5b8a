"""bench_score, part `exact`: a million made people, the same units and tiers from every engine and from a judge.

People and cards are those of tests/test_scoring_dialects.py, made larger: texts with accents and in Thai, every third
cell missing, events around every border; one card with weights, caps and floors, one with decay and a grade besides.
DuckDB (1 and 2 threads), the verb ``lk.score`` on the file, and PostgreSQL each give everybody's units; the judge in
plain Python of the tests reads people as a stream, rule by rule, so that a million need little memory. Every number
of every person is compared. Takes a quarter of an hour or so, nearly all of it the judge.
"""

from __future__ import annotations

import hashlib
import itertools
import sys
import tempfile
import time
from pathlib import Path

import bench_score_world as world

import leadkit as lk
from leadkit import vocabulary

TESTS = Path(__file__).resolve().parent.parent / "tests"
BATCH = 20_000
EVENTS_EACH = 18  # of every third person
DAYS = "[0, 1, 7, 9, 10, (hash(i, 93) % 100)::INT]"
AGO = "[0, 1, 25260000000, 86340000000]"  # microseconds before the last of a day


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).upper() if isinstance(value, bool) else str(value)


def chosen(cells, seed):
    """One of some cells, by the number of the row."""
    return f"[{', '.join(map(literal, cells))}][1 + (hash(i, {seed}) % {len(cells)})::INT]"


def make(folder, people, beside):
    cells = {
        name: [None, *each] if name in beside.SAMPLED else [None, None, *each] for name, each in beside.CELLS.items()
    }
    columns = ", ".join(f"{chosen(each, seed)} AS {name}" for seed, (name, each) in enumerate(cells.items()))
    kinds = chosen([*(one.event for one in beside.FADING.activities), "email_open"], 91)
    last = f"TIMESTAMP '{beside.DAY} 23:59:59.999999'"
    moment = f"to_days({DAYS}[1 + (hash(i, 92) % 6)::INT]) - to_microseconds({AGO}[1 + (hash(i, 94) % 4)::INT])"
    earlier = moment.replace("- to_micro", "+ to_micro")
    made = {
        "people": f"SELECT 'p' || lpad(i::VARCHAR, 8, '0') AS person_id, {columns} FROM range({people}) t(i)",  # noqa: S608 - ours
        "events": f"SELECT 'p' || lpad((i // {EVENTS_EACH} * 3)::VARCHAR, 8, '0') AS person_id, {kinds} AS kind, "  # noqa: S608 - ours
        f"{last} - ({earlier}) + to_microseconds((hash(i, 95) % 2)::BIGINT) AS happened_at "
        f"FROM range({-(-people // 3) * EVENTS_EACH}) t(i)",
    }
    with world.plain_duckdb() as plain:
        for name, query in made.items():
            plain.execute(f"COPY ({query}) TO '{folder / name}.parquet'")
            plain.execute(
                f"COPY (FROM '{folder / name}.parquet') TO '{folder / name}.csv' (NULLSTR '\\N', HEADER false)"
            )


def units(card, source):
    """Everybody's units, words as they are: whole ten-thousandths; of coverage, how many criteria are known."""
    named = dict.fromkeys(card.columns, 10_000) | {"coverage": len(card.criteria)}
    words = [name for name in ("tier", "grade") if name in card.columns]
    told = [
        f"{name}::VARCHAR AS {name}" if name in words else f"round({name}::DOUBLE * {times})::BIGINT AS {name}"
        for name, times in named.items()
    ]
    return f"SELECT person_id, {', '.join(told)} FROM {source} ORDER BY person_id"  # noqa: S608 - ours


def in_duckdb(card, folder, day, threads):
    to = folder / f"{card.name}-duckdb{threads}.parquet"
    with world.plain_duckdb(threads=threads, memory_limit="1GB") as plain:
        plain.execute(f"SET temp_directory = '{folder}'")
        for name in ("people", "events"):
            plain.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
        text = lk.sql(card, "duckdb", as_of=day if card.activities else None)
        plain.execute(f"COPY ({units(card, f'({text})')}) TO '{to}'")
    return to


def by_verb(card, folder, threads):
    """The verb, on the file; then its units."""
    scored, to = folder / "scored.parquet", folder / f"{card.name}-verb{threads}.parquet"
    lk.score(str(folder / "people.parquet"), by=card, to=scored, limits=lk.engine.Limits(threads=threads, seconds=3600))
    print(f"    lk.score, {threads} threads: the file is {hashlib.sha256(scored.read_bytes()).hexdigest()[:16]}")
    with world.plain_duckdb() as plain:
        plain.execute(f"COPY ({units(card, repr(str(scored)))}) TO '{to}'")
    scored.unlink()
    return to


def in_postgres(card, folder, day, connection):
    """The SQL for PostgreSQL, asked there; its rows come back as text."""
    text = lk.sql(card, "postgres", as_of=day if card.activities else None)
    rows, to = folder / "told.csv", folder / f"{card.name}-postgres.parquet"
    with rows.open("wb") as file:
        connection.run(f"COPY ({text}) TO STDOUT WITH (FORMAT csv, HEADER, NULL '\\N')", stream=file)
    with world.plain_duckdb() as plain:
        source = f"read_csv('{rows}', header = true, nullstr = '\\N', all_varchar = true)"
        plain.execute(f"COPY ({units(card, source)}) TO '{to}'")
    rows.unlink()
    return to


def loaded(folder, connection, beside):
    """Copy the people and their events into PostgreSQL."""
    with world.plain_duckdb() as plain:
        kinds = {name: kind for name, kind, *_ in plain.execute(f"DESCRIBE FROM '{folder}/people.parquet'").fetchall()}
    typed = {"VARCHAR": "TEXT", "BOOLEAN": "BOOLEAN"}
    types = {name: typed.get(kind, "NUMERIC") for name, kind in kinds.items()}
    for name, columns in {"people": types, "events": beside.EVENTS}.items():
        connection.run(f"CREATE TABLE {name} ({', '.join(f'{one} {kind}' for one, kind in columns.items())})")
        with (folder / f"{name}.csv").open("rb") as file:
            connection.run(f"COPY {name} FROM STDIN WITH (FORMAT csv, NULL '\\N')", stream=file)
        connection.run(f"ANALYZE {name}")


def stream(query):
    """Rows of a query as dicts, a few at a time."""
    with world.plain_duckdb(threads=1) as plain:
        found = plain.execute(query)
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(BATCH):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def judged(card, folder, told, beside):
    """Judge everybody and hold every number against what was told; tell how many, and the sum of the units."""
    never = [name for name in beside.CELLS if vocabulary.column(name).null == "never"]
    judge = beside.Judge(card, never, beside.DAY)
    events = itertools.groupby(stream(f"FROM '{folder}/events.parquet'"), key=lambda row: row["person_id"])
    who, theirs = next(events)
    many = total = 0
    for row, said in zip(stream(f"FROM '{folder}/people.parquet'"), stream(f"FROM '{told}'"), strict=True):
        mine = []
        if row["person_id"] == who:
            mine = [(event["kind"], event["happened_at"]) for event in theirs]
            who, theirs = next(events, (None, ()))
        verdict = judge.verdict(row, mine)
        wanted = [row["person_id"], *verdict.points, verdict.score, verdict.low, verdict.high, verdict.known]
        wanted += [verdict.tier] * bool(card.tiers) + [verdict.grade] * bool(card.axes)
        if wanted != list(said.values()):
            raise SystemExit(f"The judge says {wanted}, and was told {said}, of {row} with {mine}.")
        many, total = many + 1, total + verdict.score
    return many, total


def same(paths):
    """Hold everybody's units against each other, both ways."""
    first = next(iter(paths.values()))
    with world.plain_duckdb(memory_limit="1GB") as plain:
        for who, path in paths.items():
            for one, other in ((first, path), (path, first)):
                unlike = plain.execute(f"FROM '{one}' EXCEPT ALL FROM '{other}' LIMIT 1").fetchall()
                if unlike:
                    raise SystemExit(f"{who} does not agree: {unlike}")
        found = plain.execute(f"SELECT tier, count(*), sum(score) FROM '{first}' GROUP BY tier ORDER BY tier")  # noqa: S608 - ours
        return found.fetchall()


def compare(people):
    sys.path.insert(0, str(TESTS))
    try:
        import test_scoring_dialects as beside  # noqa: PLC0415 - a checkout has it, an installed kit not
        from postgres import pg8000, programs, running  # noqa: PLC0415 - as above
    except ImportError as error:
        print(f"exact: not run, it wants the tests and what they import ({error}).")
        return
    with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as place:
        folder = Path(place)
        make(folder, people, beside)
        print(f"exact, {people:,} made people with {-(-people // 3) * EVENTS_EACH:,} events:")
        paths = {}
        for card in (beside.PLAIN, beside.DATED):
            paths[card.name] = {
                f"DuckDB, {threads} threads": in_duckdb(card, folder, beside.DAY, threads) for threads in (1, 2)
            }
        for threads in (1, 2):
            paths["plain"][f"lk.score, {threads} threads"] = by_verb(beside.PLAIN, folder, threads)
        if pg8000 is None or programs() is None:
            print("  PostgreSQL was not asked: it, or pg8000, is not there.")
        else:
            with running() as connect, connect() as connection:
                loaded(folder, connection, beside)
                for card in (beside.PLAIN, beside.DATED):
                    paths[card.name]["PostgreSQL"] = in_postgres(card, folder, beside.DAY, connection)
        for card in (beside.PLAIN, beside.DATED):
            told = same(paths[card.name])
            print(f"  {card.name}: {' = '.join(paths[card.name])}; units by tier: {told}", flush=True)
            begun = time.perf_counter()
            many, total = judged(card, folder, next(iter(paths[card.name].values())), beside)
            took = time.perf_counter() - begun
            print(f"  {card.name}: = the judge, {many:,} people, {total:,} units together ({took:.0f} s)", flush=True)
