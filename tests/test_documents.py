"""The YAML that the package ships reads the same for everybody, and a file is written whole or not at all."""

import os
from importlib.resources import files
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from leadkit import documents
from leadkit.datasets import shipped

OURS = sorted(Path(str(files("leadkit").joinpath("data"))).rglob("*.yaml"))
PROSE = sorted([*shipped("notebooks").glob("prose/*.yaml"), *shipped("exercises").glob("source/prose/*.yaml")])


@pytest.mark.parametrize("file", [*OURS, *PROSE], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_both_readers_find_the_same(file):
    """One knows YAML 1.1 and one 1.2: a bare ``no``, ``on`` or ``1_000`` in our files would mean two things."""
    text = file.read_text(encoding="utf-8")
    assert documents.read(file) == YAML(typ="safe", pure=True).load(text)


def test_what_is_read_belongs_to_the_reader():
    documents.read("data/glossary.yaml").clear()
    assert documents.read("data/glossary.yaml")


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_there_when_it_is_whole_and_takes_nobodys_place_unless_told(tmp_path, monkeypatch, links):
    def no_links(*_):
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "grades.csv"
    with documents.whole(target) as hidden:
        hidden.write_text("first")
        assert not target.exists()
    assert [file.name for file in tmp_path.iterdir()] == ["grades.csv"]
    with pytest.raises(FileExistsError), documents.whole(target) as hidden:
        hidden.write_text("second")
    assert target.read_text() == "first"
    with documents.whole(target, over=True) as hidden:
        hidden.write_text("third")
    assert (target.read_text(), len([*tmp_path.iterdir()])) == ("third", 1)


def test_a_writing_that_is_stopped_leaves_nothing_behind(tmp_path):
    def stopped():
        with documents.whole(tmp_path / "a.ipynb") as hidden:
            hidden.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [*tmp_path.iterdir()] == []
