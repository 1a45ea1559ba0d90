"""Profiles, and the identities that they are known by."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from .address import Address, AddressUpdateInput
from .attribute import (
    CustomAttribute,
    CustomAttributeInput,
    ProfileAttributes,
    ProfileCommsInput,
    ProfileDateInput,
)
from .base import DateTimeInput, Many, Map, Model
from .location import Location
from .region import ProfileRegionInput, Region
from .tier import Tier

ProfileType = Literal["temporary", "dependant", "incomplete", "pending", "system", "active", "deleted"]


Gender = Literal["male", "female", "witheld", "withheld", "other"]
"""`witheld` is how part of the API spells it."""


class ProfileSummary(Model):
    """What other things tell of the profile that they belong to."""

    id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    statuses: Many[str] = []
    full_name: str | None = None


class Identity(Model):
    """A name that a profile has in another system."""

    id: int
    merged_from: str | None = None
    profile_id: str | None = None
    is_primary: bool | None = None
    is_active: bool | None = None
    identifier: str | None = None
    handle: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    profile: Profile | None = None


class IdentityInput(TypedDict):
    """A new identity."""

    handle: str
    identifier: str
    is_active: NotRequired[bool]
    is_primary: NotRequired[bool]


class ProfileIdentityInput(TypedDict, total=False):
    """An identity inside a profile; a known one by its `id`."""

    id: int
    handle: str
    identifier: str
    is_active: bool
    is_primary: bool


class IdentityUpdateInput(TypedDict, total=False):
    """What may be changed of an identity."""

    handle: str
    identifier: str
    is_active: bool
    is_primary: bool


class Staff(Model):
    """A member of the shop's staff."""

    id: int | str | None = None
    full_name: str | None = None
    email: str | None = None
    identities: Many[Identity] = []


class Profile(Model):
    """A member."""

    id: str
    external_id: str | None = None
    title: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    email: str | None = None
    gender: str | None = None
    currency: str | None = None
    joined_at: str | None = None
    mobile_phone: str | None = None
    mobile_phone_country: int | str | None = None
    mobile_phone_national: str | None = None
    mobile_phone_national_prefix: str | None = None
    mobile_phone_e164: str | None = None
    secondary_phone: str | None = None
    birth_day: int | None = None
    birth_month: int | None = None
    birth_year: int | None = None
    company: str | None = None
    occupation: str | None = None
    avatar_url: str | None = None
    is_completed: bool | None = None
    joined_location_id: int | None = None
    joined_location: Location | None = None
    custom_fields: Map[Any] | None = None
    preferred_location_id: int | None = None
    preferred_location: Location | None = None
    preferred_staff_id: int | None = None
    preferred_staff: Staff | None = None
    joined_staff_id: int | None = None
    joined_staff: Staff | None = None
    tier_handle: str | None = None
    tier: Tier | None = None
    birth_date: str | None = None
    birth_days: int | None = None
    birth_days_past: int | None = None
    next_birthday: str | None = None
    identities: Many[Identity] = []
    tags: Many[str] = []
    attributes: ProfileAttributes | None = None
    statuses: Many[str] = []
    statuses_original: Many[Any] = []
    custom_attributes: list[CustomAttribute] | Map[Any] | None = None
    address: Address | None = None
    addresses: Many[Address] = []
    reward_balance: float | None = None
    point_balance: float | None = None
    benefit_balance: float | None = None
    credit_balance: float | None = None
    combined_balance_dollars: float | None = None
    point_balance_dollars: float | None = None
    profile_type: ProfileType | str | None = None
    created_by: str | None = None
    region: Region | None = None
    regions: Many[Region] = []
    organisations: Many[Any] = []
    updated_at: str | None = None
    created_at: str | None = None


class _ProfileDetails(TypedDict, total=False):
    title: str | None
    gender: Gender | None
    currency: str | None
    joined_at: DateTimeInput | None
    mobile_phone: str | None
    secondary_phone: str | None
    birth_day: int | None
    birth_month: int | None
    birth_year: int | None
    company: str | None
    occupation: str | None
    avatar_url: str | None
    profile_type: ProfileType
    joined_location_id: int | None
    joined_location_external_id: str | None
    joined_location_external_code: str | None
    preferred_location_id: int | None
    preferred_location_external_id: str | None
    preferred_location_external_code: str | None
    joined_staff_id: int | str | None
    preferred_staff_id: int | str | None
    tags: list[str]
    statuses: list[str]
    identities: list[ProfileIdentityInput]
    addresses: list[AddressUpdateInput]
    attributes: dict[str, Any]
    comms_attributes: ProfileCommsInput
    custom_attributes: list[CustomAttributeInput]
    dates_attributes: list[ProfileDateInput]
    region: str | None
    region_id: int | None
    region_country: str | None
    region_state: str | None
    regions: list[ProfileRegionInput]
    organisations: list[Any]
    normal_hours: list[dict[str, Any]]
    special_hours: list[dict[str, Any]]


class ProfileUpdateInput(_ProfileDetails, total=False):
    """What may be changed of a profile; `None` clears. Lists replace what was there."""

    first_name: str
    last_name: str
    email: str


class ProfileInput(_ProfileDetails):
    """A new profile."""

    first_name: str
    last_name: str
    email: str
