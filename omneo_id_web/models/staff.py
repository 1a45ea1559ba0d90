"""Staff: profiles that work at the shop."""

from __future__ import annotations

from typing_extensions import TypedDict

from .base import DateTimeInput
from .profile import Gender


class _StaffDetails(TypedDict, total=False):
    birth_day: int | None
    birth_month: int | None
    birth_year: int | None
    company: str | None
    gender: Gender | None
    mobile_phone: str | None
    occupation: str | None
    secondary_phone: str | None
    title: str | None


class StaffInput(_StaffDetails):
    """A new member of staff."""

    email: str
    first_name: str
    joined_at: DateTimeInput
    last_name: str
    staff_id: str


class StaffUpdateInput(_StaffDetails, total=False):
    """What may be changed of a member of staff."""

    email: str
    first_name: str
    last_name: str
    staff_id: str
