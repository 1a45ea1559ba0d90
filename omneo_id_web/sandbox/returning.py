"""Returns and reversals: what a redemption took is given back, the whole or a part of it, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from typing_extensions import TypedDict

from . import accounts, benefits, loyalty, redemptions
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, stamp

routes = Routes()

REVERSAL_MINUTES = 10


class ReturnInput(TypedDict, total=False):
    """How much to give back; all of it when nothing is said."""

    amount: float | None
    count: int | None


def given_back(store: Store, row: Row) -> list[Row]:
    """The returns and reversals of a redemption."""
    return store.find("redemption", "linked_source_id", row["id"])


def give_back(store: Store, row: Row, now: str, kind: str, *, share: float = 1.0) -> Row:
    """Gives back what a redemption took, or a share of it, once.

    Benefits that were returned by themselves already are not given back again.

    Raises:
        Refused: it is no redemption, or was given back already.
    """
    before = given_back(store, row)
    if row["type"] != "redeem":
        raise invalid(redemption=f"A {row['type']} cannot be given back.")
    if any(part["type"] != "benefit" for back in before for part in back["items"]):
        raise invalid(redemption="The redemption was given back already.")
    items = []
    for part in row["items"]:
        item = dict(part)
        if part["type"] == "benefit":
            item["count"] = (part["count"] - _returned(before, part)) if share == 1 else 0
        else:
            item["value"] = loyalty.cents(part["value"] * share)
        if item["count"] > 0 and (part["type"] == "benefit" or item["value"] > 0):
            items.append(_restored(store, item, now))
    if not items:
        raise invalid(redemption="The redemption was given back already.")
    total = loyalty.cents(row["total"] * share)
    return _linked(store, row, kind, items, now, total, loyalty.cents(row["total_localised"] * share))


def _returned(before: Iterable[Row], part: Row) -> int:
    items = (item for back in before for item in back["items"])
    return sum(item["count"] for item in items if (item["type"], item["id_of"]) == (part["type"], part["id_of"]))


def _restored(store: Store, item: Mapping[str, Any], now: str) -> dict[str, Any]:
    thing = store.get(item["type"], item["id_of"])
    if thing is not None and item["type"] == "benefit":
        benefits.used(store, thing, -item["count"], now)
    elif thing is not None:
        remaining = loyalty.cents(thing["value_remaining"] + item["value"])
        accounts.change(store, item["type"], thing, {"value_remaining": remaining}, now)
    return {name: item[name] for name in ("type", "id_of", "value", "count")}


def _linked(
    store: Store, row: Row, kind: str, items: list[dict[str, Any]], now: str, total: float, localised: float
) -> Row:
    more = {name: row[name] for name in ("location_id", "transaction_id", "currency", "exchange_rate")}
    more |= {"linked_source_id": row["id"], "linked_source_type": "redemption"}
    return redemptions.file(store, row["profile_id"], items, now, total, type=kind, total_localised=localised, **more)


@routes.post("/api/v3/redemptions/{redemption_id}/return", "admin", body=ReturnInput, needs="return")
def return_one(context: Context) -> Any:
    row, amount = context.one("redemption", "redemption_id"), context.fields.get("amount")
    if amount is not None and not 0 < amount <= row["total"]:
        raise invalid(amount=f"The amount must be between 0 and {row['total']:g}.")
    share = 1.0 if amount is None else amount / row["total"]
    back = give_back(context.store, row, stamp(context.now), "return", share=share)
    return {"data": redemptions.balances_form(context, back)}


@routes.post("/api/v3/redemptions/{redemption_id}/reversal", "admin")
def reverse(context: Context) -> Any:
    row, now = context.one("redemption", "redemption_id"), stamp(context.now)
    until = datetime.fromisoformat(row["created_at"]) + timedelta(minutes=REVERSAL_MINUTES)
    if now > until.strftime("%Y-%m-%d %H:%M:%S"):
        raise invalid(redemption=f"The redemption is more than {REVERSAL_MINUTES} minutes old; return it instead.")
    return {"data": redemptions.balances_form(context, give_back(context.store, row, now, "reversal"))}


@routes.post("/api/v3/redemptions/{redemption_id}/benefit/return", "admin", body=ReturnInput, needs="return")
def return_benefit(context: Context) -> Any:
    row, now = context.one("redemption", "redemption_id"), stamp(context.now)
    before = given_back(context.store, row)
    parts = [part for part in row["items"] if part["type"] == "benefit"] if row["type"] == "redeem" else []
    left = [(part, part["count"] - _returned(before, part)) for part in parts]
    count, most = context.fields.get("count"), sum(times for _, times in left)
    if most == 0:
        raise invalid(redemption="The redemption has no benefit to give back.")
    if count is not None and not 0 < count <= most:
        raise invalid(count=f"The count must be between 1 and {most}.")
    wanted, items = most if count is None else count, list[dict[str, Any]]()
    for part, times in left:
        taken = min(wanted, times)
        if taken:
            items.append(_restored(context.store, {**part, "count": taken}, now))
            wanted -= taken
    return {"data": redemptions.show(context)(_linked(context.store, row, "return", items, now, 0.0, 0.0))}
