"""What ties profiles to each other, to organisations, to the shop's staff, and to what they do."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from ..models.access import RoleDefinition, RoleDefinitionInput, RoleDefinitionUpdateInput
from ..models.connection import (
    Connection,
    ConnectionDefinition,
    ConnectionDefinitionInput,
    ConnectionDefinitionUpdateInput,
    ConnectionInput,
    ConnectionUpdateInput,
)
from ..models.interaction import Interaction, InteractionInput, InteractionUpdateInput
from ..models.organisation import (
    Organisation,
    OrganisationInput,
    OrganisationProfileInput,
    OrganisationUpdateInput,
)
from ..models.share import Share, ShareClaimInput, ShareInput, ShareUpdateInput
from ..models.staff import StaffInput, StaffUpdateInput
from . import access, custom_fields, loyalty, members, profile_changes, profiles
from .logic import holds
from .resources import Plain, declare, exists
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found, stamp

routes = Routes()

HANDLE = ("handle",)

declare(
    routes,
    Plain(
        "connection_definition",
        "/connection/definitions",
        ConnectionDefinition,
        ConnectionDefinitionInput,
        ConnectionDefinitionUpdateInput,
        unique=HANDLE,
        defaults={
            **dict.fromkeys(("connector_can_break", "connected_can_break", "is_published"), True),
            **dict.fromkeys(("is_pending", "is_archived"), False),
        },
    ),
)

ENDED = frozenset({"break", "rejected", "archived"})
"""What a connection is when it is no more."""


def _connection(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
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
    for side in ("connected", "connector"):
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
        before=_connection,
        shown=lambda context, row: members.shown_connection(context)(row),
    ),
)


def _interaction(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A contact with a profile, which may be named by an identity instead of its id."""
    named = fields.pop("identifier", None)
    if named is not None:
        identifier, handle = (named, None) if isinstance(named, str) else (named["id"], named["handle"])
        found = context.store.find("identity", "identifier", identifier)
        identity = next((each for each in found if handle in (None, each["handle"])), None)
        if identity is None:
            raise invalid(identifier="The selected identifier is invalid.")
        fields |= {"identity_id": identity["id"], "profile_id": identity["profile_id"]}
    if row is None:
        if "profile_id" not in fields:
            raise invalid(profile_id="The profile id field is required.")
        fields.setdefault("interacted_at", stamp(context.now))
    places = {name: name.removesuffix("_id") for name in ("location_id", "product_id", "product_variant_id")}
    return exists(**places, profile_id="profile", organisation_id="organisation")(context, fields, row)


def shown_interaction(context: Context, row: Row) -> dict[str, Any]:
    """An interaction with whom it was, and as whom, and where."""
    store = context.store
    location = store.get("location", row.get("location_id") or 0)
    return {
        **{k: v for k, v in row.items() if k != "identity_id"},
        "profile": profiles.summary(store.get("profile", row["profile_id"])),
        "identity": store.get("identity", row.get("identity_id") or 0),
        "location": dict(location) if location else None,
    }


declare(
    routes,
    Plain(
        "interaction",
        "/interactions",
        Interaction,
        InteractionInput,
        InteractionUpdateInput,
        before=_interaction,
        shown=shown_interaction,
    ),
)


def _with_fields(model: str) -> dict[str, Any]:
    """The hooks of a resource that is given custom fields inside of it and shown with them."""

    def before(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
        return {name: value for name, value in fields.items() if name != "custom_fields"}

    def after(context: Context, row: Row) -> None:
        custom_fields.put_all(context, model, row["id"], context.fields.get("custom_fields"))

    def removed(context: Context, row: Row) -> None:
        custom_fields.forget(context.store, model, row["id"])

    def shown(context: Context, row: Row) -> Mapping[str, Any]:
        return {**row, "custom_fields": custom_fields.grouped(context.store, model, row["id"])}

    return {"before": before, "after": after, "removed": removed, "shown": shown}


declare(
    routes,
    Plain(
        "role_definition",
        "/roles/definitions",
        RoleDefinition,
        RoleDefinitionInput,
        RoleDefinitionUpdateInput,
        unique=HANDLE,
        **_with_fields("role_definition"),
    ),
)
_ORGANISATION = _with_fields("organisation")


def _organisation(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """Places that are there; an address is filed with the organisation."""
    for at, id in enumerate(fields.get("locations") or ()):
        if context.store.get("location", id) is None:
            raise invalid(**{f"locations.{at}": f"The selected locations.{at} is invalid."})
    if fields.get("address"):
        fields["address"] = {"id": 1, **((row or {}).get("address") or {}), **fields["address"]}
    kept: Mapping[str, Any] = _ORGANISATION["before"](context, fields, row)
    return kept


def _shown_organisation(context: Context, row: Row) -> Mapping[str, Any]:
    places = [context.store.get("location", id) for id in row["locations"] or ()]
    return {**_ORGANISATION["shown"](context, row), "locations": [place for place in places if place is not None]}


def _dissolved(context: Context, row: Row) -> None:
    _ORGANISATION["removed"](context, row)
    for member in context.store.find("organisation_member", "organisation_id", row["id"]):
        context.store.remove("organisation_member", member["id"])


organisations = declare(
    routes,
    Plain(
        "organisation",
        "/organisations",
        Organisation,
        OrganisationInput,
        OrganisationUpdateInput,
        unique=HANDLE,
        defaults={"is_active": True, "is_tenant": False},
        before=_organisation,
        after=_ORGANISATION["after"],
        removed=_dissolved,
        shown=_shown_organisation,
    ),
)


def organisations_of(context: Context, profile_id: str) -> list[dict[str, Any]]:
    """The organisations that a profile belongs to now, each with the role that it has there."""
    found = []
    for member in context.store.find("organisation_member", "profile_id", profile_id):
        organisation = context.store.get("organisation", member["organisation_id"])
        ended = member["expires_at"] is not None and member["expires_at"] <= stamp(context.now)
        if organisation is not None and member["is_active"] and not ended:
            role = context.store.get("role_definition", member["role_definition_id"] or 0)
            found.append({**_shown_organisation(context, organisation), "role_definition": role})
    return found


def _members(context: Context) -> tuple[Row, list[Row]]:
    row = context.store.get("organisation", context.number("organisation_id"))
    if row is None:
        raise not_found()
    return row, context.store.find("organisation_member", "organisation_id", row["id"])


def _shown_member(context: Context, member: Row) -> dict[str, Any]:
    profile = profiles.existing(context.store, member["profile_id"])
    about = {name: member[name] for name in ("role_definition_id", "is_active", "expires_at")}
    return {**profiles.shown(context.store, profile, context.now), "organisation_profile": about}


@routes.get("/api/v3/organisations/{organisation_id}/profiles", "admin")
def list_members(context: Context) -> Any:
    return context.page(_members(context)[1], lambda member: _shown_member(context, member))


@routes.post("/api/v3/organisations/{organisation_id}/profiles", "admin", body=OrganisationProfileInput)
def add_member(context: Context) -> Any:
    """Puts a profile in an organisation, for as long as its role there lasts."""
    (organisation, there), now = _members(context), stamp(context.now)
    fields = exists(profile_id="profile", role_definition_id="role_definition")(context, context.fields, None)
    if any(member["profile_id"] == fields["profile_id"] for member in there):
        raise invalid(profile_id="The profile is in this organisation already.")
    role = context.store.get("role_definition", fields.get("role_definition_id") or 0) or {}
    ends = role.get("absolute_expiry") or loyalty.expiry(now, role.get("period"), role.get("period_type"))
    usual = {"role_definition_id": None, "is_active": True, "expires_at": ends}
    row = {**usual, **fields, "organisation_id": organisation["id"], "created_at": now, "updated_at": now}
    return 201, {"data": _shown_member(context, context.store.add("organisation_member", row))}


@routes.delete("/api/v3/organisations/{organisation_id}/profiles/{profile_id}", "admin")
def remove_member(context: Context) -> Any:
    for member in _members(context)[1]:
        if member["profile_id"] == context.params["profile_id"]:
            context.store.remove("organisation_member", member["id"])
            return 204, None
    raise not_found()


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
