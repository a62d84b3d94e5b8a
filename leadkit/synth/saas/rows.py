"""Write one block of the world `saas` as Arrow tables, column by column as the schema has them.

A row of `people` shows what was known when it was made; whatever became known or changed later is a row of `changes`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from leadkit import schema
from leadkit.synth import columns as col
from leadkit.synth import names
from leadkit.synth.draw import NEVER, NOBODY, Ints
from leadkit.synth.log import Log
from leadkit.synth.saas import answers as asks
from leadkit.synth.saas import market, records
from leadkit.synth.saas.deeds import SITE
from leadkit.synth.saas.numbers import (
    ABILITIES, AUTHORITIES, DEVICES, FROM, HOW, KINDS, NEEDS, OBSTACLES, REASONS, ROLES, STAGES, SUPPLIERS, WORLD,
    campaigns, channels, end, numbers, products,
)  # fmt: skip
from leadkit.synth.saas.people import places
from leadkit.synth.saas.records import role_changes

if TYPE_CHECKING:
    from leadkit.synth.saas.life import Life

LANGUAGES = ("en", "th", "vi")
STRIDE = 1_000_000  # numbers kept for the events (answers, deals, visits) of a block
SENIORITY = ("junior", "specialist", "manager", "director", "executive", "owner")


class Writer:
    """The tables of one block.

    Parameters
    ----------
    life : Life
        What happened.
    block : int
        Which block it is.
    size : int
        People in a full block, for the numbers of ids.
    width : int
        Digits of the ids of people.
    """

    def __init__(self, life: Life, block: int, size: int, width: int) -> None:
        self.life, self.first_day = life, numbers()["first_day"]
        n, per = len(life.who), int(round(size * numbers()["organisations"]["per_person"]))
        self.number = block * size + 1 + np.arange(n)
        self.org_number = block * per + 1 + np.arange(len(life.org))
        self.person = col.ids("p", self.number, width)
        self.organisation = col.ids("o", self.org_number, width)
        self.industries = tuple(numbers()["organisations"]["industries"])
        self.stride, self.width = block * STRIDE + 1, width + 2

    def tables(self) -> dict[str, pa.Table]:
        """Return every table, `truth` among them."""
        made = {
            "people": self.people, "changes": self.changes, "organisations": self.organisations, "events": self.events,
            "answers": self.answers, "deals": self.deals, "deal_stages": self.stages, "crm_records": self.crm_records,
            "overrides": self.overrides, "truth": self.truth,
        }  # fmt: skip
        self._name()
        return {name: pa.table(make()) for name, make in made.items()}

    def _name(self) -> None:
        """Name everybody and every firm."""
        life, spots = self.life, places()
        at = [spots[p][0] for p in life.org.place]
        trades = [self.industries[i] for i in life.org.industry]
        self.firms, slugs = names.firms(life.streams("firms"), WORLD, at, trades, self.org_number)
        firm = life.who.organisation
        slug = slugs.take(pa.array(firm, mask=firm == NOBODY))
        country = [spots[p][0] for p in life.who.place]
        called = names.people(
            life.streams("names"), WORLD, country, life.who.language == 1, life.who.gender == 0, self.number, slug
        )
        self.texts = names.doubles(life.streams("typos"), called, life.who.same_as, self.number)

    def _ids(self, prefix: str, count: int) -> pa.Array:
        if count >= STRIDE:
            raise OverflowError(f"a block holds {count} rows of '{prefix}', more than the {STRIDE} numbers kept for it")
        return col.ids(prefix, self.stride + np.arange(count), self.width)

    def _when(self, at: Ints) -> pa.Array:
        return col.moments(at, self.first_day)

    def people(self) -> dict[str, pa.Array]:
        """Return the columns of `people`."""
        life, who, came, held = self.life, self.life.who, self.life.came, self.life.details
        born = came.born
        known = {name: at <= born for name, at in self._known().items()}
        role, _, _ = role_changes(held, came)
        there = held.given <= born
        asked = np.where(there, 0, 1 << 8) | who.tastes
        cities, regions, countries, place = _geography()
        made = {
            "person_id": self.person,
            **{n: col.texts(getattr(self.texts, n), known[n]) for n in ("full_name", "email", "phone", "social_account")},
            "job_title": col.words(np.where(known["job_title"], _title(who.language, who.seniority, who.function), -1), titles()),
            "seniority": col.words(np.where(known["seniority"], who.seniority, -1), SENIORITY),
            "organisation_id": col.words(np.where(known["organisation_id"], who.organisation, -1), self.organisation),
            "country": col.words(who.place, countries),
            "region": col.words(who.place, regions),
            "city": col.words(place[who.place] + who.city, cities),
            "birth_year": col.whole(np.where(known["birth_year"], who.birth_year, -1)),
            "gender": col.words(np.where(known["gender"] & (who.gender < 3), who.gender, -1), ("female", "male", "other")),
            "children_at_home": col.whole(np.where(there, who.children, -1)),
            **{
                taste: col.flags(np.where(asked >> 8 & 1, -1, asked >> bit & 1))
                for bit, taste in enumerate(numbers()["tastes"])
            },
            "language": col.words(who.language, LANGUAGES),
            "created_at": self._when(born),
            "source_channel": col.words(came.came_by, channels()),
            "details_from": col.words(np.where(there, held.source, -1), FROM),
            "crm_role": col.words(role, ROLES),
            "consent": col.flags(np.where(there, held.consent, -1)),
        }
        order = _order("people", made)
        del life
        return {name: made[name] for name in order}

    def _known(self) -> dict[str, Ints]:
        """Return when each detail became known."""
        held = self.life.details
        return {
            "full_name": held.named_at, "email": held.email_at, "phone": held.phone_at, "social_account": held.social_at,
            "job_title": held.work_at, "seniority": held.work_at, "organisation_id": held.work_at,
            "birth_year": held.given, "gender": held.named_at,
        }  # fmt: skip

    def changes(self) -> dict[str, pa.Array]:
        """Return the columns of `changes`."""
        life, who, came, held = self.life, self.life.who, self.life.came, self.life.details
        n, everybody = len(who), np.arange(len(who))
        rng = life.streams("new life")
        job = np.minimum(who.seniority + (rng.random(n) < 0.5), len(SENIORITY) - 1)
        firm, place = (rng.random(n) * len(life.org)).astype(np.int64), (rng.random(n) * len(places())).astype(np.int64)
        cities, regions, countries, first_city = _geography()
        known = self._known()
        title = _title(who.language, who.seniority, who.function)
        gender = np.where(who.gender < 3, who.gender, -1)
        role, prospect, partner = role_changes(held, came)
        del role
        now, never = np.where(held.given < NEVER, held.given, NEVER), np.full(n, NEVER)
        told: list[tuple[str, Ints, pa.Array]] = [
            *((f, known[f], getattr(self.texts, f)) for f in ("full_name", "email", "phone", "social_account")),
            ("job_title", known["job_title"], col.words(title, titles())),
            ("seniority", known["seniority"], col.words(who.seniority, SENIORITY)),
            ("organisation_id", known["organisation_id"], col.words(who.organisation, self.organisation)),
            ("birth_year", np.where(who.birth_year == NOBODY, never, now), col.whole(who.birth_year)),
            ("gender", np.where(gender < 0, never, known["gender"]), col.words(gender, ("female", "male", "other"))),
            ("details_from", now, col.words(held.source, FROM)),
            ("consent", np.where(held.consent < 0, never, now), col.flags(held.consent)),
            ("consent", life.left, col.flags(np.zeros(n, np.int64))),
            ("crm_role", prospect, col.words(np.zeros(n, np.int64), ROLES)),
            ("crm_role", partner, col.words(np.ones(n, np.int64), ROLES)),
            ("job_title", held.new_job, col.words(_title(who.language, job, who.function), titles())),
            ("seniority", held.new_job, col.words(job, SENIORITY)),
            ("organisation_id", held.new_job, col.words(firm, self.organisation)),
            ("country", held.new_place, col.words(place, countries)),
            ("region", held.new_place, col.words(place, regions)),
            ("city", held.new_place, col.words(first_city[place], cities)),
        ]  # fmt: skip
        log, fields = Log({"field": NOBODY, "value": NOBODY}), tuple(dict.fromkeys(name for name, *_ in told))
        for place_in, (field, at, _) in enumerate(told):
            on = everybody[(at > came.born) & (at < end())]
            log.add(on, at[on], field=fields.index(field), value=place_in * n + on)
        rows = _once(log.ordered(came.born, end()))
        values = pa.concat_arrays([value.cast(pa.string()) for *_, value in told])
        return {
            "person_id": col.words(rows["who"], self.person),
            "happened_at": self._when(rows["at"]),
            "field": col.words(rows["field"], fields),
            "value": values.take(pa.array(rows["value"])),
        }

    def organisations(self) -> dict[str, pa.Array]:
        """Return the columns of `organisations`."""
        org = self.life.org
        _, regions, countries, _ = _geography()
        return {
            "organisation_id": self.organisation,
            "name": self.firms,
            "industry": col.words(org.industry, self.industries),
            "employees": col.whole(org.employees),
            "annual_revenue": col.money(org.revenue),
            "country": col.words(org.place, countries),
            "region": col.words(org.place, regions),
        }

    def events(self) -> dict[str, pa.Array]:
        """Return the columns of `events`."""
        rows = self.life.events
        keywords = [word for language in LANGUAGES for word in names.words(WORLD)["keywords"][language]]
        sessions = self._ids("s", int(rows["session"].max(initial=-1)) + 1)
        return {
            "event_id": self._ids("e", len(rows["who"])),
            "person_id": col.words(rows["who"], self.person),
            "happened_at": self._when(rows["at"]),
            "session_id": col.words(rows["session"], sessions),
            "kind": col.words(rows["kind"], KINDS),
            "other_person_id": col.words(rows["other"], self.person),
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

    def answers(self) -> dict[str, pa.Array]:
        """Return the columns of `answers`."""
        rows = self.life.answers
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
            "answer_id": self._ids("a", len(said)),
            "person_id": col.words(rows["who"], self.person),
            "asked_at": self._when(rows["at"]),
            "how_asked": col.words(rows["how"], HOW),
            "question": col.words(rows["question"], asks.QUESTIONS),
            "answer": pa.array(said, pa.string()),
            "amount": col.money(rows["amount"]),
        }

    def deals(self) -> dict[str, pa.Array]:
        """Return the columns of `deals`."""
        rows = self.life.deals
        firm = np.where(self.life.details.work_at[rows["who"]] < end(), self.life.who.organisation[rows["who"]], NOBODY)
        self.deal_ids = self._ids("d", len(firm))
        return {
            "deal_id": self.deal_ids,
            "person_id": col.words(rows["who"], self.person),
            "organisation_id": col.words(firm, self.organisation),
            "opened_at": self._when(rows["at"]),
            "closed_at": self._when(rows["closed"]),
            "won": col.flags(rows["won"]),
            "amount": col.money(rows["amount"]),
            "units": col.real(rows["units"].astype(np.float64)),
            "product": col.words(rows["product"], products()),
            "lost_reason": col.words(rows["reason"], REASONS),
            "seller": col.words(rows["seller"], ("us", "rival")),
        }

    def stages(self) -> dict[str, pa.Array]:
        """Return the columns of `deal_stages`."""
        rows = self.life.stages
        return {
            "deal_id": col.words(rows["who"], self.deal_ids),
            "happened_at": self._when(rows["at"]),
            "stage": col.words(rows["stage"], STAGES),
            "amount": col.money(rows["amount"]),
        }

    def crm_records(self) -> dict[str, pa.Array]:
        """Return the columns of `crm_records`."""
        rows = self.life.records
        return {
            "system": col.words(rows["system"], records.SYSTEMS),
            "object": col.words(rows["object"], records.OBJECTS),
            "record_id": self._ids("r", len(rows["who"])),
            "person_id": col.words(rows["who"], self.person),
            "created_at": self._when(rows["at"]),
            "converted_at": self._when(rows["converted"]),
        }

    def overrides(self) -> dict[str, pa.Array]:
        """Return the columns of `overrides`."""
        rows = self.life.overrides
        return {
            "person_id": col.words(rows["who"], self.person),
            "day": col.days(rows["day"], self.first_day),
            "tier": col.words(rows["tier"], market.TIERS),
            "by": col.words(rows["by"], market.BY),
            "reason": col.words(rows["why"], market.WHY),
        }

    def truth(self) -> dict[str, pa.Array]:
        """Return the columns of the truth; a second row for somebody tells the truth about the human being."""
        life, who, came = self.life, self.life.who, self.life.came
        human = np.where(who.double, who.same_as, np.arange(len(who)))
        obstacle = came.obstacle[human]
        now, free = np.round(life.p_now[human], 6), np.round(life.p_free[human], 6)
        made = {
            "person_id": self.person,
            "need": col.words(who.need, NEEDS),
            "ability": col.words(who.ability, ABILITIES),
            "authority": col.words(who.authority, AUTHORITIES),
            "horizon_days": col.whole(who.horizon),
            "obstacle": col.words(obstacle - 1, OBSTACLES[1:]),
            "same_as": col.words(who.same_as, self.person),
            "interest": col.real(np.round(came.p_interest[human], 6)),
            "p_answer": col.real(np.round(life.p_answer[human], 6)),
            "p_buy_90d": col.real(now),
        }
        for number, obstacle_name in enumerate(OBSTACLES[1:], start=1):
            made[f"p_buy_90d_without_{obstacle_name}"] = col.real(np.where(obstacle == number, free, now))
        return {name: made[name] for name in _order("truth", made)}


def _once(rows: dict[str, Ints]) -> dict[str, Ints]:
    """Keep the last of changes to one column of one person at one moment."""
    key = np.stack([rows["who"], rows["at"], rows["field"]])
    order = np.lexsort((np.arange(key.shape[1]), key[2], key[1], key[0]))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (key[:, order[1:]] != key[:, order[:-1]]).any(axis=0)
    kept = np.sort(order[last])
    return {name: column[kept] for name, column in rows.items()}


def _order(table: str, made: dict[str, pa.Array]) -> list[str]:
    """Return the columns in the order of the schema; what the world adds follows `children_at_home`."""
    named = list(schema.table(table).names)
    added = [name for name in made if name not in named]
    place = named.index("children_at_home") + 1 if added else 0
    return [*named[:place], *added, *named[place:]]


def _title(language: Ints, seniority: Ints, function: Ints) -> Ints:
    functions = len(numbers()["functions"])
    return (language * len(SENIORITY) + seniority) * functions + function


@cache
def titles() -> tuple[str, ...]:
    """Return every job title, in the order of its code.

    Examples
    --------
    >>> titles()[0], len(titles())
    ('operations assistant', 90)
    """
    told = names.words(WORLD)
    return tuple(
        told["titles"][language][level].format(told["functions"][language][function])
        for language in LANGUAGES
        for level in SENIORITY
        for function in numbers()["functions"]
    )


@cache
def _geography() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Ints]:
    """Return the cities of all places in a row, regions and countries by place, and where a place's cities begin."""
    cities = [places_cities for *_, places_cities in places()]
    begins = np.cumsum([0, *(len(c) for c in cities)])[:-1]
    return tuple(c for many in cities for c in many), tuple(p[1] for p in places()), tuple(p[0] for p in places()), begins
