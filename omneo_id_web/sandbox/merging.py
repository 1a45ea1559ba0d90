"""Two profiles become one: what moves to the one that remains, and what it keeps of its own. Pure functions.

Whatever somebody owned moves as it is, so that balances add up. Of what there can be one of only, the
remaining profile's own stays: a custom attribute of one name, a region, a weekly hour, the default address.
Nobody who ever said no to being written to is written to again by being merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .store import Row

MOVED = (
    *("identity", "address", "date", "custom_attribute", "profile_region"),
    *("profile_normal_hour", "profile_special_hour", "share", "share_claim", "custom_event"),
    *("point", "reward", "benefit", "credit", "tier_point", "achievement_point", "award", "redemption"),
    *("transaction", "transaction_claim", "order", "interaction", "rating", "reminder", "questionnaire"),
    *("list", "list_item", "list_share", "reservation", "custom_product"),
    *("appointment", "appointment_queue", "appointment_waitlist", "organisation_member", "allocation"),
)
"""Kinds whose `profile_id` becomes the remaining profile's."""

SIDES = (
    *(("connection", "connected_id"), ("connection", "connector_id"), ("point", "linked_profile_id")),
    *(("credit", "creator_profile_id"), ("share_claim", "share_profile_id")),
    *(("appointment", "assigned_staff_id"), ("appointment_queue", "staff_id"), ("appointment_staff", "staff_id")),
)
"""Other fields that name a profile, and the kinds that have them; all of them are indexed."""

ONE_OF: Mapping[str, tuple[str, ...]] = {
    "custom_attribute": ("namespace", "handle"),
    "profile_region": ("region_id",),
    "profile_normal_hour": ("day_of_week",),
    "organisation_member": ("organisation_id",),
}
"""Kinds of which a profile has one with these values at most."""


def merged(kept: Row, source: Row, blank: Iterable[str]) -> dict[str, Any]:
    """The remaining profile's row: its own fields, and of the other what it has none of.

    Parameters:
        blank: the fields that are taken over where the remaining profile has nothing.
    """
    taken = {name: source[name] for name in blank if kept.get(name) is None and source.get(name) is not None}
    comms = {name: value if value is not None else source["comms"].get(name) for name, value in kept["comms"].items()}
    refused = [name for name in comms if name.endswith(("_optout", "_bounced")) and source["comms"].get(name)]
    return {
        **kept,
        **taken,
        "joined_at": min(filter(None, (kept["joined_at"], source["joined_at"])), default=None),
        "tags": [*dict.fromkeys([*kept["tags"], *source["tags"]])],
        "statuses": [*dict.fromkeys([*kept["statuses"], *source["statuses"]])],
        "comms": comms | dict.fromkeys(refused, True),
        "appearance": {k: v if v is not None else source["appearance"].get(k) for k, v in kept["appearance"].items()},
    }


def moved(kind: str, row: Row, owner: str, source: str, owned: Iterable[Row]) -> dict[str, Any] | None:
    """A row of the source as the remaining profile has it; None where its own stands in the place.

    Parameters:
        owner: the id of the profile that remains. source: the id of the one that goes.
        owned: the rows of this kind that the remaining profile has already.
    """
    fresh, owned = {**row, "profile_id": owner}, list(owned)
    unique = ONE_OF.get(kind)
    if unique and any(all(other.get(name) == row.get(name) for name in unique) for other in owned):
        return None
    if kind == "identity":
        taken = any(other["is_primary"] for other in owned)
        return {**fresh, "merged_from": source, "is_primary": row["is_primary"] and not taken}
    if kind == "address":
        return {**fresh, "is_default": row["is_default"] and not any(other["is_default"] for other in owned)}
    if kind == "list" and any(other["handle"] == row["handle"] for other in owned):
        return {**fresh, "handle": f"{row['handle']}-{row['id']}"}
    return fresh
