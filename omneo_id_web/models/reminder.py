"""Reminders to the shop's own people."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from .base import DateTimeInput, Model

ReminderChannel = Literal["slack", "email"]


ReminderPeriodUnit = Literal["days", "weeks", "months", "years"]


ReminderRepeatUnit = Literal["daily", "weekly", "monthly"]


ReminderScheduleType = Literal["absolute", "period", "repeat"]


class Reminder(Model):
    """A note that comes back at a time."""

    id: int
    channel: ReminderChannel | str | None = None
    expires_at: str | None = None
    is_active: bool | None = None
    is_valid: bool | None = None
    note: str | None = None
    period_time_at: str | None = None
    period_unit: ReminderPeriodUnit | str | None = None
    period_value: int | None = None
    recipient: str | None = None
    remind_at: str | None = None
    repeat_time_at: str | None = None
    repeat_unit: ReminderRepeatUnit | str | None = None
    repeat_value: int | None = None
    schedule_type: ReminderScheduleType | str | None = None
    timezone: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _ReminderDetails(TypedDict, total=False):
    expires_at: DateTimeInput | None
    is_active: bool | None
    period_time_at: str | None
    period_unit: ReminderPeriodUnit | None
    recipient: str | None
    remind_at: DateTimeInput | None
    repeat_time_at: str | None
    repeat_unit: ReminderRepeatUnit | None
    timezone: str | None
    period_value: int | str | None
    repeat_value: int | str | None


class ReminderInput(_ReminderDetails):
    """A new reminder."""

    channel: ReminderChannel
    note: str
    schedule_type: ReminderScheduleType


class ReminderUpdateInput(_ReminderDetails, total=False):
    """What may be changed of a reminder."""

    channel: ReminderChannel
    note: str
    schedule_type: ReminderScheduleType
