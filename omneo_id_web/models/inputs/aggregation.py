"""What another system has computed of a member's purchases."""

from __future__ import annotations

from typing_extensions import TypedDict

from ..base import DateInput


class AggregationsInput(TypedDict, total=False):
    """What another system has computed; what is left out stays."""

    shop_days: int | None
    shop_count: int | None
    spend_12m: float | None
    spend_12m_now: float | None
    spend_all: float | None
    spend_atv_12m: float | None
    spend_atv_all: float | None
    spend_first_date: DateInput | None
    spend_last_date: DateInput | None
    dimension_frequency: str | None
    dimension_recency: str | None
    dimension_join: str | None
    channel: str | None
    likely_country: str | None
    likely_country_score: float | None
    purchased_brands: list[str] | None
    discount_avg: float | None
    total_shop_days: int | None
    first_shop_days: int | None
    second_shop_days: int | None
    latest_shop_days: int | None
    average_shop_days: float | None
    second_shop_date: DateInput | None
    previous_shop_date: DateInput | None
    at_risk_date: DateInput | None
    latest_shop_spend: float | None
    latest_shop_currency_id: int | None
    latest_transacted_location_id: int | None
    transacted_locations: list[str] | None
    likely_country_iso: str | None
    likely_country_iso_score: float | None
    likely_state_iso: str | None
    likely_state_iso_score: float | None
    likely_region: str | None
    likely_region_score: float | None
    most_spend_location_id: int | None
    most_spend_12m_location_id: int | None
    top_historic_status_id: int | None
