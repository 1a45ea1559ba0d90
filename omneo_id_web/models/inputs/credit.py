"""Bodies for credits."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..credit import CreditDefinitionType
from ..custom_field import CustomFieldInput
from ..reward import PeriodType

CreditNumberRange = Literal["sequential", "random", "other"]
SecurityCodeType = Literal["pin4", "pin6", "alnum6", "other"]


class _CreditDefinitionDetails(TypedDict, total=False):
    region_id: int | None
    timezone: str
    period: int
    period_type: PeriodType | str
    absolute_expiry: str | None
    release_period: int
    release_period_type: PeriodType | str
    release_period_absolute_expiry: str | None
    is_published: bool
    is_archived: bool
    icon: str | None
    image_url: str | None
    primary_colour: str | None
    secondary_colour: str | None
    description: str | None
    internal_notes: str | None
    short_description: str | None
    long_description: str | None
    terms_conditions: str | None
    earn_instructions: str | None
    meta: dict[str, Any] | None
    value: float | None
    max_value: float | None
    require_creator: bool | None
    require_assigned: bool | None
    is_extendable: bool | None
    is_assignable: bool | None
    is_releasable: bool | None
    is_reassignable: bool | None
    require_security_code: bool | None
    extend_days: int | None
    credit_number_range_type: CreditNumberRange | str | None
    credit_number_range_start: str | None
    credit_number_range_end: str | None
    credit_number_length: int | None
    security_code_type: SecurityCodeType | str | None
    use_custom_numbers: bool | None
    notify_schedule_offset: int | None
    issue_target_id: int | None
    expiry_target_id: int | None
    release_target_id: int | None
    remind_target_id: int | None
    extend_target_id: int | None
    notify_issue_offset_days: int | None
    notify_issue_offset_hour: int | None
    notify_extend_offset_days: int | None
    notify_extend_offset_hour: int | None
    notify_remind_offset_days: int | None
    notify_remind_offset_hour: int | None
    tags: list[str] | None
    custom_fields: list[CustomFieldInput]
    currency: str | None


class CreditDefinitionInput(_CreditDefinitionDetails):
    """A new kind of credit."""

    name: str
    handle: str
    type: CreditDefinitionType | str | None


class CreditDefinitionUpdateInput(_CreditDefinitionDetails, total=False):
    """What may be changed of a kind of credit."""

    name: str
    handle: str
    type: CreditDefinitionType | str | None


class _CreditDetails(TypedDict, total=False):
    profile_id: str
    creator_profile_id: str
    issued_at: DateTimeInput
    expires_at: DateTimeInput
    released_at: DateTimeInput
    extended_at: DateTimeInput
    recipient_first_name: str
    recipient_email: str
    message: str
    value_remaining: float
    external_id: str
    external_namespace: str
    credit_number: str
    security_code: str
    location_id: int | str | None
    locked: bool
    lock_expires_at: DateTimeInput
    is_imported: bool
    meta: dict[str, Any] | None


class CreditInput(_CreditDetails):
    """A credit to issue; its kind by `credit_definition_id` or `credit_definition_handle`."""

    value_initial: float
    credit_definition_id: NotRequired[int]
    credit_definition_handle: NotRequired[str]
    staff_id: NotRequired[int | str | None]
    name: NotRequired[str]
    timezone: NotRequired[str]
    source_id: NotRequired[int | str | None]
    source_type: NotRequired[str]
    location_external_id: NotRequired[str]
    location_external_code: NotRequired[str]


class CreditUpdateInput(_CreditDetails, total=False):
    """What may be changed of a credit."""

    value_initial: float
    name: str
    timezone: str
