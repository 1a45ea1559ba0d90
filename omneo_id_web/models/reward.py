"""Rewards: money to spend at the shop."""

from __future__ import annotations

from typing import Any, Literal

from .base import Many, Map, Model

PeriodType = Literal["days", "weeks", "months", "years", "absolute_date", "absolute_week", "absolute_month"]


class RewardDefinition(Model):
    """A kind of reward, its worth and how long it lives."""

    id: int
    name: str | None = None
    handle: str | None = None
    period: int | None = None
    period_type: PeriodType | str | None = None
    absolute_expiry: str | None = None
    description: str | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms_conditions: str | None = None
    earn_instructions: str | None = None
    icon: str | None = None
    image_url: str | None = None
    issue_target_id: int | None = None
    expiry_target_id: int | None = None
    extend_target_id: int | None = None
    notify_issue_offset: int | None = None
    notify_expiry_offset: int | None = None
    notify_schedule_offset: int | None = None
    notify_issue_offset_days: int | None = None
    notify_issue_offset_hour: int | None = None
    notify_remind_offset_days: int | None = None
    notify_remind_offset_hour: int | None = None
    notify_extend_offset_days: int | None = None
    notify_extend_offset_hour: int | None = None
    internal_notes: str | None = None
    type: str | None = None
    value: float | None = None
    max_value: float | None = None
    is_extendable: bool | None = None
    is_assignable: bool | None = None
    is_reassignable: bool | None = None
    is_published: bool | None = None
    extend_days: int | None = None
    tags: Many[str] = []
    created_at: str | None = None
    updated_at: str | None = None


class Reward(Model):
    """A reward that a member has."""

    id: int
    profile_id: str | None = None
    timezone: str | None = None
    value_initial: float | None = None
    value_remaining: float | None = None
    has_notified_issue: bool | None = None
    has_notified_expiry: bool | None = None
    has_notified_extend: bool | None = None
    expires_at: str | None = None
    issued_at: str | None = None
    is_expired: bool | None = None
    is_active: bool | None = None
    issued_local_at: str | None = None
    expires_local_at: str | None = None
    notify_issue_at: str | None = None
    notify_expiry_at: str | None = None
    extended_at: str | None = None
    definition: RewardDefinition | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
