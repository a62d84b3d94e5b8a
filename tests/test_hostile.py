"""Hostile conditions, packs, parameters, columns and cells: refused in one sentence or harmless, and none of them slow.

The corpus is data, in `hostile.py`. At the end the first wall is taken away: the same texts go to the engine's own
connection as they stand, past reader and gate, and get nothing from it.
"""

from __future__ import annotations

import contextlib
import csv
import json
import sys
import tempfile
import time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import duckdb
import hostile
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one

import leadkit as lk
from leadkit.conditions import Condition
from leadkit.engine import ask
from leadkit.engine.inputs import Limits
from leadkit.engine.locks import fresh, shared
from leadkit.engine.watch import watched
from leadkit.errors import EngineError, LeadkitError
from leadkit.packs.reading import read_text
from leadkit.scoring import Criterion, Rule, Scorecard

KINDS = {"a": "number", "b": "number", "сосо": "number", "job": "text", "news": "yes_no", "person_id": "text"}
SQL_NAMES = ('a"; DROP TABLE people; --', "SELECT")
READERS = {"definitions": (hostile.DEFINITIONS, lk.definitions), "scorecard": (hostile.SCORECARD, lk.scorecard)}
MACHINE = (
    str(Path(lk.__file__).parents[1]),
    sys.prefix,
    tempfile.gettempdir(),
    str(Path.home()),
    "site-packages",
    ".py",
)
CASES = sum(
    len(table)
    for table in (
        hostile.REFUSED_CONDITIONS,
        hostile.HARMLESS_CONDITIONS,
        hostile.EDITS,
        hostile.CARD_EDITS,
        hostile.FILES,
        hostile.HARMLESS_PACKS,
        hostile.ODD_CELLS,
        hostile.ODD_COLUMNS,
        hostile.REFUSED_COLUMNS,
        hostile.HARMLESS_VALUES,
        hostile.REFUSED_VALUES,
        hostile.REFUSED_NAMES,
        hostile.TEXTS,
    )
)


YARDSTICK = 0.06  # seconds that a quiet machine takes to read the pack below, where nobody watches every line


def slowness():
    """How many times as long as that it takes here and now: the processor's other guests and coverage both slow it."""
    text = files("leadkit").joinpath("data/packs/definitions/successagency.yaml").read_text(encoding="utf-8")
    taken = []
    for _ in range(3):
        start = time.process_time()
        read_text(text, "successagency.yaml")
        taken.append(time.process_time() - start)
    return max(1.0, 1.3 * min(taken) / YARDSTICK)


@contextlib.contextmanager
def quick():
    """Hold that something takes less than a second of the processor of a quiet machine."""
    start = time.process_time()
    yield
    taken = time.process_time() - start
    assert taken < 1 or taken < slowness()


def refusal(doing, *given):
    """The one sentence with which something is refused: of one line, as it is seen, naming nothing of the machine."""
    with quick(), pytest.raises(LeadkitError) as caught:
        doing()
    said = str(caught.value)
    assert said.isprintable()
    assert said.endswith((".", "?", ". (scorecard 'ours')"))
    assert len(said) < 1000
    for known in given:
        said = said.replace(str(known), "ours.yaml")
    assert not any(place in said for place in MACHINE)
    return said


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory):
    """Load what loads with the first pack and the first question, so that it is not measured with a hostile one."""
    path = tmp_path_factory.mktemp("warm") / "ours.yaml"
    for pack, read in READERS.values():
        path.write_text(pack % {"when": hostile.PLAIN})
        read(path)
    Condition("a = 1 AND job = 'x'").asked(KINDS)


@pytest.fixture(params=READERS)
def kind(request):
    return READERS[request.param]


def test_the_corpus_is_large():
    assert len(set(hostile.REFUSED_CONDITIONS.values())) == len(hostile.REFUSED_CONDITIONS) >= 200
    assert len(hostile.EDITS) + len(hostile.FILES) >= 100
    assert CASES >= 400


# Conditions.


@pytest.mark.parametrize("idea", hostile.REFUSED_CONDITIONS)
def test_a_hostile_condition_is_refused(idea):
    text = hostile.REFUSED_CONDITIONS[idea]
    assert refusal(lambda: Condition(text, where="in rule 'odd' (ours.yaml, line 8)").asked(KINDS))


@pytest.mark.parametrize("idea", hostile.REFUSED_CONDITIONS)
def test_a_hostile_condition_is_refused_in_a_pack(idea, kind, write):
    pack, read = kind
    path = write(pack % {"when": json.dumps(hostile.REFUSED_CONDITIONS[idea])})
    people = pd.DataFrame({"person_id": ["p"], "a": [1.0], "b": [2.0], "job": ["x"], "news": [True], "employees": [60]})
    verb = lk.classify if read is lk.definitions else lk.score
    said = refusal(lambda: verb(people, by=read(path)), path)
    assert "ours.yaml" in said


@pytest.mark.parametrize("idea", hostile.REFUSED_CONDITIONS)
def test_a_hostile_tier_is_refused(idea, write):
    pack = hostile.SCORECARD % {"when": hostile.PLAIN}
    path = write(pack.replace('"score >= 10"', json.dumps(hostile.REFUSED_CONDITIONS[idea])))
    assert "ours.yaml" in refusal(lambda: lk.scorecard(path), path)


@pytest.fixture(scope="module")
def odd_people():
    """People whose cells look like code, as the kit can hold them: a zero byte or a broken letter is another test."""
    cells = [cell for cell in hostile.ODD_CELLS if cell is None or "\x00" not in cell]
    ones = [1.0 if cell == "=1+1" else 0.0 for cell in cells]
    names = ("a", "сосо", *SQL_NAMES)
    return pd.DataFrame(
        {"person_id": [f"p{at}" for at in range(len(cells))], "job": cells, **dict.fromkeys(names, ones)}
    )


def _who(told, cells):
    return [cell for cell, yes in zip(cells, told, strict=True) if yes is not pd.NA and yes]


@pytest.mark.parametrize("idea", hostile.HARMLESS_CONDITIONS)
def test_a_text_that_looks_like_code_is_a_text(idea, odd_people):
    text, expected = hostile.HARMLESS_CONDITIONS[idea]
    with quick():
        told = ask(odd_people, [exp.alias_(Condition(text).asked(_kinds(odd_people)), "yes")])["yes"].tolist()
    cells = odd_people["job"].tolist()
    known = [cell for cell in cells if isinstance(cell, str)]
    assert _who(told, cells) == (expected if isinstance(expected, list) else {"all": cells, None: known}[expected])
    assert Condition(Condition(text).sql) == Condition(text)


def _kinds(people):
    return {name: "text" if name in {"person_id", "job"} else "number" for name in people.columns}


@pytest.mark.parametrize("idea", hostile.HARMLESS_CONDITIONS)
@pytest.mark.parametrize("dialect", ["postgres", "snowflake", "bigquery", "spark", "redshift", "duckdb"])
def test_a_text_that_looks_like_code_is_a_text_in_every_dialect(idea, dialect):
    tree = Condition(hostile.HARMLESS_CONDITIONS[idea][0]).asked(dict.fromkeys(SQL_NAMES, "number") | KINDS)
    again = parse_one(tree.sql(dialect), read=dialect)
    texts = [[one.this for one in each.find_all(exp.Literal) if one.is_string] for each in (tree, again)]
    names = [[one.name for one in each.find_all(exp.Column)] for each in (tree, again)]
    assert texts[0] == texts[1]
    assert names[0] == names[1]
    assert not again.find(exp.Query, exp.Func) or tree.find(exp.Func)


# Parameters.


@pytest.mark.parametrize("idea", hostile.HARMLESS_VALUES)
def test_a_value_that_looks_like_code_is_one_text(idea, kind, write):
    pack, read = kind
    value = hostile.HARMLESS_VALUES[idea]
    path = write(pack % {"when": hostile.PLAIN})
    people = pd.DataFrame({"person_id": ["p", "q"], "job": [value, "TH"], "a": [0.0, 0.0], "employees": [60, 60]})
    with quick():
        read_pack = read(path, word=value)
        if read is lk.definitions:
            told = lk.classify(people, by=read_pack)["ours_large"].tolist()
        else:
            told = [score == 25 for score in lk.score(people, by=read_pack)["score"]]
    assert told == [True, False]


@pytest.mark.parametrize("idea", hostile.REFUSED_VALUES)
def test_a_hostile_value_is_refused(idea, kind, write):
    pack, read = kind
    path = write(pack % {"when": hostile.PLAIN})
    assert refusal(lambda: read(path, word=hostile.REFUSED_VALUES[idea]), path)
    if not isinstance(hostile.REFUSED_VALUES[idea], (int, str, bool)):
        assert refusal(lambda: read(path, big=hostile.REFUSED_VALUES[idea]), path)


@pytest.mark.parametrize("idea", hostile.REFUSED_VALUES)
def test_a_hostile_value_is_refused_by_a_condition(idea):
    assert refusal(lambda: Condition("LOWER(job) = :x").bind(x=hostile.REFUSED_VALUES[idea]))


@pytest.mark.parametrize("name", hostile.REFUSED_NAMES, ids=lambda name: ascii(name[:20]))
def test_a_hostile_name_of_a_parameter_is_refused(name, kind, write):
    pack, read = kind
    path = write(pack % {"when": hostile.PLAIN})
    assert "No parameter" in refusal(lambda: read(path, **{name: 1}), path)
    assert "No parameter" in refusal(lambda: Condition("a = :big").bind(**{name: 1}))


# Packs.


@pytest.mark.parametrize("idea", hostile.EDITS)
def test_a_hostile_pack_is_refused(idea, kind, write):
    pack, read = kind
    old, new, expected = hostile.EDITS[idea]
    assert old in pack
    path = write((pack % {"when": hostile.PLAIN}).replace(old, new, 1))
    said = refusal(lambda: read(path), path)
    assert expected in said
    assert "ours.yaml" in said


@pytest.mark.parametrize("idea", hostile.CARD_EDITS)
def test_a_hostile_scorecard_is_refused(idea, write):
    old, new = hostile.CARD_EDITS[idea]
    card = hostile.SCORECARD % {"when": hostile.PLAIN}
    assert old in card
    path = write(card.replace(old, new, 1))
    assert "ours.yaml, line " in refusal(lambda: lk.scorecard(path), path)


POINTS = {
    "huge": Decimal("1E+999999999"),
    "tiny": Decimal("1E-999999999"),
    "many digits": 10**5000,
    "not a number": float("nan"),
    "a text": "1",
    "nothing": None,
    "a yes": True,
}


@pytest.mark.parametrize("idea", POINTS)
def test_hostile_points_are_refused(idea):
    rule = Rule("odd", Condition("a = 1"), POINTS[idea])
    assert "points of rule 'odd'" in refusal(lambda: Scorecard("ours", (Criterion("budget", (rule,)),)))


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_a_reason_that_looks_like_code_is_given_as_the_text_it_is(text, write):
    path = write((hostile.SCORECARD % {"when": hostile.PLAIN}).replace("It is odd.", json.dumps(text)))
    people = pd.DataFrame({"person_id": ["p"], "a": [1.0], "job": ["x"], "employees": [60]})
    with quick():
        told = lk.explain(people, by=lk.scorecard(path))
    assert told["because"].tolist() == [text]
    assert told["units"].tolist() == [100_000]


@pytest.mark.parametrize("idea", hostile.FILES)
def test_a_hostile_file_is_refused(idea, kind, write):
    content, expected = hostile.FILES[idea]
    path = write(content)
    assert expected in refusal(lambda: kind[1](path), path)


@pytest.mark.parametrize("idea", hostile.HARMLESS_PACKS)
def test_an_odd_file_is_read_as_what_it_is(idea, kind, write):
    pack, read = kind
    plain = (pack % {"when": hostile.PLAIN}).encode()
    assert read(write(plain)) == read(write(hostile.HARMLESS_PACKS[idea](plain)))


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_a_text_of_a_pack_that_looks_like_code_stays_a_text(text, kind, write):
    pack, read = kind
    path = write((pack % {"when": hostile.PLAIN}).replace("title: Ours", f"title: {json.dumps(text)}"))
    with quick():
        assert read(path).title == text


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/dev/null", "/proc/self/environ", "/", "no\x00file.yaml", "x" * 300 + ".yaml", "./"]
)
def test_a_hostile_path_is_refused_and_shows_nothing_of_the_file(path, kind):
    said = refusal(lambda: kind[1](path), path)
    assert "root:" not in said
    assert "PATH=" not in said


# Tables: columns and cells that look like code.


@pytest.fixture
def odd_table(tmp_path):
    """A table in which every column has an odd name, written as a CSV and as Parquet too."""
    frame = pd.DataFrame(
        {"person_id": ["p", "q"], **{name: [float(at), -1.0] for at, name in enumerate(hostile.ODD_COLUMNS)}}
    )
    frame.to_csv(tmp_path / "odd.csv", index=False)
    frame.to_parquet(tmp_path / "odd.parquet")
    return frame, str(tmp_path / "odd.csv"), str(tmp_path / "odd.parquet")


def _named(name):
    return '"' + name.replace('"', '""') + '"'


def test_every_column_that_looks_like_code_is_asked_of_by_its_name(odd_table, tmp_path):
    questions = [Condition(f"{_named(name)} = {at}") for at, name in enumerate(hostile.ODD_COLUMNS)]
    assert [question.columns for question in questions] == [(name,) for name in hostile.ODD_COLUMNS]
    for at, people in enumerate(odd_table):
        columns = lk.engine.columns_of(people)
        asked = [exp.alias_(one.asked(columns), f"q{n}", quoted=True) for n, one in enumerate(questions)]
        with quick():
            told = ask(people, asked, to=None if at == 0 else tmp_path / f"told{at}.parquet")
        rows = told if at == 0 else pd.read_parquet(told)
        assert rows.drop(columns="person_id").to_numpy().tolist() == [[True] * len(asked), [False] * len(asked)]


@pytest.mark.parametrize("idea", hostile.REFUSED_COLUMNS)
def test_a_column_that_cannot_be_asked_of_is_refused_or_left_alone(idea):
    name = hostile.REFUSED_COLUMNS[idea]
    people = pd.DataFrame([["p", 1.0, 2.0]], columns=["person_id", name, "a"])

    def asking():
        question = Condition(f"{_named(name)} = 1").asked(lk.engine.columns_of(people))
        return ask(people, [exp.alias_(question, "yes")])

    assert refusal(asking)
    with contextlib.suppress(LeadkitError):  # and who does not ask of it may have it in the table
        assert ask(people, [exp.alias_(Condition("a = 2").asked(KINDS), "yes")])["yes"].tolist() == [True]


HEADERS = {
    "a header that is a formula": b"person_id,=1+1\np,5\n",
    "a header that drops a table": b'person_id,"""; DROP TABLE people; --"\np,5\n',
    "a header with a line end": b'person_id,"a\nb"\np,5\n',
    "a header with a zero byte": b"person_id,a\x00b\np,5\n",
    "a header of nothing": b"person_id,\np,5\n",
    "a header that is the same twice": b"person_id,a,a\np,5,6\n",
    "a header without an end": b'person_id,"a\np,5\n',
    "a header of a hundred thousand letters": b"person_id," + b"a" * 100_000 + b"\np,5\n",
    "a header of a thousand columns": b"person_id," + b",".join(b"c%d" % at for at in range(1000)) + b"\np\n",
    "a header that is code of Python": b"person_id,__import__('os').system('id')\np,5\n",
    "a header with a mark at the front": b"\xef\xbb\xbfperson_id,a\np,5\n",
    "a header with a bidi mark": "person_id,\u202ea\np,5\n".encode(),
    "a header in semicolons": b"person_id;a\np;5\n",
    "a file of zero bytes": bytes(1000),
    "a file of one quote": b'"',
    "a file of quotes": b'"' * 100_001,
    "a file that is a program": b"\x7fELF" + bytes(range(256)) * 10,
    "a file that says to include another": b"person_id,a\n@/etc/passwd,5\n",
}


@pytest.mark.parametrize("idea", HEADERS)
def test_a_hostile_csv_is_refused_or_gives_its_own_cells_and_no_others(idea, write, tmp_path):
    path = str(write(HEADERS[idea], "odd.csv"))
    with quick():
        try:
            columns = lk.engine.columns_of(path)
            told = ask(path, [exp.alias_(exp.column("person_id").eq("p"), "yes")], to=tmp_path / "told.parquet")
        except LeadkitError as error:
            said = str(error).replace(path, "odd.csv")
            assert said.isprintable()
            assert len(said) < 1000
            assert not any(place in said for place in MACHINE)
        else:
            assert "person_id" in columns
            assert set(pd.read_parquet(told)["person_id"]) <= {"p", "@/etc/passwd"}


def test_every_cell_that_looks_like_code_is_found_as_the_text_it_is(odd_people, tmp_path):
    known = [
        cell
        for cell in odd_people["job"].dropna()
        if cell
        == lk.engine.run(
            exp.select(exp.alias_(exp.Anonymous(this="NFC_NORMALIZE", expressions=[exp.Literal.string(cell)]), "x")), {}
        )["x"][0]
    ]
    readable = [cell for cell in known if cell.isprintable() and 0 < len(cell) < 1900]
    assert len(readable) >= 30
    questions = [
        exp.alias_(Condition("job = :cell").bind(cell=cell).asked(_kinds(odd_people)), f"q{at}")
        for at, cell in enumerate(readable)
    ]
    odd_people.to_parquet(tmp_path / "odd.parquet")
    for people in (
        odd_people,
        pa.Table.from_pandas(odd_people),
        duckdb.connect().from_df(odd_people),
        str(tmp_path / "odd.parquet"),
    ):
        path = isinstance(people, str)
        with quick():
            told = ask(people, questions, to=tmp_path / "told.parquet" if path else None)
        frame = (
            pd.read_parquet(told)
            if path
            else told
            if people is odd_people
            else told.to_pandas()
            if isinstance(told, pa.Table)
            else told.df()
        )
        for at, cell in enumerate(readable):
            assert _who(frame[f"q{at}"].tolist(), odd_people["job"].tolist()) == [cell]


def test_a_table_that_comes_out_as_csv_calculates_nothing_in_a_spreadsheet(odd_people, tmp_path):
    path = lk.engine.run(
        exp.select("person_id", "job").from_("people"), {"people": odd_people}, to=tmp_path / "out.csv"
    )
    with path.open(newline="", encoding="utf-8") as file:
        cells = [row["job"] for row in csv.DictReader(file)]
    assert len(cells) == len(odd_people)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
    assert "'=1+1" in cells


# The second wall. The first one, reader and gate, is taken away: what they refuse goes to DuckDB as it stands.


def raw():
    """Every hostile condition as a question of its own, and what would be asked for more boldly."""
    for text in hostile.REFUSED_CONDITIONS.values():
        yield text
        yield f"SELECT {text}"
        yield f"SELECT * FROM people WHERE {text}"
    yield from SECOND_WALL


SECOND_WALL = """
SELECT * FROM read_csv('{secret}')
SELECT * FROM read_csv_auto('{secret}')
SELECT * FROM read_text('{secret}')
SELECT * FROM read_blob('{secret}')
SELECT * FROM '{secret}'
SELECT * FROM "{secret}"
SELECT * FROM glob('{folder}/*')
SELECT * FROM sniff_csv('{secret}')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM query('SELECT * FROM read_text(''{secret}'')')
COPY (SELECT 1 AS x) TO '{folder}/stolen.csv'
COPY people FROM '{secret}'
COPY (SELECT 1 AS x) TO '{folder}/stolen.parquet' (FORMAT parquet)
ATTACH '{folder}/stolen.db'
ATTACH ':memory:' AS m; ATTACH '{folder}/stolen.db' AS s
EXPORT DATABASE '{folder}/stolen'
IMPORT DATABASE '{folder}'
INSTALL httpfs
INSTALL httpfs FROM 'https://example.com'
LOAD httpfs
LOAD '{secret}'
SET enable_external_access = true
SET GLOBAL enable_external_access = true
RESET enable_external_access
SET lock_configuration = false
RESET lock_configuration
SET allowed_paths = ['{secret}']
SET allowed_directories = ['{folder}']
SET memory_limit = '100GB'
SET threads = 99
SET temp_directory = '{folder}'
SET home_directory = '{folder}'
SET extension_directory = '{folder}'
SET secret_directory = '{folder}'
SET log_query_path = '{folder}/stolen.log'
SET allow_community_extensions = true
SET autoload_known_extensions = true
SET python_enable_replacements = true
PRAGMA enable_external_access = true
PRAGMA memory_limit = '100GB'
PRAGMA profiling_output = '{folder}/stolen.json'
CREATE PERSISTENT SECRET s (TYPE http)
SELECT getenv('HOME')
SELECT * FROM hidden_frame
""".strip().splitlines()
# What DuckDB cannot stop by itself, which is why there is a first wall: one huge value (see engine/gate.py), and
# two thousand brackets never closed, over which its parser thinks for minutes.
UNSTOPPABLE = ("4000000000", "2000000000", "1000000000", hostile.REFUSED_CONDITIONS["brackets never closed"])
LOCKED = (
    "enable_external_access",
    "lock_configuration",
    "allowed_paths",
    "allowed_directories",
    "memory_limit",
    "threads",
    "temp_directory",
    "home_directory",
    "extension_directory",
    "log_query_path",
    "python_enable_replacements",
)
HIDDEN = "the answer is forty-two"
hidden_frame = pd.DataFrame({"x": [HIDDEN]})  # a variable of the program, which a query must not see


def _settings(connection):
    wanted = exp.select("name", "value").from_(exp.Anonymous(this="duckdb_settings"))
    return {name: value for name, value in connection.execute(wanted.sql("duckdb")).fetchall() if name in LOCKED}


@pytest.mark.parametrize("door", ["memory", "files"])
def test_the_second_wall_holds_when_the_first_is_taken_away(door, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "secret.csv").write_text(f"x\n{HIDDEN}\n")
    pq.write_table(pa.table({"a": [1], "job": ["x"]}), tmp_path / "people.parquet")
    named = str(tmp_path / "people.parquet")
    connection = shared() if door == "memory" else fresh([named], Limits(memory="500MB"), str(tmp_path / "spill"))
    if door == "memory":
        connection.register("people", pa.table({"a": [1], "job": ["x"]}))
    else:
        connection.read_parquet(named).create_view("people")
    before, answered, stuck = _settings(connection), [], []
    with contextlib.closing(connection):
        for text in raw():
            given = text.replace("{secret}", f"{folder}/secret.csv").replace("{folder}", str(folder))
            if any(each in given for each in UNSTOPPABLE):
                continue
            start = time.process_time()
            with contextlib.suppress(duckdb.Error, EngineError, RuntimeError):  # EngineError: the timer, if it sleeps
                rows = watched(
                    connection,
                    lambda given=given: (connection.execute(given) or connection).fetchall(),
                    Limits(seconds=0.5),
                )
                answered.append((text, rows))
            taken = time.process_time() - start
            if taken > 1 and taken > slowness():
                stuck.append(text)
        assert stuck == []
        assert _settings(connection) == before
        assert connection.execute("SELECT job FROM people").fetchall() == [("x",)]
    assert sorted(one.name for one in folder.iterdir()) == ["secret.csv"]
    assert not any(HIDDEN in str(rows) or "root:" in str(rows) for _, rows in answered)
    assert [text for text, _ in answered if text in SECOND_WALL] == []
    assert before["enable_external_access"] == "false"
    assert before["lock_configuration"] == "true"
