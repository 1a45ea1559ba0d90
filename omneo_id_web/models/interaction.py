"""Interactions: visits, views and other contact."""

from __future__ import annotations

from typing import Any, Literal

from .base import Many, Map, Model
from .location import Location
from .profile import Identity

InteractionAction = Literal[
    "broadcast", "disclose", "feedback", "product", "reach", "refer", "service", "visit", "view"
]


InteractionChannel = Literal["app", "email", "location", "push", "sms", "social", "support", "website"]


class Interaction(Model):
    """One contact between the shop and a member."""

    id: int
    identity: Identity | str | None = None
    action: InteractionAction | str | None = None
    channel: InteractionChannel | str | None = None
    signal: int | None = None
    name: str | None = None
    namespace: str | None = None
    latitude: float | str | None = None
    longitude: float | str | None = None
    description: str | None = None
    url: str | None = None
    duration: float | str | None = None
    location_id: int | None = None
    location: Location | None = None
    product_id: int | None = None
    staff_id: int | str | None = None
    product_category_id: int | None = None
    product_variant_id: int | None = None
    tags: Many[str] = []
    created_at: str | None = None
    updated_at: str | None = None
    interacted_at: str | None = None
    meta: Map[Any] | None = None
