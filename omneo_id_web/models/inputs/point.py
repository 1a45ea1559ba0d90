"""Bodies for points."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..base import DateTimeInput
from ..point import IssuePeriodType


class _PointDefinitionDetails(TypedDict, total=False):
    currency: str | None
    description: str | None
    is_reassignable: bool | None
    issue_absolute_expiry: str | None
    issue_period: int | None
    issue_period_type: IssuePeriodType | None
    notes: str | None
    region_id: int | None
    tags: list[str]


class PointDefinitionInput(_PointDefinitionDetails):
    """A new kind of points."""

    handle: str
    name: str


class PointDefinitionUpdateInput(_PointDefinitionDetails, total=False):
    """What may be changed of a kind of points."""

    handle: str
    name: str


class PointInput(TypedDict):
    """A lot of points to issue. `linked_profile_id` is whom they are also shown to."""

    profile_id: str
    linked_profile_id: NotRequired[str | None]
    point_definition_id: int
    value_initial: float
    value_remaining: NotRequired[float]
    issued_at: DateTimeInput
    expires_at: NotRequired[DateTimeInput]
    description: NotRequired[str]
    meta: NotRequired[Any]
