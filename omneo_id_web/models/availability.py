"""When an appointment can be had, and with whom."""

from __future__ import annotations

from typing import Any

from .base import Many, Map, Model
from .profile import ProfileSummary


class AppointmentSlot(Model):
    """A time that can be booked."""

    time: str
    label: str | None = None
    start_at: str
    end_at: str
    duration_minutes: int | None = None
    capacity_remaining: int | None = None


class DaySlots(Model):
    """The times that can be booked on one day; none when it is closed or full."""

    date: str
    timezone: str | None = None
    appointment_definition_id: int | None = None
    location_id: int | None = None
    requires_staff: bool | None = None
    customer_must_select_staff: bool | None = None
    assigned_staff_required: bool | None = None
    staff: ProfileSummary | None = None
    slots: Many[AppointmentSlot] = []


class AvailableSlots(Model):
    """One day's times, and the definition's rules that they come of."""

    data: DaySlots
    meta: Map[Any] = {}


class AvailableSlotsRange(Model):
    """Several days' times, and the definition's rules that they come of."""

    data: Many[AppointmentSlot]
    meta: Map[Any] = {}


class AvailableStaffMember(Model):
    """Somebody who gives it, and whether there is a free time on that day."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    has_available_slots: bool | None = None
    is_default_location: bool | None = None
    appointment_definition_staff_sort_order: int | None = None
    location_profile_sort_order: int | None = None


class AvailableStaff(Model):
    """Who gives it on one day, and whether one of them must be chosen."""

    data: Many[AvailableStaffMember]
    meta: Map[Any] = {}


class BookingQuestions(Model):
    """What is asked on booking."""

    questionnaire: Map[Any] | None = None
    questions: Many[Any] = []
