"""Bodies for benefits."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..reward import PeriodType


class _BenefitDefinitionDetails(TypedDict, total=False):
    meta: dict[str, Any] | None
    type: str | None
    description: str | None
    is_published: bool
    end_at: DateTimeInput | None
    tags: list[str]
    value: float | None
    period_type: PeriodType
    is_assignable: bool
    is_reassignable: bool
    is_extendable: bool
    short_description: str | None
    long_description: str | None
    terms_conditions: str | None
    icon: str | None
    image_url: str | None
    earn_instructions: str | None
    internal_notes: str | None
    absolute_expiry: str | None
    redeem_instructions_store: str | None
    redeem_instructions_online: str | None
    redeem_code_pos: str | None
    redeem_code_online: str | None
    max_redemptions: int
    is_archived: bool
    is_claimable: bool
    max_global_redemptions: int | None
    total_global_redemptions_remaining: int | None
    total_global_redemptions: int
    total_global_created: int
    claim_period_start_at: DateTimeInput | None
    claim_period_end_at: DateTimeInput | None
    claim_condition: dict[str, Any] | str | None
    is_reclaimable: bool | None
    notify_schedule_offset: int | None
    notify_issue_offset_days: int | None
    notify_issue_offset_hour: int | None
    notify_remind_offset_days: int | None
    notify_remind_offset_hour: int | None
    notify_extend_offset_days: int | None
    notify_extend_offset_hour: int | None
    remind_target_id: int | str | None
    extend_target_id: int | str | None
    issue_target_id: int | str | None
    total_allocations: int | None
    total_allocations_remaining: int | None
    force_allocation: bool | None
    claim_timeframe: str | None
    view_condition: dict[str, Any] | str | None
    allow_user_redeem: bool


class BenefitDefinitionInput(_BenefitDefinitionDetails):
    """A new kind of benefit."""

    name: str
    handle: str
    period: int


class BenefitDefinitionUpdateInput(_BenefitDefinitionDetails, total=False):
    """What may be changed of a kind of benefit."""

    name: str
    handle: str
    period: int


class BenefitDefinitionCloneInput(_BenefitDefinitionDetails):
    """How a copy of a kind of benefit differs from it."""

    handle: str
    name: NotRequired[str]
    period: NotRequired[int]


class ProfileBenefitInput(TypedDict):
    """A benefit to give to the profile in the path."""

    issued_at: DateTimeInput
    benefit_definition_id: int | str
    timezone: str
    value: NotRequired[float | None]
    external_id: NotRequired[str]
    meta: NotRequired[dict[str, Any] | None]
    expires_at: NotRequired[DateTimeInput]


class BenefitInput(ProfileBenefitInput):
    """A benefit to give to a profile."""

    profile_id: str


class RedeemedBenefit(TypedDict, total=False):
    """A benefit to redeem together with an amount, by its own id or its definition's handle."""

    id: int
    handle: str
    quantity: int
