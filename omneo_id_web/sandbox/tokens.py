"""Tokens, sign-up, and whether the API is well."""

from __future__ import annotations

from typing import Any

from ..models.profile import ProfileInput
from . import profiles
from .routing import Context, Routes
from .wire import Refused, invalid, not_found

routes = Routes()


@routes.get("/api/health", "open")
def health(context: Context) -> Any:
    return {"status": "OK"}


@routes.get("/api/v3/auth/verify", "admin")
def verify(context: Context) -> Any:
    return {"status": 200}


# Minted with the admin's token, though it lies under the ID API.
@routes.post("/id/api/v1/auth/token", "admin")
def mint(context: Context) -> Any:
    body = context.body
    if not isinstance(body, dict):
        raise invalid(body="The body must be a JSON object.")
    id, handle = body.get("id"), body.get("id_handle")
    if id is not None and not isinstance(id, str):
        raise invalid(id="The id must be a string.")
    profile_id = None
    if id and handle:
        found = [row for row in context.store.find("identity", "identifier", id) if row["handle"] == handle]
        if not found:
            raise not_found()
        profile_id = found[0]["profile_id"]
    elif id:
        profile_id = id
    if profile_id:
        profiles.existing(context.store, profile_id)
    token, end = context.sandbox.mint(profile_id)
    return {"data": {"token": token, "exp": end}}


@routes.post("/id/api/v1/profiles", "id")
def sign_up(context: Context) -> Any:
    """Finds a profile by email or mobile and changes its consent alone; creates one when there is none."""
    if context.claims.get("pid") != "null":
        raise Refused(403, {"message": "This action is unauthorized."})
    fields = profiles.checked_fields(context, ProfileInput)
    matches = [("email", fields.get("email")), ("mobile_phone", fields.get("mobile_phone"))]
    for field, value in matches:
        for row in context.store.find("profile", field, value) if value else ():
            if not row.get("deleted_at"):
                comms = fields.get("comms_attributes") or (fields.get("attributes") or {}).get("comms")
                changed = profiles.change(context.store, row, {"comms_attributes": comms} if comms else {}, context.now)
                return {"data": profiles.shown(context.store, changed, context.now)}
    profiles.unique(context.store, fields, None)
    created = profiles.create(context.store, fields, context.now)
    return 201, {"data": profiles.shown(context.store, created, context.now)}


@routes.get("/id/api/v1/locations", "id")
def locations(context: Context) -> Any:
    return context.page(context.store.all("location"))
