"""The arithmetic of a programme: expiry, spending, earning, conditions, and where a member stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omneo_id_web.sandbox import aggregations, loyalty, standing
from omneo_id_web.sandbox.achievements import score, times
from omneo_id_web.sandbox.logic import holds
from omneo_id_web.sandbox.sales import merged

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MONEY = st.integers(0, 100_000).map(lambda value: value / 100)


@pytest.mark.parametrize(
    ("period", "period_type", "ends"),
    [
        (50, "days", "2021-04-24 23:59:59"),
        (2, "weeks", "2021-03-19 23:59:59"),
        (1, "months", "2021-04-05 23:59:59"),
        (3, "years", "2024-03-05 23:59:59"),
        (5, "hours", "2021-03-05 05:06:51"),
        (0, "absolute_week", None),
        (1, "absolute_week", "2021-03-14 23:59:59"),
        (1, "absolute_month", "2021-04-30 23:59:59"),
        (9, "absolute_date", "2030-12-31 23:59:59"),
        (None, "days", None),
        (10**9, "days", loyalty.NEVER),
    ],
)
def test_a_thing_ends_with_a_day(period: int | None, period_type: str, ends: str | None) -> None:
    assert loyalty.expiry("2021-03-05 00:06:51", period, period_type, "2030-12-31") == ends


def test_a_month_has_as_many_days_as_it_has() -> None:
    assert loyalty.expiry("2024-01-31 10:00:00", 1, "months") == "2024-02-29 23:59:59"
    assert loyalty.year_later("2024-02-29 10:00:00") == "2025-02-28"
    assert loyalty.year_later("2024-02-29", -1) == "2023-02-28"


@pytest.mark.parametrize(
    ("before", "days", "until", "after"),
    [
        ("2024-12-06 00:00:00", 1, None, "2024-12-07 00:00:00"),
        ("2024-12-06 00:00:00", None, "2030-01-01 00:00:00", "2030-01-01 00:00:00"),
        (None, 5, None, None),
        ("9999-12-31 00:00:00", 5, None, loyalty.NEVER),
    ],
)
def test_an_extension_adds_days_or_sets_a_moment(
    before: str | None, days: int | None, until: str | None, after: str | None
) -> None:
    assert loyalty.extended({"expires_at": before}, days, until) == after


LOTS = st.lists(st.tuples(MONEY, st.sampled_from([None, "2025-01-01 00:00:00", "2026-06-01 00:00:00", "2027-01-01"])))


@given(lots=LOTS, amount=MONEY)
def test_spending_takes_no_more_than_there_is_and_the_next_to_end_first(lots: Any, amount: float) -> None:
    now = "2026-01-01 00:00:00"
    rows = [
        {"id": n, "issued_at": now, "expires_at": ends, "value_remaining": value}
        for n, (value, ends) in enumerate(lots)
    ]
    taken = loyalty.spend(rows, amount, now)
    total = round(sum(part for _, part in taken), 2)
    assert total == round(min(amount, loyalty.balance(rows, now)), 2)
    assert all(0 < part <= row["value_remaining"] for row, part in taken)
    ends = [(row["expires_at"] or loyalty.NEVER, row["id"]) for row, _ in taken]
    assert ends == sorted(ends)
    # Whatever was left of a lot, nothing was taken of one that ends later.
    assert all(part == row["value_remaining"] for row, part in taken[:-1])


def test_what_is_neither_issued_nor_unexpired_does_not_count() -> None:
    row = {"value_remaining": 5.0, "issued_at": "2026-01-02", "expires_at": "2026-02-01"}
    assert [loyalty.balance([row], at) for at in ("2026-01-01", "2026-01-02", "2026-02-01")] == [0, 5, 0]


def test_the_ends_of_the_calendar_are_in_every_zone() -> None:
    assert loyalty.to_utc(loyalty.NEVER, "America/New_York") == loyalty.NEVER
    assert loyalty.to_local("0001-01-01 00:00:00", "America/New_York") == "0001-01-01 00:00:00"
    assert loyalty.to_utc("2024-12-05 08:30:00", "Australia/Melbourne") == "2024-12-04 21:30:00"
    assert loyalty.to_local("2024-12-04 21:30:00", "Australia/Melbourne") == "2024-12-05 08:30:00"


def line(price: float, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"price_sell": price, "quantity": quantity, **more}


@pytest.mark.parametrize(
    ("sale", "multipliers", "points"),
    [
        ({"total": 100, "items": []}, [], 200),
        ({"total": 100, "items": [line(100)]}, [1], 200),
        ({"total": 90, "items": [line(50), line(25, 2)]}, [2, 1], 270),
        ({"total": -100, "items": [line(-100)]}, [3], -600),
        ({"total": 100, "items": [line(100), line(50, is_void=True)]}, [1, 9], 200),
        ({"total": 100, "total_converted": 80, "items": []}, [], 160),
        ({"total": 100, "is_void": True, "items": []}, [], 0),
        ({"total": 0.1, "items": []}, [], 0.2),
    ],
)
def test_a_sale_earns_by_its_total_and_its_lines(sale: Any, multipliers: Any, points: float) -> None:
    assert loyalty.earned(sale, 2.0, multipliers) == points


def test_lines_are_known_again() -> None:
    before: list[Any] = [{"id": 1, "sku": "A", "quantity": 1}, {"id": 2, "external_id": "L2", "quantity": 1}]
    sent: list[Any] = [
        {"sku": "A", "quantity": 3},
        {"external_id": "L2", "quantity": 4},
        {"id": "1", "name": "Tee"},
        {"sku": "C"},
    ]
    assert [(x.get("id"), x.get("quantity"), x.get("name")) for x in merged(before, sent)] == [
        (1, 3, "Tee"),
        (2, 4, None),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        (None, True),
        ({}, True),
        ("", True),
        ('{"==": [{"var": "name"}, "Ada"]}', True),
        ("{nonsense", False),
        ({"and": [{"===": ["Ada", {"var": "name"}]}, {">": [{"var": "points"}, 5]}]}, True),
        ({"and": [{"not_in": ["@x", {"var": "mail"}]}]}, True),
        ({"or": [{"<": [{"var": "points"}, 5]}, {"in": [{"var": "tier.handle"}, ["silk"]]}]}, True),
        ({"!": [{"var": "nothing"}]}, True),
        ({"<=": [1, {"var": "points"}, 12]}, True),
        ({">=": [{"var": "since"}, "2026-01-01"]}, False),
        ({"<": [{"var": "nothing"}, 5]}, False),
        ({"==": [{"var": ["nothing", 7]}, "7"]}, True),
        ({"===": [7, "7"]}, False),
        ({"some": [{"var": "tags"}, {"==": [{"var": ""}, "vip"]}]}, True),
        ({"all": [{"var": "tags"}, {"in": ["v", {"var": ""}]}]}, False),
        ({"none": [{"var": "tags"}, {"==": [{"var": ""}, "x"]}]}, True),
        ({"==": [{"if": [False, 1, {"var": "points"}]}, 10]}, True),
        ({"missing": ["name", "mail"]}, False),
        ({"missing": ["name", "phone"]}, True),
        ({"==": [{"+": [1, "2", 3]}, 6]}, True),
        ({"==": [{"/": [1, 0]}, None]}, True),
        ({"==": [{"cat": ["a", 1]}, "a1"]}, True),
        ({"==": [{"var": "tags.1"}, "old"]}, True),
        ({"unknown": [1]}, False),
        ({"in": [["a"], {"var": "tags"}]}, False),
    ],
)
def test_a_condition_is_looked_up_in_the_data(condition: Any, true: bool) -> None:
    data = {"name": "Ada", "mail": "a@b.c", "points": 10, "tier": {"handle": "silk"}, "tags": ["vip", "old"]}
    assert holds(condition, {**data, "since": "2025-05-05"}) is true


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["var", "and", "in", "<", "+", "if", "some", "missing", "x"]), inner, max_size=2
        )
    ),
    max_leaves=12,
)


@given(condition=JSON, data=JSON)
def test_no_condition_breaks(condition: Any, data: Any) -> None:
    assert holds(condition, data) in (True, False)


TIERS: list[Mapping[str, Any]] = [
    {"id": n, "handle": handle, "value_min": low, "value_maintain": keep, "is_floor": floor}
    for n, (handle, low, keep, floor) in enumerate(
        (("base", 0, 0, True), ("silver", 400, 300, False), ("gold", 1000, 800, False), ("top", 5000, 4000, False)), 1
    )
]


def earned(value: float, day: str) -> dict[str, Any]:
    return {"value": value, "accrued_at": f"{day} 12:00:00", "issued_at": f"{day} 12:00:00"}


def stand(points: list[Any], now: str, held: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return standing.settled(TIERS, points, held or standing.begun(TIERS, "2024-01-01"), f"{now} 12:00:00")


def test_a_tier_is_reached_on_the_day_that_its_points_are() -> None:
    held = stand([earned(300, "2024-02-01"), earned(350, "2024-03-10")], "2024-05-01")
    assert (held["handle"], held["achieved_at"], held["anniversary_at"]) == (
        "silver",
        "2024-03-10 00:00:00",
        "2025-03-10 23:59:59",
    )
    assert (held["credit"], held["achievement"]) == (250, 650)


def test_a_member_may_pass_a_tier_over() -> None:
    assert stand([earned(1200, "2024-02-01")], "2024-02-01")["handle"] == "gold"


def test_points_of_a_day_count_for_a_year() -> None:
    points = [earned(300, "2024-01-10"), earned(100, "2025-01-09")]
    assert stand(points, "2025-01-09")["handle"] == "silver"
    assert stand([points[0], earned(100, "2025-01-10")], "2025-01-10")["handle"] == "base"


def test_credit_helps_to_keep_a_tier_for_one_cycle() -> None:
    points = [earned(650, "2024-03-10"), earned(100, "2024-06-01")]
    kept = stand(points, "2025-04-01")
    assert (kept["handle"], kept["maintained_at"], kept["credit"]) == ("silver", "2025-03-10 23:59:59", 0)
    assert kept["achieved_at"] == "2024-03-10 00:00:00"
    assert stand(points, "2026-04-01")["handle"] == "base"


def test_a_tier_without_credit_gives_none() -> None:
    tiers = [{**tier, "disable_credit": True} for tier in TIERS]
    held = standing.settled(tiers, [earned(650, "2024-03-10")], standing.begun(tiers, "2024-01-01"), "2024-04-01")
    assert held["credit"] == 0


def test_a_fall_ends_at_the_highest_tier_that_fits() -> None:
    points = [earned(1000, "2024-03-10"), earned(500, "2024-06-01")]
    held = standing.held_from(TIERS[3], "2024-03-11 00:00:00")
    fallen = stand(points, "2025-03-12", held)
    assert (fallen["handle"], fallen["achieved_at"]) == ("silver", "2025-03-11 00:00:00")


def test_a_floor_stops_a_fall() -> None:
    tiers = [{**tier, "is_floor": tier["handle"] in ("base", "silver")} for tier in TIERS]
    held = standing.held_from(tiers[2], "2024-03-11 00:00:00")
    assert standing.settled(tiers, [], held, "2025-04-01 00:00:00")["handle"] == "silver"
    assert standing.settled(tiers, [], held, "2035-04-01 00:00:00")["handle"] == "silver"


def test_progress_tells_the_way_to_keep_a_tier_and_to_the_next() -> None:
    points = [earned(650, "2024-03-10")]
    now = "2024-05-01 12:00:00"
    told = standing.progress("92a1", TIERS, points, stand(points, "2024-05-01"), now)
    names = ("current_credit", "current_progress", "current_remain", "next_progress", "next_remain")
    assert [told[name] for name in names] == [250, 900, 0, 650, 350]
    assert (told["prev_tier"]["handle"], told["next_tier"]["handle"]) == ("base", "gold")
    assert told["next_progress_change_at"] == "2025-03-09 23:59:59"
    top = standing.progress("92a1", TIERS, [], standing.held_from(TIERS[3], now), now)
    assert (top["next_tier"], top["next_remain"]) == (None, None)


POINTS = st.lists(st.tuples(st.integers(-500, 900), DAYS).map(lambda p: earned(p[0], p[1].isoformat())))


@given(points=POINTS, days=st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def test_to_settle_in_steps_is_to_settle_at_once(points: list[Any], days: Any) -> None:
    first, last = (day.isoformat() for day in days)
    begun = standing.begun(TIERS, first)
    at_last = stand(points, last, begun)
    assert stand(points, last, at_last) == at_last
    assert at_last["anniversary_at"] > f"{last} 12:00:00"


@pytest.mark.parametrize(("reached", "often"), [(1, 0), (2, 1), (4, 1), (5, 2), (8, 3)])
def test_a_level_repeats_at_its_interval(reached: int, often: int) -> None:
    assert times({"trigger": 2, "repeats": True, "repeat_interval": 3}, reached) == often
    assert times({"trigger": 2, "repeats": False, "repeat_interval": 3}, reached) == min(often, 1)


def test_a_score_is_of_the_year_that_runs() -> None:
    scores = [
        {"count": 3, "issued_at": "2024-02-01 00:00:00", "expires_at": None},
        {"count": 4, "issued_at": "2025-03-01 00:00:00", "expires_at": None},
        {"count": 5, "issued_at": "2025-03-02 00:00:00", "expires_at": "2025-04-01 00:00:00"},
    ]
    kind = {"enable_annual_earn_cycle": True, "starts_at": None, "ends_at": None}
    assert score(kind, scores, "2025-03-10 00:00:00") == 9
    assert score(kind, scores, "2025-05-10 00:00:00") == 4
    assert score({**kind, "enable_annual_earn_cycle": False}, scores, "2025-05-10 00:00:00") == 7
    assert score({**kind, "starts_at": "2025-03-02"}, scores, "2025-03-10 00:00:00") == 5


def test_codes_say_how_often_how_lately_and_where_somebody_shops() -> None:
    today = date(2026, 1, 1)
    assert [aggregations.frequency(days, today) for days in ([], ["2025-01-01"], ["2025-01-01", "2025-02-01"])] == [
        "F0",
        "F1",
        "F2",
    ]
    assert aggregations.frequency(["2025-01-01", "2025-01-10", "2025-01-20"], today) == "FH"
    assert aggregations.frequency(["2025-01-01", "2025-06-10", "2025-10-20"], today) == "FL"
    lasts = (None, "2020-12-01", "2023-12-01", "2025-01-01", "2025-06-01", "2025-09-01", "2025-12-01")
    assert [aggregations.recency(last, today) for last in lasts] == ["RR", "RR", "RL", "RI", "RA", "RS", "RC"]
    assert [aggregations.joined(day, today) for day in ("2025-12-01", "2025-03-01", "2023-06-01")] == ["JN", "JC", "J2"]
    kinds = [aggregations.channel(types) for types in (set(), {"web"}, {"pos"}, {"pos", "web"})]
    assert kinds == [None, "CM", "CF", "CO"]
