"""What bench_score asks: made people, one card of 24 rules, and the same card as people write it without a kit.

Twelve columns drawn one by one, every fifth cell missing: numbers n0..n5 (0 to 99), texts t0..t2 (a to d), answers
b0..b2. Four criteria of six rules each (sum, first, max, sum), at most 25 points a criterion. Nothing here imports
leadkit before it is asked to, since peers are measured where it is not installed; nothing is imported at all for the
SQL by hand.
"""

# ruff: noqa: PLC0415 - peers run where the kit, or pandas, is not installed

from __future__ import annotations

import resource
import statistics
import time
from pathlib import Path

NUMBERS, TEXTS, ANSWERS = ([f"{kind}{k}" for k in range(n)] for kind, n in (("n", 6), ("t", 3), ("b", 3)))
COLUMNS = [*NUMBERS, *TEXTS, *ANSWERS]
_PAIRS = [((f"{n} >= 60", 10), (f"{n} BETWEEN 20 AND 59", 4)) for n in NUMBERS]
_FOURS = [((f"t{k} = 'a'", 8), (f"t{k} IN ('b', 'c')", 3), (f"b{k}", 6), (f"b{k} AND n{k} < 30", -4)) for k in range(3)]
RULES = [rule for group in (*_PAIRS, *_FOURS) for rule in group]
POLICIES = ("sum", "first", "max", "sum")
CAP = 25
CRITERIA = [(f"c{j}", policy, RULES[6 * j : 6 * j + 6]) for j, policy in enumerate(POLICIES)]
NAMES = [f"{name}_r{i}_points" for name, _, rules in CRITERIA for i in range(len(rules))]
TIERS = (("hot", 50), ("warm", 20))

_DRAWN = [
    *(f"CASE WHEN hash(i, {k}) % 5 > 0 THEN (hash(i, {k + 20}) % 100)::DOUBLE END AS n{k}" for k in range(6)),
    *(
        f"CASE WHEN hash(i, {k + 40}) % 5 > 0 THEN 'abcd'[1 + (hash(i, {k + 50}) % 4)::INT] END AS t{k}"
        for k in range(3)
    ),
    *(f"CASE WHEN hash(i, {k + 60}) % 5 > 0 THEN hash(i, {k + 70}) % 2 = 0 END AS b{k}" for k in range(3)),
]
PEOPLE = f"SELECT 'p' || lpad(i::VARCHAR, 9, '0') AS person_id, {', '.join(_DRAWN)} FROM range({{rows}}) t(i)"  # noqa: S608 - ours
BANT = """SELECT 'p' || lpad(i::VARCHAR, 9, '0') AS person_id,
    CASE WHEN hash(i, 1) % 3 > 0 THEN (hash(i, 2) % 60000)::DOUBLE END AS stated_budget,
    ['decides', 'recommends', 'none', NULL][1 + (hash(i, 3) % 4)::INT] AS authority,
    ['pressing', 'some', 'stock', 'none', NULL][1 + (hash(i, 4) % 5)::INT] AS need,
    ['definite', 'open', NULL][1 + (hash(i, 5) % 3)::INT] AS timescale FROM range({rows}) t(i)"""


def card():
    """The card of 24 rules, as the kit has it."""
    import leadkit as lk

    made = [
        lk.Criterion(
            name, tuple(lk.Rule(f"r{i}", lk.Condition(when), points, "so") for i, (when, points) in enumerate(rules)),
            policy=policy, cap=CAP,
        )
        for name, policy, rules in CRITERIA
    ]  # fmt: skip
    tiers = [lk.Tier(name, lk.Condition(f"score >= {least}")) for name, least in TIERS]
    return lk.Scorecard("twenty_four", tuple(made), (*tiers, lk.Tier("cold", lk.Condition("TRUE"))))


def frame(rows, query=PEOPLE):
    """People as a class has them: float64, str, boolean."""
    import duckdb

    made = duckdb.sql(query.format(rows=rows)).df()
    return made.astype({name: "boolean" for name in ANSWERS if name in made} | {"person_id": "str"})


def parquet(path: Path, rows, query=PEOPLE):
    """The same people as a file."""
    with plain_duckdb() as plain:
        plain.execute(f"COPY ({query.format(rows=rows)}) TO '{path}' (FORMAT PARQUET, COMPRESSION ZSTD)")


def plain_duckdb(**settings):
    """A DuckDB of no more than it is given, that draws no bar."""
    import duckdb

    plain = duckdb.connect(config=settings)
    plain.execute("SET enable_progress_bar = false")
    return plain


# ---- by hand, row by row ------------------------------------------------------------------------------------------


def said(row):
    """What each rule says of one person, before policies."""
    found = []
    for name in NUMBERS:
        n = row[name]
        found += [10 if n >= 60 else 0, 4 if 20 <= n <= 59 else 0]
    for k in range(3):
        t, b, n = row[f"t{k}"], row[f"b{k}"] is True, row[f"n{k}"]
        found += [8 if t == "a" else 0, 3 if t in ("b", "c") else 0, 6 if b else 0, -4 if b and n < 30 else 0]
    return found


def score_of(row):
    """The score of one person, in plain Python; on this card the -4 of a maximum never stands alone."""
    p = said(row)
    first = next((points for points in p[6:12] if points), 0)
    return min(CAP, sum(p[:6])) + min(CAP, first) + min(CAP, max(p[12:18])) + min(CAP, sum(p[18:]))


def points_of(row):
    """The points of every rule and the score, in plain Python."""
    p = said(row)
    for which in (
        next((i for i in range(6, 12) if p[i]), None),
        max(range(12, 18), key=lambda i: p[i]),
    ):
        start = 6 if which is None or which < 12 else 12
        p[start : start + 6] = [p[i] if i == which else 0 for i in range(start, start + 6)]
    return [*p, sum(min(CAP, sum(p[at : at + 6])) for at in range(0, 24, 6))]


# ---- by hand, column by column ------------------------------------------------------------------------------------


def answers(people):
    """Answer all rules with pandas and NumPy: a list of arrays of True and False."""
    found = []
    for name in NUMBERS:
        n = people[name].to_numpy()
        found += [n >= 60, (n >= 20) & (n <= 59)]
    for k in range(3):
        t = people[f"t{k}"]
        b = (people[f"b{k}"] == True).fillna(value=False).to_numpy(dtype=bool)  # noqa: E712 - unknown is not yes
        low = people[f"n{k}"].to_numpy() < 30
        found += [(t == "a").to_numpy(dtype=bool), t.isin(["b", "c"]).to_numpy(dtype=bool), b, b & low]
    return found


def vectorised(people, *, rules=False):
    """Score with np.select; with `rules`, a table of the points of every rule and the score."""
    import numpy as np
    import pandas as pd

    yes, score, told = answers(people), np.zeros(len(people)), {}
    for j, (_, policy, rules_) in enumerate(CRITERIA):
        mine, points = yes[6 * j : 6 * j + 6], [float(points) for _, points in rules_]
        order = range(6) if policy != "max" else sorted(range(6), key=lambda i: -points[i])
        if rules and policy != "sum":
            spoke = np.select([mine[i] for i in order], list(order), -1)
            mine = [spoke == i for i in range(6)]
        if policy == "sum" or rules:
            each = [np.where(one, worth, 0.0) for one, worth in zip(mine, points, strict=True)]
            whole = sum(each)
            told |= dict(zip(NAMES[6 * j : 6 * j + 6], each, strict=True)) if rules else {}
        else:
            whole = np.select([mine[i] for i in order], [points[i] for i in order], 0.0)
        score += np.minimum(whole, CAP)
    return pd.DataFrame({"person_id": people["person_id"], **told, "score": score})


def capped(parts):
    """Add up lists of points, at most the cap."""
    import numpy as np

    return np.minimum(sum(map(np.asarray, parts)), CAP)


# ---- measuring ----------------------------------------------------------------------------------------------------


def peak_megabytes():
    """The most memory that this process held; Linux counts ru_maxrss of a child from its parent's, VmHWM not."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def once(work):
    """Do it once; tell seconds on the clock and of the processors, and what came of it."""
    begun, worked = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - begun, time.process_time() - worked, found


def in_turns(sides, turns):
    """Do every side once to warm up, then all in turns; the medians of seconds, on the clock and of the processors."""
    seen = {side: [] for side in sides}
    for turn in range(turns + 1):
        for side, work in sides.items():
            *times, found = once(work)
            del found
            if turn:
                seen[side].append(times)
    return {side: tuple(map(statistics.median, zip(*runs, strict=True))) for side, runs in seen.items()}
