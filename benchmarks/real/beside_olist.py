"""Put the world `saas` beside the Olist marketing funnel: how many qualified leads are won, and how soon.

    uv run python benchmarks/real/beside_olist.py FOLDER_WITH_THE_TWO_CSV_FILES [--write]

Olist lists leads that asked to be contacted and that marketing found qualified; the clock starts at that contact. Its
like in the world is a person whose screening was passed before they had bought anything, and the clock starts with the
enquiry that led to it. With --write the tables go into docs/worlds/saas.md; only counts and quantiles are shown, no row
of the data is copied. Without the data (Kaggle, olistbr/marketing-funnel-olist) the page stays as it is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from leadkit import synth

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "docs"))
PEOPLE, SEED = 80_000, 7
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
BY_DAY = (7, 14, 30, 90, 180)
LEADS, WINS = "olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"
OURS = """
    WITH screened AS (
        SELECT person_id, min(happened_at) AS screened_at FROM '{0}/events.parquet'
        WHERE kind = 'screened_passed' GROUP BY person_id
    ), bought AS (
        SELECT person_id, min(closed_at) AS won_at FROM '{0}/deals.parquet'
        WHERE won AND seller = 'us' GROUP BY person_id
    )
    SELECT max(e.happened_at) AS contact_at, any_value(won_at) AS won_at
    FROM screened JOIN '{0}/events.parquet' AS e USING (person_id) LEFT JOIN bought USING (person_id)
    WHERE e.kind IN ('form_submit', 'demo_request', 'trial_start', 'inbound_call', 'chat')
      AND e.happened_at <= screened_at AND (won_at IS NULL OR won_at > screened_at)
    GROUP BY person_id
"""


def olist(folder: Path) -> pd.DataFrame:
    """Read contact and win of every Olist lead."""
    leads, wins = pd.read_csv(folder / LEADS), pd.read_csv(folder / WINS)
    both = leads.merge(wins[["mql_id", "won_date"]], on="mql_id", how="left")
    return pd.DataFrame(
        {"contact_at": pd.to_datetime(both["first_contact_date"]), "won_at": pd.to_datetime(both["won_date"])}
    )


def saas() -> pd.DataFrame:
    """Make a world, and read contact and win of its qualified leads."""
    with tempfile.TemporaryDirectory() as place:
        folder = synth.make("saas", people=PEOPLE, seed=SEED, to=Path(place) / "saas")
        return duckdb.sql(OURS.format(folder)).df()


def told(leads: pd.DataFrame) -> dict[str, str]:
    """Return what is shown of one of the two."""
    days = (leads["won_at"] - leads["contact_at"]).dt.total_seconds() / 86_400
    won = days[days > 0]
    rows = {
        "qualified leads": f"{len(leads):,}",
        "won": f"{len(won):,}",
        "share won": f"{len(won) / len(leads):.1%}",
    }
    rows |= {f"won, days: {q:.0%} within": f"{won.quantile(q):.1f}" for q in QUANTILES}
    return rows | {f"of the won, within {day} days": f"{(won <= day).mean():.0%}" for day in BY_DAY}


def beside(real: pd.DataFrame, ours: pd.DataFrame) -> str:
    """Return the table of the page."""
    old = ours[ours["contact_at"] < ours["contact_at"].max() - pd.Timedelta(days=180)]
    columns = [told(real), told(ours), told(old)]
    head = "| | Olist 2017-18 | world `saas` | of them, with 180 days to follow |\n|---|---:|---:|---:|\n"
    return head + "\n".join(f"| {name} | " + " | ".join(c[name] for c in columns) + " |" for name in columns[0])


def main(arguments: list[str]) -> None:
    """Compare, and write the page if that is asked."""
    folder = Path(next((a for a in arguments if not a.startswith("--")), "."))
    if not (folder / LEADS).exists() or not (folder / WINS).exists():
        print(f"The two Olist files are not in '{folder}': nothing is compared, and the page stays as it is.")
        return
    table = beside(olist(folder), saas())
    print(table)
    if "--write" in arguments:
        import make_world  # noqa: PLC0415 - beside this script only in a checkout

        page = make_world.page("saas")
        page.write_text(
            make_world.between(page.read_text(encoding="utf-8"), "olist", table), encoding="utf-8", newline="\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
