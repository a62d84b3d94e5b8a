"""Put the world `shop` beside the CDNOW purchases: how long ago, how often, how much, in histograms and quantiles.

    uv run python benchmarks/real/beside_cdnow.py FOLDER_WITH_THE_FILE [--write]

Both sides are customers whose first order fell between 1 January and 25 March (of 1997 at CDNOW, of 2024 in the shop),
followed until 30 June of the next year. Orders of one day are one order; orders of no value count, but not as money.
Baht and dollars cannot be compared, so money is shown as a multiple of the median customer's. With --write the table
goes into docs/worlds/shop.md and the picture to docs/images/shop-cdnow.png; only counts and quantiles are shown, no row
of CDNOW is copied. Without the file the script says so and tells of the shop alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from leadkit import synth
from leadkit.plots.canvas import COLOURS, INK, fonts
from leadkit.plots.picture import png

FILE, PEOPLE, SEED = "CDNOW_master.txt", 200_000, 7
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "shop-cdnow.png"
SHARES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
ALT = (
    "Three histograms of customers followed for 15 to 18 months: the shop (clothes and toys) as filled bars, CDNOW as a"
    " dashed outline. Days since the last order: some within the last three months, few in between, most 400 to 545"
    " days ago, when they first came. Orders: about half bought once, one in six or so twice, a long thin tail beyond"
    " ten. Money spent, as a multiple of the median customer, on a scale of doublings: one hump around the median, and"
    " at CDNOW a second peak at a quarter of it (one disc); both fall off to more than 16 times as much."
)


def cdnow(folder: Path) -> pd.DataFrame:
    """Read the file: one row an order."""
    rows = pd.read_csv(folder / FILE, sep=r"\s+", dtype={"date": "str"})
    rows.columns = ["person_id", "day", "units", "amount"]
    rows["day"] = pd.to_datetime(rows["day"], format="%Y%m%d")
    return rows


def shop() -> pd.DataFrame:
    """Make the world, and keep its paid orders."""
    with tempfile.TemporaryDirectory() as place:
        deals = pd.read_parquet(synth.make("shop", PEOPLE, SEED, to=Path(place) / "shop") / "deals.parquet")
    ours = deals[deals["won"].fillna(value=False).astype(bool) & (deals["seller"] == "us")]
    return pd.DataFrame(
        {
            "person_id": ours["person_id"],
            "day": ours["closed_at"].dt.normalize(),
            "amount": ours["amount"].astype(float),
            "dear": ours["product"].isin(["wedding_dress", "bulk_order"]),
        }
    )


def customers(orders: pd.DataFrame, year: int) -> pd.DataFrame:
    """Tell of each customer who first bought in the first twelve weeks of `year`: recency, frequency, spend."""
    each = orders.groupby("person_id").agg(
        first=("day", "min"), last=("day", "max"), orders=("day", "nunique"), spent=("amount", "sum")
    )
    each = each[each["first"].between(f"{year}-01-01", f"{year}-03-25")]
    return each.assign(recency=(pd.Timestamp(f"{year + 1}-06-30") - each["last"]).dt.days)


def told(each: pd.DataFrame) -> dict[str, str]:
    """Say what can be put side by side."""
    money, lines = each.loc[each["spent"] > 0, "spent"], {"customers": f"{len(each):,}"}
    lines |= {f"ordered {n} x": f"{(each['orders'] == n).mean():.1%}" for n in range(1, 6)}
    lines["ordered more than 10 x"] = f"{(each['orders'] > 10).mean():.1%}"
    lines["orders, mean"] = f"{each['orders'].mean():.2f}"
    for title, values, form in (
        ("orders", each["orders"], "{:.0f}"),
        ("days since the last order", each["recency"], "{:.0f}"),
        ("spent, of the median", money / money.median(), "{:.2f}"),
    ):
        lines |= {f"{title}: {q:.0%} at most": form.format(values.quantile(q)) for q in SHARES}
    top = money.nlargest(len(money) // 5).sum() / money.sum()
    return lines | {"the fifth that spent most, share of all money": f"{top:.0%}"}


def table(sides: dict[str, pd.DataFrame]) -> str:
    """Write what is told of each side as one table."""
    columns = [told(each) for each in sides.values()]
    head = f"| | {' | '.join(sides)} |\n|---|{'---:|' * len(sides)}\n"
    return head + "\n".join(f"| {line} | {' | '.join(side[line] for side in columns)} |" for line in columns[0])


def picture(sides: dict[str, pd.DataFrame]) -> bytes:
    """Draw the three histograms, one beside the other."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only when a picture is asked for

    figure = Figure(figsize=(11, 4.2), layout="constrained")
    panels = (
        ("days since the last order", "recency", np.arange(0, 561, 40), None),
        ("orders (the last bar: 15 or more)", "orders", np.arange(0.5, 16.5), None),
        ("spent (the median customer is 1)", "money", 2.0 ** np.arange(-4, 6.5, 0.5), 2),
    )
    for ax, (title, column, edges, base) in zip(figure.subplots(1, 3), panels, strict=True):
        for (name, each), colour, filled in zip(sides.items(), COLOURS, (True, False), strict=False):
            spent = each.loc[each["spent"] > 0, "spent"]
            values = spent / spent.median() if column == "money" else each[column]
            kept = np.clip(values, edges[0], edges[-1] - 1e-9)
            share = 100 * np.histogram(kept, edges)[0] / len(kept)
            look = {"fill": True, "alpha": 0.55, "color": colour}
            line = {"color": INK, "linewidth": 1.8, "linestyle": (0, (4, 1.5))}
            ax.stairs(share, edges, label=name, **(look if filled else line))
        if base:
            ax.set_xscale("log", base=base)
            ax.set_xticks([1 / 16, 1 / 4, 1, 4, 16], ["1/16", "1/4", "1", "4", "16"])
        elif column == "orders":
            ax.set_xticks([1, 5, 10, 15])
        ax.set_xlabel(title, family=fonts(), fontsize=12)
        ax.set_ylim(bottom=0)
        ax.spines[["top", "right"]].set_visible(False)
        for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
            label.set(family=fonts(), fontsize=11)
    figure.axes[0].set_ylabel("% of customers", family=fonts(), fontsize=12)
    figure.axes[1].legend(frameon=False, prop={"family": list(fonts()), "size": 12})
    return png(figure.axes[0], dpi=110)


def main(arguments: list[str]) -> None:
    """Compare, and write the page and the picture if that is asked."""
    folder = Path(next((a for a in arguments if not a.startswith("--")), "."))
    orders = shop()
    cheap = ~orders["person_id"].isin(orders.loc[orders["dear"], "person_id"])
    sides = {
        "world `shop`": customers(orders, 2024),
        "of them, clothes and toys only": customers(orders[cheap], 2024),
    }
    if not (folder / FILE).exists():
        print(f"There is no {FILE} in '{folder}': CDNOW stays out, and the page stays as it is.\n")
        print(table(sides))
        return
    sides["CDNOW 1997-98"] = customers(cdnow(folder), 1997)
    print(table(sides))
    if "--write" in arguments:
        import make_world  # noqa: PLC0415 - beside this script only in a checkout

        PICTURE.write_bytes(
            picture({"shop, clothes and toys": list(sides.values())[1], "CDNOW": sides["CDNOW 1997-98"]})
        )
        page = make_world.page("shop")
        shown = f"![{ALT}](../images/{PICTURE.name})\n\n{table(sides)}"
        text = make_world.between(page.read_text(encoding="utf-8"), "cdnow", shown)
        page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2] / "docs"))
    main(sys.argv[1:])
