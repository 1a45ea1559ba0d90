"""Redeeming: an amount in dollars and the kinds it is taken from, a benefit, or a credit by its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from ..models.benefit import BenefitClaimInput
from ..models.inputs.benefit import RedeemedBenefit
from . import accounts, benefits, credits, loyalty, redemptions
from .routing import Context, Routes
from .sales import location_of
from .store import Row, Store
from .wire import invalid, stamp

routes = Routes()

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


class BenefitRedeemInput(TypedDict, total=False):
    """How often to redeem a benefit; once when nothing is said."""

    count: int | None


class CreditRedeemInput(TypedDict, total=False):
    """How much to spend of a credit; all of it when nothing is said."""

    amount: float
    security_code: str | None
    location_id: int | str | None
    meta: dict[str, Any] | None


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
        room = redemptions.ITEMS_PER_ROW - 1 - len(plan)
        taken = loyalty.spend(rows, loyalty.cents_up(most / rate) if rate else 0, now)[:room]
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
    row = redemptions.file(
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
    return {"data": redemptions.balances_form(context, row)}


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
    return redemptions.show(context)(redemptions.file(store, row["profile_id"], [item], now, 0))


@routes.post("/benefits/{id}/redeem", body=BenefitRedeemInput, needs="redeem-benefits")
def redeem_one_benefit(context: Context) -> Any:
    count = context.fields.get("count")
    row = context.mine("benefit")
    return {"data": redeem_benefit(context, row, 1 if count is None else count)}


@routes.post("/benefits/claim-redeem", body=BenefitClaimInput)
def claim_redeem(context: Context) -> Any:
    return {"data": redeem_benefit(context, benefits.claimed(context), 1)}


@routes.post("/credits/{credit_id}/redeem", body=CreditRedeemInput)
def redeem_credit(context: Context) -> Any:
    row, fields, now = context.mine("credit", "credit_id"), context.fields, stamp(context.now)
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
    made = redemptions.file(context.store, context.profile_id, [item], now, amount, **more)
    return {"data": redemptions.show(context)(made)}
