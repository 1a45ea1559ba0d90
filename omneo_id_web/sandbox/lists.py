"""Lists: wishlists and registries, and what is on them; who may see them is in `list_shares`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..models.inputs.list import ListDefinitionInput, ListDefinitionUpdateInput
from ..models.list import CustomListItemInput, ListDefinition, ListInput, ListItemInput, ListUpdateInput
from . import custom_fields, profiles
from .filtering import filters, passes
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import forbidden, invalid, not_found, stamp

routes = Routes()

ITEM = {
    **dict.fromkeys(("product_category", "product_id", "product_variant_id", "custom_product", "position", "status")),
    "quantity": 1,
    "meta": None,
    "source": None,
    "location_id": None,
}


def _found(context: Context, name: str) -> Row | None:
    """The list of the member in the path by its id or by its handle."""
    if name.isdecimal() and len(name) < 16:
        row = context.store.get("list", int(name))
        return row if row is not None and row["profile_id"] == context.profile_id else None
    rows = context.store.find("list", "profile_id", context.profile_id)
    return next((row for row in rows if row["handle"] == name), None)


def addressed(context: Context) -> Row:
    """The list in the path, which is the member's own."""
    row = _found(context, context.params["list_id"])
    if row is None:
        raise not_found()
    return row


def definition_of(context: Context, row: Row) -> Row | None:
    """What kind of list this is, if of any."""
    id = row["list_definition_id"]
    return context.store.get("list_definition", id) if id else None


def allow(context: Context, row: Row, what: str) -> None:
    """Refuses what the kind of list does not allow its owner; an admin may do all."""
    definition = definition_of(context, row)
    if context.claims and definition is not None and definition.get(what) is False:
        raise forbidden()


def is_held(reservation: Row, now: str) -> bool:
    """Whether somebody still means to buy: until the promise expires."""
    return (reservation["expires_at"] or "9999") > now


def reserved(reservations: Iterable[Row], now: str, besides: Any = None) -> int:
    """How many of an item are promised, but for one promise."""
    return sum(each["quantity"] for each in reservations if each["id"] != besides and is_held(each, now))


def shown(context: Context, row: Row) -> dict[str, Any]:
    """A list with what is on it, its links and whose it is."""
    store = context.store
    shares = store.find("list_share", "product_list_id", row["id"])
    return {
        **row,
        "profile": profiles.summary(store.get("profile", row["profile_id"])),
        "definition": definition_of(context, row),
        "items": [shown_item(context, item) for item in store.find("list_item", "product_list_id", row["id"])],
        "shares": shares,
        "is_shared": bool(shares),
        "location": store.get("location", row["location_id"]) if row["location_id"] else None,
        "custom_fields": [custom_fields.show(field) for field in custom_fields.of(store, "list", row["id"])],
    }


def shown_item(context: Context, item: Row) -> dict[str, Any]:
    """An item with the product that it is, and the promises that still hold."""
    store, now = context.store, stamp(context.now)
    promises = store.find("reservation", "product_list_item_id", item["id"])
    return {
        **item,
        "product": store.get("product", item["product_id"]) if item["product_id"] else None,
        "product_variant": store.get("product_variant", item["product_variant_id"] or 0),
        "location": store.get("location", item["location_id"]) if item["location_id"] else None,
        "reservations": [shown_reservation(context, each) for each in promises if is_held(each, now)],
    }


def shown_reservation(context: Context, row: Row) -> dict[str, Any]:
    """A promise, and whose it is."""
    told = {name: value for name, value in row.items() if name != "profile_id"}
    return {**told, "profile": profiles.summary(context.store.get("profile", row["profile_id"] or ""))}


# --- Lists


@routes.get("/lists")
def list_all(context: Context) -> Any:
    rows = context.store.find("list", "profile_id", context.profile_id)
    return {"data": [shown(context, row) for row in rows if passes(row, filters(context.query))]}


@routes.post("/lists", body=ListInput)
def create(context: Context) -> Any:
    fields = dict(context.fields)
    _check(context, fields)
    named = (
        "list_definition_id",
        "description",
        "sort_order",
        "custom_date",
        "staff_id",
        "location_id",
        "meta",
        "staff",
    )
    items, more = fields.pop("items", None) or [], fields.pop("custom_fields", None)
    fields.pop("update_items_only", None)
    handle = fields.get("handle") or f"{_slug(fields['name'])}-{secrets.token_hex(3)}"
    row = {**dict.fromkeys(named), **fields, "handle": handle, "tags": fields.get("tags") or []}
    fresh = context.store.add("list", context.dated(row))
    custom_fields.put_all(context, "list", fresh["id"], more)
    _put_items(context, fresh, items)
    return 201, {"data": shown(context, fresh)}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "list"


def _check(context: Context, fields: Mapping[str, Any], row: Row | None = None) -> None:
    if "name" in fields and not fields["name"].strip():
        raise invalid(name="The name field is required.")
    id = fields.get("list_definition_id")
    definition = context.store.get("list_definition", id) if id is not None else None
    if id is not None and (definition is None or (context.claims and not definition.get("is_active", True))):
        raise invalid(list_definition_id="The selected list definition id is invalid.")
    if row is None and context.claims and definition is not None and definition.get("allow_new") is False:
        raise forbidden()
    handle = fields.get("handle")
    others = context.store.find("list", "profile_id", context.profile_id) if handle is not None else []
    if any(other["handle"] == handle and (row is None or other["id"] != row["id"]) for other in others):
        raise invalid(handle="The handle has already been taken.")
    place = fields.get("location_id")
    if place is not None and context.store.get("location", place) is None:
        raise invalid(location_id="The selected location id is invalid.")


@routes.get("/lists/{list_id}")
def get(context: Context) -> Any:
    return {"data": shown(context, addressed(context))}


@routes.put("/lists/{list_id}", body=ListUpdateInput)
def update(context: Context) -> Any:
    row, fields = addressed(context), dict(context.fields)
    allow(context, row, "allow_edit")
    _check(context, fields, row)
    items, only = fields.pop("items", None), fields.pop("update_items_only", None)
    custom_fields.put_all(context, "list", row["id"], fields.pop("custom_fields", None))
    changed = context.store.put("list", context.dated(fields, row))
    if items is not None:
        _put_items(context, changed, items, keep=bool(only))
    return {"data": shown(context, changed)}


@routes.delete("/lists/{list_id}")
def delete(context: Context) -> Any:
    row = addressed(context)
    allow(context, row, "allow_delete")
    for item in context.store.find("list_item", "product_list_id", row["id"]):
        _remove_item(context, item)
    for share in context.store.find("list_share", "product_list_id", row["id"]):
        context.store.remove("list_share", share["id"])
    custom_fields.forget(context.store, "list", row["id"])
    context.store.remove("list", row["id"])
    return 204, None


@routes.get("/api/v3/lists/{id}", "admin")
def get_any(context: Context) -> Any:
    row = context.one("list")
    return {"data": shown(context, row)}


@routes.get("/api/v3/product-lists/search", "admin")
def search(context: Context) -> Any:
    """Lists by a filter, or by a part of their name, handle or description."""
    asked = {name: context.query[name] for name in ("name", "handle", "description") if name in context.query}
    if not asked:
        return context.listed("list", lambda row: shown(context, row))
    found = context.store.search("list", " ".join(map(str, asked.values())))
    return context.page([row for row in found if passes(row, {"search_with": asked})], lambda row: shown(context, row))


# --- Items


def _thing(context: Context, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields name: a variant, a product or a category."""
    store, named = context.store, [name for name in _NAMES if fields.get(name) not in (None, "")]
    if not named:
        raise invalid(product_variant_id="The product variant id field is required.")
    for name in named:
        kind, field = _NAMES[name]
        value = fields[name]
        row = store.get(kind, value) if field == "id" else next(iter(store.find(kind, field, value)), None)
        if row is not None and kind == "product_variant":
            return {"product_variant_id": row["id"], "product_id": row["product_id"]}
        if row is not None:
            return {"product_id": row["id"]}
    if fields.get("product_category_id") is not None:
        return {"product_category": str(fields["product_category_id"])}
    raise invalid(**{named[0]: f"The selected {named[0].replace('_', ' ')} is invalid."})


_NAMES: Mapping[str, tuple[str, str]] = {
    "product_variant_id": ("product_variant", "id"),
    "product_variant_sku": ("product_variant", "sku"),
    "product_variant_barcode": ("product_variant", "barcode"),
    "external_id": ("product_variant", "external_id"),
    "product_id": ("product", "id"),
    "product_category_id": ("product_category", "id"),
}
"""What an item may be named by, the narrowest first, and where it is looked up."""


def _item_fields(context: Context, row: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
    """An item's own fields, checked."""
    quantity = fields.get("quantity")
    if quantity is not None and not 1 <= quantity <= 1_000_000:
        raise invalid(quantity="The quantity must be at least 1.")
    definition = definition_of(context, row)
    if context.claims and (quantity or 1) > 1 and definition is not None and definition.get("allow_quantity") is False:
        raise invalid(quantity="The quantity of a list of this kind is 1.")
    place = fields.get("location_id")
    if place is not None:
        found = context.store.get("location", int(place) if str(place).isdecimal() else 0)
        if found is None:
            raise invalid(location_id="The selected location id is invalid.")
    own = ("quantity", "position", "status", "meta", "source", "location_id")
    return {name: fields[name] for name in own if name in fields and (name != "quantity" or quantity is not None)}


def _is_same(item: Row, thing: Mapping[str, Any]) -> bool:
    names = ("product_variant_id", "product_id", "product_category")
    return item["custom_product"] is None and all(item[name] == thing.get(name) for name in names)


def _put_items(context: Context, row: Row, items: Sequence[Mapping[str, Any]], *, keep: bool = True) -> None:
    """Files items; what is on the list already is changed and keeps its promises. Without `keep`, others go."""
    ahead = context.store.find("list_item", "product_list_id", row["id"])
    for fields in items:
        thing, own = _thing(context, fields), _item_fields(context, row, fields)
        known = next((item for item in ahead if _is_same(item, thing)), None)
        if known is None:
            context.store.add("list_item", context.dated({**ITEM, **own, **thing, "product_list_id": row["id"]}))
        else:
            ahead.remove(known)
            _change_item(context, known, own)
    for item in () if keep else ahead:
        _remove_item(context, item)


def _change_item(context: Context, item: Row, own: Mapping[str, Any]) -> Row:
    promised = reserved(context.store.find("reservation", "product_list_item_id", item["id"]), stamp(context.now))
    if own.get("quantity", promised) < promised:
        raise invalid(quantity=f"The quantity must be at least {promised}: so many are reserved.")
    return context.store.put("list_item", context.dated(own, item))


def _remove_item(context: Context, item: Row) -> None:
    for promise in context.store.find("reservation", "product_list_item_id", item["id"]):
        context.store.remove("reservation", promise["id"])
    context.store.remove("list_item", item["id"])


def _item(context: Context) -> Row:
    item = context.one("list_item", "list_item_id")
    if item["product_list_id"] != addressed(context)["id"]:
        raise not_found()
    return item


def _items(context: Context) -> list[Row]:
    found = context.store.find("list_item", "product_list_id", addressed(context)["id"])
    return [shown_item(context, item) for item in found]


@routes.get("/lists/{list_id}/items")
def list_items(context: Context) -> Any:
    return context.page(_items(context))


@routes.post("/lists/{list_id}/items", body=ListItemInput)
def create_item(context: Context) -> Any:
    row, fields = addressed(context), context.fields
    allow(context, row, "allow_edit")
    item = {**ITEM, **_item_fields(context, row, fields), **_thing(context, fields), "product_list_id": row["id"]}
    return 201, {"data": shown_item(context, context.store.add("list_item", context.dated(item)))}


@routes.post("/lists/{list_id}/custom", body=CustomListItemInput)
def create_custom_item(context: Context) -> Any:
    row, fields = addressed(context), dict(context.fields)
    allow(context, row, "allow_custom_product")
    own = {"quantity": fields.pop("quantity", None) or 1, "position": fields.pop("position", None)}
    if not fields["name"].strip():
        raise invalid(name="The name field is required.")
    blank = ("description", "barcode", "sku", "url", "price", "currency", "image_url", "product_id")
    custom = context.store.add("custom_product", context.dated({**dict.fromkeys(blank), **fields}))
    item = {**ITEM, **_item_fields(context, row, own), "custom_product": custom, "product_list_id": row["id"]}
    return 201, {"data": shown_item(context, context.store.add("list_item", context.dated(item)))}


@routes.get("/lists/{list_id}/items/{list_item_id}")
def get_item(context: Context) -> Any:
    return {"data": shown_item(context, _item(context))}


@routes.put("/lists/{list_id}/items/{list_item_id}", body=ListItemInput)
def update_item(context: Context) -> Any:
    item, row = _item(context), addressed(context)
    allow(context, row, "allow_edit")
    return {"data": shown_item(context, _change_item(context, item, _item_fields(context, row, context.fields)))}


@routes.delete("/lists/{list_id}/items/{list_item_id}")
def delete_item(context: Context) -> Any:
    allow(context, addressed(context), "allow_edit")
    _remove_item(context, _item(context))
    return {"data": _items(context)}


ALLOWANCES = (
    *("allow_share", "allow_quantity", "allow_reserve", "allow_custom_product"),
    *("allow_new", "allow_edit", "allow_delete"),
)

declare(
    routes,
    Plain(
        "list_definition",
        "/lists/definitions",
        ListDefinition,
        ListDefinitionInput,
        ListDefinitionUpdateInput,
        defaults={**dict.fromkeys((*ALLOWANCES, "is_published", "is_active"), True)},
        unique=("handle",),
    ),
)
custom_fields.serve(
    routes, "/lists/{list_id}/custom-fields", "list", lambda context: addressed(context)["id"], "profile"
)
