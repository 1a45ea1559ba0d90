"""Transactions: recorded, changed, void, deleted, and settled each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from ..models.inputs.transaction import (
    IncentiveEstimateInput,
    TransactionEvent,
    TransactionInput,
    TransactionItemInput,
    TransactionUpdateInput,
    TransactionUpsertInput,
)
from . import accounts, custom_fields, earning, loyalty, products, returning, sales
from .batches import batched
from .routing import Context, Routes, Scope
from .store import Row, Store
from .wire import invalid, not_found, stamp

routes = Routes()

QUEUED = "Transaction queued."


def record(context: Context, fields: Mapping[str, Any], before: Row | None = None) -> Row:
    """Files a transaction, new or over what it was, and settles what it brings."""
    store, now = context.store, stamp(context.now)
    _check_order(store, fields)
    row = sales.filed(context, "transaction", fields, before)
    if before is not None and before["profile_id"] != row["profile_id"]:
        earning.withdraw(store, before, now)
    if row["profile_id"] is None:
        row = _claimed(store, row, now)
    _tie(store, row, now)
    earning.settle(store, row, now)
    if row["is_void"] and not (before or {}).get("is_void"):
        _give_back(store, row, now)
    return row


def _check_order(store: Store, fields: Mapping[str, Any]) -> None:
    if fields.get("order_id") is not None and store.get("order", fields["order_id"]) is None:
        raise invalid(order_id="The selected order id is invalid.")


def _tie(store: Store, row: Row, now: str) -> None:
    """Tells a redemption what sale it was for."""
    redemption = store.get("redemption", row["redemption_id"]) if row["redemption_id"] else None
    if redemption is not None and redemption["transaction_id"] != row["id"]:
        about = {f"transaction_{name}": row[name] for name in ("external_id", "receipt_ref")}
        accounts.change(store, "redemption", redemption, {"transaction_id": row["id"], **about}, now)


def _give_back(store: Store, row: Row, now: str) -> None:
    """What was redeemed for a sale that is void goes back to the member, unless it has already."""
    redemption = store.get("redemption", row["redemption_id"]) if row["redemption_id"] else None
    if redemption is not None and not returning.given_back(store, redemption):
        returning.give_back(store, redemption, now, "return")


def matches(row: Row, claim: Row) -> bool:
    """Whether a claim is to this receipt: its number, its day there, and its total."""
    there = loyalty.to_local(row["transacted_at"], claim["transaction_timezone"])[:10]
    day = str(claim["transaction_transacted_at"])[:10]
    same = row["receipt_ref"] == claim["transaction_receipt_ref"] and day in (there, row["transacted_at"][:10])
    return same and f"{row['total']:.2f}" == claim["transaction_total"]


def give_to(store: Store, row: Row, claim: Row, now: str) -> Row:
    """Gives an anonymous transaction to the member who claimed it, with all that it brings."""
    owned = {**row, "profile_id": claim["profile_id"], "claimed_at": now, "updated_at": now}
    store.put("transaction", owned)
    found = {
        "status": "claimed",
        "attempts": claim["attempts"] + 1,
        "claimed_transaction_id": row["id"],
        "claimed_at": now,
        "last_checked_at": now,
    }
    accounts.change(store, "transaction_claim", claim, found, now)
    return owned


def _claimed(store: Store, row: Row, now: str) -> Row:
    """An anonymous transaction that a member was waiting for is theirs."""
    waiting = (
        store.find("transaction_claim", "transaction_receipt_ref", row["receipt_ref"]) if row["receipt_ref"] else []
    )
    claim = next((claim for claim in waiting if claim["status"] == "pending" and matches(row, claim)), None)
    return row if claim is None else give_to(store, row, claim, now)


def _answer(context: Context, row: Row) -> dict[str, Any]:
    return {"data": sales.shown(context, "transaction")(row)}


@routes.get("/api/v3/transactions", "admin")
def list_all(context: Context) -> Any:
    return context.listed("transaction", sales.shown(context, "transaction"))


@routes.get("/api/v3/transactions/{id}", "admin")
def get(context: Context) -> Any:
    return _answer(context, context.one("transaction"))


@routes.get("/api/v3/transactions/external/{external_id}", "admin")
def get_by_external_id(context: Context) -> Any:
    rows = context.store.find("transaction", "external_id", context.params["external_id"])
    if not rows:
        raise not_found()
    return _answer(context, rows[0])


@routes.post("/api/v3/transactions", "admin", body=TransactionInput)
def create(context: Context) -> Any:
    return 201, _answer(context, record(context, context.fields))


@routes.put("/api/v3/transactions/{id}", "admin", body=TransactionUpdateInput)
def update(context: Context) -> Any:
    return _answer(context, record(context, context.fields, context.one("transaction")))


def upsert(context: Context, fields: Mapping[str, Any]) -> tuple[Row, bool]:
    """Records a transaction, or changes the one that is known; answers whether it is new."""
    given, store = dict(fields), context.store
    rows = store.find("transaction", "external_id", given["external_id"]) if given.get("external_id") else []
    row = rows[0] if rows else store.get("transaction", given["id"]) if given.get("id") is not None else None
    if given.pop("id", None) is not None and row is None and not given.get("external_id"):
        raise invalid(id="The selected id is invalid.")
    for name in ("is_void", "receipt_is_email"):
        if name in given and given[name] is None:
            raise invalid(**{name: f"The {name.replace('_', ' ')} field must be true or false."})
    clears, lines = given.pop("delete_existing_items", None), given.pop("items", None)
    before = row["items"] if row and not clears else []
    if lines is not None or clears:
        given["items"] = sales.merged(before, lines or [])
    missing = [name for name in ("total", "timezone", "transacted_at") if row is None and given.get(name) is None]
    if missing:
        raise invalid(**{name: f"The {name.replace('_', ' ')} field is required." for name in missing})
    return record(context, given, row), row is None


@routes.post("/api/v3/transactions/update-create", "admin", body=TransactionUpsertInput)
def update_create(context: Context) -> Any:
    row, is_new = upsert(context, context.fields)
    return (201 if is_new else 200), _answer(context, row)


@routes.post("/api/v3/transactions/queue", "admin", body=TransactionUpsertInput)
def queue(context: Context) -> Any:
    upsert(context, context.fields)
    return {"data": QUEUED}


@routes.post("/api/v3/transactions/queue/create", "admin", body=TransactionInput)
def queue_create(context: Context) -> Any:
    record(context, context.fields)
    return {"data": QUEUED}


@routes.post("/api/v3/transactions/batch.json", "admin")
def create_many(context: Context) -> Any:
    return batched(context, "transactions", TransactionInput, lambda fields: record(context, fields))


@routes.delete("/api/v3/transactions/{id}", "admin")
def delete(context: Context) -> Any:
    row, now = context.one("transaction"), stamp(context.now)
    earning.withdraw(context.store, row, now)
    _give_back(context.store, row, now)
    custom_fields.forget(context.store, "transaction", row["id"])
    context.store.remove("transaction", row["id"])
    return 204, None


@routes.post("/api/v3/transactions/{id}/resend", "admin")
def resend(context: Context) -> Any:
    row = context.one("transaction")
    context.emit("transaction.created", "transaction", row)
    return _answer(context, row)


class EventInput(TypedDict):
    """What to do again with a transaction."""

    event: TransactionEvent


@routes.post("/api/v3/transactions/{transaction_id}/event-trigger", "admin", body=EventInput)
def trigger(context: Context) -> Any:
    row = context.one("transaction", "transaction_id")
    if context.fields["event"] == "transaction.recalculate":
        earning.settle(context.store, row, stamp(context.now))
    else:
        context.emit("transaction.updated", "transaction", row)
    return _answer(context, row)


@routes.post("/api/v3/transactions/incentive-estimate", "admin", body=IncentiveEstimateInput)
def estimate(context: Context) -> Any:
    """What a sale would bring, and the actions of the trigger that it would set off."""
    fields, store, now = context.fields, context.store, stamp(context.now)
    trigger = store.get("trigger", fields["trigger_id"])
    if trigger is None:
        raise invalid(trigger_id="The selected trigger id is invalid.")
    owner, policy = sales.owner_of(store, fields), accounts.policy(store)
    skus = [line.get("product_variant_sku") or line.get("sku") for line in fields["items"] or ()]
    products_of = [(products.by_sku(store, sku) or {}).get("product_id") for sku in skus]
    lines = [{**line, "product_id": id} for line, id in zip(fields["items"] or (), products_of, strict=True)]
    sale = {"total": fields["total"], "items": lines}
    rate = policy.points_per_dollar * (earning.tier_multiplier(store, owner, now) if owner else 1.0)
    points = earning.points_of(store, sale, rate)
    return {
        "data": {
            "trigger_id": trigger["id"],
            "profile_id": owner,
            "total": fields["total"],
            "points": points,
            "points_dollars": loyalty.cents(points * policy.dollars_per_point),
            "tier_points": loyalty.earned(sale, policy.tier_points_per_dollar, [1.0] * len(lines)),
            "actions": trigger.get("actions") or [],
        }
    }


def _line(row: Row, id: int) -> Row:
    for line in row["items"]:
        if line["id"] == id:
            return dict(line)
    raise not_found()


def _shown_line(context: Context, row: Row, id: int) -> dict[str, Any]:
    items = sales.shown(context, "transaction")(row)["items"]
    return {"data": next(item for item in items if item["id"] == id)}


@routes.get("/api/v3/transactions/{transaction_id}/items", "admin")
def list_items(context: Context) -> Any:
    return context.page(sales.shown(context, "transaction")(context.one("transaction", "transaction_id"))["items"])


@routes.get("/api/v3/transactions/{transaction_id}/items/{item_id}", "admin")
def get_item(context: Context) -> Any:
    row, id = context.one("transaction", "transaction_id"), context.number("item_id")
    _line(row, id)
    return _shown_line(context, row, id)


@routes.post("/api/v3/transactions/{transaction_id}/items", "admin", body=TransactionItemInput)
def create_item(context: Context) -> Any:
    row = context.one("transaction", "transaction_id")
    known = {line["id"] for line in row["items"]}
    changed = record(context, {"items": [*row["items"], context.fields]}, row)
    id = next(line["id"] for line in changed["items"] if line["id"] not in known)
    return 201, _shown_line(context, changed, id)


@routes.delete("/api/v3/transactions/{transaction_id}/items/{item_id}", "admin")
def delete_item(context: Context) -> Any:
    row, id = context.one("transaction", "transaction_id"), context.number("item_id")
    _line(row, id)
    record(context, {"items": [line for line in row["items"] if line["id"] != id]}, row)
    return 204, None


def _by_line(context: Context, name: str) -> tuple[Row, int]:
    """The transaction that a line is of, by the line's id alone."""
    id = context.number(name)
    row = context.store.get("transaction", id // sales.LINES_PER_ROW)
    if row is None:
        raise not_found()
    _line(row, id)
    return row, id


@routes.put("/api/v3/transactions/items/{transaction_item_id}", "admin")
def recalculate_item(context: Context) -> Any:
    row, id = _by_line(context, "transaction_item_id")
    earning.settle(context.store, row, stamp(context.now))
    return _shown_line(context, row, id)


@routes.post("/api/v3/transactions/items/{item_id}/resend", "admin")
def resend_item(context: Context) -> Any:
    row, id = _by_line(context, "item_id")
    context.emit("transaction.updated", "transaction", row)
    return _shown_line(context, row, id)


class LinkInput(TypedDict):
    """The item of a list that a bought line is, or is no longer."""

    product_list_item_id: int
    type: str


def link(context: Context) -> Any:
    """Says what item of a list was bought, or takes that back."""
    fields, (row, id) = context.fields, _by_line(context, "transaction_item_id")
    if context.profile and row["profile_id"] != context.profile_id:
        raise not_found()
    if fields["type"] not in ("link", "unlink"):
        raise invalid(type="The type must be link or unlink.")
    wanted = fields["product_list_item_id"]
    item = context.store.get("list_item", wanted)
    if item is None or (context.profile and item["profile_id"] != context.profile_id):
        raise invalid(product_list_item_id="The selected product list item id is invalid.")
    line = _line(row, id)
    kept = [other for other in line["list_item_ids"] if other != wanted]
    fresh = {**line, "list_item_ids": [*kept, wanted] if fields["type"] == "link" else kept}
    items = [fresh if other["id"] == id else other for other in row["items"]]
    changed = context.store.put("transaction", context.dated({"items": items}, row))
    return _shown_line(context, changed, id)


_LINK = "/transactions/items/{transaction_item_id}/list-item"
_PLACES: tuple[tuple[str, Scope], ...] = ((_LINK, "profile"), (f"/api/v3{_LINK}", "admin"))
for _path, _scope in _PLACES:
    routes.post(_path, _scope, body=LinkInput)(link)


custom_fields.serve(
    routes,
    "/api/v3/transactions/{transaction_id}/custom-fields",
    "transaction",
    lambda context: context.one("transaction", "transaction_id")["id"],
)


@routes.get("/api/v3/transactions/custom-fields/{namespace}:{handle}/versions", "admin")
def list_versions(context: Context) -> Any:
    """What a custom field was before, on whichever transaction, the oldest first."""
    place = {name: context.params[name] for name in ("namespace", "handle")} | {"custom_fieldable_type": "transaction"}
    rows = [
        row for row in context.store.find("custom_field", "handle", place["handle"]) if place.items() <= row.items()
    ]
    return context.page([custom_fields.show({**row, **was}) for row in rows for was in row["history"]])


@routes.get("/transactions/{transaction_id}/unattach")
def unattach(context: Context) -> Any:
    """Makes a transaction anonymous again, and takes back what it brought."""
    row, now = context.mine("transaction", "transaction_id"), stamp(context.now)
    earning.withdraw(context.store, row, now)
    changed = accounts.change(context.store, "transaction", row, {"profile_id": None, "claimed_at": None}, now)
    return _answer(context, changed)
