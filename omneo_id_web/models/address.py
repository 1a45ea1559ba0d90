"""Postal addresses."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from .base import Many, Map, Model


class Address(Model):
    """A postal address of a profile, a location or an organisation."""

    id: int
    address_line_1: str | None = None
    address_line_2: str | None = None
    address_line_3: str | None = None
    company: str | None = None
    is_default: bool | None = None
    latitude: str | None = None
    longitude: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    iso: str | None = None
    iso_state: str | None = None
    notes: str | None = None
    external_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    meta: Map[Any] | None = None
    name: str | None = None
    type: str | None = None
    phone: str | None = None
    profile_id: str | None = None
    custom_fields: Many[Any] = []


class AddressInput(TypedDict):
    """A new address."""

    address_line_1: str
    address_line_2: NotRequired[str | None]
    address_line_3: NotRequired[str | None]
    company: NotRequired[str | None]
    is_default: NotRequired[bool]
    latitude: NotRequired[str | None]
    longitude: NotRequired[str | None]
    city: str
    state: str
    postcode: str
    country: str
    iso: NotRequired[str | None]
    iso_state: NotRequired[str | None]
    notes: NotRequired[str]
    external_id: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]
    name: NotRequired[str | None]
    type: NotRequired[str | None]
    phone: NotRequired[str | None]
    profile_id: NotRequired[str]
    custom_fields: NotRequired[list[Any]]


class AddressUpdateInput(TypedDict, total=False):
    """What may be changed of an address."""

    address_line_1: str
    address_line_2: str
    address_line_3: str
    company: str
    is_default: bool
    latitude: str
    longitude: str
    city: str
    state: str
    postcode: str
    country: str
    iso: str
    iso_state: str
    notes: str
    external_id: str
