"""Make the shipped sample of the world `saas` and the tables of its page: ``python docs/make_saas.py``.

``datasets/saas/`` gets exactly what ``synth.make("saas", people=1200, seed=7, format="csv")`` makes; its README is
written by hand. In ``docs/worlds/saas.md`` everything between the marks `numbers` is printed from
``leadkit/data/worlds/saas.yaml``, and everything between the marks `seen` is counted in a world of 40,000 people. The
comparison with real data has a script of its own: ``benchmarks/real/beside_olist.py``.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from leadkit import datasets, snapshot, synth
from leadkit.synth.saas.numbers import numbers

ROOT = Path(__file__).resolve().parent.parent
SAMPLE, PAGE = ROOT / "datasets" / "saas", ROOT / "docs" / "worlds" / "saas.md"
PEOPLE, SEED, SEEN = 1200, 7, 40_000


def sample() -> None:
    """Make the sample anew; what else lies in its folder (the README) stays."""
    with tempfile.TemporaryDirectory() as place:
        made = synth.make("saas", people=PEOPLE, seed=SEED, to=Path(place) / "saas", format="csv")
        SAMPLE.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, SAMPLE / file.name)


def between(page: str, mark: str, content: str) -> str:
    """Replace what stands between two marks of a page."""
    begin, end = f"<!-- {mark}: made by a script, do not edit -->", f"<!-- end of {mark} -->"
    found = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not found.search(page):
        raise ValueError(f"the page has no marks '{mark}'")
    return found.sub(lambda _: f"{begin}\n\n{content.strip()}\n\n{end}", page)


def _cell(value: Any) -> str:  # noqa: ANN401 - a value of a YAML file
    if isinstance(value, dict):
        return ", ".join(f"{key} {_cell(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " · ".join(_cell(each) for each in value)
    return str(value)


PRINTED = {
    "fit": "Fit: how well the product suits them",
    "need": "Need",
    "budget": "Budget, as a multiple of the list price of what they seek (able from 1 on)",
    "authority": "Share who decide, and who recommend, by seniority",
    "horizon": "Whether they have a date in mind (logit), and in how many days",
    "obstacles": "Obstacles: weight, and what each takes from the logit of buying",
    "obstacle_shifts": "Factors on those weights",
    "unaware": "Share of those without interest who do not know us",
    "channels": "Channels: log weight, its slopes, and what each adds to the logit of interest",
    "interest": "Interest (logit)",
    "targeted": "Being targeted by a campaign (logit)",
    "start": "Beginning a journey (logit, of the interested)",
    "at_once": "Share of them who begin with their first act",
    "later": "The others begin so many days later",
    "by_sales": "Share who talk to sales, by the product sought",
    "handling": "What sales does with an enquiry",
    "buy": "Buying in the end (logit, by route)",
    "gone": "Share whose want goes away",
    "rival_share": "Share whom the rival gets, and what two obstacles add",
    "delays": "Days to the purchase (log-logistic: median and shape), and to what else may happen",
    "quick": "Being quick (logit)",
    "repeat": "Buying again",
    "referral_depth": "Depth in the network of referrals, of the referred",
    "referrer": "Weight of a referrer",
    "answering": "Answering a question (logit)",
    "misreport": "Saying what is not so",
    "asked": "How often each thing is asked",
    "guide": "Filling in the form of a guide (logit; fields and value by lot)",
    "sends": "A mailing",
    "cold_calls": "A cold call",
    "crm": "Entering a CRM, and which",
    "details": "Details",
    "areas": "Areas not yet entered: offices, surveyed, true share that would say yes",
}


def printed() -> str:
    """Print the numbers, one small table a cause."""
    told, parts = numbers(), []
    for name, title in PRINTED.items():
        value = told[name]
        rows = value.items() if isinstance(value, dict) else [(name, value)]
        body = "\n".join(f"| `{key}` | {_cell(each)} |" for key, each in rows)
        parts.append(f"**{title}** (`{name}`)\n\n| | |\n|---|---|\n{body}")
    return "\n\n".join(parts)


def seen() -> str:
    """Count what a world of 40,000 people shows on its last day."""
    tables = datasets.load("saas", people=SEEN, seed=SEED)
    people = snapshot(tables)
    customer = people["purchases"] > 0
    groups = people.groupby([people["showed_interest"], people["in_crm"], customer]).agg(
        people=("person_id", "size"), details=("has_contact_details", "mean")
    )
    yes = {True: "yes", False: "no"}
    rows = [
        f"| {yes[bool(i)]} | {yes[bool(c)]} | {yes[bool(b)]} | {row.people / len(people):.1%} | {row.details:.0%} |"
        for (i, c, b), row in groups.iterrows()
    ]
    kinds = tables["events"]["kind"].value_counts()
    each = ", ".join(f"{kind} {count / SEEN:.3f}" for kind, count in kinds.items())
    return (
        "| showed interest | in a CRM | has bought | share of people | of them, with contact details |\n"
        "|---|---|---|---:|---:|\n" + "\n".join(rows) + f"\n\nEvents for each person of the world: {each}."
    )


def page() -> None:
    """Write the made parts of the page."""
    text = PAGE.read_text(encoding="utf-8")
    text = between(between(text, "numbers", printed()), "seen", seen())
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sample()
    page()
    sys.stdout.write(f"{SAMPLE.relative_to(ROOT)}, {PAGE.relative_to(ROOT)}\n")
