"""Addresses as another system knows them."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict


class AddressUpsertInput(TypedDict):
    """An address as another system knows it, to change or add."""

    address_line_1: str
    address_line_2: NotRequired[str | None]
    address_line_3: NotRequired[str | None]
    company: NotRequired[str | None]
    city: str
    state: NotRequired[str]
    postcode: str
    country: str
    iso: NotRequired[str | None]
    iso_state: NotRequired[str | None]
    is_default: NotRequired[bool | None]
    notes: NotRequired[str | None]
    external_id: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]
    name: NotRequired[str | None]
    type: NotRequired[Literal["home", "business", "billing", "holiday", "hotel", "recipient", "other"] | None]
    phone: NotRequired[str | None]
    custom_fields: NotRequired[list[Any]]
