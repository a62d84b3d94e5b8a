"""bench_score, part `peers`: the same people scored by glsm and by human-learn, each in an environment of its own.

glsm (0.1.3; 0.1.4 asks for versions of pydantic and typing-extensions that exclude each other, so no installer takes
it) gives points to the labels of a feature and adds up ``(weight / length of all weights) ** 2 * points``, one lead at
a time. So here: cells are made labels beforehand, equal weights, and twelve times the result is the sum of 21 rules of
a single column. It has no rule over two columns, no first and no max over columns, no cap, no unknown, no reasons, no
bounds, no tiers but one threshold.

human-learn (0.3.5, needs NumPy 1) classifies by a function of one's own: ``FunctionClassifier`` scores as fast as the
pandas in it, and knows nothing of points, reasons or bounds. ``CaseWhenRuler`` writes rules as lambdas and keeps the
first that holds, so the card becomes fourteen rulers: one a criterion of first and max, one a rule of sum.
"""

# ruff: noqa: PLC0415 - each peer runs where the others are not installed

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import bench_score_world as world

UV = ("uv", "run", "--quiet", "--no-project", "--python", "3.11")
NEEDS = {
    "glsm": ("--with", "glsm==0.1.3", "--with", "pandas<3"),
    "FunctionClassifier": ("--with", "human-learn==0.3.5", "--with", "numpy<2", "--with", "pandas<3"),
}
NEEDS["CaseWhenRuler"] = NEEDS["FunctionClassifier"]
SAMPLE = 1_000  # leads that glsm is asked for


def labels(people):
    """Make labels of cells, as glsm wants them: by column, with the points that each label is worth."""
    import pandas as pd

    found, worth = {}, {}
    for n in world.NUMBERS:
        said = pd.Series("else", index=people.index).mask(people[n] >= 60, "high")
        found[n], worth[n] = said.mask(people[n].between(20, 59), "middle"), {"high": 10.0, "middle": 4.0, "else": 0.0}
    for t in world.TEXTS:
        found[t], worth[t] = people[t].fillna("else"), {"a": 8.0, "b": 3.0, "c": 3.0, "d": 0.0, "else": 0.0}
    for b in world.ANSWERS:
        yes = people[b] == True  # noqa: E712 - unknown is not yes
        found[b] = pd.Series("else", index=people.index).mask(yes, "yes")
        worth[b] = {"yes": 6.0, "else": 0.0}
    return pd.DataFrame(found), worth


def glsm(people):
    import warnings

    warnings.simplefilter("ignore")  # of pydantic, whose old ways glsm uses
    import pandas as pd
    from glsm.non_predictive.features import Feature
    from glsm.non_predictive.model import NonPredictive

    told, worth = labels(people.head(SAMPLE))
    features = []
    for name, points in worth.items():
        rows = [{"label": label, "is_ICP": at == 0, "points": each} for at, (label, each) in enumerate(points.items())]
        features.append(Feature(name=name, weight=1.0, options_df=pd.DataFrame(rows)))
    model = NonPredictive(round_decimals=6)
    model.add_features(features)

    def score():
        return [model.compute_lambda(lead) * len(features) for lead in told.to_dict("records")]

    wanted = sum(told[name].map(worth[name]) for name in worth)
    return score, len(people) / SAMPLE, lambda found: all(abs(wanted - found) < 1e-3)


def function_classifier(people):
    from hulearn.classification import FunctionClassifier

    model = FunctionClassifier(lambda table: world.vectorised(table)["score"].to_numpy())
    model.fit(people, people["score"])
    return lambda: model.predict(people), 1, lambda found: (found == people["score"]).all()


def case_when_ruler(people):
    from hulearn.experimental import CaseWhenRuler

    rulers = []
    for j, (_, policy, rules) in enumerate(world.CRITERIA):
        order = sorted(range(6), key=lambda i: -rules[i][1]) if policy == "max" else range(6)
        several = [[i] for i in order] if policy == "sum" else [list(order)]
        mine = []
        for group in several:
            ruler = CaseWhenRuler(default=0)
            for i in group:
                ruler.add_rule(lambda table, at=6 * j + i: table[at], rules[i][1])
            mine.append(ruler)
        rulers.append(mine)

    def score():
        yes = Answers(world.answers(people))
        parts = ([ruler.predict(yes) for ruler in mine] for mine in rulers)
        return sum(world.capped(each) for each in parts)

    return score, 1, lambda found: (found == people["score"]).all()


class Answers(list):
    """The answers to the rules as a table that has a length: that of the people."""

    def __len__(self):
        return len(self[0])


SIDES = {"glsm": glsm, "FunctionClassifier": function_classifier, "CaseWhenRuler": case_when_ruler}


def one(side, path, turns):
    """Run one peer, in its own environment: medians of seconds, for all people."""
    import pandas as pd

    score, share, right = SIDES[side](pd.read_csv(path))
    if not right(score()):
        raise SystemExit("its scores are not those that it was to give")
    clock, work = world.in_turns({side: score}, int(turns))[side]
    return [clock * share, work * share]


def compare(rows, turns):
    import leadkit as lk

    card, people = world.card(), world.frame(rows)
    ours = world.in_turns({"lk": lambda: lk.score(people, by=card, columns=["score"])}, turns)["lk"]
    print(f"peers, {rows:,} people (lk.score, score alone: {ours[0]:.2f} s, {ours[1]:.2f} s worked):")
    with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as place:
        path = Path(place) / "people.csv"
        people.merge(lk.score(people, by=card, columns=["score"]), on="person_id").to_csv(path, index=False)
        for side, needs in NEEDS.items():
            command = [*UV, *needs, "python", __file__, side, str(path), str(turns)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, check=False)
            except OSError as error:
                print(f"  {side} did not run: {error}")
                continue
            if done.returncode:
                print(f"  {side} did not run: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
                continue
            clock, work = json.loads(done.stdout.splitlines()[-1])
            note = (
                f", {SAMPLE:,} leads scaled; 21 rules of single columns, no policies, no caps" if side == "glsm" else ""
            )
            print(
                f"  {side:<20} {clock:8.2f} s, {work:8.2f} s worked: lk.score is {clock / ours[0]:,.1f} times as fast "
                f"(of processor time {work / ours[1]:,.1f}){note}"
            )


if __name__ == "__main__":
    print(json.dumps(one(*sys.argv[1:])))
