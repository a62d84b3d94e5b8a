"""The doctor: what is well, what is not, and what to do about it."""

import importlib.metadata
import shutil
import socket
from pathlib import Path

import fontpkg_sarabun
import matplotlib as mpl
import pytest

from leadkit import datasets, doctor
from leadkit.errors import LeadkitError, RunError


def test_everything_is_looked_at_once_and_is_well_here():
    findings = list(doctor.examine(lambda: "2"))
    assert [finding.name for finding in findings] == [
        "Python", "packages", "notebooks and data", "fonts", "terminal", "current folder", "temporary folder",
        "loopback", "machine", "kernel",
    ]  # fmt: skip
    assert {finding.name: finding.found for finding in findings if finding.state == "bad"} == {}
    assert all(bool(finding.advice) == (finding.state != "good") for finding in findings)


def test_an_old_python_is_bad():
    assert doctor.python((3, 10, 13)).state == "bad"
    assert "3.11 or newer" in doctor.python((3, 10, 13)).advice


def test_a_missing_or_old_package_is_named(monkeypatch):
    def wanted(_name):
        return ["pandas>=3", "nothere>=1", "pytest<1", 'playwright>=1; extra == "browser"']

    monkeypatch.setattr(doctor, "requires", wanted)
    finding = doctor.packages()
    assert finding.state == "bad"
    assert "nothere is missing, and >=1 is wanted" in finding.found
    assert f"pytest is {importlib.metadata.version('pytest')}, and <1 is wanted" in finding.found
    assert "pandas" not in finding.found
    assert "playwright" not in finding.found


def test_a_kit_that_is_not_installed_is_bad():
    assert doctor.packages("leadkit-of-nobody").state == "bad"


def test_a_kit_without_its_notebooks_is_bad(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "shipped", lambda _kind: tmp_path)
    assert doctor.shipped().state == "bad"
    assert doctor.shipped().found == "0 notebooks and 0 sample worlds"

    def lost(_kind):
        raise RunError("No notebooks.")

    monkeypatch.setattr(datasets, "shipped", lost)
    assert doctor.shipped().found == "No notebooks."


def test_missing_letters_are_named(tmp_path, monkeypatch):
    assert doctor.fonts(tmp_path).state == "bad"
    latin = Path(mpl.get_data_path()) / "fonts" / "ttf" / "cmr10.ttf"
    shutil.copy(latin, tmp_path / "Sarabun-Regular.ttf")
    assert "ลี"[0] in doctor.fonts(tmp_path).found
    assert doctor.fonts(tmp_path).state == "bad"
    shutil.copy(Path(fontpkg_sarabun.ROOT) / "files" / "Sarabun-Regular.ttf", tmp_path)
    assert doctor.fonts(tmp_path).state == "good"
    monkeypatch.setattr(mpl, "__version__", "3.10.7")
    assert doctor.fonts(tmp_path).found == "matplotlib 3.10.7 misplaces Thai vowels and tones"


def test_a_terminal_without_thai_is_only_poor():
    assert doctor.terminal("cp1252").state == "poor"
    assert doctor.terminal("utf-8").state == "good"


@pytest.mark.parametrize(("name", "advice"), [("current", "folder of your own"), ("temporary", "TMPDIR")])
def test_a_folder_that_cannot_be_written_is_bad(tmp_path, name, advice):
    finding = doctor.writable(tmp_path / "nowhere", name)
    assert finding.state == "bad"
    assert advice in finding.advice


def test_a_machine_without_loopback_is_bad(monkeypatch):
    class Wall(socket.socket):
        def bind(self, _address):
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "socket", Wall)
    finding = doctor.loopback()
    assert (finding.state, finding.found) == ("bad", "no port of 127.0.0.1 can be opened: Operation not permitted")


def test_little_memory_is_only_poor():
    assert doctor.machine(memory=2**29, cores=1).found == "0.5 GB of memory free, 1 cores"
    assert doctor.machine(memory=2**33, cores=4).state == "good"


def test_a_kernel_that_does_not_run_or_cannot_count_is_bad():
    def dead():
        raise LeadkitError("its kernel died there")

    assert doctor.kernel(dead).found == "its kernel died there"
    assert doctor.kernel(lambda: "3").found == "1 + 1 was answered with '3'"
    assert doctor.kernel(lambda: "2").state == "good"


@pytest.mark.parametrize(("lang", "words"), [("th", "เขียนใน"), ("vi", "ghi được vào")])
def test_it_speaks_the_language_of_the_session(lang, words, monkeypatch, tmp_path):
    monkeypatch.setenv("LEADKIT_LANG", lang)
    findings = [*doctor.examine(lambda: "2")]
    assert words in doctor.writable(tmp_path, "current").found
    monkeypatch.delenv("LEADKIT_LANG")
    english = [*doctor.examine(lambda: "2")]
    same = [one.name for one, other in zip(findings, english, strict=True) if one.name == other.name]
    assert same == (["Python"] if lang == "th" else ["Python", "kernel"])
