"""Links to lists: who has one may see the list, and with it whose it is, or nobody's name at all."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from ..models.inputs.list import ListShareInput
from . import lists, profiles
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found

routes = Routes()


@routes.get("/lists/{list_id}/shares")
def list_shares(context: Context) -> Any:
    return {"data": context.store.find("list_share", "product_list_id", lists.addressed(context)["id"])}


@routes.post("/lists/{list_id}/shares")
def create_share(context: Context) -> Any:
    row = lists.addressed(context)
    lists.allow(context, row, "allow_share")
    share = {"product_list_id": row["id"], "handle": secrets.token_urlsafe(9)}
    return 201, {"data": context.store.add("list_share", context.dated(share))}


def _share(context: Context) -> Row:
    share = context.one("list_share", "share_id")
    if share["product_list_id"] != lists.addressed(context)["id"]:
        raise not_found()
    return share


@routes.get("/lists/{list_id}/shares/{share_id}")
def get_share(context: Context) -> Any:
    return {"data": _share(context)}


@routes.put("/lists/{list_id}/shares/{share_id}", body=ListShareInput)
def update_share(context: Context) -> Any:
    share, handle = _share(context), context.fields["handle"].strip()
    if not re.fullmatch(r"[\w.~-]{1,255}", handle, re.ASCII):
        raise invalid(handle="The handle may only hold letters, digits, dots, dashes and underscores.")
    if any(other["id"] != share["id"] for other in context.store.find("list_share", "handle", handle)):
        raise invalid(handle="The handle has already been taken.")
    return {"data": context.store.put("list_share", context.dated({"handle": handle}, share))}


@routes.delete("/lists/{list_id}/shares/{share_id}")
def delete_share(context: Context) -> Any:
    context.store.remove("list_share", _share(context)["id"])
    return 204, None


def _shared(context: Context) -> tuple[Row, Row, Row]:
    """The link in the path by its handle or its id, with its list and whose that is."""
    name, store = context.params["share"], context.store
    rows = store.find("list_share", "handle", name)
    if not rows and name.isdecimal() and len(name) < 16:
        rows = [row for row in [store.get("list_share", int(name))] if row is not None]
    if rows:
        row = store.get("list", rows[0]["product_list_id"])
        owner = store.get("profile", row["profile_id"]) if row else None
        if row is not None and owner is not None and not owner.get("deleted_at"):
            return rows[0], row, owner
    raise not_found()


def _told(share: Row) -> dict[str, Any]:
    return {name: share[name] for name in ("id", "handle", "created_at", "updated_at")}


@routes.get("/api/v3/lists/shares/{share}", "admin")
def get_shared(context: Context) -> Any:
    share, row, owner = _shared(context)
    whose = profiles.shown(context.store, owner, context.now)
    return {"data": {**_told(share), "list": lists.shown(context, row), "profile": whose}}


def public(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A list without anything that tells who has it or who has promised what."""
    hidden = ("id", "product_list_id", "product_list_item_id", "quantity", "expires_at", "timezone")
    items = [
        {**item, "reservations": [{k: each[k] for k in hidden} for each in item["reservations"]]}
        for item in shown["items"]
    ]
    place = shown["location"]
    if place is not None:
        kept = ("id", "type", "name", "description", "external_id", "is_published", "is_permanently_closed")
        told = ("id", "city", "state", "postcode", "country")
        address = place.get("address")
        told_address = address and {name: address.get(name) for name in told}
        place = {**{name: place.get(name) for name in kept}, "address": told_address}
    kept_list = {k: v for k, v in shown.items() if k not in ("profile", "staff", "staff_id")}
    return {**kept_list, "items": items, "location": place}


@routes.get("/api/v3/lists/shares/{share}/no_profile", "admin")
def get_shared_no_profile(context: Context) -> Any:
    share, row, owner = _shared(context)
    return {"data": {**_told(share), "profile_id": owner["id"], "list": public(lists.shown(context, row))}}
