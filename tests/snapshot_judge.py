"""A second opinion on the snapshot: every column worked out slowly in plain Python.

Nothing here knows SQL or the vocabulary's lines; it follows the sentences of the documentation.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from snapshot_worlds import CODED, DATED, Rows

Row = dict[str, Any]

MEASURED = {"budget": "stated_budget", "timescale_months": "timescale_months", "units_needed": "units_needed"}
NOT_THEIRS = {
    "form_shown",
    "referral_received",
    "call_attempt",
    "campaign_sent",
    "play_sent",
    "screened_passed",
    "screened_failed",
    "sales_accepted",
    "sales_rejected",
    "offer_made",
}
NO_INTEREST = {
    "page_view",
    "newsletter_leave",
    "referral_made",
    "email_open",
    "call_answered",
    "complaint",
    "unsubscribe",
}
ENQUIRIES = {"form_submit", "inbound_call", "chat", "demo_request"}
TEXTS = [
    "country",
    "region",
    "city",
    "gender",
    "language",
    "seniority",
    "job_title",
    "organisation_id",
    "source_channel",
    "email",
    "phone",
    "social_account",
    "crm_role",
    "details_from",
]


def judge(rows: Rows, day: date) -> dict[str, Row]:
    """Work every column out in plain Python: person to column to value, None for an empty cell."""
    end = datetime.combine(day + timedelta(days=1), time(0))
    by = defaultdict(lambda: defaultdict(list))
    for name in ("changes", "events", "answers", "deals", "crm_records"):
        for row in rows[name]:
            if row[DATED[name]] < end:
                by[row["person_id"]][name].append(row)
    firms = {row["organisation_id"]: row for row in rows["organisations"]}
    pairs = _referrals(rows, end)
    bought = {person: _bought(mine["deals"], end) for person, mine in by.items()}
    found = {}
    for row in rows["people"]:
        if row["created_at"] < end:
            person, mine = row["person_id"], by[row["person_id"]]
            found[person] = {
                "person_id": person,
                "in_crm": bool(mine["crm_records"]),
                **_who(row, mine["changes"], firms, day),
                **_interest(mine["events"], day),
                **_visits(mine["events"], bought.get(person, []), day),
                **_answers(mine["answers"]),
                **_deals(mine["deals"], bought.get(person, []), end, day),
                **_influence(person, pairs, bought),
            }
    return found


def _who(row: Row, changes: list[Row], firms: dict, day: date) -> Row:
    now = dict(row)
    for change in sorted(changes, key=lambda c: (c["happened_at"], c["value"] or "")):
        now[change["field"]] = change["value"]
    text = {name: now[name] or None for name in TEXTS}
    whole = {
        name: int(now[name]) if str(now[name]).lstrip("-").isdigit() else None
        for name in ("birth_year", "children_at_home")
    }
    truths = {True: True, "true": True, False: False, "false": False}
    firm = firms.get(text["organisation_id"], {})
    plausible = lambda value: value if value is not None and value >= 0 else None  # noqa: E731
    email, phone, social = (text.pop(name) is not None for name in ("email", "phone", "social_account"))
    return text | {
        "crm_role": text["crm_role"] if text["crm_role"] in {"prospect", "partner", "employee", "none"} else None,
        "details_from": text["details_from"] if text["details_from"] in {"self", "list", "friend"} else None,
        "age": plausible(day.year - whole["birth_year"]) if whole["birth_year"] is not None else None,
        "children_at_home": plausible(whole["children_at_home"]),
        "consent": truths.get(now["consent"]),
        "likes_golf": truths.get(now["likes_golf"]),
        "industry": firm.get("industry"),
        "employees": plausible(firm.get("employees")),
        "annual_revenue": plausible(firm.get("annual_revenue")),
        "has_email": email,
        "has_phone": phone,
        "has_social_account": social,
        "has_contact_details": email or phone,
    }


def _interest(events: list[Row], day: date) -> Row:
    count = lambda *kinds, days=10**6: sum(e["kind"] in kinds and _ago(e, day) < days for e in events)  # noqa: E731
    acts = [event for event in events if event["kind"] not in NOT_THEIRS]
    interests = {event["kind"] for event in acts} - NO_INTEREST
    spent = [e["seconds"] for e in acts if _ago(e, day) < 30 and e["seconds"] is not None and e["seconds"] >= 0]
    place = lambda event: (event["session_id"], event["page"])  # noqa: E731
    guides = {place(event) for event in events if event["kind"] == "guide_download" and None not in place(event)}
    forms = [event for event in events if event["kind"] == "form_submit" and place(event) in guides]
    asked = [e["happened_at"] for e in events if e["kind"] in ENQUIRIES and e not in forms]
    calls = [event["happened_at"] for event in events if event["kind"] in {"call_attempt", "call_answered"}]
    called = min((call for call in calls if asked and call >= min(asked)), default=None)
    screened = _latest(events, "screened_passed", "screened_failed")
    return {
        "targeted": count("campaign_sent") > 0,
        "showed_interest": bool(interests),
        "interest_kinds": len(interests),
        "first_seen_days": max((_ago(e, day) for e in acts), default=None),
        "last_activity_days": min((_ago(e, day) for e in acts), default=None),
        "pages_30d": count("page_view", "pricing_view", days=30),
        "seconds_30d": sum(int(seconds) for seconds in spent),
        "pricing_views_30d": count("pricing_view", days=30),
        "search_visits_90d": count("search_visit", days=90),
        "guides_downloaded": count("guide_download"),
        "forms_submitted": count("form_submit"),
        "inbound_calls": count("inbound_call"),
        "chats": count("chat"),
        "social_interactions": count("social_interaction"),
        "newsletter": _latest(events, "newsletter_signup", "newsletter_leave", "unsubscribe") == "newsletter_signup",
        "follows_social": count("social_follow") > 0,
        "events_attended": count("event_attended"),
        "emails_opened_30d": count("email_open", days=30),
        "demo_requests": count("demo_request"),
        "trials": count("trial_start"),
        "calls_attempted": count("call_attempt"),
        "calls_answered": count("call_answered"),
        "first_call_delay_hours": None if called is None else (called - min(asked)) // timedelta(hours=1),
        "complaints": count("complaint"),
        "unsubscribed": _latest(events, "newsletter_signup", "unsubscribe") == "unsubscribe",
        "screened": screened and screened.removeprefix("screened_"),
        "offers_made": count("offer_made"),
        "carts_90d": count("cart_add", days=90),
        "checkouts_90d": count("checkout_start", days=90),
    }


def _visits(events: list[Row], bought: list[Row], day: date) -> Row:
    sessions = defaultdict(list)
    for event in events:
        if event["session_id"] and event["kind"] not in NOT_THEIRS:
            sessions[event["session_id"]].append(event)
    begun = [max(_ago(e, day) for e in session) for session in sessions.values()]
    days = sorted(set(begun), reverse=True)
    gaps = sorted(older - newer for older, newer in pairwise(days))
    carts = [
        min(e["happened_at"] for e in session if e["kind"] == "cart_add")
        for session in sessions.values()
        if any(e["kind"] == "cart_add" for e in session)
    ]
    followed = [
        any(cart <= deal["closed_at"] and (deal["closed_at"].date() - cart.date()).days <= 7 for deal in bought)
        for cart in carts
    ]
    left = [
        cart for cart, ordered in zip(carts, followed, strict=True) if not ordered and (day - cart.date()).days >= 7
    ]
    return {
        "last_visit_days": min(begun, default=None),
        "visits_30d": sum(ago < 30 for ago in begun),
        "visit_gap_days": gaps[(len(gaps) - 1) // 2] if gaps else None,
        "abandoned_carts": len(left),
    }


def _answers(answers: list[Row]) -> Row:
    found = {}
    for question in [*CODED, *MEASURED]:
        asked = sorted((a for a in answers if a["question"] == question), key=lambda a: (a["asked_at"], a["answer_id"]))
        coded = [a["answer"] for a in asked if a["answer"] in CODED.get(question, ())]
        measured = [a["amount"] for a in asked if a["amount"] is not None and a["amount"] >= 0]
        given = measured if question in MEASURED else coded
        found |= {f"asked_{question}": bool(asked), MEASURED.get(question, question): given[-1] if given else None}
    return found


def _bought(deals: list[Row], end: datetime) -> list[Row]:
    return [
        d for d in deals if d["seller"] == "us" and d["won"] and d["closed_at"] is not None and d["closed_at"] < end
    ]


def _deals(deals: list[Row], bought: list[Row], end: datetime, day: date) -> Row:
    ours = [deal for deal in deals if deal["seller"] == "us"]
    ago = sorted((day - deal["closed_at"].date()).days for deal in bought)
    paid = [deal["amount"] for deal in bought if deal["amount"] is not None and deal["amount"] >= 0]
    return {
        "opened_deals": len(ours),
        "open_deals": sum(d["closed_at"] is None or d["closed_at"] >= end for d in ours),
        "purchases": len(bought),
        "units_bought": sum(d["units"] for d in bought if d["units"] is not None and d["units"] >= 0),
        "first_purchase_days": ago[-1] if ago else None,
        "last_purchase_days": ago[0] if ago else None,
        "orders_365d": sum(days < 365 for days in ago),
        "total_spent": sum(paid),
        "mean_order": float(sum(paid)) / len(paid) if paid else None,
    }


def _referrals(rows: Rows, end: datetime) -> list[tuple]:
    pairs = []
    for event in rows["events"]:
        one, other = event["person_id"], event["other_person_id"]
        if event["happened_at"] < end and one != other:
            if event["kind"] == "referral_made":
                pairs.append((one, other, event["happened_at"]))
            if event["kind"] == "referral_received":
                pairs.append((other, one, event["happened_at"]))
    return pairs


def _influence(person: str, pairs: list[tuple], bought: dict[str, list[Row]]) -> Row:
    mine = [(friend, at) for referrer, friend, at in pairs if referrer == person]
    theirs = [
        (friend, at)
        for known, since in mine
        for referrer, friend, at in pairs
        if known and referrer == known and at >= since
    ]

    def buyers(reached: list[tuple]) -> set[str]:
        return {friend for friend, at in reached for deal in bought.get(friend, []) if deal["closed_at"] >= at}

    return {
        "referred": any(friend == person for _, friend, _ in pairs),
        "referrals_made": len({friend for friend, _ in mine}),
        "referred_buyers": len(buyers(mine + theirs) - {person}),
        "referred_buyers_direct": len(buyers(mine) - {person}),
    }


def _latest(events: list[Row], *kinds: str) -> str | None:
    found = sorted((e["happened_at"], e["event_id"], e["kind"]) for e in events if e["kind"] in kinds)
    return found[-1][2] if found else None


def _ago(event: Row, day: date) -> int:
    return (day - event["happened_at"].date()).days
