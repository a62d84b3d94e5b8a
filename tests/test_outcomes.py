"""Outcomes: who bought from us after the day, told only where the tables reach that far."""

from __future__ import annotations

import pandas as pd
import pytest
from snapshot_by_hand import DAY, event, made

from leadkit.errors import DataError, LeadkitError
from leadkit.outcomes import outcomes

# The day asked is 30 June 2025; of 30 days, the first is 1 July and the last 30 July.
LATE = [event("page_view", "2025-12-31")]  # until when the tables go on


def deal(closed_at, person="a", *, won=True, **more):
    return {"person_id": person, "opened_at": "2025-05-01", "closed_at": closed_at, "won": won, **more}


def won(*deals, people="a", days=30, as_of=DAY, events=LATE):
    told = outcomes(made(people, deals=list(deals), events=events), as_of=as_of, horizon_days=days)
    return dict(zip(told["person_id"], told["won"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("closed_at", "wanted"),
    [
        ("2025-06-30 23:59:59.999999", False),  # on the day itself: known then, no forecast
        ("2025-07-01 00:00:00", True),
        ("2025-07-30 23:59:59.999999", True),
        ("2025-07-31 00:00:00", False),
        ("2025-05-02", False),
        (None, False),  # still open
    ],
)
def test_the_days_after_the_day_count_to_the_end_of_the_last(closed_at, wanted):
    assert won(deal(closed_at, won=None if closed_at is None else True)) == {"a": wanted}


def test_only_what_was_bought_from_us_counts():
    assert won(deal("2025-07-10", won=False)) == {"a": False}
    assert won(deal("2025-07-10", seller="rival")) == {"a": False}
    assert won(deal("2025-07-10", seller=None)) == {"a": True}  # nobody else is named
    assert won(deal("2025-07-10", seller="rival"), deal("2025-07-11"), deal("2025-07-12")) == {"a": True}


def test_whoever_was_known_that_day_stands_once_in_order():
    people = [
        {"person_id": "c", "created_at": "2025-06-30 23:59:59"},
        {"person_id": "b", "created_at": "2025-07-01"},
        {"person_id": "a", "created_at": "2024-01-01"},
    ]
    told = outcomes(
        made(people, deals=[deal("2025-07-10", "b"), deal("2025-07-10", "c")], events=LATE), as_of=DAY, horizon_days=30
    )
    assert told.to_numpy().tolist() == [["a", False], ["c", True]]
    assert [str(kind) for kind in told.dtypes] == ["str", "boolean"]


def test_where_the_tables_end_before_it_is_unknown_and_not_no():
    """The last event is of 30 July: 30 days are seen to the end, 31 are not."""
    until = [event("page_view", "2025-07-30 08:00")]
    assert won(deal("2025-07-10"), people="a b", events=until) == {"a": True, "b": False}
    unknown = won(deal("2025-07-10"), people="a b", days=31, events=until)
    assert all(one is pd.NA for one in unknown.values())
    assert len(unknown) == 2


@pytest.mark.parametrize("days", [0, -3, 1.5, True, "30", None, 40_000])
def test_a_horizon_is_a_number_of_days(days):
    with pytest.raises(DataError) as caught:
        won(days=days)
    assert str(caught.value) == f"horizon_days is a whole number of days from 1, not {days!r}."


def test_a_day_is_a_day():
    with pytest.raises(LeadkitError, match=r"^as_of 'soon' is not a day; write it as in '2025-06-30'\.$"):
        won(as_of="soon")


def test_nothing_is_touched_and_no_deals_are_no_wins():
    deals = pd.DataFrame([{"deal_id": "1", "seller": "us", **deal("2025-07-10")}])
    before = deals.copy(deep=True)
    tables = made("a", deals=deals.to_dict("records"), events=LATE)
    outcomes(tables, as_of=DAY)
    pd.testing.assert_frame_equal(deals, before)
    assert won(people="a b") == {"a": False, "b": False}
