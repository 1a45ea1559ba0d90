"""Those who wait for an appointment: in the shop's queue, and on its waitlist."""

from __future__ import annotations

from typing import Any, Literal

from .base import Map, Model
from .location import LocationSummary
from .profile import ProfileSummary

AppointmentQueueStatus = Literal["waiting", "called", "served", "cancelled"]

AppointmentWaitlistStatus = Literal["active", "fulfilled", "cancelled"]


class AppointmentQueue(Model):
    """A walk-in who waits."""

    id: int
    appointment_definition_id: int | None = None
    profile_id: str | None = None
    profile: ProfileSummary | None = None
    location_id: int | None = None
    location: LocationSummary | None = None
    staff_id: str | None = None
    staff: ProfileSummary | None = None
    appointment_id: int | None = None
    status: AppointmentQueueStatus | str | None = None
    notes: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentWaitlist(Model):
    """A member who would come if somebody cancelled."""

    id: int
    appointment_definition_id: int | None = None
    profile_id: str | None = None
    profile: ProfileSummary | None = None
    location_id: int | None = None
    location: LocationSummary | None = None
    appointment_id: int | None = None
    status: AppointmentWaitlistStatus | str | None = None
    desired_start_at: str | None = None
    notes: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
