"""The proofs of the grid against brute force: 60,000 random people who stand on and around every cut point."""

import random
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pytest
from sqlglot import exp, parse_one

from leadkit.grid import Relation, relation, relations
from leadkit.vocabulary import Column

PEOPLE = 60_000
NUMBERS = [0, 1, 2, 3, 3.5, 5, 7]
TEXTS = ["Ann", "Bo", "bo", "Ánh"]


def column(name: str, kind: str, **known: object) -> Column:
    return Column(name, kind, known.pop("null", "not_known"), "who", "people", name, {}, {}, **known)


KINDS = {
    one.name: one
    for one in (
        column("n", "number", whole=True),
        column("m", "number", whole=True, null="no_null", low=0),
        column("x", "number"),
        column("y", "number", low=0, high=10),
        column("name", "text"),
        column("nick", "text", null="no_null"),
        column("rank", "text", values=("low", "mid", "top")),
        column("vip", "yes_no"),
        column("new", "yes_no", null="no_null"),
    )
}
FACTS = ["m >= n", "vip OR NOT new", "x IS NULL OR y IS NOT NULL", "rank IS NULL OR n > 0 OR name = 'Ann'"]


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    """Hold random people in a table typed as the kinds say."""
    rng = np.random.default_rng(11)
    whole = np.arange(-2, 11)
    real = np.array(sorted({n + step for n in NUMBERS for step in (-0.5, 0, 0.25, 0.5, 1)} | {11.5, -7, 0.1}))
    texts = np.array(
        ["", "A", "Ann", "Anna", "Ann!", "B", "Bo", "Bob", "Bz", "a", "bo", "bob", "zed", "Ánh", "Ánha", "Đ"]
    )
    people = pd.DataFrame(
        {
            "n": _emptied(rng, pd.array(rng.choice(whole, PEOPLE), dtype="Int64")),
            "m": rng.choice(whole[whole >= 0], PEOPLE),
            "x": _emptied(rng, pd.array(rng.choice(real, PEOPLE), dtype="Float64")),
            "y": _emptied(rng, pd.array(rng.choice(real[(real >= 0) & (real <= 10)], PEOPLE), dtype="Float64")),
            "name": _emptied(rng, pd.array(rng.choice(texts, PEOPLE), dtype="string")),
            "nick": rng.choice(texts, PEOPLE),
            "rank": _emptied(rng, pd.array(rng.choice(["low", "mid", "top"], PEOPLE), dtype="string")),
            "vip": _emptied(rng, pd.array(rng.choice([True, False], PEOPLE), dtype="boolean")),
            "new": rng.choice([True, False], PEOPLE),
        }
    )
    connection = duckdb.connect(config={"threads": 1})
    connection.register("frame", people)
    connection.execute(
        """CREATE TABLE people AS
        SELECT n::BIGINT n, m::BIGINT m, x::DOUBLE x, y::DOUBLE y, name, nick, rank, vip, new FROM frame"""
    )
    return connection


def _emptied(rng: np.random.Generator, values: pd.api.extensions.ExtensionArray) -> pd.api.extensions.ExtensionArray:
    values[rng.random(PEOPLE) < 0.15] = pd.NA
    return values


@dataclass
class Writer:
    """Write random conditions; `free` allows parts that the grid does not look into."""

    rng: random.Random
    free: bool = False

    def condition(self, depth: int = 2) -> str:
        if depth == 0 or self.rng.random() < 0.2:
            return self.wrapped(self.atom())
        parts = [self.condition(depth - 1) for _ in range(self.rng.choice([2, 2, 3]))]
        joined = self.rng.choice([" AND ", " OR "]).join(parts)
        return self.rng.choice([f"({joined})", f"({joined})", f"NOT ({joined})"])

    def wrapped(self, atom: str) -> str:
        return self.rng.choice(
            [atom] * 6
            + [
                f"NOT {atom}",
                f"COALESCE({atom}, FALSE)",
                f"COALESCE({atom}, TRUE)",
                f"({atom}) IS NULL",
                f"({atom}) IS TRUE",
            ]
            + [f"CASE WHEN n IS NULL THEN FALSE ELSE {atom} END"]
        )

    def atom(self) -> str:
        pick = self.rng.choice
        op = pick(["=", "<>", "<", "<=", ">", ">="])
        a, b, number, text = pick("nmxy"), pick("nmxy"), pick(NUMBERS), pick(TEXTS)
        atoms = [
            f"{a} {op} {number}",
            f"{number} {op} {a}",
            f"{a} {op} 0.5 * {pick([4, 7, 10])}",
            f"{a} {op} {pick([1, 7])} / NULLIF({pick([0, 2, 3])}, 0)",
            f"{a} BETWEEN {number} AND {pick(NUMBERS)}",
            f"{a} IN ({number}, {pick(NUMBERS)}, -1)",
            f"{a} NOT IN ({number}, {pick(NUMBERS)})",
            f"{a} IS {pick(['', 'NOT '])}NULL",
            f"{a} {op} {b}",
            f"{a} {op} {b}",
            f"COALESCE({a}, {pick(NUMBERS)}) {op} {number}",
            f"COALESCE({a}, {number}) {op} {b}",
            f"name {op} '{text}'",
            f"nick {op} '{text}'",
            f"name {pick(['=', '<>', op])} nick",
            f"name IN ('{text}', '{pick(TEXTS)}')",
            f"COALESCE(name, '{text}') = '{pick(TEXTS)}'",
            f"rank {op} '{pick(['low', 'top', 'm'])}'",
            f"rank LIKE '{pick(['%o%', 'l%', '_id'])}'",
            f"LENGTH(rank) {op} 3",
            "rank IS NOT NULL",
            "vip",
            "new",
            f"vip {pick(['=', '<>'])} new",
            f"vip = {pick(['TRUE', 'FALSE'])}",
            pick(["TRUE", "FALSE", "1 < 2"]),
        ]
        free = [
            f"{a} + {b} {op} {number}",
            f"ABS({a}) {op} {b}",
            f"{a} / NULLIF({b}, 0) {op} {number}",
            f"LENGTH(name) {op} {pick([1, 2, 3])}",
            f"LOWER(name) {op} 'bo'",
            f"name LIKE '{pick(['A%', '%o', '_'])}'",
            f"COALESCE({a}, {b}) {op} {number}",
            "name NOT LIKE 'B%'",
        ]
        return pick(free) if self.free and self.rng.random() < 0.3 else pick(atoms)


def tree(text: str) -> exp.Expression:
    return parse_one(text, read="duckdb")


def seen(engine: duckdb.DuckDBPyConnection, texts: list[str], facts: list[str]) -> list[np.ndarray]:
    """Answer conditions for everybody whom the facts allow: is it TRUE?"""
    where = " AND ".join(f"({fact}) IS NOT FALSE" for fact in facts) or "TRUE"
    columns = ", ".join(f"(({text}) IS TRUE) AS is_{i}" for i, text in enumerate(texts))
    found = engine.execute(f"SELECT {columns} FROM people WHERE {where}").fetchnumpy()
    return [np.asarray(found[f"is_{i}"], dtype=bool) for i in range(len(texts))]


def literal(value: object, kind: Column) -> str:
    types = {"text": "VARCHAR", "yes_no": "BOOLEAN", "number": "BIGINT" if kind.whole else "DOUBLE"}
    said = "NULL" if value is None else "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
    return f"CAST({said} AS {types[kind.kind]}) AS {kind.name}"


def holds(
    engine: duckdb.DuckDBPyConnection, person: dict, first: str, second: str, facts: list[str]
) -> tuple[bool, bool]:
    """Answer two conditions for one person; somebody must be able to have these values under the facts."""
    row = ", ".join(literal(value, KINDS[name]) for name, value in person.items()) or "1 AS one"
    tests = f"({first}) IS TRUE, ({second}) IS TRUE"
    answer = engine.execute(f"SELECT {tests} FROM (SELECT {row})").fetchone()
    if facts and person:
        where = " AND ".join(f"({fact}) IS NOT FALSE" for fact in facts)
        others = f"SELECT * REPLACE ({row}) FROM (FROM people LIMIT 5000)"
        assert engine.execute(f"SELECT COUNT(*) FROM ({others}) WHERE {where}").fetchone()[0], person
    return answer


CLAIMS = {
    "both": (True, True),
    "only_first": (True, False),
    "only_second": (False, True),
    "differs": (False, False),
}


def contradictions(found: Relation, first: np.ndarray, second: np.ndarray) -> list[str]:
    """List what random people show to be wrong in a relation."""
    nobody = {
        "equal": {"only first": first & ~second, "only second": second & ~first},
        "inside": {"only first": first & ~second},
        "contains": {"only second": second & ~first},
        "apart": {"both": first & second},
        "never_true": {},
        "overlap": {},
        "not_proved": {},
    }[found.kind]
    nobody |= {
        f"{end} can be": who for end, who in (("first", first), ("second", second)) if f"never_{end}" in found.remarks
    }
    return [what for what, who in nobody.items() if who.any()]


@pytest.mark.parametrize("facts", [[], FACTS], ids=["no facts", "facts"])
@pytest.mark.parametrize("free", [False, True], ids=["exact", "free"])
def test_no_random_person_contradicts_a_proof_and_every_example_is_as_claimed(engine, free, facts):
    writer = Writer(random.Random(f"{free} {len(facts)}"), free=free)  # noqa: S311 - chance for tests
    pairs = 100
    texts = [writer.condition() for _ in range(2 * pairs)]
    truths = seen(engine, texts, facts)
    laws = [tree(fact) for fact in facts]
    kinds = dict.fromkeys(["equal", "inside", "contains", "apart", "overlap", "never_true", "not_proved"], 0)
    for i in range(0, 2 * pairs, 2):
        a, b = texts[i : i + 2]
        found = relation(tree(a), tree(b), laws, KINDS)
        kinds[found.kind] += 1
        assert contradictions(found, *truths[i : i + 2]) == [], (a, b, found)
        for who, person in found.people.items():
            assert holds(engine, person, a, b, facts) == CLAIMS[who], (a, b, who, person)
        assert free or found.kind != "not_proved", (a, b, found)
        assert free or found.kind != "overlap" or set(found.people) == {"both", "only_first", "only_second"}
    assert all(kinds[kind] for kind in ("inside", "contains", "overlap", "never_true")), kinds


def test_all_pairs_in_one_world_say_what_each_pair_says_alone(engine):
    writer = Writer(random.Random(5), free=True)  # noqa: S311 - chance for tests
    named = {f"t{i}": tree(writer.condition()) for i in range(9)}
    laws = [tree(fact) for fact in FACTS]
    together = relations(named, laws, KINDS)
    assert len(together) == 36
    for (a, b), found in together.items():
        assert found.kind == relation(named[a], named[b], laws, KINDS).kind
        assert found.flipped().kind == relation(named[b], named[a], laws, KINDS).kind
