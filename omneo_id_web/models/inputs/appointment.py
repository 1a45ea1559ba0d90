"""Appointments to send: their definitions, queues and waitlists, and questions about what is free."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ..appointment import AppointmentBookingType, AppointmentInput
from ..appointment_queue import AppointmentQueueStatus, AppointmentWaitlistStatus
from ..base import DateInput, DateTimeInput
from .hours import NormalHourInput, SpecialHourInput


class QuestionnaireQuestionInput(TypedDict):
    """A question to ask on booking."""

    mapping_key: str
    question_id: NotRequired[int]
    question_handle: NotRequired[str]
    question_version_id: NotRequired[int | None]
    sort_order: NotRequired[int]
    is_required: NotRequired[bool]
    visibility_condition: NotRequired[dict[str, Any] | None]
    is_active: NotRequired[bool]


class QuestionnairePageInput(TypedDict, total=False):
    """Questions that are asked together."""

    title: str | None
    description: str | None
    image_url: str | None
    section_header: str | None
    sort_order: int
    questions: list[QuestionnaireQuestionInput]


class QuestionnaireInput(TypedDict, total=False):
    """What is asked on booking."""

    name: str
    handle: str | None
    description: str | None
    is_active: bool
    meta: dict[str, Any] | None
    questions: list[QuestionnaireQuestionInput]
    pages: list[QuestionnairePageInput]


class AppointmentDefinitionInput(TypedDict):
    """A new kind of appointment."""

    handle: str
    name: str
    duration_minutes: int
    booking_type: AppointmentBookingType
    description: NotRequired[str | None]
    short_description: NotRequired[str | None]
    long_description: NotRequired[str | None]
    icon: NotRequired[str | None]
    image_url: NotRequired[str | None]
    terms_conditions: NotRequired[str | None]
    internal_notes: NotRequired[str | None]
    visibility_condition: NotRequired[dict[str, Any] | None]
    is_published: NotRequired[bool]
    is_archived: NotRequired[bool]
    buffer_before_minutes: NotRequired[int]
    buffer_after_minutes: NotRequired[int]
    min_lead_minutes: NotRequired[int]
    max_advance_days: NotRequired[int | None]
    slot_interval_minutes: NotRequired[int | None]
    allow_customer_booking: NotRequired[bool]
    allow_walk_in: NotRequired[bool]
    requires_staff: NotRequired[bool]
    customer_must_select_staff: NotRequired[bool]
    use_staff_from_location: NotRequired[bool]
    max_concurrent_bookings: NotRequired[int | None]
    allow_waitlist: NotRequired[bool]
    allow_queue: NotRequired[bool]
    meta: NotRequired[dict[str, Any] | None]
    created_target_id: NotRequired[int | None]
    confirmed_target_id: NotRequired[int | None]
    cancelled_target_id: NotRequired[int | None]
    rejected_target_id: NotRequired[int | None]
    reminder_target_id: NotRequired[int | None]
    completed_target_id: NotRequired[int | None]
    notify_created_offset_days: NotRequired[int | None]
    notify_created_offset_hours: NotRequired[int | None]
    notify_confirmed_offset_days: NotRequired[int | None]
    notify_confirmed_offset_hours: NotRequired[int | None]
    notify_cancelled_offset_days: NotRequired[int | None]
    notify_cancelled_offset_hours: NotRequired[int | None]
    notify_rejected_offset_days: NotRequired[int | None]
    notify_rejected_offset_hours: NotRequired[int | None]
    notify_reminder_offset_days: NotRequired[int | None]
    notify_reminder_offset_hours: NotRequired[int | None]
    notify_completed_offset_days: NotRequired[int | None]
    notify_completed_offset_hours: NotRequired[int | None]
    location_ids: NotRequired[list[int]]
    staff_ids: NotRequired[list[str]]
    normal_hours: NotRequired[list[NormalHourInput]]
    special_hours: NotRequired[list[SpecialHourInput]]
    booking_questionnaire: NotRequired[QuestionnaireInput]


class AppointmentDefinitionUpdateInput(TypedDict, total=False):
    """What may be changed of a kind of appointment; hours, places and staff that are given replace all."""

    name: str
    description: str | None
    short_description: str | None
    long_description: str | None
    icon: str | None
    image_url: str | None
    terms_conditions: str | None
    internal_notes: str | None
    visibility_condition: dict[str, Any] | None
    is_published: bool
    is_archived: bool
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    min_lead_minutes: int
    max_advance_days: int | None
    slot_interval_minutes: int | None
    booking_type: AppointmentBookingType
    allow_customer_booking: bool
    allow_walk_in: bool
    requires_staff: bool
    customer_must_select_staff: bool
    use_staff_from_location: bool
    max_concurrent_bookings: int | None
    allow_waitlist: bool
    allow_queue: bool
    meta: dict[str, Any] | None
    created_target_id: int | None
    confirmed_target_id: int | None
    cancelled_target_id: int | None
    rejected_target_id: int | None
    reminder_target_id: int | None
    completed_target_id: int | None
    notify_created_offset_days: int | None
    notify_created_offset_hours: int | None
    notify_confirmed_offset_days: int | None
    notify_confirmed_offset_hours: int | None
    notify_cancelled_offset_days: int | None
    notify_cancelled_offset_hours: int | None
    notify_rejected_offset_days: int | None
    notify_rejected_offset_hours: int | None
    notify_reminder_offset_days: int | None
    notify_reminder_offset_hours: int | None
    notify_completed_offset_days: int | None
    notify_completed_offset_hours: int | None
    location_ids: list[int]
    staff_ids: list[str]
    normal_hours: list[NormalHourInput]
    special_hours: list[SpecialHourInput]
    booking_questionnaire: QuestionnaireInput


class SlotsInput(TypedDict):
    """A place and a day to look for free times on."""

    location_id: int
    date: DateInput
    staff_id: NotRequired[str | None]


class SlotsRangeInput(TypedDict):
    """A place and up to 31 days to look for free times on."""

    location_id: int
    start_date: DateInput
    end_date: DateInput
    staff_id: NotRequired[str | None]
    sort: NotRequired[Literal["asc", "desc"]]


class AvailableStaffInput(TypedDict):
    """A place and a day to look for staff on."""

    location_id: int
    date: DateInput
    available_only: NotRequired[bool]


class AppointmentPlaceInput(TypedDict):
    """A place where it can be had."""

    location_id: int
    is_active: NotRequired[bool]


class ActiveInput(TypedDict, total=False):
    """Whether it counts."""

    is_active: bool


class AppointmentStaffInput(TypedDict):
    """Somebody who gives it, by the profile id."""

    staff_id: str
    is_active: NotRequired[bool]


class BookingInput(AppointmentInput):
    """A new appointment for a member."""

    profile_id: str


class AppointmentLinkInput(TypedDict):
    """The profile or list to link an appointment to."""

    type: Literal["profile", "list"]
    id: str | int


class QueueInput(TypedDict):
    """A walk-in who waits; without a profile, anybody."""

    appointment_definition_id: int
    location_id: int
    profile_id: NotRequired[str | None]
    staff_id: NotRequired[str | None]
    appointment_id: NotRequired[int | None]
    status: NotRequired[AppointmentQueueStatus]
    notes: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]


class QueueUpdateInput(TypedDict, total=False):
    """What may be changed of it."""

    staff_id: str | None
    appointment_id: int | None
    status: AppointmentQueueStatus
    notes: str | None
    meta: dict[str, Any] | None


class WaitlistInput(TypedDict):
    """A member who would come if somebody cancelled."""

    appointment_definition_id: int
    profile_id: str
    location_id: int
    appointment_id: NotRequired[int | None]
    status: NotRequired[AppointmentWaitlistStatus]
    desired_start_at: NotRequired[DateTimeInput | None]
    notes: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]


class WaitlistUpdateInput(TypedDict, total=False):
    """What may be changed of it."""

    appointment_id: int | None
    status: AppointmentWaitlistStatus
    desired_start_at: DateTimeInput | None
    notes: str | None
    meta: dict[str, Any] | None
