"""Real input: the CDNOW purchases (online music, 1997-98) through the kit, from their one file to notebook 01.

    uv run python benchmarks/real/cdnow.py FOLDER_WITH_THE_FILE [OUT]

The data are Bruce Hardie's public copy (CDNOW_master.txt: everybody whose first purchase fell in January to March 1997,
and all that they bought until the end of June 1998); they are not part of the kit. Four columns of white-space text:
customer, day, number of CDs, dollars. What they do not say is not written:

- a person exists from the first day on which the record proves it, the day of the first purchase: `created_at`. Nobody
  is in the file who did not buy: as every person here is a customer, nothing can be learnt about who becomes one;
- a purchase is a won order, opened and closed that day. It has no number: rows are numbered as they stand, for 255 of
  them repeat another one in every cell, and nobody can tell a double entry from a second order on the same day;
- 80 purchases cost 0.00: kept, for that is what the record says. Offers, carts and orders not sent are not in the file;
- no name, address, role, consent, visit, question or record of a CRM: no such column, no such table.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pandas as pd
from through import main, written

if TYPE_CHECKING:
    from pathlib import Path

FILE = "CDNOW_master.txt"


def convert(source: Path, folder: Path) -> Path:
    """Write the kit's tables of the CDNOW purchases into `folder`."""
    orders = pd.read_csv(source / FILE, sep=r"\s+", dtype="str")
    day = pd.to_datetime(orders["date"], format="%Y%m%d").dt.strftime("%Y-%m-%d 00:00:00")
    people = day.groupby(orders["customer_id"]).min().rename("created_at").rename_axis("person_id").reset_index()
    deals = pd.DataFrame(
        {
            "deal_id": "order_" + pd.Series(orders.index + 1).astype("str"),
            "person_id": orders["customer_id"],
            "opened_at": day,
            "closed_at": day,
            "won": True,
            "amount": orders["dollar_value"],
            "units": orders["number_of_cds"],
            "seller": "us",
        }
    )
    return written({"people": people, "deals": deals}, folder)


def repeats(people: pd.DataFrame) -> str:
    """Say how often people bought, and what they spent."""
    orders, spent = people["purchases"], people["total_spent"]
    told = [f"bought {n} x: {(orders == n).sum():,} ({(orders == n).mean():.1%})" for n in range(1, 6)]
    told.append(f"more often: {(orders > 5).sum():,} ({(orders > 5).mean():.1%}), at most {orders.max()} x")
    quantiles = ", ".join(f"{q:.0%} {spent.quantile(q):,.2f}" for q in (0.05, 0.25, 0.5, 0.75, 0.95))
    top = spent.nlargest(len(spent) // 5).sum() / spent.sum()
    return "\n".join([*told, f"spent: {quantiles}; the fifth that spent most: {top:.1%} of all"])


if __name__ == "__main__":
    sys.exit(main([FILE], "Bruce Hardie's CDNOW data set", convert, ["1997-03-31", "1997-12-31"], repeats))
