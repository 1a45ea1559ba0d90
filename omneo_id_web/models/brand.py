"""Brands and departments."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from .base import Many, Model
from .location import Department


class Brand(Model):
    """A brand."""

    id: int
    name: str | None = None
    handle: str | None = None
    external_id: str | None = None
    external_code: str | None = None
    is_system: bool | None = None
    description: str | None = None
    short_description: str | None = None
    url: str | None = None
    image_url: str | None = None
    internal_note: str | None = None
    meta: Any = None
    departments: Many[Department] = []
    created_at: str | None = None
    updated_at: str | None = None


class _BrandDetails(TypedDict, total=False):
    meta: Any
    name: str
    description: str | None
    external_id: str | None
    external_code: str | None
    url: str | None
    short_description: str | None
    image_url: str | None
    is_system: bool
    internal_note: str | None
    departments: list[dict[str, Any]]


class BrandInput(_BrandDetails):
    """A new brand."""

    handle: str


class BrandUpdateInput(_BrandDetails, total=False):
    """What may be changed of a brand."""

    handle: str


class _DepartmentDetails(TypedDict, total=False):
    external_id: str | None
    external_code: str | None
    location_id: int | None
    description: str | None
    short_description: str | None
    url: str | None
    image_url: str | None
    internal_note: str | None
    meta: dict[str, Any] | None


class DepartmentInput(_DepartmentDetails):
    """A new department."""

    name: str
    handle: str
    brand_id: int


class DepartmentUpdateInput(_DepartmentDetails, total=False):
    """What may be changed of a department."""

    name: str
    brand_id: int
