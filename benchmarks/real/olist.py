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

import sys
from typing import TYPE_CHECKING

import pandas as pd
from through import main, written

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv")


def convert(source: Path, folder: Path) -> Path:
    """Write the kit's tables of the Olist funnel into `folder`."""
    leads, wins = (pd.read_csv(source / name) for name in FILES)
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
    return written({"people": people, "events": events, "deals": deals, "crm_records": records}, folder)


def waits(people: pd.DataFrame) -> str:
    """Say how long the winners waited."""
    won = people[people["purchases"] > 0]
    waited = (won["first_seen_days"] - won["first_purchase_days"]).astype("float64")
    quartiles = waited.quantile([0.25, 0.75]).tolist()
    return f"days from first contact to the win: median {waited.median():.0f}, quartiles {quartiles}"


if __name__ == "__main__":
    sys.exit(main(FILES, "Kaggle: olistbr/marketing-funnel-olist", convert, ["2017-12-31", "2018-05-31"], waits))
