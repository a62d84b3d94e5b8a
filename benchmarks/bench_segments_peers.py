"""bench_segments, part `cdnow`: RFM of real buyers by the kit, by rfm 1.0.9 and by pymc-marketing, and why they differ.

Every peer runs in an environment of its own and is given the same 69,659 orders of 23,570 customers. What it gives is
held against the kit's answer customer by customer, in two steps: first the numbers (days, purchases, money), then the
grades of equal numbers. So a difference is put down to what was counted, or to how it was cut.

rfm 1.0.9 drops orders that repeat another in every cell, cuts the cents of amounts whose text holds ".0" (10.05 becomes
10), and splits equal customers by the order of their ids: give them other ids, and they have other grades. (Notebooks
that rank a table as it stands split them by the order of its rows.) pymc-marketing 0.19 makes one order of all of a
day, takes the mean and not the sum of money, cuts quarters and not fifths, lets quarters fall together where many are
equal, so that the segments that ask for the upper ones stay empty, and calls 18 of its 64 codes Other.
"""

# ruff: noqa: PLC0415 - each peer runs where the others are not installed

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UV = ("uv", "run", "--quiet", "--no-project", "--python", "3.11")
NEEDS = {"rfm": ("--with", "rfm==1.0.9", "--with", "pandas<3"), "pymc": ("--with", "pymc-marketing==0.19.2")}
NAMES = {"rfm": "rfm 1.0.9", "pymc": "pymc-marketing 0.19.2"}
PARTS = {"rfm": 5, "pymc": 4}  # fifths and quarters
LAST_DAY = "1998-06-30"
SAID = {"shuffled": "with the rows shuffled", "renamed": "with everybody under another id"}
SEED = 1  # of the shuffled rows, and of other ids


# ---- the peers, each in its own environment -----------------------------------------------------------------------


def by_rfm(orders):
    from rfm import RFM

    yield
    table = RFM(orders, customer_id="customer", transaction_date="date", amount="amount").rfm_table
    columns = {"monetary_value": "money", "recency": "days", "frequency": "purchases"}
    yield table.rename(columns=columns).drop(columns="rfm_score")


def by_pymc(orders):
    from pymc_marketing.clv.utils import rfm_segments

    yield
    table = rfm_segments(orders, "customer", "date", "amount")
    table[["r", "f", "m"]] = table["rfm_score"].apply(list).tolist()
    columns = {"customer_id": "customer", "monetary_value": "money", "recency": "days", "frequency": "purchases"}
    yield table.rename(columns=columns).drop(columns="rfm_score")


def one(peer, orders, to):
    """Run one peer over some orders; tell its seconds, without imports, or what it complained of."""
    import warnings

    import pandas as pd

    warnings.simplefilter("ignore")
    ask, table = (
        {"rfm": by_rfm, "pymc": by_pymc}[peer],
        pd.read_csv(orders, dtype={"customer": "str"}, parse_dates=["date"]),
    )
    asked = ask(table)
    next(asked)  # what it imports comes before the clock starts
    begun = time.perf_counter()
    try:
        found = next(asked)
    except ValueError as wrong:
        return {"wrong": str(wrong)}
    seconds = time.perf_counter() - begun
    found.to_csv(to, index=False)
    return {"seconds": seconds}


def apart(peer, orders, to):
    """Run one peer in its environment; None, with a sentence, where it cannot be run."""
    command = [*UV, *NEEDS[peer], "python", __file__, peer, str(orders), str(to)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {NAMES[peer]} could not be run: {error}")
        return None
    if done.returncode:
        print(f"  {NAMES[peer]} could not be run: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])


# ---- the kit ------------------------------------------------------------------------------------------------------


def graded(people, parts):
    """Grade days, purchases and money by the kit, into so many parts."""
    import leadkit as lk
    from leadkit.conditions import Expression

    made = tuple(
        lk.Measure(name, Expression(of), grades=parts, best=best)
        for name, of, best in (("r", "days", "low"), ("f", "purchases", "high"), ("m", "money", "high"))
    )
    every = lk.Segmentation("graded", lk.Condition("purchases > 0"), made, (lk.Segment("all", lk.Condition("f >= 1")),))
    return lk.segment(people.reset_index(names="person_id"), by=every).set_index("person_id")[["r", "f", "m"]]


def told(orders):
    """Give the kit's own numbers, from a snapshot of the same orders as tables."""
    import leadkit as lk

    deals = orders.assign(
        deal_id=range(len(orders)), person_id=orders["customer"], opened_at=orders["date"], closed_at=orders["date"],
        won=True, seller="us",
    )  # fmt: skip
    people = deals.groupby("person_id")["closed_at"].min().rename("created_at").reset_index()
    tables = lk.Tables({"people": people, "deals": deals.drop(columns=["customer", "date", "number"])})
    found = lk.snapshot(tables, as_of=LAST_DAY).set_index("person_id")
    names = {"last_purchase_days": "days", "purchases": "purchases", "total_spent": "money"}
    return tables, found[list(names)].rename(columns=names).astype("float64")


def renamed(ids):
    """Give everybody the id of another."""
    import numpy as np

    return dict(zip(np.random.default_rng(SEED).permutation(ids), ids, strict=True))


# ---- side by side -------------------------------------------------------------------------------------------------


def counts(column):
    return ", ".join(f"{name} {count:,}" for name, count in column.value_counts().sort_index().items())


def unlike(one, other):
    return ", ".join(f"{name} of {(one[name] != other[name]).sum():,}" for name in ("r", "f", "m", "segment"))


def numbers(peer, theirs, ours, orders):
    """Say which numbers differ, and why."""
    unlike = {name: (theirs[name] - ours[name]).abs() > 1e-6 for name in ours}
    print("    numbers that differ:", ", ".join(f"{name} of {many.sum():,}" for name, many in unlike.items()))
    cells = orders[["customer", "date", "number", "amount"]]
    if peer == "rfm":
        again = cells.duplicated()
        cut = orders["amount"].astype("str").str.contains(r"\.0") & (orders["amount"] % 1 > 1e-9)
        print(f"      {again.sum():,} orders repeat another in every cell and are dropped", end="; ")
        print(
            f"{(cut & ~again).sum():,} amounts lose their cents, {orders.loc[cut, 'amount'].mod(1).sum():,.2f} together"
        )
        why = cells.assign(amount=orders["amount"].where(~cut, orders["amount"] // 1))[~again].groupby("customer")[
            "amount"
        ]
        remade = {"purchases": why.size(), "money": why.sum()}
    else:
        days = cells.groupby(["customer", "date"])["amount"].sum()
        print(f"      {len(cells):,} orders become {len(days):,}, one a day; money is their mean, not their sum")
        per_day = cells.groupby("customer")
        remade = {"purchases": days.groupby("customer").size(), "money": per_day["amount"].mean()}
        if ((theirs["money"] - remade["money"]).abs() > 1e-6).any():
            remade["money"] = days.groupby("customer").mean()
    left = {name: int(((theirs[name] - why).abs() > 1e-6).sum()) for name, why in remade.items()}
    print("      remade so by hand, there remain:", ", ".join(f"{name} of {many:,}" for name, many in left.items()))


def grades(peer, theirs, ours):
    """Say which grades differ, and whether by the numbers or by how equal ones are cut."""
    mine, on_theirs = graded(ours, PARTS[peer]), graded(theirs[list(ours)], PARTS[peer])
    of = {"r": "days", "f": "purchases", "m": "money"}
    for grade, number in of.items():
        all_of = int((theirs[grade] != mine[grade]).sum())
        by_number = int((on_theirs[grade] != mine[grade]).sum())
        by_cut = theirs[grade] != on_theirs[grade]
        tied = theirs[number].duplicated(keep=False)
        ends = theirs.groupby(number)[grade].agg(["min", "max"])
        split = int((ends["min"] < ends["max"]).sum())
        print(
            f"    {grade}: differs for {all_of:,}; the other numbers alone would move {by_number:,}, the cut "
            f"{by_cut.sum():,} (of whom {(by_cut & tied).sum():,} equal somebody); {split:,} numbers have two grades"
        )
        print(f"       theirs {counts(theirs[grade])} | the kit {counts(mine[grade])}")
    return mine


def beside(peer, orders, ours, folder):
    """Put one peer beside the kit."""
    import pandas as pd

    to, mixed = folder / f"{peer}.csv", folder / f"{peer}_mixed.csv"
    ran = apart(peer, folder / "orders.csv", to)
    if ran is None:
        return
    if "wrong" in ran:
        print(f"  {NAMES[peer]} refuses them: {ran['wrong']}")
        return

    def table(path):
        return pd.read_csv(path, dtype={"customer": "str"}).set_index("customer").sort_index()

    theirs = table(to)
    print(
        f"  {NAMES[peer]}: {len(theirs):,} customers, {ran['seconds']:.2f} s; {theirs['segment'].nunique()} segments:"
    )
    print(f"    {counts(theirs['segment'])}")
    numbers(peer, theirs, ours, orders)
    mine = grades(peer, theirs, ours)
    code = theirs["r"].astype("str") + theirs["f"].astype("str") + theirs["m"].astype("str")
    by_code = theirs["segment"].groupby(code).first()  # each code has one
    if "Other" in set(by_code):
        other = code[theirs["segment"] == "Other"].value_counts()
        print(f"    Other holds {other.sum():,}, of the codes {', '.join(f'{c} ({n:,})' for c, n in other.items())}")
    again = (mine["r"].astype("str") + mine["f"].astype("str") + mine["m"].astype("str")).map(by_code)
    again = again.fillna("a code that they never give")
    print(f"    their map over the kit's grades puts {(again != theirs['segment']).sum():,} elsewhere: {counts(again)}")
    for how in ("shuffled", "renamed"):
        if apart(peer, folder / f"{how}.csv", mixed):
            moved = table(mixed)
            moved = moved.set_axis(moved.index.map(renamed(theirs.index))).sort_index() if how == "renamed" else moved
            print(f"    {SAID[how]} it tells otherwise: {unlike(moved, theirs)}")
    if once := apart(peer, folder / "once.csv", mixed):
        said = f"refused ({once['wrong']})" if "wrong" in once else counts(table(mixed)["f"])
        print(f"    of those alone who bought once, f: {said}")


def compare(data):
    """Print the kit's counts beside those of each peer, with the reasons."""
    import pandas as pd

    import leadkit as lk

    file = Path(data) / "CDNOW_master.txt"
    if not file.exists():
        print(f"cdnow: not run, {file.name} is not in the folder given.")
        return
    orders = pd.read_csv(file, sep=r"\s+", names=["customer", "date", "number", "amount"], header=0, dtype={0: "str"})
    orders["customer"] = orders["customer"].astype("str").str.zfill(5)
    orders["date"] = pd.to_datetime(orders["date"].astype("str"), format="%Y%m%d")
    tables, ours = told(orders)
    rfm = lk.segmentation("rfm")
    begun = time.perf_counter()
    placed = lk.segment(tables, by=rfm, as_of=LAST_DAY)
    seconds = time.perf_counter() - begun
    print(f"cdnow: {len(ours):,} customers, {len(orders):,} orders; lk.segment, {seconds:.2f} s:")
    print(f"    {counts(placed['segment'])}")
    people = lk.snapshot(tables, as_of=LAST_DAY)
    back = renamed(people["person_id"])
    others = people.assign(person_id=people["person_id"].map({old: new for new, old in back.items()}))
    moved = {"shuffled": people.sample(frac=1, random_state=SEED), "renamed": others.sort_values("person_id")}
    for how, table in moved.items():
        print(f"    {SAID[how]} it tells otherwise: {unlike(lk.segment(table, by=rfm).sort_index(), placed)}")
    with tempfile.TemporaryDirectory(prefix="leadkit-bench-") as place:
        folder = Path(place)
        orders.to_csv(folder / "orders.csv", index=False)
        orders.sample(frac=1, random_state=SEED).to_csv(folder / "shuffled.csv", index=False)
        other = {old: new for new, old in renamed(sorted(orders["customer"].unique())).items()}
        orders.assign(customer=orders["customer"].map(other)).to_csv(folder / "renamed.csv", index=False)
        once = ~orders["customer"].duplicated(keep=False)
        orders[once].to_csv(folder / "once.csv", index=False)
        only = graded(ours[ours["purchases"] == 1], 5)
        print(f"    of those alone who bought once, f: {counts(only['f'])}")
        for peer in NEEDS:
            beside(peer, orders, ours, folder)


if __name__ == "__main__":
    print(json.dumps(one(*sys.argv[1:])))
