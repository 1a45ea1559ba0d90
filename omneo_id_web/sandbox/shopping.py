"""What a member bought: transactions and orders in their several views, claims to receipts, and the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.transaction import TransactionClaimInput
from . import earning, orders, products, sales, transactions
from .filtering import filters, selected
from .routing import Context, Routes
from .store import Row
from .wire import accepted, flat_page, invalid, moment, not_found, stamp

routes = Routes()


def _transactions(context: Context, kind: str = "transaction") -> list[Row]:
    """The newest first."""
    rows = context.store.find(kind, "profile_id", context.profile_id)
    return sorted(rows, key=lambda row: (row["transacted_at"], row["id"]), reverse=True)


@routes.get("/transactions")
def list_transactions(context: Context) -> Any:
    return context.page(_transactions(context), sales.shown(context, "transaction"))


@routes.get("/transactions/{transaction_id}")
def get_transaction(context: Context) -> Any:
    row = context.mine("transaction", "transaction_id")
    return {"data": sales.shown(context, "transaction")(row)}


@routes.get("/find-transactions")
def find_transaction(context: Context) -> Any:
    query = context.query
    if not isinstance(query.get("filter"), Mapping) or not query["filter"]:
        raise invalid(filter="The filter field is required.")
    found = selected(map(sales.shown(context, "transaction"), _transactions(context)), query)
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
    show, with_list = sales.shown(context, "transaction"), context.query.get("include_list_item") == "1"
    found = []
    for row in _transactions(context):
        links = {line["id"]: line["list_item_ids"] for line in row["items"]}
        for item in show(row)["items"] if any(bool(ids) is assigned for ids in links.values()) else ():
            linked = [context.store.get("list_item", id) for id in links[item["id"]]]
            if bool(links[item["id"]]) is assigned:
                found.append({**item, "list_items": [x for x in linked if x]} if with_list else item)
    return context.page(found)


@routes.get("/transactionitems/list/unassigned")
def list_unassigned(context: Context) -> Any:
    return _items(context, assigned=False)


@routes.get("/transactionitems/list/assigned")
def list_assigned(context: Context) -> Any:
    return _items(context, assigned=True)


@routes.get("/transaction-products")
def list_products(context: Context) -> Any:
    since = str(filters(context.query).get("transacted_at", ""))
    bought: dict[int, dict[str, Any]] = {}
    for row in _transactions(context):
        for item in row["items"] if row["transacted_at"] >= since and not row["is_void"] else ():
            variant = context.store.get("product_variant", item["product_variant_id"] or 0)
            if variant is not None:
                blank = {"countt": 0, "refund_qty": 0, "purchase_qty": 0, "types": set[str]()}
                latest = {"latest_transacted_at": row["transacted_at"]}
                counts = bought.setdefault(variant["id"], {**products.show_variant(variant), **blank, **latest})
                counts["countt"] += 1
                counts["refund_qty" if item["is_return"] else "purchase_qty"] += abs(item["quantity"])
                place = context.store.get("location", row["location_id"]) if row["location_id"] else None
                counts["types"] |= {place["type"]} if place and place["type"] else set()
    for counts in bought.values():
        counts |= {
            "location_types": ",".join(sorted(counts.pop("types"))) or None,
            "product": {k: counts[k] for k in ("refund_qty", "purchase_qty")},
        }
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
    return 201, {"data": _matched(context, context.store.add("transaction_claim", context.dated(row)))}


def _matched(context: Context, claim: Row) -> Row:
    """An anonymous transaction with the receipt, the day and the total of a claim becomes the member's."""
    store, now = context.store, stamp(context.now)
    for row in store.find("transaction", "receipt_ref", claim["transaction_receipt_ref"]):
        if row["profile_id"] is None and transactions.matches(row, claim):
            earning.settle(store, transactions.give_to(store, row, claim, now), now)
    return store.get("transaction_claim", claim["id"]) or claim


@routes.get("/transactions/claims/{claim_id}")
def get_claim(context: Context) -> Any:
    return {"data": context.mine("transaction_claim", "claim_id")}


@routes.delete("/transactions/claims/{claim_id}")
def delete_claim(context: Context) -> Any:
    context.store.remove("transaction_claim", context.mine("transaction_claim", "claim_id")["id"])
    return 204, None


def _ledger(context: Context) -> list[dict[str, Any]]:
    show = {"transaction": sales.shown(context, "transaction"), "order": orders.show(context)}
    owner = {"id": context.profile_id, "email": context.profile["email"]}
    rows = [(kind, row) for kind in ("transaction", "order") for row in _transactions(context, kind)]
    rows.sort(key=lambda pair: pair[1]["transacted_at"], reverse=True)
    # Both kinds number their rows from 1: an order's entry is told apart by its larger number.
    return [
        {
            "id": row["id"] + (1_000_000 if kind == "order" else 0),
            "profile": owner,
            "type": kind,
            "type_attributes": show[kind](row),
        }
        for kind, row in rows
    ]


@routes.get("/ledgers")
def list_ledger(context: Context) -> Any:
    return {"data": selected(_ledger(context), context.query)}


@routes.get("/ledgers/{ledger_id}")
def get_ledger(context: Context) -> Any:
    wanted = context.number("ledger_id")
    for entry in _ledger(context):
        if entry["id"] == wanted:
            return {"data": entry}
    raise not_found()
