"""The widgets that are looked at in real browsers: a line each, and every browser test takes it up by itself.

A notebook of the tests imports this module and shows ``CASES[name]()``; the test calls the same function, so that what
a page shows can be held against what the plain function says.
"""

import datetime as dt
import time
from functools import cache, partial
from pathlib import Path

import nbformat
import pandas as pd

import leadkit as lk
from leadkit import widgets
from leadkit.plots import tier_bars
from leadkit.widgets.controls import Choice, Group, Line, Slider, Switch
from leadkit.widgets.shown import Piece, Shown

# Tags, quotes, a mark that turns the line round, emoji, signs of YAML and of mathematics.
HOSTILE = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> \u202e'\"🦆 $x$ {n} &amp;"
)


@cache
def world():
    return lk.load("saas")


def day():
    return world().last_day - dt.timedelta(days=90)


@cache
def people():
    later = lk.outcomes(world(), as_of=day(), horizon_days=90)
    return lk.snapshot(world(), as_of=day()).merge(later).merge(world().truth[["person_id", "p_buy_90d"]])


def bant(lang="en"):
    return widgets.scorecard(people(), by=lk.scorecard("bant"), wins="won", best="p_buy_90d", lang=lang)


def temperature(lang="th"):
    card = lk.scorecard("temperature")
    return widgets.scorecard(world(), by=card, as_of=day(), horizon_days=90, events=True, lang=lang)


def schools(lang="en"):
    marketstar, agency = lk.definitions("marketstar"), lk.definitions("successagency")
    able = lk.Definition("able", lk.Source("ours"), "Can pay.", lk.Condition("ability_to_pay = 'yes'"))
    named = lk.Definition("named", lk.Source("x", publisher=HOSTILE), HOSTILE, lk.Condition("in_crm"), label=HOSTILE)
    crowd = people().assign(person_id=[HOSTILE, *people()["person_id"][1:]])
    return widgets.schools(crowd, by=[marketstar["lead"], agency["lead"], able, named], lang=lang)


def grades(lang="th"):
    days = [3, 40, 90, 150, 200, 300, 360, None]
    facts = {"purchases": [9, 5, 4, 3, 2, 1, 1, None], "total_spent": [900, 500, 80, 60, 40, 20, 10, None]}
    crowd = pd.DataFrame({"person_id": [*"abcdefgh"], "last_purchase_days": days, **facts})
    return widgets.grade_grid(crowd, by=lk.segmentation("rfm"), lang=lang)


def half_life(lang="th"):
    return widgets.half_life(world(), by=lk.scorecard("temperature"), as_of=day(), lang=lang)


def chooser(lang="vi"):
    ways = [lk.segmentation(name) for name in ("rfm", "geography", "demography")]
    return widgets.chooser(people(), by=ways, lang=lang)


def hostile():
    """Strangers' names wherever a name can stand: criteria, tiers, leads."""
    rules = (lk.Rule("some", lk.Condition("age >= 30"), 2, HOSTILE),)
    labels = dict.fromkeys(("en", "th", "vi"), HOSTILE)
    criterion = lk.Criterion("age", rules, label=labels)
    card = lk.Scorecard("ours", (criterion,), (lk.Tier("old", lk.Condition("score >= 2"), label=labels),))
    crowd = pd.DataFrame({"person_id": [HOSTILE, "b"], "age": [20, 40]})
    return widgets.scorecard(crowd, by=card, leads=[HOSTILE, "b"])


class Window(Piece):
    """A window with one control of each type."""

    kind, live = "scorecard", False

    def __init__(self):
        options = (("a", "Anna"), ("b", HOSTILE))
        controls = (Slider("people", "people", 3, 0, 9), Switch("all", "all"), Choice("who", "who", "a", options))
        super().__init__([Group("What", (*controls, Line("note", "note")))], "en")

    def value(self, state):
        return dict(state)

    def text(self, value):
        if value["people"] > 8:
            raise lk.errors.DataError("More than eight are too many.")
        return f"{value['people']} people, {value['who']}, all: {value['all']}; {value['note']}"

    def picture(self, value):
        tiers = pd.DataFrame({"tier": ["one", "two"], "people": [value["people"], 1]})
        return tier_bars(tiers, labels={"one": "one", "two": "two"})

    def yaml(self, state):
        return f"people: {state['people']}\n"


def window():
    return Shown(Window())


LIVE = {
    "bant": bant,
    "temperature": temperature,
    "hostile": hostile,
    "schools": schools,
    "ability": lambda: widgets.ability_map(people(), lang="vi"),
    "grades": grades,
    "bant_vi": partial(bant, "vi"),
}
WINDOWS = {
    "window": window,
    "builder": lambda: widgets.builder(people(), lang="vi"),
    "tour": lambda: widgets.tour(world()),
    "half_life": half_life,
    "chooser": chooser,
}
CASES = LIVE | WINDOWS


@cache
def case(name):
    """Make one of them here, once."""
    return CASES[name]()


@cache
def _first(name):
    return dict(case(name).state)


def fresh(name):
    """Give one of them as it stands when it is made."""
    first = _first(name)  # asked before anything moves it
    case(name).state = first
    return case(name)


def notebook(path, *names, after=()):
    """Write a notebook that shows some of them, a cell each; more cells after it if so wished."""
    here = str(Path(__file__).parent)
    first = f"import sys\nsys.path.insert(0, {here!r})\nfrom widget_cases import CASES"
    sources = [first, *(f'{name} = CASES["{name}"]()\n{name}' for name in names), *after]
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{at}") for at, source in enumerate(sources)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}  # else JupyterLab asks for one
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def controls(shown):
    """Give the controls that are seen as soon as a widget is."""
    return [one for group in shown.piece.groups if not group.closed for one in group.controls if one.type != "kept"]


def key_for(one, value):
    """Choose a key for a control, and say what its value is then."""
    if one.type == "switch":
        return "Space", not value
    if one.type == "text":
        return "x", f"{value}x"
    if one.type == "choice":
        names = [name for name, _ in one.options]
        at = names.index(value)
        return ("ArrowDown", names[at + 1]) if at + 1 < len(names) else ("ArrowUp", names[max(at - 1, 0)])
    key, way = ("ArrowRight", 1) if value < one.high else ("ArrowLeft", -1)
    return key, one.stops[one.stops.index(value) + way] if one.stops else value + way * one.step


def moves(shown):
    """Move each control by a key, one after another: its label, the key, and the state that comes of it."""
    state = dict(shown.state)
    for one in controls(shown):
        key, value = key_for(one, state[one.name])
        state = shown.piece.state(state | {one.name: value})
        yield one, key, state


def field(panel, one):
    """Find the control on a page."""
    return panel.locator(f"[id$='-{one.name}']")


def says(panel, text):
    """Wait until the words under a picture are these, and nothing else."""
    caption = panel.locator("figcaption")
    caption.wait_for()
    comes(panel.page, caption.text_content, text)


def comes(page, asked, expected, seconds=60):
    """Ask again until the answer is the expected one: a page does in its own time what a key has asked for."""
    end = time.monotonic() + seconds
    while (found := asked()) != expected and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert found == expected


# What axe-core holds to be a serious fault in the widgets of a page.
AXE = """async () => {
  const told = await axe.run({ include: [[".lk"]] });
  return told.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => [one.id, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]);
}"""
