"""When somebody or something can be had: weekly hours, and the dates that differ."""

from __future__ import annotations

from .base import Model
from .location import DayOfWeek


class ProfileNormalHour(Model):
    """When a member of staff works on one day of the week, in local time."""

    id: int
    profile_id: str | None = None
    day_of_week: DayOfWeek | str | None = None
    available_from: str | None = None
    available_until: str | None = None
    is_closed: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class ProfileSpecialHour(Model):
    """When a member of staff works on certain dates instead."""

    id: int
    profile_id: str | None = None
    name: str | None = None
    is_repeating: bool | None = None
    available_from: str | None = None
    available_until: str | None = None
    start_at: str | None = None
    end_at: str | None = None
    is_closed: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
