"""Sales as they come in, for transactions and orders alike: whose, where, of what, and for how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from . import custom_fields, loyalty, products
from .routing import Context
from .store import Row, Store
from .wire import accepted, invalid, stamp

LINES_PER_ROW = 10_000
"""A line's id is that of its sale times this, and its place."""

SALE: Mapping[str, Any] = {
    **dict.fromkeys(
        (
            *("profile_id", "external_id", "receipt_ref", "location_id", "total_original", "total_converted"),
            *("rounding", "margin", "receipt_email", "claimed_at", "staff_id", "currency_id", "type", "status"),
            *("order_number", "order_id", "external_order_id", "need_action", "meta", "redemption_id", "fees"),
            *("linked_receipt_ref", "organisation_id", "tender", "due_date"),
        )
    ),
    **{name: [] for name in ("systems", "tags", "items", "payments", "currency_values", "custom_fields")},
    "is_void": False,
    "receipt_is_email": False,
    "currency": "AUD",
    "currency_rate": 1.0,
}
LINE: Mapping[str, Any] = {
    **dict.fromkeys(
        (
            *("external_id", "sku", "variant_external_id", "product_id", "product_variant_id", "price_margin"),
            *("department", "order_id", "meta", "price_original", "price_current", "price_sell"),
        )
    ),
    **{name: [] for name in ("product_images", "pivot", "list_item_ids", "tags")},
    "discounts": [],
    "is_void": False,
    "achievement_counted": False,
    "quantity": 1,
}


class SentLine(TypedDict, total=False):
    """What is looked at of a line; one that was read may be sent again, with what it lacks as null."""

    created_at: str | None
    external_id: str | None
    is_void: bool | None
    name: str | None
    price_current: float | None
    price_margin: float | None
    price_original: float | None
    price_sell: float | None
    product_variant_id: int | None
    product_variant_sku: str | None
    quantity: int | None
    sku: str | None
    variant_external_id: str | None


TAX = 11
"""What goods and services tax is of a price that holds it: the eleventh part."""


def location_of(store: Store, value: Any) -> Row | None:
    """A location by its id, as a number or as text, else by what other systems call it."""
    if value is None or value == "":
        return None
    row = store.get("location", int(value)) if str(value).isascii() and str(value).isdecimal() else None
    if row is not None:
        return row
    text = str(value)
    named = [*store.find("location", "external_id", text), *store.find("location", "external_code", text)]
    return min(named, key=lambda row: row["id"], default=None)


def owner_of(store: Store, fields: Mapping[str, Any]) -> str | None:
    """The profile that a sale names by its id, its email or one of its identities; None when it names none.

    Raises:
        Refused: there is no such profile.
    """
    value, handle = fields.get("profile_id"), fields.get("profile_id_handle")
    if value is None or value == "":
        return None
    found: Sequence[Row | None]
    if handle in (None, "", "id", "profile_id"):
        found = [store.get("profile", value)]
    elif handle == "email":
        found = store.find("profile", "email", value.strip().lower())
    else:
        rows = (row for row in store.find("identity", "identifier", value) if row["handle"] == handle)
        found = [store.get("profile", row["profile_id"]) for row in rows]
    for row in found:
        if row is not None and not row.get("deleted_at"):
            return str(row["id"])
    raise invalid(profile_id="The selected profile id is invalid.")


def filed(context: Context, kind: str, fields: Mapping[str, Any], before: Row | None = None) -> Row:
    """Files a sale of these checked fields, new or over what it was. Nothing is changed before all is checked.

    Parameters:
        kind: `transaction` or `order`.
        fields: as the kind's typed dictionary has them; `items` are all the lines.
    """
    store, now, given = context.store, stamp(context.now), dict(fields)
    _check(store, kind, given, before)
    if "profile_id" in given:
        given["profile_id"] = owner_of(store, given)
    given.pop("profile_id_handle", None)
    if "location_id" in given:
        location = location_of(store, given["location_id"])
        if location is None and given["location_id"] not in (None, ""):
            raise invalid(location_id="The selected location id is invalid.")
        given["location_id"] = location and location["id"]
    _check_redemption(store, given, before)
    lines = given.pop("items", None)
    planned = None if lines is None else [_planned(store, line, at) for at, line in enumerate(lines)]
    rate = given.pop("currency_value", None)
    if isinstance(rate, Mapping) and rate.get("rate"):
        given["currency_rate"] = rate["rate"]
    custom = given.pop("custom_fields", None)
    for handle in given.get("tags") or ():
        if not store.find("tag", "handle", handle):
            store.add("tag", {"name": handle, "handle": handle, "created_at": now, "updated_at": now})
    row: Row = {**(before or {**SALE, "created_at": now}), **given, "updated_at": now}
    row = {**row, "total_converted": loyalty.cents(row["total"] * (row["currency_rate"] or 1))}
    row = store.put(kind, row) if before else store.add(kind, row)
    if planned is not None:
        row = store.put(kind, {**row, "items": _numbered(store, row, planned, now)})
    custom_fields.put_all(context, kind, row["id"], custom)
    return row


def _check(store: Store, kind: str, given: Mapping[str, Any], before: Row | None) -> None:
    if "timezone" in given and not loyalty.is_zone(given["timezone"]):
        raise invalid(timezone="The timezone must be a valid zone.")
    for name in ("total", "total_original", "currency_rate"):
        if not -1e9 < (given.get(name) or 0) < 1e9:
            raise invalid(**{name: f"The {name.replace('_', ' ')} is out of range."})
    known = given.get("external_id")
    others = store.find(kind, "external_id", known) if known else []
    if any(before is None or other["id"] != before["id"] for other in others):
        raise invalid(external_id="The external id has already been taken.")
    if len(given.get("items") or ()) >= LINES_PER_ROW:
        raise invalid(items=f"The items may not have more than {LINES_PER_ROW - 1} lines.")


def _check_redemption(store: Store, given: Mapping[str, Any], before: Row | None) -> None:
    id = given.get("redemption_id")
    if id is None:
        return
    row, owner = store.get("redemption", id), given.get("profile_id", (before or {}).get("profile_id"))
    if row is None or row["type"] != "redeem" or row["profile_id"] != owner:
        raise invalid(redemption_id="The selected redemption id is invalid.")


def _planned(store: Store, line: Mapping[str, Any], at: int) -> dict[str, Any]:
    """A line with the variant that it means, if the shop has that; refuses one that there is not."""
    given = {**line, **accepted(SentLine, line, f"items.{at}.")}
    id = given.get("product_variant_id")
    if not -1e6 < (given.get("quantity") or 0) < 1e6 or not -1e9 < (given.get("price_sell") or 0) < 1e9:
        raise invalid(**{f"items.{at}.quantity": f"The items.{at}.quantity is out of range."})
    variant = store.get("product_variant", id) if id is not None else None
    # A line that was read may be of a variant that the shop no longer has.
    if id is not None and variant is None and "created_at" not in given:
        raise invalid(**{f"items.{at}.product_variant_id": f"The selected items.{at}.product variant id is invalid."})
    outside = given.get("variant_external_id")
    rows = store.find("product_variant", "external_id", outside) if variant is None and outside else []
    sku = given.pop("product_variant_sku", None) or given.get("sku")
    found = variant or next(iter(rows), None) or products.by_sku(store, sku)
    return {**given, "variant": found}


def _numbered(store: Store, sale: Row, planned: Sequence[Mapping[str, Any]], now: str) -> list[dict[str, Any]]:
    """Lines with ids, prices and products; the variants that the shop has not yet are made."""
    base, lines = sale["id"] * LINES_PER_ROW, list[dict[str, Any]]()
    taken = {line["id"] for line in planned if _is_of(line.get("id"), base)}
    numbers = iter(n for n in range(base + 1, base + 2 * LINES_PER_ROW) if n not in taken)
    for line in planned:
        given = dict(line)
        record, variant = given.pop("product_variant", None), given.pop("variant", None)
        if variant is None and isinstance(record, Mapping) and isinstance(record.get("product_id"), int):
            variant = products.sold(store, record, now)
        id = given.get("id")
        fresh = {**LINE, "created_at": now, **_known(given)}
        fresh["id"] = id if _is_of(id, base) else next(numbers)
        if variant is not None:
            same = {"product_id": variant["product_id"], "product_variant_id": variant["id"]}
            fresh |= same | {"sku": fresh["sku"] or variant["sku"], "price_original": _or(fresh, variant)}
        for name in ("price_current", "price_sell"):
            fresh[name] = fresh[name] if fresh[name] is not None else (variant or {}).get("price") or 0.0
        fresh["price_tax"] = loyalty.cents(fresh["price_sell"] / TAX)
        fresh["is_return"] = (fresh["quantity"] or 0) < 0 or fresh["price_sell"] < 0 or sale["total"] < 0
        lines.append({**fresh, "updated_at": now})
    return lines


def _or(line: Mapping[str, Any], variant: Row) -> Any:
    return line["price_original"] if line["price_original"] is not None else variant["price"]


def _is_of(id: Any, base: int) -> bool:
    return isinstance(id, int) and base < id < base + LINES_PER_ROW


def _known(line: Mapping[str, Any]) -> dict[str, Any]:
    """What a line keeps of what was sent: a sale that was read may be sent again, with all that it was shown with."""
    kept = {name: line[name] for name in (*LINE, "name", "created_at") if name in line}
    return {name: value for name, value in kept.items() if value is not None or LINE.get(name) is None}


def merged(before: Sequence[Row], given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as they were with those changed that are known by id, external id or sku, and the others added."""
    lines = [dict(line) for line in before]
    for fresh in given:
        for name in ("id", "external_id", "sku"):
            value = fresh.get(name) or (fresh.get("product_variant_sku") if name == "sku" else None)
            own = next((line for line in lines if value is not None and str(line.get(name)) == str(value)), None)
            if own is not None:
                own |= {k: v for k, v in fresh.items() if v is not None and k != "id"}
                break
        else:
            lines.append(dict(fresh))
    return lines


def shown(context: Context, kind: str) -> Callable[[Row], dict[str, Any]]:
    """A sale as the API shows it, with what it is of and whose."""
    store = context.store
    about = ("transacted_at", "receipt_ref", "external_id", "total")

    def line(sale: Row, row: Row) -> dict[str, Any]:
        variant = store.get("product_variant", row["product_variant_id"]) if row["product_variant_id"] else None
        product = store.get("product", row["product_id"]) if row["product_id"] else None
        names = ("title", "department", "brand")
        return {
            **{k: v for k, v in row.items() if k != "list_item_ids"},
            f"{kind}_id": sale["id"],
            kind: {name: sale[name] for name in about},
            "product": {name: product[name] for name in names} if product else None,
            "product_variant": products.show_variant(variant) if variant else None,
        }

    def show(row: Row) -> dict[str, Any]:
        location = store.get("location", row["location_id"]) if row["location_id"] else None
        owner = store.get("profile", row["profile_id"]) if row["profile_id"] else None
        redemption = store.get("redemption", row["redemption_id"]) if row.get("redemption_id") else None
        returned = store.find("redemption", "linked_source_id", redemption["id"]) if redemption else []
        staff = store.get("staff", row["staff_id"]) if row.get("staff_id") else None
        organisation = store.get("organisation", row["organisation_id"]) if row.get("organisation_id") else None
        hidden = ("staff_id", "organisation_id", "redemption_id")
        return {
            **{k: v for k, v in row.items() if k not in hidden},
            "items": [line(row, each) for each in row["items"]],
            "location": location,
            "profile": owner and {"email": owner["email"]},
            "staff": staff and {k: staff.get(k) for k in ("id", "full_name", "email")},
            "organisation": organisation,
            "redemption": redemption
            and {k: redemption[k] for k in ("id", "type", "total", "total_localised", "location_id")},
            "reversed_redemptions": [{k: v for k, v in back.items() if k != "items"} for back in returned],
            "custom_fields": [custom_fields.show(field) for field in custom_fields.of(store, kind, row["id"])],
        }

    return show
