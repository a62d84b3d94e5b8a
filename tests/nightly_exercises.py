"""Every question of every exercise, tried with right and wrong answers on many tables; a few in CI, many at night.

    python tests/nightly_exercises.py [--seeds 20] [--exercise 01] [--to said.txt]

tries each question on every world it allows, with as many seeds as asked for, prints what did not go as it should, and
collects what a student is told in each case, in three languages, for somebody to read.
"""

import argparse
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import leadkit as lk
from leadkit.exercises import NOWHERE, Exercise, Given, exercise, numbers
from leadkit.exercises.blank import Blank
from leadkit.exercises.comparing import Words

PEOPLE = 700


class Angry:
    """What a student's object may do at worst: fail at whatever is done with it."""

    def __getattribute__(self, name):
        raise RuntimeError(f"no {name}")

    def __repr__(self):
        raise RuntimeError("no repr")

    __len__ = __iter__ = __eq__ = __str__ = __repr__
    __hash__ = object.__hash__


ODD = {"angry": Angry(), "object": object(), "complex": 1j, "bytes": b"purchases", "function": len, "class": int}
EMPTY = {"blank": Blank(), "nowhere": NOWHERE, "none": None, "line": "____", "list": ["a", "____"], "spaces": "  "}


@cache
def given(world, seed, people=PEOPLE):
    """Make what a student works on."""
    data = lk.load(world, people=people, seed=seed)
    return Given(data, data.last_day)


def tried(found: Exercise, ground: Given, lang="en"):
    """Try every question with a right answer, wrong ones, odd ones and none: (key, what, right outcome, outcome)."""
    rows = []
    for question in map(remembering, found.questions):
        right = "cannot_check" if isinstance(question.kind, Words) else "correct"
        answers = [("model", right, question.expected(ground))]
        made = {name: make(ground) for name, make in question.wrong.items()}
        assert sum(value is not None for value in made.values()) >= 3, "None: not wrong on this table, by its author"
        answers += [(f"wrong {name}", "not_yet", value) for name, value in made.items() if value is not None]
        answers += [(f"odd {name}", "not correct", value) for name, value in ODD.items()]
        answers += [(f"empty {name}", "not_tried", value) for name, value in EMPTY.items()]
        rows += [(question.key, name, kind, question.judge(value, ground, lang)) for name, kind, value in answers]
    return rows


def remembering(question):
    """Let a question work out only once what is right and what is wrong on a table."""
    wrong = {name: cache(make) for name, make in question.wrong.items()}
    return replace(question, expected=cache(question.expected), wrong=wrong)


def as_it_should(kind, outcome):
    """Tell whether an outcome is the one that it should be."""
    return outcome.kind in ("not_yet", "cannot_check") if kind == "not correct" else outcome.kind == kind


def main(arguments=None):
    """Try all of them; 1 when something did not go as it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--exercise", action="append")
    parser.add_argument("--to", type=Path)
    asked = parser.parse_args(arguments)
    said, wrong, count = [], 0, 0
    for number in asked.exercise or numbers():
        found = exercise(number)
        for world in found.worlds:
            for seed in range(1, asked.seeds + 1):
                ground = given(world, seed)
                for lang in lk.words.LANGUAGES if seed == 1 else ("en",):
                    for key, name, kind, outcome in tried(found, ground, lang):
                        count += 1
                        said.append(f"{number} {key} | {world} {seed} {lang} | {name}: {outcome}")
                        if not as_it_should(kind, outcome):
                            wrong += 1
                            sys.stdout.write(f"NOT {kind}: {said[-1]}\n")
    if asked.to:
        asked.to.write_text("\n".join(said) + "\n", encoding="utf-8")
    sys.stdout.write(f"{count} answers tried, {wrong} not as they should be\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
