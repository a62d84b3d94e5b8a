"""Making a world: the same bytes always, whole or not at all, and every mistake in one sentence."""

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest

from leadkit import synth
from leadkit.engine import Limits
from leadkit.errors import DataError, LeadkitError, RunError, UnknownNameError
from leadkit.synth import columns, making
from leadkit.synth.common import frame, tables
from leadkit.synth.log import Log

every_world = pytest.mark.parametrize("world", synth.worlds())
ONLY_A_SECOND_ROW = 13  # a seed by which a world of one would consist of a second row for nobody


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(making, "BLOCK", 300)


@every_world
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_world_people_and_seed_give_the_same_bytes_whatever_the_threads(world, tmp_path, small_blocks, form):
    one = synth.make(world, 1000, 3, tmp_path / "one", form, limits=Limits(threads=1))
    many = synth.make(world, 1000, 3, tmp_path / "many", form, limits=Limits(threads=4))
    assert contents(one) == contents(many)
    assert len(contents(one)) == 12 + (form == "csv")


@every_world
def test_a_block_is_the_same_whichever_was_made_before_it(world):
    forwards = [tables.block(world, 5, number, 200, 600) for number in (0, 1, 2)]
    backwards = [tables.block(world, 5, number, 200, 600) for number in (2, 1, 0)][::-1]
    assert all(a[name].equals(b[name]) for a, b in zip(forwards, backwards, strict=True) for name in a)


@every_world
def test_a_full_block_does_not_depend_on_how_many_blocks_follow(world):
    short, long = tables.block(world, 5, 0, 200, 200), tables.block(world, 5, 0, 200, 5000)
    assert all(short[name].equals(long[name]) for name in short)


@every_world
def test_another_process_with_another_hash_seed_makes_the_same_bytes(world, tmp_path):
    here = synth.make(world, 60, 1, tmp_path / "here", "csv")
    code = f"from leadkit import synth; synth.make('{world}', 60, 1, r'{tmp_path / 'there'}', 'csv')"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONHASHSEED": "99"})
    assert contents(here) == contents(tmp_path / "there")


@every_world
def test_another_seed_makes_another_world(world, tmp_path):
    a, b = (contents(synth.make(world, 40, seed, tmp_path / str(seed), "csv")) for seed in (1, 2))
    assert all(a[name] != b[name] for name in ("people.csv", "events.csv", "truth.csv", "spend.csv", "areas.csv"))


@every_world
def test_csv_and_parquet_hold_the_same_rows(world, tmp_path):
    folders = {form: synth.make(world, 300, 4, tmp_path / form, form) for form in ("csv", "parquet")}
    for name in ("people", "events", "deals", "truth"):
        types = duckdb.read_parquet(str(folders["parquet"] / f"{name}.parquet"))
        declared = dict(zip(types.columns, map(str, types.types), strict=True))
        file = str(folders["csv"] / f"{name}.csv")
        read = duckdb.read_csv(file, header=True, columns=declared, delimiter=",", quotechar='"')
        assert read.fetchall() == types.fetchall()


def test_progress_runs_from_nothing_to_everything(tmp_path, small_blocks):
    told = []
    synth.make("saas", 1000, 3, tmp_path / "world", progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(told) == 6


def test_a_world_is_streamed_only_a_few_blocks_wait_in_memory(tmp_path, small_blocks, monkeypatch):
    real, begun, written, ahead = tables.block, [], [], []

    def counted(world, seed, number, *rest):
        begun.append(number)
        ahead.append(len(begun) - len(written))
        return real(world, seed, number, *rest)

    monkeypatch.setattr(tables, "block", counted)
    told = lambda share: written.append(share) if share else None  # noqa: E731 - one line says it
    synth.make("shop", 6000, 3, tmp_path / "world", limits=Limits(threads=2), progress=told)
    assert sorted(begun) == list(range(20))
    assert max(ahead) <= 4, "two at work, one waiting, one being written"


@every_world
def test_the_cost_of_a_person_stays_flat(world, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "BLOCK", 4000)
    each = []
    for people in (4000, 4000, 16_000):  # the first warms up
        began = time.process_time()
        synth.make(world, people, 3, tmp_path / f"{world}{len(each)}")
        each.append((time.process_time() - began) / people)
    assert each[2] < 2 * each[1]


@every_world
@pytest.mark.parametrize("people", [1, 2, 3, 7])
def test_a_tiny_world_works(world, tmp_path, people):
    for seed in (*range(6), ONLY_A_SECOND_ROW):
        made = tables.block(world, seed, 0, making.BLOCK, people)
        assert made["people"].num_rows == made["truth"].num_rows == people
    folder = synth.make(world, people, 0, tmp_path / "tiny", "csv")
    assert (folder / "people.csv").read_text(encoding="utf-8").count("\n") == people + 1


@pytest.mark.parametrize(
    ("given", "kind", "sentence"),
    [
        ({"world": "sass"}, UnknownNameError, "No world 'sass'. Did you mean 'saas'?"),
        ({"format": "xlsx"}, UnknownNameError, "No format 'xlsx'. There are: csv, parquet."),
        (
            {"people": 0},
            DataError,
            "A world has at least 1 and at most 100,000,000 people, and a whole number of them, not 0.",
        ),
        ({"people": -3}, DataError, "not -3."),
        ({"people": 2.5}, DataError, "not 2.5."),
        ({"people": True}, DataError, "not True."),
        ({"people": 10**9}, DataError, "not 1000000000."),
        ({"without": "prise"}, UnknownNameError, "No obstacle 'prise'. Did you mean 'price'?"),
        ({"seed": -1}, DataError, "A seed is a whole number from 0, not -1."),
        ({"seed": "7"}, DataError, "A seed is a whole number from 0, not '7'."),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(tmp_path, given, kind, sentence):
    arguments = {"world": "saas", "people": 5, "seed": 7, "to": tmp_path / "world"} | given
    with pytest.raises(kind, match=r".*") as complaint:
        synth.make(**arguments)
    assert str(complaint.value).endswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("dear")
    with pytest.raises(RunError, match="is there already; name a folder that does not exist yet"):
        synth.make("saas", 5, to=tmp_path / "mine")
    assert contents(tmp_path / "mine") == {"work.txt": b"dear"}


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RunError, match=r"The world cannot be written to .*file.world': Not a directory"):
        synth.make("saas", 5, to=tmp_path / "file" / "world")


@pytest.mark.parametrize("accident", [KeyboardInterrupt, ValueError, OSError])
def test_an_accident_on_the_way_leaves_nothing_behind(tmp_path, small_blocks, monkeypatch, accident):
    real = tables.block

    def breaks(world, seed, number, *rest):
        if number == 2:
            raise accident
        return real(world, seed, number, *rest)

    monkeypatch.setattr(tables, "block", breaks)
    with pytest.raises((accident, LeadkitError)):
        synth.make("saas", 1000, to=tmp_path / "world")
    assert list(tmp_path.iterdir()) == []


def test_two_runs_into_one_folder_the_second_is_told_and_the_first_stays_whole(tmp_path):
    target = tmp_path / "world"

    def overtaken(share):
        if share and not target.exists():
            synth.make("saas", 4, 1, target, "csv")

    with pytest.raises(RunError, match="cannot be written"):
        synth.make("saas", 5, 2, target, "csv", progress=overtaken)
    assert (target / "people.csv").read_text(encoding="utf-8").count("\n") == 5
    assert [file.name for file in tmp_path.iterdir()] == ["world"]


def test_a_relative_folder_and_one_with_parents_to_be_made_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert synth.make("saas", 2, to=Path("a") / "b") == tmp_path / "a" / "b"


def test_too_many_rows_for_the_numbers_of_a_block_are_an_error_not_a_wrong_id(monkeypatch):
    monkeypatch.setattr(frame, "STRIDE", 10)
    with pytest.raises(OverflowError, match="more than the 10 numbers kept for it"):
        tables.block("saas", 7, 0, 100, 100)


def test_a_log_knows_its_columns_and_may_stay_empty():
    log = Log({"kind": -1})
    assert {name: len(column) for name, column in log.ordered(np.zeros(0, np.int64), 9).items()} == {
        "who": 0,
        "at": 0,
        "kind": 0,
    }
    with pytest.raises(KeyError, match=r"no such column: .*colour"):
        log.add(np.array([0]), np.array([1]), colour=3)


def test_a_number_too_long_for_its_id_is_refused():
    with pytest.raises(OverflowError, match="an id of 2 digits cannot hold 100"):
        columns.ids("p", np.array([100]), 2)
