"""What members have, kept in the store: points by the lot, tiers, balances. Rooms change these through here.

Points are a ledger. A lot is never deleted; what a return takes back is a lot of its own, below zero and
with nothing remaining, so that all that was issued less all that was spent is always what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from . import loyalty, standing
from .loyalty import Policy
from .store import Row, Store


def policy(store: Store) -> Policy:
    """What the tenant has decided; a setting that is no number is as if it were not there."""
    # The settings are few: they are sooner gone through than each looked up.
    settings, chosen = {row["handle"]: row["value"] for row in store.all("setting")}, dict[str, Any]()
    for name, usual in _POLICY.items():
        try:
            if name in settings:
                chosen[name] = float(settings[name]) if isinstance(usual, float) else str(settings[name])
        except (TypeError, ValueError):
            continue
    return Policy(**chosen)


_POLICY = {each.name: each.default for each in fields(Policy)}


def currency(store: Store) -> str:
    """The shop's own currency."""
    return next((str(row["value"]) for row in store.find("setting", "handle", "currency")), "AUD")


def definition(store: Store, kind: str, *, id: Any = None, handle: Any = None) -> Row | None:
    """A definition that is there, by its id, which may be text, or its handle."""
    if id is not None:
        number = int(id) if isinstance(id, str) and id.isascii() and id.isdecimal() else id
        row = store.get(f"{kind}_definition", number) if isinstance(number, int) else None
        return None if row is None or row.get("deleted_at") else row
    found = store.find(f"{kind}_definition", "handle", handle) if isinstance(handle, str) else []
    return next((row for row in found if not row.get("deleted_at")), None)


def holdings(store: Store, profile_id: str, now: str) -> dict[str, float]:
    """A profile's balances."""
    points, rewards, benefits, credits = (
        store.find(kind, "profile_id", profile_id) for kind in ("point", "reward", "benefit", "credit")
    )
    return loyalty.balances(points, rewards, benefits, credits, now, policy(store).dollars_per_point)


POINT: Mapping[str, Any] = dict.fromkeys(
    ("linked_profile_id", "source_type", "source_id", "source", "rate", "description", "meta", "expires_at")
)


def issue_points(store: Store, profile_id: str, kind: Row, value: float, now: str, **more: Any) -> Row:
    """Gives a profile a lot of points, which ends as its definition says unless `expires_at` is given."""
    issued = more.get("issued_at") or now
    ends = loyalty.expiry(issued, kind["issue_period"], kind["issue_period_type"], kind["issue_absolute_expiry"])
    lot = {
        **POINT,
        "profile_id": profile_id,
        "point_definition_id": kind["id"],
        "value_initial": value,
        "value_remaining": value,
        "issued_at": issued,
        "expires_at": ends,
        **{name: value for name, value in more.items() if value is not None},
        "created_at": now,
        "updated_at": now,
    }
    return store.add("point", lot)


def take_points(
    store: Store, profile_id: str, amount: float, now: str, source: Mapping[str, Any], first: int | None = None
) -> float:
    """Takes points back; answers how many. What was spent already cannot be: a balance is never below zero.

    Parameters:
        source: why, and what the entry of it says.
        first: the sale whose lots are taken from before those that end first; that of the source by default.
    """
    lots, origin = store.find("point", "profile_id", profile_id), (first or source["source_id"], source["source_type"])
    own = [lot for lot in lots if (lot["source_id"], lot["source_type"]) == origin]
    taken = loyalty.spend(own, amount, now)
    left = loyalty.cents(amount - sum(part for _, part in taken))
    taken += loyalty.spend([lot for lot in lots if lot not in own], left, now)
    for lot, part in taken:
        change(store, "point", lot, {"value_remaining": loyalty.cents(lot["value_remaining"] - part)}, now)
    total = loyalty.cents(sum(part for _, part in taken))
    if total:
        lot = {
            **POINT,
            "profile_id": profile_id,
            "point_definition_id": taken[0][0]["point_definition_id"],
            "value_initial": -total,
            "value_remaining": 0.0,
            "issued_at": now,
            **source,
            "created_at": now,
            "updated_at": now,
        }
        store.add("point", lot)
    return total


def add_tier_points(
    store: Store, profile_id: str, definition_id: int | None, value: float, now: str, **more: Any
) -> Row:
    """Files points towards a tier, and lifts whoever has reached one."""
    moment = more.get("accrued_at") or more.get("issued_at") or now
    row = {
        "profile_id": profile_id,
        "point_definition_id": definition_id,
        "value": value,
        "issued_at": moment,
        "accrued_at": moment,
        "source_id": None,
        "source_type": None,
        "source": None,
        "status": "active",
        "meta": None,
        **{name: value for name, value in more.items() if value is not None},
        "created_at": now,
        "updated_at": now,
    }
    added = store.add("tier_point", row)
    settle_tier(store, profile_id, now)
    return added


def tiers(store: Store) -> list[Row]:
    """The tiers, the lowest threshold first."""
    rows = [row for row in store.all("tier_definition") if not row.get("deleted_at")]
    return sorted(rows, key=lambda row: row["value_min"])


def held_tier(store: Store, profile: Row, now: str, defined: Sequence[Row] | None = None) -> dict[str, Any] | None:
    """The tier that a profile holds now; None in a shop without tiers."""
    defined = tiers(store) if defined is None else defined
    if not defined:
        return None
    held = profile.get("tier") or {}
    if not held.get("anniversary_at"):
        held = standing.begun(defined, min(profile.get("joined_at") or now, now))
    return standing.settled(defined, store.find("tier_point", "profile_id", profile["id"]), held, now)


def settle_tier(store: Store, profile_id: str, now: str) -> None:
    """Files the tier that a profile holds now."""
    profile = store.get("profile", profile_id)
    held = profile and held_tier(store, profile, now)
    if profile and held and held != profile.get("tier"):
        store.put("profile", {**profile, "tier": held})


def tier_progress(store: Store, profile: Row, now: str) -> dict[str, Any] | None:
    """Where a profile stands between two tiers; None in a shop without tiers."""
    defined = tiers(store)
    held = held_tier(store, profile, now, defined)
    points = store.find("tier_point", "profile_id", profile["id"])
    return held and standing.progress(profile["id"], defined, points, held, now)


def change(store: Store, kind: str, row: Row, fields: Mapping[str, Any], now: str) -> Row:
    """Files a row with these fields changed."""
    return store.put(kind, {**row, **fields, "updated_at": now})
