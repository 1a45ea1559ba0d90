"""Shops and other places."""

from __future__ import annotations

from typing import Any, Literal

from .address import Address
from .base import Many, Map, Model

DayOfWeek = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


class NormalHours(Model):
    """When a place is open on one day of the week, in its local time."""

    id: int | None = None
    location_id: int | None = None
    day_of_week: DayOfWeek | str | None = None
    open_at: str | None = None
    close_at: str | None = None
    created_at: str | None = None


class SpecialHours(Model):
    """When a place is open on certain dates instead."""

    id: int | None = None
    location_id: int | None = None
    name: str | None = None
    is_repeating: bool | None = None
    open_at: str | None = None
    close_at: str | None = None
    start_at: str | None = None
    end_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Department(Model):
    """A department of a place or a brand."""

    id: int | None = None
    name: str | None = None
    handle: str | None = None
    external_id: str | None = None
    external_code: str | None = None
    description: str | None = None
    short_description: str | None = None
    url: str | None = None
    image_url: str | None = None
    internal_note: str | None = None
    meta: Map[Any] | None = None
    brand_id: int | None = None
    location_id: int | None = None
    brand: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class LocationSummary(Model):
    """What other things tell of the place that they belong to."""

    id: int | None = None
    type: str | None = None
    name: str | None = None
    description: str | None = None
    phone: str | None = None
    email: str | None = None
    external_id: str | None = None
    is_published: bool | None = None
    is_permanently_closed: bool | None = None
    address: Address | None = None
    handle: str | None = None
    timezone: str | None = None


class Location(Model):
    """A shop, a warehouse or a web site."""

    address: Address | None = None
    country_iso_3: str | None = None
    created_at: str | None = None
    custom_fields: Map[Any] | None = None
    departments: Many[Department] = []
    description: str | None = None
    email: str | None = None
    external_code: str | None = None
    external_id: str | None = None
    handle: str | None = None
    icon: str | None = None
    id: int
    image_url: str | None = None
    is_permanently_closed: bool | None = None
    is_published: bool | None = None
    name: str | None = None
    normal_hours: Many[NormalHours] = []
    phone: str | None = None
    special_hours: Many[SpecialHours] = []
    tags: Many[str] = []
    timezone: str | None = None
    type: str | None = None
    updated_at: str | None = None
