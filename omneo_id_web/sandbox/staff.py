"""The shop's staff: profiles with an identity that says so."""

from __future__ import annotations

from typing import Any

from ..models.staff import StaffInput, StaffUpdateInput
from . import profile_changes, profiles
from .routing import Context, Routes
from .store import Row
from .wire import not_found

routes = Routes()

STAFF = "staff"
"""The handle of the identity that makes a profile one of the staff."""


def _staff(context: Context, named: str) -> list[Row]:
    """The staff of an identity handle, or the one of an identifier or a profile id."""
    identities = [row for row in context.store.find("identity", "handle", named) if named]
    if not identities:
        identities = [row for row in context.store.find("identity", "handle", STAFF) if row["identifier"] == named]
    if not identities:
        identities = [row for row in context.store.find("identity", "profile_id", named) if row["handle"] == STAFF]
    found = [context.store.get("profile", row["profile_id"]) for row in identities if row["is_active"]]
    return [row for row in found if row is not None and not row.get("deleted_at")]


def _one_of_staff(context: Context) -> Row:
    found = _staff(context, context.params["staff_id"])
    if not found:
        raise not_found()
    return found[0]


@routes.get("/api/v3/staff/{handle}", "admin")
def list_staff(context: Context) -> Any:
    rows = _staff(context, context.params["handle"])
    return context.page(rows, lambda row: profiles.shown(context.store, row, context.now))


@routes.post("/api/v3/staff", "admin", body=StaffInput)
def create_staff(context: Context) -> Any:
    """A profile with an identity that says that it is staff."""
    identity = {"handle": STAFF, "identifier": context.fields["staff_id"]}
    row = profile_changes.created(context, {**context.fields, "identities": [identity]})
    return 201, {"data": profiles.shown(context.store, row, context.now)}


@routes.put("/api/v3/staff/{staff_id}", "admin", body=StaffUpdateInput)
def update_staff(context: Context) -> Any:
    row = _one_of_staff(context)
    fields = profile_changes.normalised(context.store, context.fields)
    profile_changes.unique(context.store, fields, row["id"])
    if "staff_id" in fields:
        own = next(each for each in context.store.find("identity", "profile_id", row["id"]) if each["handle"] == STAFF)
        fresh = {**own, "identifier": fields["staff_id"]}
        if fresh != own:
            profile_changes.free_identity(context.store, fresh, row["id"])
        context.store.put("identity", fresh)
    changed = profile_changes.change(context.store, row, fields, context.now)
    return {"data": profiles.shown(context.store, changed, context.now)}


@routes.delete("/api/v3/staff/{staff_id}", "admin")
def delete_staff(context: Context) -> Any:
    """Ends somebody's time at the shop; the profile stays."""
    for identity in context.store.find("identity", "profile_id", _one_of_staff(context)["id"]):
        if identity["handle"] == STAFF:
            context.store.remove("identity", identity["id"])
    return 204, None
