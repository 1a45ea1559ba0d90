"""Bodies for rewards."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..reward import PeriodType


class _RewardDefinitionDetails(TypedDict, total=False):
    is_published: bool
    max_value: float | None
    is_assignable: bool
    is_reassignable: bool
    is_extendable: bool
    extend_days: int | None
    absolute_expiry: str | None
    description: str | None
    short_description: str | None
    long_description: str | None
    terms_conditions: str | None
    earn_instructions: str | None
    internal_notes: str | None
    icon: str | None
    image_url: str | None
    tags: list[str]
    issue_target_id: int | None
    expiry_target_id: int | None
    extend_target_id: int | None
    notify_issue_offset_days: int | None
    notify_issue_offset_hour: int | None
    notify_remind_offset_days: int | None
    notify_remind_offset_hour: int | None
    notify_extend_offset_days: int | None
    notify_extend_offset_hour: int | None


class RewardDefinitionInput(_RewardDefinitionDetails):
    """A new kind of reward."""

    name: str
    handle: str
    type: str
    value: float
    period: int
    period_type: PeriodType


class RewardDefinitionUpdateInput(_RewardDefinitionDetails, total=False):
    """What may be changed of a kind of reward."""

    name: str
    handle: str
    type: str
    value: float
    period: int
    period_type: PeriodType


class _RewardDetails(TypedDict, total=False):
    value_remaining: float
    issued_at: DateTimeInput
    expires_at: DateTimeInput
    reward_definition_id: int
    reward_definition_handle: str
    external_id: str | None
    meta: dict[str, Any] | None


class ProfileRewardInput(_RewardDetails):
    """A reward for the profile in the path; `issued_at` and `expires_at` are local to `timezone`."""

    value_initial: float
    timezone: str


class RewardInput(ProfileRewardInput):
    """A reward to issue; `issued_at` and `expires_at` are local to `timezone`."""

    profile_id: str


class RewardUpdateInput(TypedDict, total=False):
    """What may be changed of a reward."""

    value_initial: float
    value_remaining: float
    expires_at: DateTimeInput
    meta: dict[str, Any] | None
