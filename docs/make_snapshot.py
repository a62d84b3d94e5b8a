"""Write docs/snapshot.md from the vocabulary, so that it cannot lag behind it: ``python docs/make_snapshot.py``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from leadkit import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadkit.vocabulary import Column

HEAD = """<!-- Written by docs/make_snapshot.py from leadkit/data/vocabulary.yaml and snapshot.sql; do not edit. -->

# The snapshot

`lk.snapshot(tables, as_of="2025-06-30")` says what was known about each person at the end of a day: one row a person,
sorted by `person_id`, with the columns below. Conditions, definitions and rules are asked of it.

- **Days are UTC days.** What is dated on or before the day counts, to the end of the day; nothing later does, in any
  table. `..._days` are whole days before the day asked; 0 is that day. `..._30d` holds the days 0 to 29.
- **People come as they were.** The table `people` holds what was known when the row was made, `changes` every later
  value (an empty value: the detail was taken away); the latest change up to the day holds. People met later are absent.
- **A deal that closed later is open**, and nothing of its end (`closed_at`, `won`, the final amount) is known. Deals of
  the rival (`seller`) are not ours, and so not in the columns of deals. Stages and their amounts enter no column.
- **The latest** is the latest by time, and among equal times by id. Counts of logged events are 0, never empty.
- **A cart is left behind** when no purchase came from the moment of the cart to the end of the seventh day after it; a
  cart younger than 7 days is not yet left behind, so that the count does not know the future.
- **A day after the last row** may be asked: nothing new is known, everything is longer ago. A day on which nobody was
  known yet is refused.
- **A cell that cannot be** (a role that is not on the list, -1 children, a negative amount) is left out here;
  `leadkit data check` names it. An empty text is no text.
- **Unknown is not no.** A table of people without the column `email`, `phone` or `social_account` never recorded it:
  then `has_email` and its like are unknown, save of whom `changes` tells. Under such a column an empty cell is a no:
  nothing was stored. `has_contact_details` is an OR of three values: yes if either is, unknown if neither is and one
  may be.
- **A table that is not there counts as nothing happened**, not as unknown: without `events` every count of events is 0
  and `showed_interest` is a no; without `deals` nobody bought; without `crm_records` nobody is in the CRM; without
  `answers` nobody was asked. So do columns from which only counts and sums are made: see [below](#counted-from).
  `leadkit data check` says it of a folder.
- **A world may add tastes**, one column each; `likes_toys` stands for all of them below.
- Overrides, spend, areas and the truth of a world never enter.

| an empty cell | means | and a comparison with it |
|---|---|---|
| never | no such thing happened | is a plain no |
| not known | nobody asked, or nobody answered | is unknown |
| (none) | the column has no empty cells | |
"""
TITLES = {
    "who": "Who they are",
    "reach": "How they can be reached",
    "interest": "What they did",
    "answers": "What they were asked and answered",
    "deals": "What was offered and sold",
    "influence": "Whom they brought",
}
EMPTY = {"never": "never", "not_known": "not known", "no_null": ""}
COUNTED = """
Where a team has no such table, or no such column of it, these say 0 or no of everybody, not unknown: conclude nothing
from them then. The choice is ours: so `purchases = 0` can be asked of a team that has sold nothing yet. A deal
without a `seller` is ours, and where there are no `deals` every cart that is old enough counts as left behind.
"""
KINDS = {"number": "number", "text": "text", "yes_no": "yes or no", "other": "other"}
ACTS = {
    "by_them": "Done by the person (`by_them`)",
    "of_interest": "Acts of interest (`of_interest`), the broadest list; each school names its own",
    "an_enquiry": "Enquiries (`an_enquiry`), from which the first call is timed; a form only for a guide is none",
}


def page() -> str:
    """Write the whole page."""
    columns = vocabulary.in_order(["likes_toys"])
    groups = [_group(name, [each for each in columns if each.group == name]) for name in vocabulary.GROUPS]
    return "\n".join([HEAD, _acts(), *groups, _counted(), _facts(), _parts()])


def _group(name: str, columns: list[Column]) -> str:
    head = "| column | holds | empty | meaning | ไทย · Tiếng Việt | part | SQL |\n|---|---|---|---|---|---|---|"
    return "\n".join([f"## {TITLES[name]}", "", head, *(_row(column) for column in columns), ""])


def _row(column: Column) -> str:
    held = f"whole {KINDS[column.kind]}" if column.whole else KINDS[column.kind]
    if column.unit:
        held += f" ({column.unit})"
    if column.values:
        held += ": " + ", ".join(f"`{value}`" for value in column.values)
    if column.low is not None:
        held += f", at least {column.low:g}"
    others = f"{column.meaning['th']} · {column.meaning['vi']}"
    cells = [f"`{column.name}`", held, EMPTY[column.null], column.meaning["en"], others, f"`{column.table}`"]
    return f"| {' | '.join(cells)} | `{column.sql}` |"


def _acts() -> str:
    kinds: Mapping[str, tuple[str, ...]] = vocabulary.acts()
    lines = [f"- {said}: {', '.join(f'`{kind}`' for kind in kinds[name])}." for name, said in ACTS.items()]
    return "\n".join(["## Whose act an event is", "", *lines, ""])


def _counted() -> str:
    rows = [
        f"| `{source}` | {', '.join(f'`{name}`' for name in names)} |"
        for source, names in vocabulary.counted_from().items()
    ]
    return "\n".join(["## Counted from", COUNTED, "| without | these say 0 or no |\n|---|---|", *rows, ""])


def _facts() -> str:
    said = (
        "True of every person by the SQL alone, whatever is in the tables; proofs about conditions rest on them and\n"
        "on the ranges, the closed lists and the columns without empty cells above."
    )
    return "\n".join(["## Facts", "", said, "", "```sql", *vocabulary.facts(ranges=False), "```", ""])


def _parts() -> str:
    said = (
        "The SELECT without its columns (`leadkit/data/snapshot.sql`); `lk.snapshot` adds the lines above to the parts."
    )
    sql = files("leadkit").joinpath("data/snapshot.sql").read_text(encoding="utf-8")
    return f"## The parts\n\n{said}\n\n```sql\n{sql.rstrip()}\n```\n"


if __name__ == "__main__":
    Path(__file__).with_name("snapshot.md").write_text(page(), encoding="utf-8")
