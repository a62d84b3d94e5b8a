"""Make the shipped sample of a world and the tables of its page: ``python docs/make_world.py [saas] [property] ...``.

``datasets/<world>/`` gets exactly what ``synth.make(world, people=..., seed=7, format="csv")`` makes; its README is
written by hand. In ``docs/worlds/<world>.md`` everything between the marks `numbers` is printed from
``leadkit/data/worlds/<world>.yaml``, and what stands between the marks `seen` (and `own`, where a world has them) is
counted in a world of 40,000 people. The comparison with real data has a script of its own:
``benchmarks/real/beside_olist.py``.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

import leadkit as lk
from leadkit import Tables, datasets, plots, snapshot, synth
from leadkit.plots.picture import png
from leadkit.synth.world import world

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, SEED, SEEN = (
    {"property": 1500, "saas": 1200, "shop": 1200},
    7,
    40_000,
)  # people of the samples; elsewhere as of saas


def folder(name: str) -> Path:
    """Return where the sample of a world lies."""
    return ROOT / "datasets" / name


def page(name: str) -> Path:
    """Return the page of a world."""
    return ROOT / "docs" / "worlds" / f"{name}.md"


def sample(name: str) -> None:
    """Make the sample anew; what else lies in its folder (the README) stays."""
    with tempfile.TemporaryDirectory() as place:
        people = PEOPLE.get(name, PEOPLE["saas"])
        made = synth.make(name, people=people, seed=SEED, to=Path(place) / name, format="csv")
        folder(name).mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, folder(name) / file.name)


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
OWN_WORDS = {  # causes that only some worlds have, and titles that other worlds put otherwise
    "shop": {
        "products": "What goes into one order: list price in baht, and pieces",
        "price_spread": "Spread of people's carts around that (log-normal)",
        "seeks": "What they look for: brides, and the probability of toys (else clothes)",
        "need": "Need (of the bride: 1.60 more)",
        "budget": "Budget, as a multiple of what they put into the cart (able from 1 on)",
        "authority": "Share who decide, and who recommend, by who stands behind the purse",
        "young_until": "The last age at which that is the parents",
        "wedding_days": "Days to the wedding",
        "waiting_days": "Days by which the waiting buy later",
        "start": "Filling a cart, or asking an adviser (logit, of the interested)",
        "by_sales": "Share who talk to an adviser, by what they look for",
        "handling": "What advisers do with an enquiry",
        "repeat": "Coming back",
        "review": "Reading reviews, on a visit (probability)",
        "cart": "Carts: who fills one, who goes on to the checkout, who comes back to it, and when",
        "areas": "Areas not yet entered: households, surveyed, true share that would say yes",
    },
    "property": {
        "products": "What is sought: share, and usual price in Hồ Chí Minh City (dong)",
        "price_spread": "Spread of prices around that (log-normal)",
        "market": "Local markets: prices against Hồ Chí Minh City, strength of the rival",
        "fit": "Fit with the persona",
        "budget": "Own money and what a bank lends, as a multiple of the price (able from 1 on)",
        "authority": "Share who decide, and who recommend, by household",
        "young_until": "The last age of the young",
        "turning": "How `not_yet` becomes `yes`, who is followed, who comes back, who goes elsewhere",
        "waiting_days": "Days by which the waiting buy later",
        "by_sales": "Share who go with an agent, by what they seek",
        "rival_users": "Share who bought from the rival before these two years",
        "rival_share": "The rival's share of those who want and are not ours (x its strength in the region, x means)",
        "repeat": "Buying a further home",
        "areas": "Areas not yet entered: households, surveyed, true share that would say yes",
    },
}


def printed(name: str) -> str:
    """Print the numbers of a world, one small table a cause."""
    told, parts = world(name).numbers, []
    for cause, title in (PRINTED | OWN_WORDS.get(name, {})).items():
        if cause not in told:
            continue
        value = told[cause]
        rows = value.items() if isinstance(value, dict) else [(cause, value)]
        body = "\n".join(f"| `{key}` | {_cell(each)} |" for key, each in rows)
        parts.append(f"**{title}** (`{cause}`)\n\n| | |\n|---|---|\n{body}")
    return "\n\n".join(parts)


def hundred(name: str, people: pd.DataFrame) -> str:
    """Draw what happens to a hundred people of a world, and show the picture with its text alternative."""
    journey, picture = lk.definitions("journey"), ROOT / "docs" / "images" / f"{name}-hundred.png"
    steps, says = lk.furthest(people, by=journey), {"title": name, "labels": lk.labels([*journey])}
    picture.write_bytes(png(plots.fact_sheet(steps, **says), dpi=110))
    return f"![{plots.describe_fact_sheet(steps, **says)}](../images/{picture.name})"


def seen(tables: Tables, people: pd.DataFrame) -> str:
    """Count what a world of 40,000 people shows on its last day."""
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


LANDMARK, AGES = pd.Timedelta(days=150), pd.Timedelta(days=500)


def own(tables: Tables) -> str:
    """Count what only the world `property` shows: what becomes of the answer `not_yet`, followed or not.

    Who bought early cannot be followed any more; so both groups are those who had bought nowhere by one and the same
    day (150 days after their answer), and only what came later is counted.
    """
    deals, answers, events = tables["deals"], tables["answers"], tables["events"]
    screened = events.loc[events["kind"].isin(["screened_passed", "screened_failed"]), "person_id"]
    asked = answers[(answers["question"] == "ability_to_pay") & answers["answer"].notna()].sort_values("asked_at")
    first = asked.drop_duplicates("person_id").set_index("person_id")
    old = first["asked_at"] < events["happened_at"].max() - AGES
    day = first.loc[(first["answer"] == "not_yet") & first.index.isin(screened) & old, "asked_at"] + LANDMARK
    won = deals[deals["won"].fillna(value=False)].join(day.rename("landmark"), on="person_id", how="inner")
    day = day.drop(won.loc[won["closed_at"] <= won["landmark"], "person_id"].unique())
    won = won[won["person_id"].isin(day.index)]
    plays = events[events["kind"] == "play_sent"].join(day.rename("landmark"), on="person_id", how="inner")
    plays = plays[(plays["happened_at"] <= plays["landmark"]) & (plays["happened_at"] > plays["landmark"] - LANDMARK)]
    count = plays["person_id"].value_counts()
    followed = day.index.isin(count[count >= 2].index)
    lines = []
    for says, rows in (("yes", followed), ("no", ~followed)):
        group = day.index[rows]
        ours, theirs = (won[won["person_id"].isin(group) & (won["seller"] == who)] for who in ("us", "rival"))
        share = [x["person_id"].nunique() / len(group) for x in (ours, theirs)]
        head = float(ours["amount"].sum()) / len(group) / 1e6
        lines.append(f"| {says} | {len(group):,} | {share[0]:.1%} | {share[1]:.1%} | {head:,.0f} |")
    return (
        "What became of those who said `not_yet` at their screening, at least 500 days before the end, and had bought"
        " nowhere 150 days later (what they bought after that; followed: at least two plays in those 150 days):\n\n"
        "| followed | people | bought from us | bought from the rival | million dong a head |\n"
        "|---|---:|---:|---:|---:|\n" + "\n".join(lines)
    )


def write(name: str) -> None:
    """Write the made parts of the page."""
    text = between(page(name).read_text(encoding="utf-8"), "numbers", printed(name))
    tables = datasets.load(name, people=SEEN, seed=SEED)
    people = snapshot(tables)
    text = between(between(text, "hundred", hundred(name, people)), "seen", seen(tables, people))
    if name == "property":
        text = between(text, "own", own(tables))
    page(name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for each in sys.argv[1:] or synth.worlds():
        sample(each)
        write(each)
        sys.stdout.write(f"{folder(each).relative_to(ROOT)}, {page(each).relative_to(ROOT)}\n")
