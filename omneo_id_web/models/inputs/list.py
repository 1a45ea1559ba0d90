"""Lists, their definitions and reservations, to send."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..point import IssuePeriodType


class ListShareInput(TypedDict):
    """What a link's address ends in."""

    handle: str


class ListDefinitionInput(TypedDict):
    """A new kind of list."""

    handle: str
    name: str
    type: str
    allow_custom_product: NotRequired[bool | None]
    allow_delete: NotRequired[bool | None]
    allow_edit: NotRequired[bool | None]
    allow_new: NotRequired[bool | None]
    allow_quantity: NotRequired[bool | None]
    allow_reserve: NotRequired[bool | None]
    allow_share: NotRequired[bool | None]
    cover: NotRequired[str | None]
    description: NotRequired[str | None]
    icon: NotRequired[str | None]
    is_active: NotRequired[bool | None]
    is_published: NotRequired[bool | None]
    meta: NotRequired[dict[str, Any] | None]
    organisation_id: NotRequired[int | None]
    reservation_absolute_expiry: NotRequired[DateTimeInput | None]
    reservation_expiry_target_id: NotRequired[int | None]
    reservation_notify_remind_offset_days: NotRequired[int | None]
    reservation_notify_remind_offset_hours: NotRequired[int | None]
    reservation_notify_reserved_offset_days: NotRequired[int | None]
    reservation_notify_reserved_offset_hours: NotRequired[int | None]
    reservation_period: NotRequired[int | None]
    reservation_period_type: NotRequired[IssuePeriodType | None]
    reservation_remind_target_id: NotRequired[int | None]
    reservation_reserved_target_id: NotRequired[int | None]
    short_description: NotRequired[str | None]
    tags: NotRequired[list[str]]
    timezone: NotRequired[str]


class ListDefinitionUpdateInput(TypedDict, total=False):
    """What may be changed of a kind of list."""

    allow_custom_product: bool | None
    allow_delete: bool | None
    allow_edit: bool | None
    allow_new: bool | None
    allow_quantity: bool | None
    allow_reserve: bool | None
    allow_share: bool | None
    cover: str | None
    description: str | None
    icon: str | None
    is_active: bool | None
    is_published: bool | None
    meta: dict[str, Any] | None
    organisation_id: int | None
    reservation_absolute_expiry: DateTimeInput | None
    reservation_expiry_target_id: int | None
    reservation_notify_remind_offset_days: int | None
    reservation_notify_remind_offset_hours: int | None
    reservation_notify_reserved_offset_days: int | None
    reservation_notify_reserved_offset_hours: int | None
    reservation_period: int | None
    reservation_period_type: IssuePeriodType | None
    reservation_remind_target_id: int | None
    reservation_reserved_target_id: int | None
    short_description: str | None
    tags: list[str]
    timezone: str
    name: str
    type: str


class ReservationInput(TypedDict):
    """A promise to buy an item, by a member or by somebody that another system knows."""

    quantity: int
    external_profile_id: NotRequired[str | None]
    timezone: NotRequired[str | None]
    expires_at: NotRequired[DateTimeInput | None]
    profile_id: NotRequired[str | None]


class ReservationUpdateInput(TypedDict):
    """What a promise to buy is to be from now on."""

    quantity: int
    timezone: NotRequired[str | None]
    expires_at: NotRequired[DateTimeInput | None]
