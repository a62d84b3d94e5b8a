"""The house itself: what the README promises, and what must stay in step."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

import leadkit
from leadkit import words

HOME = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"bleach": "bleach-with-css", "duckdb": "python-duckdb", "matplotlib": "matplotlib-base"}
ONLY_ON_PYPI = {"fontpkg-sarabun"}
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]


def conda():
    return YAML(typ="safe").load((HOME / "environment.yml").read_text())["dependencies"]


def test_environment_yml_asks_for_the_same_packages_and_versions_as_pyproject():
    wanted = {}
    for line in PROJECT["dependencies"]:
        need = Requirement(line)
        wanted[CONDA_NAMES.get(need.name, need.name)] = str(need.specifier)
    listed = {r.name: str(r.specifier) for r in (Requirement(d) for d in conda() if isinstance(d, str))}
    by_pip = {r.name: str(r.specifier) for r in map(Requirement, conda()[-1]["pip"][:-1])}
    assert set(by_pip) == ONLY_ON_PYPI
    assert conda()[-1]["pip"][-1] == "."
    assert listed.pop("python") == PROJECT["requires-python"]
    listed.pop("pip")
    assert listed | by_pip == wanted


def test_the_porch_is_sorted_and_whole():
    assert leadkit.__all__ == sorted(leadkit.__all__)
    assert all(hasattr(leadkit, name) for name in leadkit.__all__)


def test_the_readme_opens_with_the_two_commands():
    readme = (HOME / "README.md").read_text()
    assert "pip install uv && uv run leadkit run" in readme
    assert "pip install uv && uv run pytest" in readme


def test_the_three_languages_have_the_same_keys_and_placeholders():
    english = words.strings("en")
    for lang in ("th", "vi"):
        other = words.strings(lang)
        assert sorted(other) == sorted(english), lang
        for key, text in english.items():
            assert set(re.findall(r"{(\w*)", other[key])) == set(re.findall(r"{(\w*)", text)), (lang, key)


def test_thai_and_vietnamese_strings_are_translated():
    english = words.strings("en")
    for lang in ("th", "vi"):
        same = [
            key for key, text in words.strings(lang).items() if text == english[key] and re.search(r"[a-z]{4}", text)
        ]
        assert len(same) <= 0.1 * len(english), same


def test_an_unknown_language_is_one_sentence():
    with pytest.raises(leadkit.errors.UnknownNameError, match="No language 'fr'"):
        words.say("yes", "fr")


def test_the_floors_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter], cwd=HOME, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_importing_the_kit_loads_nothing_heavy():
    heavy = ("duckdb", "matplotlib", "IPython", "ipywidgets", "typer", "faker", "papermill", "pyarrow.parquet")
    code = f"import sys, leadkit; print([m for m in {heavy!r} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_no_file_of_the_kit_names_a_machine_or_a_registry():
    listed = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    texts = {name: (HOME / name).read_bytes() for name in listed if name and (HOME / name).is_file()}
    bad = re.compile(rb"https?://[^ )\"']*/(?:simple|packages)/|/(?:home|root)/[a-z.]+/")
    assert [name for name, text in texts.items() if bad.search(text)] == []


def lines_of_code(path):
    """Count the lines that are neither blank nor comment nor docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            said.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return sum(bool(text.strip()) and not text.strip().startswith("#") and number not in said for number, text in lines)


def test_modules_and_the_package_stay_small():
    modules = list((HOME / "leadkit").rglob("*.py"))
    assert {p.name: n for p in modules if (n := len(p.read_text(encoding="utf-8").splitlines())) > 350} == {}
    worlds = [p for p in modules if "synth" in p.parts]
    tasks = [p for p in modules if "tasks" in p.parts]
    panels = [p for p in modules if "widgets" in p.parts]
    kit = sum(map(lines_of_code, modules)) - sum(map(lines_of_code, [*worlds, *tasks, *panels]))
    assert kit < 18_950, "take something out before you put something in"
    assert sum(map(lines_of_code, worlds)) < 4_000, "a world is its causes; what worlds share is written once"
    assert sum(map(lines_of_code, panels)) < 2_300, "a widget is a window, not a room"
    assert sum(map(lines_of_code, tasks)) < 2_000, "a task is what is expected and what is mistaken; the rest is shared"
