"""Companies, schools and clubs."""

from __future__ import annotations

from typing import Any, Literal

from .address import Address
from .base import Many, Map, Model
from .location import Location

OrganisationType = Literal["company", "stockist", "brand", "organisation", "group", "school", "club", "other"]


class Organisation(Model):
    """A company, school or club that profiles and products belong to."""

    address: Address | None = None
    authorised_domains: Map[Any] | None = None
    created_at: str | None = None
    custom_fields: Any = None
    description: str | None = None
    domain: str | None = None
    email: str | None = None
    handle: str | None = None
    icon: str | None = None
    id: int
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
    updated_at: str | None = None
