"""How long a widget takes from the press of a key to the new picture, in JupyterLab, and how large it is.

    python benchmarks/bench_widgets.py [--moves 50]

A live widget (the card bant, rules only) with 1,000 and with 1,000,000 people behind it; a window (the half-life); and
the usual way, `interactive_output` with `plt.show`, on 1,000 people. Counted in the page: from the keydown to the new
picture in the document ("drawn") and to the end of the frame that shows it ("seen"); the page is idle for 0.4 s before
each key. The size of a live widget's state is that of its table and its panel, the script of all widgets aside.

On 2 cores of a quiet machine, 50 moves each:

    live, 1,000 people              drawn 6 ms (p95 8), seen 11 ms (p95 16)
    live, 1,000,000 people          drawn 5 ms (p95 7), seen 11 ms (p95 15)
    window                          drawn 92 ms (p95 155), seen 102 ms (p95 169)
    interactive_output + plt.show   drawn 140 ms (p95 203), seen 152 ms (p95 218)
    a live widget's state: 85 kB with 1,000 people, 85 kB with 1,000,000; the script of all widgets: 63 kB
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))
from lab import FLAGS, jupyterlab, opened, printed

MAKE = """
import numpy as np, pandas as pd
import leadkit as lk
from leadkit import widgets
data = lk.load("saas")
day = "2025-03-31"
some = lk.snapshot(data, as_of=day).head(1_000)
def crowd(times):
    many = pd.concat([some] * times, ignore_index=True)
    return many.assign(person_id=[f"p{n}" for n in range(len(many))])
"""
LIVE = "live_{n} = widgets.scorecard(crowd({n}), by=lk.scorecard('bant'))\nlive_{n}"
WINDOW = "window = widgets.half_life(data, by=lk.scorecard('temperature'), as_of=day)\nwindow"
USUAL = """
import ipywidgets
import matplotlib.pyplot as plt
%matplotlib inline
def draw(need):
    card = lk.scorecard("bant").changed("need", weight=need)
    tiers = lk.score(some, by=card)["tier"].value_counts()
    figure, ax = plt.subplots()
    ax.barh(tiers.index.astype(str), tiers.to_numpy())
    plt.show()
slider = ipywidgets.FloatSlider(value=1, min=0, max=3, step=0.1)
ipywidgets.VBox([slider, ipywidgets.interactive_output(draw, {"need": slider})])
"""
SIZE = """
import json
def size(widget):
    told = 0
    def count(one):
        global total
        if isinstance(one, (bytes, memoryview)): total += len(one); return ""
        return repr(one)
    global total
    total = 0
    told = json.dumps({k: v for k, v in widget.get_state().items() if k != "_esm"}, default=count)
    return total + len(told.encode())
print(json.dumps({"live_1": size(live_1), "live_1000": size(live_1000), "script": len(live_1._esm.encode())}))
"""
# Waits for the next picture after a key: when it stands in the document, and when the frame that shows it is done.
WATCH = """(place) => {
  const before = place.querySelector("svg.lk-chart, .lk-drawing img, img");
  window.took = null;
  let began = 0;
  addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
  const watch = new MutationObserver(async () => {
    const now = place.querySelector("svg.lk-chart, .lk-drawing img, img");
    if (!now || now === before || window.took) return;
    watch.disconnect();
    if (now.decode) await now.decode().catch(() => {});
    const drawn = performance.now() - began;
    requestAnimationFrame(() => setTimeout(() => { window.took = [drawn, performance.now() - began]; }));
  });
  watch.observe(place, { childList: true, subtree: true });
}"""


def measured(page, place, handle, moves: int) -> np.ndarray:
    """Press a key so often, and give milliseconds: one row a move, drawn and seen."""
    told = []
    node = place.element_handle()
    for at in range(moves):
        handle.focus()
        page.wait_for_timeout(400)
        page.evaluate(WATCH, node)
        page.keyboard.press("ArrowRight" if at % 20 < 10 else "ArrowLeft")
        page.wait_for_function("window.took")
        told.append(page.evaluate("window.took"))
    return np.array(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=50)
    asked = parser.parse_args()
    sources = [MAKE, LIVE.format(n=1), LIVE.format(n=1000), WINDOW, USUAL.strip()]
    names = ["live, 1,000 people", "live, 1,000,000 people", "window", "interactive_output + plt.show"]
    chromium = os.environ.get("LEADKIT_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), Path(made, "w.ipynb"))
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with jupyterlab(made) as address, opened(browser, address, "w.ipynb", height=3000) as page:
            print(f"{asked.moves} moves each; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            for at, name in enumerate(names, 1):
                place = page.locator(".jp-CodeCell").nth(at).locator(".jp-OutputArea").first
                handle = place.locator("input[type=range], .noUi-handle").first
                told = measured(page, place, handle, asked.moves)
                p50, p95 = np.percentile(told, [50, 95], axis=0)
                print(f"{name}: drawn {p50[0]:.0f} ms (p95 {p95[0]:.0f}), seen {p50[1]:.0f} ms (p95 {p95[1]:.0f})")
            print(printed(page, SIZE))
        browser.close()


if __name__ == "__main__":
    main()
