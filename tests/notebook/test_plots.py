"""Charts say what was measured, in Vega-Lite, matplotlib and altair alike."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from omneo_id_web import SyncID, plots
from omneo_id_web.models.point import Point
from omneo_id_web.models.reward import Reward
from omneo_id_web.models.tier import TierProgress
from omneo_id_web.models.transaction import Transaction
from omneo_id_web.plots import VEGA_LITE, Chart, Mark


def sale(id: int, moment: str, total: float, **more: Any) -> Transaction:
    return Transaction(id=id, transacted_at=moment, total=total, currency="AUD", **more)


def test_spend_is_summed_by_month_and_empty_months_are_there() -> None:
    sales = [
        sale(1, "2025-11-30 23:59:59", 10.1),
        sale(2, "2026-02-01 00:00:00", 20.2),
        sale(3, "2026-02-03 00:00:00", -0.2),
        sale(4, "2026-02-03 00:00:00", 99, is_void=True),
    ]
    chart = plots.spend_by_month(sales)
    assert [(m.place, m.value) for m in chart.marks] == [
        ("2025-11", 10.1),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 20.0),
    ]
    assert chart.unit == "AUD"


def test_points_add_up_day_by_day() -> None:
    lots = [
        Point(id=2, issued_at="2026-01-02 10:00:00", value_initial=50, value_remaining=20),
        Point(id=1, issued_at="2026-01-01 10:00:00", value_initial=100, value_remaining=0),
        Point(id=3, issued_at="2026-01-02 12:00:00", value_initial=1, value_remaining=1),
        Point(id=4, issued_at="2026-01-02 12:00:00", value_initial=9, value_remaining=9, expires_at="2026-01-02"),
    ]
    assert plots.points_over_time(lots).marks == [
        Mark("2026-01-01", 100, "earned"),
        Mark("2026-01-02", 160, "earned"),
        Mark("2026-01-01", 0, "left of them"),
        Mark("2026-01-02", 21, "left of them"),
    ]


def test_only_rewards_that_can_still_end_are_told() -> None:
    rewards = [
        Reward(id=1, expires_at="2026-05-01 00:00:00", value_remaining=5),
        Reward(id=2, expires_at="2026-04-01 00:00:00", value_remaining=7),
        Reward(id=3, expires_at="2025-04-01 00:00:00", value_remaining=7, is_expired=True),
        Reward(id=4, expires_at="2026-04-01 00:00:00", value_remaining=0),
    ]
    assert [(m.place, m.value) for m in plots.reward_expiry(rewards).marks] == [("2026-04-01", 7), ("2026-05-01", 5)]


def test_tier_progress_tells_what_is_made_and_what_is_to_go() -> None:
    tiers = {"current_tier": {"id": 1, "name": "Wool", "value_maintain": 300}, "next_tier": {"id": 2, "value_min": 500}}
    progress = TierProgress.model_validate({"profile_id": "1", "current_remain": 0, "next_remain": 180, **tiers})
    assert [(m.series, m.value) for m in plots.tier_progress(progress).marks] == [
        ("made", 300),
        ("to go", 0),
        ("made", 320),
        ("to go", 180),
    ]
    assert plots.tier_progress(TierProgress(profile_id="1")).marks == []


@pytest.fixture
def charts(ada: SyncID) -> list[Chart]:
    me = ada.profile
    return [
        plots.points_over_time(me.points.list()),
        plots.spend_by_month(me.transactions.list()),
        plots.tier_progress(me.tiers.list()),
        plots.reward_expiry(me.rewards.list()),
        plots.list_contents(me.lists.list()),
    ]


def test_every_chart_of_the_demo_member_is_drawn_three_ways(charts: list[Chart]) -> None:
    for chart in charts:
        assert chart.marks
        bundle = chart._repr_mimebundle_()
        assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
        assert "null" not in json.dumps(bundle[VEGA_LITE])
        assert bundle[VEGA_LITE]["data"]["values"][0]["value"] == chart.marks[0].value
        assert chart.to_altair().to_dict()["title"] == chart.title
        assert chart.to_matplotlib().axes[0].get_title() == chart.title


def test_a_chart_of_nothing_is_drawn_too() -> None:
    for chart in (plots.spend_by_month([]), plots.reward_expiry([]), plots.list_contents([])):
        assert "image/png" in chart._repr_mimebundle_()
