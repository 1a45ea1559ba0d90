"""What a sale brings: points, points towards tiers, scores of achievements, rewards. It can be asked for again.

`settle` compares what a sale should have brought with what it has, and files the difference. So a sale that
changes, is void, is brought back, changes hands or is deleted is settled by the same few lines, and settling
twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import accounts, achievements, loyalty, rewards
from .store import Row, Store

SOURCE = "transaction"


def settle(store: Store, sale: Row, now: str) -> None:
    """Files what a sale brings to its profile."""
    owner = sale["profile_id"]
    if owner is not None and store.get("profile", owner) is not None:
        _bring(store, sale, str(owner), now, brings=not sale["is_void"])


def withdraw(store: Store, sale: Row, now: str) -> None:
    """Takes back from a sale's profile what it brought."""
    owner = sale["profile_id"]
    if owner is not None and store.get("profile", owner) is not None:
        _bring(store, sale, str(owner), now, brings=False)


def _bring(store: Store, sale: Row, owner: str, now: str, *, brings: bool) -> None:
    policy, source = accounts.policy(store), source_of(sale)
    kind = accounts.definition(store, "point", handle=policy.points_definition)
    lots = [row for row in store.find("point", "profile_id", owner) if _is_of(row, source)]
    rate = next((row["rate"] for row in lots if row["rate"] is not None), None)
    if rate is None:
        rate = loyalty.cents(policy.points_per_dollar * tier_multiplier(store, owner, now))
    due = points_of(store, sale, rate) if brings else 0.0
    more = loyalty.cents(due - sum(row["value_initial"] for row in lots))
    if kind is not None and more > 0:
        text = f"Points for {sale['receipt_ref'] or sale['external_id'] or 'a purchase'}"
        about = {"issued_at": min(sale["transacted_at"], now), "rate": rate, "description": text}
        accounts.issue_points(store, owner, kind, more, now, **source, **about)
    elif more < 0:
        accounts.take_points(store, owner, -more, now, source, _origin(store, sale, owner))
    counted = [row for row in store.find("tier_point", "profile_id", owner) if _is_of(row, source)]
    towards = loyalty.earned(sale, policy.tier_points_per_dollar, [1.0] * len(sale["items"])) if brings else 0.0
    more = loyalty.cents(towards - sum(row["value"] for row in counted))
    if more:
        moment = min(sale["transacted_at"], now)
        accounts.add_tier_points(store, owner, kind["id"] if kind else None, more, now, accrued_at=moment, **source)
    achievements.count_sale(store, sale, owner, now, source, counts=brings)
    rewards.issue_by_points(store, owner, now, sale["timezone"])


def source_of(sale: Row) -> dict[str, Any]:
    """What points tell of the sale that they come from."""
    about = {name: sale[name] for name in ("id", "external_id", "receipt_ref", "total", "transacted_at")}
    return {"source_type": SOURCE, "source_id": sale["id"], "source": about}


def _is_of(row: Row, source: Mapping[str, Any]) -> bool:
    return bool(row["source_id"] == source["source_id"] and row["source_type"] == source["source_type"])


def _origin(store: Store, sale: Row, owner: str) -> int | None:
    """Of a return, the sale that it brings back: what that one earned is taken first."""
    linked = sale["linked_receipt_ref"]
    rows = store.find("transaction", "profile_id", owner) if linked and sale["total"] < 0 else []
    return next((row["id"] for row in rows if row["receipt_ref"] == linked and row["id"] != sale["id"]), None)


def points_of(store: Store, sale: Row, rate: float) -> float:
    """The points that a sale earns at a rate, with the multipliers of its products."""
    return loyalty.earned(sale, rate, [product_multiplier(store, line) for line in sale["items"]])


def product_multiplier(store: Store, line: Row) -> float:
    """`points_multiplier` in the product's `meta`."""
    product = store.get("product", line["product_id"]) if line.get("product_id") else None
    return multiplier((product or {}).get("meta"))


def tier_multiplier(store: Store, profile_id: str, now: str) -> float:
    """`points_multiplier` in the `meta` of the tier that the profile holds."""
    profile, defined = store.get("profile", profile_id), accounts.tiers(store)
    held = profile and accounts.held_tier(store, profile, now, defined)
    tier = next((row for row in defined if held and row["handle"] == held["handle"]), None)
    return multiplier((tier or {}).get("meta"))


def multiplier(meta: Any) -> float:
    given = meta.get("points_multiplier") if isinstance(meta, Mapping) else None
    return float(given) if isinstance(given, (int, float)) and 0 <= given < 1e6 else 1.0
