"""Currencies and rates."""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from .base import Map, Model
from .point import IssuePeriodType


class Currency(Model):
    """What one currency is worth in another."""

    id: int
    from_: str | None = Field(None, alias="from")
    to: str | None = None
    rate: float | None = None
    is_system: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class RateRegion(Model):
    """The region of a rate."""

    id: int
    name: str | None = None
    handle: str | None = None


class RateLocation(Model):
    """The location of a rate."""

    id: int
    name: str | None = None
    handle: str | None = None


class Rate(Model):
    """How much a price earns."""

    id: int
    code: str | None = None
    country_iso_2: str | None = None
    earn_instructions: str | None = None
    end_time: str | None = None
    handle: str | None = None
    internal_notes: str | None = None
    is_archived: bool | None = None
    is_default: bool | None = None
    is_published: bool | None = None
    issue_absolute_expiry: str | None = None
    issue_period: int | None = None
    issue_period_type: IssuePeriodType | str | None = None
    location: str | None = None
    location_id: int | None = None
    location_object: RateLocation | None = None
    name: str | None = None
    priority: int | None = None
    product_conditions: Map[Any] | None = None
    profile_conditions: Map[Any] | None = None
    rate: float | None = None
    region: RateRegion | None = None
    region_id: int | None = None
    start_time: str | None = None
    type: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _RateDetails(TypedDict, total=False):
    code: str | None
    country_iso_2: str | None
    earn_instructions: str | None
    end_time: str | None
    internal_notes: str | None
    is_default: bool | None
    is_published: bool | None
    issue_absolute_expiry: str | None
    issue_period: int | None
    issue_period_type: IssuePeriodType | None
    location_id: int | None
    name: str | None
    priority: int | None
    product_conditions: dict[str, Any] | list[Any] | None
    profile_conditions: dict[str, Any] | list[Any] | None
    region_id: int | None
    start_time: str | None
    location: str | dict[str, Any] | None


class RateInput(_RateDetails):
    """A new rate."""

    handle: str
    rate: float
    type: str


class RateUpdateInput(_RateDetails, total=False):
    """What may be changed of a rate."""

    handle: str
    rate: float
    type: str


class RateCalculationInput(TypedDict):
    """A price to rate."""

    code: NotRequired[str | None]
    handle: str
    location: NotRequired[dict[str, Any] | None]
    price: float
    type: NotRequired[str]


class RateTotal(Model):
    """What a price comes to."""

    total: float | None = None


# `from` is a word of Python's own, so these are not written as classes.
CurrencyInput = TypedDict("CurrencyInput", {"from": str, "to": str, "rate": float, "is_system": NotRequired[bool]})
"""What one currency is worth in another."""

CurrencyUpdateInput = TypedDict(
    "CurrencyUpdateInput", {"from": str, "to": str, "rate": float, "is_system": bool}, total=False
)
"""What may be changed of that."""
