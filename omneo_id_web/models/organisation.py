"""Companies, schools and clubs."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .address import Address, AddressUpdateInput
from .base import DateTimeInput, Many, Map, Model
from .custom_field import CustomFieldInput
from .location import Location

OrganisationType = Literal["company", "stockist", "brand", "organisation", "group", "school", "club", "other"]


class Organisation(Model):
    """A company, school or club that profiles and products belong to."""

    id: int
    address: Address | None = None
    authorised_domains: Any = None
    custom_fields: Map[Map[Any]] | None = None
    description: str | None = None
    domain: str | None = None
    email: str | None = None
    handle: str | None = None
    icon: str | None = None
    image_url: str | None = None
    is_active: bool | None = None
    is_tenant: bool | None = None
    locations: Many[Location] = []
    meta: Any = None
    name: str | None = None
    notes: str | None = None
    phone: str | None = None
    secondary_phone: str | None = None
    short_description: str | None = None
    status: str | None = None
    type: OrganisationType | str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _OrganisationDetails(TypedDict, total=False):
    address: AddressUpdateInput | None
    authorised_domains: list[str] | dict[str, Any] | None
    custom_fields: list[CustomFieldInput]
    description: str | None
    domain: str | None
    email: str | None
    icon: str | None
    image_url: str | None
    is_active: bool | None
    is_tenant: bool | None
    locations: list[int] | None
    meta: Any
    notes: str | None
    phone: str | None
    secondary_phone: str | None
    short_description: str | None
    status: str | None


class OrganisationInput(_OrganisationDetails):
    """A new organisation."""

    handle: str
    name: str
    type: OrganisationType


class OrganisationUpdateInput(_OrganisationDetails, total=False):
    """What may be changed of an organisation."""

    name: str
    type: OrganisationType


class OrganisationProfileInput(TypedDict):
    """A new member of an organisation."""

    expires_at: NotRequired[DateTimeInput | None]
    is_active: NotRequired[bool | None]
    profile_id: str
    role_definition_id: NotRequired[int | None]
