"""Interactions: when somebody had to do with the shop, as whom, where and about what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.interaction import Interaction, InteractionInput, InteractionUpdateInput
from . import profiles
from .resources import Plain, declare, exists
from .routing import Context, Routes
from .store import Row
from .wire import invalid, stamp

routes = Routes()


def _checked(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
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


def _shown(context: Context, row: Row) -> dict[str, Any]:
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
        before=_checked,
        shown=_shown,
    ),
)


@routes.get("/interactions")
def list_interactions(context: Context) -> Any:
    return context.page(context.store.find("interaction", "profile_id", context.profile_id))


@routes.get("/interactions/{interaction_id}")
def get_interaction(context: Context) -> Any:
    return {"data": context.mine("interaction", "interaction_id")}


@routes.delete("/interactions/{interaction_id}")
def delete_interaction(context: Context) -> Any:
    context.store.remove("interaction", context.mine("interaction", "interaction_id")["id"])
    return 204, None
