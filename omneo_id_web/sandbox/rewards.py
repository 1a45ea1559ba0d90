"""Rewards: money to spend at the shop, issued by people, by achievements, or for points gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from ..models.inputs.extend import ExtendInput
from ..models.inputs.reward import (
    ProfileRewardInput,
    RewardDefinitionInput,
    RewardDefinitionUpdateInput,
    RewardInput,
    RewardUpdateInput,
)
from ..models.reward import RewardDefinition
from . import accounts, loyalty, profiles
from .batches import batched
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, moment, not_found, stamp

routes = Routes()

ISSUED_AT_ONCE = 100
"""How many rewards or benefits one request may bring a profile by itself."""

DEFINITION: Mapping[str, Any] = {
    **dict.fromkeys(("is_assignable", "is_published"), True),
    **dict.fromkeys(("is_extendable", "is_reassignable"), False),
}

definitions = Plain(
    "reward_definition",
    "/rewards/definitions",
    RewardDefinition,
    RewardDefinitionInput,
    RewardDefinitionUpdateInput,
    defaults=DEFINITION,
    unique=("handle",),
    soft=True,
)
declare(routes, definitions)


def issue(
    store: Store, kind: Row, profile_id: str, now: str, timezone: str = "UTC", value: float | None = None, **more: Any
) -> Row:
    """Gives a profile a reward, of its definition's worth and life unless told otherwise.

    Parameters:
        more: `value_remaining`, `issued_at` and `expires_at` in UTC, `external_id`, `meta`, `source`.
    """
    issued = more.pop("issued_at", None) or now
    local = loyalty.to_local(issued, timezone)
    ends = loyalty.expiry(local, kind["period"], kind["period_type"], kind.get("absolute_expiry"))
    worth = kind["value"] if value is None else value
    row = {
        **dict.fromkeys(("external_id", "meta", "source", "extended_at")),
        "profile_id": profile_id,
        "reward_definition_id": kind["id"],
        "timezone": timezone,
        "value_initial": worth,
        "value_remaining": worth,
        "issued_at": issued,
        "expires_at": ends and loyalty.to_utc(ends, timezone),
        **more,
        "created_at": now,
        "updated_at": now,
    }
    return store.add("reward", row)


def issue_by_points(store: Store, profile_id: str, now: str, timezone: str) -> None:
    """Gives a profile what its points have brought it: a reward of each `points` kind for so many of them."""
    for kind in store.all("reward_definition"):
        meta = kind.get("meta") if kind["type"] == "points" and kind["is_published"] else None
        threshold = meta.get("points_threshold") if isinstance(meta, Mapping) and not kind.get("deleted_at") else None
        if not isinstance(threshold, (int, float)) or threshold <= 0:
            continue
        gathered = sum(lot["value_initial"] for lot in store.find("point", "profile_id", profile_id))
        had = [r for r in store.find("reward", "profile_id", profile_id) if r["reward_definition_id"] == kind["id"]]
        due = int(gathered // threshold) - sum(1 for reward in had if reward["source"] == "points")
        for _ in range(min(due, ISSUED_AT_ONCE)):
            issue(store, kind, profile_id, now, timezone, source="points")


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    now = stamp(context.now)

    def shown(row: Row) -> dict[str, Any]:
        kind = context.store.get("reward_definition", row["reward_definition_id"]) or {}
        expired = bool(row["expires_at"]) and row["expires_at"] <= now
        local = {
            f"{name}_local_at": row[f"{name}_at"] and loyalty.to_local(row[f"{name}_at"], row["timezone"])
            for name in ("issued", "expires")
        }
        return {
            **{k: v for k, v in row.items() if k not in ("reward_definition_id", "source")},
            "is_expired": expired,
            "is_active": not expired and row["value_remaining"] > 0,
            **local,
            **notices(row, kind, now),
            "definition": {k: v for k, v in kind.items() if k != "deleted_at"} or None,
        }

    return shown


def notices(row: Row, kind: Row, now: str) -> dict[str, Any]:
    """When a member is told of a reward or a benefit, and whether that has come to pass."""
    due = {
        "issue": _notice(row["issued_at"], kind, "issue", 1),
        "expiry": _notice(row["expires_at"], kind, "remind", -1),
        "extend": _notice(row["extended_at"], kind, "extend", 1),
    }
    return {
        "notify_issue_at": due["issue"],
        "notify_expiry_at": due["expiry"],
        **{f"has_notified_{name}": None if at is None else at <= now for name, at in due.items()},
    }


def _notice(moment: str | None, kind: Row, name: str, direction: int) -> str | None:
    days, hour = (kind.get(f"notify_{name}_offset_{unit}") for unit in ("days", "hour"))
    if moment is None or days is None:
        return None
    try:
        day = date.fromisoformat(moment[:10]) + timedelta(days=direction * days)
    except OverflowError:
        return None
    return f"{day} {(hour or 0) % 24:02}:00:00"


def owner(context: Context) -> Row:
    """The profile that the path of an admin's route names."""
    return profiles.existing(context.store, context.params["profile_id"])


def checked_owner(context: Context, fields: Mapping[str, Any]) -> str:
    """The profile that a body names.

    Raises:
        Refused: there is no such profile.
    """
    row = context.store.get("profile", fields["profile_id"])
    if row is None or row.get("deleted_at"):
        raise invalid(profile_id="The selected profile id is invalid.")
    return str(row["id"])


def checked_zone(fields: Mapping[str, Any]) -> None:
    if "timezone" in fields and not loyalty.is_zone(fields["timezone"]):
        raise invalid(timezone="The timezone must be a valid zone.")


def create(context: Context, fields: Mapping[str, Any], profile_id: str) -> Row:
    """Issues a reward as an admin asks for it: its moments are local to its zone."""
    given = {k: v for k, v in fields.items() if k not in ("reward_definition_id", "reward_definition_handle")}
    handle, id = fields.get("reward_definition_handle"), fields.get("reward_definition_id")
    kind = accounts.definition(context.store, "reward", id=id, handle=handle)
    name = "reward_definition_handle" if id is None and handle is not None else "reward_definition_id"
    if kind is None:
        raise invalid(**{name: f"The selected {name.replace('_', ' ')} is invalid."})
    if not kind["is_assignable"]:
        raise invalid(**{name: "The reward definition is not assignable."})
    checked_zone(fields)
    checked_worth(fields, kind["max_value"])
    zone, value = given.pop("timezone"), given.pop("value_initial")
    for name in ("issued_at", "expires_at"):
        if given.get(name):
            given[name] = loyalty.to_utc(given[name], zone)
    given.pop("profile_id", None)
    return issue(context.store, kind, profile_id, stamp(context.now), zone, value, **given)


def checked_worth(fields: Mapping[str, Any], most: float | None) -> None:
    for name in ("value_initial", "value_remaining"):
        value = fields.get(name)
        if value is not None and not 0 <= value < 1e9:
            raise invalid(**{name: f"The {name.replace('_', ' ')} must be at least 0."})
        if value is not None and most is not None and value > most:
            raise invalid(**{name: f"The {name.replace('_', ' ')} may not be greater than {most:g}."})


def extend(context: Context, kind: str, show: Callable[[Row], dict[str, Any]]) -> Any:
    """Makes things of one profile last longer; all of them, or none."""
    fields, now, found = context.fields, stamp(context.now), []
    if ("extend_date" in fields) is ("extend_days" in fields):
        raise invalid(extend_days="Give either the extend days or the extend date.")
    if not 0 < fields.get("extend_days", 1) < 10_000:
        raise invalid(extend_days="The extend days must be between 1 and 9999.")
    until = moment_of(fields, "extend_date")
    for at, id in enumerate(fields["ids"]):
        row = context.store.get(kind, id)
        if row is None or row["profile_id"] != fields["profile_id"]:
            raise invalid(**{f"ids.{at}": f"The selected ids.{at} is invalid."})
        definition = context.store.get(f"{kind}_definition", row[f"{kind}_definition_id"]) or {}
        if not definition.get("is_extendable"):
            raise invalid(**{f"ids.{at}": f"The {kind} is not extendable."})
        found.append(row)
    changed = [
        accounts.change(
            context.store,
            kind,
            row,
            {"expires_at": loyalty.extended(row, fields.get("extend_days"), until), "extended_at": now},
            now,
        )
        for row in found
    ]
    return {"data": [show(row) for row in changed]}


def moment_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A moment in a field whose name does not say that it is one."""
    if name not in fields:
        return None
    try:
        return stamp(moment(fields[name]))
    except (ValueError, OverflowError):
        raise invalid(**{name: f"The {name.replace('_', ' ')} is not a valid date."}) from None


def trigger_target(context: Context, kind: str, show: Callable[[Row], dict[str, Any]]) -> Any:
    """Tells listeners of a thing as if it had just been issued."""
    row = context.store.get(kind, context.number("id"))
    if row is None or context.store.get("target", context.number("target_id")) is None:
        raise not_found()
    context.emit(f"{kind}.issued", kind, row)
    return {"data": show(row)}


@routes.get("/rewards")
def list_own(context: Context) -> Any:
    return context.listed("reward", show(context), profile_id=context.profile_id)


@routes.get("/rewards/{id}")
def get_own(context: Context) -> Any:
    return {"data": show(context)(context.mine("reward"))}


@routes.get("/api/v3/rewards", "admin")
def list_all(context: Context) -> Any:
    return context.listed("reward", show(context))


@routes.post("/api/v3/rewards", "admin", body=RewardInput)
def create_one(context: Context) -> Any:
    row = create(context, context.fields, checked_owner(context, context.fields))
    return 201, {"data": show(context)(row)}


@routes.post("/api/v3/profiles/{profile_id}/rewards", "admin", body=ProfileRewardInput)
def create_for(context: Context) -> Any:
    return 201, {"data": show(context)(create(context, context.fields, owner(context)["id"]))}


@routes.post("/api/v3/rewards/extend", "admin", body=ExtendInput)
def extend_some(context: Context) -> Any:
    return extend(context, "reward", show(context))


@routes.post("/api/v3/rewards/batch.json", "admin")
def create_many(context: Context) -> Any:
    def one(fields: dict[str, Any]) -> Row:
        return create(context, fields, checked_owner(context, fields))

    return batched(context, "rewards", RewardInput, one)


@routes.get("/api/v3/rewards/{id}/trigger-target/{target_id}", "admin")
def trigger(context: Context) -> Any:
    return trigger_target(context, "reward", show(context))


def _one(context: Context) -> Row:
    row = context.one("reward")
    if row["profile_id"] != context.params.get("profile_id", row["profile_id"]):
        raise not_found()
    return row


def get_one(context: Context) -> Any:
    return {"data": show(context)(_one(context))}


def update(context: Context) -> Any:
    row, fields = _one(context), dict(context.fields)
    checked_worth(fields, None)
    if fields.get("expires_at"):
        fields["expires_at"] = loyalty.to_utc(fields["expires_at"], row["timezone"])
    return {"data": show(context)(context.store.put("reward", context.dated(fields, row)))}


def delete(context: Context) -> Any:
    context.store.remove("reward", _one(context)["id"])
    return 204, None


routes.get("/api/v3/rewards/{id}", "admin")(get_one)
for _path in ("/api/v3/rewards/{id}", "/api/v3/profiles/{profile_id}/rewards/{id}"):
    routes.put(_path, "admin", body=RewardUpdateInput)(update)
    routes.delete(_path, "admin")(delete)
