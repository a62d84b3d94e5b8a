"""The YAML that the package ships reads the same for everybody."""

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
