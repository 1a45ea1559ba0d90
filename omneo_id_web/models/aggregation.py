"""What the shop has computed of a member's purchases."""

from __future__ import annotations

from typing import Any

from .base import Many, Model
from .location import Location


class Aggregations(Model):
    """Spending, frequency, recency and favourite places of one member."""

    profile_id: str
    shop_days: int | None = None
    spend_12m: float | None = None
    spend_12m_now: str | None = None
    spend_all: float | None = None
    spend_atv_12m: float | None = None
    spend_atv_all: float | None = None
    discount_avg: float | None = None
    spend_first_date: str | None = None
    spend_last_date: str | None = None
    dimension_frequency: str | None = None
    dimension_recency: str | None = None
    dimension_join: str | None = None
    channel: str | None = None
    shop_count: int | None = None
    store_join: Location | None = None
    likely_country: str | None = None
    likely_country_score: float | None = None
    purchased_brands: Many[str] = []
    total_shop_days: int | None = None
    first_shop_days: int | None = None
    second_shop_days: int | None = None
    latest_shop_days: int | None = None
    average_shop_days: float | None = None
    second_shop_date: int | str | None = None
    previous_shop_date: int | str | None = None
    at_risk_date: str | None = None
    most_transacted_location: Location | None = None
    latest_shop_spend: float | None = None
    latest_shop_currency: str | None = None
    latest_transacted_location: Location | None = None
    transacted_locations: list[Any] | str | None = None
    likely_country_iso: str | None = None
    likely_country_iso_score: str | None = None
    likely_state_iso: str | None = None
    likely_state_iso_score: float | None = None
    likely_region: str | None = None
    likely_region_score: float | None = None
