"""The records of nine CRMs: the same person in several of them, and twice in one, as Lead and as Contact.

Three families, as the systems differ: those with a Lead that is converted once into a Contact (Salesforce, Dynamics,
Zoho, SuiteCRM, ERPNext), those with one person who has a stage (HubSpot, Mautic), and those with one row that changes
its type or a lead hung on a person (Odoo, Pipedrive). A customer who asks for another product gets a new Lead beside
the old Contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leadkit.synth.draw import DAY, NEVER, NOBODY, Bools, Ints, Streams, choose_rows, later
from leadkit.synth.log import Log

if TYPE_CHECKING:
    from leadkit.synth.common.arrival import Arrival
    from leadkit.synth.common.closing import Closing
    from leadkit.synth.common.details import Details
    from leadkit.synth.common.journeys import Journey
    from leadkit.synth.common.people import People
    from leadkit.synth.world import World

SYSTEMS = ("salesforce", "hubspot", "mautic", "zoho", "pipedrive", "odoo", "erpnext", "dynamics", "suitecrm")
OBJECTS = ("Lead", "Contact", "Customer", "Person", "Target", "crm.lead", "res.partner")
COLUMNS = {"system": NOBODY, "object": NOBODY, "converted": NOBODY}
LEAD = {"odoo": "crm.lead"}  # what each calls somebody not yet qualified,
CONTACT = {"odoo": "res.partner", "pipedrive": "Person"}  # and somebody who is; Lead and Contact elsewhere
ONE_PERSON = ("hubspot", "mautic", "pipedrive")  # the person has a record from the first day


@dataclass(frozen=True)
class Known:
    """What the CRMs are told: when somebody entered, asked, was converted, bought, and asked again."""

    entered: Ints
    asked: Ints
    converted: Ints
    bought: Ints
    asked_again: Ints
    contact_from_start: Bools


def known(came: Arrival, held: Details, first: Journey, steps: Closing, asked_again: Ints | None = None) -> Known:
    """Gather what the CRMs are told."""
    end, never = came.here.end, np.full(len(came.born), NEVER)
    bought = np.where(first.bought < end, first.bought, NEVER)
    accepted = np.where(first.accepted, steps.decided, NEVER)
    return Known(
        entered=held.crm_at,
        asked=np.where(first.start < end, first.start, NEVER),
        converted=np.minimum(accepted, later(bought, np.full(len(bought), 600))),
        bought=bought,
        asked_again=never if asked_again is None else np.where(asked_again < end, asked_again, NEVER),
        contact_from_start=came.by("account", "partner", "staff"),
    )


def records(streams: Streams, who: People, told: Known) -> Log:
    """Return the records of all systems."""
    here, log, n = streams.here, Log(COLUMNS), len(who)
    member = _members(streams("systems"), here, who, told)
    rng = streams("records")
    for number, system in enumerate(SYSTEMS):
        lag = (rng.random(n) ** 3 * 20 * DAY).astype(np.int64)
        # The first system of the list that holds somebody does so at once.
        lag = np.where(member[:, :number].any(axis=1), lag, 0)
        since = np.where(member[:, number], later(told.entered, lag), NEVER)
        _of_system(log, here, system, since, told)
        twice = rng.random(n) < here.numbers["crm"]["twice"]
        copy = np.where(twice & member[:, number], later(since, lag + 3 * DAY), NEVER)
        kind = LEAD.get(system, "Lead") if system not in ONE_PERSON else CONTACT.get(system, "Contact")
        _add(log, here, system, kind, copy, np.full(n, NEVER))
    return log


def _members(rng: np.random.Generator, here: World, who: People, told: Known) -> Bools:
    """Draw which systems hold whom; whoever is in a CRM at all is in at least one."""
    share = np.zeros((len(who), len(SYSTEMS)))
    country = np.array([c for c, *_ in here.places])[who.place]
    for number, system in enumerate(SYSTEMS):
        say = here.numbers["crm"]["systems"][system]
        share[:, number] = (
            say["base"] + say.get("customer", 0.0) * (told.bought < NEVER) + say.get("home", 0.0) * who.home
        )
        for place in ("TH", "VN"):
            share[:, number] += say.get(place, 0.0) * (country == place)
    member = rng.random(share.shape) < share
    fallback = choose_rows(rng, share)
    without = np.flatnonzero(~member.any(axis=1))
    member[without, fallback[without]] = True
    member[rng.random(len(who)) < here.numbers["crm"]["everywhere"]] = True
    return member & (told.entered < here.end)[:, None]


def _of_system(log: Log, here: World, system: str, since: Ints, told: Known) -> None:
    """Add the records that one system makes as things happen."""
    n = len(since)
    lead, contact = LEAD.get(system, "Lead"), CONTACT.get(system, "Contact")
    never = np.full(n, NEVER)
    converted = np.where(since < NEVER, np.maximum(told.converted, later(since, np.full(n, 60))), NEVER)
    again = np.where(since < NEVER, later(np.maximum(told.asked_again, since), np.full(n, 900)), NEVER)
    again = np.where(told.asked_again < NEVER, again, NEVER)
    if system == "mautic":
        _add(log, here, system, contact, since, never)
        return
    if system in ONE_PERSON:
        _add(log, here, system, contact, since, never)
        asked = np.where(told.asked < NEVER, np.maximum(told.asked, since), NEVER)
        _add(log, here, system, lead, np.where(since < NEVER, later(asked, np.full(n, 30)), NEVER), converted)
        _add(log, here, system, lead, again, never)
        return
    as_contact = told.contact_from_start | (told.converted <= since)
    first = "Target" if system == "suitecrm" else lead
    asked = np.where((told.asked < NEVER) & (since < NEVER) & ~as_contact, np.maximum(told.asked, since) + 45, NEVER)
    if system == "suitecrm":
        _add(log, here, system, first, np.where(as_contact, NEVER, since), asked)
        _add(log, here, system, lead, asked, converted)
    else:
        _add(log, here, system, lead, np.where(as_contact, NEVER, since), converted)
    _add(log, here, system, contact, np.where(as_contact, since, converted), never)
    if system == "erpnext":
        # ERPNext makes a linked Contact with every Lead, and a Customer with the first order.
        _add(
            log,
            here,
            system,
            contact,
            np.where(as_contact | (converted < here.end), NEVER, later(since, np.full(n, 1))),
            never,
        )
        buyer = np.where((told.bought < NEVER) & (since < NEVER), np.maximum(told.bought, since) + 900, NEVER)
        _add(log, here, system, "Customer", buyer, never)
    _add(log, here, system, lead, again, never)


def _add(log: Log, here: World, system: str, kind: str, at: Ints, converted: Ints) -> None:
    on = np.flatnonzero(at < here.end)
    after = np.where((converted[on] >= at[on]) & (converted[on] < here.end), converted[on], NOBODY)
    log.add(on, at[on], system=SYSTEMS.index(system), object=OBJECTS.index(kind), converted=after)


def role_changes(held: Details, came: Arrival) -> tuple[Ints, Ints, Ints]:
    """Return the role at the first day (code), when they became a prospect, and when a partner."""
    here = came.here
    partner, employee = came.by("partner"), came.by("staff")
    at_birth = held.crm_at <= came.born
    role = np.where(partner, 1, np.where(employee, 2, np.where(at_birth, 0, 3)))
    prospect = np.where((role == 3) & (held.crm_at < here.end), held.crm_at, NEVER)
    return role, prospect, np.where(held.partner_at < here.end, held.partner_at, NEVER)
