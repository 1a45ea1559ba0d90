"""Benefits: issued by people, claimed by members, redeemed so many times by one and by all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..models.benefit import BenefitClaimInput, BenefitDefinition, BenefitUpdateInput
from ..models.inputs.benefit import (
    BenefitDefinitionCloneInput,
    BenefitDefinitionInput,
    BenefitDefinitionUpdateInput,
    BenefitInput,
    ProfileBenefitInput,
)
from ..models.inputs.extend import ExtendInput
from . import accounts, logic, loyalty, profiles, rewards
from .batches import batched
from .resources import Plain, declare
from .rewards import checked_owner, checked_zone, owner
from .routing import Context, Routes, Scope
from .store import Row, Store, Where
from .wire import invalid, not_found, stamp

routes = Routes()

TIMEFRAMES: Mapping[str, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""Days between two claims of the same benefit, by the word in `claim_timeframe`; a number is days."""

REDEEMED = Where("redemptions_used", "gt", 0)

DEFINITION: Mapping[str, Any] = {
    **dict.fromkeys(("is_assignable", "is_published", "allow_user_redeem"), True),
    **dict.fromkeys(("is_extendable", "is_reassignable", "is_archived", "is_claimable", "is_reclaimable"), False),
    "max_redemptions": 1,
    "period_type": "days",
}


def show_definition(context: Context, row: Row) -> dict[str, Any]:
    """A definition with what is counted of it; its id is text, as the API has it."""
    issued, allocated = _issued(context.store, row), row["total_allocations"]
    return {
        **{k: v for k, v in row.items() if k != "deleted_at"},
        "id": str(row["id"]),
        "total_global_created": issued,
        "total_global_redemptions": _redeemed(context.store, row),
        "total_global_redemptions_remaining": left_for_all(context.store, row),
        "total_allocations_remaining": None if allocated is None else max(0, int(allocated) - issued),
    }


def _issued(store: Store, definition: Row) -> int:
    return store.count("benefit", [Where("benefit_definition_id", "in", (definition["id"],))])


def _redeemed(store: Store, definition: Row) -> int:
    """How often a kind of benefit was redeemed by everybody together."""
    issued = Where("benefit_definition_id", "in", (definition["id"],))
    return sum(row["redemptions_used"] for row in store.page("benefit", [issued, REDEEMED]))


definitions = Plain(
    "benefit_definition",
    "/benefits/definitions",
    BenefitDefinition,
    BenefitDefinitionInput,
    BenefitDefinitionUpdateInput,
    defaults=DEFINITION,
    unique=("handle",),
    soft=True,
    shown=show_definition,
)
declare(routes, definitions)


@routes.get("/api/v3/benefits/definitions/handle/{handle}", "admin")
def get_by_handle(context: Context) -> Any:
    row = accounts.definition(context.store, "benefit", handle=context.params["handle"])
    if row is None:
        raise not_found()
    return {"data": show_definition(context, row)}


@routes.post("/api/v3/benefits/definitions/{id}/clone", "admin", body=BenefitDefinitionCloneInput)
def clone(context: Context) -> Any:
    row = definitions.one(context)
    copied = {k: v for k, v in row.items() if k not in ("id", "created_at", "updated_at")}
    return 201, {"data": show_definition(context, definitions.file(context, {**copied, **context.fields}))}


def left_for_all(store: Store, definition: Row) -> int | None:
    """How often a kind of benefit may still be redeemed by everybody together; None when as often as they like."""
    most = definition.get("max_global_redemptions")
    if most is None:
        return None
    return max(0, int(most) - _redeemed(store, definition))


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    now = stamp(context.now)

    def shown(row: Row) -> dict[str, Any]:
        kind = context.store.get("benefit_definition", row["benefit_definition_id"]) or {}
        expired = bool(row["expires_at"]) and row["expires_at"] <= now
        left = left_for_all(context.store, kind) if kind else None
        return {
            **{k: v for k, v in row.items() if k not in ("benefit_definition_id", "redemptions_used")},
            "definition": {**{k: v for k, v in kind.items() if k != "deleted_at"}, "id": str(kind["id"])}
            if kind
            else None,
            "is_expired": expired,
            "is_redeemable": why_not_redeem(context.store, row, now) is None,
            "total_global_redemptions_remaining": left,
        }

    return shown


def why_not_redeem(store: Store, row: Row, now: str, count: int = 1) -> str | None:
    """Why a benefit may not be redeemed so often now, or None."""
    kind = store.get("benefit_definition", row["benefit_definition_id"]) or {}
    if row["expires_at"] and row["expires_at"] <= now:
        return "The benefit has expired."
    if (row["issued_at"] or "") > now:
        return "The benefit cannot be redeemed yet."
    if row["redemptions_remaining"] < count:
        return "The benefit has no redemptions remaining."
    left = left_for_all(store, kind) if kind else None
    return "The benefit has been redeemed by too many already." if left is not None and left < count else None


def used(store: Store, row: Row, count: int, now: str) -> Row:
    """Files a benefit as redeemed so often more; less than nothing gives it back."""
    counts = {"redemptions_remaining": -count, "redemptions_used": count}
    return accounts.change(store, "benefit", row, {k: row[k] + v for k, v in counts.items()}, now)


def issue(store: Store, kind: Row, profile_id: str, now: str, timezone: str = "UTC", **more: Any) -> Row:
    """Gives a profile a benefit.

    One whose definition says `{"combine": true}` in its `meta` is added to the live one that the profile has.

    Parameters:
        more: `issued_at`, `expires_at`, `external_id`, `value`, `meta`, `claimed_at`.
    """
    issued = more.get("issued_at") or now
    ends = loyalty.expiry(issued, kind["period"], kind["period_type"], kind["absolute_expiry"])
    ends = min(filter(None, (ends, kind["end_at"])), default=None) if "expires_at" not in more else more["expires_at"]
    times = kind["max_redemptions"] or 1
    held = [r for r in store.find("benefit", "profile_id", profile_id) if r["benefit_definition_id"] == kind["id"]]
    live = next((row for row in held if loyalty.is_live(row, now)), None)
    if live is not None and isinstance(kind["meta"], Mapping) and kind["meta"].get("combine") is True:
        count = (live["combine_meta"] or {}).get("count", 1) + 1
        changed = {
            "redemptions_remaining": live["redemptions_remaining"] + times,
            "expires_at": None if ends is None or live["expires_at"] is None else max(ends, live["expires_at"]),
            "is_combined": True,
            "combine_meta": {"count": count},
            **{k: v for k, v in more.items() if k in ("external_id", "meta", "claimed_at")},
        }
        return accounts.change(store, "benefit", live, changed, now)
    row = {
        **dict.fromkeys(("external_id", "meta", "claimed_at", "extended_at", "combine_meta", "is_combined")),
        "profile_id": profile_id,
        "benefit_definition_id": kind["id"],
        "value": kind["value"],
        "issued_at": issued,
        "timezone": timezone,
        "redemptions_remaining": times,
        "redemptions_used": 0,
        "redeem_code_pos": kind["redeem_code_pos"],
        "redeem_code_online": kind["redeem_code_online"],
        **more,
        "expires_at": ends,
        "created_at": now,
        "updated_at": now,
    }
    return store.add("benefit", row)


def create(context: Context, fields: Mapping[str, Any], profile_id: str) -> Row:
    """Issues a benefit as an admin asks for it; its moments stay as they were sent."""
    kind = accounts.definition(context.store, "benefit", id=fields["benefit_definition_id"])
    refusal = "The selected benefit definition id is invalid." if kind is None else _why_not_issue(context, kind)
    if kind is None or refusal:
        raise invalid(benefit_definition_id=refusal or "")
    checked_zone(fields)
    more = {k: v for k, v in fields.items() if k not in ("benefit_definition_id", "profile_id", "timezone")}
    return issue(context.store, kind, profile_id, stamp(context.now), fields["timezone"], **more)


def _why_not_issue(context: Context, kind: Row) -> str | None:
    if not kind["is_assignable"] or kind["is_archived"]:
        return "The benefit definition is not assignable."
    allocated = kind["total_allocations"]
    if kind["force_allocation"] and allocated is not None and _issued(context.store, kind) >= allocated:
        return "The benefit has been given to as many as it was meant for."
    return None


def why_not_claim(context: Context, kind: Row, root: Mapping[str, Any]) -> str | None:
    """Why a profile may not claim a kind of benefit now, or None."""
    now = stamp(context.now)
    starts, ends = kind["claim_period_start_at"], kind["claim_period_end_at"]
    if (starts and now < starts) or (ends and now >= ends) or (kind["end_at"] and now >= kind["end_at"]):
        return "The benefit cannot be claimed now."
    if not logic.holds(kind["claim_condition"], root):
        return "The profile does not meet the claim condition."
    if left_for_all(context.store, kind) == 0:
        return "The benefit has been redeemed by too many already."
    held = context.store.find("benefit", "profile_id", context.profile_id)
    claimed = [r["claimed_at"] for r in held if r["benefit_definition_id"] == kind["id"] and r["claimed_at"]]
    if claimed and not kind["is_reclaimable"]:
        return "The benefit was claimed already."
    wait = str(kind["claim_timeframe"] or "")
    days = int(wait) if wait.isdecimal() and len(wait) < 6 else TIMEFRAMES.get(wait.lower().rstrip("s"))
    if claimed and days is not None:
        again = loyalty.shifted(max(claimed), days=days)
        if now < again:
            return f"The benefit may be claimed again from {again}."
    return _why_not_issue(context, {**kind, "is_assignable": True})


def _root(context: Context) -> dict[str, Any]:
    """What claim and view conditions look at: the profile."""
    return profiles.shown(context.store, context.profile, context.now)


def _offered(context: Context) -> list[Row]:
    rows = (row for row in context.store.all("benefit_definition") if not row.get("deleted_at"))
    return [row for row in rows if row["is_published"] and row["is_claimable"] and not row["is_archived"]]


@routes.get("/benefits/claimable")
def list_claimable(context: Context) -> Any:
    root = _root(context)
    found = [kind for kind in _offered(context) if why_not_claim(context, kind, root) is None]
    return {"data": [show_definition(context, kind) for kind in found]}


@routes.get("/benefits/viewable")
def list_viewable(context: Context) -> Any:
    root = _root(context)
    found = [kind for kind in _offered(context) if logic.holds(kind["view_condition"], root)]
    return {"data": [show_definition(context, kind) for kind in found]}


def claimed(context: Context) -> Row:
    """Claims what the body names for the profile."""
    fields, now = dict(context.fields), stamp(context.now)
    handle = fields.pop("definition")
    kind = next((row for row in _offered(context) if row["handle"] == handle), None)
    refusal = "The selected definition is invalid." if kind is None else why_not_claim(context, kind, _root(context))
    if kind is None or refusal:
        raise invalid(definition=refusal or "")
    checked_zone(fields)
    return issue(context.store, kind, context.profile_id, now, fields.pop("timezone"), **fields, claimed_at=now)


@routes.post("/benefits/claim", body=BenefitClaimInput)
def claim(context: Context) -> Any:
    return 201, {"data": show(context)(claimed(context))}


@routes.get("/redeemable_benefits")
def list_redeemable(context: Context) -> Any:
    now, rows = stamp(context.now), context.store.find("benefit", "profile_id", context.profile_id)
    return context.page([row for row in rows if why_not_redeem(context.store, row, now) is None], show(context))


@routes.get("/benefits")
def list_own(context: Context) -> Any:
    return context.listed("benefit", show(context), profile_id=context.profile_id)


@routes.get("/api/v3/benefits", "admin")
def list_all(context: Context) -> Any:
    return context.listed("benefit", show(context))


@routes.get("/api/v3/benefits.count", "admin")
def count(context: Context) -> Any:
    return {
        "data": {
            "countAll": context.store.count("benefit"),
            "countRedeemed": context.store.count("benefit", [REDEEMED]),
        }
    }


@routes.post("/api/v3/benefits", "admin", body=BenefitInput)
def create_one(context: Context) -> Any:
    row = create(context, context.fields, checked_owner(context, context.fields))
    return 201, {"data": show(context)(row)}


@routes.post("/api/v3/profiles/{profile_id}/benefits", "admin", body=ProfileBenefitInput)
def create_for(context: Context) -> Any:
    return 201, {"data": show(context)(create(context, context.fields, owner(context)["id"]))}


@routes.post("/api/v3/benefits/batch.json", "admin")
def create_many(context: Context) -> Any:
    def one(fields: dict[str, Any]) -> Row:
        return create(context, fields, checked_owner(context, fields))

    return batched(context, "benefits", BenefitInput, one)


@routes.post("/api/v3/benefits/extend", "admin", body=ExtendInput)
def extend_some(context: Context) -> Any:
    return rewards.extend(context, "benefit", show(context))


@routes.get("/api/v3/benefits/{id}/trigger-target/{target_id}", "admin")
def trigger(context: Context) -> Any:
    return rewards.trigger_target(context, "benefit", show(context))


def _one(context: Context) -> Row:
    """The benefit in the path: any for an admin, one of the profile's under a profile."""
    row = context.one("benefit")
    if context.profile and row["profile_id"] != context.profile["id"]:
        raise not_found()
    return row


def get_one(context: Context) -> Any:
    return {"data": show(context)(_one(context))}


def update(context: Context) -> Any:
    row, fields = _one(context), dict(context.fields)
    kind = fields.pop("benefit_definition_id", None)
    if kind is not None and accounts.definition(context.store, "benefit", id=kind) is None:
        raise invalid(benefit_definition_id="The selected benefit definition id is invalid.")
    if kind is not None:
        fields["benefit_definition_id"] = int(kind)
    checked_zone(fields)
    if fields.get("profile_id", row["profile_id"]) != row["profile_id"]:
        may = context.store.get("benefit_definition", row["benefit_definition_id"]) or {}
        if context.profile or not may.get("is_reassignable"):
            raise invalid(profile_id="The benefit cannot be reassigned.")
        checked_owner(context, fields)
    return {"data": show(context)(context.store.put("benefit", context.dated(fields, row)))}


def delete(context: Context) -> Any:
    context.store.remove("benefit", _one(context)["id"])
    return 204, None


_PLACES: tuple[tuple[str, Scope], ...] = (("/benefits/{id}", "profile"), ("/api/v3/benefits/{id}", "admin"))
for _path, _scope in _PLACES:
    routes.get(_path, _scope)(get_one)
    routes.put(_path, _scope, body=BenefitUpdateInput)(update)
    routes.delete(_path, _scope)(delete)
