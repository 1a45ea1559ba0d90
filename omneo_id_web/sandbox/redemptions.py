"""Redemptions: what was spent of points, rewards, benefits and credits, and what was given back of it.

A redemption is never changed. Giving back is a redemption of its own, of type `return` or `reversal`, whose
`linked_source_id` is the first one's: so what has been given back already can be counted, and no more than
was taken ever is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..models.benefit import BenefitClaimInput
from ..models.inputs.benefit import RedeemedBenefit
from . import accounts, benefits, credits, loyalty, points, profiles, rewards
from .routing import Context, Routes
from .sales import location_of
from .store import Row, Store, Where
from .wire import flat_page, invalid, not_found, stamp

routes = Routes()

REVERSAL_MINUTES = 10
ITEMS_PER_ROW = 10_000
"""An item's id is that of its redemption times this, and its place."""

STRATEGIES: Mapping[str, tuple[str, ...]] = {
    "points": ("point",),
    "rewards": ("reward",),
    "credits": ("credit",),
    "rewards_points": ("reward", "point"),
    "points_rewards": ("point", "reward"),
}


class RedeemInput(TypedDict, total=False):
    """What to redeem: an amount in dollars, benefits, or both."""

    amount: float
    strict: bool | None
    strategies: list[str] | str | None
    strategy: list[str] | str | None
    benefits: list[RedeemedBenefit] | None
    currency: str | None
    location_id: int | str | None
    meta: dict[str, Any] | None
    transaction_external_id: str | None
    transaction_receipt_ref: str | None


class ReturnInput(TypedDict, total=False):
    """How much to give back; all of it when nothing is said."""

    amount: float | None
    count: int | None


class CreditRedeemInput(TypedDict):
    """How much to spend of a credit; all of it when nothing is said."""

    amount: NotRequired[float]
    security_code: NotRequired[str | None]
    location_id: NotRequired[int | str | None]
    meta: NotRequired[dict[str, Any] | None]


SHOWN: Mapping[str, Callable[[Context], Callable[[Row], dict[str, Any]]]] = {
    "reward": rewards.show,
    "point": points.show,
    "benefit": benefits.show,
    "credit": credits.show,
}


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    store, each = context.store, {kind: shown(context) for kind, shown in SHOWN.items()}

    def item(row: Row, part: Row) -> dict[str, Any]:
        thing = store.get(part["type"], part["id_of"])
        more = {"redemption_id": row["id"], "redeemable_type": part["type"], "profile_id": row["profile_id"]}
        attributes = each[part["type"]](thing) if thing else {"id": part["id_of"]}
        return {**{k: v for k, v in part.items() if k != "id_of"}, **more, "type_attributes": attributes}

    def shown(row: Row) -> dict[str, Any]:
        transaction = store.get("transaction", row["transaction_id"]) if row["transaction_id"] else None
        about = ("external_id", "receipt_ref", "transacted_at", "total")
        kinds = {part["type"] for part in row["items"]}
        return {
            **row,
            "items": [item(row, part) for part in row["items"]],
            "profile": profiles.summary(store.get("profile", row["profile_id"])),
            "location": _place(store, row["location_id"]),
            "transaction": transaction and {name: transaction[name] for name in about},
            **{f"has_{kind}": kind in kinds for kind in SHOWN},
        }

    return shown


def _place(store: Store, id: Any) -> dict[str, Any] | None:
    names = ("id", "type", "name", "description", "phone", "email", "external_id", "is_published")
    row = store.get("location", id) if id is not None else None
    return {name: row.get(name) for name in (*names, "is_permanently_closed")} if row else None


def balances_form(context: Context, row: Row) -> dict[str, Any]:
    """A redemption as those who made it are told: with what is left to spend."""
    now = stamp(context.now)
    kept = ("id", "profile_id", "total", "total_localised", "location_id", "meta", "created_at", "updated_at")
    sale = ("transaction_external_id", "transaction_receipt_ref", "currency")
    return {
        **{name: row[name] for name in (*kept, *sale)},
        "location": _place(context.store, row["location_id"]),
        "balances": accounts.holdings(context.store, row["profile_id"], now),
    }


def file(store: Store, profile_id: str, items: Iterable[Mapping[str, Any]], now: str, total: float, **more: Any) -> Row:
    """Files a redemption of these items, each with `type`, `id_of`, `value` and `count`."""
    row = store.add(
        "redemption",
        {
            **dict.fromkeys(("meta", "location_id", "transaction_id", "linked_source_id", "linked_source_type")),
            **dict.fromkeys(("transaction_external_id", "transaction_receipt_ref", "currency", "external_id")),
            "profile_id": profile_id,
            "type": "redeem",
            "total": total,
            "total_localised": total,
            "exchange_rate": 1.0,
            "redeem_at": now,
            "items": [],
            **more,
            "created_at": now,
            "updated_at": now,
        },
    )
    dates = {"created_at": now, "updated_at": now}
    numbered = [{"id": row["id"] * ITEMS_PER_ROW + n, **item, **dates} for n, item in enumerate(items, 1)]
    for item in numbered:
        store.add("redemption_item", {"id": item["id"], "redemption_id": row["id"], "type": item["type"], **dates})
    return store.put("redemption", {**row, "items": numbered})


def rate_to(store: Store, currency: str | None) -> float:
    """How much of a currency the shop's own is worth.

    Raises:
        Refused: the shop has no rate for it.
    """
    if currency is None:
        return 1.0
    own = accounts.currency(store)
    rates = {row["to"]: row["rate"] for row in store.all("currency") if row["from"] == own}
    rate = 1.0 if currency == own else rates.get(currency)
    if not isinstance(rate, (int, float)) or rate <= 0:
        raise invalid(currency="The selected currency is invalid.")
    return float(rate)


def strategies(policy: loyalty.Policy, asked: Any) -> list[str]:
    """The kinds that an amount is taken from, in order.

    Raises:
        Refused: a word that means none.
    """
    words = policy.redeem_strategies.split(",") if asked in (None, [], "") else asked
    words = words.split(",") if isinstance(words, str) else words
    if any(word.strip() not in STRATEGIES for word in words):
        raise invalid(strategies=f"The strategies must be of {', '.join(STRATEGIES)}.")
    return list(dict.fromkeys(kind for word in words for kind in STRATEGIES[word.strip()]))


def planned(
    store: Store, profile_id: str, kinds: Sequence[str], amount: float, now: str, dollars_per_point: float
) -> tuple[list[tuple[str, Row, float]], float]:
    """What an amount of dollars would be taken from, and how much of it would be left; takes nothing."""
    plan: list[tuple[str, Row, float]] = []
    left = loyalty.cents(amount)
    for kind in kinds:
        rate = dollars_per_point if kind == "point" else 1.0
        rows = store.find(kind, "profile_id", profile_id)
        if kind == "credit":
            # A code is asked for each time: those that need one are redeemed by themselves.
            rows = [row for row in rows if not credits.why_not_redeem(store, row, 0, None, now)]
        # Whole cents alone are taken: what is left of a point is not lost for nothing.
        most = min(left, loyalty.whole_cents(loyalty.balance(rows, now) * rate))
        taken = loyalty.spend(rows, loyalty.cents_up(most / rate) if rate else 0, now)[: ITEMS_PER_ROW - 1 - len(plan)]
        plan += [(kind, row, part) for row, part in taken]
        left = loyalty.cents(left - loyalty.whole_cents(sum(part for _, part in taken) * rate))
    return plan, left


def redeem(context: Context) -> Any:
    """Takes an amount of dollars, and benefits; as much as there is of the amount, unless `strict`."""
    fields, store, now = context.fields, context.store, stamp(context.now)
    amount, policy = fields.get("amount", 0), accounts.policy(store)
    chosen = _chosen_benefits(context, fields.get("benefits") or [])
    if not (0 < amount < 1e9 or (amount == 0 and chosen)):
        raise invalid(amount="The amount must be a number greater than 0.")
    location = location_of(store, fields.get("location_id"))
    if fields.get("location_id") is not None and location is None:
        raise invalid(location_id="The selected location id is invalid.")
    rate = rate_to(store, fields.get("currency"))
    asked = fields.get("strategies") or fields.get("strategy")
    kinds, wanted = strategies(policy, asked), loyalty.cents(amount / rate)
    plan, left = planned(store, context.profile_id, kinds, wanted, now, policy.dollars_per_point)
    # What is left of points may be worth less than a cent.
    if amount and left >= wanted and not chosen:
        raise invalid(amount="There is nothing to redeem.")
    if left > 0 and fields.get("strict"):
        raise invalid(amount="The balance is too small.")
    items: list[dict[str, Any]] = []
    for kind, row, part in plan:
        remaining = loyalty.cents(row["value_remaining"] - part)
        accounts.change(store, kind, row, {"value_remaining": remaining}, now)
        items.append({"type": kind, "id_of": row["id"], "value": part, "count": 1})
    for row, count in chosen:
        benefits.used(store, row, count, now)
        items.append({"type": "benefit", "id_of": row["id"], "value": row["value"], "count": count})
    total = loyalty.cents(wanted - left)
    names = ("meta", "currency", "transaction_external_id", "transaction_receipt_ref")
    row = file(
        store,
        context.profile_id,
        items,
        now,
        total,
        total_localised=loyalty.cents(total * rate),
        exchange_rate=rate,
        location_id=location and location["id"],
        **{name: fields.get(name) for name in names},
    )
    return {"data": balances_form(context, row)}


for _path in ("/redeem", "/redemptions"):
    routes.post(_path, body=RedeemInput, needs="redeem-strategy")(redeem)


def _chosen_benefits(context: Context, asked: Sequence[Mapping[str, Any]]) -> list[tuple[Row, int]]:
    """The benefits of a profile that a body names, and how often to redeem each."""
    store, now, chosen = context.store, stamp(context.now), dict[int, tuple[Row, int]]()
    own = store.find("benefit", "profile_id", context.profile_id)
    for at, wish in enumerate(asked):
        count = wish.get("quantity", 1)
        kind = accounts.definition(store, "benefit", handle=wish.get("handle"))
        rows = [r for r in own if r["id"] == wish.get("id") or (kind and r["benefit_definition_id"] == kind["id"])]
        before = {id: times for id, (_, times) in chosen.items()}
        fits = (r for r in rows if benefits.why_not_redeem(store, r, now, count + before.get(r["id"], 0)) is None)
        row = next(fits, None)
        if count < 1 or row is None:
            raise invalid(**{f"benefits.{at}": f"The selected benefits.{at} cannot be redeemed."})
        chosen[row["id"]] = (row, count + before.get(row["id"], 0))
    return list(chosen.values())


def redeem_benefit(context: Context, row: Row, count: int) -> dict[str, Any]:
    """Redeems a benefit so often."""
    store, now = context.store, stamp(context.now)
    kind = store.get("benefit_definition", row["benefit_definition_id"]) or {}
    if count < 1:
        raise invalid(count="The count must be at least 1.")
    refusal = benefits.why_not_redeem(store, row, now, count)
    if context.claims and kind.get("allow_user_redeem") is False:
        refusal = "The benefit is redeemed by the shop."
    if refusal:
        raise invalid(benefit=refusal)
    benefits.used(store, row, count, now)
    item = {"type": "benefit", "id_of": row["id"], "value": row["value"], "count": count}
    return show(context)(file(store, row["profile_id"], [item], now, 0))


@routes.post("/benefits/{id}/redeem", body=ReturnInput, needs="redeem-benefits")
def redeem_one_benefit(context: Context) -> Any:
    count = context.fields.get("count")
    row = context.mine("benefit", context.number("id"))
    return {"data": redeem_benefit(context, row, 1 if count is None else count)}


@routes.post("/benefits/claim-redeem", body=BenefitClaimInput)
def claim_redeem(context: Context) -> Any:
    return {"data": redeem_benefit(context, benefits.claimed(context), 1)}


@routes.post("/credits/{credit_id}/redeem", body=CreditRedeemInput)
def redeem_credit(context: Context) -> Any:
    row, fields, now = context.mine("credit", context.number("credit_id")), context.fields, stamp(context.now)
    amount = loyalty.cents(fields["amount"] if "amount" in fields else row["value_remaining"])
    if not 0 < amount < 1e9:
        raise invalid(amount="The amount must be a number greater than 0.")
    refusal = credits.why_not_redeem(context.store, row, amount, fields.get("security_code"), now)
    if refusal:
        raise invalid(**refusal)
    location = location_of(context.store, fields.get("location_id"))
    remaining = loyalty.cents(row["value_remaining"] - amount)
    accounts.change(context.store, "credit", row, {"value_remaining": remaining}, now)
    item = {"type": "credit", "id_of": row["id"], "value": amount, "count": 1}
    more = {"meta": fields.get("meta"), "location_id": location and location["id"]}
    return {"data": show(context)(file(context.store, context.profile_id, [item], now, amount, **more))}


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
    source = {"linked_source_id": row["id"], "linked_source_type": "redemption"}
    return file(store, row["profile_id"], items, now, total, type=kind, total_localised=localised, **more, **source)


def _one(context: Context) -> Row:
    row = context.store.get("redemption", context.number("redemption_id"))
    if row is None:
        raise not_found()
    return row


@routes.post("/api/v3/redemptions/{redemption_id}/return", "admin", body=ReturnInput, needs="return")
def return_one(context: Context) -> Any:
    row, amount = _one(context), context.fields.get("amount")
    if amount is not None and not 0 < amount <= row["total"]:
        raise invalid(amount=f"The amount must be between 0 and {row['total']:g}.")
    share = 1.0 if amount is None else amount / row["total"]
    back = give_back(context.store, row, stamp(context.now), "return", share=share)
    return {"data": balances_form(context, back)}


@routes.post("/api/v3/redemptions/{redemption_id}/reversal", "admin")
def reverse(context: Context) -> Any:
    row, now = _one(context), stamp(context.now)
    until = datetime.fromisoformat(row["created_at"]) + timedelta(minutes=REVERSAL_MINUTES)
    if now > until.strftime("%Y-%m-%d %H:%M:%S"):
        raise invalid(redemption=f"The redemption is more than {REVERSAL_MINUTES} minutes old; return it instead.")
    return {"data": balances_form(context, give_back(context.store, row, now, "reversal"))}


@routes.post("/api/v3/redemptions/{redemption_id}/benefit/return", "admin", body=ReturnInput, needs="return")
def return_benefit(context: Context) -> Any:
    row, now, before = _one(context), stamp(context.now), given_back(context.store, _one(context))
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
    return {"data": show(context)(_linked(context.store, row, "return", items, now, 0.0, 0.0))}


@routes.get("/redemptions/{type}/{id}/count")
def count(context: Context) -> Any:
    kind, id = context.params["type"], context.number("id")
    if kind not in SHOWN:
        raise not_found()
    rows = context.store.find("redemption", "profile_id", context.profile_id)
    return {"data": {"count": sum(_times(row, kind, id) for row in rows)}}


def _times(row: Row, kind: str, id: int) -> int:
    times: int = sum(item["count"] for item in row["items"] if (item["type"], item["id_of"]) == (kind, id))
    return times if row["type"] == "redeem" else -times


@routes.get("/redemptions/{redemption_id}/count")
def count_items(context: Context) -> Any:
    """How many times a redemption took something."""
    row = context.mine("redemption", context.number("redemption_id"))
    return {"data": {"count": sum(item["count"] for item in row["items"])}}


@routes.get("/redemptions")
def list_own(context: Context) -> Any:
    return context.listed("redemption", show(context), profile_id=context.profile_id)


@routes.get("/redemptions/{redemption_id}")
def get_own(context: Context) -> Any:
    return {"data": show(context)(context.mine("redemption", context.number("redemption_id")))}


def list_linked(context: Context) -> Any:
    """Redemptions of points that others earned for this profile, or that are linked to it."""
    lots = context.store.find("point", "linked_profile_id", context.profile_id)
    linked, owners = {lot["id"] for lot in lots}, tuple(dict.fromkeys(lot["profile_id"] for lot in lots))
    rows = [
        row
        for row in context.store.page("redemption", [Where("profile_id", "in", owners)])
        if any(part["type"] == "point" and part["id_of"] in linked for part in row["items"])
    ]
    return context.page(rows, show(context))


for _path in ("/linked_redemptions", "/linked/redemptions"):
    routes.get(_path)(list_linked)


@routes.get("/api/v3/redemptions", "admin")
def list_all(context: Context) -> Any:
    return context.listed("redemption", show(context))


@routes.get("/api/v3/redemptions/items", "admin")
def list_items(context: Context) -> Any:
    return context.listed("redemption_item", lambda row: _item(context, row["redemption_id"], row["id"]))


@routes.get("/api/v3/redemptions/items/{redemption_item_id}", "admin")
def get_item(context: Context) -> Any:
    row = context.store.get("redemption_item", context.number("redemption_item_id"))
    if row is None:
        raise not_found()
    return {"data": _item(context, row["redemption_id"], row["id"])}


def _item(context: Context, redemption_id: int, id: int) -> dict[str, Any]:
    row = context.store.get("redemption", redemption_id)
    assert row is not None
    found: dict[str, Any] = next(item for item in show(context)(row)["items"] if item["id"] == id)
    return found


GROUPED = ("profile_id", "location_id", "type", "transaction_id", "transaction_external_id", "transaction_receipt_ref")


@routes.get("/api/v3/redemptions/group/{attribute}", "admin")
def group(context: Context) -> Any:
    name = context.params["attribute"]
    if name not in GROUPED:
        raise invalid(attribute=f"The attribute must be one of {', '.join(GROUPED)}.")
    shown = show(context)

    def grouped(value: Any) -> dict[str, Any]:
        rows = context.store.find("redemption", name, value)
        return {name: value, "redemptions": {"data": [shown(row) for row in rows]}}

    return flat_page(context.store.values("redemption", name), context.query, context.url, grouped)


@routes.get("/api/v3/redemptions/{redemption_id}", "admin")
def get_one(context: Context) -> Any:
    return {"data": show(context)(_one(context))}
