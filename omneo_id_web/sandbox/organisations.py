"""Organisations: their places, their profiles, and the role that each has there and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.access import RoleDefinition, RoleDefinitionInput, RoleDefinitionUpdateInput
from ..models.organisation import Organisation, OrganisationInput, OrganisationProfileInput, OrganisationUpdateInput
from . import custom_fields, loyalty, profiles
from .resources import Plain, declare, exists
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found, stamp

routes = Routes()


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
        unique=("handle",),
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
        unique=("handle",),
        defaults={"is_active": True, "is_tenant": False},
        before=_organisation,
        after=_ORGANISATION["after"],
        removed=_dissolved,
        shown=_shown_organisation,
    ),
)


def _members(context: Context) -> tuple[Row, list[Row]]:
    row = context.one("organisation", "organisation_id")
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
