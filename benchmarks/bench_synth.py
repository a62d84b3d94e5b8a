"""How fast a world is made, at what memory, whether the cost of a person stays flat, and leadforge beside it.

    uv run python benchmarks/bench_synth.py [--world saas] [--sizes 10000 100000 1000000 2000000]
        [--leadforge] [--threads 2]

Every size is made in a process of its own (so that memory is its own), all tables to Parquet. leadforge 1.0.0 is made
in a throw-away environment of its own, by uv. Seconds of the processor say more than seconds of the clock on a machine
that others use too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE = """
import json, resource, sys, time
from leadkit import synth
from leadkit.engine import Limits
began, used = time.perf_counter(), time.process_time()
folder = synth.make(sys.argv[4], people=int(sys.argv[1]), to=sys.argv[2], limits=Limits(threads=int(sys.argv[3])))
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "processor": time.process_time() - used,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "on_disk": sum(f.stat().st_size for f in folder.iterdir()) / 1e6,
}))
"""


def measure(world: str, people: int, threads: int) -> dict[str, float]:
    """Make one world in a process of its own."""
    place = Path(tempfile.mkdtemp())
    try:
        command = [sys.executable, "-c", ONE, str(people), str(place / "world"), str(threads), world]
        began = time.perf_counter()
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(told.splitlines()[-1]) | {"whole": time.perf_counter() - began}
    finally:
        shutil.rmtree(place)


def forge() -> float:
    """Return the seconds that leadforge takes for its 5,000 leads, in an environment of its own."""
    with tempfile.TemporaryDirectory() as place:
        tool = ["uv", "run", "--no-project", "--isolated", "--with", "leadforge==1.0.0", "leadforge"]
        subprocess.run([*tool, "--version"], check=True, capture_output=True, cwd=place)  # makes the environment
        make = ["generate", "--recipe", "b2b_saas_procurement_v1", "--seed", "42", "--mode", "research_instructor"]
        began = time.perf_counter()
        sized = [*make, "--n-leads", "5000", "--out", f"{place}/bundle"]
        subprocess.run([*tool, *sized], check=True, capture_output=True, cwd=place)
        return time.perf_counter() - began


def main() -> None:
    """Print the table, and say whether the promises hold."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 2_000_000])
    reader.add_argument("--world", default="saas")
    reader.add_argument("--threads", type=int, default=2)
    reader.add_argument("--leadforge", action="store_true")
    asked = reader.parse_args()
    start = measure(asked.world, 1, asked.threads)["processor"]
    print(f"start (a world of one person): {start:.1f} s of processor, taken off below where a person's cost is told")
    print("| people | seconds | processor s | µs a person | memory MB | on disk MB |\n|---:|---:|---:|---:|---:|---:|")
    each: dict[int, float] = {}
    for people in asked.sizes:
        told = measure(asked.world, people, asked.threads)
        each[people] = (told["processor"] - start) / people
        print(
            f"| {people:,} | {told['seconds']:.1f} | {told['processor']:.1f} | {1e6 * each[people]:.0f} "
            f"| {told['megabytes']:.0f} | {told['on_disk']:.0f} |",
            flush=True,
        )
        if people == 1_000_000:
            held = told["seconds"] <= 120 and told["megabytes"] <= 1500
            print(f"1 M people within 120 s and 1,500 MB: {'yes' if held else 'NO'}")
    print(f"cost of a person, dearest size to cheapest (processor): {max(each.values()) / min(each.values()):.2f}")
    if asked.leadforge:
        seconds, ours = forge(), measure(asked.world, 5000, asked.threads)
        print(f"leadforge 1.0.0: 5,000 leads in {seconds:.1f} s; leadkit: 5,000 people in {ours['whole']:.1f} s")


if __name__ == "__main__":
    main()
