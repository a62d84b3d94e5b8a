"""The tables about deeds: events, answers, deals and their stages, CRM records, tiers set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth import columns as col
from leadkit.synth import names
from leadkit.synth.arrow import Columns, pa
from leadkit.synth.draw import NOBODY
from leadkit.synth.saas import answers as asks
from leadkit.synth.saas import market, records
from leadkit.synth.saas.deeds import SITE
from leadkit.synth.saas.numbers import (
    ABILITIES,
    AUTHORITIES,
    DEVICES,
    HOW,
    KINDS,
    NEEDS,
    REASONS,
    STAGES,
    SUPPLIERS,
    WORLD,
    campaigns,
    channels,
    end,
    numbers,
    products,
)  # fmt: skip
from leadkit.synth.saas.persons import LANGUAGES

if TYPE_CHECKING:
    from leadkit.synth.saas.frame import Frame


def events(block: Frame) -> Columns:
    """Return the columns of `events`."""
    rows = block.life.events
    keywords = [word for language in LANGUAGES for word in names.words(WORLD)["keywords"][language]]
    sessions = block.ids("s", int(rows["session"].max(initial=-1)) + 1)
    return {
        "event_id": block.ids("e", len(rows["who"])),
        "person_id": col.words(rows["who"], block.person),
        "happened_at": block.when(rows["at"]),
        "session_id": col.words(rows["session"], sessions),
        "kind": col.words(rows["kind"], KINDS),
        "other_person_id": col.words(rows["other"], block.person),
        "campaign": col.words(rows["campaign"], campaigns()),
        "channel": col.words(rows["channel"], channels()),
        "page": col.words(rows["page"], SITE),
        "seconds": col.real(rows["seconds"]),
        "keyword": col.words(rows["keyword"], keywords),
        "device": col.words(rows["device"], DEVICES),
        "exit_depth": col.real(rows["exit_depth"]),
        "fields": col.whole(rows["fields"]),
        "x": col.real(rows["x"]),
        "y": col.real(rows["y"]),
        "amount": col.money(rows["amount"]),
    }


def answers(block: Frame) -> Columns:
    """Return the columns of `answers`."""
    rows = block.life.answers
    coded = {
        "authority": AUTHORITIES, "need": NEEDS, "timescale": ("definite", "open"), "why_not_bought": REASONS,
        "ability_to_pay": ABILITIES, "present_supplier": SUPPLIERS,
    }  # fmt: skip
    said = np.full(len(rows["who"]), None, dtype=object)
    for number, question in enumerate(asks.QUESTIONS):
        here = (rows["question"] == number) & (rows["answer"] != NOBODY)
        if question in coded:
            said[here] = np.array(coded[question], dtype=object)[rows["answer"][here]]
        else:
            said[here] = ["open" if a == NOBODY else str(a // 100) for a in rows["amount"][here]]
    return {
        "answer_id": block.ids("a", len(said)),
        "person_id": col.words(rows["who"], block.person),
        "asked_at": block.when(rows["at"]),
        "how_asked": col.words(rows["how"], HOW),
        "question": col.words(rows["question"], asks.QUESTIONS),
        "answer": pa.array(said, pa.string()),
        "amount": col.money(rows["amount"]),
    }


def deals(block: Frame) -> Columns:
    """Return the columns of `deals`."""
    rows = block.life.deals
    firm = np.where(block.life.details.work_at[rows["who"]] < end(), block.life.who.organisation[rows["who"]], NOBODY)
    return {
        "deal_id": block.ids("d", len(firm)),
        "person_id": col.words(rows["who"], block.person),
        "organisation_id": col.words(firm, block.organisation),
        "opened_at": block.when(rows["at"]),
        "closed_at": block.when(rows["closed"]),
        "won": col.flags(rows["won"]),
        "amount": col.money(rows["amount"]),
        "units": col.real(rows["units"]),
        "product": col.words(rows["product"], products()),
        "lost_reason": col.words(rows["reason"], REASONS),
        "seller": col.words(rows["seller"], ("us", "rival")),
    }


def stages(block: Frame) -> Columns:
    """Return the columns of `deal_stages`."""
    rows = block.life.stages
    return {
        "deal_id": col.words(rows["who"], block.ids("d", len(block.life.deals["who"]))),
        "happened_at": block.when(rows["at"]),
        "stage": col.words(rows["stage"], STAGES),
        "amount": col.money(rows["amount"]),
    }


def crm_records(block: Frame) -> Columns:
    """Return the columns of `crm_records`."""
    rows = block.life.records
    return {
        "system": col.words(rows["system"], records.SYSTEMS),
        "object": col.words(rows["object"], records.OBJECTS),
        "record_id": block.ids("r", len(rows["who"])),
        "person_id": col.words(rows["who"], block.person),
        "created_at": block.when(rows["at"]),
        "converted_at": block.when(rows["converted"]),
    }


def overrides(block: Frame) -> Columns:
    """Return the columns of `overrides`."""
    rows = block.life.overrides
    return {
        "person_id": col.words(rows["who"], block.person),
        "day": col.days(rows["day"], numbers()["first_day"]),
        "tier": col.words(rows["tier"], market.TIERS),
        "by": col.words(rows["by"], market.BY),
        "reason": col.words(rows["why"], market.WHY),
    }
