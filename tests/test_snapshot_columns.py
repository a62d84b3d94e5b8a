"""The snapshot, column by column, on tables that can be checked by hand. The day asked is 30 June 2025."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from snapshot_by_hand import cells, event, made, one

from leadkit.datasets import read
from leadkit.tables import Tables


def test_details_are_those_of_the_day_not_of_today():
    people = [
        {"person_id": "a", "created_at": "2024-01-01", "job_title": "clerk", "phone": "1", "crm_role": "prospect"}
    ]
    changes = [
        {"happened_at": "2025-01-01", "field": "job_title", "value": "manager"},
        {"happened_at": "2025-03-01", "field": "job_title", "value": "director"},
        {"happened_at": "2025-03-01", "field": "phone", "value": None},
        {"happened_at": "2025-03-01", "field": "email", "value": "a@b.vn"},
        {"happened_at": "2025-03-01", "field": "crm_role", "value": "partner"},
        {"happened_at": "2025-03-01", "field": "consent", "value": "true"},
        {"happened_at": "2025-03-01", "field": "birth_year", "value": "1985"},
    ]
    asked = ("job_title", "has_phone", "has_email", "has_contact_details", "crm_role", "consent", "age")
    tables = made(people, changes=changes)
    assert one(tables, *asked, day="2024-06-01") == ["clerk", True, None, True, "prospect", None, None]
    assert one(tables, *asked, day="2025-02-28") == ["manager", True, None, True, "prospect", None, None]
    assert one(tables, *asked, day="2025-03-01") == ["director", False, True, True, "partner", True, 40]


REACH = ("has_email", "has_phone", "has_social_account", "has_contact_details")


def test_what_a_team_never_recorded_is_unknown_not_no():
    """No such column: unknown of everybody. A column, and an empty cell in it: nothing stored, so no."""
    assert one(made(), *REACH) == [None, None, None, None]
    stored = pd.DataFrame({"person_id": [*"abc"], "created_at": "2024-01-01", "email": ["a@b.vn", None, ""]})
    yes, no = [True, None, None, True], [False, None, None, None]
    assert cells(Tables({"people": stored}), *REACH) == {"a": yes, "b": no, "c": no}


@pytest.mark.parametrize(
    ("email", "phone", "either"),
    [
        ("a@b.vn", "", True),
        ("a@b.vn", None, True),
        ("", "1", True),
        (None, "1", True),
        ("", "", False),
        ("", None, None),
        (None, "", None),
        (None, None, None),
    ],
)
def test_contact_details_are_an_or_of_three_values(email, phone, either):
    """Here None is a column that the table does not have."""
    given = {"email": email, "phone": phone}
    row = {"person_id": "a", "created_at": "2024-01-01", **{name: v for name, v in given.items() if v is not None}}
    assert one(made([row]), "has_contact_details") is either


def test_a_change_tells_of_one_person_from_its_day_on_what_the_table_never_recorded():
    changes = [
        {"happened_at": "2025-01-01", "field": "email", "value": "a@b.vn"},
        {"happened_at": "2025-03-01", "field": "email", "value": None},
    ]
    tables = made("a b", changes=changes)
    told = {"2024-12-31": [None, None], "2025-01-01": [True, True], "2025-03-01": [False, None]}
    for day, known in told.items():
        assert cells(tables, "has_email", "has_contact_details", day=day) == {"a": known, "b": [None, None]}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_says_by_its_header_what_it_records(tmp_path, form):
    people = pd.DataFrame({"person_id": [*"ab"], "created_at": "2024-01-01 00:00:00", "phone": ["1", None]})
    if form == "csv":
        people.to_csv(tmp_path / "people.csv", index=False)
    else:
        people.to_parquet(tmp_path / "people.parquet")
    assert cells(read(tmp_path), *REACH) == {"a": [None, True, None, True], "b": [None, False, None, None]}


def test_an_organisation_tells_what_it_is():
    firms = pd.DataFrame(
        {"organisation_id": ["o1"], "industry": ["retail"], "employees": [80], "annual_revenue": [2.5]}
    )
    people = [
        {"person_id": p, "created_at": "2024-01-01", "organisation_id": o}
        for p, o in zip("abc", ["o1", "o9", None], strict=True)
    ]
    tables = Tables({"people": pd.DataFrame(people), "organisations": firms})
    found = cells(tables, "organisation_id", "industry", "employees", "annual_revenue")
    assert found == {"a": ["o1", "retail", 80, 2.5], "b": ["o9", None, None, None], "c": [None, None, None, None]}


def test_cells_that_cannot_be_are_left_out():
    people = [
        {
            "person_id": "a",
            "created_at": "2024-01-01",
            "crm_role": "boss",
            "details_from": "a bird",
            "children_at_home": -1,
            "birth_year": 2090,
            "email": "",
        }
    ]
    assert one(made(people), "crm_role", "details_from", "children_at_home", "age", "has_email") == [
        None,
        None,
        None,
        None,
        False,
    ]


def test_a_record_in_a_crm_counts_from_the_day_it_was_made():
    records = pd.DataFrame(
        {
            "system": "hub",
            "object": "Lead",
            "record_id": ["1", "2"],
            "person_id": ["a", "a"],
            "created_at": ["2025-06-10", "2025-06-20"],
        }
    )
    tables = Tables({"people": made().people, "crm_records": records})
    assert [one(tables, "in_crm", day=day) for day in ("2025-06-09", "2025-06-10")] == [False, True]


def test_interest_is_what_people_do_not_what_is_done_to_them():
    events = [
        event("page_view"),
        event("campaign_sent"),
        event("referral_received", person_id="c"),
        event("chat", person_id="b"),
        event("chat", person_id="b"),
        event("guide_download", person_id="b"),
        event("chat", "2025-07-01"),
    ]
    found = cells(made("a b c", events=events), "showed_interest", "interest_kinds", "chats", "targeted", "referred")
    assert found == {"a": [False, 0, 0, True, False], "b": [True, 2, 2, False, False], "c": [False, 0, 0, False, True]}


def test_each_kind_of_event_is_counted_in_its_own_column():
    counted = {
        "guide_download": "guides_downloaded",
        "form_submit": "forms_submitted",
        "inbound_call": "inbound_calls",
        "chat": "chats",
        "social_interaction": "social_interactions",
        "event_attended": "events_attended",
        "demo_request": "demo_requests",
        "trial_start": "trials",
        "call_attempt": "calls_attempted",
        "call_answered": "calls_answered",
        "complaint": "complaints",
        "offer_made": "offers_made",
        "pricing_view": "pricing_views_30d",
        "search_visit": "search_visits_90d",
        "email_open": "emails_opened_30d",
        "cart_add": "carts_90d",
        "checkout_start": "checkouts_90d",
    }
    events = [event(kind) for n, kind in enumerate(counted) for _ in range(n + 1)]
    assert one(made(events=events), *counted.values()) == list(range(1, len(counted) + 1))


def test_windows_hold_the_day_asked_and_those_just_before():
    events = [event("pricing_view", at) for at in ("2025-06-30T23:59:59", "2025-06-01", "2025-05-31T23:59:59")]
    events += [event("search_visit", at) for at in ("2025-04-02", "2025-04-01T23:59:59")]
    assert one(made(events=events), "pricing_views_30d", "pages_30d", "search_visits_90d") == [2, 2, 1]


def test_days_are_whole_days_in_utc():
    events = [
        event("page_view", "2025-06-29T00:00:00"),
        event("page_view", "2025-06-29T23:59:59+00:00", person_id="b"),
        event("page_view", "2025-06-30T01:00:00+07:00", person_id="c"),
    ]
    found = cells(made("a b c d", events=events), "last_activity_days", "first_seen_days")
    assert found == {"a": [1, 1], "b": [1, 1], "c": [1, 1], "d": [None, None]}


def test_a_visit_is_one_session_dated_by_its_first_act():
    events = [
        event("page_view", at, session_id=session)
        for session, at in (
            ("s1", "2025-05-31T23:50:00"),
            ("s1", "2025-06-01T00:10:00"),
            ("s2", "2025-06-20"),
            ("s2", "2025-06-20T00:05:00"),
            (None, "2025-06-29"),
        )
    ]
    assert one(made(events=events), "visits_30d", "last_visit_days", "last_activity_days") == [1, 10, 1]


def test_the_rhythm_of_visits_is_the_lower_median_of_gaps_between_days():
    def visits(person: str, *days: int) -> list[dict[str, Any]]:
        return [
            event("page_view", f"2025-06-{day:02}", session_id=f"{person}{n}", person_id=person)
            for n, day in enumerate(days)
        ]

    events = visits("a", 1, 2, 9) + visits("b", 1, 2, 4, 9) + visits("c", 3, 3) + visits("d", 1, 1, 8)
    found = cells(made("a b c d e", events=events), "visit_gap_days")
    assert found == {"a": [1], "b": [2], "c": [None], "d": [7], "e": [None]}


def test_seconds_are_whole_and_of_their_own_acts():
    events = [event("page_view", seconds=s) for s in (10.9, None, -5.0, float("nan"))]
    events += [
        event("call_attempt", seconds=99.0),
        event("page_view", "2025-05-01", seconds=50.0),
        event("chat", seconds=5.0),
    ]
    assert one(made(events=events), "seconds_30d") == 15


def test_the_newsletter_follows_the_latest_word():
    signup, leave, stop = "newsletter_signup", "newsletter_leave", "unsubscribe"
    words = {
        "a": [signup],
        "b": [signup, leave],
        "c": [leave, signup],
        "d": [signup, stop],
        "e": [stop, leave],
        "f": [stop, signup],
    }
    events = [
        event(kind, f"2025-06-{n + 1:02}", person_id=p) for p, kinds in words.items() for n, kind in enumerate(kinds)
    ]
    assert cells(made("a b c d e f g", events=events), "newsletter", "unsubscribed") == {
        "a": [True, False],
        "b": [False, False],
        "c": [True, False],
        "d": [False, True],
        "e": [False, True],
        "f": [True, False],
        "g": [False, False],
    }


def test_the_latest_screening_holds_and_equal_times_go_by_id():
    same = "2025-06-01T12:00:00"
    events = [event("screened_failed", same, event_id="e9"), event("screened_passed", same, event_id="e10")]
    events += [
        event("screened_failed", "2025-06-01", person_id="b"),
        event("screened_passed", "2025-06-02", person_id="b"),
    ]
    assert cells(made("a b c", events=events), "screened") == {"a": ["failed"], "b": ["passed"], "c": [None]}


def test_speed_to_lead_runs_from_the_first_enquiry_to_the_first_call_after_it():
    events = [
        event("call_attempt", "2025-06-01T00:00:00"),
        event("form_submit", "2025-06-01T08:00:00"),
        event("chat", "2025-06-01T10:00:00"),
        event("call_attempt", "2025-06-01T10:59:59"),
        event("call_answered", "2025-06-02"),
        event("call_attempt", person_id="b"),
        event("form_submit", person_id="c"),
    ]
    assert cells(made("a b c", events=events), "first_call_delay_hours") == {"a": [2], "b": [None], "c": [None]}


def test_a_form_that_only_opened_a_guide_and_a_like_are_no_enquiries():
    form, guide = {"session_id": "s1", "page": "guide"}, {"session_id": "s1", "page": "guide"}
    events = [event("social_interaction", "2025-01-01"), event("call_attempt", "2025-06-20T08:00:00")]
    events += [event("form_submit", "2025-06-01", **form), event("guide_download", "2025-06-01T00:01:00", **guide)]
    assert one(made(events=events), "first_call_delay_hours") is None
    for another in ({"page": "contact"}, {"session_id": "s2"}, {"page": None}):
        asked = event("form_submit", "2025-06-20", **{**form, **another})
        assert one(made(events=[*events, asked]), "first_call_delay_hours") == 8


def test_the_latest_given_answer_holds_and_silence_is_not_an_answer():
    answers = [
        {"asked_at": "2025-01-01", "question": "budget", "amount": 900},
        {"asked_at": "2025-02-01", "question": "budget"},
        {"asked_at": "2025-08-01", "question": "budget", "amount": 5},
        {"asked_at": "2025-01-01", "question": "authority"},
        {"asked_at": "2025-01-01", "question": "need", "answer": "some"},
        {"asked_at": "2025-01-02", "question": "need", "answer": "none"},
        {"asked_at": "2025-01-01", "question": "timescale", "answer": "someday"},
        {"asked_at": "2025-01-01", "question": "timescale_months", "amount": 1.5},
        {"asked_at": "2025-01-01", "question": "units_needed", "amount": 40, "answer": "about forty"},
        {"asked_at": "2025-01-01", "question": "present_supplier", "answer": "rival"},
    ]
    tables = made(answers=answers)
    assert one(tables, "stated_budget", "asked_budget", "authority", "asked_authority") == [900, True, None, True]
    assert one(tables, "need", "timescale", "timescale_months", "units_needed") == ["none", None, 1.5, 40]
    assert one(tables, "present_supplier", "asked_ability_to_pay", "ability_to_pay") == ["rival", False, None]
    assert one(tables, "asked_budget", day="2024-12-31") is False


def test_answers_at_the_same_time_go_by_their_id():
    same = {"asked_at": "2025-01-01", "question": "authority"}
    answers = [{**same, "answer_id": "2", "answer": "none"}, {**same, "answer_id": "10", "answer": "decides"}]
    assert one(made(answers=answers), "authority") == "none"


def test_deals_count_when_opened_and_purchases_when_won():
    deals = [
        {"opened_at": "2025-01-01", "closed_at": "2025-01-20", "won": True, "amount": 100.10, "units": 3},
        {"opened_at": "2025-01-01", "closed_at": "2024-06-30", "won": True, "amount": 50.05, "units": 1},
        {"opened_at": "2025-02-01", "closed_at": "2025-03-01", "won": False, "amount": 9},
        {"opened_at": "2025-02-01", "closed_at": "2025-07-01", "won": True, "amount": 9},
        {"opened_at": "2025-07-01"},
        {"opened_at": "2025-01-01", "closed_at": "2025-01-20", "won": True, "amount": 70, "seller": "rival"},
    ]
    tables = made("a b", deals=deals)
    assert one(tables, "opened_deals", "open_deals", "purchases", "units_bought") == [4, 1, 2, 4]
    assert one(tables, "first_purchase_days", "last_purchase_days", "orders_365d") == [365, 161, 1]
    assert one(tables, "total_spent", "mean_order") == [150.15, 75.075]
    assert cells(tables, "purchases", "total_spent", "mean_order", "last_purchase_days")["b"] == [0, 0, None, None]


def test_money_is_summed_to_the_cent():
    deals = [{"opened_at": "2025-01-01", "closed_at": "2025-01-02", "won": True, "amount": 0.1} for _ in range(30)]
    assert one(made(deals=deals), "total_spent") == 3.0


def test_a_purchase_without_an_amount_counts_but_adds_nothing():
    deals = [
        {"opened_at": "2025-01-01", "closed_at": "2025-01-02", "won": True, "amount": amount} for amount in (None, 8.0)
    ]
    assert one(made(deals=deals), "purchases", "total_spent", "mean_order") == [2, 8.0, 8.0]


def test_a_cart_is_left_behind_when_seven_days_brought_no_purchase():
    def cart(person: str, at: str) -> dict[str, Any]:
        return event("cart_add", at, session_id=f"s{person}", person_id=person)

    def order(person: str, at: str) -> dict[str, Any]:
        return {"person_id": person, "opened_at": "2025-06-01", "closed_at": at, "won": True}

    carts = [cart(person, "2025-06-10T12:00:00") for person in "abcd"] + [
        cart("e", "2025-06-23"),
        cart("f", "2025-06-24"),
    ]
    orders = [order("b", "2025-06-17T23:00:00"), order("c", "2025-06-18"), order("d", "2025-06-10T11:00:00")]
    tables = made("a b c d e f", events=carts, deals=orders)
    assert cells(tables, "abandoned_carts") == {"a": [1], "b": [0], "c": [1], "d": [1], "e": [1], "f": [0]}


def test_who_was_referred_is_known_from_either_side():
    events = [
        event("referral_made", other_person_id="b"),
        event("referral_received", person_id="c", other_person_id="a"),
        event("referral_made", other_person_id="b"),
        event("referral_made"),
        event("referral_made", other_person_id="a"),
    ]
    found = cells(made("a b c", events=events), "referrals_made", "referred")
    assert found == {"a": [3, False], "b": [0, True], "c": [0, True]}


def test_influence_reaches_buyers_to_depth_two_and_only_after_the_referral():
    chain = [
        event("referral_made", f"2025-06-{n + 1:02}", person_id=p, other_person_id=q)
        for n, (p, q) in enumerate(["ab", "bc", "cd", "ae", "fa"])
    ]
    sold = {"b": "2025-05-01", "c": "2025-06-02", "d": "2025-06-20", "e": "2025-07-01"}
    deals = [{"person_id": p, "opened_at": "2025-01-01", "closed_at": at, "won": True} for p, at in sold.items()]
    found = cells(made("a b c d e f", events=chain, deals=deals), "referred_buyers", "referred_buyers_direct")
    assert found == {"a": [1, 0], "b": [2, 1], "c": [1, 1], "d": [0, 0], "e": [0, 0], "f": [0, 0]}


def test_a_circle_of_friends_does_not_make_anybody_their_own_buyer():
    circle = [event("referral_made", person_id=p, other_person_id=q) for p, q in ("ab", "ba")]
    deals = [{"person_id": "a", "opened_at": "2025-01-01", "closed_at": "2025-06-20", "won": True}]
    assert cells(made("a b", events=circle, deals=deals), "referred_buyers") == {"a": [0], "b": [1]}
