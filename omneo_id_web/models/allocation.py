"""Allocations: codes and values that are set aside for members."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from .base import Many, Map, Model


class Allocation(Model):
    """A code or a value that is set aside for a member."""

    id: int
    external_id: str | None = None
    definition_id: int | None = None
    definition_type: str | None = None
    name: str | None = None
    allocated_at: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    value: float | str | None = None
    code: str | None = None
    meta: Map[Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AllocationCounts(Model):
    """How many of a definition there are."""

    all: int | None = None
    redeemed: int | None = None
    remaining: int | None = None
    group: Map[Any] | Many[Map[Any]] | None = None


class AllocationInput(TypedDict):
    """A code or a value to set aside."""

    definition_id: int
    definition_type: NotRequired[str]
    name: NotRequired[str | None]
    external_id: NotRequired[str | None]
    code: NotRequired[str | None]
    value: NotRequired[float | str | None]
    valid_from: NotRequired[str | None]
    valid_to: NotRequired[str | None]
    profile_id: NotRequired[str | None]
    meta: NotRequired[dict[str, Any] | None]
