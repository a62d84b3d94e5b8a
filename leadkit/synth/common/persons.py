"""The tables about people: `people` as they were when their row was made, `changes`, organisations, and the truth.

A row of `people` shows what was known when it was made; whatever became known or changed later is a row of `changes`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from leadkit import schema
from leadkit.synth import columns as col
from leadkit.synth.arrow import Array, Columns, pa
from leadkit.synth.common.records import role_changes
from leadkit.synth.draw import NEVER, NOBODY, Bools, Ints
from leadkit.synth.log import Log, Rows
from leadkit.synth.vocabulary import (
    ABILITIES,
    AUTHORITIES,
    FROM,
    GENDERS,
    LANGUAGES,
    NEEDS,
    OBSTACLES,
    ROLES,
    SENIORITY,
)

if TYPE_CHECKING:
    from leadkit.synth.common.frame import Frame
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World


def people_rows(block: Frame) -> Columns:
    """Return the columns of `people`."""
    here, who, came, held = block.life.here, block.life.who, block.life.came, block.life.details
    born = came.born
    then = {name: at <= born for name, at in known(block).items()}
    role, _, _ = role_changes(held, came)
    there = held.given <= born
    asked = np.where(there, 0, 1 << 8) | who.tastes
    cities, regions, countries, place = _geography(here)
    made = {
        "person_id": block.person,
        **{n: col.texts(getattr(block.texts, n), then[n]) for n in ("full_name", "email", "phone", "social_account")},
        "job_title": col.words(
            np.where(then["job_title"], _title(here, who.language, who.seniority, who.function), -1), here.titles
        ),
        "seniority": col.words(np.where(then["seniority"], who.seniority, -1), SENIORITY),
        "organisation_id": col.words(np.where(then["organisation_id"], who.organisation, -1), block.organisation),
        "country": col.words(who.place, countries),
        "region": col.words(who.place, regions),
        "city": col.words(place[who.place] + who.city, cities),
        "birth_year": col.whole(np.where(then["birth_year"] & who.age_known, who.birth_year, -1)),
        "gender": col.words(np.where(then["gender"] & (who.gender < 3), who.gender, -1), GENDERS),
        "children_at_home": col.whole(np.where(there & who.children_known, who.children, -1)),
        **{
            taste: col.flags(np.where(asked >> 8 & 1, -1, asked >> bit & 1))
            for bit, taste in enumerate(here.numbers["tastes"])
        },
        "language": col.words(who.language, LANGUAGES),
        "created_at": block.when(born),
        "source_channel": col.words(came.came_by, here.channels),
        "details_from": col.words(np.where(there, held.source, -1), FROM),
        "crm_role": col.words(role, ROLES),
        "consent": col.flags(np.where(there, held.consent, -1)),
    }
    order = _order("people", made)
    return {name: made[name] for name in order}


def known(block: Frame) -> dict[str, Ints]:
    """Return when each detail became known."""
    held = block.life.details
    return {
        "full_name": held.named_at, "email": held.email_at, "phone": held.phone_at, "social_account": held.social_at,
        "job_title": held.work_at, "seniority": held.work_at, "organisation_id": held.work_at,
        "birth_year": held.given, "gender": held.named_at,
    }  # fmt: skip


def changes(block: Frame) -> Columns:
    """Return the columns of `changes`."""
    life, who, came, held = block.life, block.life.who, block.life.came, block.life.details
    here = life.here
    n, everybody = len(who), np.arange(len(who))
    rng = life.streams("new life")
    job = np.minimum(who.seniority + (rng.random(n) < 0.5), len(SENIORITY) - 1)
    firm, place = (rng.random(n) * len(life.org)).astype(np.int64), _elsewhere(rng, here, who.place)
    cities, regions, _, first_city = _geography(here)
    since = known(block)
    title = _title(here, who.language, who.seniority, who.function)
    gender = np.where(who.gender < 3, who.gender, -1)
    _, prospect, partner = role_changes(held, came)
    now, never = np.where(held.given < NEVER, held.given, NEVER), np.full(n, NEVER)
    told: list[tuple[str, Ints, Array]] = [
        *((f, since[f], getattr(block.texts, f)) for f in ("full_name", "email", "phone", "social_account")),
        ("job_title", since["job_title"], col.words(title, here.titles)),
        ("seniority", since["seniority"], col.words(who.seniority, SENIORITY)),
        ("organisation_id", since["organisation_id"], col.words(who.organisation, block.organisation)),
        ("birth_year", np.where(who.age_known, now, never), col.whole(who.birth_year)),
        ("gender", np.where(gender < 0, never, since["gender"]), col.words(gender, GENDERS)),
        ("details_from", now, col.words(held.source, FROM)),
        ("consent", np.where(held.consent < 0, never, now), col.flags(held.consent)),
        ("consent", life.left, col.flags(np.zeros(n, np.int64))),
        ("crm_role", prospect, col.words(np.zeros(n, np.int64), ROLES)),
        ("crm_role", partner, col.words(np.ones(n, np.int64), ROLES)),
        ("job_title", held.new_job, col.words(_title(here, who.language, job, who.function), here.titles)),
        ("seniority", held.new_job, col.words(job, SENIORITY)),
        ("organisation_id", held.new_job, col.words(firm, block.organisation)),
        ("region", held.new_place, col.words(place, regions)),
        ("city", held.new_place, col.words(first_city[place], cities)),
    ]  # fmt: skip
    told += [(name, *later) for name, later in _asked_later(here, who, now).items()]
    log, fields = Log({"field": NOBODY, "value": NOBODY}), tuple(dict.fromkeys(name for name, *_ in told))
    for place_in, (field, at, _) in enumerate(told):
        on = everybody[(at > came.born) & (at < here.end)]
        log.add(on, at[on], field=fields.index(field), value=place_in * n + on)
    rows = _once(log.ordered(came.born, here.end))
    values = pa.concat_arrays([value.cast(pa.string()) for *_, value in told])
    return {
        "person_id": col.words(rows["who"], block.person),
        "happened_at": block.when(rows["at"]),
        "field": col.words(rows["field"], fields),
        "value": values.take(pa.array(rows["value"])),
    }


def _asked_later(here: World, who: People, given: Ints) -> dict[str, tuple[Ints, Array]]:
    """Return what the world asks whenever details are given, not only when the row is made: children and tastes."""
    tastes = list(here.numbers["tastes"])
    answers: dict[str, tuple[Bools, Array]] = {"children_at_home": (who.children_known, col.whole(who.children))}
    for bit, taste in enumerate(tastes):
        answers[taste] = ((who.tastes >> 8 & 1) == 0, col.flags(who.tastes >> bit & 1))
    asked = here.numbers["details"].get("asked_later", [])
    return {name: (np.where(answers[name][0], given, NEVER), answers[name][1]) for name in asked}


def organisations(block: Frame) -> Columns:
    """Return the columns of `organisations`."""
    here, org = block.life.here, block.life.org
    _, regions, countries, _ = _geography(here)
    return {
        "organisation_id": block.organisation,
        "name": block.firms,
        "industry": col.words(org.industry, here.industries),
        "employees": col.whole(org.employees),
        "annual_revenue": col.money(org.revenue),
        "country": col.words(org.place, countries),
        "region": col.words(org.place, regions),
    }


def truth(block: Frame) -> Columns:
    """Return the columns of the truth; a second row for somebody tells the truth about the human being."""
    life, who, came = block.life, block.life.who, block.life.came
    human = np.where(who.double, who.same_as, np.arange(len(who)))
    obstacle = came.obstacle[human]
    now, free = np.round(life.p_now[human], 6), np.round(life.p_free[human], 6)
    made = {
        "person_id": block.person,
        "need": col.words(who.need, NEEDS),
        "ability": col.words(who.ability, ABILITIES),
        "authority": col.words(who.authority, AUTHORITIES),
        "horizon_days": col.whole(who.horizon),
        "obstacle": col.words(obstacle - 1, OBSTACLES[1:]),
        "same_as": col.words(who.same_as, block.person),
        "interest": col.real(np.round(came.p_interest[human], 6)),
        "p_answer": col.real(np.round(life.p_answer[human], 6)),
        "p_buy_90d": col.real(now),
    }
    for number, obstacle_name in enumerate(OBSTACLES[1:], start=1):
        made[f"p_buy_90d_without_{obstacle_name}"] = col.real(np.where(obstacle == number, free, now))
    return {name: made[name] for name in _order("truth", made)}


def _once(rows: Rows) -> Rows:
    """Keep the last of changes to one column of one person at one moment."""
    key = np.stack([rows["who"], rows["at"], rows["field"]])
    order = np.lexsort((np.arange(key.shape[1]), key[2], key[1], key[0]))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (key[:, order[1:]] != key[:, order[:-1]]).any(axis=0)
    kept = np.sort(order[last])
    return {name: column[kept] for name, column in rows.items()}


def _order(table: str, made: Columns) -> list[str]:
    """Return the columns in the order of the schema; what the world adds follows `children_at_home`."""
    named = list(schema.table(table).names)
    added = [name for name in made if name not in named]
    place = named.index("children_at_home") + 1 if added else 0
    return [*named[:place], *added, *named[place:]]


def _elsewhere(rng: np.random.Generator, here: World, place: Ints) -> Ints:
    """Draw another place to live, in the same country."""
    country = np.array([name for name, *_ in here.places])
    begin = np.array([int(np.argmax(country == name)) for name in country])
    size = np.array([int((country == name).sum()) for name in country])
    drawn: Ints = begin[place] + (rng.random(len(place)) * size[place]).astype(np.int64)
    return drawn


def _title(here: World, language: Ints, seniority: Ints, function: Ints) -> Ints:
    functions = len(here.numbers["functions"])
    return (language * len(SENIORITY) + seniority) * functions + function


@cache
def _geography(here: World) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Ints]:
    """Return the cities of all places in a row, regions and countries by place, and where a place's cities begin."""
    cities = [places_cities for *_, places_cities in here.places]
    begins = np.cumsum([0, *(len(c) for c in cities)])[:-1]
    return (
        tuple(c for many in cities for c in many),
        tuple(p[1] for p in here.places),
        tuple(p[0] for p in here.places),
        begins,
    )
