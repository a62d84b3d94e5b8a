"""The JavaScript of the widgets in node: the same questions as in a page, without a browser.

Node comes from the system. Where it is missing the tests that need it are skipped, except in CI.
"""

import base64
import json
import os
import shutil
import subprocess

import pytest

from leadkit.scripts import script

ASK = """
import fs from "fs";
import { kinds, columns, Speaker, checked } from "./widgets.mjs";
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const revive = (_, value) => (value && typeof value.base64 === "string" ? bytes(value.base64) : value);
const job = JSON.parse(fs.readFileSync("job.json", "utf8"), revive);
const speaker = new Speaker(job.panel.words);
const kind = kinds[job.panel.kind](columns(job.table), job.panel, speaker);
const told = job.states.map((given) => {
  const state = checked(job.panel, given);
  const value = kind.value(state);
  const also = Object.fromEntries(job.also.map((name) => [name, value[name]]));
  return { state, text: kind.text(value), yaml: kind.yaml(state), ...also };
});
console.log(JSON.stringify(told));
"""


def node():
    """Find node; skip where it is missing, fail in CI."""
    found = shutil.which("node") or shutil.which("nodejs")
    if not found and os.environ.get("CI", "").casefold() == "true":
        pytest.fail("node is missing, and CI must run the JavaScript of the widgets")
    return found or pytest.skip("node is missing")


def answers(shown, states, folder, *, also=()):
    """Ask the page's own script about some states of a live widget: state, text, yaml, and parts of the value."""
    table = {
        name: {"kind": told["kind"], "data": {"base64": base64.b64encode(told["data"]).decode()}}
        for name, told in shown.table.items()
    }
    job = {"panel": shown.panel, "table": table, "states": states, "also": also}
    (folder / "widgets.mjs").write_text(script(), encoding="utf-8")
    (folder / "ask.mjs").write_text(ASK, encoding="utf-8")
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run([node(), "ask.mjs"], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def some_states(shown, rng, count):
    """Draw states in which everything has been moved, some values beyond what a control can hold."""
    return [
        {one.name: _drawn(one, rng) for group in shown.piece.groups for one in group.controls} for _ in range(count)
    ]


def _drawn(one, rng):
    if one.type == "slider":
        width = one.high - one.low
        return rng.uniform(one.low - 0.1 * width, one.high + 0.1 * width)
    if one.type == "switch":
        return rng.random() < 0.5
    return one.options[int(rng.integers(len(one.options)))][0] if one.type == "choice" else one.value
