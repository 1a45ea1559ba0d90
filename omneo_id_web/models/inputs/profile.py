"""What is asked of all profiles at once, and events of the shop's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..profile import ProfileUpdateInput
from .aggregation import AggregationsInput


class ProfileAvailabilityInput(TypedDict, total=False):
    """The email, the mobile number, or both, that somebody would like to have."""

    email: str
    mobile_phone: str


class ProfileBatchInput(TypedDict):
    """Profiles to change or create, and what they are matched by: `email` or an identity's handle."""

    match_criteria: str
    profiles: list[ProfileUpdateInput]


class CustomAttributeFilter(TypedDict):
    """A custom attribute to find profiles by; its value, or operators on it."""

    namespace: str
    handle: str
    value: str | int | float | bool | Mapping[str, Any]


class TaggedProfileInput(TypedDict):
    """A profile and the tags that it gains or loses."""

    profile_id: str
    tags: list[str]


class StatusedProfileInput(TypedDict):
    """A profile and the statuses that it gains or loses, by their handles."""

    profile_id: str
    statuses: list[str]


class AggregatedProfileInput(TypedDict):
    """A profile and what another system has computed of its purchases."""

    profile_id: str
    aggregations: AggregationsInput


class Delegation(TypedDict):
    """Where another system creates profiles, and the handle of the API client that it trusts."""

    type: str
    url: str
    enabled: NotRequired[bool]


class CustomEventInput(TypedDict):
    """An event of the shop's own, and what to tell of it."""

    event: str
    context: NotRequired[dict[str, Any] | None]
