"""Tiers, and how far a member has come."""

from __future__ import annotations

from typing import Any

from .base import Many, Map, Model
from .region import Region


class Tier(Model):
    """The tier that a profile has, and since when."""

    id: int | None = None
    profile_id: str | None = None
    name: str | None = None
    handle: str | None = None
    anniversary_at: str | None = None
    maintained_at: str | None = None
    assigned_at: str | None = None
    achieved_at: str | None = None


class TierDefinition(Model):
    """A tier as the shop defines it."""

    created_at: str | None = None
    description: str | None = None
    disable_credit: bool | None = None
    earn_instructions: str | None = None
    handle: str | None = None
    icon: str | None = None
    id: int
    image_url: str | None = None
    internal_notes: str | None = None
    is_assignable: bool | None = None
    is_floor: bool | None = None
    long_description: str | None = None
    meta: Any = None
    name: str | None = None
    region: Region | None = None
    region_id: int | None = None
    short_description: str | None = None
    tags: Many[str] = []
    terms_conditions: str | None = None
    updated_at: str | None = None
    value_maintain: float | None = None
    value_min: float | None = None


class TierProgress(Model):
    """Where a member stands between two tiers."""

    id: int | None = None
    profile_id: str
    current_tier: TierDefinition | None = None
    next_tier: TierDefinition | None = None
    prev_tier: TierDefinition | None = None
    is_floor: bool | None = None
    current_credit: float | None = None
    current_progress: float | None = None
    current_remain: float | None = None
    next_progress: float | None = None
    next_remain: float | None = None
    total_points_12m: float | None = None
    total_points_achievement: float | None = None
    next_progress_change_at: str | None = None
    anniversary_at: str | None = None
    maintained_at: str | None = None
    assigned_at: str | None = None
    achieved_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class TierPoint(Model):
    """Points that count towards a tier."""

    accrued_at: str | None = None
    created_at: str | None = None
    id: int
    issued_at: str | None = None
    meta: Any = None
    point_definition_id: int | None = None
    profile_id: str | None = None
    source: Map[Any] | None = None
    source_id: int | None = None
    source_type: str | None = None
    status: str | None = None
    updated_at: str | None = None
    value: float | None = None
