"""Lists: wishlists and registries, what is on them, who may see them, who has promised to buy what."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from ..models.custom_field import CustomFieldInput, CustomFieldUpdateInput
from ..models.list import CustomListItemInput, ListInput, ListItemInput, ListUpdateInput
from . import profiles
from .members import dated
from .routing import Context, Routes
from .store import Row
from .wire import accepted, invalid, not_found, stamp

routes = Routes()

ITEM = {
    **dict.fromkeys(("product_category", "product_id", "product_variant_id", "custom_product", "position", "status")),
    "quantity": 1,
    "meta": None,
    "source": None,
    "location_id": None,
}


def _list(context: Context) -> Row:
    """The list in the path, by its id or by its handle."""
    named = context.params["list_id"]
    if named.isdecimal():
        return context.mine("list", context.number("list_id"))
    for row in context.store.find("list", "profile_id", context.profile_id):
        if row["handle"] == named:
            return row
    raise not_found()


def _shown(context: Context, row: Row) -> dict[str, Any]:
    store = context.store
    shares = store.find("list_share", "product_list_id", row["id"])
    return {
        **row,
        "profile": profiles.summary(context.profile),
        "definition": store.get("list_definition", row["list_definition_id"]) if row["list_definition_id"] else None,
        "items": [_shown_item(context, item) for item in store.find("list_item", "product_list_id", row["id"])],
        "shares": shares,
        "is_shared": bool(shares),
        "location": store.get("location", row["location_id"]) if row["location_id"] else None,
    }


def _shown_item(context: Context, item: Row) -> dict[str, Any]:
    store = context.store
    return {
        **item,
        "product": store.get("product", item["product_id"]) if item["product_id"] else None,
        "product_variant": store.get("product_variant", item["product_variant_id"])
        if item["product_variant_id"]
        else None,
        "location": store.get("location", item["location_id"]) if item["location_id"] else None,
        "reservations": store.find("reservation", "product_list_item_id", item["id"]),
    }


@routes.get("/lists")
def list_all(context: Context) -> Any:
    return {"data": [_shown(context, row) for row in context.store.find("list", "profile_id", context.profile_id)]}


@routes.post("/lists")
def create(context: Context) -> Any:
    fields = accepted(ListInput, context.body)
    _check(context, fields)
    blank = dict.fromkeys(
        ("list_definition_id", "description", "sort_order", "custom_date", "staff_id", "location_id", "meta", "staff")
    )
    row = {**blank, "tags": [], "custom_fields": [], **fields}
    row["handle"] = fields.get("handle") or f"{fields['name'].lower().replace(' ', '-')}-{secrets.token_hex(3)}"
    row["tags"] = fields.get("tags") or []
    items = row.pop("items", None) or []
    row.pop("update_items_only", None)
    fresh = context.store.add("list", dated(context, row))
    for item in items:
        context.store.add("list_item", _new_item(context, fresh, item))
    return 201, {"data": _shown(context, fresh)}


def _check(context: Context, fields: Mapping[str, Any]) -> None:
    if "name" in fields and not fields["name"].strip():
        raise invalid(name="The name field is required.")
    definition = fields.get("list_definition_id")
    if definition is not None and context.store.get("list_definition", definition) is None:
        raise invalid(list_definition_id="The selected list definition id is invalid.")


@routes.get("/lists/{list_id}")
def get(context: Context) -> Any:
    return {"data": _shown(context, _list(context))}


@routes.put("/lists/{list_id}")
def update(context: Context) -> Any:
    row, fields = _list(context), accepted(ListUpdateInput, context.body)
    _check(context, fields)
    items, update_only = fields.pop("items", None), fields.pop("update_items_only", None)
    changed = context.store.put("list", dated(context, fields, row))
    if items is not None:
        before = context.store.find("list_item", "product_list_id", row["id"])
        if not update_only:
            for item in before:
                context.store.remove("list_item", item["id"])
        for item in items:
            context.store.add("list_item", _new_item(context, row, item))
    return {"data": _shown(context, changed)}


@routes.delete("/lists/{list_id}")
def delete(context: Context) -> Any:
    row = _list(context)
    for kind in ("list_item", "list_share"):
        for owned in context.store.find(kind, "product_list_id", row["id"]):
            context.store.remove(kind, owned["id"])
    context.store.remove("list", row["id"])
    return 204, None


def _new_item(context: Context, row: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
    store = context.store
    found: dict[str, Any] = {}
    if fields.get("product_variant_id") is not None:
        variant = store.get("product_variant", fields["product_variant_id"])
    elif fields.get("product_variant_sku"):
        variant = next(iter(store.find("product_variant", "sku", fields["product_variant_sku"])), None)
    else:
        variant = None
    if variant is not None:
        found = {"product_variant_id": variant["id"], "product_id": variant["product_id"]}
    elif fields.get("product_id") is not None and store.get("product", fields["product_id"]):
        found = {"product_id": fields["product_id"]}
    elif {"product_variant_id", "product_variant_sku", "product_id"} & {k for k, v in fields.items() if v is not None}:
        raise invalid(product_variant_id="The selected product is invalid.")
    kept = {k: v for k, v in fields.items() if k in ITEM}
    return dated(context, {**ITEM, **kept, **found, "product_list_id": row["id"]})


def _item(context: Context) -> Row:
    item = context.mine("list_item", context.number("list_item_id"))
    if item["product_list_id"] != _list(context)["id"]:
        raise not_found()
    return item


def _items(context: Context) -> list[dict[str, Any]]:
    return [
        _shown_item(context, item) for item in context.store.find("list_item", "product_list_id", _list(context)["id"])
    ]


@routes.get("/lists/{list_id}/items")
def list_items(context: Context) -> Any:
    return context.page(list(_items(context)))


@routes.post("/lists/{list_id}/items")
def create_item(context: Context) -> Any:
    fields = accepted(ListItemInput, context.body)
    if not any(name.startswith("product") or name == "external_id" for name in fields):
        raise invalid(product_variant_id="The product variant id field is required.")
    if fields.get("quantity", 1) < 1:
        raise invalid(quantity="The quantity must be at least 1.")
    return 201, {
        "data": _shown_item(context, context.store.add("list_item", _new_item(context, _list(context), fields)))
    }


@routes.post("/lists/{list_id}/custom")
def create_custom_item(context: Context) -> Any:
    fields = accepted(CustomListItemInput, context.body)
    quantity, position = fields.pop("quantity", None) or 1, fields.pop("position", None)
    product = {
        **dict.fromkeys(("description", "barcode", "sku", "url", "price", "currency", "image_url", "product_id")),
        **fields,
    }
    custom = context.store.add("custom_product", dated(context, product))
    item = _new_item(context, _list(context), {"quantity": quantity, "position": position, "custom_product": custom})
    return 201, {"data": _shown_item(context, context.store.add("list_item", item))}


@routes.get("/lists/{list_id}/items/{list_item_id}")
def get_item(context: Context) -> Any:
    return {"data": _shown_item(context, _item(context))}


@routes.put("/lists/{list_id}/items/{list_item_id}")
def update_item(context: Context) -> Any:
    row, fields = _item(context), accepted(ListItemInput, context.body)
    if fields.get("quantity", 1) < 1:
        raise invalid(quantity="The quantity must be at least 1.")
    kept = {k: v for k, v in fields.items() if k in ITEM and not k.startswith("product")}
    return {"data": _shown_item(context, context.store.put("list_item", dated(context, kept, row)))}


@routes.delete("/lists/{list_id}/items/{list_item_id}")
def delete_item(context: Context) -> Any:
    context.store.remove("list_item", _item(context)["id"])
    return {"data": _items(context)}


@routes.get("/reservations")
def list_reservations(context: Context) -> Any:
    return {"data": context.store.find("reservation", "profile_id", context.profile_id)}


@routes.post("/lists/{list_id}/shares")
def create_share(context: Context) -> Any:
    share = {"product_list_id": _list(context)["id"], "handle": secrets.token_urlsafe(9)}
    return 201, {"data": context.store.add("list_share", dated(context, share))}


@routes.delete("/lists/{list_id}/shares/{share_id}")
def delete_share(context: Context) -> Any:
    share = context.mine("list_share", context.number("share_id"))
    if share["product_list_id"] != _list(context)["id"]:
        raise not_found()
    context.store.remove("list_share", share["id"])
    return 204, None


def _field(context: Context) -> dict[str, Any]:
    place = (context.params["namespace"], context.params["handle"])
    for field in _list(context)["custom_fields"]:
        if (field["namespace"], field["handle"]) == place:
            return dict(field)
    raise not_found()


def _with_field(context: Context, place: tuple[str, str], field: Mapping[str, Any] | None) -> None:
    row = _list(context)
    kept = [f for f in row["custom_fields"] if (f["namespace"], f["handle"]) != place]
    context.store.put("list", dated(context, {"custom_fields": [*kept, field] if field else kept}, row))


@routes.get("/lists/{list_id}/custom-fields")
def list_fields(context: Context) -> Any:
    return {"data": _list(context)["custom_fields"]}


@routes.post("/lists/{list_id}/custom-fields")
def create_field(context: Context) -> Any:
    fields, now = accepted(CustomFieldInput, context.body), stamp(context.now)
    place = (fields["namespace"], fields["handle"])
    if any((f["namespace"], f["handle"]) == place for f in _list(context)["custom_fields"]):
        raise invalid(handle="The handle has already been taken.")
    field = {"name": fields["handle"], **fields, "version": None, "created_at": now, "updated_at": now}
    _with_field(context, place, field)
    return 201, {"data": field}


@routes.get("/lists/{list_id}/custom-fields/{namespace}:{handle}")
def get_field(context: Context) -> Any:
    return {"data": _field(context)}


@routes.put("/lists/{list_id}/custom-fields/{namespace}:{handle}")
def update_field(context: Context) -> Any:
    before, fields = _field(context), accepted(CustomFieldUpdateInput, context.body)
    field = {**before, **fields, "updated_at": stamp(context.now)}
    _with_field(context, (before["namespace"], before["handle"]), field)
    return {"data": field}


@routes.delete("/lists/{list_id}/custom-fields/{namespace}:{handle}")
def delete_field(context: Context) -> Any:
    field = _field(context)
    _with_field(context, (field["namespace"], field["handle"]), None)
    return 204, None
