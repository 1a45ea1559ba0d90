"""Who may do what: users, their roles and their permissions."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex
from typing import Any

from ..models.access import (
    Permission,
    PermissionInput,
    PermissionUpdateInput,
    Role,
    User,
    UserInput,
    UserUpdateInput,
)
from .resources import Plain, declare
from .routing import Context, Routes
from .store import Row
from .wire import invalid, invalid_fields, not_found

routes = Routes()

SHORTEST_PASSWORD = 32

declare(
    routes,
    Plain(
        "permission",
        "/permissions",
        Permission,
        PermissionInput,
        PermissionUpdateInput,
    ),
)


def _shown_role(context: Context, row: Row) -> Mapping[str, Any]:
    permissions = [context.store.get("permission", id) for id in row["permission_ids"]]
    kept = {k: v for k, v in row.items() if k != "permission_ids"}
    return {**kept, "permissions": [each for each in permissions if each is not None]}


declare(routes, Plain("role", "/roles", Role, without=("delete",), shown=_shown_role))


def _user(context: Context, fields: dict[str, Any], row: Row | None) -> Mapping[str, Any]:
    """A user whose password is long enough, of which only a hash is kept, and whose roles are there."""
    password, again = fields.pop("password", None), fields.pop("password_confirmation", None)
    if password is not None or row is None:
        if password != again:
            raise invalid_fields({"password": ["The password confirmation does not match."]})
        if len(password or "") < SHORTEST_PASSWORD:
            raise invalid_fields({"password": [f"The password must be at least {SHORTEST_PASSWORD} characters."]})
        fields["password"] = _hash(str(password))
    if "@" not in fields.get("email", "@"):
        raise invalid(email="The email must be a valid email address.")
    throttle = fields.get("throttle")
    if throttle is not None and not 0 < throttle < 1e6:
        raise invalid(throttle="The throttle must be between 1 and 999999.")
    if "roles" in fields:
        ids = [role["id"] for role in fields["roles"]]
        for at, id in enumerate(ids):
            if context.store.get("role", id) is None:
                raise invalid(**{f"roles.{at}.id": f"The selected roles.{at}.id is invalid."})
        fields["roles"] = ids
    return fields


def _hash(password: str, salt: str | None = None) -> str:
    salt = salt or token_hex(16)
    # Quick to compute, which a password of 32 characters and more forgives; Pyodide has nothing slower.
    return f"{salt}:{sha256(f'{salt}{password}'.encode()).hexdigest()}"


def signed_in(context: Context, email: str, password: str) -> Row | None:
    """The user with this email and password."""
    for row in context.store.find("user", "email", email):
        kept = row.get("password") or ""
        if compare_digest(kept, _hash(password, kept.partition(":")[0])):
            return row
    return None


def shown_user(context: Context, row: Row) -> Mapping[str, Any]:
    roles = [context.store.get("role", id) for id in row["roles"]]
    held = {id: None for role in roles if role is not None for id in role["permission_ids"]}
    permissions = [context.store.get("permission", id) for id in held]
    brief = [
        [{name: each[name] for name in ("id", "handle")} for each in found if each is not None]
        for found in (roles, permissions)
    ]
    return {**{k: v for k, v in row.items() if k != "password"}, "roles": brief[0], "permissions": brief[1]}


def _without_tokens(context: Context, row: Row) -> None:
    """A token ends with the user who made it."""
    if row["id"] == context.token["user_id"]:
        raise invalid(id="The user whose token this is cannot be removed.")
    for token in context.store.find("api_token", "user_id", row["id"]):
        context.store.remove("api_token", token["id"])


@routes.get("/api/v3/users/me", "admin", needs="")
def me(context: Context) -> Any:
    row = context.store.get("user", context.token["user_id"])
    if row is None:
        raise not_found()
    return shown_user(context, row)


declare(
    routes,
    Plain(
        "user",
        "/users",
        User,
        UserInput,
        UserUpdateInput,
        unique=("email",),
        before=_user,
        shown=shown_user,
        removed=_without_tokens,
    ),
)
