"""The locks hold with the reader and the gate taken away: hostile text, as it stands, on the engine's own connections.

Then the gate: hostile trees, handed to the engine as a caller would.
"""

import subprocess
import sys
import textwrap
import threading

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from leadkit.engine import Limits, ask, run
from leadkit.engine.gate import FUNCTIONS, admit, tables_of, text_of
from leadkit.engine.locks import forget, fresh, shared
from leadkit.errors import EngineError, LeadkitError

HIDDEN = "the answer is 42"
PEOPLE = pd.DataFrame({"person_id": ["a", "b"], "spent": [1.0, 2.0]})
truth = pd.DataFrame(
    {"person_id": ["a"], "will_buy": [True]}
)  # a variable of the program, and a table nobody registered

# {folder} holds secret.csv, .txt, .parquet and .db, and link.csv (a link to secret.csv); people.parquet was named.
HOSTILE = """
SELECT * FROM '{folder}/secret.csv'
SELECT * FROM '{folder}/secret.parquet'
SELECT * FROM "{folder}/secret.parquet"
SELECT * FROM '/etc/passwd'
SELECT * FROM read_csv('{folder}/secret.csv')
SELECT * FROM read_csv_auto('{folder}/secret.csv')
SELECT * FROM read_csv('{folder}/link.csv')
SELECT * FROM read_csv(['{folder}/people.parquet', '{folder}/secret.csv'])
SELECT * FROM read_csv('{folder}/*.csv')
SELECT * FROM read_csv('{folder}/../{name}/secret.csv')
SELECT * FROM read_csv('file://{folder}/secret.csv')
SELECT * FROM read_csv('/dev/stdin')
SELECT * FROM read_csv('/proc/self/environ')
SELECT * FROM read_text('{folder}/secret.txt')
SELECT * FROM read_text('{folder}/people.parquet/../secret.txt')
SELECT * FROM read_blob('{folder}/secret.txt')
SELECT * FROM read_json('{folder}/secret.txt')
SELECT * FROM read_ndjson_objects('{folder}/secret.txt')
SELECT * FROM read_parquet('{folder}/secret.parquet')
SELECT * FROM parquet_scan('{folder}/secret.parquet')
SELECT * FROM parquet_metadata('{folder}/secret.parquet')
SELECT * FROM parquet_schema('{folder}/secret.parquet')
SELECT * FROM sniff_csv('{folder}/secret.csv')
SELECT * FROM glob('{folder}/*')
SELECT * FROM glob('/etc/*')
SELECT * FROM read_duckdb('{folder}/secret.db')
SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.txt'')')
SELECT * FROM query_table('{folder}/secret.csv')
SELECT * FROM query_table('truth')
SELECT * FROM truth
SELECT * FROM earlier
SELECT * FROM main.truth
SELECT * FROM temp.earlier
SELECT * FROM PEOPLE_DATA
SELECT * FROM sqlite_scan('{folder}/secret.db', 't')
SELECT * FROM postgres_scan('host=localhost', 'public', 't')
SELECT * FROM 'https://example.com/a.parquet'
SELECT * FROM read_csv('https://example.com/a.csv')
SELECT * FROM read_parquet('s3://bucket/a.parquet')
SELECT getenv('HOME')
SELECT * FROM python_map_function(1)
ATTACH '{folder}/secret.db'
ATTACH '{folder}/new.db' AS other
ATTACH 'https://example.com/a.db' AS other
COPY (SELECT 1) TO '{folder}/stolen.csv'
COPY (SELECT 1) TO '{folder}/people.parquet.csv'
COPY (SELECT 1) TO '/dev/stdout'
COPY (SELECT 1 AS a, 2 AS b) TO '{folder}/parts' (FORMAT csv, PARTITION_BY a)
EXPORT DATABASE '{folder}/export'
IMPORT DATABASE '{folder}/export'
INSTALL httpfs
INSTALL spatial FROM community
FORCE INSTALL httpfs FROM 'https://example.com'
LOAD httpfs
LOAD '{folder}/evil.duckdb_extension'
UPDATE EXTENSIONS
SET memory_limit = '64GB'
SET GLOBAL enable_external_access = true
SET enable_external_access = true
SET lock_configuration = false
SET allowed_paths = ['{folder}/secret.csv']
SET allowed_directories = ['{folder}']
SET temp_directory = '{folder}'
SET python_enable_replacements = true
SET autoinstall_known_extensions = true
SET threads = 64
SET file_search_path = '{folder}'
SET home_directory = '{folder}'
SET log_query_path = '{folder}/log'
RESET memory_limit
RESET allowed_paths
PRAGMA memory_limit = '64GB'
PRAGMA enable_profiling = 'json'
PRAGMA profiling_output = '{folder}/profile'
PRAGMA import_database('{folder}/export')
CREATE PERSISTENT SECRET s (TYPE http)
CALL enable_logging()
CALL start_ui()
""".strip().splitlines()


def listed(folder):
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "secret.csv").write_text(f"x\n{HIDDEN}\n")
    (folder / "secret.txt").write_text(HIDDEN)
    (folder / "evil.duckdb_extension").write_text("evil")
    pq.write_table(pa.table({"x": [HIDDEN]}), folder / "secret.parquet")
    with duckdb.connect(str(folder / "secret.db")) as database:
        database.execute("CREATE TABLE t AS SELECT 42 AS x")
    (folder / "link.csv").symlink_to(folder / "secret.csv")
    PEOPLE.to_parquet(folder / "people.parquet")
    return folder


@pytest.fixture(params=["memory", "files"])
def connection(request, folder, tmp_path):
    if request.param == "memory":
        connection = shared()
        connection.register("people", pa.Table.from_pandas(PEOPLE))
    else:
        named = folder / "people.parquet"
        connection = fresh([str(named), str(tmp_path / "out.csv")], Limits(memory="200MB"), str(tmp_path / "spill"))
        connection.read_parquet(str(named)).create_view("people")
    other = shared()  # another question, under way at the same time
    other.register("earlier", pa.Table.from_pandas(truth))
    other.execute("CREATE TEMP TABLE people_data AS SELECT 1 AS x")
    yield connection
    other.close()
    connection.close()


def test_hostile_text_gets_nothing_from_the_connection_which_still_answers(connection, folder):
    before = listed(folder)
    got = []
    for text in HOSTILE:
        try:
            got.append((text, connection.execute(text.format(folder=folder, name=folder.name)).fetchall()))
        except duckdb.Error:
            continue
    assert got == []
    assert len(set(HOSTILE)) >= 60
    assert listed(folder) == before
    assert connection.sql("SELECT SUM(spent) FROM people").fetchall() == [(3.0,)]


def test_the_catalogue_shows_only_the_tables_of_the_question(connection):
    for text in (
        "SELECT table_name FROM information_schema.tables",
        "SELECT name FROM sqlite_master",
        "SELECT view_name FROM duckdb_views() WHERE NOT internal",
        "SELECT name FROM (SHOW ALL TABLES)",
    ):
        assert {row[0] for row in connection.execute(text).fetchall()} == {"people"}


def test_the_recipe_of_the_locks_is_what_it_says(connection):
    settings = dict(connection.execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert settings["enable_external_access"] == "false"
    assert settings["lock_configuration"] == "true"
    assert settings["autoload_known_extensions"] == "false"
    assert settings["autoinstall_known_extensions"] == "false"
    assert settings["python_enable_replacements"] == "false"
    assert settings["TimeZone"] == "UTC"
    assert settings["disabled_optimizers"] == "in_clause"


def test_a_connection_for_files_may_write_the_one_file_that_was_chosen(folder, tmp_path):
    out = tmp_path / "out.csv"
    connection = fresh([str(out)], Limits(), str(tmp_path / "spill"))
    connection.execute(f"COPY (SELECT 1 AS x) TO '{out}' (USE_TMP_FILE false)")
    with pytest.raises(duckdb.PermissionException):
        connection.execute(f"COPY (SELECT 1 AS x) TO '{out}2' (USE_TMP_FILE false)")
    assert listed(tmp_path) == ["out.csv"]


ENDLESS = [
    "SELECT COUNT(*) AS n FROM range(10000000000) AS a(x), range(1000000) AS b(x) WHERE a.x % 7 = b.x % 3",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT MAX(n) AS n FROM r",
    "SELECT COUNT(*) AS n FROM generate_series(1, 100000000000000) AS g(x) WHERE x % 2 = 7",
    "SELECT COUNT(*) AS n FROM people AS a, range(10000000000) AS b(x), people AS c WHERE a.spent + b.x = c.spent - 1",
    "SELECT a.x FROM range(100000000000) AS a(x) ORDER BY hash(a.x) LIMIT 1",
]


@pytest.mark.parametrize("text", ENDLESS)
def test_an_endless_query_is_stopped_by_the_timer(text):
    limits = Limits(seconds=0.5)
    with pytest.raises(EngineError, match=r"stopped after 0\.5 seconds: raise the limit, as in Limits\(seconds=5\)"):
        run(parse_one(text, read="duckdb"), {"people": PEOPLE}, limits=limits)
    assert not any(thread.name == "leadkit-engine" for thread in threading.enumerate())


BOMBS = [
    "SELECT MAX(x) AS x FROM (SELECT x, COUNT(*) AS n FROM range(300000000) AS t(x) GROUP BY x)",
    "SELECT LENGTH(MAX(w)) AS n FROM (SELECT CAST(LIST(x) AS VARCHAR) AS w FROM range(300000000) AS t(x))",
    "SELECT LENGTH(STRING_AGG(CAST(x AS VARCHAR), ',')) AS n FROM range(300000000) AS t(x)",
    "SELECT MAX(r) AS n FROM (SELECT ROW_NUMBER() OVER (ORDER BY hash(x)) AS r FROM range(300000000) AS a(x))",
]


def test_a_memory_bomb_stays_within_the_limit():
    script = """
        import resource, sys, tempfile
        import duckdb
        from leadkit.engine import Limits
        from leadkit.engine.locks import fresh
        from leadkit.engine.watch import watched
        from leadkit.errors import EngineError
        limits = Limits(memory="200MB", threads=2, seconds=3)
        connection = fresh([], limits, "")  # nowhere to spill
        connection.sql("SELECT 1").to_arrow_table()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for text in sys.argv[1:]:
            try:
                watched(connection, lambda: connection.execute(text).fetchall(), limits)
            except (duckdb.OutOfMemoryException, EngineError) as error:
                print(type(error).__name__, file=sys.stderr)
            else:
                raise SystemExit("a bomb went off unnoticed")
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), *BOMBS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 350, done.stderr  # MB: the limit and what DuckDB keeps beside it
    assert "OutOfMemoryException" in done.stderr


def test_too_much_memory_is_one_sentence():
    query = parse_one("SELECT MEDIAN(x) AS x FROM range(5000000) AS t(x)", read="duckdb")
    with pytest.raises(EngineError, match=r"more memory than the 20MB it may use: .*Limits\(memory='8GB'\)") as caught:
        run(query, {}, limits=Limits(memory="20MB"))
    assert "\n" not in str(caught.value)


def test_memory_that_the_machine_does_not_have_is_the_same_sentence(monkeypatch):
    def full(*_args, **_more):
        raise MemoryError

    monkeypatch.setattr("leadkit.engine.delivery.shaped", full)
    with pytest.raises(EngineError, match="more memory than it may use"):
        run(parse_one("SELECT 1 AS x"), {})


def test_hostile_trees_are_refused_in_one_sentence(folder):
    refused, got = {}, []
    for text in [*HOSTILE, *BOMBS[1:3]]:
        try:
            tree = parse_one(text.format(folder=folder, name=folder.name), read="duckdb")
            got.append((text, run(tree, {"people": PEOPLE})))
        except SqlglotError:  # no tree can be made of it
            continue
        except LeadkitError as error:
            refused[text] = str(error)
    assert got == []
    assert len(refused) >= 60
    assert not any("\n" in said for said in refused.values())


GROWING = """
REPEAT('a', 4000000000) | LPAD('a', 2000000000, 'b') | RPAD('a', 2000000000, 'b') | RANGE(300000000)
GENERATE_SERIES(1, 300000000) | LIST_TRANSFORM(RANGE(9), x -> x + 1) | ARRAY_TO_STRING(RANGE(300000000), ',')
LIST_REDUCE(RANGE(100000000), (x, y) -> x + y) | [x FOR x IN RANGE(300000000)] | person_id || person_id
CONCAT(person_id, person_id) | REPLACE(person_id, 'a', 'aaaaaaaaaaaaaaaaaaaa') | FORMAT('{:>1000000000}', 1)
PRINTF('%1000000000d', 1)
BAR(1, 0, 1, 1000000000) | STRING_AGG(person_id, ',') | LIST(person_id) | UNNEST(RANGE(300000000)) | COLUMNS('.*')
REGEXP_REPLACE(person_id, 'a', 'aaaaaaaaaaaaa', 'g') | TRANSLATE(person_id, 'a', 'b') | LEVENSHTEIN(person_id, 'a')
GETENV('HOME') | CURRENT_SETTING('temp_directory')
"""


@pytest.mark.parametrize("text", [each.strip() for line in GROWING.strip().splitlines() for each in line.split(" | ")])
def test_functions_that_can_make_a_huge_value_are_refused(text):
    question = parse_one(f"SELECT {text} AS x", read="duckdb").expressions[0]
    with pytest.raises(EngineError, match=r"The engine does not run .*: it is not on the list of safe functions"):
        ask(PEOPLE, [question])


def test_smuggled_text_is_not_a_tree():
    for smuggled in (
        exp.select(exp.Var(this="1; COPY (SELECT 1) TO '/tmp/x.csv'")),
        exp.select("1").from_(exp.Table(this=exp.Var(this="people; DROP VIEW people"))),
        exp.Select(expressions=[exp.Literal.number(1)], into=exp.Into(this=exp.to_table("stolen"))),
        exp.select("1").from_("people").where(exp.Var(this="1 = 1); COPY people TO '/tmp/x.csv'; SELECT (1")),
        exp.select("1").where(exp.Exists(this=exp.Insert(this=exp.to_table("people"), expression=exp.select("1")))),
        exp.select("1").where(exp.Exists(this=exp.Command(this="ATTACH", expression="'x'"))),
    ):
        with pytest.raises(EngineError):
            run(smuggled, {"people": PEOPLE})


def test_duckdb_must_read_one_select_in_the_text_too():
    connection = shared()
    assert text_of(connection, exp.select("1")) == "SELECT 1"
    for text in ("1 AS x; SELECT 2", "1 INTO x"):
        with pytest.raises((EngineError, duckdb.Error)):
            text_of(connection, exp.select(exp.Var(this=text)))
    connection.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("INSERT INTO people SELECT 1", "give it one SELECT, not a Insert"),
        ("DROP TABLE people", "give it one SELECT, not a Drop"),
        ("SELECT $budget AS x FROM people", r"The parameter \$budget was not given a value"),
        ("SELECT ? AS x FROM people", r"The parameter \? was not given a value"),
        ("SELECT * FROM main.people", "a table 'main.people', which was not given to it"),
        ("SELECT * FROM other.main.people", "a table 'other.main.people'"),
        ("SELECT * FROM people WHERE EXISTS (SELECT 1 FROM truth)", "a table 'truth'"),
        ("FROM (PIVOT people ON person_id USING SUM(spent))", "cannot hold a Pivot"),
        ("SELECT * FROM duckdb_settings()", "the function duckdb_settings"),
    ],
)
def test_what_is_not_a_question_is_refused(text, said):
    with pytest.raises(EngineError, match=said):
        run(parse_one(text, read="duckdb"), {"people": PEOPLE})


def test_something_that_is_no_tree_is_refused():
    with pytest.raises(EngineError, match="give it one SELECT, not a str"):
        run("SELECT 1", {})


def test_a_query_nested_without_end_is_one_sentence():
    query = exp.select(exp.alias_(exp.column("spent"), "x")).from_("people")
    for _ in range(3000):
        query = exp.select("x").from_(query.subquery("people", copy=False), copy=False)
    with pytest.raises(EngineError) as caught:
        run(query, {"people": PEOPLE})
    assert "\n" not in str(caught.value)


def test_the_gate_lets_plain_questions_through():
    for text in (
        "SELECT COUNT(*) FILTER (WHERE x > 1) AS n, SUM(DISTINCT x) OVER (PARTITION BY y ORDER BY z) AS s FROM t",
        "SELECT ARG_MAX(a, b) AS a, MAX_BY(a, b) AS c, QUANTILE_DISC(x, 0.5) AS q, LAG(x) OVER (ORDER BY y) FROM t",
        "SELECT DATE_DIFF('day', CAST(a AS DATE), DATE '2024-01-01') AS d, TRY_CAST(x AS DECIMAL(18, 2)) AS m FROM t",
        "(SELECT x FROM t) UNION ALL (SELECT x FROM t INTERSECT SELECT y FROM t)",
        "SELECT v.a FROM (VALUES (1, 2)) AS v(a, b), t WHERE a IN (SELECT x FROM t) OR x LIKE 'a%' AND NOT y > 1",
        "SELECT COALESCE(ABS(x), LEAST(1, 2), GREATEST(3, 4)) AS x, LOWER(UPPER(w)) AS w, LENGTH(w) AS l FROM t",
    ):
        admit(parse_one(text, read="duckdb"), ["t"])
    assert "REPEAT" not in FUNCTIONS


def test_the_tables_of_a_query_are_found_through_every_nesting():
    text = (
        "WITH a AS (SELECT * FROM b WHERE x IN (SELECT x FROM c)) SELECT * FROM a, (SELECT * FROM d), range(3) AS r(i)"
    )
    assert sorted(table.name for table in tables_of(parse_one(text, read="duckdb"))) == ["b", "c", "d"]


def test_a_connection_that_broke_is_replaced(monkeypatch):
    first = shared()
    assert first.sql("SELECT 42 AS x").fetchall() == [(42,)]

    def broken(*_args, **_more):
        raise duckdb.InternalException("INTERNAL Error: it fell over")

    forgotten = []
    monkeypatch.setattr("leadkit.engine.locks.forget", lambda: forgotten.append(forget()))
    monkeypatch.setattr("leadkit.engine.delivery.shaped", broken)
    with pytest.raises(EngineError, match="could not be run: it fell over"):
        ask(PEOPLE, [exp.alias_(exp.column("spent"), "x")])
    monkeypatch.undo()
    assert forgotten == [None]
    assert ask(PEOPLE, [exp.alias_(exp.column("spent"), "x")])["x"].tolist() == [1.0, 2.0]
    first.close()


def test_a_fault_of_the_program_is_not_dressed_up_as_a_sentence(monkeypatch):
    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("leadkit.engine.delivery.shaped", broken)
    with pytest.raises(ZeroDivisionError):
        ask(PEOPLE, [exp.alias_(exp.column("spent"), "x")])
