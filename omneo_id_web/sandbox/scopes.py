"""Which scope an admin token needs for which route: a verb and a resource, as Omneo names them."""

from __future__ import annotations

from collections.abc import Iterable

_VERBS = {"GET": "read", "POST": "create", "PUT": "update", "DELETE": "delete"}

_NAMES = {
    "lists": "product-lists",
    "list": "product-lists",
    "products/lists": "product-lists",
    "lists/definitions": "list-definitions",
    "customProducts": "custom-products",
    "products/variants": "products",
    "products/options": "product-options",
    "tiers": "tier-definitions",
    "tiers/points": "tier-points",
    "points/definitions": "point-definitions",
    "transactions/claims": "transaction-claims",
    "profiles/transactions/claims": "transaction-claims",
    "find-transactions": "transactions",
    "transaction-products": "transactions",
    "transactionitems": "transactions",
    "group_transactions": "transactions",
    "group_orders": "orders",
    "redeemable_benefits": "benefits",
    "reservations": "product-list-reservations",
    "connection/definitions": "connection-definitions",
    "connections/definitions": "connection-definitions",
    "rates": "rate",
    "regions": "region",
    "identities": "identities",
    "benefits.count": "benefits",
}
"""What a path is called among the scopes; other paths are called as they begin."""

_OF_PROFILE = frozenset(
    {
        *("benefits", "rewards", "points", "transactions", "orders", "redemptions", "ledgers", "interactions"),
        *("connections", "product-lists", "tier-points", "transaction-claims", "product-list-reservations"),
    }
)
"""What of a profile has scopes of its own; the rest is read and updated as the profile."""

_ONLY_READ = frozenset({"identities", "audits", "ledgers", "redemptions", "permissions", "roles", "action-history"})
"""What can be read by a scope of its own, and changed by none."""


def needed(method: str, path: str) -> str:
    """The scope for a path below the API's base, as the route declares it."""
    verb = _VERBS[method]
    parts = [part for part in path.strip("/").split("/") if not part.startswith("{")]
    if parts[:1] == ["profiles"] and len(parts) > 1 and "{" in path:
        if (parts[-1] == "redeem" and "benefits" in parts) or "claim-redeem" in parts:
            return "redeem-benefits"
        if parts[-1] == "redeem":
            return "redeem-strategy"
        name = _name(parts[1:])
        if name in _OF_PROFILE and (name not in _ONLY_READ or verb == "read"):
            return f"{verb}-{name}"
        return "read-profiles" if verb == "read" else "update-profiles"
    if parts[-1:] in (["return"], ["reversal"]):
        return "return"
    return f"{verb}-{_name(parts)}"


def _name(parts: list[str]) -> str:
    for size in (2, 1):
        known = _NAMES.get("/".join(parts[:size]))
        if known:
            return known
    if parts[1:2] == ["definitions"]:
        return f"{parts[0].removesuffix('s')}-definitions"
    return parts[0] if parts else ""


def allow(held: Iterable[str], wanted: str) -> bool:
    """Whether scopes that are held cover one that is wanted; `*` covers all, `profiles.*` all of profiles."""
    resource = wanted.partition("-")[2]
    return not wanted or any(scope in ("*", wanted, f"{resource}.*") for scope in held)
