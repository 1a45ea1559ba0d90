"""What a member has to spend, and the spending: points, rewards, benefits, credits, tiers, redemptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..models.benefit import BenefitClaimInput, BenefitUpdateInput
from . import loyalty, profiles
from .members import dated
from .routing import Context, Routes
from .store import Row, Store
from .wire import accepted, invalid, not_found, stamp

routes = Routes()

SPENT = ("reward", "point")
"""What an amount is taken from, in this order; which a tenant uses is its own choice."""


@routes.get("/balances")
def get_balances(context: Context) -> Any:
    return {"data": profiles.holdings(context.store, context.profile_id, stamp(context.now))}


def _with_definition(context: Context, kind: str) -> Callable[[Row], dict[str, Any]]:
    def show(row: Row) -> dict[str, Any]:
        definition = context.store.get(f"{kind}_definition", row[f"{kind}_definition_id"])
        return {**{k: v for k, v in row.items() if k != f"{kind}_definition_id"}, "definition": definition}

    return show


def show_point(context: Context) -> Callable[[Row], dict[str, Any]]:
    return _with_definition(context, "point")


def show_reward(context: Context) -> Callable[[Row], dict[str, Any]]:
    now, base = stamp(context.now), _with_definition(context, "reward")

    def show(row: Row) -> dict[str, Any]:
        expired = bool(row["expires_at"]) and row["expires_at"] <= now
        local = {
            f"{name}_local_at": row[f"{name}_at"] and loyalty.to_local(row[f"{name}_at"], row["timezone"])
            for name in ("issued", "expires")
        }
        return {**base(row), "is_expired": expired, "is_active": not expired and row["value_remaining"] > 0, **local}

    return show


def show_benefit(context: Context) -> Callable[[Row], dict[str, Any]]:
    now = stamp(context.now)

    def show(row: Row) -> dict[str, Any]:
        definition = context.store.get("benefit_definition", row["benefit_definition_id"]) or {}
        expired = bool(row["expires_at"]) and row["expires_at"] <= now
        return {
            **{k: v for k, v in row.items() if k != "benefit_definition_id"},
            # A benefit's definition has its id as text.
            "definition": {**definition, "id": str(row["benefit_definition_id"])},
            "is_expired": expired,
            "is_redeemable": not expired and row["redemptions_remaining"] > 0,
            "total_global_redemptions_remaining": _left_for_all(context, definition),
        }

    return show


def _left_for_all(context: Context, definition: Mapping[str, Any]) -> int | None:
    most = definition.get("max_global_redemptions")
    if most is None:
        return None
    used: int = sum(
        row["redemptions_used"]
        for row in context.store.all("benefit")
        if row["benefit_definition_id"] == definition["id"]
    )
    return max(0, int(most) - used)


def _plain(kind: str, show: Callable[[Context], Callable[[Row], dict[str, Any]]]) -> None:
    """The routes that show one kind of a profile's things."""

    @routes.get(f"/{kind}s")
    def list_all(context: Context) -> Any:
        return context.page(context.store.find(kind, "profile_id", context.profile_id), show(context))

    @routes.get(f"/{kind}s/{{id}}")
    def get_one(context: Context) -> Any:
        return {"data": show(context)(context.mine(kind, context.number("id")))}


@routes.get("/benefits/claimable")
def list_claimable(context: Context) -> Any:
    return {"data": [d for d in _definitions(context) if _may_claim(context, d) is None]}


@routes.get("/benefits/viewable")
def list_viewable(context: Context) -> Any:
    return {"data": [d for d in _definitions(context) if loyalty.holds(d["view_condition"], _root(context))]}


def _definitions(context: Context) -> list[dict[str, Any]]:
    return [
        {**row, "id": str(row["id"])}
        for row in context.store.all("benefit_definition")
        if row["is_published"] and row["is_claimable"] and not row["is_archived"]
    ]


def _root(context: Context) -> dict[str, Any]:
    return profiles.shown(context.store, context.profile, context.now)


def _may_claim(context: Context, definition: Mapping[str, Any]) -> str | None:
    """Why a benefit may not be claimed now, or None."""
    now = stamp(context.now)
    starts, ends = definition.get("claim_period_start_at"), definition.get("claim_period_end_at")
    if (starts and now < starts) or (ends and now >= ends):
        return "The benefit cannot be claimed now."
    if not loyalty.holds(definition["claim_condition"], _root(context)):
        return "The profile does not meet the claim condition."
    if _left_for_all(context, {**definition, "id": int(definition["id"])}) == 0:
        return "The benefit has been redeemed by too many already."
    held = context.store.find("benefit", "profile_id", context.profile_id)
    if not definition["is_reclaimable"] and any(b["benefit_definition_id"] == int(definition["id"]) for b in held):
        return "The benefit was claimed already."
    return None


@routes.post("/benefits/claim")
def claim(context: Context) -> Any:
    return 201, {"data": show_benefit(context)(_claimed(context))}


@routes.post("/benefits/claim-redeem")
def claim_redeem(context: Context) -> Any:
    return {"data": _redeem_benefit(context, _claimed(context))}


def _claimed(context: Context) -> Row:
    fields = accepted(BenefitClaimInput, context.body)
    definition = next((d for d in _definitions(context) if d["handle"] == fields["definition"]), None)
    if definition is None:
        raise invalid(definition="The selected definition is invalid.")
    refusal = _may_claim(context, definition)
    if refusal:
        raise invalid(definition=refusal)
    now = stamp(context.now)
    more = {name: context.body[name] for name in ("external_id", "meta") if name in context.body}
    row = issue_benefit(context.store, definition, context.profile_id, now, fields["timezone"])
    return context.store.put("benefit", {**row, **more, "claimed_at": now})


def issue_benefit(store: Store, definition: Mapping[str, Any], profile_id: str, now: str, timezone: str) -> Row:
    """Gives a profile a benefit."""
    return store.add(
        "benefit",
        {
            "profile_id": profile_id,
            "benefit_definition_id": int(definition["id"]),
            **dict.fromkeys(
                ("external_id", "value", "meta", "claimed_at", "extended_at", "combine_meta", "is_combined")
            ),
            "issued_at": now,
            "expires_at": loyalty.expiry(now, definition["period"], definition["period_type"]),
            "timezone": timezone,
            "redemptions_remaining": definition["max_redemptions"],
            "redemptions_used": 0,
            "redeem_code_pos": definition["redeem_code_pos"],
            "redeem_code_online": definition["redeem_code_online"],
            "created_at": now,
            "updated_at": now,
        },
    )


@routes.put("/benefits/{id}")
def update_benefit(context: Context) -> Any:
    row = context.mine("benefit", context.number("id"))
    fields = accepted(BenefitUpdateInput, context.body)
    kept = {k: v for k, v in fields.items() if k in ("external_id", "expires_at", "meta", "value", "timezone")}
    return {"data": show_benefit(context)(context.store.put("benefit", dated(context, kept, row)))}


@routes.delete("/benefits/{id}")
def delete_benefit(context: Context) -> Any:
    context.store.remove("benefit", context.mine("benefit", context.number("id"))["id"])
    return 204, None


@routes.post("/benefits/{id}/redeem")
def redeem_benefit(context: Context) -> Any:
    return {"data": _redeem_benefit(context, context.mine("benefit", context.number("id")))}


def _redeem_benefit(context: Context, row: Row) -> dict[str, Any]:
    shown = show_benefit(context)(row)
    if shown["is_expired"]:
        raise invalid(benefit="The benefit has expired.")
    if not shown["is_redeemable"] or shown["total_global_redemptions_remaining"] == 0:
        raise invalid(benefit="The benefit has no redemptions remaining.")
    used = {"redemptions_remaining": row["redemptions_remaining"] - 1, "redemptions_used": row["redemptions_used"] + 1}
    changed = context.store.put("benefit", dated(context, used, row))
    item = {"type": "benefit", "id_of": row["id"], "value": row["value"], "count": 1}
    return _redemption(context, 0, [{**item, "type_attributes": show_benefit(context)(changed)}])


@routes.get("/redeemable_benefits")
def list_redeemable(context: Context) -> Any:
    show = show_benefit(context)
    rows = [r for r in context.store.find("benefit", "profile_id", context.profile_id) if show(r)["is_redeemable"]]
    return context.page(rows, show)


@routes.post("/redeem")
def redeem(context: Context) -> Any:
    """Takes an amount of dollars from rewards and then points; as much as there is, unless `strict`."""
    body = context.body if isinstance(context.body, dict) else {}
    amount = body.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 < amount < 1e9:
        raise invalid(amount="The amount must be a number greater than 0.")
    now, left, items = stamp(context.now), loyalty.cents(amount), []
    for kind in SPENT:
        rate = loyalty.DOLLARS_PER_POINT if kind == "point" else 1.0
        rows = context.store.find(kind, "profile_id", context.profile_id)
        for row, part in loyalty.spend(rows, left / rate, now):
            changed = context.store.put(
                kind, dated(context, {"value_remaining": loyalty.cents(row["value_remaining"] - part)}, row)
            )
            left = loyalty.cents(left - part * rate)
            items.append({"type": kind, "id_of": row["id"], "value": part, "count": 1, "type_attributes": changed})
    if not items:
        raise invalid(amount="There is nothing to redeem.")
    if left > 0 and body.get("strict"):
        raise invalid(amount="The balance is too small.")
    total = loyalty.cents(amount - left)
    redemption = _redemption(context, total, items, body.get("meta"))
    kept = ("id", "profile_id", "total", "total_localised", "meta", "created_at", "updated_at")
    return {
        "data": {
            **{k: redemption[k] for k in kept},
            "balances": profiles.holdings(context.store, context.profile_id, now),
        }
    }


def _redemption(context: Context, total: float, items: Sequence[Mapping[str, Any]], meta: Any = None) -> dict[str, Any]:
    now = stamp(context.now)
    row = {
        "profile_id": context.profile_id,
        "type": "redeem",
        "total": total,
        "total_localised": total,
        "meta": meta,
        **dict.fromkeys(("location_id", "location", "transaction", "transaction_id")),
        "redeem_at": now,
        "created_at": now,
        "updated_at": now,
        "items": [{"id": n, **item, "created_at": now, "updated_at": now} for n, item in enumerate(items, 1)],
    }
    return show_redemption(context)(context.store.add("redemption", row))


def show_redemption(context: Context) -> Callable[[Row], dict[str, Any]]:
    profile = profiles.summary(context.profile)
    return lambda row: {**row, "profile": profile}


@routes.get("/redemptions/{type}/{id}/count")
def count_redemptions(context: Context) -> Any:
    kind, id = context.params["type"], context.number("id")
    if kind not in ("benefit", "reward", "point", "credit"):
        raise not_found()
    rows = context.store.find("redemption", "profile_id", context.profile_id)
    items = [item for row in rows for item in row["items"] if (item["type"], item["id_of"]) == (kind, id)]
    return {"data": {"count": sum(item["count"] for item in items)}}


@routes.get("/credits")
def list_credits(context: Context) -> Any:
    return context.page(context.store.find("credit", "profile_id", context.profile_id), _with_credit(context))


def _with_credit(context: Context) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {**row, "definition": context.store.get("credit_definition", row["credit_definition_id"])}


@routes.post("/credits/{credit_id}/redeem")
def redeem_credit(context: Context) -> Any:
    row = context.mine("credit", context.number("credit_id"))
    body = context.body if isinstance(context.body, dict) else {}
    amount = body.get("amount", row["value_remaining"])
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 < amount < 1e9:
        raise invalid(amount="The amount must be a number greater than 0.")
    if not loyalty.is_live(row, stamp(context.now)) or row["locked"]:
        raise invalid(credit="The credit cannot be redeemed.")
    if amount > row["value_remaining"]:
        raise invalid(amount="The credit's balance is too small.")
    changed = context.store.put(
        "credit", dated(context, {"value_remaining": loyalty.cents(row["value_remaining"] - amount)}, row)
    )
    item = {"type": "credit", "id_of": row["id"], "value": amount, "count": 1}
    return {"data": _redemption(context, amount, [{**item, "type_attributes": _with_credit(context)(changed)}])}


@routes.get("/tiers")
def get_tier(context: Context) -> Any:
    return {"data": profiles.tier_of(context.store, context.profile, stamp(context.now))}


@routes.get("/tiers/calculate")
def calculate_tier(context: Context) -> Any:
    progress = profiles.tier_of(context.store, context.profile, stamp(context.now))
    held = {
        "handle": progress["current_tier"]["handle"],
        **{k: progress[k] for k in ("achieved_at", "assigned_at", "maintained_at")},
    }
    context.store.put("profile", {**context.profile, "tier": held})
    return {"data": progress}


@routes.post("/tiers/assign")
def assign_tier(context: Context) -> Any:
    body = context.body if isinstance(context.body, dict) else {}
    wanted = body.get("tier")
    if not isinstance(wanted, str) or not context.store.find("tier_definition", "handle", wanted):
        raise invalid(tier="The selected tier is invalid.")
    held = {"handle": wanted, "assigned_at": stamp(context.now)}
    changed = context.store.put("profile", {**context.profile, "tier": held})
    return {"data": profiles.tier_of(context.store, changed, stamp(context.now))}


@routes.get("/tiers/points")
def list_tier_points(context: Context) -> Any:
    return context.page(context.store.find("tier_point", "profile_id", context.profile_id))


_plain("point", show_point)
_plain("reward", show_reward)
_plain("benefit", show_benefit)
_plain("redemption", show_redemption)
