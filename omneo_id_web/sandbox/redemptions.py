"""Redemptions: what was spent of points, rewards, benefits and credits, or given back of it, and how it is looked up.

A redemption is never changed. Giving back is a redemption of its own, of type `return` or `reversal`, whose
`linked_source_id` is the first one's: so what has been given back already can be counted, and no more than
was taken ever is. `redeeming` makes the first ones, `returning` those that give back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import accounts, benefits, credits, points, profiles, rewards
from .routing import Context, Routes
from .store import Row, Store, Where
from .wire import flat_page, invalid, not_found, stamp

routes = Routes()

ITEMS_PER_ROW = 10_000
"""An item's id is that of its redemption times this, and its place."""

SHOWN: Mapping[str, Callable[[Context], Callable[[Row], dict[str, Any]]]] = {
    "reward": rewards.show,
    "point": points.show,
    "benefit": benefits.show,
    "credit": credits.show,
}


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    store, each = context.store, {kind: shown(context) for kind, shown in SHOWN.items()}

    def item(row: Row, part: Row) -> dict[str, Any]:
        thing = store.get(part["type"], part["id_of"])
        more = {"redemption_id": row["id"], "redeemable_type": part["type"], "profile_id": row["profile_id"]}
        attributes = each[part["type"]](thing) if thing else {"id": part["id_of"]}
        return {**{k: v for k, v in part.items() if k != "id_of"}, **more, "type_attributes": attributes}

    def shown(row: Row) -> dict[str, Any]:
        transaction = store.get("transaction", row["transaction_id"]) if row["transaction_id"] else None
        about = ("external_id", "receipt_ref", "transacted_at", "total")
        kinds = {part["type"] for part in row["items"]}
        return {
            **row,
            "items": [item(row, part) for part in row["items"]],
            "profile": profiles.summary(store.get("profile", row["profile_id"])),
            "location": _place(store, row["location_id"]),
            "transaction": transaction and {name: transaction[name] for name in about},
            **{f"has_{kind}": kind in kinds for kind in SHOWN},
        }

    return shown


def _place(store: Store, id: Any) -> dict[str, Any] | None:
    names = ("id", "type", "name", "description", "phone", "email", "external_id", "is_published")
    row = store.get("location", id) if id is not None else None
    return {name: row.get(name) for name in (*names, "is_permanently_closed")} if row else None


def balances_form(context: Context, row: Row) -> dict[str, Any]:
    """A redemption as those who made it are told: with what is left to spend."""
    now = stamp(context.now)
    kept = ("id", "profile_id", "total", "total_localised", "location_id", "meta", "created_at", "updated_at")
    sale = ("transaction_external_id", "transaction_receipt_ref", "currency")
    return {
        **{name: row[name] for name in (*kept, *sale)},
        "location": _place(context.store, row["location_id"]),
        "balances": accounts.holdings(context.store, row["profile_id"], now),
    }


def file(store: Store, profile_id: str, items: Iterable[Mapping[str, Any]], now: str, total: float, **more: Any) -> Row:
    """Files a redemption of these items, each with `type`, `id_of`, `value` and `count`."""
    row = store.add(
        "redemption",
        {
            **dict.fromkeys(("meta", "location_id", "transaction_id", "linked_source_id", "linked_source_type")),
            **dict.fromkeys(("transaction_external_id", "transaction_receipt_ref", "currency", "external_id")),
            "profile_id": profile_id,
            "type": "redeem",
            "total": total,
            "total_localised": total,
            "exchange_rate": 1.0,
            "redeem_at": now,
            "items": [],
            **more,
            "created_at": now,
            "updated_at": now,
        },
    )
    dates = {"created_at": now, "updated_at": now}
    numbered = [{"id": row["id"] * ITEMS_PER_ROW + n, **item, **dates} for n, item in enumerate(items, 1)]
    for item in numbered:
        store.add("redemption_item", {"id": item["id"], "redemption_id": row["id"], "type": item["type"], **dates})
    return store.put("redemption", {**row, "items": numbered})


@routes.get("/redemptions/{type}/{id}/count")
def count(context: Context) -> Any:
    kind, id = context.params["type"], context.number("id")
    if kind not in SHOWN:
        raise not_found()
    rows = context.store.find("redemption", "profile_id", context.profile_id)
    return {"data": {"count": sum(_times(row, kind, id) for row in rows)}}


def _times(row: Row, kind: str, id: int) -> int:
    times: int = sum(item["count"] for item in row["items"] if (item["type"], item["id_of"]) == (kind, id))
    return times if row["type"] == "redeem" else -times


@routes.get("/redemptions/{redemption_id}/count")
def count_items(context: Context) -> Any:
    """How many times a redemption took something."""
    row = context.mine("redemption", "redemption_id")
    return {"data": {"count": sum(item["count"] for item in row["items"])}}


@routes.get("/redemptions")
def list_own(context: Context) -> Any:
    return context.listed("redemption", show(context), profile_id=context.profile_id)


@routes.get("/redemptions/{redemption_id}")
def get_own(context: Context) -> Any:
    return {"data": show(context)(context.mine("redemption", "redemption_id"))}


def list_linked(context: Context) -> Any:
    """Redemptions of points that others earned for this profile, or that are linked to it."""
    lots = context.store.find("point", "linked_profile_id", context.profile_id)
    linked, owners = {lot["id"] for lot in lots}, tuple(dict.fromkeys(lot["profile_id"] for lot in lots))
    rows = [
        row
        for row in context.store.page("redemption", [Where("profile_id", "in", owners)])
        if any(part["type"] == "point" and part["id_of"] in linked for part in row["items"])
    ]
    return context.page(rows, show(context))


for _path in ("/linked_redemptions", "/linked/redemptions"):
    routes.get(_path)(list_linked)


@routes.get("/api/v3/redemptions", "admin")
def list_all(context: Context) -> Any:
    return context.listed("redemption", show(context))


@routes.get("/api/v3/redemptions/items", "admin")
def list_items(context: Context) -> Any:
    return context.listed("redemption_item", lambda row: _item(context, row["redemption_id"], row["id"]))


@routes.get("/api/v3/redemptions/items/{redemption_item_id}", "admin")
def get_item(context: Context) -> Any:
    row = context.one("redemption_item", "redemption_item_id")
    return {"data": _item(context, row["redemption_id"], row["id"])}


def _item(context: Context, redemption_id: int, id: int) -> dict[str, Any]:
    row = context.store.get("redemption", redemption_id)
    assert row is not None
    found: dict[str, Any] = next(item for item in show(context)(row)["items"] if item["id"] == id)
    return found


GROUPED = ("profile_id", "location_id", "type", "transaction_id", "transaction_external_id", "transaction_receipt_ref")


@routes.get("/api/v3/redemptions/group/{attribute}", "admin")
def group(context: Context) -> Any:
    name = context.params["attribute"]
    if name not in GROUPED:
        raise invalid(attribute=f"The attribute must be one of {', '.join(GROUPED)}.")
    shown = show(context)

    def grouped(value: Any) -> dict[str, Any]:
        rows = context.store.find("redemption", name, value)
        return {name: value, "redemptions": {"data": [shown(row) for row in rows]}}

    return flat_page(context.store.values("redemption", name), context.query, context.url, grouped)


@routes.get("/api/v3/redemptions/{redemption_id}", "admin")
def get_one(context: Context) -> Any:
    return {"data": show(context)(context.one("redemption", "redemption_id"))}
