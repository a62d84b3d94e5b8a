"""Every shipped sample, damaged in every way we could think of: the check names the place, and blames no other."""

import io
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from check_damage import TODAY, edit, nth, places
from check_samples import DAMAGES, a_line

from leadkit import schema
from leadkit.check import check

SAMPLES = Path(__file__).resolve().parent.parent / "datasets"
WORLDS = sorted(folder.name for folder in SAMPLES.iterdir() if (folder / "datapackage.json").is_file())
REFERRED_TO = {f.refers_to.split(".")[0] for t in schema.tables().values() for f in t.fields if f.refers_to}
ROWS = 1_500
HARMLESS = {
    "a byte order mark": ("people", lambda d: b"\xef\xbb\xbf" + d),
    "windows line ends": ("events", lambda d: d.replace(b"\n", b"\r\n")),
    "empty lines": ("people", lambda d: d.replace(b"\n", b"\n\n", 3)),
    "every cell quoted": (
        "spend",
        lambda d: b"\n".join(b'"' + x.replace(b",", b'","') + b'"' for x in d.splitlines()) + b"\n",
    ),
}


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """The samples with at most 1,500 rows of the tables to which no other refers, so that many copies cost little."""
    return Path(shutil.copytree(SAMPLES, tmp_path_factory.mktemp("short"), dirs_exist_ok=True, copy_function=shortened))


def shortened(source, target):
    source, target = Path(source), Path(target)
    kept = source.read_bytes()
    if source.suffix == ".csv" and source.stem not in REFERRED_TO:
        kept = b"".join(kept.splitlines(keepends=True)[: ROWS + 1])
    elif source.name == "datapackage.json":
        package = json.loads(kept)
        for one in package["resources"]:
            rows = (source.parent / one["path"]).read_bytes().splitlines(keepends=True)
            rows = rows if one["name"] in REFERRED_TO else rows[: ROWS + 1]
            one.update(bytes=sum(map(len, rows)), lines=len(rows))
        kept = json.dumps(package).encode()
    target.write_bytes(kept)


@pytest.fixture
def copy(request, short, tmp_path):
    """A copy of the short sample of a world, to be damaged."""
    return Path(shutil.copytree(short / request.param, tmp_path / request.param))


worlds = pytest.mark.parametrize("copy", WORLDS, indirect=True)


def test_there_are_samples_and_more_than_twenty_damages():
    assert "saas" in WORLDS
    assert len(DAMAGES) >= 20


@pytest.mark.parametrize("world", WORLDS)
def test_a_sound_sample_has_no_faults(world, short):
    assert check(SAMPLES / world, today=TODAY).empty
    assert check(short / world, today=TODAY).empty


@worlds
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_named_at_its_place_and_no_sound_row_is_blamed(copy, name):
    expected = DAMAGES[name](copy, random.Random(f"{copy.name} {name}"))  # noqa: S311 - no secret
    faults = check(copy, today=TODAY, limit=1_000_000)
    said = {}
    for place, reason in zip(places(faults), faults["reason"], strict=True):
        said.setdefault(place, []).append(reason)
    missed = [one for one in expected if not any(one.says in reason for reason in said.get(one[:3], []))]
    assert not missed[:5], faults.head(20).to_string()
    lines = {one[:2] for one in expected}
    assert not [place for place in said if place[:2] not in lines][:5], faults.head(20).to_string()


@worlds
@pytest.mark.parametrize("name", HARMLESS)
def test_what_every_reader_understands_is_no_fault(copy, name):
    file = edit(*HARMLESS[name])(copy)
    faults = check(copy, today=TODAY)
    assert faults.empty, f"{file}: {faults.head().to_string()}"


# A gigabyte in one line

GIGABYTE = 1 << 30
MEASURED = """
import json, pathlib, resource, sys
from leadkit.check import check

def peak():  # getrusage alone would tell the peak of the process that started this one, where that is higher
    status = pathlib.Path("/proc/self/status")
    told = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.exists() else {}
    return int(told["VmHWM"].split()[0]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

check(sys.argv[1], today=sys.argv[3])
before = peak()
faults = check(sys.argv[2], today=sys.argv[3])
print(json.dumps([(peak() - before) // 1024, faults[["file", "line", "reason"]].astype(object).to_numpy().tolist()]))
"""


def with_a_gigabyte(file, number, before):
    """Put a line of a gigabyte before a line of a file: a hole, which takes no room on the disk."""
    whole = file.read_bytes()
    start = nth(whole, number)[0]
    with file.open("wb") as stream:
        stream.write(whole[:start] + before)
        stream.seek(GIGABYTE, io.SEEK_CUR)
        stream.write(b"\n" + whole[start:])


@pytest.mark.slow
@worlds
def test_a_line_of_a_gigabyte_is_named_in_bounded_memory_and_the_rows_after_it_are_read(copy, tmp_path):
    sound = shutil.copytree(copy, tmp_path / "sound")
    rng = random.Random(copy.name)  # noqa: S311 - no secret
    lines = {"people": 1, "events": a_line(copy, "events", rng), "deals": 2}
    late = [[found.file, found.line + 1] for found in DAMAGES["days in the future"](copy, rng)]
    for name, number in lines.items():
        with_a_gigabyte(copy / f"{name}.csv", number, b'd000000000,"' if name == "deals" else b"")
    asked = [sys.executable, "-c", MEASURED, sound, copy, TODAY]
    megabytes, faults = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    assert 0 <= megabytes < 200
    long = [[f"{name}.csv", number] for name, number in lines.items()]
    assert [fault[:2] for fault in faults] == [*long, *late]
    assert ["The line is longer than 1,048,576 bytes" in reason for *_, reason in faults] == [True] * 3 + [False] * 5
