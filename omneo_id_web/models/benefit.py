"""Benefits: things that a member may claim and redeem."""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model
from .reward import PeriodType


class BenefitDefinition(Model):
    """A kind of benefit, who may claim it and how often it may be redeemed."""

    id: int | str
    name: str | None = None
    handle: str | None = None
    period: int | None = None
    period_type: PeriodType | str | None = None
    absolute_expiry: str | None = None
    description: str | None = None
    internal_notes: str | None = None
    meta: Map[Any] | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms_conditions: str | None = None
    earn_instructions: str | None = None
    redeem_instructions_store: str | None = None
    redeem_instructions_online: str | None = None
    redeem_code_pos: str | None = None
    redeem_code_online: str | None = None
    icon: str | None = None
    image_url: str | None = None
    max_redemptions: int | None = None
    is_extendable: bool | None = None
    is_assignable: bool | None = None
    is_reassignable: bool | None = None
    is_published: bool | None = None
    is_archived: bool | None = None
    tags: Many[str] = []
    is_claimable: bool | None = None
    max_global_redemptions: int | None = None
    total_global_redemptions_remaining: int | None = None
    total_global_redemptions: int | None = None
    total_global_created: int | None = None
    claim_period_start_at: str | None = None
    claim_period_end_at: str | None = None
    claim_condition: Map[Any] | str | None = None
    is_reclaimable: bool | None = None
    notify_schedule_offset: int | None = None
    notify_issue_offset_days: int | None = None
    notify_issue_offset_hour: int | None = None
    notify_remind_offset_days: int | None = None
    notify_remind_offset_hour: int | None = None
    notify_extend_offset_days: int | None = None
    notify_extend_offset_hour: int | None = None
    remind_target_id: int | str | None = None
    extend_target_id: int | str | None = None
    issue_target_id: int | str | None = None
    end_at: str | None = None
    total_allocations: int | None = None
    total_allocations_remaining: int | None = None
    force_allocation: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    claim_timeframe: str | None = None
    view_condition: Map[Any] | str | None = None
    allow_user_redeem: bool | None = None
    value: float | None = None
    type: str | None = None


class Benefit(Model):
    """A benefit that a member has."""

    id: int
    profile_id: str | None = None
    external_id: str | None = None
    expires_at: str | None = None
    issued_at: str | None = None
    is_expired: bool | None = None
    is_redeemable: bool | None = None
    redemptions_remaining: int | None = None
    total_global_redemptions_remaining: int | None = None
    definition: BenefitDefinition | None = None
    timezone: str | None = None
    claimed_at: str | None = None
    meta: Map[Any] | None = None
    redeem_code_pos: str | None = None
    redeem_code_online: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    value: float | None = None
    combine_meta: Map[Any] | None = None
    is_combined: bool | None = None
    extended_at: str | None = None


class BenefitCount(Model):
    """How many benefits there are, and how many of them were redeemed."""

    count_all: int = Field(alias="countAll")
    count_redeemed: int = Field(alias="countRedeemed")


class BenefitUpdateInput(TypedDict, total=False):
    """What may be changed of a benefit."""

    issued_at: DateTimeInput
    benefit_definition_id: int | str
    profile_id: str
    timezone: str
    value: float | None
    external_id: str
    meta: dict[str, Any] | None
    expires_at: DateTimeInput


class BenefitClaimInput(TypedDict):
    """Which benefit to claim, by its definition's handle."""

    definition: str
    timezone: str
    external_id: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]
