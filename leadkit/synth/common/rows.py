"""The tables about deeds: events, answers, deals and their stages, CRM records, tiers set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth import columns as col
from leadkit.synth.arrow import Columns, pa
from leadkit.synth.common import answers as asks
from leadkit.synth.common import market, records
from leadkit.synth.draw import NOBODY
from leadkit.synth.vocabulary import ABILITIES, AUTHORITIES, DEVICES, HOW, KINDS, NEEDS, REASONS, STAGES, SUPPLIERS

if TYPE_CHECKING:
    from leadkit.synth.common.frame import Frame


def events(block: Frame) -> Columns:
    """Return the columns of `events`."""
    rows = block.life.events
    here = block.life.here
    sessions = block.ids("s", int(rows["session"].max(initial=-1)) + 1)
    return {
        "event_id": block.ids("e", len(rows["who"])),
        "person_id": col.words(rows["who"], block.person),
        "happened_at": block.when(rows["at"]),
        "session_id": col.words(rows["session"], sessions),
        "kind": col.words(rows["kind"], KINDS),
        "other_person_id": col.words(rows["other"], block.person),
        "campaign": col.words(rows["campaign"], here.campaigns),
        "channel": col.words(rows["channel"], here.channels),
        "page": col.words(rows["page"], here.site),
        "seconds": col.real(rows["seconds"]),
        "keyword": col.words(rows["keyword"], here.keywords),
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
        spoke = (rows["question"] == number) & (rows["answer"] != NOBODY)
        if question in coded:
            said[spoke] = np.array(coded[question], dtype=object)[rows["answer"][spoke]]
        else:
            said[spoke] = ["open" if a == NOBODY else str(a // 100) for a in rows["amount"][spoke]]
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
    here = block.life.here
    firm = np.where(
        block.life.details.work_at[rows["who"]] < here.end, block.life.who.organisation[rows["who"]], NOBODY
    )
    return {
        "deal_id": block.ids("d", len(firm)),
        "person_id": col.words(rows["who"], block.person),
        "organisation_id": col.words(firm, block.organisation),
        "opened_at": block.when(rows["at"]),
        "closed_at": block.when(rows["closed"]),
        "won": col.flags(rows["won"]),
        "amount": col.money(rows["amount"]),
        "units": col.real(rows["units"]),
        "product": col.words(rows["product"], here.products),
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
        "day": col.days(rows["day"], block.life.here.numbers["first_day"]),
        "tier": col.words(rows["tier"], market.TIERS),
        "by": col.words(rows["by"], block.life.here.words["overrides"]["by"]),
        "reason": col.words(rows["why"], block.life.here.words["overrides"]["why"]),
    }
