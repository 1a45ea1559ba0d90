"""Who may do what: API tokens with scopes, ID tokens for one profile, anonymous ones."""

from __future__ import annotations

import re
from typing import Any

import jwt
import pytest

from omneo_id_web.sandbox import scopes
from omneo_id_web.sandbox.routing import Route
from tests.unit.sampling import sample

from .calling import Caller


def create(shop: Caller, *held: str, token: str | None = None) -> dict[str, Any]:
    body = {"name": "till", "scopes": list(held)}
    made = shop.ask("POST", "/api/v3/auth/api-tokens", body, token=token or shop.app.sandbox.admin_token)
    return dict(made)


def test_an_api_token_is_shown_once_and_does_what_its_scopes_say(shop: Caller) -> None:
    made = create(shop, "read-profiles")
    token, row = made["accessToken"], made["token"]
    assert set(made) == {"accessToken", "token"}
    assert (row["name"], row["scopes"], row["revoked"]) == ("till", ["read-profiles"], False)
    assert row["expires_at"] > row["created_at"]
    assert token not in str(row)
    assert shop.ask("GET", "/api/v3/profiles", token=token)["data"]
    refused = shop.ask("PUT", f"/api/v3/profiles/{shop.app.info('')['profile_id']}", {}, token=token, status=403)
    assert refused == {"message": "This action is unauthorized."}
    shop.ask("GET", "/api/v3/audits", token=token, status=403)
    assert shop.ask("GET", "/api/v3/auth/verify", token=token) == {"status": 200}


def test_a_token_cannot_make_one_that_may_do_more(shop: Caller) -> None:
    token = create(shop, "profiles.*")["accessToken"]
    assert create(shop, "read-profiles", token=token)["token"]["scopes"] == ["read-profiles"]
    shop.ask("POST", "/api/v3/auth/api-tokens", {"name": "x", "scopes": ["*"]}, token=token, status=403)


def test_a_revoked_token_is_none(shop: Caller) -> None:
    made = create(shop, "*")
    path = f"/api/v3/auth/api-tokens/{made['token']['id']}"
    answer = shop.send("DELETE", path, token=shop.app.sandbox.admin_token)
    assert (answer.status, answer.content) == (204, b"")
    refused = shop.ask("GET", "/api/v3/auth/verify", token=made["accessToken"], status=401)
    assert refused == {"message": "Unauthenticated."}
    shop.admin("DELETE", "/auth/api-tokens/no-such-id", status=404)


def test_tokens_are_listed_while_they_live_and_when_they_have_ended(shop: Caller) -> None:
    id = create(shop, "read-tags")["token"]["id"]
    assert id in [row["id"] for row in shop.admin("GET", "/auth/access-tokens?type=current")]
    assert shop.admin("GET", "/auth/access-tokens?type=expired") == []
    fresh = create(shop, "*")
    with shop.app.sandbox.store.transaction():
        row = shop.app.sandbox.store.get("api_token", fresh["token"]["id"])
        assert row is not None
        shop.app.sandbox.store.put("api_token", {**row, "expires_at": "2020-01-01 00:00:00"})
    assert [row["id"] for row in shop.admin("GET", "/auth/access-tokens?type=expired")] == [row["id"]]
    shop.ask("GET", "/api/v3/auth/verify", token=fresh["accessToken"], status=401)
    assert "hash" not in shop.admin("GET", "/auth/access-tokens")[0]


def test_a_delegated_token_creates_a_profile_and_nothing_else(shop: Caller) -> None:
    token = shop.admin("POST", "/auth/delegate", {"client_handle": "instore"})["data"]["token"]
    fields = {"first_name": "New", "last_name": "One", "email": "new.one@example.com"}
    assert shop.ask("POST", "/api/v3/profiles", fields, token=token)["data"]["id"]
    shop.ask("GET", "/api/v3/profiles", token=token, status=403)
    shop.app.sandbox.advance(1_000)
    shop.ask("POST", "/api/v3/profiles", fields, token=token, status=401)


def test_an_id_token_names_its_profile_and_ends_by_the_sandboxes_clock(shop: Caller) -> None:
    id, _ = shop.member()
    path = "/id/api/v1/auth/token"
    minted = shop.ask("POST", path, {"id": id}, token=shop.app.sandbox.admin_token)["data"]
    claims = jwt.decode(minted["token"], options={"verify_signature": False})
    assert jwt.get_unverified_header(minted["token"])["alg"] == "HS256"
    assert (claims["pid"], claims["exp"]) == (id, minted["exp"])
    assert shop.ask("GET", "/id/api/v1/profiles/me", token=minted["token"])["data"]["id"] == id
    shop.app.sandbox.advance(900)
    shop.ask("GET", "/id/api/v1/profiles/me", token=minted["token"], status=401)
    shop.ask("POST", path, {"id": "no-such-profile"}, token=shop.app.sandbox.admin_token, status=404)
    shop.ask("POST", path, {"id": id}, token=minted["token"], status=401)


def test_an_identity_gets_a_token_too(shop: Caller) -> None:
    body = {"id": "7712345", "id_handle": "shopify"}
    minted = shop.ask("POST", "/id/api/v1/auth/token", body, token=shop.app.sandbox.admin_token)["data"]
    claims = jwt.decode(minted["token"], options={"verify_signature": False})
    assert claims["pid"] == shop.app.info("")["profile_id"]
    body["id_handle"] = "elsewhere"
    shop.ask("POST", "/id/api/v1/auth/token", body, token=shop.app.sandbox.admin_token, status=404)


@pytest.mark.parametrize("claims", [{"alg": "none"}, {"key": "another"}, {"iss": "elsewhere"}, {"exp": None}])
def test_a_forged_token_is_refused(shop: Caller, claims: dict[str, Any]) -> None:
    _, token = shop.member()
    body = {**jwt.decode(token, options={"verify_signature": False}), **claims}
    if claims.get("exp", "") is None:
        del body["exp"]
    key: Any = None if claims.get("alg") else shop.app.sandbox._key
    key = b"another key that is long enough for it" if claims.get("key") else key
    forged = jwt.encode(body, key, algorithm=claims.get("alg", "HS256"))
    shop.ask("GET", "/id/api/v1/profiles/me", token=forged, status=401)


def test_an_anonymous_token_signs_up_and_may_do_nothing_else(shop: Caller) -> None:
    token = shop.ask("POST", "/id/api/v1/auth/token", {"id": ""}, token=shop.app.sandbox.admin_token)["data"]["token"]
    assert jwt.decode(token, options={"verify_signature": False})["pid"] == "null"
    shop.ask("GET", "/id/api/v1/profiles/me", token=token, status=404)
    fields = {"first_name": "New", "last_name": "One", "email": "anonymous@example.com"}
    made = shop.ask("POST", "/id/api/v1/profiles", fields, token=token)["data"]
    again = shop.ask("POST", "/id/api/v1/profiles", {**fields, "first_name": "Changed"}, token=token)["data"]
    assert (again["id"], again["first_name"]) == (made["id"], "New")
    _, theirs = shop.member()
    shop.ask("POST", "/id/api/v1/profiles", fields, token=theirs, status=403)


def test_neither_kind_of_token_is_taken_for_the_other(shop: Caller) -> None:
    id, token = shop.member()
    shop.ask("GET", f"/api/v3/profiles/{id}", token=token, status=401)
    shop.ask("GET", "/id/api/v1/profiles/me", token=shop.app.sandbox.admin_token, status=401)


FOREIGN = {
    "namespace": "locale",
    "handle": "language",
    "type": "benefit",
    "connection_scope": "1",
    "source": "x",
    "attribute": "x",
    "model": "profiles",
}
"""Path values that name something of the demo's member where a number would not."""


def _path(template: str, taken: dict[str, list[Any]], turn: int) -> str:
    def value(match: re.Match[str]) -> str:
        ids = next((ids for kind, ids in taken.items() if match[1].removesuffix("_id") in kind), [1, 2, 3])
        return str(FOREIGN.get(match[1], ids[turn % len(ids)]))

    return re.sub(r"{(\w+)}", value, template)


def _kinds(shop: Caller, profile_id: str) -> dict[str, list[Any]]:
    """The ids of everything that a profile has, by kind."""
    store = shop.app.sandbox.store
    kinds = [kind for kind in store._rows if kind not in ("profile", "event", "audit")]  # type: ignore[attr-defined]
    found = {kind: [r["id"] for r in store.all(kind) if r.get("profile_id") == profile_id] for kind in kinds}
    return {kind: ids for kind, ids in found.items() if ids}


def _leaks(content: str, shop: Caller, profile_id: str) -> list[str]:
    """What of a profile is in a text."""
    row = shop.app.sandbox.store.get("profile", profile_id)
    assert row is not None
    return [str(secret) for secret in (profile_id, row["email"], row["mobile_phone"]) if str(secret) in content]


def _body(route: Route) -> Any:
    if route.method in ("GET", "DELETE"):
        return None
    return sample(route.body) if route.body is not None else {}


def test_no_route_of_the_id_api_shows_or_changes_another_profile(shop: Caller) -> None:
    ada = shop.app.info("")["profile_id"]
    _, mallory = shop.member(first_name="Mallory")
    theirs, store = _kinds(shop, ada), shop.app.sandbox.store
    kept = {kind: [store.get(kind, id) for id in ids] for kind, ids in theirs.items()}
    walked = 0
    for template, route in shop.app.sandbox.routes:
        if not template.startswith("/id/api/v1") or route.scope in ("admin", "open"):
            continue
        for turn in range(3):
            path = _path(template, theirs, turn)
            answer = shop.send(route.method, path, _body(route), token=mallory)
            assert answer.status < 500, (route.method, path, answer)
            assert not _leaks(answer.content.decode(), shop, ada), (route.method, path)
            assert "connection_scope" not in template or answer.status >= 400, (route.method, path)
        walked += 1
        if (route.method, route.template) in (("DELETE", ""), ("DELETE", "/purge"), ("PUT", "/update-type")):
            _, mallory = shop.member(first_name="Mallory")
    assert walked > 200
    for kind, rows in kept.items():
        assert [store.get(kind, id) for id in theirs[kind]] == rows, kind


def test_every_admin_route_refuses_a_token_without_its_scope(shop: Caller) -> None:
    token = create(shop, "nothing-at-all")["accessToken"]
    walked = 0
    for template, route in shop.app.sandbox.routes:
        if route.scope == "open" or route.needs == "" or (route.scope == "profile" and template.startswith("/id/")):
            continue
        if template.startswith("/id/api/v1/") and route.scope == "id":
            continue
        path = re.sub(r"{\w+}", "1", template)
        assert shop.send(route.method, path, _body(route), token=token).status == 403, (route.method, template)
        assert shop.send(route.method, path, _body(route)).status == 401, (route.method, template)
        walked += 1
    assert walked > 90


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/profiles/{profile_id}", "read-profiles"),
        ("POST", "/profiles/{profile_id}/identities", "update-profiles"),
        ("GET", "/profiles/{profile_id}/rewards", "read-rewards"),
        ("POST", "/profiles/{profile_id}/redeem", "redeem-strategy"),
        ("POST", "/profiles/{profile_id}/benefits/{id}/redeem", "redeem-benefits"),
        ("POST", "/profiles/{profile_id}/transactions/claims", "create-transaction-claims"),
        ("DELETE", "/profiles/{profile_id}", "delete-profiles"),
        ("POST", "/redemptions/{id}/return", "return"),
        ("PUT", "/tiers/definitions/{id}", "update-tier-definitions"),
        ("GET", "/lists/definitions", "read-list-definitions"),
        ("POST", "/webhooks", "create-webhooks"),
    ],
)
def test_a_route_needs_the_scope_of_its_verb_and_resource(method: str, path: str, scope: str) -> None:
    assert scopes.needed(method, path) == scope
