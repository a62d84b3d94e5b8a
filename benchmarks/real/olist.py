"""Real input: the Olist marketing funnel (Brazil, 2017-18) through the kit, from its two files to notebook 01.

    uv run python benchmarks/real/olist.py FOLDER_WITH_THE_TWO_CSV_FILES [OUT]

The data are on Kaggle (olistbr/marketing-funnel-olist) and are not part of the kit. What they do not say stays empty:

- a person is a qualified lead; it was first in contact on the day it left its details on a landing page: `created_at`,
  and one `form_submit` event on that page. The details themselves are not published: no e-mail, no telephone;
- a deal is known only when it is won: it is opened on the first day on which the record proves that it exists, the day
  of the win, and its amount is empty. Deals that were lost, or are open, are not in the files;
- segment, type and behaviour profile are recorded only for leads that were won: a leak, so they are left out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

import leadkit as lk
from leadkit import check

FILES = ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv")


def convert(source: Path, folder: Path) -> None:
    """Write the kit's tables of the Olist funnel into `folder`."""
    leads, wins = (pd.read_csv(source / name) for name in FILES)
    folder.mkdir(parents=True)
    people = pd.DataFrame(
        {
            "person_id": leads["mql_id"],
            "created_at": leads["first_contact_date"] + " 00:00:00",
            "country": "BR",
            "source_channel": leads["origin"],
            "crm_role": "prospect",
            "details_from": "self",
        }
    )
    events = pd.DataFrame(
        {
            "event_id": "sign_up_" + leads["mql_id"],
            "person_id": leads["mql_id"],
            "happened_at": leads["first_contact_date"] + " 00:00:00",
            "kind": "form_submit",
            "channel": leads["origin"],
            "page": leads["landing_page_id"],
        }
    )
    deals = pd.DataFrame(
        {
            "deal_id": "win_" + wins["mql_id"],
            "person_id": wins["mql_id"],
            "opened_at": wins["won_date"],
            "closed_at": wins["won_date"],
            "won": True,
            "seller": "us",
        }
    )
    records = pd.DataFrame(
        {
            "system": "olist",
            "object": "marketing qualified lead",
            "record_id": leads["mql_id"],
            "person_id": leads["mql_id"],
            "created_at": leads["first_contact_date"] + " 00:00:00",
        }
    )
    tables = {"people": people, "events": events, "deals": deals, "crm_records": records}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)


def report(folder: Path, out: Path | None) -> int:
    """Check, take a snapshot, classify and run notebook 01; print what each showed. Return the exit code."""
    began = time.perf_counter()
    faults = check.check(folder)
    print(f"data check: {len(faults)} faults ({time.perf_counter() - began:.1f} s)")
    if len(faults):
        print(faults.head(10).to_string(index=False))
    tables = lk.read(folder)
    print(tables)
    for day in ("2017-12-31", "2018-05-31", str(tables.last_day)):
        people = lk.snapshot(tables, as_of=day)
        print(f"snapshot {day}: {len(people):,} people, {int((people['purchases'] > 0).sum())} won")
    packs = [*lk.definitions("marketstar"), *lk.definitions("successagency")]
    print(lk.tally(people, by=packs).to_string(index=False))
    won = people[people["purchases"] > 0]
    waited = (won["first_seen_days"] - won["first_purchase_days"]).astype("float64")
    quartiles = waited.quantile([0.25, 0.75]).tolist()
    print(f"days from first contact to the win: median {waited.median():.0f}, quartiles {quartiles}")
    page = out or Path(tempfile.mkdtemp()) / "page"
    command = [sys.executable, "-m", "leadkit", "run", "01", "-p", "tables", str(folder), "--out", str(page)]
    code = subprocess.run(command, check=False).returncode
    print(f"notebook 01 on it: exit code {code}")
    return int(bool(len(faults)) or code)


def main() -> int:
    """Run on the folder named on the command line."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    if len(sys.argv) < 2 or not all((source / name).is_file() for name in FILES):
        print(f"Give the folder that holds {' and '.join(FILES)} (Kaggle: olistbr/marketing-funnel-olist).")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "olist"
        convert(source, folder)
        return report(folder, Path(sys.argv[2]) if len(sys.argv) > 2 else None)


if __name__ == "__main__":
    sys.exit(main())
