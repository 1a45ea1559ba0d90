"""Points."""

from __future__ import annotations

from typing import Any, Literal

from .base import Many, Map, Model
from .region import Region

IssuePeriodType = Literal[
    "hours", "days", "weeks", "months", "years", "absolute_date", "absolute_week", "absolute_month"
]


class PointDefinition(Model):
    """A kind of points, and how long they live."""

    created_at: str | None = None
    currency: str | None = None
    description: str | None = None
    handle: str | None = None
    id: int
    is_reassignable: bool | None = None
    issue_absolute_expiry: str | None = None
    issue_period: int | None = None
    issue_period_type: IssuePeriodType | str | None = None
    name: str | None = None
    notes: str | None = None
    region: Region | None = None
    region_id: int | None = None
    tags: Many[str] = []
    updated_at: str | None = None


class Point(Model):
    """Points that were issued at once, and what is left of them."""

    id: int
    profile_id: str | None = None
    linked_profile_id: str | None = None
    value_initial: float | None = None
    value_remaining: float | None = None
    issued_at: str | None = None
    expires_at: str | None = None
    definition: PointDefinition | None = None
    created_at: str | None = None
    updated_at: str | None = None
    source_type: str | None = None
    source: Map[Any] | None = None
    rate: float | None = None
    description: str | None = None
    meta: Map[Any] | None = None
