"""Locations: shops, warehouses, web sites, with their address, hours and custom fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..models.inputs.location import LocationInput, LocationUpdateInput
from ..models.location import Location
from . import booking, custom_fields, profile_changes
from .batches import batched
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found, stamp

routes = Routes()

BY = ("external_id", "external_code", "handle")
"""What a place may be found by instead of its id."""


def _checked(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A place's fields as they are kept, its address and hours numbered."""
    if "name" in fields and not (fields["name"] or "").strip():
        raise invalid(name="The name field is required.")
    if fields.get("timezone"):
        try:
            ZoneInfo(fields["timezone"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise invalid(timezone="The timezone must be a valid zone.") from None
    now = stamp(context.now)
    made = {"created_at": now, "updated_at": now}
    for name in ("normal_hours", "special_hours"):
        if name not in fields:
            continue
        for number, hour in enumerate(fields[name] or ()):
            named = {"available_from": hour.get("open_at"), "available_until": hour.get("close_at")}
            for field, text in booking.hours_problems({**hour, **named}).items():
                field = {"available_from": "open_at", "available_until": "close_at"}.get(field, field)
                raise invalid(**{f"{name}.{number}.{field}": text.replace("available from", "open at")})
        blank = {"open_at": None, "close_at": None, **({"is_repeating": False} if name == "special_hours" else {})}
        fields[name] = [{"id": n, **blank, **hour, **made} for n, hour in enumerate(fields[name] or (), 1)]
    if fields.get("address") is not None:
        before = (row or {}).get("address") or {**profile_changes.ADDRESS, "id": 1, "is_default": True, **made}
        fields["address"] = {**before, **fields["address"], "updated_at": now}
    if row is None and not fields.get("handle"):
        fields["handle"] = _handle(context, fields["name"])
    return {name: value for name, value in fields.items() if name != "custom_fields"}


def _handle(context: Context, name: str) -> str:
    """A handle that no other place has."""
    wanted = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "location"
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    return next(name for name in names if not context.store.find("location", "handle", name))


def shown(context: Context, row: Row) -> dict[str, Any]:
    """A place with its departments and the shop's own fields."""
    departments = context.store.find("department", "location_id", row["id"])
    more = custom_fields.grouped(context.store, "location", row["id"])
    hours = {
        name: [{**hour, "location_id": row["id"]} for hour in row[name]] for name in ("normal_hours", "special_hours")
    }
    return {**row, **hours, "departments": departments, "custom_fields": more}


def _with_fields(context: Context, row: Row) -> None:
    custom_fields.put_all(context, "location", row["id"], context.fields.get("custom_fields"))


LOCATIONS = declare(
    routes,
    Plain(
        "location",
        "/locations",
        Location,
        LocationInput,
        LocationUpdateInput,
        defaults={"is_published": True, "is_permanently_closed": False},
        unique=("handle", "external_id"),
        before=_checked,
        after=_with_fields,
        removed=lambda context, row: custom_fields.forget(context.store, "location", row["id"]),
        shown=shown,
    ),
)
custom_fields.serve(
    routes, "/api/v3/locations/{id}/custom-fields", "location", lambda context: LOCATIONS.one(context)["id"]
)


@routes.get("/api/v3/locations/{id_type}/{id}", "admin")
def get_by_type(context: Context) -> Any:
    if context.params["id_type"] in BY:
        for row in context.store.find("location", context.params["id_type"], context.params["id"]):
            return {"data": shown(context, row)}
    raise not_found()


@routes.post("/api/v3/locations/batch.json", "admin", needs="create-locations")
def batch(context: Context) -> Any:
    """Makes places, or changes those with the same `external_id`."""

    def one(fields: dict[str, Any]) -> Row:
        named = fields.get("external_id")
        known = context.store.find("location", "external_id", named) if named else []
        context.fields = fields
        return LOCATIONS.file(context, fields, known[0] if known else None)

    return batched(context, "locations", LocationInput, one)
