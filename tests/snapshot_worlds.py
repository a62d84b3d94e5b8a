"""Small random tables for the laws of the snapshot, and the same tables with everything later rewritten.

They are rich in borders: the first and last moment of days 7, 30, 90 and 365 before the day asked, equal times, cells
that cannot be (a role that does not exist, -1 children, NaN seconds), people of whom nothing is known.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from leadkit import schema
from leadkit.tables import Tables

if TYPE_CHECKING:
    from pathlib import Path

Rows = dict[str, list[dict[str, Any]]]

DAY = date(2025, 6, 30)
END = datetime.combine(DAY + timedelta(days=1), time(0))
OFFSETS = (-400, -365, -364, -100, -91, -90, -89, -60, -31, -30, -29, -14, -8, -7, -6, -2, -1, 0, 1, 2, 7, 30)
CLOCKS = (time(0), time(9, 30, 0, 500), time(12), time(23, 59, 59, 999999))
KINDS = schema.table("events").field("kind").values  # noqa: PD011 - a tuple
CODED = dict(schema.table("answers").field("answer").values_by[1])
MEASURED = ("budget", "timescale_months", "units_needed")
CHANGED = {
    "email": (None, "", "new@b.vn"),
    "phone": (None, "+84 2"),
    "crm_role": ("employee", "boss"),
    "organisation_id": (None, "o1"),
    "birth_year": ("1980", "x", None),
    "consent": ("true", "false"),
    "children_at_home": ("3", "-2"),
    "likes_golf": ("true", "no idea"),
    "job_title": ("t1", "t2", "t3"),
    "full_name": ("Somebody",),
    "shoe_size": ("9",),
}
DATED = {  # what dates a row
    "people": "created_at",
    "changes": "happened_at",
    "events": "happened_at",
    "answers": "asked_at",
    "deals": "opened_at",
    "deal_stages": "happened_at",
    "crm_records": "created_at",
    "overrides": "day",
    "spend": "month",
}


class Maker:
    """Make rows by chance; the same seed makes the same."""

    def __init__(self, seed: int, people: int = 30) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a die for tests
        self.ids = [f"p{n}" for n in range(people)]
        self.number = 0
        self.kinds = self.one(
            KINDS, KINDS, ("cart_add", "newsletter_signup", "unsubscribe", "form_submit", "call_attempt")
        )

    def one(self, *values: Any) -> Any:
        return self.dice.choice(values)

    def person(self) -> str:
        return self.dice.choice(self.ids)

    def when(self, offsets: tuple[int, ...] = OFFSETS) -> datetime:
        return datetime.combine(DAY + timedelta(days=self.dice.choice(offsets)), self.dice.choice(CLOCKS))

    def id(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def people(self, person: str) -> dict[str, Any]:
        return {
            "person_id": person,
            "created_at": self.when(),
            "full_name": "Nguyễn Thị Ánh",
            "email": self.one(None, "", "a@b.vn"),
            "phone": self.one(None, "", "+66 1"),
            "social_account": self.one(None, "@a"),
            "job_title": self.one(None, "ผู้จัดการ"),
            "seniority": self.one(None, "manager"),
            "organisation_id": self.one(None, "o1", "o2", "o9"),
            "country": self.one(None, "TH"),
            "region": self.one(None, "Lanna"),
            "city": self.one(None, "Huế"),
            "birth_year": self.one(None, 1990, 2025, 2031),
            "gender": self.one(None, "female"),
            "children_at_home": self.one(None, 0, 2, -1),
            "language": self.one(None, "th"),
            "source_channel": self.one(None, "search"),
            "details_from": self.one(None, "self", "list", "nobody"),
            "crm_role": self.one(None, "prospect", "partner", "boss"),
            "consent": self.one(None, True, False),
            "likes_golf": self.one(None, True, False),
        }

    def changes(self) -> dict[str, Any]:
        field = self.one(*CHANGED)
        value = self.one(*CHANGED[field])
        return {"person_id": self.person(), "happened_at": self.when(), "field": field, "value": value}

    def organisations(self, name: str) -> dict[str, Any]:
        revenue = self.one(None, Decimal("10.50"), Decimal(-1))
        employees = self.one(None, 5, -5)
        return {
            "organisation_id": name,
            "industry": self.one(None, "retail"),
            "employees": employees,
            "annual_revenue": revenue,
        }

    def events(self) -> dict[str, Any]:
        return {
            "event_id": self.id("e"),
            "person_id": self.person(),
            "happened_at": self.when(),
            "kind": self.one(*self.kinds),
            "session_id": self.one(None, f"s{self.dice.randrange(len(self.ids))}"),
            "page": self.one(None, "guide", "guide", "home"),
            "seconds": self.one(None, 0.0, 12.9, 40.0, -3.0, float("nan")),
            "other_person_id": self.one(None, self.person(), self.one(*self.ids[:4])),
        }

    def answers(self) -> dict[str, Any]:
        question = self.one(*CODED, *MEASURED, "why_so_late")
        return {
            "answer_id": self.id("a"),
            "person_id": self.person(),
            "asked_at": self.when(),
            "question": question,
            "answer": self.one(None, "perhaps", *CODED.get(question, ("text",))),
            "amount": self.one(None, Decimal(0), Decimal("12.34"), Decimal(500), Decimal(-1)),
        }

    def deals(self) -> dict[str, Any]:
        return {
            "deal_id": self.id("d"),
            "person_id": self.person(),
            "opened_at": self.when(),
            "closed_at": self.one(None, self.when(), self.when()),
            "won": self.one(None, True, True, False),
            "amount": self.one(None, Decimal("99.99"), Decimal("0.01"), Decimal(-5)),
            "units": self.one(None, 3.0, 2.5, -1.0),
            "seller": self.one("us", "us", "us", "rival"),
        }

    def deal_stages(self) -> dict[str, Any]:
        deal = f"d{self.dice.randrange(len(self.ids) * 40)}"
        amount = self.one(None, Decimal(7))
        return {"deal_id": deal, "happened_at": self.when(), "stage": self.id("stage"), "amount": amount}

    def crm_records(self) -> dict[str, Any]:
        more = {"record_id": self.id("r"), "created_at": self.when(), "converted_at": self.one(None, self.when())}
        return {"system": "hub", "object": "Lead", "person_id": self.person(), **more}

    def overrides(self) -> dict[str, Any]:
        return {"person_id": self.person(), "day": self.when().date(), "tier": "hot", "by": "boss"}

    def spend(self) -> dict[str, Any]:
        return {"channel": "search", "campaign": self.id("c"), "month": self.when().date(), "cost": Decimal(1)}

    def areas(self) -> dict[str, Any]:
        return {"region": self.id("region"), "households": 800}


def random_rows(seed: int, people: int = 30) -> Rows:
    """Make small random tables; the first person is known from the beginning."""
    maker = Maker(seed, people)
    busy = maker.one(3, 10, 20)
    rows: Rows = {
        "people": [maker.people(person) for person in maker.ids],
        "changes": [maker.changes() for _ in range(people * 2)],
        "organisations": [maker.organisations(f"o{n}") for n in range(3)],
        "events": [maker.events() for _ in range(people * busy)],
        "answers": [maker.answers() for _ in range(people * 5)],
        "deals": [maker.deals() for _ in range(people * 2)],
        "deal_stages": [maker.deal_stages() for _ in range(people)],
        "crm_records": [maker.crm_records() for _ in range(people // 2)],
        "overrides": [maker.overrides() for _ in range(3)],
        "spend": [maker.spend() for _ in range(3)],
        "areas": [maker.areas() for _ in range(3)],
    }
    rows["people"][0]["created_at"] = maker.when(OFFSETS[:1])
    rows["changes"] = _one_a_moment(rows["changes"])
    return shuffled(rows, maker.dice)


def shuffled(rows: Rows, dice: random.Random) -> Rows:
    """Give the same rows in another order."""
    return {name: dice.sample(table, len(table)) for name, table in rows.items()}


def cut(rows: Rows) -> Rows:
    """Give what stood in the tables at the end of DAY: what is later is gone, what ended later has not ended."""
    kept = {name: [row for row in table if not is_later(name, row)] for name, table in rows.items()}
    kept["deals"] = [
        {**deal, "closed_at": None, "won": None, "amount": None, "units": None} if not is_over(deal) else deal
        for deal in kept["deals"]
    ]
    kept["crm_records"] = [{**record, "converted_at": None} for record in kept["crm_records"]]
    return kept


def rewritten(rows: Rows, seed: int) -> Rows:
    """Alter, add and delete everything dated later than DAY, in every table; leave what was known as it was."""
    maker = Maker(seed, len(rows["people"]))
    maker.number = 10_000
    told = {
        name: [_altered(maker, name, row) for row in table if not _forgotten(maker, name, row)]
        for name, table in rows.items()
    }
    for name in DATED:
        fresh = [maker.people(maker.id("new")) if name == "people" else getattr(maker, name)() for _ in range(40)]
        told[name] += [row for row in fresh if is_later(name, row)]
    told["changes"] = _one_a_moment(told["changes"])
    return shuffled(told, maker.dice)


def is_later(name: str, row: dict[str, Any]) -> bool:
    """Say whether a row is dated later than DAY."""
    at = row.get(DATED.get(name, ""))
    return at is not None and pd.Timestamp(at) >= END


def is_over(deal: dict[str, Any]) -> bool:
    """Say whether a deal had been closed by the end of DAY."""
    return deal["closed_at"] is not None and deal["closed_at"] < END


def frames(rows: Rows) -> dict[str, pd.DataFrame]:
    """Make a DataFrame of every table, with all columns of the schema."""
    made = {}
    for name, table in rows.items():
        known = list(schema.table(name).names)
        more = sorted({column for row in table for column in row} - set(known))
        made[name] = pd.DataFrame(table, columns=[*known, *more])
    return made


def tables_of(rows: Rows) -> Tables:
    """Make Tables of rows."""
    return Tables(frames(rows))


def tables_on_disk(rows: Rows, folder: Path, form: str) -> Tables:
    """Write the tables as CSV or Parquet files, and make Tables of the files."""
    paths = {}
    for name, frame in tables_of(rows).sources.items():
        typed = tables_of(rows)[name] if isinstance(frame, pd.DataFrame) else frame
        path = folder / f"{name}.{form}"
        typed.to_csv(path, index=False) if form == "csv" else typed.to_parquet(path, index=False)
        paths[name] = str(path)
    return Tables(paths)


def _one_a_moment(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one change of a field at a time, as the key of the table asks."""
    return list({(row["person_id"], row["happened_at"], row["field"]): row for row in changes}.values())


def _forgotten(maker: Maker, name: str, row: dict[str, Any]) -> bool:
    return is_later(name, row) and maker.one(True, False)


def _altered(maker: Maker, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Alter a later row in everything, and of an earlier one what it learnt later."""
    if is_later(name, row):
        other = maker.people(row["person_id"]) if name == "people" else getattr(maker, name)()
        return {**other, DATED[name]: maker.one(row[DATED[name]], row[DATED[name]] + timedelta(days=3))}
    if name == "deals" and not is_over(row):
        end = {"closed_at": maker.one(None, maker.when((1, 2, 90))), "won": maker.one(None, True, False)}
        return {
            **row,
            **end,
            "amount": maker.one(None, Decimal(77)),
            "units": maker.one(None, 8.0),
            "lost_reason": "price",
        }
    if name == "crm_records" and (row["converted_at"] is None or row["converted_at"] >= END):
        return {**row, "converted_at": maker.one(None, maker.when((1, 30)))}
    return row
