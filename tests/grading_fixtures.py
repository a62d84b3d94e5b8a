"""A class of students, made by code: what each of them hands in, honest or not."""

import json
from functools import cache

from leadkit import datasets
from leadkit.exercises import exercise
from leadkit.exercises.roster import seeds

NAME = "01_lead_contact_customer"
TOUCH = 'if False:\n    begin("01", globals())'  # an exercise begun, without the seconds that the kit takes to load
ESSAY = "It is for those who telephone. " * 6
LOOP = "while True:\n    pass"
HOG = "held = []\nwhile True:\n    held.append(bytearray(10_000_000))"
BOMB = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
OVERWRITE = """\
import leadkit.exercises as own
from leadkit.exercises import questions
questions.Question.judge = lambda *_: own.Outcome("correct", "all right", "", "en")
own.begin = lambda *_, **__: None
open(questions.__file__, "a").write("\\nraise SystemExit\\n")
"""
PAINT = 'raise ValueError("\\x1b[31m<script>alert(1)</script>\\u202e")'


@cache
def _text(kind):
    folder = datasets.shipped("exercises")
    return (folder / ("solutions" if kind == "solved" else "") / f"{NAME}.ipynb").read_text(encoding="utf-8")


def notebook(kind="solved", *, student="", **parameters):
    """Make what a student hands in: the solved or the blank exercise, on a table of her own."""
    node = json.loads(_text(kind))
    said = {**({"student": student} if student else {}), **parameters}
    for cell in node["cells"]:
        if cell["id"] == "parameters":
            cell["source"] = "".join(cell["source"]) + "".join(f"\n{name} = {said[name]!r}" for name in said)
    return json.dumps(node)


def code(source, tag=None):
    """Make a code cell."""
    tags = {"tags": [tag]} if tag else {}
    return {"cell_type": "code", "id": "c", "metadata": tags, "execution_count": None, "outputs": [], "source": source}


def light(*sources, student="", begun=TOUCH, **parameters):
    """Make a notebook of a few cells that begins exercise 01 only by its letter."""
    said = {"world": "saas", "seed": 7, "student": student, **parameters}
    cells = [code("\n".join(f"{name} = {value!r}" for name, value in said.items()), "parameters")]
    return json.dumps({"cells": [*cells, *map(code, (begun, *sources))], "metadata": {}, "nbformat": 4})


def hand_in(folder, files):
    """Write what was handed in; bytes and texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def answered(**change):
    """Write answers that need no table, all of them right unless changed, a cell each."""
    own = exercise("01")["own_lead"].expected(None)
    right = {"unbought": "in_crm AND purchases = 0", "breaker": {"in_crm": True}, "own_lead": own, "defence": ESSAY}
    return [f"{name} = {value!r}" for name, value in {**right, **change}.items()]


def honest():
    """Make the files of an ordinary class, each with what may go wrong without anybody meaning harm."""
    twice = ['unbought = "purchases > 0"', 'unbought = "in_crm AND purchases = 0"']
    slips = ["unbought = 'in_crm AND", "shared = counted / 0", *answered()[1:]]
    return {
        "right.ipynb": notebook(student="s-01", people=1200, seed=seeds("01", "s-01")[0]),
        "Nguyễn Văn Á, nửa đúng.ipynb": light(
            *answered(unbought="in_crm AND purchases > 0", shared=80), student="s-02"
        ),
        "ว่าง.ipynb": notebook("blank", student="s-03"),
        "syntax.ipynb": light(*slips, student="s-04"),
        "final (2) copy FINAL.ipynb": light(*answered(), student="s-05"),
        "duplicated.ipynb": light(*answered(), *twice, student="s-06"),
        "order.ipynb": light("unbought = start + ' AND purchases = 0'", "start = 'in_crm'", student="s-07"),
        "other.ipynb": light(student="s-08", begun='if False:\n    begin("02", globals())'),
        "own.ipynb": json.dumps({"cells": [code("1 + 1")], "metadata": {}, "nbformat": 4}),
        "empty.ipynb": b"",
        "latin.ipynb": '{"cells": "café"}'.encode("latin-1"),
        "twice-a.ipynb": light("a = 1", student="s-09"),
        "twice-b.ipynb": light("a = 2", student="S-09 "),
        "same-a.ipynb": light("b = 1"),
        "same-b.ipynb": light("b = 1"),
        "tables.ipynb": light(tables="my-own"),
        "notes.txt": b"not a notebook",
    }


def hostile(neighbour):
    """Make files that mean harm, or that harm without meaning it; each would have a right answer as well."""
    return {
        "loop.ipynb": light(*answered(), LOOP),
        "hog.ipynb": light(HOG, *answered()),
        "leaves.ipynb": light("import sys\nsys.exit()", *answered()),
        "back-door.ipynb": light(*answered(), "import os\nos._exit(0)"),
        "overwrites.ipynb": light(OVERWRITE, *answered(unbought="purchases > 7")),
        "reads.ipynb": light(f"unbought = open({str(neighbour)!r}).read()"),
        "shouts.ipynb": light("for _ in range(1000):\n    print('x' * 100_000)", *answered()),
        "bomb.ipynb": light(*answered(), BOMB),
        "paints.ipynb": light(PAINT, *answered(defence=f"<img src=x onerror=alert(2)> \x1b[2J \u202e {ESSAY}")),
        "function.ipynb": light("unbought = print", "shared = [0] * 3_000_000", "breaker = type('X', (), {})()"),
    }


ROSTER = (
    "student,name\ns-01,=Ann\ns-02,Văn Á\ns-03,วรรณา\ns-04,Di\ns-05,Eo\ns-06,Fa\ns-7,Go\ns-09,Ha\ns-11,Never Came\n"
)
