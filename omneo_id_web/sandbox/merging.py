"""Merging two profiles: what the one has goes to the other, which remains.

Which things move is not documented; here all do that belong to a profile. A moved identity says where it came from.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from . import profiles
from .routing import Context, Routes
from .wire import invalid, stamp

routes = Routes()

MOVED = (
    *("address", "achievement_point", "appointment", "benefit", "credit", "date", "identity", "interaction"),
    *("list", "list_item", "order", "point", "redemption", "reservation", "reward"),
    *("tier_point", "transaction", "transaction_claim"),
)
"""Kinds of rows that go along; consent, attributes and tier stay those of the profile that remains."""


class MergeInput(TypedDict):
    """Which profile goes, and which remains."""

    source_profile_id: str
    destination_profile_id: str


@routes.post("/api/v3/profiles/merge", "admin", body=MergeInput)
def merge(context: Context) -> Any:
    store, now = context.store, stamp(context.now)
    source, kept = (profiles.existing(store, context.fields[f"{end}_profile_id"]) for end in ("source", "destination"))
    if source["id"] == kept["id"]:
        raise invalid(destination_profile_id="The destination must be another profile than the source.")
    for kind in MOVED:
        for row in store.find(kind, "profile_id", source["id"]):
            moved = {**row, "profile_id": kept["id"], "updated_at": now}
            if kind == "identity":
                moved |= {"merged_from": source["id"], "is_primary": False}
            store.put(kind, moved)
            if kind == "list":
                for share in store.find("list_share", "product_list_id", row["id"]):
                    store.put("list_share", {**share, "profile_id": kept["id"]})
    store.put("profile", {**source, "profile_type": "deleted", "deleted_at": now})
    context.emit("profile.merged", "profile", kept)
    return {"data": profiles.shown(store, kept, context.now)}
