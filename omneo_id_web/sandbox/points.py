"""Points by the lot, points towards tiers, and the tiers that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from typing_extensions import TypedDict

from ..models.inputs.point import PointDefinitionInput, PointDefinitionUpdateInput, PointInput
from ..models.inputs.tier import (
    TierDefinitionInput,
    TierDefinitionUpdateInput,
    TierPointInput,
    TierPointUpdateInput,
)
from ..models.point import PointDefinition
from ..models.tier import TierDefinition
from . import accounts, loyalty, rewards, standing
from .resources import Plain, declare
from .rewards import checked_owner, checked_worth
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found, stamp

routes = Routes()

definitions = Plain(
    "point_definition",
    "/points/definitions",
    PointDefinition,
    PointDefinitionInput,
    PointDefinitionUpdateInput,
    defaults={"is_reassignable": False},
    unique=("handle",),
    soft=True,
)
declare(routes, definitions)


def _unheld(context: Context, row: Row) -> None:
    """Refuses to remove a tier that somebody holds, which the API itself fails at."""
    for profile in context.store.all("profile"):
        if (profile.get("tier") or {}).get("handle") == row["handle"] and not profile.get("deleted_at"):
            raise invalid(tier="The tier definition is held by profiles.")


tier_definitions = Plain(
    "tier_definition",
    "/tiers/definitions",
    TierDefinition,
    TierDefinitionInput,
    TierDefinitionUpdateInput,
    defaults={"is_assignable": True, "is_floor": False, "value_maintain": 0.0},
    unique=("handle",),
    without=("delete",),
)
declare(routes, tier_definitions)


@routes.delete("/api/v3/tiers/definitions/{id}", "admin")
def delete_tier(context: Context) -> Any:
    row = tier_definitions.one(context)
    _unheld(context, row)
    context.store.remove("tier_definition", row["id"])
    return 204, None


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    def shown(row: Row) -> dict[str, Any]:
        kind = context.store.get("point_definition", row["point_definition_id"]) or {}
        kept = {k: v for k, v in row.items() if k not in ("point_definition_id", "source_id")}
        return {**kept, "definition": {k: v for k, v in kind.items() if k != "deleted_at"} or None}

    return shown


@routes.post("/api/v3/points", "admin", body=PointInput)
def create(context: Context) -> Any:
    fields, now = dict(context.fields), stamp(context.now)
    profile_id = checked_owner(context, fields)
    kind = accounts.definition(context.store, "point", id=fields.pop("point_definition_id"))
    if kind is None:
        raise invalid(point_definition_id="The selected point definition id is invalid.")
    checked_worth(fields, None)
    if fields.get("value_remaining", 0) > fields["value_initial"]:
        raise invalid(value_remaining="The value remaining may not be greater than the value initial.")
    if fields.get("linked_profile_id") is not None:
        checked_owner(context, {"profile_id": fields["linked_profile_id"]})
    fields.pop("profile_id")
    lot = accounts.issue_points(context.store, profile_id, kind, fields.pop("value_initial"), now, **fields)
    rewards.issue_by_points(context.store, profile_id, now, "UTC")
    return 201, {"data": show(context)(lot)}


@routes.get("/api/v3/points", "admin")
def list_all(context: Context) -> Any:
    return context.listed("point", show(context))


@routes.get("/api/v3/points/{id}", "admin")
def get_one(context: Context) -> Any:
    row = context.one("point")
    return {"data": show(context)(row)}


@routes.get("/points")
def list_own(context: Context) -> Any:
    return context.listed("point", show(context), profile_id=context.profile_id)


@routes.get("/points/{id}")
def get_own(context: Context) -> Any:
    return {"data": show(context)(context.mine("point"))}


@routes.get("/linked_points")
def list_linked(context: Context) -> Any:
    return context.listed("point", show(context), linked_profile_id=context.profile_id)


@routes.post("/api/v3/tiers/points", "admin", body=TierPointInput)
def create_tier_points(context: Context) -> Any:
    fields = dict(context.fields)
    profile_id = checked_owner(context, fields)
    if accounts.definition(context.store, "point", id=fields["point_definition_id"]) is None:
        raise invalid(point_definition_id="The selected point definition id is invalid.")
    fields.pop("profile_id")
    now = stamp(context.now)
    id, value = fields.pop("point_definition_id"), fields.pop("value")
    return 201, {"data": accounts.add_tier_points(context.store, profile_id, id, value, now, **fields)}


@routes.get("/api/v3/tiers/points", "admin")
def list_tier_points(context: Context) -> Any:
    return context.listed("tier_point")


@routes.get("/api/v3/tiers/points/{id}", "admin")
def get_tier_points(context: Context) -> Any:
    return {"data": context.one("tier_point")}


@routes.put("/api/v3/tiers/points/{id}", "admin", body=TierPointUpdateInput)
def update_tier_points(context: Context) -> Any:
    fields = {k: v for k, v in context.fields.items() if v is not None or k == "meta"}
    changed = context.store.put("tier_point", context.dated(fields, context.one("tier_point")))
    accounts.settle_tier(context.store, changed["profile_id"], stamp(context.now))
    return {"data": changed}


@routes.delete("/api/v3/tiers/points/{id}", "admin")
def delete_tier_points(context: Context) -> Any:
    context.store.remove("tier_point", context.one("tier_point")["id"])
    return 204, None


@routes.get("/tiers/points")
def list_own_tier_points(context: Context) -> Any:
    return context.listed("tier_point", profile_id=context.profile_id)


def _progress(context: Context, profile: Row) -> dict[str, Any]:
    progress = accounts.tier_progress(context.store, profile, stamp(context.now))
    if progress is None:
        raise not_found()
    return {"data": progress}


@routes.get("/tiers")
def get_tier(context: Context) -> Any:
    return _progress(context, context.profile)


@routes.get("/tiers/calculate")
def calculate_tier(context: Context) -> Any:
    accounts.settle_tier(context.store, context.profile_id, stamp(context.now))
    return _progress(context, context.store.get("profile", context.profile_id) or context.profile)


class TierAssignInput(TypedDict):
    """The tier to give, by its handle."""

    tier: str


@routes.post("/tiers/assign", body=TierAssignInput)
def assign_tier(context: Context) -> Any:
    tier = next((t for t in accounts.tiers(context.store) if t["handle"] == context.fields["tier"]), None)
    if tier is None:
        raise invalid(tier="The selected tier is invalid.")
    if not tier["is_assignable"]:
        raise invalid(tier="The tier is not assignable.")
    now = stamp(context.now)
    held: Mapping[str, Any] = standing.held_from(tier, now, assigned_at=now)
    return _progress(context, context.store.put("profile", {**context.profile, "tier": held, "updated_at": now}))


@routes.get("/balances")
def get_balances(context: Context) -> Any:
    """What a member has to spend, and what that is in the member's own currency."""
    store = context.store
    held = accounts.holdings(store, context.profile_id, stamp(context.now))
    currency = context.profile.get("currency")
    rates = {row["to"]: row for row in store.all("currency") if row["from"] == accounts.currency(store)}
    rate = rates.get(currency)
    names = ("reward_balance", "point_balance_dollars", "combined_balance_dollars")
    localised = {name: loyalty.cents(held[name] * (rate["rate"] if rate else 1)) for name in names}
    return {"data": {**held, "localised": localised, "currency": dict(rate) if rate else None}}
