"""Connections: which profile is what to which, of what kind, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.connection import (
    Connection,
    ConnectionDefinition,
    ConnectionDefinitionInput,
    ConnectionDefinitionUpdateInput,
    ConnectionInput,
    ConnectionUpdateInput,
)
from . import profiles
from .logic import holds
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import forbidden, invalid, not_found, stamp

routes = Routes()

declare(
    routes,
    Plain(
        "connection_definition",
        "/connection/definitions",
        ConnectionDefinition,
        ConnectionDefinitionInput,
        ConnectionDefinitionUpdateInput,
        unique=("handle",),
        defaults={
            **dict.fromkeys(("connector_can_break", "connected_can_break", "is_published"), True),
            **dict.fromkeys(("is_pending", "is_archived"), False),
        },
    ),
)

SIDES = ("connected", "connector")
ENDED = frozenset({"break", "rejected", "archived"})
"""What a connection is when it is no more."""


def shown(context: Context, row: Row) -> dict[str, Any]:
    """A connection with both its sides."""
    store = context.store
    sides = {side: profiles.summary(store.get("profile", row[f"{side}_id"])) for side in SIDES}
    return {**row, **sides, "definition": store.get("connection_definition", row["connection_definition_id"])}


def _checked(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Two profiles that are there and may be connected so, with when that began and ended."""
    now, merged = stamp(context.now), {**(row or {}), **fields}
    handle = fields.pop("connection_definition_handle", None)
    if handle is not None:
        found = context.store.find("connection_definition", "handle", handle)
        if not found:
            raise invalid(connection_definition_handle="The selected connection definition handle is invalid.")
        fields["connection_definition_id"] = merged["connection_definition_id"] = found[0]["id"]
    definition = context.store.get("connection_definition", merged.get("connection_definition_id") or 0)
    if definition is None:
        raise invalid(connection_definition_id="The selected connection definition id is invalid.")
    if merged["connected_id"] == merged["connector_id"]:
        raise invalid(connected_id="A profile cannot be connected to itself.")
    for side in SIDES:
        profile = context.store.get("profile", merged[f"{side}_id"])
        if profile is None or profile.get("deleted_at"):
            raise invalid(**{f"{side}_id": f"The selected {side} id is invalid."})
        root = profiles.shown(context.store, profile, context.now)
        if row is None and not holds(definition.get(f"{side}_condition") or None, root):
            raise invalid(**{f"{side}_id": f"The {side} profile does not meet the condition of the connection."})
    if "status" in fields and fields["status"] != (row or {}).get("status"):
        if fields["status"] == "accepted":
            fields.setdefault("connected_at", now)
        elif fields["status"] in ENDED:
            fields.setdefault("disconnected_at", now)
    return fields


declare(
    routes,
    Plain(
        "connection",
        "/connections",
        Connection,
        ConnectionInput,
        ConnectionUpdateInput,
        defaults=dict.fromkeys(("is_published", "is_archived", "is_default", "is_invalid", "is_primary"), False),
        before=_checked,
        shown=shown,
    ),
)


def _connections(context: Context, own_id: str) -> list[Row]:
    sides = {side: context.store.find("connection", f"{side}_id", own_id) for side in SIDES}
    asked = context.query.get("type")
    found = [row for side, rows in sides.items() if asked in (None, side) for row in rows]
    return sorted({row["id"]: row for row in found}.values(), key=lambda row: row["id"])


def _own(context: Context, own_id: str, id: int) -> Row:
    row = context.store.get("connection", id)
    if row is None or own_id not in (row["connected_id"], row["connector_id"]):
        raise not_found()
    return row


def connected_profile(context: Context, own: Row) -> Row:
    """The profile at the other end of the connection in the path, if it is accepted."""
    return _other(context, _own(context, own["id"], context.number("connection_scope")), own["id"])


def _other(context: Context, row: Row, own_id: str) -> Row:
    """The profile at the other end of a connection, if it is accepted."""
    if row["status"] != "accepted":
        raise not_found()
    other = row["connected_id"] if row["connector_id"] == own_id else row["connector_id"]
    return profiles.existing(context.store, other)


@routes.get("/connections")
def list_connections(context: Context) -> Any:
    return context.page(_connections(context, context.profile_id), lambda row: shown(context, row))


@routes.put("/connections/{connection_id}", body=ConnectionUpdateInput)
def update_connection(context: Context) -> Any:
    row = _own(context, context.profile_id, context.number("connection_id"))
    fields = context.fields
    if fields.get("status", row["status"]) == "accepted" != row["status"] and _asked_for_it(context, row):
        raise forbidden()
    # Who is connected to whom was agreed by both, and is not one side's to change.
    kept = {k: v for k, v in fields.items() if k not in ("connected_id", "connector_id", "connection_definition_id")}
    return {"data": shown(context, context.store.put("connection", context.dated(kept, row)))}


def _asked_for_it(context: Context, row: Row) -> bool:
    """Whether a connection is the wish of the member whose token this is: it is the other's to accept."""
    return bool(context.claims) and row["connector_id"] == context.profile_id


@routes.get("/connections/{connection_id}/profileInfo")
def connection_profile(context: Context) -> Any:
    row = _own(context, context.profile_id, context.number("connection_id"))
    other = profiles.shown(context.store, _other(context, row, context.profile_id), context.now)
    definition = context.store.get("connection_definition", row["connection_definition_id"]) or {}
    return {"data": {k: v for k, v in other.items() if k in definition.get("shareable_attributes", ())}}
