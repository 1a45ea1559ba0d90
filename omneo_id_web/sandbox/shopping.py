"""What a member bought: transactions and their items, claims, orders, the ledger, what was computed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..models.transaction import TransactionClaimInput
from . import loyalty
from .members import dated
from .routing import Context, Routes
from .store import Row
from .wire import accepted, flat_page, invalid, moment, not_found, selected, stamp

routes = Routes()


def show_transaction(context: Context) -> Callable[[Row], dict[str, Any]]:
    email = {"email": context.profile["email"]}

    def show(row: Row) -> dict[str, Any]:
        location = context.store.get("location", row["location_id"]) if row["location_id"] else None
        about = {k: row[k] for k in ("transacted_at", "receipt_ref", "external_id")}
        items = [{**item, "transaction": about} for item in row["items"]]
        return {**row, "items": items, "location": location, "profile": email}

    return show


def _transactions(context: Context, kind: str = "transaction") -> list[Row]:
    """The newest first."""
    rows = context.store.find(kind, "profile_id", context.profile_id)
    return sorted(rows, key=lambda row: (row["transacted_at"], row["id"]), reverse=True)


@routes.get("/transactions")
def list_transactions(context: Context) -> Any:
    return context.page(_transactions(context), show_transaction(context))


@routes.get("/transactions/{transaction_id}")
def get_transaction(context: Context) -> Any:
    return {"data": show_transaction(context)(context.mine("transaction", context.number("transaction_id")))}


@routes.get("/transactions/{transaction_id}/unattach")
def unattach(context: Context) -> Any:
    row = context.mine("transaction", context.number("transaction_id"))
    changed = context.store.put("transaction", {**row, "profile_id": None, "updated_at": stamp(context.now)})
    return {"data": {**show_transaction(context)(changed), "profile": None}}


@routes.get("/find-transactions")
def find_transaction(context: Context) -> Any:
    query = context.query
    if not isinstance(query.get("filter"), Mapping) or not query["filter"]:
        raise invalid(filter="The filter field is required.")
    found = selected(map(show_transaction(context), _transactions(context)), query)
    if not found:
        raise not_found()
    return {"data": found[0]}


def _groups(context: Context, kind: str) -> list[dict[str, Any]]:
    groups: dict[Any, list[Row]] = {}
    for row in _transactions(context, kind):
        groups.setdefault(row["order_number"] or row["id"], []).append(row)
    return [
        {
            "order_number": rows[0]["order_number"],
            "transaction_id": rows[0]["id"],
            "number_transactions": len(rows),
            "latest_updated_at": max(row["updated_at"] for row in rows),
            "latest_transacted_at": max(row["transacted_at"] for row in rows),
        }
        for rows in groups.values()
    ]


@routes.get("/group_transactions")
def group_transactions(context: Context) -> Any:
    return flat_page(_groups(context, "transaction"), context.query, context.url)


@routes.get("/group_orders")
def group_orders(context: Context) -> Any:
    return flat_page(_groups(context, "order"), context.query, context.url)


def _items(context: Context, *, assigned: bool) -> Any:
    show, with_list = show_transaction(context), context.query.get("include_list_item") == "1"
    found = []
    for row in _transactions(context):
        for item in show(row)["items"]:
            if bool(item["list_item_ids"]) is assigned:
                linked = [context.store.get("list_item", id) for id in item["list_item_ids"]]
                found.append({**item, "list_items": [x for x in linked if x]} if with_list else item)
    return context.page(found)


@routes.get("/transactionitems/list/unassigned")
def list_unassigned(context: Context) -> Any:
    return _items(context, assigned=False)


@routes.get("/transactionitems/list/assigned")
def list_assigned(context: Context) -> Any:
    return _items(context, assigned=True)


@routes.post("/transactions/items/{transaction_item_id}/list-item")
def link_item(context: Context) -> Any:
    wanted, body = context.number("transaction_item_id"), context.body
    if not isinstance(body, dict) or body.get("type") not in ("link", "unlink"):
        raise invalid(type="The type must be link or unlink.")
    list_item_id = body.get("product_list_item_id")
    if (
        not isinstance(list_item_id, int)
        or (context.store.get("list_item", list_item_id) or {}).get("profile_id") != context.profile_id
    ):
        raise invalid(product_list_item_id="The selected product list item id is invalid.")
    for row in _transactions(context):
        for item in row["items"]:
            if item["id"] == wanted:
                kept = [id for id in item["list_item_ids"] if id != list_item_id]
                fresh = {**item, "list_item_ids": [*kept, list_item_id] if body["type"] == "link" else kept}
                items = [fresh if other["id"] == wanted else other for other in row["items"]]
                context.store.put("transaction", dated(context, {"items": items}, row))
                return {"data": fresh}
    raise not_found()


@routes.get("/transaction-products")
def list_products(context: Context) -> Any:
    since = (context.query.get("filter") or {}).get("transacted_at", "")
    bought: dict[int, dict[str, Any]] = {}
    for row in _transactions(context):
        for item in row["items"] if row["transacted_at"] >= since else ():
            variant = context.store.get("product_variant", item["product_variant_id"])
            if variant is not None:
                counts = bought.setdefault(
                    variant["id"],
                    {
                        **variant,
                        "countt": 0,
                        "refund_qty": 0,
                        "purchase_qty": 0,
                        "latest_transacted_at": row["transacted_at"],
                    },
                )
                counts["countt"] += 1
                counts["refund_qty" if item["is_return"] else "purchase_qty"] += item["quantity"]
    for counts in bought.values():
        counts |= {"location_types": "pos", "product": {k: counts[k] for k in ("refund_qty", "purchase_qty")}}
    plain = {k: v for k, v in context.query.items() if k != "filter"}
    found = selected(bought.values(), plain)
    context.query_string = "&".join(part for part in context.query_string.split("&") if not part.startswith("filter"))
    return context.page(found)


@routes.get("/transactions/claims")
def list_claims(context: Context) -> Any:
    return context.page(context.store.find("transaction_claim", "profile_id", context.profile_id))


@routes.post("/transactions/claims")
def create_claim(context: Context) -> Any:
    body = context.body
    # Totals and receipt numbers come as numbers or as text, and go out as text.
    if isinstance(body, dict):
        body = {
            **body,
            **{
                k: str(body[k])
                for k in ("transaction_receipt_ref", "transaction_location_external_code")
                if isinstance(body.get(k), int)
            },
        }
    fields = accepted(TransactionClaimInput, body)
    try:
        moment(fields["transaction_transacted_at"])
    except ValueError:
        raise invalid(transaction_transacted_at="The transaction transacted at is not a valid date.") from None
    row = {
        **fields,
        "profile_id": context.profile_id,
        "transaction_total": f"{fields['transaction_total']:.2f}",
        "status": "pending",
        "attempts": 0,
        **dict.fromkeys(("claimed_transaction_id", "claimed_at", "last_checked_at")),
    }
    return 201, {"data": _matched(context, context.store.add("transaction_claim", dated(context, row)))}


def _matched(context: Context, claim: Row) -> Row:
    """An anonymous transaction with the receipt, the day and the total of a claim becomes the member's."""
    day = str(claim["transaction_transacted_at"])[:10]
    for row in context.store.find("transaction", "profile_id", None):
        same = row["receipt_ref"] == claim["transaction_receipt_ref"] and row["transacted_at"][:10] == day
        if same and f"{row['total']:.2f}" == claim["transaction_total"]:
            now = stamp(context.now)
            context.store.put("transaction", {**row, "profile_id": context.profile_id, "claimed_at": now})
            found = {
                "status": "claimed",
                "attempts": 1,
                "claimed_transaction_id": row["id"],
                "claimed_at": now,
                "last_checked_at": now,
            }
            return context.store.put("transaction_claim", {**claim, **found})
    return claim


@routes.get("/transactions/claims/{claim_id}")
def get_claim(context: Context) -> Any:
    return {"data": context.mine("transaction_claim", context.number("claim_id"))}


@routes.delete("/transactions/claims/{claim_id}")
def delete_claim(context: Context) -> Any:
    context.store.remove("transaction_claim", context.mine("transaction_claim", context.number("claim_id"))["id"])
    return 204, None


@routes.get("/orders")
def list_orders(context: Context) -> Any:
    return context.page(_transactions(context, "order"), show_transaction(context))


@routes.get("/orders/{order_id}")
def get_order(context: Context) -> Any:
    return {"data": show_transaction(context)(context.mine("order", context.number("order_id")))}


def _ledger(context: Context) -> list[dict[str, Any]]:
    show, owner = show_transaction(context), {"id": context.profile_id, "email": context.profile["email"]}
    rows = [(kind, row) for kind in ("transaction", "order") for row in _transactions(context, kind)]
    rows.sort(key=lambda pair: pair[1]["transacted_at"], reverse=True)
    # Both kinds number their rows from 1: an order's entry is told apart by its larger number.
    return [
        {
            "id": row["id"] + (1_000_000 if kind == "order" else 0),
            "profile": owner,
            "type": kind,
            "type_attributes": show(row),
        }
        for kind, row in rows
    ]


@routes.get("/ledgers")
def list_ledger(context: Context) -> Any:
    return context.page(list(_ledger(context)))


@routes.get("/ledgers/{ledger_id}")
def get_ledger(context: Context) -> Any:
    wanted = context.number("ledger_id")
    for entry in _ledger(context):
        if entry["id"] == wanted:
            return {"data": entry}
    raise not_found()


@routes.get("/aggregations")
def get_aggregations(context: Context) -> Any:
    return {"data": _aggregated(context)}


@routes.get("/aggregations/calculate")
def calculate_aggregations(context: Context) -> Any:
    return {"data": _aggregated(context)}


def _aggregated(context: Context) -> dict[str, Any]:
    now, rows = stamp(context.now), list(reversed(_transactions(context)))
    year = [row for row in rows if row["transacted_at"] > f"{int(now[:4]) - 1}{now[4:]}"]
    days = sorted({row["transacted_at"][:10] for row in rows})
    today = date.fromisoformat(now[:10])
    ago = [(today - date.fromisoformat(day)).days for day in days]
    last = ago[-1] if ago else None
    joined = (today - date.fromisoformat((context.profile["joined_at"] or now)[:10])).days
    locations = [row["location_id"] for row in rows if row["location_id"]]
    most = max(set(locations), key=locations.count) if locations else None
    recency = [(60 * 30, "RR"), (24 * 30, "RL"), (12 * 30, "RI"), (6 * 30, "RA"), (3 * 30, "RS"), (-1, "RC")]
    place = context.store.get("location", most) if most else None
    return {
        "profile_id": context.profile_id,
        "shop_days": len(days),
        "spend_12m": loyalty.cents(sum(row["total"] for row in year)),
        "spend_12m_now": now,
        "spend_all": loyalty.cents(sum(row["total"] for row in rows)),
        "spend_atv_12m": loyalty.cents(sum(row["total"] for row in year) / len(year)) if year else 0,
        "spend_atv_all": loyalty.cents(sum(row["total"] for row in rows) / len(rows)) if rows else 0,
        "discount_avg": 0,
        "spend_first_date": days[0] if days else None,
        "spend_last_date": days[-1] if days else None,
        "dimension_frequency": ("F0", "F1", "F2")[len(rows)]
        if len(rows) < 3
        else "FH"
        if len(days) > 1 and ago[0] / len(days) < 30
        else "FL",
        "dimension_recency": next(code for limit, code in recency if last is not None and last >= limit)
        if last is not None
        else "RR",
        "dimension_join": "JN" if joined <= 90 else "JC" if joined <= 365 else f"J{joined // 365}",
        "channel": "CF",
        "shop_count": len(rows),
        "store_join": context.store.get("location", context.profile["joined_location_id"] or 0),
        "likely_country": "Australia",
        "likely_country_score": 1,
        "purchased_brands": sorted(
            {item["product"]["brand"] for row in rows for item in row["items"] if item["product"]["brand"]}
        ),
        "total_shop_days": ago[0] if ago else None,
        "first_shop_days": ago[0] if ago else None,
        "second_shop_days": ago[1] if len(ago) > 1 else None,
        "latest_shop_days": last,
        "average_shop_days": loyalty.cents(ago[0] / len(days)) if days else None,
        "most_transacted_location": place,
        "latest_shop_spend": rows[-1]["total"] if rows else None,
        "latest_shop_currency": rows[-1]["currency"] if rows else None,
        "latest_transacted_location": context.store.get("location", rows[-1]["location_id"] or 0) if rows else None,
        "transacted_locations": ",".join(str(id) for id in sorted(set(locations))) or None,
    }
