"""Lists: wishlists and registries, what is on them, who may see them, who has promised to buy what."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..models.inputs.list import (
    ListDefinitionInput,
    ListDefinitionUpdateInput,
    ListShareInput,
    ReservationInput,
    ReservationUpdateInput,
)
from ..models.list import CustomListItemInput, ListDefinition, ListInput, ListItemInput, ListUpdateInput
from . import custom_fields, loyalty, profiles
from .members import dated
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import filters, forbidden, invalid, not_found, passes, stamp

routes = Routes()

ALLOWANCES = (
    *("allow_share", "allow_quantity", "allow_reserve", "allow_custom_product"),
    *("allow_new", "allow_edit", "allow_delete"),
)

ITEM = {
    **dict.fromkeys(("product_category", "product_id", "product_variant_id", "custom_product", "position", "status")),
    "quantity": 1,
    "meta": None,
    "source": None,
    "location_id": None,
}


# --- Rules


def is_held(reservation: Row, now: str) -> bool:
    """Whether somebody still means to buy: until the promise expires."""
    return (reservation["expires_at"] or "9999") > now


def reserved(reservations: Iterable[Row], now: str, besides: Any = None) -> int:
    """How many of an item are promised, but for one promise."""
    return sum(each["quantity"] for each in reservations if each["id"] != besides and is_held(each, now))


def reservable(item: Row, reservations: Iterable[Row], now: str, besides: Any = None) -> int:
    """How many of an item may still be promised."""
    return max(0, int(item["quantity"]) - reserved(reservations, now, besides))


def expiry_of(definition: Row | None, now: str) -> str | None:
    """When a promise ends, as the kind of list has it."""
    if definition is None:
        return None
    absolute = definition.get("reservation_absolute_expiry")
    period, kind = definition.get("reservation_period"), definition.get("reservation_period_type")
    return absolute or loyalty.expiry(now, period, kind or "days")


def same_thing(item: Row, fields: Mapping[str, Any]) -> bool:
    """Whether an item is of what these fields name."""
    names = ("product_variant_id", "product_id", "product_category")
    return item["custom_product"] is None and all(item[name] == fields.get(name) for name in names)


def public(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A list without anything that tells who has it or who has promised what."""
    hidden = ("id", "product_list_id", "product_list_item_id", "quantity", "expires_at", "timezone")
    items = [
        {**item, "reservations": [{k: each[k] for k in hidden} for each in item["reservations"]]}
        for item in shown["items"]
    ]
    place = shown["location"]
    if place is not None:
        kept = ("id", "type", "name", "description", "external_id", "is_published", "is_permanently_closed")
        told = ("id", "city", "state", "postcode", "country")
        address = place.get("address")
        told_address = address and {name: address.get(name) for name in told}
        place = {**{name: place.get(name) for name in kept}, "address": told_address}
    kept_list = {k: v for k, v in shown.items() if k not in ("profile", "staff", "staff_id")}
    return {**kept_list, "items": items, "location": place}


# --- Lists


def _found(context: Context, name: str) -> Row | None:
    """The list of the member in the path by its id or by its handle."""
    if name.isdecimal() and len(name) < 16:
        row = context.store.get("list", int(name))
        return row if row is not None and row["profile_id"] == context.profile_id else None
    rows = context.store.find("list", "profile_id", context.profile_id)
    return next((row for row in rows if row["handle"] == name), None)


def _list(context: Context) -> Row:
    row = _found(context, context.params["list_id"])
    if row is None:
        raise not_found()
    return row


def _definition(context: Context, row: Row) -> Row | None:
    id = row["list_definition_id"]
    return context.store.get("list_definition", id) if id else None


def _allow(context: Context, row: Row, what: str) -> None:
    """Refuses what the kind of list does not allow its owner; an admin may do all."""
    definition = _definition(context, row)
    if context.claims and definition is not None and definition.get(what) is False:
        raise forbidden()


def shown(context: Context, row: Row) -> dict[str, Any]:
    """A list with what is on it, its links and whose it is."""
    store = context.store
    shares = store.find("list_share", "product_list_id", row["id"])
    return {
        **row,
        "profile": profiles.summary(store.get("profile", row["profile_id"])),
        "definition": _definition(context, row),
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
    fresh = context.store.add("list", dated(context, row))
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
    return {"data": shown(context, _list(context))}


@routes.put("/lists/{list_id}", body=ListUpdateInput)
def update(context: Context) -> Any:
    row, fields = _list(context), dict(context.fields)
    _allow(context, row, "allow_edit")
    _check(context, fields, row)
    items, only = fields.pop("items", None), fields.pop("update_items_only", None)
    custom_fields.put_all(context, "list", row["id"], fields.pop("custom_fields", None))
    changed = context.store.put("list", dated(context, fields, row))
    if items is not None:
        _put_items(context, changed, items, keep=bool(only))
    return {"data": shown(context, changed)}


@routes.delete("/lists/{list_id}")
def delete(context: Context) -> Any:
    row = _list(context)
    _allow(context, row, "allow_delete")
    for item in context.store.find("list_item", "product_list_id", row["id"]):
        _remove_item(context, item)
    for share in context.store.find("list_share", "product_list_id", row["id"]):
        context.store.remove("list_share", share["id"])
    custom_fields.forget(context.store, "list", row["id"])
    context.store.remove("list", row["id"])
    return 204, None


# --- Items


def _thing(context: Context, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields name: a variant, a product or a category."""
    store, named = context.store, [name for name in _NAMES if fields.get(name) not in (None, "")]
    if not named:
        raise invalid(product_variant_id="The product variant id field is required.")
    for name in named:
        kind, field = _NAMES[name]
        row = (
            store.get(kind, fields[name]) if field == "id" else next(iter(store.find(kind, field, fields[name])), None)
        )
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
    definition = _definition(context, row)
    if context.claims and (quantity or 1) > 1 and definition is not None and definition.get("allow_quantity") is False:
        raise invalid(quantity="The quantity of a list of this kind is 1.")
    place = fields.get("location_id")
    if place is not None:
        found = context.store.get("location", int(place) if str(place).isdecimal() else 0)
        if found is None:
            raise invalid(location_id="The selected location id is invalid.")
    own = ("quantity", "position", "status", "meta", "source", "location_id")
    return {name: fields[name] for name in own if name in fields and (name != "quantity" or quantity is not None)}


def _put_items(context: Context, row: Row, items: Sequence[Mapping[str, Any]], *, keep: bool = True) -> None:
    """Files items; what is on the list already is changed and keeps its promises. Without `keep`, others go."""
    ahead = context.store.find("list_item", "product_list_id", row["id"])
    for fields in items:
        thing, own = _thing(context, fields), _item_fields(context, row, fields)
        known = next((item for item in ahead if same_thing(item, {**dict.fromkeys(ITEM), **thing})), None)
        if known is None:
            context.store.add("list_item", dated(context, {**ITEM, **own, **thing, "product_list_id": row["id"]}))
        else:
            ahead.remove(known)
            _change_item(context, known, own)
    for item in () if keep else ahead:
        _remove_item(context, item)


def _change_item(context: Context, item: Row, own: Mapping[str, Any]) -> Row:
    promised = reserved(context.store.find("reservation", "product_list_item_id", item["id"]), stamp(context.now))
    if own.get("quantity", promised) < promised:
        raise invalid(quantity=f"The quantity must be at least {promised}: so many are reserved.")
    return context.store.put("list_item", dated(context, own, item))


def _remove_item(context: Context, item: Row) -> None:
    for promise in context.store.find("reservation", "product_list_item_id", item["id"]):
        context.store.remove("reservation", promise["id"])
    context.store.remove("list_item", item["id"])


def _item(context: Context) -> Row:
    item = context.store.get("list_item", context.number("list_item_id"))
    if item is None or item["product_list_id"] != _list(context)["id"]:
        raise not_found()
    return item


def _items(context: Context) -> list[dict[str, Any]]:
    found = context.store.find("list_item", "product_list_id", _list(context)["id"])
    return [shown_item(context, item) for item in found]


@routes.get("/lists/{list_id}/items")
def list_items(context: Context) -> Any:
    return context.page(list(_items(context)))


@routes.post("/lists/{list_id}/items", body=ListItemInput)
def create_item(context: Context) -> Any:
    row, fields = _list(context), context.fields
    _allow(context, row, "allow_edit")
    item = {**ITEM, **_item_fields(context, row, fields), **_thing(context, fields), "product_list_id": row["id"]}
    return 201, {"data": shown_item(context, context.store.add("list_item", dated(context, item)))}


@routes.post("/lists/{list_id}/custom", body=CustomListItemInput)
def create_custom_item(context: Context) -> Any:
    row, fields = _list(context), dict(context.fields)
    _allow(context, row, "allow_custom_product")
    own = {"quantity": fields.pop("quantity", None) or 1, "position": fields.pop("position", None)}
    if not fields["name"].strip():
        raise invalid(name="The name field is required.")
    blank = ("description", "barcode", "sku", "url", "price", "currency", "image_url", "product_id")
    custom = context.store.add("custom_product", dated(context, {**dict.fromkeys(blank), **fields}))
    item = {**ITEM, **_item_fields(context, row, own), "custom_product": custom, "product_list_id": row["id"]}
    return 201, {"data": shown_item(context, context.store.add("list_item", dated(context, item)))}


@routes.get("/lists/{list_id}/items/{list_item_id}")
def get_item(context: Context) -> Any:
    return {"data": shown_item(context, _item(context))}


@routes.put("/lists/{list_id}/items/{list_item_id}", body=ListItemInput)
def update_item(context: Context) -> Any:
    item, row = _item(context), _list(context)
    _allow(context, row, "allow_edit")
    return {"data": shown_item(context, _change_item(context, item, _item_fields(context, row, context.fields)))}


@routes.delete("/lists/{list_id}/items/{list_item_id}")
def delete_item(context: Context) -> Any:
    _allow(context, _list(context), "allow_edit")
    _remove_item(context, _item(context))
    return {"data": _items(context)}


# --- Shares


@routes.get("/lists/{list_id}/shares")
def list_shares(context: Context) -> Any:
    return {"data": context.store.find("list_share", "product_list_id", _list(context)["id"])}


@routes.post("/lists/{list_id}/shares")
def create_share(context: Context) -> Any:
    row = _list(context)
    _allow(context, row, "allow_share")
    share = {"product_list_id": row["id"], "handle": secrets.token_urlsafe(9)}
    return 201, {"data": context.store.add("list_share", dated(context, share))}


def _share(context: Context) -> Row:
    share = context.store.get("list_share", context.number("share_id"))
    if share is None or share["product_list_id"] != _list(context)["id"]:
        raise not_found()
    return share


@routes.get("/lists/{list_id}/shares/{share_id}")
def get_share(context: Context) -> Any:
    return {"data": _share(context)}


@routes.put("/lists/{list_id}/shares/{share_id}", body=ListShareInput)
def update_share(context: Context) -> Any:
    share, handle = _share(context), context.fields["handle"].strip()
    if not re.fullmatch(r"[\w.~-]{1,255}", handle, re.ASCII):
        raise invalid(handle="The handle may only hold letters, digits, dots, dashes and underscores.")
    if any(other["id"] != share["id"] for other in context.store.find("list_share", "handle", handle)):
        raise invalid(handle="The handle has already been taken.")
    return {"data": context.store.put("list_share", dated(context, {"handle": handle}, share))}


@routes.delete("/lists/{list_id}/shares/{share_id}")
def delete_share(context: Context) -> Any:
    context.store.remove("list_share", _share(context)["id"])
    return 204, None


def _shared(context: Context) -> tuple[Row, Row, Row]:
    """The link in the path by its handle or its id, with its list and whose that is."""
    name, store = context.params["share"], context.store
    rows = store.find("list_share", "handle", name)
    if not rows and name.isdecimal() and len(name) < 16:
        rows = [row for row in [store.get("list_share", int(name))] if row is not None]
    if rows:
        row = store.get("list", rows[0]["product_list_id"])
        owner = store.get("profile", row["profile_id"]) if row else None
        if row is not None and owner is not None and not owner.get("deleted_at"):
            return rows[0], row, owner
    raise not_found()


def _told(share: Row) -> dict[str, Any]:
    return {name: share[name] for name in ("id", "handle", "created_at", "updated_at")}


@routes.get("/api/v3/lists/shares/{share}", "admin")
def get_shared(context: Context) -> Any:
    share, row, owner = _shared(context)
    whose = profiles.shown(context.store, owner, context.now)
    return {"data": {**_told(share), "list": shown(context, row), "profile": whose}}


@routes.get("/api/v3/lists/shares/{share}/no_profile", "admin")
def get_shared_no_profile(context: Context) -> Any:
    share, row, owner = _shared(context)
    return {"data": {**_told(share), "profile_id": owner["id"], "list": public(shown(context, row))}}


# --- Reservations


@routes.get("/reservations")
def list_reservations(context: Context) -> Any:
    """What the member has promised to buy from others' lists, and still holds."""
    now, found = stamp(context.now), []
    for row in context.store.find("reservation", "profile_id", context.profile_id):
        item = context.store.get("list_item", row["product_list_item_id"])
        if item is not None and is_held(row, now):
            told = {k: v for k, v in shown_item(context, item).items() if k != "reservations"}
            found.append({**shown_reservation(context, row), "product_list_item": told})
    return {"data": found}


_RESERVATIONS = "/api/v3/list/items/{item_id}/reservations"


def _promised(context: Context) -> tuple[Row, list[Row]]:
    """The item in the path, and what of it is promised."""
    item = context.store.get("list_item", context.number("item_id"))
    if item is None:
        raise not_found()
    return item, context.store.find("reservation", "product_list_item_id", item["id"])


def _promise(context: Context) -> Row:
    id = context.number("reservation_id")
    for row in _promised(context)[1]:
        if row["id"] == id:
            return row
    raise not_found()


def _fits(context: Context, quantity: int, besides: Any = None) -> None:
    item, promises = _promised(context)
    if quantity < 1:
        raise invalid(quantity="The quantity must be at least 1.")
    still = reservable(item, promises, stamp(context.now), besides)
    if quantity > still:
        raise invalid(quantity=f"The quantity may not be greater than {still}: so many are left to reserve.")


@routes.get(_RESERVATIONS, "admin")
def list_promises(context: Context) -> Any:
    now = stamp(context.now)
    return {"data": [shown_reservation(context, row) for row in _promised(context)[1] if is_held(row, now)]}


@routes.post(_RESERVATIONS, "admin", body=ReservationInput)
def reserve(context: Context) -> Any:
    item, fields, now = _promised(context)[0], context.fields, stamp(context.now)
    row = context.store.get("list", item["product_list_id"])
    if row is None:
        raise not_found()
    definition = _definition(context, row)
    if definition is not None and definition.get("allow_reserve") is False:
        raise invalid(quantity="Items of a list of this kind cannot be reserved.")
    if fields.get("profile_id") is not None:
        owner = context.store.get("profile", fields["profile_id"])
        if owner is None or owner.get("deleted_at"):
            raise invalid(profile_id="The selected profile id is invalid.")
    _fits(context, fields["quantity"])
    blank = {
        "profile_id": None,
        "external_profile_id": None,
        "timezone": None,
        "expires_at": expiry_of(definition, now),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    place = {"product_list_id": row["id"], "product_list_item_id": item["id"]}
    fresh = context.store.add("reservation", {**blank, **given, **place, "created_at": now, "updated_at": now})
    return 201, {"data": shown_reservation(context, fresh)}


@routes.get(f"{_RESERVATIONS}/{{reservation_id}}", "admin")
def get_promise(context: Context) -> Any:
    return {"data": shown_reservation(context, _promise(context))}


@routes.put(f"{_RESERVATIONS}/{{reservation_id}}", "admin", body=ReservationUpdateInput)
def change_promise(context: Context) -> Any:
    row = _promise(context)
    _fits(context, context.fields["quantity"], row["id"])
    fresh = context.store.put("reservation", {**row, **context.fields, "updated_at": stamp(context.now)})
    return {"data": shown_reservation(context, fresh)}


@routes.delete(f"{_RESERVATIONS}/{{reservation_id}}", "admin")
def withdraw(context: Context) -> Any:
    context.store.remove("reservation", _promise(context)["id"])
    return 204, None


# --- Of all members


@routes.get("/api/v3/lists/{id}", "admin")
def get_any(context: Context) -> Any:
    row = context.store.get("list", context.number("id"))
    if row is None:
        raise not_found()
    return {"data": shown(context, row)}


@routes.get("/api/v3/product-lists/search", "admin")
def search(context: Context) -> Any:
    """Lists by a filter, or by a part of their name, handle or description."""
    asked = {name: context.query[name] for name in ("name", "handle", "description") if name in context.query}
    if not asked:
        return context.listed("list", lambda row: shown(context, row))
    found = context.store.search("list", " ".join(map(str, asked.values())))
    return context.page([row for row in found if passes(row, {"search_with": asked})], lambda row: shown(context, row))


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
custom_fields.serve(routes, "/lists/{list_id}/custom-fields", "list", lambda context: _list(context)["id"], "profile")
