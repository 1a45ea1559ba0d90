"""Credits: gift cards and store credit, with a number, a code, a day of release and a lock."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Mapping
from typing import Any

from ..models.credit import CreditDefinition
from ..models.inputs.credit import (
    CreditDefinitionInput,
    CreditDefinitionUpdateInput,
    CreditInput,
    CreditUpdateInput,
)
from ..models.inputs.extend import ExtendInput
from . import accounts, loyalty, rewards
from .resources import Plain, declare
from .rewards import checked_owner, checked_worth, checked_zone
from .routing import Context, Routes
from .store import Row, Store
from .wire import invalid, stamp

routes = Routes()

NUMBER_LENGTH = 16
CODES: Mapping[str, tuple[str, int]] = {
    "pin4": (string.digits, 4),
    "pin6": (string.digits, 6),
    "alnum6": (string.ascii_uppercase + string.digits, 6),
}
DEFINITION: Mapping[str, Any] = {
    **dict.fromkeys(("is_assignable", "is_published", "is_releasable"), True),
    **dict.fromkeys(("is_extendable", "is_reassignable", "is_archived", "require_security_code"), False),
    "timezone": "UTC",
}
CREDIT = dict.fromkeys(
    (
        *("creator_profile_id", "profile_id", "staff_id", "location_id", "name", "recipient_first_name"),
        *("recipient_email", "message", "released_at", "extended_at", "external_id", "external_namespace"),
        *("source_id", "source_type", "lock_expires_at", "meta", "expires_at"),
    )
)

definitions = Plain(
    "credit_definition",
    "/credits/definitions",
    CreditDefinition,
    CreditDefinitionInput,
    CreditDefinitionUpdateInput,
    defaults=DEFINITION,
    unique=("handle",),
    soft=True,
)
declare(routes, definitions)


def issue(store: Store, kind: Row, value: float, now: str, **more: Any) -> Row:
    """Makes a credit with a number and a code of its own, released and ended as its definition says."""
    issued, zone = more.get("issued_at") or now, more.get("timezone") or kind["timezone"]
    released = loyalty.expiry(
        issued, kind["release_period"], kind["release_period_type"], kind["release_period_absolute_expiry"]
    )
    row = {
        **CREDIT,
        "credit_definition_id": kind["id"],
        "name": kind["name"],
        "timezone": zone,
        "issued_at": issued,
        "released_at": released,
        "expires_at": loyalty.expiry(issued, kind["period"], kind["period_type"], kind["absolute_expiry"]),
        "value_initial": value,
        "value_remaining": value,
        "locked": False,
        "is_imported": False,
        "is_system_generated": not more,
        **more,
        "created_at": now,
        "updated_at": now,
    }
    row["credit_number"] = more.get("credit_number") or _number(store, kind)
    row["security_code"] = more.get("security_code") or _code(kind)
    return store.add("credit", row)


def _number(store: Store, kind: Row) -> str:
    """A number that no other credit has: the next of the range, or any of its length."""
    length = min(max(kind["credit_number_length"] or NUMBER_LENGTH, 4), 32)
    start = str(kind["credit_number_range_start"] or "")
    if kind["credit_number_range_type"] == "sequential" and start.isdecimal():
        issued = (str(row["credit_number"]) for row in store.find("credit", "credit_definition_id", kind["id"]))
        return str(max([int(start) - 1, *(int(n) for n in issued if n.isdecimal())]) + 1).zfill(length)
    while True:
        number = "".join(secrets.choice(string.digits) for _ in range(length))
        if not store.find("credit", "credit_number", number):
            return number


def _code(kind: Row) -> str | None:
    if not kind["require_security_code"]:
        return None
    letters, length = CODES.get(str(kind["security_code_type"]), CODES["pin4"])
    return "".join(secrets.choice(letters) for _ in range(length))


def show(context: Context) -> Callable[[Row], dict[str, Any]]:
    now = stamp(context.now)

    def shown(row: Row) -> dict[str, Any]:
        kind = context.store.get("credit_definition", row["credit_definition_id"]) or {}
        told = rewards.notices(row, kind, now)
        released = (row["released_at"] or row["issued_at"]) <= now
        return {
            **row,
            "locked": bool(row["locked"]) and (row["lock_expires_at"] or loyalty.NEVER) > now,
            **{name: value for name, value in told.items() if name.startswith("has_notified")},
            "has_notified_remind": told["has_notified_expiry"],
            "has_notified_release": released if kind.get("release_target_id") else None,
            "definition": {k: v for k, v in kind.items() if k != "deleted_at"} or None,
        }

    return shown


def why_not_redeem(store: Store, row: Row, amount: float, code: Any, now: str) -> dict[str, str]:
    """What stands against spending so much of a credit now, by field."""
    kind = store.get("credit_definition", row["credit_definition_id"]) or {}
    if not loyalty.is_live(row, now):
        return {"credit": "The credit has expired." if row["issued_at"] <= now else "The credit is not issued yet."}
    if (row["released_at"] or "") > now:
        return {"credit": "The credit is not released yet."}
    if not loyalty.is_open(row, now):
        return {"credit": "The credit is locked."}
    if kind.get("require_security_code") and str(code) != str(row["security_code"]):
        return {"security_code": "The security code is invalid."}
    return {"amount": "The credit's balance is too small."} if amount > row["value_remaining"] else {}


def _checked(context: Context, fields: dict[str, Any], kind: Row, row: Row | None) -> dict[str, Any]:
    """The fields of a credit as they are kept."""
    store = context.store
    checked_zone(fields)
    checked_worth(fields, kind["max_value"])
    for name in ("profile_id", "creator_profile_id"):
        if fields.get(name) is not None:
            checked_owner(context, {"profile_id": fields[name]})
    place = fields.pop("location_external_id", None) or fields.pop("location_external_code", None)
    if place is not None or fields.get("location_id") is not None:
        from .sales import location_of

        location = location_of(store, fields.get("location_id") if place is None else place)
        if location is None:
            raise invalid(location_id="The selected location id is invalid.")
        fields["location_id"] = location["id"]
    number = fields.get("credit_number")
    if number is not None and any(
        r["id"] != (row or {}).get("id") for r in store.find("credit", "credit_number", number)
    ):
        raise invalid(credit_number="The credit number has already been taken.")
    return fields


@routes.post("/api/v3/credits", "admin", body=CreditInput)
def create(context: Context) -> Any:
    fields = dict(context.fields)
    id, handle = fields.pop("credit_definition_id", None), fields.pop("credit_definition_handle", None)
    kind = accounts.definition(context.store, "credit", id=id, handle=handle)
    name = "credit_definition_handle" if id is None and handle is not None else "credit_definition_id"
    if kind is None or kind["is_archived"]:
        raise invalid(**{name: f"The selected {name.replace('_', ' ')} is invalid."})
    for needed, field in (("require_assigned", "profile_id"), ("require_creator", "creator_profile_id")):
        if kind[needed] and not fields.get(field):
            raise invalid(**{field: f"The {field.replace('_', ' ')} field is required."})
    fields = _checked(context, fields, kind, None)
    row = issue(context.store, kind, fields.pop("value_initial"), stamp(context.now), **fields)
    return 201, {"data": show(context)(row)}


@routes.put("/api/v3/credits/{id}", "admin", body=CreditUpdateInput)
def update(context: Context) -> Any:
    row = context.one("credit")
    kind = context.store.get("credit_definition", row["credit_definition_id"]) or {"max_value": None}
    fields = _checked(context, dict(context.fields), kind, row)
    return {"data": show(context)(context.store.put("credit", context.dated(fields, row)))}


@routes.delete("/api/v3/credits/{id}", "admin")
def delete(context: Context) -> Any:
    context.store.remove("credit", context.one("credit")["id"])
    return 204, None


@routes.post("/api/v3/credits/extend", "admin", body=ExtendInput)
def extend_some(context: Context) -> Any:
    return rewards.extend(context, "credit", show(context))


@routes.get("/api/v3/credits/{id}", "admin")
def get_one(context: Context) -> Any:
    return {"data": show(context)(context.one("credit"))}


@routes.get("/api/v3/credits", "admin")
def list_all(context: Context) -> Any:
    return context.listed("credit", show(context))


@routes.get("/credits")
def list_own(context: Context) -> Any:
    return context.listed("credit", show(context), profile_id=context.profile_id)
