"""Reservations: who has promised to buy what from a list, how many of it, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..models.inputs.list import ReservationInput, ReservationUpdateInput
from . import lists, loyalty
from .routing import Context, Routes
from .store import Row
from .wire import invalid, not_found, stamp

routes = Routes()


def reservable(item: Row, reservations: Iterable[Row], now: str, besides: Any = None) -> int:
    """How many of an item may still be promised."""
    return max(0, int(item["quantity"]) - lists.reserved(reservations, now, besides))


def expiry_of(definition: Row | None, now: str) -> str | None:
    """When a promise ends, as the kind of list has it."""
    if definition is None:
        return None
    absolute = definition.get("reservation_absolute_expiry")
    period, kind = definition.get("reservation_period"), definition.get("reservation_period_type")
    return absolute or loyalty.expiry(now, period, kind or "days")


@routes.get("/reservations")
def list_reservations(context: Context) -> Any:
    """What the member has promised to buy from others' lists, and still holds."""
    now, found = stamp(context.now), []
    for row in context.store.find("reservation", "profile_id", context.profile_id):
        item = context.store.get("list_item", row["product_list_item_id"])
        if item is not None and lists.is_held(row, now):
            told = {k: v for k, v in lists.shown_item(context, item).items() if k != "reservations"}
            found.append({**lists.shown_reservation(context, row), "product_list_item": told})
    return {"data": found}


_RESERVATIONS = "/api/v3/list/items/{item_id}/reservations"


def _promised(context: Context) -> tuple[Row, list[Row]]:
    """The item in the path, and what of it is promised."""
    item = context.one("list_item", "item_id")
    return item, context.store.find("reservation", "product_list_item_id", item["id"])


def _promise(context: Context) -> Row:
    id = context.number("reservation_id")
    for row in _promised(context)[1]:
        if row["id"] == id:
            return row
    raise not_found()


def _fits(context: Context, quantity: int, besides: Any = None) -> None:
    """Refuses to promise more than is left; what is promised `besides` is given up."""
    item, promises = _promised(context)
    if quantity < 1:
        raise invalid(quantity="The quantity must be at least 1.")
    still = reservable(item, promises, stamp(context.now), besides)
    if quantity > still:
        raise invalid(quantity=f"The quantity may not be greater than {still}: so many are left to reserve.")


@routes.get(_RESERVATIONS, "admin")
def list_promises(context: Context) -> Any:
    now = stamp(context.now)
    return {"data": [lists.shown_reservation(context, row) for row in _promised(context)[1] if lists.is_held(row, now)]}


@routes.post(_RESERVATIONS, "admin", body=ReservationInput)
def reserve(context: Context) -> Any:
    item, fields, now = _promised(context)[0], context.fields, stamp(context.now)
    row = context.store.get("list", item["product_list_id"])
    if row is None:
        raise not_found()
    definition = lists.definition_of(context, row)
    if definition is not None and definition.get("allow_reserve") is False:
        raise invalid(quantity="Items of a list of this kind cannot be reserved.")
    if fields.get("profile_id") is not None:
        owner = context.store.get("profile", fields["profile_id"])
        if owner is None or owner.get("deleted_at"):
            raise invalid(profile_id="The selected profile id is invalid.")
    _fits(context, fields["quantity"])
    blank = {
        **dict.fromkeys(("profile_id", "external_profile_id", "timezone")),
        "expires_at": expiry_of(definition, now),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    place = {"product_list_id": row["id"], "product_list_item_id": item["id"]}
    fresh = context.store.add("reservation", {**blank, **given, **place, "created_at": now, "updated_at": now})
    return 201, {"data": lists.shown_reservation(context, fresh)}


@routes.get(f"{_RESERVATIONS}/{{reservation_id}}", "admin")
def get_promise(context: Context) -> Any:
    return {"data": lists.shown_reservation(context, _promise(context))}


@routes.put(f"{_RESERVATIONS}/{{reservation_id}}", "admin", body=ReservationUpdateInput)
def change_promise(context: Context) -> Any:
    row = _promise(context)
    _fits(context, context.fields["quantity"], row["id"])
    fresh = context.store.put("reservation", {**row, **context.fields, "updated_at": stamp(context.now)})
    return {"data": lists.shown_reservation(context, fresh)}


@routes.delete(f"{_RESERVATIONS}/{{reservation_id}}", "admin")
def withdraw(context: Context) -> Any:
    context.store.remove("reservation", _promise(context)["id"])
    return 204, None
