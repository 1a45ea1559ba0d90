"""Orders: to be changed until they are paid, by the transactions that they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..models.inputs.order import OrderInput, OrderItemInput, OrderItemUpdateInput, OrderUpdateInput
from . import custom_fields, loyalty, sales
from .batches import batched
from .rewards import owner
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, not_found

routes = Routes()

QUEUED = "Order queued."


def became(store: Store, order: Row) -> list[Row]:
    """The transactions that an order has become: those that name it by its id, or by what other systems call it."""
    rows = store.find("transaction", "order_id", order["id"])
    outside = order["external_id"]
    rows += store.find("transaction", "external_order_id", outside) if outside else []
    return list({row["id"]: row for row in rows}.values())


def is_paid(store: Store, order: Row) -> bool:
    """Whether transactions that are not void come to the order's total."""
    paid = sum(row["total"] for row in became(store, order) if not row["is_void"])
    return bool(became(store, order)) and loyalty.cents(paid) >= order["total"]


def file(context: Context, fields: Mapping[str, Any], before: Row | None = None) -> Row:
    """Files an order.

    Raises:
        Refused: what it is of or comes to would change, and it is paid.
    """
    if before is not None and {"items", "total"} & set(fields) and is_paid(context.store, before):
        raise invalid(order="The order is paid and can no longer be changed.")
    return sales.filed(context, "order", fields, before)


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    order, transaction = sales.shown(context, "order"), sales.shown(context, "transaction")

    def shown(row: Row) -> dict[str, Any]:
        hidden = ("order_id", "external_order_id", "need_action", "linked_receipt_ref")
        kept = {k: v for k, v in order(row).items() if k not in hidden}
        return {**kept, "transactions": [transaction(each) for each in became(context.store, row)]}

    return shown


def _one(context: Context, name: str = "id") -> Row:
    row = context.one("order", name)
    if row["profile_id"] != context.params.get("profile_id", row["profile_id"]):
        raise not_found()
    return row


def _known(context: Context, fields: Mapping[str, Any]) -> Row | None:
    rows = context.store.find("order", "external_id", fields["external_id"]) if fields.get("external_id") else []
    return rows[0] if rows else None


@routes.get("/api/v3/orders", "admin")
def list_all(context: Context) -> Any:
    return context.listed("order", show(context))


@routes.get("/api/v3/orders/{id}", "admin")
def get(context: Context) -> Any:
    return {"data": show(context)(_one(context))}


@routes.post("/api/v3/orders", "admin", body=OrderInput)
def create(context: Context) -> Any:
    return 201, {"data": show(context)(file(context, context.fields))}


@routes.post("/api/v3/profiles/{profile_id}/orders", "admin", body=OrderInput)
def create_for(context: Context) -> Any:
    whose = {"profile_id": owner(context)["id"], "profile_id_handle": None}
    return 201, {"data": show(context)(file(context, {**context.fields, **whose}))}


def update(context: Context) -> Any:
    whose = {"profile_id": owner(context)["id"], "profile_id_handle": None} if "profile_id" in context.params else {}
    return {"data": show(context)(file(context, {**context.fields, **whose}, _one(context)))}


def delete(context: Context) -> Any:
    row = _one(context)
    custom_fields.forget(context.store, "order", row["id"])
    context.store.remove("order", row["id"])
    return 204, None


for _path in ("/api/v3/orders/{id}", "/api/v3/profiles/{profile_id}/orders/{id}"):
    routes.put(_path, "admin", body=OrderUpdateInput)(update)
    routes.delete(_path, "admin")(delete)


@routes.post("/api/v3/orders/queue", "admin", body=OrderInput)
def queue(context: Context) -> Any:
    file(context, context.fields, _known(context, context.fields))
    return {"data": QUEUED}


@routes.post("/api/v3/orders/queue/create", "admin", body=OrderInput)
def queue_create(context: Context) -> Any:
    file(context, context.fields)
    return {"data": QUEUED}


@routes.post("/api/v3/orders/batch.json", "admin")
def create_many(context: Context) -> Any:
    return batched(context, "orders", OrderInput, lambda fields: file(context, fields))


@routes.post("/api/v3/orders/{order_id}/resend", "admin")
def resend(context: Context) -> Any:
    row = _one(context, "order_id")
    context.emit("order.created", "order", row)
    return {"data": show(context)(row)}


def _line(context: Context) -> tuple[Row, Row]:
    row, id = _one(context, "order_id"), context.number("item_id")
    for line in row["items"]:
        if line["id"] == id:
            return row, line
    raise not_found()


def _shown_line(context: Context, row: Row, id: int) -> dict[str, Any]:
    return {"data": next(item for item in sales.shown(context, "order")(row)["items"] if item["id"] == id)}


@routes.get("/api/v3/orders/{order_id}/items", "admin")
def list_items(context: Context) -> Any:
    return context.page(sales.shown(context, "order")(_one(context, "order_id"))["items"])


@routes.get("/api/v3/orders/{order_id}/items/{item_id}", "admin")
def get_item(context: Context) -> Any:
    row, line = _line(context)
    return _shown_line(context, row, line["id"])


@routes.post("/api/v3/orders/{order_id}/items", "admin", body=OrderItemInput)
def create_item(context: Context) -> Any:
    row = _one(context, "order_id")
    known = {line["id"] for line in row["items"]}
    changed = file(context, {"items": [*row["items"], context.fields]}, row)
    return 201, _shown_line(context, changed, next(i["id"] for i in changed["items"] if i["id"] not in known))


@routes.put("/api/v3/orders/{order_id}/items/{item_id}", "admin", body=OrderItemUpdateInput)
def update_item(context: Context) -> Any:
    row, line = _line(context)
    lines = [{**other, **context.fields} if other["id"] == line["id"] else other for other in row["items"]]
    return _shown_line(context, file(context, {"items": lines}, row), line["id"])


@routes.delete("/api/v3/orders/{order_id}/items/{item_id}", "admin")
def delete_item(context: Context) -> Any:
    row, line = _line(context)
    file(context, {"items": [other for other in row["items"] if other["id"] != line["id"]]}, row)
    return 204, None


@routes.get("/orders")
def list_own(context: Context) -> Any:
    return context.listed("order", show(context), profile_id=context.profile_id)


@routes.get("/orders/{order_id}")
def get_own(context: Context) -> Any:
    return {"data": show(context)(context.mine("order", "order_id"))}
