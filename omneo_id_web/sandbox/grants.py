"""Tokens of users and of applications: personal ones, OAuth grants, and all that a token may be allowed to do."""

from __future__ import annotations

import secrets
from typing import Any, NotRequired, get_args

from pydantic_core import to_json
from typing_extensions import TypedDict

from ..models.access import AuditInput, GrantInput
from ..models.scope import APIScope
from . import scopes, tokens
from .access import signed_in
from .routing import Context, Routes
from .store import Row
from .wire import Refused, forbidden, invalid, not_found, stamp

routes = Routes()

CLIENT_ID = 1
"""The one application that there is; the API has no route that makes another."""

GRANT_SECONDS = 86_400
CODE_SECONDS = 600


class TokenInput(TypedDict):
    name: str
    scopes: NotRequired[list[str]]


class DiscoveryInput(TypedDict):
    email: str


@routes.get("/api/v3/auth/scopes", "admin", needs="")
def list_scopes(context: Context) -> Any:
    return [{"id": scope, "description": scope.replace("-", " ").capitalize()} for scope in get_args(APIScope)]


def _mine(context: Context) -> list[Row]:
    rows = context.store.find("api_token", "user_id", context.token["user_id"])
    return [row for row in rows if not row["revoked"]]


def list_tokens(context: Context) -> Any:
    return [tokens.shown(context, row) for row in _mine(context)]


def delete_token(context: Context) -> Any:
    row = next((row for row in _mine(context) if row["id"] == context.params["id"]), None)
    if row is None:
        raise not_found()
    context.store.remove("api_token", row["id"])
    return 204, None


routes.get("/api/v3/auth/api-tokens", "admin", needs="")(list_tokens)
for _path in ("/api/v3/auth/personal-access-tokens", "/api/v3/auth/tokens"):
    routes.get(_path, "admin", needs="")(list_tokens)
    routes.delete(f"{_path}/{{id}}", "admin", needs="")(delete_token)


@routes.post("/api/v3/auth/personal-access-tokens", "admin", body=TokenInput, needs="")
def create_personal_token(context: Context) -> Any:
    """A token that may do what its maker's may, or less of it."""
    return tokens.create_token(context, context.fields.get("scopes") or context.token["scopes"])


@routes.delete("/api/v3/auth/clients/{id}", "admin", needs="")
def delete_client(context: Context) -> Any:
    if context.number("id") != CLIENT_ID:
        raise not_found()
    raise invalid(id="The shop's own client cannot be removed.")


@routes.get("/api/v3/auth/authorize", "admin", needs="")
def authorize(context: Context) -> Any:
    """A code that an application may have a token for, in the name of the user who asks."""
    query = context.query
    if query.get("client_id") != str(CLIENT_ID):
        raise _refuse("invalid_client", "Client authentication failed")
    if query.get("response_type", "code") != "code" or not str(query.get("redirect_uri", "")).startswith("http"):
        raise _refuse("invalid_request", "The request is missing a required parameter")
    wanted = str(query.get("scope") or "").split() or list(context.token["scopes"])
    if any(not scopes.allow(context.token["scopes"], scope) for scope in wanted):
        raise forbidden()
    code = secrets.token_urlsafe(24)
    ends = stamp(context.now + CODE_SECONDS)
    context.store.add("auth_code", {"id": code, "user_id": context.token["user_id"], "scopes": wanted, "ends": ends})
    about = {name: query.get(name) for name in ("redirect_uri", "state")}
    return {"data": {"code": code, "client_id": CLIENT_ID, "scopes": wanted, **about}}


@routes.post("/api/v3/auth/token", "open", body=GrantInput)
def grant(context: Context) -> Any:
    """A token for a user's password, for a code, or for the refresh token of another."""
    fields, kind = context.fields, context.fields["grant_type"]
    if kind == "password":
        user = signed_in(context, fields.get("username", ""), fields.get("password", ""))
        if user is None:
            raise _refuse("invalid_grant", "The user credentials were incorrect.")
        return _granted(context, user["id"], _scopes_of(context, user, fields.get("scope")))
    if kind == "authorization_code":
        code = context.store.get("auth_code", fields.get("code", ""))
        if code is None or code["ends"] <= stamp(context.now):
            raise _refuse("invalid_grant", "The code is invalid or has expired.")
        context.store.remove("auth_code", code["id"])
        return _granted(context, code["user_id"], code["scopes"])
    if kind == "refresh_token":
        for row in context.store.find("api_token", "refresh", tokens.hashed(fields.get("refresh_token", ""))):
            context.store.remove("api_token", row["id"])
            return _granted(context, row["user_id"], row["scopes"])
        raise _refuse("invalid_grant", "The refresh token is invalid.")
    raise _refuse("unsupported_grant_type", "The authorization grant type is not supported.")


@routes.post("/api/v3/auth/token/refresh", "admin", needs="")
def refresh(context: Context) -> Any:
    """A token in the place of the one that asks, which ends."""
    if context.token["name"] == "sandbox":
        raise invalid(token="The sandbox's own token is for good.")  # noqa: S106
    context.store.remove("api_token", context.token["id"])
    return _granted(context, context.token["user_id"], context.token["scopes"])


@routes.post("/api/v3/auth/discovery", "open", body=DiscoveryInput)
def discovery(context: Context) -> Any:
    """How a user is to sign in; whether there is such a user is not told."""
    return {"data": {"email": context.fields["email"], "providers": ["password"]}}


def _scopes_of(context: Context, user: Row, wanted: str | None) -> list[str]:
    """What a user may have of the scopes that are wanted, by the permissions of the user's roles."""
    roles = [context.store.get("role", id) or {"permission_ids": []} for id in user["roles"]]
    verbs = {
        (context.store.get("permission", id) or {}).get("handle") for role in roles for id in role["permission_ids"]
    }
    if {"create", "read", "update", "delete"} <= verbs:
        held = ["*"]
    else:
        held = [scope for scope in get_args(APIScope) if scope.partition("-")[0] in verbs]
    asked = (wanted or "*").split()
    return held if "*" in asked else [scope for scope in asked if scopes.allow(held, scope)]


def _granted(context: Context, user_id: int, wanted: list[str]) -> dict[str, Any]:
    secret, again = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    more = {"expires_at": stamp(context.now + GRANT_SECONDS), "refresh": tokens.hashed(again)}
    tokens.issue(context.store, secret, "OAuth", wanted, context.now, user_id=user_id, **more)
    about = {"token_type": "Bearer", "expires_in": GRANT_SECONDS}
    return {**about, "access_token": secret, "refresh_token": again}


def _refuse(error: str, description: str) -> Refused:
    """An error as OAuth tells it."""
    return Refused(
        401 if error == "invalid_client" else 400,
        {"error": error, "error_description": description, "message": description},
    )


@routes.post("/api/v3/audits", "admin", body=AuditInput)
def create_audit(context: Context) -> Any:
    blank = dict.fromkeys((*AuditInput.__optional_keys__, "token_name"))
    now, texts = stamp(context.now), {"old_values": "{}", "new_values": "{}"}
    row = {**blank, **texts, **_texts(context.fields), "user_id": context.token.get("user_id")}
    return 201, {"data": context.store.add("audit", {**row, "created_at": now, "updated_at": now})}


@routes.put("/api/v3/audits/{id}", "admin", body=AuditInput)
def update_audit(context: Context) -> Any:
    row = context.one("audit")
    return {"data": context.store.put("audit", {**row, **_texts(context.fields), "updated_at": stamp(context.now)})}


@routes.delete("/api/v3/audits/{id}", "admin")
def delete_audit(context: Context) -> Any:
    context.store.remove("audit", context.one("audit")["id"])
    return 204, None


def _texts(fields: dict[str, Any]) -> dict[str, Any]:
    """Values that were and are, as the JSON text that audits hold."""
    names = ("old_values", "new_values")
    return {k: to_json(v).decode() if k in names and isinstance(v, dict) else v for k, v in fields.items()}
