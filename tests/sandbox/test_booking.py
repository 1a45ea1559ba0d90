"""When an appointment can be had: hours, slots, buffers, capacity, zones. No store, no client."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web.sandbox import booking
from omneo_id_web.sandbox.booking import Rules

MONDAY, NOW = date(2026, 3, 2), "2026-03-01 00:00:00"
WEEK: list[dict[str, Any]] = [
    {"day_of_week": "MON", "available_from": "09:00", "available_until": "12:00"},
    {"day_of_week": "MON", "available_from": "13:00", "available_until": "14:30"},
    {"day_of_week": "TUE", "available_from": None, "available_until": None},
    {"day_of_week": "WED", "available_from": "09:00", "available_until": "17:00", "is_closed": True},
]


def rules(**changed: Any) -> Rules:
    usual = {"duration": 60, "interval": 60, "before": 0, "after": 0, "lead": 0, "days": None, "capacity": 1}
    return Rules(**{**usual, **changed})


def starts(found: list[dict[str, Any]]) -> list[str]:
    return [slot["time"] for slot in found]


def free(
    day: date = MONDAY, *taken: tuple[str, str], zone: str = "UTC", now: str = NOW, **changed: Any
) -> list[dict[str, Any]]:
    made = rules(**changed)
    return booking.slots(day, zone, booking.opening(WEEK, [], day), made, now, taken, made.capacity)


def test_a_day_is_open_by_its_weekly_hours() -> None:
    assert booking.opening(WEEK, [], MONDAY) == [(540, 720), (780, 870)]
    assert [booking.opening(WEEK, [], date(2026, 3, day)) for day in (3, 4, 5)] == [[], [], []]


@pytest.mark.parametrize(
    ("special", "expected"),
    [
        (
            {"start_at": "2026-03-02", "end_at": "2026-03-03", "available_from": "10:00", "available_until": "11:00"},
            [(600, 660)],
        ),
        ({"start_at": "2026-03-02", "end_at": "2026-03-02"}, []),
        ({"start_at": "2026-03-03", "end_at": "2026-03-03"}, [(540, 720), (780, 870)]),
        ({"start_at": "2020-03-02", "end_at": "2020-03-02", "is_repeating": True}, []),
        ({"start_at": "2020-12-24", "end_at": "2021-03-05", "is_repeating": True}, []),
        ({"start_at": "2020-03-02", "end_at": "2020-03-02"}, [(540, 720), (780, 870)]),
    ],
)
def test_special_hours_go_before_the_weekly_ones(special: dict[str, Any], expected: list[Any]) -> None:
    assert booking.opening(WEEK, [special], MONDAY) == expected


def test_slots_end_before_closing() -> None:
    assert starts(free()) == ["09:00", "10:00", "11:00", "13:00"]
    assert starts(free(duration=90, interval=30)) == ["09:00", "09:30", "10:00", "10:30", "13:00"]
    assert starts(free(date(2026, 3, 3))) == []


def test_what_is_booked_is_not_free_and_buffers_keep_their_distance() -> None:
    taken = ("2026-03-02 10:00:00", "2026-03-02 11:00:00")
    assert starts(free(MONDAY, taken)) == ["09:00", "11:00", "13:00"]
    assert starts(free(MONDAY, taken, before=15)) == ["09:00", "13:00"]
    assert starts(free(MONDAY, taken, after=15)) == ["11:00", "13:00"]
    assert [slot["capacity_remaining"] for slot in free(MONDAY, taken, capacity=2)] == [2, 1, 2, 2]
    assert [slot["capacity_remaining"] for slot in free(MONDAY, taken, capacity=None)] == [None] * 4


def test_it_is_neither_too_soon_nor_too_late() -> None:
    assert starts(free(now="2026-03-02 09:30:00")) == ["10:00", "11:00", "13:00"]
    assert starts(free(now="2026-03-02 09:30:00", lead=60)) == ["11:00", "13:00"]
    assert starts(free(now="2026-02-28 10:30:00", days=2)) == ["09:00", "10:00"]


def test_a_slot_is_told_in_the_places_own_time_across_a_change_of_clocks() -> None:
    # On 5 April 2026 Hobart's clocks go back an hour at three: nine is 22:00 before and 23:00 after in UTC.
    assert booking.moment_of(date(2026, 4, 4), 540, "Australia/Hobart") == "2026-04-03 22:00:00"
    assert booking.moment_of(date(2026, 4, 6), 540, "Australia/Hobart") == "2026-04-05 23:00:00"
    (first, *_) = free(zone="Australia/Hobart")
    assert (first["start_at"], first["end_at"], first["label"]) == (
        "2026-03-02 09:00:00",
        "2026-03-02 10:00:00",
        "9:00 AM",
    )


def test_hours_that_make_no_sense_are_named() -> None:
    for fields, name in (
        ({"available_from": "9"}, "available_until"),
        ({"available_from": "25:00", "available_until": "26:00"}, "available_from"),
        ({"available_from": "nine", "available_until": "10:00"}, "available_from"),
        ({"available_from": "11:00", "available_until": "10:00"}, "available_until"),
        ({"start_at": "2026-03-02", "end_at": "2026-03-01"}, "end_at"),
        ({"start_at": "soon", "end_at": "2026-03-01"}, "start_at"),
        ({"day_of_week": "Monday"}, "day_of_week"),
    ):
        assert set(booking.hours_problems(fields)) == {name}, fields
    assert booking.hours_problems({"day_of_week": "MON", "available_from": "09:00", "available_until": "24:00"}) == {}


@pytest.mark.parametrize(
    ("before", "status", "stamped"),
    [
        (None, "requested", {}),
        (None, "confirmed", {"confirmed_at": NOW}),
        ("requested", "confirmed", {"confirmed_at": NOW, "approved_at": NOW, "approved_by": "till"}),
        ("confirmed", "arrived", {"arrived_at": NOW}),
        ("confirmed", "cancelled", {"cancelled_at": NOW, "cancelled_by": "till"}),
        ("requested", "rejected", {"rejected_at": NOW, "rejected_by": "till"}),
        ("confirmed", "confirmed", {}),
    ],
)
def test_a_change_of_state_stamps_its_time(before: str | None, status: str, stamped: dict[str, Any]) -> None:
    assert booking.stamps({"status": before} if before else None, status, NOW, "till") == stamped


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda span: (f"{span[0]:04}", f"{span[0] + span[1]:04}"))


@given(SPANS, st.lists(SPANS, max_size=12))
def test_capacity_is_counted_at_every_moment(span: tuple[str, str], taken: list[tuple[str, str]]) -> None:
    moments = [f"{at:04}" for at in range(int(span[0]), int(span[1]))]
    most = max(sum(start <= at < end for start, end in taken) for at in moments)
    assert booking.at_once(span, taken) == most
    assert booking.left(span, taken, 5) == max(0, 5 - most)
