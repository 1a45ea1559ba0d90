"""Appointments at the shop."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model
from .location import DayOfWeek, LocationSummary
from .profile import ProfileSummary

AppointmentStatus = Literal["requested", "confirmed", "cancelled", "arrived", "completed", "no_show", "rejected"]


AppointmentBookingType = Literal["instant", "approval_required", "walk_in_only"]


class AppointmentNormalHour(Model):
    """When an appointment can be had on one day of the week, in local time."""

    id: int
    appointment_definition_id: int | None = None
    day_of_week: DayOfWeek | str | None = None
    available_from: str | None = None
    available_until: str | None = None
    is_closed: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentSpecialHour(Model):
    """When it can be had on certain dates instead."""

    id: int
    appointment_definition_id: int | None = None
    name: str | None = None
    is_repeating: bool | None = None
    available_from: str | None = None
    available_until: str | None = None
    start_at: str | None = None
    end_at: str | None = None
    is_closed: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentPlace(Model):
    """A place where it can be had."""

    id: int
    appointment_definition_id: int | None = None
    location_id: int | None = None
    is_active: bool | None = None
    location: LocationSummary | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentStaff(Model):
    """Somebody who gives it."""

    id: int
    appointment_definition_id: int | None = None
    staff_id: str | None = None
    is_active: bool | None = None
    staff: ProfileSummary | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentDefinition(Model):
    """A kind of appointment."""

    id: int
    handle: str | None = None
    name: str | None = None
    description: str | None = None
    short_description: str | None = None
    long_description: str | None = None
    icon: str | None = None
    image_url: str | None = None
    terms_conditions: str | None = None
    internal_notes: str | None = None
    visibility_condition: Map[Any] | None = None
    is_published: bool | None = None
    is_archived: bool | None = None
    duration_minutes: int | None = None
    buffer_before_minutes: int | None = None
    buffer_after_minutes: int | None = None
    min_lead_minutes: int | None = None
    max_advance_days: int | None = None
    slot_interval_minutes: int | None = None
    booking_type: AppointmentBookingType | str | None = None
    allow_customer_booking: bool | None = None
    allow_walk_in: bool | None = None
    requires_staff: bool | None = None
    customer_must_select_staff: bool | None = None
    use_staff_from_location: bool | None = None
    max_concurrent_bookings: int | None = None
    allow_waitlist: bool | None = None
    allow_queue: bool | None = None
    queue_code: str | None = None
    meta: Map[Any] | None = None
    created_target_id: int | None = None
    confirmed_target_id: int | None = None
    cancelled_target_id: int | None = None
    rejected_target_id: int | None = None
    reminder_target_id: int | None = None
    completed_target_id: int | None = None
    notify_created_offset_days: int | None = None
    notify_created_offset_hours: int | None = None
    notify_confirmed_offset_days: int | None = None
    notify_confirmed_offset_hours: int | None = None
    notify_cancelled_offset_days: int | None = None
    notify_cancelled_offset_hours: int | None = None
    notify_rejected_offset_days: int | None = None
    notify_rejected_offset_hours: int | None = None
    notify_reminder_offset_days: int | None = None
    notify_reminder_offset_hours: int | None = None
    notify_completed_offset_days: int | None = None
    notify_completed_offset_hours: int | None = None
    has_booking_questionnaire: bool | None = None
    normal_hours: Many[AppointmentNormalHour] = []
    special_hours: Many[AppointmentSpecialHour] = []
    locations: Many[AppointmentPlace] = []
    staff: Many[AppointmentStaff] = []
    booking_questionnaire: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentAnswer(Model):
    """An answer to a question that was asked on booking."""

    id: int | None = None
    questionnaire_question_id: int | None = None
    question_id: int | None = None
    question_handle: str | None = None
    question_version_id: int | None = None
    mapping_key: str | None = None
    link_type: str | None = None
    link_target: str | None = None
    question_label: str | None = None
    question_type: str | None = None
    value: Any = None
    mapping_status: str | None = None
    mapping_error: str | None = None
    mapped_at: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentLink(Model):
    """A profile or list that an appointment is linked to."""

    id: int | None = None
    type: str | None = None
    target_id: str | int | None = None
    profile: ProfileSummary | None = None
    linkable: Map[Any] | None = None


class Appointment(Model):
    """An appointment of a member."""

    id: int
    appointment_definition_id: int | None = None
    appointment_definition: AppointmentDefinition | None = None
    profile_id: str | None = None
    profile: ProfileSummary | None = None
    location_id: int | None = None
    location: LocationSummary | None = None
    assigned_staff_id: str | None = None
    assigned_staff: ProfileSummary | None = None
    status: AppointmentStatus | str | None = None
    scheduled_start_at: str | None = None
    scheduled_end_at: str | None = None
    timezone: str | None = None
    approved_at: str | None = None
    confirmed_at: str | None = None
    cancelled_at: str | None = None
    arrived_at: str | None = None
    completed_at: str | None = None
    no_show_at: str | None = None
    rejected_at: str | None = None
    approved_by: str | None = None
    cancelled_by: str | None = None
    rejected_by: str | None = None
    transaction_id: int | None = None
    order_id: int | None = None
    transaction: Map[Any] | None = None
    order: Map[Any] | None = None
    answers: Many[AppointmentAnswer] = []
    links: Many[AppointmentLink] = []
    notes: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AppointmentAnswerInput(TypedDict):
    """An answer to a question that is asked on booking."""

    questionnaire_question_id: NotRequired[int]
    value: str


class TransactionResolver(TypedDict, total=False):
    """A transaction, by any one of its names."""

    external_id: str
    receipt_ref: str


class OrderResolver(TypedDict, total=False):
    """An order, by any one of its names."""

    external_id: str
    receipt_ref: str
    order_number: str


class AppointmentInput(TypedDict):
    """A new appointment."""

    appointment_definition_id: int
    location_id: int
    scheduled_start_at: DateTimeInput
    scheduled_end_at: DateTimeInput
    timezone: str
    assigned_staff_id: NotRequired[str | None]
    status: NotRequired[AppointmentStatus]
    confirmed_at: NotRequired[DateTimeInput | None]
    notes: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]
    transaction: NotRequired[TransactionResolver | None]
    order: NotRequired[OrderResolver | None]
    answers: NotRequired[list[AppointmentAnswerInput]]


class AppointmentUpdateInput(TypedDict, total=False):
    """What may be changed of an appointment."""

    appointment_definition_id: int
    profile_id: str
    location_id: int
    scheduled_start_at: DateTimeInput
    scheduled_end_at: DateTimeInput
    timezone: str
    assigned_staff_id: str | None
    status: AppointmentStatus
    confirmed_at: DateTimeInput | None
    notes: str | None
    meta: dict[str, Any] | None
    transaction: TransactionResolver | None
    order: OrderResolver | None
