"""Profiles: how they are found and shown, and their routes. What may change of one is in `profile_changes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import phonenumbers
from typing_extensions import TypedDict

from ..models.attribute import ProfileCommsInput
from ..models.profile import ProfileInput, ProfileType, ProfileUpdateInput
from . import accounts, merging, standing
from .profile_changes import HOURS, change, changed, created
from .routing import Context, Routes
from .store import Row, Store
from .wire import not_found, stamp

routes = Routes()


def existing(store: Store, id: Any) -> Row:
    """A profile that is there and not deleted."""
    row = store.get("profile", id) if isinstance(id, str) else None
    if row is None or row.get("deleted_at"):
        raise not_found()
    return row


def addressed(context: Context) -> Row:
    """The profile in an admin's path: by its id, or with `?identity[handle]=…` by that identity."""
    name, by = context.params["profile_id"], context.query.get("identity")
    if isinstance(by, Mapping) and by.get("handle"):
        row = identified(context.store, str(by["handle"]), name)
        if row is None:
            raise not_found()
        return row
    return existing(context.store, name)


def identified(store: Store, handle: str, identifier: str) -> Row | None:
    """The profile with this active identity."""
    for identity in store.find("identity", "identifier", identifier):
        row = store.get("profile", identity["profile_id"])
        if identity["handle"] == handle and identity["is_active"] and row is not None and not row.get("deleted_at"):
            return row
    return None


def shown(store: Store, row: Row, now: float) -> dict[str, Any]:
    """A profile as the API shows it."""
    moment, id = stamp(now), row["id"]
    identities = store.find("identity", "profile_id", id)
    addresses = store.find("address", "profile_id", id)
    primary = next((identity for identity in identities if identity["is_primary"]), None)
    custom: dict[str, dict[str, Any]] = {}
    for attribute in store.find("custom_attribute", "profile_id", id):
        custom.setdefault(attribute["namespace"], {})[attribute["handle"]] = attribute["value"]
    tiers = accounts.tiers(store)
    held = accounts.held_tier(store, row, moment, tiers)
    regions = [store.get("region", link["region_id"]) for link in store.find("profile_region", "profile_id", id)]
    return {
        **{k: v for k, v in row.items() if k not in ("comms", "appearance", "tier", "deleted_at")},
        "external_id": primary and primary["identifier"],
        "full_name": " ".join(filter(None, (row["first_name"], row["last_name"]))),
        **_phone(row["mobile_phone"]),
        **_birthday(row["birth_year"], row["birth_month"], row["birth_day"], moment[:10]),
        "is_completed": bool(row["first_name"] and row["last_name"] and row["email"]),
        "joined_location": _location(store, row["joined_location_id"]),
        "preferred_location": _location(store, row["preferred_location_id"]),
        "preferred_staff": _staff(store, row["preferred_staff_id"]),
        "joined_staff": _staff(store, row["joined_staff_id"]),
        "tier_handle": held and held["handle"],
        "tier": held and _tier(id, standing.tier_of(tiers, held), held),
        "identities": identities,
        "statuses_original": row["statuses"],
        "attributes": {
            "comms": comms(row),
            "appearance": appearance(row),
            "dates": store.find("date", "profile_id", id),
        },
        "custom_attributes": custom,
        "custom_fields": {},
        "address": next((a for a in addresses if a["is_default"]), addresses[0] if addresses else None),
        "addresses": addresses,
        **accounts.holdings(store, id, moment),
        "created_by": None,
        "region": regions[0] if regions else None,
        "regions": regions,
        "organisations": [],
    }


def comms(row: Row) -> dict[str, Any]:
    """A profile's consent, with the integer twin that each flag has."""
    flags = row["comms"]
    raw = {f"{k}_raw": int(v) for k, v in flags.items() if isinstance(v, bool)}
    return {"profile_id": row["id"], **flags, **raw}


def appearance(row: Row) -> dict[str, Any]:
    return {"profile_id": row["id"], **row["appearance"]}


def summary(row: Row | None) -> dict[str, Any] | None:
    """What other things tell of the profile that they belong to."""
    if row is None:
        return None
    full = " ".join(filter(None, (row["first_name"], row["last_name"])))
    return {
        **{k: row[k] for k in ("id", "first_name", "last_name", "email")},
        "full_name": full,
        "statuses": row["statuses"],
    }


def _location(store: Store, id: Any) -> dict[str, Any] | None:
    row = store.get("location", id) if id is not None else None
    return dict(row) if row else None


def _staff(store: Store, id: Any) -> dict[str, Any] | None:
    row = summary(store.get("profile", id)) if id is not None else None
    return row and {
        **{k: row[k] for k in ("id", "full_name", "email")},
        "identities": store.find("identity", "profile_id", id),
    }


def _tier(profile_id: str, tier: Row, held: Mapping[str, Any]) -> dict[str, Any]:
    since = {name: held[name] for name in ("anniversary_at", "maintained_at", "assigned_at", "achieved_at")}
    return {**{name: tier[name] for name in ("id", "name", "handle")}, "profile_id": profile_id, **since}


@lru_cache(maxsize=1024)
def _phone(mobile: str | None) -> Mapping[str, Any]:
    if not mobile:
        return dict.fromkeys(
            ("mobile_phone_country", "mobile_phone_national", "mobile_phone_national_prefix", "mobile_phone_e164")
        )
    number = phonenumbers.parse(mobile)
    national = phonenumbers.national_significant_number(number)
    return {
        "mobile_phone_country": number.country_code,
        "mobile_phone_national": national,
        "mobile_phone_national_prefix": f"0{national}",
        "mobile_phone_e164": mobile,
    }


@lru_cache(maxsize=1024)
def _birthday(year: int | None, month: int | None, day: int | None, on: str) -> Mapping[str, Any]:
    none: dict[str, Any] = dict.fromkeys(("birth_date", "birth_days", "birth_days_past", "next_birthday"))
    if not month or not day:
        return none
    today = date.fromisoformat(on)
    try:
        birth = date(year, month, day).isoformat() if year else None
        turns = [date(y, month, min(day, 28) if month == 2 else day) for y in range(today.year - 1, today.year + 2)]
    except ValueError:
        return none
    following = next(turn for turn in turns if turn >= today)
    past = max(turn for turn in turns if turn <= today)
    return {
        "birth_date": birth,
        "birth_days": (following - today) // timedelta(days=1),
        "birth_days_past": (today - past) // timedelta(days=1),
        "next_birthday": following.isoformat(),
    }


@routes.get("")
def get(context: Context) -> Any:
    return {"data": shown(context.store, context.profile, context.now)}


@routes.put("", body=ProfileUpdateInput)
def update(context: Context) -> Any:
    row = changed(context, context.profile, context.fields)
    return {"data": shown(context.store, row, context.now)}


@routes.delete("")
def delete(context: Context) -> Any:
    context.store.put("profile", {**context.profile, "profile_type": "deleted", "deleted_at": stamp(context.now)})
    return 204, None


@routes.delete("/purge")
def purge(context: Context) -> Any:
    """Erases the profile and all that it owned; its sales stay, and are nobody's."""
    store, id = context.store, context.profile_id
    for kind in (*merging.MOVED, *(f"profile_{kind}" for kind in HOURS)):
        for row in store.find(kind, "profile_id", id):
            if kind in ("transaction", "order"):
                store.put(kind, {**row, "profile_id": None})
            else:
                store.remove(kind, row["id"])
    for kind, field in merging.SIDES:
        for row in store.find(kind, field, id):
            if kind in ("connection", "appointment_staff"):
                store.remove(kind, row["id"])
            else:
                store.put(kind, {**row, field: None})
    store.remove("aggregation", id)
    store.remove("profile", id)
    return {"data": {"message": "Profile purged."}}


@routes.get("/resync")
def resync(context: Context) -> Any:
    context.emit("profile.updated", "profile", context.profile)
    return get(context)


class TypeInput(TypedDict):
    """What a profile is to be."""

    profile_type: ProfileType


@routes.put("/update-type", body=TypeInput)
def update_type(context: Context) -> Any:
    row = change(context.store, context.profile, context.fields, context.now)
    return {"data": shown(context.store, row, context.now)}


@routes.get("/attributes/comms")
def get_comms(context: Context) -> Any:
    return {"data": comms(context.profile)}


@routes.put("/attributes/comms", body=ProfileCommsInput)
def update_comms(context: Context) -> Any:
    row = change(context.store, context.profile, {"comms_attributes": context.fields}, context.now)
    return {"data": comms(row)}


@routes.get("/attributes/appearance")
def get_appearance(context: Context) -> Any:
    return {"data": appearance(context.profile)}


@routes.put("/attributes/appearance", body=dict[str, str | None])
def update_appearance(context: Context) -> Any:
    row = change(context.store, context.profile, {"attributes": {"appearance": context.fields}}, context.now)
    return {"data": appearance(row)}


@routes.get("/api/v3/profiles", "admin")
def list_all(context: Context) -> Any:
    return context.listed("profile", lambda row: shown(context.store, row, context.now), deleted_at=None)


@routes.post("/api/v3/profiles", "admin", body=ProfileInput)
def create_one(context: Context) -> Any:
    row = created(context, context.fields)
    return 201, {"data": shown(context.store, row, context.now)}
