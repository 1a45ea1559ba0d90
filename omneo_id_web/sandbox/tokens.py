"""Tokens and their scopes, sign-up, audits, and whether the API is well."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from typing_extensions import TypedDict

from ..models.profile import ProfileInput
from . import access, profile_changes, profiles, scopes
from .routing import Context, Routes
from .store import Row, Store
from .wire import forbidden, invalid, not_found, stamp, unauthenticated

routes = Routes()

API_TOKEN_DAYS = 365
"""How long an admin token lives; what Omneo's default is is not known."""


class MintInput(TypedDict, total=False):
    id: str | None
    id_handle: str | None


class APITokenInput(TypedDict):
    name: str
    scopes: list[str]


class DelegateInput(TypedDict):
    client_handle: str


def admin(context: Context, bearer: str) -> Row:
    """The row of an admin token that is live.

    Raises:
        Refused: there is none like it, or it was revoked, or it has expired.
    """
    for row in context.store.find("api_token", "hash", hashed(bearer)):
        if not row["revoked"] and row["expires_at"] > stamp(context.now):
            return row
    raise unauthenticated()


def issue(store: Store, secret: str, name: str, scopes: list[str], now: float, **more: Any) -> Row:
    """Files an admin token; of its secret only a hash is kept."""
    return store.add(
        "api_token",
        {
            "id": secrets.token_hex(40),
            "user_id": 1,
            "client_id": 1,
            "name": name,
            "scopes": scopes,
            "revoked": False,
            "created_at": stamp(now),
            "updated_at": stamp(now),
            "expires_at": stamp(now + API_TOKEN_DAYS * 86_400),
            **more,
            "hash": hashed(secret),
        },
    )


def new_secret() -> str:
    return f"sandbox-{secrets.token_urlsafe(32)}"


def hashed(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def shown(context: Context, row: Row) -> dict[str, Any]:
    user = context.store.get("user", row["user_id"])
    kept = {k: v for k, v in row.items() if k not in ("hash", "refresh")}
    return {**kept, "usage": [], "client": _CLIENT, "user": user and access.shown_user(context, user)}


_CLIENT = {
    "id": 1,
    "user_id": None,
    "name": "Personal Access Client",
    "provider": None,
    "redirect": "http://localhost",
    "personal_access_client": True,
    "password_client": False,
    "revoked": False,
    "created_at": "2020-01-01 00:00:00",
    "updated_at": "2020-01-01 00:00:00",
}


@routes.get("/api/health", "open")
def health(context: Context) -> Any:
    return {"status": "OK"}


@routes.get("/api/v3/auth/verify", "admin", needs="")
def verify(context: Context) -> Any:
    return {"status": 200}


@routes.post("/api/v3/auth/api-tokens", "admin", body=APITokenInput, needs="")
def create_api_token(context: Context) -> Any:
    """An admin token with its own scopes, none of which its maker lacks."""
    return create_token(context, context.fields["scopes"])


def create_token(context: Context, wanted: list[str]) -> dict[str, Any]:
    """Files an admin token of this name and scopes; its secret is in the answer and nowhere else."""
    name = context.fields["name"].strip()
    if not name:
        raise invalid(name="The name field is required.")
    if any(not scopes.allow(context.token["scopes"], scope) for scope in wanted):
        raise forbidden()
    secret = new_secret()
    row = issue(context.store, secret, name, wanted, context.now, user_id=context.token["user_id"])
    return {"accessToken": secret, "token": shown(context, row)}


@routes.get("/api/v3/auth/access-tokens", "admin", needs="")
def list_tokens(context: Context) -> Any:
    now, kind = stamp(context.now), context.query.get("type")
    live = {"current": (True,), "expired": (False,)}.get(str(kind), (True, False))
    rows = context.store.find("api_token", "user_id", context.token["user_id"])
    return [shown(context, row) for row in rows if not row["revoked"] and (row["expires_at"] > now) in live]


@routes.delete("/api/v3/auth/api-tokens/{id}", "admin", needs="")
def revoke_token(context: Context) -> Any:
    row = context.store.get("api_token", context.params["id"])
    if row is None or row["user_id"] != context.token["user_id"]:
        raise not_found()
    context.store.remove("api_token", row["id"])
    return 204, None


@routes.post("/api/v3/auth/delegate", "admin", body=DelegateInput, needs="create-profiles")
def delegate(context: Context) -> Any:
    """A token that may create a profile and nothing else, for a client that is not trusted with more."""
    if not context.fields["client_handle"].strip():
        raise invalid(client_handle="The client handle field is required.")
    secret = new_secret()
    name = f"delegated to {context.fields['client_handle']}"
    end = {"expires_at": stamp(context.now + context.sandbox.token_seconds)}
    issue(context.store, secret, name, ["create-profiles"], context.now, user_id=context.token["user_id"], **end)
    return {"data": {"token": secret}}


# Minted with the admin's token, though it lies under the ID API.
@routes.post("/id/api/v1/auth/token", "admin", body=MintInput, needs="read-profiles")
def mint(context: Context) -> Any:
    id, handle = context.fields.get("id"), context.fields.get("id_handle")
    profile_id = None
    if id and handle:
        found = [row for row in context.store.find("identity", "identifier", id) if row["handle"] == handle]
        if not found:
            raise not_found()
        profile_id = found[0]["profile_id"]
    elif id:
        profile_id = id
    if profile_id:
        profiles.existing(context.store, profile_id)
    token, end = context.sandbox.mint(profile_id)
    return {"data": {"token": token, "exp": end}}


@routes.post("/id/api/v1/profiles", "id", body=ProfileInput)
def sign_up(context: Context) -> Any:
    """Finds a profile by email or mobile and changes its consent alone; creates one when there is none."""
    if context.claims.get("pid") != "null":
        raise forbidden()
    fields = profile_changes.normalised(context.store, context.fields)
    matches = [("email", fields.get("email")), ("mobile_phone", fields.get("mobile_phone"))]
    for field, value in matches:
        for row in context.store.find("profile", field, value) if value else ():
            if not row.get("deleted_at"):
                comms = fields.get("comms_attributes") or (fields.get("attributes") or {}).get("comms")
                given = {"comms_attributes": comms} if comms else {}
                changed = profile_changes.change(context.store, row, given, context.now)
                return {"data": profiles.shown(context.store, changed, context.now)}
    profile_changes.unique(context.store, fields, None)
    created = profile_changes.create(context.store, fields, context.now)
    return 201, {"data": profiles.shown(context.store, created, context.now)}


@routes.get("/id/api/v1/locations", "id")
def locations(context: Context) -> Any:
    return context.listed("location")


@routes.get("/api/v3/audits", "admin")
def list_audits(context: Context) -> Any:
    return context.listed("audit")


@routes.get("/api/v3/audits/{id}", "admin")
def get_audit(context: Context) -> Any:
    return {"data": context.one("audit")}
