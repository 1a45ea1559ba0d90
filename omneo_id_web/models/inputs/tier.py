"""Bodies for tiers."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput


class _TierDefinitionDetails(TypedDict, total=False):
    description: str | None
    disable_credit: bool | None
    earn_instructions: str | None
    icon: str | None
    image_url: str | None
    internal_notes: str | None
    is_assignable: bool | None
    long_description: str | None
    meta: dict[str, Any] | None
    region_id: int | None
    short_description: str | None
    tags: list[str]
    terms_conditions: str | None
    value_maintain: float | None


class TierDefinitionInput(_TierDefinitionDetails):
    """A new tier."""

    handle: str
    name: str
    value_min: float


class TierDefinitionUpdateInput(_TierDefinitionDetails, total=False):
    """What may be changed of a tier."""

    handle: str
    name: str
    value_min: float


class TierPointInput(TypedDict):
    """Points towards a tier."""

    accrued_at: NotRequired[DateTimeInput | None]
    issued_at: NotRequired[DateTimeInput | None]
    meta: NotRequired[dict[str, Any] | None]
    point_definition_id: int
    profile_id: str
    value: float


class TierPointUpdateInput(TypedDict, total=False):
    """What may be changed of points towards a tier."""

    accrued_at: DateTimeInput | None
    issued_at: DateTimeInput | None
    meta: dict[str, Any] | None
    value: float
