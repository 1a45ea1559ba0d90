"""Changes of a profile: which are accepted, and how they are filed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import phonenumbers

from ..models.attribute import ProfileAppearance, ProfileComms
from .booking import hours_problems
from .routing import Context
from .store import Row, Store
from .wire import invalid, invalid_fields, stamp

COUNTRY = "AU"
"""What a phone number without a country code is read as."""

NAMES = ("first_name", "last_name")
PLAIN = (
    *("title", "gender", "currency", "joined_at", "secondary_phone", "birth_day", "birth_month", "birth_year"),
    *("company", "occupation", "avatar_url", "profile_type", "joined_location_id", "preferred_location_id"),
    *("joined_staff_id", "preferred_staff_id"),
)
"""Fields that are kept as they are given."""

COMMS = [name for name in ProfileComms.model_fields if name not in ("profile_id", "created_at", "updated_at")]
APPEARANCE = [name for name in ProfileAppearance.model_fields if name not in ("profile_id", "created_at", "updated_at")]
COMMS_DEFAULTS = {
    **dict.fromkeys(COMMS),
    **{
        name: True
        for name in COMMS
        if name.startswith(("email_", "push_"))
        and not name.endswith(("_optout", "_bounced", "_location", "_verification"))
    },
    **{name: False for name in COMMS if name.startswith("sms_")},
    **{name: False for name in COMMS if name.endswith(("_optout", "_bounced", "email_location"))},
    **{name: "not_sent" for name in COMMS if name.endswith("_verification")},
    "sms_reminders": True,
    "sms_bookings": True,
}

IDENTITY = {"is_primary": False, "is_active": True, "merged_from": None}
DATE: dict[str, Any] = {
    **dict.fromkeys(("type", "date", "recurring_schedule", "name", "handle", "relationship", "role", "description")),
    "is_recurring": False,
    "meta": None,
    "note": None,
    "links": [],
}

HOURS: Mapping[str, tuple[str, ...]] = {
    "normal_hour": ("day_of_week", "available_from", "available_until"),
    "special_hour": ("name", "start_at", "end_at", "is_repeating", "available_from", "available_until"),
}
"""Kinds of hours of a profile, and their fields."""

ADDRESS: Mapping[str, Any] = {
    **dict.fromkeys(("address_line_1", "address_line_2", "address_line_3", "company", "latitude", "longitude")),
    **dict.fromkeys(("city", "state", "postcode", "country", "iso", "iso_state", "external_id", "meta")),
    **dict.fromkeys(("name", "type", "phone")),
    "notes": "",
    "is_default": False,
    "custom_fields": [],
}

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def created(context: Context, given: Mapping[str, Any]) -> Row:
    """Files a new profile, if nobody has its email, mobile number or identities."""
    fields = normalised(context.store, given)
    unique(context.store, fields, None)
    _free_identities(context.store, fields, "")
    return create(context.store, fields, context.now)


def changed(context: Context, row: Row, given: Mapping[str, Any]) -> Row:
    """Files a profile with these fields changed, if nobody else has what they say."""
    fields = normalised(context.store, given)
    unique(context.store, fields, row["id"])
    _free_identities(context.store, fields, row["id"])
    return change(context.store, row, fields, context.now)


def normalised(store: Store, given: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's fields as they are kept: names in capitals, the email in small letters, numbers in E.164.

    Raises:
        Refused: what cannot be right, by field.
    """
    fields, errors = dict(given), dict[str, list[str]]()
    for name in NAMES:
        if name in fields:
            fields[name] = _titled(fields[name].strip())
            if not fields[name]:
                errors[name] = [f"The {name.replace('_', ' ')} field is required."]
            elif len(fields[name]) > 255:
                errors[name] = [f"The {name.replace('_', ' ')} may not be greater than 255 characters."]
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
        if not _EMAIL.fullmatch(fields["email"]):
            errors["email"] = ["The email must be a valid email address."]
    if fields.get("mobile_phone"):
        try:
            fields["mobile_phone"] = e164(fields["mobile_phone"])
        except ValueError:
            errors["mobile_phone"] = ["The mobile phone is not a valid phone number."]
    elif "mobile_phone" in fields:
        fields["mobile_phone"] = None
    for name, low, high in (("birth_day", 1, 31), ("birth_month", 1, 12), ("birth_year", 1900, 2100)):
        if fields.get(name) is not None and not low <= fields[name] <= high:
            errors[name] = [f"The {name.replace('_', ' ')} must be between {low} and {high}."]
    for name in ("joined_location", "preferred_location"):
        for other in ("external_id", "external_code"):
            value = fields.pop(f"{name}_{other}", None)
            if value is not None:
                found = [row["id"] for row in store.find("location", other, value)]
                fields[f"{name}_id"] = found[0] if found else 0
        if fields.get(f"{name}_id") is not None and store.get("location", fields[f"{name}_id"]) is None:
            errors[f"{name}_id"] = [f"The selected {name.replace('_', ' ')} id is invalid."]
    if fields.get("region"):
        found = [row["id"] for row in store.find("region", "handle", fields["region"])]
        fields["region_id"] = found[0] if found else 0
    for name, row in [("region_id", fields), *((f"regions.{n}.region_id", r) for n, r in _numbered(fields, "regions"))]:
        if row.get("region_id") is not None and store.get("region", row["region_id"]) is None:
            errors[name] = ["The selected region id is invalid."]
    for kind in ("normal_hours", "special_hours"):
        for number, hour in _numbered(fields, kind):
            for name, text in hours_problems(hour).items():
                errors[f"{kind}.{number}.{name}"] = [text]
    if errors:
        raise invalid_fields(errors)
    return fields


def _numbered(fields: Mapping[str, Any], name: str) -> list[tuple[int, Any]]:
    return list(enumerate(fields.get(name) or ()))


def _titled(text: str) -> str:
    """Names begin with capitals, whatever was typed; capitals inside a word stay."""
    return re.sub(r"(^|[\s'-])(\w)", lambda m: m[1] + m[2].upper(), text)


def e164(text: str) -> str:
    """A phone number in its international form.

    Raises:
        ValueError: it is no possible number.
    """
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException as problem:
        raise ValueError(str(problem)) from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def unique(store: Store, fields: Mapping[str, Any], own_id: str | None) -> None:
    """Refuses an email or a mobile number that another profile has."""
    texts = {"email": "The email has already been taken.", "mobile_phone": "The phone number exists"}
    for name, text in texts.items():
        value = fields.get(name)
        if value and any(r["id"] != own_id and not r.get("deleted_at") for r in store.find("profile", name, value)):
            raise invalid(**{name: text})


def free_identity(store: Store, identity: Mapping[str, Any], profile_id: str) -> None:
    """Refuses an identity that is somebody's already: handle and identifier are unique over the tenant."""
    for row in store.find("identity", "identifier", identity.get("identifier")):
        owner = store.get("profile", row["profile_id"])
        if row["handle"] == identity.get("handle") and owner is not None and not owner.get("deleted_at"):
            whose = "this profile" if row["profile_id"] == profile_id else "another profile"
            raise invalid(identifier=f"The identifier is already used by {whose}.")


def _free_identities(store: Store, fields: Mapping[str, Any], own_id: str) -> None:
    for number, identity in _numbered(fields, "identities"):
        known = store.get("identity", identity.get("id") or 0)
        if "id" in identity and (known is None or known["profile_id"] != own_id):
            raise invalid(**{f"identities.{number}.id": "The selected identity is not the profile's."})
        fresh = {**(known or {}), **identity}
        if known is None or (fresh["handle"], fresh["identifier"]) != (known["handle"], known["identifier"]):
            free_identity(store, fresh, own_id)


def create(store: Store, fields: Mapping[str, Any], now: float, id: str | None = None) -> Row:
    """Files a new profile with these checked fields."""
    moment = stamp(now)
    row: Row = {
        "id": id or str(uuid4()),
        **dict.fromkeys((*PLAIN, *NAMES, "email", "mobile_phone")),
        "profile_type": "active",
        "joined_at": moment,
        "currency": "AUD",
        "tags": [],
        "statuses": [],
        "comms": {**COMMS_DEFAULTS, "created_at": moment, "updated_at": moment},
        "appearance": {**dict.fromkeys(APPEARANCE), "created_at": moment, "updated_at": moment},
        "tier": None,
        "deleted_at": None,
        "created_at": moment,
        "updated_at": moment,
    }
    return change(store, row, fields, now)


def change(store: Store, row: Row, fields: Mapping[str, Any], now: float) -> Row:
    """Files a profile with these checked fields changed; what is not given stays."""
    moment = stamp(now)
    changed = {**row, "updated_at": moment}
    changed |= {
        k: v for k, v in fields.items() if k in PLAIN or k in (*NAMES, "email", "mobile_phone", "tags", "statuses")
    }
    comms = fields.get("comms_attributes") or (fields.get("attributes") or {}).get("comms")
    if comms:
        changed["comms"] = {**row["comms"], **_known(comms, COMMS), "updated_at": moment}
    appearance = (fields.get("attributes") or {}).get("appearance")
    if appearance:
        changed["appearance"] = {**row["appearance"], **_known(appearance, APPEARANCE), "updated_at": moment}
    store.put("profile", changed)
    owner = {"profile_id": row["id"]}
    for date_ in fields.get("dates_attributes") or ():
        store.add("date", {**DATE, **date_, **owner, "created_at": moment, "updated_at": moment})
    for attribute in fields.get("custom_attributes") or ():
        set_custom_attribute(store, row["id"], attribute, now)
    for identity in fields.get("identities") or ():
        known = store.get("identity", identity.get("id") or 0)
        if known is not None:
            store.put("identity", {**known, **identity, "updated_at": moment})
        elif identity.get("handle") and identity.get("identifier"):
            store.add("identity", {**IDENTITY, **identity, **owner, "created_at": moment, "updated_at": moment})
    for address in fields.get("addresses") or ():
        put_address(store, row["id"], address, now)
    single = {"country": fields.get("region_country"), "state": fields.get("region_state")}
    listed = [{"region_id": fields["region_id"], **single}] if fields.get("region_id") else []
    for region in (*listed, *(fields.get("regions") or ())):
        put_region(store, row["id"], region, now)
    for kind, names in HOURS.items():
        if fields.get(f"{kind}s") is not None:
            for hour in store.find(f"profile_{kind}", "profile_id", row["id"]):
                store.remove(f"profile_{kind}", hour["id"])
            for hour in fields[f"{kind}s"]:
                known_names = {name: hour.get(name) for name in names}
                store.add(f"profile_{kind}", {**known_names, **owner, "created_at": moment, "updated_at": moment})
    return changed


def _known(fields: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in names}


def put_address(store: Store, profile_id: str, fields: Mapping[str, Any], now: float) -> Row:
    """Files an address over the one with its `external_id`, or a new one. There is one default: the first at least."""
    moment, owned = stamp(now), store.find("address", "profile_id", profile_id)
    same = [row for row in owned if fields.get("external_id") and row["external_id"] == fields["external_id"]]
    if same:
        fresh = store.put("address", {**same[0], **fields, "updated_at": moment})
    else:
        row = {**ADDRESS, "is_default": not owned, **fields, "profile_id": profile_id}
        fresh = store.add("address", {**row, "created_at": moment, "updated_at": moment})
    return with_one_default(store, fresh)


def with_one_default(store: Store, row: Row) -> Row:
    """There is one default address: making one so ends the other."""
    for other in store.find("address", "profile_id", row["profile_id"]) if row["is_default"] else ():
        if other["id"] != row["id"] and other["is_default"]:
            store.put("address", {**other, "is_default": False})
    return row


def put_region(store: Store, profile_id: str, fields: Mapping[str, Any], now: float) -> Row:
    """Files the region that a profile is in, over the same one."""
    moment, given = stamp(now), {name: value for name, value in fields.items() if value is not None}
    for link in store.find("profile_region", "profile_id", profile_id):
        if link["region_id"] == fields["region_id"]:
            return store.put("profile_region", {**link, **given, "updated_at": moment})
    row = {"country": None, "state": None, "is_active": True, **given, "profile_id": profile_id}
    return store.add("profile_region", {**row, "created_at": moment, "updated_at": moment})


def set_custom_attribute(store: Store, profile_id: str, attribute: Mapping[str, Any], now: float) -> Row:
    """Files a custom attribute in the place of the one with its namespace and handle."""
    moment = stamp(now)
    for row in store.find("custom_attribute", "profile_id", profile_id):
        if (row["namespace"], row["handle"]) == (attribute["namespace"], attribute["handle"]):
            return store.put("custom_attribute", {**row, **attribute, "updated_at": moment})
    fresh = {"profile_id": profile_id, "type": "string", **attribute, "created_at": moment, "updated_at": moment}
    return store.add("custom_attribute", fresh)
