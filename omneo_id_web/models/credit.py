"""Credits: gift cards and store credit."""

from __future__ import annotations

from typing import Any, Literal

from .base import Many, Map, Model
from .custom_field import CustomField
from .region import Region

CreditDefinitionType = Literal["gift_card", "store_credit", "refund", "allowance", "voucher", "other"]


class CreditDefinition(Model):
    """A kind of credit."""

    id: int
    name: str | None = None
    handle: str | None = None
    region_id: int | None = None
    region: Region | None = None
    timezone: str | None = None
    period: int | None = None
    period_type: str | None = None
    absolute_expiry: str | None = None
    release_period: int | None = None
    release_period_type: str | None = None
    release_period_absolute_expiry: str | None = None
    is_published: bool | None = None
    is_archived: bool | None = None
    icon: str | None = None
    image_url: str | None = None
    primary_colour: str | None = None
    secondary_colour: str | None = None
    description: str | None = None
    internal_notes: str | None = None
    short_description: str | None = None
    long_description: str | None = None
    terms_conditions: str | None = None
    earn_instructions: str | None = None
    meta: Map[Any] | None = None
    type: CreditDefinitionType | str | None = None
    value: float | None = None
    max_value: float | None = None
    currency_id: int | None = None
    currency: Any = None
    require_creator: bool | None = None
    require_assigned: bool | None = None
    is_extendable: bool | None = None
    is_assignable: bool | None = None
    is_releasable: bool | None = None
    is_reassignable: bool | None = None
    require_security_code: bool | None = None
    extend_days: int | None = None
    credit_number_range_type: str | None = None
    credit_number_range_start: str | None = None
    credit_number_range_end: str | None = None
    credit_number_length: int | None = None
    security_code_type: str | None = None
    use_custom_numbers: bool | None = None
    notify_schedule_offset: int | None = None
    issue_target_id: int | None = None
    expiry_target_id: int | None = None
    release_target_id: int | None = None
    remind_target_id: int | None = None
    extend_target_id: int | None = None
    notify_issue_offset_days: int | None = None
    notify_issue_offset_hour: int | None = None
    notify_extend_offset_days: int | None = None
    notify_extend_offset_hour: int | None = None
    notify_remind_offset_days: int | None = None
    notify_remind_offset_hour: int | None = None
    tags: Many[str] = []
    custom_fields: Many[CustomField] = []
    created_at: str | None = None
    updated_at: str | None = None


class Credit(Model):
    """A gift card or other credit that a member has."""

    id: int
    profile_id: str | None = None
    creator_profile_id: str | None = None
    staff_id: int | str | None = None
    location_id: int | str | None = None
    name: str | None = None
    credit_definition_id: int | str | None = None
    definition: CreditDefinition | None = None
    recipient_first_name: str | None = None
    recipient_email: str | None = None
    message: str | None = None
    timezone: str | None = None
    issued_at: str | None = None
    expires_at: str | None = None
    released_at: str | None = None
    extended_at: str | None = None
    value_initial: float | None = None
    value_remaining: float | None = None
    external_id: str | None = None
    external_namespace: str | None = None
    credit_number: str | None = None
    security_code: str | None = None
    source_id: int | str | None = None
    source_type: str | None = None
    locked: bool | None = None
    lock_expires_at: str | None = None
    has_notified_issue: bool | None = None
    has_notified_expiry: bool | None = None
    has_notified_release: bool | None = None
    has_notified_remind: bool | None = None
    has_notified_extend: bool | None = None
    meta: Map[Any] | None = None
    is_imported: bool | None = None
    is_system_generated: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
