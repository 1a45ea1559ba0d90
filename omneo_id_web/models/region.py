"""Regions that a shop divides its members by."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from .base import Many, Model


class CountryState(Model):
    """A state or province of a country."""

    id: str | None = None
    name: str | None = None
    type: str | None = None
    iso: str | None = None
    iso_2_country: str | None = None
    iso_2_country_state_code: str | None = None
    sort_order: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Country(Model):
    """A country of a region."""

    id: int
    name: str | None = None
    iso_2: str | None = None
    iso_3: str | None = None
    iso_numeric: str | None = None
    sort_order: int | None = None
    states: Many[CountryState] = []
    created_at: str | None = None
    updated_at: str | None = None


class Region(Model):
    """A part of the shop's world; on a profile with the country and state it is held for."""

    id: int
    name: str | None = None
    handle: str | None = None
    countries: Many[Country] = []
    is_active: bool | None = None
    country: str | None = None
    state: str | None = None
    is_default: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    currency: str | None = None


class ProfileRegionInput(TypedDict):
    """The region that a profile is put in."""

    region_id: int
    country: str
    state: str
    is_active: NotRequired[bool]


class ProfileRegionUpdateInput(TypedDict, total=False):
    """What may be changed of the region that a profile is in."""

    region_id: int
    country: str
    state: str
    is_active: bool


class CountryReference(TypedDict):
    """A country by its two letters."""

    iso_2: str


class RegionInput(TypedDict):
    """A new region."""

    name: NotRequired[str]
    handle: NotRequired[str]
    is_default: NotRequired[bool]
    countries: NotRequired[list[CountryReference]]


class _CountryDetails(TypedDict, total=False):
    sort_order: int | None


class CountryInput(_CountryDetails):
    """A new country."""

    name: str
    iso_2: str
    iso_3: str
    iso_numeric: str


class CountryUpdateInput(_CountryDetails, total=False):
    """What may be changed of a country."""

    name: str
    iso_2: str
    iso_3: str
    iso_numeric: str
