"""Interactions: visits, views and other contact."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .base import DateTimeInput, Many, Map, Model
from .location import Location
from .profile import Identity, ProfileSummary

InteractionAction = Literal[
    "broadcast", "disclose", "feedback", "product", "reach", "refer", "service", "visit", "view"
]


InteractionChannel = Literal["app", "email", "location", "push", "sms", "social", "support", "website"]


class Interaction(Model):
    """One contact between the shop and a member."""

    id: int
    identity: Identity | str | None = None
    profile_id: str | None = None
    profile: ProfileSummary | None = None
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
    interacted_id: int | str | None = None
    interacted_type: str | None = None
    organisation_id: int | None = None


class InteractionIdentifierInput(TypedDict):
    """The identity that the profile is known by there, instead of its id."""

    id: str
    handle: str


class _InteractionDetails(TypedDict, total=False):
    identifier: str | InteractionIdentifierInput
    latitude: float | str | None
    longitude: float | str | None
    description: str | None
    url: str | None
    duration: float | str | None
    location_id: int | None
    location: dict[str, Any] | None
    product_id: int | None
    staff_id: int | str | None
    product_category_id: int | None
    product_variant_id: int | None
    tags: list[str]
    interacted_at: DateTimeInput | None


class InteractionInput(_InteractionDetails):
    """A new interaction."""

    profile_id: NotRequired[str]
    action: InteractionAction
    channel: InteractionChannel
    signal: Literal[-1, 0, 1]
    name: str
    namespace: str
    meta: NotRequired[dict[str, Any] | None]
    interacted_id: NotRequired[int | str | None]
    interacted_type: NotRequired[str | None]
    organisation_id: NotRequired[int | None]


class InteractionUpdateInput(_InteractionDetails, total=False):
    """What may be changed of an interaction."""

    profile_id: str
    action: InteractionAction
    channel: InteractionChannel
    signal: Literal[-1, 0, 1]
    name: str
    namespace: str
    meta: dict[str, Any]
