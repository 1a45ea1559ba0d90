"""Shares: what a profile gives away by a code, and who has claimed it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from ..models.share import Share, ShareClaimInput, ShareInput, ShareUpdateInput
from . import access, loyalty
from .resources import Plain, declare, exists
from .routing import Context, Routes
from .store import Row
from .wire import invalid, stamp

routes = Routes()

SHARED: Mapping[str, str] = {"listItem": "list_item", "product_list_reservation": "reservation"}
"""What a kind of row is called in the store, where a share calls it otherwise."""


def _source(context: Context, share: Mapping[str, Any]) -> Row | None:
    kind = SHARED.get(share["source_type"], share["source_type"])
    return context.store.get(kind, share["source_id"])


def _shown_share(context: Context, row: Row) -> Mapping[str, Any]:
    source = _source(context, row)
    is_user = row["source_type"] == "user" and source is not None
    return {**row, "source": access.shown_user(context, source) if is_user and source else source}


def _share(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Something of the profile's own that is there to be shared, for a time."""
    if row is not None:
        return fields
    source = _source(context, fields)
    exists(profile_id="profile")(context, fields, row)
    if source is None or source.get("profile_id", fields["profile_id"]) != fields["profile_id"]:
        raise invalid(source_id="The selected source id is invalid.")
    quantity = fields.get("quantity") or 1
    if quantity < 1:
        raise invalid(quantity="The quantity must be at least 1.")
    usual = {
        "code": secrets.token_hex(4).upper(),
        "handle": secrets.token_urlsafe(9),
        "quantity": quantity,
        "remaining_quantity": quantity,
        "is_cloneable": False,
        "timezone": "UTC",
        "expires_at": loyalty.expiry(stamp(context.now), fields.get("period"), fields.get("period_type")),
    }
    return {**usual, **{name: value for name, value in fields.items() if value is not None}}


shares = declare(
    routes,
    Plain(
        "share",
        "/shares",
        Share,
        ShareInput,
        ShareUpdateInput,
        before=_share,
        shown=_shown_share,
    ),
)


@routes.post("/api/v3/shares/{id}/claim", "admin", body=ShareClaimInput)
def claim(context: Context) -> Any:
    """Gives what is shared to the profile that has the code: a copy of it, or the thing itself."""
    share, fields, now = shares.one(context), context.fields, stamp(context.now)
    if fields["code"] != share["code"]:
        raise invalid(code="The code is invalid.")
    if share["expires_at"] is not None and share["expires_at"] <= now:
        raise invalid(code="The share has expired.")
    if not share["remaining_quantity"]:
        raise invalid(code="Everything that was shared is claimed.")
    exists(profile_id="profile")(context, fields, None)
    if fields["profile_id"] == share["profile_id"]:
        raise invalid(profile_id="A profile cannot claim its own share.")
    source = _source(context, share)
    if source is None:
        raise invalid(code="What was shared is gone.")
    kind, dates = SHARED.get(share["source_type"], share["source_type"]), {"created_at": now, "updated_at": now}
    given, claimer = source, fields["profile_id"]
    if "profile_id" in source and share["is_cloneable"]:
        copied = {name: value for name, value in source.items() if name not in ("id", "external_id")}
        given = context.store.add(kind, {**copied, "profile_id": claimer, **dates})
    elif "profile_id" in source:
        given = context.store.put(kind, {**source, "profile_id": claimer, "updated_at": now})
    if kind == "list":
        _with_its_items(context, source, given)
    left = {"remaining_quantity": share["remaining_quantity"] - 1, "updated_at": now}
    context.store.put("share", {**share, **left})
    made = {
        "share_id": share["id"],
        "share_profile_id": share["profile_id"],
        "profile_id": fields["profile_id"],
        "is_cloned": bool(share["is_cloneable"]),
        "created_source_id": given["id"],
        "created_source_type": share["source_type"],
        "meta": fields.get("meta"),
        "claimed_at": now,
        **dates,
    }
    return 201, {"data": context.store.add("share_claim", made)}


def _with_its_items(context: Context, source: Row, given: Row) -> None:
    """What is on a list goes with it, or is copied with it; its new owner has no two lists of one handle."""
    store, owner = context.store, given["profile_id"]
    theirs = [row for row in store.find("list", "profile_id", owner) if row["id"] != given["id"]]
    if any(row["handle"] == given["handle"] for row in theirs):
        store.put("list", {**given, "handle": f"{given['handle']}-{given['id']}"})
    for item in store.find("list_item", "product_list_id", source["id"]):
        if given["id"] == source["id"]:
            store.put("list_item", {**item, "profile_id": owner})
        else:
            copied = {name: value for name, value in item.items() if name != "id"}
            store.add("list_item", {**copied, "product_list_id": given["id"], "profile_id": owner})
    for link in store.find("list_share", "product_list_id", given["id"]):
        store.put("list_share", {**link, "profile_id": owner})
