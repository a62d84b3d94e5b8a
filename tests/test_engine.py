"""The verbs of the engine: run, ask, columns_of, on every kind of input, with the types that come out."""

import datetime as dt
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from leadkit import engine
from leadkit.engine import Derived, File, Limits, ask, columns_of, run
from leadkit.errors import DataError, EngineError, UnknownColumnError


def q(text):
    return parse_one(text, read="duckdb")


def column(text):
    return q(f"SELECT {text}").expressions[0]


PEOPLE = pd.DataFrame(
    {"person_id": ["b", "a", "c"], "country": ["TH", None, "VN"], "spent": [30.0, None, 10.0], "deals": [2, 0, 1]},
    index=[7, 7, 3],
)
BIG = column("spent > 20 AS big")


@pytest.fixture
def parquet(tmp_path):
    path = tmp_path / "people.parquet"
    PEOPLE.to_parquet(path, index=False)
    return path


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "people.csv"
    PEOPLE.to_csv(path, index=False)
    return path


def test_the_porch_names_what_the_engine_offers():
    assert engine.__all__ == sorted(engine.__all__)
    assert all(hasattr(engine, name) for name in engine.__all__)


def test_importing_the_engine_does_not_load_duckdb():
    code = "import sys, leadkit.engine; assert 'duckdb' not in sys.modules, 'duckdb is loaded'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_dataframe_comes_back_in_its_own_order_with_its_own_index():
    told = ask(PEOPLE, [BIG])
    assert told.index.tolist() == [7, 7, 3]
    assert told["person_id"].tolist() == ["b", "a", "c"]
    assert told["big"].tolist() == [True, pd.NA, False]
    assert told.dtypes.map(str).to_dict() == {"person_id": "str", "big": "boolean"}


def test_doubled_persons_and_doubled_labels_are_answered_row_by_row():
    doubled = pd.DataFrame({"person_id": ["a", "a", "b"], "spent": [1.0, 99.0, None]}, index=["x", "x", "x"])
    assert ask(doubled, [BIG])["big"].tolist() == [False, True, pd.NA]


def test_the_dataframe_is_not_touched():
    before = PEOPLE.copy(deep=True)
    ask(PEOPLE, [BIG, column("deals + 1 AS more")])
    run(q("SELECT * FROM people"), {"people": PEOPLE})
    pd.testing.assert_frame_equal(PEOPLE, before)


def test_identifiers_that_are_no_texts_keep_their_dtype():
    told = ask(pd.DataFrame({"person_id": [3, 1, 2], "spent": [1.0, 50.0, 2.0]}), [BIG])
    assert told["person_id"].tolist() == [3, 1, 2]
    assert str(told["person_id"].dtype) == "int64"
    assert told["big"].tolist() == [False, True, False]


def test_an_empty_table_gets_empty_answers():
    told = ask(PEOPLE.iloc[:0], [BIG])
    assert len(told) == 0
    assert told.dtypes.map(str).to_dict() == {"person_id": "str", "big": "boolean"}
    assert run(q("SELECT COUNT(*) AS n FROM people"), {"people": PEOPLE.iloc[:0]})["n"].tolist() == [0]


def test_a_table_without_person_id_is_refused_with_the_nearest_name():
    with pytest.raises(DataError, match=r"no column 'person_id'.* Did you mean 'Person_ID'\?"):
        ask(PEOPLE.rename(columns={"person_id": "Person_ID"}), [BIG])


def test_a_column_that_is_not_there_is_refused_with_the_nearest_name(parquet):
    for people in (PEOPLE, str(parquet)):
        with pytest.raises(UnknownColumnError, match=r"no column 'spend'.* Did you mean 'spent'\?"):
            run(q("SELECT spend FROM people"), {"people": people})


def test_a_table_that_was_not_given_is_refused_with_the_nearest_name():
    with pytest.raises(EngineError, match=r"a table 'peple', which was not given to it\. Did you mean 'people'\?"):
        run(q("SELECT * FROM peple"), {"people": PEOPLE})


def test_only_the_tables_and_columns_that_a_query_names_are_looked_at():
    mixed = PEOPLE.assign(odd=[1, "x", None])
    inputs = {"people": mixed, "truth": object(), "events": "no/such/file.parquet"}
    assert run(q("SELECT SUM(spent) AS s FROM people"), inputs)["s"].tolist() == [40.0]


def test_parts_of_a_query_are_not_taken_for_tables():
    query = q(
        "WITH people AS (SELECT * FROM people WHERE deals > 0), n AS (SELECT COUNT(*) AS n FROM people) SELECT n FROM n"
    )
    assert run(query, {"people": PEOPLE})["n"].tolist() == [2]
    with pytest.raises(EngineError, match="a table 'later'"):
        run(q("WITH a AS (SELECT * FROM later), later AS (SELECT 1 AS x) SELECT * FROM a"), {"people": PEOPLE})


def test_a_recursive_part_reads_itself():
    query = q("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT SUM(i) AS s FROM n")
    assert run(query, {})["s"].tolist() == [15]


def test_table_names_are_met_whatever_their_case_and_may_be_any_text():
    assert run(q("SELECT COUNT(*) AS n FROM People"), {"people": PEOPLE})["n"].tolist() == [3]
    odd = 'my "people"; --'
    query = exp.select("COUNT(*) AS n").from_(exp.Table(this=exp.to_identifier(odd, quoted=True)))
    assert run(query, {odd: PEOPLE})["n"].tolist() == [3]


def test_two_tables_that_differ_only_in_case_are_refused():
    with pytest.raises(DataError, match="differ only in capital letters, 'people' and 'People'"):
        run(q("SELECT 1 AS x"), {"people": PEOPLE, "People": PEOPLE})


def test_every_type_comes_out_as_the_table_says():
    row = """SELECT 1::TINYINT AS tiny, 1::UBIGINT AS ubig, SUM(deals) AS total, 1.50::DECIMAL(18,2) AS money,
        1.5::FLOAT AS single, TRUE AS yes, 'x' AS word, DATE '2024-01-31' AS day,
        TIMESTAMP '2024-01-31 10:00' AS moment,
        TIMESTAMPTZ '2024-01-31 10:00+07' AS zoned, NULL AS nothing FROM people"""
    told = run(q(row), {"people": PEOPLE})
    assert told.dtypes.map(str).to_dict() == {
        "tiny": "int64", "ubig": "int64", "total": "int64", "money": "float64", "single": "float64", "yes": "boolean",
        "word": "str", "day": "datetime64[us]", "moment": "datetime64[us]", "zoned": "datetime64[us, UTC]",
        "nothing": "str",
    }  # fmt: skip
    assert told.iloc[0][["tiny", "total", "money", "yes", "word"]].tolist() == [1, 3, 1.5, True, "x"]
    assert told["day"][0] == pd.Timestamp("2024-01-31")
    assert told["zoned"][0] == pd.Timestamp("2024-01-31 03:00", tz="UTC")


def test_missing_cells_come_out_as_missing_and_never_turn_whole_numbers_into_decimals():
    columns = ["CASE WHEN deals > 0 THEN deals END AS n", "spent / NULLIF(deals, 0) AS mean", "country"]
    told = run(exp.select(*map(column, columns)).from_("people").order_by("deals"), {"people": PEOPLE})
    assert told.dtypes.map(str).to_dict() == {"n": "Int64", "mean": "Float64", "country": "str"}
    assert told["n"].tolist() == [pd.NA, 1, 2]
    assert told["mean"].tolist() == [pd.NA, 10.0, 15.0]
    assert told["country"].isna().tolist() == [True, False, False]


def test_a_sum_of_whole_numbers_is_exact_and_one_too_large_is_a_sentence():
    huge = pd.DataFrame({"n": [2**62, 2**62 - 1]})
    assert run(q("SELECT SUM(n) AS s FROM t"), {"t": huge})["s"].tolist() == [2**63 - 1]
    with pytest.raises(EngineError, match="too large to be counted exactly"):
        run(q("SELECT SUM(n) + 1 AS s FROM t"), {"t": huge})


def test_nan_made_on_the_way_is_null_in_the_end():
    told = run(q("SELECT 0 / 0 AS n, 1 AS one"), {})
    assert told["n"].isna().all()


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(EngineError, match="gives two columns the name 'x'"):
        run(q("SELECT 1 AS X, 2 AS x"), {})


def test_a_file_of_people_needs_a_file_for_the_answers(parquet, tmp_path):
    with pytest.raises(DataError, match=r"give to='answers\.parquet'"):
        ask(parquet, [BIG])
    told = ask(str(parquet), [BIG], to=tmp_path / "told.parquet")
    assert told == tmp_path / "told.parquet"
    assert pd.read_parquet(told)["big"].tolist() == [True, None, False]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["people.parquet", "told.parquet"]


def test_paths_globs_files_and_mixed_inputs_are_one_table_to_a_query(parquet, text_file, tmp_path):
    PEOPLE.assign(person_id=["d", "e", "f"]).to_parquet(tmp_path / "people2.parquet", index=False)
    both = str(tmp_path / "people*.parquet")
    assert run(q("SELECT SUM(deals) AS n FROM people"), {"people": both})["n"].tolist() == [6]
    inputs = {"people": PEOPLE, "parquet": parquet, "csv": File(str(text_file), {"deals": "BIGINT"})}
    query = q(
        "SELECT SUM(people.deals + parquet.deals + csv.deals) AS n "
        "FROM people JOIN parquet USING (person_id) JOIN csv USING (person_id)"
    )
    assert run(query, inputs)["n"].tolist() == [9]


def test_rows_of_a_file_stay_in_their_order_whatever_is_asked(tmp_path):
    many = pd.DataFrame({"person_id": [f"p{i}" for i in range(300_000)], "n": range(300_000)})
    many.to_parquet(tmp_path / "many.parquet", row_group_size=20_000)
    countries = ", ".join(f"'p{i}'" for i in range(0, 300_000, 1000))
    asked = [column("n"), column(f"person_id IN ({countries}) AS listed")]
    for kind in ("csv", "parquet"):
        told = ask(tmp_path / "many.parquet", asked, to=tmp_path / f"told.{kind}")
        rows = pd.read_csv(told) if kind == "csv" else pd.read_parquet(told)
        assert rows["n"].tolist() == list(range(300_000))
        assert rows["listed"].sum() == 300
    rows = ask(pa.Table.from_pandas(many), asked)
    assert rows.column("n").to_pylist() == list(range(300_000))


def test_the_order_of_a_select_stays_when_its_types_are_put_right(tmp_path):
    many = pd.DataFrame({"n": np.random.default_rng(7).permutation(200_000).astype("int32")})
    query = q("SELECT n, SUM(n) AS total FROM t GROUP BY n ORDER BY n DESC")
    assert run(query, {"t": many})["n"].tolist() == list(range(199_999, -1, -1))
    told = run(query, {"t": many}, to=tmp_path / "told.csv")
    assert pd.read_csv(told)["n"].tolist() == list(range(199_999, -1, -1))


def test_an_arrow_table_gives_an_arrow_table():
    told = ask(pa.table({"person_id": ["a", "b"], "spent": [30.0, float("nan")]}), [BIG])
    assert told.to_pydict() == {"person_id": ["a", "b"], "big": [True, None]}


def test_money_stays_exact_in_arrow_and_files(tmp_path):
    money = pa.table({"person_id": ["a"], "spent": pa.array([Decimal("0.10")], pa.decimal128(18, 2))})
    assert ask(money, [column("spent * 3 AS s")]).to_pydict()["s"] == [Decimal("0.30")]
    told = ask(money, [column("spent * 3 AS s")], to=tmp_path / "told.csv")
    assert told.read_text() == "person_id,s\na,0.30\n"


def test_a_relation_of_a_users_own_connection_gives_a_relation_that_can_be_used_on():
    mine = duckdb.connect()
    mine.execute("CREATE TABLE crm AS SELECT 'p' || range AS person_id, range AS spent FROM range(5000)")
    told = ask(mine.table("crm"), [BIG])
    assert told.filter("big").count("*").fetchall() == [(4979,)]
    assert ask(told, [column("NOT big AS small")]).filter("small").count("*").fetchall() == [(21,)]
    assert mine.sql("SELECT COUNT(*) FROM crm").fetchall() == [(5000,)]


def test_a_relation_can_be_read_twice_in_one_query_and_only_wanted_columns_are_streamed():
    mine = duckdb.connect()
    crm = mine.sql("SELECT range AS person_id, range % 7 AS k, error('never read') AS trap FROM range(1000)")
    query = q("SELECT COUNT(*) AS n FROM people AS a JOIN people AS b ON a.person_id = b.person_id + 1 WHERE a.k = 0")
    assert run(query, {"people": crm})["n"].tolist() == [142]
    part = q("WITH p AS (SELECT k FROM people) SELECT COUNT(*) AS n FROM p AS a JOIN p AS b ON a.k = b.k AND a.k = 6")
    assert run(part, {"people": crm})["n"].tolist() == [142 * 142]


def test_enums_and_uuids_of_a_relation_are_texts():
    crm = duckdb.connect().sql("SELECT 'a'::ENUM('a', 'b') AS e, '0' || 'a' AS t, uuid() AS u")
    assert columns_of(crm) == {"e": "text", "t": "text", "u": "text"}
    told = run(q("SELECT e = 'a' AS same, e, LENGTH(u) AS long FROM people"), {"people": crm})
    assert told.to_dict("list") == {"same": [True], "e": ["a"], "long": [36]}


def test_rows_that_come_in_another_order_are_put_back(monkeypatch):
    def reversed_rows(*args, **more):
        rows = told(*args, **more)
        return rows.take(list(range(rows.num_rows))[::-1])

    told = engine.running._told
    monkeypatch.setattr(engine.running, "_told", reversed_rows)
    answers = ask(PEOPLE, [column("deals"), column("EXISTS (SELECT 1 FROM people AS p WHERE p.deals > 1) AS some")])
    assert answers["person_id"].tolist() == ["b", "a", "c"]
    assert answers["deals"].tolist() == [2, 0, 1]
    assert answers["some"].tolist() == [True, True, True]


def test_a_join_by_all_common_columns_sees_all_columns():
    other = pd.DataFrame({"person_id": ["a", "b"], "deals": [0, 99], "odd": [1, 2]})
    assert run(q("SELECT odd FROM people NATURAL JOIN other"), {"people": PEOPLE, "other": other})["odd"].tolist() == [
        1
    ]


def test_a_relation_that_fails_is_one_sentence():
    broken = duckdb.connect().sql(
        "SELECT 'x' AS person_id, CAST(range::VARCHAR || 'x' AS BIGINT) AS spent FROM range(5)"
    )
    with pytest.raises((DataError, EngineError), match=r"^[^\n]*$"):
        ask(broken, [BIG])


def test_a_derived_table_is_asked_sorted_by_person_and_keeps_its_own_tables_to_itself(tmp_path):
    events = pd.DataFrame({"person_id": ["b", "a", "b"]})
    people = Derived(
        q("WITH e AS (SELECT person_id, COUNT(*) AS visits FROM people AS events GROUP BY 1) SELECT * FROM e"),
        {"people": events},
    )
    told = ask(people, [column("visits > 1 AS often")])
    assert told.to_dict("list") == {"person_id": ["a", "b"], "often": [False, True]}
    # the outer query has a part of the name that the inner one reads
    query = q("WITH people2 AS (SELECT 1 AS visits), people AS (SELECT * FROM people) SELECT COUNT(*) AS n FROM people")
    assert run(query, {"people": people})["n"].tolist() == [2]
    path = ask(people, [column("visits")], to=tmp_path / "told.csv")
    assert path.read_text() == "person_id,visits\na,1\nb,2\n"


def test_a_derived_table_may_read_another_under_the_same_name(parquet):
    inner = Derived(q("SELECT person_id, deals + 1 AS deals FROM people"), {"people": parquet})
    middle = Derived(
        q("SELECT p.person_id, p.deals * 2 AS deals FROM people AS p"), {"people": inner, "unused": object()}
    )
    told = ask(Derived(q("SELECT * FROM people WHERE people.deals > 2"), {"people": middle}), [column("deals")])
    assert told.to_dict("list") == {"person_id": ["b", "c"], "deals": [6, 4]}


def test_columns_of_every_kind_of_input_are_told(parquet, text_file):
    kinds = {"person_id": "text", "country": "text", "spent": "number", "deals": "number"}
    for people in (
        PEOPLE,
        pa.Table.from_pandas(PEOPLE, preserve_index=False),
        parquet,
        str(text_file),
        File(str(text_file)),
    ):
        assert columns_of(people) == kinds
    crm = duckdb.connect().sql("SELECT TRUE AS yes, 1.5::DECIMAL(9,2) AS m, [1] AS l, 'a' AS t, 1 AS n")
    assert columns_of(crm) == {
        "yes": "yes_no", "m": "number", "l": "other", "t": "text", "n": "number",
    }  # fmt: skip


def test_columns_of_a_derived_table_are_told_without_its_rows():
    odd = pd.DataFrame({"person_id": ["a"], "ok": pd.Series([True], dtype=object), "n": pd.Series([1], dtype=object)})
    crm = duckdb.connect().sql("SELECT 'a' AS person_id, error('never read') AS trap")
    arrow = pa.table({"person_id": ["a"], "day": [dt.date(2024, 1, 1)]})
    query = q(
        "SELECT o.person_id, ok, n + 1 AS n, day, trap "
        "FROM odd AS o JOIN crm USING (person_id) JOIN arrow USING (person_id)"
    )
    assert columns_of(Derived(query, {"odd": odd, "crm": crm, "arrow": arrow})) == {
        "person_id": "text", "ok": "yes_no", "n": "number", "day": "other", "trap": "other",
    }  # fmt: skip


@pytest.mark.parametrize("column_", [q("SELECT spent > 1").expressions[0], "spent > 1 AS x", 3])
def test_a_question_without_a_name_is_refused(column_):
    with pytest.raises(EngineError, match="needs a name"):
        ask(PEOPLE, [column_])


@pytest.mark.parametrize("name", ["person_id", "Person_ID", "__lk_row"])
def test_a_question_cannot_take_the_name_of_a_column_of_the_engine(name):
    with pytest.raises(EngineError, match="that the engine makes itself"):
        ask(PEOPLE, [exp.alias_(exp.column("spent"), name)])


def test_a_question_that_would_give_several_answers_a_row_is_refused():
    with pytest.raises(EngineError, match="not on the list of safe functions"):
        ask(PEOPLE, [column("UNNEST([1, 2]) AS x")])


def test_something_that_is_no_table_is_refused():
    with pytest.raises(DataError, match="The table 'people' cannot be read from list"):
        ask([1, 2], [BIG])


def test_threads_that_ask_at_once_get_their_own_answers():
    answers = {}

    def go(n):
        people = pd.DataFrame({"person_id": [str(i) for i in range(2000)], "spent": np.full(2000, n)})
        answers[n] = [int(ask(people, [column(f"spent = {n} AS mine")])["mine"].sum()) for _ in range(5)]

    threads = [threading.Thread(target=go, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: [2000] * 5 for n in range(8)}


def test_memory_and_threads_can_be_set():
    query = q("SELECT SUM(spent) AS s FROM people")
    assert run(query, {"people": PEOPLE}, limits=Limits(memory="200 MB", threads=1))["s"].tolist() == [40.0]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"memory": "a lot"}, "'a lot' is not a size of memory"),
        ({"memory": "-1GB"}, "not a size"),
        ({"memory": "0MB"}, "not a size"),
        ({"memory": "2GB'; DROP"}, "not a size"),
        ({"threads": 0}, "0 threads cannot run anything"),
        ({"seconds": 0}, "cannot be given 0 seconds"),
        ({"seconds": float("nan")}, "cannot be given nan seconds"),
    ],
)
def test_limits_that_make_no_sense_are_refused(limits, said):
    with pytest.raises(EngineError, match=said):
        Limits(**limits)


def test_progress_begins_at_nothing_never_falls_and_ends_at_all():
    seen = []
    run(q("SELECT COUNT(*) AS n FROM range(30000000) AS a(x) WHERE hash(x) % 3 = 0"), {}, progress=seen.append)
    assert seen[0] == 0
    assert seen[-1] == 1
    assert seen == sorted(seen)


numbers = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(-(2**40), 2**40))
words = st.one_of(st.none(), st.text(max_size=4))


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(numbers, words, st.sampled_from([None, True, False])), max_size=12).map(
        lambda rows: pd.DataFrame(
            {
                "person_id": [str(i) for i in range(len(rows))],
                **{k: pd.Series([r[j] for r in rows], dtype=object) for j, k in enumerate("nwo")},
            }
        )
    )
)
def test_the_same_rows_give_the_same_answers_from_memory_arrow_parquet_and_duckdb(tmp_path_factory, people):
    people = people.assign(
        n=pd.to_numeric(people["n"]).astype("float64"), w=people["w"].astype("str"), o=people["o"].astype("boolean")
    )
    folder = tmp_path_factory.mktemp("same")
    people.to_parquet(folder / "people.parquet")
    asked = [column("n > 3 AS a"), column("w = 'é' AS b"), column("o AND n <= 0 AS c"), column("LENGTH(w) AS d")]
    told = ask(people, asked)[["a", "b", "c", "d"]].astype({"d": "Int64"})
    arrow = ask(pa.Table.from_pandas(people), asked)
    assert arrow.select(["a", "b", "c", "d"]).to_pylist() == told.astype(object).where(told.notna(), None).to_dict(
        "records"
    )
    path = ask(folder / "people.parquet", asked, to=folder / "told.parquet")
    assert pq.read_table(path).to_pylist() == arrow.to_pylist()
    rows = ask(duckdb.connect().from_arrow(pa.Table.from_pandas(people)), asked)
    assert rows.to_arrow_table().to_pylist() == arrow.to_pylist()


def test_a_path_may_be_relative_and_in_the_home_folder(parquet, monkeypatch):
    monkeypatch.chdir(parquet.parent)
    monkeypatch.setenv("HOME", str(parquet.parent))
    for path in ("people.parquet", "./people.*", "~/people.parquet", Path("~/people.parquet")):
        assert run(q("SELECT COUNT(*) AS n FROM people"), {"people": path})["n"].tolist() == [3]
