"""Places to send: shops, warehouses, web sites."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..base import DateInput
from ..custom_field import CustomFieldInput
from ..location import DayOfWeek


class LocationAddressInput(TypedDict, total=False):
    """Where a place is."""

    address_line_1: str | None
    address_line_2: str | None
    address_line_3: str | None
    city: str | None
    company: str | None
    country: str | None
    is_default: bool | None
    iso: str | None
    iso_state: str | None
    latitude: float | str | None
    longitude: float | str | None
    notes: str | None
    postcode: str | None
    state: str | None


class LocationHoursInput(TypedDict):
    """When a place is open on one day of the week, `09:00` to `17:00`; without times it is closed."""

    day_of_week: DayOfWeek
    open_at: NotRequired[str | None]
    close_at: NotRequired[str | None]


class LocationSpecialHoursInput(TypedDict):
    """When a place is open on certain dates instead; without times it is closed."""

    name: str
    start_at: DateInput
    end_at: DateInput
    is_repeating: NotRequired[bool]
    open_at: NotRequired[str | None]
    close_at: NotRequired[str | None]


class LocationInput(TypedDict):
    """A new place."""

    name: str
    phone: str
    address: NotRequired[LocationAddressInput | None]
    country_iso_3: NotRequired[str | None]
    custom_fields: NotRequired[list[CustomFieldInput]]
    description: NotRequired[str | None]
    email: NotRequired[str | None]
    external_code: NotRequired[str | None]
    external_id: NotRequired[str | None]
    handle: NotRequired[str]
    icon: NotRequired[str | None]
    image_url: NotRequired[str | None]
    is_permanently_closed: NotRequired[bool]
    is_published: NotRequired[bool]
    normal_hours: NotRequired[list[LocationHoursInput] | None]
    special_hours: NotRequired[list[LocationSpecialHoursInput] | None]
    tags: NotRequired[list[str]]
    timezone: NotRequired[str | None]
    type: NotRequired[str]


class LocationUpdateInput(TypedDict, total=False):
    """What may be changed of a place; hours and tags that are given replace all."""

    address: LocationAddressInput | None
    country_iso_3: str | None
    custom_fields: list[CustomFieldInput]
    description: str | None
    email: str | None
    external_code: str | None
    external_id: str | None
    icon: str | None
    image_url: str | None
    is_permanently_closed: bool
    is_published: bool
    name: str
    normal_hours: list[LocationHoursInput] | None
    phone: str
    special_hours: list[LocationSpecialHoursInput] | None
    tags: list[str]
    timezone: str | None
    type: str | None
